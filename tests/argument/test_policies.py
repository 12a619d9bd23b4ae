"""Policies as data: each criterion beside the record, and broken files refused by name."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from offsetcase.argument import policies as module
from offsetcase.argument.evidence import library, printed
from offsetcase.argument.policies import (
    BY_CLAIMS,
    BY_MEMBER,
    BY_PRESCRIBER,
    NOT_SHOWN,
    Policy,
    criteria_beside_record,
    policies,
    policies_for,
)
from offsetcase.argument.record import Record, statements_of
from offsetcase.case.settings import CaseFile
from offsetcase.model.shape import DataError
from rows import each_row
from support import own_data

TRIALS = {
    "trials.sertraline": "200 mg, 10 weeks, inadequate response",
    "trials.bupropion": "300 mg, 8 weeks, no benefit",
    "trials.venlafaxine": "225 mg, 12 weeks, partial response",
    "trials.mirtazapine": "30 mg, stopped for weight gain",
}
FULL = Record(
    tried={"sertraline": "SSRI", "bupropion": "NDRI", "venlafaxine": "SNRI", "mirtazapine": "NaSSA"},
    augmented=("aripiprazole",),
    antidepressant_now="venlafaxine",
    age=41,
    statements={
        "diagnosis": "major depressive disorder, recurrent, treatment-resistant; structured interview (SCID-5)",
        "severity": "MADRS 34 on November 3, 2026",
        "monitoring": "pulse oximetry in a registered clinic",
        "practice": "Lakeside Psychiatry",
        **TRIALS,
    },
    stated_by="Dr. Ruth Abernathy",
    stated_on=dt.date(2026, 11, 6),
)


def standings(policy: Policy, record: Record) -> dict[str, str]:
    return {row.id: row.standing for row in criteria_beside_record(policy, record).rows}


def bcbsma() -> Policy:
    return policies()["bcbsma-087"]


def without(record: Record, *keys: str) -> Record:
    return replace(record, statements={key: text for key, text in record.statements.items() if key not in keys})


def saying(record: Record, **texts: str) -> Record:
    return replace(record, statements={**record.statements, **texts})


def test_each_criterion_says_who_shows_it() -> None:
    beside = criteria_beside_record(bcbsma(), FULL)
    assert standings(bcbsma(), FULL) == {
        "age": BY_MEMBER,
        "episode": BY_PRESCRIBER,
        "severity": BY_PRESCRIBER,
        "tried": BY_CLAIMS,
        "response": BY_PRESCRIBER,
        "augmentation": BY_CLAIMS,
        "continued": BY_CLAIMS,
        "setting": BY_PRESCRIBER,
    }
    basis = {row.id: row.basis for row in beside.rows}
    assert basis["severity"] == "“MADRS 34 on November 3, 2026” (Dr. Ruth Abernathy, November 6, 2026)"
    assert basis["tried"] == "bupropion, mirtazapine, sertraline, venlafaxine: 4 in 4 classes"
    assert beside.citable and not beside.not_shown


def test_an_empty_record_shows_nothing_and_the_policy_is_not_cited() -> None:
    for policy in policies().values():
        beside = criteria_beside_record(policy, Record())
        assert {row.standing for row in beside.rows} == {NOT_SHOWN} and not any(row.basis for row in beside.rows)
        assert not beside.citable


def test_one_criterion_may_be_lacking_and_no_more() -> None:
    one = without(FULL, "monitoring")
    assert [row.id for row in criteria_beside_record(bcbsma(), one).not_shown] == ["setting"]
    assert criteria_beside_record(bcbsma(), one).citable
    two = replace(one, augmented=())
    assert not criteria_beside_record(bcbsma(), two).citable


def test_claims_alone_never_show_how_a_trial_went() -> None:
    assert standings(bcbsma(), without(FULL, *TRIALS))["response"] == NOT_SHOWN
    assert standings(bcbsma(), without(FULL, *TRIALS))["tried"] == BY_CLAIMS


@each_row(
    ("text", "counts"),
    [
        ("60 mg, 9 weeks, good response, no side effects", False),
        ("60 mg since March", False),
        ("has not failed so far", False),
        ("60 mg, 9 weeks, without lasting benefit", True),
        ("didn’t respond at 60 mg", True),
        ("stopped because of nausea", True),
        ("still taken", False),
    ],
)
def test_a_trial_counts_by_its_outcome(text: str, counts: bool) -> None:
    record = saying(without(FULL, "trials.mirtazapine"), **{"trials.duloxetine": text})
    assert (standings(bcbsma(), record)["response"] == BY_PRESCRIBER) is counts


def test_a_trial_of_another_medicine_is_no_antidepressant() -> None:
    record = saying(
        without(FULL, "trials.mirtazapine"), **{"trials.quetiapine": "no response", "trials.TMS": "no response"}
    )
    assert standings(bcbsma(), record)["response"] == NOT_SHOWN
    record = saying(without(FULL, "trials.mirtazapine"), **{"trials.Zoloft": "no response"})
    assert standings(bcbsma(), record)["response"] == NOT_SHOWN  # the sertraline that was told already


@each_row(
    ("text", "met"),
    [
        ("MADRS 34", True),
        ("MADRS score: 28/60 on November 3", True),
        ("HAM-D 17", True),
        ("HAMD-17 19", True),
        ("HAM-D17 of 22", True),
        ("MADRS 27", False),
        ("HAM-D 16", False),
        ("PHQ-9 22", False),
        ("severe", False),
        ("MADRS 34 previously, 12 now", False),
        ("MADRS fell to 30", False),
        ("MADRS 30, repeated MADRS 12", False),
        ("HAM-D 29/11/2026", False),
        ("MADRS 340", False),
    ],
)
def test_severity_is_a_present_score_of_a_named_scale(text: str, met: bool) -> None:
    assert (standings(bcbsma(), saying(FULL, severity=text))["severity"] == BY_PRESCRIBER) is met


@each_row(
    ("text", "met"),
    [
        ("major depressive disorder by structured clinical interview", True),
        ("major depressive disorder (MINI)", True),
        ("major depressive disorder, minimal psychotic features", False),
        ("major depressive disorder, no structured interview", False),
        ("major depressive disorder", False),
        ("bipolar disorder by structured clinical interview", False),
    ],
)
def test_a_diagnosis_is_named_and_its_method_too(text: str, met: bool) -> None:
    assert (standings(bcbsma(), saying(FULL, diagnosis=text))["episode"] == BY_PRESCRIBER) is met


def test_a_diagnosis_may_be_its_code() -> None:
    record = saying(without(FULL, "diagnosis"), diagnosis_code="F33.2", screening="SCID-5 completed")
    row = criteria_beside_record(bcbsma(), record).rows[1]
    assert row.standing == BY_PRESCRIBER and "F33.2" in row.basis
    assert standings(bcbsma(), saying(record, diagnosis_code="F43.10"))["episode"] == NOT_SHOWN


@each_row(
    ("change", "id"),
    [
        ({"age": 17}, "age"),
        ({"tried": {"sertraline": "SSRI", "bupropion": "NDRI", "venlafaxine": "SNRI"}}, "tried"),
        ({"tried": {"sertraline": "SSRI", "citalopram": "SSRI", "fluoxetine": "SSRI", "paroxetine": "SSRI"}}, "tried"),
        ({"augmented": ()}, "augmentation"),
        ({"antidepressant_now": ""}, "continued"),
    ],
)
def test_what_falls_short_is_not_shown(change: dict[str, object], id: str) -> None:
    assert standings(bcbsma(), replace(FULL, **change))[id] == NOT_SHOWN  # type: ignore[arg-type]


def test_a_policy_on_the_alternative_has_its_own_criteria() -> None:
    nd = policies()["bcbsnd-esketamine"]
    assert nd.treatment == "esketamine" and "does not bind" in nd.note
    assert set(standings(nd, FULL).values()) == {BY_PRESCRIBER, BY_CLAIMS, BY_MEMBER}
    assert standings(nd, saying(FULL, practice="Lakeside Family Medicine"))["specialist"] == NOT_SHOWN
    assert standings(nd, saying(FULL, diagnosis="not treatment-resistant"))["diagnosis"] == NOT_SHOWN


def test_undated_statements_are_nobodys() -> None:
    told = {"name": "Dr. Ruth Abernathy", "severity": "MADRS 34", "trials": {"sertraline": "no response"}}
    assert statements_of(CaseFile.model_validate({"prescriber": told})) == {}
    dated = CaseFile.model_validate({"prescriber": {**told, "date": dt.date(2026, 11, 6)}})
    assert statements_of(dated) == {"severity": "MADRS 34", "trials.sertraline": "no response"}


def test_every_policy_was_read_and_says_that_it_binds_nobody_else() -> None:
    assert [policy.key for policy in policies_for("depression")] == ["bcbsma-087", "bcbsnd-esketamine"]
    assert policies_for("crps") == []
    for policy in policies().values():
        assert policy.read_in and "does not bind this plan" in policy.note
        assert not policy.evidence or printed(library()[policy.evidence], "depression")
        for criterion in policy.criteria:
            assert criterion.read_in and criterion.words == criterion.words.strip().rstrip(".")


POLICY = (Path(module.__file__).parents[1] / "data" / "policies" / "bcbsma-087.toml").read_text(encoding="utf-8")


@each_row(
    ("before", "after", "names"),
    [
        ('note = "', 'nota = "', "nota"),
        ('standing = "V"\nread_in = "prior', 'standing = "V2"\nread_in = "prior', '"standing" is "V2"'),
        ("verified = 2026-11-28", 'verified = "lately"', '"verified" should be a date'),
        ('indications = ["depression"]', 'indications = ["sadness"]', "sadness"),
        ('check = "age"', 'check = "height"', "age"),
        ("least = 18", "most = 18", "most"),
        ('id = "tried"', 'id = "age"', "same id"),
        ("a trial of an augmenting agent", "2 trials of an augmenting agent", "augmentation"),
        ('standing = "V2"\nread_in = "a Massachusetts clinic\'s page on the policy"\n\n[[criterion]]\nid = "continued"',
         'standing = "V2"\n\n[[criterion]]\nid = "continued"', "augmentation"),
    ],
)  # fmt: skip
def test_a_broken_policy_is_refused_by_name(
    before: str, after: str, names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert before in POLICY
    own_data(monkeypatch, tmp_path, "policies/invented.toml", POLICY.replace(before, after, 1))
    with pytest.raises(DataError, match=f"(?s)invented.*{names}"):
        module.policies.__wrapped__()
