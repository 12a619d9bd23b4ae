"""Lines for the rules file, taken from a message's own remedy: each way to settle it, and the file with one of them in it."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from offsetcase.model.problem import OffsetcaseError, Problem
from offsetcase.model.text import quoted
from offsetcase.read.rules import Rules
from offsetcase.read.settings_file import check

STATUSES = ("paid", "denied", "pending", "reversed", "not-a-claim")
OPEN = "…"
# A person reads so many buttons; a file may have hundreds of columns.
MOST_CHOICES = 60
_HEADER = re.compile(r"\[([\w-]+)\]\s*(?:#.*)?")


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to settle a message: ``kind`` is the rule's table or key, ``values`` what it says, ``lines`` what is written."""

    kind: str
    values: tuple[str, ...]
    lines: str


def choices(problem: Problem, headings: Sequence[str] = ()) -> tuple[Choice, ...]:
    """The ways that a message itself offers; none where it asks for a correction in the file.

    Args:
        problem: the message.
        headings: the files' headings, for a rule that leaves open which column it means.
    """
    _, _, lines = problem.remedy.partition("\n")
    ways = []
    for part in re.split(r"\nor\n", lines):
        text = re.sub(r'^reason = "…"$', 'reason = "my answer on the page"', part, flags=re.MULTILINE)
        try:
            said = tomllib.loads(text)
        except tomllib.TOMLDecodeError:
            continue
        ways += list(_of(said, headings))
    unique = {one.lines: one for one in ways if OPEN not in one.lines and merged("", one.lines) is not None}
    return tuple(unique.values())[:MOST_CHOICES]


def _of(said: dict[str, Any], headings: Sequence[str]) -> Iterator[Choice]:
    for kind, value in said.items():
        if kind == "same":
            for answer in ("one", "two"):
                for rule in value:
                    yield Choice("same", (answer, *rule["files"]), _array("same", {**rule, "answer": answer}))
        elif kind in ("drop", "category"):
            for rule in value:
                yield Choice(
                    kind, (", ".join(map(str, rule.get("rows", ()))), rule.get("file", "")), _array(kind, rule)
                )
        elif kind == "status":
            for word in value:
                for meaning in STATUSES:
                    yield Choice("status", (meaning, word), _line("status", word, meaning))
        elif kind == "people":
            for one, other in value.items():
                yield Choice("people", ("one", one, other), _line("people", one, other))
                yield Choice("people", ("two", one, other), _line("people", one, f"{one} (another person)"))
        elif kind == "columns":
            for field, heading in value.items():
                for name in headings if heading == OPEN else [heading]:
                    yield Choice("columns", (field, _plain(name)), _line("columns", field, name))
        elif isinstance(value, dict):
            for name, meaning in value.items():
                yield Choice(kind, (name, str(meaning)), _line(kind, name, meaning))
        else:
            yield Choice(kind, (str(value),), f"{kind} = {_value(value)}")


def _plain(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _value(value: Any) -> str:
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    return json.dumps(value)


def _line(table: str, key: str, value: Any) -> str:
    name = key if re.fullmatch(r"[A-Za-z_]+", key) else quoted(key)
    return f"[{table}]\n{name} = {_value(value)}"


def _array(table: str, rule: dict[str, Any]) -> str:
    return "\n".join([f"[[{table}]]", *(f"{key} = {_value(value)}" for key, value in rule.items())])


def merged(text: str, lines: str) -> str | None:
    """The rules file with these lines in it, or ``None`` where it would no longer be one.

    A key of the file's own that says otherwise is replaced; a second heading for a field stands beside the first.

    Args:
        text: the file's text.
        lines: one rule: a top-level line, a table with lines, or an entry of a list.
    """
    try:
        had, new = tomllib.loads(text), tomllib.loads(lines)
    except tomllib.TOMLDecodeError:
        return None
    out = text if not text or text.endswith("\n") else f"{text}\n"
    for kind, value in new.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for rule in value:
                out += ("\n" if out else "") + _array(kind, rule) + "\n"
        elif isinstance(value, dict):
            for key, meaning in value.items():
                both = _both(had.get(kind, {}).get(key), meaning) if kind == "columns" else meaning
                out = _in_table(out, kind, _line(kind, key, both))
        else:
            rest = "".join(line for line in out.splitlines(keepends=True) if not re.match(rf"{kind}\s*=", line))
            out = f"{kind} = {_value(value)}\n{rest}"
    try:
        check(Rules, tomllib.loads(out), text=out, file="", code="E-RULES")
    except (tomllib.TOMLDecodeError, OffsetcaseError):
        return None
    return out


def _both(had: Any, new: Any) -> Any:
    before = [had] if isinstance(had, str) else list(had or ())
    added = [new] if isinstance(new, str) else list(new)
    every = list(dict.fromkeys([*before, *added]))
    return every[0] if len(every) == 1 and isinstance(new, str) else every


def _in_table(text: str, table: str, lines: str) -> str:
    """The text with one line in a table, in the place of the line that the same key had there."""
    line = lines.partition("\n")[2]
    key = line.partition(" = ")[0]
    rows = text.splitlines()
    start = next(
        (at for at, row in enumerate(rows) if (match := _HEADER.fullmatch(row.strip())) and match[1] == table), None
    )
    if start is None:
        return f"{text}{chr(10) if text else ''}[{table}]\n{line}\n"
    end = next((at for at in range(start + 1, len(rows)) if rows[at].lstrip().startswith("[")), len(rows))
    own = [row for row in rows[start + 1 : end] if row.partition("=")[0].strip() != key]
    return "\n".join([*rows[: start + 1], line, *own, *rows[end:]]) + "\n"
