"""What ``deadlines`` does: check the dates, count, and say that the notice governs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from offsetcase.argument.course import printed_times
from offsetcase.argument.deadlines import GOVERNS, deadline, next_step, plan_must
from offsetcase.argument.plan_rules import plan_types, rules
from offsetcase.case.request import clock_today
from offsetcase.case.settings import CaseFile
from offsetcase.case.typed import parse_date_option
from offsetcase.case.values import usage
from offsetcase.cli.status_run import NOT_LEGAL_ADVICE, case_of
from offsetcase.cli.streams import print_json
from offsetcase.model.facts import show_date
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.problem import ExitCode


@dataclass(frozen=True, slots=True)
class DaysTyped:
    """What was typed; ``""`` where the case file or a default decides."""

    case: Path | None
    plan_type: str
    notice_date: str
    received_date: str
    level: str
    kind: str
    date: str


def run_deadlines(asked: DaysTyped, *, as_json: bool) -> int:
    """Print the arithmetic.

    Raises:
        OffsetcaseError: an unknown kind of plan, dates that can't be, or the case file (status 2).
    """
    case = case_of(asked.case) if asked.case else CaseFile()
    denial = case.denial
    notice = parse_date_option(asked.notice_date, "--notice-date")
    received = parse_date_option(asked.received_date, "--received-date") or (None if notice else denial.received_date)
    # What the case file's notice says of its own time belongs to its date alone.
    own = notice is None or notice == denial.notice_date
    notice = notice or denial.notice_date
    on = parse_date_option(asked.date, "--date") or clock_today()
    plan_type = asked.plan_type or str(case.plan.type or "")
    level = asked.level or str(denial.level or "first")
    kind = asked.kind or ("external-review" if case.letter.kind == "external-review" else "appeal")
    if plan_type and plan_type not in plan_types():
        hint = did_you_mean(plan_type, plan_types())
        raise usage(f'--plan-type: "{plan_type}" is not a kind of plan.', f"{hint}Known: {', '.join(plan_types())}.")
    if notice is not None and notice > on:
        raise usage(
            f"{'--notice-date' if asked.notice_date else '[denial] notice_date'}: {show_date(notice)} lies after {show_date(on)}.",
            "copy the date printed on the notice.",
        )
    if received is not None and notice is not None and received < notice:
        raise usage(
            f"{'--received-date' if asked.received_date else '[denial] received_date'}: {show_date(received)} lies before the notice's date, {show_date(notice)}.",
            "leave it out, or copy both dates again.",
        )
    limit = deadline(
        plan_type or None,
        notice,
        on=on,
        received=received,
        level=level,
        kind=kind,
        **(printed_times(denial, external=kind == "external-review") if own else {}),
    )
    decisions = plan_must(plan_type or None, two_levels=level == "second")
    after = next_step(plan_type or None)
    if as_json:
        data = {
            "plan_type": plan_type or None,
            "kind": kind,
            "last_day": limit.last.isoformat() if limit.last else None,
            "safe_day": limit.safe.isoformat() if limit.safe else None,
            "steps": list(limit.steps),
            "citation": limit.citation,
            "standing": limit.standing,
            "days_past": limit.days_past,
            "late": limit.late,
            "plan_decides": decisions,
            "next_step": after,
            "notice_governs": GOVERNS,
        }
        print_json(data)
        return int(ExitCode.DONE)
    console = Console(highlight=False, soft_wrap=True)
    if plan_type:
        console.print(f"[bold]{rules()[plan_type].label[:1].upper()}{rules()[plan_type].label[1:]}[/bold]")
    for step in limit.steps:
        console.print(f"  {step}", markup=False)
    if limit.last is not None:
        by = "by the rule" if limit.citation else "as the notice prints it"
        console.print(f"Last day {by}: [bold]{show_date(limit.last)}[/bold]")
    if safe := limit.safe or limit.last:
        console.print(f"Safe day: [bold]{show_date(safe)}[/bold]")
    if limit.late:
        console.print(
            f"It is late: {limit.late_text}{f' (see {limit.late_citation})' if limit.late_citation else ''}.",
            markup=False,
        )
    if decisions:
        console.print("The plan decides an appeal within:")
        for one in decisions:
            console.print(f"  {one}", markup=False)
    if after:
        console.print(f"After a final denial: {after}", markup=False)
    if not plan_type:
        console.print("Kinds of plans: " + ", ".join(plan_types()), markup=False)
    console.print(f"{GOVERNS} {NOT_LEGAL_ADVICE}", markup=False)
    return int(ExitCode.DONE)
