"""Pages of a booklet that travel with the letter: ranges, and a question before a hundred pages are sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from offsetcase.case.request import Attached
from offsetcase.case.typed import parse_attachments
from offsetcase.model.problem import OffsetcaseError
from offsetcase.render import taken_over as module
from offsetcase.render.taken_over import taken_over
from papers.sheets import MARGIN, Sheets
from rows import each_row


def book(path: Path, pages: int) -> Path:
    s = Sheets()
    for number in range(pages):
        if number:
            s.new_page()
        s.row([(MARGIN, f"Leaf {number + 1}.")])
    path.write_bytes(s.data())
    return path


def drawn(attached: Attached) -> list[bytes]:
    return [sheet.picture for sheet in taken_over(attached)]


@each_row(
    ("typed", "pages"),
    [("47,96-97", (47, 96, 97)), ("3", (3,)), ("2-4", (2, 3, 4)), ("4,2", (4, 2)), ("1-2, 2-3", (1, 2, 3))],
)
def test_ranges(typed: str, pages: tuple[int, ...]) -> None:
    (one,) = parse_attachments([f"Plan=booklet.pdf:{typed}"])
    assert (one.title, str(one.path), one.pages) == ("Plan", "booklet.pdf", pages)


def test_a_file_alone_with_pages() -> None:
    (one,) = parse_attachments(["plan-booklet.pdf:7"])
    assert (one.title, str(one.path), one.pages) == ("plan booklet", "plan-booklet.pdf", (7,))


@each_row("typed", ["0", "5-2", "1,,2", "-"])
def test_what_is_no_range(typed: str) -> None:
    with pytest.raises(OffsetcaseError, match="neither a page nor a range"):
        parse_attachments([f"Plan=booklet.pdf:{typed}"])


def test_these_pages_alone_are_taken(tmp_path: Path) -> None:
    path = book(tmp_path / "b.pdf", 6)
    every = drawn(Attached("Plan", path))
    assert drawn(Attached("Plan", path, (5, 2))) == [every[4], every[1]] and len(set(every)) == 6


def test_a_page_that_isnt_there(tmp_path: Path) -> None:
    with pytest.raises(OffsetcaseError, match="has 3 pages, and page 4"):
        taken_over(Attached("Plan", book(tmp_path / "b.pdf", 3), (2, 4)))


def test_a_hundred_pages_are_asked_about_and_the_answer_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DOTS", 15)  # coarse pictures are drawn at once
    path = book(tmp_path / "b.pdf", 120)
    with pytest.raises(OffsetcaseError, match="Shall all of them be sent") as caught:
        taken_over(Attached("Plan", path))
    typed = caught.value.problems[0].remedy.rpartition('--attach "')[2].rstrip('"')
    assert len(taken_over(parse_attachments([typed])[0])) == 120
