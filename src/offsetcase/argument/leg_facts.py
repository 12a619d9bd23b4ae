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

SIX = Decimal("0.000001")
# Our own figure of each outcome, beside the alternative's.
OURS = {
    "average": "average.treatment",
    "no_response": "nobody.cost",
    "responder": "responder.treatment",
    "lasting": "lasting.treatment",
}
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
    found = result.unread
    book.add("unread.rows", found.rows, "count", "rows of the window that nothing recognised")
    book.add("unread.paid", found.unread, "usd", "plan-paid of these rows")
    book.add(
        "unread.counted", found.counted, "usd", "plan-paid of the window's lines in categories that count every year"
    )


def _alternative(book: FactBook, found: Alternative) -> None:
    book.add("alternative.name", found.covered.label, "text", "the covered alternative")
    book.add("alternative.verdict", str(found.verdict), "text", "how far the comparison carries")
    if found.why:
        book.add("alternative.why", found.why, "text", "why no comparison is made")
    priced, sums = found.priced, found.sums
    if priced is None or sums is None:
        return
    how = priced.source
    if priced.own is not None:
        lines = [Weighed(entry, entry.line.amounts.plan_paid or ZERO) for entry in priced.own.lines]
        book.add("alternative.paid", priced.own.paid, "usd", "plan-paid of the member's own lines of it", lambda: lines)
        book.add("alternative.days", priced.own.days, "count", "days with a session among them")
        how = "{alternative.paid} ÷ {alternative.days}"
    book.add("alternative.price", priced.price, "usd", how)
    book.add("alternative.low_price", priced.low, "usd", priced.source)
    book.add("alternative.high_price", priced.high, "usd", priced.source)
    book.add("alternative.source", priced.source, "text")
    book.add("alternative.brief", priced.shown, "text", priced.source)
    book.add("alternative.schedule", found.covered.source, "text")
    book.add("alternative.induction", sums.induction, "count", found.covered.source)
    book.add("alternative.maintenance", sums.maintenance, "count", found.covered.source)
    later = (sums.sessions.responder - sums.induction).quantize(SIX)
    words = "later sessions × the share still responding, added up"
    book.add("alternative.responding", later, "decimal", words)
    formulas = {
        "average": "{alternative.induction} + {assume.response} × {alternative.responding}",
        "no_response": "{alternative.induction}",
        "responder": "{alternative.induction} + {alternative.responding}",
        "lasting": "{alternative.induction} + {alternative.maintenance}",
    }
    largest = max(NAMES, key=lambda name: getattr(sums.ties, name))
    for name in NAMES:
        sessions, cost, less = (f"alternative.{part}.{name}" for part in ("sessions", "cost", "less"))
        book.add(sessions, getattr(sums.sessions, name).quantize(SIX), "decimal", formulas[name])
        book.add(cost, getattr(sums.cost, name), "usd", f"{{alternative.price}} × {{{sessions}}}")
        book.add(less, getattr(sums.less, name), "usd", f"{{{cost}}} − {{{OURS[name]}}}")
        low = f"{{alternative.low_price}} × {{{sessions}}} − {{{OURS[name]}}}"
        book.add(f"alternative.less_at_low.{name}", getattr(sums.less_at_low, name), "usd", low)
        book.add(f"alternative.tie.{name}", getattr(sums.ties, name), "usd", f"{{{OURS[name]}}} ÷ {{{sessions}}}")
        close = "this request's treatment with maintenance every {alternative.close_days} days"
        book.add(f"alternative.close.{name}", getattr(sums.close, name), "usd", close)
    book.add("alternative.close_days", sums.close_days, "count", "the closest maintenance that is tried")
    tie = f"{{alternative.tie.{largest}}}, the largest of the four, rounded up to the dollar"
    book.add("alternative.tie", Decimal(sums.tie), "usd", tie)
