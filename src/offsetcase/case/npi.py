"""National Provider Identifiers: ten digits, of which the last one checks the others."""

from __future__ import annotations

# What the check digit is computed with: the prefix of US health applications before the ten digits (CMS, "Requirements for
# National Provider Identifier (NPI) and NPI Check Digit").
_PREFIX = "80840"


def npi(value: str) -> str:
    """The identifier as given, or ``""``.

    Raises:
        ValueError: it isn't ten digits, or its check digit doesn't fit; in words for the person.
    """
    if not value:
        return value
    if not (value.isascii() and value.isdigit() and len(value) == 10):
        raise ValueError("it should be ten digits")
    doubled = [int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(_PREFIX + value))]
    if sum(number - 9 if number > 9 else number for number in doubled) % 10:
        raise ValueError("its last digit doesn't fit the others, so a digit is mistyped; copy it again")
    return value
