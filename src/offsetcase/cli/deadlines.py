"""``offsetcase deadlines``: by when an appeal must be filed, with the arithmetic."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase deadlines --plan-type erisa-self-funded --notice-date 2026-10-01
   the last day by the rule, how it is counted, and what comes after

offsetcase deadlines case.toml
   the same from the case file: kind of plan, notice and what the notice itself says

offsetcase deadlines
   the kinds of plans
"""


class Level(StrEnum):
    """Which internal level."""

    first = "first"
    second = "second"


class DeadlineKind(StrEnum):
    """What is filed."""

    appeal = "appeal"
    external_review = "external-review"


def deadlines(
    case: Annotated[Path | None, typer.Argument(help="The case file, or its folder. Options stand above it.")] = None,
    plan_type: Annotated[str, typer.Option("--plan-type", help="The kind of plan; the benefits office knows it.")] = "",
    notice_date: Annotated[
        str, typer.Option("--notice-date", help="The date printed on the notice, like 2026-03-01 or 3/1/2026.")
    ] = "",
    received_date: Annotated[
        str,
        typer.Option("--received-date", help="The day it came, where you can show it, like 2026-03-01 or 3/1/2026."),
    ] = "",
    level: Annotated[Level | None, typer.Option("--level", help="Which internal appeal. Default: the first.")] = None,
    kind: Annotated[DeadlineKind | None, typer.Option("--kind", help="What is filed. Default: an appeal.")] = None,
    date: Annotated[str, typer.Option("--date", help="The day of filing. Default: today.")] = "",
    json: o.JsonOption = False,
) -> int:
    """Show by when an appeal must be filed, how that is counted, and what comes after. The notice governs.

    Exit status: 0 done, 2 a date or a kind of plan that can't be, or the case file.
    """
    from offsetcase.cli.deadlines_run import DaysTyped, run_deadlines

    asked = DaysTyped(
        case,
        plan_type.strip(),
        notice_date,
        received_date,
        str(level) if level else "",
        str(kind) if kind else "",
        date,
    )
    return run_deadlines(asked, as_json=json)
