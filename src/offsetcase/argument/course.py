"""What comes after a letter is made: its days, and whom to ask where a day is not known. From the case file alone.

The calendar, the page beside the phone and ``status`` all say what is worked out here. Days come from the plan rules, the
notice's own words, and what the plan itself named; of two the earlier one counts. Nothing is predicted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from offsetcase.argument.deadlines import Deadline, deadline, next_business_day, next_step, period_after
from offsetcase.argument.letters import letters
from offsetcase.argument.plan_rules import Period, rules
from offsetcase.case.reply import Reply, answers, last_denial
from offsetcase.case.sent import Answer, Sent
from offsetcase.case.settings import CaseFile, Denial
from offsetcase.model.language import ENGLISH, day_words, span_words, spoken

CALL_AFTER_DAYS = 7
REMIND_DAYS = (14, 7, 1)
# The periods for a treatment that has yet to start, as the rules' files name them; never the hurried or the paid ones.
_BEFORE = (
    "pre-service",
    "prior authorization",
    "reconsideration",
    "redetermination",
    "standard",
    "exception",
    "hearing",
)


def course_words(language: str = ENGLISH) -> Mapping[str, Any]:
    """The sentences, by table and name."""
    return spoken(language, "course")


@dataclass(frozen=True, slots=True)
class Speech:
    """How a case's course is said: of which kind of letter, in which language."""

    kind: str
    language: str = ENGLISH

    def __call__(self, path: str, **values: str) -> str:
        """One sentence with what the case puts in; ``What`` begins a sentence, ``whom`` is called about it and ``whose`` answer is due."""
        table, name = path.split(".")
        every = course_words(self.language)
        what = every["what"][self.kind]
        text: str = every[table][name]
        whose = every["whose"][self.kind]
        known = {
            "what": what,
            "What": what[:1].upper() + what[1:],
            "whom": every["whom"][self.kind],
            "whose": whose,
            "Whose": whose[:1].upper() + whose[1:],
        }
        return text.format_map(known | values)

    def day(self, day: dt.date) -> str:
        """A day in print."""
        return day_words(self.language, day)


@dataclass(frozen=True, slots=True)
class CourseStep:
    """One thing to come: ``day`` is ``None`` where it is not known, and ``text`` says then whom to ask.

    ``tentative`` where the day depends on something that has not happened; ``remind`` so many days before.
    """

    key: str
    day: dt.date | None
    title: str
    text: str
    remind: tuple[int, ...] = ()
    tentative: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """Where a case stands.

    ``stage`` is ``not-sent``, ``sent``, ``arrived`` or what the last answer says. ``words`` say it. ``steps`` are what is to
    come, known days first. ``deadline`` is that of a letter that answers a denial and is not sent yet.
    """

    kind: str
    stage: str
    words: tuple[str, ...]
    steps: tuple[CourseStep, ...]
    deadline: Deadline | None
    answer: Answer | None
    sent: Sent | None
    language: str = ENGLISH

    @property
    def tell(self) -> Speech:
        """What says it."""
        return Speech(self.kind, self.language)


def letter_deadline(case: CaseFile, kind: str, on: dt.date) -> Deadline | None:
    """When a letter after a denial must be filed, or ``None`` for a letter that answers no notice."""
    if not letters()[kind].after_denial:
        return None
    external = kind == "external-review"
    # What the plan answered is the later notice: its own date and window run now.
    reply = last_denial(case.reply, case.sent, case.denial.notice_date)
    notice = reply or case.denial
    answered = reply is not None
    return deadline(
        case.plan.type,
        notice.notice_date,
        on=on,
        received=notice.received_date,
        level="second" if answered else case.denial.level,
        kind="external-review" if external else "appeal",
        **printed_times(notice, external=external),
    )


def printed_times(notice: Denial | Reply, *, external: bool) -> dict[str, Any]:
    """The times that a notice itself prints for the next step, as ``deadline`` takes them.

    A first notice's day and window are the plan's own appeal's: for outside review they set nothing, and the rule counts.
    """
    window = notice.external_window if external else notice.window
    if external and isinstance(notice, Denial):
        return {"window": window, "either": notice.deadline}
    return {"window": window, "printed": notice.deadline}


def _sending(case: CaseFile, kind: str) -> tuple[Sent | None, bool]:
    """The record of this letter's sending, and whether the one there is belongs to the letter before the denial."""
    sent, notice = case.sent, case.denial.notice_date
    if sent is None or sent.on is None:
        return None, False
    older = letters()[kind].after_denial and notice is not None and sent.on < notice
    return (None, True) if older else (sent, False)


