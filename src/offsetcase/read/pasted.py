"""A rules file into which everything was pasted that the program printed: a table that stands twice in it is one.

Each question prints lines that are right by themselves, a heading and what stands below it. Two questions print two
headings, and TOML takes a heading once.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from offsetcase.model.money import exact

# Answers for the whole file, which stand above the first heading; pasted below one, they are meant as what they are.
_WHOLE = {
    "date_order": {"month-first", "day-first"},
    "decimal": {"point", "comma"},
    "not_covered": {"in-both", "in-allowed", "in-share", "in-neither"},
}
_HEADING = re.compile(r"[ \t]*(?P<list>\[)?\[[^\[\]\n\"']*\]\]?[ \t]*(?:#.*)?")
# Lines of one value: a list that was written over several of them.
_MOST_LINES = 200


def joined(text: str) -> dict[str, Any]:
    """The tables of a rules file, those that stand twice put together.

    Raises:
        TOMLDecodeError: the file can't be understood, or a name has two values that exclude each other; the words are those
            for the file as it stands.
    """
    try:
        tables = tomllib.loads(text, parse_float=exact)
    except tomllib.TOMLDecodeError as error:
        try:
            tables = {}
            for block in _blocks(text):
                _add(tables, tomllib.loads(block, parse_float=exact))
        except (tomllib.TOMLDecodeError, _TwoAnswers):
            raise error from None
    _lift(tables)
    return tables


class _TwoAnswers(Exception):
    """One name has two values of which only one can be right."""


def _blocks(text: str) -> Iterator[str]:
    """The text in pieces that can be read by themselves: a table, or one line of it where names stand twice in it."""
    block: list[str] = []
    for line in [*text.split("\n"), "[end]"]:
        if block and _HEADING.fullmatch(line):
            yield from _pieces(block)
            block = []
        block.append(line)


def _pieces(block: list[str]) -> Iterator[str]:
    whole = "\n".join(block)
    heading = _HEADING.fullmatch(block[0])
    if (heading and heading["list"]) or _is_toml(whole):
        yield whole
        return
    head = [block[0]] if heading else []
    open_lines: list[str] = []
    for line in block[len(head) :]:
        open_lines.append(line)
        piece = "\n".join([*head, *open_lines])
        if len(open_lines) > _MOST_LINES or _is_toml(piece):
            yield piece
            open_lines = []
    if open_lines:
        yield "\n".join([*head, *open_lines])


def _is_toml(text: str) -> bool:
    try:
        tomllib.loads(text, parse_float=exact)
    except tomllib.TOMLDecodeError:
        return False
    return True


def _add(into: dict[str, Any], more: dict[str, Any], table: str = "") -> None:
    for name, value in more.items():
        held = into.get(name)
        if held is None or held == value:
            into[name] = value
        elif isinstance(held, dict) and isinstance(value, dict):
            _add(held, value, name)
        elif table == "columns":
            into[name] = list(dict.fromkeys([*_listed(held), *_listed(value)]))
        elif not table and isinstance(held, list) and isinstance(value, list):
            held.extend(value)
        else:
            raise _TwoAnswers


def _listed(value: Any) -> list[Any]:
    texts = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in texts):
        raise _TwoAnswers
    return texts


def _lift(tables: dict[str, Any]) -> None:
    below = [one for value in tables.values() for one in (value if isinstance(value, list) else [value])]
    for table in below:
        if not isinstance(table, dict):
            continue
        for name, answers in _WHOLE.items():
            if isinstance(table.get(name), str) and table[name] in answers and tables.get(name) in (None, table[name]):
                tables[name] = table.pop(name)
