"""Lines to sentences: each whole, with the heading above it and the page on which it begins."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from offsetcase.papers.labels import is_label
from offsetcase.papers.page import Line, Page
from offsetcase.papers.titles import LONGEST_HEADING, STEP, short_title

# What part larger than the body's a heading's font is, in hundredths.
LARGER = 106
# A head or foot line stands on so many pages.
REPEATED = 3
_ABBREVIATION = re.compile(
    r"\b(?:Dr|Mr|Mrs|Ms|Jr|Sr|St|No|Nos|Inc|Co|Corp|Ltd|vs|e\.g|i\.e|etc|Sec|Art|Fig|cf|P\.O|U\.S|M\.D|D\.O|Ph\.D|Amt|Amts|Ste|Dept|Attn|[A-Z])\.$"
)
_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(\[]?[A-Z0-9•▪●])")
_BULLET = re.compile(r"(?:[•▪●○◦■□✓*–—-]|\(?[a-z0-9]{1,3}[.)]|\([ivx]+\))\s+\S")


class Sentence(NamedTuple):
    """One sentence: its words with single spaces, where it begins, and the heading above it."""

    text: str
    page: int
    heading: str


class Block(NamedTuple):
    """One paragraph or heading."""

    text: str
    page: int
    heading: bool


def sentences(pages: Sequence[Page]) -> list[Sentence]:
    """Every sentence of a paper, in reading order."""
    return list(_sentences(blocks(pages)))


def _sentences(printed: Iterable[Block]) -> Iterator[Sentence]:
    heading = ""
    for block in printed:
        if block.heading:
            heading = block.text
            continue
        for text in split(block.text):
            yield Sentence(text, block.page, heading)


def split(text: str) -> list[str]:
    """A paragraph's sentences; a full stop behind an abbreviation ends none."""
    parts, start = [], 0
    for end in _END.finditer(text):
        if not _ABBREVIATION.search(text[start : end.start() + 1]):
            parts.append(text[start : end.end()].strip())
            start = end.end()
    rest = text[start:].strip()
    return [*parts, rest] if rest else parts


def blocks(pages: Sequence[Page]) -> list[Block]:
    """Paragraphs and headings in reading order, without the lines that stand at every page's head or foot."""
    edges = repeated(pages)
    lines = [line for page in pages for line in own_lines(page, edges)]
    sizes = Counter(round(line.size) for line in lines for _ in line.text.split())
    body = sizes.most_common(1)[0][0] if sizes else 10
    known = {word for line in lines for word in re.findall(r"[a-z]{4,}", line.text.lower())}
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _goes_on(groups[-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    made: list[Block] = []
    for group in groups:
        text = _text(group, known)
        head = _is_heading(group, text, body)
        before = made[-1] if made else None
        if before and not before.heading and not head and _hangs(before.text, text, group[0].page != before.page):
            made[-1] = Block(f"{before.text} {text}", before.page, False)
        else:
            made.append(Block(text, group[0].page, head))
    return made


def repeated(pages: Sequence[Page]) -> frozenset[str]:
    """What stands at the head or foot of several pages, without its digits."""
    seen: Counter[str] = Counter()
    for page in pages:
        seen.update({_without_digits(line.text) for line in _edges(page)})
    return frozenset(text for text, count in seen.items() if count >= min(REPEATED, max(len(pages) // 2, 2)))


def own_lines(page: Page, at_edges: frozenset[str]) -> list[Line]:
    """A page's lines in reading order without head, foot and page number."""
    edges = {line.y for line in _edges(page) if _without_digits(line.text) in at_edges or _is_number(line.text)}
    return [line for line in page.reading if line.y not in edges]


def _edges(page: Page) -> list[Line]:
    return [line for line in page.lines if line.y > page.height * 92 / 100 or line.y < page.height * 9 / 100]


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"(?:page\s+)?-?\s*[\divxl]{1,6}\s*-?(?:\s+of\s+\d+)?", text, re.IGNORECASE))


def _without_digits(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _goes_on(group: list[Line], line: Line) -> bool:
    last = group[-1]
    if last.page != line.page or abs(last.size - line.size) > last.size * 6 / 100:
        return False
    step = last.y - line.y
    if step <= 0:  # the top of the next column
        return line.text[:1].islower()
    if step > STEP * max(line.size, last.size):
        return False
    if _BULLET.match(line.text) or is_label(line.text) or len(line.cells) > 1 or len(last.cells) > 1:
        return False
    return not (
        len(group) == 1
        and short_title(last.text)
        and not line.text[:1].islower()
        and last.cells[0].x1 < line.cells[-1].x1
    )


def _is_heading(group: list[Line], text: str, body: float) -> bool:
    if (
        len(text) > LONGEST_HEADING
        or len(group) > 2
        or text.rstrip()[-1:] in ".,;"
        or not re.search("[A-Za-z]{3}", text)
    ):
        return False
    return group[0].size * 100 > body * LARGER or short_title(text)


def _text(group: Sequence[Line], known: set[str]) -> str:
    text = group[0].text
    for line in group[1:]:
        parted = re.search(r"([A-Za-z]+)-$", text)
        rest = re.match(r"[a-z]+", line.text)
        if parted and rest:
            whole = (parted[1] + rest[0]).lower() in known
            text = (text[:-1] if whole else text) + line.text
        else:
            text = f"{text} {line.text}"
    return text


def _hangs(before: str, text: str, turned: bool) -> bool:
    """Whether a paragraph goes on in the next: over a page, or as a list that the sentence before begins."""
    if len(before) > 3000:
        return False
    open_ = before.rstrip()[-1:] not in '.!?”"'
    if turned:
        return open_ and (text[:1].islower() or bool(_BULLET.match(text)))
    ends_open = before.rstrip()[-1:] in ":;," or before.rstrip().endswith((" and", " or"))
    return ends_open and (bool(_BULLET.match(text)) or text[:1].islower())


def first_match(patterns: Iterable[re.Pattern[str]], text: str) -> re.Match[str] | None:
    """What the first pattern that fits finds in a text."""
    return next((match for one in patterns if (match := one.search(text))), None)
