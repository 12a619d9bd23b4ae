"""The case's figures as facts: everything that may be printed, by id, with how it came about.

Built anew by the audit after rendering, so it depends on the case result alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from offsetcase.argument.answer import add_reply
from offsetcase.argument.body_facts import add_body
from offsetcase.argument.course import letter_deadline
from offsetcase.argument.deadlines import Deadline, next_step, plan_must, urgent
from offsetcase.argument.history import medicines, negative
from offsetcase.argument.leg_facts import add_leg
from offsetcase.argument.letter_facts import add_letter
from offsetcase.argument.model_facts import add_model
from offsetcase.argument.policies import add_policy, policies_for
from offsetcase.case.request import PRINTED_LINES
from offsetcase.classify.categories import categories, is_medication, label
from offsetcase.model.facts import Behind, FactBook, Weighed
from offsetcase.model.ledger import Disposition, LedgerLine, sums
from offsetcase.model.money import ZERO, percent_up
from offsetcase.model.nodes import Name, Node, step, total
from offsetcase.offset.baseline import line_amount
from offsetcase.offset.inflation import SERIES, notes
from offsetcase.offset.result import CaseResult
from offsetcase.offset.tried import NO_FILL
from offsetcase.offset.verdict import HORIZON, Offset

PLAN_PAID = "sum of plan-paid amounts of counted claim lines, by date of service"
DAY_CATEGORIES = ("inpatient_psychiatric", "emergency", "tms", "ect", "esketamine", "implant", "intensive_outpatient")
NOMINAL = "sum of plan-paid amounts of counted claim lines, in the dollars of each year"


def build_facts(result: CaseResult) -> FactBook:
    """Every figure that a template may print for this case, with its formula and the claim lines behind it."""
    book = FactBook()
    _dates(book, result)
    _deadline(book, result)
    _ledger(book, result)
    _baseline(book, result)
    _treatments(book, result)
    _days(book, result)
    for number, attached in enumerate(result.request.attachments):
        book.add(f"attachment.{number}", attached.title, "text", "named by the member")
    for name in ("span", "visit_length"):
        book.add(f"protocol.{name}", getattr(result.protocol, name), "text", result.protocol.schedule_source)
    if result.request.print_ledger:
        _printed(book, result)
    add_reply(book, result)
    for path, place in result.papers.places.items():
        book.add(f"source.{path}", place, "text", "where the words stand in the plan's own paper")
    add_model(book, result)
    add_leg(book, result)
    add_letter(book, result)
    for policy in policies_for(result.indication):
        add_policy(book, policy)
    add_body(book)
    return book


def _printed(book: FactBook, result: CaseResult) -> None:
    """The counted lines that ``--print-ledger`` shows, in the files' order, up to a stated number."""
    lines = result.ledger.counted
    shown = lines[:PRINTED_LINES]
    book.add("printed.lines", len(shown), "count", "lines printed in the last exhibit")
    book.add("printed.of", len(lines), "count", "counted claim lines", _counted(lines))
    for number, entry in enumerate(shown, start=1):
        line = entry.line
        book.add(f"line.{number}.source", str(line.source), "text", "file and row")
        if line.service_date is not None:
            book.add(f"line.{number}.date", line.service_date, "date", "the claim line")
        words = [word for word in (line.code, entry.klass.drug or label(entry.key)) if word]
        book.add(f"line.{number}.what", ", ".join(words), "text", "the claim line's code, and the drug or category")
        book.add(f"line.{number}.paid", line.amounts.plan_paid or ZERO, "usd", "plan-paid", _weighed([entry]))
    book.add(
        "printed.paid", sum((e.line.amounts.plan_paid or ZERO for e in shown), ZERO), "usd", PLAN_PAID, _weighed(shown)
    )


