"""A user's own PDF, taken over as pictures of its pages: what a page shows goes into the packet, and nothing else of the file.

A PDF carries much that no page shows: text cut away, covered or invisible, a photograph's place and time, an author's name,
embedded files, scripts. Taking out what is known would leave what isn't. So each page is drawn anew, in a process of its own,
for the library that draws is native code.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from markupsafe import Markup

from offsetcase.case.request import Attached
from offsetcase.model.apart import apart
from offsetcase.model.files import bytes_of
from offsetcase.model.problem import OffsetcaseError, usage_error

MAX_BYTES = 50 * 1024 * 1024
MAX_PAGES = 200
# A reviewer reads a clause and not a book: from so many pages on, the person is asked first.
ASK_FROM = 100
# What drawing one PDF may take: bytes on top of what the process has, and seconds of processor time.
MEMORY = 2 * 1024**3
SECONDS = 180
# Dots per inch of the printed page; a fax in its finest mode has as many.
DOTS = 200
# The room of a picture on both kinds of paper, in points: beside the margins, under the running head and the exhibit's letter.
ROOM = (520, 660)
# A page is at most two hundred inches (PDF 1.7, annex C).
MAX_POINTS = 14_400
QUALITY = 85
PASSWORD = 4  # FPDF_ERR_PASSWORD
NEW_PRINT = "print or scan the document to a new PDF."
# What the user is told before the packet is sent.
AS_PICTURES = (
    "Your own PDFs stand in it as pictures of their pages: nothing else of the files goes along, and their text can’t be "
    "searched or copied. Look through each page."
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page: its picture (PNG or JPEG), its printed width and height in points, and whether nothing is on it."""

    picture: bytes
    width: int
    height: int
    blank: bool = False


def taken_over(attached: Attached) -> tuple[Sheet, ...]:
    """The pages of a user's own PDF, drawn anew.

    Raises:
        OffsetcaseError: not there, no PDF, locked, too large, without such a page, or so long that it is asked about first (status 2).
    """
    path = attached.path

    def refused(text: str, remedy: str = NEW_PRINT) -> OffsetcaseError:
        return usage_error("E-ATTACH", text, remedy, str(path))

    if not path.is_file():
        raise refused("there is no such file to attach.", "check the name and the folder.")
    try:
        data = bytes_of(path, MAX_BYTES)
    except OSError as error:
        raise refused(f"the file can't be read ({error.strerror}).", "check its permissions.") from None
    if len(data) > MAX_BYTES:
        raise refused("the file is larger than 50 MB.", "scan it at 200 dots per inch in black and white.")
    answer = apart(partial(_drawn, data, attached), MEMORY, SECONDS)
    if not isinstance(answer, dict):
        raise refused("this is not a PDF that can be read.")
    if "why" in answer:
        raise refused(f"{answer['why']}{answer.get('end', '.')}", str(answer.get("remedy", NEW_PRINT)))
    return tuple(Sheet(base64.b64decode(picture), *rest) for picture, *rest in answer["sheets"])


def notes(exhibits: Sequence[tuple[str, str, Sequence[Sheet]]]) -> tuple[str, ...]:
    """What the user has to know of the pages before they are sent.

    Args:
        exhibits: letter, title and pages of each.
    """
    told = [AS_PICTURES] if exhibits else []
    for letter, title, sheets in exhibits:
        empty = [str(number) for number, sheet in enumerate(sheets, start=1) if sheet.blank]
        if empty:
            which = "Every page" if len(empty) == len(sheets) else f"Page {', '.join(empty)}"
            told.append(f"{which} of Exhibit {letter} ({title}) shows nothing: look whether the file is whole.")
    return tuple(told)


