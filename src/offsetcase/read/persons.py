"""Who a table's rows are about: columns that name people, lines between the rows, a name above the heading, a sheet's name.

What could name people and isn't understood stops and asks; a household is never merged in silence.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from offsetcase.codes.drugs import find_drug
from offsetcase.codes.persons import AGE_YEARS
from offsetcase.model.lines import ClaimLine
from offsetcase.model.problem import usage_error
from offsetcase.model.text import squeezed
from offsetcase.read.columns import ColumnMap
from offsetcase.read.dates import DateError, parse_date
from offsetcase.read.headings import fold, is_not_needed, meanings
from offsetcase.read.person_lines import (
    MOST_NAME_WORDS,
    PersonLine,
    bare_name,
    could_be_person,
    lines_between,
    person_words,
)
from offsetcase.read.table import Row, Table

# Of a column, to see what it holds; and the most people that a household or a list of references has.
LOOKED_AT = 400
MOST_REFERENCES = 12
# Whose the rows above the first line with a name are, for a question and for ``[people]``.
UNNAMED = "not named"
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|#")
_MONEY_OR_CODE = re.compile(r"[-−($\s]*\$?[\d.,/:\s%-]*\d[\d.,/:\s%)-]*|(?=\S*\d)[\w.-]+")


class Heading(NamedTuple):
    """What a heading could say of a person, and how sure the role is, 0 the surest.

    ``kind`` is ``name``, ``first``, ``last``, ``middle``, ``suffix``, ``relation``, ``born``, ``subject`` or ``doubtful``.
    """

    kind: str
    rank: int


@lru_cache(maxsize=4096)
def read_heading(text: str) -> Heading | None:
    """What a heading could say of a person, ``None`` where it names nobody."""
    if len(text) > 60:
        return None
    roles, words, _ = person_words()
    parts = [word.lower() for word in _WORD.findall(text.replace("'s", "").replace("’s", ""))]
    own = set(parts)
    if not own or own & (words["others"] - ({"date"} if own & words["birth"] else set())):
        return None
    rank = min((roles[word] for word in own if word in roles), default=9)
    for kind in ("relation", "birth"):
        if own & words[kind]:
            return Heading("born" if kind == "birth" else kind, rank)
    rest = own - roles.keys() - words["filler"]
    if own & (words["number"] | {"#"}):
        return Heading("subject", rank) if rank < 9 and not rest - words["number"] - {"#"} else None
    for kind in ("first", "last", "middle", "suffix"):
        if own & words[kind] and not rest - words[kind]:
            return Heading(kind, rank if own & roles.keys() - {"name", "first", "given", "fname"} else 1)
    if rank == 9:
        return None
    return Heading("doubtful" if rest else "name", rank)


@dataclass(frozen=True, slots=True)
class PersonColumns:
    """Which columns of a table name people. ``names`` are tried in order; each is a column or the parts of a name."""

    names: tuple[tuple[int, ...], ...] = ()
    relation: int | None = None
    born: int | None = None
    subject: int | None = None

    @property
    def simple(self) -> bool:
        """Whether plain columns of names are all there is, which the row reader takes by itself."""
        return (
            self.relation is None
            and self.born is None
            and self.subject is None
            and all(len(one) == 1 for one in self.names)
        )


def person_columns(table: Table, columns: ColumnMap, own: bool, nobody: frozenset[str]) -> PersonColumns:
    """Find the columns that name people.

    Args:
        table: the table.
        columns: what the columns hold, the person's perhaps among them.
        own: whether the user has said which column names the person; a known export's is known too.
        nobody: headings, folded, that the user says name nobody.

    Raises:
        OffsetcaseError: a column could name people and isn't understood (status 2).
    """
    known = columns.columns.get("person", ())
    used = {
        at for name, places in (*columns.columns.items(), *columns.sums.items()) if name != "person" for at in places
    }
    if known and (own or columns.format != "generic"):
        return PersonColumns(tuple((at,) for at in known), *_beside(table, used | set(known), nobody))
    of_kind: dict[str, list[tuple[int, int]]] = {}
    for at, cell in enumerate(table.header):
        if at in used or not cell or fold(cell) in nobody:
            continue
        heading = read_heading(cell)
        if heading is not None and (cells := _cells(table, at)):
            kind = _by_cells(heading, cells)
            if kind:
                of_kind.setdefault(kind, []).append((heading.rank, at))
    for places in of_kind.values():
        places.sort()
    names: list[tuple[int, ...]] = [(at,) for _, at in of_kind.get("name", ())]
    if "first" in of_kind and "last" in of_kind:
        rank = of_kind["first"][0][0]
        parts = [
            kind_at
            for kind in ("first", "middle", "last", "suffix")
            if (kind_at := _of_rank(of_kind, kind, rank)) is not None
        ]
        whole = [one for one in of_kind.get("name", ()) if one[0] <= rank]
        names.insert(len(whole), tuple(parts))
    elif not names:
        names = [(at,) for kind in ("first", "last") for _, at in of_kind.get(kind, ())[:1]]
    if not names:
        _ask(table, [at for _, at in of_kind.get("doubtful", ())] or _unknown_names(table, used, nobody))
    first = {kind: places[0][1] for kind, places in of_kind.items()}
    if not of_kind:
        _ask(table, _sexes_and_ages(table, used, nobody))
    subject = first.get("subject")
    if subject is not None and not 1 < len(set(_cells(table, subject))) <= MOST_REFERENCES:
        subject = None
    taken = {at for one in names for at in one}
    return PersonColumns(
        tuple(names), first.get("relation"), first.get("born"), subject if subject not in taken else None
    )


def _beside(table: Table, used: set[int], nobody: frozenset[str]) -> tuple[int | None, int | None]:
    of_kind: dict[str, int] = {}
    for at, cell in enumerate(table.header):
        heading = read_heading(cell) if cell and at not in used and fold(cell) not in nobody else None
        if heading is not None and heading.kind in ("relation", "born"):
            of_kind.setdefault(heading.kind, at)
    return of_kind.get("relation"), of_kind.get("born")


# Of the words with which a heading names nobody, those that say nothing where every cell is a name.
_SAY_NOTHING = frozenset(
    ["account", "acct", "visit", "class", "level", "note", "notes", "login", "contact", "type", "status"]
)


def _unknown_names(table: Table, used: set[int], nobody: frozenset[str]) -> list[int]:
    """Columns under headings that nothing knows whose every cell is a first and last name, as a household's few are."""
    others = person_words().words["others"] - _SAY_NOTHING
    named = []
    for at, cell in enumerate(table.header):
        if at in used or not cell or fold(cell) in nobody or is_not_needed(cell) or meanings(cell):
            continue
        if {word.lower() for word in _WORD.findall(cell)} & others:
            continue
        cells = set(_cells(table, at))
        if 1 < len(cells) <= MOST_REFERENCES and all(map(bare_name, cells)):
            named.append(at)
    return named


