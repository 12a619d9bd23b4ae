"""Protocols: when the visits are, what they cost without a quote, and which rates have a source."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

from offsetcase.case.settings import OwnProtocol
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.places import data_path, load_folder, load_toml, made
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, usage_error

DAYS_PER_MONTH = Decimal("30.4375")
RATES = ("response", "control", "retention", "ramp_months")
OWN = "own"
ADJUSTABLE = ("series_days", "booster_days")
# How far an interval that somebody set without a range may move, as 28 does between 21 and 56.
INTERVAL_LOW = Decimal("0.75")
INTERVAL_HIGH = Decimal(2)
# How far an interval that the prescriber set is tested, in days either way.
INTERVAL_DAYS = 7


@dataclass(frozen=True, slots=True)
class Rate:
    """A parameter's base and range with its source; ``base`` is ``None`` where the case file must supply it."""

    source: str
    base: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    published: bool = False
    low_factor: Decimal = Decimal(1)
    high_factor: Decimal = Decimal(1)
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What a price is made of. ``part``: ``quote`` (in the quoted price), ``adjunct`` or ``session`` (on top, a visit), ``workup`` (once)."""

    name: str
    label: str
    part: str
    codes: tuple[str, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Protocol:
    """One protocol of ``data/protocols``, or the case file's own. Days count from the first visit, day 0; prices are dollars a visit.

    ``sessions`` is how many psychotherapy sessions go with a visit and are priced apart. ``adjustable`` holds the least and
    the most of ``series_days`` and ``booster_days`` where the prescriber may set them.
    """

    key: str
    label: str
    service: str
    indications: tuple[str, ...]
    visit: str
    visit_length: str
    span: str
    standing: str
    induction_days: tuple[int, ...]
    block_days: tuple[int, ...]
    schedule_source: str
    evidence: tuple[str, ...]
    interval: Rate
    price: Rate
    rates: dict[str, Rate]
    lines: tuple[PriceLine, ...]
    sessions: int = 0
    sessions_source: str = ""
    adjustable: tuple[tuple[str, int, int], ...] = ()


def _rate(raw: Mapping[str, Any]) -> Rate:
    numbers = ("base", "low", "high", "low_factor", "high_factor")
    return made(Rate, raw, **{name: Decimal(raw[name]) for name in numbers if name in raw})


@cache
def protocols() -> dict[str, Protocol]:
    """Every protocol this version carries, by name."""
    return {key: _protocol(key, raw) for key, raw in load_folder("protocols").items()}


def _protocol(key: str, raw: Mapping[str, Any]) -> Protocol:
    schedule = raw["schedule"]
    sessions = schedule.get("sessions", {})
    return made(
        Protocol,
        raw,
        key=key,
        induction_days=tuple(schedule["induction_days"]),
        block_days=tuple(schedule["maintenance_block_days"]),
        schedule_source=schedule["source"],
        evidence=tuple(schedule["evidence"]),
        interval=_rate(schedule["maintenance_every_days"]),
        price=_rate(raw["price"]),
        rates={name: _rate(raw["rates"][name]) for name in RATES},
        lines=tuple(made(PriceLine, line) for line in raw["lines"]),
        sessions=sessions.get("per_visit", 0),
        sessions_source=sessions.get("source", ""),
        adjustable=tuple(
            (name, schedule[name]["low"], schedule[name]["high"]) for name in ADJUSTABLE if name in schedule
        ),
    )


@cache
def indications() -> dict[str, dict[str, Any]]:
    """The conditions by key: ``label``, ``words``, the default ``protocol``, and the ``weightiest`` limits of the evidence."""
    return load_toml(data_path("indications.toml"))


def choose_protocol(name: str, indication: str, own: OwnProtocol | None = None) -> Protocol:
    """The protocol asked for, the case file's own, or the indication's.

    Args:
        name: what ``--protocol`` or the case file says; ``own`` is the case file's ``[protocol]``.
        indication: decides the default.
        own: the case file's own protocol, which counts unless another one is named.

    Raises:
        OffsetcaseError: unknown, or made for other indications (status 2).
    """
    if own is not None and name in ("", OWN):
        return own_protocol(own, choose_protocol(own.based_on, indication))
    known = protocols()
    chosen = name or indications()[indication]["protocol"]
    if chosen not in known:
        if chosen == OWN:
            remedy = "write a table [protocol] into case.toml, with induction_days and maintenance_every_days."
            raise usage_error("E-PROTOCOL", "the case file holds no protocol of your own.", remedy)
        raise OffsetcaseError(unknown_protocol(chosen), ExitCode.USAGE)
    protocol = known[chosen]
    if indication not in protocol.indications:
        raise usage_error(
            "E-PROTOCOL",
            f'the protocol "{chosen}" is for {", ".join(protocol.indications)}, not for "{indication}".',
            f"leave --protocol out, or use --indication {protocol.indications[0]}.",
        )
    return protocol


def unknown_protocol(name: str) -> Problem:
    """What to say of a protocol that nobody knows, with the nearest name."""
    hint = did_you_mean(name, protocols())
    return Problem("E-PROTOCOL", f'"{name}" is not a protocol.', f"{hint}The protocols are: {', '.join(protocols())}.")


def own_protocol(own: OwnProtocol, base: Protocol) -> Protocol:
    """The case file's own schedule; what it doesn't say is taken over from ``base``, and no rate taken over counts as published."""
    said = own.source or "the case file"

    def taken(rate: Rate) -> Rate:
        return replace(rate, source=f"taken over from {base.key}: {rate.source}", published=False, evidence="")

    every = Decimal(own.maintenance_every_days)
    # Shorter than a block no interval can be: the next block would begin before this one has ended, or the end never come.
    low = max(every * INTERVAL_LOW // 1, Decimal(max(own.maintenance_block_days) + 1))
    return replace(
        base,
        key=OWN,
        label=own.label or base.label,
        service=own.service or base.service,
        visit=own.visit or base.visit,
        visit_length=own.visit_length or base.visit_length,
        span=own.span or (f"{own.induction_days[-1] + 1} days" if len(own.induction_days) > 1 else "one day"),
        standing="a schedule of the prescriber's own; no published rate belongs to it",
        induction_days=own.induction_days,
        block_days=own.maintenance_block_days,
        schedule_source=said,
        evidence=(),
        interval=Rate(said, every, min(low, every), every * INTERVAL_HIGH),
        price=taken(base.price) if base.price.base is not None else base.price,
        rates={name: taken(rate) for name, rate in base.rates.items()},
        adjustable=(),
    )


def with_days(protocol: Protocol, days: dict[str, int]) -> Protocol:
    """The protocol with ``series_days`` or ``booster_days`` set to so many consecutive days.

    Raises:
        OffsetcaseError: the protocol has a fixed schedule, or the number is outside its range (status 2).
    """
    limits = {name: (low, high) for name, low, high in protocol.adjustable}
    for name, value in days.items():
        if name not in limits:
            text = f"the protocol {protocol.key} has a fixed schedule; {name} can't be set."
            raise usage_error("E-PROTOCOL", text, "leave it out, or write your own [protocol].")
        low, high = limits[name]
        if not low <= value <= high:
            text = f"{name} = {value} is outside what clinics practise ({low} to {high} days)."
            raise usage_error("E-PROTOCOL", text, f"use {low} to {high}, or write your own [protocol].")
        field = "induction_days" if name == "series_days" else "block_days"
        protocol = replace(protocol, **{field: tuple(range(value))})  # type: ignore[arg-type]
    return protocol


def visit_days(
    induction: tuple[int, ...], block: tuple[int, ...], every: int, horizon_months: int
) -> tuple[list[int], list[int]]:
    """The days of induction and of maintenance visits within a horizon.

    Args:
        induction: day offsets of the induction series, from day 0.
        block: day offsets inside one maintenance block.
        every: days between blocks, at least one; block j starts on the last induction day + j × every.
        horizon_months: H; a visit counts if its own day is below H × 30.4375.

    Returns:
        The two lists of days, sorted. Two visits never share a day with ``every`` of at least a block's length.
    """
    limit = horizon_months * DAYS_PER_MONTH
    first = [day for day in induction if day < limit]
    later: list[int] = []
    for start in range(max(induction) + every, math.ceil(limit), every):
        later.extend(start + offset for offset in block if start + offset < limit)
    return sorted(first), sorted(later)


def month_of(day: int) -> int:
    """The month a day falls in, counted from 0: floor(day / 30.4375)."""
    return int(day / DAYS_PER_MONTH)
