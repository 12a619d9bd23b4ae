"""What a page of somebody's own templates is made of: one page to every reader, in the letter's own elements, and no larger.

The audit, WeasyPrint, a browser and the Word file's writer each take the page apart by themselves. Where two could read two
pages, a figure could hide in the difference; so such a page is refused, and with it whatever prints words that stand on no page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, usage_error
from offsetcase.render.nesting import tree_of
from offsetcase.render.own_style import refused_in_attribute, refused_in_sheet
from offsetcase.render.page import BLOCKS

_ELEMENTS = BLOCKS | frozenset(
    [
        "head",
        "meta",
        "title",
        "style",
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "br",
        "a",
        "span",
        "strong",
        "b",
        "em",
        "i",
        "u",
        "sup",
        "sub",
        "code",
    ]
)
_ATTRIBUTES = frozenset(
    [
        "class",
        "id",
        "lang",
        "scope",
        "headers",
        "colspan",
        "rowspan",
        "href",
        "role",
        "style",
        "title",
        "aria-label",
        "charset",
    ]
)
_DATA = re.compile(r"data-(?:fact|style|cite|finding|role|reference|rule|field|blank|figure|formula|pages|n)")
# An end tag that every reader takes for one.
_ENDS = re.compile(r"</(?![a-z][a-z0-9]*[ \n]*>)", re.IGNORECASE)
_DOCTYPE = re.compile(r"\s*<!doctype html>", re.IGNORECASE)
_STYLES = re.compile(r"<style>(.*?)</style[ \n]*>", re.IGNORECASE | re.DOTALL)
# What a layout takes its time for. A letter has about a thousand elements, eight deep, and a printed ledger eleven a line.
MOST_ELEMENTS = 6_000
A_LEDGER_LINE = 15
MOST_DEEP = 40
MOST_TABLES_DEEP = 2
MOST_TEXT = 1_000_000
MOST_SPAN = 40
# Elements that make their words smaller, or stand again inside themselves only to do harm.
_ONCE = frozenset({"sup", "sub", "a", "caption"})


class _Plain(HTMLParser):
    """The page as the audit's own reader sees it: elements with their attributes, and words."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self.words: list[str] = []
        self.odd: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len({name for name, _ in attrs}) < len(attrs):
            self.odd.append(f"<{tag}> with an attribute twice")
        self.elements.append((tag, tuple(sorted((name, value or "") for name, value in attrs))))

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def require_own_page(html: str, tree: Any = None, *, total_pages: int = 0, lines: int = 0) -> None:
    """See that every reader finds the same page, and that nothing on it makes, hides or pictures words.

    Args:
        html: the page, without the package's fonts and drawings.
        tree: ``tree_of`` this very page, where it is there already.
        total_pages: how many pages the finished packet has; 0 outside a packet.
        lines: how many claim lines the page prints in a ledger of its own.

    Raises:
        OffsetcaseError: the page is larger than a letter (status 2), or it holds what no letter needs (8).
    """
    if len(html) > MOST_TEXT + 2000 * lines:
        raise _too_large("more text than any letter")
    if (refused := next(_refused(html, tree, total_pages, MOST_ELEMENTS + A_LEDGER_LINE * lines), None)) is not None:
        raise OffsetcaseError(
            Problem(
                "E-OWN-PAGE",
                f"a template of yours holds what can print, hide or picture words that nobody checks ({refused}); no letter is written.",
                "take it out; docs/templates.md lists what a template may hold.",
            ),
            ExitCode.AUDIT,
        )


def _too_large(what: str) -> OffsetcaseError:
    remedy = "correct the template that repeats itself; offsetcase templates eject DIR writes the originals."
    return usage_error("E-TEMPLATE", f"the page that the templates make holds {what}.", remedy)


