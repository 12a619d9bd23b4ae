"""What a data file may hold, checked strictly: an unknown key, a missing one or a value of another kind is refused with its line.

A shape is plain data. ``"text"``, ``"whole"``, ``"number"``, ``"day"``, ``"flag"`` and ``"pattern"`` are kinds of values;
``(shape,)`` is a list of such, a ``dict`` a table: a key with ``!`` behind it is needed, ``*`` stands for every other key, of
which ``[names]`` says what it may be. ``OneOf`` and ``Named`` limit a text, ``Either`` gives a choice.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from offsetcase.model.nearest import did_you_mean
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

Path = tuple[str | int, ...]
ANY = "any"


_REMEDY = "if you changed this file, correct that place; if you didn't, install offsetcase again."


class DataError(OffsetcaseError):
    """One of the program's own data files is not as it should be: a slip of whoever adds to it, never of a user's files."""

    def __init__(self, where: str, text: str, others: Sequence[tuple[str, str]] = ()) -> None:
        """Keep each fault with its place.

        Args:
            where: the file below ``src/offsetcase``, with the line where it is known.
            text: what is wrong there; it names the entry and the key.
            others: more places of the same file, each with its words.
        """
        faults = ((where, text), *others)
        super().__init__([Problem("E-DATA", words, _REMEDY, place) for place, words in faults], ExitCode.BUG)


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these texts."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A name that stands in a folder of data, or is a table of a data file; ``under`` where the tables stand one deeper."""

    data: str
    under: str = ""
    also: tuple[str, ...] = ()

    def names(self) -> tuple[str, ...]:
        """The names there are."""
        from offsetcase.model.places import names_in

        return (*names_in(self.data, self.under), *self.also)


@dataclass(frozen=True, slots=True)
class Either:
    """One of several shapes."""

    shapes: tuple[Any, ...]


def check(raw: Mapping[str, Any], shape: Any, file: str, text: str) -> None:
    """Compare a file with its shape.

    Args:
        raw: the parsed file.
        shape: what it may hold.
        file: its name, for the message.
        text: its text, for the lines.

    Raises:
        DataError: everything that doesn't fit.
    """
    wrong = [(f"{file}, line {line_of(text, path)}", words) for path, words in faults(raw, shape, ())]
    if wrong:
        raise DataError(*wrong[0], wrong[1:])


def faults(value: Any, shape: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every place where a value doesn't fit a shape, with words."""
    said = f'"{path[-1]}"' if path and isinstance(path[-1], str) else "an entry"
    if isinstance(shape, Mapping):
        if isinstance(value, Mapping):
            yield from _table(value, shape, path)
        else:
            yield path, f"{said} should be a table."
    elif isinstance(shape, tuple):
        if not isinstance(value, list):
            yield path, f"{said} should be a list."
            return
        for number, one in enumerate(value):
            yield from faults(one, shape[0], (*path, number))
    elif isinstance(shape, Either):
        tried = [list(faults(value, one, path)) for one in shape.shapes]
        if all(tried):
            yield from min(tried, key=len)
    elif isinstance(shape, OneOf | Named):
        names = shape.names if isinstance(shape, OneOf) else shape.names()
        if value not in names:
            yield path, f'{said} is "{value}". {_hint(value, names)}'
    elif not _is(value, shape):
        yield path, f"{said} should be {_WORDS[shape]}."


def _table(value: Mapping[str, Any], shape: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, str]]:
    known = {key.rstrip("!"): one for key, one in shape.items() if key not in ("*", "[names]")}
    limit = shape.get("[names]")
    for key, one in value.items():
        if key in known:
            yield from faults(one, known[key], (*path, key))
        elif "*" not in shape:
            yield (*path, key), f'"{key}" is not a known key here. {_hint(key, tuple(known))}'
        else:
            names = limit.names() if isinstance(limit, Named) else limit.names if limit else (key,)
            if key not in names:
                yield (*path, key), f'"{key}" is not a known name here. {_hint(key, (*known, *names))}'
            yield from faults(one, shape["*"], (*path, key))
    for key in shape:
        if key.endswith("!") and key[:-1] not in value:
            yield path, f'"{key[:-1]}" is missing here.'


def _hint(given: Any, names: tuple[str, ...]) -> str:
    return f"{did_you_mean(str(given), names)}Known: {', '.join(names)}."


_WORDS = {
    "text": "text, and not empty",
    "whole": "a whole number",
    "number": "a number, or text that is one",
    "day": "a date, like 2026-11-23",
    "flag": "true or false",
    "pattern": "a pattern that can be read",
}


def _is(value: Any, kind: str) -> bool:
    if kind == ANY:
        return True
    if kind == "flag":
        return isinstance(value, bool)
    if kind == "day":
        return isinstance(value, dt.date)
    if kind == "whole":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "number":
        return isinstance(value, int | Decimal | str) and not isinstance(value, bool) and _number(value)
    if not isinstance(value, str) or not value.strip():
        return False
    return kind == "text" or _pattern(value)


def _number(value: int | Decimal | str) -> bool:
    try:
        return Decimal(value).is_finite()
    except InvalidOperation:
        return False


def _pattern(value: str) -> bool:
    try:
        re.compile(value)
    except re.error:
        return False
    return True


def line_of(text: str, path: Path) -> int:
    """The line on which a key stands, or its table's heading; 1 where the whole file is meant."""
    wanted: list[str | int] = list(path)
    while wanted:
        for number, place in _places(text):
            if place == wanted:
                return number
        wanted.pop()
    return 1


def _places(text: str) -> Iterator[tuple[int, list[str | int]]]:
    """Every line that names a table or a key, with its place in the file."""
    table: list[str | int] = []
    counts: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), start=1):
        stripped = line.strip()
        if stripped.startswith("[["):
            name = stripped[2:].partition("]")[0]
            counts[name] = counts.get(name, -1) + 1
            table = [*_parts(name), counts[name]]
            yield number, table
        elif stripped.startswith("[") and re.match(r"\[[^\[\]]+\]\s*(#.*)?$", stripped):
            table = list(_parts(stripped[1:].partition("]")[0]))
            yield number, table
        elif match := re.match(r'((?:[\w-]+|"[^"]*")(?:\s*\.\s*(?:[\w-]+|"[^"]*"))*)\s*=', stripped):
            yield number, [*table, *_parts(match[1])]


def _parts(name: str) -> list[str | int]:
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|([\w-]+)', name)]
