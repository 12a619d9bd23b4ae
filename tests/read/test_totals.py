"""Totals inside a file, and how its dates and amounts are spelled: settled for the whole file, or asked."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from offsetcase.model.ledger import sums
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import ReadFile, read_file
from offsetcase.read.rules import Rules, load_rules
from offsetcase.read.totals import LINE_OF_ROW, OWN_ROW, summaries
from rows import each_row

LINES = "Claim Number;Line;Date of Service;Provider;Procedure Code;Billed;Plan Paid;Member Responsibility\n"


def read(folder: Path, text: str, rules: Rules | None = None, name: str = "claims.csv") -> ReadFile:
    (folder / name).write_text(text, encoding="utf-8")
    (file,) = read_file(folder / name, rules or Rules(), 0)
    return file


def counted(file: ReadFile) -> Decimal | None:
    return sums([line for line in file.lines if not line.note]).plan_paid


ROW = "A1;{line};2/6/2024;Oak;{code};{billed};{paid};{member}\n".format
TWO = ROW(line="1", code="90834", billed="200.00", paid="150.00", member="20.00") + ROW(
    line="2", code="90785", billed="20.00", paid="15.00", member="0.00"
)


@each_row("line", ["", "0", "Claim", "TOTAL"])
@each_row("first", [True, False])
def test_a_claims_own_row_beside_its_lines(tmp_path: Path, line: str, first: bool) -> None:
    own = ROW(line=line, code="", billed="220.00", paid="165.00", member="20.00")
    file = read(tmp_path, LINES + (own + TWO if first else TWO + own))
    assert counted(file) == Decimal("165.00") and [one.note for one in file.lines].count(OWN_ROW) == 1
    assert sums(file.lines).plan_paid == Decimal("330.00")  # every row keeps its amounts


def test_where_only_the_claims_row_states_the_payment_it_counts(tmp_path: Path) -> None:
    own = ROW(line="", code="", billed="220.00", paid="165.00", member="20.00")
    bare = re.sub(r"(150|15)\.00", "", TWO)
    file = read(tmp_path, LINES + own + bare)
    assert counted(file) == Decimal("165.00") and [one.note for one in file.lines] == ["", LINE_OF_ROW, LINE_OF_ROW]


def test_a_claim_that_states_another_payment_than_its_lines(tmp_path: Path) -> None:
    file = read(tmp_path, LINES + ROW(line="", code="", billed="220.00", paid="200.00", member="20.00") + TWO)
    (said,) = (one for one in file.warnings if one.code == "W-CLAIM-TOTAL")
    assert counted(file) == Decimal("165.00") and "$200.00" in said.text and "$165.00" in said.text


def test_two_services_of_one_claim_are_no_total(tmp_path: Path) -> None:
    # One names no code, and adds up to nothing.
    other = ROW(line="3", code="", billed="90.00", paid="70.00", member="5.00")
    assert counted(read(tmp_path, LINES + TWO + other)) == Decimal("235.00")


def test_a_research_files_claim_payment_is_compared(tmp_path: Path) -> None:
    head = "BENE_ID,CLM_ID,LINE_NUM,LINE_1ST_EXPNS_DT,HCPCS_CD,LINE_NCH_PMT_AMT,LINE_ALOWD_CHRG_AMT,LINE_SBMTD_CHRG_AMT,CLM_PMT_AMT\n"
    rows = "1,C1,1,01-Mar-2015,90834,80.00,100,150,{0}\n1,C1,2,01-Mar-2015,90785,8.00,10,15,{0}\n"
    assert not [one for one in read(tmp_path, head + rows.format("88.00")).warnings if one.code == "W-CLAIM-TOTAL"]
    file = read(tmp_path, head + rows.format("95.00"))
    (said,) = (one for one in file.warnings if one.code == "W-CLAIM-TOTAL")
    assert "$95.00" in said.text and "$88.00" in said.text and counted(file) == Decimal("88.00")


@each_row(
    "cells",
    [
        "Total;;12/31/2024;;;{}", ";;12/31/2024;2024 Total;;{}", "Year to date;;12/31/2024;;;{}", "YTD;;2/28/2024;;;{}", ";;2/29/2024;February total;;{}",
        "YTD total;;12/31/2024;;;{}", "Total for 2024;;12/31/2024;;;{}", ";;;Total for Ada;;{}", "Grand total:;;;;;{}", "Balance forward;;1/1/2024;;;{}",
    ],
)  # fmt: skip
def test_dated_totals_are_totals(tmp_path: Path, cells: str) -> None:
    file = read(tmp_path, LINES + TWO + cells.format("220.00;165.00;20.00") + "\n")
    assert counted(file) == Decimal("165.00") and file.lines[-1].note == "a total"


@each_row("name", ["Total for Women", "Total Care", "Total", "Total of Ohio", "Sum Clinic", "YTD Health"])
def test_a_provider_may_be_called_total(tmp_path: Path, name: str) -> None:
    file = read(tmp_path, LINES + TWO + f"A2;1;3/6/2024;{name};90834;200.00;150.00;20.00\n")
    assert counted(file) == Decimal("315.00")


def test_a_sheet_that_sums_up_the_months(tmp_path: Path) -> None:
    months = [
        read(tmp_path, LINES + TWO.replace("2/6", f"{month}/6").replace("A1", f"A{month}")) for month in (1, 2, 3)
    ]
    summary = LINES + "".join(f"S{month};1;{month}/28/2024;All;;220.00;165.00;20.00\n" for month in (1, 2, 3))
    parts = [file.lines for file in (*months, read(tmp_path, summary))]
    assert summaries(parts) == [3]
    assert summaries([file.lines for file in months]) == []


def test_days_that_could_be_months_are_asked_about(tmp_path: Path) -> None:
    head = "Date of Service;Provider;Billed;Plan Paid\n"
    text = head + "".join(f"5/{month}/{year};Oak;200.00;150.00\n" for year in (2023, 2024) for month in range(1, 13))
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.code == "E-DATE-ORDER"
    for line, month in (('date_order = "day-first"', 12), ('date_order = "month-first"', 5)):
        assert line in problem.remedy
        (tmp_path / "claims.rules.toml").write_text(line)
        assert read(tmp_path, text, load_rules(tmp_path / "claims.rules.toml")).lines[-1].service_date.month == month  # type: ignore[union-attr]


@each_row(
    "days", [["1/5", "2/5", "3/5", "4/5", "5/5"], ["1/5", "4/5", "7/5", "10/5"], ["1/2", "1/9", "1/16", "5/7"], ["3/3"]]
)
def test_ordinary_dates_are_no_question(tmp_path: Path, days: list[str]) -> None:
    text = "Date of Service;Provider;Billed;Plan Paid\n" + "".join(f"{day}/2024;Oak;200.00;150.00\n" for day in days)
    assert read(tmp_path, text).rows == len(days)


MONEY = "Date of Service;Provider;Billed;Plan Paid;Member Responsibility\n"


def test_commas_before_the_cents_settle_points_for_the_whole_file(tmp_path: Path) -> None:
    text = MONEY + "2/6/2024;Oak;1.590,00;1.290;25,50\n2/20/2024;Oak;195,00;95;5,00\n"
    file = read(tmp_path, text)
    assert [line.amounts.plan_paid for line in file.lines] == [Decimal(1290), Decimal(95)]
    assert file.lines[0].amounts.billed == Decimal("1590.00") and "W-DECIMAL" in {one.code for one in file.warnings}


@pytest.mark.parametrize("rows", ["1.590;1.290;25", "1.590,00;195.00;25,50"])
def test_amounts_that_could_be_either_are_asked_about(tmp_path: Path, rows: str) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, MONEY + f"2/6/2024;Oak;{rows}\n")
    (problem,) = caught.value.problems
    assert problem.code == "E-DECIMAL" and 'decimal = "comma"' in problem.remedy
    if rows.startswith("1.590;"):
        assert counted(read(tmp_path, MONEY + f"2/6/2024;Oak;{rows}\n", Rules(decimal="comma"))) == Decimal(1290)


def test_long_fractions_beside_cents_are_points(tmp_path: Path) -> None:
    assert counted(read(tmp_path, MONEY + "2/6/2024;Oak;447.248;77.49;0\n")) == Decimal("77.49")


VISITS = "Date of Service;Provider;Procedure Code;Billed;Plan Paid;Member Responsibility\n" + "".join(
    f"{month}/6/2024;Oak;90837;200.00;104.00;30.00\n" for month in range(1, 13)
)
TOTAL = "2400.00;1248.00;360.00\n"


@each_row("words", [";;;", "Totales;;;", "12 claims;;;", "All claims;;;", "Total general;;;", "2024;;;"])
def test_an_undated_row_that_is_the_sum_of_the_rows_above_is_a_total(words: str, tmp_path: Path) -> None:
    assert counted(read(tmp_path, VISITS + words + TOTAL)) == Decimal("1248.00")


@each_row("words", ["12/31/2024;Oak total;;", "12/31/2024;All providers;;", "12/31/2024;;;", "12/31/2024;Cumulative;;"])
def test_a_dated_row_that_is_the_sum_of_the_rows_above_is_said_to_be_one(words: str, tmp_path: Path) -> None:
    file = read(tmp_path, VISITS + words + TOTAL)
    assert counted(file) == Decimal("1248.00") and [one.code for one in file.warnings] == ["W-SUM-ROW"]


@pytest.mark.parametrize(
    "row",
    ["12/31/2024;Oak;90853;" + TOTAL, "12/31/2024;Oak;;2400.00;1248.00;361.00\n"],
)  # fmt: skip
def test_a_row_with_a_code_or_another_amount_is_a_claim(row: str, tmp_path: Path) -> None:
    file = read(tmp_path, VISITS + row)
    assert counted(file) == Decimal("2496.00") and not file.warnings


def test_a_claim_row_above_lines_that_dont_repeat_its_number(tmp_path: Path) -> None:
    heading = "Claim Number;Date of Service;Provider;Procedure Code;Plan Paid;Member Responsibility\n"
    claim = "A{0};2/{0}/2024;Oak;;104.00;30.00\n;2/{0}/2024;Oak;90837;74.00;20.00\n;2/{0}/2024;Oak;90785;30.00;10.00\n"
    file = read(tmp_path, heading + "".join(claim.format(day) for day in (1, 2, 3)))
    assert counted(file) == Decimal("312.00") and [one.note for one in file.lines].count(OWN_ROW) == 3


def test_a_months_table_below_its_claims_sums_them_up(tmp_path: Path) -> None:
    months = "Date;Billed;Plan Paid;Member Responsibility\n" + "".join(
        f"{month}/28/2024;200.00;104.00;30.00\n" for month in range(1, 13)
    )
    (tmp_path / "claims.csv").write_text(f"{VISITS}\n{months}", encoding="utf-8")
    lines = [line for file in read_file(tmp_path / "claims.csv", Rules(), 0) for line in file.lines if not line.note]
    assert sums(lines).plan_paid == Decimal("1248.00")
