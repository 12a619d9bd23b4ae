"""What the plan paid for one session of something, from the member's own lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from offsetcase.codes.benefits import benefit_of
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import Benefit
from offsetcase.model.money import ZERO
from offsetcase.model.nodes import Graph, Name

PAST = (Disposition.COUNTED, Disposition.OUTSIDE_WINDOW)


UNIT_PRICE = "alternative.price"
PRICE = Graph()
PRICE.define(UNIT_PRICE, Name("alternative.paid") / Name("alternative.days"), "usd")


@dataclass(frozen=True, slots=True)
class UnitPrice:
    """Plan-paid dollars ÷ days with a session. ``lines`` are those behind it, drugs dispensed for the sessions included."""

    paid: Decimal
    days: int
    lines: tuple[LedgerLine, ...]

    @property
    def amount(self) -> Decimal:
        """Dollars a session, unrounded."""
        value: Decimal = PRICE.worked_out(self.given)[UNIT_PRICE]
        return value

    @property
    def given(self) -> dict[str, Any]:
        """What the graph is worked out from."""
        return {"alternative.paid": self.paid, "alternative.days": self.days}


def per_session(entries: Iterable[LedgerLine], category: str) -> UnitPrice | None:
    """What one session of a category cost the plan on average, over every known line of it, counted or before the window.

    Returns:
        ``None`` where no line shows a session (a pharmacy's fill is none) or nothing was paid.
    """
    lines = [
        entry
        for entry in entries
        if entry.klass.category == category and entry.disposition in PAST and entry.line.amounts.plan_paid is not None
    ]
    paid = sum((entry.line.amounts.plan_paid or ZERO for entry in lines), ZERO)
    days = {
        entry.line.service_date
        for entry in lines
        if (entry.line.amounts.plan_paid or ZERO) > 0 and benefit_of(entry.line) is not Benefit.PHARMACY
    }
    return UnitPrice(paid, len(days), tuple(lines)) if days and paid > 0 else None
