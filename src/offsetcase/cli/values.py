"""What is typed after an option, checked and turned into a value."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation
from pathlib import Path

from offsetcase.case.request import SET_NAMES, Attached
from offsetcase.model.money import MoneyError, parse_money
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

WHOLE = ("ramp_months", "maintenance_every_days", "series_days", "booster_days")


def usage(text: str, remedy: str) -> OffsetcaseError:
    """An option's value that can't be used, as an error (status 2)."""
    return OffsetcaseError(Problem("E-OPTION", text, remedy), ExitCode.USAGE)


def parse_price(text: str, name: str = "--price") -> Decimal | None:
    """A price option: dollars a visit, or ``None`` when not given.

    Raises:
        OffsetcaseError: not an amount, or below zero (status 2).
    """
    return _money(name, text) if text else None


def _money(name: str, text: str) -> Decimal:
    try:
        value = parse_money(text)
    except MoneyError:
        value = None
    if value is None or value < 0 or value > 1_000_000 or value != round(value, 2):
        raise usage(f'{name}: "{text}" is not a dollar amount.', f"write it like {name} 550 or {name} 550.00.")
    return value


def parse_date_option(text: str, name: str) -> dt.date | None:
    """A date option, or ``None`` when not given.

    Raises:
        OffsetcaseError: not a date (status 2).
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise usage(
            f'{name}: "{text}" is not a date.', f"write it as year-month-day, like {name} 2026-03-01."
        ) from None


def parse_sets(items: list[str], option: str = "--set") -> dict[str, Decimal]:
    """``NAME=VALUE`` after ``--set`` or ``--with``, checked: shares and rates between 0 and 1, months and days whole, money not below zero.

    Raises:
        OffsetcaseError: an unknown name or a value that doesn't fit (status 2).
    """
    found: dict[str, Decimal] = {}
    for item in items:
        name, sign, text = item.partition("=")
        name, text = name.strip(), text.strip()
        if not sign or not text:
            raise usage(f'{option}: "{item}" should be NAME=VALUE.', f"for instance  {option} response=0.5")
        if name in ("price", "workup", "adjunct", "session_price"):
            found[name] = _money(f"{option} {name}", text)
            continue
        if name not in SET_NAMES and not name.startswith("share."):
            near = difflib.get_close_matches(name, [*SET_NAMES, "share.psychotherapy", "share.medication"], n=1)
            hint = f'did you mean "{near[0]}"? ' if near else ""
            raise usage(
                f'{option}: "{name}" is not an assumption.',
                f"{hint}Known: {', '.join(SET_NAMES)}, and share.<category>.",
            )
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise usage(f'{option} {name}: "{text}" is not a number.', f"for instance  {option} {name}=0.5") from None
        whole = name in WHOLE
        if not value.is_finite() or (whole and (value != value.to_integral_value() or not 0 <= value <= 3650)):
            raise usage(f'{option} {name}: "{text}" is not a whole number.', f"for instance  {option} {name}=28")
        if name in WHOLE and name != "ramp_months" and value < 1:
            raise usage(f"{option} {name}: there must be at least one day.", "for instance  28")
        if name == "ramp_months" and value > 60:
            raise usage(f"{option} ramp_months: at most 60.", "for instance  3")
        if not whole and not 0 <= value <= 1:
            raise usage(f'{option} {name}: "{text}" is not between 0 and 1.', "write 55 % as 0.55")
        found[name] = value
    return found


def parse_attachments(items: list[str]) -> tuple[Attached, ...]:
    """``--attach TITLE=PDF``, or a file alone, whose name is its title then.

    Raises:
        OffsetcaseError: no file is named (status 2).
    """
    found = []
    for item in items:
        title, sign, name = item.partition("=")
        if not sign or Path(item).is_file():
            title, name = Path(item).stem.replace("-", " ").replace("_", " "), item
        title = "".join(c for c in title if ord(c) >= 32).strip()
        if not name.strip() or not title:
            raise usage(f'--attach: "{item}" names no file.', 'for instance  --attach "Denial notice=notice.pdf"')
        found.append(Attached(title[:120], Path(name.strip())))
    return tuple(found)


def nearest_code(text: str, codes: Iterable[str], *, exact: bool = False) -> str:
    """The message code that is meant, or ``""``.

    Args:
        text: as typed, with or without brackets and the letter before the dash, in any case.
        codes: the codes there are.
        exact: take no code that is only like it.
    """
    known = list(codes)
    word = text.strip().strip("()[]").upper().replace("_", "-")
    for one in (word, f"E-{word}", f"N-{word}"):
        if one in known:
            return one
    near = [] if exact else difflib.get_close_matches(word, known, n=1, cutoff=0.4)
    return near[0] if near else ""
