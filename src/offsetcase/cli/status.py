"""``offsetcase status``: where a case stands after its letter was made, and what to do today."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase status case.toml
   where things stand, what is due, and what to do today

offsetcase status case.toml --date 12/8/2026
   the same for another day
"""


def status(
    case: Annotated[Path, typer.Argument(help="The case file, or the folder that holds case.toml.")] = Path(),
    date: Annotated[
        str, typer.Option("--date", help="The day to say it for, like 2026-03-01 or 3/1/2026. Default: today.")
    ] = "",
    json: o.JsonOption = False,
) -> int:
    """Say from the case file alone where things stand, what is due, and what to do today.

    Exit status: 0 done, 2 the case file or a date.
    """
    from offsetcase.cli.status_run import run_status

    return run_status(case, date, as_json=json)
