"""Whether an old binary workbook's chains of sectors end: the library follows a loop until all memory is gone."""

from __future__ import annotations

import struct
from array import array

HEADER = 512
HEADER_SLOTS = 109
END = 0xFFFFFFFE
# From here on a number is a mark (end, free, table), not a sector.
MARKS = 0xFFFFFFFA


def chains_end(data: bytes) -> bool:
    """Whether every chain in a compound file's tables comes to an end, inside the file.

    Args:
        data: the file, which starts with the compound file's signature.

    Returns:
        False where the header is cut off or impossible, or a chain runs in a circle.
    """
    if len(data) < HEADER:
        return False
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        return False
    size = 1 << shift
    (first_mini,) = struct.unpack_from("<I", data, 60)
    first_extra, extras = struct.unpack_from("<II", data, 68)
    places = list(struct.unpack_from(f"<{HEADER_SLOTS}I", data, 76))
    sectors = len(data) // size
    seen: set[int] = set()
    while first_extra < MARKS and len(seen) < extras + 1:
        if first_extra in seen:
            return False
        seen.add(first_extra)
        *more, first_extra = _sector(data, first_extra, size) or (END,)
        places += more
    table = array("I")
    for place in places:
        if place < MARKS:
            table.extend(_sector(data, place, size))
        if len(table) > 2 * sectors + size:
            return False
    return _ends(table) and _ends(_chained(data, table, first_mini, size))


def _sector(data: bytes, number: int, size: int) -> tuple[int, ...]:
    part = data[(number + 1) * size : (number + 2) * size]
    return struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])


def _chained(data: bytes, table: array[int], sector: int, size: int) -> array[int]:
    """The numbers in a chain of sectors; ``table`` is known to hold no circle."""
    numbers = array("I")
    while sector < len(table):
        numbers.extend(_sector(data, sector, size))
        sector = table[sector]
    return numbers


def _ends(table: array[int]) -> bool:
    """Whether no entry leads back to itself."""
    state = bytearray(len(table))  # 1: on the way from here, 2: known to end
    for start in range(len(table)):
        way = []
        sector = start
        while sector < len(table) and not state[sector]:
            state[sector] = 1
            way.append(sector)
            sector = table[sector]
        if sector < len(table) and state[sector] == 1:
            return False
        for one in way:
            state[one] = 2
    return True
