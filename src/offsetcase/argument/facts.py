"""The case's figures as facts: everything that may be printed, by id, with how it came about.

Built anew by the audit after rendering, so it depends on the case result alone.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from decimal import Decimal

from offsetcase.classify.categories import categories, is_medication, label
from offsetcase.model.facts import FactBook
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.money import cents, percent_up
from offsetcase.offset.assumptions import Assumption
from offsetcase.offset.inflation import SERIES, notes
from offsetcase.offset.projection import ZERO, survival, visits_by_month
from offsetcase.offset.protocol import month_of, visit_days
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import HORIZON, HORIZONS, Offset

PLAN_PAID = "sum of plan-paid amounts of counted claim lines, by date of service"
MODEL = "computed from Exhibit C's assumptions, unrounded, rounded once"


def build_facts(result: CaseResult) -> FactBook:
    """Every figure that a template may print for this case."""
    book = FactBook()
    _dates(book, result)
    _ledger(book, result)
    _baseline(book, result)
    _treatments(book, result)
    _request(book, result)
    _assumptions(book, result)
    if result.offset is not None:
        _offset(book, result.offset)
        _one_way(book, result.offset)
        _months(book, result.offset)
    return book


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


def _ledger(book: FactBook, result: CaseResult) -> None:
    ledger = result.ledger
    book.add("files", len(result.files), "count")
    parts = [("total", ledger.total), *((str(d), part) for d, part in ledger.by_disposition.items())]
    for name, part in parts:
        book.add(f"ledger.{name}.rows", part.rows, "count", "rows of the files")
        for field in ("billed", "allowed", "plan_paid", "member_paid"):
            amount = getattr(part, field)
            if amount is not None:
                book.add(f"ledger.{name}.{field}", amount, "usd", "sum over the known amounts of these rows")


def _baseline(book: FactBook, result: CaseResult) -> None:
    base = result.baseline
    shown = {key: cents(amount) for key, amount in base.annual.items()}
    for key, amount in base.annual.items():
        book.add(f"annual.{key}", amount, "usd", f"{base.rule}; {PLAN_PAID}")
        book.add(f"mean.{key}", base.window_mean[key], "usd", f"12 × window ÷ months; {PLAN_PAID}")
        if base.latest is not None:
            book.add(f"latest.{key}", base.latest[key], "usd", f"last 12 months; {PLAN_PAID}")
    # Totals add the rounded rows, so that a reader who adds the column gets the same cents.
    book.add("annual.total", sum(shown.values(), ZERO), "usd", "sum of the categories")
    book.add("mean.total", sum(map(cents, base.window_mean.values()), ZERO), "usd", "sum of the categories")
    if base.latest is not None:
        book.add("latest.total", sum(map(cents, base.latest.values()), ZERO), "usd", "sum of the categories")
    for year, amounts in base.calendar_years.items():
        book.add(f"year.{year}", year, "year")
        for key, amount in amounts.items():
            book.add(f"year.{year}.{key}", amount, "usd", PLAN_PAID)
        book.add(f"year.{year}.total", sum(amounts.values(), ZERO), "usd", PLAN_PAID)
    for key, amount in base.one_off.items():
        book.add(f"one_off.{key}", amount, "usd", PLAN_PAID)
    for name, keys in noun_groups(result).items():
        book.add(f"noun.{name}", sum((shown[key] for key in keys), ZERO), "usd", "sum of categories")


def noun_groups(result: CaseResult) -> dict[str, list[str]]:
    """The baseline's keys under the words that running text uses: all drugs are "medication"."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key in result.baseline.annual:
        groups["medication" if is_medication(key) else label(key)[:1].lower() + label(key)[1:]].append(key)
    return dict(groups)


def _treatments(book: FactBook, result: CaseResult) -> None:
    drugs = drug_rows(result)
    book.add("drugs", len(drugs), "count", "different drugs among counted pharmacy lines")
    book.add(
        "drug_groups",
        len({entries[0].klass.group or entries[0].klass.category for entries in drugs.values()}),
        "count",
    )
    total = ZERO
    for name, entries in drugs.items():
        days = [e.line.service_date for e in entries if e.line.service_date is not None]
        paid = sum((e.line.amounts.plan_paid or ZERO for e in entries), ZERO)
        total += paid
        klass = entries[0].klass
        words = categories()[klass.category].label.lower()
        book.add(f"drug.{name}.name", name, "text", "drug data")
        book.add(f"drug.{name}.class", f"{words}, {klass.group}" if klass.group else words, "text", "drug data")
        book.add(f"drug.{name}.first", min(days), "date", "first counted fill")
        book.add(f"drug.{name}.last", max(days), "date", "last counted fill")
        book.add(f"drug.{name}.fills", sum(1 for e in entries if not _negative(e)), "count", "counted lines")
        book.add(f"drug.{name}.paid", paid, "usd", PLAN_PAID)
    book.add("drugs.paid", total, "usd", PLAN_PAID)
    sessions = session_rows(result)
    years = sorted({year for by_year in sessions.values() for year in by_year})
    for year in years:
        book.add(f"year.{year}", year, "year")
    for kind, by_year in sessions.items():
        for year, count in by_year.items():
            book.add(f"sessions.{kind}.{year}", count, "count", "counted psychotherapy lines")
        book.add(f"sessions.{kind}.all", sum(by_year.values()), "count", "counted psychotherapy lines")
    book.add("sessions.total", sum(sum(by_year.values()) for by_year in sessions.values()), "count")


