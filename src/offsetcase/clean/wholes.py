"""A claim's one row in a file beside its lines in another: the lines count where the sums agree, else it is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from offsetcase.clean.items import MOST_COMPARED, SHORTEST_NUMBER, Item, same_provider
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
        total, share = (added_up(parts, at) for at in (0, 1))
        for item in whole:
            if total is not None and item.paid[0] == total and (share is None or item.paid[1] in (None, share)):
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
    """A claim's one row in a file that names nothing, beside its lines in another of another sum: asked, by their number."""
    claims: dict[tuple[Any, ...], dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.number and item.paid[0]:
            claims[item.number, item.line.service_date][item.line.file_no].append(item)
    for files in claims.values():
        for row, *others in files.values():
            if others or row.what.kind or row in answers.waiting:
                continue
            for lines in files.values():
                if not _may_be_lines_of(row, lines):
                    continue
                if (answer := answers.of(row, lines[0], lines)) == "one":
                    row.entry.settle(
                        Disposition.DUPLICATE, f"the claim whose lines stand in another file ({lines[0].line.source})"
                    )
                if answer != "two":
                    break


def _may_be_lines_of(row: Item, lines: Sequence[Item]) -> bool:
    """Whether lines of a row's number and day can be its claim's. A row that has a line's number of its own is another line."""
    first = lines[0]
    numbers = {line.line_no for line in lines}
    named = any(line.what.kind for line in lines) or len(numbers) == len(lines) > 1
    apart = row.line.line_id and first.line.line_id and row.line_no not in numbers
    long = len(row.number) >= SHORTEST_NUMBER and same_provider(row.line.provider, first.line.provider) is not False
    paid = all(line.line.status is Status.PAID and not line.takes_back for line in (row, *lines))
    return paid and named and not apart and (row.numbering == first.numbering or long)


def added_up(items: Sequence[Item], at: int) -> Decimal | None:
    """What the plan (0) or the member (1) paid for all of them; unknown where one of them is."""
    amounts = [amount for item in items if (amount := item.paid[at]) is not None]
    return sum(amounts, Decimal(0)) if len(amounts) == len(items) else None
