"""A claim that was processed again with other amounts, another code or another day: one version counts."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, NamedTuple

from offsetcase.clean.items import Item, leave_row_out, repeated
from offsetcase.model.ledger import Disposition
from offsetcase.model.lines import ClaimLine
from offsetcase.model.money import show_money
from offsetcase.model.problem import Problem

SHOWN = 3
# One claim line is corrected once or twice; where more than a few seem to be, and they are more than one line in a few, the
# numbers aren't those of claim lines.
MOST_VERSIONS = 3
FEW = 5


class _Told(NamedTuple):
    """Two versions, for the reader: the one that counts, and one that doesn't."""

    stands: Item
    gone: Item


class _Version(NamedTuple):
    """What some files, and they alone, have of a claim's service."""

    files: set[int]
    lines: list[Item]

    @property
    def processed(self) -> dt.date | None:
        """The last day on which one of them was processed, or ``None``."""
        return max((day for item in self.lines if (day := item.line.processed_date)), default=None)


def mark_versions(
    items: Sequence[Item], is_negative: Callable[[ClaimLine], bool], newest: Mapping[int, dt.date]
) -> list[Problem]:
    """Settle superseded versions as ``reversed``.

    Args:
        items: numbered lines, with those that reversals have settled.
        is_negative: whether a line takes money back.
        newest: the last day of service that each file knows.

    Returns:
        One message about versions, and one about lines that could as well be two services.
    """
    again = repeated(items, attrgetter("number"))
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in again:
        if item.open:
            groups[item.numbering, item.number, item.line_no, item.own.key, item.line.service_date].append(item)
    told: list[_Told] = []
    doubtful: list[tuple[Item, Item]] = []
    for group in groups.values():
        known = [item for item in group if item.paid[0] is not None]
        if any(is_negative(item.line) for item in group):
            continue
        if len({item.paid for item in known}) > 1:
            for _, own in _by_file(known):
                told.extend(_in_file(own))
            told.extend(_of_files([item for item in known if item.open], newest))
        for _, (first, *others) in _by_file(known):
            if unlike := [other for other in others if other.paid != first.paid]:
                doubtful.append((first, unlike[0]))
                break
    told.extend(_corrected(items, again, is_negative))
    return [*_versions(told), *_doubtful(doubtful), *_suffixed(items, is_negative)]


def newest_days(lines: Iterable[ClaimLine]) -> dict[int, dt.date]:
    """The last day of service that each file knows, by its number; a file without any isn't there.

    Every line says it, those too that stand in another file or are somebody else's.
    """
    newest: dict[int, dt.date] = {}
    for line in lines:
        if day := line.service_date:
            newest[line.file_no] = max(day, newest.get(line.file_no, day))
    return newest


def _by_file(group: Sequence[Item]) -> Iterator[tuple[int, list[Item]]]:
    """Each file that has a claim's open lines, with those that it has; a copy's file has the line that was kept."""
    for number in sorted(set().union(*(item.files for item in group))):
        if own := [item for item in group if item.open and number in item.files]:
            yield number, own


# "C1000-01", "C1000R1", "C1000 A": an insurer's mark for an adjusted or a parted claim.
_SUFFIX = re.compile(r"(?P<base>[a-z]*\d{4,}[a-z]*?)(?:[-/_.](?:[a-z]?\d{1,2}|[a-z])|[arvc]\d{1,2}|[arv])")


def _bases(numbers: set[str]) -> dict[str, str]:
    """What stands before the mark in the numbers that have one; letters and then digits alone have none."""
    return {number: match["base"] for number in numbers if (match := _SUFFIX.fullmatch(number))}


