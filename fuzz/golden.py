"""The good inputs that fuzzing starts from: the suite's exports, the samples, and four files of this folder's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEEDS = Path(__file__).resolve().parent / "seeds"
# A sample is thinned to so many rows: a mutation shows as well in thirty rows as in four hundred, and much faster.
SAMPLE_ROWS = 30


@dataclass(frozen=True)
class Golden:
    """Good input files by name; ``claims`` names those that the command is given, in order."""

    name: str
    files: dict[str, bytes]
    claims: tuple[str, ...]


def thinned(data: bytes, rows: int = SAMPLE_ROWS) -> bytes:
    """A delimited file with its heading and rows taken evenly, so that the months stay covered."""
    head, *body = data.splitlines(keepends=True)
    step = -(-len(body) // rows)
    return b"".join([head, *body[::step]])


@cache
def goldens() -> tuple[Golden, ...]:
    """Every good input, in a fixed order."""
    found = []
    for folder in sorted(path for path in (ROOT / "sample_claims").iterdir() if path.is_dir()):
        files = {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
        claims = tuple(sorted(name for name in files if name.endswith(".csv")))
        files |= {name: thinned(files[name]) for name in claims}
        found.append(Golden(folder.name, files, claims))
    exports = sorted((ROOT / "tests" / "exports").glob("*/*.csv"))
    singles = [*exports, *sorted((ROOT / "tests" / "read" / "workbooks").iterdir()), *sorted(SEEDS.iterdir())]
    for path in singles:
        found.append(Golden(f"{path.parent.name}/{path.name}", {path.name: path.read_bytes()}, (path.name,)))
    return tuple(found)
