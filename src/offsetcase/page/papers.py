"""The plan's papers on the page: what each says, what of it may go into the case file, and what the person takes over."""

from __future__ import annotations

from typing import Any

from offsetcase.asking.answers import own_word, take_any
from offsetcase.asking.papers import WORDS
from offsetcase.case.settings import load_case
from offsetcase.model.problem import OffsetcaseError, Problem
from offsetcase.page.folder import ActionArguments, Folder
from offsetcase.page.troubles import problems_json
from offsetcase.papers.fields import Paper
from offsetcase.papers.offer import offers
from offsetcase.papers.read import SentPapers, paper_bytes, read_paper
from offsetcase.render.write import write_whole

# Found in a paper, and no key of the case file that a person answers.
_SHOWN_ONLY = ("notice.", "hint.", "booklet.", "reply.", "statement.")


def papers(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """Read papers: what each is, what it names with page and words, and what it offers to the case file."""
    read, troubles = _read(folder, said)
    sheet = folder.sheet()

    def own(name: str) -> str:
        now = sheet.get(name)
        return "" if now is None else own_word(now)

    return {
        "papers": [
            {
                "file": paper.file,
                "kind": paper.kind,
                "pages": paper.pages,
                "notes": list(paper.notes),
                "says": [
                    {"label": WORDS.get(field.name, field.name), "value": field.value, "page": field.page}
                    for field in paper.fields
                    if field.name.startswith(_SHOWN_ONLY) and field.name in WORDS
                ],
            }
            for paper in read
        ],
        "offers": [
            {
                "name": one.name,
                "label": WORDS.get(one.name, one.name),
                "now": one.now,
                "same": one.same,
                "candidates": [
                    {
                        "value": field.value,
                        "file": file,
                        "page": field.page,
                        "words": field.words,
                        "certain": field.certain,
                    }
                    for file, field in one.candidates
                ],
                "default": None if one.default is None else one.default[1].value,
            }
            for one in offers(read, own)
        ],
        "troubles": problems_json(troubles, ()),
    }


def _read(folder: Folder, said: ActionArguments) -> tuple[list[Paper], list[Problem]]:
    case = load_case(folder.case_path) if folder.case_path.is_file() else None
    sent = None if case is None else SentPapers(case.papers.enclosures, case.papers.requests, case.denial.reason)
    read: list[Paper] = []
    troubles: list[Problem] = []
    for name in said.texts("papers"):
        try:
            read.append(read_paper(name, paper_bytes(folder.path / name), None, sent))
        except OffsetcaseError as error:
            troubles += error.problems
    return read, troubles


def take_over(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """Write what was chosen, by field and value; ``left`` says of which fields a value doesn't fit, and why.

    Raises:
        OffsetcaseError: the case file can't be changed safely (status 2).
    """
    sheet = folder.sheet()
    left = []
    read, _ = _read(folder, said)
    pages = {(field.name, field.value): (paper.file, field.page) for paper in read for field in paper.fields}
    for name, text in said.table("chosen").items():
        file, page = pages.get((name, text), ("", 0))
        if not file:
            continue
        try:
            sheet.set(name, take_any(name, text), f"{file}, page {page}")
        except ValueError as error:
            left.append([WORDS.get(name, name), str(error)])
    named = [str(name) for name in sheet.get("papers.files") or ()]
    sheet.set("papers.files", named + [paper.file for paper in read if paper.file not in named])
    write_whole(folder.case_path, sheet.data())
    return {"left": left}
