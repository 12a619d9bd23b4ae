"""What one cell of a table says: its text, its money, and whether a spreadsheet has spoiled it."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import TypeVar

from offsetcase.model.money import MoneyError, parse_money

_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_BLANK_WORDS = frozenset({"unavailable", "not available", "n/a", "-", "none", "null"})


_T = TypeVar("_T")
# A table's claim numbers are as many as its rows: beyond this they are worked out and not kept.
MOST_KEPT = 65536


class Once(dict[str, _T]):
    """What a function makes of a cell, by its text: ``Once(read_money)["10.00"]``. Each text is read once."""

    def __init__(self, read: Callable[[str], _T]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, cell: str) -> _T:
        value = self._read(cell)
        if len(self) < MOST_KEPT:
            self[cell] = value
        return value


def clean_cell(cell: str) -> str:
    """A cell's text without a spreadsheet's guard (``="123"``, ``'123``) and without words for missing."""
    if cell.isalnum() and not cell.isalpha():
        return cell  # "C1234": nothing to take away, and no word
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    cell = " ".join(cell.lstrip("'").split())
    return "" if cell.lower().strip("* ") in _BLANK_WORDS else cell


def read_money(cell: str) -> Decimal | None:
    """One cell as dollars; see ``parse_money``. Most cells are plain digits, which need no more than a look."""
    digits = cell.removeprefix("$")
    if len(digits) < 15 and digits.isascii() and digits.replace(".", "", 1).isdigit():
        return Decimal(digits)
    return parse_money(clean_cell(cell))


def read_comma_money(cell: str) -> Decimal | None:
    """One cell as dollars in a file that has a comma before the cents and a point between the thousands.

    Raises:
        MoneyError: it isn't such an amount; three digits behind a comma could be thousands after all.
    """
    text = clean_cell(cell)
    if re.search(r",\d*[,.]|,\d{3,}|\.\d{1,2}(?!\d)", text):
        raise MoneyError(cell)
    return parse_money(text.replace(".", "").replace(",", "."))


def is_damaged(claim_id: str) -> bool:
    """Whether a spreadsheet has spoiled a claim number: scientific notation, or digits past the 15th turned to zeros."""
    if ("E" in claim_id or "e" in claim_id) and _SCIENTIFIC.fullmatch(claim_id):
        return True
    return len(claim_id) > 15 and claim_id.isdigit() and not claim_id[15:].strip("0")
