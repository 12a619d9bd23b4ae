"""A statement's words with their places, its headings over up to three lines, and the column under which a word stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import NamedTuple

from offsetcase.papers.page import Page, Run, side_by_side

# Points: how far beside its heading an amount may stand, and how far apart the words of one heading are.
BESIDE, WORDS_APART, STACKED = 36, 14, 40


class Word(NamedTuple):
    """One word: its edges in points, and itself."""

    x0: float
    x1: float
    text: str


@dataclass(frozen=True)
class PrintedRow:
    """The words of one line, from left to right."""

    page: int
    number: int
    y: float
    size: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The line's words with single spaces."""
        return " ".join(word.text for word in self.words)


def rows(page: Page) -> list[PrintedRow]:
    """A page's lines from top to bottom, as words."""
    return [
        PrintedRow(page.number, number, line[0].y, max(run.size for run in line), tuple(_words(line)))
        for number, line in enumerate(side_by_side(page.runs), start=1)
    ]


def _words(line: Sequence[Run]) -> list[Word]:
    words: list[Word] = []
    for run in sorted(line, key=lambda one: one.x0):
        text = run.text
        each = (run.x1 - run.x0) / max(len(text), 1)
        at = 0
        for part in text.split():
            start = text.index(part, at)
            at = start + len(part)
            word = Word(run.x0 + start * each, run.x0 + at * each, part)
            glued = (
                words
                and not text[:start].strip()
                and not text.startswith(" ")
                and word.x0 - words[-1].x1 < run.size / 8
            )
            if glued and start == 0:
                words[-1] = Word(words[-1].x0, word.x1, words[-1].text + part)
            else:
                words.append(word)
    return words


class ColumnSpan(NamedTuple):
    """Where a heading stands."""

    x0: float
    x1: float


def headings(lines: Sequence[PrintedRow], columns: Mapping[str, Sequence[str]]) -> dict[str, ColumnSpan] | None:
    """The columns whose headings stand in these one to three lines.

    Args:
        lines: from top to bottom.
        columns: a field's headings as words in lower case.

    Returns:
        Each field's place; ``None`` where a word that two fields could claim is left open.
    """
    used: set[tuple[int, int]] = set()
    spans: dict[str, ColumnSpan] = {}
    # Most lines of a statement are not headings: only phrases whose words all stand here are looked for.
    standing = {_folded(word.text) for row in lines for word in row.words}
    known = ((field, phrase.split()) for field, phrases in columns.items() for phrase in phrases)
    wanted = sorted((one for one in known if standing.issuperset(one[1])), key=lambda one: -len(one[1]))
    for field, phrase in wanted:
        if field in spans:
            continue
        hits = list(_hits(lines, phrase, used))
        if hits:
            places = hits[0]
            used.update(places)
            words = [lines[row].words[at] for row, at in places]
            spans[field] = ColumnSpan(min(word.x0 for word in words), max(word.x1 for word in words))
    return spans or None


def _hits(
    lines: Sequence[PrintedRow], phrase: Sequence[str], used: set[tuple[int, int]]
) -> Iterator[list[tuple[int, int]]]:
    """Where a phrase stands: on one line, or its parts below each other."""
    for parts in range(1, min(len(lines), len(phrase)) + 1):
        for cuts in combinations(range(1, len(phrase)), parts - 1):
            pieces = [phrase[a:b] for a, b in zip((0, *cuts), (*cuts, len(phrase)), strict=True)]
            for first in range(len(lines) - parts + 1):
                yield from _stacked(lines, pieces, first, used, [])


def _stacked(
    lines: Sequence[PrintedRow],
    pieces: Sequence[Sequence[str]],
    row: int,
    used: set[tuple[int, int]],
    above: list[tuple[int, int]],
) -> Iterator[list[tuple[int, int]]]:
    if not pieces:
        yield above
        return
    words = lines[row].words if row < len(lines) else ()
    piece = pieces[0]
    for at in range(len(words) - len(piece) + 1):
        places = [(row, at + n) for n in range(len(piece))]
        under = words[at : at + len(piece)]
        if any(place in used for place in places) or [_folded(word.text) for word in under] != list(piece):
            continue
        if any(b.x0 - a.x1 > WORDS_APART for a, b in pairwise(under)):
            continue
        if above:
            over = [lines[r].words[w] for r, w in above]
            middle = (min(w.x0 for w in over) + max(w.x1 for w in over)) / 2
            if abs(middle - (under[0].x0 + under[-1].x1) / 2) > STACKED:
                continue
        yield from _stacked(lines, pieces[1:], row + 1, used, [*above, *places])


def _folded(text: str) -> str:
    return text.lower().replace("’", "'").strip("*†:^")


def column_of(word: Word, spans: Mapping[str, ColumnSpan]) -> str:
    """The column under whose heading a word stands; ``""`` where none is near or two are as near."""
    middle = (word.x0 + word.x1) / 2
    ranked = sorted(
        (_distance(word, span), abs(middle - (span.x0 + span.x1) / 2), name) for name, span in spans.items()
    )
    if not ranked or ranked[0][0] > BESIDE:
        return ""
    if len(ranked) > 1 and ranked[1][0] == ranked[0][0] and abs(ranked[1][1] - ranked[0][1]) < 4:
        return ""
    return ranked[0][2]


def _distance(word: Word, span: ColumnSpan) -> float:
    overlap = min(word.x1, span.x1) - max(word.x0, span.x0)
    return 0 if overlap > 0 else -overlap
