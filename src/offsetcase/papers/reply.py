"""What a plan answered: which enclosures it says it looked at, which it doesn't name, and what it left without an answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from offsetcase.model.places import data_path, load_toml
from offsetcase.papers.fields import Field
from offsetcase.papers.page import Page
from offsetcase.papers.prose import Sentence, sentences

# How much of an enclosure's own words must be named, in per cent.
ENOUGH = 60
_FINAL = re.compile(r"final (?:internal|decision|determination|adverse)|exhausted|external review", re.IGNORECASE)


def answered(
    pages: Sequence[Page], fields: Sequence[Field], enclosures: Sequence[str], requests: Sequence[str], reason: str
) -> list[Field]:
    """What the reply says of what was sent.

    Args:
        pages: the reply's pages.
        fields: what was found in it as a notice.
        enclosures: the titles of what was enclosed.
        requests: what was asked for, each in its own words.
        reason: the reason that the notice before gave, ``""`` where it isn't known.

    Returns:
        ``reply.reviewed`` and ``reply.not_named`` for enclosures, ``reply.new_reason`` for a reason that wasn't given before,
        ``reply.unanswered`` for requests of which no sentence speaks, ``reply.next`` for the level reached. None is certain: a person must look.
    """
    listed = [field for field in fields if field.name == "notice.reviewed"]
    said = sentences(pages)
    answers: list[Field] = []
    for title in enclosures:
        wanted = _words(title)
        near = next((one for one in listed if _share(wanted, one.value) >= ENOUGH), None)
        if near:
            answers.append(Field("reply.reviewed", title, near.page, near.words))
        else:
            page, words = (listed[0].page, listed[0].words) if listed else (1, said[0].text if said else "")
            answers.append(Field("reply.not_named", title, page, words))
    for field in fields:
        if field.name == "denial.reason" and reason and not _same(reason, field.value):
            answers.append(Field("reply.new_reason", field.value, field.page, field.words))
    for request in requests:
        wanted = _words(request)
        if wanted and not any(_share(wanted, one.text) >= ENOUGH for one in said):
            answers.append(Field("reply.unanswered", request, 1, said[0].text if said else ""))
    if fields:
        answers.append(_next(fields, said))
    return answers


def _next(fields: Sequence[Field], said: Sequence[Sentence]) -> Field:
    """The level reached: a further appeal where the reply offers one, else outside review."""
    for field in fields:
        if field.name == "denial.level" and field.value == "second":
            return Field("reply.next", "second appeal", field.page, field.words)
    final = next((one for one in said if _FINAL.search(one.text)), said[0])
    return Field("reply.next", "external review", final.page, final.text)


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z]{3,}|\d{4,}", text.lower())) - _common()


@cache
def _common() -> frozenset[str]:
    return frozenset(load_toml(data_path("papers", "reply.toml"))["common"])


def _share(wanted: frozenset[str], text: str) -> int:
    """How many of the words a text holds, in per cent; a plural is its singular."""
    standing = {word.rstrip("s") for word in _words(text)}
    return 100 * sum(word.rstrip("s") in standing for word in wanted) // len(wanted) if wanted else 0


def _same(one: str, other: str) -> bool:
    first, second = _words(one), _words(other)
    return _share(first, other) >= ENOUGH or _share(second, one) >= ENOUGH
