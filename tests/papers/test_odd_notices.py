"""Sixty papers in shapes that the generator of notices doesn't have, and the federal model notices: nothing wrong is certain."""

from __future__ import annotations

import zlib
from collections import Counter

import pytest

from offsetcase.papers.fields import Paper
from offsetcase.papers.page import Page
from offsetcase.papers.pdf import read_pages
from offsetcase.papers.read import read_paper, understand
from papers.model_notices import external_decision, initial, internal_final
from papers.notices import certain, folded
from papers.odd_files import HELVETICA, reworked
from papers.odd_notices import Made, odd_papers, plain_one
from papers.sheets import Sheets

# How much of what they truly say must be found as certain, in per cent.
LEAST = 93
MODELS = (initial, internal_final, external_decision)


@pytest.fixture(scope="module")
def read() -> list[tuple[Made, Paper]]:
    return [(made, read_paper(made[0], made[1])) for made in (*odd_papers(), *(model() for model in MODELS))]


def test_nothing_wrong_is_certain(read: list[tuple[Made, Paper]]) -> None:
    wrong = [
        (name, field, value, truth.get(field))
        for (name, _, truth, _), paper in read
        for field, value in certain(paper).items()
        if not field.startswith(("notice.", "hint.")) and folded(truth.get(field, "")) != folded(value)
    ]
    assert wrong == []


def test_nearly_all_is_found(read: list[tuple[Made, Paper]]) -> None:
    count: Counter[bool] = Counter()
    for (_, _, truth, _), paper in read:
        count.update(folded(certain(paper).get(field, "")) == folded(value) for field, value in truth.items())
    assert count[True] * 100 >= LEAST * count.total(), count


def test_each_is_known_for_what_it_is(read: list[tuple[Made, Paper]]) -> None:
    assert [(name, paper.kind) for (name, _, _, kind), paper in read if kind and paper.kind != kind] == []


def test_a_font_that_says_other_signs_is_named(read: list[tuple[Made, Paper]]) -> None:
    told = {name: paper.notes for (name, _, _, _), paper in read if paper.notes}
    assert set(told) == {"wrong-tounicode-True", "wrong-tounicode-False"}
    assert all("other letters or digits than it shows on page 1" in notes[0] for notes in told.values())


def test_unseen_words_over_a_picture_are_a_programs_reading() -> None:
    """Scanners leave what they read unseen over the picture: it is marked like any other reading of a picture."""
    gray = zlib.compress(b"\x80")
    picture = f"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/FlateDecode/Length {len(gray)}>>stream\n".encode()
    _, data, _, _ = reworked(
        "scan", HELVETICA, change=lambda text: f"/I Do 3 Tr\n{text}", more=(picture + gray + b"\nendstream",)
    )
    data = data.replace(b"/Font<</F1 3 0 R>>", b"/Font<</F1 3 0 R>>/XObject<</I 6 0 R>>")
    (page,) = read_pages("scan.pdf", data)
    assert page.from_ocr and "AP-2026-118842" in page.text
    paper = understand("scan.pdf", (page,))
    assert paper.fields and all(field.from_ocr and not field.certain for field in paper.fields)


def test_a_page_lying_on_its_side_reads_like_one_upright() -> None:
    upright: tuple[Page, ...] = read_pages("a.pdf", plain_one().data())
    turned = [one for one in odd_papers() if one[0].startswith("rotated")]
    assert len(turned) == 3
    for _, data, _, _ in turned:
        assert read_pages("b.pdf", data)[0].text == upright[0].text


def test_a_plain_letter_that_denies_is_a_notice() -> None:
    s = Sheets("lines", 0)
    s.para("Member: Ada Linden. Reference number: 2026100355123.")
    s.para(
        "We are denying coverage for this service. Ketamine infusion is experimental and investigational for depression."
    )
    s.para("If you disagree, you may appeal within 180 calendar days of the date you receive this letter.")
    s.para("Mail appeals to: Blue Harbor Appeals Team, PO Box 14463, Lexington, KY 40512.")
    paper = read_paper("letter.pdf", s.data())
    assert paper.kind == "notice" and paper.get("denial.window")[0].value == "180 calendar days"
