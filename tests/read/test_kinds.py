"""Each kind of file that real exports are, small and invented: its right value, or the question that names the right thing.

The cases stand in ``tests/exports/kinds``, one file for each kind, with the right value written down by hand.
"""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from offsetcase.case.request import Request
from offsetcase.checking import Check, check_files
from offsetcase.model.ledger import Disposition
from offsetcase.model.problem import OffsetcaseError
from offsetcase.pipeline import read_history
from rows import each_row
from support import ROOT

CASES = [
    pytest.param(case, id=f"{path.stem}: {case['name']}")
    for path in sorted((ROOT / "tests" / "exports" / "kinds").glob("*.toml"))
    for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]
]
NO_CLAIMS = {Disposition.DUPLICATE, Disposition.REVERSED, Disposition.NOT_A_CLAIM, Disposition.OTHER_MEMBER, Disposition.PENDING}  # fmt: skip


def written(folder: Path, name: str, text: str) -> Path:
    """A file in which each line with ``{m}`` stands for twelve rows; ``{n}`` is the row's number."""
    lines: list[str] = []
    block: list[str] = []
    for line in [*text.strip("\n").split("\n"), ""]:
        if "{m}" in line:
            block.append(line)
            continue
        for month in range(1, 13):
            lines += [one.replace("{m}", f"{month:02}").replace("{n}", f"{month:03}") for one in block]
        block = []
        lines.append(line)
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def paid(found: Check) -> str:
    assert found.ledger is not None, found.problems
    rows = [one for one in found.ledger.entries if one.disposition not in NO_CLAIMS]
    return f"{sum((one.line.amounts.plan_paid or Decimal(0) for one in rows), Decimal(0)):.2f}"


def asked(found: Check) -> dict[str, int]:
    return {one.code: one.count for one in found.problems if one.code not in ("E-SHORT-HISTORY", "E-NO-PLAN-PAID")}


@each_row("case", CASES)
def test_kind(case: dict[str, Any], tmp_path: Path) -> None:
    files = tuple(written(tmp_path, name, text) for name, text in case["files"].items())
    request = Request(claims=files, member=case.get("member", ""), allow_short_history=True)
    found = check_files(request)
    if code := case.get("asked"):
        assert asked(found) == {code: case.get("count", 1)}, found.problems
    else:
        assert asked(found) == {} and paid(found) == case["paid"], found.problems
    assert set(case.get("said", ())) <= {one.code for one in found.warnings}
    if "counted" in case:
        assert [key for key in found.categories if key != "unclassified"] == [one for one in [case["counted"]] if one]
    if code and "settled" in case:
        remedy = found.problems[0].remedy.split("\n")[1:]
        first = remedy[: next((n for n, line in enumerate(remedy[1:], 1) if " = " not in line), len(remedy))]
        # Of answers for the whole file, one a line, the first.
        rules = first if first[0].startswith("[") else first[:1]
        (tmp_path / "claims.rules.toml").write_text("\n".join(rules), encoding="utf-8")
        again = check_files(request)
        assert asked(again) == {} and paid(again) == case["settled"], again.problems


@each_row("case", CASES)
def test_check_and_build_agree(case: dict[str, Any], tmp_path: Path) -> None:
    files = tuple(written(tmp_path, name, text) for name, text in case["files"].items())
    request = Request(claims=files, member=case.get("member", ""), allow_short_history=True)
    found = check_files(request)
    try:
        history = read_history(request)
    except OffsetcaseError as error:
        shown = [str(problem) for problem in found.problems]
        assert [str(problem) for problem in error.problems] == shown[: len(error.problems)]
        assert error.exit_code == found.exit_code
        return
    assert not found.problems and found.ledger is not None
    assert history.window == found.window and history.ledger.by_disposition == found.ledger.by_disposition
    # What depends on the letter alone is said by the build only.
    only_build = {"W-SHORT-HISTORY", "W-NEGATIVE"}
    assert {str(one) for one in found.warnings} >= {str(one) for one in history.warnings if one.code not in only_build}


HOUSEHOLDS = [one for one in CASES if "member" in one.values[0] or one.values[0].get("asked") == "E-SEVERAL-PEOPLE"]


@pytest.mark.parametrize("case", HOUSEHOLDS)
def test_the_people_of_a_household_share_its_sum_out(case: dict[str, Any], tmp_path: Path) -> None:
    files = tuple(written(tmp_path, name, text) for name, text in case["files"].items())
    everybody = check_files(Request(claims=files, allow_short_history=True))
    each = [check_files(Request(claims=files, member=name, allow_short_history=True)) for name in everybody.people]
    if not each or any("E-MEMBER" in asked(one) for one in each):
        return  # who is who must be said first, and nobody gets a letter
    assert len(each) > 1 and sum(Decimal(paid(one)) for one in each) == sum(
        (line.amounts.plan_paid or Decimal(0) for file in everybody.files for line in file.lines if not line.note),
        Decimal(0),
    )
