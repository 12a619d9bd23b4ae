"""A small PDF writer for invented papers: text with its place, in the ways in which real files write it. No fonts are embedded."""

from __future__ import annotations

import random
import zlib
from collections.abc import Sequence

WIDTH, HEIGHT, MARGIN = 612, 792, 60
_NARROW = " .,;:'ijlItf()|!/-"


def width(text: str, size: float) -> float:
    total = 0
    for sign in text:
        total += 278 if sign in _NARROW else 700 if sign.isupper() else 556
    return total * size / 1000


class Sheets:
    """Pages under way, from the top down."""

    def __init__(self, style: str = "lines", seed: int = 0) -> None:
        """``style``: how text is written: ``lines`` (one operator a line), ``words`` (one a word), ``kerned`` (with kerning)."""
        self.style = style
        self.random = random.Random(seed)
        self.pages: list[list[str]] = [[]]
        self.y: float = HEIGHT - MARGIN
        self.foot = ""
        self.first_number = 1

    # The page

    def new_page(self) -> None:
        self.pages.append([])
        self.y = HEIGHT - MARGIN

    def room(self, height: float) -> None:
        if self.y - height < MARGIN:
            self.new_page()

    def at(self, x: float, y: float, text: str, size: float = 10) -> None:
        """One piece of text at one place."""
        page = self.pages[-1]
        if self.style == "words" and " " in text:
            here = x
            for word in text.split(" "):
                page.append(f"BT /F1 {size} Tf 1 0 0 1 {here:.2f} {y:.2f} Tm ({_escaped(word)}) Tj ET")
                here += width(word + " ", size)
        elif self.style == "kerned" and len(text) > 3:
            parts = [text[n : n + 3] for n in range(0, len(text), 3)]
            inner = " -12 ".join(f"({_escaped(part)})" for part in parts)
            page.append(f"BT /F1 {size} Tf {x:.2f} {y:.2f} Td [{inner}] TJ ET")
        else:
            page.append(f"BT /F1 {size} Tf {x:.2f} {y:.2f} Td ({_escaped(text)}) Tj ET")

    # What a letter is made of

    def title(self, text: str, size: float = 14) -> None:
        self.room(size * 3)
        self.y -= size * 0.9
        self.at(MARGIN, self.y, text, size)
        self.y -= size * 1.4

    def para(self, text: str, size: float = 10) -> None:
        for line in wrapped(text, size, WIDTH - 2 * MARGIN):
            self.room(size * 1.3)
            self.at(MARGIN, self.y, line, size)
            self.y -= size * 1.25
        self.y -= size * 0.9

    def block(self, lines: Sequence[str], size: float = 10, left: float = MARGIN) -> None:
        """Lines one below the other, as an address stands."""
        self.room(size * 1.3 * len(lines))
        for line in lines:
            self.at(left, self.y, line, size)
            self.y -= size * 1.25
        self.y -= size * 0.9

    def row(self, cells: Sequence[tuple[float, str]], size: float = 10, step: float = 1.5) -> None:
        """Cells beside each other at their left edges."""
        self.room(size * step)
        for x, text in cells:
            self.at(x, self.y, text, size)
        self.y -= size * step

    def money_row(self, cells: Sequence[tuple[float, str, str]], size: float = 9, step: float = 1.5) -> None:
        """Cells with ``l`` (left edge) or ``r`` (right edge) at their place."""
        self.room(size * step)
        for x, text, side in cells:
            self.at(x - (width(text, size) if side == "r" else 0), self.y, text, size)
        self.y -= size * step

    def gap(self, points: float = 10) -> None:
        self.y -= points

    # The file

    def data(self) -> bytes:
        for number, page in enumerate(self.pages, start=self.first_number):
            if self.foot:
                text = self.foot.replace("#", str(number))
                page.append(f"BT /F1 8 Tf {MARGIN} 30 Td ({_escaped(text)}) Tj ET")
        objects: list[bytes] = []
        kids = " ".join(f"{4 + 2 * n} 0 R" for n in range(len(self.pages)))
        objects.append(b"<</Type/Catalog/Pages 2 0 R>>")
        objects.append(f"<</Type/Pages/Kids[{kids}]/Count {len(self.pages)}>>".encode())
        objects.append(b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
        for n, page in enumerate(self.pages):
            stream = zlib.compress("\n".join(page).encode("cp1252", "replace"))
            objects.append(
                f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 {WIDTH} {HEIGHT}]/Resources<</Font<</F1 3 0 R>>>>/Contents {5 + 2 * n} 0 R>>".encode()
            )
            objects.append(f"<</Length {len(stream)}/Filter/FlateDecode>>stream\n".encode() + stream + b"\nendstream")
        return assembled(objects)


def assembled(objects: Sequence[bytes]) -> bytes:
    """A whole file of numbered objects; the first is the catalog."""
    out = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + one + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()


def wrapped(text: str, size: float, room: float) -> list[str]:
    lines, line = [], ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width(longer, size) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line] if line else lines


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
