"""What ``deadlines`` does: check the dates, count, and say that the notice governs."""

from __future__ import annotations

from rich.console import Console

from offsetcase.argument.deadlines import GOVERNS, deadline, next_step, plan_must
from offsetcase.argument.deadlines import window as counted
from offsetcase.argument.plan_rules import plan_types, rules
from offsetcase.case.request import clock_today
from offsetcase.case.values import usage
from offsetcase.cli.streams import print_json
from offsetcase.cli.values import parse_date_option
from offsetcase.model.facts import show_date
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.problem import ExitCode

NOT_LEGAL_ADVICE = "This is not legal advice."


def run_deadlines(
    plan_type: str,
    notice_date: str,
    received_date: str,
    level: str,
    kind: str,
    date: str,
    *,
    window: str = "",
    as_json: bool,
) -> int:
    """Print the arithmetic.

    Raises:
        OffsetcaseError: an unknown kind of plan, or dates that can't be (status 2).
    """
    notice = parse_date_option(notice_date, "--notice-date")
    received = parse_date_option(received_date, "--received-date")
    on = parse_date_option(date, "--date") or clock_today()
    if plan_type and plan_type not in plan_types():
        hint = did_you_mean(plan_type, plan_types())
        raise usage(f'--plan-type: "{plan_type}" is not a kind of plan.', f"{hint}Known: {', '.join(plan_types())}.")
    if notice is not None and notice > on:
        raise usage(
            f"--notice-date: {show_date(notice)} lies after {show_date(on)}.", "copy the date printed on the notice."
        )
    if received is not None and notice is not None and received < notice:
        raise usage(
            f"--received-date: {show_date(received)} lies before the notice's date, {show_date(notice)}.",
            "leave it out, or copy both dates again.",
        )
    if window and counted(window) is None:
        raise usage(
            f'--window: "{window}" can\'t be counted.',
            'write it like "180 days" or "4 months"; business days aren\'t counted.',
        )
    found = deadline(plan_type or None, notice, on=on, received=received, level=level, kind=kind, window_words=window)
    decisions = plan_must(plan_type or None, two_levels=level == "second")
    after = next_step(plan_type or None)
    if as_json:
        data = {
            "plan_type": plan_type or None,
            "kind": kind,
            "last_day": found.last.isoformat() if found.last else None,
            "safe_day": found.safe.isoformat() if found.safe else None,
            "steps": list(found.steps),
            "citation": found.citation,
            "standing": found.standing,
            "days_past": found.days_past,
            "late": found.late,
            "plan_decides": decisions,
            "next_step": after,
            "notice_governs": GOVERNS,
        }
        print_json(data)
        return int(ExitCode.DONE)
    console = Console(highlight=False, soft_wrap=True)
    if plan_type:
        console.print(f"[bold]{rules()[plan_type].label[:1].upper()}{rules()[plan_type].label[1:]}[/bold]")
    for step in found.steps:
        console.print(f"  {step}", markup=False)
    if found.last is not None:
        console.print(f"Last day{'' if window else ' by the rule'}: [bold]{show_date(found.last)}[/bold]")
        console.print(f"Safe day: [bold]{show_date(found.safe or found.last)}[/bold]")
    if found.late:
        console.print(
            f"It is late: {found.late_text}{f' (see {found.late_citation})' if found.late_citation else ''}.",
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
