"""The months by their English names, for print and for reading dates."""

from __future__ import annotations

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# Whole, or cut to three or four letters: "Sept. 3", "03-Feb-2026".
_NUMBERS = {name.lower()[:length]: number for number, name in enumerate(MONTHS, 1) for length in (3, 4, len(name))}


def month_number(name: str) -> int | None:
    """Which month a word names, from 1; ``None`` for any other word."""
    return _NUMBERS.get(name.lower())
