"""What a case file may say and hardly means: a notice from the future, a treatment for nothing or for a fortune."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from offsetcase.case.settings import CaseFile
from offsetcase.model.money import show_money
from offsetcase.model.problem import Problem

# Quotes are of some hundred dollars a visit; this is what nobody asks, whatever a session is combined with.
HIGH_PRICE = Decimal(10_000)


def oddities(case: CaseFile, today: dt.date) -> list[Problem]:
    """A warning for each day that can't have been yet, an outside review too early, a price of nothing or of far too much.

    Args:
        case: the case file, with the command's options over it.
        today: no notice has a later date.
    """
    warnings = []
    for name, day in (
        ("[denial] notice_date", case.denial.notice_date),
        ("[denial] received_date", case.denial.received_date),
        ("[reply] notice_date", case.reply.notice_date),
        ("[reply] received_date", case.reply.received_date),
        ("[prescriber] date", case.prescriber.date),
        ("[member] date_of_birth", case.member.date_of_birth),
        ("[member] coverage_start", case.member.coverage_start),
    ):
        if day is not None and day > today:
            warnings.append(
                Problem(
                    "W-DATE-AHEAD",
                    f"{name} is {day.isoformat()}, a day still to come.",
                    "check the year; deadlines and months are counted from it.",
                )
            )
    if case.letter.kind == "external-review" and case.denial.level == "first":
        warnings.append(
            Problem(
                "W-FIRST-LEVEL",
                "Your notice is of the first level: an outside review comes after the plan's own last appeal, so the letter "
                "doesn't call the denial final.",
                "Unless the case is urgent or the notice offers the review now, appeal first:  --letter appeal",
            )
        )
    price = case.treatment.price
    lines = list(price.values()) if isinstance(price, Mapping) else [price]
    total = sum((line for line in lines if isinstance(line, Decimal)), Decimal(0))
    if total > HIGH_PRICE:
        warnings.append(
            Problem(
                "W-PRICE-HIGH",
                f"The price of a visit is {show_money(total)}, more than a visit is known to cost.",
                "check --price, or price under [treatment] in the case file: it is one visit's, and a comma stands between "
                "thousands, never between two prices.",
            )
        )
    if price is not None and not total:
        warnings.append(
            Problem(
                "W-PRICE-ZERO",
                "The price of a visit is $0.00, so the treatment costs the plan nothing and the letter says so.",
                "check --price, or price under [treatment] in the case file; left out, a sourced planning price is used.",
            )
        )
    return warnings
