"""A value that stands above the case file, checked alike whether it was typed after an option or came from Python."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from offsetcase.case.request import SET_NAMES
from offsetcase.model.money import MOST_DECIMALS, MOST_DOLLARS, money_or_none, too_fine
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.problem import OffsetcaseError, usage_error

Number = Decimal | int | str

_MONEY = ("price", "workup", "adjunct", "session_price")
# Whole numbers: the least, the most, an example.
_WHOLE = {
    "ramp_months": (0, 60, 3),
    "maintenance_every_days": (1, 3650, 28),
    "series_days": (1, 3650, 90),
    "booster_days": (1, 3650, 28),
}
_SHOWN = 40


def usage(text: str, remedy: str) -> OffsetcaseError:
    """An option's value that can't be used, as an error (status 2)."""
    return usage_error("E-OPTION", text, remedy)


def money_value(value: Number, shown: str, like: str) -> Decimal:
    """Dollars from 0 to a million, exact to the cent.

    Args:
        value: as typed, or a number.
        shown: what the error calls it, for instance ``--price``.
        like: the same with a value that fits, for instance ``--price 550``.

    Raises:
        OffsetcaseError: it isn't such an amount (status 2).
    """
    text = _text(value)
    amount = money_or_none(text)
    if amount is None or amount < 0 or amount > MOST_DOLLARS or amount != round(amount, 2):
        raise usage(f'{shown}: "{text[:_SHOWN]}" is not a dollar amount.', f"write it like {like} or {like}.00.")
    return amount


def whole_value(value: int, shown: str, least: int, most: int) -> int:
    """A whole number between two others.

    Raises:
        OffsetcaseError: it lies outside (status 2).
        TypeError: it is not an ``int``.
    """
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{shown}: an int, not {type(value).__name__}")
    if not least <= value <= most:
        raise usage(
            f"{shown}: {_text(value)[:_SHOWN]} is not in the range {least:,} to {most:,}.", "choose one within."
        )
    return value


def assumption_value(name: str, value: Number, prefix: str = "") -> Decimal:
    """One assumption: shares and rates between 0 and 1, months and days whole, money not below zero.

    Args:
        name: one of ``SET_NAMES``, or ``share.<category>``.
        value: as typed, or a number.
        prefix: what stands before the name where it was given, for instance ``"--set "``.

    Raises:
        OffsetcaseError: an unknown name, or a value that doesn't fit (status 2).
    """
    shown = f"{prefix}{name}"
    if name in _MONEY:
        return money_value(value, shown, f"{shown}=550")
    if name not in SET_NAMES and not name.startswith("share."):
        hint = did_you_mean(name, [*SET_NAMES, "share.psychotherapy", "share.medication"])
        raise usage(
            f'{prefix.strip()}: "{name[:_SHOWN]}" is not an assumption.'.removeprefix(": "),
            f"{hint}Known: {', '.join(SET_NAMES)}, and share.<category>.",
        )
    text = _text(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise usage(f'{shown}: "{text[:_SHOWN]}" is not a number.', f"for instance  {shown}=0.5") from None
    if name in _WHOLE:
        least, most, example = _WHOLE[name]
        if not number.is_finite() or not least <= number <= most or number != number.to_integral_value():
            raise usage(
                f'{shown}: "{text[:_SHOWN]}" is not a whole number from {least} to {most:,}.',
                f"for instance  {shown}={example}",
            )
    elif not number.is_finite() or not 0 <= number <= 1:
        raise usage(f'{shown}: "{text[:_SHOWN]}" is not between 0 and 1.', "write 55 % as 0.55")
    elif too_fine(number):
        raise usage(
            f'{shown}: "{text[:_SHOWN]}" has more than {MOST_DECIMALS} decimals.', f"for instance  {shown}=0.333333"
        )
    return number


def _text(value: Number) -> str:
    """The value as it would be typed; a number without an end is not written out.

    Raises:
        TypeError: a float, whose cents aren't exact.
    """
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        raise TypeError(f"amounts are Decimal, int or text, not {type(value).__name__}")
    if isinstance(value, str):
        return value.strip()
    number = Decimal(value)
    if number.is_finite() and -20 <= number.adjusted() <= 20:
        return f"{number:f}"
    return f"{number:.6e}" if number.is_finite() else str(number)
