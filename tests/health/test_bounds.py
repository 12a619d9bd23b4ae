"""docs/bounds.md is true: each bound has the value that is told, and no loop without a told length is there."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path

import offsetcase
from support import ROOT

SOURCE = Path(offsetcase.__file__).parent
PAGE = (ROOT / "docs" / "bounds.md").read_text(encoding="utf-8")
TOLD = re.findall(r"^\| `([\w/.]+)` \| `(\w+)` \| ([\d,]+) \|", PAGE, re.M)


def modules() -> dict[str, ast.Module]:
    return {
        path.relative_to(SOURCE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in SOURCE.rglob("*.py")
    }


def test_each_bound_has_the_value_that_is_told() -> None:
    assert len(TOLD) > 30
    for file, name, value in TOLD:
        module = importlib.import_module("offsetcase." + file.removesuffix(".py").replace("/", "."))
        assert f"{getattr(module, name):,}" == value, (file, name)


def test_each_bound_of_an_input_is_told() -> None:
    """``MAX_…`` is what a file may hold; ``MOST_…`` is mostly how much of it is shown."""
    there = {
        (file, target.id)
        for file, tree in modules().items()
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id.startswith("MAX_")
    }
    assert len(there) > 20 and there <= {(file, name) for file, name, _ in TOLD}


def test_each_while_has_a_length_that_is_told() -> None:
    loops = PAGE.partition("Each `while`")[2].partition("## Measured")[0]
    told = set(re.findall(r"^\| `([\w/.]+)` \|", loops, re.M))
    there = {file for file, tree in modules().items() if any(isinstance(node, ast.While) for node in ast.walk(tree))}
    assert told == there


def test_no_loop_counts_without_an_end() -> None:
    for file, tree in modules().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.For) and isinstance(node.iter, ast.Call):
                called = node.iter.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                assert name not in ("count", "cycle", "repeat"), (file, node.lineno)
