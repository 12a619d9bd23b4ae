"""One answer put into the rules file: what a person wrote there stays, and the file stays one that the program takes."""

from __future__ import annotations

import tomllib

from offsetcase.asking.rules import choices, merged
from offsetcase.model.problem import Problem
from rows import each_row

OWN = '# mine\ndate_order = "day-first"\n\n[columns]\nplan_paid = "Paid"  # the second one\n\n[[drop]]\nrows = [3]\n'


@each_row(
    ("lines", "path", "value"),
    [
        ('date_order = "month-first"', ("date_order",), "month-first"),
        ('decimal = "comma"', ("decimal",), "comma"),
        ('[columns]\nplan_paid = "Other"', ("columns", "plan_paid"), ["Paid", "Other"]),
        ('[columns]\nmember_paid = "Me"', ("columns", "member_paid"), "Me"),
        ('[columns]\nignore = ["A", "B"]', ("columns", "ignore"), ["A", "B"]),
        ('[status]\n"Mystery word" = "paid"', ("status", "Mystery word"), "paid"),
        ('[people]\n"A \\"B\\" C" = "D"', ("people", 'A "B" C'), "D"),
        ('[[drop]]\nrows = [5, 6]\nreason = "x"', ("drop", 1, "rows"), [5, 6]),
        ('[sign]\nplan_paid = "negated"', ("sign", "plan_paid"), "negated"),
    ],
)
def test_a_rule_goes_in_and_the_rest_stays(lines: str, path: tuple[object, ...], value: object) -> None:
    for before in ("", OWN, OWN.removesuffix("\n")):
        text = merged(before, lines)
        assert text is not None
        found = tomllib.loads(text)
        for part in path:
            found = found[0 if part == 1 and not before else part]  # type: ignore[index]
        if value == ["Paid", "Other"] and not before:
            assert found == "Other"
        else:
            assert found == value
        if before:
            assert "# mine" in text and tomllib.loads(text)["drop"][0] == {"rows": [3]}
        assert tomllib.loads(merged(text, lines) or "").keys() == tomllib.loads(text).keys()


@each_row(
    "lines",
    ["[nonsense]\na = 1", "not toml", '[columns]\nno_such_field = "A"', 'date_order = "sideways"', "[[drop]]\n"],
)
def test_what_the_program_would_not_take_is_refused(lines: str) -> None:
    assert merged(OWN, lines) is None


def test_a_file_that_is_broken_already_is_not_touched() -> None:
    assert merged("[columns", '[columns]\nplan_paid = "A"') is None


def test_a_remedy_without_lines_offers_nothing_and_an_open_heading_one_choice_a_column() -> None:
    assert choices(Problem("E-DATE", "x", "correct the cell.")) == ()
    open_one = Problem("E-NO-PLAN-PAID", "x", 'say so in claims.rules.toml:\n[columns]\nplan_paid = "…"')
    assert choices(open_one) == ()
    assert [one.values for one in choices(open_one, ["A", 'B "b"'])] == [("plan_paid", "A"), ("plan_paid", 'B "b"')]
