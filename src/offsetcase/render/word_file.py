"""A Word file's frame: its sheet, its styles, what it says of itself, and the same bytes every time.

These work on python-docx's document as it is handed over, and on its XML where python-docx has no words for a thing.
"""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import Any

# Lengths as Word counts them, so that none is a fraction: 20 to the point; half points for the size of type.
POINT = 20
INCH = 72 * POINT
EMU = 635
SHEET = (17 * INCH // 2, 11 * INCH)
SIDE, TOP, BOTTOM, HEAD = INCH * 80 // 100, INCH * 80 // 100, INCH * 60 // 100, INCH * 40 // 100
WIDTH = SHEET[0] - 2 * SIDE
# On every machine, or a stand-in of the same widths; narrower than the PDF's font, so that two pages stay two.
FONT = "Times New Roman"
# The letter's half points by the page's class, in step with letter.css.
SIZES = {"": 20, "compact": 20}
SMALL = 17
KEPT_STYLES = frozenset(
    [
        "Normal",
        "DefaultParagraphFont",
        "TableNormal",
        "NoList",
        "Header",
        "Heading1",
        "Heading2",
        "Heading3",
        "Caption",
        "List",
        "ListBullet",
        "ListBullet2",
        "ListBullet3",
        "ListNumber",
        "ListNumber2",
        "ListNumber3",
    ]
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = ("thumbnail", "extended-properties", "customXml", "stylesWithEffects", "webSettings")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def tag(name: str) -> str:
    """An element's or attribute's full name."""
    return f"{_W}{name}"


def add(parent: Any, name: str, **values: object) -> Any:
    """A new element of Word's at the end of another."""
    element = parent.makeelement(tag(name), {tag(key): str(value) for key, value in values.items()})
    parent.append(element)
    return element


def clean(document: Any) -> None:
    """Take out what python-docx's own pattern file brings along: a thumbnail, another program's name, unused styles."""
    for relations in (document.part.package.rels, document.part.rels):
        for id in [id for id, one in relations.items() if one.reltype.rpartition("/")[2] in _LEFT_OUT]:
            del relations[id]
    styles = document.styles.element
    for style in list(styles.findall(tag("style"))):
        if style.get(tag("styleId")) not in KEPT_STYLES:
            styles.remove(style)
            continue
        for name in ("link", "rsid"):
            for element in style.findall(tag(name)):
                style.remove(element)
        for element in [*style.iter(tag("rFonts")), *style.iter(tag("color"))]:
            element.getparent().remove(element)
    settings = document.settings.element
    for name in ("savePreviewPicture", "rsids", "proofState", "zoom"):
        for element in settings.findall(tag(name)):
            settings.remove(element)
    for element in settings.iter(tag("compatSetting")):
        if element.get(tag("name")) == "compatibilityMode":
            element.set(tag("val"), "15")


def set_sheet(document: Any) -> None:
    """US Letter, with the PDF's margins."""
    section = document.sections[0]
    section.page_width, section.page_height = (length * EMU for length in SHEET)
    section.left_margin = section.right_margin = SIDE * EMU
    section.top_margin, section.bottom_margin = TOP * EMU, BOTTOM * EMU
    section.header_distance = section.footer_distance = HEAD * EMU


def set_styles(document: Any, size: int) -> None:
    """One font, black, US English; sizes in half points."""
    styles = document.styles
    defaults = styles.element.find(f"{tag('docDefaults')}/{tag('rPrDefault')}/{tag('rPr')}")
    for child in list(defaults):
        defaults.remove(child)
    add(defaults, "rFonts", ascii=FONT, hAnsi=FONT, eastAsia=FONT, cs=FONT)
    add(defaults, "sz", val=size)
    add(defaults, "szCs", val=size)
    add(defaults, "lang", val="en-US", eastAsia="en-US", bidi="ar-SA")

    def paragraph(name: str, before: int, after: int, half_points: int = 0, based: str = "Normal") -> Any:
        if name not in styles:
            styles.add_style(name, 1).base_style = styles[based]
        style = styles[name]
        style.hidden = False
        form = style.paragraph_format
        form.space_before, form.space_after, form.line_spacing = before * POINT * EMU, after * POINT * EMU, 1
        if half_points:
            style.font.size = half_points * 10 * EMU
        return style

    paragraph("Normal", 0, 4)
    for name, before, after, half_points in (("Heading 1", 0, 6, 26), ("Heading 2", 7, 2, 21), ("Heading 3", 9, 3, 21)):
        paragraph(name, before, after, half_points).paragraph_format.keep_with_next = True
    paragraph("Caption", 5, 2, size).paragraph_format.keep_with_next = True
    for level in ("", " 2", " 3"):
        for name in ("List Bullet", "List Number"):
            paragraph(f"{name}{level}", 0, 1)
    paragraph("List", 0, 2)
    paragraph("Note", 2, 4, SMALL)
    paragraph("Picture", 6, 0, SMALL)
    paragraph("Table Text", 1, 1)
    paragraph("Table Small", 0, 0, SMALL, "Table Text")
    reference = paragraph("Reference", 0, 4).paragraph_format
    reference.left_indent, reference.first_line_indent = 18 * POINT * EMU, -18 * POINT * EMU
    signature = paragraph("Signature Line", 26, 4).element.get_or_add_pPr()
    line = add(signature, "pBdr")
    add(line, "top", val="single", sz=4, space=2, color="000000")
    signature.insert(0, line)  # Word wants a style's parts in its own order, the border before the spacing
    paragraph("Statement", 2, 4).font.italic = True
    instead = paragraph("Instead", 0, 4).element.get_or_add_pPr()
    bar = add(instead, "pBdr")
    add(bar, "left", val="single", sz=13, space=6, color="000000")
    instead.insert(0, bar)
    head = paragraph("Header", 0, 0, SMALL).element.get_or_add_pPr()
    for tabs in head.findall(tag("tabs")):
        for stop in list(tabs):
            tabs.remove(stop)
        add(tabs, "tab", val="right", pos=WIDTH)
    blank = styles.add_style("Blank", 2)
    add(blank.element.get_or_add_rPr(), "shd", val="clear", color="auto", fill="E6E6E6")
    name_style = styles.add_style("Figure Name", 2)
    name_style.font.italic, name_style.font.size = True, 14 * 10 * EMU


def set_properties(document: Any, title: str, day: dt.date) -> None:
    """Title, language and the letter's day; nobody's name, no machine's."""
    own = document.core_properties
    own.title, own.language = title, "en-US"
    own.author = own.last_modified_by = own.comments = own.subject = own.keywords = own.category = ""
    own.created = own.modified = dt.datetime(day.year, day.month, day.day)
    own.revision = 1


def table_element(body: Any, widths: list[int], caption: str, *, plain: bool) -> Any:
    """An empty table over the whole width, with thin lines between rows, or (plain) above and below only."""
    table = body.makeelement(tag("tbl"))
    own = add(table, "tblPr")
    add(own, "tblW", w=sum(widths), type="dxa")
    borders = add(own, "tblBorders")
    edge: dict[str, object] = {"val": "single", "space": 0}
    if plain:
        add(borders, "top", sz=6, color="000000", **edge)
    add(borders, "bottom", sz=6 if plain else 4, color="000000" if plain else "777777", **edge)
    if not plain:
        add(borders, "insideH", sz=4, color="777777", **edge)
    add(own, "tblLayout", type="fixed")
    margins = add(own, "tblCellMar")
    add(margins, "left", w=0, type="dxa")
    add(margins, "right", w=6 * POINT, type="dxa")
    add(own, "tblLook", val="0080" if plain else "00A0", firstRow=int(not plain), firstColumn=1, noHBand=1, noVBand=1)
    if caption:
        add(own, "tblCaption", val=caption)
    grid = add(table, "tblGrid")
    for width in widths:
        add(grid, "gridCol", w=width)
    return table


def cell_element(row: Any, width: int, *, head: bool, total: bool, apart: bool) -> Any:
    """A cell without a paragraph yet; a head's line below and a total's line above are black.

    Args:
        row: the row it is added to.
        width: in twentieths of a point.
        head: it belongs to the table's head.
        total: it belongs to a row of totals.
        apart: words that follow a column of figures keep their distance.
    """
    cell = add(row, "tc")
    own = add(cell, "tcPr")
    add(own, "tcW", w=width, type="dxa")
    if head or total:
        add(add(own, "tcBorders"), "bottom" if head else "top", val="single", sz=8, space=0, color="000000")
    if apart:
        add(add(own, "tcMar"), "left", w=8 * POINT, type="dxa")
    if head:
        add(own, "vAlign", val="bottom")
    return cell


def same_bytes(data: bytes) -> bytes:
    """The archive again, with no clock and no machine in it."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as new,
    ):
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return stream.getvalue()
