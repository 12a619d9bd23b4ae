"""The same row again within one file: tables that stand twice, and what makes two lines comparable at all."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from offsetcase.clean.copies import mark_copies
from offsetcase.clean.items import Item, items_of, leave_row_out, place_name, repeated, same_provider
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source
from offsetcase.model.problem import Problem
from rows import each_row

DAY = dt.date(2024, 3, 5)


def line(plan: object = 100, member: object = 20, *, row: int = 2, file: int = 0, **fields: Any) -> ClaimLine:
    paid, share = (None if value is None else Decimal(str(value)) for value in (plan, member))
    values = {"service_date": DAY, "status_word": "paid", **fields}
    return ClaimLine(
        Source(f"f{file}.csv", "", row), file, values.pop("kind", "claims"), Amounts(None, None, paid, share), **values
    )


def looked_at(*lines: ClaimLine, formats: dict[int, str] | None = None) -> list[Item]:
    return items_of([LedgerLine(one) for one in lines], formats or {})


def marked(items: list[Item]) -> tuple[list[str], list[Problem]]:
    problems = mark_copies(items)
    return [item.entry.reason if item.entry.disposition else "" for item in items], problems


# ---- rows without claim numbers: a letter is a row, equal letters are equal rows -----------------------------------------


def table(rows: str) -> list[Item]:
    return looked_at(*(line(ord(letter), row=at) for at, letter in enumerate(rows)))


@each_row(
    ("rows", "copies", "doubtful"),
    [
        ("", {}, []),
        ("abc", {}, []),
        ("aab", {}, [(0, 1)]),  # two visits of one day may be real
        ("aa", {}, [(0, 1)]),
        ("aaaab", {}, [(0, 1), (0, 2), (0, 3)]),
        ("abab", {2: 0, 3: 1}, []),  # every row an even number of times: the file was put together twice
        ("abcabc", {3: 0, 4: 1, 5: 2}, []),
        ("abcbca", {3: 1, 4: 2, 5: 0}, []),
        ("aabb", {1: 0, 3: 2}, []),
        ("aaaabb", {2: 0, 3: 0, 5: 4}, [(0, 1)]),
        ("aabbccd", {1: 0, 3: 2, 5: 4}, []),  # a narrow and a wide view of each claim, one after another
        ("daabbcc", {2: 1, 4: 3, 6: 5}, []),
        ("aabbd", {}, [(0, 1), (2, 3)]),
        ("aabdee", {}, [(0, 1), (4, 5)]),
        ("aabbdccee", {}, [(0, 1), (2, 3), (5, 6), (7, 8)]),
        ("aabbbcc", {}, [(0, 1), (2, 3), (2, 4), (5, 6)]),  # three alike are no narrow and wide view
        ("cccddeeff", {4: 3, 6: 5, 8: 7}, [(0, 1), (0, 2)]),
        ("aaaabbccd", {3: 2, 5: 4, 7: 6}, [(0, 1), (0, 2)]),
        ("aabbccxddeeff", {1: 0, 3: 2, 5: 4, 8: 7, 10: 9, 12: 11}, []),
        ("abcdabc", {4: 0, 5: 1, 6: 2}, []),  # a page that was pasted again further down
        ("xabcyabc", {5: 1, 6: 2, 7: 3}, []),
        ("abcabcabc", {3: 0, 4: 1, 5: 2, 6: 0, 7: 1, 8: 2}, []),
        ("abxab", {3: 0, 4: 1}, []),  # two rows, but they and their copies are two thirds of all
        ("abxyab", {4: 0, 5: 1}, []),
        ("abxyzab", {}, [(0, 5), (1, 6)]),
        ("abxyzwab", {}, [(0, 6), (1, 7)]),
        ("aabcxabc", {5: 1, 6: 2, 7: 3}, [(0, 1)]),
        ("abcdxaabcd", {6: 0, 7: 1, 8: 2, 9: 3}, [(0, 5)]),
        ("abcxabcyabc", {4: 0, 5: 1, 6: 2, 8: 0, 9: 1, 10: 2}, []),
        ("abcdxbcdyabcd", {5: 1, 6: 2, 7: 3, 9: 0, 10: 1, 11: 2, 12: 3}, []),
        ("xaaayaaaz", {}, [(1, 2), (1, 3), (1, 5), (1, 6), (1, 7)]),
        ("aaaabcdeaabcdf", {10: 4, 11: 5, 12: 6}, [(0, 1), (0, 2), (0, 3), (0, 8), (0, 9)]),
        ("aabcdxaaabcd", {9: 2, 10: 3, 11: 4}, [(0, 1), (0, 6), (0, 7), (0, 8)]),  # rows that are all one are one look
        ("abxbcdyabcd", {8: 3, 9: 4, 10: 5}, [(1, 3), (0, 7)]),  # a run begins within another that is too short
        ("abbccxa", {}, [(1, 2), (3, 4), (0, 6)]),  # the last row is no neighbor of the first
    ],
)
def test_a_table_that_stands_twice(rows: str, copies: dict[int, int], doubtful: list[tuple[int, int]]) -> None:
    reasons, problems = marked(table(rows))
    expected = ["" for _ in rows]
    for at, original in copies.items():
        expected[at] = f"the table stands twice; the same row as f0.csv, row {original}"
    assert reasons == expected
    said = {problem.code: problem for problem in problems}
    assert set(said) == ({"W-COPIED"} if copies else set()) | ({"W-MAYBE-TWICE"} if doubtful else set())
    if copies:
        at, original = min(copies.items())
        assert said["W-COPIED"].text.startswith(f"{len(copies)} rows stand twice")
        assert f"(the first: row {original} and row {at})" in said["W-COPIED"].text
        assert said["W-COPIED"].where == "f0.csv"
    if doubtful:
        first, second = doubtful[0]
        words = f"{len(doubtful)} rows are" if len(doubtful) > 1 else "1 row is"
        assert said["W-MAYBE-TWICE"].text.startswith(f"{words} equal")
        assert f"(the first: row {first} and row {second})" in said["W-MAYBE-TWICE"].text
        assert f"rows = [{second}]" in said["W-MAYBE-TWICE"].remedy and said["W-MAYBE-TWICE"].where == "f0.csv"


def test_each_file_is_looked_at_by_itself() -> None:
    items = looked_at(*(line(plan, row=at, file=file) for file in (0, 1) for at, plan in enumerate((1, 2, 3))))
    assert marked(items) == ([""] * 6, [])


# ---- rows with claim numbers ---------------------------------------------------------------------------------------------


@each_row(
    ("plans", "copies"),
    [
        ([100], []),
        ([100, 100], [1]),
        ([100, 100, 100], [1, 2]),
        ([100, -100, 100], []),  # paid, taken back, paid again
        ([100, -100, 100, 100], [3]),
        ([100, -100, 100, -100], [2, 3]),  # the file put together twice
        ([100, -100, -100], [2]),
        ([100, -100, 100, 100, -100, 100], [3, 4, 5]),
        ([100, 100, 100, -100, -100], []),
        ([100, 200], []),
        ([100, 200, 100], [2]),
        ([-100, -100], [1]),
    ],
)
def test_a_claims_line_again(plans: list[int], copies: list[int]) -> None:
    items = looked_at(*(line(plan, plan / 5, row=at, claim_id="K1", line_id="1") for at, plan in enumerate(plans)))
    reasons, problems = marked(items)
    assert [at for at, reason in enumerate(reasons) if reason] == copies and problems == []
    assert all(reasons[at] == f"the same line as f0.csv, row {plans.index(plans[at])}" for at in copies)


@each_row(
    "other",
    [
        {"claim_id": "K2"},
        {"line_id": "2"},
        {"code": "90834"},
        {"service_date": dt.date(2024, 3, 6)},
        {"processed_date": dt.date(2024, 4, 1)},
        {"member": 21},
        {"member": None},
    ],
    ids=lambda one: next(iter(one)),
)
def test_what_differs_is_another_line(other: dict[str, Any]) -> None:
    own = {"claim_id": "K1", "line_id": "1", "code": "90837"}
    assert marked(looked_at(line(**own), line(**own)))[0] != ["", ""]
    assert marked(looked_at(line(**own), line(**{**own, **other}))) == (["", ""], [])


# ---- what makes two lines comparable ---------------------------------------------------------------------------------------


@each_row(
    ("plan", "member", "back"),
    [(-1, 0, True), (0, -1, True), ("-0.01", None, True), (0, 0, False), ("0.50", 1, False), (None, None, False)],
)
def test_money_taken_back(plan: object, member: object, back: bool) -> None:
    assert looked_at(line(plan, member))[0].takes_back is back


def test_a_claims_only_line_is_its_first_whether_or_not_it_says_so() -> None:
    items = looked_at(
        line(claim_id="K1"),
        line(claim_id="K2"),
        line(claim_id="K2", line_id="2"),
        line(claim_id="K3", code="90837"),
        line(claim_id="K3", code="90792"),
        line(claim_id="K4", line_id=" 007 "),
        line(),
        line(claim_id="K4", file=1),
        line(claim_id="K5"),
        line(claim_id="K5"),
    )
    assert [item.line_no for item in items] == ["1", "", "2", "", "", "7", "", "1", "1", "1"]


def test_claim_numbers_are_compared_without_zeros_and_spaces() -> None:
    assert [item.number for item in looked_at(line(claim_id=" 00K 1"), line(claim_id="k1"), line())] == ["k1", "k1", ""]


def test_a_fill_is_what_a_pharmacy_or_the_line_itself_calls_so() -> None:
    items = looked_at(
        line(kind="pharmacy"), line(drug="sertraline", benefit=Benefit.PHARMACY), line(code="90837"), line(kind="pharmacy")
    )  # fmt: skip
    assert [item.fill for item in items] == [True, True, False, True]


def test_a_lines_format_is_its_files() -> None:
    items = looked_at(line(file=0), line(file=1), formats={1: "cigna"})
    assert [(item.format, item.numbering) for item in items] == [("claims", "claims"), ("cigna", "cigna")]
    assert [item.files for item in items] == [frozenset({0}), frozenset({1})]


def test_what_is_repeated_keeps_its_order() -> None:
    items = looked_at(*(line(plan) for plan in (1, 2, 1, 3, 2)))
    assert repeated(items, lambda item: item.paid) == [items[0], items[1], items[2], items[4]]
    assert repeated(items[:2], lambda item: item.paid) == []


def test_a_place_is_a_file_with_its_sheet_and_a_health_records_name_is_none() -> None:
    one = line()._replace(source=Source("a.xlsx", "2025", 7))
    assert place_name(one, "cigna") == "a.xlsx [2025]" and place_name(line(), "cigna") == "f0.csv"
    assert place_name(one, "fhir-eob") == "a.xlsx"
    assert 'file = "a.xlsx [2025]"' in leave_row_out(one, "cigna")
    assert 'file = "a.xlsx"' in leave_row_out(one, "fhir-eob")


@each_row(
    ("one", "other", "same"),
    [
        ("", "Dr. Ann Lee", None),
        ("MD LLC", "Dr. Ann Lee", None),  # titles and forms of business are nobody's name
        ("Ann Lee", "Lee, Ann M.", True),
        ("Lee, Ann M.", "Ann Lee", True),
        ("Ann Lee", "Anna Lee", True),  # cut short
        ("Annabel Lee", "Ann Lee", True),
        ("An Lee", "Anna Lee", False),  # too little of a name
        ("Wu Lee", "Lee Wu", True),
        ("Ann Lee", "Ann Roe", False),
        ("Ann Lee Counseling", "Ann Lee", True),
        ("Ann Lee Counseling", "Anna Lee", True),
    ],
)
def test_one_provider_in_two_spellings(one: str, other: str, same: bool | None) -> None:
    assert same_provider(one, other) is same is same_provider(other, one)
