"""What to say where no file tells what the plan paid: true of each file, and never a way back to where it came from."""

from __future__ import annotations

from collections.abc import Sequence

from offsetcase.model.lines import ClaimLine
from offsetcase.model.problem import Problem
from offsetcase.read.claims import ReadFile


def no_plan_paid(files: Sequence[ReadFile], lines: Sequence[ClaimLine]) -> list[Problem]:
    """A problem for each file, where no line of any file says what the plan paid; else none."""
    if any(line.amounts.plan_paid is not None and not line.note for line in lines):
        return []
    problems = []
    for file in files:
        has = file.columns.has("plan_paid")
        text = (
            "the column of what the plan paid is empty in every row."
            if has
            else "no column says what the plan paid, and it can't be worked out from the allowed amount and the member's share."
        )
        kind = file.columns.kind
        remedy = (
            "this is a pharmacy's file, which shows what you paid. Download the claims from the insurer's own site as well "
            "and name both files."
            if kind == "pharmacy"
            else 'download an export that shows it (often called "Plan paid"); if a column holds it under another name, say '
            'so in claims.rules.toml:\n[columns]\nplan_paid = "…"'
        )
        problems.append(Problem("E-NO-PLAN-PAID", text, remedy, f"{file.table.file}, row {file.table.header_row}"))
    return problems
