"""Whole files: encodings, delimiters, headings, damage; read right or refused kindly."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offsetcase.model.problem import ExitCode, OffsetcaseError
from offsetcase.read.cells import is_damaged
from offsetcase.read.claims import ReadFile, read_all, read_file
from offsetcase.read.rules import Rules, load_rules, unused_columns
from rows import each_row

HEAD = (
    "Claim Number,Date of Service,Provider,Billed Amount,Allowed Amount,Plan Paid,Patient Responsibility,Claim Status\n"
)
ROW = "A1,03/05/2024,Dr. Example,200.00,150.00,120.00,30.00,Processed\n"


def read(folder: Path, text: str | bytes, rules: dict[str, object] | None = None, name: str = "claims.csv") -> ReadFile:
    path = folder / name
    if isinstance(text, bytes):
        path.write_bytes(text)
    else:
        path.write_text(text, encoding="utf-8", newline="")
    return read_file(path, Rules.model_validate(rules or {}), 0)[0]


def refused(folder: Path, text: str | bytes, rules: dict[str, object] | None = None) -> OffsetcaseError:
    with pytest.raises(OffsetcaseError) as caught:
        read(folder, text, rules)
    assert all(problem.remedy for problem in caught.value.problems)
    return caught.value


@each_row("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@each_row("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = (HEAD + ROW.replace("Dr. Example", "Dr. Muñoz")).replace(",", delimiter)
    found = read(tmp_path, text.encode(encoding))
    assert found.lines[0].provider == "Dr. Muñoz" and str(found.lines[0].amounts.plan_paid) == "120.00"


@each_row("name", ["claims.xls", "claims.txt", "claims", "claims.pdf"])
def test_the_files_name_decides_nothing(tmp_path: Path, name: str) -> None:
    assert read(tmp_path, HEAD + ROW, name=name).rows == 1


def test_a_preamble_and_a_trailer(tmp_path: Path) -> None:
    preamble = "My Plan\nClaims for,Jane\n\nDate,Range\n"
    trailer = "\nTotal,,,200.00,150.00,120.00,30.00,\nThis report may be incomplete.\n"
    found = read(tmp_path, preamble + HEAD + ROW + trailer)
    assert found.table.header_row == 5 and found.rows == 3
    assert [line.note for line in found.lines] == ["", "a total", "a note"]


def test_row_numbers_are_those_of_the_file(tmp_path: Path) -> None:
    text = HEAD + "\n" + ROW.replace("Dr. Example", '"Dr.\nExample"') + "\n" + ROW
    assert [line.source.row for line in read(tmp_path, text).lines] == [3, 6]


def test_a_heading_that_is_repeated_is_no_claim(tmp_path: Path) -> None:
    assert [line.note for line in read(tmp_path, HEAD + ROW + HEAD + ROW).lines] == [
        "",
        "the heading, repeated",
        "",
    ]


@each_row(
    ("text", "code"),
    [
        (b"", "E-EMPTY"),
        (b"   \n\n", "E-EMPTY"),
        (b"%PDF-1.7\n", "E-STATEMENT"),
        (b"\x89PNG\r\n", "E-NOT-TEXT"),
        (b"PK\x03\x04rest", "E-ZIP"),
        (b"\xd0\xcf\x11\xe0rest", "E-WORKBOOK"),
        (b'{"resourceType": "Bundle"}', "E-NO-EOB"),
        (b'{"resourceType": "Bund', "E-JSON"),
        (b"[" * 100_000, "E-JSON"),
        (b"<html><table></table></html>", "E-NOT-TEXT"),
        (b"<html><p>no table</p></html>", "E-NOT-TEXT"),
        (b"\x00\x01\x02\x03" * 200, "E-NOT-TEXT"),
        (b"just some words\nand more words\n", "E-NO-HEADER"),
        (ROW.encode() * 3, "E-NO-HEADER"),
        (HEAD.encode(), "E-NO-ROWS"),
        ((HEAD + "A1,03/05/2024,X,200,150,12O,30,Processed\n").encode(), "E-AMOUNT"),
        ((HEAD + "A1,13/05/2024,X,200,150,120,30,Processed\n").encode(), "E-DATE"),
        ((HEAD + "A1,,X,200,150,120,30,Processed\n").encode(), "E-DATE"),
        ((HEAD + "A1,03/05/2024,X, MD,200,150,120,30,Processed\n").encode(), "E-RAGGED"),
        ((HEAD + ROW + "A2,03/06/2024,Dr. Exa").encode(), "E-RAGGED"),
        ((HEAD + 'A1,03/05/2024,"Dr. Example,200,150,120,30,Processed\n').encode(), "E-CSV"),
        ((HEAD + "A1,03/05/2024," + "x" * 200_000 + ",200,150,120,30,Processed\n").encode(), "E-CSV"),
        ((",".join(f"c{i}" for i in range(10_000)) + "\n" + HEAD + ROW).encode(), "E-CSV"),
        ((HEAD + ROW.replace("Processed", "Mystery")).encode(), "E-STATUS"),
        (HEAD.replace("Plan Paid", "Paid").encode() + ROW.encode(), "E-PLAN-COLUMN"),
        (HEAD.replace("Billed Amount", "Insurance Paid").encode() + ROW.encode(), "E-PLAN-COLUMN"),
        (HEAD.replace("Billed Amount", "Plan Paid").encode() + ROW.encode(), "E-PLAN-COLUMN"),
        (HEAD.replace("Provider", "Fill Date").encode() + ROW.encode(), "E-COLUMN-AMBIGUOUS"),
        (HEAD.replace("Date of Service", "When").encode() + ROW.encode(), "E-NO-DATE-COLUMN"),
    ],
)
def test_damage_is_refused_by_name(tmp_path: Path, text: bytes, code: str) -> None:
    error = refused(tmp_path, text)
    assert {problem.code for problem in error.problems} == {code}
    assert error.exit_code is ExitCode.INPUT


def test_all_bad_rows_are_said_at_once(tmp_path: Path) -> None:
    bad = "".join(f"A{n},03/05/2024,X,200,150,12O,30,Processed\n" for n in range(30))
    error = refused(tmp_path, HEAD + bad)
    (problem,) = error.problems  # one sort, one message
    assert problem.count == 30 and "29 more times: row 3, row 4 …" in problem.text and problem.excerpt.count("12O") == 3
    dropped = [int(row) for row in re.findall(r"\d+", problem.remedy.partition("rows")[2])]
    assert dropped == list(range(2, 32))
    assert error.problems[0].where == "claims.csv, row 2"


def test_all_files_are_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(HEAD + ROW.replace("120.00", "x"))
    (tmp_path / "b.csv").write_text("")
    with pytest.raises(OffsetcaseError) as caught:
        read_all([tmp_path / "a.csv", tmp_path / "b.csv", tmp_path / "c.csv"], Rules())
    assert [problem.code for problem in caught.value.problems] == ["E-AMOUNT", "E-EMPTY", "E-FILE"]


def test_an_unknown_status_without_money_is_a_warning(tmp_path: Path) -> None:
    found = read(tmp_path, HEAD + ROW.replace("120.00", "0").replace("Processed", "Mystery"))
    assert "W-STATUS" in [warning.code for warning in found.warnings]


def test_plan_paid_from_allowed_minus_share_only_without_a_column(tmp_path: Path) -> None:
    head = HEAD.replace("Plan Paid,", "")
    row = ROW.replace("120.00,", "")
    found = read(tmp_path, head + row)
    assert str(found.lines[0].amounts.plan_paid) == "120.00"
    assert "no column shows another payer" in found.warnings[0].text
    other = read(tmp_path, head.replace("Provider", "Paid by Medicare") + row.replace("Dr. Example", "50.00"))
    assert str(other.lines[0].amounts.plan_paid) == "70.00"
    blank = read(tmp_path, head.replace("Provider", "Paid by Medicare") + row.replace("Dr. Example", ""))
    assert blank.lines[0].amounts.plan_paid is None  # a blank cell is unknown, never 0
    own = read(tmp_path, HEAD + ROW.replace("120.00", ""))
    assert own.lines[0].amounts.plan_paid is None  # the column is there, so nothing is worked out


def test_billed_minus_share_is_never_plan_paid(tmp_path: Path) -> None:
    head = "Claim Number,Patient Name,Service Date,Provider,Total Charges,My Responsibility\n"
    found = read(tmp_path, head + "1,Jane,01/05/2024,Dr. A,200.00,30.00\n")
    assert not found.columns.has("plan_paid") and found.lines[0].amounts.plan_paid is None


def test_liability_comes_before_the_balance(tmp_path: Path) -> None:
    head = "Service Date,Provider,Plan Paid,You Owe,Member Responsibility,Status\n"
    found = read(tmp_path, head + "01/05/2024,Dr. A,100.00,0.00,30.00,Paid\n")
    assert str(found.lines[0].amounts.member_paid) == "30.00"


@each_row(
    ("claim", "damaged"),
    [("2.12585E+17", True), ("212585000000000000", True), ("2.1e+5", True), ("P212512345678901234", False),
     ("212585123456789012", False), ("CX55042771", False), ("200000000000000", False), ("", False), ("12E5X", False)],
)  # fmt: skip
def test_spoiled_claim_numbers(claim: str, damaged: bool) -> None:
    assert is_damaged(claim) is damaged


def test_the_users_columns_status_and_drops(tmp_path: Path) -> None:
    head = "Claim Number,Date of Service,Provider,Their Money,Patient Responsibility,Claim Status\n"
    rows = (
        "A1,03/05/2024,Dr. A,120.00,30.00,Okey-dokey\nA2,03/06/2024,Dr. B,50.00,0,Paid\nA3,03/07/2024,Spa,9.00,0,Paid\n"
    )
    rules = {
        "columns": {"plan_paid": "their money"},
        "status": {"okey-dokey": "denied"},
        "drop": [{"rows": [3], "reason": "typed twice"}, {"provider_contains": "spa", "reason": "not mine"}],
    }
    found = read(tmp_path, head + rows, rules)
    assert str(found.lines[0].status) == "denied" and str(found.lines[0].amounts.plan_paid) == "120.00"
    assert [line.note for line in found.lines[1:]] == [
        "dropped by your rule 1: typed twice", "dropped by your rule 2: not mine",
    ]  # fmt: skip
    assert str(found.lines[1].amounts.plan_paid) == "50.00"  # a dropped row keeps its money in the ledger's sums


def test_a_dropped_row_may_be_broken(tmp_path: Path) -> None:
    rules = {"drop": [{"rows": [2], "reason": "garbled"}]}
    assert read(tmp_path, HEAD + "A1,99/99/2024,X,200,150,12O,30,Processed\n" + ROW, rules).lines[0].note


@each_row(
    ("text", "words"),
    [
        ('[colums]\nplan_paid = "x"\n', 'did you mean "columns"?'),
        ('[columns]\nplanpaid = "x"\n', "is not a field"),
        ('[status]\n"Odd" = "maybe"\n', "should be one of"),
        ('[[category]]\ncategory = "psychotherapy"\n', "say which lines"),
        (
            '[[category]]\nprovidr_contains = "x"\ncategory = "psychotherapy"\n',
            'did you mean "provider_contains"?',
        ),
        ("[[drop]]\nreason = 'x'\n", "say which rows"),
        ("[[drop]\n", "can't be understood"),
        ("[[drop]]\nrows = [3]\n" * 1001, "has more than 1000 entries"),
        ('[columns]\nservice_dat = "x"\n', 'did you mean "service_date"?'),
    ],
)
def test_a_rules_file_that_does_not_fit(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "claims.rules.toml"
    path.write_text(text)
    with pytest.raises(OffsetcaseError) as caught:
        load_rules(path)
    assert words in str(caught.value) and caught.value.exit_code == 2


def test_a_column_rule_that_no_file_has_is_said() -> None:
    rules = Rules.model_validate({"columns": {"plan_paid": "Nowhere"}})
    assert [problem.code for problem in unused_columns(rules, [("a.csv", ("Date", "Paid"))])] == ["W-RULE-UNUSED"]


@given(st.binary(max_size=400))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_end_in_lines_or_in_words(tmp_path: Path, data: bytes) -> None:
    for content in (data, HEAD.encode() + data, HEAD.encode() + ROW.encode() + data):
        try:
            assert read(tmp_path, content).rows >= 1
        except OffsetcaseError as error:
            assert error.problems


@given(st.lists(st.lists(st.text(max_size=12), min_size=1, max_size=10), max_size=6), st.sampled_from(",;|\t"))
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_table_ends_in_lines_or_in_words(tmp_path: Path, rows: list[list[str]], delimiter: str) -> None:
    body = "\n".join(delimiter.join(row) for row in rows)
    try:
        read(tmp_path, (HEAD.replace(",", delimiter) + body).encode("utf-8", "surrogatepass"))
    except OffsetcaseError as error:
        assert error.problems
