"""Which way up a page is read: by its own key, and where most of its words stand across, by them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any


def upright(runs: Sequence[tuple[Any, ...]], turn: int) -> int:
    """By how much a page is turned clockwise so that most of its words read from left to right.

    Args:
        runs: where each begins and ends in points, its size and its text.
        turn: what the page's own key says: 0, 90, 180 or 270.
    """
    ways: Counter[int] = Counter()
    for x0, y0, x1, y1, _, text in runs:
        across, up = x1 - x0, y1 - y0
        if abs(up) <= abs(across) / 9:
            ways[0 if across >= 0 else 180] += len(text)
        elif abs(across) <= abs(up) / 9:
            ways[90 if up >= 0 else 270] += len(text)
    if not ways or ways[turn] * 2 >= ways.total():
        return turn
    return max(ways, key=lambda way: ways[way])


def turned(x: Any, y: Any, turn: int, width: Any, height: Any) -> tuple[Any, Any]:
    """A place on a page of this width and height, after the page was turned clockwise."""
    if turn == 90:
        return y, width - x
    if turn == 180:
        return width - x, height - y
    if turn == 270:
        return height - y, x
    return x, y
