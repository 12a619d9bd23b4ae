"""What WeasyPrint's tags leave undone, mended on its objects before they are written.

WeasyPrint 70 gives header cells no scope, marks running heads and page numbers as content (under elements that hang from
nothing), measures a picture's box in pixels from the top, and leaves out the kind of a list and the tree of ids. Checkers
that read rules let most of it pass; a screen reader does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pydyf

# CSS pixels to PDF points, as WeasyPrint's own pages are scaled.
POINTS = 0.75
ROW_SCOPES = ("row", "rowgroup")
LISTS = ("ul", "ol", "dl")
NUMBERINGS = {
    "disc": "Disc", "circle": "Circle", "square": "Square", "decimal": "Decimal", "lower-alpha": "LowerAlpha",
    "lower-latin": "LowerAlpha", "upper-alpha": "UpperAlpha", "upper-latin": "UpperAlpha", "lower-roman": "LowerRoman",
    "upper-roman": "UpperRoman",
}  # fmt: skip
# XMP knows PDF/A's own words only; any other namespace is described beside its use (ISO 19005-3, 6.6.2.3).
UA_IDENTIFICATION = b"""<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#" \
xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"><pdfuaid:part>1</pdfuaid:part><pdfaExtension:schemas><rdf:Bag>\
<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category><pdfaProperty:description>PDF/UA part</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


class Nothing(pydyf.Object):  # type: ignore[misc]
    """PDF's null, in the place of an object that is taken out: numbers of the others stay."""

    @property
    def data(self) -> bytes:
        """The object as it is written."""
        return b"null"


def claim_accessibility(document: Any) -> None:
    """Say in the metadata that the file is PDF/UA-1 as well; WeasyPrint names one standard only.

    Args:
        document: WeasyPrint's rendered document.
    """
    plain = document.metadata.generate_rdf_metadata

    def both(*arguments: Any) -> bytes:
        return bytes(plain(*arguments).replace(b"</rdf:RDF>", UA_IDENTIFICATION + b"</rdf:RDF>"))

    document.metadata.generate_rdf_metadata = both


def mend(document: Any, pdf: Any) -> None:
    """Mend the tags of a PDF that is about to be written.

    Args:
        document: WeasyPrint's rendered document, for what the HTML says.
        pdf: its ``pydyf.PDF``.
    """
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    boxes = [list(page._page_box.descendants(placeholders=True)) for page in document.pages]
    for page_boxes in boxes:
        _scopes(page_boxes)
    elements = _linked(pdf, root)
    _running_heads(pdf, root, elements, boxes)
    _pictures(pdf, elements)
    _lists(pdf, boxes)
    _ids(pdf, root, elements)


def _object(pdf: Any, reference: bytes) -> Any:
    return pdf.objects[int(reference.split()[0])]


def _pages(pdf: Any) -> list[Any]:
    # Each page stands in /Kids as three items: number, generation, R.
    return [pdf.objects[number] for number in pdf.pages["Kids"][::3]]


def _linked(pdf: Any, root: Any) -> dict[int, Any]:
    """The elements that hang from the root, by object number, in reading order."""
    elements: dict[int, Any] = {}
    waiting = list(reversed(root["K"]))
    while waiting:
        reference = waiting.pop()
        if not isinstance(reference, bytes):  # the number of a marked part of the page
            continue
        element = _object(pdf, reference)
        if element.get("Type") == "/StructElem":
            elements[element.number] = element
            waiting += reversed(element["K"])
    return elements


def _scopes(boxes: list[Any]) -> None:
    """Give each header cell the scope that the HTML gives it; one without is a column's, as WeasyPrint takes it."""
    for box in boxes:
        element = getattr(box, "mark", None)
        if element is None:
            continue
        if element["S"] == "/TH":
            element["A"]["Scope"] = "/Row" if box.element.attrib.get("scope") in ROW_SCOPES else "/Column"
        elif not element["A"].get("Headers"):
            element["A"].pop("Headers", None)


def _running_heads(pdf: Any, root: Any, elements: dict[int, Any], boxes: list[list[Any]]) -> None:
    """Turn marked content whose element hangs from nothing (the margin boxes') into artifacts."""
    nums = _object(pdf, root["ParentTree"])["Nums"]
    parents = dict(zip(nums[::2], nums[1::2], strict=True))
    for number, (page, page_boxes) in enumerate(zip(_pages(pdf), boxes, strict=True)):
        artifact = pydyf.Dictionary({"Type": "/Pagination", **_edge(page_boxes)})
        owners = parents[number]
        loose = {part for part, owner in enumerate(owners) if int(owner.split()[0]) not in elements}
        for part in loose:
            owners[part] = b"null"
        stream = _object(pdf, page["Contents"]).stream
        for place, item in enumerate(stream):
            if item == b"BDC" and stream[place - 1].get("MCID") in loose:
                stream[place - 2 : place] = [b"/Artifact", artifact]
    for number, element in enumerate(pdf.objects):
        if isinstance(element, dict) and element.get("Type") == "/StructElem" and number not in elements:
            pdf.objects[number] = nothing = Nothing()
            nothing.number = number


def _edge(boxes: list[Any]) -> dict[str, str]:
    """Header or footer, where all margin boxes of the page lie at one edge."""
    edges = {box.at_keyword.removeprefix("@").split("-")[0] for box in boxes if hasattr(box, "at_keyword")}
    return {"Subtype": {"top": "/Header", "bottom": "/Footer"}[edges.pop()]} if edges in ({"top"}, {"bottom"}) else {}


def _pictures(pdf: Any, elements: dict[int, Any]) -> None:
    """Measure a picture's box in points from the page's foot, as PDF does."""
    for element in elements.values():
        if element["S"] == "/Figure":
            height = _object(pdf, element["Pg"])["MediaBox"][3]
            left, top, right, bottom = (POINTS * length for length in element["A"]["BBox"])
            element["A"]["BBox"] = pydyf.Array((left, height - bottom, right, height - top))


def _lists(pdf: Any, boxes: list[list[Any]]) -> None:
    """Say how each list is numbered, so that a reader announces letters as letters."""
    by_page: dict[bytes, list[Any]] = {}
    for element in pdf.objects:
        if isinstance(element, dict) and element.get("S") == "/L":
            by_page.setdefault(element["Pg"], []).append(element)
    for reference, page_boxes in zip(pdf.page_references, boxes, strict=True):
        styles = list(_list_styles(page_boxes))
        elements = by_page.get(reference, [])
        # WeasyPrint makes one element for each box of a list, in the same order. Where a page breaks that, it says nothing.
        if len(styles) == len(elements):
            for element, style in zip(elements, styles, strict=True):
                kind = NUMBERINGS.get(style, "None")
                element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": f"/{kind}"})


def _list_styles(boxes: list[Any]) -> Iterator[str]:
    for box in boxes:
        if box.element is not None and box.element_tag in LISTS:
            yield str(box.style["list_style_type"])


def _ids(pdf: Any, root: Any, elements: dict[int, Any]) -> None:
    """List the header cells' ids, by which data cells name them; a tree with ids must have that list."""
    named = sorted(
        ((element["ID"], element) for element in elements.values() if "ID" in element), key=lambda pair: pair[0].data
    )
    if named:
        names = pydyf.Array(part for key, element in named for part in (key, element.reference))
        tree = pydyf.Dictionary({"Names": names})
        pdf.add_object(tree)
        root["IDTree"] = tree.reference
