"""The rules by plan type: what a letter may ask for, with citation and standing. Chooses no plan type, predicts nothing.

A rule at standing M never reaches print; one at 2 (read by another project) prints as a request with "see", never as a
legal conclusion. ``deadlines`` works the days out of the periods.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from offsetcase.argument.state_rules import STATE_EVIDENCE, external_review_rule
from offsetcase.model.places import load_folder, made
from offsetcase.model.shape import DataError

GENERAL = "general"


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """One thing a letter may ask of the plan: its words, the citation that prints with it, and its standing.

    ``under`` is the regulation that all of a plan type's requests rest on, if there is one: printed once, before them.
    """

    id: str
    text: str
    standing: str
    kinds: tuple[str, ...]
    citation: str = ""
    indications: tuple[str, ...] = ()
    under: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """A span of time that a rule sets: ``amount`` ``unit`` from ``runs_from``.

    Months are calendar months: four of them are not 120 days, so a period is never turned into another unit.
    ``amount`` is ``None`` where the rule leaves it open. ``presumed_receipt_days``: days after the notice's date on which
    receipt is presumed. ``filed_when``: whether an appeal counts as filed when ``sent`` or when ``received``. ``levels``
    and ``text`` are words for people: what a second level changes, and which body decides. ``next_business_day``: a last day
    on a weekend or federal holiday moves to the next business day.
    """

    kind: str
    citation: str
    standing: str
    amount: int | None = None
    unit: str = ""
    runs_from: str = ""
    presumed_receipt_days: int = 0
    filed_when: str = ""
    levels: str = ""
    text: str = ""
    next_business_day: bool = False

    def halved(self) -> Period:
        """The time of each of two levels, where the rule has two halve it."""
        return replace(self, amount=self.amount and self.amount // 2, levels="each of two levels")


@dataclass(frozen=True, slots=True)
class Late:
    """What an appeal past its time gets: ``good-cause`` (a paragraph that asks for it) or ``refuse``, and why."""

    what: str
    text: str
    standing: str
    citation: str = ""


@dataclass(frozen=True, slots=True)
class PlanRule:
    """One plan type's rules."""

    key: str
    label: str
    standing: str
    verified: dt.date
    review_by: dt.date
    filing: Period | None
    initial: tuple[Period, ...]
    decisions: tuple[Period, ...]
    external: Period | None
    late: Late | None
    requests: tuple[PlanRequest, ...]


def _period(file: str, kind: str, raw: Mapping[str, Any]) -> Period:
    if ("amount" in raw) != ("unit" in raw):
        raise DataError(file, f"{kind} has an amount without a unit, or a unit without an amount.")
    return made(Period, raw, kind=raw.get("kind", kind))


def _late(file: str, raw: Mapping[str, Any]) -> Late:
    if (raw["what"] == "good-cause") != bool(raw.get("citation")):
        raise DataError(file, "late says good-cause with a citation, or refuse without one.")
    return made(Late, raw)


def _request(file: str, under: str, raw: Mapping[str, Any]) -> PlanRequest:
    if any(character.isdigit() for character in raw["text"]) and not raw.get("citation"):
        raise DataError(file, f"request {raw['id']} names a period without a citation.")
    return made(PlanRequest, raw, under=under)


@cache
def rules() -> Mapping[str, PlanRule]:
    """Every plan type's rules by key; ``general`` holds what may be asked of any plan.

    Raises:
        DataError: a file doesn't fit its shape, or what it says doesn't fit together.
    """
    return {key: _rule(key, raw) for key, raw in load_folder("plan_rules").items()}


def _rule(key: str, raw: Mapping[str, Any]) -> PlanRule:
    file = f"data/plan_rules/{key}.toml"
    requests = tuple(_request(file, raw.get("under", ""), one) for one in raw.get("request", ()))
    if len({request.id for request in requests}) < len(requests):
        raise DataError(file, "two requests have the same id.")
    return made(
        PlanRule,
        raw,
        key=key,
        filing=_period(file, "filing", raw["filing"]) if "filing" in raw else None,
        initial=tuple(_period(file, "initial", one) for one in raw.get("initial", ())),
        decisions=tuple(_period(file, "decision", one) for one in raw.get("decision", ())),
        external=_period(file, "external", raw["external"]) if "external" in raw else None,
        late=_late(file, raw["late"]) if "late" in raw else None,
        requests=requests,
    )


def plan_types() -> list[str]:
    """The plan types, without ``general``."""
    return [key for key in rules() if key != GENERAL]


def requests_for(plan_type: str | None, kind: str, indication: str, state: str = "") -> list[PlanRequest]:
    """What a letter asks of the plan.

    Args:
        plan_type: the case file's plan type, or ``None`` when unknown: then no citation and no period.
        kind: ``appeal``, ``exception`` or ``external-review``; before a denial no right of appeal exists, so an exception
            asks plainly.
        indication: some requests hold for mental health alone.
        state: the two letters of the state whose insurance rules the plan follows; counts in an external review.

    Returns:
        The type's own requests, then the general ones on what those don't speak of (by id: ``general-decide`` gives way
        to ``decide``); none at standing M.
    """

    def fitting(key: str) -> list[PlanRequest]:
        return [
            request
            for request in rules()[key].requests
            if kind in request.kinds
            and request.standing != "M"
            and (not request.indications or indication in request.indications)
        ]

    own = fitting(plan_type) if plan_type else []
    rule = external_review_rule(plan_type, state) if kind == "external-review" else None
    if rule is not None:
        own.append(PlanRequest(STATE_EVIDENCE, rule.request, rule.standing, (kind,), rule.citation))
    spoken_of = {f"{GENERAL}-{request.id}" for request in own}
    return own + [request for request in fitting(GENERAL) if request.id not in spoken_of]
