"""The rules by plan type: what a letter may ask for, with citation and standing. Chooses no plan type, predicts nothing.

A rule at standing M never reaches print; one at 2 (read by another project) prints as a request with "see", never as a
legal conclusion. Periods and deadlines are kept for the command that computes them; no letter prints one yet.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from offsetcase.model.places import data_path, load_toml

STANDINGS = ("V", "P", "2", "M")
GENERAL = "general"


class PlanRuleError(ValueError):
    """A rule file doesn't fit the schema; the message names file and entry."""


@dataclass(frozen=True, slots=True)
class Request:
    """One thing a letter may ask of the plan: its words, the citation that prints with it, and its standing.

    ``under`` is the regulation that all of a plan type's requests rest on, if there is one: printed once, before them.
    """

    id: str
    text: str
    citation: str
    standing: str
    kinds: tuple[str, ...]
    indications: tuple[str, ...]
    under: str


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time that a rule sets: ``amount`` ``unit`` from ``runs_from``."""

    kind: str
    amount: int | None
    unit: str
    runs_from: str
    presumed_receipt_days: int
    citation: str
    standing: str


@dataclass(frozen=True, slots=True)
class PlanRule:
    """One plan type's rules."""

    key: str
    label: str
    standing: str
    verified: dt.date
    review_by: dt.date
    filing: Period | None
    decisions: tuple[Period, ...]
    external: Period | None
    requests: tuple[Request, ...]
    traps: tuple[str, ...]


def _period(kind: str, raw: Mapping[str, Any]) -> Period:
    return Period(
        kind=raw.get("kind", kind),
        amount=raw.get("amount"),
        unit=raw.get("unit", ""),
        runs_from=raw.get("runs_from", ""),
        presumed_receipt_days=raw.get("presumed_receipt_days", 0),
        citation=raw["citation"],
        standing=raw["standing"],
    )


@cache
def rules() -> Mapping[str, PlanRule]:
    """Every plan type's rules by key; ``general`` holds what may be asked of any plan.

    Raises:
        PlanRuleError: a file doesn't fit the schema.
    """
    found = {}
    for path in sorted(data_path("plan_rules").glob("*.toml")):
        raw = load_toml(path)
        requests = tuple(
            Request(
                id=one["id"],
                text=one["text"],
                citation=one.get("citation", ""),
                standing=one["standing"],
                kinds=tuple(one["kinds"]),
                indications=tuple(one.get("indications", ())),
                under=raw.get("under", ""),
            )
            for one in raw.get("request", ())
        )
        standings = [raw["standing"], *(request.standing for request in requests)]
        if set(standings) - set(STANDINGS):
            raise PlanRuleError(f"{path.name}: an unknown standing")
        found[path.stem] = PlanRule(
            key=path.stem,
            label=raw["label"],
            standing=raw["standing"],
            verified=raw["verified"],
            review_by=raw["review_by"],
            filing=_period("filing", raw["filing"]) if "filing" in raw else None,
            decisions=tuple(_period("", one) for one in raw.get("decision", ())),
            external=_period("external", raw["external"]) if "external" in raw else None,
            requests=requests,
            traps=tuple(raw.get("traps", ())),
        )
    return found


def plan_types() -> list[str]:
    """The plan types, without ``general``."""
    return [key for key in rules() if key != GENERAL]


def requests_for(plan_type: str | None, kind: str, indication: str) -> list[Request]:
    """What a letter asks of the plan.

    Args:
        plan_type: the case file's plan type, or ``None`` when unknown: then no citation and no period.
        kind: ``appeal`` or ``exception``; before a denial no right of appeal exists, so an exception asks plainly.
        indication: some requests hold for mental health alone.

    Returns:
        The type's own requests where it has any for this kind, otherwise the general ones; none at standing M.
    """

    def fitting(key: str) -> list[Request]:
        return [
            request
            for request in rules()[key].requests
            if kind in request.kinds
            and request.standing != "M"
            and (not request.indications or indication in request.indications)
        ]

    own = fitting(plan_type) if plan_type else []
    return own or fitting(GENERAL)
