"""Each promise of SECURITY.md, and each attack of docs/attacks.md, names a test that is there."""

from __future__ import annotations

import ast
import re
from functools import cache

from rows import each_row
from support import ROOT

# What is held by more than one test of pytest: a page on a program of our own, or a script.
NO_TESTS = ("docs/mutation.md",)


@cache
def names_in(file: str) -> frozenset[str]:
    """The names of a test file's tests."""
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def promises() -> list[str]:
    page = (ROOT / "SECURITY.md").read_text(encoding="utf-8").partition("## The promises")[2]
    return [line for line in page.splitlines() if line.startswith("| ") and "---" not in line][1:]


def test_there_are_promises() -> None:
    assert len(promises()) > 20


@each_row("promise", promises(), ids=lambda row: row[2:50])
def test_each_promise_names_tests_that_are_there(promise: str) -> None:
    links = re.findall(r"\]\(([^)]+)\)", promise)
    assert links
    for link in links:
        file, _, name = link.partition("#")
        assert (ROOT / file).is_file(), link
        assert link in NO_TESTS or name in names_in(file), link


def test_each_attack_names_a_test_that_is_there() -> None:
    page = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "---" not in line][1:]
    assert len(rows) > 50 and f"\n{len(rows)} attacks" in page
    for row in rows:
        named = re.findall(r"`([\w/]+\.py)::(\w+)` \|$", row)
        assert named and named[0][1] in names_in(f"tests/{named[0][0]}"), row


def test_each_attack_of_the_table_is_told() -> None:
    """An attack that is added to the tests stands in the log too."""
    page = (ROOT / "docs" / "attacks.md").read_text(encoding="utf-8")
    tree = ast.parse((ROOT / "tests" / "cli" / "test_attacks.py").read_text(encoding="utf-8"))
    tables = [node.value for node in tree.body if isinstance(node, ast.AnnAssign) and isinstance(node.value, ast.Dict)]
    names = [key.value for table in tables for key in table.keys if isinstance(key, ast.Constant)]
    assert len(names) > 90 and [name for name in names if f"| {name} |" not in page] == []