def _suffixed(items: Sequence[Item], is_negative: Callable[[ClaimLine], bool]) -> list[Problem]:
    """Claim numbers that differ only by a suffix, of one day, provider and drug or code: perhaps one claim, adjusted."""
    marked = _bases({item.number for item in items})
    bases = set(marked.values())
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        base = marked.get(item.number, item.number)
        if base in bases and item.open and item.paid[0] and not is_negative(item.line):
            line = item.line
            groups[item.numbering, base, line.service_date, line.provider.casefold(), item.own.key].append(item)
    pairs = [
        (first, other)
        for first, *others in groups.values()
        for other in [item for item in others if item.number != first.number][:1]
    ]
    if not pairs:
        return []
    one, other = pairs[0]
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


def _of_files(group: Sequence[Item], newest: Mapping[int, dt.date]) -> list[_Told]:
    """One claim's lines as each file has them: those of the files that know the last version stand.

    Files with the same lines of the claim speak as one: it may be last month's download that the newest differs from, or the last three.
    """
    holding: dict[tuple[Item, ...], set[int]] = defaultdict(set)
    for number, own in _by_file(group):
        holding[tuple(own)].add(number)
    # What only these files have. A line that others have too is no version of theirs, but another service.
    alone = [(files, [item for item in lines if item.files == files]) for lines, files in holding.items()]
    apart = [_Version(files, own) for files, own in alone if own]
    if len(apart) < 2:  # one file may have a line more, or one has this line and another that one
        return []
    dated = all(version.processed for version in apart)

    def order(version: _Version) -> tuple[Any, ...]:
        day = version.processed if dated else None
        reach = max(newest.get(number, dt.date.min) for number in version.files)
        return day or dt.date.min, reach, -sum(_plan(item) for item in version.lines)

    last = max(apart, key=order)
    return [_supersede(item, last.lines[0]) for item in group if not item.files & last.files]


def _in_file(group: Sequence[Item]) -> list[_Told]:
    """Lines of one file under one line number, processed on different days: the last stands."""
    days = {item.line.processed_date or dt.date.min for item in group}
    if dt.date.min in days or len(days) < 2 or not all(item.line.line_id for item in group):
        return []
    latest = [item for item in group if item.line.processed_date == max(days)]
    stands = min(latest, key=_plan)
    told = [_supersede(item, stands) for item in group if item is not stands]
    # A later day settles it. What was processed last in two ways is for the reader to look at.
    return [one for one in told if one.gone in latest and _plan(one.gone) != _plan(stands)]


def _supersede(item: Item, stands: Item) -> _Told:
    item.entry.settle(Disposition.REVERSED, f"an earlier version of {stands.line.source}")
    return _Told(stands, item)


def _plan(item: Item) -> Decimal:
    """What the plan paid, of a line that says so."""
    amount = item.paid[0]
    assert amount is not None
    return amount


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
        if len(group) > MOST_VERSIONS or any(is_negative(item.line) for item in group):
            continue
        days = {item.line.service_date for item in group}
        whats = {item.own.key for item in group}
        processed = {item.line.processed_date for item in group}
        if (len(days) > 1) is not (len(whats) > 1) and len(processed) == len(group):
            corrected.append(group)
    if len(corrected) > FEW:
        lines = {(item.numbering, item.number, item.line_no) for item in items if _may_be_corrected(item)}
        if len(corrected) * FEW > len(lines):
            return []
    told: list[_Told] = []
    for group in corrected:
        stands = max(group, key=lambda item: item.line.processed_date or dt.date.min)
        told.extend(_supersede(item, stands) for item in group if item is not stands)
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
            f"{count} claim number{'s have' if count > 1 else ' has'} lines of one day and procedure that differ only in "
            f"their amounts; they may be two services or two versions, and all are counted (the first: "
            f"{one.line.claim_id}, {_money(one)} and {_money(other)}, {one.line.source} and row {other.line.source.row}).",
            "if one replaces the other, leave the older out with a rule in claims.rules.toml:\n"
            + leave_row_out(one.line, one.format),
        )
    ]


def _money(item: Item) -> str:
    return "an unknown amount" if item.paid[0] is None else show_money(item.paid[0])
