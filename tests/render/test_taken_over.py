"""A user's own PDF is taken over as pictures: what its pages show comes through, and nothing else of the file."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from offsetcase.case.request import Attached
from offsetcase.model.problem import OffsetcaseError
from offsetcase.render import taken_over as module
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.taken_over import AS_PICTURES, Sheet, exhibit_pages, notes, taken_over
from support import used_up

pytestmark = pytest.mark.in_child

SECRET = "JANEDOE4417"
FONT = DictionaryObject(
    {
        NameObject("/Type"): NameObject("/Font"),
        NameObject("/Subtype"): NameObject("/Type1"),
        NameObject("/BaseFont"): NameObject("/Helvetica"),
    }
)
SHOWN = b"BT /F1 24 Tf 72 600 Td (Shown) Tj ET\n"


def photograph() -> bytes:
    """A JPEG that says where it was taken and by whom."""
    exif = Image.Exif()
    exif[0x013B] = SECRET  # the artist
    exif[0x010E] = f"at the home of {SECRET}"
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "red").save(out, "JPEG", exif=exif, comment=SECRET.encode())
    assert SECRET.encode() in out.getvalue()
    return out.getvalue()


def stream(data: bytes, **entries: Any) -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(data)
    made.update({NameObject(f"/{key}"): value for key, value in entries.items()})
    return made


def one_page(content: bytes) -> tuple[PdfWriter, Any]:
    writer = PdfWriter()
    page = writer.add_blank_page(612, 792)
    page[NameObject("/Resources")] = DictionaryObject(
        {NameObject("/Font"): DictionaryObject({NameObject("/F1"): FONT}), NameObject("/XObject"): DictionaryObject()}
    )
    page[NameObject("/Contents")] = writer._add_object(stream(content))
    return writer, page


def words(text: str, at: str) -> bytes:
    return f"BT /F1 24 Tf {at} Td ({text}) Tj ET\n".encode()


def cropped() -> PdfWriter:
    writer, page = one_page(SHOWN + words(SECRET, "72 100"))
    page.cropbox.lower_left = (0, 400)
    return writer


def outside_the_page() -> PdfWriter:
    return one_page(SHOWN + words(SECRET, "72 5000"))[0]


def covered() -> PdfWriter:
    return one_page(SHOWN + words(SECRET, "72 300") + b"0 g 50 280 500 80 re f\n")[0]


def unseen() -> PdfWriter:
    return one_page(SHOWN + b"BT 3 Tr /F1 24 Tf 72 300 Td (" + SECRET.encode() + b") Tj ET\n")[0]


def white_on_white() -> PdfWriter:
    return one_page(SHOWN + b"1 g " + words(SECRET, "72 300"))[0]


def hidden_layer() -> PdfWriter:
    writer, page = one_page(SHOWN + b"/OC /L BDC " + words(SECRET, "72 300") + b"EMC\n")
    layer = writer._add_object(
        DictionaryObject({NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject(SECRET)})
    )
    page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/L"): layer})
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject(
        {
            NameObject("/OCGs"): ArrayObject([layer]),
            NameObject("/D"): DictionaryObject({NameObject("/OFF"): ArrayObject([layer])}),
        }
    )
    return writer


def a_photograph_s_place() -> PdfWriter:
    writer, page = one_page(SHOWN + b"q 100 0 0 100 72 300 cm /X Do Q\n")
    picture = StreamObject()
    picture._data = photograph()
    picture.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Width"): NumberObject(40),
            NameObject("/Height"): NumberObject(40),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Filter"): NameObject("/DCTDecode"),
            NameObject("/Metadata"): writer._add_object(stream(f"<x>{SECRET}</x>".encode())),
            NameObject("/PieceInfo"): DictionaryObject({NameObject("/App"): TextStringObject(SECRET)}),
        }
    )
    page["/Resources"]["/XObject"][NameObject("/X")] = writer._add_object(picture)
    return writer


def in_the_resources() -> PdfWriter:
    writer, page = one_page(SHOWN + b"/P DP\n")
    file = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Filespec"),
            NameObject("/F"): TextStringObject(f"{SECRET}.txt"),
            NameObject("/EF"): DictionaryObject({NameObject("/F"): writer._add_object(stream(SECRET.encode()))}),
            NameObject("/JS"): TextStringObject(f"app.alert('{SECRET}')"),
        }
    )
    page["/Resources"][NameObject("/Properties")] = DictionaryObject({NameObject("/P"): writer._add_object(file)})
    return writer


def of_the_file() -> PdfWriter:
    writer, page = one_page(SHOWN)
    writer.add_metadata({"/Author": SECRET, "/Title": SECRET})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(stream(f"<x>{SECRET}</x>".encode()))
    writer.add_attachment(f"{SECRET}.txt", SECRET.encode())
    writer.root_object[NameObject("/OpenAction")] = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(f"app.alert('{SECRET}')")}
    )
    page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/App"): TextStringObject(SECRET)})
    page[NameObject("/Annots")] = ArrayObject(
        [
            DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Annot"),
                    NameObject("/Subtype"): NameObject("/Link"),
                    NameObject("/Rect"): ArrayObject([FloatObject(n) for n in (10, 10, 90, 90)]),
                    NameObject("/A"): DictionaryObject(
                        {NameObject("/S"): NameObject("/URI"), NameObject("/URI"): TextStringObject(f"http://{SECRET}")}
                    ),
                }
            )
        ]
    )
    return writer


CARRIERS = (
    cropped,
    outside_the_page,
    covered,
    unseen,
    white_on_white,
    hidden_layer,
    a_photograph_s_place,
    in_the_resources,
    of_the_file,
)


def written(writer: PdfWriter, path: Path) -> Attached:
    with path.open("wb") as target:
        writer.write(target)
    return Attached("Notice", path)


def everything(data: bytes) -> Iterator[bytes]:
    """All that a finished PDF holds: its bytes, and each of its objects unpacked."""
    yield data
    reader = PdfReader(io.BytesIO(data))
    for number in range(1, int(reader.trailer["/Size"])):
        one = reader.get_object(number)
        yield str(one).encode()
        if isinstance(one, StreamObject):
            yield one._data
            if one.get("/Filter") != "/DCTDecode":
                yield one.get_data()


@pytest.mark.parametrize("carrier", CARRIERS, ids=lambda one: one.__name__)
def test_what_no_page_shows_does_not_travel(carrier: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "DOTS", 72)
    attached = written(carrier(), tmp_path / "n.pdf")
    # The carrier does carry it: this test could not fail otherwise.
    assert any(SECRET.encode() in one for one in everything(attached.path.read_bytes()))
    (sheet,) = taken_over(attached)
    image = Image.open(io.BytesIO(sheet.picture))
    assert not sheet.blank and set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "dpi"}
    behind, pictures = exhibit_pages([("F", "Denial notice", (sheet,))])
    page = f'<!DOCTYPE html><html lang="en"><title>t</title><body><p>Before</p>{behind}</body></html>'
    sent = html_to_pdf(page, (), pictures)
    whole = b"\0".join(everything(sent))
    assert SECRET.encode() not in whole
    assert not re.search(rb"/JavaScript|/EmbeddedFile|/PieceInfo|/URI\b", whole)
    # What remains of the page is one picture, with words for those who don't see it.
    last = PdfReader(io.BytesIO(sent)).pages[-1]
    assert len(last.images) == 1 and last.extract_text().split() == ["Exhibit", "F"]
    assert b"Exhibit F. Denial notice, page 1 of 1, as a picture" in whole


def test_hidden_words_are_not_drawn_either(tmp_path: Path) -> None:
    """A layer that is switched off, and words beyond the page's edge, leave the picture as it is without them."""
    plain = taken_over(written(one_page(SHOWN)[0], tmp_path / "plain.pdf"))
    for carrier in (outside_the_page, unseen, white_on_white, hidden_layer, of_the_file):
        assert taken_over(written(carrier(), tmp_path / "other.pdf")) == plain, carrier.__name__


