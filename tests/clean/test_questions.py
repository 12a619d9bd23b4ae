"""Lines of two files that may be one: the words of the question, and which answer is whose."""

from __future__ import annotations

from typing import Any

import pytest

from clean_support import cleaned, codes, counted, line, told
from offsetcase.clean.items import items_of
from offsetcase.clean.questions import Answers
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.lines import ClaimLine
from offsetcase.model.problem import OffsetcaseError, Problem
from offsetcase.read.rules import SameRule

VISIT: dict[str, Any] = {"code": "90837"}
PAIR = (line(), line(file=1, **VISIT))


def asked(*rows: ClaimLine) -> Problem:
    with pytest.raises(OffsetcaseError) as caught:
        cleaned(*rows)
    (problem,) = caught.value.problems
    return problem


def says(answer: str, *rows: int, files: tuple[str, str] = ("f0.csv", "f1.csv")) -> SameRule:
    return SameRule.model_validate({"files": files, "answer": answer, "rows": rows})


def test_the_question_says_what_is_equal_and_what_is_not() -> None:
    unnamed, differs = "isn't given in both", "the names of who gave it differ"
    nameless = [line(provider=""), line(file=1, provider="")]
    other = [line(**VISIT), line(file=1, provider="Dr. B", **VISIT)]
    for rows, words in ((PAIR, unnamed), (nameless, unnamed), (other, differs)):
        assert words in asked(*rows).text
    # One question holds both kinds of pairs: what they have in common is said.
    mixed = [one._replace(claim_id=f"{one.file_no}{n}") for n, pair in enumerate((PAIR, other)) for one in pair]
    later = [one._replace(service_date=one.service_date.replace(day=9)) for one in mixed[2:] if one.service_date]
    assert unnamed in asked(*mixed[:2], *later).text


def test_a_long_name_is_cut() -> None:
    text = asked(*(one._replace(provider="Dr. " + "A" * 80) for one in PAIR)).excerpt
    assert f"| Dr. {'A' * 56} |" in text
    # A share that nobody knows isn't shown.
    assert "member" not in asked(line(100, None), line(100, 20, file=1)).excerpt.splitlines()[0]


def test_an_answers_rows_go_with_its_files() -> None:
    back = ("f1.csv", "f0.csv")
    assert counted(cleaned(*PAIR, same=(says("one", 3, 2, files=back),))) == 100
    for other in (says("one", 2, 3, files=back), says("one", 3, 4, files=back), says("one", 4, 2, files=back)):
        with pytest.raises(OffsetcaseError):
            cleaned(*PAIR, same=(other,))


def test_an_answer_that_settles_nothing_is_called_by_its_place_in_the_file() -> None:
    rules = (says("one"), says("two", files=("f0.csv", "f7.csv")))
    found = cleaned(*PAIR, same=rules)
    assert codes(found) == ["W-RULE-UNUSED"] and "rule number 2 settles nothing" in told(found, "W-RULE-UNUSED")
    # However often the first is needed.
    assert codes(cleaned(*PAIR, *(one._replace(claim_id="", provider="Dr. C") for one in PAIR), same=rules[:1])) == []


def test_where_nobody_has_said_the_answer_is_empty() -> None:
    one, other = items_of([LedgerLine(row) for row in PAIR], {})
    answers = Answers()
    assert answers.of(one, other) == "" and answers.waiting == {one, other}
    assert Answers((says("two"),)).of(one, other) == "two"
