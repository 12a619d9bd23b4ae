"""Protocols: when the visits are, what they cost without a quote, and which rates have a source."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

DAYS_PER_MONTH = Decimal("30.4375")
RATES = ("response", "control", "retention", "ramp_months")


@dataclass(frozen=True, slots=True)
class Rate:
    """A parameter's base and range with its source; ``base`` is ``None`` where the case file must supply it."""

    base: Decimal | None
    low: Decimal | None
    high: Decimal | None
    source: str
    published: bool = False
    low_factor: Decimal = Decimal(1)
    high_factor: Decimal = Decimal(1)
    draws_n: int = 0
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Protocol:
    """One protocol of ``data/protocols``. Days count from the first visit, day 0; prices are dollars a visit."""

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
    billing_codes: tuple[str, ...]


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _rate(raw: dict[str, Any]) -> Rate:
    return Rate(
        base=_decimal(raw.get("base")),
        low=_decimal(raw.get("low")),
        high=_decimal(raw.get("high")),
        source=raw["source"],
        published=bool(raw.get("published", False)),
        low_factor=Decimal(raw.get("low_factor", "1")),
        high_factor=Decimal(raw.get("high_factor", "1")),
        draws_n=int(raw.get("draws_n", 0)),
        evidence=raw.get("evidence", ""),
    )


@cache
def protocols() -> dict[str, Protocol]:
    """Every protocol this version carries, by name."""
    found = {}
    for path in sorted(data_path("protocols").glob("*.toml")):
        raw = load_toml(path)
        schedule = raw["schedule"]
        found[path.stem] = Protocol(
            key=path.stem,
            label=raw["label"],
            service=raw["service"],
            indications=tuple(raw["indications"]),
            visit=raw["visit"],
            visit_length=raw["visit_length"],
            span=raw["span"],
            standing=raw["standing"],
            induction_days=tuple(schedule["induction_days"]),
            block_days=tuple(schedule["maintenance_block_days"]),
            schedule_source=schedule["source"],
            evidence=tuple(schedule["evidence"]),
            interval=_rate(schedule["maintenance_every_days"]),
            price=_rate(raw["price"]),
            rates={name: _rate(raw["rates"][name]) for name in RATES},
            billing_codes=tuple(raw["billing"]["codes"]),
        )
    return found


@cache
def indications() -> dict[str, dict[str, str]]:
    """The conditions by key: ``label``, ``words`` and the default ``protocol``."""
    return load_toml(data_path("indications.toml"))


def choose_protocol(name: str, indication: str) -> Protocol:
    """The protocol asked for, or the indication's own.

    Raises:
        OffsetcaseError: unknown, not carried by this version, or made for other indications (status 2).
    """
    known = protocols()
    default = indications()[indication]["protocol"]
    chosen = name or default
    if chosen not in known:
        if not name:
            raise OffsetcaseError(
                Problem(
                    "E-INDICATION",
                    f'this version carries no protocol for "{indication}" yet.',
                    f"the indications that work are: {', '.join(k for k, v in indications().items() if v['protocol'] in known)}.",
                ),
                ExitCode.USAGE,
            )
        near = difflib.get_close_matches(chosen, known, n=1, cutoff=0.4)
        hint = f'did you mean "{near[0]}"? ' if near else ""
        raise OffsetcaseError(
            Problem(
                "E-PROTOCOL",
                f'"{chosen}" is not a protocol.',
                f"{hint}The protocols are: {', '.join(known)}.",
            ),
            ExitCode.USAGE,
        )
    protocol = known[chosen]
    if indication not in protocol.indications:
        raise OffsetcaseError(
            Problem(
                "E-PROTOCOL",
                f'the protocol "{chosen}" is for {", ".join(protocol.indications)}, not for "{indication}".',
                f"leave --protocol out, or use --indication {protocol.indications[0]}.",
            ),
            ExitCode.USAGE,
        )
    return protocol


def visit_days(
    induction: tuple[int, ...], block: tuple[int, ...], every: int, horizon_months: int
) -> tuple[list[int], list[int]]:
    """The days of induction and of maintenance visits within a horizon.

    Args:
        induction: day offsets of the induction series, from day 0.
        block: day offsets inside one maintenance block.
        every: days between blocks; block j starts on the last induction day + j × every.
        horizon_months: H; a visit counts if its own day is below H × 30.4375.

    Returns:
        The two lists of days, sorted. Two visits never share a day with ``every`` of at least a block's length.
    """
    limit = horizon_months * DAYS_PER_MONTH
    first = [day for day in induction if day < limit]
    later: list[int] = []
    start = max(induction) + every
    while start < limit:
        later.extend(start + offset for offset in block if start + offset < limit)
        start += every
    return sorted(first), sorted(later)


def month_of(day: int) -> int:
    """The month a day falls in, counted from 0: floor(day / 30.4375)."""
    return int(day / DAYS_PER_MONTH)
