"""A claim's one row in a file beside its lines in another, under its number and of other amounts: asked, never added up."""

from __future__ import annotations

from typing import Any

import pytest

from clean_support import april, cleaned, counted, line
from offsetcase.model.lines import ClaimLine, Status
from offsetcase.model.problem import OffsetcaseError, Problem
from offsetcase.read.rules import SameRule


def row(plan: object = 150, share: object = 30, **fields: Any) -> ClaimLine:
    """The claim's row, in the first file."""
    return line(plan, share, **{"claim_id": "C1001", **fields})


def lines(*plans: object, **fields: Any) -> list[ClaimLine]:
    """The claim's lines in the second file."""
    codes = ("90837", "90785", "90853")
    values: dict[str, Any] = {"file": 1, "claim_id": "C1001", "provider": "Dr. A", **fields}
    return [line(plan, 10, **{"code": code, **values}) for plan, code in zip(plans, codes, strict=False)]


def questions(*rows: ClaimLine, alike: bool = False, same: tuple[SameRule, ...] = ()) -> list[Problem]:
    try:
        cleaned(*rows, alike=alike, same=same)
    except OffsetcaseError as error:
        assert {problem.code for problem in error.problems} == {"E-SAME-TWICE"}
        return error.problems
    return []


def says(answer: str, *files: str, rows: tuple[int, ...] = ()) -> SameRule:
    return SameRule.model_validate({"files": files, "answer": answer, "rows": rows})


ASKED = {
    "the lines add up to less": [row(), *lines(74, 30)],
    "the lines add up to more": [row(90), *lines(74, 30)],
    "a cent is missing": [row("103.99"), *lines(74, 30)],
    "one line": [row(), *lines(104)],
    "three lines": [row(), *lines(74, 30, 6)],
    "a line without a code beside one with": [row(), *lines(74, 30, code=""), *lines(6)],
    "lines without codes that are numbered": [row(), *lines(74, code="", line_id="1"), *lines(30, code="", line_id="2")],
    "a line whose payment nobody knows": [row(), *lines(74, None)],
    "a line that the plan didn't pay": [row(), *lines(74, 0)],
    "the lines stand first": [*(one._replace(file_no=0) for one in lines(74, 30)), row(file=1)],
    "the row is numbered, and the lines aren't": [row(line_id="1"), *lines(74, 30)],
    "the row has the number of one of the lines": [row(line_id="1"), *lines(74, line_id="1"), *lines(30, line_id="2", code="90785")],
    "one of the lines has no number": [row(line_id="3"), *lines(74, line_id="1"), *lines(30, code="90785")],
    "the row's provider gave one of them": [row(), *lines(74, provider="Dr. B"), *lines(30, code="90785")],
    "the row names no provider": [row(provider=""), *lines(74, 30)],
}  # fmt: skip

APART = {
    "the row names what was done": [row(code="90791"), *lines(74, 30)],
    "a line of its own": [row(line_id="3"), *lines(74, line_id="1"), *lines(30, line_id="2", code="90785")],
    "another number": [row(claim_id="C1002"), *lines(74, 30)],
    "no number": [row(claim_id=""), *lines(74, 30, claim_id="")],
    "another day": [row(service_date=april(9)), *lines(74, 30)],
    "two rows": [row(), row(75), *lines(74, 30)],
    "two rows that could be lines themselves": [row(), row(75), *lines(74, 30, code="")],
    "two rows, one of which is in the other file too": [row(74, 10), row(30), *lines(74), line(9, 1, file=1)],
    "in one file": [row(), *(one._replace(file_no=0) for one in lines(74, 30))],
    "the row was never paid": [row(0, 30), *lines(74, 30)],
    "the row's payment is unknown": [row(None, 30), *lines(74, 30)],
    "the lines were never paid": [row(), *lines(0, 0)],
    "the row is reversed": [row(status=Status.REVERSED), *lines(74, 30)],
    "a line is reversed": [row(), *lines(74), *lines(30, code="90785", status=Status.REVERSED)],
    "the row takes money back": [row(-150, -30), *lines(74, 30)],
    "a line takes money back": [row(), *lines(74, -30)],
}  # fmt: skip


@pytest.mark.parametrize("alike", [True, False])
def test_a_row_of_other_amounts_than_its_lines_is_asked_about_once(alike: bool) -> None:
    for name, rows in ASKED.items():
        assert len(questions(*rows, alike=alike)) == 1, name
    for name, rows in APART.items():
        assert questions(*rows, alike=alike) == [], name


