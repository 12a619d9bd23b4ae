"""A plan's notice: what its labels and its own sentences say of the decision and of the way to appeal."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from offsetcase.model import spans
from offsetcase.model.places import data_path, load_toml
from offsetcase.papers import labels, where
from offsetcase.papers.dates import dates
from offsetcase.papers.fields import Candidate
from offsetcase.papers.page import Page
from offsetcase.papers.prose import Block, Sentence, blocks, first_match, own_lines, repeated, sentences, split

LONGEST_REASON = 900
_DEADLINE = re.compile(
    r"(?:must|should|need to|have to|has to|may)[^.]{0,80}\bappeal\b[^.]{0,80}\b(?:by|before|no later than|on or before)\s*$|"
    r"\bappeal\b[^.]{0,80}(?:must|should|need to|has to|have until)[^.]{0,60}\b(?:by|before|no later than|until|on or before)\s*$|"
    r"\b(?:deadline|last day) (?:to|for|of)[^.]{0,30}\bappeal(?:ing)?(?: is)?:?\s*$|\bhave until\s*$",
    re.IGNORECASE,
)
_LETTER_DATE = re.compile(
    r"\b(?:this|the) (?:notice|letter|determination) (?:is|was) (?:dated|mailed on|issued on)\s*$", re.IGNORECASE
)


@cache
def words() -> dict[str, Any]:
    """The patterns of a notice's sentences, ready to search."""
    raw = load_toml(data_path("papers", "notice.toml"))
    tables: dict[str, Any] = {}
    for name, table in raw.items():
        if name != "where":
            tables[name] = {
                key: [re.compile(one.replace("<span>", spans.PATTERN), re.IGNORECASE) for one in patterns]
                for key, patterns in table.items()
            }
    tables["reason"]["words"] = [
        re.compile(r"\b" + re.escape(word).replace(r"\ ", r"[\s-]+"), re.IGNORECASE)
        for group in load_toml(data_path("denial_reasons.toml")).values()
        for word in group["words"]
    ]
    return tables


def candidates(pages: Sequence[Page], *, answer: bool = False) -> Iterator[Candidate]:
    """Everything that a notice names, in reading order; ``answer`` says that it answers an appeal."""
    said = sentences(pages)
    for page in pages:
        yield from labels.candidates(page)
        yield from _labelled_reasons(page)
    edges = repeated(pages)
    yield from where.candidates([line for page in pages for line in own_lines(page, edges)])
    if pages:
        yield from where.letterhead(pages[0])
        yield from _first_date(pages[0])
    yield from _reasons(said)
    yield from _windows(said, answer)
    yield from _dates(said)
    yield from _levels(said)
    yield from _reviewed(blocks(pages))
    yield from _others(said)


def _labelled_reasons(page: Page) -> Iterator[Candidate]:
    lines = page.lines
    for hit in labels.hits(lines):
        if hit.label.type != "reason":
            continue
        text, label = labels.paragraph(lines, hit)
        sentences = [one for one in split(text) if len(one) <= LONGEST_REASON]
        giving = [
            one
            for one in sentences
            if first_match(words()["reason"]["words"], one) and not first_match(words()["reason"]["never"], one)
        ]
        if len(sentences) == 1 and len(sentences[0].split()) > 3:
            giving = [one for one in sentences if not first_match(words()["reason"]["never"], one)]
        head = label if label != text else ""
        for one in giving:
            words_ = one if one in label else f"{head.split(':')[0].strip()}: {one}" if head else one
            yield Candidate("denial.reason", one, page.number, words_, hit.label.named)


def _reasons(said: Sequence[Sentence]) -> Iterator[Candidate]:
    table = words()["reason"]
    for one in said:
        text = _without_label(one.text)
        if not first_match(table["words"], text) or first_match(table["never"], text) or len(text) > LONGEST_REASON:
            continue
        if first_match(table["refused"], text) and any(own.search(text) for own in table["own"]):
            yield Candidate("denial.reason", text, one.page, one.text, True)


