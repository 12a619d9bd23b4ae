"""Old binary workbooks whose tables of sectors run in a circle; fuzzing found them to fill all memory."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import read_file
from offsetcase.read.compound import chains_end
from offsetcase.read.rules import Rules

GOOD = (Path(__file__).parent / "workbooks" / "claims.xls").read_bytes()
SIZE = 1 << struct.unpack_from("<H", GOOD, 30)[0]
TABLE = (struct.unpack_from("<I", GOOD, 76)[0] + 1) * SIZE


def changed(at: int, value: int) -> bytes:
    data = bytearray(GOOD)
    struct.pack_into("<I", data, at, value)
    return bytes(data)


@pytest.mark.parametrize(
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
