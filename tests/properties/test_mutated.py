"""A hundred and more mutated golden inputs, always the same ones; `make mutated` runs a hundred thousand."""

from __future__ import annotations

from pathlib import Path

import pytest
from fuzz.golden import goldens
from fuzz.mutated import Finding, Report, named, run_many

from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem


@pytest.mark.parametrize("seed", [1, 2])
def test_each_ends_in_a_balanced_ledger_or_in_a_named_error(seed: int, tmp_path: Path) -> None:
    report = run_many(range(80), seed, 0, tmp_path)
    assert report.findings == []
    assert report.ends["argued"] and report.ends["error"] and report.rows > 100
    assert sum(report.ends.values()) == 80


def test_every_kind_of_input_is_there() -> None:
    names = {name for golden in goldens() for name in golden.files}
    for ending in (".csv", ".json", ".txt", ".xls", ".xlsx", ".xlsb", ".ods", "case.toml", "claims.rules.toml"):
        assert any(name.endswith(ending) for name in names), ending


def test_a_fault_of_the_programs_own_is_a_finding() -> None:
    for problems in ([Problem("E-LEDGER", "x")], [Problem("W-X", "x")], [Problem("E-CSV", "")], []):
        with pytest.raises(Finding):
            named(OffsetcaseError(problems, ExitCode.INPUT))
    assert named(OffsetcaseError(Problem("E-CSV", "x"), ExitCode.INPUT)) == "E-CSV"
    assert Report().findings == []
