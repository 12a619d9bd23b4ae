"""A PDF's fonts: how wide their signs are, and whether one says other letters or digits than it shows."""

from __future__ import annotations

import re
from typing import Any

MAX_TABLE = 500_000
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4})>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{2})>\s*<([0-9A-Fa-f]{4})>")
_KNOWN = ("/WinAnsiEncoding", "/MacRomanEncoding", "/StandardEncoding")


class Font:
    """How wide a font's codes are, in thousandths of its size."""

    def __init__(self, resource: Any) -> None:
        self.two = False
        self.widths: dict[int, Any] = {}
        self.default: Any = 500
        font = resource.get_object() if resource is not None else {}
        if font.get("/Subtype") == "/Type0":
            self.two = True
            inner = font["/DescendantFonts"].get_object()[0].get_object()
            self.default = inner.get("/DW", 1000)
            self._composite([one.get_object() for one in inner.get("/W", [])])
        elif "/Widths" in font:
            first = int(font.get("/FirstChar", 0))
            for at, width in enumerate(font["/Widths"].get_object()):
                self.widths[first + at] = width.get_object()
        else:  # one of the fonts that every viewer has; near enough for telling cells apart
            mono = "Courier" in str(font.get("/BaseFont", ""))
            self.default = 600 if mono else 556
            if not mono:
                self.widths = dict.fromkeys(b" .,:;/!|'ijlItf()-", 278) | dict.fromkeys(range(65, 91), 700)
                self.widths |= {ord("I"): 278}

    def _composite(self, items: list[Any]) -> None:
        at = 0
        while at + 1 < len(items) and len(self.widths) < 70_000:
            start, second = int(items[at]), items[at + 1]
            if isinstance(second, list):
                self.widths.update((start + n, width.get_object()) for n, width in enumerate(second))
                at += 2
            elif at + 2 < len(items):
                self.widths.update(dict.fromkeys(range(start, min(int(second), start + 65_535) + 1), items[at + 2]))
                at += 3
            else:
                return

    def width(self, text: bytes, spacing: Any, words: Any, size: Any) -> Any:
        """The width of a string, in units of text space."""
        codes = [text[n] * 256 + text[n + 1] for n in range(0, len(text) - 1, 2)] if self.two else list(text)
        total = sum(self.widths.get(code, self.default) for code in codes) * size / 1000
        return total + spacing * len(codes) + (0 if self.two else words * text.count(b" "))


def disagrees(resource: Any) -> bool:
    """Whether a font's table gives another letter or digit than its encoding, where the encoding is one of the known ones."""
    font = resource.get_object()
    table = font.get("/ToUnicode")
    if font.get("/Subtype") not in ("/Type1", "/TrueType", "/MMType1") or not hasattr(table, "get_object"):
        return False
    stream = table.get_object()
    own = _own_names(font)
    if own is None or not hasattr(stream, "get_data"):
        return False
    said = dict(_meanings(stream.get_data()[:MAX_TABLE]))
    return any(_plain(code) and code not in own and sign != code for code, sign in said.items())


def _own_names(font: Any) -> set[int] | None:
    """The codes that the font gives a meaning of its own; ``None`` where all may be its own."""
    encoding = font.get("/Encoding")
    encoding = encoding.get_object() if encoding is not None else None
    if isinstance(encoding, str):
        return set() if encoding in _KNOWN else None
    if encoding is None:
        descriptor = font.get("/FontDescriptor")
        return set() if descriptor is None else None
    if encoding.get("/BaseEncoding") not in _KNOWN:
        return None
    codes, at = set(), 0
    for one in encoding.get("/Differences", ()):
        if isinstance(one, int):
            at = int(one)
        else:
            codes.add(at)
            at += 1
    return codes


def _meanings(data: bytes) -> list[tuple[int, int]]:
    meanings = [(int(a, 16), int(b, 16)) for part in _CHARS.findall(data) for a, b in _PAIR.findall(part)]
    for part in _RANGES.findall(data):
        for first, last, sign in _TRIPLE.findall(part):
            start = int(first, 16)
            meanings += [(code, int(sign, 16) + code - start) for code in range(start, int(last, 16) + 1)]
    return meanings


def _plain(code: int) -> bool:
    return code < 128 and chr(code).isalnum()
