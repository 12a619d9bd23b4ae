"""Words in the language of the person: one folder of data files for each, all of one shape.

The letter to the plan stays English. A sentence takes what the case puts in by name, ``{day}``; a test sees that every language has
the sentences of the English files with the same names in them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from offsetcase.model.places import data_path, load_toml

ENGLISH = "en"
FOLDER = "languages"


@cache
def languages() -> tuple[str, ...]:
    """Every language by its short name, English first."""
    names = sorted(path.name for path in data_path(FOLDER).iterdir() if path.is_dir())
    return (ENGLISH, *(one for one in names if one != ENGLISH))


@cache
def spoken(language: str, file: str) -> Mapping[str, Any]:
    """One file of words.

    Args:
        language: one of ``languages``.
        file: its name without ending.
    """
    return load_toml(data_path(FOLDER, language, f"{file}.toml"))


def plain(language: str, file: str, path: str, /, **values: Any) -> str:
    """One sentence for a terminal.

    Args:
        language: one of ``languages``.
        file: the file of words.
        path: its name there, with its tables before it, ``send.mail``.
        values: what stands in braces; of two sentences, the first is for a ``count`` of one.
    """
    words: Any = spoken(language, file)
    for part in path.split("."):
        words = words[part]
    if isinstance(words, list):
        words = words[values["count"] != 1]
    return str(words).format(**values)


def say(language: str, file: str, path: str, /, **values: Any) -> Markup:
    """The same for a page: what the case puts in is escaped."""
    return Markup(plain(language, file, path, **{name: escape(value) for name, value in values.items()}))


def day_words(language: str, day: dt.date) -> str:
    """A day in print, as the language writes it: March 5, 2026; 5 de marzo de 2026."""
    words = spoken(language, "language")
    text: str = words["date"].format(month=words["months"][day.month - 1], day=day.day, year=day.year)
    return text


def span_words(language: str, amount: int, unit: str) -> str:
    """A span of time: ``30 days``."""
    one, many = spoken(language, "language")["units"][unit]
    return f"{amount} {one if amount == 1 else many}"


def page_words(language: str) -> tuple[str, str]:
    """What stands at the head of a page before its number, and between it and the number of pages."""
    words = spoken(language, "language")
    return str(words["page"]), str(words["of"])
