"""The alternatives that plans already cover, as ``data/comparators`` has them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from offsetcase.model.nearest import did_you_mean
from offsetcase.model.places import load_folder, made
from offsetcase.model.problem import usage_error
from offsetcase.offset.protocol import DAYS_PER_MONTH

DEFAULT = "esketamine"
NO_COMPARISON = "none"


@dataclass(frozen=True, slots=True)
class Covered:
    """One entry of ``data/comparators``. ``phases`` are ``(first day, every, count or None)``; days count from day 0.

    ``needs_trials`` says that its label asks for failed antidepressants; ``diagnosis`` and ``rules_out_both`` are stems of the
    prescriber's words that stand for them, and of reasons against it that speak against ketamine too; ``notice`` are stems by
    which a notice names it.
    """

    key: str
    label: str
    category: str
    indications: tuple[str, ...]
    induction_days: tuple[int, ...]
    phases: tuple[tuple[int, int, int | None], ...]
    source: str
    price: Decimal | None
    low_price: Decimal | None
    high_price: Decimal | None
    price_source: str
    price_brief: str
    evidence: str
    diagnosis: tuple[str, ...]
    rules_out_both: tuple[str, ...]
    notice: tuple[str, ...]
    needs_trials: bool = False

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


@cache
def alternatives() -> dict[str, Covered]:
    """Every covered alternative that this version can price, by name."""
    return {key: _covered(key, raw) for key, raw in load_folder("comparators").items()}


def _covered(key: str, raw: Mapping[str, Any]) -> Covered:
    price, words = raw.get("price", {}), raw.get("words", {})
    return made(
        Covered,
        raw,
        key=key,
        phases=tuple((phase["from"], phase["every"], phase.get("count")) for phase in raw["maintenance"]),
        price=Decimal(price["base"]) if price else None,
        low_price=Decimal(price["low"]) if price else None,
        high_price=Decimal(price["high"]) if price else None,
        price_source=price.get("source", ""),
        price_brief=price.get("brief", ""),
        evidence=price.get("evidence", ""),
        **{name: tuple(words.get(name, ())) for name in ("diagnosis", "rules_out_both", "notice")},
    )


def choose_alternative(name: str, indication: str) -> Covered:
    """The alternative that somebody asked for by name.

    Raises:
        OffsetcaseError: unknown, or no alternative for this condition (status 2).
    """
    known = alternatives()
    if name not in known:
        hint = did_you_mean(name, [*known, NO_COMPARISON])
        text = f'--comparator: "{name}" can\'t be priced.'
        remedy = f"{hint}Known: {', '.join(known)}, and none."
        raise usage_error("E-OPTION", text, remedy)
    chosen = known[name]
    # The default is made or not made by its own rules; what was asked for beyond it must fit.
    if indication not in chosen.indications and name != DEFAULT:
        text = f"{chosen.label} is not a covered alternative for {indication}."
        remedy = f"leave the comparator out; it serves {', '.join(chosen.indications)}."
        raise usage_error("E-OPTION", text, remedy)
    return chosen
