"""A PDF's text as runs with their places, read in a process of its own: nothing in the file can do more than fail.

The library gives text line by line and loses where a table's cell begins. So each text operator is made to stand alone (a
repeated font operator before it lets the library hand over what it has), and its place is kept beside what it says.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from offsetcase.model.apart import Room, apart
from offsetcase.model.problem import OffsetcaseError, input_error
from offsetcase.model.text import plain
from offsetcase.papers.fonts import Font, disagrees
from offsetcase.papers.page import WORD_GAP, Page, Run
from offsetcase.papers.turned import turned, upright

MAX_PAGES = 400
# What one page's operators may number; a full page of small print has some five thousand.
MAX_OPERATORS = 200_000
# Characters of a whole paper: a booklet of 400 pages has two million.
MAX_TEXT = 8_000_000
MEMORY = 2 * 1024**3
SECONDS = 90


def read_pages(name: str, data: bytes, left: Room | None = None) -> tuple[Page, ...]:
    """Every page of a PDF with its runs of text.

    Args:
        name: the file's name, for messages.
        data: its bytes.
        left: the room that is left for the whole input it belongs to, if it does.

    Raises:
        OffsetcaseError: no PDF, locked, damaged, without end, or too large (status 4).
    """
    import pypdf  # noqa: F401 - once here and not again in every child, which has what its parent has

    answer = apart(lambda: _answer(data), MEMORY, SECONDS, left)
    if not isinstance(answer, dict):
        raise unreadable(name, "it is damaged")
    if "why" in answer:
        raise unreadable(name, str(answer["why"]), str(answer.get("how", "")))
    return tuple(
        Page(
            number,
            one["w"],
            one["h"],
            tuple(Run(*run) for run in one["runs"]),
            bool(one["unseen"]),
            bool(one["doubt"]),
        )
        for number, one in enumerate(answer["pages"], start=1)
    )


def unreadable(name: str, why: str, how: str = "") -> OffsetcaseError:
    """The refusal of a PDF (status 4)."""
    how = how or "print it to a new PDF (most viewers can) and use that one, or type what it says into case.toml."
    return input_error("E-PAPER", f"the PDF can't be read ({why}).", how, name)


def _answer(data: bytes) -> dict[str, Any]:
    """The pages as plain lists, or why there are none."""
    import logging

    from pypdf import PdfReader

    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            how = "open it with its password, print it to a new PDF, and use that one."
            return {"why": "it is locked with a password", "how": how}
        count = len(reader.pages)
        if count > MAX_PAGES:
            how = "save only the pages that matter, and use those."
            return {"why": f"it has {count:,} pages, more than {MAX_PAGES}", "how": how}
        if not count:
            return {"why": "it has no page"}
        pages, room = [], MAX_TEXT
        for page in reader.pages:
            one = _page(page)
            room -= sum(len(run[4]) for run in one["runs"])
            if room < 0:
                return {"why": "it holds more text than any plan's paper"}
            pages.append(one)
    except MemoryError:
        return {"why": "it needs more memory than a paper should"}
    except RecursionError:
        return {"why": "it is damaged"}
    except Exception:  # a damaged file raises whatever the place where it is noticed raises
        return {"why": "it is damaged"}
    return {"pages": pages}


def _page(page: Any) -> dict[str, Any]:
    box = page.cropbox
    left, bottom, width, height = (round(v) for v in (box.left, box.bottom, box.width, box.height))
    said, unseen = _runs(page)
    turn = upright(said, int(page.rotation) % 360)
    runs = []
    for x0, y0, x1, y1, size, text in (*said, *_filled(page)):
        ends = [turned(x - left, y - bottom, turn, width, height) for x, y in ((x0, y0), (x1, y1))]
        (x0, y0), (x1, y1) = ends
        # What stands across or outside the page is a watermark, a margin's form number, or what nobody sees.
        wide, high = (height, width) if turn in (90, 270) else (width, height)
        if abs(y1 - y0) <= abs(x1 - x0) / 9 and x1 >= x0 and -2 <= y0 <= high and x1 > 0 and x0 < wide:
            runs.append((round(x0, 1), round(x1, 1), round(y0, 1), round(size, 1), text))
    if turn in (90, 270):
        width, height = height, width
    doubt = any(map(disagrees, _fonts(page).values()))
    return {"w": width, "h": height, "runs": runs, "unseen": unseen, "doubt": doubt}


def _has_picture(page: Any) -> bool:
    resources = page.get("/Resources")
    forms = resources.get_object().get("/XObject") if resources is not None else None
    if forms is None:
        return False
    return any(one.get_object().get("/Subtype") == "/Image" for one in forms.get_object().values())


def _filled(page: Any) -> Iterator[tuple[Any, ...]]:
    """What was typed into a form: it stands in the fields and not on the page."""
    for one in page.get("/Annots") or ():
        field = one.get_object()
        value = field.get("/V")
        hidden = int(field.get("/F") or 0) & 2
        if field.get("/Subtype") == "/Widget" and isinstance(value, str) and not hidden and field.get("/Rect"):
            x0, y0, x1, y1 = (v.get_object() for v in field["/Rect"])
            text = " ".join(plain(str(value)).split())
            if text and not str(value).startswith("/"):
                size = min(max(abs(y1 - y0) - 4, 6), 12)
                yield min(x0, x1) + 2, min(y0, y1) + 4, max(x0, x1), min(y0, y1) + 4, size, text


def _fonts(page: Any) -> dict[str, Any]:
    resources = page.get("/Resources")
    fonts = resources.get_object().get("/Font") if resources is not None else None
    return dict(fonts.get_object()) if fonts is not None else {}


def _runs(page: Any) -> tuple[list[tuple[Any, ...]], bool]:
    """The page's text operators in the file's order, and whether they are a scan's unseen text.

    Each is where it begins and ends in points, size, and text. A program that reads scans leaves its words unseen over the
    picture; elsewhere what is unseen is left out.
    """
    from pypdf.generic import ContentStream, NameObject

    if page.get("/Contents") is None:
        return [], False
    content = ContentStream(page["/Contents"].get_object(), page.pdf, "bytes")
    state = _State(page)
    operators = content.operations
    if len(operators) > MAX_OPERATORS:
        raise ValueError("too many operators")
    content.operations = list(state.apart(operators))
    page[NameObject("/Contents")] = content
    seen: list[tuple[Any, ...]] = []
    unseen: list[tuple[Any, ...]] = []
    place: list[Any] = []
    hidden: list[bool] = []

    def before(operator: bytes, operands: Any, cm: Any, tm: Any) -> None:
        if operator in (b"Tj", b"TJ"):
            # Inside a form the operators are as they were; their line's start is their place.
            start, width, size = state.placed.get(id(operands), (0, 0, 0))
            m = _times(tm, cm)
            x, y = m[4] + start * m[0], m[5] + start * m[1]
            scale = abs(m[3]) or abs(m[1]) or 1
            place[:] = [x, y, x + width * m[0], y + width * m[1], (size or 10) * scale, m[0] or 1, m[1]]
            hidden[:] = [id(operands) in state.unseen]

    def heard(text: str, cm: Any, tm: Any, font: Any, size: Any) -> None:
        words = " ".join(plain(text).split())
        if words and place:
            x, y, x1, y1, size, along, up = place
            if x1 == x and y1 == y:
                long = len(words) * size / 2 / (abs(along) + abs(up))
                x1, y1 = x + along * long, y + up * long
            lead = text[:1].isspace() and not text.startswith("\n")
            one = (x, y, x1, y1, size, (" " if lead else "") + words + (" " if text[-1:] == " " else ""))
            (unseen if hidden == [True] else seen).append(one)

    page.extract_text(visitor_operand_before=before, visitor_text=heard)
    if unseen and _has_picture(page) and sum(len(one[5]) for one in unseen) > sum(len(one[5]) for one in seen):
        return unseen, True
    return seen, False


def _times(a: Any, b: Any) -> list[Any]:
    return [
        a[0] * b[0] + a[1] * b[2], a[0] * b[1] + a[1] * b[3], a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3], a[4] * b[0] + a[5] * b[2] + b[4], a[4] * b[1] + a[5] * b[3] + b[5],
    ]  # fmt: skip


class _State:
    """The text state along a page's operators, and each text operator set apart."""

    def __init__(self, page: Any) -> None:
        self._resources = _fonts(page)
        self.unseen: set[int] = set()
        self._mode = 0
        self._known: dict[str, Font] = {}
        self.placed: dict[int, tuple[Any, Any, Any]] = {}
        self._kept: list[Any] = []  # what is placed by identity must not be forgotten
        self._font: list[Any] = []
        self._spacing = self._words = self._moved = 0
        self._scale: Any = 1

    def apart(self, operators: Any) -> Iterator[tuple[Any, bytes]]:
        """The same operators, each one that shows text with the font operator before it once more."""
        for operands, operator in operators:
            if operator in (b"Td", b"TD", b"Tm", b"T*", b"BT", b"'", b'"'):
                self._moved = 0
            if operator == b"Tf" and len(operands) > 1:
                self._font = list(operands)
            elif operator == b"Tc" and operands:
                self._spacing = operands[0]
            elif operator == b"Tw" and operands:
                self._words = operands[0]
            elif operator == b"Tr" and operands:
                self._mode = int(operands[0])
            elif operator == b"Tz" and operands:
                self._scale = operands[0] / 100
            if operator == b"'":
                yield [], b"T*"
                operator = b"Tj"
            elif operator == b'"' and len(operands) > 2:
                yield [], b"T*"
                operands, operator = [operands[2]], b"Tj"
            if operator == b"Tj" and operands and self._font:
                yield from self._shown([operands[0]])
            elif operator == b"TJ" and operands and self._font and isinstance(operands[0], list):
                yield from self._shown(list(operands[0]))
            else:
                yield operands, operator

    def _shown(self, items: list[Any]) -> Iterator[tuple[Any, bytes]]:
        from pypdf.generic import ByteStringObject

        size = self._font[1]
        name = str(self._font[0])
        if name not in self._known:
            self._known[name] = Font(self._resources.get(name))
        font = self._known[name]
        piece: list[bytes] = []
        start = self._moved
        for item in [*items, None]:
            text = _bytes(item)
            jump = -item * size * self._scale / 1000 if text is None and isinstance(item, int | type(size)) else 0
            # Kerning inside a word is left out: whole words are read ten times as fast.
            if piece and (item is None or jump > WORD_GAP * size):
                shown: list[Any] = [ByteStringObject(b"".join(piece))]
                if self._mode == 3:
                    self.unseen.add(id(shown))
                self.placed[id(shown)] = (start, self._moved - start, size)
                yield list(self._font), b"Tf"
                yield shown, b"Tj"
                self._kept.append(shown)
                piece = []
            if text is None:
                self._moved += jump
                continue
            if not piece:
                start = self._moved
            piece.append(text)
            self._moved += font.width(text, self._spacing, self._words, size) * self._scale


def _bytes(item: Any) -> bytes | None:
    """A text operand's own bytes; ``None`` where it is a number."""
    if isinstance(item, bytes):
        return bytes(item)
    if isinstance(item, str):
        return getattr(item, "original_bytes", b"") or item.encode("latin-1", "replace")
    return None
