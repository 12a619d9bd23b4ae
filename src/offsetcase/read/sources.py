"""What a file really is, by its content and never by its name, taken apart into parts that readers understand."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

from offsetcase.model.apart import Room, apart
from offsetcase.model.files import at_most
from offsetcase.model.problem import OffsetcaseError, input_error
from offsetcase.model.text import one_line, plain
from offsetcase.read.compound import chains_end
from offsetcase.read.day_zero import counts_from_1904
from offsetcase.read.fhir_xml import is_fhir_xml
from offsetcase.read.merged import shared_below
from offsetcase.read.room import MEMORY, SECONDS, room
from offsetcase.read.standard_input import shown_name
from offsetcase.read.table import MAX_BYTES, MAX_CELL, Row, decode, not_text, read_bytes, too_large
from offsetcase.read.workbook import MAX_SHEET_COLUMNS, MAX_SHEET_ROWS, broken_workbook, read_workbook

SYNTHEA = ("encounters.csv", "medications.csv")
MAX_MEMBERS = 200
MAX_RATIO = 200
# Rows that one cell of a page may reach over.
MAX_SPAN = 1000
# The library unpacks other methods (bzip2, LZMA) without a bound: two thousand bytes of them fill gigabytes.
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_REFUSED = (
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "a word-processor file"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"Rar!", "a compressed archive"),
)


UNREADABLE = "unreadable"
# The day that a workbook counts its days from; older ones of the Macintosh count from another.
DAY_ZERO = dt.date(1899, 12, 30)
DAY_ZERO_1904 = dt.date(1904, 1, 1)
_PASSED_OVER = frozenset({"E-NOT-TEXT", "E-EMPTY"})
_SEEMS = re.compile(r"seems to be (.*?), not a claims")


class Part(NamedTuple):
    """One part of a file: delimited ``text``, the ``cells`` of a sheet, ``fhir`` or ``medicare`` text, a ``pdf``.

    A part of the kind ``unreadable`` is passed over where another part can be read; its ``text`` says what it is.
    """

    name: str
    sheet: str
    kind: str
    text: str
    rows: tuple[Row, ...]
    day_zero: dt.date = DAY_ZERO
    data: bytes = b""


def parts_of(path: Path, left: Room | None = None) -> list[Part]:
    """Everything in a file that could be claims.

    Args:
        path: the file.
        left: the room that is left for the whole input; a room of its own without one.

    Raises:
        OffsetcaseError: it can't be read, or is something else (status 2 or 4).
    """
    left = room() if left is None else left
    if path.is_dir():
        # A Synthea folder: encounters and medications hold the payer's money; procedures' is inside the encounters'.
        inside = [path / name for name in SYNTHEA if (path / name).is_file()]
        if inside:
            return [part for one in inside for part in _parts(one.name, read_bytes(one), left, nested=False)]
    return _parts(shown_name(path), read_bytes(path), left, nested=False)


def _parts(name: str, data: bytes, left: Room, *, nested: bool) -> list[Part]:
    name = plain(name)
    if data.startswith(b"%PDF"):
        return [Part(name, "", "pdf", "", (), data=data)]
    for magic, what in _REFUSED:
        if data.startswith(magic):
            raise not_text(name, what)
    if data.startswith(b"PK\x03\x04"):
        if _is_workbook(data):
            return _sheets(name, data, left)
        if nested:
            raise not_text(name, "an archive inside an archive")
        return _members(name, data, left)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if not chains_end(data):
            raise broken_workbook(name, "it is damaged")
        return _sheets(name, data, left)
    text = decode(data, name)
    head = text.lstrip()[:4000]
    if head.startswith(("{", "[")):
        return [Part(name, "", "fhir", text, ())]
    if head.startswith("<") and is_fhir_xml(head):
        return [Part(name, "", "fhir", text, ())]
    if head.startswith("<") or "<table" in head.lower():
        return _html_tables(name, text, left)
    if re.search(r"MYMEDICARE\.GOV|MEDICARE\.GOV|Produced by the Blue Button", head, re.IGNORECASE):
        return [Part(name, "", "medicare", text, ())]
    return [Part(name, "", "text", text, ())]


def _archive_error(name: str, what: str) -> OffsetcaseError:
    return input_error("E-ZIP", f"the archive {what}.", "unpack it yourself and name the claims files in it.", name)


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError):  # its own list names what this reader lacks
        return False
    return any(name.startswith(("xl/", "xl\\")) for name in names) or ("content.xml" in names and "mimetype" in names)


def _members(name: str, data: bytes, left: Room) -> list[Part]:
    """The files of an archive, unpacked in memory alone and within bounds."""
    parts: list[Part] = []
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [
                one
                for one in archive.infolist()
                if not one.is_dir()
                and not Path(one.filename).name.startswith((".", "~$"))
                and "__MACOSX" not in one.filename
            ]
            if len(members) > MAX_MEMBERS:
                raise _archive_error(name, f"holds {len(members)} files, more than {MAX_MEMBERS}")
            room = MAX_BYTES
            for member in members:
                if member.flag_bits & 1:
                    raise _archive_error(name, "is locked with a password")
                if member.compress_type not in _METHODS:
                    raise _archive_error(name, "is packed in a way that few programs use")
                with archive.open(member) as stream:
                    content = at_most(stream, room)
                room -= len(content)
                packed = max(member.compress_size, 1)
                if room < 0 or (len(content) > 1_000_000 and len(content) / packed > MAX_RATIO):
                    raise _archive_error(name, "unpacks to far more than it should")
                parts.extend(_member(f"{name}:{one_line(Path(member.filename).name)}", content, left))
    except OffsetcaseError:
        raise
    except Exception:  # the archive module raises many kinds for damaged or unknown contents
        raise _archive_error(name, "is broken") from None
    if not parts:
        raise _archive_error(name, "holds no file")
    if all(part.kind == UNREADABLE for part in parts):
        raise not_text(parts[0].name, parts[0].text)
    return parts


def _member(name: str, content: bytes, left: Room) -> list[Part]:
    """A file of an archive; what holds no table by its nature (a PDF of a letter, a picture) refuses none of the others."""
    try:
        return _parts(name, content, left, nested=True)
    except OffsetcaseError as error:
        first = error.problems[0]
        if first.code not in _PASSED_OVER:
            raise
        what = _SEEMS.search(first.text)
        return [Part(name, "", UNREADABLE, what[1] if what else "empty", ())]


def _sheets(name: str, data: bytes, left: Room) -> list[Part]:
    """The sheets of a workbook, as text cells with the sheet's own row numbers."""
    day_zero = DAY_ZERO_1904 if counts_from_1904(data) else DAY_ZERO
    parts = [
        Part(name, one_line(sheet), "cells", "", rows, day_zero)
        for sheet, rows in read_workbook(name, data, left)
        if any(any(r.cells) for r in rows)
    ]
    for part in parts:
        _short_cells(name, part.rows)
    if not parts:
        raise broken_workbook(name, "every sheet is empty")
    return parts