def _dates(book: FactBook, result: CaseResult) -> None:
    book.add("letter.date", result.letter_date, "date")
    book.add("horizon", HORIZON, "count")
    window = result.window
    book.add("window.months", window.months, "count", "complete months of service")
    book.add("window.first", window.first.last_day.replace(day=1), "month")
    book.add("window.last", window.last.last_day, "month")
    book.add("window.as_of", window.as_of, "date")
    case = result.case
    for name, day in (
        ("member.date_of_birth", case.member.date_of_birth),
        ("denial.notice_date", case.denial.notice_date),
        ("reply.notice_date", case.reply.notice_date),
        ("prescriber.date", case.prescriber.date),
        ("treatment.start", case.treatment.start),
    ):
        if day is not None:
            book.add(name, day, "date", "case file")
    if result.baseline.price_year is not None:
        book.add("price_year", result.baseline.price_year, "year", f"consumer price index {SERIES}")
        book.add("price_index", SERIES, "text")
        used = {result.baseline.price_year, *result.baseline.calendar_years}
        said = " ".join(text for year, text in notes().items() if year in used)
        if said:
            book.add("price_note", said, "text", "US Bureau of Labor Statistics")


def case_deadline(result: CaseResult) -> Deadline | None:
    """When a letter after a denial must be filed, or ``None`` for a letter that answers no notice."""
    return letter_deadline(result.case, result.letter_kind, result.letter_date)


def _deadline(book: FactBook, result: CaseResult) -> None:
    deadline = case_deadline(result)
    plan_type, first = result.case.plan.type, deadline is None
    for number, text in enumerate(plan_must(plan_type, first=first), start=1):
        book.add(f"deadline.plan.{number}", text, "text", "plan rules")
    soon = urgent(plan_type, first=first)
    if soon:
        book.add("deadline.urgent", soon, "text", "plan rules")
    if deadline is None:
        return
    for number, text in enumerate(deadline.steps, start=1):
        book.add(f"deadline.step.{number}", text, "text", "plan rules")
    after = next_step(result.case.plan.type)
    if after:
        book.add("deadline.next", after, "text", "plan rules")
    if deadline.last is not None:
        book.add(
            "deadline.last",
            deadline.last,
            "date",
            f"see {deadline.citation}" if deadline.citation else "printed on the notice",
        )
        if deadline.citation:
            book.add("deadline.rule", f"see {deadline.citation}", "text", "plan rules")
        if deadline.days_past:
            book.add("deadline.past", deadline.days_past, "count", "days after the last day")
            if deadline.late_citation:
                book.add("deadline.cause", f"see {deadline.late_citation}", "text", "plan rules")


def _weighed(entries: Iterable[LedgerLine], field: str = "plan_paid") -> Behind:
    """Lines with one of their amounts; a line whose amount is unknown adds nothing and is left out."""
    lines = list(entries)
    return lambda: [
        Weighed(entry, amount) for entry in lines if (amount := getattr(entry.line.amounts, field)) is not None
    ]


def _counted(entries: Iterable[LedgerLine]) -> Behind:
    lines = list(entries)
    return lambda: [Weighed(entry, Decimal(1)) for entry in lines]


def _ledger(book: FactBook, result: CaseResult) -> None:
    ledger = result.ledger
    book.add("files", len(result.files), "count")
    groups: dict[str, list[LedgerLine]] = defaultdict(list)
    for entry in ledger.entries:
        groups[str(entry.disposition)].append(entry)
    groups["total"] = list(ledger.entries)
    groups["claims"] = [entry for entry in ledger.entries if entry.disposition is not Disposition.NOT_A_CLAIM]
    parts = [
        ("total", ledger.total),
        ("claims", sums(entry.line for entry in groups["claims"])),
        *((str(d), part) for d, part in ledger.by_disposition.items()),
    ]
    for name, part in parts:
        book.add(f"ledger.{name}.rows", part.rows, "count", "rows of the files", _counted(groups[name]))
        for field in ("billed", "allowed", "plan_paid", "member_paid"):
            amount = getattr(part, field)
            if amount is not None:
                how = "sum over the known amounts of these rows"
                book.add(f"ledger.{name}.{field}", amount, "usd", how, _weighed(groups[name], field))


