"""A ledger line with what comparing it needs: its claim number and line as numbers, and what it was."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from offsetcase.codes.benefits import benefit_of
from offsetcase.codes.identity import What, what_of
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.lines import Benefit, ClaimLine
from offsetcase.read.rules import leave_out

# Titles and forms of business, which don't tell one provider from another.
_TITLES = frozenset(
    [
        "md",
        "do",
        "phd",
        "psyd",
        "dr",
        "np",
        "pa",
        "lcsw",
        "lmft",
        "lpc",
        "lmhc",
        "lcpc",
        "rn",
        "pharmd",
        "pc",
        "pllc",
        "llc",
        "inc",
        "ltd",
        "corp",
        "co",
        "the",
        "of",
        "and",
        "for",
        "pharmacy",
    ]
)
_WORDS = re.compile(r"[^\W\d_]{2,}|[^\W\d_]\b")


@dataclass(slots=True, eq=False)
class Item:
    """One open ledger line.

    ``format`` is its file's, ``numbering`` tells which claim numbers can be compared, ``number`` and ``line_no`` are without leading zeros and
    spaces, ``fill`` says that it is a pharmacy's. ``own`` is what the line itself says it was, ``what`` what is known of it when
    it has taken a name from its twin in another file. ``files`` are the files in which the line stands, its own and those of its
    copies. ``opposed`` says that a line with its exact opposite stands in the files: paid, taken back and paid again are three lines.
    """

    entry: LedgerLine
    format: str
    numbering: str
    number: str
    line_no: str
    own: What
    what: What
    fill: bool
    files: set[int]
    opposed: bool = False

    @property
    def line(self) -> ClaimLine:
        """The line as read."""
        return self.entry.line

    @property
    def open(self) -> bool:
        """Whether the line still waits for its disposition."""
        return self.entry.disposition is None

    @property
    def paid(self) -> tuple[Decimal | None, Decimal | None]:
        """What plan and member paid."""
        return self.line.amounts.plan_paid, self.line.amounts.member_paid


def items_of(entries: Sequence[LedgerLine], formats: Mapping[int, str]) -> list[Item]:
    """The open lines, ready to be compared, in file order."""
    found = []
    claims: dict[tuple[int, str], set[tuple[str, str, str]]] = defaultdict(set)
    fills: dict[tuple[str, ...], bool] = {}
    for entry in entries:
        line = entry.line
        seen = (str(line.kind), line.benefit, line.claim_type, line.drug, line.ndc, line.provider, line.code)
        if seen not in fills:
            fills[seen] = line.kind == "pharmacy" or benefit_of(line) is Benefit.PHARMACY
        number = claim_number(line.claim_id)
        item = Item(
            entry,
            formats.get(line.file_no, line.kind),
            formats.get(line.file_no, line.kind),
            number,
            line.line_id.strip().lstrip("0"),
            what := what_of(line),
            what,
            fills[seen],
            {line.file_no},
        )
        found.append(item)
        if number:
            claims[line.file_no, number].add((item.line_no, *item.own.key))
    for item in found:
        if not item.line_no and item.number and len(claims[item.line.file_no, item.number]) == 1:
            item.line_no = "1"
    return found


def place_name(line: ClaimLine, form: str) -> str:
    """The name under which messages and rules speak of a line's file, with its sheet where it has one.

    A health record (``form`` is its file's format) stands in one file with all others; its own name is no sheet's.
    """
    sheet = "" if form.startswith("fhir") else line.source.sheet
    return f"{line.source.file} [{sheet}]" if sheet else line.source.file


def leave_row_out(line: ClaimLine, form: str) -> str:
    """The lines of a rules file that leave one row out; ``form`` is its file's format."""
    source = line.source
    return leave_out(source.file, source.row, "" if form.startswith("fhir") else source.sheet)


@lru_cache(maxsize=65536)
def claim_number(text: str) -> str:
    """A claim number for comparing: without spaces and leading zeros."""
    return "".join(text.casefold().split()).lstrip("0")


@lru_cache(maxsize=65536)
def provider_words(text: str) -> frozenset[str]:
    """A provider's own words, without titles and forms of business."""
    words = [word for word in _WORDS.findall(text.casefold()) if word not in _TITLES]
    return frozenset(words)


@lru_cache(maxsize=65536)
def same_provider(one: str, other: str) -> bool | None:
    """Whether two spellings are one provider's: the shorter's words, or their beginnings, stand in the longer. ``None``: unknown."""
    a, b = sorted((provider_words(one), provider_words(other)), key=lambda words: (len(words), sorted(words)))
    if not a:
        return None
    return all(any(_begins(x, y) for y in b) for x in a)


def _begins(one: str, other: str) -> bool:
    shorter, longer = sorted((one, other), key=len)
    return one == other or (len(shorter) >= 3 and longer.startswith(shorter))
