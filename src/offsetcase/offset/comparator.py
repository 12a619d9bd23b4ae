"""The alternative that the plan already covers: the same months, response, relapse and stop rule, its own sessions and price.

It stands beside the comparison with the member's own history and never replaces it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cache

from offsetcase.case.settings import CaseFile
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.offset.projection import PRECISION, ZERO, Parameters, survival
from offsetcase.offset.protocol import DAYS_PER_MONTH, month_of
from offsetcase.offset.unit_price import UnitPrice, per_session


@dataclass(frozen=True, slots=True)
class Alternative:
    """One entry of ``data/comparators``. ``phases`` are ``(first day, every, count or None)``; days count from day 0."""

    key: str
    label: str
    category: str
    indications: tuple[str, ...]
    induction_days: tuple[int, ...]
    phases: tuple[tuple[int, int, int | None], ...]
    source: str
    price: Decimal | None
    price_source: str
    evidence: str

    def maintenance_days(self, horizon: int) -> list[int]:
        """The days of maintenance sessions within so many months."""
        limit = horizon * DAYS_PER_MONTH
        days: list[int] = []
        for first, every, count in self.phases:
            day, left = first, count
            while day < limit and left != 0:
                days.append(day)
                day, left = day + every, None if left is None else left - 1
        return days


@dataclass(frozen=True, slots=True)
class Compared:
    """The alternative priced. ``treatment`` in dollars and ``sessions`` are expected values, unrounded, over the horizon."""

    alternative: Alternative
    price: Decimal
    basis: str
    source: str
    own: UnitPrice | None
    sessions: Decimal
    induction: int
    maintenance: int
    treatment: Decimal


@cache
def alternatives() -> dict[str, Alternative]:
    """Every covered alternative that this version can price, by name."""
    found = {}
    for path in sorted(data_path("comparators").glob("*.toml")):
        raw = load_toml(path)
        price = raw.get("price", {})
        found[path.stem] = Alternative(
            key=path.stem,
            label=raw["label"],
            category=raw["category"],
            indications=tuple(raw["indications"]),
            induction_days=tuple(raw["induction_days"]),
            phases=tuple((phase["from"], phase["every"], phase.get("count")) for phase in raw["maintenance"]),
            source=raw["source"],
            price=Decimal(price["base"]) if price else None,
            price_source=price.get("source", ""),
            evidence=price.get("evidence", ""),
        )
    return found


def choose_alternative(name: str, indication: str) -> Alternative:
    """The alternative of that name.

    Raises:
        OffsetcaseError: unknown, or no alternative for this condition (status 2).
    """
    known = alternatives()
    if name not in known:
        hint = did_you_mean(name, known)
        text = f'--comparator: "{name}" can\'t be priced.'
        raise OffsetcaseError(Problem("E-OPTION", text, f"{hint}Known: {', '.join(known)}."), ExitCode.USAGE)
    found = known[name]
    if indication not in found.indications:
        text = f"{found.label} is no covered alternative for {indication}."
        remedy = f"leave the comparator out; it serves {', '.join(found.indications)}."
        raise OffsetcaseError(Problem("E-OPTION", text, remedy), ExitCode.USAGE)
    return found


def compare(
    name: str,
    price: Decimal | None,
    indication: str,
    entries: Iterable[LedgerLine],
    parameters: Parameters,
    horizon: int,
) -> Compared:
    """Price the alternative over the horizon.

    Args:
        name: ``esketamine``, ``tms`` or ``ect``.
        price: dollars a session that the user gives, or ``None``.
        indication: what the request is for.
        entries: the settled ledger; the member's own past sessions come first.
        parameters: the base case, for response and retention.
        horizon: months.

    Raises:
        OffsetcaseError: nobody says what a session costs the plan (status 2).
    """
    found = choose_alternative(name, indication)
    own = per_session(entries, found.category)
    with localcontext() as context:
        context.prec = PRECISION
        if own is not None:
            amount, basis = own.amount, "claims"
            source = f"the member’s own lines: plan-paid divided by {own.days} {'days' if own.days > 1 else 'day'} with a session"
        elif price is not None:
            amount, basis, source = price, "case", "given by the member"
        elif found.price is not None:
            amount, basis, source = found.price, "default", found.price_source
        else:
            raise OffsetcaseError(
                Problem(
                    "E-COMPARATOR",
                    f"nothing says what a session of {found.label} costs this plan: the claims hold none, and no verified default exists.",
                    "ask the plan or a provider, then add  --comparator-price …  or write into case.toml:\n"
                    f'[comparator]\nname = "{name}"\nprice = "…"',
                ),
                ExitCode.USAGE,
            )
        limit = horizon * DAYS_PER_MONTH
        first = [day for day in found.induction_days if day < limit]
        later = found.maintenance_days(horizon)
        s = survival(parameters.r, horizon)
        sessions = Decimal(len(first)) + sum((parameters.p * s[month_of(day)] for day in later), ZERO)
        return Compared(found, amount, basis, source, own, sessions, len(first), len(later), sessions * amount)


def wanted(case: CaseFile, name: str, price: Decimal | None) -> tuple[str, Decimal | None]:
    """Which alternative is asked for and at which price: the command's option, then the case file's."""
    own = case.comparator
    if own is None or (name and name != own.name):
        return name, price
    return own.name, own.price if price is None else price
