"""How much of the window's spending nothing recognised, against what counts: which verdict the claims can bear."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from offsetcase.case.assemble import Ledger
from offsetcase.classify.categories import categories
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.money import ZERO


@dataclass(frozen=True, slots=True)
class Unread:
    """U and K: nominal plan-paid dollars, signed, of the window's unclassified lines and of the baseline's own lines."""

    rows: int
    unread: Decimal
    counted: Decimal

    @property
    def outweighs(self) -> bool:
        """Whether more dollars are unread than counted, so that ``none`` can't be said."""
        return self.unread > self.counted


def take_unread(ledger: Ledger) -> Unread:
    """Add up the lines that nothing recognised, and those of baseline categories."""

    def paid(entries: list[LedgerLine]) -> Decimal:
        return sum((entry.line.amounts.plan_paid or ZERO for entry in entries), ZERO)

    unread = [entry for entry in ledger.entries if entry.disposition is Disposition.UNCLASSIFIED]
    yearly = [entry for entry in ledger.counted if not categories()[entry.klass.category].one_off]
    return Unread(len(unread), paid(unread), paid(yearly))
