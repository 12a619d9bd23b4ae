"""The ledger: every line of every file, each with one disposition, and the sums that prove nothing was lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from offsetcase.model.lines import ClaimLine


class Disposition(StrEnum):
    """What became of a line, in the order in which they are decided: the first that fits wins."""

    NOT_A_CLAIM = "not-a-claim"
    OTHER_MEMBER = "other-member"
    OTHER_PLAN = "other-plan"
    PENDING = "pending"
    DENIED = "denied"
    DUPLICATE = "duplicate"
    REVERSED = "reversed"
    NO_PLAN_AMOUNT = "no-plan-amount"
    OUTSIDE_WINDOW = "outside-window"
    UNCLASSIFIED = "unclassified"
    NOT_CONDITION_RELATED = "not-condition-related"
    COUNTED = "counted"


@dataclass(frozen=True, slots=True)
class Class:
    """What a line was for.

    ``category`` is a key of ``data/categories.toml`` or ``""`` when nothing recognised it; ``basis`` says what did
    (``procedure code``, ``drug name``, ``specialty``, ``rule``, …). ``drug`` is the generic name.
    """

    category: str
    basis: str
    words: str = ""
    drug: str = ""
    group: str = ""
    kind: str = ""
    two_use: bool = False
    by_rule: bool = False


UNRECOGNISED = Class("", "nothing recognised it")


@dataclass(slots=True)
class LedgerLine:
    """One claim line and what became of it.

    Only ``clean`` and ``case`` write the last fields. ``named_drug``, ``named_ndc`` and ``named_code`` are taken over from
    another file that shows the same fill or claim. ``key`` is the baseline category it counts under.
    """

    line: ClaimLine
    disposition: Disposition | None = None
    reason: str = ""
    named_drug: str = ""
    named_ndc: str = ""
    named_code: str = ""
    klass: Class = UNRECOGNISED
    key: str = ""

    @property
    def day(self) -> dt.date:
        """The day of a line that counts; the others may have none."""
        assert self.line.service_date is not None
        return self.line.service_date

    def settle(self, disposition: Disposition, reason: str) -> None:
        """Give the line its disposition; a line has one and keeps it."""
        if self.disposition is not None:
            raise AssertionError(f"{self.line.source} already is {self.disposition}")
        self.disposition = disposition
        self.reason = reason


class Sums(NamedTuple):
    """Row count and the four sums over the known amounts; ``None`` where no row's amount is known."""

    rows: int
    billed: Decimal | None
    allowed: Decimal | None
    plan_paid: Decimal | None
    member_paid: Decimal | None


def sums(lines: Iterable[ClaimLine]) -> Sums:
    """Add up lines: rows, and billed, allowed, plan-paid and member-paid in dollars where known."""
    rows = 0
    totals: list[Decimal | None] = [None, None, None, None]
    for line in lines:
        rows += 1
        for i, amount in enumerate(line.amounts):
            if amount is not None:
                before = totals[i]
                totals[i] = amount if before is None else before + amount
    return Sums(rows, *totals)
