"""A claim that was paid, and that a later row calls denied, or reversed without saying the amount: it isn't paid any more."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from offsetcase.clean.items import Item, items_of, leave_row_out
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import Status
from offsetcase.model.money import show_money
from offsetcase.model.problem import Problem

SHOWN = 3


def mark_withdrawn(
    entries: Sequence[LedgerLine], items: Sequence[Item], formats: Mapping[int, str], newest: Mapping[int, dt.date]
) -> list[Problem]:
    """Settle what was paid and later denied as ``reversed``.

    Args:
        entries: every line, those whose status has settled them among them.
        items: the open lines, after ``duplicate``.
        formats: each file's format by its number.
        newest: the last day of service that each file knows.

    Returns:
        What a reader must be told: with both places, and what could be one or the other.
    """
    numbered = [item for item in items if item.open and item.number]
    words = [item for item in numbered if item.line.status is Status.REVERSED and not any(item.paid)]
    words += items_of([one for one in entries if one.disposition is Disposition.DENIED], formats)
    if not words:
        return []
    paid: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in numbered:
        if item.line.status is Status.PAID and item.paid[0] is not None and item.paid[0] > 0:
            paid[_key(item)].append(item)
    gone: list[tuple[Item, Item]] = []
    doubtful: list[tuple[Item, Item]] = []
    for word in words:
        for item in paid.get(_key(word), ()):
            if not item.open:
                continue
            later = _is_later(word, item, newest)
            if later:
                item.entry.settle(Disposition.REVERSED, f"{_said(word)} later ({word.line.source})")
                gone.append((item, word))
            elif later is None:
                doubtful.append((item, word))
    return [*_told(gone), *_asked(doubtful)]


def _key(item: Item) -> tuple[Any, ...]:
    return item.format, item.number, item.line_no, item.own.key, item.line.service_date


def _is_later(word: Item, item: Item, newest: Mapping[int, dt.date]) -> bool | None:
    """Whether the word is the later of the two; ``None`` where nothing tells, and both may be lines of one claim."""
    days = word.line.processed_date, item.line.processed_date
    apart = word.line.file_no not in item.files
    if days[0] and days[1] and days[0] != days[1] and (apart or item.line.line_id):
        return days[0] > days[1]
    if apart:
        return newest.get(word.line.file_no, dt.date.min) >= newest.get(item.line.file_no, dt.date.min)
    return None if item.line.line_id or word.line.status is Status.REVERSED else False


def _said(word: Item) -> str:
    return "denied" if word.line.status is Status.DENIED else "reversed"


def _told(gone: Sequence[tuple[Item, Item]]) -> list[Problem]:
    if not gone:
        return []
    count = len(gone)
    shown = "; ".join(
        f"{item.line.claim_id}: {show_money(item.paid[0] or Decimal(0))} ({item.line.source}), {_said(word)} in {word.line.source}"
        for item, word in gone[:SHOWN]
    )
    more = f"; and {count - SHOWN} more" if count > SHOWN else ""
    return [
        Problem(
            "W-VERSIONS",
            f"{count} claim line{'s stand' if count > 1 else ' stands'} as paid and, later, as denied or reversed; what was paid "
            f"doesn't count. {shown}{more}.",
            "look at these claims on the insurer's site; a row can be left out with [[drop]] in claims.rules.toml.",
        )
    ]


def _asked(doubtful: Sequence[tuple[Item, Item]]) -> list[Problem]:
    if not doubtful:
        return []
    item, word = doubtful[0]
    count = len(doubtful)
    return [
        Problem(
            "W-MAYBE-TWICE",
            f"{count} claim line{'s stand' if count > 1 else ' stands'} in one file as paid and as {_said(word)}, and no date tells "
            f"which is the later; what was paid is counted (the first: {item.line.claim_id}, {show_money(item.paid[0] or Decimal(0))}, "
            f"{item.line.source}, and row {word.line.source.row}).",
            "if it isn't paid any more, leave it out with a rule in claims.rules.toml:\n"
            + leave_row_out(item.line, item.format),
        )
    ]