_SEXES = {
    "f": "woman",
    "female": "woman",
    "woman": "woman",
    "girl": "woman",
    "m": "man",
    "male": "man",
    "man": "man",
    "boy": "man",
}
_OF_A_PERSON = frozenset(["patient", "pt", "member", "mbr", "person", "claimant", "dependent", "insured", "the", "at", "service", "in", "years", "yrs", "code"])  # fmt: skip


def _sexes_and_ages(table: Table, used: set[int], nobody: frozenset[str]) -> list[int]:
    """Columns that tell two people apart where nothing names anybody: women and men, or ages that nobody reaches in some years."""
    telling = []
    for at, heading in enumerate(table.header):
        words = {word.lower() for word in _WORD.findall(heading)}
        if at in used or fold(heading) in nobody or len(heading) > 60 or not words & {"sex", "gender", "age"}:
            continue
        if words - _OF_A_PERSON - {"sex", "gender", "age"}:
            continue
        cells = {cell.casefold() for cell in _cells(table, at)}
        ages = [int(cell) for cell in cells if cell.isascii() and cell.isdigit() and len(cell) <= 3]
        if len({_SEXES[cell] for cell in cells if cell in _SEXES}) > 1 or (
            len(ages) == len(cells) > 1 and max(ages) - min(ages) > AGE_YEARS and max(ages) < 120
        ):
            telling.append(at)
    return telling


def _of_rank(of_kind: Mapping[str, list[tuple[int, int]]], kind: str, rank: int) -> int | None:
    places = of_kind.get(kind, ())
    return next((at for one, at in places if one == rank), None)


def _cells(table: Table, at: int) -> list[str]:
    return [row.cells[at] for row in table.rows[:LOOKED_AT] if at < len(row.cells) and row.cells[at]]


def _by_cells(heading: Heading, cells: Sequence[str]) -> str:
    """What a column's cells leave of what its heading promises; ``""`` where they name nobody."""
    if heading.kind in ("relation", "born", "subject"):
        return heading.kind
    if heading.kind in ("first", "last", "middle", "suffix"):
        return heading.kind if any(re.search(r"[^\W\d_]", cell) for cell in cells) else ""
    if sum(map(_like_name, cells)) * 2 >= len(cells):
        return heading.kind
    return "subject" if heading.kind == "name" and _is_reference(cells) else ""


def _like_name(cell: str) -> bool:
    if _MONEY_OR_CODE.fullmatch(cell) or squeezed(cell) in person_words().words["no_names"]:
        return False
    return bool(re.search(r"[^\W\d_]", cell)) and len(cell.split()) <= 2 * MOST_NAME_WORDS and find_drug(cell) is None


def _is_reference(cells: Sequence[str]) -> bool:
    """Numbers or letters with digits that could stand for people; not money, not dates."""
    return all(re.fullmatch(r"(?=\S*\d)[\w./-]+", cell) and not re.search(r"\.\d\d?$|/\d", cell) for cell in set(cells))


