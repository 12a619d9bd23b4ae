"""From which day a workbook counts: 1900, or 1904 as those that began on a Macintosh do. Each kind says it in a place of its own.

A date in a cell that isn't shown as one is nothing but such a number; taken from the wrong day it is four years off.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile

from offsetcase.model.files import at_most

# Bytes of a workbook's own settings.
MOST_SETTINGS = 1_000_000
_XLSX = re.compile(rb"date1904\s*=\s*[\"'](?:1|true|on)[\"']")
_ODS = re.compile(rb"null-date\b[^>]*date-value\s*=\s*[\"']1904-01-01[\"']")
_COMPOUND = bytes.fromhex("D0CF11E0A1B11AE1")
_SECTOR = 512
# The records that say it: in an older workbook, and in a binary one as its variable-length number stands.
_DATEMODE, _END_OF_PART = 0x0022, 0x000A
_WORKBOOK_SETTINGS = b"\x99\x01"


def counts_from_1904(data: bytes) -> bool:
    """Whether a workbook says that its day numbers count from 1904; one that can't be taken apart doesn't say so."""
    try:
        if data.startswith(_COMPOUND):
            return _older(data)
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            names = set(book.namelist())
            if "xl/workbook.xml" in names:
                return _XLSX.search(_start(book, "xl/workbook.xml")) is not None
            if "xl/workbook.bin" in names:
                return _binary(_start(book, "xl/workbook.bin"))
            return "content.xml" in names and _ODS.search(_start(book, "content.xml")) is not None
    except Exception:  # a damaged workbook; the reader proper says what is wrong with it
        return False


def _start(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as stream:
        return at_most(stream, MOST_SETTINGS)


def _binary(text: bytes) -> bool:
    """A record is a number, a length, and its bytes; the lowest bit of the settings is what is looked for."""
    at = 0
    while at + 2 < len(text):
        kind = text[at : at + 2] if text[at] & 0x80 else text[at : at + 1]
        at += len(kind)
        size = shift = 0
        while True:
            byte = text[at]
            size |= (byte & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if not byte & 0x80 or shift > 21:
                break
        if kind == _WORKBOOK_SETTINGS:
            return bool(text[at] & 1)
        at += size
    return False


def _older(data: bytes) -> bool:
    """The workbook's stream, sector after sector, up to the end of its first part."""
    text = _stream(data)
    at = 0
    while at + 4 <= len(text):
        kind, size = struct.unpack_from("<HH", text, at)
        if kind == _DATEMODE and size >= 2:
            return bool(struct.unpack_from("<H", text, at + 4)[0] == 1)
        if kind == _END_OF_PART:
            return False
        at += 4 + size
    return False


def _stream(data: bytes) -> bytes:
    """The bytes of the stream that is called Workbook (or Book), as far as settings may stand in it.

    A file of an office program is a small file system: a table says of each sector which one comes next. A stream below
    4,096 bytes would stand elsewhere; no program writes so small a workbook.
    """
    size = 1 << struct.unpack_from("<H", data, 30)[0]
    if size < _SECTOR:
        return b""
    folder, limit = struct.unpack_from("<I", data, 48)[0], MOST_SETTINGS // size
    table_sectors = [one for one in struct.unpack_from("<109I", data, 76) if one < 0xFFFFFFFA]

    def sector(number: int) -> bytes:
        return data[size * (number + 1) : size * (number + 2)]

    def chain(number: int) -> bytes:
        sectors, seen = [], 0
        while number < 0xFFFFFFFA and seen < limit:
            sectors.append(sector(number))
            table, place = divmod(number, size // 4)
            number = struct.unpack_from("<I", sector(table_sectors[table]), 4 * place)[0]
            seen += 1
        return b"".join(sectors)

    entries = chain(folder)
    for at in range(0, len(entries) - 127, 128):
        name = entries[at : at + 64].decode("utf-16-le", "ignore").partition("\0")[0]
        if name in ("Workbook", "Book"):
            return chain(struct.unpack_from("<I", entries, at + 116)[0])
    return b""
