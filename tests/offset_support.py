"""The simplest treatment that a sum can be worked out for by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from offsetcase.offset.projection import Parameters

TALK = "psychotherapy"


def plainest(**changes: Any) -> Parameters:
    """1,200 a year that stop whole, from the first month; one visit of 100 on day 0, then every 365 days."""
    base = Parameters(
        annual={TALK: Decimal(1200)}, shares={TALK: Decimal(1)}, price=Decimal(100), workup=Decimal(0), p=Decimal(1), q=Decimal(0),
        r=Decimal(1), ramp=0, induction=(0,), block=(0,), every=365,
    )  # fmt: skip
    return base.with_(**changes)
