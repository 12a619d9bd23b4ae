"""The packet: what is sent, what stays with the patient, and the prescriber's draft. Two files are never one.

``send.pdf`` holds the fax cover, the contents, the letter with its exhibits, the request for the claim file and the user's
own PDFs, each stamped with its exhibit letter and the running head. The prescriber's draft enters it only as a signed PDF.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from markupsafe import Markup

from offsetcase.argument.argue import Argument, marks_of
from offsetcase.argument.course import course
from offsetcase.argument.marks import Blank
from offsetcase.case.request import Attached, clock_today
from offsetcase.model.files import bytes_of
from offsetcase.model.limits import TimeOver, bounded
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.render import calendar, employer, phone
from offsetcase.render.attached import Attachment
from offsetcase.render.calendar import calendar_ics
from offsetcase.render.docx import html_to_docx
from offsetcase.render.html import Frame, Letter, keep_html, letter_html
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.phone import phone_html
from offsetcase.render.templating import css

if TYPE_CHECKING:
    from pypdf import PageObject

# What the library has to say of a damaged file holds parts of it; the user hears our words alone.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

MAX_BYTES = 50 * 1024 * 1024
MAX_PAGES = 200
# A reviewer reads a clause and not a book: from so many pages on, the person is asked first.
ASK_FROM = 100
# What reading one PDF of the user's may take: bytes on top of what the process has, and seconds of processor time.
MEMORY = 2 * 1024**3
SECONDS = 60
PAGES = {"letter": (612, 792), "a4": (595, 842)}
# Where a foreign page stands on ours: under the running head, a little smaller.
BOX = (36, 30, 540, 700)
QUESTIONS = ("questions", "Questions for your prescriber", "packet/questions.html.j2")
CLAIM_FILE = ("claim-file", "Request for the claim file and criteria", "packet/claim-file.html.j2")


@dataclass(frozen=True, slots=True)
class Packet:
    """The files by name, and the blanks of what is sent."""

    files: Mapping[str, bytes]
    blanks: tuple[Blank, ...]


def make_packet(
    argument: Argument,
    draft: Argument,
    own: Path | None,
    *,
    allow_figures: bool,
    data: Sequence[Attachment] = (),
    paper: str = "letter",
) -> Packet:
    """Make every file of the packet.

    Args:
        argument: the letter's argument; its request names the user's own PDFs.
        draft: the same case as a physician's letter.
        own: a user's folder of templates.
        allow_figures: as for ``letter_html``.
        data: files to embed in what is sent.
        paper: ``letter`` or ``a4``.

    Raises:
        OffsetcaseError: an attachment can't be used (status 2), or as for the letter.
    """
    readers = [open_attachment(attached) for attached in argument.result.request.attachments]
    front = ("packet/fax.html.j2", "packet/contents.html.j2")
    back = () if argument.letter.private else (CLAIM_FILE,)

    def page(total: int, starts: Mapping[str, int]) -> Letter:
        frame = Frame(front, back, total, paper, starts)
        return letter_html(argument, own, allow_figures=allow_figures, frame=frame)

    # Page numbers are known only from the finished file: once to count, once to print.
    first = page(1, {mark: 1 for mark, _ in argument.attachments})
    own_pages = _count(html_to_pdf(first.html))
    starts, at = {}, own_pages + 1
    for (mark, _), reader in zip(argument.attachments, readers, strict=True):
        starts[mark] = at
        at += len(reader)
    letter = page(at - 1, starts)
    sent = html_to_pdf(letter.html, data)
    if readers:
        sent = _with_attachments(sent, argument, readers, starts, at - 1, paper)
    keep = keep_html(argument, letter.blanks, own, paper)
    physician = letter_html(draft, own, allow_figures=allow_figures, frame=Frame(paper=paper))
    asked = letter_html(draft, own, allow_figures=allow_figures, frame=Frame(back=(QUESTIONS,), paper=paper))
    files = {
        "send.pdf": sent,
        "keep.pdf": html_to_pdf(keep),
        "prescriber.pdf": html_to_pdf(asked.html),
    }
    # The page of questions is filled in by hand, so it is on paper alone.
    files["prescriber.docx"] = html_to_docx(physician.html)
    files.update(_what_comes(argument, own, paper))
    return Packet(files, letter.blanks)


def _what_comes(argument: Argument, own: Path | None, paper: str) -> dict[str, bytes]:
    """The days as a calendar, the page beside the phone, and for an employer the page on the plan's size."""
    result = argument.result
    if argument.kind == "physician":
        return {}
    found = course(result.case, argument.kind, result.letter_date)
    lines = [str(argument.book[id].value) for id in argument.book if id.startswith("help.") and id != "help.crisis"]
    page = phone_html(result.case, found, lines, own, paper, result.letter_date)
    files = {phone.NAME: html_to_pdf(page), calendar.NAME: calendar_ics(result.case, found, clock_today())}
    if argument.letter.private:
        files[employer.NAME] = html_to_pdf(employer.employer_html(argument, own, paper))
    return files


def _count(data: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(data)).pages)


def _refused(path: Path, text: str, remedy: str = "print or scan the document to a new PDF.") -> OffsetcaseError:
    return OffsetcaseError(Problem("E-ATTACH", text, remedy, str(path)), ExitCode.USAGE)


