"""The same claim or fill in two files, under two spellings: counted once, on the line that says more.

What is equal but for a drug or code that one file doesn't give is a question, never a sum.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from offsetcase.clean.items import MOST_COMPARED, SHORTEST_NUMBER, Item, open_items, same_provider
from offsetcase.clean.questions import Answers
from offsetcase.clean.wholes import added_up, ask_unlike, ask_wholes, mark_wholes
from offsetcase.codes.identity import Alike, alike
from offsetcase.model.ledger import Disposition


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
    mark_wholes(items)
    _numbered(open_items(items))
    by_file: dict[int, list[Item]] = defaultdict(list)
    for item in open_items(items):
        by_file[item.line.file_no].append(item)
    pool: list[Item] = []
    for number in files:
        _match(pool, by_file[number], answers)
        pool = open_items([*pool, *by_file[number]])
    ask_wholes(pool, answers)
    ask_unlike(items, answers)


def _oppose(items: Sequence[Item]) -> None:
    """Mark the lines that were taken back, and what takes them back."""
    if not any(item.takes_back for item in items):
        return
    groups: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        size = tuple(None if amount is None else abs(amount) for amount in item.paid)
        groups[item.format, item.number, item.line.service_date, item.own.key, size].append(item)
    for group in groups.values():
        both = len({item.takes_back for item in group}) > 1
        for item in group:
            item.opposed = both


def _one_numbering(items: Sequence[Item]) -> None:
    """Formats that give one claim under one number count in one way; else their numbers say nothing about each other."""
    seen: dict[tuple[Any, ...], str] = {}
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.get(name, name) != name:
            name = parent[name]
        return name

    whole: dict[tuple[Any, ...], list[Item]] = defaultdict(list)
    for item in items:
        if len(item.number) >= SHORTEST_NUMBER:
            key = (item.number, item.line.service_date, item.line.amounts.plan_paid)
            parent[root(item.numbering)] = root(seen.setdefault(key, item.numbering))
            whole[item.line.file_no, item.numbering, item.number, item.line.service_date].append(item)
    for (_, numbering, number, day), parts in whole.items():  # one file may have the claim's row, the other its lines
        if named := seen.get((number, day, added_up(parts, 0))):
            parent[root(numbering)] = root(named)
    for item in items:
        item.numbering = root(item.numbering)


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
        (home, first), *others = files.items()
        for file, other in others:
            for sure in (True, False):
                for two in _only_here(other, home):
                    if one := next((one for one in _only_here(first, file) if _one_line(one, two, sure=sure)), None):
                        _join(one, two)


def _only_here(items: Sequence[Item], file: int) -> list[Item]:
    """The first of those that haven't been found in a file."""
    return [item for item in items if item.open and file not in item.files][:MOST_COMPARED]


def _one_line(one: Item, two: Item, *, sure: bool) -> bool:
    """Whether lines of one claim number, day and money are one: of the same drug or code where sure, else perhaps of the same."""
    likeness = alike(one.what, two.what)
    fits = likeness is Alike.SAME if sure else likeness is not Alike.DIFFERENT
    numbered_apart = one.line_no != two.line_no and one.line.line_id and two.line.line_id
    return fits and not numbered_apart and not _paid_anew(one, two)


def _keep_largest(groups: dict[tuple[Any, ...], dict[int, list[Item]]]) -> None:
    for by_file in groups.values():
        kept_file = max(by_file, key=lambda number: (len(by_file[number]), -number))
        kept = by_file[kept_file]
        for number, copies in by_file.items():
            if number != kept_file:
                for at, copy in enumerate(copies):
                    one = kept[at]
                    one.files |= {number}
                    _take_names(one, copy)
                    copy.entry.settle(
                        Disposition.DUPLICATE, f"the same line stands in another file ({kept[0].line.source})"
                    )


def _match(pool: Sequence[Item], new: Sequence[Item], answers: Answers) -> None:
    """Pair one file's lines with those of the files before it, the surest first."""
    fills = [item for item in new if item.fill]
    rounds = ((_surely, new, True), (_same, new, True), (_equal_fill, fills, False), (_fill, fills, False))
    taken: set[Item] = set()
    for test, lines, exact in rounds:
        index = _PartnerIndex([item for item in pool if item not in taken], exact=exact)
        for item in lines:
            if item in taken:
                continue
            if other := next((other for other in index.near(item) if test(other, item)), None):
                index.drop(other)
                taken.update((other, item))
                _join(other, item)
    index = _PartnerIndex([item for item in pool if item not in taken], exact=False)
    for item in new:
        if item in taken:
            continue
        for other in index.near(item):
            if _asked(other, item) and (answer := answers.of(other, item)) != "two":
                index.drop(other)
                if answer == "one":
                    _join(other, item)
                break


