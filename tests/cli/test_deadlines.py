"""``deadlines`` as a command, and deadlines in letters."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from offsetcase.argument.argue import argue
from offsetcase.argument.plan_rules import plan_types
from offsetcase.case.request import Request
from offsetcase.pipeline import build_case
from offsetcase.render.html import keep_html
from rows import each_row
from support import SAMPLES, letter_words, page, run, words_of

CLAIMS = SAMPLES / "conditional" / "claims.csv"


@each_row("plan_type", [*plan_types(), ""])
def test_every_kind_of_plan(plan_type: str) -> None:
    options = ("--plan-type", plan_type) if plan_type else ()
    done = run("deadlines", *options, "--notice-date", "2026-10-01", "--date", "2026-11-23")
    assert done.status == 0, done.err
    assert "The date printed on the notice and the plan document govern" in done.out and "not legal advice" in done.out
    for word in ("violates", "penalty", "lawsuit", "attorney"):
        assert word not in done.out
    if not plan_type:
        assert "See your notice" in done.out and "medicare-advantage" in done.out


def test_the_arithmetic_as_data() -> None:
    data = run(
        "deadlines", "--plan-type", "part-d", "--notice-date", "2026-10-01", "--date", "2026-10-05", "--json"
    ).json
    assert data["last_day"] == "2026-12-05" and data["safe_day"] == "2026-11-23" and data["days_past"] == 0


@each_row(
    ("options", "words"),
    [
        (("--plan-type", "erisa"), 'did you mean "erisa-'),
        (("--notice-date", "31.10.2026"), "the month comes first"),
        (("--notice-date", "2026-12-01", "--date", "2026-11-23"), "lies after"),
        (("--notice-date", "2026-10-05", "--received-date", "2026-10-01", "--date", "2026-11-23"), "lies before"),
    ],
)
def test_dates_that_cannot_be(options: tuple[str, ...], words: str) -> None:
    done = run("deadlines", *options)
    assert done.status == 2 and words in done.err


def letter(tmp_path: Path, plan_type: str, notice: str, more: str = "") -> tuple[int, str, str]:
    case = tmp_path / "case.toml"
    kind = f'type = "{plan_type}"\n' if plan_type else ""
    case.write_text(
        f'[member]\nname = "Marisol Quintero"\n[plan]\n{kind}[treatment]\nprice = 550\n[denial]\nnotice_date = {notice}\nreason = "Experimental."\nlevel = "first"\n{more}'
    )
    done = run("build", CLAIMS, "--case", case, "--date", "2026-11-23", *page(tmp_path), "--force")
    return done.status, letter_words(tmp_path / "l.html") if done.status == 0 else "", done.err


def test_an_unknown_kind_of_plan_prints_no_date_of_its_own(tmp_path: Path) -> None:
    status, text, _ = letter(tmp_path, "", "2026-10-01")
    assert status == 0 and "time to file" not in text and "CFR" not in text


def test_a_late_letter_asks_for_good_cause_where_a_rule_allows_it(tmp_path: Path) -> None:
    status, text, _ = letter(tmp_path, "medicare-advantage", "2026-01-05", 'late_reason = "I was in hospital."\n')
    assert status == 0 and "Late filing." in text and "good cause (see 42 CFR 422.582(c)): I was in hospital." in text
    assert "time to file: to" not in text


def test_a_late_letter_is_refused_where_none_does(tmp_path: Path) -> None:
    status, _, err = letter(tmp_path, "erisa-self-funded", "2026-01-05")
    assert status == 2 and "E-LATE" in err and "deadline = " in err and "July 4, 2026" in err
    status, text, _ = letter(tmp_path, "erisa-self-funded", "2026-01-05", "deadline = 2026-12-31\n")
    assert status == 0 and "January 5, 2026" in text
    status, _, err = letter(tmp_path, "erisa-self-funded", "2026-01-05", "deadline = 2026-10-31\n")
    assert status == 2 and "The notice prints Saturday, October 31, 2026" in err


def test_the_page_that_stays_shows_the_arithmetic() -> None:
    argument = argue(build_case(Request((CLAIMS,), date=dt.date(2026, 11, 23))))
    text = words_of(keep_html(argument, (), None))
    assert "180 days from October 1, 2026: Tuesday, March 30, 2027" in text and "the plan document govern" in text
    assert "federal external review" in text
