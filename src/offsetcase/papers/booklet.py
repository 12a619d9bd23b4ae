"""A plan's own document: its sentences against the member, for them, and on the way to appeal, each whole, with heading and page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from offsetcase.model.places import data_path, load_toml
from offsetcase.papers import where
from offsetcase.papers.fields import Candidate, Field, decide
from offsetcase.papers.page import Page
from offsetcase.papers.prose import Sentence, own_lines, repeated, sentences

# The longest clause that is quoted; a longer one is a list that a person must cut.
LONGEST = 1500
MOST_OF_ONE = 12
_APPEALS = re.compile(r"appeal|review", re.IGNORECASE)
LISTS = ("against", "for", "procedure")


class Passage(NamedTuple):
    """One sort of sentence: the list it belongs to, the field it may fill, and its patterns."""

    list: str
    field: str
    any: tuple[re.Pattern[str], ...]
    also: tuple[re.Pattern[str], ...]
    heading: tuple[re.Pattern[str], ...]
    never: tuple[re.Pattern[str], ...]


@cache
def passages() -> tuple[Passage, ...]:
    """Every sort of sentence, in the order in which they are shown."""

    def patterns(raw: dict[str, list[str]], name: str) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(one) for one in raw.get(name, ()))

    return tuple(
        Passage(
            raw["list"],
            raw.get("field", ""),
            *(patterns(raw, name) for name in ("any", "with", "heading", "never")),
        )
        for raw in load_toml(data_path("papers", "booklet.toml"))["passage"]
    )


def fields(pages: Sequence[Page], scanned: frozenset[int], doubtful: frozenset[int] = frozenset()) -> list[Field]:
    """The lists of a booklet, against first, then what it may fill of the case file."""
    said = [one for one in sentences(pages) if len(one.text) <= LONGEST and _whole(one.text)]
    listed: list[Field] = []
    candidates: list[Candidate] = []
    seen: set[tuple[str, str]] = set()
    for kind in passages():
        count = 0
        for one in said:
            if not _fits(kind, one):
                continue
            if kind.field:
                candidates.append(Candidate(kind.field, _quoted(one.text), one.page, one.text, True))
            if (kind.list, one.text) in seen or count >= MOST_OF_ONE:
                continue
            seen.add((kind.list, one.text))
            count += 1
            words = f"{one.heading}: {one.text}" if one.heading else one.text
            listed.append(Field(f"booklet.{kind.list}", one.text, one.page, words, False, one.page in scanned))
    edges = repeated(pages)
    # An address for appeals stands where appeals are spoken of; most chapters aren't looked through line by line.
    speaks = {page.number for page in pages if _APPEALS.search(page.text)}
    near = [page for page in pages if {page.number, page.number - 1} & speaks]
    lines = [line for page in near for line in own_lines(page, edges)]
    # What a booklet says of an address may be years old; the notice's own comes first.
    candidates += [one._replace(named=False) for one in where.candidates(lines) if one.name.startswith("plan.")]
    decided = decide(candidates, scanned, doubtful)
    listed.sort(key=lambda field: LISTS.index(field.name.partition(".")[2]))
    return [*listed, *decided, *_sources(decided, pages)]


def _fits(kind: Passage, one: Sentence) -> bool:
    text = one.text.lower()
    if not any(pattern.search(text) for pattern in kind.any) or any(pattern.search(text) for pattern in kind.never):
        return False
    if kind.also and not any(pattern.search(text) for pattern in kind.also):
        return False
    return not kind.heading or any(pattern.search(one.heading.lower()) for pattern in kind.heading)


def _whole(text: str) -> bool:
    """Whether a sentence has its beginning and its end; a list's item without a full stop is one as well."""
    start = re.sub(r"^(?:[•▪●○◦*–-]|\(?[a-z0-9]{1,2}[.)])\s*", "", text)
    return len(text.split()) > 4 and bool(start) and (start[0].isupper() or start[0] in "“\"'" or start != text)


def _quoted(text: str) -> str:
    return re.sub(r"^(?:[•▪●○◦*–]|\(?[a-z0-9]{1,2}[.)])\s+", "", text)


def _sources(decided: Sequence[Field], pages: Sequence[Page]) -> Iterator[Field]:
    """Document and printed page of the clause, for the letter's citation."""
    title = document_title(pages)
    for field in decided:
        if field.name == "plan.clause":
            number = printed_page(pages, field.page)
            value = f"{title}, page {number}"
            yield Field("plan.clause_source", value, field.page, field.words, field.certain, field.from_ocr)


def document_title(pages: Sequence[Page]) -> str:
    """What the document calls itself, or "plan booklet"."""
    (titles,) = load_toml(data_path("papers", "booklet.toml"))["title"]
    first = " ".join(" ".join(page.text.split()) for page in pages[:3]).lower()
    named = [title for title in titles["words"] if title in first]
    best = min(named, key=first.index) if named else ""
    return best.title().replace(" Of ", " of ") if best else "plan booklet"


def printed_page(pages: Sequence[Page], number: int) -> str:
    """The page number that is printed on a page, or the page's place in the file."""
    return pages[number - 1].printed or str(number)
