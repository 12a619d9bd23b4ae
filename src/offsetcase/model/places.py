"""Where the package's own files are, in a wheel and in a checkout."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Container, Mapping
from dataclasses import fields
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar, cast

T = TypeVar("T")


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
    """Read one TOML data file, held to its shape (``model/shapes.py``); numbers with a point become ``Decimal``.

    Raises:
        DataError: TOML that can't be read, a key that isn't known, one that is missing, or a value that can't be, with
            file and line.
    """
    from offsetcase.model.shape import check
    from offsetcase.model.shapes import shape_of

    text = path.read_text(encoding="utf-8")
    raw = _parsed(path, text)
    if path.is_relative_to(data_path()) and (shape := shape_of(shown(path)[5:-5])) is not None:
        check(raw, shape, shown(path), text)
    return raw


def load_folder(folder: str, without: Container[str] = ()) -> dict[str, dict[str, Any]]:
    """Every file of a folder of data, or all but some, by its name without the ending, in the names' order; see ``load_toml``."""
    return {path.stem: load_toml(path) for path in sorted(data_path(folder).glob("*.toml")) if path.stem not in without}


def made(record: type[T], raw: Mapping[str, Any], **given: Any) -> T:
    """A record of what a table of a data file says under the names of its fields; a list becomes a tuple.

    Args:
        record: a dataclass. What may be missing in the table has its default there, and other keys are left.
        raw: the table, held to its shape by ``load_toml``.
        given: fields that are worked out, or called otherwise in the table.
    """
    named = [one.name for one in fields(cast("Any", record)) if one.name in raw and one.name not in given]
    return record(**{name: tuple(raw[name]) if isinstance(raw[name], list) else raw[name] for name in named}, **given)


def _parsed(path: Path, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        from offsetcase.model.shape import DataError

        raise DataError(shown(path), f"this isn't TOML: {error}.") from error


def shown(path: Path) -> str:
    """A data file as messages name it, ``data/evidence/pain.toml``."""
    return f"data/{path.relative_to(data_path()).as_posix()}" if path.is_relative_to(data_path()) else path.name


@cache
def names_in(data: str, under: str = "") -> tuple[str, ...]:
    """The names that data give: a folder's files in order, or the tables of one file as they stand.

    Args:
        data: the folder, or the file with its ending.
        under: the table whose keys are meant, or ``""`` for the file's own.
    """
    path = data_path(data)
    if path.is_dir():
        return tuple(sorted(one.stem for one in path.glob("*.toml")))
    raw = _parsed(path, path.read_text(encoding="utf-8"))
    return tuple(raw[under] if under else raw)


def load_csv(path: Path) -> list[dict[str, str]]:
    """Read one CSV data file: its rows by the headings of the first."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))
