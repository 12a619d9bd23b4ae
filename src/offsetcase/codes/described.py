"""A drug in free text: a service description that names what a pharmacy dispensed, told apart from a test or a service.

A four-column page of an insurer has no drug column; ``REXULTI 2MG TAB`` stands in its description. A drug's name alone proves
nothing there (a lithium level is a laboratory's), so a strength, a form or a pharmacy must stand beside it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache

from offsetcase.codes.drugs import Drug, find_drug, left_beside
from offsetcase.model.places import data_path, load_toml

_WORD = re.compile(r"[a-z]+\d*")
_STRENGTH = re.compile(r"\d\s*(?:mg|mcg|ug|gm?|ml|meq|iu|units?|%)(?![a-z])")
# A dose without its unit: "Lithium 300", "5-325"; five digits are a procedure code.
_DOSE = re.compile(r"(?<!\d)\d{1,4}(?:[.\-/]\d{1,4})*(?![\d.])")
_NOT_WORDS = re.compile(r"[^a-z0-9]+")


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    raw = load_toml(data_path("described.toml"))
    return {name: frozenset(words.split()) for name, words in raw.items() if name != "recorded"}


@cache
def _pharmacies() -> tuple[tuple[str, ...], tuple[str, ...]]:
    raw = load_toml(data_path("pharmacies.toml"))
    return tuple(raw["words"]), tuple(raw["unless"])


@lru_cache(maxsize=16384)
def is_pharmacy_name(provider: str) -> bool:
    """Whether a provider's own name tells a pharmacy, by whole words: ``CVS #1123``, but not the clinic inside it."""
    folded = f" {_NOT_WORDS.sub(' ', provider.casefold())} "
    words, unless = _pharmacies()
    return any(f" {word} " in folded for word in words) and not any(f" {word} " in folded for word in unless)


@lru_cache(maxsize=16384)
def described_drug(text: str, provider: str = "", *, pharmacy: bool = False) -> Drug | None:
    """The drug that a description says was dispensed.

    Args:
        text: the description as it stands, for instance ``REXULTI 2MG TAB`` or ``LITHIUM LEVEL, SERUM``.
        provider: who gave it; a laboratory's line needs a strength and a form.
        pharmacy: whether the line is known to be a pharmacy's.

    Returns:
        The drug, or ``None`` where none is named, where the words tell a test or a service, or where nothing tells a fill.
    """
    lists = _lists()
    folded = text.casefold()
    words = frozenset(_WORD.findall(folded))
    if not words or words & lists["not_dispensed"]:
        return None
    drug = find_drug(text)
    if drug is None:
        return None
    strength = _STRENGTH.search(folded) is not None
    form = bool(words & lists["forms"])
    if frozenset(_NOT_WORDS.split(provider.casefold())) & lists["not_pharmacies"] and not is_pharmacy_name(provider):
        return drug if strength and form else None
    if strength or form or pharmacy or is_pharmacy_name(provider):
        return drug
    # A drug's name and nothing else, with a dose or not one that a laboratory measures.
    alone = not left_beside(text) and (_DOSE.search(folded) is not None or not words & lists["analytes"])
    return drug if alone else None


@lru_cache(maxsize=16384)
def measures_drug(text: str) -> bool:
    """Whether a description is a laboratory's test of a drug: a lithium level, a screen for ketamine."""
    words = frozenset(_WORD.findall(text.casefold()))
    return bool(words & _lists()["measured"]) and find_drug(text) is not None
