"""The notice's own words for its time: figures, words, business days; and whose time it is that runs."""

from __future__ import annotations

import datetime as dt

from offsetcase.argument.course import course, letter_deadline
from offsetcase.argument.deadlines import deadline
from offsetcase.case.settings import CaseFile
from offsetcase.model.spans import spans
from rows import each_row

NOTICE, ON = dt.date(2026, 10, 1), dt.date(2026, 10, 20)


@each_row(
    ("words", "amount", "unit"),
    [
        ("180 days", 180, "days"),
        ("one hundred eighty (180) days", 180, "days"),
        ("one hundred and eighty days", 180, "days"),
        ("One-hundred-eighty (180) calendar days", 180, "days"),
        ("180 (one hundred eighty) days", 180, "days"),
        ("six months", 6, "months"),
        ("four (4) months", 4, "months"),
        ("two weeks", 14, "days"),
        ("one year", 12, "months"),
        ("65-day", 65, "days"),
    ],
)
def test_a_span_in_words(words: str, amount: int, unit: str) -> None:
    (one,) = spans(words)
    assert (one.amount, one.unit, one.business) == (amount, unit, False)


@each_row("words", ["soon", "1,180 days", "999 days", "a day's notice", "$60 days"])
def test_what_is_no_span(words: str) -> None:
    assert not spans(words)


def test_business_days_are_said_and_never_counted_in_silence() -> None:
    (one,) = spans("sixty (60) business days")
    assert one.business
    found = deadline("erisa-self-funded", NOTICE, on=ON, window="60 business days")
    (said,) = [step for step in found.steps if "business days" in step]
    # Columbus, Veterans and Thanksgiving lie between: December 30.
    assert "December 30, 2026" in said and "counted in calendar days, it is Monday, November 30, 2026" in said
    assert found.safe == dt.date(2026, 11, 30)


def test_words_that_disagree_give_the_earlier_day_and_say_so() -> None:
    found = deadline("erisa-self-funded", NOTICE, on=ON, window="sixty (90) days")
    assert found.safe == dt.date(2026, 11, 30) and any("more than one way" in step for step in found.steps)


def test_words_that_cannot_be_counted_are_said() -> None:
    found = deadline("erisa-self-funded", NOTICE, on=ON, window="a reasonable time")
    assert any("“a reasonable time”, name no time" in step for step in found.steps) and found.last


def case(**denial: object) -> CaseFile:
    return CaseFile.model_validate({"plan": {"type": "erisa-self-funded"}, "denial": {"notice_date": NOTICE, **denial}})


def test_the_appeals_window_is_none_for_outside_review() -> None:
    """From [denial] alone: the first notice's 30 days are the plan's appeal's, and the rule's four months count."""
    found = letter_deadline(case(window="30 days"), "external-review", ON)
    assert found and found.last == dt.date(2027, 2, 1) and not any("30 days" in step for step in found.steps)
    appeal = letter_deadline(case(window="30 days"), "appeal", ON)
    assert appeal and appeal.safe == dt.date(2026, 10, 31)


def test_a_final_notices_own_window_for_outside_review_counts() -> None:
    found = letter_deadline(case(window="180 days", external_window="sixty days"), "external-review", ON)
    assert found and found.safe == dt.date(2026, 11, 30)


def test_a_printed_day_of_either_step_is_no_last_day_of_outside_review() -> None:
    """It is kept to while it lies ahead, and refuses nothing once it is gone."""
    ahead = letter_deadline(case(deadline=dt.date(2026, 12, 1)), "external-review", ON)
    assert ahead and ahead.safe == dt.date(2026, 12, 1) and ahead.last == dt.date(2027, 2, 1)
    gone = letter_deadline(case(deadline=dt.date(2026, 12, 1)), "external-review", dt.date(2026, 12, 15))
    assert gone and gone.safe == dt.date(2027, 2, 1) and not gone.late


def answered(reply: dict[str, object], answers: list[dict[str, object]]) -> CaseFile:
    sent = {"on": dt.date(2026, 10, 10), "answers": answers}
    return CaseFile.model_validate(
        {"plan": {"type": "erisa-self-funded"}, "denial": {"notice_date": NOTICE}, "reply": reply, "sent": sent}
    )


NO = dt.date(2026, 11, 2)


@each_row(
    ("reply", "answers"),
    [
        ({"notice_date": NO}, []),
        ({}, [{"on": NO, "says": "denied"}]),
        ({"notice_date": NO}, [{"on": NO, "says": "denied"}]),
    ],
)
def test_a_no_counts_alike_wherever_it_is_written(reply: dict[str, object], answers: list[dict[str, object]]) -> None:
    """[reply] and [sent] are one record: the next letter's last day and the course of the one that was sent."""
    case = answered(reply, answers)
    found = letter_deadline(case, "external-review", dt.date(2026, 11, 10))
    assert found and found.last == dt.date(2027, 3, 2)
    went = course(case, "appeal", dt.date(2026, 11, 10))
    assert went.stage == "denied" and went.answer and went.answer.on == NO
    assert [step.day for step in went.steps] == [found.safe]


def test_the_answer_that_is_the_notice_itself_is_no_reply() -> None:
    found = letter_deadline(answered({}, [{"on": NOTICE, "says": "denied"}]), "appeal", ON)
    assert found and found.last == dt.date(2027, 3, 30)
