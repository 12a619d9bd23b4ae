"""Which pictures a case has, and what each one says in words; drawing them is the render room's work.

A picture stands where it shows at a glance what a table doesn't: more than one year, more than two inputs. Its text
alternative is built from the same facts as its labels, so that the audit can build it again and compare.
"""

from __future__ import annotations

from offsetcase.argument.facts import noun_groups
from offsetcase.model.facts import FactBook, show
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import HORIZON

PARAMETER_WORDS = {
    "price": "Price per visit",
    "response": "Response",
    "control": "Improvement that would have come anyway",
    "retention": "Retention after twelve months",
    "shares": "Shares that stop, all together, times",
    "ramp_months": "Months before spending stops",
    "maintenance_every_days": "Days between maintenance visits",
}


def pictures(result: CaseResult) -> tuple[str, ...]:
    """The names of the pictures that this case has."""
    names = []
    years = result.baseline.calendar_years
    positive = all(amount >= 0 for amounts in years.values() for amount in amounts.values())
    if len(years) > 1 and positive and any(sum(amounts.values()) > 0 for amounts in years.values()):
        names.append("spending")
    if result.offset is not None and result.baseline.total > 0:
        names.append("running")
        if len(result.offset.one_way) > 2:
            names.append("one_way")
        if result.uncertainty is not None:
            names.append("draws")
    return tuple(names)


def alternative(name: str, result: CaseResult, book: FactBook) -> str:
    """A picture in words, for those who don't see it."""

    def text(id: str) -> str:
        return show(book[id])

    if name == "spending":
        years = ", ".join(f"{year} {text(f'year.{year}.total')}" for year in result.baseline.calendar_years)
        nouns = list(noun_groups(result))
        largest = max(
            nouns,
            key=lambda noun: sum(book[f"year.{year}.noun.{noun}"].value for year in result.baseline.calendar_years),
        )
        return f"Bars of what the plan paid in each calendar year, stacked by category: {years}. The largest part in all is {largest}."
    if name == "running":
        reaches = f"reaches zero in month {text('even.month')} and " if "even.month" in book else ""
        return (
            f"Lines of the running total over {HORIZON} months; below zero the plan spends more. If the response lasts, the line falls to "
            f"{text('lowest.amount')} in month {text('lowest.month')}, {reaches}ends at {text('lasting.net')}. "
            f"The average of all outcomes ends at {text('average.net')}. Without a response it stays at {text('nobody.net')}."
        )
    if name == "one_way":
        assert result.offset is not None
        ways = "; ".join(
            f"{PARAMETER_WORDS[way.parameter].lower()}, {text(f'one_way.{way.parameter}.net_low')} at {text(f'one_way.{way.parameter}.low')} "
            f"and {text(f'one_way.{way.parameter}.net_high')} at {text(f'one_way.{way.parameter}.high')}"
            for way in result.offset.one_way
        )
        return f"Bars of the average net, {text('average.net')}, with one input at a time at the ends of its range, the widest first: {ways}."
    if name == "draws":
        return (
            f"Bars of how often each net came out of {text('draws')} draws of the average: nine in ten lie between {text('draws.p5')} and "
            f"{text('draws.p95')}, around a mean of {text('draws.mean')}; {text('draws.lower')} lie above zero."
        )
    raise KeyError(name)
