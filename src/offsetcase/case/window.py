"""The baseline's window: which months of service count, by the method's section 3."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from offsetcase.case.request import DEFAULT_LOOKBACK
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.problem import Problem, input_error, usage_error

SHORT = 6


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: dt.date) -> Month:
        """The month a day falls in."""
        return cls(day.year, day.month)

    def plus(self, months: int) -> Month:
        """This many months later (earlier, when negative)."""
        index = self.year * 12 + self.month - 1 + months
        return Month(index // 12, index % 12 + 1)

    def until(self, other: Month) -> int:
        """How many months from this one to the other, both counted; 0 or less when the other is earlier."""
        return (other.year - self.year) * 12 + other.month - self.month + 1

    @property
    def last_day(self) -> dt.date:
        """The month's last day."""
        return dt.date(self.year, self.month, calendar.monthrange(self.year, self.month)[1])

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"


@dataclass(frozen=True, slots=True)
class Window:
    """The months that count, and why it holds so many. ``months`` is M.

    ``begins`` is the month from which claims or coverage are known; the other fields are what the user asked for.
    ``window_words`` says it all in words.
    """

    first: Month
    last: Month
    as_of: dt.date
    begins: Month | None = None
    as_of_asked: bool = False
    lookback: int = DEFAULT_LOOKBACK
    run_out: int = 0
    coverage_start: dt.date | None = None

    @property
    def months(self) -> int:
        """M."""
        return self.first.until(self.last)

    def holds(self, day: dt.date) -> bool:
        """Whether a day of service lies inside."""
        return self.first <= Month.of(day) <= self.last

    def months_of(self, year: int) -> int:
        """How many months of a calendar year lie inside."""
        first, last = max(self.first, Month(year, 1)), min(self.last, Month(year, 12))
        return max(first.until(last), 0)

    def in_latest_year(self, day: dt.date) -> bool:
        """Whether a day lies in the window's last twelve months."""
        return self.last.plus(-11) <= Month.of(day) <= self.last


def own_days(entries: Sequence[LedgerLine]) -> list[dt.date]:
    """The days of service of the member's rows, in file order; rows that are not claims count for nothing."""
    excluded = (Disposition.NOT_A_CLAIM, Disposition.OTHER_MEMBER)
    return [e.line.service_date for e in entries if e.disposition not in excluded and e.line.service_date]


def find_window(
    entries: Sequence[LedgerLine],
    *,
    today: dt.date,
    as_of: dt.date | None,
    lookback: int,
    run_out: int,
    coverage_start: dt.date | None,
    allow_short: bool,
) -> Window:
    """The window of one member's rows.

    Args:
        entries: the ledger, early dispositions made.
        today: no day after it counts as of.
        as_of: the day the user names, or ``None`` for the latest service date.
        lookback: the most months.
        run_out: months before ``as_of`` whose claims may not have come in yet.
        coverage_start: the first day of coverage under this plan, if known.
        allow_short: whether fewer than six months may be used.

    Raises:
        OffsetcaseError: no dated row of the member (status 4), too short a history (status 4), ``as_of`` in the
            future (status 2).
    """
    days = own_days(entries)
    known = [day for day in days if day <= today]
    if not known:
        raise input_error(
            "E-NO-ROWS",
            "no claim of this member has a date of service up to today.",
            "check the files' dates.",
        )
    if as_of is not None and as_of > today:
        raise usage_error(
            "E-AS-OF",
            f"--as-of {as_of} lies in the future.",
            "use the day up to which the claims are complete.",
        )
    end = as_of or max(known)
    last = Month.of(end) if end == Month.of(end).last_day else Month.of(end).plus(-1)
    last = last.plus(-run_out)
    first = Month.of(coverage_start) if coverage_start else Month.of(min(known))
    available = first.until(last)
    months = min(available, lookback)
    if months >= 12:
        months -= months % 12
    if months < 1 or (months < SHORT and not allow_short):
        held = [day for day in known if day <= end] or known
        span = f"{last.plus(1 - months)} to {last}" if months > 0 else f"the claims are of {min(held)} to {max(held)}"
        whole = "no complete month" if months < 1 else f"only {months} complete month{'s' if months > 1 else ''}"
        raise input_error(
            "E-SHORT-HISTORY",
            f"the window holds {whole} of service ({span}); at least {SHORT} are needed for a fair yearly figure.",
            "download a longer span (three years is best)."
            + (" Or use --allow-short-history; the letter then states it." if months >= 1 else ""),
        )
    return Window(
        last.plus(1 - months),
        last,
        end,
        begins=first,
        as_of_asked=as_of is not None,
        lookback=lookback,
        run_out=run_out,
        coverage_start=coverage_start,
    )


def future_rows(entries: Sequence[LedgerLine], as_of: dt.date) -> list[Problem]:
    """A warning for rows with a day of service that is still to come."""
    ahead = max(as_of, dt.date.today())
    future = [e for e in entries if e.line.service_date and e.line.service_date > ahead and not e.line.note]
    if not future:
        return []
    return [
        Problem.at(
            future[0].line.source,
            "W-FUTURE",
            f"{len(future)} row{'s have' if len(future) > 1 else ' has'} a date of service in the future; not counted.",
        )
    ]
