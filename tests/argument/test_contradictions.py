"""Contradictions between the case file and the claims: found with both sources, and never where the claims can't know."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from offsetcase.argument import contradictions as module
from offsetcase.argument.contradictions import contradictions, rules
from offsetcase.argument.record import Record, Sessions
from offsetcase.case.settings import CaseFile
from offsetcase.model.shape import DataError
from rows import each_row
from support import own_data

DAY = dt.date(2024, 10, 1)


def sessions(days: int, first: dt.date = DAY, last: dt.date = dt.date(2024, 11, 20)) -> Sessions:
    return Sessions(days, first, last)


CLAIMS = Record(
    tried={"sertraline": "SSRI"},
    filled=frozenset({"sertraline", "bupropion"}),
    sessions={name: sessions(4) for name in ("tms", "ect", "esketamine", "ketamine", "inpatient_psychiatric")},
    denied=frozenset({"esketamine"}),
    claims_from=dt.date(2023, 11, 1),
    claims_to=dt.date(2026, 10, 31),
)


def why_not(**texts: str) -> CaseFile:
    return CaseFile.model_validate({"prescriber": {"why_not": texts}})


def member(text: str) -> CaseFile:
    """A case whose member says this in their own words, whether or not this version's case file has the field."""
    return SimpleNamespace(member=SimpleNamespace(statement=text))  # type: ignore[return-value]


def ids(case: CaseFile, record: Record = CLAIMS) -> list[str]:
    return [one.id for one in contradictions(case, record)]


FOUND = [
    (why_not(tms="full course in autumn 2024, without lasting response"), ["tms-course"]),
    (why_not(tms="a full course in autumn 2024 did not help"), ["tms-course"]),
    (why_not(tms="full course in autumn 2024; no lasting response"), ["tms-course"]),
    (why_not(tms="completed a full course of TMS in 2024"), ["tms-course"]),
    (why_not(text="She completed a course of rTMS. It brought little"), ["tms-course"]),
    (why_not(tms="the entire course was given, then a relapse"), ["tms-course"]),
    (why_not(tms="never tried"), ["none-tried-tms"]),
    (why_not(tms="Not tried."), ["none-tried-tms"]),
    (why_not(ect="not yet tried; memory matters at work"), ["none-tried-ect"]),
    (why_not(ect="a complete course of ECT in 2024"), ["ect-course"]),
    (why_not(ect="ECT has never been tried"), ["none-tried-ect"]),
    (why_not(text="TMS: never tried; ECT: never tried"), ["none-tried-tms", "none-tried-ect"]),
    (why_not(ect="Patient hasn’t tried ECT"), ["none-tried-ect"]),
    (why_not(tms="Full course in 2024. Relapsed"), ["tms-course"]),
    (why_not(esketamine="never requested"), ["never-requested-esketamine"]),
    (why_not(esketamine="Spravato was not requested"), ["never-requested-esketamine"]),
    (why_not(esketamine="was never used"), ["none-tried-esketamine"]),
    (why_not(text="None of it helped. Spravato was never tried"), ["none-tried-esketamine"]),
    (member("My depression is treatment-resistant."), ["treatment-resistant"]),
    (member("I have TRD"), ["treatment-resistant"]),
    (member("I have never tried any antidepressant"), ["none-tried-antidepressants"]),
    (member("No antidepressant was ever tried. I am tired"), ["none-tried-antidepressants"]),
    (member("I have never had ketamine"), ["none-tried-ketamine"]),
    (member("I was never hospitalized"), ["never-hospitalized"]),
    (member("I have never been hospitalized for depression; I want it to stay so"), ["never-hospitalized"]),
]


@each_row(("case", "expected"), FOUND)
def test_words_that_the_claims_exclude_are_found(case: CaseFile, expected: list[str]) -> None:
    assert ids(case) == expected


HARMLESS = [
    why_not(tms="a full course could not be finished: seizure risk"),
    why_not(tms="would need a full course of TMS, thirty-six visits"),
    why_not(tms="never completed a full course of TMS"),
    why_not(tms="the full course was interrupted by a seizure"),
    why_not(tms="wasn’t able to complete the whole course"),
    why_not(tms="no response to be expected from a full course"),
    why_not(tms="insurance approved only half of the course"),
    why_not(text="TMS requires a complete course of daily visits that she can’t make"),
    why_not(tms="full course of accelerated TMS (SAINT) in 2024"),
    why_not(tms="full course, paid out of pocket"),
    why_not(tms="never tried for longer than a week"),
    why_not(tms="not tried again since 2024"),
    why_not(tms="seizure disorder"),
    why_not(ect="not tried again"),
    why_not(ect="declined a full course of ECT"),
    why_not(esketamine="not tolerated: blood pressure"),
    why_not(esketamine="requested and denied in March"),
    why_not(esketamine="never helped"),
    why_not(tms="a full course is six weeks of daily visits, which the job doesn’t allow"),
    why_not(tms="a full course was approved but stopped after four sessions"),
    why_not(tms="She started the full course and stopped after four sessions"),
    why_not(tms="full course in 2019 under a former plan"),
    why_not(tms="full course in 2015; four more sessions in 2024"),
    why_not(tms="needs daily visits for six weeks; she lives two hours away"),
    why_not(tms="never"),
    why_not(ect="four treatments; whole course impossible"),
    why_not(ect="never again after memory loss"),
    why_not(esketamine="not requested again after the denial"),
    why_not(text="TMS not tried? It was, four times in 2024"),
    member("I have never used ketamine outside a clinic"),
    member("I was not hospitalized this time"),
    member("I have never been hospitalized before this year"),
    member("I have never had TMS that worked"),
    member("There is no antidepressant"),
    member("I never tried antidepressants before 2023"),
    member("I have never taken antidepressants without side effects"),
    member("No antidepressant has helped"),
    member("I never had an antidepressant that worked"),
    member("No antidepressants are left to try"),
    member("I have never had ketamine-like side effects"),
    member("I have not tried any other antidepressant since"),
    member("I was never hospitalized for anything but this"),
    member("I don't know if this is treatment-resistant"),
    member("I was nearly hospitalized"),
    member(""),
    CaseFile(),
]


