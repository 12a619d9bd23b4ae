"""What a finished PDF or Word file really prints, read back from its own bytes and held against the page it was made from.

Every run of digits in print must stand on the page, and every one on the page must be in print, as often as it stands there: a
figure that a style made up, hid, pushed off the sheet or shrank to a speck is found here, however that was done.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from offsetcase.model.limits import TimeOver, bounded
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.render.attached import Attachment
from offsetcase.render.docx import html_to_docx
from offsetcase.render.page import Element, parse_page
from offsetcase.render.pdf import html_to_pdf

# Smaller than this nobody reads a figure, in points.
LEAST_SIZE = 4.5
# Seconds of processor time that laying out a page of somebody's own templates may take; a letter takes two.
SECONDS = 120
_HEX = re.compile(rb"<([0-9a-f]*)>")
_PAIR = re.compile(rb"<([0-9a-f]{4})>\s*<([0-9a-f]+)>")
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
# Word puts the page's number in the place of these when it opens the file.
_FIELDS = re.compile(r"<w:fldSimple .*?</w:fldSimple>", re.DOTALL)
_UNPRINTED = frozenset({"head", "style", "script", "title", "desc", "template"})
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of printed text: its page (from 1), its words, its size in points, whether it lies on the sheet and in its margin."""

    page: int
    text: str
    size: float
    inside: bool
    margin: bool


class Unreadable(Exception):
    """The file holds text written in a way that this program doesn't write."""


def numbers(text: str) -> Iterator[str]:
    """The runs of digits in a text, each number sign of another script by itself."""
    run = ""
    for at, character in enumerate(text):
        if character.isdecimal() or (run and character in ".," and text[at + 1 : at + 2].isdecimal()):
            run += character
        else:
            if run:
                yield run
            run = ""
            if character.isnumeric():
                yield character
    if run:
        yield run


def pieces(data: bytes) -> list[Piece]:
    """All text of a PDF that this program made, in the order in which it is drawn.

    Raises:
        Unreadable: the file holds text, or a picture, written in another way.
    """
    from pypdf import PdfReader

    drawn: list[Piece] = []
    for number, page in enumerate(PdfReader(io.BytesIO(data)).pages, start=1):
        box = page.mediabox
        sheet = (float(box.left), float(box.bottom), float(box.right), float(box.top))
        contents = page.get_contents()
        if contents is not None:
            reader = _Stream(number, sheet)
            reader.read(contents.get_data(), page["/Resources"], IDENTITY, margin=False)
            drawn += reader.drawn
    return drawn


