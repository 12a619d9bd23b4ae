"""Whether a page asks for anything outside itself: in a browser or a word processor an address would open a connection.

The page is taken apart by the rules that browsers follow (and WeasyPrint), not by simpler ones: where two readers see two pages,
an address could hide in the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

# Elements that run, fetch whatever their attributes say, change an address later on, or are read in two ways.
_REFUSED = frozenset({"script", "iframe", "object", "embed", "applet", "base", "frame", "frameset", "noscript", "link", "set", "animate", "animatetransform", "animatemotion"})  # fmt: skip
# Attributes that make a program fetch something; a link that somebody has to follow (a, area) is none.
_FETCHING = frozenset({"src", "data", "poster", "background", "href", "action", "formaction", "manifest", "code", "archive", "longdesc"})  # fmt: skip
# Several addresses in one value, or one that is only told of.
_LISTS = frozenset({"srcset", "imagesrcset", "ping"})
_FOLLOWED = frozenset({"a", "area"})
_URL = re.compile(r"url\(\s*['\"]?\s*([^'\")\s]{0,40})", re.IGNORECASE)
_IMPORT = re.compile(r"@import|image-set\(|\bimage\(|src\(|\\", re.IGNORECASE)
_UNSEEN = re.compile("[\x00-\x20]+")


def _local(name: str) -> str:
    return name.rpartition("}")[2].rpartition(":")[2].lower()


def _css(text: str) -> Iterator[str]:
    # A backslash could hide an address from the pattern, and what looks like a comment may be none: the letter's own styles
    # need neither.
    yield from (one for one in _URL.findall(text) if not one.startswith(("#", "data:")))
    if _IMPORT.search(text):
        yield "a style sheet that imports, or hides letters behind escapes"


def _asked(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    if tag in _REFUSED:
        yield f"<{tag}>"
    for name, value in attributes.items():
        text = _UNSEEN.sub("", value)
        followed = tag in _FOLLOWED and name == "href" and "attachment" not in attributes.get("rel", "").lower()
        if name in _LISTS or (name in _FETCHING and not followed and not text.startswith(("#", "data:"))):
            yield text[:60] or name
        # An SVG's attributes may hold styles as well: mask="url(…)".
        if name == "style" or "url(" in text.lower() or "\\" in text:
            yield from _css(value)
        if name.startswith("on") or text.lower().startswith("javascript:"):
            yield f"{name}="
        if tag == "meta" and name == "http-equiv":
            yield "<meta http-equiv>"


def addresses(tree: Any) -> list[str]:
    """What a page would fetch from outside itself, or run.

    Args:
        tree: of ``nesting.tree_of``.
    """
    asked: list[str] = []
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue  # a comment
        tag = _local(element.tag)
        asked += _asked(tag, {_local(name): value for name, value in element.attrib.items()})
        if tag == "style":
            asked += _css("".join(element.itertext()))
    return asked


def require_inside(tree: Any) -> None:
    """See that a page asks for nothing outside itself.

    Args:
        tree: of ``nesting.tree_of``.

    Raises:
        OffsetcaseError: it does (status 8); no letter is written.
    """
    asked = addresses(tree)
    if asked:
        raise OffsetcaseError(
            Problem(
                "E-OUTSIDE",
                f"the page asks for something outside itself, or would run something ({asked[0]}); no letter is written.",
                "take it out of the template.",
            ),
            ExitCode.AUDIT,
        )