def _drawn(data: bytes, attached: Attached) -> dict[str, object]:
    """Each page as base64 text with its size, or why there is none; in the child."""
    import pypdfium2

    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == PASSWORD:
            remedy = "open it, print it to a new PDF, and attach that one."
            return {"why": "the PDF is locked with a password", "remedy": remedy}
        return {"why": "this is not a PDF that can be read"}
    if trouble := _count_trouble(len(pdf), attached):
        return trouble
    pdf.init_forms()  # what was typed into a form's fields is seen on the page, too
    sheets = []
    for number in [page - 1 for page in attached.pages] or range(len(pdf)):
        try:
            page = pdf[number]
            width, height = page.get_size()
            if not (1 <= width <= MAX_POINTS and 1 <= height <= MAX_POINTS):
                return {"why": f"page {number + 1} of this PDF has no size that can be printed"}
            scale = min(ROOM[0] / width, ROOM[1] / height, 1)
            image = page.render(scale=scale * DOTS / 72, draw_annots=True).to_pil()
            page.close()
        except (pypdfium2.PdfiumError, ValueError, MemoryError):
            return {"why": f"page {number + 1} of this PDF can't be drawn"}
        picture, blank = _picture(image)
        sheets.append([base64.b64encode(picture).decode("ascii"), round(width * scale), round(height * scale), blank])
    return {"sheets": sheets}


def _count_trouble(pages: int, attached: Attached) -> dict[str, object] | None:
    """Why the pages asked for can't be taken, or have to be asked about first."""
    beyond = [page for page in attached.pages if page > pages]
    if beyond:
        text = f"the PDF has {pages} pages, and page {beyond[0]} is to be attached"
        return {"why": text, "remedy": "count the pages as the viewer does, from the first of the file."}
    count = len(attached.pages) or pages
    if not 0 < count <= MAX_PAGES:
        text = f"{count} pages are to be attached; 1 to {MAX_PAGES} can be"
        return {"why": text, "remedy": "attach only the pages that matter."}
    if count >= ASK_FROM and not attached.pages:
        remedy = (
            f'name the pages that matter:  --attach "{attached.title}={attached.path}:47,96-97"\n'
            f'or all of them:  --attach "{attached.title}={attached.path}:1-{count}"'
        )
        return {"why": f"the PDF has {count} pages. Shall all of them be sent", "end": "?", "remedy": remedy}
    return None


def _picture(image: Any) -> tuple[bytes, bool]:
    """The drawn page as the smaller of PNG and JPEG, gray where it has no color; and whether nothing is on it."""
    from PIL import ImageChops

    image = image.convert("RGB")
    red, green, blue = image.split()
    if not any(ImageChops.difference(one, other).getbbox() for one, other in ((red, green), (green, blue))):
        image = red
    kinds: tuple[dict[str, Any], ...] = ({"format": "PNG"}, {"format": "JPEG", "quality": QUALITY})
    drawn = []
    for kind in kinds:
        out = io.BytesIO()
        image.save(out, **kind)
        drawn.append(out.getvalue())
    return min(drawn, key=len), image.getextrema() in ((255, 255), ((255, 255),) * 3)


def exhibit_pages(exhibits: Sequence[tuple[str, str, Sequence[Sheet]]]) -> tuple[Markup, dict[str, bytes]]:
    """The pages that stand behind the letter, each with the exhibit's letter, and the pictures by the address they have there.

    Args:
        exhibits: letter, title and pages of each.
    """
    pages, pictures = Markup(STYLE), {}
    for letter, title, sheets in exhibits:
        for number, sheet in enumerate(sheets, start=1):
            address = f"attached:{letter}-{number}"
            pictures[address] = sheet.picture
            head = HEAD.format(letter, f"Exhibit {letter}. {title}") if number == 1 else NEXT.format(letter)
            text = f"Exhibit {letter}. {title}, page {number} of {len(sheets)}, as a picture"
            pages += PAGE.format(head, address, text, sheet.width, sheet.height)
    return pages, pictures


STYLE = """<style>
@page taken-over { margin: 61pt 36pt 30pt; }
.taken-over { page: taken-over; break-before: page; }
.taken-over h2, .taken-over p { margin: 0 0 4pt; font-size: 10.5pt; line-height: 1.2; text-align: right; font-weight: 700; }
.taken-over h2 { bookmark-level: 2; bookmark-label: attr(data-title); }
.taken-over img { display: block; margin: 0 auto; image-rendering: crisp-edges; }
</style>"""
HEAD = Markup('<h2 data-title="{1}">Exhibit {0}</h2>')
NEXT = Markup("<p>Exhibit {0}</p>")
PAGE = Markup(
    '<section class="taken-over">{0}<img src="{1}" alt="{2}" style="width: {3}pt; height: {4}pt"></section>\n'
)
