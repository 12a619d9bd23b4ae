"""Delimited text in, rows with row numbers out. Decides by content, never by the file's name."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from offsetcase.model.files import bytes_of
from offsetcase.model.lines import Source
from offsetcase.model.problem import OffsetcaseError, input_error, usage_error
from offsetcase.model.text import plain
from offsetcase.read.standard_input import DASH, shown_name, standard_input

DELIMITERS = (",", ";", "\t", "|")
MAX_BYTES = 200 * 1024 * 1024
MAX_COLUMNS = 500
MAX_ROWS = 300_000
MAX_CELL = 20_000
HEADER_SEARCH_ROWS = 60


class Row(NamedTuple):
    """One record of a table: the line of the file it starts on (counted from 1) and its cells, stripped."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file's rows split at its header. ``preamble`` and blank rows are not claims; all rows after the header are."""

    file: str
    header_row: int
    header: tuple[str, ...]
    preamble: tuple[Row, ...]
    rows: tuple[Row, ...]
    sheet: str = ""
    day_zero: dt.date | None = None  # a spreadsheet may show a date as the number of days since this one

    @property
    def heading_place(self) -> str:
        """Where the heading stands, for messages."""
        return str(Source(self.file, self.sheet, self.header_row))


def read_bytes(path: Path) -> bytes:
    """The whole file, bounded.

    Raises:
        OffsetcaseError: status 2 when there is no such file, 4 when it cannot be read or is too large.
    """
    try:
        if path.is_dir():
            raise usage_error("E-FILE", "this is a folder, not a file.", "name the claims file inside it.", str(path))
        data = standard_input(MAX_BYTES) if path == DASH else bytes_of(path, MAX_BYTES)
    except FileNotFoundError:
        raise usage_error(
            "E-FILE",
            "there is no such file.",
            "check the name and the folder; `ls` (or `dir`) lists what is here.",
            str(path),
        ) from None
    except OSError as error:
        raise input_error(
            "E-READ", f"the file can't be read ({error.strerror}).", "check its permissions.", str(path)
        ) from None
    if len(data) > MAX_BYTES:
        raise too_large(shown_name(path), f"the file is larger than {MAX_BYTES // 1024 // 1024} MB")
    return data


def too_large(file: str, what: str) -> OffsetcaseError:
    """The refusal of a file that is larger than any claims export."""
    return input_error(
        "E-TOO-LARGE",
        f"{what}, more than any claims export.",
        "check that this is the right file, or split it by year and name the parts.",
        file,
    )


