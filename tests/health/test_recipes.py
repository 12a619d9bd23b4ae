"""Each recipe of docs/architecture.md, followed by its words alone in a copy of the tree, does what it says."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from support import ROOT

# Each recipe that is walked, and its heading on the page.
WALKED = {
    "an_export_format": "Adding an export format",
    "a_statements_layout": "Adding a statement's layout",
    "a_drug": "Adding a drug, or a class of drugs",
    "a_class_of_drugs": "Adding a drug, or a class of drugs",
    "a_covered_alternative": "Adding a covered alternative",
    "a_section_and_a_kind_of_letter": "Adding a letter section, or a kind of letter",
    "a_field_of_the_case_file": "Adding a field of the case file",
    "a_protocol": "Adding a protocol",
    "a_command": "Adding an option, or a command",
    "a_language": "Adding a language for the person",
    "a_quantity": "Adding a quantity of the model",
    "a_source_a_policy_and_a_states_rule": "Adding a source, a policy, or a state's rule",
    "a_contradiction": "Adding a contradiction",
    "an_error": "Adding an error",
    "a_screen_of_the_page": "Adding to the one-file page",
}


@pytest.fixture(scope="module")
def came(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What came of each recipe: one process for all, since a package's data are read once in a process."""
    copy = tmp_path_factory.mktemp("recipes")
    for name in ("src", "templates", "sample_claims"):
        shutil.copytree(ROOT / name, copy / name)  # with what Python has compiled: times are kept
    paths = os.pathsep.join((str(copy / "src"), str(ROOT / "tests")))
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("recipes.py")), str(copy)],
        env={**os.environ, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("recipe", WALKED)
def test_a_recipe_works_by_its_words(came: dict[str, str], recipe: str) -> None:
    assert came[recipe] == ""


def test_every_recipe_walked_is_on_the_page(came: dict[str, str]) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert set(came) == set(WALKED)
    assert set(WALKED.values()) <= set(re.findall(r"^## (.*)$", page, re.MULTILINE))