def _refused(html: str, tree: Any, total_pages: int, most: int) -> Iterator[str]:
    start = _DOCTYPE.match(html)
    rest = html[start.end() :] if start else html
    if "<!" in rest or "<?" in rest:
        yield "a comment, or a declaration, of the page's own"
    if _ENDS.search(rest):
        yield "an end tag that isn't read alike everywhere"
    plain = _Plain()
    plain.feed(html)
    plain.close()
    yield from plain.odd
    if len(plain.elements) > most:
        raise _too_large(f"{len(plain.elements):,} elements, more than any letter ({most:,})")
    _shallow(html)
    # What stands in styles is told apart by both readers alike once both see the same words.
    seen: list[tuple[str, tuple[tuple[str, str], ...]]] = []
    words: list[str] = []
    root = tree_of(html) if tree is None else tree
    yield from _walk(root, seen, words)
    if _squeezed(words) != _squeezed(plain.words):
        yield "words that aren't read alike everywhere"
    # The rules of HTML add elements without attributes of their own accord.
    if [one for one in seen if one[1]] != [one for one in plain.elements if one[1]]:
        yield "elements that aren't read alike everywhere: close each where it was opened"
    sheets = _STYLES.findall(html)
    styles = [element for element in root.iter() if isinstance(element.tag, str) and _local(element.tag) == "style"]
    if len(sheets) != len(styles):
        yield "a style sheet that isn't read alike everywhere"
    for sheet in sheets:
        yield from refused_in_sheet(sheet, total_pages)


def _shallow(html: str) -> None:
    """See that nothing stands deeper than a letter goes, before a parser that follows it down."""
    deep = tables = 0
    for end, name in re.findall(r"<(/?)([a-z][a-z0-9]*)", html.lower()):
        if name in ("br", "hr", "meta"):
            continue
        step = -1 if end else 1
        deep += step
        tables += step if name == "table" else 0
        if deep > MOST_DEEP or tables > MOST_TABLES_DEEP:
            raise _too_large("boxes inside boxes, deeper than any letter")


def _squeezed(words: list[str]) -> str:
    return "".join("".join(words).split())


def _local(name: str) -> str:
    return name.rpartition("}")[2].lower()


def _walk(root: Any, seen: list[tuple[str, tuple[tuple[str, str], ...]]], words: list[str]) -> Iterator[str]:
    """Every element in the page's order, noted and looked at."""
    heads = 0
    waiting: list[tuple[Any, tuple[str, ...]]] = [(root, ())]
    while waiting:
        node, around = waiting.pop()
        if isinstance(node, str):
            words.append(node)
            continue
        if not isinstance(node.tag, str):
            yield "a comment"
            continue
        name = _local(node.tag)
        attributes = {_local(key): value for key, value in node.attrib.items()}
        seen.append((name, tuple(sorted(attributes.items()))))
        yield from _odd(name, attributes, around)
        heads += "runninghead" in attributes.get("class", "").split()
        if node.tail:
            waiting.append((node.tail, around))
        waiting += [(child, (*around, name)) for child in reversed(node)]
        if node.text:
            waiting.append((node.text, around))
    if heads > 1:
        yield "a second running head"


def _odd(name: str, attributes: dict[str, str], around: tuple[str, ...]) -> Iterator[str]:
    if name not in _ELEMENTS or (name in _ONCE and name in around):
        yield f"<{name}>"
    for key, value in attributes.items():
        if key not in _ATTRIBUTES and not _DATA.fullmatch(key):
            yield f"{key}= in <{name}>"
        if key == "style":
            yield from refused_in_attribute(value)
        if key in ("colspan", "rowspan") and not (value.isascii() and value.isdigit() and 0 < int(value) <= MOST_SPAN):
            yield f"{key}={value[:20]}"
        if key == "data-n" and not (value.isascii() and value.isdigit()) and value:
            yield f"data-n={value[:20]}"
        if key == "charset" and value.lower() != "utf-8":
            yield "another character set"
    if name == "meta" and set(attributes) != {"charset"}:
        yield "<meta>"
