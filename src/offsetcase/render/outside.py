"""Whether a page asks for anything outside itself: in a browser or a word processor an address would open a connection."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

# Attributes that make a program fetch something; a link that somebody has to follow (a, area) is none.
_FETCHING = frozenset({"src", "srcset", "data", "poster", "background", "href", "xlink:href", "action", "formaction", "ping", "manifest", "code", "archive", "longdesc", "imagesrcset"})  # fmt: skip
_FOLLOWED = frozenset({"a", "area"})
_URL = re.compile(r"url\(\s*['\"]?\s*([^'\")\s]{0,40})", re.IGNORECASE)
_IMPORT = re.compile(r"@import|image-set\(|src\(", re.IGNORECASE)


class _Addresses(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.style = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at every attribute that fetches, and at styles."""
        self.style = tag == "style"
        if tag in ("script", "iframe", "object", "embed", "applet", "base", "frame"):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            text = "".join((value or "").split())
            if name in _FETCHING and not (tag in _FOLLOWED and name == "href") and not text.startswith(("#", "data:")):
                self.found.append(text[:60] or name)
            if name == "style":
                self._css(value or "")
            if name.startswith("on") or text.lower().startswith("javascript:"):
                self.found.append(f"{name}=")
            if tag == "meta" and name == "http-equiv":
                self.found.append("<meta http-equiv>")

    def handle_data(self, data: str) -> None:
        """Look into style sheets."""
        if self.style:
            self._css(data)

    def handle_endtag(self, tag: str) -> None:
        """A style sheet ends."""
        self.style = False

    def _css(self, text: str) -> None:
        # An escape could hide an address from the patterns below; the letter's own styles need none.
        plain = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
        self.found += [one for one in _URL.findall(plain) if not one.startswith(("#", "data:"))]
        if _IMPORT.search(plain) or re.search(r"\\[0-9a-fA-F]", plain):
            self.found.append("a style sheet that imports, or hides letters behind escapes")


def addresses(html: str) -> list[str]:
    """What a page would fetch from outside itself, or run."""
    reader = _Addresses()
    reader.feed(html)
    reader.close()
    return reader.found


def require_inside(html: str) -> None:
    """See that a page asks for nothing outside itself.

    Raises:
        OffsetcaseError: it does (status 8); no letter is written.
    """
    found = addresses(html)
    if found:
        raise OffsetcaseError(
            Problem(
                "E-OUTSIDE",
                f"the page asks for something outside itself, or would run something ({found[0]}); no letter is written.",
                "take it out of the template.",
            ),
            ExitCode.AUDIT,
        )
