"""Money as ``Decimal`` dollars: read from a cell, rounded in one place, shown in one way.

Why one place: ``f"{Decimal('2.665'):.2f}"`` gives 2.66 (half-even), while statements round half up.
Nothing is rounded before it is shown; what is shown goes through ``cents`` or ``cents_down``.
"""

from __future__ import annotations

import re
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Decimal,
    InvalidOperation,
    localcontext,
)
from functools import lru_cache

# Beyond this power of ten a file is damaged as a whole: arithmetic itself overflows. What is merely too large for money is
# refused where its place can be named.
_POWERS = 100_000
# Dollars for one thing that a person may set: a price, a work-up.
MOST_DOLLARS = 1_000_000
# A share of 33.3333 %; what is finer would only fill the exhibits with digits.
MOST_DECIMALS = 6
# Digits that the model carries; nothing of it is rounded before it is shown.
PRECISION = 40
ZERO = Decimal(0)
ONE = Decimal(1)
CENT = Decimal("0.01")
FOUR_PLACES = Decimal("0.0001")
# Model results carry 40 digits; healing to 20 places first turns 0.004999…9 (a third times three) back to 0.005.
_HEAL = Decimal("1e-20")

MISSING_WORDS = frozenset(
    {"", "-", "--", "—", "–", "n/a", "na", "#n/a", "none", "null", "nan", "not available", "unavailable", "."}
)
_PLAIN = re.compile(r"(?:\d+|\d{1,3}(?:,\d{3})+)?(?:\.\d*)?")


# Every dash that a program writes for a minus, and the space that doesn't break.
_DASHES = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\xad"), "-"),
    0xA0: " ",
}


class MoneyError(ValueError):
    """A cell is not a dollar amount."""


@lru_cache(maxsize=65536)
def parse_money(text: str) -> Decimal | None:
    """Read one cell as US dollars.

    Args:
        text: the cell as it stands in the file, for instance ``"$1,190.00"``, ``"(12.00)"``, ``"5.00-"``.

    Returns:
        The amount in dollars, exact, or ``None`` where the cell says that it is missing (blank, ``-``,
        ``Not Available``, ``N/A``): unknown is never zero.

    Raises:
        MoneyError: the cell is neither an amount nor one of the words for missing.
    """
    raw = text.translate(_DASHES).strip()
    if raw.strip("* ").lower() in MISSING_WORDS:
        return None
    negative = 0
    body = raw
    if body.startswith("(") and body.endswith(")"):
        negative += 1
        body = body[1:-1].strip()
    if body.endswith("-"):
        negative += 1
        body = body[:-1].strip()
    elif body.upper().endswith("CR"):  # a credit, as ledgers print it
        negative += 1
        body = body[:-2].strip()
    for _ in range(2):  # "-$5.00" and "$-5.00"
        if body.startswith("-"):
            negative += 1
            body = body[1:].strip()
        elif body.startswith("+"):
            body = body[1:].strip()
        if body.startswith("$"):
            body = body[1:].strip()
    if body.upper().endswith("USD"):
        body = body[:-3].strip()
    if negative > 1 or not body or body == "." or not body.isascii() or not _PLAIN.fullmatch(body):
        raise MoneyError(text)
    if len(body) > 18:
        raise MoneyError(text)
    value = Decimal(body.replace(",", ""))
    return -value if negative and value else value


def money_or_none(text: str) -> Decimal | None:
    """The same where what is no amount is none, too."""
    try:
        return parse_money(text)
    except MoneyError:
        return None


def exact(text: str) -> Decimal:
    """A number with a point or a power, as JSON and TOML write it, without passing through a float.

    Raises:
        ValueError: its power is so large (``1e999999999``) that sums and even signs overflow.
    """
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError("a number in it is too large or too small") from None
    if number.is_finite() and not -_POWERS <= number.adjusted() <= _POWERS:
        raise ValueError("a number in it is too large or too small")
    return number


def too_fine(share: Decimal) -> bool:
    """Whether a finite share between 0 and 1 has more decimals than a letter should print."""
    return share != round(share, MOST_DECIMALS)


def _quantise(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        healed = value.quantize(_HEAL, rounding=ROUND_HALF_EVEN)
        result = healed.quantize(step, rounding=rounding)
    return result if result else abs(result)  # no "-0.00"


def cents(value: Decimal) -> Decimal:
    """Round dollars half up (away from zero at the half) to cents: 2.665 becomes 2.67."""
    return _quantise(value, CENT, ROUND_HALF_UP)


def cents_down(value: Decimal) -> Decimal:
    """Round dollars toward zero to cents, for a break-even price, where rounding up could flatter."""
    return _quantise(value, CENT, ROUND_DOWN)


def ratio4(value: Decimal) -> Decimal:
    """Round a ratio half up to four decimals, as the JSON shows it."""
    return _quantise(value, FOUR_PLACES, ROUND_HALF_UP)


def percent_up(value: Decimal) -> Decimal:
    """A share as per cent, rounded up: for thresholds, where rounding down could flatter. 0.4102 gives 42."""
    return _quantise(value * 100, Decimal(1), ROUND_CEILING)


def percent_down(value: Decimal) -> Decimal:
    """A share as per cent, rounded down: for probabilities and the rebate. 0.2904 gives 29."""
    return _quantise(value * 100, Decimal(1), ROUND_FLOOR)


def data_money(value: Decimal) -> str:
    """Dollars in JSON and tables for programs: ``1234.50``, rounded half up to cents."""
    return f"{cents(value):.2f}"


def cell_money(value: Decimal | None) -> str:
    """Dollars in a table's cell, just as they are; an empty one where they aren't known."""
    return "" if value is None else f"{value:f}"


def show_money(value: Decimal, *, always_cents: bool = True) -> str:
    """Show dollars in print: ``$1,234.50``; a minus sign, not a hyphen, before a negative amount.

    Args:
        value: dollars; rounded half up to cents here.
        always_cents: when false, a whole amount drops its ``.00`` (in running text).
    """
    rounded = cents(value)
    sign = "−" if rounded < 0 else ""
    body = f"{abs(rounded):,.2f}"
    if not always_cents and body.endswith(".00"):
        body = body[:-3]
    return f"{sign}${body}"
