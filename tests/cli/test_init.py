"""``offsetcase init``: questions one at a time, answers kept, a case file that the build takes."""

from __future__ import annotations

import datetime as dt
import os
import re
import select
import signal
import subprocess
import sys
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from offsetcase.asking.answers import take, take_any
from offsetcase.case.edit import CaseSheet
from offsetcase.case.questions import Question, asked, questions, sheet, tables
from offsetcase.case.settings import DENIAL_REASONS, INDICATIONS, LETTERS, PLAN_TYPES, CaseFile, load_case
from offsetcase.model.problem import OffsetcaseError
from rows import each_row
from support import ROOT, SAMPLES, run, worked_example


def case_of(folder: Path) -> dict[str, Any]:
    return tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"), parse_float=Decimal)


SERTRALINE = ("sertraline", dt.date(2023, 11, 3), dt.date(2026, 10, 3))


def lines(**answers: str) -> str:
    """Lines to pipe in: an answer by the question's name, Enter for all others."""
    letters = {"1": "exception", "2": "appeal", "3": "external-review"}
    kind = letters.get(answers.get("letter_kind", ""), "exception")
    clinical = "prescriber_name" in answers and "prescriber_date" in answers
    indication = INDICATIONS[int(answers.get("treatment_indication") or 1) - 1]
    found = []
    for one in asked([SERTRALINE] if clinical else ()):
        if (one.letters and kind not in one.letters) or (one.indications and indication not in one.indications):
            continue
        if (one.clinical and not clinical) or (one.path == "prescriber.date" and "prescriber_name" not in answers):
            continue
        found.append(answers.get(one.path.replace(".", "_"), ""))
    return "\n".join(found) + "\n"


def test_it_asks_and_the_build_takes_what_it_wrote(tmp_path: Path) -> None:
    claims = worked_example(tmp_path)
    done = run(
        "init",
        "claims.csv",
        cwd=tmp_path,
        stdin=lines(treatment_indication="1", letter_kind="2", denial_notice_date="10/1/2026", treatment_price="$550"),
    )
    assert done.status == 0, done.err
    case = case_of(tmp_path)
    assert case["member"]["name"] == "Ada Example"  # told by the claims, taken with Enter
    assert case["letter"] == {"kind": "appeal", "signer": "Ada Example"}
    assert case["denial"]["notice_date"] == dt.date(2026, 10, 1)
    assert "October 1, 2026" in done.out
    assert case["treatment"] == {"indication": "depression", "price": "550"}
    assert "prescriber" not in case
    last = done.out.rstrip().splitlines()[-1].strip()
    assert last == "offsetcase build claims.csv"
    built = run(*last.split()[1:], "--format", "html", cwd=tmp_path, env={"SOURCE_DATE_EPOCH": "1795000000"})
    assert built.status == 0, built.err
    assert claims.is_file()


def test_each_answer_is_checked_at_once_and_asked_again(tmp_path: Path) -> None:
    done = run("init", cwd=tmp_path, stdin="Ada\nseven\n9\nptsd\nq\n")
    assert done.status == 0
    assert done.out.count("That doesn't fit: type a number from 1 to 5") == 2
    assert case_of(tmp_path) == {"member": {"name": "Ada"}, "treatment": {"indication": "ptsd"}}
    again = run("init", "--all", cwd=tmp_path, stdin="\n\n\n\nb\n-\nq\n")
    assert "[Ada]" in again.out and "[ptsd]" in again.out  # what stands is shown, and Enter keeps it
    assert case_of(tmp_path)["member"]["name"] == "Ada"


