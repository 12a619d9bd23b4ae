"""What comes after the letter: the calendar file read back by another reader, and the page beside the phone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from offsetcase.argument.course import course
from offsetcase.argument.plan_rules import plan_types
from offsetcase.case.sent import Answer, Call, Sent
from offsetcase.case.settings import CaseFile
from offsetcase.render.calendar import calendar_ics
from offsetcase.render.phone import phone_html
from rows import each_row
from support import argued, words_of

pytestmark = pytest.mark.in_child

TODAY = dt.date(2026, 11, 23)
NOTICE = dt.date(2026, 10, 1)


def case(plan: str | None = "erisa-self-funded", sent: Sent | None = None, **denial: Any) -> CaseFile:
    return CaseFile.model_validate(
        {
            "member": {"name": "Marisol Quintero", "member_id": "QZW 402"},
            "plan": {"type": plan, "fax": "555-0190"},
            "denial": {
                "notice_date": NOTICE,
                "reference": "AP-2026",
                "reason": "Experimental for depression.",
                **denial,
            },
            "treatment": {"indication": "depression"},
            "sent": sent,
        }
    )


def events(of: CaseFile, kind: str = "appeal") -> dict[str, Any]:
    """The events by their step's name, as the reader sees them."""
    data = calendar_ics(of, course(of, kind, TODAY), TODAY)
    read = Calendar.from_ical(data)
    assert not read.errors
    found = {}
    for event in read.walk("VEVENT"):
        assert not event.errors and event["DTEND"].dt - event["DTSTART"].dt == dt.timedelta(days=1)
        assert type(event["DTSTART"].dt) is dt.date
        found[str(event["UID"]).rsplit("-", 1)[0]] = event
    return found


def day(event: Any) -> dt.date:
    found: dt.date = event["DTSTART"].dt
    return found


def test_the_days_of_an_appeal_that_is_not_sent() -> None:
    found = events(case())
    assert {name: day(event).isoformat() for name, event in found.items()} == {
        "file": "2027-03-30",
        "file-14": "2027-03-16",
        "file-7": "2027-03-23",
        "file-1": "2027-03-29",
        "call": "2026-11-30",
        "due": "2026-12-23",
        "outside": "2026-12-23",
    }
    alarms = [alarm["TRIGGER"].dt for alarm in found["file"].walk("VALARM")]
    assert alarms == [dt.timedelta(days=-n) for n in (14, 7, 1)]
    assert found["due"]["STATUS"] == "TENTATIVE" and found["file"]["STATUS"] == "CONFIRMED"
    assert "4 months of receipt of the final denial" in found["outside"]["DESCRIPTION"]


@each_row("kind", ["appeal", "exception", "external-review", "plan-sponsor"])
@each_row("plan", [*plan_types(), None])
def test_no_calendar_tells_of_the_person_or_the_illness(plan: str | None, kind: str) -> None:
    of = case(plan)
    data = calendar_ics(of, course(of, kind, TODAY), TODAY)
    assert events(of, kind)
    unfolded = data.replace(b"\r\n ", b"").decode("utf-8").lower()
    for word in ("depress", "ketamine", "infusion", "psych", "marisol", "quintero", "qzw", "ap-2026", "{", "none"):
        assert word not in unfolded
    for line in data.split(b"\r\n"):
        assert len(line) <= 75 and b"\n" not in line
        line.decode("utf-8")
    assert data.endswith(b"END:VCALENDAR\r\n")


@each_row(
    ("denial", "expected"),
    [
        ({"deadline": dt.date(2027, 1, 31)}, dt.date(2027, 1, 31)),
        # The notice grants more than the rule: the rule's day is the earlier.
        ({"deadline": dt.date(2027, 6, 30)}, dt.date(2027, 3, 30)),
        ({"window": "60 days"}, dt.date(2026, 11, 30)),
        ({"window": "within 6 months of this letter"}, dt.date(2027, 3, 30)),
        ({"window": "as long as it takes"}, dt.date(2027, 3, 30)),
        ({"window": "0 days"}, dt.date(2027, 3, 30)),
    ],
)
def test_the_earlier_day_counts(denial: dict[str, Any], expected: dt.date) -> None:
    assert day(events(case(**denial))["file"]) == expected


def test_an_unknown_plan_has_the_notices_own_words_or_nobodys() -> None:
    assert day(events(case(None, window="180 days"))["file"]) == dt.date(2027, 3, 30)
    found = course(case(None), "appeal", TODAY)
    unknown = {step.key: step for step in found.steps if step.day is None}
    assert set(unknown) == {"file", "due"} and "By which date must you have my appeal?" in unknown["file"].text
    assert set(events(case(None))) == {"call"}