def _negative(entry: LedgerLine) -> bool:
    return (entry.line.amounts.plan_paid or ZERO) < 0


def drug_rows(result: CaseResult) -> dict[str, list[LedgerLine]]:
    """Counted drug lines by generic name, in the order of their first fill."""
    rows: dict[str, list[LedgerLine]] = defaultdict(list)
    for entry in result.ledger.counted:
        if entry.klass.drug and not categories()[entry.klass.category].one_off:
            rows[entry.klass.drug].append(entry)
    return dict(sorted(rows.items(), key=lambda item: (min(_day(e) for e in item[1]), item[0])))


def _day(entry: LedgerLine) -> dt.date:
    assert entry.line.service_date is not None
    return entry.line.service_date


def session_rows(result: CaseResult) -> dict[str, dict[int, int]]:
    """Counted psychotherapy lines by kind and calendar year."""
    rows: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for entry in result.ledger.counted:
        if entry.klass.category == "psychotherapy" and not _negative(entry):
            rows[entry.klass.kind or "kind not stated"][_day(entry).year] += 1
    return {kind: dict(sorted(by_year.items())) for kind, by_year in sorted(rows.items())}


def _request(book: FactBook, result: CaseResult) -> None:
    inputs = result.inputs
    protocol = result.protocol
    book.add("price", inputs.price, "usd", "quote plus adjuncts, per visit")
    book.add("price.quote", inputs.quote.value, "usd", inputs.quote.source)
    book.add("adjunct", inputs.adjunct.value, "usd", inputs.adjunct.source)
    book.add("workup", inputs.workup.value, "usd", inputs.workup.source)
    book.add("visits.induction", len(protocol.induction_days), "count", protocol.schedule_source)
    book.add("every_days", int(inputs.interval.value), "count", inputs.interval.source)
    book.add("block_visits", len(protocol.block_days), "count", protocol.schedule_source)
    first, later = visit_days(protocol.induction_days, protocol.block_days, int(inputs.interval.value), HORIZON)
    before = {183: 0, 365: 0}
    for limit in before:
        before[limit] = sum(1 for day in (*first, *later) if day < limit)
    counts = [len(protocol.induction_days), before[183], before[365]]
    for number, count in enumerate(counts, start=1):
        book.add(
            f"stage.{number}.cost",
            inputs.workup.value + inputs.price * count,
            "usd",
            "work-up + price × visits so far",
        )
        book.add(f"stage.{number}.visits", count, "count", "visits so far at full attendance")
        more = count - (counts[number - 2] if number > 1 else 0)
        book.add(f"stage.{number}.more", more, "count", "visits in this stage")
    book.add("stage.month_two", 6, "count")
    book.add("stage.month_three", 12, "count")
    start = result.case.treatment.start
    for day in (*first, *later):
        book.add(f"visit.{day}.day", day, "count", "days after the first visit")
        book.add(f"visit.{day}.month", month_of(day) + 1, "count", "month of the treatment")
        if start is not None:
            book.add(f"visit.{day}.date", start + dt.timedelta(days=day), "date", "start + day")


def _assumption(book: FactBook, name: str, item: Assumption, unit: str) -> None:
    book.add(f"assume.{name}", item.value if unit != "count" else int(item.value), unit, item.source)
    book.add(f"assume.{name}.source", item.source, "text")
    for end, value in (("low", item.low), ("high", item.high)):
        if value is not None:
            book.add(f"assume.{name}.{end}", value if unit != "count" else int(value), unit, item.source)


def _assumptions(book: FactBook, result: CaseResult) -> None:
    inputs = result.inputs
    _assumption(book, "price", inputs.quote, "usd")
    _assumption(book, "adjunct", inputs.adjunct, "usd")
    _assumption(book, "workup", inputs.workup, "usd")
    for name, item in inputs.rates.items():
        _assumption(book, name, item, "count" if name == "ramp_months" else "share")
    _assumption(book, "maintenance_every_days", inputs.interval, "count")
    for key, item in inputs.shares.items():
        _assumption(book, f"share.{key}", item, "share")
    book.add("assume.schedule.source", result.protocol.schedule_source, "text")
    annual = result.baseline.annual
    stopping = {key: item for key, item in inputs.shares.items() if item.value * annual[key] > 0}
    spending = sum((annual[key] for key in stopping), ZERO)
    if spending > 0:
        together = sum((annual[key] * item.value for key, item in stopping.items()), ZERO) / spending
        book.add("stopping.share", together, "share-up", "share of these categories' spending, together")
        book.add("stopping.yearly", sum((annual[key] * item.value for key, item in stopping.items()), ZERO), "usd")


