"""Files that are not claims and that people name all the same: each is called what it is, with what to do instead."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import OffsetcaseError, input_error
from offsetcase.read.headings import fold, words_of
from offsetcase.read.table import DELIMITERS, HEADER_SEARCH_ROWS

_PORTALS_WORDS = re.compile(r'"[^"]*(?:claim|provider|amount|service)[^"]*"\s*:', re.IGNORECASE)


class _Kind(NamedTuple):
    """One sort of file, as ``data/strangers.toml`` tells it."""

    text: re.Pattern[str] | None
    headings: tuple[frozenset[str], ...]
    words: tuple[tuple[str, ...], ...]
    none: tuple[tuple[str, ...], ...]
    what: str
    remedy: str


@cache
def _kinds() -> tuple[_Kind, ...]:
    return tuple(_kind(raw) for raw in load_toml(data_path("strangers.toml"))["kind"])


def _kind(raw: dict[str, Any]) -> _Kind:
    return _Kind(
        re.compile(raw["text"], re.IGNORECASE | re.DOTALL) if "text" in raw else None,
        tuple(frozenset(fold(one) for one in group) for group in raw.get("headings", ())),
        tuple(tuple(one.split()) for one in raw.get("words", ())),
        tuple(tuple(one.split()) for one in raw.get("none", ())),
        raw["what"],
        raw["remedy"],
    )


def refuse_strangers(file: str, text: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Refuse what is known to be no claims.

    Args:
        file: the file's name, for messages.
        text: the file's text, or ``""`` for a sheet.
        rows: a sheet's rows, or none for a text.

    Raises:
        OffsetcaseError: it is such a file; the message says which (status 4).
    """
    head = text.lstrip()[:4000]
    for kind in _kinds():
        if kind.text is not None and kind.text.match(head):
            raise _no_claims(file, kind.what, kind.remedy)
    for cells in rows or _rows(head):
        if len(cells) < 3:
            continue
        folded = {fold(cell) for cell in cells if cell}
        words = [words_of(cell) for cell in cells if cell]
        for kind in _kinds():
            if kind.headings and _fits(kind, folded, words):
                raise _no_claims(file, kind.what, kind.remedy)


def refuse_portal_json(file: str, text: str) -> None:
    """Refuse what a portal's page keeps for itself: JSON about claims that isn't a health-record export.

    Raises:
        OffsetcaseError: it is such a file (status 4).
    """
    if "resourceType" in text or not _PORTALS_WORDS.search(text[:100_000]):
        return
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return
    raise _no_claims(
        file,
        "data that a portal's page keeps for itself (JSON, but no FHIR)",
        "download the claims from the portal as a table (CSV or a spreadsheet), or with a health-record app (FHIR). Where there is "
        "neither, copy the claims into the template sample_claims/template.csv, one row for each service.",
    )


def _rows(head: str) -> Iterator[tuple[str, ...]]:
    for line in head.split("\n")[:HEADER_SEARCH_ROWS]:
        delimiter = max(DELIMITERS, key=line.count)
        yield tuple(cell.strip().strip('"') for cell in line.split(delimiter))


def _fits(kind: _Kind, folded: set[str], words: list[tuple[str, ...]]) -> bool:
    if not _chosen(kind.headings, folded) or any(_holds(words, one) for one in kind.none):
        return False
    return not kind.words or any(_holds(words, one) for one in kind.words)


def _chosen(groups: tuple[frozenset[str], ...], folded: set[str]) -> bool:
    """Whether each group has a heading of its own: the same one is not taken for two of them."""
    left = set(folded)
    for group in groups:
        hit = next((one for one in sorted(left) if one in group), None)
        if hit is None:
            return False
        left.discard(hit)
    return True


def _holds(words: list[tuple[str, ...]], wanted: tuple[str, ...]) -> bool:
    return any(cell[at : at + len(wanted)] == wanted for cell in words for at in range(len(cell) - len(wanted) + 1))


def _no_claims(file: str, what: str, remedy: str) -> OffsetcaseError:
    return input_error("E-NOT-CLAIMS", f"this is {what}, and no claims.", remedy, file)
