"""One declaration of options: the command line, lists of cases and Python take the same ones and check them alike."""

from __future__ import annotations

import csv
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import typer

import offsetcase
from batch_support import made_here, rows
from offsetcase.case.look import Look
from offsetcase.case.options import Stage, declared, from_python, from_typed
from offsetcase.case.request import Request, case_columns
from offsetcase.cli.app import make_app
from rows import each_row
from support import SAMPLES, run

CLAIMS = SAMPLES / "conditional" / "claims.csv"
STAGES = {
    "check": Stage.READ,
    "compare": Stage.MODEL,
    "explain": Stage.FIGURES,
    "build": Stage.LETTER,
}
# The same value, wrong everywhere: as typed, in a cell and from Python.
WRONG: list[tuple[str, Any]] = [
    ("price", "lots"),
    ("price", "-1"),
    ("comparator_price", "1e300"),
    ("indication", "sadness"),
    ("letter", "apeal"),
    ("argument", "savings"),
    ("lookback", "0"),
    ("run_out", "25"),
]


def test_a_field_of_a_request_is_an_option() -> None:
    for record in (Request, Look):
        for one in fields(record):
            assert one.metadata["option"].words.endswith("."), one.name


@each_row(("command", "stage"), STAGES.items())
def test_a_command_takes_what_its_stage_needs(command: str, stage: Stage) -> None:
    typed = typer.main.get_command(make_app(command)).commands[command]  # type: ignore[attr-defined]
    shown = {one.name: one.help for one in typed.params}
    wanted = {one.name: one.words for one in declared(Request, stage) if one.name != "claims"}
    assert wanted.items() <= shown.items()
    later = {one.name for one in declared(Request)} - {one.name for one in declared(Request, stage)}
    assert not later & set(shown)


@each_row(("name", "value"), WRONG)
def test_a_wrong_value_is_refused_alike(name: str, value: str, tmp_path: Path) -> None:
    flag = f"--{name.replace('_', '-')}"
    typed = run("build", CLAIMS, f"{flag}={value}", "-o", tmp_path / "l.html", "--format", "html")
    assert typed.status == 2 and flag in typed.err

    with pytest.raises(offsetcase.OffsetcaseError) as caught:
        from_python(Request, {"claims": CLAIMS, name: int(value) if name in ("lookback", "run_out") else value})
    assert caught.value.problems[0].text.startswith(name)


def test_and_in_a_list_of_cases(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_bytes(CLAIMS.read_bytes())
    columns = list(dict.fromkeys(name for name, _ in WRONG))
    with (tmp_path / "list.csv").open("w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["claims", *columns])
        for name, value in WRONG:
            table.writerow(["claims.csv", *(value if one == name else "" for one in columns)])
    with made_here():
        listed = run("batch", tmp_path / "list.csv", "-o", tmp_path / "out", "--format", "html", "--jobs", 1)
    assert listed.status == 5
    for number, ((name, _), row) in enumerate(zip(WRONG, rows(tmp_path / "out").values(), strict=True), start=2):
        assert f"{name}: " in row["error"] and row["where"].endswith(f"list.csv, row {number}")


def test_an_option_that_there_is_not() -> None:
    with pytest.raises(TypeError, match='did you mean "lookback"'):
        offsetcase.build_case(CLAIMS, look_back=12)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="member"):
        offsetcase.build_case(CLAIMS, member=7)  # type: ignore[arg-type]


def test_none_and_nothing_leave_it_to_the_default() -> None:
    nothing = {one.name: None for one in declared(Request) if one.option.python}
    assert from_python(Request, {**nothing, "claims": [CLAIMS]}) == Request((CLAIMS,))
    assert from_typed(Request, {"claims": [CLAIMS], "price": "", "indication": None}) == Request((CLAIMS,))


def test_a_batch_says_a_wrong_option_once(tmp_path: Path) -> None:
    done = run("batch", CLAIMS, SAMPLES / "low-cost" / "claims.csv", "--price", "lots", "-o", tmp_path / "out")
    assert done.status == 2 and done.err.count("--price") >= 1 and not (tmp_path / "out").exists()


def test_a_cell_stands_above_the_commands_option(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_bytes(CLAIMS.read_bytes())
    cells = [
        ["case", "claims", "price", "set.response", "lookback"],
        ["a", "claims.csv", "300", "0.4", "24"],
        ["b", "claims.csv", "", "", ""],
    ]
    with (tmp_path / "list.csv").open("w", newline="") as stream:
        csv.writer(stream).writerows(cells)
    from offsetcase.batch.job import Job
    from offsetcase.cli.batch_jobs import find_jobs

    common = from_typed(Request, {"price": "450", "sets": ["control=0.1", "response=0.9"]})
    jobs, _ = find_jobs([str(tmp_path / "list.csv")], tmp_path / "out", Job("", tmp_path, common), by_member=False)
    first, second = (job.request for job in jobs)
    assert first is not None and second is not None
    assert (str(first.price), first.lookback, {name: str(one) for name, one in first.sets.items()}) == (
        "300",
        24,
        {"control": "0.1", "response": "0.4"},
    )
    assert (str(second.price), second.lookback, second.sets) == ("450", 36, common.sets)


def test_the_columns_of_a_list() -> None:
    assert list(case_columns()) == [
        "claims", "case_file", "rules", "indication", "protocol", "price", "member", "letter", "argument", "date",
        "as_of", "lookback", "run_out", "price_year", "comparator", "comparator_price",
    ]  # fmt: skip