def _offset(book: FactBook, offset: Offset) -> None:
    for name, run in (
        ("average", offset.average),
        ("responder", offset.responder),
        ("lasting", offset.lasting),
    ):
        book.add(f"{name}.treatment", run.total_treatment, "usd", MODEL)
        book.add(f"{name}.stops", run.total_stops, "usd", MODEL)
        book.add(f"{name}.net", run.net, "usd", MODEL)
        book.add(f"{name}.year_one", run.net_of(0, 12), "usd", MODEL)
        book.add(f"{name}.year_two", run.net_of(12, 24), "usd", MODEL)
    book.add("nobody.cost", offset.no_response, "usd", "work-up + price × visits of the series")
    book.add("nobody.stops", ZERO, "usd", "nothing stops without a response")
    book.add("nobody.net", -offset.no_response, "usd", MODEL)
    book.add("lowest.amount", offset.lowest_amount, "usd", MODEL)
    book.add("lowest.month", offset.lowest_month, "count", MODEL)
    for months, net in offset.by_horizon.items():
        book.add(f"net.{months}", net, "usd", MODEL)
        book.add(f"net.{months}.months", months, "count")
    even = offset.break_even
    if even.price is not None:
        book.add("even.price", even.price, "usd-down", MODEL)
    for name, value in (
        ("share", even.share),
        ("lasting_share", even.lasting_share),
        ("response", even.response),
    ):
        if value is not None:
            book.add(f"even.{name}", value, "share-up", MODEL)
    if even.month is not None:
        book.add("even.month", even.month, "count", MODEL)
    if even.rebate is not None:
        book.add("even.rebate", even.rebate, "share-down", MODEL)
    book.add("chance.own", offset.own_chance, "share-down", "response × retention^(month ÷ 12)")
    book.add("chance.lasting", offset.lasting_chance, "share-down", "response × retention²")
    book.add("visits.maintenance", offset.maintenance_visits, "count", MODEL)
    book.add("visits.expected", offset.expected_visits.quantize(Decimal("0.0001")), "decimal", MODEL)
    for months in HORIZONS:
        book.add(f"horizon.{months}", months, "count")


def _one_way(book: FactBook, offset: Offset) -> None:
    units = {"price": "usd", "ramp_months": "count", "maintenance_every_days": "count", "shares": "decimal"}
    for way in offset.one_way:
        unit = units.get(way.parameter, "share")
        for end, value, net in (("low", way.low, way.net_low), ("high", way.high, way.net_high)):
            shown = int(value) if unit == "count" else value.normalize() if unit == "decimal" else value
            book.add(f"one_way.{way.parameter}.{end}", shown, unit, "end of the range")
            book.add(f"one_way.{way.parameter}.net_{end}", net, "usd", MODEL)


def _months(book: FactBook, offset: Offset) -> None:
    base = offset.parameters
    induction, maintenance = visits_by_month(base, HORIZON)
    s = survival(base.r, HORIZON)
    running = offset.average.running()
    lasting = offset.lasting.running()
    for t in range(HORIZON):
        book.add(f"month.{t}.number", t + 1, "count")
        book.add(f"month.{t}.induction", induction[t], "count", MODEL)
        book.add(f"month.{t}.maintenance", maintenance[t], "count", MODEL)
        book.add(f"month.{t}.responding", s[t].quantize(Decimal("0.0001")), "decimal", "retention^(month ÷ 12)")
        book.add(f"month.{t}.treatment", offset.average.treatment[t], "usd", MODEL)
        book.add(f"month.{t}.stops", offset.average.stops[t], "usd", MODEL)
        book.add(f"month.{t}.running", running[t], "usd", MODEL)
        book.add(f"month.{t}.lasting", lasting[t], "usd", MODEL)


def spending_threshold(offset: Offset) -> int | None:
    """The stage criterion on spending: ``lasting_share`` rounded up to a whole per cent, or ``None``."""
    share = offset.break_even.lasting_share
    return None if share is None else int(percent_up(share))


def disposition_words() -> dict[Disposition, str]:
    """Why a row doesn't count, in words for Exhibit D."""
    return {
        Disposition.NOT_A_CLAIM: "Not a claim: a total, a note, a preauthorization, or left out by the member's own rule",
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
