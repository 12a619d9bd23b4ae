"""The same claim or fill in two files, under two spellings: counted once, on the line that says more.

What is equal but for a drug or code that one file doesn't give is a question, never a sum.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from offsetcase.clean.items import Item, open_items, same_provider
from offsetcase.clean.questions import Answers
from offsetcase.codes.identity import Alike, alike
from offsetcase.model.ledger import Disposition

# Nobody has more lines of one day and share; comparing all with all of a spoiled file takes the square of their number.
MOST_COMPARED = 50


def mark_twins(items: Sequence[Item], answers: Answers) -> None:
    """Settle every line that stands in another file too as ``duplicate``.

    Args:
        items: the open lines of all files, in file order.
        answers: the user's answers to which lines are one; pairs without an answer are put there as questions.
    """
    files = sorted({item.line.file_no for item in items})
    if len(files) < 2:
        return
    _oppose(items)
    _one_numbering(items)
    _claim_totals(items)
    _numbered(open_items(items))
    by_file: dict[int, list[Item]] = defaultdict(list)
    for item in open_items(items):
        by_file[item.line.file_no].append(item)
    pool: list[Item] = []
    for number in files:
        new = by_file[number]
        if pool:
            new = _matched(pool, new, answers)
            pool = open_items(pool)
        pool.extend(new)
    _wholes(pool, answers)


def _wholes(items: Sequence[Item], answers: Answers) -> None:
    """A claim's one row in a file that names nothing, beside a claim of another whose lines add up to it: asked."""
    rows: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    claims: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        if item.open and item.paid[0]:
            if item.number:
                claims[item.line.file_no, item.number, item.line.service_date].append(item)
            if not item.what.kind:
                rows[item.line.service_date, item.paid[0]].append(item)
    for (file, _, day), parts in claims.items():
        if len(parts) < 2 or (total := _sum(parts, 0)) is None:
            continue
        share = _sum(parts, 1)
        for row in rows.get((day, total), ())[:MOST_COMPARED]:
            if (
                not row.open
                or row.line.file_no == file
                or row.format == parts[0].format
                or (row.number and row.numbering == parts[0].numbering)
                or not (share is None or row.paid[1] in (None, share))
                or same_provider(row.line.provider, parts[0].line.provider) is False
            ):
                continue
            if (answer := answers.of(row, parts[0])) == "one":
                where = parts[0].line.source
                row.entry.settle(Disposition.DUPLICATE, f"the claim whose lines stand in another file ({where})")
            if answer != "two":
                break


def _oppose(items: Sequence[Item]) -> None:
    """Mark the lines that were taken back, and what takes them back."""
    sides: dict[tuple[Any, ...], set[bool]] = defaultdict(set)
    if not any(item.takes_back for item in items):
        return
    keys = []
    for item in items:
        size = tuple(None if amount is None else abs(amount) for amount in item.paid)
        keys.append((item.format, item.number, item.line.service_date, item.own.key, size))
        sides[keys[-1]].add(item.takes_back)
    for item, key in zip(items, keys, strict=True):
        item.opposed = len(sides[key]) == 2


def _one_numbering(items: Sequence[Item]) -> None:
    """Formats that give one claim under one number count in one way; else their numbers say nothing about each other."""
    if len({item.numbering for item in items}) < 2:
        return
    seen: dict[tuple[Any, ...], str] = {}
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.get(name, name) != name:
            name = parent[name]
        return name

    whole: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        if item.number and len(item.number) > 3:
            key = (item.number, item.line.service_date, item.line.amounts.plan_paid)
            parent[root(item.numbering)] = root(seen.setdefault(key, item.numbering))
            whole[item.line.file_no, item.number, item.line.service_date].append(item)
    for (_, number, day), parts in whole.items():  # one file may have the claim's row, the other its lines
        if len(parts) > 1 and (total := _sum(parts, 0)) is not None and (named := seen.get((number, day, total))):
            parent[root(parts[0].numbering)] = root(named)
    for item in items:
        item.numbering = root(item.numbering)


def _claim_totals(items: Sequence[Item]) -> None:
    """A claim's one row in a file beside its lines in another, of one number and one sum: the lines count."""
    claims: dict[tuple[str, str], dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.number:
            claims[item.numbering, item.number][item.line.file_no].append(item)
    for files in claims.values():
        whole = [group[0] for group in files.values() if len(group) == 1]
        parts = next(
            (
                group
                for group in files.values()
                if len({(item.line_no, item.what.key) for item in group}) == len(group) > 1
            ),
            None,
        )
        if not whole or parts is None:
            continue
        sums = [_sum(parts, at) for at in (0, 1)]
        for item in whole:
            shares = sums[1] is None or item.paid[1] in (None, sums[1])
            if item.open and sums[0] is not None and item.paid[0] == sums[0] and shares:
                item.entry.settle(
                    Disposition.DUPLICATE, f"the claim whose lines stand in another file ({parts[0].line.source})"
                )


def _sum(items: Sequence[Item], at: int) -> Any:
    amounts = [item.paid[at] for item in items]
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)


