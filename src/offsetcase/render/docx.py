"""The same page as a Word file: real headings, lists and tables, for a reader who wants to change words.

The page's elements are written one by one with python-docx, which only this module imports, and only when it is used.
Pictures are drawings that a Word file can't hold without a second copy as pixels; their text alternatives stand instead.
"""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from offsetcase.case.request import clock_today
from offsetcase.render.page import BLOCKS, PLAIN, SKIPPED, TAB, Element, WordsLook, parse_page, words
from offsetcase.render.word_file import (
    EMU,
    POINT,
    SIZES,
    WIDTH,
    add,
    cell_element,
    clean,
    same_bytes,
    set_properties,
    set_sheet,
    set_styles,
    table_element,
    tag,
)

_BLOCKS = BLOCKS | {"svg", "pre"}
_PARAGRAPHS = {
    "note": "Note",
    "reference": "Reference",
    "signature": "Signature Line",
    "statement": "Statement",
    "instead": "Instead",
}
_RIGHT = 2
# A table of at most so many rows stays on one page.
_SHORT = 12
# A character's width in twentieths of a point, on average; the longest word and line that widen a column.
_CHARACTER, _WORD, _LINE = 95, 20, 44


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paragraph stands: what it is written into, its style, and what its element asks for."""

    target: Any
    style: str = "Normal"
    look: WordsLook = PLAIN
    right: bool = False
    keep: bool = False
    depth: int = 0
    number: int | None = None


def html_to_docx(html: str) -> bytes:
    """The page as a Word file's bytes: the same page gives the same bytes.

    Args:
        html: one finished, audited page, in the vocabulary of the templates.
    """
    from docx import Document

    page = parse_page(html)
    body = next(page.all("body"), page)
    title = next((node.text() for node in page.all("title")), "")
    document = Document()
    clean(document)
    set_sheet(document)
    set_styles(document, SIZES.get(body.attrs.get("class", ""), SIZES[""]))
    set_properties(document, title[:255], _day(body))
    writer = _Writer(document)
    writer.running_head(next((node for node in body.all("div") if node.has("runninghead")), None))
    writer.blocks(body, Place(document.element.body))
    writer.finish()
    stream = io.BytesIO()
    document.save(stream)
    return same_bytes(stream.getvalue())


def _day(body: Element) -> dt.date:
    """The letter's own date, so that the file says nothing of when it was made."""
    for node in body.all("span"):
        if node.attrs.get("data-fact") == "letter.date":
            # %B is English here: the program never sets a locale, and without one the C locale holds.
            return dt.datetime.strptime(node.text(), "%B %d, %Y").date()
    return clock_today()


