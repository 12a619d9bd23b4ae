"""Which antidepressants a record shows as tried: filled long enough, over every row of the files and not the window alone."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.offset.words import speaks_of

CATEGORY = "medication.antidepressant"
# A trial: so many days' supply in all, or the last fill so many days after the first.
TRIAL_DAYS = 42
# What is not a fill that somebody took, whoever paid for it.
NO_FILL = frozenset(
    {
        Disposition.NOT_A_CLAIM,
        Disposition.OTHER_MEMBER,
        Disposition.PENDING,
        Disposition.DENIED,
        Disposition.DUPLICATE,
        Disposition.REVERSED,
    }
)
# Often given in a low dose for sleep; then it is not a trial of an antidepressant.
FOR_SLEEP = frozenset({"trazodone", "doxepin", "amitriptyline", "mirtazapine"})
SLEEP_WORDS = ("sleep", "insomnia", "low dose", "low-dose", "hypnotic")


@dataclass(frozen=True, slots=True)
class Trial:
    """One ingredient: its first and last fill, and its fills, in the order of their dates."""

    drug: str
    first: dt.date
    last: dt.date
    fills: tuple[LedgerLine, ...]


def is_fill(entry: LedgerLine) -> bool:
    """Whether a line is a dated fill of a drug that somebody took, whoever paid for it and whenever it was."""
    line = entry.line
    if not entry.klass.drug or line.service_date is None or entry.disposition in NO_FILL:
        return False
    return all(amount is None or amount >= 0 for amount in line.amounts)


def tried(entries: Iterable[LedgerLine], said: Mapping[str, str]) -> tuple[Trial, ...]:
    """The antidepressants that were filled long enough to be a trial.

    Args:
        entries: the settled ledger.
        said: what the prescriber says of each drug, with name and date, by the drug's name.

    Returns:
        One entry an ingredient, by first fill; brands, salts and release forms are one ingredient.
    """
    fills: dict[str, list[LedgerLine]] = defaultdict(list)
    for entry in entries:
        if entry.klass.category == CATEGORY and is_fill(entry):
            fills[entry.klass.drug].append(entry)
    trials = []
    for drug, lines in fills.items():
        if drug in FOR_SLEEP and speaks_of(said.get(drug, ""), SLEEP_WORDS):
            continue
        days = sorted(line.line.service_date for line in lines if line.line.service_date is not None)
        if long_enough(lines, days):
            lines.sort(key=lambda entry: (entry.line.service_date or dt.date.min, str(entry.line.source)))
            trials.append(Trial(drug, days[0], days[-1], tuple(lines)))
    return tuple(sorted(trials, key=lambda trial: (trial.first, trial.drug)))


def long_enough(lines: list[LedgerLine], days: list[dt.date]) -> bool:
    """Whether fills make a trial: by days' supply where every fill states it, else by the days between first and last."""
    supplies = [line.line.days_supply for line in lines]
    known = [supply for supply in supplies if supply is not None]
    if len(known) == len(supplies):
        return sum(known) >= TRIAL_DAYS
    return sum(known) >= TRIAL_DAYS or (days[-1] - days[0]).days >= TRIAL_DAYS
