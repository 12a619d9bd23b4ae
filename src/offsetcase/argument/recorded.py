"""A settled case as the record that policies and contradictions are held against."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict

from offsetcase.argument.facts import DAY_CATEGORIES
from offsetcase.argument.history import ANTIDEPRESSANT, Tried, medicines
from offsetcase.argument.record import Record, Sessions, statements_of
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.money import ZERO
from offsetcase.offset.result import CaseResult
from offsetcase.offset.tried import NO_FILL

# What a fill without stated days' supply is taken to last.
MONTH_SUPPLY = 31
AUGMENTING = ("medication.antipsychotic", "medication.mood_stabilizer")


def record_of(result: CaseResult) -> Record:
    """What the claims of a case show, over all its files, and what its dated prescriber states."""
    entries = [e for e in result.ledger.entries if e.disposition not in NO_FILL and e.line.service_date is not None]
    days = [e.line.service_date for e in entries if e.line.service_date is not None]
    drugs = medicines(result)
    antidepressants = [one for one in drugs if one.category == ANTIDEPRESSANT]
    tried = {trial.drug for trial in result.tried}
    prescriber = result.case.prescriber
    return Record(
        tried={one.name: one.fills[0].klass.group or one.name for one in antidepressants if one.name in tried},
        filled=frozenset(one.name for one in antidepressants),
        augmented=tuple(one.name for one in drugs if one.category in AUGMENTING and _beside(one, antidepressants)),
        antidepressant_now=_now(antidepressants, max(days, default=None)),
        sessions=_sessions(entries),
        denied=frozenset(e.klass.category for e in result.ledger.entries if e.disposition is Disposition.DENIED),
        age=_age(result.case.member.date_of_birth, result.letter_date),
        claims_from=min(days, default=None),
        claims_to=max(days, default=None),
        statements=statements_of(result.case),
        stated_by=prescriber.name if prescriber.dated else "",
        stated_on=prescriber.date if prescriber.dated else None,
    )


def _until(fill: LedgerLine) -> dt.date:
    """The day to which a fill lasts."""
    return fill.day + dt.timedelta(days=fill.line.days_supply or MONTH_SUPPLY)


def _beside(one: Tried, antidepressants: list[Tried]) -> bool:
    """Whether a medicine was filled while an antidepressant was."""
    return any(
        one.first <= _until(other.fills[-1]) and other.first <= _until(one.fills[-1]) for other in antidepressants
    )


def _now(antidepressants: list[Tried], end: dt.date | None) -> str:
    if end is None:
        return ""
    return next((one.name for one in reversed(antidepressants) if max(map(_until, one.fills)) >= end), "")


def _sessions(entries: list[LedgerLine]) -> dict[str, Sessions]:
    days_of: dict[str, set[dt.date]] = defaultdict(set)
    for entry in entries:
        day = entry.line.service_date
        if (
            day
            and entry.klass.category in (*DAY_CATEGORIES, "ketamine")
            and (entry.line.amounts.plan_paid or ZERO) >= 0
        ):
            days_of[entry.klass.category].add(day)
    return {key: Sessions(len(days), min(days), max(days)) for key, days in days_of.items()}


def _age(born: dt.date | None, on: dt.date) -> int | None:
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
