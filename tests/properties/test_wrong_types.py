"""A value of another type at any place of case.toml or claims.rules.toml ends in a named error or is read; never in a fault."""

from __future__ import annotations

import copy
import datetime as dt
import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit

from offsetcase.case.settings import CaseFile, load_case
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.rules import load_rules
from rows import each_row
from support import SAMPLES

# One of each thing that TOML can hold, and some that look like another.
VALUES: tuple[Any, ...] = (
    True, 0, 1, -1, 10**30, 0.5, 1e308, float("nan"), float("inf"), "", "x", "1", "nan", "\u0663", "a" * 3000, [], [1], [[]], [None.__class__.__name__],
    [{}], {}, {"x": 1}, {"price": []}, {"": {}}, dt.date(2026, 1, 2), dt.date(1, 1, 1), dt.date(9999, 12, 31), dt.time(1, 2), dt.datetime(2026, 1, 2, 3, 4),
)  # fmt: skip
RULES = """
[columns]
date = "Date"
paid = ["Paid", "Plan Paid"]

[status]
Settled = "paid"

[[drop]]
column = "Type"
equals = "Total"
reason = "a sum"

[[same]]
claims = ["A1", "A2"]

[[rule]]
match = "ketamine"
category = "excluded"

[people]
"Zed, Ada" = "Ada Zed"
"""


def whole_case() -> dict[str, Any]:
    """A case file with every table and every field of the model, as far as a sample fills it."""
    found = tomllib.loads((SAMPLES / "conditional" / "case.toml").read_text(encoding="utf-8"))
    for name, field in CaseFile.model_fields.items():
        model = field.annotation
        fields = getattr(model, "model_fields", {})
        found.setdefault(name, {})
        if isinstance(found[name], dict):
            for one in fields:
                found[name].setdefault(one, "x")
    return found


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a tree of tables and lists."""
    if path:
        yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from places(value, (*path, key))


def changed(tree: dict[str, Any], path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    new = copy.deepcopy(tree)
    node: Any = new
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = value
    return new


def typed(value: Any) -> str:
    """A value in TOML, within its line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {typed(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(typed, value)) + "]"
    if isinstance(value, bool | str):
        return json.dumps(value)
    return value.isoformat() if isinstance(value, dt.date | dt.time) else repr(value)


def table(name: str, value: Any) -> str:
    """One table of a file, or a list of them, or what stands in the place of one."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        return "".join(table(f"[{name}]", one) for one in value)
    if isinstance(value, dict):
        return f"[{name}]\n" + "".join(f"{json.dumps(key)} = {typed(one)}\n" for key, one in value.items())
    return f"{name} = {typed(value)}\n"


def files(tree: dict[str, Any], path: tuple[Any, ...]) -> Iterator[str]:
    """The file's text with each of the values at one place of it."""
    # The tables that stay as they are, written once, and the other one by the few lines above: a writer that keeps comments
    # and order takes most of the time.
    others = tomlkit.dumps({name: one for name, one in tree.items() if name != path[0]})
    for value in VALUES:
        new = changed({path[0]: tree[path[0]]}, path, value)[path[0]]
        own = table(path[0], new)
        assert str(tomllib.loads(own)) == str({path[0]: new})
        # A value that is not a table stands before all tables.
        yield f"{others}\n{own}" if own.startswith("[") else f"{own}\n{others}"


WHOLE = whole_case()
PLACES = sorted({path[:3] for path in places(WHOLE)}, key=str)


def dotted(path: tuple[Any, ...]) -> str:
    return ".".join(map(str, path))


@pytest.mark.parametrize("top", sorted({path[0] for path in PLACES}))
def test_a_case_file_with_another_type(tmp_path: Path, top: str) -> None:
    each_row("path", [path for path in PLACES if path[0] == top], ids=dotted)(_case_with_another_type)(
        tmp_path=tmp_path
    )


def _case_with_another_type(tmp_path: Path, path: tuple[Any, ...]) -> None:
    sample = tomllib.loads((SAMPLES / "conditional" / "case.toml").read_text(encoding="utf-8"))
    sample.setdefault(path[0], {})
    tree = sample if path[:-1] == () or _reaches(sample, path) else WHOLE
    file = tmp_path / "case.toml"
    for text in files(tree, path):
        file.write_text(text, encoding="utf-8")
        try:
            loaded = load_case(file)
        except OffsetcaseError as error:
            assert error.problems and all(problem.text for problem in error.problems)
        else:
            assert isinstance(loaded, CaseFile)


def _reaches(tree: Any, path: tuple[Any, ...]) -> bool:
    for key in path[:-1]:
        if not isinstance(tree, dict | list) or (isinstance(tree, dict) and key not in tree):
            return False
        if isinstance(tree, list) and not (isinstance(key, int) and key < len(tree)):
            return False
        tree = tree[key]
    return isinstance(tree, dict) or (isinstance(tree, list) and path[-1] < len(tree))


RULE_TREE = tomllib.loads(RULES)


@each_row("path", sorted(places(RULE_TREE), key=str), ids=dotted)
def test_a_rules_file_with_another_type(tmp_path: Path, path: tuple[Any, ...]) -> None:
    file = tmp_path / "claims.rules.toml"
    for text in files(RULE_TREE, path):
        file.write_text(text, encoding="utf-8")
        try:
            load_rules(file)
        except OffsetcaseError as error:
            assert error.problems and all(problem.text for problem in error.problems)


@each_row("field", ["denial.notice_date", "denial.received_date", "letter.date", "treatment.start"])
@each_row("year", [1, 1899, 2101, 9999])
def test_a_date_beyond_any_calendar_is_a_named_error(tmp_path: Path, field: str, year: int) -> None:
    """A deadline counted from the last day that dates can hold lay beyond it."""
    section, _, name = field.partition(".")
    file = tmp_path / "case.toml"
    file.write_text(table(section, {name: dt.date(year, 12, 31)}), encoding="utf-8")
    with pytest.raises(OffsetcaseError, match=f"the year {year} can't be meant"):
        load_case(file)