def _times(one: Matrix, two: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = two
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def _letters(font: Any) -> dict[bytes, str]:
    """What each glyph of a font means."""
    table = font["/ToUnicode"].get_data()
    return {pair[1]: bytes.fromhex(pair[2].decode()).decode("utf-16-be") for pair in _PAIR.finditer(table)}


class _Stream:
    """Follows the drawing of one page. One operator stands in a line, as pydyf writes them."""

    def __init__(self, page: int, sheet: tuple[float, float, float, float]) -> None:
        self.page, self.sheet = page, sheet
        self.drawn: list[Piece] = []

    def read(self, data: bytes, resources: Any, matrix: Matrix, *, margin: bool) -> None:
        """One stream, and those that it draws."""
        fonts: dict[bytes, dict[bytes, str]] = {}
        kept: list[Matrix] = []
        marked: list[bool] = []
        letters: dict[bytes, str] = {}
        text, size, place, before = "", 0.0, IDENTITY, b""
        for line in data.split(b"\n"):
            head, _, operator = line.rpartition(b" ")
            if operator == b"q":
                kept.append(matrix)
            elif operator == b"Q":
                matrix = kept.pop() if kept else matrix
            elif operator == b"cm":
                matrix = _times(_matrix(head), matrix)
            elif operator in (b"BDC", b"BMC"):
                marked.append(b"/Pagination" in before or b"/Pagination" in head)
            elif operator == b"EMC":
                marked = marked[:-1]
            elif operator == b"BT":
                text, size = "", 0.0
            elif operator == b"Tm":
                place = _matrix(head)
            elif operator == b"Tf":
                name, _, points = head.partition(b" ")
                size = float(points)
                if name not in fonts:
                    fonts[name] = _letters(resources["/Font"][name.decode()].get_object())
                letters = fonts[name]
            elif operator == b"TJ":
                if b"(" in head:
                    raise Unreadable("text in another form")
                for codes in _HEX.findall(head):
                    text += "".join(letters.get(codes[at : at + 4], "\ufffd") for at in range(0, len(codes), 4))
            elif operator == b"ET":
                self._note(text, size, _times(place, matrix), margin or any(marked))
            elif operator in (b"Tj", b"'", b'"', b"BI"):
                raise Unreadable("text or a picture in another form")
            elif operator == b"Do":
                self._drawn(resources["/XObject"][head.decode()].get_object(), matrix, margin or any(marked))
            before = line
        if kept:
            raise Unreadable("a drawing that isn't ended")

    def _drawn(self, form: Any, matrix: Matrix, margin: bool) -> None:
        if form["/Subtype"] != "/Form":
            raise Unreadable("a picture")
        own = tuple(float(one) for one in form.get("/Matrix", IDENTITY))
        self.read(form.get_data(), form.get("/Resources", {}), _times(own, matrix), margin=margin)  # type: ignore[arg-type]

    def _note(self, text: str, size: float, at: Matrix, margin: bool) -> None:
        left, foot, right, top = self.sheet
        inside = left <= at[4] <= right and foot <= at[5] <= top
        across = (at[0] ** 2 + at[1] ** 2) ** 0.5
        upright = (at[2] ** 2 + at[3] ** 2) ** 0.5
        self.drawn.append(Piece(self.page, text, size * min(across, upright), inside, margin))


def _matrix(numbers: bytes) -> Matrix:
    a, b, c, d, e, f = map(float, numbers.split()[-6:])
    return (a, b, c, d, e, f)


@dataclass(frozen=True, slots=True)
class Expected:
    """The numbers that a page prints: of its body, of the running head, and those that may come once more."""

    body: Counter[str]
    head: Counter[str]
    again: Counter[str]
    links: int


def expected(html: str) -> Expected:
    """What a page should print.

    Args:
        html: the audited page.
    """
    page = parse_page(html)
    root = next(page.all("body"), page)
    body: Counter[str] = Counter()
    head: Counter[str] = Counter()
    again: Counter[str] = Counter()
    links = 0
    waiting: list[tuple[Element, bool, bool]] = [(root, False, False)]
    while waiting:
        node, running, repeated = waiting.pop()
        for child in node.children:
            if isinstance(child, str):
                said = Counter(numbers(child))
                (head if running else body).update(said)
                again.update(said if repeated else ())
            elif child.tag not in _UNPRINTED:
                waiting.append(
                    (child, running or child.has("runninghead"), repeated or child.tag in ("thead", "tfoot"))
                )
        if node.tag == "ol" and not node.has("requests"):
            body.update(str(at) for at in range(1, sum(1 for one in node.children if _is(one, "li")) + 1))
        if node.tag == "ul" and node.has("toc"):
            links += sum(1 for _ in node.all("a"))
            body.update(item.attrs["data-n"] for item in node.all("li") if item.attrs.get("data-n"))
    return Expected(body, head, again, links)


def _is(node: Element | str, tag: str) -> bool:
    return isinstance(node, Element) and node.tag == tag


def pdf_differences(data: bytes, html: str, total_pages: int = 0) -> list[str]:
    """What a finished PDF prints that its page doesn't say, and the other way round, in words.

    Args:
        data: the PDF, before pages of others are put behind it.
        html: the audited page that it was made from.
        total_pages: how many pages the finished packet has, which its pages say; 0 for this file's own.
    """
    try:
        drawn = pieces(data)
    except Unreadable as error:
        return [f"the PDF holds {error}"]
    wanted = expected(html)
    last = max((piece.page for piece in drawn), default=0)
    total = str(total_pages or last)
    numbered = [piece for piece in drawn if any(numbers(piece.text))]
    said = [f'"{p.text[:40]}" is printed off the sheet (page {p.page})' for p in numbered if not p.inside]
    said += [f'"{p.text[:40]}" is printed too small to read (page {p.page})' for p in numbered if p.size < LEAST_SIZE]
    body = Counter(number for p in drawn if not p.margin for number in numbers(p.text))
    more = body - wanted.body
    # A table's head is printed again on each of its pages, and a list of contents says pages.
    more = Counter(
        {number: count for number, count in more.items() if not 0 < count <= wanted.again[number] * (last - 1)}
    )
    paged = [number for number in more.elements() if number.isdecimal() and 0 < int(number) <= int(total)]
    if len(paged) <= wanted.links:
        more -= Counter(paged)
    said += [f'"{number}" is printed and stands nowhere on the page' for number in more]
    said += [f'"{number}" stands on the page and isn\'t printed' for number in wanted.body - body]
    for page in range(1, last + 1):
        margin = Counter(n for p in drawn if p.margin and p.page == page for n in numbers(p.text))
        odd = margin - wanted.head - Counter([str(page), total])
        said += [f'"{number}" is printed in the margin of page {page}' for number in odd]
    heads = Counter(n for p in drawn if p.margin for n in numbers(p.text))
    said += [f'"{number}" of the running head isn\'t printed' for number in wanted.head - heads]
    return said


def docx_differences(data: bytes, html: str) -> list[str]:
    """The same for a Word file: digits are counted one by one, for Word's runs end elsewhere than the page's words."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        names = [name for name in file.namelist() if re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml", name)]
        parts = [_FIELDS.sub("", file.read(name).decode("utf-8")) for name in names]
    text = "".join("".join(_TEXT.findall(part)) for part in parts)
    page = parse_page(html)
    words: list[str] = []
    waiting: list[Element] = [next(page.all("body"), page)]
    while waiting:
        node = waiting.pop()
        words += [child for child in node.children if isinstance(child, str)]
        if node.tag == "svg":
            words += [title.text() for title in list(node.all("title"))[:1]]
        waiting += [
            child
            for child in node.children
            if isinstance(child, Element) and child.tag not in _UNPRINTED and node.tag != "svg"
        ]
    printed, wanted = _digits(text), _digits("".join(words))
    if printed == wanted:
        return []
    return ["the Word file doesn't print the page's digits as often as they stand there"]


def _digits(text: str) -> Counter[str]:
    return Counter(character for character in text if character.isnumeric())


def own_pdf(
    html: str,
    own: Path | None,
    attachments: Sequence[Attachment] = (),
    total_pages: int = 0,
    *,
    behind: str = "",
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The page as a PDF; one of somebody's own templates is laid out within a bound and read back.

    The package's own templates are read back by the tests: a letter would take a fifth longer.

    Args:
        html: the audited page.
        own: the user's folder of templates that made it, if one did.
        attachments: as for ``html_to_pdf``.
        total_pages: how many pages the finished packet has, which these pages say; 0 for this file's own.
        behind: pages that follow, which show the user's own papers and no figure of ours; they are not read back.
        pictures: what those pages show.

    Raises:
        OffsetcaseError: as for ``html_to_pdf``; the layout never ends (status 2); the file doesn't print its page (8).
    """
    before, _, end = html.rpartition("</body>")
    whole = f"{before}{behind}</body>{end}" if behind else html
    if own is None:
        return html_to_pdf(whole, attachments, pictures)
    try:
        with bounded(None, SECONDS):
            data = html_to_pdf(html, attachments)
    except TimeOver as error:
        remedy = "take the change to your templates back that makes the page so hard to lay out."
        problem = Problem("E-TEMPLATE", "laying out the page that the templates make never ends.", remedy)
        raise OffsetcaseError(problem, ExitCode.USAGE) from error
    _require_printed(pdf_differences(data, html, total_pages))
    return html_to_pdf(whole, attachments, pictures) if behind else data


def own_docx(html: str, own: Path | None) -> bytes:
    """The page as a Word file; one of somebody's own templates is read back.

    Raises:
        OffsetcaseError: the file doesn't hold what its page shows (status 8).
    """
    data = html_to_docx(html)
    if own is not None:
        _require_printed(docx_differences(data, html))
    return data


def _require_printed(differences: list[str]) -> None:
    if differences:
        remedy = "take out of your templates what makes, hides, moves or shrinks a figure; no letter is written."
        raise OffsetcaseError([Problem("E-PRINTED", f"{text}.", remedy) for text in differences[:10]], ExitCode.AUDIT)
