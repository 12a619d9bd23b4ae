"""Where the package's own files are, in a wheel and in a checkout."""

from __future__ import annotations

import csv
import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any


@cache
def _beside(name: str) -> Path:
    packaged = Path(str(files("offsetcase"))) / name
    if packaged.is_dir():
        return packaged
    return Path(__file__).resolve().parents[3] / name  # an editable install: the checkout's own folder


def templates_root() -> Path:
    """The folder of letter templates: inside the package when installed, at the top of a checkout."""
    return _beside("templates")


def samples_root() -> Path:
    """The folder of invented sample cases."""
    return _beside("sample_claims")


def data_path(*parts: str) -> Path:
    """A file or folder of the package's data."""
    return Path(str(files("offsetcase"))) / "data" / Path(*parts)


def load_toml(path: Path) -> dict[str, Any]:
    """Read one TOML data file; numbers with a point become ``Decimal``."""
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def names_in(data: str) -> tuple[str, ...]:
    """What a folder of data holds, by its files' names in order; or the tables of one data file, as they stand."""
    path = data_path(data)
    return tuple(sorted(one.stem for one in path.glob("*.toml"))) if path.is_dir() else tuple(load_toml(path))


def load_csv(path: Path) -> list[dict[str, str]]:
    """Read one CSV data file: its rows by the headings of the first."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
