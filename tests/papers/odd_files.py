"""The same notice in files of odd making: fonts, turned pages, form fields, operators in any order."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable

from papers.odd_notices import BASE, ROWS, Made, begun, labelled, only, plain_one, told
from papers.sheets import HEIGHT, MARGIN, WIDTH, assembled


def shuffled(seed: int) -> Made:
    """The operators of a page in any order, as some writers leave them."""
    s = plain_one()
    random.Random(seed).shuffle(s.pages[0])
    return f"shuffled-{seed}", s.data(), BASE, "notice"


def words_apart(seed: int) -> Made:
    s = begun("words", seed)
    labelled(s)
    told(s)
    random.Random(seed).shuffle(s.pages[0])
    return f"words-shuffled-{seed}", s.data(), BASE, "notice"


def reworked(name: str, font: str, page: str = "", change: Callable[[str], str] = lambda text: text, more: tuple[bytes, ...] = (), truth: dict[str, str] = BASE, kind: str = "notice") -> Made:  # fmt: skip
    """The plain notice with another font, other keys of its page, or another content."""
    (content,) = plain_one().pages
    stream = zlib.compress(change("\n".join(content)).encode("cp1252", "replace"))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        font.encode(),
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]{page}/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>".encode(),
        f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode() + stream + b"\nendstream",
        *more,
    ]
    return name, assembled(objects), truth, kind


HELVETICA = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def tounicode(pairs: dict[int, int]) -> bytes:
    lines = "\n".join(f"<{a:02X}> <{b:04X}>" for a, b in pairs.items())
    text = f"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange {len(pairs)} beginbfchar\n{lines}\nendbfchar endcmap end"
    return f"<</Length {len(text)}>>stream\n{text}\nendstream".encode()


def wrong_digits(subset: bool) -> Made:
    """The file says of its own signs that 1 is 7 and 4 is 9: what a person sees is not what a program reads."""
    pairs = {code: code for code in range(32, 127)} | {ord("1"): ord("7"), ord("4"): ord("9")}
    encoding = "" if subset else "/Encoding/WinAnsiEncoding"
    font = f"<</Type/Font/Subtype/Type1/BaseFont/Helvetica{encoding}/ToUnicode 6 0 R>>"
    numbers = ("member.member_id", "denial.reference", "denial.claim_number", "denial.notice_date", "denial.window", "plan.address", "plan.fax")  # fmt: skip
    return reworked(f"wrong-tounicode-{subset}", font, more=(tounicode(pairs),), truth=only(*numbers))


def type3() -> Made:
    procs = "".join(f"/g{code} 6 0 R" for code in range(32, 127))
    names = " ".join(f"/g{code}" for code in range(32, 127))
    font = (
        f"<</Type/Font/Subtype/Type3/FontBBox[0 0 1000 1000]/FontMatrix[0.001 0 0 0.001 0 0]/CharProcs<<{procs}>>/Encoding<</Differences[32 {names}]>>"
        f"/FirstChar 32/LastChar 126/Widths[{'556 ' * 95}]>>"
    )
    box = b"600 0 0 0 500 700 d1 0 0 500 700 re f"
    proc = f"<</Length {len(box)}>>stream\n".encode() + box + b"\nendstream"
    return reworked("type3-without-names", font, more=(proc,), truth={}, kind="")


def ligatures() -> Made:
    """The font's fi and fl are single signs."""
    pairs = {code: code for code in range(32, 127)} | {1: 0xFB01, 2: 0xFB02, 3: 0xFB03}
    font = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</BaseEncoding/WinAnsiEncoding/Differences[1/fi/fl/ffi]>>/ToUnicode 6 0 R>>"
    return reworked("ligatures", font, change=lambda text: text.replace("fi", "\\001").replace("fl", "\\002"), more=(tounicode(pairs),))  # fmt: skip


def rotated(turn: int) -> Made:
    """The page is turned by its own key, and its content is written so that it stands upright."""
    matrix = {90: f"0 1 -1 0 {WIDTH} 0 cm", 180: f"-1 0 0 -1 {WIDTH} {HEIGHT} cm", 270: f"0 -1 1 0 0 {HEIGHT} cm"}[turn]
    if turn != 180:  # the sheet is landscape
        matrix = {90: f"0 1 -1 0 {HEIGHT} 0 cm", 270: f"0 -1 1 0 0 {WIDTH} cm"}[turn]
    page = f"/Rotate {turn}" + ("" if turn == 180 else f"/MediaBox[0 0 {HEIGHT} {WIDTH}]")
    name, data, truth, kind = reworked(f"rotated-{turn}", HELVETICA, page, lambda text: f"q {matrix}\n{text}\nQ")
    if turn != 180:
        data = data.replace(f"/MediaBox[0 0 {WIDTH} {HEIGHT}]/Rotate".encode(), b"/Rotate")
    return name, data, truth, kind


def form_fields() -> Made:
    """The values were typed into fields; the page has the labels alone."""
    s = begun()
    places = []
    for label, value in ROWS:
        places.append((s.y, value))
        s.row([(MARGIN, f"{label}:")], step=1.8)
    s.gap()
    told(s)
    (content,) = s.pages
    stream = zlib.compress("\n".join(content).encode("cp1252"))
    kids = " ".join(f"{6 + n} 0 R" for n in range(len(places)))
    objects = [
        f"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[{kids}]>>>>".encode(),
        b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
        HELVETICA.encode(),
        f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R/Annots[{kids}]>>".encode(),
        f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode() + stream + b"\nendstream",
    ]
    objects += [
        f"<</Type/Annot/Subtype/Widget/FT/Tx/T(f{n})/V({value})/Rect[180 {y - 4:.0f} 400 {y + 12:.0f}]>>".encode()
        for n, (y, value) in enumerate(places)
    ]
    return "form-fields", assembled(objects), BASE, "notice"


def invisible() -> Made:
    """Another member's data, printed in a mode that shows nothing."""
    hidden = "BT 3 Tr /F1 10 Tf 60 120 Td (Reference Number: ZZ-0000001) Tj ET"
    return reworked("invisible-text", HELVETICA, change=lambda text: f"{text}\n{hidden}")


def white() -> Made:
    """A template's example below the page's edge."""
    hidden = "BT /F1 10 Tf 60 -40 Td (Reference Number: ZZ-0000001) Tj ET"
    return reworked("outside-the-page", HELVETICA, change=lambda text: f"{text}\n{hidden}")
