"""A claim's one row in a file beside its lines in another: the lines count where the sums agree, else it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any

from offsetcase.clean.items import MOST_COMPARED, SHORTEST_NUMBER, Item, open_items, same_provider
from offsetcase.clean.questions import Answers
from offsetcase.model.ledger import Disposition
from offsetcase.model.lines import Status


def mark_wholes(items: Sequence[Item]) -> None:
    """A claim's one row in a file beside its lines in another, of one number and one sum: the lines count."""
    claims: dict[tuple[str, str], dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.number:
            claims[item.numbering, item.number][item.line.file_no].append(item)
    for files in claims.values():
        whole = [row for row, *others in files.values() if not others]
        parts = next(
            (
                group
                for group in files.values()
                if len({(item.line_no, item.what.key) for item in group}) == len(group) > 1
            ),
            None,
        )
        if parts is None:
            continue
        for item in whole:
            if _is_sum(item, parts):
                item.entry.settle(
                    Disposition.DUPLICATE, f"the claim whose lines stand in another file ({parts[0].line.source})"
                )


def ask_wholes(items: Sequence[Item], answers: Answers) -> None:
    """A claim's one row in a file that names nothing, beside a claim of another whose lines add up to it: asked."""
    rows: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    claims: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        if item.paid[0]:
            if item.number:
                claims[item.line.file_no, item.number, item.line.service_date].append(item)
            if not item.what.kind:
                rows[item.line.service_date, item.paid[0]].append(item)
    for (_, _, day), (part, *others) in claims.items():
        total, share = (added_up([part, *others], at) for at in (0, 1))
        for row in rows.get((day, total), ())[:MOST_COMPARED] if others else ():
            if (
                not row.open
                or row.format == part.format
                or (row.number and row.numbering == part.numbering)
                or not (share is None or row.paid[1] in (None, share))
                or same_provider(row.line.provider, part.line.provider) is False
            ):
                continue
            if (answer := answers.of(row, part)) == "one":
                row.entry.settle(
                    Disposition.DUPLICATE, f"the claim whose lines stand in another file ({part.line.source})"
                )
            if answer != "two":
                break


def ask_unlike(items: Sequence[Item], answers: Answers) -> None:
    """A claim's one row in a file that names nothing, beside its lines in another of another sum: asked, by their number.

    In one export, a row that only doesn't know its share is the line. A row beside another of its claim in the same file is no
    claim's one row, even where the other was found in the other file.

    Args:
        items: lines, file by file; those that are settled already are no more asked about.
        answers: where they are asked about.
    """
    claims: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        if item.number and item.paid[0]:
            claims[item.number, item.line.service_date].append(item)
    for group in claims.values():
        files = [list(lines) for _, lines in groupby(group, key=lambda item: item.line.file_no)]
        for row, *others in files:
            if others or not row.open or row.what.kind or row in answers.waiting:
                continue
            for lines in filter(None, map(open_items, files)):
                if not _may_be_lines_of(row, lines):
                    continue
                alike = row.format == lines[0].format and _is_sum(row, lines)
                if (answer := "one" if alike else answers.of(row, lines[0], lines)) == "one":
                    row.entry.settle(
                        Disposition.DUPLICATE, f"the claim whose lines stand in another file ({lines[0].line.source})"
                    )
                if answer != "two":
                    break


def _may_be_lines_of(row: Item, lines: Sequence[Item]) -> bool:
    """Whether lines of a row's number and day can be its claim's. A row that has a line's number of its own is another line."""
    numbers = {line.line_no for line in lines}
    numbering = any(line.numbering == row.numbering for line in lines)
    # What neither names under one line's number is a version of it, as far as the numbers can be compared.
    named = any(line.what.kind for line in lines) or len(numbers) == len(lines) > 1 or not numbering
    apart = row.line.line_id and row.line_no not in numbers and all(line.line.line_id for line in lines)
    one_giver = any(same_provider(row.line.provider, line.line.provider) is not False for line in lines)
    paid = all(line.line.status is Status.PAID and not line.takes_back for line in (row, *lines))
    return paid and named and not apart and (numbering or (len(row.number) >= SHORTEST_NUMBER and one_giver))


def _is_sum(row: Item, lines: Sequence[Item]) -> bool:
    """Whether lines add up to a row, as far as both say what was paid."""
    total, share = (added_up(lines, at) for at in (0, 1))
    return total is not None and row.paid[0] == total and (share is None or row.paid[1] in (None, share))


def added_up(items: Sequence[Item], at: int) -> Decimal | None:
    """What the plan (0) or the member (1) paid for all of them; unknown where one of them is."""
    amounts = [amount for item in items if (amount := item.paid[at]) is not None]
    return sum(amounts, Decimal(0)) if len(amounts) == len(items) else None
