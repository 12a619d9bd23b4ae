"""Spreadsheets, read apart: in a process of their own where the system can fork, with bounds on its memory and time.

The library is native code. A damaged file can make it ask for all memory there is, which ends the process without a word; its
panics write words of their own to stderr. In a child neither reaches the user.
"""

from __future__ import annotations

import io
import math

from offsetcase.model.apart import Room, apart
from offsetcase.model.problem import OffsetcaseError, input_error
from offsetcase.model.text import plain
from offsetcase.read.merged import unmerge
from offsetcase.read.room import MEMORY, SECONDS, room
from offsetcase.read.table import Row

MAX_SHEET_ROWS = 300_000
MAX_SHEET_COLUMNS = 5000
# Rows that one merged cell may reach over: a claim's lines.
MAX_MERGED_ROWS = 1000
TOO_WIDE = "is larger than any claims export"

Sheet = tuple[str, tuple[Row, ...]]


def read_workbook(name: str, data: bytes, left: Room | None = None) -> list[Sheet]:
    """Every sheet with its rows as text.

    Args:
        name: the file's name, for messages.
        data: its bytes.
        left: the room that is left for the whole input; a room of its own without one.

    Raises:
        OffsetcaseError: it is damaged, or larger than any claims export (status 4).
    """
    left = room() if left is None else left
    cells = left.cells
    answer = apart(lambda: _answer(data, cells), MEMORY, SECONDS, left)
    if not isinstance(answer, dict):  # its reader ended with no word: native code does that where memory runs out, too
        raise broken_workbook(name, "reading it broke off: it is damaged, or needs more memory than any claims export")
    if "why" in answer:
        raise broken_workbook(name, str(answer["why"]))
    left.cells -= int(answer.get("cells", 0))
    return [
        (sheet, tuple(Row(number, tuple(cells)) for number, cells in enumerate(rows, start=1)))
        for sheet, rows in answer["sheets"]
    ]


def broken_workbook(name: str, why: str) -> OffsetcaseError:
    """The refusal of a workbook (status 4)."""
    return input_error(
        "E-WORKBOOK",
        f"the spreadsheet can't be read ({why}).",
        "open it and save it as CSV, or export it again.",
        name,
    )


def _answer(data: bytes, room_for: int) -> dict[str, object]:
    """The sheets as plain lists of text, or why there are none; together they have at most so many cells."""
    from python_calamine import CalamineError, CalamineWorkbook

    sheets: list[tuple[str, list[list[str]]]] = []
    left = room_for
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            read = book.get_sheet_by_name(name)
            if read.total_height > MAX_SHEET_ROWS or read.total_width > MAX_SHEET_COLUMNS:
                return {"why": f"the sheet {name} {TOO_WIDE}"}
            left -= max(read.total_height * read.total_width, 1)
            if left < 0:
                return {"why": f"with the sheet {name} the input {TOO_WIDE}"}
            rows = read.to_python(skip_empty_area=False)
            cells = [[_cell(value) for value in row] for row in rows]
            # Only newer workbooks tell which cells they show as one.
            unmerge(cells, read.merged_cell_ranges or (), MAX_MERGED_ROWS)
            sheets.append((name, cells))
    except (CalamineError, OSError, ValueError, UnicodeError) as error:
        return {"why": plain(str(error))[:100]}
    except MemoryError:
        return {"why": f"it {TOO_WIDE}"}
    except BaseException as error:  # the reader is native code; its panics are not ordinary exceptions
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        return {"why": "it is damaged"}
    return {"sheets": sheets, "cells": room_for - left}


def _cell(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        if not math.isfinite(value):
            return ""
        if value.is_integer():
            # A sheet keeps fifteen digits; a longer number has lost its end and is shown so that it is seen as spoiled.
            return str(int(value)) if abs(value) < 10**15 else f"{value:.15g}"
        return f"{value:.10f}".rstrip("0")
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    return plain(str(value)).strip()
