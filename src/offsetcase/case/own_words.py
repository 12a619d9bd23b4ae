"""The user's words that stand inside the letter's own sentences: short, on one line, and no claim of their own.

A schedule's names and the lines of a price are not quoted like the plan's words or signed like the prescriber's, so what they
say would be the letter's own word.
"""

from __future__ import annotations

import re
from functools import cache

from offsetcase.model.places import data_path, load_toml

MOST_CHARACTERS = 80
MOST_SOURCE = 200


@cache
def _never() -> re.Pattern[str]:
    listed = sorted(load_toml(data_path("never_said.toml"))["words"], key=len, reverse=True)
    words = "|".join(re.escape(word).replace(r"\ ", r"[\s-]+") for word in listed)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def spoken(value: str, most: int = MOST_CHARACTERS) -> str:
    """A text that may stand in a sentence of the letter's.

    Raises:
        ValueError: it is too long, has several lines, or holds a word that the letter never says.
    """
    if len(value) > most:
        raise ValueError(f"it stands inside a sentence of the letter: at most {most} characters")
    if "\n" in value or "\r" in value:
        raise ValueError("it stands inside a sentence of the letter: write it on one line")
    if match := _never().search(value):
        raise ValueError(
            f'it stands inside a sentence of the letter, which never says "{match[0]}": name the thing, and leave what you think '
            "of it to the prescriber's own words"
        )
    return value


def a_name(value: str) -> str:
    """As ``spoken``, and without digits: the name of a treatment or a visit, which no figure belongs to.

    Raises:
        ValueError: as ``spoken``, or it holds a digit.
    """
    if any(character.isnumeric() for character in value):
        raise ValueError("it is a name inside a sentence of the letter: write it without digits")
    return spoken(value)


def a_source(value: str) -> str:
    """As ``spoken``, with room for a name and a date.

    Raises:
        ValueError: as ``spoken``.
    """
    return spoken(value, MOST_SOURCE)