def test_where_the_exports_differ_a_short_number_and_another_provider_tell_nothing() -> None:
    """Two formats may number their rows; one counts in one way, and prints a biller beside whoever treated."""
    for rows in ([row(claim_id="111"), *lines(74, 30, claim_id="111")], [row(provider="Dr. B"), *lines(74, 30)]):
        assert questions(*rows) == [] and len(questions(*rows, alike=True)) == 1
    assert len(questions(row(claim_id="1111"), *lines(74, 30, claim_id="1111"))) == 1
    # Two rows that name nothing are versions within one export; of two exports they are asked about, and once.
    rows = [row(), *lines(104, code="")]
    assert questions(*rows, alike=True) == [] and len(questions(*rows)) == 1
    assert counted(cleaned(*rows, same=(says("one", "f0.csv", "f1.csv"),))) == 104


def test_a_row_that_its_money_asks_about_is_asked_about_its_number_next() -> None:
    """First whether it is the second file's other claim, of the same money; if not, whether those are its lines."""
    rows = [row(), *lines(74, 30), line(150, 30, file=1, claim_id="C2002", code="90837")]
    (problem,) = questions(*rows)
    assert problem.text.startswith("a line of f0.csv is equal to one of f1.csv")
    (problem,) = questions(*rows, same=(says("two", "f0.csv", "f1.csv", rows=(2, 5)),))
    assert "with the same claim number" in problem.text


def test_the_question_shows_the_row_and_its_lines_and_says_which_count() -> None:
    (problem,) = questions(row(), *lines(74, 30))
    assert problem.text == (
        "a claim has one row in f0.csv and lines with the same claim number in f1.csv, but the amounts differ; both "
        "together may count it twice."
    )
    assert problem.excerpt.splitlines() == [
        "f0.csv, row 2: 2024-03-05 | Ada Example | Dr. A | plan $150.00 | member $30.00",
        "f1.csv, row 3: 2024-03-05 | Ada Example | Dr. A | 90837 | plan $74.00 | member $10.00",
        "f1.csv, row 4: 2024-03-05 | Ada Example | Dr. A | 90785 | plan $30.00 | member $10.00",
    ]
    assert "of which the lines count" in problem.remedy
    assert problem.remedy.endswith('[[same]]\nfiles = ["f0.csv", "f1.csv"]\nanswer = "one"  # or "two"')
    three = questions(row(), *lines(74, 30, 6))[0].excerpt
    assert "row 5" in three and "more" not in three
    many = questions(row(), *lines(74, 30, 6), *lines(5, line_id="7"), *lines(4, line_id="8"))[0].excerpt
    assert many.endswith("row 5: 2024-03-05 | Ada Example | Dr. A | 90853 | plan $6.00 | member $10.00\nand 2 more")


def test_the_claims_of_two_files_are_one_question() -> None:
    two = [one._replace(claim_id=number) for number in ("C1001", "C1002") for one in (row(), *lines(74, 30))]
    (problem,) = questions(*two)
    assert problem.text.startswith("2 claims have one row each in f0.csv and lines with")
    assert problem.excerpt.startswith("f0.csv, row 2:")


def test_the_answer_settles_it() -> None:
    rows = [row(), *lines(74, 30)]
    found = cleaned(*rows, same=(says("one", "f0.csv", "f1.csv"),))
    assert counted(found) == 104 and str(found.entries[0].disposition) == "duplicate"
    assert found.entries[0].reason == "the claim whose lines stand in another file (f1.csv, row 3)"
    assert counted(cleaned(*rows, same=(says("two", "f1.csv", "f0.csv"),))) == 254
    assert counted(cleaned(*rows, same=(says("one", "f0.csv", "f1.csv", rows=(2, 3)),))) == 104  # the rows shown first
    # Where they are two, the third file's lines may still be the row's; where they are one, nothing is left to ask.
    third = [one._replace(file_no=2, source=one.source._replace(file="f2.csv")) for one in lines(75, 31)]
    (problem,) = questions(*rows, *third, same=(says("two", "f0.csv", "f1.csv"),))
    assert "in f2.csv" in problem.text
    assert questions(*rows, *third, same=(says("one", "f0.csv", "f1.csv"),)) == []
    assert [one.text for one in questions(*rows, *third) if "f2.csv" in one.text] == []
