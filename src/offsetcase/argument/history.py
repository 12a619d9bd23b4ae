"""What a member has tried, by the whole record: every file counts as history, and only money keeps to the window."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from offsetcase.case.assemble import Ledger
from offsetcase.case.questions import SHEET_DRUGS, Medicine
from offsetcase.classify.categories import categories, counts
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.money import ZERO
from offsetcase.offset.result import CaseResult
from offsetcase.offset.tried import is_fill

ANTIDEPRESSANT = "medication.antidepressant"


@dataclass(frozen=True, slots=True)
class Tried:
    """One medicine of this condition: every fill in the files, and those of the window, which alone have money here."""

    name: str
    fills: tuple[LedgerLine, ...]
    in_window: tuple[LedgerLine, ...]

    @property
    def first(self) -> dt.date:
        """The day of the first fill in the files."""
        return self.fills[0].day

    @property
    def last(self) -> dt.date:
        """The day of the last fill in the files."""
        return self.fills[-1].day

    @property
    def category(self) -> str:
        """Its class, a key of the categories."""
        return self.fills[0].klass.category


@dataclass(frozen=True, slots=True)
class HistoryPart:
    """One phrase of what was tried: ``id`` counts it, ``long`` counts those filled long enough to be a trial."""

    id: str
    one: str
    many: str
    groups: str = ""
    long: str = ""


def medicines(result: CaseResult) -> tuple[Tried, ...]:
    """Every medicine of this condition in the files of a case, in the order of the first fill."""
    return medicines_of(result.ledger, result.indication)


def medicines_of(ledger: Ledger, indication: str) -> tuple[Tried, ...]:
    """Every medicine of a condition in the files, in the order of the first fill.

    Lines that are copies, taken back, denied, undecided or another person's are not fills. A medicine for something else is
    left out: it is nobody's business here.
    """
    fills: dict[str, list[LedgerLine]] = defaultdict(list)
    for entry in ledger.entries:
        klass = entry.klass
        if is_fill(entry) and counts(klass, indication) and not categories()[klass.category].one_off:
            fills[klass.drug].append(entry)
    window: dict[str, list[LedgerLine]] = defaultdict(list)
    for entry in ledger.counted:
        if entry.klass.drug in fills:
            window[entry.klass.drug].append(entry)
    medicines = [
        Tried(name, tuple(sorted(lines, key=lambda fill: fill.day)), tuple(window.get(name, ())))
        for name, lines in fills.items()
        if lines
    ]
    return tuple(sorted(medicines, key=lambda one: (one.first, one.name)))


def medicines_asked(ledger: Ledger, indication: str) -> tuple[Medicine, ...]:
    """As many of them, and in the order, as the prescriber's page asks about: name, first and last fill."""
    return tuple((one.name, one.first, one.last) for one in medicines_of(ledger, indication)[:SHEET_DRUGS])


def history_parts(tried: Sequence[Tried]) -> tuple[HistoryPart, ...]:
    """What was tried, class by class, for running text; antidepressants with their classes and how many were filled long."""
    parts = []
    for key, category in categories().items():
        if category.counts_as and any(one.category == key for one in tried):
            one, many = category.counts_as
            long, groups = ("antidepressants.tried", f"history.{key}.groups") if key == ANTIDEPRESSANT else ("", "")
            parts.append(HistoryPart(f"history.{key}", one, many, groups, long))
    return tuple(parts)


def paid_not_counted(result: CaseResult) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """Hospital, emergency and other one-off care of the window: fact ids of its dollars and its days, and what a day is called."""
    return tuple(
        (f"body.one_off.{key}", f"days.{key}", categories()[key].counts_as)
        for key, amount in result.baseline.one_off.items()
        if categories()[key].counts_as and amount > ZERO
    )


def negative(entry: LedgerLine) -> bool:
    """Whether a line takes money back."""
    return (entry.line.amounts.plan_paid or ZERO) < 0
