"""The same drug or service under two spellings, and what is another one."""

from __future__ import annotations

from typing import Any

from offsetcase.codes.identity import NOTHING, Alike, alike, strength_of, what_of
from offsetcase.model.lines import Amounts, ClaimLine, Source
from rows import each_row


def line(**fields: Any) -> ClaimLine:
    return ClaimLine(Source("a.csv", "", 2), 0, "claims", Amounts(), **fields)


def compared(one: dict[str, Any], other: dict[str, Any]) -> Alike:
    found = alike(what_of(line(**one)), what_of(line(**other)))
    assert found is alike(what_of(line(**other)), what_of(line(**one)))
    return found


@each_row(
    ("one", "other"),
    [
        ("VRAYLAR CAP 3MG", "VRAYLAR 3 MG CAPSULE"),
        ("ABILIFY 5MG TABLET", "Aripiprazole 5 mg tab (CVS)"),
        ("ABILIFY", "aripiprazole 5mg"),
        ("SERTRALINE HCL 100MG TABLET", "Zoloft 0.1 g"),
        ("BUPROPION HCL XL 150MG TB", "Wellbutrin XL 150 mg"),
        ("LEVOTHYROXINE 75MCG TABLET", "Levothyroxine 0.075 MG"),
        ("AMOXICILLIN 400MG/5ML SUSP", "Amoxicillin 400 mg/5 mL"),
        ("MYSTERIUM 10MG TAB", "Mysterium 10 mg oral tablet"),
    ],
)
def test_one_drug(one: str, other: str) -> None:
    assert compared({"drug": one}, {"drug": other}) is Alike.SAME


@each_row(
    ("one", "other"),
    [
        ("ABILIFY 5MG", "ABILIFY 10MG"), ("SERTRALINE 50MG", "LURASIDONE 50MG"), ("CITALOPRAM 20MG", "ESCITALOPRAM 20MG"),
        ("LEVOTHYROXINE 75MCG", "LEVOTHYROXINE 75MG"), ("MYSTERIUM 10MG", "MYSTERIUM 20MG"),
    ],
)  # fmt: skip
def test_two_drugs(one: str, other: str) -> None:
    assert compared({"drug": one}, {"drug": other}) is Alike.DIFFERENT


def test_a_number_tells_the_drug_as_its_name_does() -> None:
    assert compared({"ndc": "00049490066"}, {"drug": "ZOLOFT"}) is Alike.SAME
    assert compared({"ndc": "0049-4900-66"}, {"drug": "LATUDA 40MG"}) is Alike.DIFFERENT


@each_row(
    ("one", "other", "found"),
    [
        ("90837", "90837-95", Alike.SAME), ("90837GT", "CPT 90837", Alike.SAME), ("90837", "90834", Alike.DIFFERENT),
        ("j0401", "J0401 JZ", Alike.SAME), ("THERAPY", "therapy", Alike.SAME), ("THERAPY", "90837", Alike.UNCLEAR),
    ],
)  # fmt: skip
def test_codes(one: str, other: str, found: Alike) -> None:
    assert compared({"code": one}, {"code": other}) is found


def test_what_is_absent_or_unread_is_unclear() -> None:
    assert compared({}, {"drug": "ABILIFY"}) is Alike.UNCLEAR
    assert compared({}, {"code": "90837"}) is Alike.UNCLEAR
    assert compared({"drug": "MYSTERIUM"}, {"drug": "ABILIFY"}) is Alike.UNCLEAR
    assert compared({"drug": "MYSTERIUM"}, {"drug": "ENIGMATIN"}) is Alike.UNCLEAR
    assert compared({"code": "J0401"}, {"drug": "ABILIFY"}) is Alike.UNCLEAR
    assert compared({"code": "90837"}, {"drug": "ABILIFY"}) is Alike.DIFFERENT
    assert compared({}, {}) is Alike.SAME


def test_a_description_names_a_drug_where_it_has_a_strength() -> None:
    assert what_of(line(description="REXULTI 2MG TAB")).name == "brexpiprazole"
    assert what_of(line(description="Lithium level, serum")) == NOTHING
    assert what_of(line(description="ketamine 50 mg infusion", claim_type="Medical")) == NOTHING


@each_row(
    ("text", "strength"),
    [
        ("WIXELA 250-50 MCG INHUB", ("0.25", "0.05")), ("VITAMIN D 1,000 UNIT", ("1000",)), ("QTY 30", ()), ("", ()),
        ("LITHIUM 300MG CAP", ("300",)), ("OZEMPIC 0.25 MG/DOSE", ("0.25",)), ("SOLN 100 MG/5 ML 473 ML", ("100",)),
    ],
)  # fmt: skip
def test_strengths(text: str, strength: tuple[str, ...]) -> None:
    assert strength_of(text) == strength
