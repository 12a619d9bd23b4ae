"""What must be said about a file of FHIR claims: one message for each sort of thing, with its count, dollars and first places."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from offsetcase.model.lines import Source
from offsetcase.model.money import show_money
from offsetcase.model.problem import MAX_REPORTED, Problem
from offsetcase.read.fhir_added import ADDED, BOTH, OWN, Differing
from offsetcase.read.fhir_amounts import ForeignAmount
from offsetcase.read.rules import leave_out

_PLACES = 3
_COUNTS = {
    ADDED: "the plan's own count, as the standard for health records means them",
    OWN: "the claim's items count, for its own total or a part of an item says so",
    BOTH: "both count, for together they are what the claim says was paid",
}


class Said:
    """Collects what stands out while a file is read."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.count = 0
        self._lines = 0
        self._wrong: list[Problem] = []
        self._undated: list[Source] = []
        self._undated_paid = Decimal(0)
        self._abroad: dict[str, tuple[list[Source], Decimal]] = {}
        self._differ: list[tuple[str, Decimal, Decimal, str]] = []
        self._added: list[tuple[str, Differing]] = []
        self._unknown: dict[str, tuple[int, Decimal]] = {}

    def counted(self, unknown: str, paid: Decimal | None) -> None:
        """A line that may count, with the status word that nobody knows, if there is one."""
        self._lines += 1
        if unknown and paid:
            count, total = self._unknown.get(unknown, (0, Decimal(0)))
            self._unknown[unknown] = (count + 1, total + paid)

    def wrong_amount(self, source: Source, text: str) -> None:
        """A number that is not an amount of money."""
        self.count += 1
        if len(self._wrong) < MAX_REPORTED:
            self._wrong.append(
                Problem.at(
                    source,
                    "E-AMOUNT",
                    f'this is not a dollar amount: "{text}".',
                    "download the file again, or leave the item out by a rule in claims.rules.toml:\n"
                    + leave_out(source.file, source.row),
                )
            )

    def undated(self, source: Source, paid: Decimal | None) -> None:
        """An item without a whole day of service."""
        self._undated.append(source)
        self._undated_paid += paid or 0

    def abroad(self, source: Source, amounts: Sequence[ForeignAmount]) -> None:
        """An item with amounts in another currency."""
        paid = sum((one.amount for one in amounts if one.role in ("benefit", "to_provider", "to_patient")), Decimal(0))
        sources, total = self._abroad.get(amounts[0].currency, ([], Decimal(0)))
        self._abroad[amounts[0].currency] = ([*sources, source] if len(sources) < _PLACES else sources, total + paid)

    def differs(self, where: str, lines: Decimal, claim: Decimal, what: str) -> None:
        """A claim whose own payment isn't the sum of its lines."""
        self._differ.append((where, lines, claim, what))

    def added(self, where: str, differing: Differing) -> None:
        """Items of a claim beside the plan's own in their place, which pay another amount."""
        self._added.append((where, differing))

    def problems(self) -> list[Problem]:
        """What stops the reading."""
        problems = list(self._wrong)
        for word, (count, total) in self._unknown.items():
            problems.append(
                Problem(
                    "E-STATUS",
                    f'the status "{word}" is not known; it stands on {count} item{"s" if count > 1 else ""} with '
                    f"{show_money(total)} of plan-paid money.",
                    "say what it means in claims.rules.toml (paid, denied, pending, reversed or not-a-claim):\n"
                    f'[status]\n"{word}" = "paid"',
                    self.file,
                )
            )
        if not self._lines and not self._wrong:
            if self._abroad:
                names = " and ".join(self._abroad)
                problems.append(
                    Problem(
                        "E-CURRENCY",
                        f"the amounts are in {names}, not in US dollars, and nothing is converted.",
                        "leave this file out, or download the claims of the plan that pays in US dollars.",
                        self.file,
                    )
                )
            elif self._undated:
                problems.append(
                    Problem.at(
                        self._undated[0],
                        "E-DATE",
                        "the item has no whole day as its date of service, and no other item of the file has one.",
                        "download the file again, or leave it out.",
                    )
                )
        self.count = max(self.count, len(problems))
        return problems

    def warnings(self) -> list[Problem]:
        """What a reader must be told."""
        warnings = []
        if self._differ:
            where, lines, claim, what = self._differ[0]
            text = f"The items' plan-paid amounts add up to {show_money(lines)}, the claim's {what} says {show_money(claim)}; the items count."
            if len(self._differ) > 1:
                both = [
                    sum(amounts, Decimal(0)) for amounts in zip(*((a, b) for _, a, b, _ in self._differ), strict=True)
                ]
                more = "; ".join(f"{w} {show_money(a)} and {show_money(b)}" for w, a, b, _ in self._differ[1:_PLACES])
                text += f" So it is in {len(self._differ)} claims, {show_money(both[0])} and {show_money(both[1])} together (the next: {more})."
            warnings.append(Problem("W-TOTAL", text, where=where))
        if self._added:
            where, one = self._added[0]
            further = len(self._added) - 1
            text = f"The plan put items of its own with {show_money(one.added)} in the place of items with {show_money(one.own)}; {_COUNTS[one.counts]}."
            if further:
                sums = [sum(a, Decimal(0)) for a in zip(*((d.added, d.own) for _, d in self._added), strict=True)]
                text += f" So it is {further} more time{'s' if further > 1 else ''}, {show_money(sums[0])} and {show_money(sums[1])} together."
            warnings.append(
                Problem(
                    "W-TOTAL", text, "compare one of these claims with the explanation of benefits on paper.", where
                )
            )
        if self._undated:
            count = len(self._undated)
            warnings.append(
                Problem(
                    "W-UNDATED",
                    f"{count} item{'s have' if count > 1 else ' has'} no whole day as {'their' if count > 1 else 'its'} date of "
                    f"service and {'are' if count > 1 else 'is'} left out, with {show_money(self._undated_paid)} that the plan paid.",
                    "download the claims again; what stays without a day isn't counted.",
                    "; ".join(str(source) for source in self._undated[:_PLACES]),
                )
            )
        for currency, (sources, total) in self._abroad.items():
            warnings.append(
                Problem(
                    "W-CURRENCY",
                    f"Amounts in {currency} are not dollars and are left out ({total:,.2f} {currency} that the plan paid); nothing "
                    "is converted.",
                    where="; ".join(str(source) for source in sources),
                )
            )
        return warnings
