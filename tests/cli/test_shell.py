"""What somebody who lives in a terminal expects: completion in each shell, and the nearest name when one is wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from support import run, worked_example

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


REPORTS = (
    ("build", "--help"),
    ("build", "claims.csv", "--format", "html", "--force"),
    ("build", "claims.csv", "--price", "9999"),  # no case: the reason goes to the other stream
    ("compare", "claims.csv", "--price", "400", "--price", "900"),
    ("explain", "claims.csv"),
    ("explain", "claims.csv", "--figure", "average.net"),
    ("evidence",),
    ("protocols", "depression-iv"),
)


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
@pytest.mark.parametrize("arguments", REPORTS, ids=" ".join)
def test_a_terminal_that_cannot_show_every_sign_shows_a_near_one(
    arguments: tuple[str, ...], encoding: str, tmp_path: Path
) -> None:
    worked_example(tmp_path)
    wanted = run(*arguments, cwd=tmp_path)
    done = in_encoding(encoding, *arguments, cwd=tmp_path)
    assert done.returncode == wanted.status in (0, 3)
    said = (done.stdout + done.stderr).decode(encoding)
    assert "E-BUG" not in said and "\\u" not in said
    if "−$" in wanted.out + wanted.err:
        assert "-$" in said and "?$" not in said
    if encoding == "cp1252" and "…" in wanted.out:
        assert "…" in said  # what can be shown is shown


@pytest.mark.parametrize("arguments", [("evidence", "--json"), ("errors", "--json"), ("check", "Zoë.csv", "--json")])
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_json_holds_the_same_values_in_every_encoding(
    arguments: tuple[str, ...], encoding: str, tmp_path: Path
) -> None:
    worked_example(tmp_path).rename(tmp_path / "Zoë.csv")
    done = in_encoding(encoding, *arguments, cwd=tmp_path)
    assert json.loads(done.stdout.decode(encoding), parse_float=Decimal) == run(*arguments, cwd=tmp_path).json


def in_encoding(encoding: str, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    """The command, its output in an encoding that is not Unicode: a pipe on Windows, an old terminal."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "NO_COLOR": "1", "COLUMNS": "120"}
    return subprocess.run([str(COMMAND), *arguments], env=environment, cwd=cwd, capture_output=True, check=False)
