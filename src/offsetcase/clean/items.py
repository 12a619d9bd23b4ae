"""A ledger line with what comparing it needs: its claim number and line as numbers, and what it was."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from offsetcase.codes.benefits import benefit_of
from offsetcase.codes.identity import What, what_of
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.lines import Benefit, ClaimLine
from offsetcase.model.places import data_path, load_toml
from offsetcase.read.rules import leave_out

# Nobody has more lines of one day and share; comparing all with all of a spoiled file takes the square of their number.
MOST_COMPARED = 50
# A shorter claim number counts the rows of a file, and says nothing about another file's.
SHORTEST_NUMBER = 4
_WORDS = re.compile(r"[^\W\d_]{2,}|[^\W\d_]\b")


@dataclass(slots=True, eq=False)
class Item:
    """One open ledger line.

    ``line`` is the line as read and ``paid`` what plan and member paid; both are the entry's, held here because every comparison asks for
    them. ``format`` is its file's, ``numbering`` tells which claim numbers can be compared, ``number`` and ``line_no`` are without leading zeros and
    spaces, ``fill`` says that it is a pharmacy's. ``own`` is what the line itself says it was, ``what`` what is known of it when
    it has taken a name from its twin in another file. ``files`` are the files in which the line stands, its own and those of its
    copies. ``opposed`` says that a line with its exact opposite stands in the files: paid, taken back and paid again are three lines.
    """

    entry: LedgerLine
    line: ClaimLine
    paid: tuple[Decimal | None, Decimal | None]
    format: str
    numbering: str
    number: str
    line_no: str
    own: What
    what: What
    fill: bool
    files: frozenset[int]
    opposed: bool = False

    @property
    def open(self) -> bool:
        """Whether the line still waits for its disposition."""
        return self.entry.disposition is None

    @property
    def takes_back(self) -> bool:
        """Whether one of the line's payments is negative."""
        return any(amount is not None and amount < 0 for amount in self.paid)


def open_items(items: Sequence[Item]) -> list[Item]:
    """Those that still wait for their disposition."""
    return [item for item in items if item.open]


def items_of(entries: Sequence[LedgerLine], formats: Mapping[int, str]) -> list[Item]:
    """The open lines, ready to be compared, in file order."""
    items: list[Item] = []
    files = {number: frozenset({number}) for number in {entry.line.file_no for entry in entries}}
    # Whether it is a fill, and of what, depends on these words alone; a history has few of them.
    said = {_words(entry.line): entry.line for entry in entries}
    told = {
        words: (line.kind == "pharmacy" or benefit_of(line) is Benefit.PHARMACY, what_of(line))
        for words, line in said.items()
    }
    for entry in entries:
        line = entry.line
        fill, what = told[_words(line)]
        form = formats.get(line.file_no, line.kind)
        items.append(
            Item(
                entry,
                line,
                (line.amounts.plan_paid, line.amounts.member_paid),
                form,
                form,
                claim_number(line.claim_id),
                line.line_id.strip().lstrip("0"),
                what,
                what,
                fill,
                files[line.file_no],
            )
        )
    _number_lone_lines(items)
    return items


def _words(line: ClaimLine) -> tuple[str, ...]:
    return (
        line.kind,
        line.benefit,
        line.claim_type,
        line.drug,
        line.ndc,
        line.provider,
        line.code,
        line.description,
    )


def _number_lone_lines(items: Sequence[Item]) -> None:
    """A claim's only line is its first, whether or not the file says so."""
    without = [item for item in items if not item.line_no and item.number]
    claims: dict[tuple[int, str], set[tuple[str, ...]]] = defaultdict(set)
    for item in items:
        claims[item.line.file_no, item.number].add((item.line_no, item.own.kind, item.own.name))
    for item in without:
        if len(claims[item.line.file_no, item.number]) == 1:
            item.line_no = "1"


def repeated(items: Sequence[Item], key: Callable[[Item], Hashable]) -> list[Item]:
    """The items whose key another of them has too, in their order: only they can be copies or versions of each other."""
    counts = Counter(map(key, items))
    return [item for item in items if counts[key(item)] > 1]


def place_name(line: ClaimLine, form: str) -> str:
    """The name under which messages and rules speak of a line's file, with its sheet where it has one.

    A health record (``form`` is its file's format) stands in one file with all others; its own name is not a sheet's.
    """
    sheet = "" if form.startswith("fhir") else line.source.sheet
    return f"{line.source.file} [{sheet}]" if sheet else line.source.file


def leave_row_out(line: ClaimLine, form: str) -> str:
    """The lines of a rules file that leave one row out; ``form`` is its file's format."""
    source = line.source
    return leave_out(source.file, source.row, "" if form.startswith("fhir") else source.sheet)


def claim_number(text: str) -> str:
    """A claim number for comparing: without spaces and leading zeros."""
    return "".join(text.casefold().split()).lstrip("0")


@lru_cache(maxsize=65536)
def provider_words(text: str) -> frozenset[str]:
    """A provider's own words, without titles and forms of business."""
    return frozenset(_WORDS.findall(text.casefold())) - _business_words()


@cache
def _business_words() -> frozenset[str]:
    return frozenset(load_toml(data_path("names.toml"))["business"])


@lru_cache(maxsize=65536)
def same_provider(one: str, other: str) -> bool | None:
    """Whether two spellings are one provider's: the shorter's words, or their beginnings, stand in the longer. ``None``: unknown."""
    a, b = sorted((provider_words(one), provider_words(other)), key=lambda words: (len(words), sorted(words)))
    if not a:
        return None
    return all(any(_begins(x, y) for y in b) for x in a)


def _begins(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other))  # a word's beginning sorts before it
    return one == other or (len(shorter) >= 3 and longer.startswith(shorter))
