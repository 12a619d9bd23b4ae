"""A minimal writer of workbooks (.xlsx), for tests only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from support import zipped

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_SETTINGS = '<workbookPr date1904="1"/>'


def _cell(place: str, value: object) -> str:
    at = f' r="{place}"' if place else ""
    if isinstance(value, int | float):
        return f"<c{at}><v>{value}</v></c>"
    return f'<c{at} t="inlineStr"><is><t>{value}</t></is></c>' if value != "" or not place else ""


def _sheet(rows: Sequence[Sequence[object]], merged: Sequence[str], placed: bool) -> str:
    body = "".join(
        f"<row>{''.join(_cell(f'{chr(65 + at)}{n}' if placed else '', value) for at, value in enumerate(row))}</row>"
        for n, row in enumerate(rows, start=1)
    )
    spans = "".join(f'<mergeCell ref="{one}"/>' for one in merged)
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData>{f"<mergeCells>{spans}</mergeCells>" if spans else ""}</worksheet>'


def workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]],
    *,
    merged: Sequence[str] = (),
    placed: bool = True,
    from_1904: bool = False,
) -> bytes:
    """A workbook of these sheets: numbers as numbers, all else as text.

    ``merged`` are the first sheet's spans ("A2:A3"); ``placed``: each cell says where it stands, and an empty one is left out.
    """
    numbers = range(1, len(sheets) + 1)
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_KIND}.worksheet+xml"/>' for n in numbers
    )
    names = "".join(
        f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in zip(numbers, sheets, strict=True)
    )
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_REL}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    return zipped(
        (
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_KIND}.sheet.main+xml"/>{parts}</Types>',
        ),
        (
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r" Type="{_REL}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        ),
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_REL}">{_SETTINGS if from_1904 else ""}<sheets>{names}</sheets></workbook>',
        ),
        ("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>'),
        *(
            (f"xl/worksheets/sheet{n}.xml", _sheet(rows, merged if n == 1 else (), placed))
            for n, rows in zip(numbers, sheets.values(), strict=True)
        ),
    )