def _short_cells(name: str, rows: tuple[Row, ...]) -> None:
    for row in rows:
        if any(len(cell) > MAX_CELL for cell in row.cells):
            raise too_large(f"{name}, row {row.number}", f"one cell holds more than {MAX_CELL:,} characters")


def _span(said: str | None, most: int) -> int:
    """How far a cell reaches; anything but a plain small number is one."""
    return max(min(int(said), most), 1) if said and said.isascii() and said.isdigit() and len(said) < 6 else 1


class _TooMany(Exception):
    """A page holds more cells than a table of claims."""


_TITLES = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "caption", "legend"])
MOST_TITLES = 6
LONGEST_TITLE = 200


class _Tables(HTMLParser):
    """Collects the rows of every table of a page."""

    def __init__(self, room_for: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self.cell: list[str] | None = None
        self.span = self.down = 1
        # For each table: what still reaches down into its next rows, by column.
        self.reaching: list[dict[int, tuple[int, str]]] = []
        self.room = room_for
        # The page's headings above each table, and its caption: they may say whose it is.
        self.titles: list[list[str]] = []
        self.above: list[str] = []
        self.title: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a table, a row or a cell."""
        if tag == "table":
            self._take(1)
            self.tables.append([])
            self.reaching.append({})
            self.titles.append(self.above[-MOST_TITLES:])
            self.above = []
        elif tag in _TITLES:
            self.title = []
        elif tag == "tr" and self.tables:
            self._close()
            self._take(1)
            self._fill()
            self.tables[-1].append([])
            self._fill()
        elif tag in ("td", "th") and self.tables and self.tables[-1]:
            self._close()
            self.cell = []
            said = dict(attrs)
            self.span = _span(said.get("colspan"), 100)
            self.down = _span(said.get("rowspan"), MAX_SPAN)
        elif tag == "br" and self.cell is not None:
            self.cell.append(" ")

    def handle_endtag(self, tag: str) -> None:
        """Close a cell with its row or table."""
        if tag in ("td", "th", "tr", "table"):
            self._close()
        elif tag in _TITLES and self.title is not None:
            text = " ".join(plain("".join(self.title)).split())[:LONGEST_TITLE]
            if text:
                (self.titles[-1] if tag == "caption" and self.titles else self.above).append(text)
            self.title = None

    def handle_data(self, data: str) -> None:
        """Collect a cell's text."""
        if self.cell is not None and self.cdata_elem is None:  # a script's text is none
            self.cell.append(data)
        elif self.title is not None and self.cdata_elem is None and len(self.title) < LONGEST_TITLE:
            self.title.append(data)

    def _fill(self) -> None:
        """Put into the row what reaches down into it at the place where it now ends."""
        if not self.tables or not self.tables[-1]:
            return
        row, reaching = self.tables[-1][-1], self.reaching[-1]
        while (cell := reaching.get(len(row))) is not None:
            left, text = cell
            if left > 1:
                reaching[len(row)] = (left - 1, text)
            else:
                del reaching[len(row)]
            row.append(text)
            self._take(1)

    def _take(self, count: int) -> None:
        self.room -= count
        if self.room < 0:
            raise _TooMany

    def _close(self) -> None:
        if self.cell is not None and self.tables and self.tables[-1]:
            text = " ".join(plain("".join(self.cell)).split())
            self._fill()
            row = self.tables[-1][-1]
            if self.down > 1:
                below = shared_below(text)
                for offset in range(self.span):
                    self.reaching[-1][len(row) + offset] = (self.down - 1, below if offset == 0 else "")
            row.extend([text, *[""] * (self.span - 1)])
            self._take(self.span)
            if len(row) > MAX_SHEET_COLUMNS:
                raise _TooMany
        self.cell = None


def _without_marks(text: str) -> str:
    """A page without comments, declarations and unfinished tags, in one pass.

    Those that never end cost the library the square of their number.
    """
    if (unfinished := text.find("<", text.rfind(">") + 1)) >= 0:
        text = text[:unfinished]
    kept, at = [], 0
    while (start := text.find("<!", at)) >= 0:
        kept.append(text[at:start])
        mark = "-->" if text.startswith("<!--", start) else ">"
        end = text.find(mark, start + 2)
        if end < 0:
            return "".join(kept)
        at = end + len(mark)
    return "".join([*kept, text[at:]])


def _tables_of(text: str, room_for: int) -> dict[str, object]:
    """The tables of a page as plain lists, or why there are none; together they have at most so many cells."""
    reader = _Tables(room_for)
    try:
        reader.feed(_without_marks(text))
        reader.close()
    except _TooMany:
        return {"large": "the page holds a table with more cells"}
    except MemoryError:
        return {"large": "the page takes more memory"}
    return {"tables": list(zip(reader.titles, reader.tables, strict=True)), "cells": room_for - reader.room}


def _html_tables(name: str, text: str, left: Room) -> list[Part]:
    """The tables of a web page, or of an ``.xls`` that is one; the library's reader may take the square of a page's length."""
    cells = left.cells
    answer = apart(lambda: _tables_of(text, cells), MEMORY, SECONDS, left)
    if not isinstance(answer, dict) or "tables" not in answer:
        said = answer if isinstance(answer, dict) else {}
        raise too_large(name, said.get("large", "reading the page takes more time or memory"))
    left.cells -= answer["cells"]
    parts = []
    for number, (titles, table) in enumerate(answer["tables"], start=1):
        rows = tuple(Row(n, tuple(cells)) for n, cells in enumerate(table, start=1))
        if len(rows) > MAX_SHEET_ROWS:
            raise too_large(name, f"the table has more than {MAX_SHEET_ROWS:,} rows")
        _short_cells(name, rows)
        if any(any(row.cells) for row in rows):
            rows = (*(Row(0, (title,)) for title in titles[:MOST_TITLES]), *rows)
            parts.append(Part(name, f"table {number}" if len(answer["tables"]) > 1 else "", "cells", "", rows))
    if not parts:
        raise not_text(name, "a web page without a table")
    return parts
