"""The same line again within one file: by its claim number, or as a table that was copied twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
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
    signs = [item.line[1:] for item in items]
    counts = Counter(signs)
    if len(counts) == len(signs):
        return []
    copies = _halved(signs, counts) or {**_doublets(signs), **_runs(signs)}
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
                items[0].line.source.file,
            )
        )
    seen: dict[Any, int] = {}
    doubtful = []
    for at, sign in enumerate(signs):
        if at not in copies and seen.setdefault(sign, at) != at:
            doubtful.append((seen[sign], at))
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
                items[0].line.source.file,
            )
        )
    return problems


def _halved(signs: Sequence[Any], counts: Counter[Any]) -> dict[int, int]:
    """Every row stands an even number of times, in whatever order: the whole file was put together twice."""
    if len(counts) < 2 or any(count % 2 for count in counts.values()):
        return {}
    firsts: dict[Any, list[int]] = defaultdict(list)
    copies: dict[int, int] = {}
    for at, sign in enumerate(signs):
        if len(firsts[sign]) < counts[sign] // 2:
            firsts[sign].append(at)
        else:
            copies[at] = firsts[sign][0]
    return copies


def _doublets(signs: Sequence[Any]) -> dict[int, int]:
    """Each row stands twice in a row, three rows or more: a page that holds a narrow and a wide view of each claim."""
    copies: dict[int, int] = {}
    at = 0
    while at < len(signs):
        end = at
        while end + 1 < len(signs) and signs[end] == signs[end + 1] and (end == at or signs[end] != signs[end - 1]):
            end += 2
        if (end - at) // 2 >= SHORTEST_RUN:
            copies.update({one + 1: one for one in range(at, end, 2)})
        at = max(end, at + 1)
    return copies


def _runs(signs: Sequence[Any]) -> dict[int, int]:
    """Runs of rows that stand again further down, each row with its original."""
    first: dict[Any, int] = {}
    last: dict[Any, int] = {}
    copies: dict[int, int] = {}
    at = 0
    while at < len(signs):
        sign = signs[at]
        length, shift = max(
            ((_length(signs, at, at - one), at - one) for one in _starts(sign, first, last)), default=(0, 0)
        )
        distinct = len(set(signs[at : at + length]))
        if distinct > 1 and (length >= SHORTEST_RUN or 3 * length >= len(signs)):
            copies.update({one: one - shift for one in range(at, at + length)})
            step = length
        else:
            # Rows that are all one are passed over together: a look at each rest of them takes the square of their number.
            step = max(length, 1) if distinct == 1 else 1
        for one in range(at, at + step):
            first.setdefault(signs[one], one)
            last[signs[one]] = one
        at += step
    return copies


def _starts(sign: Any, first: dict[Any, int], last: dict[Any, int]) -> Iterator[int]:
    if sign in first:
        yield first[sign]
        if last[sign] != first[sign]:
            yield last[sign]


def _length(signs: Sequence[Any], at: int, shift: int) -> int:
    """How many rows from here on are those that stand ``shift`` rows above."""
    length = 0
    while length < shift and at + length < len(signs) and signs[at + length] == signs[at + length - shift]:
        length += 1
    return length