def _without_label(text: str) -> str:
    """A sentence without the label that stands before it on its line."""
    head, colon, rest = text.partition(": ")
    if colon and len(head) < 60 and labels.is_label(f"{head}:") and rest[:1].isupper():
        return rest
    return text


def _windows(said: Sequence[Sentence], answer: bool) -> Iterator[Candidate]:
    # A first notice also tells the time for the second appeal, which isn't the next; an answer that offers a second one means it.
    levels = {match.value for match in _levels(said)} if answer else set()
    passed_over = [*words()["level"]["second"]] if levels == {"second"} else []
    for name, field in (("window", "denial.window"), ("external_window", "notice.external_window")):
        table = words()[name]
        for one in said:
            text = one.text
            for pattern in passed_over:
                text = pattern.sub("appeal", text)
            if first_match(table["never"], text):
                continue
            if match := first_match(table["patterns"], text):
                words_ = " ".join(match[1].split())
                # A figure and words that disagree name nothing for certain.
                yield Candidate(field, words_, one.page, one.text, len(spans.spans(words_)) == 1)


def _dates(said: Sequence[Sentence]) -> Iterator[Candidate]:
    for one in said:
        for start, _, day in dates(one.text):
            before = one.text[:start]
            if re.search(r"external|independent review|expedit|urgent", one.text, re.IGNORECASE):
                continue
            if _DEADLINE.search(before):
                yield Candidate("denial.deadline", day.isoformat(), one.page, one.text, True)
            elif _LETTER_DATE.search(before):
                yield Candidate("denial.notice_date", day.isoformat(), one.page, one.text, True)


def _first_date(page: Page) -> Iterator[Candidate]:
    """A date alone on a line near the top: most letters begin so, but nothing says what date it is."""
    from offsetcase.papers.dates import whole_date

    for line in page.lines[:14]:
        for cell in line.cells:
            if day := whole_date(cell.text):
                yield Candidate("denial.notice_date", day.isoformat(), page.number, line.text, False)


def _levels(said: Sequence[Sentence]) -> Iterator[Candidate]:
    table = words()["level"]
    for one in said:
        if not first_match(table["rights"], one.text):
            continue
        for level in ("second", "first"):
            if first_match(table[level], one.text):
                yield Candidate("denial.level", level, one.page, one.text, True)


def _reviewed(printed: Sequence[Block]) -> Iterator[Candidate]:
    """Each thing that the notice says was reviewed, from the list behind the words that begin one."""
    starts = words()["reviewed"]["starts"]
    for number, block in enumerate(printed):
        begun = first_match(starts, block.text)
        if not begun:
            continue
        rest = block.text[begun.end() :].strip()
        if block.heading or rest in ("", ":"):
            for other in printed[number + 1 : number + 30]:
                if other.heading or not re.match(r"[•▪●○◦*–-]|\(?[a-z0-9]{1,2}[.)]\s", other.text):
                    break
                yield _item(other.text, other.page)
            continue
        _, colon, listed = block.text[begun.start() :].partition(":")
        if not colon:
            continue
        items = re.split(r"\s(?=[•▪●○◦*]\s|–\s|\(?\d{1,2}[.)]\s)|;\s", listed.strip())
        if len(items) == 1:
            items = re.split(r",\s(?:and\s)?|\sand\s", split(listed)[0] if split(listed) else "")
        for item in items:
            if len(item.strip()) > 2:
                yield _item(item, block.page)


def _item(text: str, page: int) -> Candidate:
    value = re.sub(r"^(?:[•▪●○◦*–-]|\(?[a-z0-9]{1,2}[.)])\s*|^and\s", "", text.strip()).rstrip(" ;.,")
    return Candidate("notice.reviewed", value, page, text.strip(), False)


def _others(said: Sequence[Sentence]) -> Iterator[Candidate]:
    for one in said:
        if first_match(words()["expedited"]["patterns"], one.text):
            yield Candidate("notice.expedited", one.text, one.page, one.text, False)
            break
    for kind, patterns in words()["hint"].items():
        for one in said:
            if first_match(patterns, one.text):
                yield Candidate("hint.plan_type", kind, one.page, one.text, False)
                break