def _plus(ids: Iterable[str]) -> Node:
    """Figures added up."""
    return total(map(Name, ids))


def _rounded(ids: Iterable[str]) -> Node:
    """Figures added up as they are printed, so that a reader who adds the column gets the same cents."""
    return total(step("cents", Name(id)) for id in ids)


def _baseline(book: FactBook, result: CaseResult) -> None:
    base = result.baseline
    window = result.window
    by_key: dict[str, list[Weighed]] = defaultdict(list)
    for entry in result.ledger.counted:
        by_key[entry.key].append(Weighed(entry, line_amount(entry, base.price_year)))

    def lines(key: str, *, latest: bool = False, year: int | None = None) -> Behind:
        return lambda: [
            one
            for one in by_key[key]
            if (not latest or window.in_latest_year(one.entry.day)) and (year is None or one.entry.day.year == year)
        ]

    for key in base.annual:
        book.add(f"window.{key}", base.values[f"window.{key}"], "usd", PLAN_PAID, lines(key))
        book.figure(base.graph, f"annual.{key}", base.values)
        book.figure(base.graph, f"mean.{key}", base.values)
        if base.latest is not None:
            book.add(f"latest.{key}", base.latest[key], "usd", f"last 12 months; {PLAN_PAID}", lines(key, latest=True))
    for part in ("annual", "mean", "latest") if base.latest is not None else ("annual", "mean"):
        book.define(f"{part}.total", _rounded(f"{part}.{key}" for key in base.annual), "usd")
    for year, amounts in base.calendar_years.items():
        book.add(f"year.{year}", year, "year")
        book.add(f"year.{year}.months", window.months_of(year), "count", "months of this year that the window holds")
        for key, amount in amounts.items():
            book.add(f"year.{year}.{key}", amount, "usd", PLAN_PAID, lines(key, year=year))
        book.define(f"year.{year}.total", _plus(f"year.{year}.{key}" for key in amounts), "usd")
    for key, amount in base.one_off.items():
        book.add(f"one_off.{key}", amount, "usd", PLAN_PAID, lines(key))
    for name, keys in noun_groups(result).items():
        for year, amounts in base.calendar_years.items():
            book.define(
                f"year.{year}.noun.{name}", _plus(f"year.{year}.{key}" for key in keys if key in amounts), "usd"
            )
        book.define(f"noun.{name}", _rounded(f"annual.{key}" for key in keys), "usd")


