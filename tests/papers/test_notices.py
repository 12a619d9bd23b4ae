"""Fifty invented notices: nothing wrong is ever offered as certain, and most of what they say is found."""

from __future__ import annotations

from collections import Counter

import pytest

from offsetcase.papers.fields import Paper
from offsetcase.papers.read import read_paper
from papers.notices import certain, folded, notice
from papers.sheets import MARGIN, Sheets

# How much of what a notice says may be missed as certain, in per cent.
LEAST = 90
# Thirty in four layouts, twenty in two that were made after the labels and patterns were written.
SEEDS = (*range(30), *range(100, 120))


@pytest.fixture(scope="module")
def fifty() -> list[tuple[Paper, dict[str, str], str]]:
    made = [notice(seed) for seed in SEEDS]
    return [(read_paper(f"notice-{n}.pdf", data), truth, kind) for n, (data, truth, kind) in enumerate(made)]


def test_each_is_known_for_what_it_is(fifty: list[tuple[Paper, dict[str, str], str]]) -> None:
    assert [paper.kind for paper, _, _ in fifty] == [kind for _, _, kind in fifty]


def test_nothing_wrong_is_certain(fifty: list[tuple[Paper, dict[str, str], str]]) -> None:
    wrong = [
        (paper.file, name, value, truth.get(name))
        for paper, truth, _ in fifty
        for name, value in certain(paper).items()
        if not name.startswith("notice.") and folded(truth.get(name, "")) != folded(value)
    ]
    assert wrong == []


def test_nearly_all_is_found(fifty: list[tuple[Paper, dict[str, str], str]]) -> None:
    said, found = Counter[str](), Counter[str]()
    for paper, truth, _ in fifty:
        for name, value in truth.items():
            said[name] += 1
            found[name] += folded(certain(paper).get(name, "")) == folded(value)
    missed = {name: (found[name], count) for name, count in said.items() if found[name] * 100 < LEAST * count}
    assert missed == {}


def test_every_word_stands_on_its_page(fifty: list[tuple[Paper, dict[str, str], str]]) -> None:
    import io

    from pypdf import PdfReader

    for (paper, _, _), seed in zip(fifty, SEEDS, strict=True):
        pages = [folded(page.extract_text()) for page in PdfReader(io.BytesIO(notice(seed)[0])).pages]
        for field in paper.fields:
            assert 1 <= field.page <= paper.pages and field.words == " ".join(field.words.split())
            if not field.name.endswith(("date", "deadline")) and field.name != "hint.plan_type":
                both = "".join(pages[field.page - 1 : field.page + 1])
                assert folded(field.value) in both, (paper.file, field)


def letter(*lines: str) -> bytes:
    sheets = Sheets()
    sheets.title("Notice of Adverse Benefit Determination")
    sheets.para("We have declined to provide benefits. You have the right to appeal.")
    for line in lines:
        sheets.row([(MARGIN, line)])
    return sheets.data()


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Reference Number: A-1001", "Case Number: B-2002"), "denial.reference"),
        (("Claim Number: 100200", "Claim #: 100201"), "denial.claim_number"),
        (("Patient Name: Ada Example", "Member Name: Otto Example"), "member.name"),
        (("Date of Notice: 10/01/2026", "Notice Date: 10/03/2026"), "denial.notice_date"),
        (("Fax your appeal to 555-0101.", "Fax appeals to 555-0102."), "plan.fax"),
        (
            ("Send your appeal to Unit One, PO Box 1, Boise, ID 83702.", "Mail your appeal to Unit Two, PO Box 2, Macon, GA 31201."),
            "plan.address",
        ),
    ],
)  # fmt: skip
def test_two_candidates_make_none_certain(lines: tuple[str, ...], name: str) -> None:
    found = read_paper("notice.pdf", letter(*lines)).get(name)
    assert len(found) == 2 and not any(field.certain for field in found)


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (("Date: October 1, 2026",), "denial.notice_date"),
        (("Telephone: 555-0100   Fax: 555-0101",), "plan.fax"),
        (("Policy Number: 88-1234",), "member.member_id"),
        (("Harbor Mills Plan", "12 Main Street", "Boise, ID 83702"), "plan.address"),
        (("Authorization Number: 556677",), "denial.reference"),
    ],
)
def test_what_only_may_be_it_is_not_certain(lines: tuple[str, ...], name: str) -> None:
    found = read_paper("notice.pdf", letter(*lines)).get(name)
    assert found and not any(field.certain for field in found)


