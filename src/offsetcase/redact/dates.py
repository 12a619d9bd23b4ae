"""The dates of an example: each month moves as a whole, and the days inside it are drawn anew in the same order.

What the claims come to hangs on the months they lie in, on which came first and on which share a day; on nothing else of
their dates. So these three are kept, and the days, weekdays and gaps are not: where a history is known to reach up to the day
of sharing, its months are known without any example, and the example's days tell nothing of the true ones.

The case file's own days (a notice, a deadline, a letter) are of use by the time between them. They keep it, and move by whole
weeks of their own.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from offsetcase.case.window import Month
from offsetcase.model.ledger import Disposition, LedgerLine

LEAST_MONTHS = 6
MOST_MONTHS = 20 * 12
FIRST_YEAR, LAST_YEAR = 1901, 2100  # what the reader takes for a year, with a year to spare at the lower end
WEEKS_APART = 8  # how far the case file's days may stray from the claims'
LETTER_EARLIER = 27  # a letter's day is often the day of sharing, so it moves by some days of its own
_WEEK = dt.timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class CaseDays:
    """Every date of one case.

    ``own`` are the member's days of service and ``claims`` these with all others of the claims, the first day of coverage
    and a day named with ``--as-of``; both sorted, each day once. ``end`` is the day up to which the claims are complete, which
    sets the window. ``file`` are the days of the case file, ``letter`` the letter's own among them.
    """

    own: tuple[dt.date, ...]
    claims: tuple[dt.date, ...]
    end: dt.date | None
    file: tuple[dt.date, ...]
    letter: dt.date | None
    today: dt.date


@dataclass(frozen=True, slots=True)
class MovedDates:
    """Where each date of one case went.

    ``claims`` says it for each day of the claims, ``file`` is how far the case file's days move, and ``letter`` the letter's.
    """

    claims: Mapping[dt.date, dt.date]
    file: dt.timedelta
    letter: dt.timedelta

    def claim_day(self, day: dt.date | None) -> dt.date | None:
        """A day of the claims, of coverage or of ``--as-of``; ``None`` stays ``None``."""
        return None if day is None else self.claims[day]

    def file_day(self, day: dt.date | None) -> dt.date | None:
        """A day of the case file; ``None`` stays ``None``."""
        return None if day is None else day + self.file

    def letter_day(self, day: dt.date | None) -> dt.date | None:
        """The letter's own day; ``None`` stays ``None``."""
        return None if day is None else day + self.letter


def case_days(
    entries: Sequence[LedgerLine],
    file: Collection[dt.date],
    letter: dt.date | None,
    coverage_start: dt.date | None,
    as_of: dt.date | None,
    today: dt.date,
) -> CaseDays:
    """The dates of one case, from its settled ledger and its case file."""
    excluded = (Disposition.NOT_A_CLAIM, Disposition.OTHER_MEMBER)
    own: set[dt.date] = set()
    claims = {day for day in (coverage_start, as_of) if day}
    for entry in entries:
        claims.update(day for day in (entry.line.service_date, entry.line.processed_date) if day)
        if entry.line.service_date and entry.disposition not in excluded:
            own.add(entry.line.service_date)
    end = as_of or max((day for day in own if day <= today), default=None)
    return CaseDays(tuple(sorted(own)), tuple(sorted(claims)), end, tuple(sorted(file)), letter, today)


def month_shifts(days: CaseDays) -> list[int]:
    """By how many months the claims can move, so that every month holds its days and no service moves over today."""
    return [n for n in _fitting(days, -MOST_MONTHS) if abs(n) >= LEAST_MONTHS]


def later_months(days: CaseDays) -> int:
    """In how many later months the history could end as well, for somebody who knows the day of sharing.

    Whoever knows that a history reaches up to it knows its last month, and with it each other one. Its days are told by nothing.
    """
    return len(_fitting(days, 1))


