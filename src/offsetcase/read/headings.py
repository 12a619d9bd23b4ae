"""What a column's heading says: spellings folded to one, the synonym table, and the insurers that call money their own."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

from offsetcase.model.places import data_path, load_toml

LONGEST_HEADING = 60
# Units in brackets, footnote marks, and the possessive: "Plan's Share ($)*" is "plan share".
_UNIT = re.compile(
    r"[(\[]\s*(?:in\s+)?(?:us\s*)?(?:\$|usd|dollars?)\s*[)\]]|\bin (?:us )?dollars\b|\busd\b|\bus\$", re.IGNORECASE
)
_MARK = re.compile(r"[\u00b9\u00b2\u00b3\u2070-\u2079†‡§*]+|[(\[]\d{1,2}[)\]]\s*$")
_POSSESSIVE = re.compile(r"(?<=\w)(?:['\u2018\u2019\u02bc`\u00b4]s\b|(?<=s)['\u2018\u2019\u02bc`\u00b4](?=\s|$))")
_PUNCTUATION = re.compile(r"[\W_]+")
_TOKEN = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+|%")

Meaning = tuple[str, int]


@lru_cache(maxsize=4096)
def fold(header: str) -> str:
    """A column name for comparing: lower case, no spaces, punctuation, units, footnote marks or possessive endings.

    ``#`` reads as "number" and ``%`` as "percent", for they change what a column holds.
    """
    return _PUNCTUATION.sub("", _without_marks(header.casefold()).replace("#", " number ").replace("%", " percent "))


def _without_marks(text: str) -> str:
    return _POSSESSIVE.sub("", _MARK.sub("", _UNIT.sub("", text)))


@cache
def synonyms() -> dict[str, Any]:
    """What headings and their words mean, as ``data/synonyms.toml`` tells it."""
    return load_toml(data_path("synonyms.toml"))


@cache
def _words() -> tuple[dict[str, tuple[Meaning, ...]], frozenset[str], frozenset[str], frozenset[str]]:
    """The synonyms by folded heading; what may be the plan's money; exclusive fields; what is known and not needed."""
    raw = synonyms()
    words: dict[str, tuple[Meaning, ...]] = {}
    for name, tiers in raw["fields"].items():
        for tier, headers in enumerate(tiers):
            for header in headers:
                entries = words.setdefault(fold(header), ())
                if (name, tier) not in entries:  # two spellings that fold alike
                    words[fold(header)] = (*entries, (name, tier))
    return (
        words,
        frozenset(fold(one) for one in raw["ambiguous_plan_paid"]),
        frozenset(raw["exclusive"]),
        frozenset(fold(one) for one in raw["not_needed"]),
    )


AMOUNT_FIELDS = frozenset({"billed", "allowed", "discount", "plan_paid", "member_paid", "member_parts", "other_payer"})


def is_amount(heading: str) -> bool:
    """Whether a heading is known to stand over one of the amounts."""
    return any(name in AMOUNT_FIELDS for name, _ in meanings(heading))


def exclusive_fields() -> frozenset[str]:
    """The fields that at most one column of a tier may hold."""
    return _words()[2]


@cache
def field_names() -> tuple[str, ...]:
    """The fields that a rules file may map a column to."""
    return tuple(sorted({name for entries in _words()[0].values() for name, _ in entries}))


@cache
def _spelling() -> tuple[dict[str, str], frozenset[str]]:
    raw = synonyms()
    return dict(raw["abbreviations"]), frozenset(raw["fillers"])


@lru_cache(maxsize=4096)
def words_of(heading: str) -> tuple[str, ...]:
    """A heading's words, lower case, with the usual abbreviations written out: ``Amt Pd by Plan``, ``PlanPaidAmt``."""
    short, _ = _spelling()
    tokens = (token.lower() for token in _TOKEN.findall(_without_marks(heading)))
    return tuple(word for token in tokens for word in short.get(token, token).split())


@cache
def _insurers() -> dict[str, list[tuple[int, tuple[str, ...]]]]:
    """The names of insurers as words, by their first word, each with its place among all: the longest come first."""
    names = (tuple(name.split()) for name in load_toml(data_path("insurers.toml"))["names"])
    by_first: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for place, name in enumerate(sorted(names, key=len, reverse=True)):
        by_first.setdefault(name[0], []).append((place, name))
    return by_first


def names_insurer(words: tuple[str, ...]) -> bool:
    """Whether an insurer's name stands in a heading's words."""
    return _insurer_at(words) is not None


def _insurer_at(words: tuple[str, ...]) -> tuple[int, int] | None:
    """Where an insurer's name begins and ends; of several the longest, and of that the first."""
    known = _insurers()
    places = [
        (place, at, at + len(name))
        for at, word in enumerate(words)
        for place, name in known.get(word, ())
        if words[at : at + len(name)] == name
    ]
    return min(places)[1:] if places else None


@cache
def _plan_phrases() -> frozenset[tuple[str, ...]]:
    """The ways to say what the plan paid, with INSURER in the place of its name, without words that add nothing."""
    return frozenset(tuple(one.split()) for one in synonyms()["insurer_paid"])


def is_insurers_payment(heading: str) -> bool:
    """Whether a heading says in so many words that the insurer paid this: "Paid by Kaiser", "Amount we paid"."""
    words = words_of(heading)
    at = _insurer_at(words)
    if at is not None:
        words = (*words[: at[0]], "insurer", *words[at[1] :])
    _, fillers = _spelling()
    return tuple(word for word in words if word not in fillers) in _plan_phrases()


@lru_cache(maxsize=4096)
def meanings(heading: str) -> tuple[Meaning, ...]:
    """The fields that a heading may stand for, each with its tier; the first is the likeliest."""
    if not heading or len(heading) > LONGEST_HEADING:
        return ()
    known = _words()[0]
    key = fold(heading)
    if key in known:
        return known[key]
    if key in _words()[1] or key in _words()[3]:
        return ()
    short = "".join(words_of(heading))
    return known.get(short, ())


@lru_cache(maxsize=4096)
def may_be_plans(heading: str) -> bool:
    """Whether a heading is a bare word for a payment: the plan's on an insurer's page, the patient's on a pharmacy's."""
    return fold(heading) in _words()[1] or (not meanings(heading) and "".join(words_of(heading)) in _words()[1])


@lru_cache(maxsize=4096)
def is_not_needed(heading: str) -> bool:
    """Whether a heading is understood and holds nothing that the ledger needs."""
    unneeded = _words()[3]
    return fold(heading) in unneeded or "".join(words_of(heading)) in unneeded


@cache
def _other_amounts() -> frozenset[str]:
    return frozenset(fold(one) for one in synonyms()["not_needed_amounts"])


def is_known_amount(heading: str) -> bool:
    """Whether a heading is known as an amount that is neither the plan's payment nor the member's whole share."""
    return fold(heading) in _other_amounts() or "".join(words_of(heading)) in _other_amounts()
