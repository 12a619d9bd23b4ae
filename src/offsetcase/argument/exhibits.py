"""The exhibits' tables: rows of words and fact ids, nothing formatted. Templates lay them out."""

from __future__ import annotations

from dataclasses import dataclass

from offsetcase.argument.facts import disposition_words, session_rows
from offsetcase.argument.history import medicines
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
    "discount": "Discount a year, on costs and on what stops",
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
class ExhibitRow:
    """A table row: its heading in words, and a fact id (or ``""``) per column."""

    words: str
    cells: tuple[str, ...]
    note: str = ""


def _cell(book: FactBook, id: str) -> str:
    return id if id in book else ""


def spending_rows(result: CaseResult, book: FactBook) -> tuple[list[str], list[ExhibitRow], ExhibitRow]:
    """Exhibit A: the years' fact ids, a row a category (years, window mean, latest twelve months, used), the total."""
    years = [f"year.{year}" for year in result.baseline.calendar_years]
    ends = ["mean", "latest", "annual"] if result.baseline.latest is not None else ["mean", "annual"]

    def cells(key: str) -> tuple[str, ...]:
        return (*(_cell(book, f"{year}.{key}") for year in years), *(f"{end}.{key}" for end in ends))

    rows = [ExhibitRow(label(key), cells(key)) for key in result.baseline.annual]
    return years, rows, ExhibitRow("Total", cells("total"))


def one_off_rows(result: CaseResult) -> list[ExhibitRow]:
    """Exhibit A: what is shown in full and never annualised."""
    return [ExhibitRow(label(key), (f"one_off.{key}",)) for key in result.baseline.one_off]


def medication_rows(result: CaseResult, book: FactBook) -> list[ExhibitRow]:
    """Exhibit B: a row a drug with first and last fill and fills in all files, and plan-paid in the window."""
    rows = []
    for one in medicines(result):
        cells = tuple(_cell(book, f"drug.{one.name}.{part}") for part in ("first", "last", "fills", "paid"))
        rows.append(ExhibitRow(one.name, cells, "two uses" if one.fills[0].klass.two_use else ""))
    return rows


def sessions(result: CaseResult, book: FactBook) -> tuple[list[str], list[ExhibitRow]]:
    """Exhibit B: psychotherapy sessions by kind and calendar year."""
    rows = session_rows(result)
    years = sorted({year for by_year in rows.values() for year in by_year})
    return (
        [f"year.{year}" for year in years],
        [
            ExhibitRow(
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


@dataclass(frozen=True, slots=True)
class Input:
    """A row of Exhibit C's first table: an input with its range, and the average net with it alone at each end.

    Each field is a fact's id, or ``""``; ``source`` is one too.
    """

    words: str
    value: str
    low: str
    net_low: str
    high: str
    net_high: str
    basis: str
    source: str


def input_rows(result: CaseResult, book: FactBook) -> list[Input]:
    """Exhibit C: every input with value, range, basis and source; what has a range is tried alone at both ends.

    Categories whose share has the same value, range, basis and source stand in one row.
    """
    inputs = result.inputs
    visit = result.protocol.visit

    def row(words: str, name: str, item: Assumption) -> Input:
        way, own = f"one_way.{name}", f"assume.{name}"
        tried = f"{way}.net_low" in book
        low, high = (f"{way}.low", f"{way}.high") if tried else (f"{own}.low", f"{own}.high")
        nets = (_cell(book, f"{way}.net_low"), _cell(book, f"{way}.net_high"))
        return Input(words, own, _cell(book, low), nets[0], _cell(book, high), nets[1], _basis(item), f"{own}.source")

    rows = [row(f"Price per {visit}", "price", inputs.quote)]
    if inputs.adjunct.value:
        rows.append(row(f"Adjuncts per {visit}", "adjunct", inputs.adjunct))
    if inputs.session is not None:
        rows.append(row("Price of one session", "session_price", inputs.session))
    rows.append(row("Work-up, once", "workup", inputs.workup))
    rows.extend(row(ASSUMPTION_WORDS[name], name, item) for name, item in inputs.listed.items())
    alike: dict[tuple[object, ...], list[str]] = {}
    for key, item in inputs.shares.items():
        alike.setdefault((item.value, item.low, item.high, item.basis, item.source), []).append(key)
    for keys in alike.values():
        names = ", ".join(label(key)[:1].lower() + label(key)[1:] for key in keys)
        rows.append(row(f"Share that stops: {names}", f"share.{keys[0]}", inputs.shares[keys[0]]))
    if "one_way.shares.net_low" in book:
        way = "one_way.shares"
        ends = (f"{way}.low", f"{way}.net_low", f"{way}.high", f"{way}.net_high")
        rows.append(Input(PARAMETER_WORDS["shares"], "", *ends, "", ""))
    return rows


def price_rows(result: CaseResult) -> list[ExhibitRow]:
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
        rows.append(ExhibitRow(line.label, (f"code.{line.name}" if line.codes else "", amount), PART_WORDS[line.part]))
    known = {line.name for line in result.protocol.lines}
    for part, lines in inputs.lines.items():
        word = PART_WORDS["quote" if part == "price" else part]
        rows.extend(
            ExhibitRow("", (f"line.{part}.{name}.name", f"line.{part}.{name}"), word)
            for name in lines
            if name not in known
        )
    return rows


def exclusion_rows(result: CaseResult, book: FactBook) -> tuple[list[ExhibitRow], ExhibitRow, ExhibitRow, ExhibitRow]:
    """Exhibit D: totals by reason, what is counted, the whole that these add up to, and apart from it what is not a claim.

    A file's own total repeats the money of its lines, so it is never added to them.
    """
    words = disposition_words()

    def row(name: str, text: str) -> ExhibitRow:
        cells = (_cell(book, f"ledger.{name}.{part}") for part in ("rows", "plan_paid", "member_paid"))
        return ExhibitRow(text, tuple(cells))

    apart = (Disposition.COUNTED, Disposition.NOT_A_CLAIM)
    excluded = [row(str(d), words[d]) for d in result.ledger.by_disposition if d not in apart]
    others = row(str(Disposition.NOT_A_CLAIM), words[Disposition.NOT_A_CLAIM])
    return excluded, row("counted", words[Disposition.COUNTED]), row("claims", "All claim rows of the files"), others
