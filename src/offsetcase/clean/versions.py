"""A claim that was processed again with other amounts, another code or another day: one version counts."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from offsetcase.clean.items import Item, leave_row_out, repeated
from offsetcase.model.ledger import Disposition
from offsetcase.model.lines import ClaimLine
from offsetcase.model.money import show_money
from offsetcase.model.problem import Problem

SHOWN = 3
# One claim line is corrected once or twice; where many seem to be, the numbers aren't those of claim lines.
MOST_VERSIONS = 3
FEW = 5


class _Told(NamedTuple):
    """Two versions, for the reader: the one that counts, and one that doesn't."""

    stands: Item
    gone: Item


def mark_versions(items: Sequence[Item], is_negative: Callable[[ClaimLine], bool]) -> list[Problem]:
    """Settle superseded versions as ``reversed``.

    Args:
        items: numbered lines, with those that reversals have settled.
        is_negative: whether a line takes money back.

    Returns:
        One message about versions, and one about lines that could as well be two services.
    """
    again = repeated(items, attrgetter("number"))
    newest = _newest_days(items) if again else {}
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in again:
        if item.open:
            groups[item.numbering, item.number, item.line_no, item.own.key, item.line.service_date].append(item)
    told: list[_Told] = []
    doubtful: list[tuple[Item, Item]] = []
    for group in groups.values():
        if len(group) < 2:
            continue
        known = [item for item in group if item.paid[0] is not None]
        if len(known) < 2 or any(is_negative(item.line) for item in group) or len({item.paid for item in known}) < 2:
            continue
        told.extend(_of_files(known, newest))
        by_file: dict[int, list[Item]] = defaultdict(list)
        for item in known:
            if item.open:
                by_file[item.line.file_no].append(item)
        for own in by_file.values():
            told.extend(_in_file(own))
            left = [item for item in own if item.open]
            if len({item.paid for item in left}) > 1:
                doubtful.append((left[0], left[1]))
    told.extend(_corrected(items, again, is_negative))
    return [*_versions(told), *_doubtful(doubtful), *_suffixed(items, is_negative)]


def _newest_days(items: Sequence[Item]) -> dict[int, dt.date]:
    """The last day of service that each file knows."""
    newest: dict[int, dt.date] = {}
    for item in items:
        day = item.line.service_date
        if day and day > newest.get(item.line.file_no, dt.date.min):
            newest[item.line.file_no] = day
    return newest


# "C1000-01", "C1000R1", "C1000 A": an insurer's mark for an adjusted or a parted claim.
_SUFFIX = re.compile(r"(?P<base>[a-z]*\d{4,}[a-z]*?)(?:[-/_.](?:[a-z]?\d{1,2}|[a-z])|[arvc]\d{1,2}|[arv])")


_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def _bases(numbers: set[str]) -> dict[str, str]:
    """What stands before the mark in the numbers that have one; letters and then digits alone have none."""
    bases = {}
    for number in numbers:
        if not number.lstrip(_LETTERS).isdigit() and (match := _SUFFIX.fullmatch(number)):
            bases[number] = match["base"]
    return bases


def _suffixed(items: Sequence[Item], is_negative: Callable[[ClaimLine], bool]) -> list[Problem]:
    """Claim numbers that differ only by a suffix, of one day, provider and drug or code: perhaps one claim, adjusted."""
    marked = _bases({item.number for item in items})
    bases = set(marked.values())
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items if bases else ():
        base = marked.get(item.number, item.number)
        if base in bases and item.open and item.paid[0] and not is_negative(item.line):
            line = item.line
            groups[item.numbering, base, line.service_date, line.provider.casefold(), item.own.key].append(item)
    pairs = [group for group in groups.values() if len({item.number for item in group}) > 1]
    if not pairs:
        return []
    one, other = pairs[0][:2]
    count = len(pairs)
    return [
        Problem(
            "W-MAYBE-TWICE",
            f"{count} claim{'s stand' if count > 1 else ' stands'} under numbers that differ only by a suffix, with one day, provider and "
            f"procedure; they may be one claim that was adjusted, and all are counted (the first: {one.line.claim_id} with {_money(one)} "
            f"and {other.line.claim_id} with {_money(other)}, {one.line.source} and row {other.line.source.row}).",
            "if one replaces the other, leave the older out with a rule in claims.rules.toml:\n"
            + leave_row_out(one.line, one.format),
        )
    ]


