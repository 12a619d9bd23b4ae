"""What is typed after an option, checked and turned into a value."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

from offsetcase.case.days import NO_DATE, DayError, day_value
from offsetcase.case.request import Attached
from offsetcase.case.values import assumption_value, usage


def parse_date_option(text: str, name: str) -> dt.date | None:
    """A date as typed, or ``None`` when not given.

    Raises:
        OffsetcaseError: not a date, or of a year that can't be meant (status 2).
    """
    if not text:
        return None
    try:
        return day_value(text)
    except DayError as error:
        why = " is not a date" if error.why == NO_DATE else f": {error.why}"
        raise usage(f'{name}: "{text[:60]}"{why}.', f"{error.remedy}.") from None


def parse_sets(items: list[str], option: str = "--set") -> dict[str, Decimal]:
    """``NAME=VALUE`` after ``--set`` or ``--with``, each checked by ``assumption_value``.

    Raises:
        OffsetcaseError: an unknown name or a value that doesn't fit (status 2).
    """
    values: dict[str, Decimal] = {}
    for item in items:
        name, sign, text = item.partition("=")
        name, text = name.strip(), text.strip()
        if not sign or not text:
            raise usage(f'{option}: "{item}" should be NAME=VALUE.', f"for instance  {option} response=0.5")
        values[name] = assumption_value(name, text, f"{option} ")
    return values


def parse_attachments(items: list[str]) -> tuple[Attached, ...]:
    """``--attach TITLE=PDF``, or a file alone, whose name is its title then; ``PDF:47,96-97`` takes these pages.

    Raises:
        OffsetcaseError: no file is named (status 2).
    """
    attached = []
    for item in items:
        whole, pages = _pages(item)
        title, sign, name = whole.partition("=")
        if not sign or Path(whole).is_file():
            title, name = Path(whole).stem.replace("-", " ").replace("_", " "), whole
        title = "".join(c for c in title if ord(c) >= 32).strip()
        if not name.strip() or not title:
            raise usage(f'--attach: "{item}" names no file.', 'for instance  --attach "Denial notice=notice.pdf"')
        attached.append(Attached(title[:120], Path(name.strip()), pages))
    return tuple(attached)


def _pages(item: str) -> tuple[str, tuple[int, ...]]:
    """What is attached without its page range, and the pages.

    Raises:
        OffsetcaseError: a range that goes backwards, or a page 0 (status 2).
    """
    match = re.fullmatch(r"(.+\.[A-Za-z]{3,4}):([\d,\s-]+)", item)
    if match is None or Path(item).is_file():
        return item, ()
    pages: list[int] = []
    for part in match[2].split(","):
        span = re.fullmatch(r"\s*(\d{1,4})(?:\s*-\s*(\d{1,4}))?\s*", part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not 0 < first <= last:
            raise usage(
                f'--attach: "{part.strip()}" in "{item}" is neither a page nor a range of pages.',
                'for instance  --attach "Plan=booklet.pdf:47,96-97"',
            )
        pages.extend(page for page in range(first, last + 1) if page not in pages)
    return match[1], tuple(pages)