def test_what_was_typed_into_a_form_is_seen(tmp_path: Path) -> None:
    writer, page = one_page(b"")
    box = ArrayObject([FloatObject(n) for n in (72, 500, 400, 540)])
    look = stream(b"BT /F1 20 Tf 4 10 Td (Typed in) Tj ET", Subtype=NameObject("/Form"), Type=NameObject("/XObject"))
    look[NameObject("/BBox")] = ArrayObject([FloatObject(n) for n in (0, 0, 328, 40)])
    look[NameObject("/Resources")] = page["/Resources"]
    field = writer._add_object(
        DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Annot"),
                NameObject("/Subtype"): NameObject("/Widget"),
                NameObject("/FT"): NameObject("/Tx"),
                NameObject("/T"): TextStringObject("name"),
                NameObject("/V"): TextStringObject("Typed in"),
                NameObject("/F"): NumberObject(4),
                NameObject("/Rect"): box,
                NameObject("/AP"): DictionaryObject({NameObject("/N"): writer._add_object(look)}),
            }
        )
    )
    page[NameObject("/Annots")] = ArrayObject([field])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject([field])})
    (sheet,) = taken_over(written(writer, tmp_path / "form.pdf"))
    assert not sheet.blank


@pytest.mark.parametrize(("turn", "wide"), [(0, False), (90, True), (180, False), (270, True)])
def test_a_turned_page_stands_as_it_is_seen(turn: int, wide: bool, tmp_path: Path) -> None:
    writer, page = one_page(SHOWN)
    page.rotate(turn)
    (sheet,) = taken_over(written(writer, tmp_path / "n.pdf"))
    assert (sheet.width > sheet.height) is wide
    assert sheet.width <= module.ROOM[0] and sheet.height <= module.ROOM[1]
    ratio = sheet.width / sheet.height
    assert abs(ratio - (792 / 612 if wide else 612 / 792)) < 0.01


