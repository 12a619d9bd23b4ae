"""The same line again within one file: by its claim number, or as a table that was copied twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from decimal import Decimal
from math import gcd
from operator import attrgetter
from typing import Any

from offsetcase.clean.items import Item, leave_row_out, repeated
from offsetcase.model.ledger import Disposition
from offsetcase.model.problem import Problem

# A copied run of so many rows isn't chance; nor is one of two where they and their copies are two thirds of the rows.
SHORTEST_RUN = 3


def mark_copies(items: Sequence[Item]) -> list[Problem]:
    """Settle copies within each file as ``duplicate``.

    Args:
        items: open lines in file order.

    Returns:
        What a reader must be told: tables that stand twice, and equal rows that may be two services.
    """
    by_file: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        by_file[item.line.file_no].append(item)
    problems: list[Problem] = []
    for group in by_file.values():
        _numbered([item for item in group if item.number])
        problems.extend(_unnumbered([item for item in group if not item.number]))
    return problems


def _numbered(items: Sequence[Item]) -> None:
    same: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    paid: Counter[tuple[Any, ...]] = Counter()
    for item in repeated(repeated(items, attrgetter("number")), attrgetter("number", "line_no", "own")):
        line = item.line
        own = (item.number, item.line_no, item.own)
        same[*own, line.service_date, line.processed_date, line.amounts, line.status].append(item)
        paid[*own, *item.paid] += 1
    for group in same.values():
        first = group[0]
        plan, member = first.paid
        opposite = paid[first.number, first.line_no, first.own, _negated(plan), _negated(member)]
        for item in group[_kept(len(group), opposite, back=first.takes_back) :]:
            item.entry.settle(Disposition.DUPLICATE, f"the same line as {first.line.source}")


def _kept(count: int, opposite: int, *, back: bool) -> int:
    """How many of equal lines stay: one, and one more for each time that the payment was taken back in between."""
    copies = gcd(count, opposite)
    most = opposite // copies if back else opposite // copies + 1
    return min(count // copies, max(most, 1))


def _negated(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else -amount


def _unnumbered(items: Sequence[Item]) -> list[Problem]:
    """Two visits on one day with equal money are real; a whole table that stands twice is a copy."""
    seen: dict[Any, int] = {}
    firsts = [seen.setdefault(item.line[1:], at) for at, item in enumerate(items)]
    copies = _copied(firsts)
    for at, original in copies.items():
        items[at].entry.settle(
            Disposition.DUPLICATE, f"the table stands twice; the same row as {items[original].line.source}"
        )
    problems = []
    if copies:
        at, original = min(copies.items())
        problems.append(
            Problem(
                "W-COPIED",
                f"{len(copies)} rows stand twice in the file, one after another as in a page that was copied twice; "
                f"they are counted once (the first: row {items[original].line.source.row} and row {items[at].line.source.row}).",
                "if they are visits of their own, write their claim numbers into a column.",
                items[at].line.source.file,
            )
        )
    doubtful = [(first, at) for at, first in enumerate(firsts) if at != first and at not in copies]
    if doubtful:
        first, second = doubtful[0]
        count = len(doubtful)
        problems.append(
            Problem(
                "W-MAYBE-TWICE",
                f"{count} row{'s are' if count > 1 else ' is'} equal to another of the same file in every cell, and no claim "
                f"number tells them apart; all are counted (the first: row {items[first].line.source.row} and row "
                f"{items[second].line.source.row}).",
                "if one was copied by mistake, leave it out with a rule in claims.rules.toml:\n"
                + leave_row_out(items[second].line, items[second].format),
                items[second].line.source.file,
            )
        )
    return problems


def _copied(firsts: Sequence[int]) -> dict[int, int]:
    """The rows that are copies, each with its original. ``firsts`` says of each row where the first stands that is equal to it."""
    counts = Counter(firsts)
    if len(counts) > 1 and all(count % 2 == 0 for count in counts.values()):
        return _halved(firsts, counts)
    return _doublets(firsts) | _runs(firsts)


def _halved(firsts: Sequence[int], counts: Counter[int]) -> dict[int, int]:
    """Every row stands an even number of times, in whatever order: the whole file was put together twice."""
    seen: Counter[int] = Counter()
    copies: dict[int, int] = {}
    for at, first in enumerate(firsts):
        seen[first] += 1
        if 2 * seen[first] > counts[first]:
            copies[at] = first
    return copies


def _doublets(firsts: Sequence[int]) -> dict[int, int]:
    """Each row stands twice in a row, three rows or more: a page that holds a narrow and a wide view of each claim."""
    copies: dict[int, int] = {}
    at = 0
    while at < len(firsts):
        end, last = at, None
        while end + 1 < len(firsts) and last != firsts[end] == firsts[end + 1]:
            last = firsts[end]
            end += 2
        if end - at >= 2 * SHORTEST_RUN:
            copies.update({one + 1: one for one in range(at, end, 2)})
        at = max(end, at + 1)
    return copies


def _runs(firsts: Sequence[int]) -> dict[int, int]:
    """Runs of rows that stand again further down, each row with its original."""
    last: dict[int, int] = {}
    passed: set[int] = set()
    copies: dict[int, int] = {}
    for at, first in enumerate(firsts):
        above = {first, last.get(first, first)}
        last[first] = at
        if first == at or at in passed:
            continue
        length, shift = max((_length(firsts, at, at - one), at - one) for one in above)
        run = range(at, at + length)
        distinct = len({firsts[one] for one in run})
        # Rows that are all one are passed over together: a look at each rest of them takes the square of their number.
        if distinct == 1 or length >= SHORTEST_RUN or 3 * length >= len(firsts):
            passed.update(run)
            if distinct > 1:
                copies.update({one: one - shift for one in run})
    return copies


def _length(firsts: Sequence[int], at: int, shift: int) -> int:
    """How many rows from here on are those that stand ``shift`` rows above, each of which is above this one."""
    most = min(shift, len(firsts) - at)
    return next((n for n in range(most) if firsts[at + n] != firsts[at + n - shift]), most)
