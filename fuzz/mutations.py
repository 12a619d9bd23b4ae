"""Ways to spoil a good file: drop, duplicate and swap lines and cells, corrupt bytes, truncate, change delimiters."""

from __future__ import annotations

import io
import random
import zipfile

DELIMITERS = (b",", b";", b"\t", b"|")
# Cells that have broken readers of other programs: formulas, odd numbers, impossible days, bidirectional text, NUL.
NASTY = (
    b"",
    b"-",
    b"0",
    b"-0.01",
    b"99999999999999999999",
    b"1e9",
    b"NaN",
    b"(12.00)",
    b"$1,190.005",
    b"=1+1",
    b'"',
    b"'",
    b"02/30/2024",
    b"0001-01-01",
    b"9999-12-31",
    b"13/13/13",
    b"45000",
    b"Denied",
    b"Reversed",
    b"Pending",
    b"Somebody Else",
    b"\x00",
    b"\xff\xfe",
    b"\xe2\x80\xae",
    b"<b>&amp;</b>",
    b"{{ 7*7 }}",
    "١٢٣".encode(),
    b"[",
    b"}",
    b"x" * 5000,
)


def spoil(rng: random.Random, data: bytes) -> tuple[bytes, str]:
    """The file after one to four mutations, and their names."""
    names = []
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 4))):
        change = rng.choice(CHANGES)
        if data.startswith(b"PK\x03\x04") and rng.random() < 0.8:
            data = _inside(rng, data, change)
        else:
            data = change(rng, data)
        names.append(change.__name__)
    return data, "+".join(names)


def _inside(rng: random.Random, data: bytes, change: object) -> bytes:
    """Change one member of an archive and pack it again: a changed byte of the packed form ends at its checksum."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # an earlier mutation left no archive that can be opened
        return data
    if not members:
        return data
    name = rng.choice(sorted(members))
    members[name] = change(rng, members[name])  # type: ignore[operator]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    return out.getvalue()


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def drop_line(rng: random.Random, data: bytes) -> bytes:
    lines = _lines(data)
    if lines:
        del lines[rng.randrange(len(lines))]
    return b"".join(lines)


def drop_lines(rng: random.Random, data: bytes) -> bytes:
    lines = _lines(data)
    start = rng.randrange(len(lines) + 1)
    del lines[start : start + rng.randint(1, 12)]
    return b"".join(lines)


def duplicate_line(rng: random.Random, data: bytes) -> bytes:
    lines = _lines(data)
    if lines:
        lines.insert(rng.randrange(len(lines) + 1), rng.choice(lines))
    return b"".join(lines)


def swap_lines(rng: random.Random, data: bytes) -> bytes:
    lines = _lines(data)
    if len(lines) > 1:
        a, b = rng.sample(range(len(lines)), 2)
        lines[a], lines[b] = lines[b], lines[a]
    return b"".join(lines)


def _delimiter(data: bytes) -> bytes:
    return max(DELIMITERS, key=data[:4000].count)


def _cells(rng: random.Random, data: bytes) -> tuple[list[bytes], int, list[bytes], bytes, bytes]:
    """All lines, one line's number, its cells, the delimiter and the line's ending."""
    lines = _lines(data) or [b""]
    number = rng.randrange(len(lines))
    body = lines[number].rstrip(b"\r\n")
    sign = _delimiter(data)
    return lines, number, body.split(sign), sign, lines[number][len(body) :]


def drop_cell(rng: random.Random, data: bytes) -> bytes:
    lines, number, cells, sign, end = _cells(rng, data)
    del cells[rng.randrange(len(cells))]
    lines[number] = sign.join(cells) + end
    return b"".join(lines)


def duplicate_cell(rng: random.Random, data: bytes) -> bytes:
    lines, number, cells, sign, end = _cells(rng, data)
    cells.insert(rng.randrange(len(cells) + 1), rng.choice(cells))
    lines[number] = sign.join(cells) + end
    return b"".join(lines)


def swap_cells(rng: random.Random, data: bytes) -> bytes:
    lines, number, cells, sign, end = _cells(rng, data)
    a, b = rng.randrange(len(cells)), rng.randrange(len(cells))
    cells[a], cells[b] = cells[b], cells[a]
    lines[number] = sign.join(cells) + end
    return b"".join(lines)


def nasty_cell(rng: random.Random, data: bytes) -> bytes:
    lines, number, cells, sign, end = _cells(rng, data)
    cells[rng.randrange(len(cells))] = rng.choice(NASTY)
    lines[number] = sign.join(cells) + end
    return b"".join(lines)


def change_digit(rng: random.Random, data: bytes) -> bytes:
    at = [number for number, byte in enumerate(data[:200_000]) if 48 <= byte <= 57]
    if not at:
        return data
    where = rng.choice(at)
    return data[:where] + rng.choice((b"0", b"1", b"9", b"-5", b".", b"")) + data[where + 1 :]


def negate(rng: random.Random, data: bytes) -> bytes:
    """Put a minus sign before one number of a line: an amount taken back, or a spoiled number."""
    lines, number, cells, sign, end = _cells(rng, data)
    hits = [n for n, cell in enumerate(cells) if cell[:1].isdigit() or cell[:1] == b"$"]
    if hits:
        cells[rng.choice(hits)] = b"-" + cells[hits[0]]
    lines[number] = sign.join(cells) + end
    return b"".join(lines)


def corrupt_byte(rng: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]


def flip_bit(rng: random.Random, data: bytes) -> bytes:
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def insert_byte(rng: random.Random, data: bytes) -> bytes:
    at = rng.randrange(len(data) + 1)
    return data[:at] + rng.choice((b'"', b"\x00", b"\r", b"\n", b",", b"\xef\xbb\xbf", b"\xc3")) + data[at:]


def truncate(rng: random.Random, data: bytes) -> bytes:
    return data[: rng.randrange(len(data) + 1)]


def swap_delimiters(rng: random.Random, data: bytes) -> bytes:
    return data.replace(_delimiter(data), rng.choice(DELIMITERS))


def swap_some_delimiters(rng: random.Random, data: bytes) -> bytes:
    lines, number, cells, _, end = _cells(rng, data)
    lines[number] = rng.choice(DELIMITERS).join(cells) + end
    return b"".join(lines)


CHANGES = (
    drop_line,
    drop_lines,
    duplicate_line,
    duplicate_line,
    swap_lines,
    drop_cell,
    duplicate_cell,
    swap_cells,
    nasty_cell,
    nasty_cell,
    change_digit,
    change_digit,
    negate,
    corrupt_byte,
    flip_bit,
    insert_byte,
    truncate,
    swap_delimiters,
    swap_some_delimiters,
)
