"""Health records as servers and apps write them: codes, dates, currencies, totals, XML, and nodes of the wrong type."""

from __future__ import annotations

import copy
import json
import random
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_support import eob, item, money, paid
from offsetcase.model.lines import Benefit, ClaimLine
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read import fhir
from offsetcase.read.claims import ReadFile, read_all
from offsetcase.read.rules import Rules
from rows import each_row


def read(folder: Path, content: object, rules: dict[str, Any] | None = None) -> ReadFile:
    path = folder / "claims.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_all([path], Rules.model_validate(rules or {}))[0]


def one(folder: Path, content: object) -> ClaimLine:
    (line,) = read(folder, content).lines
    return line


def service(folder: Path, *codings: dict[str, Any], kind: str = "professional", **more: Any) -> ClaimLine:
    made = item(1, money("benefit", 10), **more)
    made["productOrService"] = {"coding": list(codings)} if codings else more.get("productOrService", {})
    return one(folder, eob(made, type={"coding": [{"code": kind}]}))


# ---- codes -----------------------------------------------------------------------------------------------------------


@each_row(
    ("system", "code", "field"),
    [
        ("urn:oid:2.16.840.1.113883.6.69", "00049490066", "ndc"),
        ("2.16.840.1.113883.6.69", "00049490066", "ndc"),
        ("http://hl7.org/fhir/sid/ndc", "00049490066", "ndc"),
        ("", "00049-4900-66", "ndc"),
        ("urn:oid:2.16.840.1.113883.6.12", "90837", "code"),
        ("urn:oid:2.16.840.1.113883.6.285", "G2082", "code"),
        ("urn:oid:2.16.840.1.113883.6.14", "G2082", "code"),
        ("https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets", "J2270", "code"),
        ("", "90837", "code"),
        ("urn:oid:2.16.840.1.113883.6.301.3", "0905", "revenue"),
        ("urn:oid:2.16.840.1.113883.6.6969", "90837", "description"),
    ],
)
def test_code_systems_by_address_and_by_number(tmp_path: Path, system: str, code: str, field: str) -> None:
    line = service(tmp_path, {**({"system": system} if system else {}), "code": code, "display": "Words"})
    named = {name for name in ("ndc", "code", "revenue") if getattr(line, name)}
    assert named == ({field} - {"description"})
    assert field == "description" or getattr(line, field) == code


@pytest.mark.parametrize("system", ["http://www.nlm.nih.gov/research/umls/rxnorm", "urn:oid:2.16.840.1.113883.6.88"])
def test_rxnorm_names_its_drug(tmp_path: Path, system: str) -> None:
    line = service(
        tmp_path, {"system": system, "code": "312938", "display": "sertraline 100 MG Oral Tablet"}, kind="pharmacy"
    )
    assert line.drug == "sertraline 100 MG Oral Tablet" and line.benefit is Benefit.PHARMACY
    assert service(tmp_path, {"system": system, "code": "312938"}, kind="pharmacy").drug == "sertraline"
    assert service(tmp_path, {"system": system, "code": "999999938"}, kind="pharmacy").drug == "RxNorm 999999938"


def test_a_medicine_behind_a_reference(tmp_path: Path) -> None:
    medicine = {"resourceType": "Medication", "id": "m", "code": {"coding": [{"display": "quetiapine 50 MG"}]}}
    claim = eob(
        item(1, money("benefit", 10), code=""), type={"coding": [{"code": "pharmacy"}]}, prescription={"reference": "#rx"},
        contained=[{"resourceType": "MedicationRequest", "id": "rx", "medicationReference": {"reference": "Medication/m"}}],
    )  # fmt: skip
    (line,) = read(tmp_path, {"resourceType": "Bundle", "entry": [{"resource": claim}, {"resource": medicine}]}).lines
    assert line.drug == "quetiapine 50 MG"
    claim["contained"] = [{**medicine, "id": "rx"}]
    assert one(tmp_path, claim).drug == "quetiapine 50 MG"
    newer = item(1, money("benefit", 10))
    newer["productOrService"] = {"reference": {"reference": "#rx"}}  # a reference that may be a concept (R5)
    assert one(tmp_path, eob(newer, contained=claim["contained"])).drug == "quetiapine 50 MG"
    newer["productOrService"] = {"text": "Rexulti 2 mg tablet"}
    assert one(tmp_path, eob(newer, type={"coding": [{"code": "pharmacy"}]})).drug == "Rexulti 2 mg tablet"