@pytest.mark.parametrize(
    "line",
    [
        "Date Received: 10/04/2026",
        "Received: October 4, 2026",
        "Date of Service: 09/02/2026",
        "Provider ID: 77123",
        "Check Number: 445566",
        "For an expedited appeal fax 555-0199.",
        "Provider appeals: fax 555-0198.",
        "If your request was denied because it is experimental, you may send more records.",
        "A service is experimental when the trials of it are not finished.",
    ],
)
def test_what_is_something_else_is_no_field(line: str) -> None:
    assert certain(read_paper("notice.pdf", letter(line))) == {}
    assert not [
        f for f in read_paper("notice.pdf", letter(line)).fields if f.name in ("denial.received_date", "plan.type")
    ]


def test_the_kind_of_plan_is_only_a_hint() -> None:
    paper = read_paper("notice.pdf", letter("This plan is self-funded by your employer.", "It is governed by ERISA."))
    assert {field.value for field in paper.get("hint.plan_type")} == {"erisa-self-funded", "erisa"}
    assert not any(field.certain for field in paper.get("hint.plan_type"))


def test_a_name_cut_by_its_box_is_not_certain() -> None:
    sheets = Sheets()
    sheets.title("Notice of Adverse Benefit Determination")
    sheets.row([(MARGIN, "Name of Plan: Evergreen Freight")], step=1.2)
    sheets.row([(MARGIN, "Employee Health Plan")])
    sheets.para("We have declined to provide benefits. You have the right to appeal.")
    paper = read_paper("notice.pdf", sheets.data())
    assert {field.value for field in paper.get("plan.name")} == {
        "Evergreen Freight",
        "Evergreen Freight Employee Health Plan",
    }
    assert "plan.name" not in certain(paper)


def test_what_was_reviewed_and_codes_are_listed() -> None:
    sheets = Sheets()
    sheets.title("Notice of Final Internal Adverse Benefit Determination")
    sheets.para("We have upheld our decision. Denial Codes: B7, 55")
    sheets.title("Documents we reviewed", 11)
    for item in ("• Your letter of appeal", "• Notes of Dr. Hofstetter, 09/02/2026", "• The plan document"):
        sheets.para(item)
    sheets.title("What you can do", 11)
    sheets.para("You may request an expedited external review.")
    paper = read_paper("final.pdf", sheets.data())
    assert paper.kind == "final notice"
    assert [field.value for field in paper.get("notice.reviewed")] == [
        "Your letter of appeal", "Notes of Dr. Hofstetter, 09/02/2026", "The plan document",
    ]  # fmt: skip
    assert [field.value for field in paper.get("notice.expedited")] == ["You may request an expedited external review."]


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("You may file a first-level appeal with us.", "first"),
        ("You have the right to request a second level appeal.", "second"),
        ("Level one appeals are described in your booklet.", None),
    ],
)
def test_the_level_is_taken_from_a_right_that_is_offered(sentence: str, level: str | None) -> None:
    assert certain(read_paper("notice.pdf", letter(sentence))).get("denial.level") == level


@pytest.mark.parametrize(
    ("sentence", "window"),
    [
        ("You may ask for a second-level appeal within 60 business days.", "60 business days"),
        ("You have 60 days to file a second level appeal.", "60 days"),
        ("You may request a second-level appeal within 45 days of receiving this letter.", "45 days"),
    ],
)
def test_the_time_for_a_second_appeal_is_the_next_time_after_an_answer_alone(sentence: str, window: str) -> None:
    answer = letter("We have decided to uphold the denial.", "We completed our review of your appeal.", sentence)
    paper = read_paper("answer.pdf", answer)
    assert paper.kind == "final notice"
    assert (certain(paper)["denial.window"], certain(paper)["denial.level"]) == (window, "second")
    assert "denial.window" not in certain(read_paper("notice.pdf", letter(sentence)))


def test_two_levels_named_are_none() -> None:
    both = letter("You may file a first-level appeal with us.", "Afterwards you may file a second-level appeal.")
    assert "denial.level" not in certain(read_paper("notice.pdf", both))


def test_a_last_day_in_words() -> None:
    paper = read_paper("notice.pdf", letter("You must file your appeal by April 3, 2027."))
    assert certain(paper)["denial.deadline"] == "2027-04-03"