def _ask(table: Table, doubtful: Sequence[int]) -> None:
    for at in doubtful:
        cells = sorted(set(_cells(table, at)))
        if len(cells) > 1:
            shown = ", ".join(f'"{cell[:40]}"' for cell in cells[:3])
            heading = table.header[at].replace("\\", "\\\\").replace('"', '\\"')
            raise usage_error(
                "E-SEVERAL-PEOPLE",
                f'the column "{table.header[at]}" could say whose claims these are ({shown}).',
                f'if it names the patient, write into claims.rules.toml:\n[columns]\nperson = "{heading}"\nIf it names nobody of '
                f'the household:\n[columns]\nnobody = "{heading}"',
                f"{table.file}, row {table.header_row}",
            )


def named_by_sheet(sheets: Sequence[tuple[str, Sequence[ClaimLine]]]) -> list[tuple[ClaimLine, ...]]:
    """The lines of a workbook's sheets, named by their sheet where nothing in it names anybody and the sheet's name could.

    A first name alone counts where several sheets are named so.
    """
    bare = [
        could_be_person(sheet) and not any(line.person or line.subject or line.born or line.relation for line in lines)
        for sheet, lines in sheets
    ]
    parts = []
    for (sheet, lines), named in zip(sheets, bare, strict=True):
        if named and (sum(bare) > 1 or len(sheet.split()) > 1):
            parts.append(tuple(line if line.note else line._replace(person=sheet) for line in lines))
        else:
            parts.append(tuple(lines))
    return parts


def with_people(columns: ColumnMap, people: PersonColumns) -> ColumnMap:
    """The column map with the plain name columns in it, for the row reader."""
    others = {name: places for name, places in columns.columns.items() if name != "person"}
    if people.simple and people.names:
        others["person"] = tuple(at for one in people.names for at in one)
    return replace(columns, columns=others)


def told_people(
    table: Table,
    people: PersonColumns,
    lines: Sequence[ClaimLine],
    *,
    day_first: bool,
    alone: frozenset[str] = frozenset(),
) -> list[ClaimLine]:
    """The lines of a table with the people that its columns, its lines between the rows and those above its heading name.

    ``alone`` are single words that stand between the rows of the whole part and could name people (``first_names``).
    """
    between = [row for row, line in zip(table.rows, lines, strict=True) if line.note]
    told = lines_between([*table.preamble, *between], table.header_row, bare=not people.names, alone=alone)
    return Teller(people, told, day_first).tell(table.rows, lines)


@dataclass(slots=True)
class Teller:
    """Gives the lines of one table their people."""

    columns: PersonColumns
    told: list[PersonLine] = field(default_factory=list)
    day_first: bool = False

    @property
    def needed(self) -> bool:
        """Whether anything names people beyond plain columns."""
        return not self.columns.simple or bool(self.told)

    def tell(self, rows: Sequence[Row], lines: Sequence[ClaimLine]) -> list[ClaimLine]:
        """The lines with their people; rows and lines in the same order."""
        if not self.needed:
            return list(lines)
        told = self._told(rows, lines)
        starts = [one.row for one in told]
        births: dict[str, tuple[dt.date | None, str]] = {}
        named = []
        for row, line in zip(rows, lines, strict=True):
            if line.note:
                named.append(line)
                continue
            person = self._name(row.cells)
            born, subject = self._birth(row.cells, births)
            if not person and (at := bisect_right(starts, row.number)):
                section = told[at - 1]
                person, born = section.person, born or section.born
            subject = self._cell(row.cells, self.columns.subject) or subject
            relation = self._cell(row.cells, self.columns.relation)
            named.append(line._replace(person=person, born=born, relation=relation, subject=subject))
        return named

    def _told(self, rows: Sequence[Row], lines: Sequence[ClaimLine]) -> list[PersonLine]:
        """The lines that name people; rows above the first of them are somebody's who isn't named, and not the first one's.

        A name below the last row, as at the foot of each page, is everybody's above it.
        """
        claims = [row.number for row, line in zip(rows, lines, strict=True) if not line.note]
        told = self.told
        if not told or not claims or self.columns.names or not claims[0] < told[0].row:
            return told
        if told[-1].row > claims[-1] and len({one.person for one in told}) == 1:
            return [PersonLine(0, told[0].person, told[0].born)]
        return [PersonLine(0, UNNAMED), *told] if claims[-1] > told[0].row else told

    def _cell(self, cells: tuple[str, ...], at: int | None) -> str:
        return cells[at] if at is not None and at < len(cells) else ""

    def _name(self, cells: tuple[str, ...]) -> str:
        for parts in self.columns.names:
            if text := " ".join(cell for at in parts if (cell := self._cell(cells, at))):
                return text
        return ""

    def _birth(self, cells: tuple[str, ...], seen: dict[str, tuple[dt.date | None, str]]) -> tuple[dt.date | None, str]:
        """The birth date; what can't be read as one still tells people apart."""
        text = self._cell(cells, self.columns.born)
        if text not in seen:
            try:
                seen[text] = parse_date(text, day_first=self.day_first), ""
            except DateError:
                seen[text] = None, text
        return seen[text]