def course(case: CaseFile, kind: str, today: dt.date, language: str = ENGLISH) -> Course:
    """Where a case stands, and what is to come.

    Args:
        case: the case file.
        kind: the letter's kind.
        today: the day to say it for; of a letter not sent yet, the day from which calls and answers are counted.
        language: in which its words are.
    """
    tell = Speech(kind, language)
    sent, older = _sending(case, kind)
    answer = max(answers(case.reply, sent), key=lambda one: one.on, default=None)
    if sent is None or sent.on is None:
        limit = letter_deadline(case, kind, today)
        stands = tell("stage.not-sent")
        if older and case.sent and case.sent.on and case.denial.notice_date:
            stands = tell("stage.older", day=tell.day(case.sent.on), notice=tell.day(case.denial.notice_date))
        steps = [*_file(tell, limit), *_waiting(case, tell, today, None)]
        return Course(kind, "not-sent", (stands,), _in_order(steps), limit, None, None, language)
    by = course_words(language)["by"][sent.by] if sent.by else ""
    stage = "arrived" if sent.arrived else "sent"
    arrived = tell.day(sent.arrived) if sent.arrived else ""
    said = [tell(f"stage.{stage}", day=tell.day(sent.on), by=by, arrived=arrived)]
    if answer is None:
        return Course(
            kind, stage, tuple(said), _in_order(_waiting(case, tell, sent.on, sent)), None, None, sent, language
        )
    said.append(tell(f"stage.{answer.says}", day=tell.day(answer.on)))
    return Course(
        kind,
        answer.says,
        tuple(said),
        _in_order(_after_answer(case, tell, answer, today)),
        None,
        answer,
        sent,
        language,
    )


def _in_order(steps: list[CourseStep]) -> tuple[CourseStep, ...]:
    return tuple(sorted(steps, key=lambda one: (one.day is None, one.day or dt.date.max)))


def _file(tell: Speech, limit: Deadline | None) -> list[CourseStep]:
    if limit is None:
        return []
    day = limit.safe or limit.last
    text = "text" if day else "unknown"
    return [CourseStep("file", day, tell("file.title"), tell(f"file.{text}"), REMIND_DAYS)]


def _waiting(case: CaseFile, tell: Speech, start: dt.date, sent: Sent | None) -> list[CourseStep]:
    """What is to come while there is no answer, counted from the day of sending, or from a planned one."""
    kind = tell.kind
    planned = tell("planned.text") if sent is None else ""
    since = {"from": tell.day(start), "planned": planned}
    steps = []
    if sent is None or sent.arrived is None:
        day = next_business_day(start + dt.timedelta(days=CALL_AFTER_DAYS))
        steps.append(CourseStep("call", day, tell("call.title"), tell("call.text", **since), tentative=bool(planned)))
    due = _due(case, tell, start, sent, since)
    steps.append(due)
    if kind not in ("external-review", "plan-sponsor", "physician"):
        outside = _next_step(case.plan.type, tell.language)
        if outside and letters()[kind].after_denial:
            text = tell("outside.text", next=outside)
            steps.append(CourseStep("outside", due.day, tell("outside.title"), text, tentative=True))
    return steps


def _due(case: CaseFile, tell: Speech, start: dt.date, sent: Sent | None, since: Mapping[str, str]) -> CourseStep:
    kind, title = tell.kind, tell("due.title")
    period = decision_period(case, kind, start)
    by_rule = None if period is None else period_after(start, period)
    named = sent.answer_due if sent else None
    if named is not None and (by_rule is None or named <= by_rule):
        return CourseStep("due", named, title, tell("due.said"), REMIND_DAYS[-1:])
    if by_rule is not None and period is not None:
        assert period.amount is not None
        see = spoken(tell.language, "language")["rule"]["see"].format(citation=period.citation)
        span = f"{span_words(tell.language, period.amount, period.unit)}, {see}"
        more = period.levels or period.text  # the rules' own words, which are English
        longer = f"({more}.) " if more and tell.language == ENGLISH else ""
        text = tell("due.text", rule=span, longer=longer, **since)
        return CourseStep("due", by_rule, title, text, REMIND_DAYS[-1:], tentative=sent is None)
    name = f"unknown-{kind}" if f"unknown-{kind}" in course_words(tell.language)["due"] else "unknown"
    return CourseStep("due", None, title, tell(f"due.{name}"))


