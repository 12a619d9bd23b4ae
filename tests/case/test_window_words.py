"""The window in words: how many months, why, which option changes it, and what to download."""

from __future__ import annotations

import datetime as dt
from typing import Any

from offsetcase.case.window import find_window
from offsetcase.case.window_words import gap_words, month_gaps, window_words
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import Amounts, ClaimLine, Source
from rows import each_row


def entries(*days: str) -> list[LedgerLine]:
    return [
        LedgerLine(
            ClaimLine(Source("a.csv", "", number), 0, "claims", Amounts(), service_date=dt.date.fromisoformat(day))
        )
        for number, day in enumerate(days, start=2)
    ]


def monthly(first: str, last: str, *more: str) -> list[LedgerLine]:
    day, end = dt.date.fromisoformat(first), dt.date.fromisoformat(last)
    days = []
    while day < end:
        days.append(day.isoformat())
        day = (day.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
    return entries(*days, last, *more)


def words(lines: list[LedgerLine], **options: Any) -> str:
    given = {"as_of": None, "lookback": 36, "run_out": 0, "coverage_start": None, "allow_short": True}
    window = find_window(lines, today=dt.date(2026, 11, 28), **{**given, **options})
    return " ".join(window_words(window, lines))


def test_all_of_the_months_need_no_reason() -> None:
    said = words(monthly("2024-11-05", "2026-10-31"))
    assert (
        said == "The files hold claims from 2024-11-05 to 2026-10-31, 24 months; 24 months count, 2024-11 to 2026-10."
    )


def test_a_month_that_is_not_over_is_named_with_the_option_that_takes_it() -> None:
    said = words(monthly("2024-11-05", "2026-11-15"))
    assert "2026-11 is left out: the latest claim is of 2026-11-15" in said and "--as-of 2026-11-30" in said
    said = words(monthly("2024-10-05", "2026-10-20"), as_of=dt.date(2026, 10, 25))
    assert "Claims count up to 2026-10-25 (--as-of). 2026-10 is left out: 2026-10-25 is not its last day." in said


def test_whole_years_alone_count_and_what_is_left_out_is_said() -> None:
    said = words(monthly("2024-01-05", "2026-10-31"))
    assert "34 months; 24 months count, 2024-11 to 2026-10" in said
    assert "Only whole years count" in said and "With 2 months more it would be another year." in said
    assert "Not used: 2024-01 to 2024-10, 10 months." in said
    assert "Not used: 2025-10, 1 month." in words(monthly("2025-10-05", "2026-10-31"))


def test_lookback_run_out_and_coverage_are_said_with_their_names() -> None:
    said = words(monthly("2022-01-05", "2026-10-31"))
    assert "At most 36 months count (--lookback changes that)." in said and "Only whole years" not in said
    said = words(monthly("2022-01-05", "2026-10-31"), lookback=30)
    assert "Only whole years" in said and "At most 30 months" in said and "more it would be" not in said
    said = words(monthly("2023-08-05", "2026-10-31"), run_out=3)
    assert "The last 3 months before that are left out as well" in said and "(--run-out 3)" in said
    said = words(monthly("2023-08-05", "2026-10-31"), coverage_start=dt.date(2025, 11, 1))
    assert "Coverage began on 2025-11-01 (coverage_start under [member] in the case file)." in said


def test_less_than_a_year() -> None:
    said = words(monthly("2026-04-05", "2026-10-31"))
    assert "7 months; 7 months count" in said and "less than a year" in said and "--lookback" not in said
    assert "--lookback 9 asks for no more" in words(monthly("2024-04-05", "2026-10-31"), lookback=9)


def test_gaps_are_named_as_spans_with_what_to_do() -> None:
    lines = entries("2025-01-03", "2025-02-03", "2025-05-03", "2025-07-31")
    assert list(map(str, month_gaps(lines))) == ["2025-03", "2025-04", "2025-06"]
    said = gap_words(month_gaps(lines))
    assert "No claim at all in 2025-03 to 2025-04, 2025-06." in said
    assert "download those months" in said and "sites drop old months" in said
    assert said in words(lines)
    assert gap_words([]) == "" and month_gaps([]) == []


def test_many_gaps_are_counted_not_listed() -> None:
    lines = entries(*(f"{year}-{month:02d}-03" for year in (2023, 2024, 2025) for month in (1, 4, 7, 10)), "2025-12-31")
    assert "and 6 more times" in gap_words(month_gaps(lines))


def test_rows_of_others_fill_no_gap() -> None:
    lines = entries("2025-01-03", "2025-02-03", "2025-03-31")
    lines[1].settle(Disposition.OTHER_MEMBER, "test")
    assert list(map(str, month_gaps(lines))) == ["2025-02"]


@each_row("last", ["2026-10-31", "2026-10-30", "2026-11-01", "2026-11-28"])
@each_row("first", ["2019-02-10", "2024-12-01", "2025-11-20", "2026-03-01"])
@each_row("lookback", [9, 12, 30, 36])
def test_what_is_said_agrees_with_the_window(first: str, last: str, lookback: int) -> None:
    lines = monthly(first, last)
    window = find_window(
        lines,
        today=dt.date(2026, 11, 28),
        as_of=None,
        lookback=lookback,
        run_out=0,
        coverage_start=None,
        allow_short=True,
    )
    said = window_words(window, lines)
    assert f"{window.months} month" in said[0] and f"{window.first} to {window.last}" in said[0]
    left = window.begins.until(window.last) - window.months  # type: ignore[union-attr]
    assert (left > 0 and window.months >= 12) == any(f"Not used: {window.begins}" in one for one in said)


def test_what_the_files_hold_is_said_whatever_day_is_asked_for() -> None:
    said = words(monthly("2021-01-03", "2023-06-03"), as_of=dt.date(2023, 3, 31))
    assert said.startswith("The files hold claims from 2021-01-03 to 2023-06-03, 30 months; 24 months count")
    assert "3 months after 2023-03-31 are left out (--as-of)." in said