def _of_files(group: Sequence[Item], newest: dict[int, dt.date]) -> list[_Told]:
    """One claim's lines as each file has them: those of the file that knows the last version stand."""
    files = set().union(*(item.files for item in group))
    alone = {number: [item for item in group if item.files == {number}] for number in files}
    apart = {number: own for number, own in alone.items() if own}
    if len(apart) < 2:
        return []

    def order(number: int) -> tuple[Any, ...]:
        return newest.get(number, dt.date.min), -sum((item.paid[0] or Decimal(0) for item in apart[number]), Decimal(0))

    processed = {number: max(item.line.processed_date or dt.date.min for item in own) for number, own in apart.items()}
    last = max(processed.values())
    latest = [number for number, day in processed.items() if day == last and last != dt.date.min]
    known = dt.date.min not in processed.values()
    stands = latest[0] if known and len(latest) == 1 else max(apart, key=order)
    told = []
    for item in group:
        if stands not in item.files:
            kept = next((one for one in apart[stands] if one.line_no == item.line_no), apart[stands][0])
            item.entry.settle(Disposition.REVERSED, f"an earlier version of {kept.line.source}")
            told.append(_Told(kept, item))
    return told


def _in_file(group: Sequence[Item]) -> list[_Told]:
    """Lines of one file under one line number, processed on different days: the last stands."""
    days = {item.line.processed_date for item in group}
    if len(group) < 2 or None in days or len(days) < 2 or not all(item.line.line_id for item in group):
        return []
    last = max(day for day in days if day)
    latest = [item for item in group if item.line.processed_date == last]
    stands = min(latest, key=lambda item: item.paid[0] or Decimal(0))
    for item in group:
        if item is not stands:
            item.entry.settle(Disposition.REVERSED, f"an earlier version of {stands.line.source}")
    differ = [item for item in latest if item.paid[0] != stands.paid[0]]
    return [_Told(stands, item) for item in differ[:1]]


def _may_be_corrected(item: Item) -> bool:
    line = item.line
    return item.open and bool(line.line_id and line.processed_date) and line.claim_id != line.rx


def _corrected(items: Sequence[Item], again: Sequence[Item], is_negative: Callable[[ClaimLine], bool]) -> list[_Told]:
    """One claim and line with a corrected code, or on a corrected day, processed later.

    Args:
        items: all numbered lines.
        again: those of them whose number stands more than once.
        is_negative: whether a line takes money back.
    """
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in again:
        if _may_be_corrected(item):
            groups[item.numbering, item.number, item.line_no].append(item)
    corrected = []
    for group in groups.values():
        if not 2 <= len(group) <= MOST_VERSIONS or any(is_negative(item.line) for item in group):
            continue
        days = {item.line.service_date for item in group}
        whats = {item.own.key for item in group}
        processed = Counter(item.line.processed_date for item in group)
        if (len(days) > 1) is not (len(whats) > 1) and len(processed) == len(group):
            corrected.append(group)
    if len(corrected) > FEW:
        lines = {(item.numbering, item.number, item.line_no) for item in items if _may_be_corrected(item)}
        if len(corrected) > len(lines) // FEW:
            return []
    told = []
    for group in corrected:
        stands = max(group, key=lambda item: item.line.processed_date or dt.date.min)
        for item in group:
            if item is not stands:
                item.entry.settle(Disposition.REVERSED, f"an earlier version of {stands.line.source}")
                told.append(_Told(stands, item))
    return told


def _versions(told: Sequence[_Told]) -> list[Problem]:
    if not told:
        return []
    shown = "; ".join(
        f"{one.stands.line.claim_id}: {_money(one.stands)} counts ({one.stands.line.source}), "
        f"{_money(one.gone)} doesn't ({one.gone.line.source})"
        for one in told[:SHOWN]
    )
    more = f"; and {len(told) - SHOWN} more" if len(told) > SHOWN else ""
    count = len({(one.stands.numbering, one.stands.number, one.stands.line_no) for one in told})
    return [
        Problem(
            "W-VERSIONS",
            f"{count} claim line{'s stand' if count > 1 else ' stands'} more than once, processed again or corrected; the last "
            f"version is counted, else the smaller amount. {shown}{more}.",
            "look at these claims on the insurer's site; a row can be left out with [[drop]] in claims.rules.toml.",
        )
    ]


def _doubtful(pairs: Sequence[tuple[Item, Item]]) -> list[Problem]:
    if not pairs:
        return []
    one, other = pairs[0]
    count = len(pairs)
    return [
        Problem(
            "W-MAYBE-TWICE",
            f"{count} claim number{'s have' if count > 1 else ' has'} lines of one day with different amounts that nothing "
            f"tells apart; they may be two services or two versions, and all are counted (the first: {one.line.claim_id}, "
            f"{_money(one)} and {_money(other)}, {one.line.source} and row {other.line.source.row}).",
            "if one replaces the other, leave the older out with a rule in claims.rules.toml:\n"
            + leave_row_out(one.line, one.format),
        )
    ]


def _money(item: Item) -> str:
    return "an unknown amount" if item.paid[0] is None else show_money(item.paid[0])
