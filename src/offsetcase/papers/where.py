"""Where an appeal goes: the address and fax that the notice names for it, and not a letterhead's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

from offsetcase.model.places import data_path, load_toml
from offsetcase.papers.fields import Candidate
from offsetcase.papers.labels import is_label
from offsetcase.papers.page import Line, Page
from offsetcase.papers.prose import first_match
from offsetcase.papers.titles import short_title

# An address has at most so many lines, and this many characters.
MOST_LINES, LONGEST = 7, 240
PHONE = r"(?:\+?1[-. ])?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}|(?<![\d-])\d{3}-\d{4}(?!\d)"
_ZIP = re.compile(r"\b[A-Z]{2},? {1,2}\d{5}(?:-\d{4})?\b")
_PLACE = re.compile(r"\b(?:P\.? ?O\.? Box|Post Office Box|\d{1,6} [A-Z0-9])", re.IGNORECASE)
_FAX = re.compile(rf"(?<!/)\bfax(?:ed|ing)?\b[^\d(]{{0,70}}?({PHONE})", re.IGNORECASE)
_FAX_APPEAL = re.compile(
    rf"\bfax\w*\b[^.\d]{{0,50}}\bappeals?\b[^.\d(]{{0,40}}({PHONE})|\bappeals?\s+fax(?:\s+(?:number|line))?\s*:?\s*({PHONE})",
    re.IGNORECASE,
)
_OTHER_FAX = re.compile(
    r"expedit|urgent|external|independent|provider|clinic|pharmacy|prescriber|physician", re.IGNORECASE
)
_URL = re.compile(r"\b(?:https?://|www\.)[\w./-]+\w|\b[\w-]+\.(?:com|org|gov|net)(?:/[\w./-]*\w)?\b", re.IGNORECASE)


@cache
def _words() -> dict[str, Any]:
    raw = load_toml(data_path("papers", "notice.toml"))["where"]
    return {name: [re.compile(one, re.IGNORECASE) for one in patterns] for name, patterns in raw.items()}


def candidates(lines: Sequence[Line]) -> Iterator[Candidate]:
    """Addresses and faxes in reading order: named where the notice says that appeals, or requests for outside review, go there."""
    words = _words()
    used: set[int] = set()
    # Outside review first: its sentences speak of appeals too.
    for field, patterns in (("plan.review_address", words["external"]), ("plan.address", words["appeal"])):
        for number in range(len(lines)):
            intro = None if number in used else _introduced(lines, number, patterns)
            if not intro:
                continue
            if field == "plan.address" and _for_something_else(lines, number, intro.said):
                used.add(number)
                continue
            address, end = _address(lines, intro)
            if not address:
                continue
            if intro.column is None:
                used.update(range(number, end + 1))
            said = " ".join(_in_column(line, intro.column) for line in lines[number : end + 1])
            yield Candidate(field, address, lines[number].page, " ".join(said.split()), True)
            if field == "plan.address":
                yield from _fax_beside(lines, number, end)
    for number, line in enumerate(lines):
        pair = _pair(lines, number)
        if (fax := _FAX_APPEAL.search(pair)) and fax.start() < len(line.text):
            sentence = pair[: fax.end()].rpartition(". ")[2]
            if not re.search(r"expedit|urgent|external|provider", sentence + _heading(lines, number), re.IGNORECASE):
                yield Candidate("plan.fax", fax[1] or fax[2], line.page, pair, True)
        for fax in _FAX.finditer(pair):
            if fax.start() < len(line.text) and not _OTHER_FAX.search(line.text):
                yield Candidate("plan.fax", fax[1], line.page, pair if fax.end() > len(line.text) else line.text, False)
        if re.search(r"appeal", line.text, re.IGNORECASE) and (url := _URL.search(line.text)):
            yield Candidate("notice.portal", url[0], line.page, line.text, False)


def _for_something_else(lines: Sequence[Line], number: int, said: str) -> bool:
    """Whether an introduction leads to where claims, urgent appeals or requests for outside review go."""
    if first_match(_words()["other"], said) or re.search(r"external|independent", said, re.IGNORECASE):
        return True
    if re.search(r"appeal", said, re.IGNORECASE):
        return False
    near = " ".join(line.text for line in lines[max(number - 4, 0) : number + 1]) + " " + _heading(lines, number)
    close = " ".join(line.text for line in lines[max(number - 1, 0) : number + 1]) + " " + _heading(lines, number)
    away = re.search(r"external|independent review|expedit|urgent|grievance|complaint", close, re.IGNORECASE)
    return bool(away) or not re.search(r"\bappeal", near, re.IGNORECASE)


def _pair(lines: Sequence[Line], number: int) -> str:
    """A line and the next, where its sentence may go on."""
    return " ".join(line.text for line in lines[number : number + 2])


def letterhead(page: Page) -> Iterator[Candidate]:
    """Addresses of the first page that nothing names: one may be the plan's."""
    lines = page.lines
    for number, line in enumerate(lines):
        if (match := _ZIP.search(line.text)) and match.end() >= len(line.text) - 1 and len(line.text) < 80:
            block = [line.text]
            for other in reversed(lines[max(number - 4, 0) : number]):
                if other.y - line.y > 80 or ":" in other.text or len(other.text) > 60:
                    break
                block.insert(0, other.text)
            text = ", ".join(one.rstrip(",") for one in block)
            if _is_address(text) and not re.search("appeal to|review to", text):
                yield Candidate("plan.address", text, page.number, " ".join(block), False)


