"""Words that a program read from a picture, as pages: each run marked, so that nothing of it is ever certain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from offsetcase.model.text import plain
from offsetcase.papers.page import Page, Run


class SeenWord(NamedTuple):
    """One word on a picture: its box in picture points from the upper left, and what was read."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str


def page_of(number: int, width: float, height: float, seen: Iterable[Sequence[SeenWord]]) -> Page:
    """A page of the lines that an engine saw.

    Args:
        number: the page's number in the file.
        width: the picture's width in its own points.
        height: its height.
        seen: the lines, each its words from left to right; a line's words share its base line and its size.
    """
    scale = 612 / width if width else 1
    runs = []
    for line in seen:
        words = [one for one in line if one.text.strip()]
        if not words:
            continue
        heights = sorted(one.y1 - one.y0 for one in words)
        size = heights[len(heights) // 2] * scale * 0.95
        base = (height - sorted(one.y1 for one in words)[len(words) // 2]) * scale
        runs += [Run(one.x0 * scale, one.x1 * scale, base, size, " ".join(plain(one.text).split())) for one in words]
    return Page(number, 612, height * scale, tuple(runs), from_ocr=True)
