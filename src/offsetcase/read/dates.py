"""Dates as US claim files write them; anything that could be read two ways stops.

Why not a guessing parser: dateutil silently turns ``13/05/2024`` into 13 May. A day-first file is not a US export,
so a number above 12 in the month's place is an error with the row named, never a swap.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import lru_cache

from offsetcase.model.months import month_number

_MISSING = frozenset({"", "-", "--", "n/a", "na", "none", "null", "nat", "not available", "unavailable"})
_TIME = r"(?:[T ]\s*\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?\s*(?:[AaPp][Mm])?\s*(?:Z|UTC|[+-]\d{2}:?\d{2})?)?"
# Two dates with a time each and words between them.
LONGEST = 100
_ISO = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}")
_US = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}|\d{{2}}){_TIME}")
_COMPACT = re.compile(r"((?:19|20)\d{2})(\d{2})(\d{2})")
_DAY_NAME = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[-\s]?([A-Za-z]{3,9})\.?[-\s,]?\s*(\d{4}|\d{2})")
_NAME_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+(?=\S)", re.IGNORECASE)
_RANGE = re.compile(r"\s+(?:-|–|to|through|thru)\s+|(?<=\d{4})\s*[-–]\s*(?=\d{1,2}/)|(?<=/\d{2})\s*[-–]\s*(?=\d{1,2}/)")


class DateError(ValueError):
    """A cell is not a date that this program reads; the message says why in plain words."""


@lru_cache(maxsize=65536)
def parse_date(text: str, *, day_first: bool = False) -> dt.date | None:
    """Read one cell as a calendar date.

    Args:
        text: the cell, for instance ``9/15/23``, ``2024-03-05``, ``20230731``, ``01-Mar-2015``, ``May 19, 2025``,
            an ISO date and time, or a range ``a - b``, of which the first day counts.
        day_first: the user's own word that this file has the day before the month.

    Returns:
        The date, or ``None`` where the cell says that it is missing.

    Raises:
        DateError: the cell is not a date, is impossible, or has the day before the month.
    """
    raw = _WEEKDAY.sub("", text.replace("\u00a0", " ").strip().strip("*").strip(), count=1)
    if raw.lower() in _MISSING:
        return None
    if len(raw) > LONGEST:
        raise DateError("it is longer than any date")
    parts = _RANGE.split(raw, maxsplit=1)
    if len(parts) == 2:
        first = parse_date(parts[0], day_first=day_first)
        last = parse_date(parts[1], day_first=day_first)
        if first and last and last < first:
            raise DateError("the range ends before it starts")
        return first
    if match := _ISO.fullmatch(raw):
        return _make(match[1], match[3], match[4])
    if match := _US.fullmatch(raw):
        if day_first:
            return _make(match[4], match[3], match[1])
        return _make(match[4], match[1], match[3], month_first=True)
    if match := _COMPACT.fullmatch(raw):
        return _make(match[1], match[2], match[3])
    if match := _DAY_NAME.fullmatch(raw):
        return _make(match[3], _month(match[2]), match[1])
    if match := _NAME_DAY.fullmatch(raw):
        return _make(match[3], _month(match[1]), match[2])
    if re.fullmatch(r"[34]\d{4}(?:\.0+)?", raw):
        raise DateError("it looks like a spreadsheet's day number")
    raise DateError("it is not a date")


def date_or_none(text: str) -> dt.date | None:
    """The same where what is no date is none, too."""
    try:
        return parse_date(text)
    except DateError:
        return None


def _month(name: str) -> str:
    number = month_number(name)
    if number is None:
        raise DateError("it is not a date")
    return str(number)


def _make(year: str, month: str, day: str, *, month_first: bool = False) -> dt.date:
    y = int(year) if len(year) == 4 else 2000 + int(year)  # two-digit years are always 20xx in these files
    if not 1900 <= y <= 2100:
        raise DateError("the year is out of range")
    if month_first and int(month) > 12 and int(day) <= 12:
        raise DateError("the day seems to stand before the month; US files have the month first")
    try:
        return dt.date(y, int(month), int(day))
    except ValueError:
        raise DateError("there is no such day") from None