def test_it_goes_on_where_it_stopped_and_keeps_comments(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text(
        '# mine\n[plan]\nname = "P"  # my note\n\n# below\n[treatment.price]\ninfusion = "450.00"\n\n[member]\nname = "Ada"\n\n\n'
        '[treatment]\nindication = "pain"\n',
        encoding="utf-8",
    )
    done = run("init", cwd=tmp_path, stdin="3\n2\nq\n")
    assert done.status == 0, done.err
    text = (tmp_path / "case.toml").read_text(encoding="utf-8")
    assert "answers 4 of them already" in done.out
    for kept in ("# mine\n", 'name = "P"  # my note\n', "# below\n"):
        assert kept in text
    assert text.index("[plan]") < text.index("[member]") < text.index("[letter]")
    case = load_case(tmp_path / "case.toml")
    assert (case.letter.kind, case.plan.type, case.plan.name) == ("external-review", "erisa-insured", "P")


def test_input_that_ends_says_what_to_pass_instead(tmp_path: Path) -> None:
    done = run("init", cwd=tmp_path, stdin="Ada\n")
    assert done.status == 2
    assert '--answer treatment.indication="…"' in done.err and "(E-ANSWERS-END)" in done.err
    assert case_of(tmp_path) == {"member": {"name": "Ada"}}


def test_scripts_answer_by_options_all_or_none(tmp_path: Path) -> None:
    good = ["--answer", "member.name=Ada", "--answer", "treatment.price=550.00", "--answer", "plan.covers=medical"]
    bad = run("init", *good, "--answer", "member.nam=x", "--answer", "treatment.price=lots", cwd=tmp_path)
    assert bad.status == 2 and not (tmp_path / "case.toml").exists()
    assert 'did you mean "name"?' in bad.err and "dollar amount" in bad.err
    done = run("init", *good, cwd=tmp_path)
    assert done.status == 0, done.err
    assert case_of(tmp_path) == {
        "member": {"name": "Ada"},
        "treatment": {"price": "550.00"},
        "plan": {"covers": ["medical"]},
    }
    assert "offsetcase build YOUR-CLAIMS.csv --case case.toml" in done.out


def test_clinical_answers_need_the_prescriber_and_a_date(tmp_path: Path) -> None:
    share = ("--answer", "assumptions.shares.psychotherapy=25 %")
    done = run("init", *share, cwd=tmp_path)
    assert done.status == 2 and "only the prescriber can say this" in done.err
    who = ("--answer", "prescriber.name=Dr. B", "--answer", "prescriber.date=2026-11-06")
    assert run("init", *share, *who, cwd=tmp_path).status == 0
    case = load_case(tmp_path / "case.toml")
    given = case.assumptions.shares["psychotherapy"]
    assert (given.share, given.by, given.on) == (Decimal("0.25"), "Dr. B", dt.date(2026, 11, 6))
    asked = run("init", cwd=tmp_path, stdin="\n" * 24)
    assert "Which diagnosis code" in asked.out  # both are there now, so the clinical questions come


WHO = {"prescriber_name": "Dr. B", "prescriber_date": "2026-11-06"}


def test_the_prescribers_page_is_typed_in_its_own_order(tmp_path: Path) -> None:
    worked_example(tmp_path)
    given = lines(
        **WHO,
        treatment_indication="1",
        prescriber_trials_sertraline="200 mg, 12 weeks, no response",
        prescriber_esketamine="2",
        assumptions_maintenance_every_days="21 days",
    )
    done = run("init", "claims.csv", cwd=tmp_path, stdin=given)
    assert done.status == 0, done.err
    said = " ".join(done.out.split())
    assert "What came of sertraline" in said and "(November 3, 2023 to October 3, 2026)" in said and "{" not in said
    case = load_case(tmp_path / "case.toml")
    assert case.prescriber.trials == {"sertraline": "200 mg, 12 weeks, no response"}
    assert case.prescriber.esketamine == "not acceptable"
    every = case.assumptions.maintenance_every_days
    assert every is not None and (every.days, every.by, every.on) == (21, "Dr. B", dt.date(2026, 11, 6))
    # The page that the prescriber fills in asks the same things, in the same order.
    order = [one.path for one in asked([SERTRALINE])]
    page = [f"{one.path}.sertraline" if one.kind == "trial" else one.path for one in sheet("depression")]
    assert page == [path for path in order if path in page] and len(page) > 15


def test_what_concerns_another_condition_is_not_asked(tmp_path: Path) -> None:
    worked_example(tmp_path)
    for number, words, others in (
        ("4", "Why do the treatments that the plan covers not serve", ("esketamine", "TMS")),
        ("2", "Why not esketamine", ("instead, does the prescriber", "What came of sertraline")),
    ):
        done = run("init", "claims.csv", "--all", cwd=tmp_path, stdin=lines(**WHO, treatment_indication=number))
        said = " ".join(done.out.split())
        assert words in said and not [one for one in others if one in said and number == "4"], said
        assert "instead, does the prescriber find it acceptable" not in said


def test_options_take_what_came_of_a_medicine_and_the_interval(tmp_path: Path) -> None:
    trial = ("--answer", "prescriber.trials.sertraline=200 mg")
    every = ("--answer", "assumptions.maintenance_every_days=21")
    assert "only the prescriber can say this" in run("init", *trial, cwd=tmp_path).err
    assert "only the prescriber can say this" in run("init", *every, cwd=tmp_path).err
    who = ("--answer", "prescriber.name=Dr. B", "--answer", "prescriber.date=2026-11-06")
    assert run("init", *trial, *every, *who, cwd=tmp_path).status == 0
    case = load_case(tmp_path / "case.toml")
    assert case.prescriber.trials == {"sertraline": "200 mg"}
    assert case.assumptions.maintenance_every_days is not None
    assert case.assumptions.maintenance_every_days.by_prescriber


def test_where_to_reach_the_prescriber_needs_no_statement_of_theirs(tmp_path: Path) -> None:
    assert run("init", "--answer", "prescriber.phone=555-0100", cwd=tmp_path).status == 0
    bad = run("init", "--answer", "prescriber.npi=1234567890", cwd=tmp_path)
    assert bad.status == 2 and "last digit doesn't fit" in bad.err


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of Unix")
def test_ctrl_c_at_a_terminal_keeps_the_answers(tmp_path: Path) -> None:
    import pty

    # A test run in a shell's background has SIGINT ignored, and a process that it starts would, too.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "offsetcase", "init"],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        cwd=tmp_path,
        start_new_session=True,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)

    def until(words: str, pressed: signal.Signals | None = None) -> None:
        """Read on; where nothing comes for a second, press the keys again, as a person does.

        A signal between the prompt and the reading of the answer is kept until something is read.
        """
        seen = b""  # a letter of two bytes may come in two parts
        while words.encode() not in seen:  # where the process ends without them, the terminal closes, and reading fails
            if pressed is not None and not select.select([ours], [], [], 1)[0]:
                process.send_signal(pressed)
                continue
            seen += os.read(ours, 4096)

    until("Answer: ")
    os.write(ours, "Zoë\n".encode())
    until("Number: ")
    process.send_signal(signal.SIGINT)
    until("Run the same command to go on.", signal.SIGINT)
    assert process.wait() == 130
    os.close(ours)
    assert case_of(tmp_path)["member"]["name"] == "Zoë"