class _PartnerIndex:
    """Lines by day and money, so that a partner is found without a look at every other line."""

    def __init__(self, items: Sequence[Item], *, exact: bool) -> None:
        self._exact = exact
        # In file order; an OrderedDict gives its first lines quickly also where many before them are gone.
        self._places: dict[tuple[Any, ...], OrderedDict[Item, None]] = defaultdict(OrderedDict)
        for item in items:
            for place in self._places_of(item):
                self._places[place][item] = None

    def _places_of(self, item: Item) -> tuple[tuple[Any, ...], ...]:
        plan, member = item.paid
        key = (item.line.service_date, item.what.key if self._exact else None)
        return (*key, plan), (*key, member, plan is None)

    def near(self, item: Item) -> Iterator[Item]:
        """Those that could be the item's twin by day and money, in file order, at most ``MOST_COMPARED`` of each kind."""
        plan, (*share, unknown) = self._places_of(item)
        for place in ((*share, False) if unknown else plan, (*share, True)):
            yield from list(islice(self._places.get(place, ()), MOST_COMPARED))

    def drop(self, item: Item) -> None:
        """Take a line out that has found its twin."""
        for place in self._places_of(item):
            del self._places[place][item]


def _money_agrees(one: Item, other: Item) -> bool:
    """Equal in what plan and member paid where both say it, and at least one amount that isn't nothing of them."""
    known = [(a, b) for at in (0, 1) if (a := one.paid[at]) is not None and (b := other.paid[at]) is not None]
    equal = all(a == b for a, b in known)
    return bool(known) and equal and (any(a for a, _ in known) or (one.fill and other.fill) or one.paid == other.paid)


def _charges_agree(one: Item, other: Item) -> bool:
    a, b = one.line.amounts, other.line.amounts
    pairs = ((a.billed, b.billed), (a.allowed, b.allowed))
    return all(x is None or y is None or x == y for x, y in pairs)


def _possible(one: Item, other: Item) -> bool:
    """Whether two lines could be one at all: two claim numbers of one numbering are two claims."""
    if one.numbering == other.numbering and one.number and other.number:
        fits = one.number == other.number and one.line_no == other.line_no
    else:
        fits = one.fill == other.fill or not (one.what.kind and other.what.kind)
    same_status = one.line.status is other.line.status
    return fits and same_status and _money_agrees(one, other) and not _paid_anew(one, other)


def _paid_anew(one: Item, other: Item) -> bool:
    """Whether a claim was taken back between the two, as far as their export says when they were processed."""
    days = one.line.processed_date, other.line.processed_date
    return one.opposed and one.format == other.format and None not in days and days[0] != days[1]


def _same(one: Item, other: Item) -> bool:
    return _possible(one, other) and alike(one.what, other.what) is Alike.SAME and _same_giver(one, other)


def _same_giver(one: Item, other: Item) -> bool:
    """Whether two lines of the same drug or service are of one provider, as far as that is needed to tell."""
    provider = same_provider(one.line.provider, other.line.provider)
    if one.format == other.format:
        # One export spells one provider in one way, or one of two files cut it short.
        return provider is True or one.line.provider == other.line.provider
    if not one.what.kind:
        return provider is True and _charges_agree(one, other) and (one.paid == other.paid or one.fill)
    return one.fill or (provider is not False and _charges_agree(one, other))


def _surely(one: Item, other: Item) -> bool:
    return (
        one.what == other.what
        and one.paid == other.paid
        and same_provider(one.line.provider, other.line.provider) is True
        and _same(one, other)
    )


def _fill(one: Item, other: Item) -> bool:
    """A fill of one day and share in a portal's file and a pharmacy's, of which one doesn't name the drug."""
    fills = one.fill and other.fill and one.format != other.format
    likeness = alike(one.what, other.what)
    both_unread = bool(one.what.kind and other.what.kind) and not (one.what.read or other.what.read)
    alike_enough = likeness is Alike.SAME or (likeness is Alike.UNCLEAR and not both_unread)
    return fills and one.paid[1] == other.paid[1] is not None and _possible(one, other) and alike_enough


def _equal_fill(one: Item, other: Item) -> bool:
    """The same, and the pharmacy's name agrees too."""
    return same_provider(one.line.provider, other.line.provider) is True and _fill(one, other)


def _asked(one: Item, other: Item) -> bool:
    """Equal in day and money, but for a drug or code that one file doesn't give: a person must say."""
    plan = one.paid[0]
    equal = bool(plan) and plan == other.paid[0] and one.format != other.format
    return equal and _possible(one, other) and alike(one.what, other.what) is not Alike.DIFFERENT


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
    if goes.what.kind == "drug" or keeps.what.kind == "drug":
        described = gone.line.description if goes.what.kind == "drug" else ""
        kept.named_drug = kept.named_drug or kept.line.drug or gone.named_drug or gone.line.drug or described
        kept.named_ndc = kept.named_ndc or kept.line.ndc or gone.named_ndc or gone.line.ndc
    if not keeps.what.kind:
        kept.named_code = kept.named_code or gone.line.code or gone.named_code
    if not keeps.what.kind or (goes.what.read and not keeps.what.read):
        keeps.what = goes.what
