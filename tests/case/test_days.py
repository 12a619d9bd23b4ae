"""A date as people write it, alike after an option, in the case file and in answer to ``init``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from offsetcase.asking.answers import take
from offsetcase.case.days import DayError, day_value
from offsetcase.case.questions import questions
from offsetcase.case.settings import load_case
from offsetcase.case.typed import parse_date_option
from offsetcase.model.problem import OffsetcaseError
from rows import each_row

DAY = dt.date(2026, 3, 1)
WRITTEN = (
    "2026-03-01", "2026-3-1", "2026/03/01", "3/1/2026", "03/01/2026", "3-1-2026", "3.1.2026", "20260301", "March 1, 2026",
    "March 1 2026", "Mar. 1, 2026", "mar 1st, 2026", "1 March 2026", "1-Mar-2026", "1st of March 2026", "Sunday, March 1, 2026",
    "Sun 3/1/2026", "MARCH 1ST 2026", "  March  1 , 2026. ", "1. March 2026",
)  # fmt: skip
REFUSED = (
    ("31/12/2026", "the month comes first"), ("13.1.2026", "the month comes first"), ("2/30/2026", "no such day"), ("3/1/26", "two digits"),
    ("March 1, 26", "two digits"), ("March 1", "not a date"), ("2026", "not a date"), ("yesterday", "not a date"), ("", "not a date"),
    ("n/a", "not a date"), ("3/1/2026 - 3/5/2026", "not a date"), ("2026-03-01 to 2026-03-05", "not a date"), ("46082", "not a date"),
    ("3/1/1826", "year"),
)  # fmt: skip


@each_row("text", WRITTEN)
def test_every_place_reads_it_alike(text: str, tmp_path: Path) -> None:
    assert day_value(text) == parse_date_option(text, "--date") == DAY
    question = next(one for one in questions() if one.path == "denial.notice_date")
    assert take(question, text) == DAY
    case = tmp_path / "case.toml"
    case.write_text(f'[denial]\nnotice_date = "{text}"\n', encoding="utf-8")
    assert load_case(case).denial.notice_date == DAY


@each_row(("text", "why"), REFUSED)
def test_what_is_no_day_is_said_with_a_form_that_fits(text: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(DayError, match=why):
        day_value(text)
    case = tmp_path / "case.toml"
    case.write_text(f'[denial]\nnotice_date = "{text}"\n', encoding="utf-8")
    with pytest.raises(OffsetcaseError) as caught:
        load_case(case)
    assert why in caught.value.problems[0].text and "2026-03-01" in caught.value.problems[0].text
    assert caught.value.problems[0].where == "case.toml, line 2"


@each_row("value", ["20260301", "true", "1.5", "[2026]"])
def test_a_number_in_the_case_file_is_no_day(value: str, tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(f"[letter]\ndate = {value}\n", encoding="utf-8")
    with pytest.raises(OffsetcaseError, match="should be a date"):
        load_case(case)
