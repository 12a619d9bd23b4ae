"""The finished page as a small tree, and its words with their looks, for writers that aren't browsers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "meta", "link", "col", "wbr", "input"})
SKIPPED = frozenset({"head", "style", "script", "template"})
# Elements that stand below one another. A page of somebody's own may hold them too.
BLOCKS = frozenset(
    [
        "html",
        "body",
        "main",
        "section",
        "article",
        "header",
        "footer",
        "div",
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "caption",
        "figure",
        "figcaption",
        "blockquote",
        "hr",
    ]
)
BREAK, TAB = "\n", "\t"
# What XML 1.0 can't hold: one such character in somebody's own words would make the whole file unreadable.
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_LINES = re.compile(r"[ \t\r\f]*\n[ \t\r\f]*")
_WITHIN = re.compile(r"[ \t\r\f]+")


@dataclass(slots=True)
class Element:
    """One element of the page."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list[Element | str] = field(default_factory=list)

    def has(self, name: str) -> bool:
        """Whether the element is of this class."""
        return name in self.attrs.get("class", "").split()

    def all(self, tag: str) -> Iterator[Element]:
        """Every element of this tag inside, in the page's order."""
        for child in self.children:
            if isinstance(child, Element):
                if child.tag == tag:
                    yield child
                yield from child.all(tag)

    def text(self) -> str:
        """The words inside, with single spaces."""
        parts = [child if isinstance(child, str) else child.text() for child in self.children]
        return " ".join("".join(parts).split())


@dataclass(frozen=True, slots=True)
class WordsLook:
    """How a run of words looks; ``lines``: its line ends are kept."""

    bold: bool = False
    italic: bool = False
    raised: bool = False
    lines: bool = False
    style: str = ""


PLAIN = WordsLook()


class _TreeBuilder(HTMLParser):
    """Builds the tree; an end tag closes what was left open inside its element."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.stack = [Element("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        node = Element(tag, {name: value or "" for name, value in attrs})
        self.stack[-1].children.append(node)
        if tag not in VOID:
            self.stack.append(node)

    def handle_endtag(self, tag: str) -> None:
        """Close an element; an end tag without a start is passed over."""
        if any(node.tag == tag for node in self.stack[1:]):
            while self.stack.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        """Keep the words, without what no XML file can hold."""
        self.stack[-1].children.append(_ILLEGAL.sub("", data))


def parse_page(html: str) -> Element:
    """The page as a tree; its root has no tag."""
    builder = _TreeBuilder()
    builder.feed(html)
    builder.close()
    return builder.stack[0]


def words(content: Sequence[Element | str], look: WordsLook) -> list[tuple[str, WordsLook]]:
    """The words of a paragraph with their looks, white space as a browser shows it.

    Args:
        content: what stands in the paragraph.
        look: how it looks where its elements don't say.

    Returns:
        Runs of text, in which a newline is a line break and a tab a tab; none where there are no words.
    """
    pieces: list[tuple[str, WordsLook]] = []
    for text, own in _runs(content, look):
        if not pieces:
            text = text.lstrip()
        elif pieces[-1][0][-1] in (" ", BREAK, TAB):
            text = text.lstrip(" ")
        if text[:1] in (BREAK, TAB):
            _trim(pieces, " ")
        own = replace(own, lines=False)
        if text and pieces and pieces[-1][1] == own:
            pieces[-1] = (pieces[-1][0] + text, own)
        elif text:
            pieces.append((text, own))
    _trim(pieces, f" {BREAK}{TAB}")
    return pieces


def _trim(pieces: list[tuple[str, WordsLook]], characters: str) -> None:
    while pieces:
        text, look = pieces.pop()
        if rest := text.rstrip(characters):
            pieces.append((rest, look))
            return


def _runs(content: Sequence[Element | str], look: WordsLook) -> list[tuple[str, WordsLook]]:
    runs: list[tuple[str, WordsLook]] = []
    before = ""
    for child in content:
        if isinstance(child, str):
            text = _WITHIN.sub(" ", _LINES.sub(BREAK, child)) if look.lines else _SPACE.sub(" ", child)
            runs.append((text, look))
            continue
        if child.tag == "br":
            runs.append((BREAK, look))
        elif child.tag not in SKIPPED:
            if child.tag == before == "sup":
                runs.append((",", replace(look, raised=True)))  # as the style sheet does
            runs += _runs(child.children, _look(child, look))
            if child.has("refno"):
                runs.append((TAB, look))
        before = child.tag
    return runs


def _look(node: Element, look: WordsLook) -> WordsLook:
    if node.has("blank"):
        return replace(look, bold=True, style="Blank")
    if node.has("own"):
        return replace(look, lines=True)
    return {
        "strong": replace(look, bold=True),
        "b": replace(look, bold=True),
        "em": replace(look, italic=True),
        "i": replace(look, italic=True),
        "sup": replace(look, raised=True),
        "code": replace(look, style="Figure Name"),
    }.get(node.tag, look)
