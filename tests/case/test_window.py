"""The window by the method's section 3, at its edges."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from offsetcase.case.window import Window, find_window, future_rows
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import Amounts, ClaimLine, Source
from offsetcase.model.problem import OffsetcaseError
from rows import each_row

TODAY = dt.date(2026, 11, 23)


def window(*days: str, others: tuple[tuple[str, Disposition], ...] = (), **options: Any) -> Window:
    entries = []
    for number, (day, disposition) in enumerate([*((day, None) for day in days), *others], start=1):
        entry = LedgerLine(
            ClaimLine(Source("a.csv", "", number), 0, "claims", Amounts(), service_date=dt.date.fromisoformat(day))
        )
        if disposition:
            entry.settle(disposition, "test")
        entries.append(entry)
    given = {
        "today": TODAY,
        "as_of": None,
        "lookback": 36,
        "run_out": 0,
        "coverage_start": None,
        "allow_short": False,
    }
    return find_window(entries, **{**given, **options})


def span(found: Window) -> tuple[str, str, int]:
    return str(found.first), str(found.last), found.months


@each_row(
    ("first", "last", "wanted"),
    [
        ("2023-11-02", "2026-10-31", ("2023-11", "2026-10", 36)),  # the last day of a month completes it
        ("2023-11-02", "2026-10-30", ("2024-10", "2026-09", 24)),  # 35 months: the latest 24
        ("2025-10-15", "2026-10-31", ("2025-11", "2026-10", 12)),  # 13 months: the latest 12
        ("2025-11-30", "2026-10-31", ("2025-11", "2026-10", 12)),  # a partial first month counts whole
        ("2025-12-01", "2026-10-31", ("2025-12", "2026-10", 11)),  # below 12: all of them
        ("2026-05-20", "2026-10-31", ("2026-05", "2026-10", 6)),
        ("2016-01-01", "2026-10-31", ("2023-11", "2026-10", 36)),  # at most the lookback
        ("2023-03-01", "2024-02-29", ("2023-03", "2024-02", 12)),  # leap day
    ],
)
def test_span(first: str, last: str, wanted: tuple[str, str, int]) -> None:
    assert span(window(first, last)) == wanted


def test_a_lookback_that_is_no_multiple_of_twelve_is_cut_down() -> None:
    assert span(window("2020-01-01", "2026-10-31", lookback=30)) == ("2024-11", "2026-10", 24)
    assert span(window("2020-01-01", "2026-10-31", lookback=9)) == ("2026-02", "2026-10", 9)


def test_run_out_moves_the_end() -> None:
    assert span(window("2023-01-01", "2026-10-31", run_out=3)) == ("2023-08", "2026-07", 36)


def test_coverage_start_replaces_the_first_row() -> None:
    assert span(window("2020-01-01", "2026-10-31", coverage_start=dt.date(2025, 3, 20))) == (
        "2025-11",
        "2026-10",
        12,
    )
    # Covered for longer than the first claim: months without a claim count as months.
    assert span(window("2026-01-05", "2026-10-31", coverage_start=dt.date(2024, 11, 1)))[2] == 24


def test_as_of_names_the_end_and_never_lies_in_the_future() -> None:
    assert span(window("2024-01-01", "2025-03-02", as_of=dt.date(2026, 10, 31))) == ("2024-11", "2026-10", 24)
    with pytest.raises(OffsetcaseError) as caught:
        window("2024-01-01", "2026-10-31", as_of=dt.date(2026, 11, 24))
    assert caught.value.exit_code == 2


def test_rows_that_are_no_claims_or_another_persons_do_not_move_the_window() -> None:
    others = (("2019-01-01", Disposition.NOT_A_CLAIM), ("2019-02-01", Disposition.OTHER_MEMBER))
    assert span(window("2025-11-01", "2026-10-31", others=others))[0] == "2025-11"
    denied = (("2024-11-01", Disposition.DENIED),)
    assert span(window("2025-11-01", "2026-10-31", others=denied))[0] == "2024-11"


def test_a_date_in_the_future_is_not_as_of() -> None:
    assert window("2024-01-01", "2026-10-31", "2031-01-01").as_of == dt.date(2026, 10, 31)


def test_too_short_a_history_stops_unless_allowed() -> None:
    with pytest.raises(OffsetcaseError) as caught:
        window("2026-06-01", "2026-10-31")
    assert caught.value.exit_code == 4 and "--allow-short-history" in str(caught.value)
    assert window("2026-06-01", "2026-10-31", allow_short=True).months == 5
    with pytest.raises(OffsetcaseError):  # no complete month at all
        window("2026-10-02", "2026-10-20", allow_short=True)


def test_how_many_months_of_a_year_count() -> None:
    found = window("2023-11-02", "2026-10-31")
    assert [found.months_of(year) for year in range(2022, 2028)] == [0, 2, 12, 12, 10, 0]


@pytest.mark.parametrize(
    ("days", "as_of", "held"),
    [
        (("2026-08-05", "2026-08-20", "2026-10-31"), dt.date(2026, 8, 20), "2026-08-05 to 2026-08-20"),
        (("2026-08-05", "2026-08-20"), dt.date(2026, 6, 30), "2026-08-05 to 2026-08-20"),
    ],
)
def test_a_history_without_a_whole_month_says_what_it_holds(days: tuple[str, ...], as_of: dt.date, held: str) -> None:
    with pytest.raises(OffsetcaseError, match=f"no complete month of service \\(the claims are of {held}\\)"):
        window(*days, as_of=as_of)


def test_days_to_come_are_counted_and_the_first_is_named() -> None:
    today = dt.date.today()

    def row(number: int, after: int | None, note: str = "") -> LedgerLine:
        day = None if after is None else today + dt.timedelta(days=after)
        return LedgerLine(ClaimLine(Source("a.csv", "", number), 0, "claims", Amounts(), service_date=day, note=note))

    past = [row(1, None), row(2, -1), row(3, 0), row(4, 1, "a total")]
    assert future_rows(past, today) == []
    (one,) = future_rows([*past, row(5, 1)], today)
    assert (one.code, one.where) == ("W-FUTURE", "a.csv, row 5")
    assert one.text == "1 row has a date of service in the future; not counted."
    (two,) = future_rows([*past, row(5, 2), row(6, 9)], today + dt.timedelta(days=1))
    assert two.text.startswith("2 rows have") and two.where == "a.csv, row 5"
    assert future_rows([row(5, 1)], today + dt.timedelta(days=1)) == []
