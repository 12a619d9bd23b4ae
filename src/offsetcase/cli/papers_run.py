"""What ``papers`` does: read each paper, show what it says, and write what the person confirms."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from offsetcase.argument.deadlines import deadline
from offsetcase.asking.answers import own_word, take_any
from offsetcase.asking.papers import SIGNS, WORDS
from offsetcase.case.edit import CaseSheet
from offsetcase.case.questions import tables
from offsetcase.case.request import clock_today
from offsetcase.case.settings import CASE_NAME, load_case
from offsetcase.case.values import usage
from offsetcase.cli import ask
from offsetcase.cli.progress import working
from offsetcase.cli.streams import print_json
from offsetcase.model.problem import ExitCode, OffsetcaseError
from offsetcase.papers.fields import BOOKLET, SUMMARY, Field, Paper
from offsetcase.papers.offer import Offer, offers
from offsetcase.papers.read import SentPapers, paper_bytes, read_paper
from offsetcase.papers.scans import Kept, reader
from offsetcase.render.write import write_whole

_LONG = 300


def run_papers(files: tuple[Path, ...], case: Path | None, *, write: bool, as_json: bool) -> int:
    """Read the papers, print what they say, and write what is confirmed.

    Returns:
        The exit status.

    Raises:
        OffsetcaseError: after everything that could be read, with each paper that couldn't (status 2 or 4); the case file
            can't be used (2) or written (7).
    """
    if as_json and write:
        raise usage("--json and --write: one prints for programs, the other asks a person.", "give one of the two.")
    path = case or files[0].parent / CASE_NAME
    asks = sys.stdin is not None and sys.stdin.isatty()
    papers, troubles = read_all(files, _sent(path), quiet=as_json, sheets=not as_json and (write or asks))
    if as_json:
        print_json({"files": [paper.as_json() for paper in papers]})
    else:
        for paper in papers:
            show(paper)
            _clock(paper, path)
        if papers and (write or asks):
            _write(papers, files, path, asks=asks)
            _request(papers, path, asks=asks)
        elif offers(papers, lambda name: ""):
            ask.say()
            ask.say("Look at each against its page. To take over what is certain, run the same command with --write.")
    if troubles:
        raise OffsetcaseError([problem for one in troubles for problem in one.problems], troubles[0].exit_code)
    return int(ExitCode.DONE)


def _sent(path: Path) -> SentPapers | None:
    """What the case file says was sent before, which a final notice answers."""
    if not path.is_file():
        return None
    case = load_case(path)
    return SentPapers(case.papers.enclosures, case.papers.requests, case.denial.reason)


def _clock(paper: Paper, path: Path) -> None:
    """Under a reply: by when the next step must be taken, where that can be counted."""
    step = next(iter(paper.get("reply.next")), None)
    if step is None:
        return
    case = load_case(path)
    days = [field for field in paper.get("denial.notice_date") if field.certain]
    external = step.value == "external review"
    windows = [one for one in paper.get("notice.external_window" if external else "denial.window") if one.certain]
    limit = deadline(
        case.plan.type,
        dt.date.fromisoformat(days[0].value) if days else case.reply.notice_date,
        on=case.letter.date or clock_today(),
        level="second",
        kind="external-review" if external else "appeal",
        window=windows[0].value if windows else case.reply.external_window if external else case.reply.window,
    )
    for one in limit.steps:
        ask.say(one, "      ")


def read_all(
    files: Sequence[Path], sent: SentPapers | None, *, quiet: bool, sheets: bool = False
) -> tuple[list[Paper], list[OffsetcaseError]]:
    """Every paper that can be read, and what keeps the others from it.

    Args:
        files: the papers.
        sent: what was sent before.
        quiet: whether nothing is said meanwhile.
        sheets: whether a sheet that shows a scan's words beside their pictures is written beside each scan.
    """
    papers, troubles = [], []
    for path in files:
        kept: Kept = {}
        try:
            data = paper_bytes(path)
            with working(f"Reading {path.name}", quiet=quiet):
                papers.append(read_paper(path.name, data, reader(kept), sent))
            if sheets and any(field.from_ocr for field in papers[-1].fields):
                _compare(path, papers[-1], kept)
        except OffsetcaseError as error:
            troubles.append(error)
    return papers, troubles


def _compare(path: Path, paper: Paper, kept: Kept) -> None:
    """Write the sheet that shows each thing beside the piece of the picture in which it was read."""
    from offsetcase.render.compared_sheet import sheet

    if paper.file in kept:
        target = path.with_name(f"{path.stem}-compare.html")
        write_whole(target, sheet(paper, kept[paper.file], WORDS))
        ask.say(f"Written: {target}. It shows each thing beside its picture: open it in your browser and compare.")


def show(paper: Paper) -> None:
    """Print one paper: what it is, and each thing found with page and words."""
    ask.say()
    ask.say(f"{paper.file}: {paper.kind}, {paper.pages} page{'s' if paper.pages != 1 else ''}.")
    for field in paper.fields:
        mark = (
            ""
            if field.certain or field.name.startswith(("notice.", "hint.", "booklet.", "reply."))
            else "  (look: not certain)"
        )
        scan = "  (read from a picture: compare each sign)" if field.from_ocr else ""
        ask.say(f"{WORDS.get(field.name, field.name)}: {_short(field.value)}{mark}{scan}", "  ")
        if field.words != field.value:
            ask.say(f'page {field.page}: "{_short(field.words)}"', "      ")
        else:
            ask.say(f"page {field.page}", "      ")
    for note in paper.notes:
        ask.say(note, "  ")


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG].rstrip()} …"


def _write(papers: Sequence[Paper], files: Sequence[Path], path: Path, *, asks: bool) -> None:
    if path.is_dir() or path.is_symlink():
        raise usage(f"--case {path}: this is a folder or a link.", "name a file, like  --case case.toml")
    sheet = CaseSheet(path, tables())
    take_over(sheet, papers, files, asks=asks)


def offer_papers(sheet: CaseSheet, files: Sequence[Path], *, asks: bool) -> None:
    """Read papers, show what they say, and write what is confirmed: what ``init`` does before its questions.

    Raises:
        OffsetcaseError: after everything that could be read was offered, with each paper that couldn't (status 2 or 4).
    """
    papers, troubles = read_all(files, _sent(sheet.path), quiet=not asks, sheets=True)
    for paper in papers:
        show(paper)
    if papers:
        take_over(sheet, papers, files, asks=asks)
    if troubles:
        raise OffsetcaseError([problem for one in troubles for problem in one.problems], troubles[0].exit_code)


def take_over(sheet: CaseSheet, papers: Sequence[Paper], files: Sequence[Path], *, asks: bool) -> None:
    """Offer what the papers say, and write what is taken into the case file.

    Args:
        sheet: the case file.
        papers: the papers as read.
        files: where they are.
        asks: whether a person is asked about each; else what is certain is taken.
    """
    path = sheet.path
    done: dict[str, list[str]] = {"taken": [], "same": [], "left": []}
    if asks:
        ask.say()
        ask.say(
            "Which of these shall go into your case file? Enter takes what stands in [brackets], - leaves it out, q stops."
        )
    try:
        for offer in offers(papers, lambda name: _own(sheet, name)):
            done[_one(sheet, offer, asks=asks)].append(WORDS.get(offer.name, offer.name))
    except (ask.Stopped, ask.Ended):
        pass
    ask.say()
    # From now on a build says where the case file and its papers differ, and takes up a reply.
    named = [str(name) for name in sheet.get("papers.files") or ()]
    beside = [file.name for file in files if file.resolve().parent == path.resolve().parent and file.name not in named]
    if done["taken"] or (beside and path.is_file() and done["same"]):
        sheet.set("papers.files", named + beside)
        write_whole(path, sheet.data())
    if done["taken"]:
        ask.say(f"Written into {path}: {', '.join(done['taken'])}.")
    if done["same"]:
        ask.say(f"As your case file has it: {', '.join(done['same'])}.")
    if done["left"]:
        ask.say(f"Left for you: {', '.join(done['left'])}. offsetcase init asks for each.")


def _own(sheet: CaseSheet, name: str) -> str:
    now = sheet.get(name)
    return "" if now is None else own_word(now)


def _request(papers: Sequence[Paper], path: Path, *, asks: bool) -> None:
    """Where a summary of benefits is all there is: the request for the whole document, beside the case file."""
    kinds = {paper.kind for paper in papers}
    if SUMMARY not in kinds or BOOKLET in kinds:
        return
    from offsetcase.render.plan_request import NAME, plan_request_pdf

    target = path.parent / NAME
    if target.exists():
        ask.say(f"{target} is there already and stays as it is.")
        return
    if asks:
        try:
            wanted = ask.ask("Write the request for the whole plan document? yes or no", "yes", str)
        except (ask.Stopped, ask.Ended, ask.Back):
            return
        if wanted is None or str(wanted).lower().startswith("n"):
            return
    case = load_case(path if path.is_file() else None)
    write_whole(target, plan_request_pdf(case, case.letter.date or clock_today()), replace=False)
    ask.say(f"Written: {target}. Sign it and send it to the plan.")


def _one(sheet: CaseSheet, offer: Offer, *, asks: bool) -> str:
    """Take one field over, if the person says so: ``taken``, ``left``, or ``same`` where the case file has it already."""
    name, default = offer.name, offer.default
    if offer.same:
        return "same"
    if offer.now:
        ask.say(f"{WORDS.get(name, name)}: your case file says {offer.now}; {_papers_say(offer.candidates)}.")
    if not asks:
        return "taken" if default is not None and _set(sheet, name, *default) else "left"
    print()
    options = [
        (field.value, f"{_short(field.value)}   ({file}, page {field.page})") for file, field in offer.candidates
    ]
    ask.say(f"{WORDS.get(name, name)}:")
    ask.choices(options)
    number = str([one[0] for one in options].index(default[1].value) + 1) if default else ""
    while True:
        try:
            got = ask.ask("Number", number, ask.choose(options))
        except ask.Back:
            continue
        break
    if got is None or (got == "" and default is None):
        return "left"
    value = default[1].value if got == "" and default else str(got)
    file, field = next(one for one in offer.candidates if one[1].value == value)
    if field.from_ocr and name in SIGNS:
        typed = _twice(field)
        if not typed:
            return "left"
        field = replace(field, value=typed)
    return "taken" if _set(sheet, name, file, field) else "left"


def _twice(field: Field) -> str:
    """What the person types as the paper shows it, for engines alter single signs; a second time where it isn't what was read.

    Returns:
        What two of the three say alike; ``""`` where none do.
    """
    first = ask.ask("It was read from a picture. Type it as the paper shows it", "", str)
    if not isinstance(first, str) or not first or first == field.value:
        return first if isinstance(first, str) else ""
    again = ask.ask(f"The program read {field.value}. Type it once more as the paper shows it", "", str)
    return again if isinstance(again, str) and again in (first, field.value) else ""


def _papers_say(values: Sequence[tuple[str, Field]]) -> str:
    return " and ".join(f"{file} says {_short(field.value)} (page {field.page})" for file, field in values)


def _set(sheet: CaseSheet, name: str, file: str, field: Field) -> bool:
    try:
        value: Any = take_any(name, field.value)
    except ValueError as error:
        ask.say(f"  {WORDS.get(name, name)} isn't taken over: {error}")
        return False
    sheet.set(name, value, f"{file}, page {field.page}")
    return True
