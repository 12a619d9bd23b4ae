"""What an option's value may be, and how it is checked alike wherever it comes from: typed, in a list of cases, or from Python.

Each kind says what a type checker is told (``hint``), and turns what was ``typed`` or came from ``python`` into the value that
a record holds. What the checks need is imported when there is something to check.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MOST_DIGITS = 19


@dataclass(frozen=True)
class Kind:
    """What a value may be. ``shown`` is what an error calls the option: ``--price`` as typed, ``price`` elsewhere."""

    hint = "object"

    def typed(self, value: Any, shown: str) -> Any:
        """The value of what was typed, or stands in a cell.

        Raises:
            OffsetcaseError: it can't be (status 2).
        """
        return value

    def python(self, value: Any, shown: str) -> Any:
        """The value of what a Python program gave.

        Raises:
            OffsetcaseError: it can't be (status 2).
            TypeError: it is of another type.
        """
        return self.typed(value, shown)


def _of_type(value: Any, kind: type, shown: str, words: str) -> Any:
    if not isinstance(value, kind):
        raise TypeError(f"{shown}: {words}, not {type(value).__name__}")
    return value


class Text(Kind):
    """Any text; what it names is looked up where it is used."""

    hint = "str"

    def python(self, value: Any, shown: str) -> Any:
        """The same text."""
        return _of_type(value, str, shown, "text")


class Switch(Kind):
    """On or off."""

    hint = "bool"

    def python(self, value: Any, shown: str) -> Any:
        """The same truth."""
        return _of_type(value, bool, shown, "True or False")


class Money(Kind):
    """Dollars and cents."""

    hint = "Number"

    def typed(self, value: Any, shown: str) -> Any:
        """``Decimal`` dollars."""
        from offsetcase.case.values import money_value

        return money_value(value, shown, f"{shown} 550" if shown.startswith("-") else "550")

    def python(self, value: Any, shown: str) -> Any:
        """``Decimal`` dollars, of a number or a text."""
        from offsetcase.case.values import money_value

        return money_value(value, shown, f"{shown}=550")


class Day(Kind):
    """A day."""

    hint = "dt.date"

    def typed(self, value: Any, shown: str) -> Any:
        """The day that the text says."""
        from offsetcase.case.typed import parse_date_option

        return parse_date_option(value, shown)

    def python(self, value: Any, shown: str) -> Any:
        """The same day, without a time."""
        day = _of_type(value, dt.date, shown, "a datetime.date")
        return day.date() if isinstance(day, dt.datetime) else day


@dataclass(frozen=True)
class Whole(Kind):
    """A whole number between two others; ``None`` where what it names has ends of its own."""

    least: int | None = None
    most: int | None = None
    hint = "int"

    def typed(self, value: Any, shown: str) -> Any:
        """The number, of a cell's text too."""
        if isinstance(value, str):
            if not value.isascii() or not value.isdigit() or len(value) > MOST_DIGITS:
                from offsetcase.case.values import usage

                raise usage(f'{shown}: "{value[:40]}" is not a whole number.', "for instance  12")
            value = int(value)
        return self.python(value, shown)

    def python(self, value: Any, shown: str) -> Any:
        """The same number."""
        from offsetcase.case.values import whole_value

        if self.least is None or self.most is None:
            return _of_type(value, int, shown, "an int")
        return whole_value(value, shown, self.least, self.most)


@dataclass(frozen=True)
class NamedChoice(Kind):
    """One of a few names: ``names`` itself, or what a folder of data holds, or a data file's tables, or what is asked of data."""

    names: tuple[str, ...] | str | Callable[[], tuple[str, ...]]
    hint = "str"

    @property
    def known(self) -> tuple[str, ...]:
        """The names there are."""
        if callable(self.names):
            return self.names()
        if isinstance(self.names, tuple):
            return self.names
        from offsetcase.model.places import names_in

        return names_in(self.names)

    def typed(self, value: Any, shown: str) -> Any:
        """The same name."""
        text = str(_of_type(value, str, shown, "text"))
        if text not in self.known:
            from offsetcase.case.values import usage
            from offsetcase.model.nearest import did_you_mean

            hint = did_you_mean(text, self.known)
            raise usage(f'{shown}: "{text[:40]}" is not known.', f"{hint}One of: {', '.join(self.known)}.")
        return text


class File(Kind):
    """A file or a folder."""

    hint = "FilePath"

    def python(self, value: Any, shown: str) -> Any:
        """Its path."""
        if not isinstance(value, str | os.PathLike):
            raise TypeError(f"{shown}: a path, not {type(value).__name__}")
        return Path(value)


class Claims(Kind):
    """One or several claims files of one history."""

    hint = "FilePath | Sequence[FilePath]"

    def typed(self, value: Sequence[Path], shown: str) -> Any:
        """Their paths.

        Raises:
            OffsetcaseError: what is piped in is named twice (status 2).
        """
        from offsetcase.read.standard_input import DASH, dash_error

        if list(value).count(DASH) > 1:
            raise dash_error("a dash stands for claims that are piped in, and is named more than once.")
        return tuple(value)

    def python(self, value: Any, shown: str) -> Any:
        """Their paths.

        Raises:
            OffsetcaseError: none is named (status 2).
        """
        from offsetcase.case.values import usage

        paths = [value] if isinstance(value, str | os.PathLike) else list(value)
        if not paths:
            raise usage(f"{shown}: no file is named.", "name at least one claims file.")
        return tuple(Path(path) for path in paths)


@dataclass(frozen=True)
class Many(Kind):
    """Texts that may be repeated; ``parse`` turns them into what the record holds."""

    parse: Callable[[list[str]], Any] = tuple
    hint = "Sequence[str]"

    def typed(self, value: Any, shown: str) -> Any:
        """What the texts say."""
        return self.parse(list(value))


class AssumedValues(Kind):
    """Assumptions by name, each with its value."""

    hint = "Mapping[str, Number]"

    def typed(self, value: Any, shown: str) -> Any:
        """What ``NAME=VALUE`` says, each checked."""
        from offsetcase.case.typed import parse_sets

        return parse_sets(list(value), shown)

    def python(self, value: Any, shown: str) -> Any:
        """The same, each checked."""
        from offsetcase.case.values import assumption_value

        given = _of_type(value, Mapping, shown, "a mapping of names and values")
        return {name: assumption_value(name, number) for name, number in given.items()}


class Attachments(Kind):
    """PDFs of the user's own, each with its title and pages."""

    hint = "Sequence[str]"

    def typed(self, value: Any, shown: str) -> Any:
        """What ``TITLE=PDF[:PAGES]`` names."""
        from offsetcase.case.typed import parse_attachments

        return parse_attachments(list(value))
