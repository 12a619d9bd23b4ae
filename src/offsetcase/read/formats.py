"""The known exports, as their files in ``data/formats`` declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from offsetcase.model.places import load_folder, made
from offsetcase.read.headings import LONGEST_HEADING, fold, is_insurers_payment, may_be_plans, meanings


@dataclass(frozen=True, slots=True)
class Format:
    """One known export, as its file in ``data/formats`` declares it."""

    key: str
    name: str
    kind: str
    recognise: tuple[frozenset[str], ...]
    absent: frozenset[str]
    columns: Mapping[str, Any]
    trailer_blank: str
    preamble_total: str
    claim_paid: str
    benefit: str = ""
    derive: Mapping[str, str] = field(default_factory=dict)
    warn: Mapping[str, str] = field(default_factory=dict)
    times: Mapping[str, str] = field(default_factory=dict)
    once_per_claim: bool = False


@cache
def formats() -> tuple[Format, ...]:
    """Every declared export, in the order of the file names."""
    return tuple(_format(key, raw) for key, raw in load_folder("formats").items())


def _format(key: str, raw: Mapping[str, Any]) -> Format:
    control = raw.get("control", {})
    return made(
        Format,
        raw,
        key=key,
        recognise=tuple(frozenset(fold(word) for word in one.split("|")) for one in raw["recognise"]),
        absent=frozenset(fold(one) for one in raw.get("absent", ())),
        trailer_blank=raw.get("trailer", {}).get("blank", ""),
        preamble_total=control.get("preamble", ""),
        claim_paid=control.get("claim_paid", ""),
    )


@lru_cache(maxsize=4096)
def header_score(cells: tuple[str, ...]) -> int:
    """How much a row looks like a table's heading: the number of different fields its cells name."""
    known = formats_words()
    named: set[str] = set()
    for cell in cells:
        if not cell or len(cell) > LONGEST_HEADING:
            continue
        if meant := meanings(cell):
            named.add(meant[0][0])
        elif may_be_plans(cell) or is_insurers_payment(cell):
            named.add("plan_paid")
        elif (key := fold(cell)) in known:
            named.add(key)
    return len(named)


@cache
def formats_words() -> frozenset[str]:
    """Every column word that some declared export is recognised by."""
    return frozenset(word for one in formats() for words in one.recognise for word in words)
