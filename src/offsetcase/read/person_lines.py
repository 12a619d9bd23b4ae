"""Lines that say whose the rows below them are: "Claim for …" between rows, a name above the heading, a sheet's name."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from offsetcase.codes.drugs import find_drug
from offsetcase.codes.persons import is_relation
from offsetcase.model.places import data_path, load_toml
from offsetcase.read.dates import date_or_none
from offsetcase.read.table import Row

MOST_NAME_WORDS = 6
_TAIL = re.compile(r"\s*[|;]\s*|\s{3,}")
_BORN = re.compile(
    r"\b(?:dob|date of birth|birth ?date|born)\b\s*:?\s*(\d{1,2}/\d{1,2}/\d{4}|\d{4}-\d{2}-\d{2})", re.IGNORECASE
)
_NAME_SHAPE = re.compile(
    r"[^\W\d_][^\W\d_'’.-]*(?:[ ,.'’-]+[^\W\d_][^\W\d_'’.-]*){0,5}\.?(?:\s*\([^()]*\))?(?:,? age \d+)?"
)


# What sets a title off, what parts a title from the name in it, and the dates that a report covers.
_DECORATION = " *=#_•·~-–—>"
_CHUNK = re.compile(r"\s+[-–—|/]\s+|\s*[:;]\s*|['’\u02bc]s?(?=\s)|\s{3,}|\b(?:for|of|by)\b", re.IGNORECASE)
_SPAN = re.compile(r"\b\d{1,4}[-/.]\d{1,2}(?:[-/.]\d{1,4})?\b|\b(?:19|20)\d\d\b|\(\s*\)")
# "Claims for patient Ada Example", "Account: Ada Example 123456".
_LEADING_ROLE = re.compile(
    r"(?:(?:the|patient|member|dependent|subscriber|spouse|child)\s*:?\s+)+(?=\S)", re.IGNORECASE
)
_NUMBER_BEHIND = re.compile(r"[\s,(#-]+[A-Za-z]{0,3}\d[\w-]*\)?$")
# More single words than a household has people are not names.
MOST_FIRST_NAMES = 12


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
    names = (
        "filler", "first", "last", "middle", "suffix", "relation", "birth", "number", "others", "no_names", "title_beside"
    )  # fmt: skip
    words = {name: frozenset(raw[name]) for name in names}
    words["title"] = frozenset(raw["title_words"].split())
    starts = "|".join(sorted(raw["line_starts"], key=len, reverse=True))
    numbered = rf"(?:{starts})(?:\s*#?\d{{1,3}}(?=\s*[:-]))?"
    return PersonWords(
        roles, words, re.compile(rf"{numbered}\s*(:|-|\bis\b)?\s+(?=\S)|{numbered}\s*:\s*", re.IGNORECASE)
    )


class PersonLine(NamedTuple):
    """A line that says whose the rows below it are."""

    row: int
    person: str
    born: dt.date | None = None


def first_names(rows: Iterable[Row]) -> frozenset[str]:
    """Words that stand alone in rows of their own and could name people: "Ada" and "Ben", "Self" and "Spouse".

    One such word says nothing; two different ones part a page between two people.
    """
    names = set()
    for row in rows:
        cells = row.cells
        if cells and cells[0] and not any(cells[1:]) and _could_be_first_name(word := cells[0].strip(_DECORATION)):
            names.add(word)
            if len(names) > MOST_FIRST_NAMES:
                return frozenset()
    return frozenset(names) if len(names) > 1 else frozenset()


def _could_be_first_name(text: str) -> bool:
    if not text.isalpha() or not text[:1].isupper() or len(text) > 20:
        return False
    if is_relation(text):
        return True
    return len(text) > 1 and text.lower() not in person_words().words["title"] and find_drug(text) is None


def lines_between(
    rows: Sequence[Row], header_row: int, *, bare: bool, alone: frozenset[str] = frozenset()
) -> list[PersonLine]:
    """The lines above a heading or between rows that name a person.

    Args:
        rows: rows that are not claims by their shape: few cells.
        header_row: where the heading stands.
        bare: whether a name that stands alone counts too.
        alone: single words that count as names, for the file has several (``first_names``).
    """
    naming: list[PersonLine] = []
    for row in rows:
        cells = [cell for cell in row.cells if cell]
        if not cells or len(cells) > 4:
            continue
        text = " ".join(cells[0].split())[:200].strip(_DECORATION)
        if bare and len(cells) == 1 and text in alone:
            naming.append(PersonLine(row.number, text))
            continue
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
            naming.append(PersonLine(row.number, person, born))
        elif naming and row.number < header_row and (date := _birth_in(cells)):
            naming[-1] = naming[-1]._replace(born=date)
    return naming


def _birth_in(cells: Sequence[str]) -> dt.date | None:
    match = _BORN.search(f"{cells[0].rstrip(': ')}: {cells[1]}" if len(cells) > 1 else cells[0])
    return date_or_none(match[1]) if match else None


def _person_in(text: str, *, bare: bool) -> tuple[str, dt.date | None]:
    match = person_words().starts.match(text)
    told = _behind(text, match) if match else ("", None)
    if told[0] or not bare:
        return told
    return (text, None) if match is None and bare_name(text) else _beside_title(text)


def _behind(text: str, match: re.Match[str]) -> tuple[str, dt.date | None]:
    """The name behind "Claims for", "Patient:" and the like."""
    rest = text[match.end() :].strip(" :-")
    born = _BORN.search(rest)
    if born:
        rest = rest[: born.start()].rstrip(" ,;(|-") or rest
    rest = _LEADING_ROLE.sub("", _NUMBER_BEHIND.sub("", _TAIL.split(rest)[0])).strip(" ,;-")
    colon = match[0].rstrip().endswith(":")
    words = re.findall(r"[^\W\d_]+", _no_brackets(rest).lower())
    if not _NAME_SHAPE.fullmatch(rest) or not words or len(words) > MOST_NAME_WORDS:
        return "", None
    if not colon and (set(words) & person_words().words["title"] or not _capitals(rest)):
        return "", None  # "Member services", "Claims for 2024"
    if all(word in person_words().words["title"] for word in words):
        return "", None
    return rest, date_or_none(born[1]) if born else None


def _beside_title(text: str) -> tuple[str, dt.date | None]:
    """A name within a title: "Ada Example's claims", "Prescription summary: Ada Example", "Ada Example - Subscriber"."""
    born = _BORN.search(text)
    plain = _SPAN.sub(" ", text[: born.start()] if born else text).strip(_DECORATION + " ,(")
    words = person_words().words
    names: list[str] = []
    titles: set[str] = set()
    for chunk in _CHUNK.split(plain):
        parts = set(re.findall(r"[^\W\d_]+", chunk.lower()))
        if not parts:
            continue
        if parts <= words["title"] or is_relation(chunk.strip()):
            titles |= parts
        else:
            names.append(chunk.strip(" ,"))
    if len(names) != 1 or not (titles or born) or titles & (words["others"] - words["title_beside"]):
        return "", None
    return (names[0], date_or_none(born[1]) if born else None) if bare_name(names[0]) else ("", None)


def _no_brackets(text: str) -> str:
    return re.sub(r"\([^()]*\)", " ", text)


def _capitals(text: str) -> bool:
    return all(word[:1].isupper() for word in re.findall(r"[^\W\d_]{2,}", _no_brackets(text)))


def bare_name(text: str) -> bool:
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
