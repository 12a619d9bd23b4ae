"""Scans and photos: what an engine reads is marked and never certain; without an engine it is said which to install."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
import sys
import tomllib
import types
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFile, ImageFont

from offsetcase.cli import ask, papers_run
from offsetcase.model.problem import OffsetcaseError
from offsetcase.papers import scans
from offsetcase.papers.fields import Paper
from offsetcase.papers.page import Page
from offsetcase.papers.read import read_paper
from offsetcase.papers.words import SeenWord, page_of
from offsetcase.render.compared_sheet import cut
from support import ROOT

LETTER = (
    "Notice of Adverse Benefit Determination",
    "Date of Notice: October 1, 2026",
    "Reference Number: AP-2026-118842",
    "We have declined to provide benefits. You have the right to appeal.",
    "Reason for Denial: The requested service is considered experimental or investigational.",
    "You must file your appeal within 180 days of receiving this notice.",
)


def picture(kind: str = "PNG", lines: tuple[str, ...] = LETTER) -> bytes:
    image = Image.new("L", (1700, 800), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.truetype(str(ROOT / "templates" / "style" / "fonts" / "SourceSerif4-Regular.ttf"), 34)
    for number, line in enumerate(lines):
        draw.text((150, 150 + 90 * number), line, fill=0, font=font)
    out = io.BytesIO()
    image.save(out, kind, resolution=200)
    return out.getvalue()


def fake(picture: bytes, number: int) -> Page:
    seen = []
    for at, line in enumerate(LETTER):
        x, words = 150.0, []
        for word in line.split():
            words.append(SeenWord(x, 150 + 90 * at, x + 16 * len(word), 180 + 90 * at, word))
            x += 16 * len(word) + 9
        seen.append(words)
    return page_of(number, 1700, 800, seen)


def read(data: bytes, one: scans.Engine = fake) -> Paper:
    return read_paper("scan.pdf", data, lambda name, data, pages: scans.read_scan(name, data, pages, one))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "PDF", "TIFF"])
def test_everything_is_marked_and_nothing_certain(kind: str) -> None:
    paper = read(picture(kind))
    assert paper.kind == "notice" and paper.get("denial.reference")[0].value == "AP-2026-118842"
    assert {"denial.notice_date", "denial.reason", "denial.window"} <= {field.name for field in paper.fields}
    assert all(field.from_ocr and not field.certain for field in paper.fields)


def test_without_an_engine_it_says_which_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scans.shutil, "which", lambda name: None)
    monkeypatch.setattr(scans, "find_spec", lambda name: None)
    assert scans.reader() is None
    with pytest.raises(OffsetcaseError) as caught:
        read_paper("scan.pdf", picture("PDF"), scans.reader())
    (problem,) = caught.value.problems
    assert problem.code == "E-SCAN" and "tesseract" in problem.remedy and "offsetcase[ocr]" in problem.remedy
    assert "450 MB" in problem.remedy and "offsetcase init" in problem.remedy


def test_an_engine_that_fails_or_sees_nothing_ends_in_words() -> None:
    def fails(picture: bytes, number: int) -> Page:
        raise ValueError("no page")

    for one, code in ((fails, "E-PAPER"), (lambda picture, number: page_of(number, 1700, 2200, ()), "E-SCAN")):
        with pytest.raises(OffsetcaseError) as caught:
            read(picture(), one)
        assert caught.value.problems[0].code == code and caught.value.exit_code == 4
    with pytest.raises(OffsetcaseError, match="more than 40"):
        scans.read_scan("s.pdf", b"", [page_of(n, 10, 10, ()) for n in range(41)], fake)


def test_rapidocr_is_used_where_it_is_all_there_is(monkeypatch: pytest.MonkeyPatch) -> None:
    found = types.SimpleNamespace(
        img=types.SimpleNamespace(shape=(2200, 1700, 3)),
        boxes=[[[150, 150 + 90 * n], [900, 150 + 90 * n], [900, 180 + 90 * n], [150, 180 + 90 * n]] for n in range(6)],
        txts=LETTER,
    )
    module = types.ModuleType("rapidocr")
    module.RapidOCR = lambda: lambda data: found  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "rapidocr", module)
    monkeypatch.setattr(scans.shutil, "which", lambda name: None)
    monkeypatch.setattr(scans, "find_spec", lambda name: True)
    paper = read_paper("photo.jpg", picture("JPEG"), scans.reader())
    assert paper.get("denial.reference")[0].value == "AP-2026-118842" and paper.get("denial.reference")[0].from_ocr


def test_with_tesseract_itself() -> None:
    paper = read_paper("scan.pdf", picture("PDF"), scans.reader())
    assert paper.kind == "notice"
    found = {field.name: field.value for field in paper.fields}
    assert found["denial.notice_date"] == "2026-10-01" and found["denial.window"] == "180 days"
    assert "experimental or investigational" in found["denial.reason"]
    assert all(field.from_ocr and not field.certain for field in paper.fields)


def test_a_damaged_picture_ends_in_words() -> None:
    with pytest.raises(OffsetcaseError) as caught:
        read_paper("photo.png", picture()[:400], scans.reader())
    assert caught.value.problems[0].code in ("E-PAPER", "E-SCAN")


@pytest.mark.parametrize(
    ("typed", "taken"),
    [
        (("2026-10-01", ""), dt.date(2026, 10, 1)),
        (("10/07/2026", "10/07/2026"), dt.date(2026, 10, 7)),  # the engine took a 7 for a 1
        (("10/07/2026", "10/01/2026"), None),
    ],
)
def test_a_number_is_typed_once_more(
    typed: tuple[str, str], taken: dt.date | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "scan.png"
    path.write_bytes(picture())
    monkeypatch.setattr(
        papers_run, "reader", lambda kept: lambda name, data, pages: scans.read_scan(name, data, pages, fake, kept)
    )
    # Without a person nothing of it is written.
    papers_run.run_papers((path,), None, write=True, as_json=False)
    assert not (tmp_path / "case.toml").exists()
    monkeypatch.setattr(papers_run.sys.stdin, "isatty", lambda: True, raising=False)
    answers = {"reference": "AP-2026-118842", "date of the notice": typed[0]}
    asked: list[str] = []

    def line(prompt: str) -> str:
        asked.append(prompt)
        if prompt.startswith("It was read from a picture"):
            return answers["reference" if "AP-" in said[-1] else "date of the notice"]
        if prompt.startswith("The program read 2026-10-01"):
            return typed[1]
        return "1"

    said: list[str] = []
    monkeypatch.setattr(ask, "choices", lambda options: said.append(options[0][0]))
    monkeypatch.setattr(ask, "line", line)
    papers_run.run_papers((path,), None, write=True, as_json=False)
    case = tomllib.loads((tmp_path / "case.toml").read_text(encoding="utf-8"))
    assert case["denial"]["reference"] == "AP-2026-118842" and case["denial"]["window"] == "180 days"
    assert case["denial"].get("notice_date") == taken and sum(one.startswith("It was read") for one in asked) == 2
    assert sum(one.startswith("The program read") for one in asked) == (typed[0] != "2026-10-01")
    sheet = (tmp_path / "scan-compare.html").read_text(encoding="utf-8")
    assert sheet.count("data:image/png;base64,") >= 4 and "AP-2026-118842" in sheet and "<script" not in sheet


def test_the_piece_beside_a_field_is_the_line_in_which_it_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    data = picture()
    paper, page = read(data), fake(data, 1)
    (field,) = paper.get("denial.reference")
    with Image.open(io.BytesIO(cut(data, page, field))) as piece:
        own = piece.convert("L").point(lambda gray: 255 if gray < 128 else 0).getbbox()
    # Its own ink, and one line's height of the picture.
    assert own and 20 < piece.height < 100
    assert cut(data, page, dataclasses.replace(field, words="nothing of this")) == b""
    for lenient in (False, True):  # as it is once WeasyPrint is there
        monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", lenient)
        assert cut(data[:300], page, field) == b"" and ImageFile.LOAD_TRUNCATED_IMAGES is lenient
