"""The page beside the phone: numbers, what to say and ask, and a log; from the case file and what is to come."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path

from markupsafe import Markup

from offsetcase.argument.course import Course, course_words
from offsetcase.case.settings import CaseFile
from offsetcase.model.language import day_words, spoken
from offsetcase.model.language import say as spoken_sentence
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
    denial, sent, language = case.denial, course.sent, course.language

    def say(path: str, **values: str) -> Markup:
        return spoken_sentence(language, "phone", path, **values)

    def day(date: dt.date) -> str:
        return day_words(language, date)

    calls = list(sent.calls[-ROWS:]) if sent else []
    references = " / ".join(one for one in (denial.reference, denial.claim_number) if one)
    values = {
        "plan": "",
        "fax": case.plan.fax,
        "member_id": case.member.member_id,
        "group": case.member.group_number,
        "reference": references,
        "proof": sent.confirmation if sent else "",
        "prescriber": ", ".join(one for one in (case.prescriber.name, case.prescriber.phone) if one),
        "help": "; ".join(help_lines),
    }
    return single_page(
        "packet/phone.html.j2",
        own,
        paper,
        language=language,
        unreviewed=spoken(language, "language")["unreviewed"],
        say=for_templates(say),
        member=case.member.name or LINE,
        numbers=[(say(f"numbers.{name}"), value) for name, value in values.items()],
        steps=[step for step in course.steps if step.key != "outside"],
        show_date=for_templates(day),
        spoken=say(
            "say.text",
            member=case.member.name or LINE,
            member_id=case.member.member_id or LINE,
            what=say(f"a.{course.kind}"),
            reference=say("say.reference", reference=denial.reference) if denial.reference else "",
            sent=say("say.sent", day=day(sent.on)) if sent and sent.on else "",
        ),
        plain_what=course_words(language)["what"][course.kind],
        last_unknown=any(step.key == "file" and step.day is None for step in course.steps),
        calls=calls,
        empty_rows=[""] * (ROWS - len(calls)),
        planned="" if sent else day(today),
    )
