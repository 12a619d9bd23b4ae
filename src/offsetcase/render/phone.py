"""The page beside the phone: numbers, what to say and ask, and a log; from the case file and what is to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from offsetcase.argument.course import Course, course_words
from offsetcase.case.settings import CaseFile
from offsetcase.model.facts import show_date
from offsetcase.render.frame import single_page
from offsetcase.render.templating import for_templates

NAME = "phone.pdf"
ROWS = 6
LINE = "________________"


def phone_html(
    case: CaseFile, course: Course, help_lines: Iterable[str], own: Path | None, paper: str, today: dt.date
) -> str:
    """The page; what the case file lacks is a line to fill in by hand.

    Args:
        case: names and numbers.
        course: what is to come.
        help_lines: whom to ask for free, in words.
        own: a user's folder of templates.
        paper: ``letter`` or ``a4``.
        today: the day from which the course counts a letter that is not sent.

    Raises:
        OffsetcaseError: a fault of the user's own template (status 2), or something in it that no letter needs (8).
    """
    denial, sent = case.denial, course.sent
    what = course_words()["what"][course.kind]
    calls = list(sent.calls[-ROWS:]) if sent else []
    numbers = [
        ("The plan, from the back of the card", ""),
        ("The plan’s fax", case.plan.fax),
        ("Member ID", case.member.member_id),
        ("Group number", case.member.group_number),
        (
            "Reference / claim number of the denial",
            " / ".join(one for one in (denial.reference, denial.claim_number) if one),
        ),
        ("Proof of sending", sent.confirmation if sent else ""),
        ("Prescriber", ", ".join(one for one in (case.prescriber.name, case.prescriber.phone) if one)),
        ("Free help", "; ".join(help_lines)),
    ]
    return single_page(
        "packet/phone.html.j2",
        own,
        paper,
        member=case.member.name or LINE,
        member_id=case.member.member_id or LINE,
        numbers=numbers,
        steps=[step for step in course.steps if step.key != "outside"],
        show_date=for_templates(show_date),
        what=f"{'an' if what[0] in 'aeiou' else 'a'} {what}",
        plain_what=what,
        reference=denial.reference,
        sent=show_date(sent.on) if sent and sent.on else "",
        last_unknown=any(step.key == "file" and step.day is None for step in course.steps),
        calls=calls,
        empty_rows=[""] * (ROWS - len(calls)),
        planned="" if sent else show_date(today),
    )
