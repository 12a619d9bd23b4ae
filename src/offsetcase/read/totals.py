"""Totals inside: a claim's own row beside its lines, and a sheet that sums up the others. Lines count, totals don't."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from decimal import Decimal

from offsetcase.model.lines import Amounts, ClaimLine
from offsetcase.model.money import show_money
from offsetcase.model.problem import Problem

# The line number of a row that is the whole claim's, where it has one at all.
_WHOLE = frozenset({"", "0", "00", "000", "0000", "claim", "header", "total", "all", "summary"})
OWN_ROW = "the claim's own row; its lines count"
LINE_OF_ROW = "a line of a claim whose own row says what the plan paid"


def part_claims(lines: list[ClaimLine]) -> tuple[list[ClaimLine], list[Problem]]:
    """Take a claim's own row out where its lines stand beside it, or the lines where only the row states the payment.

    Args:
        lines: the lines of one table.

    Returns:
        The lines, with a note on those that are not claims; and where a claim and its lines differ, both amounts.
    """
    lines = _under_bare_rows(lines)
    named = [line.claim_id for line in lines if line.claim_id]
    if len(set(named)) == len(named):
        return lines, []
    parted, warnings = list(lines), []
    for numbers in _by_claim(lines):
        if len(numbers) < 2 or (own := _own_row([lines[number] for number in numbers])) is None:
            continue
        row = lines[numbers[own]]
        rest = [number for at, number in enumerate(numbers) if at != own]
        parts = [lines[number] for number in rest]
        if row.amounts.plan_paid is not None and all(one.amounts.plan_paid is None for one in parts):
            for number in rest:
                parted[number] = lines[number]._replace(note=LINE_OF_ROW)
            continue
        added = _added(parts)
        equal = [bool(stated) and stated == total for stated, total in zip(row.amounts, added, strict=True)]
        if not any(equal) and not (row.line_id and row.line_id.casefold() in _WHOLE):
            continue
        parted[numbers[own]] = row._replace(note=OWN_ROW)
        stated, total = row.amounts.plan_paid, added.plan_paid
        if stated is not None and total is not None and stated != total:
            warnings.append(differs(row, stated, total))
    return parted, warnings


def _under_bare_rows(lines: list[ClaimLine]) -> list[ClaimLine]:
    """A claim's own row above lines that don't repeat its number: it names nothing that was done, they do, and they add up to it."""
    told = [_service_told(line) for line in lines]
    if all(told):
        return lines
    parted = list(lines)
    at = 0
    while at < len(lines) - 1:
        row, at = lines[at], at + 1
        if told[at - 1] or not told[at] or row.note:
            continue
        end = at
        while end < len(lines) and _is_under(lines[end], row):
            end += 1
        parts = lines[at:end]
        if len(parts) < (1 if row.claim_id else 2):
            continue
        if row.amounts.plan_paid is not None and row.claim_id and all(one.amounts.plan_paid is None for one in parts):
            parted[at:end] = [one._replace(note=LINE_OF_ROW) for one in parts]
        elif row.amounts.plan_paid and _agrees(row.amounts, _added(parts)):
            parted[at - 1] = row._replace(note=OWN_ROW)
    return parted


def _is_under(line: ClaimLine, row: ClaimLine) -> bool:
    return (
        not line.note and not line.claim_id and line.service_date == row.service_date and _service_told(line)
        and row.provider.startswith(line.provider) and line.person in ("", row.person)
    )  # fmt: skip


def _agrees(stated: Amounts, total: Sequence[Decimal | None]) -> bool:
    """Whether every amount that a row states is the sum."""
    return all(mine is None or mine == its for mine, its in zip(stated, total, strict=True))


class _Running:
    """Sums of the rows so far, of a stretch of them."""

    def __init__(self) -> None:
        self.count = 0  # rows with money; after one that takes money back nothing is a plain total
        self.signed = False
        self.amounts = [Decimal(0)] * len(Amounts._fields)

    def add(self, amounts: Amounts) -> None:
        if plan := amounts.plan_paid:
            self.count += plan > 0
            self.signed = self.signed or plan < 0
        for at, amount in enumerate(amounts):
            if amount:
                self.amounts[at] += amount

    def is_in(self, line: ClaimLine) -> bool:
        """Whether a line states this sum, and in what is more than chance."""
        if line.service_date is None:
            return self.count > 0 and _agrees(line.amounts, self.amounts)
        return self.count >= FEWEST and not self.signed and _agrees(line.amounts, self.amounts)


def sums_of_rows(lines: list[ClaimLine]) -> tuple[list[ClaimLine], list[Problem], frozenset[int]]:
    """Rows that nothing calls a total and that are one: each of their amounts is the sum of the rows above.

    Such a row names no code, drug or claim. It is the sum of all rows so far, of those since the last total, or of its month or
    year; a dated one in two amounts at least and over ``FEWEST`` rows, for one amount may agree by chance.

    Returns:
        The lines with notes, what a reader must be told, and the numbers of the rows that have no date.
    """
    if not any(map(_may_be_sum, lines)):
        return lines, [], frozenset()
    noted, told, undated = list(lines), [], set()
    since, whole = _Running(), _Running()
    spans: dict[tuple[int, ...], _Running] = defaultdict(_Running)
    for at, line in enumerate(lines):
        day = line.service_date
        own: list[tuple[int, ...]] = [(day.year,), (day.year, day.month)] if day else []
        if _may_be_sum(line):
            stated = [amount for amount in line.amounts if amount]
            if (day is None or len(stated) > 1) and any(
                one.is_in(line) for one in (since, whole, *(spans[key] for key in own))
            ):
                noted[at] = line._replace(note="a total of the rows above")
                since = _Running()
                if day is None:
                    undated.add(line.source.row)
                else:
                    told.append(_is_sum(line))
                continue
        if line.note:
            if line.note == "a total":
                since = _Running()
            continue
        for one in (since, whole, *(spans[key] for key in own)):
            one.add(line.amounts)
    return noted, told, frozenset(undated)


def _may_be_sum(line: ClaimLine) -> bool:
    """Whether a row states what the plan paid, and names no code, drug or claim."""
    return (
        not _service_told(line)
        and not line.rx
        and (not line.note or line.note == NO_DATE)
        and bool(line.amounts.plan_paid)
        and not any(map(str.isdigit, line.claim_id))
    )


# The fewest rows of which a dated row can be the total.
FEWEST = 3
NO_DATE = "a row without a date of service and without money"


def _is_sum(line: ClaimLine) -> Problem:
    return Problem(
        "W-SUM-ROW",
        f"Each amount of this row is the sum of the rows above ({show_money(line.amounts.plan_paid or Decimal(0))} as plan-paid); it is "
        "taken as their total and not counted.",
        "if it is a claim of its own, write its claim number or procedure code into the file.",
        str(line.source),
        sort=f"{line.source.file}|{line.source.sheet}",
    )


def differs(row: ClaimLine, stated: Decimal, total: Decimal) -> Problem:
    """What is said where a claim states another payment than its lines."""
    return Problem(
        "W-CLAIM-TOTAL",
        f"Claim {row.claim_id} states {show_money(stated)} as paid by the plan; its lines add up to {show_money(total)}, which counts.",
        "look at this claim's explanation of benefits.",
        str(row.source),
        sort=f"{row.source.file}|{row.source.sheet}",
    )


def _own_row(lines: Sequence[ClaimLine]) -> int | None:
    """The one row of a claim that names less than all the others: no line number, or nothing that was done."""
    for told in (_line_told, _service_told):
        bare = [at for at, line in enumerate(lines) if not told(line)]
        if len(bare) == 1:
            return bare[0]
    return None


def _line_told(line: ClaimLine) -> bool:
    return line.line_id.casefold() not in _WHOLE


def _service_told(line: ClaimLine) -> bool:
    return bool(line.code or line.drug or line.ndc or line.revenue)


def _added(lines: Sequence[ClaimLine]) -> Amounts:
    sums = []
    for at in range(len(Amounts._fields)):
        known = [amount for line in lines if (amount := line.amounts[at]) is not None]
        sums.append(sum(known, Decimal(0)) if known else None)
    return Amounts(*sums)


def _by_claim(lines: Sequence[ClaimLine]) -> Collection[list[int]]:
    """The lines that count, by their places, of each claim that has a number."""
    claims: dict[str, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        if line.claim_id and not line.note:
            claims[line.claim_id].append(number)
    return claims.values()


def stated_differently(lines: Sequence[ClaimLine], stated: Sequence[Decimal | None]) -> list[Problem]:
    """The claims whose payment, repeated on each of their lines, isn't the sum of what the lines state.

    Args:
        lines: the lines of one table.
        stated: for each, what its claim says was paid in all.
    """
    problems = []
    for numbers in _by_claim(lines):
        whole = stated[numbers[0]]
        total = _added([lines[number] for number in numbers]).plan_paid
        if whole is not None and total is not None and whole != total:
            problems.append(differs(lines[numbers[0]], whole, total))
    return problems


def summaries(parts: Sequence[Sequence[ClaimLine]]) -> list[int]:
    """The parts of a workbook whose every row is the sum of another part, or of the other parts' lines of its month."""
    whole = [_added([line for line in lines if not line.note]) for lines in parts]
    summed: list[int] = []
    for at, lines in enumerate(parts):
        rows = [line for line in lines if not line.note]
        others = [number for number in range(len(parts)) if number != at and number not in summed]
        months: dict[tuple[int, int], list[ClaimLine]] = defaultdict(list)
        for number in others:
            for line in parts[number]:
                if line.service_date and not line.note:
                    months[line.service_date.year, line.service_date.month].append(line)
        bare = not any(map(_named, rows))
        if len(rows) < 2 or sum(len(parts[number]) for number in others) < len(rows) + (0 if bare else 1):
            continue
        if all(_sums_up(row, [whole[number] for number in others], months) for row in rows):
            summed.append(at)
    return summed


def _named(line: ClaimLine) -> bool:
    return bool(line.provider or line.description or line.claim_id or line.rx) or _service_told(line)


def _sums_up(row: ClaimLine, wholes: Sequence[Amounts], months: dict[tuple[int, int], list[ClaimLine]]) -> bool:
    day = row.service_date
    members = months.get((day.year, day.month), []) if day else []
    # A month with one line is equal to it, and that line may as well stand in both.
    sums = [*wholes, _added(members)] if len(members) > (1 if _named(row) else 0) else list(wholes)
    return bool(row.amounts.plan_paid) and any(
        all(mine is None or mine == its for mine, its in zip(row.amounts, one, strict=True)) for one in sums
    )
