"""Health-record claims (FHIR), written by this project after published shapes."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_support import CARIN, CMS, eob, item, money
from offsetcase.clean.clean import clean
from offsetcase.model.lines import Benefit, ClaimLine
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import ReadFile, read_all
from offsetcase.read.rules import Rules
from rows import each_row


def read(folder: Path, content: bytes | str, name: str = "file.bin") -> list[ReadFile]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_all([path], Rules())


def amounts(line: ClaimLine) -> list[str | None]:
    return [None if value is None else str(value) for value in line.amounts]


def lines_of(folder: Path, *resources: dict[str, Any]) -> list[ClaimLine]:
    content = (
        resources[0]
        if len(resources) == 1
        else {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}
    )
    return list(read(folder, json.dumps(content))[0].lines)


def test_items_and_one_code_family(tmp_path: Path) -> None:
    (one,) = lines_of(
        tmp_path,
        eob(
            item(
                1,
                money("submitted", 200),
                money("eligible", 150),
                money("benefit", 120),
                money("paidtoprovider", 120),
                money("memberliability", 30),
                money("coinsurance", 20),
            )
        ),
    )
    assert amounts(one) == ["200", "150", "120", "30"]
    assert (one.code, one.claim_id, one.line_id, str(one.service_date), one.provider) == (
        "90837",
        "CLM1",
        "1",
        "2024-03-05",
        "Dr. Example",
    )


def test_without_benefit_what_went_to_provider_and_patient(tmp_path: Path) -> None:
    (one,) = lines_of(
        tmp_path,
        eob(
            item(
                1, money("paidtoprovider", 100), money("paidtopatient", 15), money("copay", 20), money("deductible", 5)
            )
        ),
    )
    assert amounts(one) == [None, None, "115", "25"]


def test_negative_items_are_kept(tmp_path: Path) -> None:
    found = lines_of(
        tmp_path,
        eob(item(1, money("benefit", 34.8)), item(2, money("benefit", -34.8)), item(3, money("benefit", 10.5))),
    )
    assert sum(line.amounts.plan_paid or Decimal(0) for line in found) == Decimal("10.5")


def test_a_total_that_differs_is_said_and_the_items_count(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps(eob(item(1, money("benefit", 20)), total=[money("paidtoprovider", 620)])))[0]
    assert [w.code for w in found.warnings] == ["W-TOTAL"] and amounts(found.lines[0])[2] == "20"


@pytest.mark.parametrize("level", ["adjudication", "total"])
def test_money_in_the_header_or_the_total_alone(tmp_path: Path, level: str) -> None:
    (one,) = lines_of(tmp_path, eob(item(1, code="97110"), **{level: [money("paidtoprovider", 620)]}))
    assert amounts(one)[2] == "620"
    both = lines_of(tmp_path, eob(item(1, code=""), item(2), **{level: [money("benefit", 350)]}))
    assert [bool(line.note) for line in both] == [True, True, False]
    assert both[2].amounts.plan_paid == 350 and both[2].code == "90837"


def test_item_payments_of_zero_give_way_to_the_payment(tmp_path: Path) -> None:
    zero = money("rev_cntr_pmt_amt_amt", 0, CMS + "rev_cntr_pmt_amt_amt")
    (one,) = lines_of(tmp_path, eob(item(1, zero, code=""), payment={"amount": {"value": 20}}))
    assert amounts(one)[2] == "20"


def part_d(id: str = "P1", claim: str = "-4894712975") -> dict[str, Any]:
    def cms(variable: str, value: object, carin: str = "") -> dict[str, Any]:
        coding = [
            {"system": "https://bluebutton.cms.gov/resources/codesystem/adjudication", "code": f"{CMS}{variable}"}
        ]
        if carin:
            coding.insert(0, {"system": CARIN, "code": carin})
        return {"category": {"coding": coding}, "amount": {"value": value}}

    drug = {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "00049490066", "display": "sertraline 50 MG"}]}
    one = item(
        1, cms("cvrd_d_plan_pd_amt", 62, "benefit"), cms("ncvrd_plan_pd_amt", 3), cms("ptnt_pay_amt", 12, "paidbypatient"),
        cms("gdc_blw_oopt_amt", 80, "coinsurance"), cms("lics_amt", 5, "discount"), cms("tot_rx_cst_amt", 92, "drugcost"), code="",
    )  # fmt: skip
    one["productOrService"] = drug
    return eob(one, id=id, claim=claim, type={"coding": [{"code": "pharmacy"}]})


def test_part_d_gross_cost_is_nobodys_share(tmp_path: Path) -> None:
    (one,) = lines_of(tmp_path, part_d())
    assert amounts(one) == [None, None, "65", "12"]
    assert (one.drug, one.ndc, one.benefit) == ("sertraline 50 MG", "00049490066", Benefit.PHARMACY)


def test_the_same_fill_under_two_signs_is_one(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, part_d("P1", "-4894712975"), part_d("P2", "4894712975"))
    done = clean(lines, member="", member_from="", covers=frozenset({Benefit.PHARMACY}))
    assert [str(entry.disposition) for entry in done.entries] == ["None", "duplicate"]


@each_row(
    "change",
    [{"use": "preauthorization"}, {"use": "predetermination"}, {"status": "cancelled"}, {"status": "draft"}, {"status": "entered-in-error"},
     {"related": [{"relationship": {"coding": [{"code": "replacedby"}]}}]}],
)  # fmt: skip
def test_what_is_no_spending_is_no_claim(tmp_path: Path, change: dict[str, Any]) -> None:
    (one,) = lines_of(tmp_path, eob(item(1, money("benefit", 100)), **change))
    assert one.note and one.amounts.plan_paid == 100


def test_the_version_that_a_later_claim_names_as_prior_is_superseded(tmp_path: Path) -> None:
    old = eob(item(1, money("benefit", 100)), id="OLD", claim="C-OLD")
    new = eob(
        item(1, money("benefit", 90)), id="NEW", claim="C-NEW",
        related=[{"claim": {"reference": "ExplanationOfBenefit/OLD"}, "relationship": {"coding": [{"code": "prior"}]}}],
    )  # fmt: skip
    assert [bool(line.note) for line in lines_of(tmp_path, old, new)] == [True, False]


def test_denied_claims_compounds_and_periods(tmp_path: Path) -> None:
    compound = item(
        1,
        money("benefit", 45.5),
        code="",
        detail=[{"productOrService": {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "00071015523"}]}}],
    )
    compound["productOrService"] = {"coding": [{"code": "compound"}]}
    del compound["servicedDate"]
    compound["servicedPeriod"] = {"start": "2024-02-01", "end": "2024-02-03"}
    reason = {"category": {"coding": [{"code": "benefitpaymentstatus"}]}, "reason": {"coding": [{"code": "denied"}]}}
    one, two = lines_of(
        tmp_path, eob(compound, billablePeriod={"start": "2025-01-01"}), eob(item(1, money("benefit", 0), reason))
    )
    assert one.ndc == "00071015523" and str(one.service_date) == "2024-02-01"
    assert str(two.status) == "denied"


def test_each_item_has_its_own_payment_status(tmp_path: Path) -> None:
    def status(word: str) -> dict[str, Any]:
        return {"category": {"coding": [{"code": "benefitpaymentstatus"}]}, "reason": {"coding": [{"code": word}]}}

    one, two = lines_of(
        tmp_path, eob(item(1, money("benefit", 80), status("paid")), item(2, money("benefit", 0), status("denied")))
    )
    assert (str(one.status), str(two.status)) == ("paid", "denied")


def test_older_shapes_name_the_variable_by_its_address(tmp_path: Path) -> None:
    """Blue Button v1 (STU3) and Synthea: no CARIN code, ``service`` for the product, periods, wrong billable period."""

    def variable(name: str, value: object) -> dict[str, Any]:
        return {
            "category": {
                "coding": [
                    {"system": "https://bluebutton.cms.gov/resources/codesystem/adjudication", "code": CMS + name}
                ]
            },
            "amount": {"value": value},
        }

    old = item(
        1,
        variable("line_nch_pmt_amt", 50),
        variable("line_prvdr_pmt_amt", 50),
        variable("line_coinsrnc_amt", 10),
        variable("line_bene_ptb_ddctbl_amt", 2.5),
        code="",
    )
    old["service"] = {"coding": [{"system": "https://bluebutton.cms.gov/resources/codesystem/hcpcs", "code": "90834"}]}
    (one,) = lines_of(tmp_path, eob(old))
    assert one.code == "90834" and amounts(one) == [None, None, "50", "12.5"]
    synthea = item(1, variable("line_prvdr_pmt_amt", 431.4), code="", day="")
    synthea["productOrService"] = {
        "coding": [
            {"system": "http://snomed.info/sct", "code": "228557008", "display": "Cognitive and behavioral therapy"}
        ]
    }
    synthea["servicedPeriod"] = {"start": "2018-05-01T10:00:00-04:00"}
    (two,) = lines_of(tmp_path, eob(synthea, billablePeriod={"start": "2019-05-01"}))
    assert (
        str(two.service_date) == "2018-05-01"
        and two.description == "Cognitive and behavioral therapy"
        and amounts(two)[2] == "431.4"
    )


@each_row("number", ["1e999", "1e-999", "1e99999", "99999999999999999999", "-1e13"])
def test_a_number_that_is_no_money_is_refused(tmp_path: Path, number: str) -> None:
    text = json.dumps(eob(item(1, money("benefit", 12345)))).replace("12345", number)
    with pytest.raises(OffsetcaseError, match="not a dollar amount"):
        read(tmp_path, text)


def test_profiles_without_money_stay_unknown(tmp_path: Path) -> None:
    (one,) = lines_of(tmp_path, eob(item(1)))
    assert amounts(one) == [None] * 4


def test_bundles_pages_lines_and_what_holds_no_claims(tmp_path: Path) -> None:
    bundle = {
        "resourceType": "Bundle",
        "link": [{"relation": "next", "url": "x"}],
        "entry": [{"resource": eob(item(1, money("benefit", 1)))}, {"resource": {"resourceType": "Patient"}}],
    }
    assert "W-NEXT-PAGE" in [w.code for w in read(tmp_path, json.dumps(bundle))[0].warnings]
    ndjson = "\n".join(json.dumps(eob(item(1, money("benefit", n)), id=f"E{n}")) for n in (1, 2, 3))
    assert len(read(tmp_path, ndjson)[0].lines) == 3
    for text, code in (
        ('{"resourceType": "Patient"}', "E-NO-EOB"),
        ('{"a": ', "E-JSON"),
        ('{"a": 1}\n{"b"', "E-JSON"),
        ("[1, 2]", "E-NO-EOB"),
        ('{"value": 1e99999999999999999999}', "E-JSON"),
        ('{"value": 44444444444444444444e444444444444444440}', "E-JSON"),
        ('{"value": 1}\n{"value": 1e-99999999999999999999}', "E-JSON"),
        ('{"value": ' + "9" * 5_000 + "}", "E-JSON"),
    ):
        with pytest.raises(OffsetcaseError) as caught:
            read(tmp_path, text)
        assert caught.value.problems[0].code == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["coding", "code", "value", "amount", "category", "start"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["item", "adjudication", "total", "payment", "type", "identifier", "patient", "provider", "related", "status", "use", "billablePeriod", "contained", "outcome", "meta"]), JSON, max_size=8))  # fmt: skip
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_shape_of_claim_ends_in_lines_or_in_words(tmp_path: Path, fields: dict[str, Any]) -> None:
    try:
        read(tmp_path, json.dumps({"resourceType": "ExplanationOfBenefit", **fields}))
    except OffsetcaseError as error:
        assert error.problems