def test_people_by_the_bundle_and_by_the_claim(tmp_path: Path) -> None:
    patient = {
        "resourceType": "Patient",
        "id": "p9",
        "name": [{"given": ["Ada"], "family": "Example", "suffix": ["Jr"]}],
    }
    claim = eob(item(1, money("benefit", 1)), patient={"reference": "urn:uuid:aa"})
    entries = [{"fullUrl": "urn:uuid:aa", "resource": patient}, {"fullUrl": "urn:uuid:bb", "resource": claim}]
    (line,) = read(tmp_path, {"resourceType": "Bundle", "entry": entries}).lines
    assert (line.person, line.subject) == ("Ada Example Jr", "Patient/p9")
    own = eob(
        item(1, money("benefit", 1)), patient={"reference": "#me"},
        contained=[{**patient, "id": "me", "identifier": [{"value": "MBI1"}], "birthDate": "1985-03"}],
    )  # fmt: skip
    line = one(tmp_path, own)
    assert (line.person, line.subject, line.born) == ("Ada Example Jr", "MBI1", None)
    named = eob(item(1, money("benefit", 1)), id="a", patient={"reference": "Patient/1", "display": "Ada Example"})
    bare = eob(item(1, money("benefit", 1)), id="b", patient={"reference": "https://x.example/fhir/Patient/1"})
    file = read(tmp_path, [bare, named])
    assert {line.person for line in file.lines} == {"Ada Example"}


# ---- dates, currencies, totals, status ----------------------------------------------------------------------------------


@each_row("day", ["2024-03", "2024", "", "soon", "2024-02-30", 5, {"a": 1}, None])
def test_an_item_without_a_day_is_left_out_aloud(tmp_path: Path, day: object) -> None:
    items = [item(1, money("benefit", 100), day=day), item(2, money("benefit", 7))]  # type: ignore[arg-type]
    file = read(tmp_path, eob(*items))
    assert paid(file) == 7 and [w.code for w in file.warnings] == ["W-UNDATED"]
    assert "$100.00" in file.warnings[0].text and "row 1" in file.warnings[0].where
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, eob(items[0]))
    assert caught.value.problems[0].code == "E-DATE"
    dropped = read(tmp_path, eob(*items), {"drop": [{"rows": [1], "reason": "no day"}]})
    assert paid(dropped) == 7 and not dropped.warnings


def test_a_month_takes_the_claim_s_day_only_within_it(tmp_path: Path) -> None:
    for start, used in (("2024-03-05", "2024-03-05"), ("2025-03-05", None)):
        made = item(1, money("benefit", 5), day="2024-03")
        lines = read(tmp_path, eob(made, item(2, money("benefit", 1)), billablePeriod={"start": start})).lines
        assert (str(lines[0].service_date) if not lines[0].note else None) == used


@each_row(
    "currency", ["MXN", {"currency": "EUR"}, {"code": "CAD", "system": "urn:iso:std:iso:4217"}, {"unit": "Pesos"}]
)
def test_another_currency_is_never_dollars(tmp_path: Path, currency: Any) -> None:
    abroad = money("benefit", 500)
    abroad["amount"] = {"value": 500, **(currency if isinstance(currency, dict) else {"currency": currency})}
    file = read(tmp_path, eob(item(1, abroad), item(2, money("benefit", 7))))
    assert paid(file) == 7 and [w.code for w in file.warnings] == ["W-CURRENCY"] and "500.00" in file.warnings[0].text
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, eob(item(1, abroad)))
    assert caught.value.problems[0].code == "E-CURRENCY"
    with pytest.raises(OffsetcaseError):
        read(tmp_path, eob(item(1, code="90837"), payment={"amount": abroad["amount"]}))