def _next_step(plan_type: str | None, language: str) -> str:
    """What comes after the plan's own appeal, in words, or ``""``: in another language its time and where it stands."""
    if language == ENGLISH or plan_type is None:
        return next_step(plan_type)
    external = rules()[plan_type].external
    if external is None or external.standing == "M":
        return ""
    known = spoken(language, "language")["rule"]
    if not external.amount:
        return str(known["see"].format(citation=external.citation))
    span = span_words(language, external.amount, external.unit)
    return str(known["span"].format(span=span, citation=external.citation))


def decision_period(case: CaseFile, kind: str, start: dt.date) -> Period | None:
    """The time in which the plan must answer such a letter, where a rule that was read sets one.

    Args:
        case: for the kind of plan, the level, and whether the treatment has begun.
        kind: the letter's kind; an outside reviewer and an employer have no time of the plan's.
        start: the day of sending.
    """
    if case.plan.type is None or kind not in ("appeal", "exception"):
        return None
    rule = rules()[case.plan.type]
    begun = case.treatment.start is not None and case.treatment.start <= start
    periods = [
        one for one in (rule.decisions if kind == "appeal" else rule.initial) if one.standing != "M" and one.amount
    ]
    wanted = ("post-service", *_BEFORE) if begun else _BEFORE
    period = next((one for name in wanted for one in periods if one.kind == name), None)
    if period is None or not (period.levels and case.denial.level == "second" and period.amount):
        return period
    return period.halved()


def _after_answer(case: CaseFile, tell: Speech, answer: Answer, today: dt.date) -> list[CourseStep]:
    """What an answer opens: the time to send more, to appeal, or to ask for outside review."""
    kind = tell.kind
    if answer.says == "more-information":
        text = "text" if answer.reply_by else "unknown"
        return [CourseStep("reply", answer.reply_by, tell("reply.title"), tell(f"reply.{text}"), REMIND_DAYS)]
    if answer.says == "approved" or kind in ("external-review", "plan-sponsor", "physician"):
        return []
    first = not letters()[kind].after_denial
    limit = deadline(
        case.plan.type,
        answer.on,
        on=today,
        received=answer.received,
        kind="appeal" if first else "external-review",
        printed=answer.reply_by,
        window=case.reply.external_window if not first and answer.on == case.reply.notice_date else "",
    )
    day = limit.safe or limit.last
    table, title, text = ("appeal", "title", "text") if first else ("outside", "last", "last-text")
    key = "appeal" if first else "outside-last"
    return [CourseStep(key, day, tell(f"{table}.{title}"), tell(f"{table}.{text if day else 'unknown'}"), REMIND_DAYS)]


def to_do(course: Course, today: dt.date) -> list[str]:
    """What to do today, in sentences; never empty."""
    tell, sent, answer = course.tell, course.sent, course.answer
    if sent is None:
        return _to_send(course, today)
    if answer is not None:
        return _to_answer(course, answer)
    said = []
    if not sent.confirmation and sent.by in (None, "fax", "mail", "portal") and not sent.arrived:
        said.append(tell("today.confirmation"))
    steps = {step.key: step for step in course.steps}
    due = steps["due"]
    if due.day is not None and today > due.day:
        return [*said, tell("today.overdue", day=tell.day(due.day))]
    call = steps.get("call")
    if call is not None and call.day is not None and today >= call.day:
        return [*said, tell("today.call")]
    ahead = [step for step in course.steps if step.day is not None and step.key != "outside"]
    if not ahead:
        return [*said, tell("today.wait-open")]
    first = ahead[0]
    assert first.day is not None
    return [*said, tell("today.wait", day=tell.day(first.day), title=first.title[:1].lower() + first.title[1:])]


def _to_send(course: Course, today: dt.date) -> list[str]:
    limit, tell = course.deadline, course.tell
    send = tell("today.send", today=today.isoformat())
    if limit is None or not (limit.safe or limit.last):
        return [send]
    last = limit.last or limit.safe
    safe = limit.safe or limit.last
    assert last is not None and safe is not None
    if today > last:
        return [tell("today.send-past", last=tell.day(last))]
    if today > safe:
        return [tell("today.send-late", safe=tell.day(safe), last=tell.day(last))]
    return [send]


def _to_answer(course: Course, answer: Answer) -> list[str]:
    tell = course.tell
    if answer.says in ("approved", "partly"):
        said = [tell(f"today.{answer.says}")]
        return said if answer.says == "approved" else [*said, *_next(course)]
    if answer.says == "more-information":
        return [tell("today.more-next")]
    return _next(course)


def _next(course: Course) -> list[str]:
    tell = course.tell
    if course.kind == "external-review":
        return [tell("today.reviewed")]
    if not course.steps:
        return [tell("today.outside-none")]
    return [tell("today.appeal-next" if course.steps[0].key == "appeal" else "today.outside-next")]
