"""Money and dates, in every shape that real cells have."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offsetcase.model.money import (
    MoneyError,
    cents,
    cents_down,
    parse_money,
    percent_down,
    percent_up,
    ratio4,
    show_money,
)
from offsetcase.read.dates import DateError, parse_date
from rows import each_row


@each_row(
    ("text", "value"),
    [
        ("$1,234.56", "1234.56"), ("1234.56", "1234.56"), ("$1,190.00", "1190.00"), ("(12.00)", "-12.00"), ("($12.00)", "-12.00"),
        ("-$5.00", "-5.00"), ("$-5.00", "-5.00"), ("5.00-", "-5.00"), ("− 5.00", "-5.00"), ("$ 7", "7"), ("0", "0"), ("-0.00", "0.00"),
        ("447.24800000000005", "447.24800000000005"), (".50", "0.50"), ("1.", "1"), ("1,234,567.8", "1234567.8"), ("25.00 USD", "25.00"),
        ("\u00a0$3.00\u00a0", "3.00"), ("+4", "4"), ("$(3.00)", None),
    ],
)  # fmt: skip
def test_money(text: str, value: str | None) -> None:
    if value is None:
        with pytest.raises(MoneyError):
            parse_money(text)
    else:
        assert parse_money(text) == Decimal(value)


@each_row("text", ["", " ", "-", "--", "N/A", "Not Available", "* Not Available *", "none", "null", "—"])
def test_missing_money_is_unknown_never_zero(text: str) -> None:
    assert parse_money(text) is None


@each_row(
    "text",
    [
        "12.O0",
        "abc",
        "1.234,56",
        "1,23",
        "12,34.00",
        "--5",
        "-(5.00)",
        "$",
        "1e5",
        "5.00%",
        "1 234",
        "٣",
        "½",
        "$5 $6",
        "9" * 40,
    ],
)
def test_what_is_no_money_is_refused(text: str) -> None:
    with pytest.raises(MoneyError):
        parse_money(text)


def test_rounding_happens_half_up_and_once() -> None:
    assert cents(Decimal("2.665")) == Decimal("2.67") and cents(Decimal("-2.665")) == Decimal("-2.67")
    assert cents(Decimal("0.01") / 3 * Decimal("1.5")) == Decimal("0.01")  # a third times three is whole again
    assert cents_down(Decimal("339.1468")) == Decimal("339.14") and cents_down(Decimal("0.009")) == 0
    assert percent_up(Decimal("0.4102")) == 42 and percent_up(Decimal("0.41")) == 41
    assert percent_down(Decimal("0.2999")) == 29
    assert ratio4(Decimal("0.00005")) == Decimal("0.0001")
    assert show_money(Decimal("-0.001")) == "$0.00"
    assert show_money(Decimal("-3073.788")) == "−$3,073.79"
    assert show_money(Decimal(3650), always_cents=False) == "$3,650"


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2, allow_nan=False, allow_infinity=False))
def test_money_as_shown_reads_back(value: Decimal) -> None:
    assert parse_money(show_money(value)) == value


@each_row(
    ("text", "day"),
    [
        ("2023-09-15", "2023-09-15"), ("9/15/23", "2023-09-15"), ("09/15/2023", "2023-09-15"), ("8/8/2025", "2025-08-08"),
        ("03-15-2024", "2024-03-15"), ("20230731", "2023-07-31"), ("2024/07/27", "2024-07-27"), ("01-Mar-2015", "2015-03-01"),
        ("1-Mar-15", "2015-03-01"), ("May 19, 2025", "2025-05-19"), ("Sept 3 2024", "2024-09-03"),
        ("01/01/2025 - 01/02/2025", "2025-01-01"), ("01/01/2025-01/02/2025", "2025-01-01"), ("2024-01-01 to 2024-01-05", "2024-01-01"),
        ("2024-03-05T10:20:30Z", "2024-03-05"), ("2024-03-05T23:59:00-08:00", "2024-03-05"), ("9/15/2023 12:00:00 AM", "2023-09-15"),
        ("2024-02-29", "2024-02-29"), (" 2024-03-05 ", "2024-03-05"), ("03.15.2024", "2024-03-15"),
    ],
)  # fmt: skip
def test_dates(text: str, day: str) -> None:
    assert parse_date(text) == dt.date.fromisoformat(day)


@each_row("text", ["", "-", "N/A", "Not Available", "* Not Available *"])
def test_missing_dates(text: str) -> None:
    assert parse_date(text) is None


@each_row(
    ("text", "why"),
    [
        ("13/05/2024", "the day seems to stand before the month"), ("31/12/24", "day seems to stand before"), ("02/30/2024", "no such day"),
        ("2023-02-29", "no such day"), ("45356", "day number"), ("soon", "not a date"), ("2024", "not a date"), ("13/13/2024", "no such day"),
        ("01/02/2025 - 01/01/2025", "ends before"), ("1815-01-01", "out of range"), ("Foo 3, 2024", "not a date"), ("20241301", "no such day"),
    ],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str, why: str) -> None:
    with pytest.raises(DateError, match=why):
        parse_date(text)


@given(st.dates(dt.date(2000, 1, 1), dt.date(2099, 12, 31)))
def test_dates_read_back_in_five_shapes(day: dt.date) -> None:
    for shape in ("%Y-%m-%d", "%m/%d/%Y", "%m/%d/%y", "%d-%b-%Y", "%B %d, %Y", "%Y%m%d"):
        assert parse_date(day.strftime(shape)) == day


@each_row("text", ["104.00 CR", "$104.00CR", "104.00 cr"])
def test_a_credit_is_negative(text: str) -> None:
    assert parse_money(text) == Decimal("-104.00")


@each_row("text", ["Tue, Jan 9, 2024", "09JAN2024", "January 9th, 2024", "9th January 2024", "Tuesday 1/9/2024"])
def test_a_day_with_its_weekday_or_ordinal(text: str) -> None:
    assert parse_date(text) == dt.date(2024, 1, 9)
