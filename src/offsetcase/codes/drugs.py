"""Which drug a line names: whole words against the drug data, longest name first; never a near miss.

No likeness tells drugs apart (citalopram and escitalopram score 91 of 100), so a fuzzy match is only ever a suggestion.
"""

from __future__ import annotations

import bisect
import difflib
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

from offsetcase.model.places import data_path, load_folder, load_toml, made
from offsetcase.model.shape import DataError

_WORD = re.compile(r"[a-z]+|\d+")
PREFIX_LETTERS = 6
# Of a text, for a guess; a drug's name stands at its beginning.
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Drug:
    """One drug: generic name, baseline category, group ("SSRI") and the label of its class."""

    name: str
    category: str
    label: str
    group: str = ""
    two_use: bool = False

    @property
    def ingredients(self) -> frozenset[str]:
        """The generic names it is made of."""
        return frozenset(self.name.split("/"))


class _DrugIndex(NamedTuple):
    phrases: Mapping[tuple[str, ...], Drug]
    longest: int
    singles: tuple[str, ...]
    by_ingredients: Mapping[frozenset[str], Drug]


@cache
def _noise() -> frozenset[str]:
    return frozenset(load_toml(data_path("drug_noise.toml"))["words"].split())


def _words(text: str) -> tuple[str, ...]:
    noise = _noise()
    return tuple([w for w in _WORD.findall(text.lower()) if not w.isdigit() and w not in noise])


@cache
def drugs() -> tuple[tuple[Drug, tuple[str, ...]], ...]:
    """Every drug with all the spellings it goes by: its name, brands and abbreviations."""
    spelled = []
    for raw in load_folder("drugs").values():
        for name, entry in raw["drugs"].items():
            drug = made(Drug, entry, name=name, category=raw["category"], label=raw["label"])
            spelled.append((drug, (name, *entry.get("brands", ()), *entry.get("aliases", ()))))
    return tuple(spelled)


@cache
def _index() -> _DrugIndex:
    phrases: dict[tuple[str, ...], Drug] = {}
    combined: dict[frozenset[str], Drug] = {}
    for drug, spellings in drugs():
        for spelling in spellings:
            words = _words(spelling)
            other = phrases.setdefault(words, drug)
            if not words or other.name != drug.name:
                raise DataError("data/drugs", f'"{spelling}" belongs to {other.name} and to {drug.name}.')
        if len(drug.ingredients) > 1:
            combined[drug.ingredients] = drug
    singles = tuple(sorted(words[0] for words in phrases if len(words) == 1))
    return _DrugIndex(phrases, max(map(len, phrases)), singles, combined)


def _by_prefix(word: str) -> Drug | None:
    """The drug whose name was cut short to this word, if just one drug's single-word name begins with it."""
    if len(word) < PREFIX_LETTERS:
        return None
    index = _index()
    first = bisect.bisect_left(index.singles, word)  # the names are sorted: all that begin so stand together
    names = itertools.takewhile(lambda name: name.startswith(word), index.singles[first:])
    hits = {drug.name: drug for drug in (index.phrases[(name,)] for name in names)}
    return next(iter(hits.values())) if len(hits) == 1 else None


@lru_cache(maxsize=65536)
def find_drug(text: str, ndc: str = "") -> Drug | None:
    """The drug that a line's text names.

    Args:
        text: the text as it stands, for instance ``BUPROPION HCL XL 150MG TB`` or ``Sertraline 50 MG Tablet [Zoloft]``.
        ndc: the National Drug Code beside it; used where the text names no known drug.

    Returns:
        The drug, or ``None`` when no known name stands there as a whole word, or two drugs do that aren't sold together.
    """
    return _by_text(text) or (find_ndc(ndc) if ndc else None)


def left_beside(text: str) -> list[str]:
    """The words of a text that belong to no drug's name and are neither strength nor form: what else it says."""
    return _take_apart(text)[1]


def _by_text(text: str) -> Drug | None:
    return _one_of(list(_take_apart(text)[0].values()))


def _take_apart(text: str) -> tuple[dict[str, Drug], list[str]]:
    words = _words(text)
    if not words:
        return {}, []
    index = _index()
    named: dict[str, Drug] = {}
    left: list[str] = []
    at = 0
    while at < len(words):
        for length in range(min(index.longest, len(words) - at), 0, -1):
            drug = index.phrases.get(words[at : at + length])
            if drug is not None:
                named.setdefault(drug.name, drug)
                at += length
                break
        else:
            drug = _by_prefix(words[at])
            if drug is not None:
                named.setdefault(drug.name, drug)
            else:
                left.append(words[at])
            at += 1
    return named, left


def _one_of(named: list[Drug]) -> Drug | None:
    if len(named) < 2:
        return named[0] if named else None
    together = frozenset().union(*(drug.ingredients for drug in named))
    for drug in named:  # a combination's brand beside its ingredients
        if drug.ingredients >= together:
            return drug
    combination = _index().by_ingredients.get(together)
    if combination is not None:
        return combination
    return named[0] if len({drug.category for drug in named}) == 1 else None


def ndc_product(ndc: str) -> str:
    """Labeler and product of a code as nine digits: 5-4-2 without hyphens, or 4-4-2, 5-3-2, 5-4-1 with them.

    Ten digits without hyphens could be any of three shapes, so they give ``""``.
    """
    code = ndc.strip()
    parts = code.split("-")
    if len(parts) in (2, 3) and all(part.isdigit() for part in parts):
        labeler, product = parts[0].zfill(5), parts[1].zfill(4)
        return labeler + product if len(labeler) == 5 and len(product) == 4 else ""
    return code[:9] if code.isdigit() and len(code) == 11 else ""


@cache
def _ndc_names() -> Mapping[str, str]:
    names: dict[str, str] = {}
    for line in data_path("ndc.csv").read_text(encoding="utf-8").splitlines():
        name, _, codes = line.partition(",")
        names.update(dict.fromkeys(codes.split(), name))
    for product in load_toml(data_path("ndc_added.toml"))["product"]:
        names.update(dict.fromkeys(map(ndc_product, product["codes"]), product["drug"]))
    return names


def find_ndc(ndc: str) -> Drug | None:
    """The drug of a National Drug Code, by labeler and product: the FDA's directory of 2019, and labels read since."""
    name = _ndc_names().get(ndc_product(ndc))
    return None if name is None else next(drug for drug, _ in drugs() if drug.name == name)


@cache
def _rxnorm_names() -> Mapping[str, str]:
    return {code: name for name, codes in load_toml(data_path("rxnorm.toml"))["codes"].items() for code in codes}


def rxnorm_drug(code: str) -> str:
    """The generic name of an RxNorm code that stands without a name; ``""`` where no source showed it."""
    return _rxnorm_names().get(code.strip(), "")


def suggest_drug(text: str) -> list[str]:
    """Generic names that look like a text's words: suggestions for the user to judge, never taken by the program."""
    names = {spelling.lower(): drug.name for drug, spellings in drugs() for spelling in spellings}
    suggested: list[str] = []
    for word in _words(text)[:MOST_WORDS]:
        for near in difflib.get_close_matches(word, names, n=3, cutoff=0.75):
            if names[near] not in suggested:
                suggested.append(names[near])
    return suggested
