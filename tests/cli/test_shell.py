"""What somebody who lives in a terminal expects: completion in each shell, and the nearest name when one is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import run

COMMAND = Path(sys.executable).with_name("offsetcase")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
@pytest.mark.parametrize(("typed", "found"), [("offsetcase bui", "build"), ("offsetcase build --pri", "--price")])
def test_completion(shell: str, typed: str, found: str) -> None:
    environment = {
        **os.environ,
        "_OFFSETCASE_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - 1),
        "_TYPER_COMPLETE_ARGS": typed,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": typed.split()[-1],
    }
    done = subprocess.run([str(COMMAND)], env=environment, capture_output=True, text=True, check=False)
    assert found in done.stdout and done.stderr == ""


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "powershell"])
def test_the_script_that_switches_completion_on(shell: str) -> None:
    environment = {**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}
    done = subprocess.run(
        [str(COMMAND), "--show-completion", shell], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0 and "_OFFSETCASE_COMPLETE" in done.stdout


@pytest.mark.parametrize(
    ("typed", "meant"),
    [(["bulid", "x.csv"], "build"), (["build", "x.csv", "--pirce", "5"], "--price"), (["build", "x.csv", "--format", "pfd"], '"pdf"')],
)  # fmt: skip
def test_the_nearest_name_is_offered(typed: list[str], meant: str) -> None:
    done = run(*typed)
    assert done.status == 2 and meant in done.err and "(E-USAGE)" in done.err and "What to do:" in done.err


def test_a_missing_argument() -> None:
    done = run("build")
    assert done.status == 2 and "(E-USAGE)" in done.err and "offsetcase build --help" in done.err