def test_the_same_case_gives_the_same_bytes_and_moved_days_the_same_names() -> None:
    one, two = case(), case(sent=Sent(on=dt.date(2026, 12, 1), by="fax"))
    make = [calendar_ics(of, course(of, "appeal", TODAY), TODAY) for of in (one, one)]
    assert make[0] == make[1]
    before, after = events(one), events(two)
    assert before["call"]["UID"] == after["call"]["UID"] and day(after["call"]) == dt.date(2026, 12, 8)
    assert day(after["due"]) == dt.date(2026, 12, 31) and "file" not in after
    other = one.model_copy(update={"member": one.member.model_copy(update={"name": "Jo Roe"})})
    assert events(other)["call"]["UID"] != before["call"]["UID"]


def test_what_the_plan_named_counts_where_it_is_earlier() -> None:
    sent = dt.date(2026, 12, 1)
    assert day(events(case(sent=Sent(on=sent, answer_due=dt.date(2026, 12, 20))))["due"]) == dt.date(2026, 12, 20)
    assert day(events(case(sent=Sent(on=sent, answer_due=dt.date(2027, 2, 20))))["due"]) == dt.date(2026, 12, 31)
    assert day(events(case(level="second", sent=Sent(on=sent)))["due"]) == dt.date(2026, 12, 16)


def test_a_no_opens_the_window_of_outside_review() -> None:
    sent = Sent(on=dt.date(2026, 12, 1), answers=(Answer(on=dt.date(2026, 12, 30), says="denied"),))
    found = events(case(sent=sent))
    assert set(found) == {"outside-last"} and day(found["outside-last"]) == dt.date(2027, 4, 30)
    assert len(found["outside-last"].walk("VALARM")) == 3


def test_a_record_of_the_letter_before_the_denial_is_not_this_letters() -> None:
    found = course(case(sent=Sent(on=dt.date(2026, 8, 1))), "appeal", TODAY)
    assert found.stage == "not-sent" and "before the denial of October 1, 2026" in found.words[0]


def test_words_with_marks_of_the_format_survive() -> None:
    of = case()
    found = course(of, "appeal", TODAY)
    event = events(of)["call"]
    step = next(one for one in found.steps if one.key == "call")
    assert str(event["DESCRIPTION"]) == step.text and "," in step.text


def test_the_page_beside_the_phone() -> None:
    call = Call(on=dt.date(2026, 12, 9), name="Ms. Ito", reference="C-77", said="Has arrived.")
    of = case(sent=Sent(on=dt.date(2026, 12, 1), by="fax", confirmation="F-1", calls=(call,)))
    text = words_of(phone_html(of, course(of, "appeal", TODAY), ["Help at 555-0142"], None, "letter", TODAY))
    for words in (
        "QZW 402",
        "555-0190",
        "F-1",
        "Ms. Ito",
        "C-77",
        "December 8, 2026",
        "December 31, 2026",
        "Help at 555-0142",
    ):
        assert words in text
    assert "I sent an appeal, reference AP-2026 on December 1, 2026" in text and "depress" not in text
    bare = CaseFile()
    text = words_of(phone_html(bare, course(bare, "exception", TODAY), [], None, "a4", TODAY))
    assert "I sent a request" in text and "None" not in text and "if it is sent on November 23, 2026" in text


def test_a_packets_files_hold_both(tmp_path: Path) -> None:
    from offsetcase.render.packet import _what_comes

    argument = argued("conditional", date=TODAY, draws=0)
    found = _what_comes(argument, None, "letter")
    assert set(found) == {"phone.pdf", "calendar.ics"} and found["phone.pdf"].startswith(b"%PDF")
    from io import BytesIO

    from pypdf import PdfReader

    assert len(PdfReader(BytesIO(found["phone.pdf"])).pages) == 1
    (tmp_path / "phone.pdf").write_bytes(found["phone.pdf"])


@each_row(
    ("kind", "call", "due"),
    [
        ("appeal", "Call the plan: has the appeal arrived?", "The plan’s answer is due"),
        ("plan-sponsor", "Call the benefits office: has the request arrived?", "The employer’s answer is due"),
        ("external-review", "Call the office that took it:", "The outside reviewer’s answer is due"),
    ],
)
def test_the_calendar_says_who_is_called(kind: str, call: str, due: str) -> None:
    titles = " ".join(step.title for step in course(case(), kind, TODAY).steps)
    assert call in titles and due in titles


def test_somebodys_own_template_of_the_page_brings_nothing_from_outside(tmp_path: Path) -> None:
    from offsetcase.model.places import templates_root
    from offsetcase.model.problem import OffsetcaseError

    text = (templates_root() / "packet" / "phone.html.j2").read_text(encoding="utf-8")
    (tmp_path / "packet").mkdir()
    own = tmp_path / "packet" / "phone.html.j2"
    own.write_text(
        text.replace('<h1 class="doctitle">{{ say("title") }}', '<h1 class="doctitle">By the phone'), encoding="utf-8"
    )
    of = case()
    assert "By the phone" in phone_html(of, course(of, "appeal", TODAY), [], tmp_path, "letter", TODAY)
    own.write_text(text.replace("</main>", '<img src="https://example.org/a.png"></main>'), encoding="utf-8")
    with pytest.raises(OffsetcaseError):
        phone_html(of, course(of, "appeal", TODAY), [], tmp_path, "letter", TODAY)