@each_row("case", HARMLESS)
def test_what_the_claims_do_not_exclude_raises_nothing(case: CaseFile) -> None:
    assert ids(case) == []


@each_row("case", [case for case, _ in FOUND])
def test_claims_that_show_nothing_contradict_nothing(case: CaseFile) -> None:
    plenty = Record(tried={"sertraline": "SSRI", "bupropion": "NDRI"})
    assert ids(case, plenty) == []


def test_both_sources_are_named() -> None:
    [one] = contradictions(why_not(tms="Full course in autumn 2024; no response"), CLAIMS)
    assert one.field == "prescriber.why_not.tms" and one.said == "Full course in autumn 2024"
    assert one.words == (
        "case.toml says under prescriber.why_not.tms: “Full course in autumn 2024”, and the claims show 4 days of TMS, "
        "from October 1, 2024 to November 20, 2024."
    )
    assert "who paid" in one.next
    [single] = contradictions(why_not(tms="never tried"), replace(CLAIMS, sessions={"tms": sessions(1, DAY, DAY)}))
    assert "1 paid day of TMS" in single.shown


@each_row(
    ("days", "first", "last", "found"),
    [
        (29, DAY, dt.date(2024, 11, 20), True),
        (30, DAY, dt.date(2024, 11, 20), False),
        (36, DAY, dt.date(2024, 11, 20), False),
        (4, dt.date(2023, 11, 6), dt.date(2023, 11, 20), False),  # it may have begun before the files do
        (4, dt.date(2026, 10, 1), dt.date(2026, 10, 20), False),  # it may still be running
    ],
)
def test_a_course_is_short_only_where_the_files_show_all_of_it(
    days: int, first: dt.date, last: dt.date, found: bool
) -> None:
    record = replace(CLAIMS, sessions={"tms": Sessions(days, first, last)})
    assert ids(why_not(tms="full course"), record) == (["tms-course"] if found else [])


@pytest.mark.parametrize("lacking", ["claims_from", "claims_to"])
def test_without_the_files_span_no_course_is_called_short(lacking: str) -> None:
    assert ids(why_not(tms="full course"), replace(CLAIMS, **{lacking: None})) == []  # type: ignore[arg-type]


def test_the_prescribers_dated_diagnosis_settles_treatment_resistance() -> None:
    case = member("It is treatment-resistant")
    for key in ("diagnosis", "severity"):
        assert ids(case, replace(CLAIMS, statements={key: "treatment-resistant depression, MADRS 34"})) == []
    assert ids(case, replace(CLAIMS, statements={"diagnosis": "major depression"})) == ["treatment-resistant"]
    [one] = contradictions(case, CLAIMS)
    assert "1 antidepressant filled for 42 days or more (sertraline)" in one.shown
    [none] = contradictions(case, replace(CLAIMS, tried={}))
    assert "no antidepressants filled" in none.shown


def test_each_rule_is_found_by_a_case_above() -> None:
    assert {rule.id for rule in rules()} == {id for _, expected in FOUND for id in expected}


RULES = (Path(module.__file__).parents[1] / "data" / "contradictions.toml").read_text(encoding="utf-8")


@each_row(
    ("before", "after", "words"),
    [
        ('topic = "a full course of TMS"', 'tpoic = "a full course of TMS"', 'line 15: "tpoic" is not .* mean "topic"'),
        ('check = "fewer-days"', 'check = "fewer-nights"', "tms-course: the check isn't one of fewer-days, "),
        ("least = 30\n", "", "tms-course: .* asks for least besides"),
        ('alone = ["prescriber.why_not.tms"]', 'alone = ["prescriber.why_not.tsm"]', "tms-course: .*tsm is alone"),
        ("says = '(?:full|complete|entire|whole|standard)", "says = '(?:full", 'line 18: "says" should be a pattern'),
        ('"prescriber.severity", ', '"prescriber.severty", ', "tms-course: the case file has no text at .*severty"),
        ('"prescriber.severity", ', '"prescriber.trials", ', "tms-course: the case file has no text at .*trials"),
        (
            "show {days} ",
            "show {dyas} ",
            "shows can.t be filled in ..dyas..; its check fewer-days says day_word, days, ",
        ),
        (
            "show {days} {day_word} of TMS, from {first} to {last}",
            "show {days",
            "tms-course: shows can.t be filled in ",
        ),
        ("show {days} ", "show {} ", "tms-course: shows can.t be filled in "),
    ],
)
def test_a_broken_rule_is_refused_by_name(
    before: str, after: str, words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert before in RULES
    own_data(monkeypatch, tmp_path, "contradictions.toml", RULES.replace(before, after, 1))
    with pytest.raises(DataError, match=words):
        module.rules.__wrapped__()
