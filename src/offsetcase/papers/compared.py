"""The case file held against the papers that it names: what they say otherwise is said, and nothing is taken over unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from offsetcase.model.problem import Problem
from offsetcase.model.text import bare
from offsetcase.papers.booklet import document_title, printed_page
from offsetcase.papers.fields import BOOKLET, FINAL, Field, Paper
from offsetcase.papers.page import Page
from offsetcase.papers.prose import own_lines, repeated
from offsetcase.papers.read import Ocr, SentPapers, pages_of, paper_bytes, understand
from offsetcase.papers.reply import answered

SHOWN = 160
# What a letter quotes word for word, which must stand on a page.
QUOTED = ("plan.definition", "plan.clause", "denial.reason", "reply.reason")


@dataclass(frozen=True, slots=True)
class Held:
    """What came of it: where papers and case file differ, where each quotation stands, and what a reply says of what was sent.

    ``places``: field of the case file to document and printed page. ``reply``: the reply's own file and fields, with
    ``reply.*`` for what was sent; ``None`` where no paper answers an appeal.
    """

    problems: tuple[Problem, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    reply: Paper | None = None


def compare(
    files: Sequence[str],
    folder: Path,
    own: Callable[[str], str],
    sent: SentPapers | None = None,
    ocr: Ocr | None = None,
) -> Held:
    """Where a paper names for certain what the case file has otherwise, and on which page the quoted words stand.

    Args:
        files: names of files beside the case file.
        folder: the case file's folder.
        own: the case file's value of a field as text, ``""`` where it has none.
        sent: what was sent before, for a final notice, which answers it.
        ocr: reads scans, where there is something that can.

    Raises:
        OffsetcaseError: a paper isn't there or can't be read (status 2 or 4).
    """
    problems: list[Problem] = []
    read: list[tuple[Paper, tuple[Page, ...]]] = []
    for name in files:
        pages = pages_of(name, paper_bytes(folder / name), ocr)
        read.append((understand(name, pages), pages))
    places = {path: place for path in QUOTED if own(path) and (place := _place(own(path), read))}
    reply = next((one for one in reversed(read) if one[0].kind == FINAL), None)
    for paper, _ in read:
        for each in paper.fields:
            if each.certain and (problem := _differs(paper, each, own, places)):
                problems.append(problem)
    kinds = {paper.kind for paper, _ in read}
    for path in ("plan.definition", "plan.clause"):
        if BOOKLET in kinds and own(path) and path not in places and not any(path in one.text for one in problems):
            text = f'The case file quotes "{own(path)[:SHOWN]}" for {path}; these words stand on no page of the papers that it names.'
            problems.append(Problem("W-PAPER", text, "copy the sentence from its page, word for word.", "case.toml"))
    answer = None
    if reply is not None:
        sent = sent or SentPapers()
        said = answered(reply[1], reply[0].fields, sent.enclosures, sent.requests, sent.reason)
        answer = Paper(reply[0].file, reply[0].kind, reply[0].pages, (*reply[0].fields, *said))
    return Held(tuple(problems), places, answer)


def _differs(paper: Paper, field: Field, own: Callable[[str], str], places: dict[str, str]) -> Problem | None:
    name = field.name
    if name in places:
        return None  # the person's own choice of words, and they stand on a page
    if paper.kind == FINAL and own("denial.notice_date") and name.startswith("denial."):
        name = name.replace("denial.", "reply.")  # the notice before it is another paper
    said = own(name) if "." in name else ""
    if not said or bare(said) == bare(field.value):
        return None
    text = f'The case file says "{said[:SHOWN]}" for {name}, and the paper "{field.value[:SHOWN]}" (page {field.page}).'
    return Problem("W-PAPER", text, "look at the page, and correct case.toml where it is wrong.", paper.file)


def _place(words: str, read: Sequence[tuple[Paper, tuple[Page, ...]]]) -> str:
    """Document and printed page on which words begin, or ``""`` where they stand on none."""
    wanted = bare(words)
    for paper, pages in read:
        edges = repeated(pages)
        texts = [bare(" ".join(line.text for line in own_lines(page, edges))) for page in pages]
        for number, text in enumerate(texts):
            after = texts[number + 1] if number + 1 < len(texts) else ""
            at = (text + after).find(wanted)
            if 0 <= at < max(len(text), 1):
                title = document_title(pages) if paper.kind == BOOKLET else paper.kind
                return f"{title}, page {printed_page(pages, number + 1)}"
    return ""