def decode(data: bytes, file: str) -> str:
    """Bytes to text: UTF-8 with or without a mark, UTF-16, or Windows-1252, tried in that order.

    Raises:
        OffsetcaseError: the content is not text (status 4); the message says what it seems to be.
    """
    if not data.strip():
        raise input_error("E-EMPTY", "the file is empty.", "download the export again.", file)
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif data[:2000].count(0) > len(data[:2000]) // 3:
        encodings = ("utf-16-le",) if data[1:2] == b"\x00" else ("utf-16-be",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        return plain(text)  # byte-order marks in the middle, too, come from files put together
    raise not_text(file, "something else than text (no encoding fits it)")


# What a person with a statement on paper, or a picture of one, can really do.
PAPER = (
    "look on the plan's site for a download or export of the claims as a table (CSV or a spreadsheet), or connect a health-record app. "
    "Where there is neither, copy the statement's claims into the template sample_claims/template.csv, one row for each service."
)


def not_text(file: str, what: str) -> OffsetcaseError:
    """The refusal of a file that holds something else than claims."""
    return input_error(
        "E-NOT-TEXT",
        f"this seems to be {what}, not a claims table in text form.",
        PAPER
        if what in ("a PDF", "a picture")
        else "open it in the program it came from and save or export it as CSV.",
        file,
    )


def _records(text: str, delimiter: str, file: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    csv.field_size_limit(MAX_CELL)
    start = 1
    try:
        for count, cells in enumerate(reader, start=1):
            if count > MAX_ROWS:
                raise too_large(file, f"the table has more than {MAX_ROWS:,} rows")
            if len(cells) > MAX_COLUMNS:
                raise input_error(
                    "E-CSV",
                    f"the row has {len(cells):,} columns; no claims export has more than {MAX_COLUMNS}.",
                    "check that this is the right file.",
                    f"{file}, row {start}",
                )
            yield Row(start, tuple(map(str.strip, cells)))
            start = reader.line_num + 1
    except csv.Error as error:
        raise input_error(
            "E-CSV",
            f"the table breaks off here: {_csv_words(str(error))}.",
            "open the file in a text editor and look at the quotation marks of this row, or export it again.",
            f"{file}, row {start}",
        ) from None


def _csv_words(message: str) -> str:
    if "unexpected end" in message:
        return "a quotation mark is opened and never closed"
    if "expected after" in message:
        return "there is text behind a closing quotation mark"
    if "field larger" in message:
        return f"one cell holds more than {MAX_CELL:,} characters"
    return message


def text_tables(text: str, file: str, score: Callable[[tuple[str, ...]], int], minimum: int) -> list[Table]:
    """Find the delimiter and the heading rows of a delimited text, and split it there.

    Args:
        text: the whole text.
        file: the file's name, for messages.
        score: how many known column names a row of cells holds.
        minimum: the fewest that make a heading.

    Raises:
        OffsetcaseError: no heading, or a broken table (status 4).
    """
    head = "".join(itertools.islice(io.StringIO(text, newline=""), HEADER_SEARCH_ROWS + 20))
    best = (0, ",")
    for delimiter in DELIMITERS:
        top = max((points for points, _ in _header_rows(head, delimiter, file, score)), default=0)
        if top > best[0]:
            best = (top, delimiter)
    return split_tables(list(_records(text, best[1], file)), file, score, minimum)


def split_tables(
    records: list[Row], file: str, score: Callable[[tuple[str, ...]], int], minimum: int, sheet: str = ""
) -> list[Table]:
    """Find the headings among rows of cells, and split them there: each other heading starts a table of its own.

    A heading that stands again above the next page of the same table stays a row of that table. What looks like a
    heading and has no row with a number below it, before the next heading, is part of what stands above that one.
    """
    points = {row.number: score(row.cells) for row in records[:HEADER_SEARCH_ROWS]}
    top = max(points.values(), default=0)
    where = f"{file} [{sheet}]" if sheet else file
    if top < minimum:
        seen = " | ".join(cell for cell in records[0].cells if cell)[:100] if records else ""
        raise input_error(
            "E-NO-HEADER",
            "no row of this file looks like the heading of a claims table (a service date, amounts, a claim number).",
            "export the claims again with their column headings; if the headings are there but unusual, name them "
            'in claims.rules.toml:\n[columns]\nservice_date = "…"\nplan_paid = "…"',
            where,
            f"1 | {seen}",
        )
    best = next(at for at, row in enumerate(records) if points.get(row.number) == top)
    tables: list[Table] = []
    above: list[Row] = []  # what stands between the last table with claims and the next heading
    heads = [at for at, row in enumerate(records) if at == best or _is_heading(row, score, minimum)]
    start = 0
    for at, after in zip(heads, [*heads[1:], len(records)], strict=True):
        header, below = records[at], [row for row in records[at + 1 : after] if any(row.cells)]
        if tables and not above and _same(header.cells, tables[-1].header):
            tables[-1] = replace(tables[-1], rows=(*tables[-1].rows, header, *below))
            start = after
            continue
        above += [row for row in records[start:at] if any(row.cells)]
        start = after
        if after < len(records) and not any(_has_number(row) for row in below) and at != best:
            above += [header, *below]
            continue
        tables.append(Table(file, header.number, header.cells, tuple(above), tuple(below), sheet))
        above = []
    return tables


# A row with a cell that starts with a number is not a heading; nearly every claim has one, and the look is quick.
_NUMBERS_START = frozenset("0123456789$(-")


def _has_number(row: Row) -> bool:
    for cell in row.cells:
        if cell and cell[0] in _NUMBERS_START and (cell[0].isdigit() or cell.lstrip("-($ ")[:1].isdigit()):
            return True
    return False


def _is_heading(row: Row, score: Callable[[tuple[str, ...]], int], minimum: int) -> bool:
    return not _has_number(row) and sum(map(bool, row.cells)) >= minimum and score(row.cells) >= minimum


def _same(cells: tuple[str, ...], header: tuple[str, ...]) -> bool:
    return [cell.casefold() for cell in cells if cell] == [cell.casefold() for cell in header if cell]


def _header_rows(
    head: str, delimiter: str, file: str, score: Callable[[tuple[str, ...]], int]
) -> list[tuple[int, Row]]:
    scored: list[tuple[int, Row]] = []
    try:
        for row in _records(head, delimiter, file):
            if row.number > HEADER_SEARCH_ROWS:
                break
            if points := score(row.cells):
                scored.append((points, row))
    except OffsetcaseError:
        # Either this delimiter is wrong, or the head cut a quoted cell in two, or the break is real; a real one
        # is met and reported again when the whole file is read.
        pass
    return scored