class _Intro(NamedTuple):
    """The words that lead to an address, the line on which they end, the rest of it, and the column that they stand in."""

    at: int
    said: str
    rest: str
    column: tuple[float, float] | None


def _introduced(lines: Sequence[Line], number: int, patterns: Sequence[re.Pattern[str]]) -> _Intro | None:
    line = lines[number]
    if len(line.cells) > 1:
        for at, cell in enumerate(line.cells):
            right = line.cells[at + 1].x0 if at + 1 < len(line.cells) else 10_000
            for pattern in patterns:
                if match := pattern.search(cell.text):
                    return _Intro(number, match[0], cell.text[match.end() :].strip(), (cell.x0 - 20, right - 4))
    for span in (1, 2, 3):
        part = lines[number : number + span]
        if len(part) < span or (span > 1 and part[-2].y - part[-1].y > 2 * part[-1].size):
            return None
        text = " ".join(line.text for line in part)
        before_last = len(text) - len(part[-1].text)
        for pattern in patterns:
            for match in pattern.finditer(text):
                # It begins on the first of these lines and ends on the last, so that each is met once.
                if match.start() < len(part[0].text) and match.end() > before_last:
                    return _Intro(number + span - 1, match[0], text[match.end() :].strip(), None)
    return None


def _in_column(line: Line, column: tuple[float, float] | None) -> str:
    if column is None:
        return line.text
    return " ".join(cell.text for cell in line.cells if column[0] <= cell.x0 < column[1])


def _heading(lines: Sequence[Line], number: int) -> str:
    """The nearest title above a line."""
    for line in reversed(lines[max(number - 14, 0) : number]):
        if short_title(line.text) or (line.text.rstrip().endswith(("?", ":")) and len(line.text) < 90):
            return line.text
    return ""


def _address(lines: Sequence[Line], intro: _Intro) -> tuple[str, int]:
    """An address that begins behind its introduction, on one line of text; and the line on which it ends."""
    rest = intro.rest
    for pattern in _words()["skip"]:
        if match := pattern.match(rest):
            rest = rest[match.end() :]
            break
    if first_match(_words()["elsewhere"], rest[:60]):
        return "", intro.at
    rest = rest.strip(" :,-.")
    parts = [rest] if rest else []
    for number in range(intro.at, min(intro.at + MOST_LINES + 1, len(lines))):
        if number > intro.at:
            line = lines[number]
            text = _in_column(line, intro.column)
            if lines[number - 1].y - line.y > 3 * line.size:
                return "", intro.at
            if intro.column is None and len(line.cells) > 1 and not rest:
                text = line.cells[0].text
            head, colon, tail = text.partition(":")
            attention = re.match(r"att(?:entio)?n", text, re.IGNORECASE)
            if number == intro.at + 1 and not rest and colon and is_label(f"{head}:") and not attention:
                text = tail.strip()
            if parts and rest and _reaches_margin(lines, number - 1):
                parts[-1] = f"{parts[-1]} {text}"  # running text that went on in the next line
            elif text:
                parts.append(text)
        whole = ", ".join(part.strip(" ,") for part in parts)
        if match := _ZIP.search(whole):
            address = " ".join(re.sub(r"\s+,", ",", whole[: match.end()]).split())
            return (address if _is_address(address) else ""), number
        if len(whole) > LONGEST:
            return "", intro.at
    return "", intro.at


def _is_address(text: str) -> bool:
    """Whether a text is an address and nothing but one."""
    bare = re.sub(r"\bAtt(?:entio)?n\.?:", "", text, flags=re.IGNORECASE)
    if not _PLACE.search(text) or not 12 < len(text) <= LONGEST or not text[0].isalnum() or text[0].islower():
        return False
    wrong = r":|\?|\bfax\b|\bphone\b|\byou\b|\bwe\b|\bappeal to\b|\bcall\b|\.com\b|[.!] [A-Z][a-z]+ [a-z]+ [a-z]+"
    return not re.search(wrong, bare, re.IGNORECASE) and not re.search(PHONE, bare)


def _reaches_margin(lines: Sequence[Line], number: int) -> bool:
    near = lines[max(number - 3, 0) : number + 6]
    right, left = max(line.cells[-1].x1 for line in near), min(line.cells[0].x0 for line in near)
    return (right - lines[number].cells[-1].x1) * 6 < right - left


def _fax_beside(lines: Sequence[Line], start: int, end: int) -> Iterator[Candidate]:
    """The fax that stands with an appeal's address: in the same sentence or in the next lines."""
    for number in range(start, min(end + 4, len(lines))):
        line = lines[number]
        if number > end and lines[number - 1].y - line.y > 3 * line.size:
            return
        if _OTHER_FAX.search(line.text):
            if number > end:
                return
            continue
        pair = _pair(lines, number)
        for match in _FAX.finditer(pair):
            if match.start() < len(line.text) and not _OTHER_FAX.search(match[0]):
                yield Candidate(
                    "plan.fax", match[1], line.page, pair if match.end() > len(line.text) else line.text, True
                )
