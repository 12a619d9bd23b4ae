"""What a person could settle: rules that the program takes, that reach nobody else, and who was seen by dollars."""

from __future__ import annotations

import datetime as dt
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offsetcase.asking.who import add_rule, unread_people
from offsetcase.case.request import Request
from offsetcase.checking import Check, check_files
from offsetcase.classify.suggest import provider_rule
from offsetcase.model.text import squeezed
from offsetcase.read.rules import Rules, Words, load_rules, matches

DAYS = [dt.date(2025, month, day).isoformat() for month in range(1, 13) for day in (3, 10, 17, 28)]


def checked(folder: Path, *rows: tuple[str, str, str], heading: str = "Date,Provider,Description,Plan Paid") -> Check:
    """``check`` of a file that has each row on every day, so that its year is whole."""
    lines = [heading, *(f"{day},{','.join(row)}" for day in DAYS for row in rows), "2025-12-31,Lab,Laboratory,1"]
    (folder / "claims.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return check_files(Request(claims=(folder / "claims.csv",)))


def rule_of(found: Check, text: str) -> dict[str, Any]:
    (rule,) = (group.rule for group in found.unclassified if group.text.startswith(text))
    return tomllib.loads(rule)


def test_a_four_column_page_names_its_drugs_and_asks_for_its_people(tmp_path: Path) -> None:
    found = checked(
        tmp_path,
        ("CVS", "REXULTI 2MG TAB", "310"),
        ("A Halvorsen", "Office visit", "100"),
        ("Quest", '"LITHIUM LEVEL, SERUM"', "5"),
        ("Ortiz PMHNP", "Established patient", "90"),
    )
    assert found.problems == [] and found.categories["medication.antipsychotic"][1] == 48 * 310
    assert [(one.provider, one.unread, one.pharmacy) for one in found.providers] == [
        ("CVS", 0, True), ("A Halvorsen", 48, False), ("Ortiz PMHNP", 48, False),
    ]  # fmt: skip
    assert [one.provider for one in unread_people(found.providers)] == ["A Halvorsen", "Ortiz PMHNP"]
    assert found.providers[1].visits == 48 and found.providers[1].unread_paid == 4800
    first = rule_of(found, "A Halvorsen")["category"][0]
    assert first["category"] == "psychotherapy" and first["provider_contains"] == "A Halvorsen"
    assert rule_of(found, "Ortiz PMHNP")["category"][0]["category"] == "psychiatry_visit"
    # The rules, pasted as they stand, settle everything.
    (tmp_path / "claims.rules.toml").write_text("\n".join(group.rule for group in found.unclassified), encoding="utf-8")
    after = check_files(Request(claims=(tmp_path / "claims.csv",)))
    assert after.unclassified == [] and after.categories["psychotherapy"][0] == 48
    assert not any(warning.code == "W-RULE-UNUSED" for warning in after.warnings)


def test_a_rule_never_reaches_another_provider_whose_name_holds_it(tmp_path: Path) -> None:
    found = checked(
        tmp_path, ("J Lee", "Office visit", "100"), ("J Leeds", "Office visit", "300"), ("J  LEE", "Office visit", "1")
    )
    rules = [tomllib.loads(group.rule)["category"][0] for group in found.unclassified]
    assert {"provider_is"} <= {key for one in rules for key in one}
    (tmp_path / "claims.rules.toml").write_text(
        "\n".join(group.rule for group in found.unclassified if "Leeds" not in group.text), encoding="utf-8"
    )
    after = check_files(Request(claims=(tmp_path / "claims.csv",)))
    assert [group.text for group in after.unclassified] == ["J Leeds"]


def test_a_name_of_another_field_is_not_offered_as_a_therapist(tmp_path: Path) -> None:
    (tmp_path / "claims.rules.toml").unlink(missing_ok=True)
    found = checked(tmp_path, ("Westfield Imaging", "Office service", "100"))
    (group,) = found.unclassified
    assert 'provider_contains = "Westfield Imaging"' in group.rule and tomllib.loads(group.rule) == {}


def test_lines_without_any_words_get_no_rule_that_would_be_refused(tmp_path: Path) -> None:
    found = checked(tmp_path, ("", "", "100"))
    (group,) = found.unclassified
    assert group.text == "(no words at all)" and tomllib.loads(group.rule) == {} and '""' not in group.rule


def test_only_a_specialty_is_asked_by_the_specialty(tmp_path: Path) -> None:
    found = checked(tmp_path, ("Pain Medicine", "x", "100"), heading="Date,Specialty,Line,Plan Paid")
    group = found.unclassified[0]
    assert tomllib.loads(group.rule)["category"][0]["specialty_contains"] == "Pain Medicine"


@pytest.mark.parametrize("unread", ["Memo", "Details", "Item"])
def test_an_unread_column_that_names_drugs_is_offered_as_the_drug_column(tmp_path: Path, unread: str) -> None:
    found = checked(
        tmp_path, ("CVS Pharmacy", "SERTRALINE HCL 50 MG", "30"), heading=f"Date,Provider,{unread},Plan Paid"
    )
    group = found.unclassified[0]
    assert "name no drug" not in group.rule
    assert tomllib.loads(group.rule) == {"columns": {"drug": unread}}
    (tmp_path / "claims.rules.toml").write_text(group.rule, encoding="utf-8")
    after = check_files(Request(claims=(tmp_path / "claims.csv",)))
    assert after.categories["medication.antidepressant"][0] == 48


def test_the_advice_to_get_the_pharmacys_record_is_given_only_where_it_is_true(tmp_path: Path) -> None:
    found = checked(tmp_path, ("CVS Pharmacy", "Prescription", "30"))
    assert "these claims name no drug" in found.unclassified[0].rule
    (tmp_path / "fills.csv").write_text(
        "Fill Date,Drug Name,Prescriber,Qty,Day Supply,Generic,Price,Rx Number\n01/02/2025,Sertraline 50mg,X,30,30,Y,$10.00,7\n"
    )
    both = check_files(Request(claims=(tmp_path / "claims.csv", tmp_path / "fills.csv")))
    assert "name no drug" not in both.unclassified[0].rule and "no fill of the pharmacy" in both.unclassified[0].rule


def test_what_the_member_paid_is_unknown_and_not_nothing(tmp_path: Path) -> None:
    found = checked(tmp_path, ("CVS", "REXULTI 2MG TAB", "310"))
    assert found.categories["medication.antipsychotic"] == (48, Decimal(48 * 310), None)


def test_no_rule_is_called_unused_while_a_trouble_keeps_lines_from_being_read(tmp_path: Path) -> None:
    (tmp_path / "claims.rules.toml").write_text(
        '[[category]]\nprovider_contains = "Nobody"\ncategory = "psychotherapy"\n[[drop]]\nrows = [999]\n',
        encoding="utf-8",
    )
    found = checked(tmp_path, ("CVS", "REXULTI 2MG TAB", "310"))
    assert [warning.code for warning in found.warnings].count("W-RULE-UNUSED") == 2
    (tmp_path / "more.csv").write_text("Date,Provider,Description,Plan Paid\n2025-01-05,Nobody,Visit,1O0\n")
    broken = check_files(Request(claims=(tmp_path / "claims.csv", tmp_path / "more.csv")))
    assert broken.problems and "W-RULE-UNUSED" not in [warning.code for warning in broken.warnings]


def test_a_file_without_the_plans_money_is_not_sent_back_to_where_it_came_from(tmp_path: Path) -> None:
    found = checked(
        tmp_path, ("CVS", "Rexulti 2MG TAB", "310"), heading="Date,Provider,Description,Member Responsibility"
    )
    (problem,) = (one for one in found.problems if one.code == "E-NO-PLAN-PAID")
    assert "insurer's own site" not in problem.remedy and "[columns]" in problem.remedy


NAMES = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(
    lambda one: one.strip()
)


@given(name=NAMES, other=NAMES, category=st.sampled_from(["", "psychotherapy", "psychiatry_visit", "other"]))
def test_every_suggested_rule_is_one_that_the_program_takes(name: str, other: str, category: str) -> None:
    known = {squeezed(name), squeezed(other)}
    rules = Rules.model_validate(tomllib.loads(provider_rule(name, category, known)))
    assert all(rule.category != "other" for rule in rules.category)
    for rule in rules.category:
        assert matches(rule, Words(name, "", "", ""))
        assert squeezed(name) == squeezed(other) or not matches(rule, Words(other, "", "", ""))


def test_an_answer_is_written_behind_the_users_own_rules(tmp_path: Path) -> None:
    path = tmp_path / "claims.rules.toml"
    assert add_rule(path, provider_rule("Ann Ba", "psychotherapy", {"ann ba"}, "my therapist"))
    path.write_text(
        "# mine\n" + path.read_text(encoding="utf-8") + '\n[columns]\nplan_paid = "Theirs"', encoding="utf-8"
    )
    assert add_rule(path, provider_rule("C D", "other", {"c d"}, "not for this condition"))
    rules = load_rules(path)
    assert [(rule.provider_contains, rule.category) for rule in rules.category] == [
        ("Ann Ba", "psychotherapy"),
        ("C D", "other"),
    ]
    assert path.read_text(encoding="utf-8").startswith("# mine\n") and rules.columns == {"plan_paid": "Theirs"}
    fixed = tmp_path / "fixed.toml"
    fixed.write_text('category = [{ provider_contains = "x", category = "psychotherapy" }]\n', encoding="utf-8")
    before = fixed.read_bytes()
    assert not add_rule(fixed, provider_rule("C D", "other", {"c d"}, "r")) and fixed.read_bytes() == before
