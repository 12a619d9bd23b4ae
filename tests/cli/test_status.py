"""``status``: from the case file alone, where things stand and what to do today; and ``deadlines`` from the same file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from rows import each_row
from support import SAMPLES, run

CASE = """[member]
name = "Marisol Quintero"
[plan]
type = "erisa-self-funded"
[denial]
notice_date = "October 1, 2026"
reason = "Experimental."
"""


def told(tmp_path: Path, more: str, day: str, case: str = CASE) -> tuple[Any, str]:
    """What it says as data and in words."""
    path = tmp_path / "case.toml"
    path.write_text(case + more, encoding="utf-8")
    done = run("status", path, "--date", day, "--json")
    assert done.status == 0, done.err
    words = run("status", tmp_path, "--date", day)
    assert words.status == 0, words.err
    return json.loads(done.out), " ".join(words.out.split())


def days(data: Any) -> dict[str, str | None]:
    return {one["step"]: one["day"] for one in data["steps"]}


def test_not_sent(tmp_path: Path) -> None:
    data, words = told(tmp_path, "", "11/18/2026")
    assert data["stage"] == "not-sent" and days(data)["file"] == "2027-03-30"
    assert "not recorded as sent" in words and "Send the appeal" in words and "on = 2026-11-18" in words
    assert "March 30, 2027 (in 132 days): Appeal: last day" in words


@each_row(
    ("more", "day", "said"),
    [
        ("", "2027-03-30", "Send the appeal, keep proof"),
        ("", "2027-03-31", "The last day, March 30, 2027, is past"),
        (
            'window = "60 days"\n',
            "2026-12-01",
            "The day to keep to, November 30, 2026, is past; the last day by the rule is March",
        ),
        ("deadline = 2027-06-30\n", "2027-05-01", "Send the appeal, keep proof"),
    ],
)
def test_the_last_day_and_after(more: str, day: str, said: str, tmp_path: Path) -> None:
    assert said in told(tmp_path, more, day)[1]


SENT = '[sent]\non = "12/1/2026"\nby = "fax"\n'
ARRIVED = f'{SENT}confirmation = "F-1"\narrived = 2026-12-02\n'


@each_row(
    ("more", "day", "stage", "said"),
    [
        (SENT, "12/3/2026", "sent", "Write the number of the fax sheet"),
        (SENT, "12/8/2026", "sent", "Call the plan: has the appeal arrived"),
        (ARRIVED, "12/8/2026", "arrived", "Nothing to do before December 31, 2026: the plan’s answer is due"),
        (ARRIVED, "1/1/2027", "arrived", "The answer was due on December 31, 2026. Call, ask"),
        (f"{ARRIVED}answer_due = 2026-12-20\n", "12/21/2026", "arrived", "The answer was due on December 20, 2026"),
        (f'{ARRIVED}answers = [{{ on = 2026-12-20, says = "approved" }}]\n', "1/1/2027", "approved", "Ask for the approval in writing"),
        (f'{ARRIVED}answers = [{{ on = 2026-12-20, says = "denied" }}]\n', "1/1/2027", "denied", "whether this is its final decision"),
        (f'{ARRIVED}answers = [{{ on = 2026-12-20, says = "partly" }}]\n', "1/1/2027", "partly", "what is approved and what is not"),
        (f'{ARRIVED}answers = [{{ on = 2026-12-20, says = "more-information", reply_by = 2027-01-20 }}]\n', "1/1/2027", "more-information", "January 20, 2027 (in 19 days)"),
    ],
)  # fmt: skip
def test_after_it_went(more: str, day: str, stage: str, said: str, tmp_path: Path) -> None:
    data, words = told(tmp_path, more, day)
    assert data["stage"] == stage and said in words and data["to_do"]


def test_a_no_opens_what_comes_next(tmp_path: Path) -> None:
    answers = 'answers = [{ on = 2026-12-10, says = "more-information" }, { on = 2026-12-20, says = "denied" }]\n'
    data, _ = told(tmp_path, ARRIVED + answers, "2027-01-01")
    assert days(data) == {"outside-last": "2027-04-20"}
    # The same no to a request before any denial opens the appeal.
    plain = '[plan]\ntype = "erisa-self-funded"\n'
    data, words = told(
        tmp_path, '[sent]\non = 2026-12-01\nanswers = [{ on = 2026-12-20, says = "denied" }]\n', "2027-01-01", plain
    )
    assert days(data) == {"appeal": "2027-06-18"} and "build the appeal" in words


def test_what_is_not_known_says_whom_to_ask(tmp_path: Path) -> None:
    data, words = told(tmp_path, SENT, "2026-12-20", '[denial]\nreason = "No."\n')
    assert days(data)["due"] is None and "By which date is a decision due?" in words
    data, words = told(tmp_path, "", "2026-12-20", '[denial]\nreason = "No."\n')
    assert days(data)["file"] is None and "call the number on the card and ask" in words
    assert told(tmp_path, "", "2026-12-20", "")[0]["letter"] == "exception"


def test_days_that_cannot_be_are_pointed_out(tmp_path: Path) -> None:
    data, words = told(
        tmp_path, "[sent]\non = 2026-12-01\narrived = 2026-11-28\ncalls = [{ on = 2027-12-04 }]\n", "2026-12-05"
    )
    assert len(data["check"]) == 2 and "a day still to come" in words and "before December 1, 2026" in words
    assert "has no day on which the letter went" in told(tmp_path, '[sent]\nby = "fax"\n', "2026-12-05")[1]


@each_row(
    ("text", "words"),
    [
        ('[sent]\nby = "pigeon"\n', "should be one of"),
        ('[sent]\nanswers = [{ on = 2026-12-01, says = "maybe" }]\n', "should be one of"),
        ('[sent]\nanswers = [{ says = "denied" }]\n', "it is missing"),
        ('[sent]\nbye = "fax"\n', 'did you mean "by"'),
    ],
)
def test_a_table_that_does_not_fit_is_said_in_words(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(text, encoding="utf-8")
    done = run("status", tmp_path)
    assert done.status == 2 and words in done.err and "Traceback" not in done.err


def test_no_case_file_and_no_date(tmp_path: Path) -> None:
    assert "E-FILE" in run("status", tmp_path).err
    assert "is not a date" in run("status", tmp_path, "--date", "soon").err


def test_deadlines_reads_the_case_file_and_options_stand_above_it(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text(CASE + 'window = "60 days"\n', encoding="utf-8")
    data = run("deadlines", path, "--date", "2026-11-18", "--json").json
    assert (data["last_day"], data["safe_day"]) == ("2027-03-30", "2026-11-30")
    assert (
        "By the notice’s own words, 60 days, it is Monday, November 30, 2026: the earlier day counts." in data["steps"]
    )
    data = run("deadlines", tmp_path, "--date", "2026-11-18", "--notice-date", "10/5/2026", "--json").json
    assert (data["last_day"], data["safe_day"]) == ("2027-04-03", "2027-04-03")
    data = run("deadlines", path, "--plan-type", "part-d", "--date", "2026-11-18", "--json").json
    assert data["plan_type"] == "part-d" and data["last_day"] == "2026-12-05"
    path.write_text(CASE + "deadline = 2027-01-31\n", encoding="utf-8")
    done = run("deadlines", path, "--date", "2026-11-18")
    assert "Last day as the notice prints it: January 31, 2027" in done.out
    done = run("deadlines", path, "--date", "2026-09-18")
    assert done.status == 2 and "[denial] notice_date: October 1, 2026 lies after" in done.err


def test_an_example_keeps_the_course_and_nobodys_words(tmp_path: Path) -> None:
    for name in ("claims.csv", "case.toml"):
        (tmp_path / name).write_bytes((SAMPLES / "conditional" / name).read_bytes())
    sent = (
        '\n[sent]\non = 2026-11-05\nby = "fax"\nconfirmation = "FX 8812"\narrived = 2026-11-06\n'
        'calls = [{ on = 2026-11-12, name = "Petronella Ash", reference = "C-5150", said = "Petronella Ash has it" }]\n'
        'answers = [{ on = 2026-11-15, says = "denied", reference = "D-4711" }]\n'
    )
    with (tmp_path / "case.toml").open("a", encoding="utf-8") as file:
        file.write(sent)
    done = run("redact", tmp_path / "claims.csv", "-o", tmp_path / "example")
    assert done.status == 0, done.err
    text = (tmp_path / "example" / "case.toml").read_text(encoding="utf-8")
    for word in ("FX 8812", "Petronella", "C-5150", "D-4711", "2026-11-05"):
        assert word not in text
    table = tomllib.loads(text)["sent"]
    assert table["by"] == "fax" and table["answers"][0]["says"] == "denied"
    assert (table["arrived"] - table["on"]).days == 1 and (table["answers"][0]["on"] - table["on"]).days == 10
    assert run("status", tmp_path / "example", "--date", "2027-01-01").status == 0
