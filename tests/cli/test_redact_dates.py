"""The dates of an example: its months keep the result, and its days tell nothing of the true ones to who knows the day of sharing."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offsetcase.case.request import Request
from offsetcase.case.window import Month, find_window
from offsetcase.cli.redact_run import SEVERAL, _reach
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.lines import Amounts, ClaimLine, Source
from offsetcase.model.problem import OffsetcaseError
from offsetcase.redact.dates import LEAST_MONTHS, CaseDays, MovedDates, case_days, later_months, month_shifts, move
from offsetcase.redact.proof import tell
from support import SAMPLES

TODAY = dt.date(2026, 11, 28)


def entry(day: dt.date) -> LedgerLine:
    return LedgerLine(ClaimLine(Source("f", "", 1), 0, "claims", Amounts(), day))


def of(
    days: Sequence[dt.date], *, file: Sequence[dt.date] = (), letter: dt.date | None = None, **given: Any
) -> CaseDays:
    return case_days(
        [entry(day) for day in days], file, letter, given.get("coverage"), given.get("as_of"), given.get("today", TODAY)
    )


def moved(days: CaseDays, chance: random.Random) -> MovedDates:
    return move(days, chance.choice(month_shifts(days)), chance)


def a_history(chance: random.Random, end: dt.date = TODAY) -> list[dt.date]:
    """Two years up to ``end``, some days a month."""
    days = {end - dt.timedelta(days=chance.randint(0, 729)) for _ in range(24 * chance.randint(1, 6))}
    return sorted(days | {end - dt.timedelta(days=chance.randint(0, 3)), end - dt.timedelta(days=729)})


@settings(max_examples=60, deadline=None)
@given(
    days=st.lists(st.dates(dt.date(2019, 1, 1), dt.date(2026, 10, 31)), min_size=1, max_size=40),
    lookback=st.integers(1, 60),
    run_out=st.integers(0, 4),
    short=st.booleans(),
    coverage=st.none() | st.dates(dt.date(2019, 1, 1), dt.date(2025, 1, 1)),
    as_of=st.none() | st.dates(dt.date(2024, 1, 1), dt.date(2026, 10, 31)),
    seed=st.integers(0, 2**32),
)
def test_months_order_and_the_windows_claims_stay(
    days: list[dt.date], lookback: int, run_out: int, short: bool, coverage: dt.date | None, as_of: dt.date | None, seed: int
) -> None:  # fmt: skip
    calendar = of(days, coverage=coverage, as_of=as_of)

    def window(at: Any) -> Any:
        try:
            found = find_window(
                [entry(at(day)) for day in days], today=TODAY, as_of=at(as_of), lookback=lookback,
                run_out=run_out, coverage_start=at(coverage), allow_short=short,
            )  # fmt: skip
        except OffsetcaseError:
            return None
        return found.months, [found.holds(at(d)) for d in days], [found.in_latest_year(at(d)) for d in days]

    dates = moved(calendar, random.Random(seed))
    assert len({Month.of(a).until(Month.of(b)) for a, b in dates.claims.items()}) == 1
    assert abs(Month.of(days[0]).until(Month.of(dates.claims[days[0]])) - 1) >= LEAST_MONTHS
    ordered = [dates.claims[day] for day in sorted(dates.claims)]
    assert ordered == sorted(set(ordered)) and max(dates.claims[day] for day in days) <= TODAY
    assert window(dates.claim_day) == window(lambda day: day)


def test_a_day_tells_nothing_to_who_knows_the_example_and_the_day_of_sharing() -> None:
    """The attacker knows that the claims reach up to that day, so the newest month, and with it each other one.

    What is known then (how many days each month holds, and their order) fits as many days as ever. The example's own days are right
    as often as days that are drawn without having seen it.
    """
    chance = random.Random(20261128)
    hits = blind = 0
    for _ in range(60):
        days = of(a_history(chance))
        example = moved(days, chance).claims
        hits += sum(example[day].day == day.day for day in days.claims)
        for month, held in groupby(days.claims, key=Month.of):
            true = [day.day for day in held]
            drawn = sorted(chance.sample(range(1, month.last_day.day + 1), len(true)))
            blind += sum(a == b for a, b in zip(true, drawn, strict=True))
    assert blind > 100 and abs(hits - blind) < 4 * (hits + blind) ** 0.5


@pytest.mark.parametrize("name", ["conditional", "high-cost"])
def test_the_attack_that_recovered_every_shift(name: str) -> None:
    """It puts the example back by whole weeks, or by days, at the newest place whose months hold the same claims: 25 of 25 once."""
    story = tell(Request((SAMPLES / name / "claims.csv",), draws=0))
    days = case_days(story.entries, (), None, None, None, TODAY)
    chance = random.Random(25)
    at_example = at_nothing = 0
    for _ in range(25):
        example = moved(days, chance).claims
        blind = move(days, 0, chance).claims  # drawn by who has seen no example, but knows the months
        newest = TODAY - example[days.own[-1]]
        guesses = [newest - dt.timedelta(days=n) for n in range(56)]
        found = max(sum(example[day] + guess == day for day in days.own) for guess in guesses)
        assert found < len(days.own) / 3
        at_example += found
        at_nothing += max(sum(blind[day] + dt.timedelta(n) == day for day in days.own) for n in range(-28, 29))
    assert at_example < at_nothing * 1.1


def test_every_number_of_months_is_drawn_alike() -> None:
    calendar = of(a_history(random.Random(7), dt.date(2022, 3, 20)))
    places = month_shifts(calendar)
    assert later_months(calendar) >= SEVERAL and len(places) > 200 and max(places) > 0
    assert all(max(move(calendar, n, random.Random(n)).claims.values()) <= TODAY for n in places[::20])


def test_of_a_fresh_history_it_is_said_that_its_months_are_known() -> None:
    assert later_months(of(a_history(random.Random(3)))) < SEVERAL
    assert "Your claims reach close to today" in _reach(0) and "leave the newest claims out" in _reach(0)
    assert "6 months" in _reach(5)


def test_a_month_that_is_full_moves_only_to_one_as_long() -> None:
    january = [dt.date(2024, 1, day) for day in range(1, 32)]
    shifts = month_shifts(of([*january, dt.date(2026, 3, 5)]))
    assert shifts and all(Month(2024, 1).plus(n).last_day.day == 31 for n in shifts)
    assert month_shifts(of([dt.date(1901, 1, 5), dt.date(2026, 11, 1)])) == []


def test_a_day_to_come_stays_to_come() -> None:
    past, ahead = dt.date(2026, 3, 5), dt.date(2026, 12, 20)
    days = of([past, ahead])
    for n in month_shifts(days):
        dates = move(days, n, random.Random(n)).claims
        assert dates[past] < TODAY < dates[ahead]
    assert month_shifts(of([dt.date(1901, 1, 3), dt.date(2100, 12, 20)])) == []


def test_the_day_that_was_named_stays_in_the_past() -> None:
    days = of([dt.date(2019, 1, 1)], as_of=dt.date(2024, 1, 1))
    assert max(month_shifts(days)) == 33  # October 2026


def test_the_case_files_days_keep_the_time_between_them_and_what_came_first() -> None:
    claims = a_history(random.Random(5), dt.date(2026, 9, 30))
    notice, received, start = dt.date(2026, 10, 2), dt.date(2026, 10, 6), dt.date(2027, 1, 11)
    quoted, letter = dt.date(2026, 9, 1), dt.date(2026, 11, 20)
    days = of(claims, file=(notice, received, start, quoted, letter), letter=letter)
    shifts, letters = set(), set()
    for seed in range(60):
        dates = moved(days, random.Random(seed))
        last = dates.claims[claims[-1]]
        assert dates.file_day(notice) > last >= dates.file_day(quoted)  # type: ignore[operator]
        assert dates.file.days % 7 == 0
        assert dates.file_day(received) <= dates.letter_day(letter) <= dates.file_day(letter)  # type: ignore[operator]
        shifts.add(round((dates.file - (last - claims[-1])).days / 7))
        letters.add((dates.file - dates.letter).days)
    assert len(shifts) > 4 and len(letters) > 10
