"""Cells that reach over several rows: what the rows below take of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

_AMOUNT = re.compile(r"[-(]*\s*\$?\s*[-(]?\d[\d,]*(?:\.\d+)?\)?-?|\$.*")


def shared_below(text: str) -> str:
    """What a cell says in the rows below its first: words and dates again, but an amount of money only once.

    A number that isn't written as money (a claim number, a code) could be either and is repeated only where it can't be
    an amount: seven digits or more without a point.
    """
    if not _AMOUNT.fullmatch(text):
        return text
    return text if text.isdigit() and len(text) >= 7 else ""


def unmerge(rows: list[list[str]], ranges: Iterable[tuple[tuple[int, int], tuple[int, int]]], most: int) -> None:
    """Fill the cells that a sheet shows as one with the cell above, in place.

    Args:
        rows: the sheet's rows.
        ranges: the first and the last cell of each merged range, as row and column counted from 0.
        most: the most rows that a range may reach over; a longer one is a decoration.
    """
    for (top, left), (bottom, _) in ranges:
        if bottom <= top or bottom - top >= most or top >= len(rows) or left >= len(rows[top]):
            continue
        below = shared_below(rows[top][left])
        for row in rows[top + 1 : bottom + 1]:
            if left < len(row) and not row[left]:
                row[left] = below
