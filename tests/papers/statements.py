"""Invented statements in ten layouts, each with the rows that it truly holds."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from papers.sheets import MARGIN, Sheets

# Each layout's columns: heading lines, right edge in points, and the field; the first ones are words at their left edge.
LAYOUTS: dict[str, tuple[str, list[tuple[list[str], int, str]]]] = {
    "uhc": ("Explanation of Benefits", [
        (["Date of", "Service"], 60, "day"), (["Type of", "Service"], 120, "what"), (["Amount", "Billed"], 270, "billed"), (["Plan", "Discounts"], 325, "discount"),
        (["Your Plan", "Paid"], 380, "plan_paid"), (["Deductible"], 435, ""), (["Copay"], 475, ""), (["Coinsurance"], 530, ""), (["Amount", "You Owe"], 570, "member_paid")]),
    "aetna": ("Explanation of Benefits", [
        (["Date of service"], 60, "day"), (["Service type"], 130, "what"), (["Amount", "billed"], 260, "billed"), (["Member", "rate"], 310, "allowed"), (["Not payable", "by plan"], 370, ""),
        (["Applied to", "deductible"], 425, ""), (["Your", "copay"], 460, ""), (["Plan’s", "share"], 510, "plan_paid"), (["Your", "share"], 560, "member_paid")]),
    "cigna": ("Explanation of Benefits", [
        (["Service date"], 60, "day"), (["Type of service"], 130, "what"), (["Amount", "billed"], 270, "billed"), (["Discount"], 325, "discount"), (["Amount not", "covered"], 385, ""),
        (["Copay/", "Deductible"], 440, ""), (["What your", "plan paid"], 500, "plan_paid"), (["What I", "owe"], 555, "member_paid")]),
    "blue": ("Explanation of Health Care Benefits", [
        (["Service Date"], 60, "day"), (["Service Description"], 130, "what"), (["Amount", "Charged"], 290, "billed"), (["Network", "Savings"], 345, "discount"), (["Deductible"], 400, ""),
        (["Copayment"], 455, ""), (["Plan", "Paid"], 505, "plan_paid"), (["Your", "Responsibility"], 570, "member_paid")]),
    "dmba": ("Claim", [
        (["Service Date"], 60, "day"), (["Services Provided"], 140, "what"), (["Provider Billed"], 330, "billed"), (["DMBA Paid"], 410, "plan_paid"), (["Your Responsibility"], 520, "member_paid")]),
    "regence-pharmacy": ("Prescription claims", [
        (["Date of fill"], 60, "day"), (["Medication name"], 130, "what"), (["Amount billed"], 320, "billed"), (["Your discounted rate"], 410, "allowed"), (["Amount we paid"], 490, "plan_paid"), (["Amount you owe"], 565, "member_paid")]),
    "kaiser": ("Claims", [
        (["Date of service"], 60, "day"), (["Service"], 140, "what"), (["Total charged"], 330, "billed"), (["Plan rate"], 390, "allowed"), (["Paid by Kaiser"], 470, "plan_paid"), (["Your share"], 540, "member_paid")]),
    "carepartners": ("Explanation of Benefits", [
        (["Date of Service"], 60, "day"), (["Service/Procedure"], 145, "what"), (["Total", "Cost"], 290, "allowed"), (["Not", "Covered"], 335, ""), (["Deductible"], 390, ""), (["Copay/", "Coinsurance"], 450, ""),
        (["Plan’s", "Share"], 500, "plan_paid"), (["Total Your", "Share"], 560, "member_paid")]),
    "medicare-advantage": ("Explanation of Benefits: your monthly report", [
        (["Date of service"], 60, "day"), (["Service"], 140, "what"), (["Amount", "providers have", "billed the plan"], 340, "billed"), (["Total cost", "(amount the plan", "has approved)"], 430, "allowed"),
        (["Plan’s share"], 500, "plan_paid"), (["Your share"], 560, "member_paid")]),
    "plan-pays": ("Benefit statement", [
        (["Service", "Dates"], 60, "day"), (["Description of", "Service"], 130, "what"), (["CPT"], 240, "code"), (["Charges"], 320, "billed"), (["Eligible"], 380, "allowed"), (["Ineligible"], 440, ""), (["Plan Pays"], 500, "plan_paid"), (["You Pay"], 555, "member_paid")]),
}  # fmt: skip


class Row(NamedTuple):
    claim: str
    person: str
    day: dt.date
    what: str
    billed: Decimal
    allowed: Decimal
    plan_paid: Decimal
    member_paid: Decimal


def rows_of(seed: int, claims: int, people: Sequence[str], lines: int = 3) -> list[Row]:
    r = random.Random(seed)
    found = []
    for number in range(claims):
        person = people[number % len(people)]
        for _ in range(r.randint(1, lines)):
            allowed = Decimal(r.randint(4000, 260000)) / 100
            member = min(Decimal(r.choice([0, 2500, 1999])) / 100, allowed)
            billed = allowed + Decimal(r.randint(0, 9000)) / 100
            day = dt.date(2025, 1, 1) + dt.timedelta(days=r.randint(0, 600))
            found.append(
                Row(
                    f"E{seed}{number:03d}7",
                    person,
                    day,
                    r.choice(["Psychotherapy 60 min", "Office visit", "Sertraline 100 mg"]),
                    billed,
                    allowed,
                    allowed - member,
                    member,
                )
            )
    return found


def statement(
    layout: str,
    rows: Sequence[Row],
    *,
    style: str = "lines",
    grand: bool = True,
    each: bool = True,
    wrong: Decimal = Decimal(0),
    start: int = 0,
) -> bytes:
    """A statement of these rows, with a total for each claim, for all, or both; ``wrong`` is added to one printed amount."""
    title, columns = LAYOUTS[layout]
    s = Sheets(style)
    s.foot = "THIS IS NOT A BILL          Page #"
    s.title(title)
    s.para(
        "This is not a bill. It shows how your claims were processed. Deductible met so far this year: $500.00 of $1,500.00."
    )
    s.gap(start)
    by_claim: dict[str, list[Row]] = {}
    for row in rows:
        by_claim.setdefault(row.claim, []).append(row)
    first = True
    for claim, own in by_claim.items():
        _head(s, claim, own[0].person, columns)
        for row in own:
            if s.y < 110:
                s.new_page()
                _head(s, f"{claim} (continued)", own[0].person, columns)
            shown = row._replace(plan_paid=row.plan_paid + wrong) if first else row
            first = False
            _cells(s, columns, _values(shown))
        if each:
            _cells(s, columns, {"day": "Claim Total", **_sums(own)})
        s.para("Remarks: B6 The amount above the allowed amount is not owed.", size=8)
    if grand:
        _cells(s, columns, {"day": "Statement Total", **_sums(rows)})
    return s.data()


def _head(s: Sheets, claim: str, person: str, columns: list[tuple[list[str], int, str]]) -> None:
    s.room(110)
    s.gap(8)
    s.row([(MARGIN, f"Claim Number: {claim}"), (330, f"Patient: {person}")])
    s.row([(MARGIN, "Provider: Halvorsen Counseling"), (330, "Date Processed: 03/02/2026")])
    deep = max(len(lines) for lines, _, _ in columns)
    for n in range(deep):
        cells = []
        for lines, edge, name in columns:
            at = n - (deep - len(lines))
            if at >= 0:
                cells.append((edge, lines[at], "l" if name in ("day", "what", "code") else "r"))
        s.money_row(cells, size=7, step=1.3)
    s.gap(4)


def _values(row: Row) -> dict[str, str]:
    money = {name: f"${getattr(row, name):,.2f}" for name in ("billed", "allowed", "plan_paid", "member_paid")}
    return {
        "day": f"{row.day:%m/%d/%Y}",
        "what": row.what,
        "code": "90837",
        "discount": f"${row.billed - row.allowed:,.2f}",
        **money,
    }


def _sums(rows: Sequence[Row]) -> dict[str, str]:
    found = {
        name: f"${sum(getattr(row, name) for row in rows):,.2f}"
        for name in ("billed", "allowed", "plan_paid", "member_paid")
    }
    return found | {"discount": f"${sum(row.billed - row.allowed for row in rows):,.2f}"}


def _cells(s: Sheets, columns: list[tuple[list[str], int, str]], values: dict[str, str]) -> None:
    cells = []
    for _, edge, name in columns:
        words = name in ("day", "what", "code")
        text = values.get(name, "") if name else ("$0.00" if "what" in values else "")
        if text:
            cells.append((edge, text, "l" if words else "r"))
    s.money_row(cells, size=7)
