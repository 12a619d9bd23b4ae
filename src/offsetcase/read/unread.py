"""The columns that nothing understands, each with cells to know it by and the line that would settle it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from offsetcase.model.money import MoneyError, parse_money
from offsetcase.model.text import quoted
from offsetcase.read.headings import is_known_amount, is_not_needed, meanings, words_of
from offsetcase.read.rules import IGNORE
from offsetcase.read.table import Table

# Enough rows to know a column by; a large file is not walked through for each of its columns.
SAMPLE_ROWS = 300
SHOWN_CELLS = 3
LONGEST_CELL = 30
_DATE_LIKE = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{2,4}|[A-Za-z]{3,9} \d{1,2}, \d{4}"
)
_MONEY_WRITTEN = re.compile(r"\$|\.\d{2}\b|,\d{2}\b")
_GUESSES = (
    ("discount", {"discount", "savings", "saved", "writeoff"}),
    ("billed", {"billed", "charge", "charged", "charges", "submitted"}),
    ("allowed", {"allowed", "allowable", "rate", "negotiated", "eligible", "approved", "contracted"}),
    ("member_paid", {"you", "your", "patient", "member", "my", "i", "responsibility", "owe", "pocket"}),
)


class UnreadColumn(NamedTuple):
    """A column that isn't read: its heading, up to three of its cells, and the line under ``[columns]`` that settles it."""

    heading: str
    samples: tuple[str, ...]
    line: str


def cells_of(table: Table, number: int) -> Iterator[str]:
    """A column's cells that aren't blank, of the table's first rows."""
    for row in itertools.islice(table.rows, SAMPLE_ROWS):
        if number < len(row.cells) and row.cells[number]:
            yield row.cells[number]


def samples_of(table: Table, number: int) -> tuple[str, ...]:
    """The first three different cells of a column."""
    seen = dict.fromkeys(
        cell if len(cell) <= LONGEST_CELL else f"{cell[:LONGEST_CELL]}…" for cell in cells_of(table, number)
    )
    return tuple(itertools.islice(seen, SHOWN_CELLS))


def is_money(table: Table, number: int, *, whole_dollars: bool = False) -> bool:
    """Whether a column's cells are amounts of money.

    Args:
        table: the table.
        number: the column.
        whole_dollars: whether bare whole numbers are amounts, too; they could as well be numbers of plans or years.
    """
    amounts, others, written = 0, 0, False
    for cell in cells_of(table, number):
        try:
            known = parse_money(cell)
        except MoneyError:
            others += 1
            continue
        if known is not None:
            amounts += 1
            written = written or bool(_MONEY_WRITTEN.search(cell))
    return amounts > 4 * others and (written or whole_dollars)


def is_dates(table: Table, number: int) -> bool:
    """Whether a column's cells are days."""
    cells = samples_of(table, number)
    return bool(cells) and all(_DATE_LIKE.fullmatch(cell) for cell in cells)


def find_unread(table: Table, numbers: Collection[int], mapped: Collection[str]) -> tuple[UnreadColumn, ...]:
    """What to show of the columns that nothing reads.

    Args:
        table: the table.
        numbers: the columns whose headings no field, format or list knows.
        mapped: the fields that other columns hold already; they are offered to none of these.
    """
    unread = []
    taken = set(mapped)
    for number in numbers:
        heading = table.header[number]
        samples = samples_of(table, number)
        if heading and samples and not (is_not_needed(heading) or is_known_amount(heading) or meanings(heading)):
            field = _field(table, number, taken)
            taken.add(field)  # a second column under one field would be asked about
            line = f"{field} = {quoted(heading)}" if field else ignore_line([heading])
            unread.append(UnreadColumn(heading, samples, line))
    return tuple(unread)


def _field(table: Table, number: int, mapped: Collection[str]) -> str:
    """The field that a column likely holds; ``""`` for none that isn't held already."""
    heading = table.header[number]
    words = set(words_of(heading))
    field = ""
    if "percent" in words or any(cell.endswith("%") for cell in samples_of(table, number)):
        field = ""
    elif is_money(table, number):
        field = next((name for name, hints in _GUESSES if hints & words), "plan_paid")
    elif is_dates(table, number):
        field = "processed_date"
    elif "provider" not in mapped and words & {"doctor", "clinic", "therapist", "facility", "who", "where"}:
        field = "provider"
    elif not words & {"id", "number", "code", "participant"}:
        field = "description"
    return "" if field in mapped else field


def ignore_line(headings: Collection[str]) -> str:
    """The line that says of columns that they hold nothing a ledger needs."""
    return f"{IGNORE} = [{', '.join(quoted(one) for one in headings)}]"
