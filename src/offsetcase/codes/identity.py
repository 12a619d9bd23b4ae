"""What a line was, whatever its spelling: a drug by its generic name and strength, a service by its code without modifiers."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import IntEnum
from functools import lru_cache
from typing import NamedTuple

from offsetcase.codes.benefits import benefit_of
from offsetcase.codes.described import described_drug
from offsetcase.codes.drugs import find_drug, ndc_product
from offsetcase.model.lines import Benefit, ClaimLine
from offsetcase.model.text import squeezed

# 250-50, 400MG/5ML, 0.5 mg, 75MCG: numbers joined by a slash or hyphen, and the unit behind them.
_STRENGTH = re.compile(
    r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?(?:[-/]\d+(?:\.\d+)?)*)\s*(mg|mcg|ug|µg|g|gm|ml|meq|units?|iu|%)(?![a-z])(?:\s*/\s*(\d+(?:\.\d+)?)?\s*(?:ml|hr?|act|actuation)\b)?",
    re.IGNORECASE,
)
_PARTS = re.compile(r"[-/]")
_THOUSANDTHS = frozenset({"mcg", "ug", "µg"})
_THOUSANDS = frozenset({"g", "gm"})
_SAME_WORD = re.compile(r"[a-z]{4,}")
# CPT and HCPCS codes: five characters, and nothing but modifiers behind them.
_CODE = re.compile(r"(?:CPT|HCPCS)?[\s:#-]*(\d{5}|[A-Z]\d{4}|\d{4}[A-Z])(?:\.0+|(?:[A-Z][A-Z0-9])+)?(?:[\s\-:,/.].*)?")


class Alike(IntEnum):
    """How two lines' identities stand to each other."""

    DIFFERENT = 0
    UNCLEAR = 1
    SAME = 2


class What(NamedTuple):
    """What a line was.

    ``kind`` is ``drug``, ``code`` or ``""`` where the file doesn't say. ``name`` is the generic name or the code, and for
    a drug or code that nothing recognises its own text, folded. ``strength`` is in milligrams (or the text's own unit), one
    entry for each ingredient, empty where the text has none.
    """

    kind: str = ""
    name: str = ""
    strength: tuple[str, ...] = ()
    read: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Equal for lines that may be the same service; a strength may be absent, so it isn't part of it."""
        return self.kind, self.name


NOTHING = What()


def what_of(line: ClaimLine) -> What:
    """The line's drug or service, by what it is.

    A drug that a description says was dispensed counts as one in a column of its own.
    """
    if line.code:
        return _service(line.code.upper().strip())
    if line.drug or line.ndc:
        return _medicine(line.drug, line.ndc)
    if (
        line.description
        and benefit_of(line) is not Benefit.MEDICAL
        and (drug := described_drug(line.description, line.provider))
    ):
        return What("drug", drug.name, strength_of(line.description), read=True)
    return NOTHING


@lru_cache(maxsize=65536)
def _service(code: str) -> What:
    match = _CODE.fullmatch(code)
    return What("code", match[1], read=True) if match else What("code", code.casefold())


@lru_cache(maxsize=65536)
def _medicine(text: str, ndc: str) -> What:
    drug = find_drug(text, ndc)
    strength = strength_of(text)
    if drug is not None:
        return What("drug", drug.name, strength, read=True)
    return What("drug", squeezed(text) or ndc_product(ndc) or ndc, strength)


@lru_cache(maxsize=65536)
def strength_of(text: str) -> tuple[str, ...]:
    """The strengths that stand in a drug's text with their unit, in milligrams: ``75MCG`` is ``0.075``."""
    strengths: list[str] = []
    for match in _STRENGTH.finditer(text):
        unit = match[2].lower()
        factor = Decimal("0.001") if unit in _THOUSANDTHS else Decimal(1000) if unit in _THOUSANDS else Decimal(1)
        if unit == "ml" and strengths:
            continue  # the bottle, not the strength
        for part in _PARTS.split(match[1]):
            strengths.append(f"{(Decimal(part.replace(',', '')) * factor).normalize():f}")
    return tuple(strengths)


def alike(one: What, other: What) -> Alike:
    """Whether two lines are of the same drug or service.

    Unclear is: one names nothing, or one's text isn't recognised and the two texts don't settle it.
    """
    if not one.kind and not other.kind:
        return Alike.SAME
    if not one.kind or not other.kind:
        return Alike.UNCLEAR
    if one.kind != other.kind:
        # An injected drug may stand under its code at the clinic and under its name elsewhere.
        codes = one.name if one.kind == "code" else other.name
        return Alike.UNCLEAR if not (codes[:1].isdigit() and len(codes) == 5) else Alike.DIFFERENT
    if one.strength and other.strength and set(one.strength) != set(other.strength):
        return Alike.DIFFERENT
    if one.name == other.name:
        return Alike.SAME
    if one.read and other.read:
        return Alike.DIFFERENT
    if one.kind == "drug" and not one.read and not other.read:
        first, second = (_SAME_WORD.search(what.name) for what in (one, other))
        if first and second and first[0] == second[0]:  # a drug that isn't known, under its own first word
            return Alike.SAME
    return Alike.UNCLEAR
