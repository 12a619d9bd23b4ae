"""Deadlines: the guide's traps, a table computed another way, and what may never happen."""

from __future__ import annotations

import datetime as dt
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offsetcase.argument.deadlines import (
    GOVERNS,
    add_months,
    deadline,
    federal_holidays,
    next_business_day,
    next_step,
    plan_must,
)
from offsetcase.argument.plan_rules import plan_types, rules
from rows import each_row

ON = dt.date(2026, 11, 23)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2035, 12, 31))

# As the Office of Personnel Management publishes them.
OBSERVED = {
    2024: "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25",
    2025: "01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25",
    2026: "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
    2027: "01-01 01-18 02-15 05-31 06-18 07-05 09-06 10-11 11-11 11-25 12-24 12-31",
    2028: "01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10 11-23 12-25",
}


@each_row("year", OBSERVED)
def test_federal_holidays_as_observed(year: int) -> None:
    assert sorted(f"{day:%m-%d}" for day in federal_holidays(year)) == OBSERVED[year].split()


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def last(plan_type: str | None, notice: str, **more: object) -> dt.date | None:
    return deadline(plan_type, day(notice), on=ON, **more).last  # type: ignore[arg-type]


def test_four_months_are_not_a_hundred_and_twenty_days() -> None:
    assert last("erisa-self-funded", "2026-06-15", kind="external-review") == day("2026-10-15")
    assert day("2026-06-15") + dt.timedelta(days=120) == day("2026-10-13")
    # October 30 has no fellow in February: the first day of the month after.
    assert last("erisa-self-funded", "2026-10-30", kind="external-review") == day("2027-03-01")


def test_external_review_ends_on_a_business_day() -> None:
    # July 4, 2026, is a Saturday, observed on the Friday before: the next business day is Monday.
    assert last("erisa-self-funded", "2026-03-04", kind="external-review") == day("2026-07-06")
    assert last("marketplace", "2026-08-26", kind="external-review") == day("2026-12-28")  # December 26 is a Saturday


def test_an_appeals_own_window_is_not_lengthened() -> None:
    """No rule was read that moves it: a Saturday stays a Saturday, and the earlier day is the safe one."""
    found = deadline("medicare-advantage", day("2026-10-01"), on=ON)
    assert found.last == day("2026-12-05") and found.last.weekday() == 5


def test_medicare_counts_from_receipt_and_presumes_five_days() -> None:
    for plan_type in ("medicare-advantage", "part-d"):
        assert last(plan_type, "2026-09-01") == day("2026-11-05")
        # A later receipt counts only where there is a record of it.
        assert last(plan_type, "2026-09-01", received=day("2026-09-20")) == day("2026-11-19")
    assert last("original-medicare", "2026-09-01") == day("2026-01-04").replace(year=2027)
    found = deadline("part-d", day("2026-09-01"), on=day("2026-09-02"))
    assert found.safe == day("2026-10-24") and any("receives it" in step for step in found.steps)


def test_medicaid_counts_from_the_notices_date() -> None:
    assert last("medicaid-managed-care", "2026-09-01", received=day("2026-09-20")) == day("2026-10-31")


def test_federal_employees_count_in_months() -> None:
    assert last("fehb", "2026-08-31") == day("2027-03-01")
    assert last("fehb", "2026-03-15") == day("2026-09-15")
    assert day("2026-03-15") + dt.timedelta(days=180) != day("2026-09-15")


def test_a_hundred_and_eighty_days_run_from_receipt_and_the_notices_date_is_the_safe_side() -> None:
    assert last("erisa-self-funded", "2026-10-01") == day("2027-03-30")
    found = deadline("erisa-self-funded", day("2026-10-01"), on=ON, received=day("2026-10-09"))
    assert found.last == day("2027-04-07") and found.safe == day("2027-03-30")


def test_two_levels_halve_the_plans_time() -> None:
    assert any("pre-service: 30 days" in one for one in plan_must("erisa-self-funded"))
    assert any("pre-service: 15 days" in one for one in plan_must("erisa-self-funded", two_levels=True))
    # A second level's own window is the plan's: no date.
    assert last("erisa-self-funded", "2026-10-01", level="second") is None


def test_expedited_is_hours() -> None:
    for plan_type in ("erisa-self-funded", "medicare-advantage", "part-d", "medicaid-managed-care", "marketplace"):
        assert any("72 hours" in one for one in plan_must(plan_type))


