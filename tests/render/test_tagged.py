"""The finished PDF as a screen reader and an archive see it: tags, artifacts, metadata, attached files, equal bytes."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream, DecodedStreamObject, NameObject

from offsetcase.render.pdf import Attachment, html_to_pdf
from rows import each_row
from support import SAMPLES, run_apart

pytestmark = pytest.mark.in_child

FILES = (
    Attachment("claims.csv", bytes(range(256)) * 3, "text/csv", "The claim lines behind Exhibit A"),
    Attachment("Übersicht.json", b"{}\n", "application/json", "The figures (all)", "Supplement"),
    Attachment("a second.csv", b"{}\n", "text/csv", "Equal bytes, another relationship", "Source"),
)
RUNNING = re.compile(rb"/Artifact\n<</Type /Pagination/Subtype /Header>>\nBDC\n.*?\nEMC", re.S)
SMALL = """<html lang="en-US"><head><title>A small page</title><style>
@page { size: 400px 600px; margin: 60px; @top-left { content: element(head) } @top-right { content: "page " counter(page) } }
.head { position: running(head) } table { width: 100% } ol.letters { list-style: lower-alpha }
</style></head><body><div class="head">Running head <b>of all</b></div><h1>A small page</h1>
<ol class="letters"><li>one<ul><li>inner</li></ul></li><li>two</li></ol><ul style="list-style: none"><li>plain</li></ul><ol><li>x</li></ol>
<table><caption>Rows</caption><thead><tr><th scope="col">Key</th><th>Value</th></tr></thead><tbody>
ROWS</tbody></table><figure><svg xmlns="http://www.w3.org/2000/svg" width="96" height="48"><title>A square</title>
<rect width="96" height="48"/></svg><figcaption>Below</figcaption></figure></body></html>"""
ROWS = "".join(f'<tr><th scope="row">key{number}</th><td>value{number}</td></tr>\n' for number in range(60))


@pytest.fixture(scope="module")
def small() -> PdfReader:
    return PdfReader(io.BytesIO(html_to_pdf(SMALL.replace("ROWS", ROWS), FILES)))


@pytest.fixture(scope="module", params=["letter", "small"])
def pdf(request: pytest.FixtureRequest, letter_pdf: bytes, small: PdfReader) -> PdfReader:
    return small if request.param == "small" else PdfReader(io.BytesIO(letter_pdf))


def elements(pdf: PdfReader) -> Iterator[Any]:
    """All structure elements, in reading order."""
    waiting = list(pdf.trailer["/Root"]["/StructTreeRoot"]["/K"])
    while waiting:
        element = waiting.pop(0).get_object()
        if isinstance(element, dict) and "/S" in element:
            yield element
            waiting[:0] = [kid for kid in kids(element) if not isinstance(kid, int)]


def kids(element: Any) -> list[Any]:
    found = element.get("/K", []).get_object()
    return list(found) if isinstance(found, list) else [found]


def kinds(pdf: PdfReader, kind: str) -> list[Any]:
    return [element for element in elements(pdf) if element["/S"] == f"/{kind}"]


def marks(pdf: PdfReader) -> list[tuple[int, Any, Any]]:
    """Page number and operands of each marked-content sequence that is not within another."""
    found, depth = [], 0
    for number, page in enumerate(pdf.pages):
        for operands, operator in ContentStream(page["/Contents"].get_object(), pdf).operations:
            if operator in (b"BDC", b"BMC"):
                if not depth:
                    found.append((number, operands[0], operands[1] if operator == b"BDC" else {}))
                depth += 1
            elif operator == b"EMC":
                depth -= 1
    return found


def tagged_numbers(pdf: PdfReader) -> set[tuple[int, int]]:
    """Page number and mark of everything that the structure tree holds."""
    pages = {page.indirect_reference.idnum: number for number, page in enumerate(pdf.pages) if page.indirect_reference}
    return {
        (pages[element.raw_get("/Pg").idnum], int(kid))
        for element in elements(pdf)
        for kid in kids(element)
        if isinstance(kid, int)
    }


def words(data: bytes) -> tuple[str, str]:
    """The text of the pages without their pagination artifacts, and that of these alone."""
    texts = []
    for running in (False, True):
        pdf = PdfReader(io.BytesIO(data))
        for page in pdf.pages:
            stream = DecodedStreamObject()
            whole = page["/Contents"].get_object().get_data()
            stream.set_data(b"\n".join(RUNNING.findall(whole)) if running else RUNNING.sub(b"", whole))
            page[NameObject("/Contents")] = stream
        texts.append("\n".join(page.extract_text() for page in pdf.pages))
    return texts[0], texts[1]


def test_every_header_cell_has_the_scope_of_the_page(pdf: PdfReader) -> None:
    cells = kinds(pdf, "TH")
    assert cells and {cell["/A"]["/Scope"] for cell in cells} == {"/Column", "/Row"}
    for section, scopes in (("THead", {"/Column"}), ("TBody", {"/Row"})):
        rows = [row.get_object() for part in kinds(pdf, section) for row in kids(part)]
        found = [cell.get_object() for row in rows for cell in kids(row)]
        assert {cell["/A"]["/Scope"] for cell in found if cell["/S"] == "/TH"} == scopes


def test_header_cells_are_found_by_their_ids(pdf: PdfReader) -> None:
    names = pdf.trailer["/Root"]["/StructTreeRoot"]["/IDTree"]["/Names"]
    keys = list(names[::2])
    assert keys == sorted(keys) and len(set(keys)) == len(keys) == len(kinds(pdf, "TH"))
    for key, cell in zip(keys, names[1::2], strict=True):
        assert cell.get_object()["/ID"] == key
    named = {key for cell in kinds(pdf, "TD") for key in cell["/A"].get("/Headers", ["none"])}
    assert named <= set(keys)


def test_running_heads_and_page_numbers_are_no_content(pdf: PdfReader) -> None:
    found = marks(pdf)
    assert {(number, mark["/MCID"]) for number, _, mark in found if "/MCID" in mark} == tagged_numbers(pdf)
    running = {
        (number, kind, mark.get("/Subtype")) for number, kind, mark in found if mark.get("/Type") == "/Pagination"
    }
    assert running == {(number, "/Artifact", "/Header") for number in range(len(pdf.pages))}
    held = tagged_numbers(pdf)
    for number, page in enumerate(pdf.pages):
        owners = pdf.trailer["/Root"]["/StructTreeRoot"]["/ParentTree"]["/Nums"][2 * number + 1]
        assert page["/StructParents"] == number
        here = {part for part, owner in enumerate(owners.get_object()) if isinstance(owner.get_object(), dict)}
        assert here == {part for where, part in held if where == number}


def test_the_tagged_words_are_the_pages_words(letter_page: str, letter_pdf: bytes) -> None:
    data = letter_pdf
    content, outside = words(data)
    assert not re.search(r"page\s+\d+\s+of\s+\d+", content) and "exception request of" not in content
    assert "Member ID" not in content
    pages = len(PdfReader(io.BytesIO(data)).pages)
    assert re.findall(r"page\s+(\d+)\s+of", outside) == [str(number + 1) for number in range(pages)]
    # Nothing else went out with them: each page's lines outside the tags are the running head and the number.
    assert len(re.sub(r"\s+", "", outside)) < 120 * pages and "Exhibit" not in outside
    inner = re.sub(
        r"<style>.*?</style>|<title>.*?</title>|<div class=\"runninghead\">.*?</div>|<svg.*?</svg>",
        "",
        letter_page,
        flags=re.S,
    )
    plain = re.sub(r"<[^>]+>", " ", inner)
    have = re.sub(r"\W+", "", content)
    gone = [word for word in set(re.findall(r"[A-Za-z]{5,}", plain)) if word not in have]
    assert gone == []


def test_headings_start_at_one_skip_none_and_hold_something(pdf: PdfReader) -> None:
    levels = [int(element["/S"][2]) for element in elements(pdf) if re.fullmatch(r"/H[1-6]", element["/S"])]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))

    def holds(element: Any) -> bool:
        return any(isinstance(kid, int) or holds(kid.get_object()) for kid in kids(element))

    assert all(holds(element) for element in elements(pdf) if re.fullmatch(r"/H[1-6]", element["/S"]))


def test_pictures_have_words_and_lie_within_their_page(pdf: PdfReader) -> None:
    pictures = kinds(pdf, "Figure")
    assert pictures
    for picture in pictures:
        left, bottom, right, top = picture["/A"]["/BBox"]
        width, height = picture["/Pg"]["/MediaBox"][2:]
        assert picture["/Alt"] and 0 <= left < right <= width and 0 <= bottom < top <= height


def test_a_pictures_box_is_measured_in_points_from_the_foot(small: PdfReader) -> None:
    (picture,) = kinds(small, "Figure")
    left, bottom, right, top = map(float, picture["/A"]["/BBox"])
    assert (right - left, top - bottom) == (72, 36) and left > 45
    content = ContentStream(picture["/Pg"]["/Contents"].get_object(), small)
    # The drawing's own matrices, multiplied out, put it where the box says.
    x = y = 0.0
    scale, flip, stack = 1.0, 1.0, []
    for operands, operator in content.operations:
        if operator == b"q":
            stack.append((x, y, scale, flip))
        elif operator == b"Q":
            x, y, scale, flip = stack.pop()
        elif operator == b"cm":
            a, _, _, d, e, f = map(float, operands)
            x, y, scale, flip = x + scale * e, y + flip * f, scale * a, flip * d
        elif (
            operator == b"re"
            and [float(number) for number in operands[2:]] == [96, 48]
            and abs(y + flip * operands[1] - top) < 1
        ):
            assert abs(x + scale * float(operands[0]) - left) < 0.01
            return
    pytest.fail("the square was not drawn where its box is")


def test_lists_say_how_they_are_numbered(small: PdfReader) -> None:
    assert [element["/A"]["/ListNumbering"] for element in kinds(small, "L")] == [
        "/LowerAlpha",
        "/Circle",
        "/None",
        "/Decimal",
    ]


def test_lists_of_the_letter_say_how_they_are_numbered(letter_pdf: bytes) -> None:
    pdf = PdfReader(io.BytesIO(letter_pdf))
    lists = kinds(pdf, "L")
    assert lists and all(element["/A"]["/O"] == "/List" and "/ListNumbering" in element["/A"] for element in lists)


def test_the_catalog_says_what_it_has_to(pdf: PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "en-US" and root["/MarkInfo"]["/Marked"].value is True
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True and pdf.metadata and pdf.metadata.title
    assert pdf.outline and len(pdf.trailer["/ID"]) == 2
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert "/CreationDate" not in pdf.metadata and "/ModDate" not in pdf.metadata
    for page in pdf.pages:
        assert page["/Tabs"] == "/S"
        for font in page["/Resources"]["/Font"].values():
            (inner,) = font.get_object()["/DescendantFonts"]
            assert {"/FontFile2", "/FontFile3"} & set(
                inner.get_object()["/FontDescriptor"]
            ) and "/ToUnicode" in font.get_object()


def test_the_metadata_claims_both_standards(pdf: PdfReader) -> None:
    xmp = pdf.trailer["/Root"]["/Metadata"].get_data()
    tree = ElementTree.fromstring(xmp)
    assert len(tree) == 1  # one rdf:RDF
    a, ua = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"
    said = {key: value for element in tree.iter() for key, value in element.attrib.items() if key.startswith(a)}
    assert said == {f"{a}part": "3", f"{a}conformance": "A"}
    assert [element.text for element in tree.iter(f"{ua}part")] == ["1"]
    assert pdf.metadata and str(pdf.metadata.title) in xmp.decode()


def test_attached_files_come_back_byte_for_byte(small: PdfReader) -> None:
    root: Any = small.trailer["/Root"]
    assert len(root["/AF"]) == len(FILES)
    for reference, file in zip(root["/AF"], FILES, strict=True):
        specification = reference.get_object()
        stream = specification["/EF"]["/F"]
        assert specification["/UF"] == file.name and specification["/Desc"] == file.description
        assert specification["/AFRelationship"] == f"/{file.relationship}"
        assert stream.get_data() == file.data and stream["/Subtype"] == f"/{file.mime}"
        assert stream["/Params"]["/Size"] == len(file.data) and set(stream["/Params"]) == {"/Size", "/CheckSum"}
    names = root["/Names"]["/EmbeddedFiles"]["/Names"]
    assert set(names[::2]) == {file.name for file in FILES}
    assert [names[place].original_bytes for place in range(0, 6, 2)] == sorted(
        names[place].original_bytes for place in range(0, 6, 2)
    )
    assert small.attachments["claims.csv"] == [FILES[0].data]


@each_row("changed", [{"name": "a/b.csv"}, {"name": ""}, {"mime": "csv"}, {"relationship": "Related"}])
def test_an_attachment_that_no_reader_could_place_is_refused(changed: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="an attachment's"):
        Attachment(**{"name": "a.csv", "data": b"", "mime": "text/csv", "description": "x", **changed})  # type: ignore[arg-type]


def test_two_attachments_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="one name"):
        html_to_pdf(SMALL, (FILES[0], FILES[0]))


def test_the_same_page_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    first = html_to_pdf(SMALL, FILES)
    assert html_to_pdf(SMALL, FILES) == first
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert html_to_pdf(SMALL, FILES) == first


def test_the_command_in_another_process_gives_the_same_bytes(tmp_path: Path, letter_pdf: bytes, epoch: str) -> None:
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    done = run_apart(
        "build", SAMPLES / "high-cost" / "claims.csv", "-o", tmp_path / "l.pdf",
        env={"PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch},
    )  # fmt: skip
    assert done.status == 0 and (tmp_path / "l.pdf").read_bytes() == letter_pdf


def test_a_page_without_tables_lists_or_margin_boxes_is_whole() -> None:
    pdf = PdfReader(io.BytesIO(html_to_pdf('<html lang="en"><title>t</title><body><h1>t</h1><p>x</p></body></html>')))
    assert [element["/S"] for element in elements(pdf)][:2] == ["/Document", "/H1"]
    assert "/IDTree" not in pdf.trailer["/Root"]["/StructTreeRoot"]
