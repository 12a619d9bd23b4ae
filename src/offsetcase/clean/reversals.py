"""Netting: reversals and adjusted versions, so that money which came back is not counted as spent."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import ClaimLine, Status
from offsetcase.model.problem import Problem


def is_negative(line: ClaimLine) -> bool:
    """Whether a line takes money back: plan-paid below zero, or nothing from the plan and the member's share below zero."""
    plan, member = line.amounts.plan_paid, line.amounts.member_paid
    return (plan is not None and plan < 0) or (not plan and member is not None and member < 0)


def mark_reversals(open_lines: Sequence[LedgerLine]) -> list[Problem]:
    """Settle what was reversed or superseded as ``reversed``, group by group.

    Args:
        open_lines: lines that are left after ``duplicate``, in file order.

    Returns:
        What a reader must be told: versions without a processed date, and negative lines without a partner.
    """
    groups: dict[tuple[Any, ...], list[LedgerLine]] = defaultdict(list)
    for entry in open_lines:
        line = entry.line
        key: tuple[Any, ...] = (line.service_date, line.code_or_drug)
        groups[(line.claim_id, line.line_id, *key) if line.claim_id else ("", "", *key)].append(entry)
    problems: list[Problem] = []
    for group in groups.values():
        if len(group) == 1 and group[0].line.status is not Status.REVERSED and not is_negative(group[0].line):
            continue
        _match_negatives(group)
        _status_reversals(group)
        problems.extend(_versions(group))
        problems.extend(_left_over(group))
    return problems


def _left(group: Sequence[LedgerLine]) -> list[LedgerLine]:
    return [entry for entry in group if entry.disposition is None]


def _amounts(entry: LedgerLine) -> tuple[Decimal | None, Decimal | None]:
    return entry.line.amounts.plan_paid, entry.line.amounts.member_paid


def _waiting(entries: Iterable[LedgerLine]) -> dict[tuple[Decimal | None, ...], deque[LedgerLine]]:
    """The lines by their amounts, in file order: a partner is found without a look at every other line."""
    found: dict[tuple[Decimal | None, ...], deque[LedgerLine]] = defaultdict(deque)
    for entry in entries:
        found[_amounts(entry)].append(entry)
    return found


def _match_negatives(group: Sequence[LedgerLine]) -> None:
    positives = _waiting(entry for entry in group if not is_negative(entry.line))
    for entry in group:
        if not is_negative(entry.line):
            continue
        opposite = tuple(None if amount is None else amount.copy_negate() for amount in _amounts(entry))
        if partners := positives.get(opposite):
            candidate = partners.popleft()
            candidate.settle(Disposition.REVERSED, f"taken back by {entry.line.source}")
            entry.settle(Disposition.REVERSED, f"takes back {candidate.line.source}")


def _status_reversals(group: Sequence[LedgerLine]) -> None:
    left = _left(group)
    paid = _waiting(e for e in left if e.line.status is Status.PAID and not is_negative(e.line))
    for entry in left:
        if entry.line.status is not Status.REVERSED or is_negative(entry.line):
            continue
        entry.settle(Disposition.REVERSED, f'its status is "{entry.line.status_word}"')
        if partners := paid.get(_amounts(entry)):
            partners.popleft().settle(Disposition.REVERSED, f"taken back by {entry.line.source}")


def _versions(group: Sequence[LedgerLine]) -> list[Problem]:
    left = _left(group)
    if not left or not (left[0].line.claim_id and left[0].line.line_id) or any(is_negative(e.line) for e in left):
        return []
    known = [entry for entry in left if entry.line.amounts.plan_paid is not None]
    if len({(e.line.amounts.plan_paid, e.line.amounts.member_paid) for e in known}) < 2:
        return []
    dates = [entry.line.processed_date for entry in known]
    problems = []
    last = None if None in dates else max(d for d in dates if d)
    latest = [entry for entry in known if last and entry.line.processed_date == last]
    if latest and len({e.line.amounts.plan_paid for e in latest}) == 1:
        stands = latest[0]
    else:
        stands = min(known, key=lambda e: (e.line.amounts.plan_paid, e.line.amounts.member_paid or 0))
        problems.append(
            Problem.at(
                stands.line.source,
                "W-VERSIONS",
                f"Claim {stands.line.claim_id} line {stands.line.line_id} stands {len(known)} times with different amounts "
                "and no processed date that tells which is the last; the smallest plan-paid amount is counted.",
            )
        )
    for entry in known:
        if entry is not stands:
            entry.settle(Disposition.REVERSED, f"an earlier version of {stands.line.source}")
    return problems


def _left_over(group: Sequence[LedgerLine]) -> list[Problem]:
    return [
        Problem.at(
            entry.line.source,
            "W-NEGATIVE",
            f"A negative line without the line that it takes back; it lowers the counted amounts "
            f"(plan-paid {entry.line.amounts.plan_paid}).",
        )
        for entry in _left(group)
        if is_negative(entry.line) and entry.line.amounts.plan_paid is not None
    ]
