"""Data files are read strictly: what isn't known, is missing or misspelt is refused with file and line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from offsetcase.argument import evidence
from offsetcase.cli import app
from offsetcase.model import places
from offsetcase.model.compiled import script
from offsetcase.model.facts import FactBook
from offsetcase.model.nodes import Graph, Name
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.shape import DataError, check, faults, line_of
from offsetcase.model.shapes import shape_of
from offsetcase.offset.projection import worked_out
from offsetcase.offset.quantities import Shape
from rows import each_row
from support import own_data, run

FILES = sorted(data_path().rglob("*.toml"))


def name_of(path: Path) -> str:
    return path.relative_to(data_path()).with_suffix("").as_posix()


def parsed(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def each_file(check: Callable[[Path], None]) -> Callable[[], None]:
    """One test for all data files, which names each that fails."""

    def test() -> None:
        wrong = {}
        for path in FILES:
            try:
                check(path)
            except (AssertionError, DataError) as error:
                wrong[name_of(path)] = str(error)
        assert wrong == {}

    return test


@each_file
def test_every_data_file_has_a_shape_fits_it_and_names_a_source(path: Path) -> None:
    assert shape_of(name_of(path)) is not None, f"write the shape of {name_of(path)} into model/shapes.py"
    load_toml(path)
    if path.parent.name not in ("letters", "evidence", "state_rules", "policies"):  # the program's own words; read_in
        assert (
            "source" in path.read_text(encoding="utf-8").lower()
            or name_of(path) in OWN_WORDS
            or "languages" in path.parts
        )


# What the program says itself or works by, and takes from nobody.
OWN_WORDS = {
    "blanks", "brief", "denial_reasons", "errors", "indications", "leads", "never_said", "questions", "statuses",
    "drug_noise", "insurers", "strangers", "indices/notes",
}  # fmt: skip


def tables(raw: Any, shape: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Mapping[str, Any]]]:
    """Every table of a file with the keys that its shape knows."""
    if isinstance(raw, dict) and isinstance(shape, Mapping):
        yield path, shape
        known = {key.rstrip("!"): one for key, one in shape.items()}
        for key, value in raw.items():
            yield from tables(value, known.get(key, shape.get("*")), (*path, key))
    elif isinstance(raw, list) and isinstance(shape, tuple):
        for number, one in enumerate(raw[:1]):
            yield from tables(one, shape[0], (*path, number))


def at(raw: Any, path: tuple[Any, ...]) -> Any:
    for part in path:
        raw = raw[part]
    return raw


@each_file
def test_a_key_too_many_and_a_key_too_few_are_refused(path: Path) -> None:
    raw, shape = parsed(path), shape_of(name_of(path))
    for place, own in list(tables(raw, shape)):
        table = at(raw, place)
        if "*" not in own or "[names]" in own:
            table["nosuchkey"] = table.get("words", "x")
            assert any("nosuchkey" in words for _, words in faults(raw, shape, ())), place
            del table["nosuchkey"]
        for key in (one[:-1] for one in own if one.endswith("!")):
            value = table.pop(key)
            assert any(f'"{key}" is missing' in words for _, words in faults(raw, shape, ())), (place, key)
            table[key] = value
    assert not list(faults(raw, shape, ()))


@each_row(
    ("file", "right", "wrong", "words"),
    [
        ("formats/cigna", "plan_paid =", "plan_payed =", 'did you mean "plan_paid"'),
        ("formats/cigna", "recognise =", "recognize =", 'did you mean "recognise"'),
        ("formats/cigna", "source =", "sources =", '"source" is missing'),
        ("drugs/antidepressant", "brands =", "brand =", 'did you mean "brands"'),
        ("drugs/antidepressant", 'category = "medication.anti', 'category = "medicine.anti', "Known: "),
        ("comparators/esketamine", "low = ", "lowest = ", '"lowest" is not a known key'),
        ("comparators/esketamine", "every = 14", 'every = "14"', "a whole number"),
        ("letters/appeal", "after_denial = true", 'after_denial = "yes"', "true or false"),
        ("protocols/depression-iv", "published = true", "publish = true", 'did you mean "published"'),
        ("policies/bcbsma-087", "check = ", "checks = ", 'did you mean "check"'),
        ("evidence/depression", "read_in = ", "readin = ", 'did you mean "read_in"'),
        ("plan_rules/erisa-insured", "runs_from = ", "run_from = ", 'did you mean "runs_from"'),
        ("statements/aetna", "member_paid = ", "member_payed = ", 'did you mean "member_paid"'),
        ("categories", "counts_as = ", "count_as = ", 'did you mean "counts_as"'),
        ("indications", 'protocol = "ptsd-iv"', 'protocol = "ptsd"', 'did you mean "ptsd-iv"'),
    ],
)
def test_a_slip_is_refused_with_its_line(file: str, right: str, wrong: str, words: str) -> None:
    text = data_path(f"{file}.toml").read_text(encoding="utf-8")
    assert right in text
    slipped = text.replace(right, wrong, 1)
    number = text[: text.index(right)].count("\n") + 1
    with pytest.raises(DataError) as caught:
        check(tomllib.loads(slipped, parse_float=Decimal), shape_of(file), f"data/{file}.toml", slipped)
    said = str(caught.value)
    assert words in said
    if "missing" not in words:
        assert f"data/{file}.toml, line {number}: " in said


def test_the_loader_itself_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "formats").mkdir()
    monkeypatch.setattr(places, "data_path", lambda *parts: tmp_path.joinpath(*parts))
    bad = tmp_path / "formats" / "mine.toml"
    bad.write_text('name = "Mine"\nkind = "portal"\nsource = "a file"\n', encoding="utf-8")
    with pytest.raises(DataError, match=r'data/formats/mine\.toml, line 1: "recognise" is missing'):
        load_toml(bad)


def test_a_file_that_is_not_toml_is_refused_with_its_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bad = own_data(monkeypatch, tmp_path, "formats/mine.toml", 'name = "Mine"\nkind = portal\n')
    for read in (lambda: load_toml(bad), lambda: places.names_in.__wrapped__("formats/mine.toml")):
        with pytest.raises(DataError, match=r"data/formats/mine\.toml: this isn't TOML: .*line 2"):
            read()


def test_a_slip_in_the_data_is_said_in_words_by_every_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = data_path("evidence", "ptsd.toml").read_text(encoding="utf-8")
    own_data(monkeypatch, tmp_path, "evidence/ptsd.toml", text.replace("order = ", "ordr = ", 1))
    evidence.library.cache_clear()
    done = run("evidence")
    assert done.status == 1 and "E-BUG" not in done.err
    assert re.search(r'data/evidence/ptsd\.toml, line \d+: "ordr" is not .* mean "order"', done.err)
    assert "  What to do: if you changed this file, correct that place" in done.err and "(E-DATA)" in done.err
    # Also where the commands themselves can't be declared.

    def no_app(wanted: str | None) -> None:
        raise DataError("data/indications.toml", "this isn't TOML.")

    monkeypatch.setattr(app, "make_app", no_app)
    done = run("check", "claims.csv")
    assert (done.status, done.err.splitlines()[0]) == (1, "data/indications.toml: this isn't TOML.")


def test_a_slip_in_the_model_names_the_quantity() -> None:
    graph = Graph()
    graph.define("average.stops", Name("average.treatment") + 1, "usd")
    for slip, words in (
        (lambda: graph["average.stop"], 'gives the quantity "average.stop". did you mean "average.stops"'),
        (lambda: graph.define("average.stops", 1), 'two quantities are called "average.stops"'),
        (
            lambda: script(graph, "figures", ["average.stps"]),
            'the quantity "average.stps". did you mean "average.stops"',
        ),
        (lambda: FactBook().figure(graph, "average.net", {"average.net": 1}), 'the quantity "average.net"'),
    ):
        with pytest.raises(DataError, match=re.escape(words)):
            slip()
    shape = Shape(6, (), frozenset(), False)
    with pytest.raises(DataError, match='gives the quantity "month'):
        worked_out(shape, ("average.net",), {"price": 1, "workup": 1})


def test_lines_of_keys_tables_and_lists_of_tables() -> None:
    text = 'a = 1\n\n[b]\nc = 2\n"d.e" = 3\n[[f]]\ng = 1\n[[f]]\ng = 2\n[b."x y"]\nz = 1\n'
    places_of = {("a",): 1, ("b",): 3, ("b", "c"): 4, ("b", "d.e"): 5, ("f", 0, "g"): 7, ("f", 1, "g"): 9, ("f", 1): 8}
    for path, line in {**places_of, ("b", "x y", "z"): 11, ("nowhere",): 1, ("b", "gone"): 3}.items():
        assert line_of(text, path) == line, path