@each_row("currency", ["USD", "usd", "$", "urn:iso:std:iso:4217:USD", "840", ""])
def test_dollars_under_their_names(tmp_path: Path, currency: str) -> None:
    amount = {"value": "12.50", **({"currency": currency} if currency else {})}
    assert one(tmp_path, eob(item(1, {**money("benefit", 0), "amount": amount}))).amounts.plan_paid == Decimal("12.50")


def total_line(*adjudication: dict[str, Any]) -> dict[str, Any]:
    revenue = {"coding": [{"system": "https://www.nubc.org/CodeSystem/RevenueCodes", "code": "0001"}]}
    return item(9, *adjudication, code="", revenue=revenue)


def test_a_total_among_the_items_is_no_claim(tmp_path: Path) -> None:
    both = [item(1, money("benefit", 60)), item(2, money("benefit", 44), code="90832")]
    file = read(tmp_path, eob(*both, total_line(money("benefit", 104)), payment={"amount": {"value": 104}}))
    assert paid(file) == 104 and [bool(line.note) for line in file.lines] == [False, False, True] and not file.warnings
    spoken = item(3, money("benefit", 104), code="")
    spoken["productOrService"] = {"text": "Total Charges"}
    assert paid(read(tmp_path, eob(*both, spoken))) == 104
    # Where no other item states the payment, the total does, once.
    silent = [item(1, money("submitted", 200)), item(2, money("submitted", 90), code="90785")]
    file = read(tmp_path, eob(*silent, total_line(money("benefit", 104))))
    assert paid(file) == 104 and len(file.lines) == 4 and file.lines[3].amounts.billed == 290
    assert paid(read(tmp_path, eob(total_line(money("benefit", 104))))) == 104


def test_a_payment_of_the_whole_claim_counts_once_and_for_what_its_items_share(tmp_path: Path) -> None:
    same = read(tmp_path, eob(item(1), item(2), payment={"amount": {"value": 50}}))
    assert paid(same) == 50 and same.lines[2].code == "90837"
    mixed = read(tmp_path, eob(item(1), item(2, code="80053"), payment={"amount": {"value": 50}})).lines[2]
    assert mixed.code == "" and "90837, 80053" in mixed.description


def test_a_payment_that_differs_is_said_with_both_amounts(tmp_path: Path) -> None:
    file = read(tmp_path, eob(item(1, money("benefit", 20)), payment={"amount": {"value": 25}}))
    (warning,) = file.warnings
    assert warning.code == "W-TOTAL" and "$20.00" in warning.text and "$25.00" in warning.text
    held = {"amount": {"value": 15}, "adjustment": {"value": 5}}
    assert not read(tmp_path, eob(item(1, money("benefit", 20)), payment=held)).warnings
    many = [
        eob(item(1, money("benefit", 20)), id=f"E{n}", claim=f"C{n}", payment={"amount": {"value": 25}})
        for n in range(9)
    ]
    (warning,) = read(tmp_path, many).warnings
    assert "9 claims" in warning.text and "$180.00" in warning.text and "$225.00" in warning.text


def test_money_in_details_and_in_added_items(tmp_path: Path) -> None:
    inner = item(
        1,
        code="90837",
        detail=[{"adjudication": [money("benefit", 4)]}, {"subDetail": [{"adjudication": [money("benefit", 3)]}]}],
    )
    assert one(tmp_path, eob(inner)).amounts.plan_paid == 7
    added = {**item(5, money("benefit", 60)), "itemSequence": [1]}
    assert paid(read(tmp_path, eob(item(1, money("benefit", 60)), addItem=[added]))) == 60
    assert paid(read(tmp_path, eob(item(1), addItem=[added]))) == 60


def test_an_unknown_status_word_is_asked_about_and_the_answer_settles_it(tmp_path: Path) -> None:
    claim = eob(item(1, money("benefit", 20)), status="suspended-by-audit")
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, claim)
    assert (
        caught.value.problems[0].code == "E-STATUS"
        and '"suspended-by-audit" = "paid"' in caught.value.problems[0].remedy
    )
    assert paid(read(tmp_path, claim, {"status": {"suspended-by-audit": "paid"}})) == 20
    assert read(tmp_path, claim, {"status": {"suspended-by-audit": "denied"}}).lines[0].status == "denied"


