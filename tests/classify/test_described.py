"""A drug named in a description: read as a fill, and never where the words tell a test or a service."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from offsetcase.classify.classify import classify
from offsetcase.codes.benefits import benefit_of
from offsetcase.codes.described import described_drug, is_pharmacy_name
from offsetcase.codes.drugs import drugs, find_drug
from offsetcase.model.ledger import Class, LedgerLine
from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source
from offsetcase.read.rules import Rules
from rows import each_row


def classed(**fields: Any) -> Class:
    entry = LedgerLine(ClaimLine(Source("a.csv", "", 2), 0, "claims", Amounts(), **fields))
    classify([entry], Rules())
    return entry.klass


@each_row(
    ("text", "name"),
    [
        ("REXULTI 2MG TAB", "brexpiprazole"), ("Sertraline HCl 50 mg tablet", "sertraline"), ("Rx: BUPROPION XL 300", "bupropion"),
        ("LITHIUM CARB CAP 300MG", "lithium"), ("90 DAY SUPPLY - VRAYLAR 3 MG CAPSULE", "cariprazine"), ("Prescription - Auvelity", "dextromethorphan/bupropion"),
        ("Lamotrigine", "lamotrigine"), ("CAPLYTA", "lumateperone"), ("QUETIAPINE FUMARATE 100MG TB", "quetiapine"),
        ("DICLOFENAC GEL 1% FOR EXTERNAL USE", "diclofenac"), ("TESTOSTERONE CYP 200 MG/ML VIAL", "testosterone"),
        ("Lithium 300", "lithium"), ("Hydrocodone-acetaminophen 5-325", "hydrocodone/acetaminophen"), ("Concerta 36", "methylphenidate"),
        # a test
        ("Lithium 80178", None), ("LITHIUM LEVEL, SERUM", None), ("Lithium", None), ("Testosterone", None), ("TESTOSTERONE, TOTAL", None), ("Valproic acid level", None),
        ("VITAMIN D 25-HYDROXY", None), ("Quantitation of drug, clozapine", None), ("Urine screen oxycodone", None), ("INSULIN", None),
        ("Carbamazepine, total", None), ("Amitriptyline assay", None), ("PHENYTOIN", None),
        # a service
        ("ketamine infusion", None), ("Nicotine dependence counseling", None), ("Trigger point injection w/ lidocaine 1% 5 ML", None),
        ("Medication management, sertraline 50 mg", None), ("Buprenorphine clinic visit", None), ("Methadone treatment program", None),
        ("Insulin pump supplies", None), ("Aripiprazole injection administration 400 mg", None), ("Botox evaluation", None),
        ("Discussed starting Lexapro", None), ("OFFICE VISIT", None), ("DENTAL FILM", None), ("", None), ("12345", None),
        # two drugs that aren't sold together
        ("SERTRALINE 50 MG AND ATORVASTATIN 20 MG", None),
    ],
)  # fmt: skip
def test_descriptions(text: str, name: str | None) -> None:
    found = described_drug(text)
    if name == "diclofenac":
        assert found and found.name.startswith("diclofenac")
        return
    assert (found and found.name) == name


def test_who_gave_it_decides_where_the_words_leave_it_open() -> None:
    assert described_drug("Lithium", "CVS #1123").name == "lithium"  # type: ignore[union-attr]
    assert described_drug("Lithium", pharmacy=True).name == "lithium"  # type: ignore[union-attr]
    assert described_drug("Sertraline", "Quest Diagnostics") is None
    assert described_drug("Oxycodone 10 ng", "LabCorp") is None
    assert described_drug("SERTRALINE 50 MG TAB", "Mercy Hospital Pharmacy").name == "sertraline"  # type: ignore[union-attr]


@each_row(
    ("provider", "pharmacy"),
    [("CVS/PHARMACY #04512", True), ("WALGREENS PHARMA", True), ("Rite Aid 331", True), ("OptumRx", True), ("Express Scripts", True), ("Bell Drug Store", True),
     ("CVS MinuteClinic", False), ("Rx Optical", False), ("Dr. Cvsko", False), ("Halvorsen LCSW", False), ("", False)],
)  # fmt: skip
def test_a_pharmacy_by_its_name(provider: str, pharmacy: bool) -> None:
    assert is_pharmacy_name(provider) is pharmacy


def test_a_line_is_a_drug_line_by_its_description_and_a_code_still_wins() -> None:
    found = classed(description="REXULTI 2MG TAB", provider="Corner Store")
    assert (found.category, found.drug, found.basis) == (
        "medication.antipsychotic",
        "brexpiprazole",
        "drug name in the description",
    )
    assert classed(description="REXULTI 2MG TAB", code="90837").category == "psychotherapy"
    assert classed(description="REXULTI 2MG TAB", specialty="Family Medicine").drug == "brexpiprazole"
    assert classed(description="ketamine infusion").category == "ketamine"
    # A test of a drug is a laboratory's, and another field of medicine.
    assert classed(description="LITHIUM LEVEL, SERUM").category == "other"
    assert classed(description="Urine drug screen, ketamine").category == "other"
    assert classed(description="Ketamine evaluation").category == "ketamine"
    assert classed(description="Spravato 84 mg, session").category == "esketamine"
    assert classed(description="Spravato 84 mg").category == classed(description="SPRAVATO").category == "esketamine"
    assert classed(description="Medication management, sertraline 50 mg").category == "psychiatry_visit"
    assert classed(description="Trigger point injection w/ lidocaine 1% 5 ML").category == "pain_procedure"
    assert classed(description="Testosterone").category == ""
    # What a drug column holds is asked first; where it tells nothing, the description is.
    assert classed(drug="SERTRALINE 50", description="REXULTI 2MG TAB").drug == "sertraline"
    assert classed(drug="see description", description="REXULTI 2MG TAB").drug == "brexpiprazole"
    assert classed(ndc="99999999999", description="REXULTI 2MG TAB").drug == "brexpiprazole"
    line = ClaimLine(Source("a.csv", "", 2), 0, "claims", Amounts(), description="REXULTI 2MG TAB")
    assert benefit_of(line) is Benefit.PHARMACY
    assert benefit_of(line._replace(code="J3490")) is Benefit.UNKNOWN


# An implant is put in, not dispensed.
OURS = st.sampled_from(
    [
        (own[0], drug.name)
        for drug, own in drugs()
        if drug.category.startswith("medication.") and "implant" not in drug.name
    ]
)


@given(one=OURS, strength=st.sampled_from(["50 MG TAB", "2MG CAPSULE", "0.5 % SOLN", "100 UNITS VIAL"]))
def test_every_drug_with_a_strength_is_found_as_in_a_drug_column(one: tuple[str, str], strength: str) -> None:
    text = f"{one[0]} {strength}"
    assert described_drug(text) == find_drug(text)


@given(one=OURS, test=st.sampled_from(["level", "screen, urine", "assay", "counseling", "infusion", "metabolite test"]))
def test_no_test_and_no_service_is_a_fill(one: tuple[str, str], test: str) -> None:
    assert described_drug(f"{one[0]} {test}") is None
