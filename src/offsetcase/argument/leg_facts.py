"""The second leg, what was tried, what is unread and what would change the verdict, as facts."""

from __future__ import annotations

from decimal import Decimal

from offsetcase.model.facts import Behind, FactBook, Weighed
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.money import ZERO
from offsetcase.offset.alternative import Alternative
from offsetcase.offset.outcomes import NAMES
from offsetcase.offset.result import CaseResult
from offsetcase.offset.tried import TRIAL_DAYS
from offsetcase.offset.unit_price import PRICE

TURN_UNITS = {"price": "usd", "share": "share-up", "response": "share-up"}


def add_leg(book: FactBook, result: CaseResult) -> None:
    """Put in what stands beside the offset."""
    _case(book, result)
    _tried(book, result)
    _unread(book, result)
    for turn in result.turns:
        unit = TURN_UNITS[turn.parameter]
        value = turn.at if unit == "usd" else turn.at.quantize(Decimal("0.0001"))
        book.add(
            f"turn.{turn.parameter}",
            value,
            unit,
            f"the nearest {turn.parameter} at which the verdict is {turn.verdict}",
        )
        book.add(f"turn.{turn.parameter}.verdict", str(turn.verdict), "text", "the verdict there")
    _alternative(book, result.alternative)


def _case(book: FactBook, result: CaseResult) -> None:
    treatment = result.case.treatment
    if treatment.quote_date is not None:
        book.add("treatment.quote_date", treatment.quote_date, "date", "case file")
    if treatment.agreed_price is not None:
        book.add(
            "treatment.agreed_price", treatment.agreed_price, "usd", "the provider has agreed to it, by the case file"
        )


def _tried(book: FactBook, result: CaseResult) -> None:
    names = ", ".join(trial.drug for trial in result.tried)
    how = "different antidepressants in all files, by ingredient, each filled over six weeks or more"
    book.add("antidepressants.tried", len(result.tried), "count", f"{how}: {names}" if names else how)
    book.add(
        "antidepressants.days", TRIAL_DAYS, "count", "days' supply, or days from first to last fill, that make a trial"
    )
    for trial in result.tried:
        book.add(f"tried.{trial.drug}.name", trial.drug, "text", "drug data")
        book.add(f"tried.{trial.drug}.first", trial.first, "date", "first fill in all files")
        book.add(f"tried.{trial.drug}.last", trial.last, "date", "last fill in all files")
        book.add(f"tried.{trial.drug}.fills", len(trial.fills), "count", "fills in all files", _counted(trial.fills))


def _counted(fills: tuple[LedgerLine, ...]) -> Behind:
    return lambda: [Weighed(entry, Decimal(1)) for entry in fills]


def _unread(book: FactBook, result: CaseResult) -> None:
    unread = result.unread
    book.add("unread.rows", unread.rows, "count", "rows of the window that nothing recognised")
    book.add("unread.paid", unread.unread, "usd", "plan-paid of these rows")
    book.add(
        "unread.counted", unread.counted, "usd", "plan-paid of the window's lines in categories that count every year"
    )


def _alternative(book: FactBook, alternative: Alternative) -> None:
    book.add("alternative.name", alternative.covered.label, "text", "the covered alternative")
    book.add("alternative.verdict", str(alternative.verdict), "text", "how far the comparison carries")
    if alternative.why:
        book.add("alternative.why", alternative.why, "text", "why no comparison is made")
    priced, sums = alternative.priced, alternative.sums
    if priced is None or sums is None:
        return
    how = priced.source
    if priced.own is not None:
        lines = [Weighed(entry, entry.line.amounts.plan_paid or ZERO) for entry in priced.own.lines]
        book.add("alternative.paid", priced.own.paid, "usd", "plan-paid of the member's own lines of it", lambda: lines)
        book.add("alternative.days", priced.own.days, "count", "days with a session among them")
        how = PRICE.how("alternative.price", priced.own.given)
    book.add("alternative.price", priced.price, "usd", how)
    book.add("alternative.low_price", priced.low, "usd", priced.source)
    book.add("alternative.high_price", priced.high, "usd", priced.source)
    book.add("alternative.source", priced.source, "text")
    book.add("alternative.brief", priced.shown, "text", priced.source)
    book.add("alternative.schedule", alternative.covered.source, "text")
    graph, values = sums.graph, sums.values
    for id in ("alternative.induction", "alternative.maintenance"):
        book.figure(graph, id, values, how=alternative.covered.source)
    book.figure(graph, "alternative.responding", values)
    for name in NAMES:
        for part in ("sessions", "cost", "less", "less_at_low", "tie"):
            book.figure(graph, f"alternative.{part}.{name}", values)
        close = "this request's treatment with maintenance every {alternative.close_days} days"
        book.add(f"alternative.close.{name}", getattr(sums.close, name), "usd", close)
    book.add("alternative.close_days", sums.close_days, "count", "the closest maintenance that is tried")
    book.figure(graph, "alternative.tie", values)
    book.complete(graph, values)