@contextmanager
def _foreign(path: Path, text: str) -> Iterator[None]:
    """A user's own PDF is read in here: whatever it makes the library do, what reaches the user is ``text``."""
    try:
        with bounded(MEMORY, SECONDS):
            yield
    except OffsetcaseError:
        raise
    except TimeOver as error:
        raise _refused(path, "reading this PDF never ends.") from error
    except Exception as error:  # a damaged file raises whatever the place where it is noticed raises
        raise _refused(path, text) from error


def open_attachment(attached: Attached) -> list[PageObject]:
    """The pages of a user's own PDF that are taken, checked.

    Raises:
        OffsetcaseError: not there, no PDF, locked, too large, without such a page, or so long that it is asked about first
            (status 2).
    """
    from pypdf import PdfReader

    path = attached.path
    if not path.is_file():
        raise _refused(path, "there is no such file to attach.", "check the name and the folder.")
    try:
        data = bytes_of(path, MAX_BYTES)
    except OSError as error:
        raise _refused(path, f"the file can't be read ({error.strerror}).", "check its permissions.") from None
    if len(data) > MAX_BYTES:
        raise _refused(path, "the file is larger than 50 MB.", "scan it at 200 dots per inch in black and white.")
    with _foreign(path, "this is no PDF that can be read."):
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise _refused(
                path, "the PDF is locked with a password.", "open it, print it to a new PDF, and attach that one."
            )
        pages = len(reader.pages)
    beyond = [page for page in attached.pages if page > pages]
    if beyond:
        text = f"the PDF has {pages} pages, and page {beyond[0]} is to be attached."
        raise _refused(path, text, "count the pages as the viewer does, from the first of the file.")
    count = len(attached.pages) or pages
    if not 0 < count <= MAX_PAGES:
        raise _refused(
            path, f"{count} pages are to be attached; 1 to {MAX_PAGES} can be.", "attach only the pages that matter."
        )
    if count >= ASK_FROM and not attached.pages:
        raise _refused(
            path,
            f"the PDF has {count} pages. Shall all of them be sent?",
            f'name the pages that matter:  --attach "{attached.title}={path}:47,96-97"\n'
            f'or all of them:  --attach "{attached.title}={path}:1-{count}"',
        )
    with _foreign(path, "its pages can't be read."):
        return [reader.pages[page - 1] for page in attached.pages or range(1, pages + 1)]


def _overlay(argument: Argument, labels: Sequence[str], first: int, total: int, paper: str) -> bytes:
    """Empty pages with the running head, the exhibit's letter and the page number."""
    marks = marks_of(argument)
    reference = (
        Markup("Reference {}").format(marks.field("denial.reference"))
        if argument.letter.after_denial
        else Markup("Reference: exception request of {}").format(marks.fact("letter.date"))
    )
    head = Markup("{} · Member ID {} · {}").format(
        marks.field("member.name"), marks.field("member.member_id"), reference
    )
    body = Markup("").join(
        Markup('<section class="stamp"><p><strong>Exhibit {}</strong></p></section>').format(label) for label in labels
    )
    style = Markup(css()) + Markup(
        "@page {{ size: {}; @top-right {{ content: 'page ' counter(page) ' of {}'; }} }} "
        "@page:first {{ counter-reset: page {}; }} .stamp {{ break-after: page; text-align: right; }} .stamp p {{ margin: 0; }}"
    ).format("A4" if paper == "a4" else "letter", total, first)
    return html_to_pdf(
        Markup(
            '<!DOCTYPE html><html lang="en-US"><head><title>Exhibits</title><style>{}</style></head>'
            '<body><div class="runninghead">{}</div>{}</body></html>'
        ).format(style, head, body)
    )


def _with_attachments(
    sent: bytes,
    argument: Argument,
    readers: Sequence[Sequence[PageObject]],
    starts: Mapping[str, int],
    total: int,
    paper: str,
) -> bytes:
    """The letter's file with the user's own pages after it, each on a stamped page of ours.

    Only what a page shows is taken over: no links, forms, scripts or embedded files of the user's PDF.
    """
    from pypdf import PdfReader, PdfWriter, Transformation
    from pypdf.generic import NameObject

    labels = [letter for (letter, _), reader in zip(argument.attachments, readers, strict=True) for _ in reader]
    stamps = PdfReader(io.BytesIO(_overlay(argument, labels, min(starts.values()), total, paper)))
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(sent)))
    foreign = PdfWriter()  # a page can be turned only inside a writer
    number = 0
    for (letter, id), reader, attached in zip(
        argument.attachments, readers, argument.result.request.attachments, strict=True
    ):
        for index, given in enumerate(reader):
            sheet = writer.add_blank_page(*PAGES[paper])
            if index == 0:
                title = f"Exhibit {letter}. {argument.book[id].value}"
                writer.add_outline_item(title=title, page_number=len(writer.pages) - 1)
            with _foreign(attached.path, f"page {index + 1} of this PDF can't be taken over."):
                page = foreign.add_page(given)
                page.transfer_rotation_to_content()
                box = page.cropbox
                scale = min(BOX[2] / max(box.width, 1), BOX[3] / max(box.height, 1), 1)
                left = BOX[0] + (BOX[2] - box.width * scale) / 2
                move = Transformation().translate(-box.left, -box.bottom).scale(scale).translate(left, BOX[1])
                if "/Annots" in page:
                    del page[NameObject("/Annots")]
                sheet.merge_transformed_page(page, move)
            sheet.merge_page(stamps.pages[number])
            number += 1
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
