"""A page as lines of cells, made of the runs of text and their places; geometry alone, no meaning yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

# Parts of the font's size: what is still the same base line, what parts two words, and what parts two cells.
SAME_LINE, WORD_GAP, CELL_GAP = 0.4, 0.14, 1.3
# A gutter between two columns of prose: points wide, and in how many lines it must be seen.
GUTTER, GUTTER_LINES = 10, 3
_PRINTED = re.compile(r"(?:page\s+)?-?\s*(\d{1,3}|[ivxl]{1,6})\s*-?(?:\s+of\s+\d{1,3})?", re.IGNORECASE)


class Run(NamedTuple):
    """One piece of text as the file shows it: left and right edge, base line, size, all in points from the lower left."""

    x0: float
    x1: float
    y: float
    size: float
    text: str


class Cell(NamedTuple):
    """Text between two gaps of a line."""

    x0: float
    x1: float
    text: str


@dataclass(frozen=True)
class Line:
    """One line: its base line, its font's size, its cells from left to right."""

    y: float
    size: float
    cells: tuple[Cell, ...]
    page: int = 1

    @cached_property
    def text(self) -> str:
        """The line's words with single spaces."""
        return " ".join(cell.text for cell in self.cells)


@dataclass(frozen=True)
class Page:
    """One page: its number in the file from 1, its size in points, and its runs.

    ``from_ocr``: a program read the words from a picture. ``doubtful``: a font says other signs than it shows.
    """

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    from_ocr: bool = False
    doubtful: bool = False

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines from top to bottom, cells from left to right."""
        return tuple(_line(row, self.number) for row in side_by_side(self.runs))

    @cached_property
    def reading(self) -> tuple[Line, ...]:
        """The lines in the order in which a person reads them: one column of prose after the other."""
        return tuple(_in_columns(self.lines))

    @cached_property
    def text(self) -> str:
        """All words, line by line."""
        return "\n".join(line.text for line in self.reading)

    @cached_property
    def printed(self) -> str:
        """The page number that is printed at the head or the foot, or ``""``."""
        lines = self.lines
        for line in (*lines[::-1][:2], *lines[:2]):
            if match := _PRINTED.fullmatch(line.text.strip()):
                return match[1]
            for cell in (line.cells[-1], line.cells[0]):
                if len(line.cells) > 1 and (match := _PRINTED.fullmatch(cell.text.strip())):
                    return match[1]
        for line in (*lines[::-1][:1], *lines[:1]):
            if len(line.text) < 90 and (match := re.fullmatch(r".*\bpage (\d{1,3})(?: of \d{1,3})?", line.text, re.I)):
                return match[1]
        return ""


def side_by_side(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs that stand on one line each, from top to bottom."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda one: (-one.y, one.x0)):
        for row in reversed(rows[-3:]):
            if abs(row[0].y - run.y) <= SAME_LINE * max(min(row[0].size, run.size), 4):
                row.append(run)
                break
        else:
            rows.append([run])
    return rows


def _line(row: list[Run], page: int) -> Line:
    cells: list[list[Run]] = []
    for run in sorted(row, key=lambda one: one.x0):
        if cells and run.x0 - max(one.x1 for one in cells[-1]) < CELL_GAP * max(run.size, 4):
            cells[-1].append(run)
        else:
            cells.append([run])
    made = tuple(Cell(c[0].x0, max(one.x1 for one in c), _joined(c)) for c in cells)
    return Line(row[0].y, max(one.size for one in row), tuple(one for one in made if one.text), page)


def _joined(runs: Sequence[Run]) -> str:
    text = ""
    end = runs[0].x0
    for run in runs:
        if text and (run.x0 - end > WORD_GAP * max(run.size, 4)) and not text.endswith(" "):
            text += " "
        text += run.text
        end = max(run.x1, end)
    return " ".join(text.split())


def _in_columns(lines: Sequence[Line]) -> list[Line]:
    """Lines whose halves belong to two columns of prose, taken apart; all others as they are."""
    gutter = _gutter(lines)
    if gutter is None:
        return list(lines)
    parted: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        crossing = [cell for cell in line.cells if cell.x0 < gutter - 2 and cell.x1 > gutter + 2]
        if crossing:
            parted += [*left, *right, line]
            left, right = [], []
            continue
        for side, into in ((True, left), (False, right)):
            cells = tuple(cell for cell in line.cells if (cell.x0 < gutter) is side)
            if cells:
                into.append(Line(line.y, line.size, cells, line.page))
    return [*parted, *left, *right]


def _prose(text: str) -> bool:
    """Whether a cell is part of a sentence rather than of a table."""
    words = text.split()
    return len(words) > 2 and ":" not in text and sum(word.islower() for word in words) * 2 >= len(words)


def _gutter(lines: Sequence[Line]) -> float | None:
    """Where the gap between two columns of prose is, if the page has two."""
    starts: dict[int, int] = {}
    for line in lines:
        prose = len(line.cells) == 2 and all(_prose(cell.text) for cell in line.cells)
        if prose and line.cells[1].x0 - line.cells[0].x1 >= GUTTER:
            starts[round(line.cells[1].x0 / 6)] = starts.get(round(line.cells[1].x0 / 6), 0) + 1
    if not starts:
        return None
    best = max(starts, key=lambda one: starts[one])
    if sum(starts.get(near, 0) for near in (best - 1, best, best + 1)) < GUTTER_LINES:
        return None
    return best * 6 - GUTTER
