"""The packet: what is sent, what stays with the patient, and the prescriber's draft. Two files are never one.

``send.pdf`` holds the fax cover, the contents, the letter with its exhibits, the request for the claim file and the pages of
the user's own PDFs, each under the running head and its exhibit letter. The prescriber's draft enters it only as a signed PDF.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from offsetcase.argument.argue import Argument
from offsetcase.argument.course import course
from offsetcase.argument.final import require_final
from offsetcase.argument.history import medicines_asked
from offsetcase.argument.marks import Blank
from offsetcase.case.request import clock_today
from offsetcase.model.language import ENGLISH
from offsetcase.render import calendar, employer, phone, told
from offsetcase.render.attached import Attachment
from offsetcase.render.calendar import calendar_ics
from offsetcase.render.html import CLAIM_FILE, QUESTIONS, Frame, LetterPage, keep_html, letter_html
from offsetcase.render.pdf import page_count
from offsetcase.render.phone import phone_html
from offsetcase.render.printed import own_docx, own_pdf
from offsetcase.render.taken_over import exhibit_pages, notes, taken_over
from offsetcase.render.told import Telling


@dataclass(frozen=True, slots=True)
class Packet:
    """The files by name, the blanks of what is sent, and what the user has to know before sending it."""

    files: Mapping[str, bytes]
    blanks: tuple[Blank, ...]
    notes: tuple[str, ...] = ()


def make_packet(
    argument: Argument,
    draft: Argument,
    own: Path | None,
    *,
    allow_figures: bool,
    data: Sequence[Attachment] = (),
    paper: str = "letter",
    language: str = ENGLISH,
    final: bool = False,
) -> Packet:
    """Make every file of the packet.

    Args:
        argument: the letter's argument; its request names the user's own PDFs.
        draft: the same case as a physician's letter.
        own: a user's folder of templates.
        allow_figures: as for ``letter_html``.
        data: files to embed in what is sent.
        paper: ``letter`` or ``a4``.
        language: of the pages for the person; what is sent is English.
        final: nothing of what is sent may be blank; it is refused before anything is drawn.

    Raises:
        OffsetcaseError: an attachment can't be used (status 2), or as for the letter.
    """
    sheets = [taken_over(attached) for attached in argument.result.request.attachments]
    front = ("packet/fax.html.j2", "packet/contents.html.j2")
    back = () if argument.letter.private else (CLAIM_FILE,)

    def page(total: int, starts: Mapping[str, int]) -> LetterPage:
        frame = Frame(front, back, total, paper, starts)
        return letter_html(argument, own, allow_figures=allow_figures, frame=frame)

    # Page numbers are known only from the finished pages: once to count, once to print.
    first = page(1, {mark: 1 for mark, _ in argument.attachments})
    if final:
        require_final(argument, first.blanks)
    at = 1 + page_count(first.html)
    starts = {}
    for (mark, _), pages in zip(argument.attachments, sheets, strict=True):
        starts[mark] = at
        at += len(pages)
    letter = page(at - 1, starts)
    # After the audit, for what these pages show is the user's and no figure of ours.
    exhibits = [
        (mark, str(argument.book[id].value), pages)
        for (mark, id), pages in zip(argument.attachments, sheets, strict=True)
    ]
    behind, pictures = exhibit_pages(exhibits)
    sent = own_pdf(letter.html, own, data, at - 1, behind=behind if pictures else "", pictures=pictures)
    keep = keep_html(argument, letter.blanks, own, paper)
    physician = letter_html(draft, own, allow_figures=allow_figures, frame=Frame(paper=paper))
    asked = letter_html(draft, own, allow_figures=allow_figures, frame=Frame(back=(QUESTIONS,), paper=paper))
    files = {
        "send.pdf": sent,
        "keep.pdf": own_pdf(keep, own),
        "prescriber.pdf": own_pdf(asked.html, own),
    }
    # The page of questions is filled in by hand, so it is on paper alone.
    files["prescriber.docx"] = own_docx(physician.html, own)
    files.update(_what_comes(argument, own, paper, language))
    if language != ENGLISH:
        files |= {told.KEEP_ENGLISH: files[told.KEEP], **_told(argument, letter.blanks, own, paper, language)}
    return Packet(files, letter.blanks, notes(exhibits))


def _told(argument: Argument, blanks: Sequence[Blank], own: Path | None, paper: str, language: str) -> dict[str, bytes]:
    """The pages for the person in their own language: what to do next, the prescriber's questions, what the letter says."""
    telling = Telling(argument, language)
    result = argument.result
    tried = medicines_asked(result.ledger, result.indication)
    pages = {
        told.KEEP: told.keep_page(telling, blanks, own, paper),
        told.READING: told.reading_page(telling, own, paper),
        told.QUESTIONS: told.sheet_page(telling, tried, own, paper),
    }
    return {name: own_pdf(page, own) for name, page in pages.items()}


def _what_comes(argument: Argument, own: Path | None, paper: str, language: str = ENGLISH) -> dict[str, bytes]:
    """The days as a calendar, the page beside the phone, and for an employer the page on the plan's size."""
    result = argument.result
    if argument.kind == "physician":
        return {}
    days = course(result.case, argument.kind, result.letter_date, language)
    lines = told.help_lines(Telling(argument, language))
    page = phone_html(result.case, days, lines, own, paper, result.letter_date)
    files = {phone.NAME: own_pdf(page, own), calendar.NAME: calendar_ics(result.case, days, clock_today())}
    if argument.letter.private:
        files[employer.NAME] = own_pdf(employer.employer_html(argument, own, paper), own)
    return files
