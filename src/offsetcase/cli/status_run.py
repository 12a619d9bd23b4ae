"""What ``status`` does: read the case file, and say what the course of the case is today."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from rich.console import Console
from rich.padding import Padding

from offsetcase.argument.course import Course, CourseStep, course, to_do
from offsetcase.argument.deadlines import GOVERNS
from offsetcase.case.oddities import oddities
from offsetcase.case.request import clock_today
from offsetcase.case.sent import Sent
from offsetcase.case.settings import CASE_NAME, CaseFile, letter_kind, load_case
from offsetcase.case.typed import parse_date_option
from offsetcase.cli.streams import print_json
from offsetcase.model.facts import show_date
from offsetcase.model.problem import ExitCode, Problem

NOT_LEGAL_ADVICE = "This is not legal advice."


def case_of(path: Path) -> CaseFile:
    """The case file at a path, or in a folder.

    Raises:
        OffsetcaseError: there is none, or it can't be read (status 2).
    """
    return load_case(path / CASE_NAME if path.is_dir() else path)


def run_status(path: Path, date: str, *, as_json: bool) -> int:
    """Print where the case stands.

    Raises:
        OffsetcaseError: no case file, or a date that can't be (status 2).
    """
    today = parse_date_option(date, "--date") or clock_today()
    case = case_of(path)
    where = course(case, letter_kind(case), today)
    doubts = [*oddities(case, today), *([] if case.sent is None else _doubts(case.sent, today))]
    if as_json:
        print_json(_data(where, today, doubts))
        return int(ExitCode.DONE)
    console = Console(highlight=False)
    for words in where.words:
        console.print(words, markup=False)
    console.print(f"\n[bold]Today, {show_date(today)}[/bold]")
    for words in to_do(where, today):
        console.print(Padding(words, (0, 0, 0, 2)), markup=False)
    # What only a no of the plan would open is for the calendar; before anything is sent it is noise.
    steps = [step for step in where.steps if where.sent is not None or step.key != "outside"]
    if steps:
        console.print("\n[bold]What is to come[/bold]")
        for step in steps:
            console.print(Padding(_line(step, where, today), (0, 0, 0, 2)), markup=False)
    for problem in doubts:
        console.print(f"\nPlease check: {problem.text} {problem.remedy}", markup=False)
    console.print(f"\n{GOVERNS} {NOT_LEGAL_ADVICE}", markup=False)
    return int(ExitCode.DONE)


def _line(step: CourseStep, where: Course, today: dt.date) -> str:
    if step.day is None:
        return f"{step.title}: not known. {step.text}"
    left = (step.day - today).days
    when = "today" if not left else f"in {left} {'day' if left == 1 else 'days'}" if left > 0 else "past"
    condition = ", if it is sent today" if where.sent is None and step.tentative else ""
    return f"{show_date(step.day)} ({when}{condition}): {step.title}"


def _doubts(sent: Sent, today: dt.date) -> list[Problem]:
    """What the record of sending says and hardly means."""
    doubts = []
    days = [("on", sent.on), ("arrived", sent.arrived)]
    days += [("calls", call.on) for call in sent.calls]
    days += [(name, day) for one in sent.answers for name, day in (("answers", one.on), ("answers", one.received))]
    for name, day in days:
        if day is not None and day > today:
            doubts.append(
                Problem("W-DATE-AHEAD", f"[sent] {name} has {show_date(day)}, a day still to come.", "Check the year.")
            )
        elif day is not None and sent.on is not None and day < sent.on:
            text = f"[sent] {name} has {show_date(day)}, before {show_date(sent.on)}, on which the letter went."
            doubts.append(Problem("W-DATE-AHEAD", text, "Check both days; what belongs to an earlier letter goes."))
    if sent.on is None:
        doubts.append(
            Problem("W-DATE-AHEAD", "[sent] has no day on which the letter went.", "Write it as  on = 2026-12-01")
        )
    return doubts


def _data(where: Course, today: dt.date, doubts: list[Problem]) -> dict[str, object]:
    return {
        "letter": where.kind,
        "stage": where.stage,
        "where": list(where.words),
        "today": today.isoformat(),
        "to_do": to_do(where, today),
        "steps": [
            {
                "step": step.key,
                "day": step.day.isoformat() if step.day else None,
                "title": step.title,
                "text": step.text,
                "tentative": step.tentative,
            }
            for step in where.steps
        ],
        "check": [f"{one.text} {one.remedy}" for one in doubts],
    }
