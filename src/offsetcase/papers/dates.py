"""Dates in running text: "October 1, 2026", "10/01/2026", "2026-10-01". What could be read two ways is not a date."""

from __future__ import annotations

import datetime as dt
import re

from offsetcase.model.months import month_number

_WORDS = re.compile(r"\b([A-Za-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})\b")
_DAY_FIRST = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9})\.?,? (\d{4})\b")
_ISO = re.compile(r"(?<![\d/-])(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?![\d/-])")
_US = re.compile(r"(?<![\d/-])(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?![\d/-])")


def dates(text: str) -> list[tuple[int, int, dt.date]]:
    """Every date with where it begins and ends, in the text's order."""
    named: list[tuple[int, int, dt.date]] = []
    for pattern, take in ((_WORDS, _named), (_DAY_FIRST, _day_first), (_ISO, _iso), (_US, _us)):
        for one in pattern.finditer(text):
            day = take(one)
            if day and not any(start < one.end() and one.start() < end for start, end, _ in named):
                named.append((one.start(), one.end(), day))
    return sorted(named)


def find_date(text: str) -> dt.date | None:
    """The first date in a text."""
    named = dates(text)
    return named[0][2] if named else None


def whole_date(text: str) -> dt.date | None:
    """The date that a text is, but for a weekday before it and a stop behind it."""
    named = dates(text)
    if len(named) != 1:
        return None
    start, end, day = named[0]
    before = text[:start].strip(" ,").lower()
    weekday = before in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "")
    return day if weekday and not text[end:].strip(" .,;") else None


def _made(year: str, month: int, day: str) -> dt.date | None:
    number = int(year) + (2000 if len(year) == 2 else 0)
    try:
        return dt.date(number, month, int(day)) if 1900 <= number <= 2100 else None
    except ValueError:
        return None


def _named(one: re.Match[str]) -> dt.date | None:
    month = month_number(one[1])
    return _made(one[3], month, one[2]) if month else None


def _day_first(one: re.Match[str]) -> dt.date | None:
    month = month_number(one[2])
    return _made(one[3], month, one[1]) if month else None


def _iso(one: re.Match[str]) -> dt.date | None:
    return _made(one[1], int(one[2]), one[3])


def _us(one: re.Match[str]) -> dt.date | None:
    return _made(one[3], int(one[1]), one[2])
