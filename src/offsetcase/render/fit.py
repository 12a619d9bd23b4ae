"""How high a letter's body will be, estimated from its page: a second layout only to measure it would cost a third of a build.

Lengths are in points. The style sheet's own measures stand here once more, rounded to the safe side; the tests lay real
letters out and see that what is said to fit does.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Letters of the body's type in a line of the page's full width.
LINE = 104
# What a page holds; the estimate of the blocks stands three to six per cent above what the layout makes of them.
PAGE = 690
ROOM = 2 * PAGE - 15
# A heading stands with at least two lines of what it heads.
WITH_HEAD = 2


# What some paragraphs take beside their lines: room for a pen; the frame and the larger type of what is asked.
EXTRA = {"signature": 29, "ask": 17}


@dataclass(frozen=True, slots=True)
class Setting:
    """One way of setting the body: the page's class, a line's height, and the space below a paragraph, in a row, and around a heading and a table."""

    name: str
    line: float
    below: float
    row: float
    head: float
    table: float


WIDE = Setting("", 12.4, 4.0, 3.2, 9.0, 9.0)
CLOSE = Setting("compact", 11.4, 2.5, 1.6, 4.5, 4.5)


@dataclass
class _Row:
    """One row of a table: the letters of each cell, and whether it is a number's."""

    cells: list[tuple[int, bool]] = field(default_factory=list)

    def lines(self) -> int:
        words = [length for length, number in self.cells if not number]
        numbers = sum(1 for _, number in self.cells if number)
        room = (LINE - 11 * numbers) / max(len(words), 1)
        if len(words) == 2 and numbers <= 1:  # a short head and a long text
            short = min(max(words[0], 10), room)
            return max(math.ceil(words[0] / max(short, 1)), math.ceil(words[1] / (LINE - 11 * numbers - short - 4)), 1)
        return max((math.ceil(length / room) for length in words), default=1) or 1


class _Measure(HTMLParser):
    """Adds up the body's blocks."""

    def __init__(self, setting: Setting) -> None:
        super().__init__(convert_charrefs=True)
        self.setting = setting
        # What was passed, as if on one long page: the empty end of a page before a table that isn't broken is part of it.
        self.height = 0.0
        self.head = 0.0
        self.table: float | None = None
        self.inside = False
        self.open: list[tuple[str, str, int]] = []
        self.row: _Row | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        kind = dict(attrs).get("class") or ""
        if tag == "main":
            self.inside = True
        elif tag == "br" and self.open:
            name, own, length = self.open[-1]
            width = LINE // 2 if name == "div" else LINE
            self.open[-1] = (name, own, math.ceil(max(length, 1) / width) * width)
        elif self.inside and tag == "tr":
            self.row = _Row()
        elif self.inside and tag == "table":
            self.table = self.setting.table
        elif self.inside and tag in ("p", "li", "h1", "h2", "h3", "caption", "td", "th", "div"):
            self.open.append((tag, kind, 0))

    def handle_data(self, data: str) -> None:
        if self.open:
            tag, kind, length = self.open[-1]
            self.open[-1] = (tag, kind, length + len(" ".join(data.split())) + (1 if data[:1].isspace() else 0))

    def _flow(self, height: float, keep: float) -> None:
        """Put a block below what stands: with its heading on the next page where ``keep`` of it doesn't fit this one."""
        left = PAGE - self.height % PAGE
        if self.head + keep > left and self.head + keep <= PAGE:
            self.height += left
        self.height += self.head + height
        self.head = 0.0

    def _add(self, height: float) -> None:
        if self.table is not None:
            self.table += height
        else:
            self._flow(height, min(height, WITH_HEAD * self.setting.line))

    def handle_endtag(self, tag: str) -> None:
        own = self.setting
        if tag == "main":
            self.inside = False
        elif tag == "tr" and self.row is not None:
            self._add(self.row.lines() * own.line + own.row)
            self.row = None
        elif tag == "table" and self.table is not None:
            whole, self.table = self.table, None
            self._flow(whole, whole)
        elif self.open and self.open[-1][0] == tag:
            _, kind, length = self.open.pop()
            if tag in ("td", "th") and self.row is not None:
                self.row.cells.append((length, "n" in kind.split()))
            elif tag == "li":
                self._add(math.ceil(length / (LINE - 3)) * own.line + 1.5)
            elif tag in ("h1", "h2", "h3"):
                self.head += 12.6 + own.head
            elif tag == "caption":
                self._add(math.ceil(length / LINE) * own.line + 4)
            elif tag == "p" and length:
                self._add(math.ceil(length / LINE) * own.line + own.below + EXTRA.get(kind, 0))
            elif tag == "div" and length:
                self.height = max(self.height, math.ceil(length / (LINE // 2)) * own.line)


def height(html: str, setting: Setting) -> float:
    """How high the body of a page will be, set in this way, in points."""
    measure = _Measure(setting)
    # The style sheet with the fonts before the body and the exhibits behind it are nine tenths of the page.
    measure.feed(html[max(html.find("<main"), 0) : html.rfind("</main>") + len("</main>")])
    measure.close()
    return measure.height


def fits(html: str, setting: Setting) -> bool:
    """Whether the body of a page fits two pages, set in this way."""
    return height(html, setting) <= ROOM
