"""A minimal writer of older workbooks (.xls), made from Microsoft's published record layout, for tests only."""

import struct

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def rec(kind, data=b""):
    return struct.pack("<HH", kind, len(data)) + data


def workbook(rows, *, from_1904=False, scattered=False):
    """A workbook with one sheet; ``scattered`` keeps its sectors out of order, as a program does that changed the file."""
    mode = rec(0x0022, struct.pack("<H", int(from_1904)))
    name = b"Claims"
    head = rec(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0)) + rec(0x0042, struct.pack("<H", 1200))
    sheet_at = len(head) + len(mode) + 4 + 8 + len(name) + 4
    book = head + mode + rec(0x0085, struct.pack("<IHBB", sheet_at, 0, len(name), 0) + name) + rec(0x000A)
    cells = rec(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, len(rows[0]), 0))
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            at = struct.pack("<HHH", r, c, 0)
            if isinstance(value, (int, float)):
                cells += rec(0x0203, at + struct.pack("<d", value))
            elif value:
                cells += rec(0x0204, at + struct.pack("<HB", len(value), 0) + value.encode("latin-1"))
    sheet = rec(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + cells + rec(0x000A)
    return _compound(book + sheet, scattered)


def _compound(stream, scattered):
    stream = stream.ljust(max(4096, -(-len(stream) // SECTOR) * SECTOR), b"\0")
    count = len(stream) // SECTOR
    order = [2 + n for n in range(count)]  # the stream's sectors; the first two hold the table and the folder
    if scattered:
        order = [order[0], *reversed(order[1:])]
    table = [FREE] * 128
    table[0], table[1] = FAT, END
    for here, after in zip(order, [*order[1:], END], strict=True):
        table[here] = after
    folder = b"".join(
        _entry(*one) for one in (("Root Entry", 5, FREE, END, 0, 1), ("Workbook", 2, FREE, order[0], len(stream), FREE))
    ).ljust(SECTOR, b"\0")
    header = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, END, 0, END, 0) + struct.pack("<I", 0) + b"\xff" * 4 * 108
    sectors = [b""] * (2 + count)
    sectors[0], sectors[1] = struct.pack("<128I", *table), folder
    for n, at in enumerate(order):
        sectors[at] = stream[n * SECTOR : (n + 1) * SECTOR]
    return header + b"".join(sectors)


def _entry(name, kind, left, start, size, child):
    raw = name.encode("utf-16-le") + b"\0\0"
    return (
        raw.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(raw), kind, 1, left, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )
