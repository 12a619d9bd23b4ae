"""What ``papers`` does: read each paper, show what it says, and write what the person confirms."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from offsetcase.case.edit import CaseSheet
from offsetcase.case.questions import tables
from offsetcase.case.request import clock_today
from offsetcase.case.settings import CASE_NAME, load_case
from offsetcase.case.values import usage
from offsetcase.cli import ask
from offsetcase.cli.answers import own_word, take_any
from offsetcase.cli.progress import working
from offsetcase.cli.streams import print_json
from offsetcase.model.problem import ExitCode, OffsetcaseError
from offsetcase.papers.found import BOOKLET, SUMMARY, Field, Paper
from offsetcase.papers.read import Sent, paper_bytes, read_paper
from offsetcase.render.write import write_whole

WORDS = {
    "denial.reference": "reference", "denial.claim_number": "claim number", "denial.notice_date": "date of the notice",
    "denial.reason": "reason given", "denial.level": "next appeal", "denial.deadline": "last day to appeal",
    "denial.window": "window to appeal", "plan.name": "plan", "plan.address": "appeals go to", "plan.fax": "fax for appeals",
    "plan.review_address": "outside review is asked for at", "plan.definition": "definition", "plan.clause": "clause",
    "plan.clause_source": "where the clause stands", "member.name": "patient", "member.member_id": "member ID",
    "member.group_number": "group number", "member.date_of_birth": "date of birth", "treatment.provider": "provider",
    "notice.codes": "denial codes", "notice.reviewed": "said to be reviewed", "notice.expedited": "expedited review",
    "notice.portal": "web site for appeals", "notice.administrator": "administrator", "notice.external_window": "window for outside review",
    "hint.plan_type": "points to the kind of plan", "booklet.against": "against you", "booklet.for": "for you",
    "booklet.procedure": "the way to appeal",
    "reply.reviewed": "enclosed, and said to be reviewed",
    "reply.not_named": "enclosed, and not named in the answer",
    "reply.new_reason": "a reason that wasn't given before",
    "reply.unanswered": "asked for, and not spoken of",
}  # fmt: skip
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
    found, troubles = read_all(files, _sent(path), quiet=as_json)
    if as_json:
        print_json({"files": [paper.as_json() for paper in found]})
    else:
        for paper in found:
            show(paper)
        asks = sys.stdin is not None and sys.stdin.isatty()
        if found and (write or asks):
            _write(found, files, path, asks=asks)
            _request(found, path, asks=asks)
        elif any(confirmable(paper.fields) for paper in found):
            ask.say()
            ask.say("Look at each against its page. To take over what is certain, run the same command with --write.")
    if troubles:
        raise OffsetcaseError([problem for one in troubles for problem in one.problems], troubles[0].exit_code)
    return int(ExitCode.DONE)


def _sent(path: Path) -> Sent | None:
    """What the case file says was sent before, which a final notice answers."""
    if not path.is_file():
        return None
    case = load_case(path)
    return Sent(case.papers.enclosures, case.papers.requests, case.denial.reason)


def read_all(files: Sequence[Path], sent: Sent | None, *, quiet: bool) -> tuple[list[Paper], list[OffsetcaseError]]:
    """Every paper that can be read, and what keeps the others from it."""
    found, troubles = [], []
    for path in files:
        try:
            data = paper_bytes(path)
            with working(f"Reading {path.name}", quiet=quiet):
                found.append(read_paper(path.name, data, sent=sent))
        except OffsetcaseError as error:
            troubles.append(error)
    return found, troubles


def confirmable(fields: Sequence[Field]) -> dict[str, list[Field]]:
    """The fields that the case file keeps, by name, candidates in order."""
    kept: dict[str, list[Field]] = {}
    for field in fields:
        if field.name.startswith(("notice.", "hint.", "booklet.", "reply.", "statement.")):
            continue
        kept.setdefault(field.name, []).append(field)
    return kept


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


def _write(found: Sequence[Paper], files: Sequence[Path], path: Path, *, asks: bool) -> None:
    if path.is_dir() or path.is_symlink():
        raise usage(f"--case {path}: this is a folder or a link.", "name a file, like  --case case.toml")
    sheet = CaseSheet(path, tables())
    offered: dict[str, list[tuple[str, Field]]] = {}
    for paper in found:
        for name, fields in confirmable(paper.fields).items():
            offered.setdefault(name, []).extend((paper.file, field) for field in fields)
    taken: list[str] = []
    left: list[str] = []
    same: list[str] = []
    if asks:
        ask.say()
        ask.say(
            "Which of these shall go into your case file? Enter takes what stands in [brackets], - leaves it out, q stops."
        )
    try:
        for name, candidates in offered.items():
            {"taken": taken, "left": left, "same": same}[_one(sheet, name, candidates, asks=asks)].append(name)
    except (ask.Stopped, ask.Ended):
        pass
    ask.say()
    if taken:
        # From now on a build says where the case file and its papers differ.
        named = [str(name) for name in sheet.get("papers.files") or ()]
        beside = [file for file in files if file.resolve().parent == path.resolve().parent]
        sheet.set("papers.files", named + [one.name for one in beside if one.name not in named])
        write_whole(path, sheet.data())
        ask.say(f"Written into {path}: {', '.join(WORDS.get(name, name) for name in taken)}.")
    if same:
        ask.say(f"As your case file has it: {', '.join(WORDS.get(name, name) for name in same)}.")
    if left:
        ask.say(f"Left for you: {', '.join(WORDS.get(name, name) for name in left)}. offsetcase init asks for each.")


def _request(found: Sequence[Paper], path: Path, *, asks: bool) -> None:
    """Where a summary of benefits is all there is: the request for the whole document, beside the case file."""
    kinds = {paper.kind for paper in found}
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
    write_whole(target, plan_request_pdf(case, case.letter.date or clock_today()))
    ask.say(f"Written: {target}. Sign it and send it to the plan.")


def _one(sheet: CaseSheet, name: str, candidates: Sequence[tuple[str, Field]], *, asks: bool) -> str:
    """Take one field over, if the person says so: ``taken``, ``left``, or ``same`` where the case file has it already."""
    values: dict[str, tuple[str, Field]] = {}
    for file, field in candidates:
        key = "".join(c for c in field.value.casefold() if c.isalnum())
        if key not in values or field.certain:
            values[key] = (file, field)
    certain = [one for one in values.values() if one[1].certain]
    now = sheet.get(name)
    if now not in (None, ""):
        same = "".join(c for c in own_word(now).casefold() if c.isalnum())
        if same in values:
            return "same"
        ask.say(f"{WORDS.get(name, name)}: your case file says {own_word(now)}; {_papers_say(list(values.values()))}.")
        if not asks:
            return "left"
    default = certain[0] if len(certain) == 1 and now in (None, "") else None
    if not asks:
        return "taken" if default is not None and _set(sheet, name, *default) else "left"
    print()
    options = [(field.value, f"{_short(field.value)}   ({file}, page {field.page})") for file, field in values.values()]
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
    file, field = next(one for one in values.values() if one[1].value == value)
    if field.from_ocr and not _twice(field):
        return "left"
    return "taken" if _set(sheet, name, file, field) else "left"


def _twice(field: Field) -> bool:
    """What a program read from a picture is typed once more by the person: engines alter single signs."""
    got = ask.ask("It was read from a picture. Type it as the paper shows it", "", str)
    return isinstance(got, str) and got == field.value


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
