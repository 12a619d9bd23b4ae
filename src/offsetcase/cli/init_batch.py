"""What ``init --batch`` does: find the cases, ask what is the same for all, and write a list with one row for each."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from offsetcase.argument.letters import letters
from offsetcase.asking.answers import take
from offsetcase.batch.job import Job
from offsetcase.case.questions import Question, questions
from offsetcase.case.request import CLAIMS_COLUMN, Request, case_columns, case_file, rules_file
from offsetcase.case.typed import parse_date_option
from offsetcase.case.values import usage
from offsetcase.cli import ask
from offsetcase.cli.batch_jobs import NAME_COLUMN, by_members, claims_in, find_jobs
from offsetcase.cli.init_run import shell_word
from offsetcase.model.language import ENGLISH, plain
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.render.reported import safe_cell
from offsetcase.render.write import write_whole

# The columns of the list that are asked about, each by the question of `init` that has its words and its form.
ASKED = {"letter": "letter.kind", "indication": "treatment.indication", "price": "treatment.price"}
HEADS = (NAME_COLUMN, CLAIMS_COLUMN, "member", "case_file", "rules", *ASKED, "date")
INTRO = (
    "One row for each case. What is the same for all of them can be said here once; Enter leaves a column empty, to be filled in "
    "case by case. An empty cell means: as the case's own case.toml says. b goes back, q stops and writes nothing."
)


def run_init_batch(sources: Sequence[Path], target: Path, answers: Sequence[str]) -> int:
    """Write the list.

    Args:
        sources: folders of case folders, claims files; a file of several people has a row for each.
        target: the list to write, beside or above the claims.
        answers: ``column=value`` for all rows; with any, no question is asked.

    Returns:
        The exit status.

    Raises:
        OffsetcaseError: nothing is found, the list is there already, a claims file isn't beside it or below (status 2).
    """
    if not sources:
        raise usage(
            "--batch: no case is named.",
            f"name the folder that holds a folder for each case:  offsetcase init cases --batch {target}",
        )
    if target.exists() or target.is_symlink():
        raise usage(f"--batch {target}: this file exists already.", "choose another name, or move it away first.")
    rows = [(one, _places(one, target.parent)) for one in _found(sources, target)]
    ask.say(f"{len(rows)} {'case' if len(rows) == 1 else 'cases'} found.")
    for request, place in rows:
        ask.say(f"  {place[NAME_COLUMN]}: {len(request.claims)} {'file' if len(request.claims) == 1 else 'files'}")
    same = _given(answers) if answers else _asked(len(rows))
    if same is None:
        ask.say("Stopped. Nothing is written.")
        return int(ExitCode.DONE)
    write_whole(target, _text([place | same for _, place in rows]).encode("utf-8-sig"), replace=False)
    ask.say()
    ask.say(f"The list is {target}: open it in a spreadsheet, fill in what differs, and save it as CSV (UTF-8).")
    further = [one for one in case_columns() if one not in HEADS]
    ask.say(f"Further columns that it may have: {', '.join(further)}, and set.<assumption>.")
    print(f"Next, run:\n  offsetcase batch {shell_word(str(target))} -o letters")
    return int(ExitCode.DONE)


def _found(sources: Sequence[Path], target: Path) -> list[Request]:
    """A request for each case; claims of several people are one for each, unless their own case file says whose they are."""
    out = target.parent / ".no-letters"
    jobs, _ = find_jobs([str(one) for one in sources], out, Job("", out), by_member=False)
    lost = [problem for job in jobs for problem in job.trouble]
    if lost:
        raise OffsetcaseError(lost, ExitCode.USAGE)
    requests = [job.request for job in jobs if job.request is not None]
    return [
        one for request in requests for one in ([request] if case_file(request) is not None else by_members(request))
    ]


def _places(request: Request, folder: Path) -> dict[str, str]:
    """A row's files, as seen from the list: a folder where the case has one to itself."""
    claims = request.claims
    parent = claims[0].parent
    whole = {one.resolve() for one in claims} == {one.resolve() for one in claims_in(parent)}
    own = whole and parent.resolve() != folder.resolve()
    files = {"claims": ";".join(_seen(one, folder) for one in ([parent] if own else claims)), "member": request.member}
    for column, path in (("case_file", case_file(request)), ("rules", rules_file(request))):
        files[column] = "" if path is None else _seen(path, folder)
    name = request.member or (parent.name if own else claims[0].stem)
    return {"case": name, **files}


def _seen(path: Path, folder: Path) -> str:
    try:
        seen = path.resolve().relative_to(folder.resolve()).as_posix()
    except ValueError:
        remedy = "write the list into the folder that holds all cases:  --batch THAT-FOLDER/jobs.csv"
        problem = Problem("E-MANIFEST", "a list of cases names files beside it or below it alone.", remedy, str(path))
        raise OffsetcaseError(problem, ExitCode.USAGE) from None
    # A name that a spreadsheet would take for a formula is written so that it can't, and names the same file.
    return seen if safe_cell(seen) == seen else f"./{seen}"


def _question(column: str) -> Question:
    return next(one for one in questions() if one.path == ASKED[column])


def _options(column: str) -> tuple[tuple[str, str], ...]:
    known = letters() if column == "letter" else None
    return tuple(one for one in _question(column).choices if known is None or one[0] in known)


def _asked(count: int) -> dict[str, str] | None:
    """What is the same for all rows; ``None`` where the person stopped."""
    ask.say()
    ask.say(INTRO)
    columns = list(ASKED)
    same: dict[str, str] = {}
    number = 0
    while number < len(columns):
        column = columns[number]
        question, options = _question(column), _options(column)
        print()
        ask.say(f"For all {count} cases: {question.ask}")
        ask.say(question.why, "   ")
        ask.choices(options)

        def taken(text: str, options: Any = options, question: Question = question) -> Any:
            return take(question, ask.choose(options)(text) if options else text)

        prompt = plain(ENGLISH, "init", "prompt.choice" if options else f"prompt.{question.kind}")
        try:
            got = ask.ask(prompt, "", taken)
        except ask.Back:
            number = max(0, number - 1)
            continue
        except (ask.Stopped, KeyboardInterrupt):
            return None
        except ask.Ended:
            break  # what was not answered is left to the list
        same[column] = "" if got is None else str(got)
        number += 1
    return same


def _given(answers: Sequence[str]) -> dict[str, str]:
    problems: list[Problem] = []
    same: dict[str, str] = {}
    for item in answers:
        key, sign, text = (part.strip() for part in item.partition("="))
        try:
            if not sign or key not in (*ASKED, "date"):
                raise ValueError(f"a list takes  {'=…, '.join((*ASKED, 'date'))}=…  for all its rows.")
            if key == "date":
                day = parse_date_option(text, "--answer date")
                same[key] = "" if day is None else day.isoformat()
            else:
                same[key] = str(take(_question(key), text))
        except OffsetcaseError as error:
            problems += error.problems
        except ValueError as error:
            problems.append(Problem("E-ANSWER", f'--answer "{item[:60]}" doesn\'t fit: {error}', "correct it."))
    if problems:
        raise OffsetcaseError(problems, ExitCode.USAGE)
    return same


def _text(rows: Sequence[dict[str, str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, HEADS, restval="")
    writer.writeheader()
    writer.writerows({name: safe_cell(cell) for name, cell in row.items()} for row in rows)
    return text.getvalue()
