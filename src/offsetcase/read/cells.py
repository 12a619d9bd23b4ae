"""What one cell of a table says: its text, its money, and whether a spreadsheet has spoiled it."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from offsetcase.model.money import MoneyError, parse_money

_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_BLANK_WORDS = frozenset({"unavailable", "not available", "n/a", "-", "none", "null"})


@lru_cache(maxsize=65536)
def clean_cell(cell: str) -> str:
    """A cell's text without a spreadsheet's guard (``="123"``, ``'123``) and without words for missing."""
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    cell = " ".join(cell.lstrip("'").split())
    return "" if cell.lower().strip("* ") in _BLANK_WORDS else cell


@lru_cache(maxsize=65536)
def read_money(cell: str) -> Decimal | None:
    """One cell as dollars; see ``parse_money``. Most cells are plain digits, which need no more than a look."""
    digits = cell[1:] if cell[:1] == "$" else cell
    if len(digits) < 15 and digits.isascii() and digits.replace(".", "", 1).isdigit():
        return Decimal(digits)
    return parse_money(clean_cell(cell))


@lru_cache(maxsize=65536)
def read_comma_money(cell: str) -> Decimal | None:
    """One cell as dollars in a file that has a comma before the cents and a point between the thousands.

    Raises:
        MoneyError: it is no such amount; three digits behind a comma could be thousands after all.
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
