"""Lines that say whose the rows below them are: "Claim for …" between rows, a name above the heading, a sheet's name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from offsetcase.codes.drugs import find_drug
from offsetcase.codes.persons import is_relation
from offsetcase.model.places import data_path, load_toml
from offsetcase.read.dates import DateError, parse_date
from offsetcase.read.table import Row

MOST_NAME_WORDS = 6
_TAIL = re.compile(r"\s*[|;]\s*|\s{3,}")
_BORN = re.compile(
    r"\b(?:dob|date of birth|birth ?date|born)\b\s*:?\s*(\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})", re.IGNORECASE
)
_NAME_SHAPE = re.compile(
    r"[^\W\d_][^\W\d_'’.-]*(?:[ ,.'’-]+[^\W\d_][^\W\d_'’.-]*){0,5}\.?(?:\s*\([^()]*\))?(?:,? age \d+)?"
)


class PersonWords(NamedTuple):
    """Roles with their rank, the other lists by name, and what begins a line that names somebody."""

    roles: Mapping[str, int]
    words: Mapping[str, frozenset[str]]
    starts: re.Pattern[str]


@cache
def person_words() -> PersonWords:
    """The words of ``data/persons.toml``."""
    raw = load_toml(data_path("persons.toml"))
    roles = {word: rank for rank, words in reversed(list(enumerate(raw["roles"]))) for word in words}
    names = ("filler", "first", "last", "middle", "suffix", "relation", "birth", "number", "others", "no_names")
    words = {name: frozenset(raw[name]) for name in names}
    words["title"] = frozenset(raw["title_words"].split())
    starts = "|".join(sorted(raw["line_starts"], key=len, reverse=True))
    return PersonWords(
        roles, words, re.compile(rf"(?:{starts})\s*(:|-|\bis\b)?\s+(?=\S)|(?:{starts})\s*:\s*", re.IGNORECASE)
    )


class Told(NamedTuple):
    """A line that says whose the rows below it are."""

    row: int
    person: str
    born: dt.date | None = None


def lines_between(rows: Sequence[Row], header_row: int, *, bare: bool) -> list[Told]:
    """The lines above a heading or between rows that name a person.

    Args:
        rows: rows that are no claims by their shape: few cells.
        header_row: where the heading stands.
        bare: whether a name that stands alone counts too.
    """
    found: list[Told] = []
    for row in rows:
        cells = [cell for cell in row.cells if cell]
        if not cells or len(cells) > 4:
            continue
        text = " ".join(cells[0].split())[:200]
        if len(cells) >= 2 and not text.endswith(":") and person_words().starts.fullmatch(f"{text}: "):
            text = f"{text}: {cells[1]}"
        elif len(cells) >= 2 and text.endswith(":"):
            text = f"{text} {cells[1]}"
        elif len(cells) == 2 and person_words().starts.match(text) and cells[1].replace(" ", "").isalpha():
            text = f"{text}, {cells[1]}"  # a comma within a name has parted it
        elif len(cells) > 2:
            continue
        person, born = _person_in(text, bare=bare and len(cells) == 1)
        if person:
            found.append(Told(row.number, person, born))
        elif found and row.number < header_row and (date := _birth_in(cells)):
            found[-1] = found[-1]._replace(born=date)
    return found


def _birth_in(cells: Sequence[str]) -> dt.date | None:
    match = _BORN.search(f"{cells[0].rstrip(': ')}: {cells[1]}" if len(cells) > 1 else cells[0])
    return _date(match[1]) if match else None


def _date(text: str) -> dt.date | None:
    try:
        return parse_date(text, day_first=False)
    except DateError:
        return None


def _person_in(text: str, *, bare: bool) -> tuple[str, dt.date | None]:
    match = person_words().starts.match(text)
    if match is None:
        return (text, None) if bare and _bare_name(text) else ("", None)
    rest = text[match.end() :].strip(" :-")
    born = _BORN.search(rest)
    if born:
        rest = rest[: born.start()].rstrip(" ,;(|-") or rest
    rest = _TAIL.split(rest)[0].strip(" ,;-")
    colon = match[0].rstrip().endswith(":")
    words = re.findall(r"[^\W\d_]+", _no_brackets(rest).lower())
    if not _NAME_SHAPE.fullmatch(rest) or not words or len(words) > MOST_NAME_WORDS:
        return "", None
    if not colon and (set(words) & person_words().words["title"] or not _capitals(rest)):
        return "", None  # "Member services", "Claims for 2024"
    if all(word in person_words().words["title"] for word in words):
        return "", None
    return rest, _date(born[1]) if born else None


def _no_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)", " ", text)


def _capitals(text: str) -> bool:
    return all(word[:1].isupper() for word in re.findall(r"[^\W\d_]{2,}", _no_brackets(text)))


def _bare_name(text: str) -> bool:
    """Two to four capitalized words, none of which is a title's: a name that stands alone."""
    inside = re.search(r"\(([^()]*)\)", text)
    if inside and not is_relation(inside[1]):
        return False
    words = re.findall(r"[^\W\d_]+", _no_brackets(text).lower())
    long = [word for word in words if len(word) > 1]
    if not 2 <= len(long) <= 4 or set(words) & person_words().words["title"]:
        return False
    return bool(_NAME_SHAPE.fullmatch(text)) and _capitals(text) and find_drug(text) is None


def could_be_person(sheet: str) -> bool:
    """Whether a sheet's name could be a person's: letters only, none of them a title's."""
    words = re.findall(r"[^\W\d_]+", sheet.lower())
    return (
        bool(words)
        and not re.search(r"\d", sheet)
        and len(words) <= 4
        and not set(words) & person_words().words["title"]
    )
