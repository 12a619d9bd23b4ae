"""Reading a file that may be anything: a device without an end, or one that grows while it is read."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import IO

_PIECE = 1024 * 1024


def opened(path: Path) -> IO[bytes]:
    """The file, open for reading; one that looks like a file but keeps its reader waiting (a kernel log) seems empty.

    A named pipe is waited for, as its user means it.

    Raises:
        OSError: it can't be opened.
    """

    def promptly(name: str, flags: int) -> int:
        waits = getattr(os, "O_NONBLOCK", 0) if path.is_file() else 0
        return os.open(name, flags | waits)

    return open(path, "rb", opener=promptly)


def at_most(stream: IO[bytes], most: int) -> bytes:
    """What a stream holds, up to one byte more than ``most``, so that the caller sees that there was more.

    ``stream.read(most)`` would take the memory for all of it before the first byte is read.
    """
    pieces, room = [], most + 1
    while room > 0 and (piece := stream.read(min(room, _PIECE))):
        pieces.append(piece)
        room -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def bytes_of(path: Path, most: int) -> bytes:
    """What a file holds, up to one byte more than ``most``.

    Raises:
        OSError: it can't be read.
    """
    with opened(path) as stream:
        return at_most(stream, most)


def digest_of_file(path: Path, most: int) -> str:
    """A file's content as a short name; nothing after the first ``most`` bytes is read.

    Raises:
        OSError: it can't be read.
    """
    total = hashlib.sha256()
    with opened(path) as stream:
        while most > 0 and (piece := stream.read(min(most, _PIECE))):
            total.update(piece)
            most -= len(piece)
    return total.hexdigest()
