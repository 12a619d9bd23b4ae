"""Twenty invented booklets: whole sentences with their printed pages, and nothing wrong offered as certain."""

from __future__ import annotations

from collections import Counter

import pytest

from offsetcase.papers.fields import Paper
from offsetcase.papers.read import read_paper
from papers.booklets import booklet
from papers.notices import folded
from papers.sheets import Sheets

LEAST = 90


Made = tuple[Paper, dict[str, str], dict[str, list[str]]]


@pytest.fixture(scope="module")
def twenty() -> list[Made]:
    made = [booklet(seed) for seed in (*range(10), *range(200, 210))]
    return [(read_paper(f"booklet-{n}.pdf", data), truth, lists) for n, (data, truth, lists) in enumerate(made)]


def test_each_is_a_booklet(twenty: list[Made]) -> None:
    assert {paper.kind for paper, _, _ in twenty} == {"plan booklet"}


def test_nothing_wrong_is_certain(twenty: list[Made]) -> None:
    wrong = [
        (paper.file, field.name, field.value, truth.get(field.name))
        for paper, truth, _ in twenty
        for field in paper.fields
        if field.certain and folded(truth.get(field.name, "")) != folded(field.value)
    ]
    assert wrong == []


def test_nearly_all_is_found(twenty: list[Made]) -> None:
    said, found = Counter[str](), Counter[str]()
    for paper, truth, lists in twenty:
        for name, value in truth.items():
            said[name] += 1
            found[name] += any(f.certain and folded(f.value) == folded(value) for f in paper.get(name))
        for name, sentences in lists.items():
            listed = {folded(field.value) for field in paper.get(f"booklet.{name}")}
            said[name] += len(sentences)
            found[name] += sum(folded(one) in listed for one in sentences)
    assert {name: (found[name], count) for name, count in said.items() if found[name] * 100 < LEAST * count} == {}


def test_against_stands_first(twenty: list[Made]) -> None:
    for paper, _, _ in twenty:
        names = [field.name for field in paper.fields if field.name.startswith("booklet.")]
        assert names == sorted(names, key=["booklet.against", "booklet.for", "booklet.procedure"].index)


def test_no_filler_is_listed(twenty: list[Made]) -> None:
    for paper, _, lists in twenty:
        true = {folded(one) for sentences in lists.values() for one in sentences}
        assert [f.value for f in paper.fields if f.name.startswith("booklet.") and folded(f.value) not in true] == []


def test_a_sentence_over_two_pages_is_whole_and_stands_on_its_first() -> None:
    s = Sheets()
    s.title("Summary Plan Description", 16)
    s.new_page()
    s.title("Definitions")
    s.foot = "Page #"
    s.y = 100
    s.para("Experimental or Investigational means a treatment that is")
    s.new_page()
    s.para("not generally accepted as effective for the condition.")
    s.para("This booklet tells of eligibility, subrogation and coordination of benefits.")
    (found,) = read_paper("b.pdf", s.data()).get("plan.definition")
    assert (
        found.value
        == "Experimental or Investigational means a treatment that is not generally accepted as effective for the condition."
    )
    assert found.page == 2 and found.certain


def test_a_definition_with_a_list_is_whole() -> None:
    s = Sheets()
    s.title("Certificate of Coverage", 16)
    s.para("This booklet tells of eligibility, subrogation and coordination of benefits.")
    s.title("Definitions", 13)
    s.para("Experimental means a drug or treatment that:")
    s.para("(a) cannot be lawfully marketed without approval;")
    s.para("(b) is the subject of an unfinished trial; or")
    s.para("(c) is not shown to work by reliable evidence.")
    s.para("Hospital means a place that is licensed as one.")
    (found,) = read_paper("b.pdf", s.data()).get("plan.definition")
    assert found.value == (
        "Experimental means a drug or treatment that: (a) cannot be lawfully marketed without approval; (b) is the subject of "
        "an unfinished trial; or (c) is not shown to work by reliable evidence."
    )


def test_a_word_parted_at_the_end_of_a_line() -> None:
    s = Sheets()
    s.title("Summary Plan Description", 16)
    s.para(
        "This booklet tells of eligibility, subrogation and coordination of benefits. Anything investigational is named."
    )
    s.title("Definitions", 13)
    s.block(["Experimental means a treatment that is still investi-", "gational in a non-", "profit trial."])
    (found,) = read_paper("b.pdf", s.data()).get("plan.definition")
    assert found.value == "Experimental means a treatment that is still investigational in a non-profit trial."


def test_a_summary_of_benefits_is_known_and_names_nothing() -> None:
    s = Sheets()
    s.title("Summary of Benefits and Coverage: What this Plan Covers & What You Pay For Covered Services")
    s.para("Important Questions  Answers  Why This Matters")
    s.para(
        "What is the overall deductible? $500. See the Common Medical Events chart. Experimental treatment is not covered."
    )
    paper = read_paper("sbc.pdf", s.data())
    assert paper.kind == "summary of benefits" and paper.fields == () and "whole plan document" in paper.notes[0]