def move(days: CaseDays, months: int, chance: random.Random) -> MovedDates:
    """Draw where each date goes.

    Args:
        days: the dates of the case.
        months: one of ``month_shifts``.
        chance: where the days come from.
    """
    claims: dict[dt.date, dt.date] = {}
    for month, held in _by_month(days.claims):
        target = month.plus(months)
        drawn = sorted(chance.sample(range(1, _free(days, target, held) + 1), len(held) - _stays_last(days, held)))
        if _stays_last(days, held):
            drawn.append(target.last_day.day)
        claims |= {day: dt.date(target.year, target.month, number) for day, number in zip(held, drawn, strict=True)}
    last = max((day for day in days.own if day <= days.today), default=None)
    file = _file_shift(days, last, claims[last] if last else None, months, chance)
    return MovedDates(claims, file, _letter_shift(days, last, claims[last] if last else None, file, chance))


def _by_month(claims: Sequence[dt.date]) -> Iterator[tuple[Month, list[dt.date]]]:
    for month, held in groupby(claims, key=Month.of):
        yield month, list(held)


def _stays_last(days: CaseDays, held: Sequence[dt.date]) -> bool:
    """Whether a month's last day is the one that makes it a whole month, which decides where the window ends."""
    return held[-1] == days.end == Month.of(held[-1]).last_day


def _free(days: CaseDays, target: Month, held: Sequence[dt.date]) -> int:
    """How many first days of a month its claims may lie on: not the last one, where that is kept or would make it a whole month."""
    return target.last_day.day - (held[-1] == days.end)


def _fitting(days: CaseDays, least: int) -> list[int]:
    now = Month.of(days.today)
    known = [day for day in (*days.own, *filter(None, [days.end])) if day <= days.today]
    past = Month.of(max(known)) if known else None
    future = min((Month.of(day) for day in days.own if day > days.today), default=None)
    needs = [
        (month, len(held) - _stays_last(days, held), held[-1] == days.end) for month, held in _by_month(days.claims)
    ]
    ends = [month.year for month, _, _ in (needs[:1] + needs[-1:])] + [
        day.year for day in (days.file[:1] + days.file[-1:])
    ]
    fitting = []
    for n in range(least, MOST_MONTHS + 1):
        if (past and past.plus(n) >= now) or (future and future.plus(n) <= now):
            continue
        # A year to spare: the case file's days move by weeks.
        if min(ends, default=now.year) + n // 12 < FIRST_YEAR or max(ends, default=now.year) + n // 12 + 1 > LAST_YEAR:
            continue
        if all(need <= month.plus(n).last_day.day - less for month, need, less in needs):
            fitting.append(n)
    return fitting


def _file_shift(
    days: CaseDays, last: dt.date | None, moved: dt.date | None, months: int, chance: random.Random
) -> dt.timedelta:
    """Whole weeks, near to how far the claims move; what came after the newest claim stays after it, and best what came before it too."""
    if last is None or moved is None:
        return _WEEK * (months * 1461 // 336)  # 1,461 days are 48 months
    near = (moved - last) // _WEEK
    shifts = [_WEEK * weeks for weeks in range(near - WEEKS_APART, near + WEEKS_APART + 1)]
    later = [shift for shift in shifts if all(day + shift > moved for day in days.file if day > last)]
    both = [shift for shift in later if all(day + shift <= moved for day in days.file if day <= last)]
    return chance.choice(both or later)  # eight weeks later than the claims is later than any of them


def _letter_shift(
    days: CaseDays, last: dt.date | None, moved: dt.date | None, file: dt.timedelta, chance: random.Random
) -> dt.timedelta:
    """As the other days of the case file, and some days less where none of them and no claim is in the way."""
    if days.letter is None:
        return file
    before = [day + file for day in days.file if day < days.letter]
    if last and moved and last < days.letter:
        before.append(moved + dt.timedelta(days=1))
    room = (days.letter + file - max(before)).days if before else LETTER_EARLIER
    same = days.file.count(days.letter) > 1
    return file - dt.timedelta(days=0 if same else chance.randint(0, min(max(room, 0), LETTER_EARLIER)))
