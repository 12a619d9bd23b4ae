"""What a procedure code, revenue code, place, specialty or description says a line was for.

Numbers with our own short words, no descriptors of the code sets' owners. Office visits, infusions and unclassified
drugs stand in no list: they can't be told from the code, so specialty, description or the user's rule decides.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from offsetcase.model.places import data_path, load_folder, load_toml, made
from offsetcase.model.shape import DataError

# A number, then nothing, ".0" of a spreadsheet, modifiers glued to it (90837GT), or anything behind a separator.
_CODE = re.compile(r"(?:CPT|HCPCS)?[\s:#-]*(\d{5}|[A-Z]\d{4}|\d{4}[A-Z])(?:\.0+|(?:[A-Z][A-Z0-9])+)?(?:[\s\-:,/.].*)?")
_SHAPE = re.compile(r"([A-Z]?)(\d+)([A-Z]?)")
_SPECIAL_FILES = ("specialties", "descriptions", "claim_types")


@dataclass(frozen=True, slots=True)
class Service:
    """What a line was for: category, our own short words, and the kind of session."""

    category: str
    words: str = ""
    kind: str = ""


class _Range(NamedTuple):
    head: str
    first: int
    last: int
    width: int
    tail: str
    service: Service


class _ServiceIndex(NamedTuple):
    exact: Mapping[str, Service]
    ranges: tuple[_Range, ...]
    revenue: Mapping[str, Service]
    place: Mapping[str, Service]


def _parts(code: str) -> tuple[str, int, int, str]:
    match = _SHAPE.fullmatch(code)
    if not match:
        raise DataError("data/services", f'"{code}" is not a code.')
    return match[1], int(match[2]), len(match[2]), match[3]


@cache
def _index() -> _ServiceIndex:
    exact: dict[str, Service] = {}
    ranges: list[_Range] = []
    revenue: dict[str, Service] = {}
    place: dict[str, Service] = {}
    for raw in load_folder("services", without=_SPECIAL_FILES).values():
        category = raw["category"]
        for group in raw.get("code", ()):
            service = made(Service, group, category=category)
            for code in group["codes"]:
                first, dash, last = code.partition("-")
                if not dash:
                    _put(exact, code, service)
                    continue
                head, low, width, tail = _parts(first)
                head_last, high, width_last, tail_last = _parts(last)
                if (head, width, tail) != (head_last, width_last, tail_last) or low >= high:
                    raise DataError("data/services", f'"{code}" is not a range.')
                ranges.append(_Range(head, low, high, width, tail, service))
        for table, target in (("revenue", revenue), ("place", place)):
            for number, entry in raw.get(table, {}).items():
                words = {"words": entry} if isinstance(entry, str) else entry
                _put(target, number, Service(category, words["words"], words.get("kind", "")))
    return _ServiceIndex(exact, tuple(ranges), revenue, place)


def _put(target: dict[str, Service], code: str, service: Service) -> None:
    other = target.setdefault(code, service)
    if other.category != service.category:
        raise DataError("data/services", f'"{code}" is both {other.category} and {service.category}.')


@lru_cache(maxsize=16384)
def find_code(code: str) -> Service | None:
    """What a CPT or HCPCS number says; modifiers behind it are left out (``90837-95``, ``90837 GT``)."""
    match = _CODE.fullmatch(code.strip().upper())
    if not match:
        return None
    number = match[1]
    index = _index()
    if number in index.exact:
        return index.exact[number]
    head, value, width, tail = _parts(number)
    hits = [
        one
        for one in index.ranges
        if (one.head, one.width, one.tail) == (head, width, tail) and one.first <= value <= one.last
    ]
    # A narrow range inside a wide one says more: nerve blocks inside the nervous system's surgery.
    return min(hits, key=lambda one: one.last - one.first).service if hits else None


def find_revenue(revenue: str) -> Service | None:
    """What a revenue code says, padded to four digits."""
    digits = revenue.strip().split(".")[0]
    return _index().revenue.get(digits.zfill(4)) if digits.isdigit() else None


def find_place(place: str) -> Service | None:
    """What a place-of-service code says, where it decides anything."""
    digits = place.strip().split(".")[0]
    return _index().place.get(digits.zfill(2)) if digits.isdigit() else None


def fold(text: str) -> str:
    """The words of a specialty, a description or a claim's type, for looking them up."""
    return " ".join(re.sub(r"\W+", " ", text.casefold().replace("&", " and ")).split())