@pytest.mark.parametrize("size", [(30, 8000), (8000, 30), (200, 100), (14_000, 14_000)])
def test_pages_of_any_size_fit_one_page_each(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "DOTS", 72)
    writer = PdfWriter()
    for _ in range(2):
        writer.add_blank_page(*size)
    sheets = taken_over(written(writer, tmp_path / "n.pdf"))
    behind, pictures = exhibit_pages([("F", "A title " * 20, sheets)])
    page = f'<!DOCTYPE html><html lang="en"><title>t</title><body><p>Before</p>{behind}</body></html>'
    assert len(PdfReader(io.BytesIO(html_to_pdf(page, (), pictures))).pages) == 3
    assert all(sheet.width >= 1 and sheet.height >= 1 for sheet in sheets)


@pytest.mark.parametrize("bits", ["128", "256"])
def test_a_file_locked_with_no_password_is_read_and_with_one_refused(bits: str, tmp_path: Path) -> None:
    """What a plan's portal sends is often encrypted so that nobody changes it, and opens for everybody."""
    plain = written(one_page(SHOWN)[0], tmp_path / "plain.pdf")

    def locked(user: str) -> Attached:
        path = tmp_path / f"locked-{user}.pdf"
        weak = ["--allow-weak-crypto"] if bits == "128" else []
        subprocess.run(["qpdf", *weak, "--encrypt", user, "owner", bits, "--", plain.path, path], check=True)
        return Attached("Notice", path)

    assert taken_over(locked("")) == taken_over(plain)
    with pytest.raises(OffsetcaseError, match="password"):
        taken_over(locked("secret"))


def test_a_page_with_nothing_on_it_is_said(tmp_path: Path) -> None:
    writer, _ = one_page(SHOWN)
    writer.add_blank_page(612, 792)
    sheets = taken_over(written(writer, tmp_path / "n.pdf"))
    assert [sheet.blank for sheet in sheets] == [False, True]
    assert notes([("F", "Notice", sheets)]) == (
        AS_PICTURES,
        "Page 2 of Exhibit F (Notice) shows nothing: look whether the file is whole.",
    )
    assert notes([("F", "Notice", sheets[1:])])[1].startswith("Every page of Exhibit F")
    assert notes([]) == ()


def test_drawing_that_never_ends_is_ended(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "_drawn", lambda data, attached: used_up(module.SECONDS, {"sheets": []}))
    with pytest.raises(OffsetcaseError, match="never ends"):
        taken_over(written(one_page(SHOWN)[0], tmp_path / "n.pdf"))


def test_a_title_is_text_on_the_page() -> None:
    page, _ = exhibit_pages([("F", '<b onclick="x">"&', (Sheet(b"", 10, 10),))])
    assert "<b" not in page and "&lt;b onclick=&#34;x&#34;&gt;&#34;&amp;" in page