def test_a_broken_case_file_is_never_written_over(tmp_path: Path) -> None:
    (tmp_path / "case.toml").write_text('[member\nname = "Ada"\n', encoding="utf-8")
    done = run("init", cwd=tmp_path, stdin="Ada\n")
    assert done.status == 2 and "line 1" in done.err
    assert (tmp_path / "case.toml").read_text(encoding="utf-8") == '[member\nname = "Ada"\n'


def test_a_name_that_the_claims_do_not_hold_is_said_at_once(tmp_path: Path) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_bytes((SAMPLES / "conditional" / "claims.csv").read_bytes())
    done = run("init", "claims.csv", cwd=tmp_path, stdin="zzz\nb\nTheo Quintero\nq\n")
    said = " ".join(done.out.split())
    assert 'Look again: the name "zzz" (your answer) is not in these files. The files name: "Marisol Quintero"' in said
    assert done.out.count("1. Marisol Quintero") == 2 and done.out.count("Look again") == 1  # the choices come again
    assert case_of(tmp_path)["member"]["name"] == "Theo Quintero"
    given = run("init", "claims.csv", "--answer", "member.name=Zed", cwd=tmp_path)
    assert given.status == 0 and 'Look again: the name "Zed"' in given.out
    assert "Look again" not in run("init", "claims.csv", "--answer", "member.name=QUINTERO, THEO", cwd=tmp_path).out


