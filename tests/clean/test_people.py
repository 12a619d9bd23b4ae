"""Whose claims these are: what tells two people apart, what makes them one, and what is said and asked of them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from clean_support import COVERS, Cleaned, clean, cleaned, codes, fates, line, told
from offsetcase.clean.people import choose_member, named, people
from offsetcase.model.lines import ClaimLine, Source
from offsetcase.model.problem import OffsetcaseError
from rows import each_row

OLD, YOUNG = dt.date(1980, 1, 2), dt.date(2010, 1, 2)
CASE_FILE = "the case file's member name"


def files(*rows: dict[str, Any]) -> list[ClaimLine]:
    """One row a file, of John Smith unless it says otherwise."""
    return [line(file=n, **{"person": "John Smith", **fields}) for n, fields in enumerate(rows)]


def names(*rows: dict[str, Any], formats: dict[int, str] | None = None) -> tuple[str, ...]:
    return people(files(*rows), formats).names


def refused(wanted: str, *of: str, source: str = "--member") -> str:
    """The words of the error, and what to do."""
    with pytest.raises(OffsetcaseError) as caught:
        choose_member(named(of), wanted, source)
    (problem,) = caught.value.problems
    return f"{problem.text}\n{problem.remedy}"


# ---- one person or two --------------------------------------------------------------------------------------------------


@each_row(
    ("one", "other"),
    [
        ({"born": OLD}, {"born": YOUNG}),
        ({"relation": "self"}, {"relation": "child"}),
        ({"subject": "P1"}, {"subject": "P2"}),
    ],
)
def test_a_bare_name_is_neither_of_two_that_something_tells_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    """Whatever the order of the files: the spelling that says most is looked at first."""
    for rows in (({}, one, other), (one, {}, other), (other, one, {})):
        assert len(names(*rows)) == 3


def test_a_longer_name_is_the_same_in_another_file_and_asked_about_in_one() -> None:
    assert names({"person": "Jane Doe"}, {"person": "Jane Zoe Doe"}) == ("Jane Zoe Doe",)  # under the fullest spelling
    assert len(named(["Jane Doe", "Jane Zoe Doe"]).names) == 2


def test_a_suffix_that_the_other_file_leaves_out_is_asked_about() -> None:
    with pytest.raises(OffsetcaseError, match="could be one person or two") as caught:
        choose_member(people(files({}, {"person": "John Smith Jr"})), "John Smith Jr", "--member")
    assert '"John Smith" = "John Smith Jr"' in str(caught.value)


def test_two_servers_number_one_person_differently_and_one_server_two() -> None:
    rows = ({"subject": "P1"}, {"subject": "P9"})
    assert names(*rows, formats={0: "one", 1: "other"}) == ("John Smith",)
    assert len(names(*rows, formats={0: "one", 1: "one"})) == 2


def test_a_reference_that_tells_nobody_apart_names_nobody() -> None:
    bare = {"person": "", "subject": "W1"}
    assert names(bare) == () and names({}, bare) == ("John Smith",)
    for more in ({"person": "John Smith"}, {"relation": "self"}, {"born": OLD}):
        assert len(names({**bare, **more})) == 1
    # Two tell two people apart, and one that stands beside a name is that person's, whom nothing needs saying of.
    assert names(bare, {**bare, "subject": "W2"}) == ("W1", "W2")
    assert codes(cleaned(*files({"subject": "W1"}, bare), alike=True)) == []


def test_a_label_says_all_that_tells_two_of_one_name_apart() -> None:
    """Each of the three stands once in a spelling of its own, behind one that says the other two."""
    whole: dict[str, Any] = {"relation": "self", "born": OLD, "subject": "P1"}
    for key, value in whole.items():
        others = {name: one for name, one in whole.items() if name != key}
        found = names(others, {key: value}, {"relation": "child", "born": YOUNG, "subject": "P2"})
        assert found == ("John Smith (child, born 2010-01-02, P2)", "John Smith (self, born 1980-01-02, P1)")


def test_beyond_a_household_only_equal_names_are_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offsetcase.clean.people.MOST_COMPARED", 3)
    three = ("Ann Lee", "Bo Ray", "Bo Q Ray")
    assert len(named(three).names) == 2 and len(named([*three, "Cy Roe"]).names) == 4
    # So with the references of two servers, however equal what stands beside them.
    rows = [{"person": name, "subject": ""} for name in ("Ann Lee", "Bo Ray", "Cy Roe", "Di Poe")]
    assert len(names(*rows, *rows, formats={n: f"format {n}" for n in range(8)})) == 4
    # What could be one person is asked of three; of four the chosen one is taken.
    asked = ("Ann Lee", "Bo Ray", "Bo")
    assert "could be one person or two" in refused("Bo Ray", *asked)
    assert choose_member(named([*asked, "Cy Roe"]), "Bo Ray", "--member") == "Bo Ray"


# ---- a name that somebody types ----------------------------------------------------------------------------------------


def test_more_of_a_name_than_the_file_gives_is_that_persons_before_anybodys_first_name() -> None:
    assert choose_member(named(["Jane Doe", "Mary"]), "Jane Mary Doe", "--member") == "Jane Doe"


def test_an_equal_name_goes_before_a_longer_one() -> None:
    found = people(files({"person": "Jane Doe", "born": OLD}, {"person": "Jane Ann Doe", "born": YOUNG}))
    assert choose_member(found, "DOE, JANE", "--member") == "Jane Doe"
    # Of two longer ones neither is meant more than the other.
    assert "fits more than one person" in refused("Jane Doe", "Jane A Doe", "Jane B Doe")


def test_another_spelling_is_offered_where_there_is_one_person_to_spell() -> None:
    assert '[people]\n"Jane Doe" = "Mary Roe"' in refused("Mary Roe", "Jane Doe")
    for wanted, words in (("Mary Roe", "is not in these files"), ("Doe", "fits more than one person")):
        text = refused(wanted, "Jane Doe", "John Doe")
        assert words in text and "[people]" not in text and '--member "Jane Doe"' in text


def test_twenty_people_are_listed_and_the_others_counted() -> None:
    crowd = [f"Ann{chr(97 + n)} Lee" for n in range(22)]
    assert refused("", *crowd[:20]).count('Lee"') == 21 and "more" not in refused("", *crowd[:20])
    text = refused("", *crowd)
    assert '"Annt Lee" and 2 more.' in text and '"Annu Lee"' not in text


def test_a_pair_that_could_be_one_is_printed_once() -> None:
    assert refused("", "Ada Example", "Ada").endswith('[people]\n"Ada Example" = "Ada"')


# ---- what is said ------------------------------------------------------------------------------------------------------


def test_a_file_that_holds_a_total_alone_is_no_file_of_nobodys() -> None:
    found = cleaned(line(person="Jane Doe"), line(file=1, person="", note="a total"))
    assert codes(found) == [] and fates(found) == ["open", "not-a-claim"]


def test_somebody_elses_file_is_said_with_its_claims_and_the_line_that_would_make_them_one() -> None:
    other = line(person="Bo Roe", file=1)
    found = cleaned(line(person="Jane Doe"), other, other._replace(note="a total"), member="Jane Doe")
    assert "its 1 row is not counted" in told(found, "W-OTHER-PERSON")
    assert found.warnings[0].remedy.endswith('[people]\n"Bo Roe" = "Jane Doe"')
    # Two people's file is not one person under two names.
    two = cleaned(line(person="Jane Doe"), other, other._replace(person="Cy Roe"), member="Jane Doe")
    assert "its 2 rows are not counted" in told(two, "W-OTHER-PERSON") and two.warnings[0].remedy == ""


def test_a_file_is_called_by_its_sheet_but_a_health_record_by_its_file() -> None:
    def said(form: str) -> str:
        row = line(person="")._replace(source=Source("a.xlsx", "2025", 2))
        found = clean([row], member="", member_from="", covers=COVERS, formats={0: form})
        return told(found, "W-NOBODY")

    assert "in a.xlsx [2025];" in said("cigna") and "in a.xlsx;" in said("fhir-eob")


@each_row(
    ("person", "wanted", "source", "said"),
    [
        ("Jane Doe", "", CASE_FILE, []),
        ("Jane Doe", "Jane Mary Doe", CASE_FILE, []),
        ("Jane Doe", "Jane", CASE_FILE, ["W-MEMBER-NAME"]),
        ("Jane Doe", "Jane", "--member", []),  # as a person types it
        ("Jane", "Jane Doe", "--member", ["W-MEMBER-NAME"]),
    ],
)
def test_a_case_files_name_that_isnt_whole_is_said(person: str, wanted: str, source: str, said: list[str]) -> None:
    found: Cleaned = clean([line(person=person)], member=wanted, member_from=source, covers=COVERS)
    assert codes(found) == said and found.member == person
