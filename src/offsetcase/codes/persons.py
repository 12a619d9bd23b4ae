"""Whether two names in claims are one person's: compared whole, with suffix, birth date, relation and reference.

First names alone, a suffix, or a longer given name have merged fathers with sons; what isn't certain is asked, never taken.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

from offsetcase.codes.identity import Alike
from offsetcase.model.lines import ClaimLine
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.text import squeezed

MAX_NAME = 300
# Two downloads may lie some years apart; a father and a son lie further.
AGE_YEARS = 5
_BRACKETS = re.compile(r"\(([^()]*)\)")
_AGE = re.compile(r"[,;]?\s*\bage\s*:?\s*(\d{1,3})\b", re.IGNORECASE)
_BIRTH_WORD = re.compile(r"[,;]?\s*\b(?:dob|d\.o\.b\.|born|birth ?date|date of birth)\b\s*:?\s*", re.IGNORECASE)
_DATE = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b|\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


class Who(NamedTuple):
    """Whom a line is about, as its file tells it; ``system`` is what the reference counts in (a format's key)."""

    person: str = ""
    born: dt.date | None = None
    relation: str = ""
    subject: str = ""
    system: str = ""

    @property
    def nobody(self) -> bool:
        """Whether nothing names anybody."""
        return not (self.person or self.born or self.relation or self.subject)


class PersonName(NamedTuple):
    """A name taken apart. ``identifier`` stands in place of words where the cell is a number or a reference."""

    words: frozenset[str] = frozenset()
    initials: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    suffix: str = ""
    born: dt.date | None = None
    age: int | None = None
    relation: str = ""
    identifier: str = ""
    title: str = ""


class _NameWords(NamedTuple):
    suffixes: frozenset[str]
    titles: dict[str, str]
    same_suffix: dict[str, str]
    relations: dict[str, str]


@cache
def _words() -> _NameWords:
    raw = load_toml(data_path("names.toml"))
    relations = {word: kind for kind, words in raw["relations"].items() for word in words}
    return _NameWords(frozenset(raw["suffixes"]), dict(raw["titles"]), raw["same_suffix"], relations)


def relation_of(text: str) -> str:
    """A relationship in one word (``self``, ``spouse``, ``child``, ``dependent``, ``parent``), its own text, or ``""``."""
    folded = squeezed(text.replace("_", " "))
    return _words().relations.get(folded, folded)


def is_relation(text: str) -> bool:
    """Whether a word says how somebody is related to the subscriber."""
    return squeezed(text) in _words().relations


def _day(text: str) -> dt.date | None:
    match = _DATE.search(text)
    if not match:
        return None
    year, month, day = (match[1], match[2], match[3]) if match[1] else (match[6], match[4], match[5])
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


@lru_cache(maxsize=8192)
def parse_name(cell: str) -> PersonName:
    """A person's cell taken apart: ``DOE, JANE Q.``, ``Jane Doe (1985-03-12)``, ``John Smith Jr (dependent)``."""
    text = " ".join(cell.split())[:MAX_NAME]
    born: dt.date | None = None
    age: int | None = None
    relation = identifier = title = ""
    for inside in _BRACKETS.findall(text):
        if is_relation(inside):
            relation = relation_of(inside)
        elif day := _day(inside):
            born = day
        elif age_said := _AGE.fullmatch(inside):
            age = int(age_said[1])
        elif re.search(r"\d", inside):
            identifier = inside.casefold()
    text = _BRACKETS.sub(" ", text)
    if age_said := _AGE.search(text):
        age = int(age_said[1])
        text = text.replace(age_said[0], " ")
    if day := _day(text):
        born = day
        text = _DATE.sub(" ", _BIRTH_WORD.sub(" ", text))
    tail = text.rpartition(" - ")
    if tail[1] and is_relation(tail[2]):
        text, relation = tail[0], relation_of(tail[2])
    known = _words()
    if (
        "/" in text
        or not re.search(r"[^\W\d_]{2}", text)
        or re.search(r"[^\W_]*\d[^\W_]*", _without(text, known.suffixes))
    ):
        own = text.strip().casefold()
        return PersonName(born=born, age=age, relation=relation, identifier=own or identifier)
    words: set[str] = set()
    initials: set[str] = set()
    joined: set[str] = set()
    suffix = ""
    for word in _WORD.findall(_plain(text)):
        if word in known.suffixes:
            suffix = known.same_suffix.get(word, word)
        elif word in known.titles:
            title = known.titles[word] or title
        elif len(word) == 1:
            initials.add(word)
        else:
            parts = word.split("-")
            words.update(parts)
            if len(parts) > 1:
                joined.update(parts)
    return PersonName(
        frozenset(words), frozenset(initials), frozenset(joined), suffix, born, age, relation, identifier, title
    )


def _without(text: str, suffixes: frozenset[str]) -> str:
    return " ".join(word for word in text.split() if word.casefold().strip(".,") not in suffixes)


def _plain(text: str) -> str:
    """Lower case, without accents, apostrophes, and the dots of initials."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"['’‘`]", "", bare).replace(".", " ")


def whole(who: Who) -> PersonName:
    """The name with what stands in columns of its own beside it."""
    name = parse_name(who.person)
    return name._replace(born=who.born or name.born, relation=relation_of(who.relation) or name.relation)


def same_person(one: Who, other: Who, *, together: bool) -> Alike:
    """Whether two are one person.

    Args:
        one: the first.
        other: the second.
        together: whether one file has both spellings; a file spells one person in one way.
    """
    a, b = whole(one), whole(other)
    if a.born and b.born and a.born != b.born:
        return Alike.DIFFERENT
    if a.age is not None and b.age is not None and abs(a.age - b.age) > AGE_YEARS:
        return Alike.DIFFERENT
    if a.title and b.title and a.title != b.title:
        return Alike.DIFFERENT
    related = _relations(a.relation, b.relation, together)
    if related is Alike.DIFFERENT:
        return related
    # Two servers number one person differently; a name and a birth date tell that it is one.
    referred = one.subject and other.subject and one.system == other.system and one.subject != other.subject
    if referred and (together or not (a.born and a.born == b.born)):
        return Alike.DIFFERENT
    named = _names(a, b, together)
    if named is Alike.UNCLEAR and one.subject and one.subject == other.subject and one.system == other.system:
        return Alike.SAME
    return min(named, related)


def _relations(one: str, other: str, together: bool) -> Alike:
    if one == other or not (one and other):
        # In one file a bare name beside "(dependent)" may be the subscriber.
        alone = one or other
        return Alike.UNCLEAR if together and alone not in ("", "self") and one != other else Alike.SAME
    if "dependent" in (one, other) and "self" not in (one, other):
        return Alike.SAME if not together else Alike.UNCLEAR
    return Alike.DIFFERENT


def _names(a: PersonName, b: PersonName, together: bool) -> Alike:
    if not a.words or not b.words:
        if a.identifier and b.identifier:
            return Alike.SAME if a.identifier == b.identifier else Alike.DIFFERENT
        if not (a.words or a.identifier or a.initials) and not (b.words or b.identifier or b.initials):
            return Alike.SAME
        return (
            Alike.SAME
            if a.words == b.words and a.initials == b.initials and a.identifier == b.identifier
            else Alike.UNCLEAR
        )
    if a.identifier and b.identifier and a.identifier != b.identifier:
        return Alike.DIFFERENT
    likeness = _spellings(a, b, together)
    if likeness is not Alike.DIFFERENT and a.suffix != b.suffix:
        # Both spellings in one file, or two suffixes, are two people; a suffix that the other file leaves out is asked about.
        return Alike.DIFFERENT if together or (a.suffix and b.suffix) else Alike.UNCLEAR
    return likeness


def _spellings(a: PersonName, b: PersonName, together: bool) -> Alike:
    more_a, more_b, common = a.words - b.words, b.words - a.words, a.words & b.words
    if more_a and more_b:
        return Alike.DIFFERENT
    if not more_a and not more_b:
        apart = a.initials and b.initials and not (a.initials <= b.initials or b.initials <= a.initials)
        return Alike.DIFFERENT if apart else Alike.SAME
    shorter, longer, more = (a, b, more_b) if more_b else (b, a, more_a)
    letters = {word[0] for word in more}
    if shorter.initials - letters - longer.initials:
        return Alike.DIFFERENT
    if len(common) < 2 or more & longer.joined:
        return Alike.UNCLEAR  # a first name alone, an initial for it, or one of two joined names
    if letters <= shorter.initials:
        return Alike.SAME
    return Alike.UNCLEAR if together else Alike.SAME


def shown(who: Who, *, details: bool = False) -> str:
    """A person in words: the cell as printed, or what stands in its place; ``details`` adds what tells two of a name apart."""
    more = [who.relation.casefold()] if who.relation else []
    if who.born:
        more.append(f"born {who.born.isoformat()}")
    if who.subject:
        more.append(who.subject)
    if not who.person:
        return ", ".join(more[:1] if not details else more)
    return f"{who.person} ({', '.join(more)})" if details and more else who.person


def spellings(line: ClaimLine) -> tuple[str, ...]:
    """Every way in which a question may have named a line's person; the user's ``[people]`` is looked up under each."""
    who = Who(line.person, line.born, line.relation, line.subject)
    return tuple(
        dict.fromkeys(text for text in (shown(who, details=True), shown(who), line.person, line.subject) if text)
    )
