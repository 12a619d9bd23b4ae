"""Which health-record claims are versions of one another, in one file, over pages, and over downloads."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fhir_support import eob, item, money
from offsetcase.model.lines import ClaimLine
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import ReadFile, read_all
from offsetcase.read.rules import Rules
from rows import each_row


def bundle(*resources: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources], **more}


def files(folder: Path, *documents: dict[str, Any], rules: dict[str, Any] | None = None) -> list[ReadFile]:
    paths = []
    for number, one in enumerate(documents, start=1):
        paths.append(folder / f"{number}.json")
        paths[-1].write_text(json.dumps(one))
    return read_all(paths, Rules.model_validate(rules or {}))


def counted(read: list[ReadFile]) -> Decimal:
    lines: list[ClaimLine] = [line for file in read for line in file.lines]
    return sum(
        (line.amounts.plan_paid or Decimal(0) for line in lines if not line.note and line.status == "paid"), Decimal(0)
    )


def codes(read: list[ReadFile]) -> list[str]:
    return [warning.code for file in read for warning in file.warnings]


def paid(amount: float, id: str, claim: str = "", code: str = "90837", **more: Any) -> dict[str, Any]:
    return eob(item(1, money("benefit", amount), code=code), id=id, claim=claim or f"C{id}", **more)


def prior(relation: str = "prior", **how: Any) -> dict[str, Any]:
    return {"related": [{**how, "relationship": {"coding": [{"code": relation}]}}]}


WAYS = [
    {"claim": {"reference": "ExplanationOfBenefit/1"}},
    {"claim": {"reference": "https://payer.example/fhir/ExplanationOfBenefit/1/_history/3"}},
    {"claim": {"identifier": {"value": "C1"}}},
    {"reference": {"value": "C1"}},
    {"reference": {"type": {"coding": [{"code": "uc"}]}, "system": "urn:x", "value": "C1"}},
    {"claim": {"reference": "Claim/77"}},
]


@each_row("how", WAYS)
@each_row("apart", [False, True])
def test_what_is_named_as_prior_is_replaced(tmp_path: Path, how: dict[str, Any], apart: bool) -> None:
    old = paid(195, "1", claim="C1")
    old["claim"] = {"reference": "Claim/77"}
    new = paid(120, "2", code="90834", **prior(**how))
    read = files(tmp_path, bundle(old), bundle(new)) if apart else files(tmp_path, bundle(old, new))
    assert counted(read) == 120
    notes = [line.note for file in read for line in file.lines]
    assert notes[0].startswith("replaced by a later version") and not notes[1]


@each_row("relation", ["prior", "replaces", "Prior", "corrects"])
def test_the_relation_in_a_payer_s_own_words(tmp_path: Path, relation: str) -> None:
    new = paid(120, "2", **prior(relation, reference={"value": "C1"}))
    assert counted(files(tmp_path, bundle(paid(195, "1"), new))) == 120
    new["related"][0]["relationship"] = {"text": "Prior Claim"}
    assert counted(files(tmp_path, bundle(paid(195, "1"), new))) == 120
    new["related"][0]["relationship"] = {"coding": [{"code": "associated"}]}
    assert counted(files(tmp_path, bundle(paid(195, "1"), new))) == 315


@each_row(
    "change",
    [{"status": "draft"}, {"status": "cancelled"}, {"status": "entered-in-error"}, {"outcome": "error"}, {"outcome": "queued"},
     {"use": "predetermination"}, {"status": {"coding": [{"code": "draft"}]}}, {"outcome": {"coding": [{"code": "error"}]}}],
)  # fmt: skip
def test_what_is_not_adjudicated_replaces_nothing_and_is_not_paid(tmp_path: Path, change: dict[str, Any]) -> None:
    new = paid(120, "2", **prior(claim={"reference": "ExplanationOfBenefit/1"}), **change)
    assert counted(files(tmp_path, bundle(paid(195, "1"), new))) == 195
    # The earlier one says so itself: its replacement doesn't stand.
    old = paid(195, "1", **prior("replacedby", claim={"reference": "ExplanationOfBenefit/2"}))
    assert counted(files(tmp_path, bundle(old, paid(120, "2", **change)))) == 195


def test_a_replacement_that_is_nowhere_is_said_with_its_dollars(tmp_path: Path) -> None:
    old = paid(195, "1", **prior("replacedby", claim={"reference": "ExplanationOfBenefit/9"}))
    read = files(tmp_path, bundle(old, paid(50, "3")))
    assert counted(read) == 50 and codes(read) == ["W-VERSIONS"]
    assert "$195.00" in read[0].warnings[0].text


def test_a_chain_counts_its_last_and_a_circle_is_said(tmp_path: Path) -> None:
    two = paid(150, "2", created="2024-05-01", **prior(reference={"value": "C1"}))
    three = paid(120, "3", created="2024-06-01", **prior(reference={"value": "C2"}))
    assert counted(files(tmp_path, bundle(paid(195, "1"), two, three))) == 120
    one = paid(195, "1", **prior(claim={"reference": "ExplanationOfBenefit/3"}))
    read = files(tmp_path, bundle(one, two, three))
    assert counted(read) == 120 and codes(read) == ["W-VERSIONS"]


def test_versions_that_bear_one_number(tmp_path: Path) -> None:
    made = [
        paid(amount, str(n), claim="C1", created=f"2024-0{n}-01", **(prior(reference={"value": "C1"}) if n > 1 else {}))
        for n, amount in enumerate((195, 150, 120), start=1)
    ]
    for order in (made, made[::-1]):
        read = files(tmp_path, bundle(*order))
        assert counted(read) == 120 and codes(read) == []


def test_one_resource_twice_counts_its_later_state(tmp_path: Path) -> None:
    old = paid(195, "1", meta={"versionId": "1", "lastUpdated": "2024-07-31"}, created="2024-06-01")
    for change in ({"created": "2024-07-01"}, {"meta": {"versionId": "2"}}, {"meta": {"lastUpdated": "2024-08-01"}}):
        new = {**paid(120, "1", claim="C1", code="90834"), "created": "2024-06-01", **change}
        assert counted(files(tmp_path, bundle(new), bundle(old))) == 120
        assert counted(files(tmp_path, bundle(old, new))) == 120
    void = {**paid(195, "1"), "created": "2024-07-01", "status": "cancelled"}
    assert counted(files(tmp_path, bundle(old), bundle(void))) == 0


def test_two_people_and_two_payers_stay_two(tmp_path: Path) -> None:
    """A number that two people's or two payers' claims share by chance joins nothing."""
    other = paid(120, "2", patient={"reference": "Patient/2"}, **prior(reference={"value": "C1"}))
    assert counted(files(tmp_path, bundle(paid(195, "1"), other))) == 315
    first = paid(195, "1", insurer={"display": "Payer A"})
    second = paid(120, "1", claim="C1", created="2024-07-01", insurer={"display": "Payer B"})
    assert counted(files(tmp_path, bundle(first), bundle(second))) == 315


def test_what_takes_the_money_back_goes_with_what_it_takes_back(tmp_path: Path) -> None:
    back = paid(-195, "2", **prior(claim={"reference": "ExplanationOfBenefit/1"}))
    again = paid(120, "3", **prior(claim={"reference": "ExplanationOfBenefit/2"}))
    assert counted(files(tmp_path, bundle(paid(195, "1"), back, again))) == 120
    assert counted(files(tmp_path, bundle(paid(195, "1"), back))) == 0
    part = paid(-20, "2", **prior(claim={"reference": "ExplanationOfBenefit/1"}))
    assert counted(files(tmp_path, bundle(paid(195, "1"), part))) == 175
    assert counted(files(tmp_path, bundle(paid(195, "1"), part, again))) == 120


def test_a_version_that_medicare_marks_as_not_final(tmp_path: Path) -> None:
    tag = {"tag": [{"system": "https://bluebutton.cms.gov/fhir/CodeSystem/Final-Action", "code": "NotFinalAction"}]}
    assert counted(files(tmp_path, bundle(paid(195, "1", meta=tag), paid(120, "2")))) == 120


def links(**urls: str) -> list[dict[str, str]]:
    return [{"relation": relation.rstrip("_"), "url": url} for relation, url in urls.items()]


def test_a_next_page_is_missed_only_where_it_is_not_there(tmp_path: Path) -> None:
    one = bundle(paid(1, "1"), link=links(self="https://p.example/1", next="https://p.example/2"))
    two = bundle(paid(2, "2"), link=links(self="https://p.example/2", next="https://p.example/3"))
    three = bundle(paid(3, "3"), link=links(self="https://p.example/3", previous="https://p.example/2"))
    assert codes(files(tmp_path, one)) == ["W-NEXT-PAGE"]
    assert codes(files(tmp_path, one, three)) == ["W-NEXT-PAGE"]
    assert codes(files(tmp_path, one, two, three)) == [] == codes(files(tmp_path, three, two, one))
    first, last = (bundle(paid(1, "1"), link=links(next="x")), bundle(paid(2, "2"), link=links(previous="y")))
    assert codes(files(tmp_path, first, last)) == []
    first["total"] = 30  # the server says that there are more
    assert codes(files(tmp_path, first, last)) == ["W-NEXT-PAGE"]


def test_a_bulk_export_has_its_people_in_a_file_of_their_own(tmp_path: Path) -> None:
    patient = {
        "resourceType": "Patient",
        "id": "1",
        "birthDate": "1985-03-12",
        "name": [{"use": "old", "family": "Former"}, {"use": "official", "given": ["Ada", "Q"], "family": "Example"}],
    }
    coverage = {
        "resourceType": "Coverage",
        "id": "c",
        "beneficiary": {"reference": "Patient/1"},
        "relationship": {"coding": [{"code": "self"}]},
    }
    clinic = {"resourceType": "Organization", "id": "o", "name": "Example Counseling"}
    claim = paid(195, "1", provider={"reference": "Organization/o"})
    read = files(tmp_path, claim, bundle(patient, coverage, clinic))
    (line,) = read[0].lines
    assert len(read) == 1 and codes(read) == ["W-NOT-READ"]
    assert (line.person, str(line.born), line.relation, line.subject) == (
        "Ada Q Example",
        "1985-03-12",
        "self",
        "Patient/1",
    )
    assert line.provider == "Example Counseling"
    lines = "\n".join(json.dumps(one) for one in (patient, coverage, claim, clinic))
    (tmp_path / "bulk.ndjson").write_text(lines)
    (one,) = read_all([tmp_path / "bulk.ndjson"], Rules())[0].lines
    assert one._replace(source=line.source) == line
    with pytest.raises(OffsetcaseError, match="1 Patient"):
        files(tmp_path, patient)
    renamed = files(tmp_path, claim, patient, rules={"people": {"Ada Q Example": "Ada Example"}})
    assert renamed[0].lines[0].person == "Ada Example"
