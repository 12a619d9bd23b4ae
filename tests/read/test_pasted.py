"""A rules file into which everything was pasted that the program printed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.rules import Rules, leave_out, load_rules
from rows import each_row


def rules(folder: Path, text: str) -> Rules:
    path = folder / "claims.rules.toml"
    path.write_text(text, encoding="utf-8")
    return load_rules(path)


def refused(folder: Path, text: str) -> str:
    with pytest.raises(OffsetcaseError) as caught:
        rules(folder, text)
    (problem,) = caught.value.problems
    assert problem.code == "E-RULES"
    return f"{problem.text} {problem.where}"


def test_a_table_that_stands_twice_is_one(tmp_path: Path) -> None:
    found = rules(
        tmp_path,
        '[columns]\nplan_paid = "Trust Paid"\n\n[status]\n"Hm" = "paid"\n[columns]\nplan_paid = "Fund Paid"  # the fund\n'
        'ignore = ["A"]\n[[drop]]\nrows = [4]\n[columns]\nignore = [\n  "B",\n  "A",\n]\n[[drop]]\nrows = [9]\n[status]\n"Oh" = "denied"\n',
    )
    assert found.headings("plan_paid") == ("Trust Paid", "Fund Paid") and found.headings("ignore") == ("A", "B")
    assert found.status == {"Hm": "paid", "Oh": "denied"} and [one.rows for one in found.drop] == [{4}, {9}]


def test_a_line_pasted_below_its_like_is_one_more(tmp_path: Path) -> None:
    found = rules(tmp_path, '[columns]\nprovider = "Clinic"\nignore = ["A"]\nignore = ["B"]\nprovider = "Doctor"\n')
    assert found.headings("ignore") == ("A", "B") and found.headings("provider") == ("Clinic", "Doctor")


@each_row("above", ['[columns]\nplan_paid = "X"\n', "[[drop]]\nrows = [3]\n", '[people]\n"A" = "B"\n', ""])
def test_an_answer_for_the_whole_file_may_stand_anywhere(above: str, tmp_path: Path) -> None:
    found = rules(tmp_path, f'{above}not_covered = "in-both"\ndecimal = "comma"\n\ndate_order = "day-first"\n')
    assert (found.not_covered, found.decimal, found.date_order) == ("in-both", "comma", "day-first")


@each_row(
    ("text", "words"),
    [
        ('[status]\n"Hm" = "paid"\n[status]\n"Hm" = "denied"\n', "[status] stands in it twice"),
        ('[columns]\nplan_paid = "X"\n[columns]\nignore = ["x "]\n', "under plan_paid and under ignore"),
        ('decimal = "comma"\n[columns]\ndecimal = "point"\n', '"decimal" is not a field'),
        ('[[same]]\nfiles = ["a", "b"]\nanswer = "one"\nanswer = "two"\n', "a name stands twice"),
        ('[columns]\nplan_paid = "X\n[columns]\n', "quotation mark is missing"),
        ('[columns]\nplan_paid = ["X"\n[columns]\n', "list"),
    ],
)  # fmt: skip
def test_two_answers_to_one_question_are_refused(text: str, words: str, tmp_path: Path) -> None:
    assert words in refused(tmp_path, text)


@given(st.lists(st.sampled_from(['[columns]', '[[drop]]', 'rows = [1]', 'ignore = ["A"]', 'plan_paid = "B"', '"""', ']', '# x', '[people]', 'a.b = 1', '']), max_size=12))  # fmt: skip
def test_any_lines_end_in_rules_or_in_words(tmp_path_factory: pytest.TempPathFactory, lines: list[str]) -> None:
    try:
        rules(tmp_path_factory.getbasetemp(), "\n".join(lines))
    except OffsetcaseError as error:
        assert error.problems[0].code == "E-RULES"


def test_the_lines_that_leave_a_row_out_name_its_file(tmp_path: Path) -> None:
    (one,) = rules(tmp_path, leave_out('my "own".xlsx', 5, "2024") + "\n").drop
    assert one.file == 'my "own".xlsx [2024]' and one.rows == {5}
