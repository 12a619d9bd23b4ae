"""A workbook is read apart: whatever its reader does, the program goes on and says what is wrong."""

from __future__ import annotations

import faulthandler
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from offsetcase.model.problem import OffsetcaseError
from offsetcase.read import room, workbook
from offsetcase.read.workbook import read_workbook

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")


def dies(data: bytes, cells: int) -> dict[str, object]:
    faulthandler.disable()  # the test run's own, which would print where it was
    os.abort()


def takes_all(data: bytes, cells: int) -> dict[str, object]:
    return {"sheets": [["S", [["x"] * len(bytearray(room.MEMORY + 2**30))]]]}


def never_ends(data: bytes, cells: int) -> dict[str, object]:
    while True:
        pass


def shouts(data: bytes, cells: int) -> dict[str, object]:
    os.write(2, b"thread '<unnamed>' panicked")
    raise SystemExit(3)


@pytest.mark.parametrize("answer", [dies, takes_all, shouts])
def test_it_ends_in_words(
    answer: Callable[[bytes, int], dict[str, object]],
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(workbook, "_answer", answer)
    children: list[int] = []
    fork = os.fork

    def noted() -> int:
        child = fork()
        children.append(child)
        return child

    monkeypatch.setattr(os, "fork", noted)
    with pytest.raises(OffsetcaseError) as caught:
        read_workbook("claims.xlsx", b"PK")
    assert caught.value.problems[0].code == "E-WORKBOOK" and caught.value.exit_code == 4
    assert capfd.readouterr().err == ""
    assert len(children) == 1
    with pytest.raises(ChildProcessError):
        os.waitpid(children[0], os.WNOHANG)  # nobody is left behind


def test_what_the_child_says_arrives_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [[f"Zoë {number}", "", "1.50"] for number in range(10_000)]
    monkeypatch.setattr(workbook, "_answer", lambda data, cells: {"sheets": [["One", rows], ["Two", []]]})
    (one, first), (two, second) = read_workbook("claims.xlsx", b"")
    assert (one, two, second) == ("One", "Two", ())
    assert first[0].number == 1 and first[-1].number == 10_000 and first[-1].cells == ("Zoë 9999", "", "1.50")


def test_reading_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "SECONDS", 1)
    monkeypatch.setattr(workbook, "_answer", never_ends)
    with pytest.raises(OffsetcaseError, match="never ends"):
        read_workbook("claims.xlsx", b"PK")


def test_a_crash_leaves_no_copy_of_its_memory(tmp_path: Path) -> None:
    """A core file would hold the claims, wherever the system puts it."""
    code = (
        "import resource, sys, offsetcase.cli.errors as errors\n"
        "resource.setrlimit(resource.RLIMIT_CORE, (resource.getrlimit(resource.RLIMIT_CORE)[1],) * 2)\n"
        "errors.run(lambda **_: print(resource.getrlimit(resource.RLIMIT_CORE)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout == "(0, 0)\n"
