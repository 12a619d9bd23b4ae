"""The dates' shift: whole weeks, the same for every date, and such that the months of the window hold the same claims.

A shift by weeks keeps weekdays and gaps but moves days over the ends of months, and with them the window of whole months
and its latest year. So each shift within some years is tried on the window's ends, and chance decides among those that fit.
"""

from __future__ import annotations

import datetime as dt
import random
from bisect import bisect_left
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from offsetcase.case.request import Request
from offsetcase.case.window import Month, Window, find_window
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import Amounts, ClaimLine, Source
from offsetcase.model.problem import OffsetcaseError

LEAST_WEEKS = 26
MOST_WEEKS = 20 * 52
FIRST_YEAR, LAST_YEAR = 1901, 2100  # what the reader takes for a year, with a year to spare at the lower end
_OPEN = (
    Disposition.OUTSIDE_WINDOW,
    Disposition.UNCLASSIFIED,
    Disposition.NOT_CONDITION_RELATED,
    Disposition.COUNTED,
)


@dataclass(frozen=True, slots=True)
class ShiftLimits:
    """Everything that a shift may change the meaning of.

    ``own`` are the member's days of service, which set the window; ``counting`` those of lines that the window decides
    about; ``others`` every further date that has to stay readable. All sorted, each day once.
    """

    own: tuple[dt.date, ...]
    counting: tuple[dt.date, ...]
    others: tuple[dt.date, ...]
    coverage_start: dt.date | None
    request: Request
    today: dt.date


def calendar_of(
    entries: Sequence[LedgerLine],
    others: Collection[dt.date],
    coverage_start: dt.date | None,
    request: Request,
    today: dt.date,
) -> ShiftLimits:
    """The dates of one case, from its settled ledger and its case file."""
    excluded = (Disposition.NOT_A_CLAIM, Disposition.OTHER_MEMBER)
    own: set[dt.date] = set()
    counting: set[dt.date] = set()
    rest = set(others)
    for entry in entries:
        day = entry.line.service_date
        if day is None:
            continue
        (rest if entry.disposition in excluded else own).add(day)
        if entry.disposition in _OPEN:
            counting.add(day)
        if entry.line.processed_date:
            rest.add(entry.line.processed_date)
    return ShiftLimits(tuple(sorted(own)), tuple(sorted(counting)), tuple(sorted(rest)), coverage_start, request, today)


def fitting_shifts(calendar: ShiftLimits, chance: random.Random) -> list[dt.timedelta]:
    """Every shift under which the same claims count, in an order that chance decides; there may be none."""
    wanted = _outcome(calendar, dt.timedelta(0))
    weeks = [n for n in range(-MOST_WEEKS, MOST_WEEKS + 1) if abs(n) >= LEAST_WEEKS]
    found = [
        shift
        for n in weeks
        if _usable(calendar, shift := dt.timedelta(weeks=n)) and _outcome(calendar, shift) == wanted
    ]
    chance.shuffle(found)
    return found


def later_places(calendar: ShiftLimits) -> int:
    """At how many later places in the calendar the same history would give the same result as well.

    Whoever knows when an example was shared knows that no claim is newer, and will guess the newest place that fits. With
    none later the guess is right, however the shift was drawn; a shift keeps all gaps and cannot hide where a history ends.
    """
    wanted = _outcome(calendar, dt.timedelta(0))
    later = (dt.timedelta(weeks=n) for n in range(1, MOST_WEEKS + 1))
    return sum(_usable(calendar, shift) and _outcome(calendar, shift) == wanted for shift in later)


def _usable(calendar: ShiftLimits, shift: dt.timedelta) -> bool:
    """Whether every date stays one that the reader takes, and no claim moves over today."""
    ends = [days[at] for days in (calendar.own, calendar.counting, calendar.others) if days for at in (0, -1)]
    if any(not FIRST_YEAR <= _year(day, shift) <= LAST_YEAR for day in ends):
        return False
    return all((day > calendar.today) == (day + shift > calendar.today) for day in calendar.own)


def _year(day: dt.date, shift: dt.timedelta) -> int:
    try:
        return (day + shift).year
    except OverflowError:
        return 0


def _outcome(calendar: ShiftLimits, shift: dt.timedelta) -> tuple[int, ...]:
    """How many months the window holds and which of the sorted days lie in it and in its latest year."""
    window = _window(calendar, shift)
    if window is None:
        return ()
    starts = (window.first, window.last.plus(-11), window.last.plus(1))
    return (window.months, *(bisect_left(calendar.counting, _first_day(month) - shift) for month in starts))


def _first_day(month: Month) -> dt.date:
    return dt.date(month.year, month.month, 1)


def _window(calendar: ShiftLimits, shift: dt.timedelta) -> Window | None:
    """The window that the pipeline would find, or ``None`` where it would find too short a history."""
    known = [day + shift for day in calendar.own if day + shift <= calendar.today]
    request = calendar.request
    ends = [LedgerLine(ClaimLine(Source("", "", 0), 0, "claims", Amounts(), day)) for day in {*known[:1], *known[-1:]}]
    try:
        return find_window(
            ends,
            today=calendar.today,
            as_of=None if request.as_of is None else request.as_of + shift,
            lookback=request.lookback,
            run_out=request.run_out,
            coverage_start=None if calendar.coverage_start is None else calendar.coverage_start + shift,
            allow_short=request.allow_short_history,
        )
    except OffsetcaseError:
        return None
