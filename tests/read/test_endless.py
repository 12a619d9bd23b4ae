"""Inputs whose parts never end, or repeat: each ends in words, and soon. A parser that went over them again and again would need
hours, or all the memory, so these tests need no clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from batch_support import made_here
from offsetcase.case.settings import load_case
from offsetcase.model.apart import NEVER_ENDS, Room, apart
from offsetcase.model.files import at_most, bytes_of, digest_of_file
from offsetcase.model.problem import MAX_REPORTED, MAX_SHOWN, OffsetcaseError, Problem
from offsetcase.read import room, sources
from offsetcase.read.claims import read_files
from offsetcase.read.rules import Rules, load_rules
from offsetcase.read.sources import parts_of
from offsetcase.read.workbook import read_workbook
from rows import each_row
from support import in_child, run, used_up, zipped

# Made when they are needed: each worker would hold them all.
SETTINGS = {
    "a name of parts": lambda: "a" + ".a" * 400_000 + " = 1",
    "a name of parts in quotes": lambda: "a" + ' . "a"' * 150_000 + " = 1",
    "a heading of parts": lambda: "[" + ".".join("b" * 400_000) + "]",
    "a whole number": lambda: "[treatment]\nprice = " + "9" * 5000,
    "a number of base sixteen": lambda: "[treatment]\nprice = 0x" + "f" * 9000,
    "a power": lambda: "[treatment]\nprice = 1e99999999999999999999",
    "a power that only sums can't bear": lambda: "[treatment]\nprice = 1e999999999999999999",
    "a power below": lambda: "[assumptions]\nresponse = 1e-999999999999999999",
    "a share of endless places": lambda: '[assumptions]\nresponse = "0.' + "3" * 4000 + '"',
    "lists in lists": lambda: "x = " + "[" * 100_000,
    "lists in lists, closed": lambda: "x = " + "[" * 100 + "]" * 100,
    "unknown names": lambda: "".join(f"k{number} = 1\n" for number in range(20_000)),
    "one long text": lambda: '[member]\nname = "' + "A" * 900_000 + '"',
    "one long number": lambda: "[treatment]\nprice = 0." + "1" * 100_000,
}


def refused(load: object, path: Path) -> list[Problem]:
    with pytest.raises(OffsetcaseError) as caught:
        load(path)  # type: ignore[operator]
    return list(caught.value.problems)


@pytest.mark.parametrize("what", SETTINGS)
@pytest.mark.parametrize("load", [load_case, load_rules])
def test_settings_without_an_end(tmp_path: Path, what: str, load: object) -> None:
    path = tmp_path / "case.toml"
    path.write_text(SETTINGS[what]())
    problems = in_child(lambda: refused(load, path))
    assert len(problems) <= MAX_REPORTED + 1
    for problem in problems:
        assert problem.remedy and "case.toml" in problem.where
        assert len(str(problem)) < MAX_SHOWN * 4
        assert "\n" not in problem.text


def test_what_is_not_shown_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text(SETTINGS["unknown names"]())
    last = in_child(lambda: refused(load_case, path)[-1])
    assert last.code == "E-MORE" and f"{20_000 - MAX_REPORTED} more" in last.text


@pytest.mark.parametrize(
    "piece", ["<!--", "<![CDATA[", "<![", "<!a", "<?", "<a ", "</a", "<td a='", "&#", "<script>", "<table>"]
)
def test_a_page_without_an_end(tmp_path: Path, piece: str) -> None:
    path = tmp_path / "claims.html"
    path.write_text("<html><table><tr><td>" + piece * (400_000 // len(piece)) + "</td></tr></table>")

    def read() -> str:
        try:
            parts_of(path)
        except OffsetcaseError as error:
            return error.problems[0].remedy
        return "read"

    assert in_child(read)


@pytest.mark.parametrize("piece", ["<td colspan=100>", "<tr>", "<table>", "<tr><td>x<td colspan=9>"])
def test_a_page_of_more_cells_than_claims_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, piece: str) -> None:
    """Sixteen bytes made a hundred cells: a file of the largest size, twenty gigabytes."""
    monkeypatch.setattr(room, "CELLS", 1000)
    path = tmp_path / "claims.html"
    path.write_text("<html><table><tr>" + piece * 1000 + "</table>")
    with pytest.raises(OffsetcaseError) as caught:
        parts_of(path)
    assert caught.value.problems[0].code == "E-TOO-LARGE"


def test_a_page_s_row_is_as_wide_as_a_sheet_s(tmp_path: Path) -> None:
    path = tmp_path / "claims.html"
    path.write_text("<html><table><tr>" + "<td colspan=100>" * 60 + "</table>")
    with pytest.raises(OffsetcaseError) as caught:
        parts_of(path)
    assert caught.value.problems[0].code == "E-TOO-LARGE"


def test_a_page_s_marks_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "claims.html"
    path.write_text(
        "<!DOCTYPE html><html><!-- <table><tr><td>no</td></tr></table> --><table><tr><td>on<!-- not -->e</td>"
        "<td><![endif]>two<!--></td><td>three<script>var no = '<td>';</script></td></tr></table><!-- never closed"
    )
    assert parts_of(path)[0].rows[0].cells == ("one", "two", "three")


def test_a_file_is_read_no_further_than_it_may_be(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_bytes(b"x" * 3_000_000)
    assert len(bytes_of(path, 10)) == 11
    assert len(bytes_of(path, 3_000_000)) == len(bytes_of(path, 10**12)) == 3_000_000
    with path.open("rb") as stream:
        assert len(at_most(stream, 2_500_000)) == 2_500_001
    other = tmp_path / "other.csv"
    other.write_bytes(b"x" * 10 + b"y")
    assert digest_of_file(path, 10) == digest_of_file(other, 10) != digest_of_file(other, 11)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no device of zeros")
@pytest.mark.parametrize("arguments", [["check", "/dev/zero"], ["build", "CLAIMS", "--case", "/dev/zero"],
                                       ["build", "CLAIMS", "--rules", "/dev/zero"]])  # fmt: skip
def test_a_device_without_an_end_is_too_large(tmp_path: Path, arguments: list[str]) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_text("Date of Service,Plan Paid\n")
    typed = [str(claims) if one == "CLAIMS" else one for one in arguments]
    done = in_child(lambda: run(*typed, cwd=tmp_path))
    assert done.status in (2, 4) and "larger than" in done.err


@pytest.mark.parametrize("arguments", [["check"], ["batch", "--output", "out"]])
def test_a_file_that_keeps_its_reader_waiting_ends_in_words(tmp_path: Path, arguments: list[str]) -> None:
    # The kernel's log looks like an empty file, and who reads it waits for the next message.
    with made_here():
        done = run(*arguments, "/proc/kmsg", cwd=tmp_path)
    assert done.status in (2, 4, 5) and "Traceback" not in done.err and "kmsg: " in done.err


def test_a_problem_shows_a_part_of_a_long_text() -> None:
    problem = Problem("E-X", "a" * 50_000 + "end", where="b" * 50_000)
    assert len(str(problem)) < 3 * MAX_SHOWN and problem.text.endswith("end")


UNFINISHED = {
    "tags": "<a ",
    "quoted": '<a b="',
    "ends": "</a ",
    "slashes": "<a/",
    "equals": "<a b=",
    "marks": "<!",
    "sections": "<![",
    "questions": "<?",
    "signs": "<<<",
}


@each_row("piece", UNFINISHED.values(), ids=UNFINISHED.keys())
def test_tags_that_never_end_cost_nothing(piece: str) -> None:
    """The library looked through the rest of the page for each of them: sixty kilobytes took a minute."""
    tail = piece * 20_000
    assert sources._without_marks("<table><tr><td>x</td></tr></table>" + tail) == "<table><tr><td>x</td></tr></table>"


def test_a_page_that_takes_all_the_time_ends_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = {"tables": [[[], [["x"]]]], "cells": 1}
    monkeypatch.setattr(sources, "_tables_of", lambda text, cells: used_up(room.SECONDS, page))
    path = tmp_path / "claims.html"
    path.write_text("<table><tr><td>x</td></tr></table>")
    with pytest.raises(OffsetcaseError) as caught:
        parts_of(path)
    assert caught.value.problems[0].code == "E-TOO-LARGE" and "more time or memory" in str(caught.value)


def _archive(path: Path, pages: int) -> Path:
    one = "<table><tr>" + "<td>x</td>" * 40 + "</tr></table>"
    path.write_bytes(zipped(*((f"{number}.html", one) for number in range(pages))))
    return path


def test_cells_are_bounded_for_the_whole_input_and_not_for_each_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "CELLS", 500)
    assert len(parts_of(_archive(tmp_path / "few.zip", 10))) == 10
    with pytest.raises(OffsetcaseError) as caught:
        parts_of(_archive(tmp_path / "many.zip", 20))
    assert caught.value.problems[0].code == "E-TOO-LARGE"
    # Nor does it help to give several files.
    several = [_archive(tmp_path / f"{name}.zip", 10) for name in "ab"]
    _, troubles = read_files(several, Rules())
    assert any(error.problems[0].code == "E-TOO-LARGE" for error in troubles)


def test_time_is_bounded_for_the_whole_input_and_not_for_each_part() -> None:
    left = Room(0.05, 1000)
    while left.seconds > 0:
        assert apart(lambda: sum(range(300_000)) and 1, 10**9, 60, left) == 1
    assert apart(lambda: 1, 10**9, 60, left) == NEVER_ENDS


def test_a_workbook_s_cells_are_counted_before_they_are_taken_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "CELLS", 5)
    data = next((Path(__file__).parent / "workbooks").glob("*.*")).read_bytes()
    with pytest.raises(OffsetcaseError, match="the input is larger than any claims export"):
        read_workbook("claims.xlsx", data)