def _numbered(items: Sequence[Item]) -> None:
    """Lines of one numbering: equal in number, line, day, drug or code, money and status."""
    groups: dict[tuple[Any, ...], dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
    loose: dict[tuple[Any, ...], dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in items:
        if item.number:
            key: tuple[Any, ...] = (item.numbering, item.number, item.line.service_date, *item.paid, item.line.status)
            if item.opposed:
                key = (*key, item.format, item.line.processed_date)
            groups[*key, item.line_no, item.what.key][item.line.file_no].append(item)
    _keep_largest(groups)
    for item in open_items(items):
        if item.number:
            # One file may leave out the code, or the line's number.
            loose[item.numbering, item.number, item.line.service_date, *item.paid, item.line.status][
                item.line.file_no
            ].append(item)
    for files in loose.values():
        if len(files) > 1 and len({i.what.key for group in files.values() for i in group}) > 1:
            first, *others = files.values()
            for other in others:
                for one, two in zip(open_items(first), open_items(other), strict=False):
                    if alike(one.what, two.what) is not Alike.DIFFERENT and (
                        one.line_no == two.line_no or not (one.line_no and two.line_no)
                    ):
                        _join(one, two)


def _keep_largest(groups: dict[tuple[Any, ...], dict[int, list[Item]]]) -> None:
    for by_file in groups.values():
        if len(by_file) < 2:
            continue
        kept_file = max(by_file, key=lambda number: (len(by_file[number]), -number))
        kept = by_file[kept_file]
        for number, copies in by_file.items():
            if number != kept_file:
                for one, copy in zip(kept, copies, strict=False):
                    one.files |= {number}
                    _take_names(one, copy)
                    copy.entry.settle(
                        Disposition.DUPLICATE, f"the same line stands in another file ({kept[0].line.source})"
                    )


def _matched(pool: Sequence[Item], new: Sequence[Item], answers: Answers) -> list[Item]:
    """Pair one file's lines with those of the files before it, the surest first.

    Returns:
        The file's lines that stay.
    """
    tests: tuple[Callable[[Item, Item], bool], ...] = (_surely, _same, _equal_fill, _fill)
    kept = list(new)
    taken: set[int] = set()
    for test in tests:
        waiting = [item for item in kept if item.open and id(item) not in taken]
        if test in (_equal_fill, _fill):
            waiting = [item for item in waiting if item.fill]
        if not waiting:
            continue
        index = _PartnerIndex(
            [item for item in pool if item.open and id(item) not in taken], exact=test in (_surely, _same)
        )
        for item in waiting:
            for other in index.near(item):
                if test(other, item):
                    index.drop(other)
                    taken.update((id(other), id(item)))
                    _join(other, item)
                    break
    index = _PartnerIndex([item for item in pool if item.open and id(item) not in taken], exact=False)
    for item in kept:
        if item.open and id(item) not in taken:
            for other in index.near(item):
                if _asked(other, item) and (answer := answers.of(other, item)) != "two":
                    index.drop(other)
                    if answer == "one":
                        _join(other, item)
                    break
    return [item for item in kept if item.open]


class _PartnerIndex:
    """Lines by day and money, so that a partner is found without a look at every other line."""

    def __init__(self, items: Sequence[Item], *, exact: bool) -> None:
        self._exact = exact
        self._gone: set[int] = set()
        self._by_plan: dict[tuple[Any, ...], deque[Item]] = defaultdict(deque)
        self._by_member: dict[tuple[Any, ...], deque[Item]] = defaultdict(deque)
        for item in items:
            plan, member = item.paid
            key = self._key(item)
            if plan is not None:
                self._by_plan[*key, plan].append(item)
            if member is not None:
                self._by_member[*key, member, plan is None].append(item)

    def _key(self, item: Item) -> tuple[Any, ...]:
        return (item.line.service_date, item.what.key) if self._exact else (item.line.service_date,)

    def near(self, item: Item) -> Iterator[Item]:
        """Those that could be the item's twin by day and money, in file order, at most ``MOST_COMPARED`` of each kind."""
        plan, member = item.paid
        key = self._key(item)
        places = []
        if plan is not None:
            places.append(self._by_plan.get((*key, plan)))
            places.append(self._by_member.get((*key, member, True)))
        else:
            places.append(self._by_member.get((*key, member, False)))
            places.append(self._by_member.get((*key, member, True)))
        for place in places:
            if place is None:
                continue
            while place and id(place[0]) in self._gone:
                place.popleft()
            seen = 0
            for other in place:
                if id(other) not in self._gone:
                    yield other
                    seen += 1
                    if seen >= MOST_COMPARED:
                        break

    def drop(self, item: Item) -> None:
        """Take a line out that has found its twin."""
        self._gone.add(id(item))


def _money_agrees(one: Item, other: Item) -> bool:
    """Equal in what plan and member paid where both say it, and at least one amount that isn't nothing of them."""
    pairs = [(a, b) for a, b in zip(one.paid, other.paid, strict=True) if a is not None and b is not None]
    if not pairs or any(a != b for a, b in pairs):
        return False
    return any(a for a, _ in pairs) or (one.fill and other.fill) or one.paid == other.paid


def _charges_agree(one: Item, other: Item) -> bool:
    a, b = one.line.amounts, other.line.amounts
    pairs = ((a.billed, b.billed), (a.allowed, b.allowed))
    return all(x is None or y is None or x == y for x, y in pairs)


def _possible(one: Item, other: Item) -> bool:
    """Whether two lines could be one at all: two claim numbers of one numbering are two claims."""
    if one.line.status is not other.line.status or not _money_agrees(one, other):
        return False
    if one.opposed and one.format == other.format and _apart(one.line.processed_date, other.line.processed_date):
        return False
    if one.numbering == other.numbering and one.number and other.number:
        return one.number == other.number and one.line_no == other.line_no
    return one.fill == other.fill or not (one.what.kind and other.what.kind)


def _apart(one: dt.date | None, other: dt.date | None) -> bool:
    return one is not None and other is not None and one != other


def _same(one: Item, other: Item) -> bool:
    if not _possible(one, other) or alike(one.what, other.what) is not Alike.SAME:
        return False
    provider = same_provider(one.line.provider, other.line.provider)
    if one.format == other.format:
        # One export spells one provider in one way, or one of two files cut it short.
        return provider is not False and (provider is True or one.line.provider == other.line.provider)
    if one.fill and other.fill and one.what.kind:
        return True
    if not one.what.kind:
        return provider is True and _charges_agree(one, other) and (one.paid == other.paid or one.fill)
    return provider is not False and _charges_agree(one, other)


def _surely(one: Item, other: Item) -> bool:
    return (
        one.what == other.what
        and one.paid == other.paid
        and same_provider(one.line.provider, other.line.provider) is True
        and _same(one, other)
    )


def _fill(one: Item, other: Item) -> bool:
    """A fill of one day and share in a portal's file and a pharmacy's, of which one doesn't name the drug."""
    if not (one.fill and other.fill) or one.format == other.format or not _possible(one, other):
        return False
    if one.paid[1] is None or one.paid[1] != other.paid[1]:
        return False
    likeness = alike(one.what, other.what)
    both_unread = bool(one.what.kind and other.what.kind) and not (one.what.read or other.what.read)
    return likeness is Alike.SAME or (likeness is Alike.UNCLEAR and not both_unread)


def _equal_fill(one: Item, other: Item) -> bool:
    """The same, and the pharmacy's name agrees too."""
    return same_provider(one.line.provider, other.line.provider) is True and _fill(one, other)


def _asked(one: Item, other: Item) -> bool:
    """Equal in day and money, but for a drug or code that one file doesn't give: a person must say."""
    plan = one.paid[0]
    if not plan or plan != other.paid[0] or one.format == other.format or not _possible(one, other):
        return False
    return alike(one.what, other.what) is not Alike.DIFFERENT


def _join(one: Item, other: Item) -> None:
    """Make two lines one: the line that states the plan's payment and names more stays, the earlier where both do."""
    keeps, goes = (other, one) if _says(other) > _says(one) else (one, other)
    keeps.files |= goes.files
    _take_names(keeps, goes)
    words = "fill" if keeps.fill else "claim"
    money = ", which has the plan-paid amount" if keeps.paid[0] is not None else ""
    goes.entry.settle(Disposition.DUPLICATE, f"the same {words} as {keeps.line.source}{money}")


def _says(item: Item) -> tuple[bool, bool, bool]:
    return item.paid[0] is not None, item.what.read, bool(item.what.kind)


def _take_names(keeps: Item, goes: Item) -> None:
    kept, gone = keeps.entry, goes.entry
    drug = gone.named_drug or gone.line.drug or (gone.line.description if goes.what.kind == "drug" else "")
    if keeps.what.kind == "drug" and keeps.line.drug:
        drug = keeps.line.drug
    if goes.what.kind == "drug" or keeps.what.kind == "drug":
        kept.named_drug = kept.named_drug or drug
        kept.named_ndc = kept.named_ndc or kept.line.ndc or gone.named_ndc or gone.line.ndc
    if not kept.line.code and not keeps.what.kind:
        kept.named_code = kept.named_code or gone.line.code or gone.named_code
    if not keeps.what.kind or (goes.what.read and not keeps.what.read):
        keeps.what = goes.what