def test_an_unknown_kind_of_plan_gets_no_date() -> None:
    found = deadline(None, day("2026-10-01"), on=ON)
    assert found.last is None and found.safe is None and "See your notice" in " ".join(found.steps)
    assert plan_must(None) == [] and next_step(None) == ""
    assert not any(character.isdigit() for character in " ".join(found.steps))


@pytest.mark.parametrize("plan_type", ["va", "government"])
def test_what_was_never_read_gets_no_date(plan_type: str) -> None:
    assert last(plan_type, "2026-10-01") is None


def test_what_the_notice_prints_governs() -> None:
    found = deadline("erisa-self-funded", day("2026-01-01"), on=ON, printed=day("2027-01-15"))
    assert found.last == day("2027-01-15") and found.days_past == 0 and found.late == ""


@each_row(
    ("plan_type", "late"),
    [
        ("part-d", "good-cause"),
        ("medicare-advantage", "good-cause"),
        ("fehb", "good-cause"),
        ("erisa-self-funded", "refuse"),
        ("medicaid", "refuse"),
        ("tricare", "refuse"),
    ],
)
def test_a_late_letter(plan_type: str, late: str) -> None:
    found = deadline(plan_type, day("2025-01-02"), on=ON)
    assert found.late == late and found.days_past > 0 and f"{found.days_past} days past" in " ".join(found.steps)


def another_way(plan_type: str, notice: dt.date) -> dt.date:
    """The same windows by plain counting, one day or month at a time."""
    months = {"fehb": 6}.get(plan_type)
    if months:
        year, month = notice.year, notice.month
        for _ in range(months):
            month += 1
            if month == 13:
                year, month = year + 1, 1
        try:
            return dt.date(year, month, notice.day)
        except ValueError:
            return dt.date(year + (month == 12), month % 12 + 1, 1)
    count = {
        "erisa-self-funded": 180,
        "erisa-insured": 180,
        "marketplace": 180,
        "grandfathered": 180,
        "medicare-advantage": 65,
        "part-d": 65,
        "original-medicare": 125,
        "medicaid-managed-care": 60,
        "medicaid": 90,
        "tricare": 90,
    }[plan_type]
    for _ in range(count):
        notice += dt.timedelta(days=1)
    return notice


KNOWN = (
    "erisa-self-funded",
    "erisa-insured",
    "marketplace",
    "grandfathered",
    "medicare-advantage",
    "part-d",
    "original-medicare",
    "medicaid-managed-care",
    "medicaid",
    "tricare",
    "fehb",
)


@each_row("plan_type", KNOWN)
def test_a_table_counted_another_way(plan_type: str) -> None:
    rng = random.Random(plan_type)
    for _ in range(40):
        notice = dt.date(2024, 1, 1) + dt.timedelta(days=rng.randrange(1800))
        assert deadline(plan_type, notice, on=notice).last == another_way(plan_type, notice), notice


@given(DAYS)
def test_a_business_day_is_never_earlier(day: dt.date) -> None:
    found = next_business_day(day)
    assert 0 <= (found - day).days <= 5 and found.weekday() < 5 and found not in federal_holidays(found.year)


@given(DAYS, st.integers(0, 60))
def test_months_keep_the_day_or_go_to_the_first(day: dt.date, months: int) -> None:
    found = add_months(day, months)
    assert found.day == day.day or (found.day == 1 and day.day > 28)
    assert found >= day


@given(
    st.sampled_from([*plan_types(), None]),
    DAYS,
    st.integers(0, 30),
    st.sampled_from([None, "first", "second"]),
    st.sampled_from(["appeal", "external-review"]),
)
def test_whatever_is_asked_the_notice_governs(
    plan_type: str | None, notice: dt.date, late: int, level: str | None, kind: str
) -> None:
    found = deadline(plan_type, notice, on=notice, received=notice + dt.timedelta(days=late), level=level, kind=kind)
    assert GOVERNS in " ".join(found.steps)
    if found.last is not None and found.safe is not None:
        assert found.safe <= found.last and found.last > notice and found.days_past == 0
        assert found.standing in ("V", "P", "2") and found.citation


def test_every_type_with_a_window_says_what_a_late_letter_gets() -> None:
    for key in plan_types():
        rule = rules()[key]
        assert (rule.filing is None) or rule.late is not None, key