def noun_groups(result: CaseResult) -> dict[str, list[str]]:
    """The baseline's keys under the words that running text uses: all drugs are "medication"."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key in result.baseline.annual:
        groups["medication" if is_medication(key) else label(key)[:1].lower() + label(key)[1:]].append(key)
    return dict(groups)


def _treatments(book: FactBook, result: CaseResult) -> None:
    drugs = medicines(result)
    names = ", ".join(one.name for one in drugs)
    book.add("drugs", len(drugs), "count", f"different medicines for this condition in all files: {names}")
    book.add(
        "drug_groups",
        len({one.fills[0].klass.group or one.category for one in drugs}),
        "count",
        "different classes of these drugs, by our own grouping (Exhibit B)",
    )
    for one in drugs:
        name, klass = one.name, one.fills[0].klass
        words = categories()[klass.category].label.lower()
        book.add(f"drug.{name}.name", name, "text", "drug data")
        book.add(f"drug.{name}.class", f"{words}, {klass.group}" if klass.group else words, "text", "drug data")
        book.add(f"drug.{name}.first", one.first, "date", "first fill in all files")
        book.add(f"drug.{name}.last", one.last, "date", "last fill in all files")
        book.add(f"drug.{name}.fills", len(one.fills), "count", "fills in all files", _counted(one.fills))
        if one.in_window:
            paid = sum((e.line.amounts.plan_paid or ZERO for e in one.in_window), ZERO)
            book.add(f"drug.{name}.paid", paid, "usd", NOMINAL, _weighed(one.in_window))
    book.define("drugs.paid", _plus(f"drug.{one.name}.paid" for one in drugs if one.in_window), "usd")
    how = "counted psychotherapy lines"
    sessions = session_rows(result)
    for kind, by_year in sessions.items():
        for year, entries in by_year.items():
            book.add(f"year.{year}", year, "year")
            book.add(f"sessions.{kind}.{year}", len(entries), "count", how, _counted(entries))
        book.define(f"sessions.{kind}.all", _plus(f"sessions.{kind}.{year}" for year in by_year), "count")
    book.define("sessions.total", _plus(f"sessions.{kind}.all" for kind in sessions), "count")


def _days(book: FactBook, result: CaseResult) -> None:
    """Days with a treatment that is neither a drug nor a weekly session: what a reviewer asks whether it was tried."""
    days: dict[str, set[dt.date]] = defaultdict(set)
    for entry in result.ledger.counted:
        if entry.klass.category in DAY_CATEGORIES and (entry.line.amounts.plan_paid or ZERO) >= 0:
            days[entry.klass.category].add(entry.day)
    for category, seen in days.items():
        lines = [
            entry
            for entry in result.ledger.counted
            if entry.klass.category == category and (entry.line.amounts.plan_paid or ZERO) >= 0
        ]
        how = f"different days among {len(lines)} counted lines"
        book.add(f"days.{category}", len(seen), "count", how)
    _days_tried(book, result)


def _days_tried(book: FactBook, result: CaseResult) -> None:
    """The same by the whole record: what was tried counts from all files, and only money keeps to the window."""
    tried: dict[str, list[LedgerLine]] = defaultdict(list)
    for entry in result.ledger.entries:
        paid_back = (entry.line.amounts.plan_paid or ZERO) < 0
        known = entry.disposition not in NO_FILL and entry.line.service_date is not None and not paid_back
        if known and entry.klass.category in DAY_CATEGORIES:
            tried[entry.klass.category].append(entry)
    for category, entries in tried.items():
        days = {entry.day for entry in entries}
        book.add(f"tried_days.{category}", len(days), "count", "different days in all files", _counted(entries))
        book.add(f"tried_days.{category}.last", max(days), "date", "the last of them")


def session_rows(result: CaseResult) -> dict[str, dict[int, list[LedgerLine]]]:
    """Counted psychotherapy lines by kind and calendar year."""
    rows: dict[str, dict[int, list[LedgerLine]]] = defaultdict(lambda: defaultdict(list))
    for entry in result.ledger.counted:
        if entry.klass.category == "psychotherapy" and not negative(entry):
            rows[entry.klass.kind or "kind not stated"][entry.day.year].append(entry)
    return {kind: dict(sorted(by_year.items())) for kind, by_year in sorted(rows.items())}


def spending_threshold(offset: Offset) -> int | None:
    """The stage criterion on spending: ``lasting_share`` rounded up to a whole per cent, or ``None``."""
    share = offset.break_even.lasting_share
    return None if share is None else int(percent_up(share))


def disposition_words() -> dict[Disposition, str]:
    """Why a row doesn't count, in words for Exhibit D."""
    return {
        Disposition.NOT_A_CLAIM: "No claim (a file’s own total, a note, a preauthorization, or left out by the member’s rule): shown, not added",
        Disposition.OTHER_MEMBER: "Another person covered by the same plan",
        Disposition.OTHER_PLAN: "A benefit that this plan does not carry",
        Disposition.PENDING: "Not yet decided",
        Disposition.DENIED: "Denied (the plan paid nothing)",
        Disposition.DUPLICATE: "The same line again, or the same fill in two files",
        Disposition.REVERSED: "Reversed, or an earlier version of an adjusted line",
        Disposition.NO_PLAN_AMOUNT: "What the plan paid is not known",
        Disposition.OUTSIDE_WINDOW: "Service outside the months that count",
        Disposition.UNCLASSIFIED: "The record does not say what it was for",
        Disposition.NOT_CONDITION_RELATED: "Not related to this condition",
        Disposition.COUNTED: "Counted",
    }
