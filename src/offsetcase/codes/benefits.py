"""Which benefit a line belongs to: by its claim type, its drug, or the words of its provider."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from offsetcase.codes.described import described_drug, is_pharmacy_name
from offsetcase.codes.services import fold
from offsetcase.model.lines import Benefit, ClaimLine
from offsetcase.model.places import data_path, load_toml

_ENDING = re.compile(r" (?:claims?|benefits?|services?|coverage)$")


def benefit_of(line: ClaimLine) -> Benefit:
    """Which benefit a line belongs to: the format's, the claim type's, or what its own words show."""
    if line.benefit:
        return line.benefit
    named = find_benefit(line.claim_type)
    if named:
        return Benefit(named)
    if line.drug or line.ndc:
        return Benefit.PHARMACY
    if not line.code and (is_pharmacy_name(line.provider) or described_drug(line.description, line.provider)):
        return Benefit.PHARMACY
    return Benefit.UNKNOWN


@cache
def _benefits() -> Mapping[str, str]:
    raw = load_toml(data_path("services", "claim_types.toml"))
    return {fold(word): benefit for benefit, words in raw.items() if benefit != "recorded" for word in words}


@lru_cache(maxsize=1024)
def find_benefit(claim_type: str) -> str:
    """Which benefit a claim-type word means: ``medical``, ``pharmacy``, ``dental``, ``vision``, or ``""`` when unknown."""
    folded = fold(claim_type)
    return _benefits().get(folded) or _benefits().get(_ENDING.sub("", folded), "")
