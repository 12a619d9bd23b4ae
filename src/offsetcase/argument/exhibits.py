"""The exhibits' tables: rows of words and fact ids, nothing formatted. Templates lay them out."""

from __future__ import annotations

from dataclasses import dataclass

from offsetcase.argument.facts import disposition_words, drug_rows, session_rows
from offsetcase.argument.pictures import PARAMETER_WORDS
from offsetcase.classify.categories import label
from offsetcase.model.facts import FactBook
from offsetcase.model.ledger import Disposition
from offsetcase.offset.assumptions import Assumption
from offsetcase.offset.result import CaseResult

ASSUMPTION_WORDS = {
    "response": "Response after the series: share of patients",
    "control": "Improvement that would have come anyway, subtracted",
    "retention": "Responders still responding twelve months later, with maintenance",
    "ramp_months": "Months before any present spending stops",
    "maintenance_every_days": "Days between maintenance visits",
}
PART_WORDS = {
    "quote": "in the price",
    "adjunct": "on top, each visit",
    "session": "on top, each visit",
    "workup": "once",
}
BASIS_WORDS = {
    "claims": "the claims",
    "quote": "quote",
    "case": "assumption, set in this case",
    "prescriber": "set by the prescriber",
    "default": "assumption",
    "published": "published",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: its heading in words, and a fact id (or ``""``) per column."""

    words: str
    cells: tuple[str, ...]
    note: str = ""


def _cell(book: FactBook, id: str) -> str:
    return id if id in book else ""


def spending_rows(result: CaseResult, book: FactBook) -> tuple[list[str], list[Row], Row]:
    """Exhibit A: the years' fact ids, a row a category (years, window mean, latest twelve months, used), the total."""
    years = [f"year.{year}" for year in result.baseline.calendar_years]
    ends = ["mean", "latest", "annual"] if result.baseline.latest is not None else ["mean", "annual"]

    def cells(key: str) -> tuple[str, ...]:
        return (*(_cell(book, f"{year}.{key}") for year in years), *(f"{end}.{key}" for end in ends))

    rows = [Row(label(key), cells(key)) for key in result.baseline.annual]
    return years, rows, Row("Total", cells("total"))


def one_off_rows(result: CaseResult) -> list[Row]:
    """Exhibit A: what is shown in full and never annualised."""
    return [Row(label(key), (f"one_off.{key}",)) for key in result.baseline.one_off]


def medication_rows(result: CaseResult) -> list[Row]:
    """Exhibit B: a row a drug with class, first and last fill, fills, and plan-paid."""
    rows = []
    for name, entries in drug_rows(result).items():
        klass = entries[0].klass
        row = tuple(f"drug.{name}.{part}" for part in ("first", "last", "fills", "paid"))
        rows.append(Row(name, row, "two uses" if klass.two_use else ""))
    return rows


def sessions(result: CaseResult, book: FactBook) -> tuple[list[str], list[Row]]:
    """Exhibit B: psychotherapy sessions by kind and calendar year."""
    rows = session_rows(result)
    years = sorted({year for by_year in rows.values() for year in by_year})
    return (
        [f"year.{year}" for year in years],
        [
            Row(
                kind.capitalize(),
                (*(_cell(book, f"sessions.{kind}.{year}") for year in years), f"sessions.{kind}.all"),
            )
            for kind in rows
        ],
    )


def _basis(item: Assumption) -> str:
    if item.published and item.basis == "default":
        return BASIS_WORDS["published"]
    return BASIS_WORDS[item.basis]


def assumption_rows(result: CaseResult) -> list[Row]:
    """Exhibit C: every assumption with value, range, basis and source."""
    inputs = result.inputs
    visit = result.protocol.visit

    def row(words: str, name: str, item: Assumption) -> Row:
        ends = (f"assume.{name}.low", f"assume.{name}.high") if item.low is not None else ("", "")
        return Row(words, (f"assume.{name}", *ends, f"assume.{name}.source"), _basis(item))

    price_basis = inputs.quote
    rows = [row(f"Price per {visit}", "price", price_basis)]
    if inputs.adjunct.value:
        rows.append(row(f"Adjuncts per {visit}", "adjunct", inputs.adjunct))
    if inputs.session is not None:
        rows.append(row("Price of one session", "session_price", inputs.session))
    rows.append(row("Work-up, once", "workup", inputs.workup))
    rows.extend(row(ASSUMPTION_WORDS[name], name, item) for name, item in inputs.rates.items())
    rows.append(row(ASSUMPTION_WORDS["maintenance_every_days"], "maintenance_every_days", inputs.interval))
    if inputs.discount.value:
        rows.append(row("Discount a year, on costs and on what stops", "discount", inputs.discount))
    rows.extend(
        row(f"Share that stops: {label(key)[:1].lower()}{label(key)[1:]}", f"share.{key}", item)
        for key, item in inputs.shares.items()
    )
    return rows


def price_rows(result: CaseResult) -> list[Row]:
    """Exhibit C: what the price holds: the protocol's lines with codes where verified, and the quote's own lines with amounts."""
    inputs = result.inputs
    parts = {"quote": "price", "adjunct": "adjunct", "workup": "workup", "session": "session"}
    rows = []
    for line in result.protocol.lines:
        given = inputs.lines.get(parts[line.part], {})
        if line.part in ("adjunct", "workup") and line.name not in given:
            continue
        amount = f"line.{parts[line.part]}.{line.name}" if line.name in given else ""
        if line.part == "session":
            amount = "session_price"
        rows.append(Row(line.label, (f"code.{line.name}" if line.codes else "", amount), PART_WORDS[line.part]))
    known = {line.name for line in result.protocol.lines}
    for part, lines in inputs.lines.items():
        word = PART_WORDS["quote" if part == "price" else part]
        rows.extend(
            Row("", (f"line.{part}.{name}.name", f"line.{part}.{name}"), word) for name in lines if name not in known
        )
    return rows


def visit_rows(result: CaseResult) -> list[tuple[str, int]]:
    """Exhibit C: every projected visit within the horizon: ``induction`` or ``maintenance``, and its day."""
    schedule = result.schedule
    return [*(("series", day) for day in schedule.first), *(("maintenance", day) for day in schedule.later)]


def one_way_rows(result: CaseResult) -> list[Row]:
    """Exhibit C: one parameter at a time, the widest swing first."""
    if result.offset is None:
        return []
    ways = result.offset.one_way
    return [
        Row(
            PARAMETER_WORDS[way.parameter],
            tuple(f"one_way.{way.parameter}.{part}" for part in ("low", "net_low", "high", "net_high")),
        )
        for way in ways
    ]


def exclusion_rows(result: CaseResult, book: FactBook) -> tuple[list[Row], Row, Row]:
    """Exhibit D: totals by reason, what is counted, and the whole, which the parts add up to."""
    words = disposition_words()

    def row(name: str, text: str) -> Row:
        cells = (
            _cell(book, f"ledger.{name}.{part}") for part in ("rows", "billed", "allowed", "plan_paid", "member_paid")
        )
        return Row(text, tuple(cells))

    excluded = [row(str(d), words[d]) for d in result.ledger.by_disposition if d is not Disposition.COUNTED]
    return excluded, row("counted", words[Disposition.COUNTED]), row("total", "All rows of the files")