def test_the_newest_version_of_the_standard(tmp_path: Path) -> None:
    """R5: a decision instead of a reason, the patient's payment as an element, a reference that may be a concept."""
    made = item(
        1,
        money("benefit", 20),
        reviewOutcome={"decision": {"coding": [{"code": "denied"}]}},
        patientPaid={"value": 3, "currency": "USD"},
    )
    line = one(tmp_path, eob(made))
    assert line.status == "denied" and line.amounts.member_paid == 3
    assert (
        one(tmp_path, eob(item(1, money("benefit", 20)), decision={"coding": [{"code": "denied"}]})).status == "denied"
    )


def test_the_user_s_words_and_rows_reach_items(tmp_path: Path) -> None:
    claims = [eob(item(1, money("benefit", 5)), item(2, money("benefit", 6)), id="A", claim="A"),
              eob(item(1, money("benefit", 7), code=""), id="B", claim="B", provider={"display": "Wrong Clinic"})]  # fmt: skip
    assert [line.source.row for line in read(tmp_path, claims).lines] == [1, 2, 3]
    assert paid(read(tmp_path, claims, {"drop": [{"rows": [2]}]})) == 12
    assert paid(read(tmp_path, claims, {"drop": [{"provider_contains": "wrong clinic"}]})) == 11
    claims[0]["item"][1]["adjudication"][0]["amount"]["value"] = "a lot"
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, claims)
    assert "rows = [2]" in caught.value.problems[0].remedy
    assert paid(read(tmp_path, claims, {"drop": [{"rows": [2]}]})) == 12


def test_resources_in_an_app_s_own_wrapper(tmp_path: Path) -> None:
    claim = eob(item(1, money("benefit", 5)))
    for wrapped in (
        {"data": {"claims": [claim]}},
        [{"resourceType": "Bundle", "entry": [{"resource": claim}]}],
        {"resourceType": "Parameters", "parameter": [{"name": "return", "resource": claim}]},
    ):
        assert paid(read(tmp_path, wrapped)) == 5


# ---- XML ----------------------------------------------------------------------------------------------------------------

XML = """<?xml version="1.0" encoding="UTF-8"?>
<Bundle xmlns="http://hl7.org/fhir"><type value="searchset"/><entry><fullUrl value="https://x.example/Patient/1"/><resource>
<Patient><id value="1"/><text><div xmlns="http://www.w3.org/1999/xhtml"><p>Ada &amp; words</p></div></text>
<name><given value="Ada"/><given value="Q"/><family value="Example"/></name></Patient></resource></entry>
<entry><resource><ExplanationOfBenefit><id value="E1"/><status value="active"/><use value="claim"/><outcome value="complete"/>
<type><coding><code value="professional"/></coding></type><patient><reference value="Patient/1"/></patient>
<created value="2024-04-01"/><provider><display value="Dr. Example"/></provider>
<item><sequence value="1"/><productOrService><coding><system value="http://www.ama-assn.org/go/cpt"/><code value="90837"/></coding></productOrService>
<servicedDate value="2024-03-05"/>
<adjudication><category><coding><code value="benefit"/></coding></category><amount><value value="120.50"/><currency value="USD"/></amount></adjudication>
<adjudication><category><coding><code value="memberliability"/></coding></category><amount><value value="30"/></amount></adjudication>
</item></ExplanationOfBenefit></resource></entry></Bundle>"""


def test_health_records_in_xml(tmp_path: Path) -> None:
    line = one(tmp_path, XML)
    assert (line.person, line.code, line.provider, str(line.service_date)) == (
        "Ada Q Example",
        "90837",
        "Dr. Example",
        "2024-03-05",
    )
    assert (line.amounts.plan_paid, line.amounts.member_paid) == (Decimal("120.50"), 30)


