"""Papers that try something: each ends in words, within its bounds, in a process of its own."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Callable

import pytest

from offsetcase.model.apart import apart
from offsetcase.model.problem import OffsetcaseError
from offsetcase.papers import pdf
from offsetcase.papers.read import read_paper
from papers.notices import notice
from papers.sheets import MARGIN, Sheets, assembled
from support import unpacking, used_up

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>/Contents 4 0 R>>"


def page_of(content: bytes, more: bytes = b"") -> bytes:
    return page_of_packed(zlib.compress(content, 9), more)


def page_of_packed(packed: bytes, more: bytes = b"") -> bytes:
    stream = b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream"
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            PAGE.replace(b"/Contents", more + b"/Contents"),
            stream,
        ]
    )


def locked() -> bytes:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(notice(1)[0])))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def many_pages() -> bytes:
    kids = b" ".join([b"3 0 R"] * (pdf.MAX_PAGES + 1))
    return assembled(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pdf.MAX_PAGES + 1),
            PAGE,
            b"<</Length 0>>stream\n\nendstream",
        ]
    )


CASES: dict[str, tuple[Callable[[], bytes], str]] = {
    "cut off": (lambda: notice(1)[0][:900], "damaged"),
    "nothing in it": (lambda: b"%PDF-1.7\n", "damaged"),
    "a page tree that is its own child": (lambda: assembled([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"]), ""),
    "locked": (locked, "password"),
    "too many pages": (many_pages, "pages, more than"),
    "more operators than a page has": (lambda: page_of(b"BT /F1 9 Tf (x) Tj ET\n" * 8_000), "damaged"),
    "a stream that unpacks to a gigabyte": (lambda: page_of_packed(unpacking(900)), ""),
    "operators without their operands": (lambda: page_of(b"BT Tf Tj TJ Td Tm cm ' \" Tz Tc ET"), ""),
    "a form that shows itself": (lambda: page_of(b"/X Do " * 2000), ""),
    "numbers beyond all bounds": (lambda: page_of(b"BT /F1 99999999999999999999 Tf 1 0 0 1 1e300 -1e300 Tm (Claim Number: 12345) Tj ET"), ""),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_it_ends_in_words(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "SECONDS", 20)
    monkeypatch.setattr(pdf, "MAX_OPERATORS", 20_000)
    make, words = CASES[name]
    try:
        paper = read_paper("bad.pdf", make())
    except OffsetcaseError as error:
        (problem,) = error.problems
        assert problem.code in ("E-PAPER", "E-SCAN") and problem.remedy and words in problem.text
    else:
        assert not words and not any(field.certain for field in paper.fields)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")
def test_reading_without_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "_answer", lambda data: used_up(pdf.SECONDS, {"pages": []}))
    with pytest.raises(OffsetcaseError, match="never ends"):
        read_paper("bad.pdf", b"%PDF-1.7")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system can't fork")
def test_a_child_that_dies_takes_nothing_along() -> None:
    assert apart(lambda: os._exit(9), 10**9, 5) is None
    assert apart(lambda: {"said": "ü" * 100_000}, 10**9, 5) == {"said": "ü" * 100_000}


def test_what_a_form_was_filled_with_is_read() -> None:
    field = b"/Annots[<</Type/Annot/Subtype/Widget/FT/Tx/T(r)/V(Reference Number: AP-77)/Rect[60 600 400 620]>> <</Type/Annot/Subtype/Widget/F 2/FT/Tx/T(h)/V(Reference Number: HIDDEN-1)/Rect[60 500 400 520]>>]"
    text = b"BT /F1 12 Tf 60 700 Td (Notice of Adverse Benefit Determination) Tj 0 -20 Td (You have the right to appeal. Reason for denial) Tj ET"
    found = read_paper("form.pdf", page_of(text, field)).get("denial.reference")
    assert [one.value for one in found] == ["AP-77"]


def test_signs_that_steer_a_terminal_are_gone() -> None:
    s = Sheets()
    s.title("Notice of Adverse Benefit Determination")
    s.row([(MARGIN, "Reference Number: AP\x1b[31m-1001")])
    for field in read_paper("x\x1b[2J\n.pdf", s.data()).fields:
        assert "\x1b" not in field.value + field.words
    assert "\x1b" not in read_paper("x\x1b[2J\n.pdf", s.data()).file


def test_a_picture_and_a_text_are_refused() -> None:
    for data, code in ((b"\x89PNG\r\n\x1a\n", "E-SCAN"), (b"hello", "E-PAPER")):
        with pytest.raises(OffsetcaseError) as caught:
            read_paper("x", data)
        assert caught.value.problems[0].code == code