@cache
def _specialties() -> tuple[Mapping[str, str], tuple[tuple[str, str], ...], re.Pattern[str]]:
    raw = load_toml(data_path("services", "specialties.toml"))
    undecided = raw.pop("undecided")
    words: dict[str, str] = {}
    taxonomy: list[tuple[str, str]] = []
    for category, lists in raw.items():
        if category == "recorded":
            continue
        words.update({fold(word): category for word in lists["words"]})
        taxonomy.extend((code, category) for code in lists["taxonomy"])
    taxonomy.extend((code, "") for code in undecided["taxonomy"])
    misleading = "|".join(sorted(map(re.escape, map(fold, undecided["words"])), key=len, reverse=True))
    return words, tuple(sorted(taxonomy, key=lambda pair: -len(pair[0]))), re.compile(rf"\b(?:{misleading})\b")


@lru_cache(maxsize=16384)
def find_specialty(text: str) -> Service | None:
    """What a specialty column says: a known word for word, or a taxonomy code."""
    words, taxonomy, misleading = _specialties()
    folded = fold(text)
    if folded in words:
        return _specialty(words[folded], text)
    code = text.strip().upper()
    if re.fullmatch(r"\d{3}[0-9A-Z]{6}X", code):
        for start, category in taxonomy:
            if code.startswith(start):
                return _specialty(category, text) if category else None
        return None
    # "Psychologist, Clinical" and "Clinical Psychology": the longest known word inside decides.
    folded = f" {misleading.sub('|', folded)} "
    longest = _longest(words, folded)
    return _specialty(words[longest], text) if longest else None


def _longest(words: Mapping[str, str], folded: str) -> str:
    """The longest known word of a text. What treats the condition goes before another field: "Internal Medicine - Psychiatry"."""
    inside = [word for word in words if f" {word} " in folded]
    ours = [word for word in inside if words[word] != "other"]
    return max(ours or inside, key=len, default="")


def listed_specialty(text: str) -> str:
    """The listed word or taxonomy code by which ``find_specialty`` takes a text; ``""`` where it takes none.

    ``redact`` writes it in place of the text, which may say more.
    """
    if find_specialty(text) is None:
        return ""
    words, _, misleading = _specialties()
    folded = fold(text)
    code = text.strip().upper()
    if folded in words:
        return folded
    if re.fullmatch(r"\d{3}[0-9A-Z]{6}X", code):
        return code
    folded = f" {misleading.sub('|', folded)} "
    return _longest(words, folded)


def _specialty(category: str, text: str) -> Service:
    return Service(category, text, "individual" if category == "psychotherapy" else "")


@cache
def _phrases() -> tuple[tuple[str, frozenset[str], Service], ...]:
    raw = load_toml(data_path("services", "descriptions.toml"))
    return tuple(
        (fold(word), frozenset(one.get("unless", ())), Service(one["category"], word, one.get("kind", "")))
        for one in raw["phrase"]
        for word in one["words"]
    )


@lru_cache(maxsize=16384)
def find_description(text: str) -> Service | None:
    """What a service description plainly says: the first phrase of the data that begins at one of its words.

    A phrase doesn't count beside a word that its entry's ``unless`` names: a drug screen for ketamine is not an infusion.
    """
    folded = f" {fold(text)} "
    words = frozenset(folded.split())
    for phrase, unless, service in _phrases():
        if f" {phrase}" in folded and not words & unless:
            return service
    return None
