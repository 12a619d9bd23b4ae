"""A date as a person writes it: one reading for options, the case file and the questions of ``init``.

Numbers are read as the US writes them, the month first; what could only be a day before a month is refused, never swapped.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from offsetcase.read.dates import DateError, parse_date

FIRST_YEAR, LAST_YEAR = 1900, 2100
NO_DATE = "it is not a date"
LIKE = "2026-03-01, 3/1/2026 or March 1, 2026"
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b(?:\s+of\b)?", re.IGNORECASE)
_NAME_DAY = re.compile(r"([A-Za-z]{3,9})\.?\s*(\d{1,2})\s*,?\s+(\d{4})")
_DAY_NAME = re.compile(r"(\d{1,2})[-\s.]+([A-Za-z]{3,9})\.?[-\s,]+(\d{4})")
_SHORT_YEAR = re.compile(
    r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}|\d{1,2}\W+[A-Za-z]{3,9}\W+\d{2}|[A-Za-z]{3,9}\W+\d{1,2}\W+\d{2}"
)


class DayError(ValueError):
    """No day, or one that can be read in two ways: ``why`` is it, and ``remedy`` the form that fits."""

    def __init__(self, why: str, remedy: str = f"write it as year-month-day, like {LIKE}") -> None:
        super().__init__(f"{why}; {remedy}")
        self.why = why
        self.remedy = remedy


def day_value(text: str) -> dt.date:
    """One day, as typed.

    Args:
        text: for instance ``2026-03-01``, ``3/1/2026``, ``March 1st, 2026``, ``Sunday, 1 Mar 2026``.

    Raises:
        DayError: in words for the person.
    """
    words = _ORDINAL.sub("", _WEEKDAY.sub("", " ".join(text.split()), count=1)).rstrip(".")
    if _SHORT_YEAR.fullmatch(words):
        raise DayError("its year has two digits", f"write all four, like {LIKE}")
    if match := _NAME_DAY.fullmatch(words):
        words = f"{match[1]} {match[2]}, {match[3]}"
    elif match := _DAY_NAME.fullmatch(words):
        words = f"{match[1]}-{match[2]}-{match[3]}"
    day = None
    # A cell may hold a span of days; a person was asked for one, which has one year.
    if len(re.findall(r"(?<!\d)\d{4}(?!\d)", words)) < 2:
        try:
            day = parse_date(words)
        except DateError as error:
            if str(error).startswith("the day seems"):
                raise DayError("the month comes first, and it has no such month") from None
            if str(error).startswith(("there is no such day", "the year")):
                raise DayError(str(error)) from None
    if day is None:
        raise DayError(NO_DATE)
    return day


def typed_day(value: Any) -> dt.date:
    """A date of a settings file: one, or text that says one. A number is none: it could be seconds since some year.

    Raises:
        ValueError: in words for the person.
    """
    if isinstance(value, str):
        return day_value(value)
    if isinstance(value, dt.date):
        # From a day beyond these a deadline may lie where no calendar reaches; text is held to them as it is read.
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValueError(f"the year {value.year} can't be meant")
        return value.date() if isinstance(value, dt.datetime) else value
    raise ValueError(f"it should be a date, like {LIKE}")
