"""Which kind of paper a file is, by the words that only that kind has."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from offsetcase.model.places import data_path, load_toml
from offsetcase.papers.fields import BOOKLET, FINAL, NOTICE, OTHER, STATEMENT, SUMMARY
from offsetcase.papers.page import Page

# How many of a page's first lines may hold its title, and how long a paper is that must be a booklet.
TITLE_LINES, LONG = 14, 25


@cache
def _kinds() -> dict[str, Any]:
    return load_toml(data_path("papers", "kinds.toml"))


def points(pages: Sequence[Page]) -> dict[str, int]:
    """How much speaks for each kind."""
    text = _folded("\n".join(page.text for page in pages))
    title = _folded("\n".join(line.text for page in pages[:1] for line in page.lines[:TITLE_LINES]))
    speaking = {}
    for kind, table in _kinds().items():
        if kind == "least":
            continue
        speaking[kind] = sum(weight for phrase, weight in table["title"] if phrase in title)
        speaking[kind] += sum(weight for phrase, weight in table["text"] if phrase in text)
    # A booklet tells of everything; a letter's words in it are not its own.
    if len(pages) >= LONG and speaking[BOOKLET] >= speaking[SUMMARY]:
        speaking[BOOKLET] += 20
    # A final notice says nearly all that a first one says.
    if speaking[FINAL] >= _kinds()["least"]["points"]:
        speaking[NOTICE] = min(speaking[NOTICE], speaking[FINAL] - 1) if _upholds(text, title) else speaking[NOTICE]
    if not _upholds(text, title):
        speaking[FINAL] = 0
    if "summary of benefits and coverage" not in title and speaking[BOOKLET] > speaking[SUMMARY]:
        speaking[SUMMARY] = 0
    if (
        _folded("this is not a bill") not in text
        and speaking[NOTICE] >= speaking[STATEMENT] // 2
        and "explanation of benefits" not in title
    ):
        speaking[STATEMENT] = min(speaking[STATEMENT], speaking[NOTICE] - 1)
    return speaking


def _upholds(text: str, title: str) -> bool:
    signs = (
        "upheld",
        "uphold",
        "final internal adverse",
        "final adverse",
        "appeal has been denied",
        "appeal was denied",
        "final decision",
        "appeal is denied",
        "denied your appeal",
        "final denial",
    )
    return (
        any(sign in title for sign in signs)
        or sum(sign in text for sign in signs) >= 2
        or _folded("we are upholding") in text
        or "decided to uphold" in text
        or "reason for upholding" in text
        or "we have upheld" in text
        or "has been upheld" in text
        or "we upheld" in text
        or "denied your appeal" in text
        or "appeal was denied" in text
        or "appeal has been denied" in text
    )


def kind_of(pages: Sequence[Page]) -> str:
    """The kind with the most points, or "something else"."""
    speaking = points(pages)
    best = max(speaking, key=lambda kind: speaking[kind])
    return best if speaking[best] >= _kinds()["least"]["points"] else OTHER


def _folded(text: str) -> str:
    return " ".join(text.lower().replace("’", "'").split())
