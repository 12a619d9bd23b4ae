"""What a label names: "Claim #: E411" in one cell, in two beside each other, or one above the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from offsetcase.model.places import data_path, load_toml
from offsetcase.papers.dates import find_date, whole_date
from offsetcase.papers.fields import Candidate
from offsetcase.papers.page import Cell, Line, Page
from offsetcase.papers.titles import STEP, short_title

# Parts of a line's size: how far below its label a value may stand.
BELOW = 2.6
LONGEST_VALUE = 120
_ID = re.compile(r"[A-Z0-9][A-Z0-9./_-]*(?: [A-Z0-9][A-Z0-9./_-]*)*")
_NAME = re.compile(r"[A-Z][\w.'’-]*,?(?: (?:[A-Z][\w.'’-]*,?|de|la|van|von|der|del|da|di)){1,5}")
_PHONE = re.compile(r"(?:1[-. ])?\(?\d{3}\)?[-. ]?\s?\d{3}[-. ]\d{4}")
_ORGANISED = re.compile(
    r"\b(?:inc|llc|plan|company|health|insurance|benefits?|services?|department|claims?|appeals?|member|patient|number|date|id|of|medical|center|clinic|hospital)\b",
    re.IGNORECASE,
)


class Label(NamedTuple):
    """One label: the field it names (``""`` for none), the kind of value, and whether it names that field alone."""

    field: str
    type: str
    named: bool


@cache
def _labels() -> tuple[dict[str, Label], re.Pattern[str]]:
    raw = load_toml(data_path("papers", "labels.toml"))
    known: dict[str, Label] = {label: Label("", "", False) for label in raw["stop"]["labels"]}
    for field in raw["field"]:
        for named in (True, False):
            for label in field.get("named" if named else "weak", ()):
                known[label] = Label(field["name"], field["type"], named)
    of = "|".join(re.escape(one) for one in raw["of"])
    words = "|".join(re.escape(one).replace(r"\ ", r"\s+") for one in sorted(known, key=len, reverse=True))
    pattern = re.compile(
        rf"(?<![\w/-])(?:(?:{of})\s+)*?({words})(?![\w/’'-])(\s*\([^)]{{0,40}}\))?\s*(:|(?=$)|(?<=#)|(?<=\.))",
        re.IGNORECASE,
    )
    return known, pattern


class Hit(NamedTuple):
    """A label where it stands, and the rest of its cell up to the next label."""

    label: Label
    line: int
    cell: int
    rest: str
    colon: bool
    whose: bool


def hits(lines: Sequence[Line]) -> Iterator[Hit]:
    """Every label of a page's lines."""
    known, pattern = _labels()
    for number, line in enumerate(lines):
        for at, cell in enumerate(line.cells):
            matches = [one for one in pattern.finditer(cell.text) if _is_label(one, cell.text)]
            for before, this, after in zip([None, *matches], matches, [*matches[1:], None], strict=False):
                rest = cell.text[this.end() : after.start() if after else None].strip(" :\t")
                words = " ".join(this[1].lower().split())
                led = cell.text[before.end() if before else 0 : this.start()].strip()
                yield Hit(known[words], number, at, rest, this[3] == ":", _whose(led, before is not None))


def _is_label(match: re.Match[str], text: str) -> bool:
    if match[3] == ":":
        return match.start() == 0 or text[match.start()].isupper() or not text[: match.start()].strip()[-1:].islower()
    return match.start() == 0


def _whose(led: str, behind_value: bool) -> bool:
    """Whether words before a label make it another's: "Provider Reference Number", "the letter before had the Reference Number"."""
    word = re.search(r"([A-Za-z][\w’']*)$", led)
    if not word:
        return False
    return not behind_value or word[1].lower().replace("’", "'") in _others()


@cache
def _others() -> frozenset[str]:
    return frozenset(load_toml(data_path("papers", "labels.toml"))["others"])


def candidates(page: Page) -> Iterator[Candidate]:
    """What the labels of one page name, without reasons, whose values are whole sentences."""
    lines = page.lines
    for hit in hits(lines):
        if not hit.label.field or hit.label.type == "reason":
            continue
        named = hit.label.named and not hit.whose and not _captioned(lines, hit)
        for text, words in _values(lines, hit):
            value = parse(hit.label.type, text)
            if value:
                yield Candidate(hit.label.field, value, page.number, words, named)
                # A value that may go on in the next line is two candidates, and neither is certain.
                more = _goes_on(lines, hit, text)
                longer = parse(hit.label.type, f"{text} {more}") if more else ""
                if longer and longer != value:
                    yield Candidate(hit.label.field, longer, page.number, f"{words} {more}", named)
                break


def _values(lines: Sequence[Line], hit: Hit) -> Iterator[tuple[str, str]]:
    """Where a label's value may stand, nearest first: behind it, beside it, below it."""
    line = lines[hit.line]
    if hit.rest:
        yield hit.rest, line.text
        return
    own = line.cells[hit.cell]
    if hit.cell + 1 < len(line.cells):
        beside = line.cells[hit.cell + 1]
        if not is_label(beside.text):
            yield beside.text, line.text
            return
        if hit.colon and not _all_labels(line):
            return  # the next label's turn: this one was left empty
    below = _below(lines, hit.line, own)
    if below and not is_label(below.text) and not _short_title_above(own, below):
        yield below.text, f"{own.text} {below.text}"