def test_a_share_of_any_name_is_the_prescribers(tmp_path: Path) -> None:
    done = run("init", "--answer", "assumptions.shares.psychiatry_visit=50", cwd=tmp_path)
    assert done.status == 2 and "only the prescriber can say this" in done.err and "(E-ANSWER)" in done.err
    assert not (tmp_path / "case.toml").exists()


def test_claims_that_are_not_there(tmp_path: Path) -> None:
    done = run("init", "nowhere.csv", cwd=tmp_path, stdin="\n")
    assert done.status == 2 and "(E-FILE)" in done.err and not list(tmp_path.iterdir())


# Answers that have a form of their own.
FORM = {"treatment.npi": "1234567893", "prescriber.npi": "1234567893"}


def test_every_question_is_one_of_the_case_file(tmp_path: Path) -> None:
    words = {
        "text": "some words",
        "date": "2026-01-31",
        "money": "550",
        "share": "25",
        "days": "28",
        "trial": "200 mg, 12 weeks, no response",
    }
    choices = {"treatment.indication": INDICATIONS, "letter.kind": LETTERS, "plan.type": PLAN_TYPES}
    written = CaseSheet(tmp_path / "case.toml", tables())
    for one in asked([SERTRALINE]):
        for text in [value for value, _ in one.choices] or [FORM.get(one.path, words[one.kind])]:
            value = take(one, text)
        written.set(one.path, value, one.note)
        if one.path in choices:
            assert {value for value, _ in one.choices} == set(choices[one.path])
    (tmp_path / "case.toml").write_bytes(written.data())
    case = load_case(tmp_path / "case.toml")
    assert case.prescriber.why_not.text == "some words" and case.treatment.price == 550
    assert case.prescriber.trials == {"sertraline": "200 mg, 12 weeks, no response"}
    assert case.assumptions.maintenance_every_days is not None and case.assumptions.maintenance_every_days.days == 28
    assert case.assumptions.shares["psychotherapy"].share == Decimal("0.25")
    assert "\n\n\n" not in written.data().decode()


