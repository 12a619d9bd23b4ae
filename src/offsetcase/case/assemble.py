"""The case put together: the window applied, every line settled, and the proof that no dollar was lost."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from offsetcase.case.window import Window
from offsetcase.classify.categories import categories, counts, is_medication
from offsetcase.model.ledger import Disposition, LedgerLine, Sums, sums
from offsetcase.model.problem import OffsetcaseError, input_error


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every line settled, with its sums: ``total`` over all rows equals the sum over ``by_disposition``, to the cent."""

    entries: tuple[LedgerLine, ...]
    total: Sums
    by_disposition: dict[Disposition, Sums]

    @property
    def counted(self) -> list[LedgerLine]:
        """The lines that count, in file order."""
        return [entry for entry in self.entries if entry.disposition is Disposition.COUNTED]


def settle(entries: Sequence[LedgerLine], window: Window, indication: str, own_drugs: Collection[str]) -> Ledger:
    """Give every open line its last disposition and prove the ledger.

    Args:
        entries: the ledger after ``clean`` and ``classify``; it is completed in place.
        window: the months that count.
        indication: decides which categories count.
        own_drugs: generic names with a share of their own; each is a baseline category ``drug:<name>``.

    Raises:
        OffsetcaseError: the sums don't agree (status 4), which would be this program's fault.
    """
    for entry in entries:
        if entry.disposition is not None:
            continue
        klass = entry.klass
        if entry.line.service_date is None or not window.holds(entry.line.service_date):
            entry.settle(Disposition.OUTSIDE_WINDOW, f"not between {window.first} and {window.last}")
        elif not klass.category or categories()[klass.category].kind == "unknown":
            entry.settle(
                Disposition.UNCLASSIFIED,
                "a pharmacy claim that names no drug" if klass.category else "nothing says what it was for",
            )
        elif not counts(klass, indication):
            entry.settle(Disposition.NOT_CONDITION_RELATED, categories()[klass.category].label.lower())
        else:
            entry.settle(Disposition.COUNTED, klass.basis)
            own = klass.drug in own_drugs and is_medication(klass.category)
            entry.key = f"drug:{klass.drug}" if own else klass.category
    return prove(entries)


def prove(entries: Sequence[LedgerLine]) -> Ledger:
    """Add up both ways and compare: all rows against the dispositions.

    Raises:
        OffsetcaseError: a line without a disposition or sums that differ (status 4).
    """
    total = sums(entry.line for entry in entries)
    groups: dict[Disposition, list[LedgerLine]] = {}
    for entry in entries:
        if entry.disposition is None:
            raise _unproved(f"{entry.line.source} has no disposition")
        groups.setdefault(entry.disposition, []).append(entry)
    parts = {d: sums(e.line for e in groups[d]) for d in Disposition if d in groups}
    if sum(part.rows for part in parts.values()) != total.rows:
        raise _unproved("the row counts differ")
    for name in ("billed", "allowed", "plan_paid", "member_paid"):
        known = [value for part in parts.values() if (value := getattr(part, name)) is not None]
        whole = getattr(total, name)
        if (whole is None) != (not known) or (whole is not None and sum(known, Decimal(0)) != whole):
            raise _unproved(f"the sums of {name} differ")
    return Ledger(tuple(entries), total, parts)


def _unproved(what: str) -> OffsetcaseError:
    return input_error(
        "E-LEDGER",
        f"the ledger doesn't add up ({what}); no letter is written from it.",
        "this is a fault of the program: please report it, without your claims.",
    )
