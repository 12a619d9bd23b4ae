"""The kind of number a run of the model is made of: exact for every figure in print, floats for the draws alone."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeVar

N = TypeVar("N", Decimal, float)
