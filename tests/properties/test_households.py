"""Whole households as files: whatever is done to them that changes no claim changes no sum of the member's."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offsetcase.case.request import Request
from offsetcase.checking import check_files
from offsetcase.model.ledger import Disposition
from offsetcase.model.places import data_path, load_toml

MEMBER = "Ada Example"
OTHERS = ("Ben Example", "Cleo Example Jr")
FIELDS = ("claim_id", "service_date", "processed_date", "person", "provider", "code", "drug", "billed", "plan_paid", "member_paid", "status")  # fmt: skip
HEADINGS = ("Claim Number", "Date of Service", "Date Processed", "Patient", "Provider", "Procedure Code", "Drug Name", "Billed Amount", "Plan Paid", "Member Responsibility", "Claim Status")  # fmt: skip
NO_CLAIMS = {Disposition.DUPLICATE, Disposition.REVERSED, Disposition.NOT_A_CLAIM, Disposition.OTHER_MEMBER, Disposition.PENDING, Disposition.DENIED}  # fmt: skip
EXAMPLES = 12
VISITS = (("Oak Counseling", "90837"), ("Dr. B. Elm", "99214"), ("Ash Clinic", "96372"))
FILLS = ("VRAYLAR 3MG CAP", "SERTRALINE 100MG TAB", "TRAZODONE 50MG")

Row = tuple[str, ...]


@dataclass(frozen=True)
class Household:
    """The rows of its members, and what the plan paid for the member's own, known from how they were made."""

    rows: list[Row]
    others: list[Row]
    right: Decimal
    random: Random


def person_rows(random: Random, person: str, numbered: bool) -> tuple[list[Row], Decimal]:
    """Claims of some months: visits and fills, some taken back, paid anew, processed again, denied or in process."""
    first = ("Z" + person[0], "01/30/2024", "02/20/2024", person, "Yew Clinic", "90834", "", "120", "100", "20", "Paid")
    rows: list[Row] = [first if numbered else ("", *first[1:])]
    total = Decimal(100)
    for month in range(1, random.randint(2, 9)):
        for kind in random.sample(range(6), random.randint(1, 4)):
            day = f"{month:02}/{3 + 4 * kind:02}/2024"
            number = f"{person[0]}{month:02}{kind}00{random.randint(10, 99)}" if numbered else ""
            plan, share = Decimal(random.randint(20, 1500)), Decimal(random.randint(5, 60))
            provider, code = VISITS[kind % 3] if kind < 3 else ("Bridge Pharmacy", "")
            drug = "" if kind < 3 else FILLS[kind % 3]

            head = (number, day)
            middle = (person, provider, code, drug)

            def row(
                paid: object, member: object, status: str = "Paid", processed: str = f"{month + 1:02}/20/2024",
                head: Row = head, middle: Row = middle,
            ) -> Row:  # fmt: skip
                billed = sum(one for one in (paid, member) if isinstance(one, Decimal))
                return (*head, processed, *middle, f"{billed}", f"{paid}", f"{member}", status)

            fate = random.choice(("paid", "paid", "paid", "back", "again", "anew", "denied", "open"))
            if fate == "denied":
                rows.append(row(Decimal(0), Decimal(90), "Denied"))
            elif fate == "open":
                rows.append(row("", "", "Pending"))
            else:
                rows.append(row(plan, share))
                total += plan
            if fate in ("back", "again"):
                rows.append(row(-plan, -share))
                total -= plan
            if fate == "again":
                rows.append(row(plan, share, processed=f"{month + 1:02}/25/2024"))
                total += plan
    return rows, total


@st.composite
def households(draw: st.DrawFn) -> Household:
    random = Random(draw(st.integers(0, 10**6)))
    numbered = draw(st.booleans())
    rows, right = person_rows(random, MEMBER, numbered)
    others = [row for name in OTHERS[: draw(st.integers(1, 2))] for row in person_rows(random, name, numbered)[0]]
    return Household(rows, others, right, random)


def write(folder: Path, name: str, rows: list[Row], headings: tuple[str, ...] = HEADINGS) -> Path:
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([headings, *rows])
    return path


def paid(*files: Path) -> Decimal:
    found = check_files(Request(claims=files, member=MEMBER, allow_short_history=True))
    codes = {one.code for one in found.problems} - {"E-SHORT-HISTORY"}
    assert found.ledger is not None and not codes, found.problems
    kept = [one for one in found.ledger.entries if one.disposition not in NO_CLAIMS]
    return sum((one.line.amounts.plan_paid or Decimal(0) for one in kept), Decimal(0))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("households")


@given(households())
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_sum_is_what_was_made_in_any_order(folder: Path, home: Household) -> None:
    assert paid(write(folder, "a.csv", home.rows)) == home.right
    shuffled = home.random.sample(home.rows, len(home.rows))
    assert paid(write(folder, "a.csv", shuffled)) == home.right


@given(households())
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_file_split_in_two(folder: Path, home: Household) -> None:
    at = home.random.randint(1, max(1, len(home.rows) - 1))
    parts = [part for part in (home.rows[:at], home.rows[at:]) if part]
    assert paid(*(write(folder, f"{n}.csv", part) for n, part in enumerate(parts))) == home.right


@given(households())
@settings(max_examples=EXAMPLES, deadline=None)
def test_a_file_named_again_and_one_that_overlaps(folder: Path, home: Household) -> None:
    whole = write(folder, "a.csv", home.rows)
    assert paid(whole, write(folder, "b.csv", home.rows)) == home.right
    days = sorted({row[1] for row in home.rows})
    late = [row for row in home.rows if row[1] in days[len(days) // 2 :]]
    assert paid(whole, write(folder, "b.csv", late)) == paid(write(folder, "b.csv", late), whole) == home.right


@given(households())
@settings(max_examples=EXAMPLES, deadline=None)
def test_other_people_s_rows(folder: Path, home: Household) -> None:
    both = home.random.sample(home.rows + home.others, len(home.rows) + len(home.others))
    assert paid(write(folder, "a.csv", both)) == home.right
    assert paid(write(folder, "a.csv", home.others), write(folder, "b.csv", home.rows)) == home.right


def spelled(random: Random, name: str) -> str:
    """A known heading of a field, in one of the ways that a heading is written."""
    heading = str(random.choice(load_toml(data_path("synonyms.toml"))["fields"][name][0]))
    return random.choice((heading, heading.upper(), heading.title(), heading.replace(" ", "_"), f" {heading}*"))


@given(households())
@settings(max_examples=EXAMPLES, deadline=None)
def test_known_headings_in_any_spelling_and_order(folder: Path, home: Household) -> None:
    order = home.random.sample(range(len(FIELDS)), len(FIELDS))
    headings = tuple(spelled(home.random, FIELDS[at]) for at in order)
    rows = [tuple(row[at] for at in order) for row in home.rows + home.others]
    assert paid(write(folder, "a.csv", rows, headings)) == home.right, headings


@given(households())
@settings(max_examples=EXAMPLES, deadline=None)
def test_the_same_claims_under_other_headings_beside_them(folder: Path, home: Household) -> None:
    other = ("Claim #", "Service Date", "Processed On", "Member", "Rendering Provider", "CPT", "Medication", "Charges", "Paid by plan", "You owe", "Status")  # fmt: skip
    files = write(folder, "a.csv", home.rows), write(folder, "b.csv", home.rows, other)
    assert paid(*files) == paid(*files[::-1]) == home.right
