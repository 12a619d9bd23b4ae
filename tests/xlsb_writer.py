"""A minimal writer of binary workbooks (.xlsb), made from Microsoft's published record layout, for tests only."""

import io
import struct
import zipfile


def rec(kind, data=b""):
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, n = b"", len(data)
    while True:
        size += bytes([n & 0x7F | (0x80 if n > 0x7F else 0)])
        n >>= 7
        if not n:
            break
    return head + size + data


def wide(text):
    raw = text.encode("utf-16-le")
    return struct.pack("<I", len(raw) // 2) + raw


def workbook(rows, *, from_1904=False):
    settings = rec(153, struct.pack("<II", int(from_1904), 0)) if from_1904 else b""
    book = (
        rec(131)
        + settings
        + rec(143)
        + rec(156, struct.pack("<II", 0, 1) + wide("rId1") + wide("Claims"))
        + rec(144)
        + rec(132)
    )
    cells = b""
    for r, row in enumerate(rows):
        cells += rec(0, struct.pack("<IIHHBI", r, 0, 300, 0, 0, 0))
        for c, v in enumerate(row):
            at = struct.pack("<II", c, 0)
            cells += rec(5, at + struct.pack("<d", v)) if isinstance(v, (int, float)) else rec(6, at + wide(v))
    sheet = (
        rec(129)
        + rec(148, struct.pack("<IIII", 0, len(rows) - 1, 0, len(rows[0]) - 1))
        + rec(145)
        + cells
        + rec(146)
        + rec(130)
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr(
            "[Content_Types].xml",
            '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/></Types>',
        )
        z.writestr(
            "_rels/.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        )
        z.writestr("xl/workbook.bin", book)
        z.writestr(
            "xl/_rels/workbook.bin.rels",
            '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        )
        z.writestr("xl/worksheets/sheet1.bin", sheet)
    return out.getvalue()
