"""What ``build_case`` takes beside the claims, for editors and type checkers.

Made from ``case/request.py`` by ``make docs``; it is not changed by hand.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Mapping
from typing import TypedDict

from offsetcase.case.values import Number

FilePath = str | os.PathLike[str]


class Options(TypedDict, total=False):
    """Every option by name; docs/reference/python.md says what each means."""

    case: FilePath | None
    rules: FilePath | None
    indication: str | None
    protocol: str | None
    price: Number | None
    member: str | None
    letter: str | None
    argument: str | None
    date: dt.date | None
    as_of: dt.date | None
    lookback: int | None
    run_out: int | None
    price_year: int | None
    sets: Mapping[str, Number] | None
    allow_short_history: bool | None
    comparator: str | None
    comparator_price: Number | None
    draws: int | None
    seed: int | None
    print_ledger: bool | None
    figure_names: bool | None
