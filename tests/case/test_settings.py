"""The case file: everything optional, everything checked, every trouble said at once and with its line."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from offsetcase.case.settings import INDICATIONS, PLAN_TYPES, CaseFile, load_case
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import OffsetcaseError
from rows import each_row


def load(folder: Path, text: str) -> CaseFile:
    path = folder / "case.toml"
    path.write_text(text, encoding="utf-8")
    return load_case(path)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(OffsetcaseError) as caught:
        load(folder, text)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_everything_is_optional(tmp_path: Path) -> None:
    assert load(tmp_path, "") == CaseFile()
    assert load_case(None) == CaseFile()


@each_row("text", ['"550"', "550", "550.00", '"$550.00"', '"$1,550.50"'])
def test_money_is_text_or_a_number(tmp_path: Path, text: str) -> None:
    price = load(tmp_path, f"[treatment]\nprice = {text}\n").treatment.price
    assert price == (Decimal("1550.50") if "1,550" in text else 550)
    assert isinstance(price, Decimal)


def test_shares_by_dotted_keys_quoted_drugs_and_with_who_said_so(tmp_path: Path) -> None:
    shares = load(
        tmp_path,
        '[assumptions.shares]\npsychotherapy = 0.25\nmedication.antidepressant = 0.4\n"drug:sertraline" = 0\n'
        'esketamine = {share = 1, by = "Dr. A", on = 2026-01-05}\n',
    ).assumptions.shares
    assert {name: share.share for name, share in shares.items()} == {
        "psychotherapy": Decimal("0.25"), "medication.antidepressant": Decimal("0.4"), "drug:sertraline": 0, "esketamine": 1,
    }  # fmt: skip
    assert [name for name, share in shares.items() if share.by_prescriber] == ["esketamine"]


def test_the_interval_is_a_number_or_the_prescribers(tmp_path: Path) -> None:
    plain = load(tmp_path, "[assumptions]\nmaintenance_every_days = 35\n").assumptions.maintenance_every_days
    assert plain and plain.days == 35 and not plain.by_prescriber
    own = load(tmp_path, '[assumptions]\nmaintenance_every_days = {days = 35, by = "Dr. A", on = 2026-01-05}\n')
    assert own.assumptions.maintenance_every_days and own.assumptions.maintenance_every_days.by_prescriber


def test_an_unknown_key_names_the_nearest_and_its_line(tmp_path: Path) -> None:
    said = refused(tmp_path, '[member]\nname = "A"\n\n[treatment]\nindicaton = "depression"\n')
    assert 'case.toml, line 5: "treatment.indicaton" is not a known name.' in said
    assert 'did you mean "indication"?' in said
    assert "(E-CASE)" in said


def test_an_unknown_table_names_the_nearest(tmp_path: Path) -> None:
    assert 'did you mean "treatment"?' in refused(tmp_path, '[tretment]\nprice = "1"\n')


def test_all_troubles_are_said_at_once(tmp_path: Path) -> None:
    said = refused(tmp_path, '[treatment]\nprice = "lots"\nnip = "1"\n[assumptions]\nresponse = 55\n')
    assert said.count("(E-CASE)") == 3
    assert "write 55 % as 0.55" in said


@each_row(
    ("text", "words"),
    [
        ("[treatment]\nprice = -1\n", "below zero"),
        ("[treatment]\nprice = true\n", "dollar amount"),
        ('[treatment]\nprice = "1.005"\n', "two decimals"),
        ("[treatment]\nprice = 99999999\n", "more than a million"),
        ('[treatment]\nindication = "migraine"\n', "should be one of"),
        ('[plan]\ntype = "hmo"\n', "should be one of"),
        ('[denial]\nnotice_date = "soon"\n', "year-month-day, like 2026-03-01"),
        ("[assumptions]\nramp_months = 2.5\n", "whole number"),
        ("member = 3\n", "should be a table"),
        ('[letter]\nkind = "apeal"\n', 'did you mean "appeal"? correct this value'),
        ('[plan]\ncovers = "medical"\n', "should be a list"),
        ("[member\n", "can't be understood"),
        ('[member]  name = "Ada"\n', "on a line of its own"),
        ('[member]\nname = "a\n', "can't be understood"),
    ],
)
def test_what_does_not_fit_is_said_in_words(tmp_path: Path, text: str, words: str) -> None:
    said = refused(tmp_path, text)
    assert words in said and "What to do" in said and "pydantic" not in said


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(OffsetcaseError, match="no such file"):
        load_case(tmp_path / "nothing.toml")
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe\x00\x00")
    with pytest.raises(OffsetcaseError, match="not UTF-8"):
        load_case(tmp_path / "bad.toml")


def test_a_folder_is_said_to_be_one(tmp_path: Path) -> None:
    with pytest.raises(OffsetcaseError, match="this is a folder, not a file"):
        load_case(tmp_path)


def test_clinical_fields_count_only_with_name_and_date(tmp_path: Path) -> None:
    assert not load(tmp_path, '[prescriber]\nname = "Dr. A"\nseverity = "MADRS 30"\n').prescriber.dated
    assert load(tmp_path, '[prescriber]\nname = "Dr. A"\ndate = 2026-01-05\n').prescriber.dated


def test_control_characters_and_bidirectional_marks_are_taken_out(tmp_path: Path) -> None:
    name = load(tmp_path, '[member]\nname = "A\\u202eB\\u0007C"\n').member.name
    assert name == "ABC"


def test_the_words_of_the_schema_are_the_datas() -> None:
    assert set(INDICATIONS) == set(load_toml(data_path("indications.toml")))
    rules = {path.stem for path in data_path("plan_rules").glob("*.toml")} - {"general"}
    assert set(PLAN_TYPES) == rules


@each_row(
    ("text", "words"),
    [
        ("[member\nname = 'x'\n", "a table's name lacks its closing bracket, line 1"),
        ("[denial]\nreference = '1'\n[denial]\nreason = 'x'\n", "the table [denial] stands in it twice"),
        ("[member]\nname = 'x'\nname = 'y'\n", "a name stands twice in one table, line 3"),
        ("[member]\nname = Jane\n", "neither text in quotation marks nor a number"),
        ('[member]\nname = "Jane\n', "a quotation mark is missing"),
        ("[member]\nname 'x'\n", "there is no = after the name"),
        ("[member]\nname = 'x' 'y'\n", "something stands behind the value"),
        ("[plan]\ncovers = ['medical'\n", "a list lacks its closing bracket"),
        ('[treatment]\nnpi = "12345"\n', "it should be ten digits"),
    ],
)
def test_a_slip_of_the_hand_is_named(tmp_path: Path, text: str, words: str) -> None:
    said = refused(tmp_path, text)
    assert words in said and "(at line" not in said


def test_the_members_own_words_are_sixty_at_most(tmp_path: Path) -> None:
    for count in (1, 60):
        words = " ".join(["word"] * count)
        assert load(tmp_path, f'[member]\nstatement = "{words}"\n').member.statement == words
    said = refused(tmp_path, f'[member]\nstatement = "{" ".join(["word"] * 61)}"\n')
    assert "it has 61 words" in said and "at most 60 words" in said and "statement" in said


@pytest.mark.parametrize("field", ["prescriber", "treatment"])
def test_a_provider_number_is_held_to_its_check_digit(field: str, tmp_path: Path) -> None:
    assert load(tmp_path, f'[{field}]\nnpi = "1999999984"\n')
    said = refused(tmp_path, f'[{field}]\nnpi = "1999999985"\n')
    assert "its last digit doesn't fit the others" in said
    assert "it should be ten digits" in refused(tmp_path, f'[{field}]\nnpi = "199999998"\n')
