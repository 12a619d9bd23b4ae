"""Old binary workbooks whose tables of sectors run in a circle; fuzzing found them to fill all memory."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import read_file
from offsetcase.read.compound import chains_end
from offsetcase.read.rules import Rules
from rows import each_row
from support import zipped

GOOD = (Path(__file__).parent / "workbooks" / "claims.xls").read_bytes()
SIZE = 1 << struct.unpack_from("<H", GOOD, 30)[0]
TABLE = (struct.unpack_from("<I", GOOD, 76)[0] + 1) * SIZE


def changed(at: int, value: int) -> bytes:
    data = bytearray(GOOD)
    struct.pack_into("<I", data, at, value)
    return bytes(data)


@each_row(
    "data",
    [
        changed(TABLE, 0),  # a sector that follows itself
        changed(TABLE + 4 * 3, 2),  # two that follow each other, with the one before
        GOOD[:300],  # no whole header
        GOOD[:30] + b"\x00\x00" + GOOD[32:],  # sectors of one byte
        GOOD[:68] + struct.pack("<II", 0, 0xFFFFFFFF) + GOOD[76:],  # further tables without end
    ],
    ids=["itself", "circle", "header", "sector", "tables"],
)
def test_a_circle_ends_in_words(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "claims.xls"
    path.write_bytes(data)
    assert not chains_end(data)
    with pytest.raises(OffsetcaseError, match="it is damaged"):
        read_file(path, Rules(), 0)


def test_a_whole_workbook_is_fine() -> None:
    assert chains_end(GOOD)


def test_an_archive_of_a_version_that_nobody_writes_ends_in_words(tmp_path: Path) -> None:
    """Coverage-guided fuzzing found it: the archive's list asks for a reader of version 12.0."""
    content = bytearray(zipped(("claims.csv", "Claim Number\n1\n")))
    content[content.index(b"PK\x01\x02") + 6] = 120
    path = tmp_path / "claims.xlsx"
    path.write_bytes(content)
    with pytest.raises(OffsetcaseError, match="E-ZIP"):
        read_file(path, Rules(), 0)