@each_row(
    "text",
    [XML.replace("<Bundle", '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><Bundle').replace("Dr. Example", "&e;"),
     XML.replace("<Bundle", '<!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><Bundle'),
     XML[:-40], XML.replace("<type ", "<a>" * 500 + "<type "), XML.replace("&amp;", "&nothing;")],
    ids=["another file", "entities", "cut off", "deep", "unknown entity"],
)  # fmt: skip
def test_xml_that_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, text)
    assert caught.value.problems[0].code == "E-JSON" and "XML" in caught.value.problems[0].text


# ---- any shape, and no shape without end --------------------------------------------------------------------------------


def samples() -> list[dict[str, Any]]:
    whole = eob(
        item(1, money("benefit", 5), money("memberliability", 2), detail=[{"productOrService": {"coding": [{"code": "90785"}]}}]),
        total_line(money("benefit", 5)), meta={"profile": ["http://hl7.org/fhir/us/carin-bb/x"], "versionId": "1", "tag": [{"code": "x"}]},
        contained=[{"resourceType": "Patient", "id": "p", "name": [{"given": ["A"], "family": "B"}], "birthDate": "1980-01-01", "identifier": [{"value": "1"}]},
                   {"resourceType": "Practitioner", "id": "d", "name": [{"given": ["C"]}]}],
        patient={"reference": "#p"}, provider={"reference": "#d"}, prescription={"reference": "#x"}, billablePeriod={"start": "2024-01-01"},
        related=[{"claim": {"reference": "ExplanationOfBenefit/0"}, "relationship": {"coding": [{"code": "prior"}]}, "reference": {"value": "C"}}],
        total=[money("benefit", 5)], payment={"amount": {"value": 5, "currency": "USD"}}, insurance=[{"coverage": {"reference": "Coverage/1"}}],
        addItem=[{"itemSequence": [1], "adjudication": [money("benefit", 1)]}], insurer={"display": "X"}, claim={"reference": "Claim/1"},
    )  # fmt: skip
    coverage = {
        "resourceType": "Coverage",
        "id": "1",
        "beneficiary": {"reference": "Patient/1"},
        "relationship": {"coding": [{"code": "self"}]},
    }
    entries = [
        {"fullUrl": "http://x.example/E/1", "resource": whole},
        {"resource": eob(item(1, money("benefit", 1)), id="0")},
        {"resource": coverage},
    ]
    return [whole, {"resourceType": "Bundle", "total": 2, "link": [{"relation": "next", "url": "x"}], "entry": entries}]


def places(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [at, *(place for key, value in inner for place in places(value, (*at, key)))]


WRONG = [
    5,
    -1,
    "",
    "x",
    "2024-03",
    [],
    {},
    None,
    True,
    [5],
    ["x"],
    [[]],
    {"a": 1},
    {"value": {}},
    [{"coding": 5}],
    {"coding": [5]},
    "1e400",
]


@given(st.integers(0, 10**6), st.integers(1, 3))
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_node_of_any_type_ends_in_lines_or_in_words(tmp_path: Path, seed: int, changes: int) -> None:
    chance = random.Random(seed)
    document = copy.deepcopy(chance.choice(samples()))
    for _ in range(changes):
        *way, last = chance.choice(places(document)[1:])
        node: Any = document
        for step in way:
            node = node[step]
        node[last] = chance.choice(WRONG)
    try:
        read(tmp_path, document)
    except OffsetcaseError as error:
        assert error.problems and all(problem.text and problem.remedy for problem in error.problems)


def test_items_without_content_take_time_by_their_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(count: int) -> float:
        text = '{"resourceType":"ExplanationOfBenefit","item":[' + ",".join(["{}"] * count) + "]}"
        start = time.process_time()
        with pytest.raises(OffsetcaseError):
            read(tmp_path, text)
        return time.process_time() - start

    taken(100)
    assert taken(16_000) < 12 * taken(4_000) + 0.5
    monkeypatch.setattr(fhir, "MAX_ITEMS", 1000)
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, '{"resourceType":"ExplanationOfBenefit","item":[' + ",".join(["{}"] * 1001) + "]}")
    assert caught.value.problems[0].code == "E-TOO-LARGE"
