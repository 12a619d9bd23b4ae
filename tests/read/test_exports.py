"""Every export format: a file of its shape, and beside it what it must be read as."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from offsetcase.clean.clean import clean
from offsetcase.codes.benefits import benefit_of
from offsetcase.model.ledger import LedgerLine, sums
from offsetcase.model.lines import Benefit
from offsetcase.read.claims import read_file
from offsetcase.read.formats import formats
from offsetcase.read.rules import Rules
from rows import each_row
from support import ROOT

EXPORTS = ROOT / "tests" / "exports"
FILES = sorted(EXPORTS.glob("*/*.csv"))


def shown(entry: LedgerLine) -> dict[str, Any]:
    line = entry.line
    fields = {
        "row": line.source.row,
        "date": line.service_date and line.service_date.isoformat(),
        "processed": line.processed_date and line.processed_date.isoformat(),
        "claim": line.claim_id,
        "line": line.line_id,
        "person": line.person,
        "provider": line.provider,
        "specialty": line.specialty,
        "benefit": str(benefit_of(line)),
        "code": line.code,
        "revenue": line.revenue,
        "drug": line.drug,
        "ndc": line.ndc,
        "status": None if line.note else str(line.status),
        "amounts": [None if amount is None else str(amount) for amount in line.amounts],
        "note": line.note,
        "disposition": None if entry.disposition is None else str(entry.disposition),
    }
    return {name: value for name, value in fields.items() if value not in ("", None)}


def read(path: Path) -> dict[str, Any]:
    file = read_file(path, Rules(), 0)[0]
    people = sorted({line.person for line in file.lines if line.person})
    done = clean(
        file.lines,
        member=people[-1] if people else "",  # the last by name; the others are the household
        member_from="--member",
        covers=frozenset({Benefit.MEDICAL, Benefit.PHARMACY}),
    )
    total = sums(file.lines)
    return {
        "format": file.columns.format,
        "header_row": file.table.header_row,
        "rows": file.rows,
        "sums": [None if value is None else str(value) for value in total[1:]],
        "warnings": sorted({problem.code for problem in (*file.warnings, *done.warnings)}),
        "lines": [shown(entry) for entry in done.entries],
    }


@each_row("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_export(path: Path, update_golden: bool) -> None:
    golden = path.with_name(f"{path.name}.expected.json")
    got = read(path)
    if update_golden:
        golden.write_text(json.dumps(got, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert got == json.loads(golden.read_text(encoding="utf-8"))
    assert got["format"] == path.parent.name


def test_every_format_has_a_file() -> None:
    assert {one.key for one in formats()} | {"generic"} == {path.parent.name for path in FILES}
