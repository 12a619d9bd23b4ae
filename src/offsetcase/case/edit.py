"""A case file changed in place: what a person wrote around the values, comments and order, stays as it is.

Only this module imports tomlkit; ``offsetcase init``, the page and ``redact``, which writes a case anew, import this module.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Comment, Whitespace

from offsetcase.case.settings import CaseFile
from offsetcase.model.money import exact
from offsetcase.model.problem import usage_error
from offsetcase.read.settings_file import check, read_toml

HEAD = (
    "What the claims can't tell, for offsetcase. Everything may be left out: it becomes a visible blank in the letter.",
    'Dates are written like 2026-11-23, money like "550.00". Change anything here, or run  offsetcase init  again.',
)


class CaseSheet:
    """The text of one case file, with values that can be set one by one."""

    def __init__(self, path: Path, tables: Mapping[str, str]) -> None:
        """Read the file, or begin a new one.

        Args:
            path: the case file; it need not exist.
            tables: what stands as a comment above a table that is new.

        Raises:
            OffsetcaseError: the file is there but can't be read, or says something unknown (status 2).
        """
        self.path = path
        self._tables = tables
        self._new = not path.is_file()
        self._newline = "\n"
        self._text = ""
        if not self._new:
            raw, self._text = read_toml(path, "E-CASE")
            check(CaseFile, raw, text=self._text, file=path.name, code="E-CASE")
            self._newline = "\r\n" if b"\r\n" in path.read_bytes() else "\n"

    def get(self, path: str) -> Any:
        """The value at a dotted path, or ``None``."""
        value: Any = tomllib.loads(self._text, parse_float=exact)
        for part in split_path(path):
            if not isinstance(value, Mapping) or part not in value:
                return None
            value = value[part]
        return value

    def set(self, path: str, value: Any, note: str = "") -> None:
        """Set one value, or take it out with ``None``; a new line gets ``note`` as a comment above it.

        Raises:
            OffsetcaseError: the file is written in a way that can't be changed safely (status 2).
        """
        *tables, key = split_path(path)
        try:
            doc: Any = tomlkit.parse(self._text)
            if not self._text and value is not None:
                for line in HEAD:
                    doc.add(tomlkit.comment(line))
            table = doc
            for depth, name in enumerate(tables):
                if name not in table:
                    if value is None:
                        return
                    self._new_table(table, name, top=depth == 0)
                table = table[name]
            if value is None:
                table.pop(key, None)
            elif key in table:
                table[key] = _item(value)
            else:
                _append(table, key, _item(value), note)
            text = tomlkit.dumps(doc)
            wanted = _with(tomllib.loads(self._text, parse_float=exact), [*tables, key], _plain(value))
            good = tomllib.loads(text, parse_float=exact) == wanted
        except (TOMLKitError, tomllib.TOMLDecodeError, TypeError, AttributeError, KeyError, ValueError):
            good = False
        if not good:
            # Rare shapes (a table spread over dotted keys): better no change than a wrong one.
            raise usage_error(
                "E-CASE",
                f'"{path}" can\'t be changed here without touching other lines.',
                "write it into the file yourself with a plain text editor (docs/case-file.md shows how).",
                str(self.path),
            )
        self._text = text

    def data(self) -> bytes:
        """The file's bytes, with the line ends that it had."""
        return self._text.replace("\r\n", "\n").replace("\n", self._newline).encode("utf-8")

    def _new_table(self, into: Any, name: str, *, top: bool) -> None:
        table = tomlkit.table()
        if top:
            if self._text or into.body:
                into.add(tomlkit.nl())
            if name in self._tables:
                into.add(tomlkit.comment(self._tables[name]))
        into.add(name, table)
        if top and name in self._tables:
            table.trivia.indent = ""  # tomlkit parts a new table from what stands above it; this comment belongs to it


def toml_text(tables: Mapping[str, Any]) -> str:
    """Tables as TOML; amounts as text, so that no cent of them is lost."""
    return tomlkit.dumps(_written(tables)).strip() + "\n"


def _written(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _written(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_written(one) for one in value]
    if isinstance(value, dt.date | int):
        return value
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def split_path(path: str) -> list[str]:
    """A dotted path in its parts; a share's or a medicine's own name may hold dots."""
    parts = path.split(".")
    named = parts[:2] in (["assumptions", "shares"], ["prescriber", "trials"]) and len(parts) > 2
    return [*parts[:2], ".".join(parts[2:])] if named else parts


def nested(path: str, value: Any) -> dict[str, Any]:
    """One value as the tables that hold it."""
    for part in reversed(split_path(path)):
        value = {part: value}
    return dict(value)


def _append(table: Any, key: str, item: Any, note: str) -> None:
    """Add a line at the table's end, before the blank lines and the comment that belong to the next table."""
    if not hasattr(table, "value") or not hasattr(table.value, "body"):
        table[key] = item
        return
    body = table.value.body
    start = _end_of_own(body)
    following = body[start:]
    del body[start:]
    if note and hasattr(table, "add") and not isinstance(table, tomlkit.items.InlineTable):
        table.add(tomlkit.comment(note))
    table.add(key, item)
    body.extend(following)


def _end_of_own(body: Any) -> int:
    """Where the lines end that are the table's own; the file's text hangs a comment above the next table on this one."""
    start = len(body)
    while start and isinstance(body[start - 1][1], Whitespace | Comment):
        start -= 1
    blank = next((place for place in range(start, len(body)) if isinstance(body[place][1], Whitespace)), None)
    if blank is not None:
        return blank  # a comment below the last line, without a gap, is about that line
    return start or len(body)  # without any gap it stands right above the next table


def _item(value: Any) -> Any:
    if isinstance(value, Mapping):
        table = tomlkit.inline_table()
        for name, one in value.items():
            table.append(name, _item(one))
        return table
    if isinstance(value, Decimal):
        return tomlkit.float_(f"{value:f}") if "." in f"{value:f}" else tomlkit.integer(int(value))
    if isinstance(value, str):
        return tomlkit.string(value, multiline="\n" in value)
    if isinstance(value, dt.date | int | list):
        return tomlkit.item(value)
    raise ValueError(type(value).__name__)


def _plain(value: Any) -> Any:
    return {name: _plain(one) for name, one in value.items()} if isinstance(value, Mapping) else value


def _with(tree: dict[str, Any], path: list[str], value: Any) -> dict[str, Any]:
    table = tree
    for part in path[:-1]:
        table = table.setdefault(part, {})
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = value
    return tree
