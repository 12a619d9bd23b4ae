"""By when an appeal must be filed: the arithmetic, step by step, from the plan type's rule and the notice's date.

The date printed on the notice and the plan document govern, whatever comes out here. Where the type is unknown, or its rule
was never read, there is no date: see the notice. Chooses no plan type and predicts nothing.
"""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, replace
from functools import cache

from offsetcase.argument.plan_rules import Period, rules
from offsetcase.model.facts import show_date
from offsetcase.model.spans import TimeSpan, spans

GOVERNS = "The date printed on the notice and the plan document govern."
SEE_NOTICE = "See your notice: no date is computed here."
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Kinds of periods: of a service that is still to come, and where waiting could do harm.
BEFORE, URGENT = ("pre-service", "prior authorization", "exception"), ("urgent", "expedited")
# Where "filed" means received, what is sent late in the window may arrive after it.
SEND_EARLIER_DAYS = 7


@dataclass(frozen=True, slots=True)
class Deadline:
    """What comes out for one notice.

    ``last`` is the last day by the rule (``None``: see the notice); ``safe`` the day to keep to, counted from the notice's own
    date and, where filing means receipt, a week earlier; where the notice's own words give an earlier day, that one. ``steps`` are sentences with every date. ``late`` is ``good-cause``,
    ``refuse`` or ``""``; ``days_past`` how many days ``on`` lies beyond ``last`` (0 if not).
    """

    last: dt.date | None
    safe: dt.date | None
    steps: tuple[str, ...]
    citation: str
    standing: str
    late: str
    late_text: str
    late_citation: str
    days_past: int


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day-number so many months on; where that month has none, the first day of the month after it.

    October 30 and four months give March 1.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    if day.day <= calendar.monthrange(year, month)[1]:
        return dt.date(year, month, day.day)
    return dt.date(year + month // 12, month % 12 + 1, 1)


def _nth(year: int, month: int, weekday: int, number: int) -> dt.date:
    """The first, second, … such weekday of a month; ``-1`` is the last."""
    if number > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
    last = dt.date(year, month, calendar.monthrange(year, month)[1])
    return last - dt.timedelta(days=(last.weekday() - weekday) % 7)


@cache
def federal_holidays(year: int) -> frozenset[dt.date]:
    """The eleven federal holidays (5 U.S.C. 6103) as observed: on a Saturday the Friday before, on a Sunday the Monday after.

    The next year's New Year's Day counts here when it is observed on December 31.
    """
    fixed = [
        dt.date(year, 1, 1),
        dt.date(year, 6, 19),
        dt.date(year, 7, 4),
        dt.date(year, 11, 11),
        dt.date(year, 12, 25),
    ]
    fixed.append(dt.date(year + 1, 1, 1))
    observed = {day + dt.timedelta(days={5: -1, 6: 1}.get(day.weekday(), 0)) for day in fixed}
    floating = {
        _nth(year, 1, 0, 3),
        _nth(year, 2, 0, 3),
        _nth(year, 5, 0, -1),
        _nth(year, 9, 0, 1),
        _nth(year, 10, 0, 2),
        _nth(year, 11, 3, 4),
    }
    return frozenset(day for day in observed | floating if day.year == year)


def next_business_day(day: dt.date) -> dt.date:
    """The day itself, or the first day after it that is neither on a weekend nor a federal holiday."""
    while day.weekday() >= 5 or day in federal_holidays(day.year):
        day += dt.timedelta(days=1)
    return day


def _weekday(day: dt.date) -> str:
    return f"{WEEKDAYS[day.weekday()]}, {show_date(day)}"


def period_after(start: dt.date, period: Period) -> dt.date:
    """The day on which a span that begins on another day ends; hours are rounded up to whole days."""
    assert period.amount is not None
    if period.unit == "months":
        return add_months(start, period.amount)
    return start + dt.timedelta(days=-(-period.amount // 24) if period.unit == "hours" else period.amount)


def _nothing(*steps: str) -> Deadline:
    return Deadline(None, None, (*steps, SEE_NOTICE, GOVERNS), "", "", "", "", "", 0)


def deadline(
    plan_type: str | None,
    notice: dt.date | None,
    *,
    on: dt.date,
    received: dt.date | None = None,
    level: str | None = None,
    kind: str = "appeal",
    printed: dt.date | None = None,
    window: str = "",
    either: dt.date | None = None,
) -> Deadline:
    """The last day to file, with its arithmetic. What the rule and the notice's own words give differently is both said.

    ``safe`` is the earlier of the two: it costs nothing to be early.

    Args:
        plan_type: a key of the plan rules, or ``None`` when unknown.
        notice: the date printed on the notice of denial (for ``external-review``, of the final denial).
        on: the day of the letter, or today.
        received: the day the notice came, where there is evidence of it.
        level: ``second`` for a second internal level, whose window is the plan's own.
        kind: ``appeal`` or ``external-review``.
        printed: the last day that the notice itself prints, which governs.
        window: the time to file in the notice's own words, like ``180 days``.
        either: a last day that the notice prints, of which isn't known whether it is for this step or for the one before.

    Returns:
        The deadline; ``last`` is ``None`` where nothing may be said. ``safe`` may still be a day then, by the notice's words.
    """
    limit = _one(plan_type, notice, on, received, level, kind, printed)
    if printed is not None and notice is not None:
        rule = _one(plan_type, notice, on, received, level, kind, None)
        # A rule's day that is gone takes nothing from a day that the notice itself grants.
        if rule.safe is not None and on <= rule.safe < printed:
            limit = _earlier(limit, rule.safe, f"By the rule for this kind of plan (see {rule.citation})")
    if window and notice is not None and printed is None:
        limit = _by_words(limit, notice, window)
    if either is not None and on <= either:
        limit = _earlier(limit, either, "By the day that the notice prints, if that is for this step")
    return limit


def _by_words(limit: Deadline, notice: dt.date, window: str) -> Deadline:
    """The deadline beside the time that the notice's own words give; where they name two, the earlier day counts."""
    ends = sorted(((_end(notice, span), span) for span in spans(window)), key=lambda one: one[0])
    if not ends:
        said = f"The notice’s own words, “{window.strip()}”, name no time that can be counted here: see your notice."
        return replace(limit, steps=(*limit.steps[:-1], said, *limit.steps[-1:]))
    day, span = ends[0]
    by = f"By the notice’s own words, {span.words}"
    if len({one[0] for one in ends}) > 1:
        by += ", which can be read in more than one way"
    if span.business:
        later = _weekday(business_days_after(notice, span.amount))
        by += (
            f": counted in business days without federal holidays it ends on {later}, and the plan may count otherwise; "
            "so that you are early in any case, counted in calendar days"
        )
    return _earlier(limit, day, by)


def _end(notice: dt.date, span: TimeSpan) -> dt.date:
    """The earliest day on which such a span can end."""
    return add_months(notice, span.amount) if span.unit == "months" else notice + dt.timedelta(days=span.amount)


def business_days_after(day: dt.date, amount: int) -> dt.date:
    """The day so many business days on: weekends and federal holidays don't count."""
    for _ in range(amount):
        day = next_business_day(day + dt.timedelta(days=1))
    return day


def _earlier(limit: Deadline, day: dt.date, by: str) -> Deadline:
    """The deadline with a day beside it that counts where it is the earlier one; both are said."""
    former = limit.safe or limit.last
    counts = former is None or day < former
    words = f"{by}, it is {_weekday(day)}" + (": the earlier day counts." if counts and former else ".")
    steps = tuple(step for step in limit.steps if step != SEE_NOTICE)
    return replace(limit, safe=day if counts else former, steps=(*steps[:-1], words, *steps[-1:]))


def _one(
    plan_type: str | None,
    notice: dt.date | None,
    on: dt.date,
    received: dt.date | None,
    level: str | None,
    kind: str,
    printed: dt.date | None,
) -> Deadline:
    """The deadline by the printed day alone, or by the rule alone."""
    if printed is not None:
        past = max((on - printed).days, 0)
        late = rules()[plan_type].late if plan_type else None
        return Deadline(
            printed, printed, (f"The notice prints {_weekday(printed)}.", GOVERNS), "", "V",
            late.what if late and past else "refuse" if past else "", late.text if late else "", late.citation if late else "", past,
        )  # fmt: skip
    if plan_type is None:
        return _nothing("The kind of plan is not known.")
    rule = rules()[plan_type]
    period = rule.external if kind == "external-review" else rule.filing
    if period is None or period.amount is None or period.unit == "hours":
        return _nothing(f"For this kind of plan ({rule.label}) no fixed number of days was found.")
    if period.standing == "M":
        return _nothing(f"The rule for this kind of plan ({rule.label}) was not read, so no date rests on it.")
    if kind == "appeal" and level == "second":
        return _nothing("A second level has the plan's own window, which may be shorter than the first.")
    if notice is None:
        return _nothing("The date of the notice is not known.")
    if kind == "external-review" and not period.runs_from.startswith("receipt") and period.runs_from != "notice-date":
        return _nothing(f"The time runs from {period.runs_from}.")
    steps = [f"Notice dated {show_date(notice)}."]
    start = notice
    if period.runs_from.startswith("receipt"):
        start = _received(period, notice, received, steps)
    last = period_after(start, period)
    steps.append(f"{period.amount} {period.unit} from {show_date(start)}: {_weekday(last)}.")
    if period.next_business_day and next_business_day(last) != last:
        last = next_business_day(last)
        steps.append(f"That is not a business day; the next one is {_weekday(last)}.")
    safe = min(period_after(notice, period), last)
    if period.filed_when == "received":
        safe -= dt.timedelta(days=SEND_EARLIER_DAYS)
        steps.append(
            "It counts as filed when the plan receives it: send it at least a week earlier, by fax or portal near the end."
        )
    if safe != last:
        steps.append(f"The safe side, counted from the notice's own date: {_weekday(safe)}.")
    past = max((on - last).days, 0)
    if past:
        steps.append(f"On {show_date(on)} that is {past} {'day' if past == 1 else 'days'} past.")
    steps.append(f"Rule: see {period.citation}. {GOVERNS}")
    late = rule.late
    return Deadline(
        last, safe, tuple(steps), period.citation, period.standing,
        late.what if late and past else "", late.text if late and past else "", late.citation if late and past else "", past,
    )  # fmt: skip


def _received(period: Period, notice: dt.date, received: dt.date | None, steps: list[str]) -> dt.date:
    """The day from which a window runs that begins with receipt; a later day than presumed only with evidence of it."""
    presumed = notice + dt.timedelta(days=period.presumed_receipt_days)
    if received is not None:
        steps.append(f"Received on {show_date(received)}, by your own record; keep the evidence.")
        return received
    if period.presumed_receipt_days:
        steps.append(f"Receipt is presumed {period.presumed_receipt_days} days later, {show_date(presumed)}.")
        return presumed
    steps.append(
        "The time runs from receipt; no later day of receipt is recorded, so it is counted from the notice's date."
    )
    return notice


def plan_must(plan_type: str | None, *, two_levels: bool = False, first: bool = False) -> list[str]:
    """By when a plan must decide, in sentences; hours stay hours.

    Args:
        plan_type: a key of the plan rules, or ``None``: then nothing may be said.
        two_levels: the plan has two internal levels, which halve the time where the rule says so.
        first: a first request before the service, and not an appeal.
    """
    if plan_type is None:
        return []
    sentences = []
    rule = rules()[plan_type]
    periods = [one for one in rule.initial if one.kind in BEFORE] if first else rule.decisions
    for one in periods:
        if one.standing == "M" or one.amount is None:
            continue
        if first:
            more = f", {one.text}" if one.text else ""
            sentences.append(f"{one.amount} {one.unit}{more}, see {one.citation}")
            continue
        amount = one.amount // 2 if two_levels and one.levels else one.amount
        note = f" ({one.levels})" if one.levels and not two_levels else " (each of two levels)" if one.levels else ""
        sentences.append(f"{one.kind}: {amount} {one.unit}{note}, see {one.citation}")
    return sentences


def urgent(plan_type: str | None, *, first: bool) -> str:
    """The time for an urgent decision, where the rule for this kind of plan has one, or ``""``.

    Args:
        plan_type: a key of the plan rules, or ``None``.
        first: a first request, and not an appeal.
    """
    if plan_type is None:
        return ""
    rule = rules()[plan_type]
    for one in rule.initial if first else rule.decisions:
        if one.kind in URGENT and one.amount is not None and one.standing != "M":
            return f"{one.amount} {one.unit}, see {one.citation}"
    return ""


def next_step(plan_type: str | None) -> str:
    """What comes after the plan's own appeal, in words, or ``""``."""
    if plan_type is None:
        return ""
    external = rules()[plan_type].external
    if external is None or external.standing == "M":
        return ""
    span = f", within {external.amount} {external.unit} of {external.runs_from}" if external.amount else ""
    return f"{external.text}{span}, see {external.citation}"
