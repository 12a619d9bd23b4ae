"""The order of evidence, and what counts for which condition."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from typing import Any

import pytest

from offsetcase.classify.categories import counts
from offsetcase.classify.classify import classify
from offsetcase.codes.benefits import benefit_of
from offsetcase.codes.services import find_code, find_description, find_place, find_revenue, find_specialty
from offsetcase.model.ledger import Class, LedgerLine
from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.rules import Rules
from rows import each_row


def classed(rules: dict[str, Any] | None = None, **fields: Any) -> Class:
    entry = LedgerLine(ClaimLine(Source("a.csv", "", 2), 0, "claims", Amounts(), **fields))
    classify([entry], Rules.model_validate(rules or {}))
    return entry.klass


@each_row(
    ("code", "category"),
    [
        ("90837", "psychotherapy"), ("90837-95", "psychotherapy"), ("90837 GT", "psychotherapy"), ("90833", "psychotherapy"),
        ("90792", "psychiatry_visit"), ("90867", "tms"), ("90870", "ect"), ("G2083", "esketamine"), ("s9480", "intensive_outpatient"),
        ("64510", "pain_procedure"), ("62323", "pain_procedure"), ("97110", "physical_therapy"), ("98941", "physical_therapy"),
        ("63650", "implant"), ("64568", "implant"), ("99284", "emergency"), ("80053", "other"), ("71046", "other"), ("D1110", "other"),
        ("J2426", "medication.antipsychotic"), ("99213", None), ("96365", None), ("J3490", None), ("nonsense", None), ("", None),
    ],
)  # fmt: skip
def test_codes(code: str, category: str | None) -> None:
    found = find_code(code)
    assert (found and found.category) == category


def test_other_words_that_decide() -> None:
    assert find_revenue("905").category == "intensive_outpatient"  # type: ignore[union-attr]
    assert find_revenue("0124").category == "inpatient_psychiatric"  # type: ignore[union-attr]
    assert find_place("23").category == "emergency"  # type: ignore[union-attr]
    assert find_place("11") is None and find_revenue("0250") is None
    assert find_specialty("Psychologist, Clinical").category == "psychotherapy"  # type: ignore[union-attr]
    assert find_specialty("2084P0800X").category == "psychiatry_visit"  # type: ignore[union-attr]
    assert find_specialty("Cardiology").category == "other"  # type: ignore[union-attr]
    assert find_specialty("Pain Medicine") is None
    assert find_description("IV ketamine infusion").category == "ketamine"  # type: ignore[union-attr]
    assert find_description("Spravato (esketamine) session").category == "esketamine"  # type: ignore[union-attr]
    assert find_description("office visit") is None


def test_the_code_comes_before_the_drug_the_specialty_and_the_rule() -> None:
    rules = {"category": [{"provider_contains": "smith", "category": "psychiatry_visit"}]}
    assert classed(rules, code="90837", specialty="Cardiology", provider="Dr Smith").category == "psychotherapy"
    assert (
        classed(rules, drug="SERTRALINE", specialty="Cardiology", provider="Dr Smith").category
        == "medication.antidepressant"
    )
    assert classed(rules, code="99213", specialty="Psychology", provider="Dr Smith").category == "psychotherapy"
    assert classed(rules, code="99213", provider="Dr Smith").category == "psychiatry_visit"
    assert classed(rules, code="80053", provider="Dr Smith").category == "other"
    assert classed(rules, code="99213", provider="Dr Jones").category == ""


def test_a_rule_may_decide_what_the_method_leaves_open() -> None:
    rules = {
        "category": [
            {
                "drug_contains": "methylphenidate",
                "category": "medication.stimulant",
                "reason": "for depression",
            }
        ]
    }
    assert not counts(classed(drug="METHYLPHENIDATE"), "depression")
    assert counts(classed(rules, drug="METHYLPHENIDATE"), "depression")


def test_a_rule_for_an_unknown_category_names_the_nearest() -> None:
    with pytest.raises(OffsetcaseError, match='did you mean "psychotherapy"'):
        classed({"category": [{"provider_contains": "x", "category": "psychotherapie"}]})


def test_a_rule_that_touches_nothing_is_said() -> None:
    entry = LedgerLine(ClaimLine(Source("a.csv", "", 2), 0, "claims", Amounts(), code="90837"))
    rules = Rules.model_validate({"category": [{"provider_contains": "nobody", "category": "psychotherapy"}]})
    assert [problem.code for problem in classify([entry], rules)] == ["W-RULE-UNUSED"]


def test_pharmacy_claims_without_a_drug_are_unnamed() -> None:
    assert classed(claim_type="Prescription Drug", provider="Walmart Pharmacy 10").category == "pharmacy_unnamed"
    assert classed(claim_type="Prescription Drug", drug="MYSTERY 10MG").category == ""


def test_benefits() -> None:
    def benefit(**fields: Any) -> Benefit:
        return benefit_of(ClaimLine(Source("a.csv", "", 2), 0, "portal", Amounts(), **fields))

    assert benefit(claim_type="Prescription Drug") is Benefit.PHARMACY
    assert benefit(claim_type="Dental") is Benefit.DENTAL
    assert benefit(drug="SERTRALINE") is Benefit.PHARMACY
    assert benefit(provider="CVS Pharmacy #12") is Benefit.PHARMACY
    assert benefit(provider="Dr. Jones") is Benefit.UNKNOWN


@each_row(
    ("fields", "counted"),
    [
        ({"drug": "SERTRALINE"}, ["depression", "bipolar", "ptsd"]),
        ({"drug": "DULOXETINE"}, ["depression", "bipolar", "ptsd", "crps", "pain"]),
        ({"drug": "AMITRIPTYLINE"}, ["depression", "bipolar", "ptsd", "crps", "pain"]),
        ({"drug": "GABAPENTIN"}, ["crps", "pain"]),
        ({"drug": "OXYCODONE"}, ["crps", "pain"]),
        ({"drug": "LORAZEPAM"}, ["depression", "bipolar", "ptsd"]),
        ({"drug": "LEVOTHYROXINE"}, []),
        ({"drug": "PRAZOSIN"}, []),
        ({"code": "90837"}, ["depression", "bipolar", "ptsd", "crps", "pain"]),
        ({"code": "90792"}, ["depression", "bipolar", "ptsd"]),
        ({"code": "S9480"}, ["depression", "bipolar", "ptsd"]),
        ({"code": "G2082"}, ["depression", "bipolar", "ptsd"]),
        ({"code": "64510"}, ["crps", "pain"]),
        ({"code": "97110"}, ["crps", "pain"]),
        ({"code": "90868"}, ["depression", "bipolar", "ptsd", "crps", "pain"]),  # one-off: shown for all
        ({"code": "63650"}, ["depression", "bipolar", "ptsd", "crps", "pain"]),
    ],
)
def test_what_counts_for_which_condition(fields: dict[str, str], counted: list[str]) -> None:
    found = [
        indication
        for indication in ("depression", "bipolar", "ptsd", "crps", "pain")
        if counts(classed(**fields), indication)
    ]
    assert found == counted


def test_a_drug_code_that_no_list_knows_is_said_with_its_dollars() -> None:
    lines = [
        ClaimLine(Source("a.csv", "", row), 0, "claims", Amounts(plan_paid=Decimal(paid)), ndc=ndc)
        for row, (ndc, paid) in enumerate(
            [("83107001030", "900.00"), ("83107001030", "900.00"), ("99999000101", "20"), ("00049490066", "5")], start=2
        )
    ]
    entries = [LedgerLine(line) for line in lines]
    (warning,) = classify(entries, Rules())
    assert warning.code == "W-DRUG-CODE" and "3 rows with $1,820.00" in warning.text
    assert warning.text.index("83107001030 ($1,800.00)") < warning.text.index("99999000101 ($20.00)")
    assert [entry.klass.category for entry in entries] == ["", "", "", "medication.antidepressant"]
    # The rule that it prints, pasted, settles them.
    rule = tomllib.loads(warning.remedy.partition("\n")[2])
    again = [LedgerLine(line) for line in lines]
    (left,) = classify(again, Rules.model_validate(rule))
    assert [entry.klass.category for entry in again[:2]] == ["medication.antidepressant"] * 2
    assert "1 row with $20.00" in left.text
    free = [LedgerLine(lines[0]._replace(amounts=Amounts(plan_paid=Decimal(0))))]
    assert classify(free, Rules()) == []