def _captioned(lines: Sequence[Line], hit: Hit) -> bool:
    """Whether a label without colon may be the caption of what stands above it: then what stands below is another's."""
    line = lines[hit.line]
    own = line.cells[hit.cell]
    if hit.colon or hit.rest or hit.line == 0 or (hit.cell + 1 < len(line.cells) and not _all_labels(line)):
        return False
    above = lines[hit.line - 1]
    over = [cell for cell in above.cells if cell.x0 < own.x1 and cell.x1 > own.x0 - 2 and not is_label(cell.text)]
    if not over or above.y - line.y > BELOW * above.size:
        return False
    below = lines[hit.line + 1] if hit.line + 1 < len(lines) else None
    if below is not None and (line.y - below.y) * 4 < (above.y - line.y) * 3:
        return False  # its own value is nearer
    return any(parse(hit.label.type, cell.text) for cell in over)


def _short_title_above(own: Cell, below: Cell) -> bool:
    return abs(own.x0 - below.x0) > 40 and abs(own.x1 - below.x1) > 40


def _all_labels(line: Line) -> bool:
    return all(is_label(cell.text) for cell in line.cells)


def _goes_on(lines: Sequence[Line], hit: Hit, text: str) -> str:
    """What stands right below a value in its own column and may belong to it; ``""`` where nothing can."""
    for number in range(hit.line, min(hit.line + 3, len(lines))):
        for own in lines[number].cells:
            if own.text.endswith(text):
                below = _below(lines, number, own)
                line = lines[number]
                near = [one for one in lines[number + 1 : number + 3] if below in one.cells]
                if near and any(is_label(one.text) for one in near[0].cells[: near[0].cells.index(below)]):
                    return ""  # the next row's own value
                if below is None or not near or line.y - near[0].y > STEP * line.size or is_label(below.text):
                    return ""
                if (re.match(r"\d|P\.? ?O\.? |[a-z(]?$", below.text) and hit.label.type != "id") or below.text.endswith(
                    (".", ":")
                ):
                    return ""
                return below.text
    return ""


def is_label(text: str) -> bool:
    """Whether a cell is or begins with a label that has its colon."""
    match = _labels()[1].match(text)
    return bool(match) and (match[3] == ":" or match.end() == len(text)) if match else False


def _below(lines: Sequence[Line], number: int, own: Cell) -> Cell | None:
    line = lines[number]
    for other in lines[number + 1 : number + 3]:
        if line.y - other.y > BELOW * max(line.size, other.size):
            return None
        for cell in other.cells:
            if cell.x0 < own.x1 and cell.x1 > own.x0 - 2:
                return cell
    return None


def parse(kind: str, text: str) -> str:
    """A value of one kind at the start of a text, or ``""``; dates become ISO."""
    text = " ".join(text.split()).strip(" :;,|")
    if kind == "date":
        day = whole_date(text)
        return day.isoformat() if day else ""
    if kind == "id":
        return _id(text)
    if kind == "codes":
        return (
            text[:LONGEST_VALUE]
            if re.fullmatch(r"[A-Z0-9][A-Z0-9 ,;/&.-]*", text) and any(map(str.isdigit, text))
            else ""
        )
    if kind == "name":
        found_name = _NAME.match(text)
        if not found_name or len(found_name[0]) > 60:
            return ""
        rest = text[found_name.end() :].strip(" .")
        name = found_name[0].rstrip(",")
        return "" if (rest and not rest.startswith(("(", "|", "-"))) or _ORGANISED.search(name) else name
    if kind == "title":
        return (
            text.rstrip(".")
            if 3 < len(text) <= LONGEST_VALUE and text[0].isupper() and not text.endswith((":", "?"))
            else ""
        )
    return ""


def _id(text: str) -> str:
    match = _ID.match(text)
    if not match:
        return ""
    words = match[0].split()
    if match.end() < len(text) and text[match.end()].islower():
        words = words[:-1]  # the capital of the next word
    rest = text[len(" ".join(words)) :].strip(" .,;")
    value = " ".join(words).rstrip(".")
    if not any(map(str.isdigit, value)) or len(value) > 40 or len(value) < 3 or (rest and not rest.startswith("(")):
        return ""
    if _PHONE.fullmatch(value) or find_date(value) or re.fullmatch(r"[\d./-]*\d{1,2}[/]\d{1,2}[/]\d{2,4}", value):
        return ""
    return value


def paragraph(lines: Sequence[Line], hit: Hit) -> tuple[str, str]:
    """The words below or behind a label up to the next label, title or gap, with the label's own line before them."""
    line = lines[hit.line]
    own = line.cells[hit.cell]
    right = line.cells[hit.cell + 1].x0 if hit.cell + 1 < len(line.cells) else None
    parts = [hit.rest] if hit.rest else []
    if not parts and right is not None and not is_label(line.cells[hit.cell + 1].text):
        own, parts = line.cells[hit.cell + 1], [line.cells[hit.cell + 1].text]
        right = None
    last = line
    for other in lines[hit.line + 1 : hit.line + 30]:
        room = STEP if parts else BELOW + 1
        if last.y - other.y > room * max(last.size, other.size):
            break
        cells = [c for c in other.cells if c.x0 >= own.x0 - 30 and (right is None or c.x0 < right - 4)]
        text = " ".join(cell.text for cell in cells)
        if not text:
            if parts:
                break
            continue
        if is_label(text) or short_title(text) or (abs(other.size - last.size) > last.size / 6 and parts):
            break
        parts.append(text)
        last = other
    return " ".join(parts), line.cells[hit.cell].text
