"""Netting: money that came back is not counted as spent."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from offsetcase.clean.items import Item, open_items
from offsetcase.clean.versions import mark_versions
from offsetcase.model.ledger import Disposition
from offsetcase.model.lines import ClaimLine, Status
from offsetcase.model.problem import Problem


def is_negative(line: ClaimLine) -> bool:
    """Whether a line takes money back: plan-paid below zero, or nothing from the plan and the member's share below zero."""
    plan, member = line.amounts.plan_paid, line.amounts.member_paid
    return (plan is not None and plan < 0) or (not plan and member is not None and member < 0)


def mark_reversals(items: Sequence[Item], newest: Mapping[int, dt.date]) -> list[Problem]:
    """Settle what was reversed or superseded as ``reversed``, group by group.

    Args:
        items: lines in file order; those that are settled already are passed over.
        newest: the last day of service that each file knows.

    Returns:
        What a reader must be told: versions, lines that may be versions, and negative lines without a partner.
    """
    groups = _with_money_back(items)
    for group in groups:
        _match_negatives(group)
        _status_reversals(group)
    problems = mark_versions([item for item in items if item.number], is_negative, newest)
    for group in groups:
        problems.extend(_left_over(group))
    return problems


def _with_money_back(items: Sequence[Item]) -> list[list[Item]]:
    """The lines of one claim, or of one day and service without its number, where one of them takes money back."""
    back = {_group(item) for item in items if item.line.status is Status.REVERSED or is_negative(item.line)}
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        if (key := _group(item)) in back:
            groups[key].append(item)
    return list(groups.values())


def _group(item: Item) -> tuple[Any, ...]:
    if item.number:
        return item.numbering, item.number, item.line_no, item.own.key
    return ("", item.line.service_date, item.own.key)


def _any_day(item: Item) -> bool:
    """Whether the number is one claim's. A prescription's number stands on each of its fills, which are claims of their own."""
    return bool(item.number) and item.line.claim_id != item.line.rx


class _Waiting:
    """Lines by their amounts, in file order: a partner is found without a look at every other line."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._by_day: dict[tuple[Any, ...], deque[Item]] = defaultdict(deque)
        self._any: dict[tuple[Any, ...], deque[Item]] = defaultdict(deque)
        for item in items:
            self._by_day[item.line.service_date, *item.paid].append(item)
            self._any[item.paid].append(item)

    def take(self, day: dt.date | None, paid: tuple[Decimal | None, ...]) -> Item | None:
        """The first that is still open, of this day or, without one, of any."""
        place = self._any[paid] if day is None else self._by_day[day, *paid]
        while place:
            if (item := place.popleft()).open:
                return item
        return None


def _match_negatives(group: Sequence[Item]) -> None:
    waiting = _Waiting(group)
    back = [item for item in group if is_negative(item.line)]
    for same_day in (True, False):
        for item in back:
            if not item.open or not (same_day or _any_day(item)):
                continue
            opposite = tuple(None if amount is None else amount.copy_negate() for amount in item.paid)
            if partner := waiting.take(item.line.service_date if same_day else None, opposite):
                partner.entry.settle(Disposition.REVERSED, f"taken back by {item.line.source}")
                item.entry.settle(Disposition.REVERSED, f"takes back {partner.line.source}")


def _status_reversals(group: Sequence[Item]) -> None:
    left = open_items(group)
    paid = _Waiting(item for item in left if item.line.status is Status.PAID)
    back = [item for item in left if item.line.status is Status.REVERSED and not is_negative(item.line)]
    alone = []
    for item in back:
        item.entry.settle(Disposition.REVERSED, f'its status is "{item.line.status_word}"')
        if partner := paid.take(item.line.service_date, item.paid):
            partner.entry.settle(Disposition.REVERSED, f"taken back by {item.line.source}")
        elif _any_day(item):
            alone.append(item)
    for item in alone:
        if partner := paid.take(None, item.paid):
            partner.entry.settle(Disposition.REVERSED, f"taken back by {item.line.source}")


def _left_over(group: Sequence[Item]) -> list[Problem]:
    return [
        Problem.at(
            item.line.source,
            "W-NEGATIVE",
            f"A negative line without the line that it takes back; it lowers the counted amounts "
            f"(plan-paid {item.line.amounts.plan_paid}).",
        )
        for item in open_items(group)
        if is_negative(item.line) and item.line.amounts.plan_paid is not None
    ]
