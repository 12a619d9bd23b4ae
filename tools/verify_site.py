"""Fail when a page of the built site would load anything from elsewhere: scripts, styles, fonts, pictures, frames.

Usage: python tools/verify_site.py FOLDER. A plain link that a reader may follow is not a load.
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

OUTSIDE = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)
IN_STYLES = re.compile(r"""(?:url\(\s*|@import\s+)['"]?\s*((?:https?:)?//[^'")\s]+)""", re.IGNORECASE)


class Loads(HTMLParser):
    """Collects what a page loads from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            loads = name in ("src", "srcset", "data", "poster") or (name == "href" and tag == "link")
            if loads and OUTSIDE.match(value or ""):
                self.found.append(f"<{tag} {name}={value}>")


def outside(folder: Path) -> list[str]:
    """Everything that a file of the folder loads from elsewhere, as ``file: what``."""
    found: list[str] = []
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".html", ".css"):
            text = path.read_text(encoding="utf-8")
            page = Loads()
            if path.suffix == ".html":
                page.feed(text)
            found += [f"{path.relative_to(folder)}: {one}" for one in [*page.found, *IN_STYLES.findall(text)]]
    return found


if __name__ == "__main__":
    loads = outside(Path(sys.argv[1]))
    if loads:
        raise SystemExit("The site would load from elsewhere:\n" + "\n".join(loads))
