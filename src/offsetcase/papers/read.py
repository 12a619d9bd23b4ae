"""One paper, read: what kind it is, and what it names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from offsetcase.model.files import bytes_of
from offsetcase.model.money import show_money
from offsetcase.model.problem import OffsetcaseError, input_error, usage_error
from offsetcase.model.text import one_line
from offsetcase.papers import booklet, notice, reply
from offsetcase.papers.fields import BOOKLET, FINAL, NOTICE, OTHER, STATEMENT, SUMMARY, Field, Paper, decide
from offsetcase.papers.kinds import kind_of
from offsetcase.papers.page import Page
from offsetcase.papers.pdf import read_pages
from offsetcase.papers.statement import people, read_statement

MAX_BYTES = 50 * 1024 * 1024
# A page with fewer letters than this and a picture is a scan.
FEW = 20
DOUBTFUL = "A font of this file says other letters or digits than it shows"
SCANNED = "has no text a program can read: it is a scan or a photo"

Ocr = Callable[[str, bytes, Sequence[Page]], tuple[Page, ...]]


def paper_bytes(path: Path) -> bytes:
    """A paper's bytes.

    Raises:
        OffsetcaseError: not there, not readable, or larger than 50 MB (status 2).
    """
    name = str(path)
    if not path.is_file():
        raise usage_error("E-FILE", "there is no such file.", "check the name and the folder.", name)
    try:
        data = bytes_of(path, MAX_BYTES)
    except OSError as error:
        text = f"the file can't be read ({error.strerror})."
        raise usage_error("E-FILE", text, "check its permissions.", name) from None
    if len(data) > MAX_BYTES:
        how = "save only the pages that matter, or scan it at 200 dots per inch in black and white."
        raise input_error("E-PAPER", "the file is larger than 50 MB.", how, name)
    return data


class SentPapers(NamedTuple):
    """What was sent to the plan before: the titles of the enclosures, what was asked for, and the reason that was answered."""

    enclosures: tuple[str, ...] = ()
    requests: tuple[str, ...] = ()
    reason: str = ""


def read_paper(name: str, data: bytes, ocr: Ocr | None = None, sent: SentPapers | None = None) -> Paper:
    """What one paper is and names.

    Args:
        name: the file's name, as shown.
        data: its bytes.
        ocr: reads the words of a scan's pages, where there is something that can.
        sent: what was sent before, for a final notice, which answers it.

    Raises:
        OffsetcaseError: it can't be read (status 4).
    """
    name = one_line(name)
    pages = pages_of(name, data, ocr)
    paper = understand(name, pages)
    if sent is None or paper.kind != FINAL:
        return paper
    answers = reply.answered(pages, paper.fields, sent.enclosures, sent.requests, sent.reason)
    return replace(paper, fields=(*paper.fields, *answers))


def pages_of(name: str, data: bytes, ocr: Ocr | None = None) -> tuple[Page, ...]:
    """A paper's pages: of a PDF its text, of a scan or photo what ``ocr`` reads.

    Raises:
        OffsetcaseError: it is neither, or can't be read (status 4).
    """
    if b"%PDF-" in data[:1024]:
        pages = read_pages(name, data)
        if not is_scan(pages):
            return pages
    elif data.startswith((b"\x89PNG", b"\xff\xd8\xff", b"II*\x00", b"MM\x00*")):
        pages = ()
    else:
        how = "name the PDF that the plan sent or that you scanned; claims tables go to  offsetcase check."
        raise input_error("E-PAPER", "this is neither a PDF nor a picture.", how, name)
    if ocr is None:
        raise scan(name)
    seen = ocr(name, data, pages)
    if is_scan(seen):
        raise scan(name)
    return seen


def scan(name: str) -> OffsetcaseError:
    """The refusal of a scan where nothing can read one (status 4)."""
    return input_error(
        "E-SCAN",
        f"this paper {SCANNED}.",
        "download it from the plan's site, where it has text; or install something that reads scans, and run this again: "
        "tesseract (Debian and Ubuntu:  apt install tesseract-ocr   macOS:  brew install tesseract ), or, about 450 MB,  "
        'pip install "offsetcase[ocr]" . Where one is there and nothing could be read, scan it again, upright, at 300 dots '
        "per inch;\nor type what it says into case.toml: offsetcase init asks for each thing.",
        name,
    )


def is_scan(pages: Sequence[Page]) -> bool:
    """Whether the pages are pictures without words."""
    letters = sum(sum(map(str.isalnum, page.text)) for page in pages)
    return letters < FEW * len(pages)


def understand(name: str, pages: Sequence[Page]) -> Paper:
    """Pages as a paper."""
    kind = kind_of(pages)
    scanned = frozenset(page.number for page in pages if page.from_ocr)
    doubtful = frozenset(page.number for page in pages if page.doubtful)
    fields: list[Field] = []
    notes: tuple[str, ...] = ()
    if kind in (NOTICE, FINAL, OTHER):
        fields = decide(notice.candidates(pages, answer=kind == FINAL), scanned, doubtful)
        if kind == OTHER:  # a paper of no known kind names nothing for certain
            fields = [
                Field(f.name, f.value, f.page, f.words, False, f.from_ocr)
                for f in fields
                if not f.name.startswith("hint")
            ]
    elif kind == SUMMARY:
        notes = (
            "A summary of benefits holds no definitions and no clauses: ask for the whole plan document (with --write, offsetcase papers makes the request).",
        )
    elif kind == STATEMENT:
        notes = (_statement(pages),)
    elif kind == BOOKLET:
        fields = booklet.fields(pages, scanned, doubtful)
    if doubtful:
        notes = (*notes, f"{DOUBTFUL} on page {min(doubtful)}: compare each word with the page.")
    return Paper(name, kind, len(pages), tuple(fields), notes)


def _statement(pages: Sequence[Page]) -> str:
    """What a statement's rows come to, and how they are used."""
    reading = read_statement(pages)
    if reading is None:
        return "Its table isn't in a layout that is known; type its rows into sample_claims/template.csv."
    if not reading.proved:
        why = reading.troubles[0] if reading.troubles else "no dated row was found below its headings"
        return f"It was read as a {reading.name}, and it doesn't add up: {why}. So none of it is taken."
    days = sorted(one.day for one in reading.services)
    paid = sum((one.dollars["plan_paid"] for one in reading.services), Decimal(0))
    about = ", ".join(people(reading)) or "nobody by name"
    return (
        f"{len(reading.services)} services for {about}, {days[0]} to {days[-1]}; the plan paid {show_money(paid)}, and the statement's own "
        "totals prove it. Name the file among your claims:  offsetcase build STATEMENT.pdf"
    )
