"""The window in words: how many months the files hold, how many count and why, which option changes it, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

from offsetcase.case.window import Month, Window, own_days
from offsetcase.model.ledger import LedgerLine

YEAR = 12
# Gaps that are named; a file with more has claims now and then, and no month of it is missing.
MOST_GAPS = 6


def month_gaps(entries: Sequence[LedgerLine]) -> list[Month]:
    """The months between the member's first and last claim in which no claim of any kind falls."""
    have = {Month.of(day) for day in own_days(entries)}
    if not have:
        return []
    month, last = min(have), max(have)
    gaps = []
    while month < last:
        if month not in have:
            gaps.append(month)
        month = month.plus(1)
    return gaps


def window_words(window: Window, entries: Sequence[LedgerLine]) -> list[str]:
    """Why so many months count, one sentence or two to each reason.

    Args:
        window: the months that count.
        entries: the ledger, for the months that the files hold.
    """
    days = own_days(entries)
    begins = window.begins or window.first
    sentences = []
    if days:
        held = Month.of(min(days)).until(Month.of(max(days)))
        sentences.append(
            f"The files hold claims from {min(days)} to {max(days)}, {_months(held)}; {_months(window.months)} "
            f"count{'s' if window.months == 1 else ''}, {window.first} to {window.last}."
        )
        later = Month.of(window.as_of).until(Month.of(max(days))) - 1 if window.as_of_asked else 0
        if later > 0:
            sentences.append(
                f"{_months(later)} after {window.as_of} {'are' if later > 1 else 'is'} left out (--as-of)."
            )
    sentences.extend(_end(window))
    if window.coverage_start:
        sentences.append(f"Coverage began on {window.coverage_start} (coverage_start under [member] in the case file).")
    sentences.extend(_length(window, begins))
    gaps = gap_words(month_gaps(entries))
    return [*sentences, gaps] if gaps else sentences


def gap_words(gaps: Sequence[Month]) -> str:
    """The months without a claim, and what to do about them; ``""`` where there are none."""
    if not gaps:
        return ""
    runs = _runs(gaps)
    shown = ", ".join(runs[:MOST_GAPS]) + (f" and {len(runs) - MOST_GAPS} more times" if len(runs) > MOST_GAPS else "")
    return (
        f"No claim at all in {shown}. If you had care or medicine then, download those months from each site, the insurer's and the "
        "pharmacy's, and name all files; do it now, since sites drop old months. If you had none, nothing is missing."
    )


def _end(window: Window) -> list[str]:
    """Why it ends where it does."""
    sentences = []
    month = Month.of(window.as_of)
    if window.as_of_asked:
        sentences.append(f"Claims count up to {window.as_of} (--as-of).")
    if window.as_of < month.last_day:
        sentences.append(
            f"{month} is left out: "
            + (
                f"{window.as_of} is not its last day."
                if window.as_of_asked
                else f"the latest claim is of {window.as_of}, so the month may not be complete. If the files hold all of it, say "
                f"--as-of {month.last_day} once that day is past."
            )
        )
    if window.run_out:
        sentences.append(
            f"The last {_months(window.run_out)} before that {'are' if window.run_out > 1 else 'is'} left out as well, since claims may "
            f"still come in (--run-out {window.run_out})."
        )
    return sentences


def _length(window: Window, begins: Month) -> list[str]:
    """Why it is as long as it is."""
    available = begins.until(window.last)
    left = available - window.months
    if window.months < YEAR:
        asked = f" --lookback {window.lookback} asks for no more." if window.lookback < min(available, YEAR) else ""
        return [f"That is less than a year, so a yearly figure is uncertain.{asked}"]
    if left <= 0:
        return []
    most = min(available, window.lookback)
    sentences = []
    if most % YEAR:
        short = YEAR - most % YEAR
        more = f" With {_months(short)} more it would be another year." if available <= window.lookback else ""
        sentences.append(f"Only whole years count, so that no part of a deductible year weighs twice.{more}")
    if available > window.lookback:
        sentences.append(f"At most {_months(window.lookback)} count (--lookback changes that).")
    before = f"{begins} to {window.first.plus(-1)}" if left > 1 else f"{begins}"
    return [*sentences, f"Not used: {before}, {_months(left)}."]


def _months(count: int) -> str:
    return f"{count} month{'' if count == 1 else 's'}"


def _runs(months: Sequence[Month]) -> list[str]:
    """Months that follow each other as one span."""
    spans: list[list[Month]] = []
    for month in months:
        if spans and spans[-1][-1].plus(1) == month:
            spans[-1].append(month)
        else:
            spans.append([month])
    return [str(span[0]) if len(span) == 1 else f"{span[0]} to {span[-1]}" for span in spans]
