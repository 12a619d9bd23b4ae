"""The Python interface: the same case and the same letter as the command's."""

from __future__ import annotations

import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

import offsetcase
from rows import each_row
from support import ROOT, SAMPLES, in_child, run, worked_example

CLAIMS = SAMPLES / "conditional" / "claims.csv"


def test_the_same_as_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1794000000")
    kind = "plan-sponsor"  # the shortest
    case = offsetcase.build_case(CLAIMS, price="550", sets={"response": "0.5"}, letter=kind)
    letter = in_child(lambda: offsetcase.render_letter(case))
    typed = ("--price", 550, "--set", "response=0.5", "--letter", kind, "--json", "-o", tmp_path / "l.pdf")
    done = run("build", CLAIMS, *typed)
    assert letter.data == (tmp_path / "l.pdf").read_bytes()
    assert f"{case.offset.average.net:.2f}" == done.json["offset"]["net"]
    assert [blank.field for blank in letter.blanks] == [blank["field"] for blank in done.json["blanks"]]


@pytest.mark.parametrize("format", ["html", "docx"])
def test_other_forms_and_kinds(format: str) -> None:
    case = offsetcase.build_case([str(CLAIMS)], draws=0)
    letter = offsetcase.render_letter(case, format=format, letter="plan-sponsor")
    assert letter.format == format and letter.data[:2] == (b"<!" if format == "html" else b"PK")


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    for arguments in ({"indication": "sadness"}, {"letter": "apeal"}, {"price": "lots"}, {"price": "-1"}):
        with pytest.raises(offsetcase.OffsetcaseError) as caught:
            offsetcase.build_case(CLAIMS, **arguments)  # type: ignore[arg-type]
        assert caught.value.exit_code == 2 and caught.value.problems[0].remedy
    with pytest.raises(TypeError, match="Decimal"):
        offsetcase.build_case(CLAIMS, price=550.0)  # type: ignore[arg-type]
    with pytest.raises(offsetcase.OffsetcaseError):
        offsetcase.build_case([])
    with pytest.raises(offsetcase.OffsetcaseError) as caught:
        offsetcase.render_letter(offsetcase.build_case(SAMPLES / "low-cost" / "claims.csv", argument="offset"))
    assert caught.value.exit_code == 3
    case = offsetcase.build_case(worked_example(tmp_path), price=Decimal(300), draws=0)
    with pytest.raises(offsetcase.OffsetcaseError):
        offsetcase.render_letter(case, format="pdff")
    with pytest.raises(AttributeError):
        offsetcase.nothing  # noqa: B018


@each_row(
    "arguments",
    [
        {"sets": {"response": "2"}},
        {"sets": {"response": Decimal("1e-5000")}},
        {"sets": {"response": Decimal("0.33333333")}},
        {"sets": {"ramp_months": "1e9999999"}},
        {"sets": {"maintenance_every_days": 0}},
        {"sets": {"bogus": 1}},
        {"price": Decimal("1e300")},
        {"price": Decimal("0e999999999")},
        {"price": 10**5000},
        {"price": Decimal("nan")},
        {"comparator": "esketamine", "comparator_price": "-5"},
        {"draws": 10**12},
        {"seed": -1},
        {"lookback": 0},
        {"run_out": 25},
    ],
)
def test_what_the_command_refuses_is_refused(arguments: dict[str, object]) -> None:
    with pytest.raises(offsetcase.OffsetcaseError) as caught:
        offsetcase.build_case(CLAIMS, **arguments)  # type: ignore[arg-type]
    assert caught.value.exit_code == 2 and caught.value.problems[0].remedy
    assert len(caught.value.problems[0].text) < 200


def test_amounts_as_numbers_and_as_text_are_the_same() -> None:
    typed = offsetcase.build_case(CLAIMS, price="$550", sets={"ramp_months": "3"}, draws=0)
    given = offsetcase.build_case(CLAIMS, price=Decimal("5.5E+2"), sets={"ramp_months": 3}, draws=0)
    assert typed.offset == given.offset


def test_the_documented_example_runs(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "how-to" / "python.md").read_text(encoding="utf-8")
    code = re.findall(r"```python\n(.*?)```", page, re.DOTALL)
    (tmp_path / "sample_claims").symlink_to(SAMPLES)
    done = subprocess.run([sys.executable, "-c", code[0]], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("conditional 26040.00") and (tmp_path / "letter.html").stat().st_size > 10_000
