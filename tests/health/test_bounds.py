"""docs/bounds.md is true: each bound has the value that is told, and no loop without a told length is there."""

from __future__ import annotations

import importlib
import re

from source_tree import modules
from support import ROOT

PAGE = (ROOT / "docs" / "bounds.md").read_text(encoding="utf-8")
TOLD = re.findall(r"^\| `([\w/.]+)` \| `(\w+)` \| ([\d,]+) \|", PAGE, re.M)


def test_each_bound_has_the_value_that_is_told() -> None:
    assert len(TOLD) > 30
    for file, name, value in TOLD:
        module = importlib.import_module("offsetcase." + file.removesuffix(".py").replace("/", "."))
        assert f"{getattr(module, name):,}" == value, (file, name)


def test_each_bound_of_an_input_is_told() -> None:
    """``MAX_…`` is what a file may hold; ``MOST_…`` is mostly how much of it is shown."""
    there = {(module.name, name) for module in modules() for name in module.at_top if name.startswith("MAX_")}
    assert len(there) > 20 and there <= {(file, name) for file, name, _ in TOLD}


def test_each_while_has_a_length_that_is_told() -> None:
    loops = PAGE.partition("Each `while`")[2].partition("## Measured")[0]
    told = set(re.findall(r"^\| `([\w/.]+)` \|", loops, re.M))
    there = {module.name for module in modules() if module.has_while}
    assert told == there


def test_no_loop_counts_without_an_end() -> None:
    for module in modules():
        for name, line in module.counted:
            assert name not in ("count", "cycle", "repeat"), (module.name, line)
