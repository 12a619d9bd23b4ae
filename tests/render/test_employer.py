"""The page beside the letter to an employer: their size, their cost, where it stops, and nothing of the person."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

from offsetcase.argument.argue import Argument, argue
from offsetcase.case.request import Request
from offsetcase.pipeline import build_case
from offsetcase.render.employer import employer_html, per_member
from rows import each_row
from support import SAMPLES, words_of

CLAIMS = SAMPLES / "conditional" / "claims.csv"


def sponsor(tmp_path: Path, members: str) -> Argument:
    text = (CLAIMS.parent / "case.toml").read_text(encoding="utf-8")
    case = tmp_path / "case.toml"
    case.write_text(text.replace("[plan]\n", f"[plan]\n{members}"), encoding="utf-8")
    return argue(
        build_case(Request((CLAIMS,), case_path=case, letter="plan-sponsor", date=dt.date(2026, 11, 23), draws=0))
    )


@each_row(
    ("amount", "members", "expected"),
    [
        ("24000", 1000, "1.00"),
        ("24001", 1000, "1.01"),
        ("0.01", 10_000_000, "0.01"),
        ("0", 5, "0.00"),
        ("3650", 1, "152.09"),
    ],
)
def test_a_cost_per_member_is_rounded_up(amount: str, members: int, expected: str) -> None:
    assert per_member(Decimal(amount), members, 24) == Decimal(expected)


def test_the_page_divides_the_letters_own_figures(tmp_path: Path) -> None:
    argument = sponsor(tmp_path, "members = 1200\n")
    text = words_of(employer_html(argument))
    assert "a plan of 1,200 members" in text and "It ends after the first stage unless" in text
    for id in ("stage.1.cost", "average.treatment", "stage.4.cost"):
        amount = argument.book[id].value
        assert f"${amount:,.2f}" in text
        assert f"${per_member(Decimal(amount), 1200, 24):,.2f}" in text


def test_nothing_of_the_person_or_the_illness(tmp_path: Path) -> None:
    argument = sponsor(tmp_path, "members = 1200\n")
    text = words_of(employer_html(argument)).lower()
    case = argument.result.case
    for word in (
        case.member.name,
        case.member.member_id,
        case.denial.reference,
        case.treatment.clinic,
        case.treatment.provider,
    ):
        assert word and word.lower() not in text
    assert not re.search(r"ketamine|infusion|depress|psych|drug|medication", text)


def test_without_a_head_count_it_says_how_to_divide(tmp_path: Path) -> None:
    text = words_of(employer_html(sponsor(tmp_path, "")))
    assert "divide by the number of covered members, then by 24" in text and "Per member per month</th>" not in text