class _Writer:
    """Walks the page's tree and writes what it meets."""

    def __init__(self, document: Any) -> None:
        from docx.text.paragraph import Paragraph

        self.document = document
        self.paragraph_class = Paragraph
        self.ids = {style.name: style.style_id for style in document.styles}
        self.new_page = False
        self.after_table = False

    def blocks(self, node: Element, place: Place) -> None:
        """Everything inside an element: words that stand loose become a paragraph of their own."""
        loose: list[Element | str] = []
        for child in node.children:
            if isinstance(child, str) or child.tag not in _BLOCKS | SKIPPED:
                loose.append(child)
                continue
            self.paragraph(loose, place)
            loose = []
            if child.tag not in SKIPPED and not child.has("runninghead"):
                self.block(child, place)
        self.paragraph(loose, place)

    def block(self, node: Element, place: Place) -> None:
        """One block element; one that is not in the templates' vocabulary is a paragraph of its words."""
        if node.tag in ("h1", "h2", "h3"):
            self.blocks(node, replace(place, style=f"Heading {node.tag[1]}"))
        elif node.tag == "p":
            style = next((style for name, style in _PARAGRAPHS.items() if node.has(name)), place.style)
            self.blocks(node, replace(place, style=style, look=replace(place.look, lines=node.has("own"))))
        elif node.tag in ("ul", "ol"):
            self.items(node, place)
        elif node.tag == "table":
            self.table(node, place)
        elif node.tag == "svg":
            for title in list(node.all("title"))[:1]:
                self.paragraph([f"Picture: {title.text()}"], replace(place, style="Picture", keep=True))
        elif node.tag == "figcaption":
            self.blocks(node, replace(place, style="Note"))
        else:
            self.new_page = self.new_page or node.has("exhibit")
            keep = place.keep or node.has("closing")
            self.blocks(node, replace(place, right=node.has("date"), keep=keep))

    def items(self, node: Element, place: Place) -> None:
        """A list; each numbered one starts anew."""
        depth = min(place.depth + 1, 3)
        name = "List" if node.has("byhand") else "List Number" if node.tag == "ol" else "List Bullet"
        if depth > 1 and name != "List":
            name = f"{name} {depth}"
        number = self._new_number(name, letters=node.has("requests")) if node.tag == "ol" else None
        for item in node.children:
            if isinstance(item, Element):
                self.blocks(item, replace(place, style=name, depth=depth, number=number))

    def paragraph(self, content: Sequence[Element | str], place: Place) -> None:
        """A paragraph, unless there are no words in it."""
        if runs := words(content, place.look):
            self._write(self._new(place), runs)

    def _new(self, place: Place) -> Any:
        element = place.target.add_p()
        element.style = self.ids[place.style]
        paragraph = self.paragraph_class(element, self.document)
        form = paragraph.paragraph_format
        if self.new_page:
            form.page_break_before, self.new_page = True, False
        if self.after_table and place.style == "Normal":
            form.space_before = 4 * POINT * EMU
        self.after_table = False
        if place.keep:
            form.keep_with_next = True
        if place.right:
            form.alignment = _RIGHT
        if place.number is not None:
            numbered = element.get_or_add_pPr().get_or_add_numPr()
            numbered.get_or_add_ilvl().val = 0
            numbered.get_or_add_numId().val = place.number
        return paragraph

    def _write(self, paragraph: Any, runs: Sequence[tuple[str, WordsLook]]) -> None:
        for text, look in runs:
            run = paragraph.add_run(text, look.style or None)
            # Said on the run itself: bold in a paragraph's and in a character's style would cancel each other out.
            if look.bold:
                run.bold = True
            if look.italic:
                run.italic = True
            if look.raised:
                run.font.superscript = True

    def _new_number(self, style: str, *, letters: bool) -> int:
        numbering = self.document.part.numbering_part.element
        first = self.document.styles[style].element.pPr.numPr.numId.val
        number = numbering.add_num(numbering.num_having_numId(first).abstractNumId.val)
        override = number.add_lvlOverride(ilvl=0)
        override.add_startOverride(1)
        if letters:
            level = add(override, "lvl", ilvl=0)
            add(level, "start", val=1)
            add(level, "numFmt", val="lowerLetter")
            add(level, "lvlText", val="%1.")
            add(add(level, "pPr"), "ind", left=18 * POINT, hanging=18 * POINT)
        return int(number.numId)

    def table(self, node: Element, place: Place) -> None:
        """A table: its caption before it, its head repeated on each page, no row split over two."""
        caption = next(node.all("caption"), None)
        if caption is not None:
            self.blocks(caption, replace(place, style="Caption", keep=True))
        elif self.after_table:
            self._new(place)  # two tables with nothing between them would become one
        heads = {id(row) for head in node.all("thead") for row in head.all("tr")}
        rows = [(row, [c for c in row.children if isinstance(c, Element)]) for row in node.all("tr")]
        if not any(cells for _, cells in rows):
            return
        plain = node.has("re")
        widths = [WIDTH * 31 // 100, WIDTH - WIDTH * 31 // 100] if plain else column_widths([r[1] for r in rows])
        table = table_element(place.target, widths, caption.text() if caption is not None else "", plain=plain)
        style = "Table Small" if any(node.has(name) for name in ("wide", "small", "assumptions")) else "Table Text"
        for index, (row, cells) in enumerate(rows):
            head, total = id(row) in heads, row.has("total")
            # The head stays with the first row; a short table stays whole.
            keep = head or (len(rows) <= _SHORT and index < len(rows) - 1)
            line = add(table, "tr")
            properties = add(line, "trPr")
            add(properties, "cantSplit")
            if head:
                add(properties, "tblHeader")
            look = replace(place.look, bold=head or total)
            for column, width in enumerate(widths):
                apart = 0 < column < len(cells) and cells[column - 1].has("n") and not cells[column].has("n")
                cell = cell_element(line, width, head=head, total=total, apart=apart)
                inside = Place(cell, style, look, keep=keep)
                if column < len(cells):
                    self.blocks(cells[column], replace(inside, right=cells[column].has("n")))
                if cell[-1].tag != tag("p"):
                    self._new(inside)  # Word opens no cell that doesn't end with a paragraph
        sheet = place.target.find(tag("sectPr"))
        if sheet is not None:
            sheet.addprevious(table)
        else:
            place.target.append(table)
        self.after_table = True

    def running_head(self, node: Element | None) -> None:
        """The running head of every page, with the page's number at the right."""
        header = self.document.sections[0].header
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.style = "Header"
        self._write(paragraph, words(node.children if node is not None else [], PLAIN))
        for before, name in ((f"{TAB}page ", "PAGE"), (" of ", "NUMPAGES")):
            paragraph.add_run(before)
            add(add(add(paragraph._p, "fldSimple", instr=name), "r"), "t").text = "1"

    def finish(self) -> None:
        """A file may not end with a table."""
        if self.after_table:
            self._new(Place(self.document.element.body))


def column_widths(rows: Sequence[Sequence[Element]]) -> list[int]:
    """The columns' widths in twentieths of a point: figures as wide as they are, words share what is left.

    Args:
        rows: the cells of each row, the head first.
    """
    count = max(len(row) for row in rows)
    columns = [[row[index] for row in rows if index < len(row)] for index in range(count)]
    least = [max(map(_unbroken, column)) + 2 for column in columns]
    # Words would like one line, up to a limit; the head of a column of figures would like two.
    wanted = [
        max(low, len(column[0].text()) // 2 + 2)
        if column[-1].has("n")
        else max(low, *(min(len(cell.text()), _LINE) for cell in column))
        for low, column in zip(least, columns, strict=True)
    ]
    spare = max(0, WIDTH // _CHARACTER - sum(least))
    more = [want - low for want, low in zip(wanted, least, strict=True)]
    shares = [low + (spare * extra // sum(more) if sum(more) else 0) for low, extra in zip(least, more, strict=True)]
    widths = [WIDTH * share // sum(shares) for share in shares]
    return [*widths[:-1], WIDTH - sum(widths[:-1])]


def _unbroken(cell: Element) -> int:
    """How many characters must stand in one line: a figure whole, of words the longest."""
    text = cell.text()
    figure = cell.has("n") and (
        "data-fact" in cell.attrs or any("data-fact" in node.attrs for node in cell.all("span"))
    )
    return min(len(text) if figure else max(map(len, text.split()), default=1), _WORD)
