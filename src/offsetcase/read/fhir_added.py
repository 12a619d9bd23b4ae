"""Items that the plan added to a claim (``addItem``): what they replace counts once.

``itemSequence`` names the claim's items that an added one is meant to replace. Where both state the same payment the claim's
own items count, for they say more; where they differ the claim's own total tells which were paid, and without it the added
ones stand, as the standard means them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from offsetcase.read.fhir_nodes import Json, as_text, texts

WORDING = "the plan's own wording of an item whose payment counts"
REPLACED = "replaced by an item of the plan's own"
# What counts of a group: the added ones, the claim's own, or both.
ADDED, OWN, BOTH = "added", "own", "both"


@dataclass(frozen=True, slots=True)
class AddedItem:
    """One item: its numbers, those that it is meant to replace, and what the plan paid for it.

    ``part`` is set where it replaces a detail of an item and not the whole.
    """

    own: str
    replaces: frozenset[str]
    part: bool
    paid: Decimal | None


@dataclass(frozen=True, slots=True)
class Differing:
    """Items of a claim and the plan's own in their place, which pay another amount."""

    own: Decimal
    added: Decimal
    counts: str


def entry_of(node: Json, number: int, paid: Decimal | None, *, added: bool) -> AddedItem:
    """An item as far as replacing goes."""
    part = bool(node.get("detailSequence") or node.get("subdetailSequence") or node.get("subDetailSequence"))
    if added:
        return AddedItem("", frozenset(texts(node.get("itemSequence"))), part, paid)
    return AddedItem(as_text(node.get("sequence")) or str(number), frozenset(), part, paid)


def replaced(entries: Sequence[AddedItem], stated: Decimal | None) -> tuple[dict[int, str], list[Differing]]:
    """Why an item doesn't count, by its place, and what must be said.

    Args:
        entries: the claim's own items and the added ones, without totals.
        stated: what the claim says as a whole that the plan paid, if it does.
    """
    groups = [(own, added) for own, added in _groups(entries) if _sum(entries, own) != _sum(entries, added)]
    notes = {at: WORDING for own, added in _groups(entries) if (own, added) not in groups for at in added}
    if not groups:
        return notes, []
    differing = {at for own, added in groups for at in (*own, *added)}
    rest = sum(
        (one.paid for at, one in enumerate(entries) if one.paid and at not in differing and at not in notes), Decimal(0)
    )
    own_sum = sum((_sum(entries, own) for own, _ in groups), Decimal(0))
    added_sum = sum((_sum(entries, added) for _, added in groups), Decimal(0))
    totals = {ADDED: rest + added_sum, OWN: rest + own_sum, BOTH: rest + own_sum + added_sum}
    usual = OWN if any(entries[at].part for _, added in groups for at in added) else ADDED
    fitting = [counts for counts, total in totals.items() if total == stated]
    counts = usual if usual in fitting or not fitting else fitting[0]
    said = []
    for own, added in groups:
        if counts == ADDED:
            notes.update((at, REPLACED) for at in own)
        elif counts == OWN:
            notes.update((at, WORDING) for at in added)
        if _sum(entries, own):
            said.append(Differing(_sum(entries, own), _sum(entries, added), counts))
    return notes, said


def _groups(entries: Sequence[AddedItem]) -> list[tuple[list[int], list[int]]]:
    """Items whose payment is known with those in whose place they stand, whatever names whatever."""
    own = {one.own: at for at, one in enumerate(entries) if one.own and one.paid is not None}
    groups: list[tuple[set[int], list[int]]] = []
    for at, one in enumerate(entries):
        named = {own[number] for number in one.replaces if number in own}
        if one.paid is None or not named:
            continue
        touching = [group for group in groups if group[0] & named]
        groups = [group for group in groups if group not in touching]
        groups.append(
            (named.union(*(group[0] for group in touching)), [*(n for group in touching for n in group[1]), at])
        )
    return [(sorted(numbers), added) for numbers, added in groups]


def _sum(entries: Sequence[AddedItem], at: Sequence[int]) -> Decimal:
    return sum((entries[one].paid or Decimal(0) for one in at), Decimal(0))