def test_a_comment_stays_above_its_own_table(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    written = '# head\n\n# of the member\n[member]\nname = "A"\n# of the name\n\n# of the plan\n# both lines\n[plan]\nname = "P"\n'
    path.write_text(written, encoding="utf-8")
    sheet = CaseSheet(path, tables())
    sheet.set("member.phone", "1", "a note")
    sheet.set("plan.fax", "2")
    assert sheet.data().decode() == written.replace(
        "# of the name\n", '# of the name\n# a note\nphone = "1"\n'
    ).replace('"P"\n', '"P"\nfax = "2"\n')
    fresh = CaseSheet(tmp_path / "new.toml", tables())
    for one in asked([SERTRALINE]):  # they go back and forth between the tables
        fresh.set(
            one.path,
            take(one, FORM.get(one.path, "1" if one.kind != "date" else "2026-01-31"))
            if not one.choices
            else one.choices[0][0],
        )
    lines_of = fresh.data().decode().splitlines()
    for name, words in tables().items():
        place = next((at for at, line in enumerate(lines_of) if line.startswith(f"[{name}")), None)
        assert place is None or lines_of[place - 1] == f"# {words}"


@pytest.mark.parametrize("path", sorted((SAMPLES).glob("*/case.toml")), ids=lambda path: path.parent.name)
def test_samples_keep_every_line_when_one_value_is_set(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / "case.toml"
    before = path.read_text(encoding="utf-8")
    copy.write_bytes(before.replace("\n", "\r\n").encode())
    sheet = CaseSheet(copy, tables())
    sheet.set("member.email", "a@example.org", "a note")
    sheet.set("member.name", "Somebody Else")
    sheet.set("comparator.price", None)
    after = sheet.data().decode()
    assert after.count("\r\n") == after.count("\n")
    # tomlkit takes away the blank between a date and the brace that ends its table; nothing else may change.
    kept = [line.replace(" }", "}") for line in before.splitlines() if not line.startswith("name = ")]
    now = [line.replace(" }", "}") for line in after.splitlines()]
    assert [line for line in kept if line not in now] == []
    copy.write_bytes(sheet.data())
    assert load_case(copy).member.email == "a@example.org" and load_case(copy).member.name == "Somebody Else"


def test_a_shape_that_cannot_be_changed_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "case.toml"
    path.write_text('member = { name = "Ada" }\nplan.name = "P"\n[prescriber]\nwhy_not = "words"\n', encoding="utf-8")
    sheet = CaseSheet(path, tables())
    for key, value in (("member.phone", "1"), ("plan.address", "a"), ("prescriber.why_not.text", "b")):
        try:
            sheet.set(key, value, "note")
        except OffsetcaseError as error:
            assert "can't be changed here" in str(error)
    path.write_bytes(sheet.data())
    assert load_case(path).plan.name == "P"


@each_row(
    ("path", "text", "words"),
    [
        ("treatment.price", "-5", "can't be below zero"),
        ("member.date_of_birth", "31.12.1980", "year-month-day"),
        ("member.date_of_birth", "13/41/1980", "year-month-day"),
        ("assumptions.shares.psychotherapy", "150", "between 0 and 100"),
        ("letter.kind", "apeal", "it should be one of"),
        ("plan.covers", "medicl", 'did you mean "medical"?'),
        ("member.nam", "Ada", 'the case file knows no member.nam. did you mean "name"?'),
        ("name", "Ada", "like member.name"),
        ("protocol", "x", "a name has its table before it"),
    ],
)
def test_words_for_what_does_not_fit(path: str, text: str, words: str) -> None:
    known: dict[str, Question] = {one.path: one for one in questions()}
    with pytest.raises(ValueError, match=re.escape(words)):
        take(known[path], text) if path in known else take_any(path, text)


def test_denial_kinds_are_known() -> None:
    assert take_any("denial.kinds", ", ".join(DENIAL_REASONS[:2])) == list(DENIAL_REASONS[:2])
    assert CaseFile() == load_case(None) and ROOT.is_dir()


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("treatment.npi=12345", "ten digits"),
        ("member.date_of_birth=2090-01-01", "this day is still to come"),
        ("denial.notice_date=2090-01-01", "this day is still to come"),
        ("treatment.protocol=ptsd", 'did you mean "ptsd-iv"?'),
    ],
)
def test_an_answer_that_can_not_be_is_refused_at_once(tmp_path: Path, answer: str, words: str) -> None:
    done = run("init", "--answer", answer, cwd=tmp_path)
    assert done.status == 2 and words in done.err, done.err
    assert not (tmp_path / "case.toml").exists()
    right = {"npi": "1234567893", "date_of_birth": "1985-03-12", "notice_date": "2026-10-01", "protocol": "ptsd-iv"}
    name = answer.partition("=")[0]
    assert run("init", "--answer", f"{name}={right[name.partition('.')[2]]}", cwd=tmp_path).status == 0


def test_it_asks_who_the_unread_providers_are_and_writes_each_answer_as_a_rule(tmp_path: Path) -> None:
    rows = ["Date,Provider,Description,Plan Paid"]
    for year, month in ((2025, month) for month in range(1, 13)):
        rows += [f"{year}-{month:02d}-05,Ann Halvorsen,Visit,98.40", f"{year}-{month:02d}-28,B Ortiz,Visit,10"]
    (tmp_path / "claims.csv").write_text(
        "\n".join([*rows, "2025-12-31,CVS,REXULTI 2MG TAB,900"]) + "\n", encoding="utf-8"
    )
    done = run("init", "claims.csv", cwd=tmp_path, stdin=lines() + "1\n4\n")
    assert done.status == 0, done.err
    assert "Is Ann Halvorsen your therapist? 12 visits, $1,180.80." in done.out and "Is CVS" not in done.out
    rules = tomllib.loads((tmp_path / "claims.rules.toml").read_text(encoding="utf-8"))["category"]
    assert [(one["provider_contains"], one["category"]) for one in rules] == [
        ("Ann Halvorsen", "psychotherapy"),
        ("B Ortiz", "other"),
    ]
    checked = run("check", "claims.csv", "--json", cwd=tmp_path).json
    assert checked["unclassified"] == [] and checked["categories"]["psychotherapy"]["rows"] == 12
    again = run("init", "claims.csv", cwd=tmp_path, stdin=lines())
    assert "Who is who" not in again.out
