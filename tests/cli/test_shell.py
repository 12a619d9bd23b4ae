"""What somebody who lives in a terminal expects: completion in each shell, and the nearest name when one is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rows import each_row
from support import run, worked_example

COMMAND = Path(sys.executable).with_name("offsetcase")


SHELLS = ("bash", "zsh", "fish", "powershell")


def asks(shell: str, typed: str) -> dict[str, str]:
    """The environment in which a shell asks what could follow."""
    return {
        "_OFFSETCASE_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - 1),
        "_TYPER_COMPLETE_ARGS": typed,
        "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": typed.split()[-1],
    }


@each_row("shell", SHELLS)
@each_row(("typed", "found"), [("offsetcase bui", "build"), ("offsetcase build --pri", "--price")])
def test_completion(shell: str, typed: str, found: str) -> None:
    done = run(env=asks(shell, typed))
    assert done.status == 0 and found in done.out and done.err == ""


def test_the_installed_command_completes() -> None:
    environment = {**os.environ, **asks("bash", "offsetcase bui")}
    done = subprocess.run([str(COMMAND)], env=environment, capture_output=True, text=True, check=False)
    assert "build" in done.stdout and done.stderr == ""


@each_row("shell", SHELLS)
def test_the_script_that_switches_completion_on(shell: str) -> None:
    done = run("--show-completion", shell, env={"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"})
    assert done.status == 0 and "_OFFSETCASE_COMPLETE" in done.out


@each_row(
    ("typed", "meant"),
    [(["bulid", "x.csv"], "build"), (["build", "x.csv", "--pirce", "5"], "--price"), (["build", "x.csv", "--format", "pfd"], '"pdf"')],
)  # fmt: skip
def test_the_nearest_name_is_offered(typed: list[str], meant: str) -> None:
    done = run(*typed)
    assert done.status == 2 and meant in done.err and "(E-USAGE)" in done.err and "What to do:" in done.err


@each_row(
    ("typed", "words"),
    [
        (["build"], "build: CLAIMS is missing."),
        (["build"], "for instance  offsetcase build claims.csv"),
        (["redact", "x.csv"], "--output is missing."),
        ([], "offsetcase needs a command after it: init, papers, build,"),
        (["templates"], "templates needs a command after it: eject."),
        (["bulid"], 'there is no command "bulid".'),
        (["templates", "ejct"], 'did you mean "eject"?'),
        (["build", "x.csv", "--pirce", "5"], 'there is no option "--pirce".'),
        (["build", "-x.csv"], "./-x"),
        (["build", "x.csv", "--lookback", "abc"], '--lookback: "abc" is not a whole number.'),
        (["build", "x.csv", "--lookback", "0"], '--lookback: "0" is too small; it should be at least 1.'),
        (["build", "x.csv", "--draws", "9" * 12], "is too large; it should be at most"),
        (["build", "x.csv", "--draws", "9" * 5000], "is too large"),
        (["build", "x.csv", "--letter", "apeal"], '--letter: "apeal" is not one of appeal, exception,'),
        (["build", "x.csv", "--force=1"], "--force"),
        (["doctor", "my", "file"], 'takes no more words, and "my file" stands there.'),
    ],
)
def test_what_is_typed_wrong_is_said_in_our_words(typed: list[str], words: str) -> None:
    done = run(*typed)
    assert done.status == 2 and "(E-USAGE)" in done.err and "--help  shows what there is." in done.err
    assert words in done.err
    for foreign in ("Invalid value", "Input should", "argument", "No such", "unexpected", "parse"):
        assert foreign not in done.err


REPORTS = (
    ("build", "--help"),
    ("build", "claims.csv", "--format", "html", "--force", "--draws", "0"),
    (
        "build",
        "claims.csv",
        "--price",
        "9999",
        "--argument",
        "offset",
        "--draws",
        "0",
    ),  # no case: the reason goes to the other stream
    ("compare", "claims.csv", "--price", "400", "--price", "900"),
    ("explain", "claims.csv", "--draws", "0"),
    ("explain", "claims.csv", "--figure", "average.net", "--draws", "0"),
    ("evidence",),
    ("protocols", "depression-iv"),
)


ENCODINGS = ("cp1252", "ascii")


@pytest.mark.parametrize("arguments", REPORTS, ids=" ".join)
def test_a_terminal_that_cannot_show_every_sign_shows_a_near_one(arguments: tuple[str, ...], tmp_path: Path) -> None:
    worked_example(tmp_path)
    wanted = run(*arguments, cwd=tmp_path)
    for encoding in ENCODINGS:
        done = run(*arguments, cwd=tmp_path, encoding=encoding)
        assert done.status == wanted.status in (0, 3)
        said = done.out + done.err
        assert "E-BUG" not in said and "\\u" not in said
        if "−$" in wanted.out + wanted.err:
            assert "-$" in said and "?$" not in said
        if encoding == "cp1252" and "…" in wanted.out:
            assert "…" in said  # what can be shown is shown


@pytest.mark.parametrize("arguments", [("evidence", "--json"), ("errors", "--json"), ("check", "Zoë.csv", "--json")])
def test_json_holds_the_same_values_in_every_encoding(arguments: tuple[str, ...], tmp_path: Path) -> None:
    worked_example(tmp_path).rename(tmp_path / "Zoë.csv")
    wanted = run(*arguments, cwd=tmp_path).json
    for encoding in ENCODINGS:
        assert run(*arguments, cwd=tmp_path, encoding=encoding).json == wanted


def test_the_system_s_own_streams_are_as_the_tests_(tmp_path: Path) -> None:
    """A pipe on Windows: the process prints the very bytes that ``run`` is given here."""
    worked_example(tmp_path)
    arguments, encoding = ("explain", "claims.csv", "--figure", "average.net", "--draws", "0"), "cp1252"
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "NO_COLOR": "1", "COLUMNS": "120"}
    done = subprocess.run([str(COMMAND), *arguments], env=environment, cwd=tmp_path, capture_output=True, check=False)
    assert done.stdout.decode(encoding) == run(*arguments, cwd=tmp_path, encoding=encoding).out
    assert done.returncode == 0 and b"-$" in done.stdout
