"""The known exports, as their files in ``data/formats`` declare them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from offsetcase.model.places import data_path, load_toml
from offsetcase.read.headings import LONGEST_HEADING, fold, is_insurers_payment, may_be_plans, meanings


@dataclass(frozen=True, slots=True)
class Format:
    """One known export, as its file in ``data/formats`` declares it."""

    key: str
    name: str
    kind: str
    benefit: str
    recognise: tuple[frozenset[str], ...]
    absent: frozenset[str]
    columns: Mapping[str, Any]
    derive: Mapping[str, str]
    warn: Mapping[str, str]
    trailer_blank: str
    preamble_total: str
    times: Mapping[str, str]
    once_per_claim: bool
    claim_paid: str


@cache
def formats() -> tuple[Format, ...]:
    """Every declared export, in the order of the file names."""
    declared = []
    for path in sorted(data_path("formats").glob("*.toml")):
        raw = load_toml(path)
        declared.append(
            Format(
                key=path.stem,
                name=raw["name"],
                kind=raw["kind"],
                benefit=raw.get("benefit", ""),
                recognise=tuple(frozenset(fold(word) for word in one.split("|")) for one in raw["recognise"]),
                absent=frozenset(fold(one) for one in raw.get("absent", ())),
                columns=raw["columns"],
                derive=raw.get("derive", {}),
                warn=raw.get("warn", {}),
                trailer_blank=raw.get("trailer", {}).get("blank", ""),
                preamble_total=raw.get("control", {}).get("preamble", ""),
                times=raw.get("times", {}),
                once_per_claim=raw.get("once_per_claim", False),
                claim_paid=raw.get("control", {}).get("claim_paid", ""),
            )
        )
    return tuple(declared)


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
