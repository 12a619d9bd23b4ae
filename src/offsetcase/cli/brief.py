"""``offsetcase brief``: what the cases of a batch show together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o
from offsetcase.cli.build import Paper

EXAMPLES = """[bold]Examples[/bold]

offsetcase brief letters --how "Everybody who asked our office in 2026" -o brief
   two pages as PDF and Word, and the numbers as CSV and JSON
"""


def brief(
    letters: Annotated[
        list[Path], typer.Argument(help="The folders that offsetcase batch has written.", show_default=False)
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for the brief.")] = Path("brief"),
    how: Annotated[
        str, typer.Option("--how", metavar="WORDS", help="How these cases came together; it is printed.")
    ] = "",
    paper: Annotated[Paper, typer.Option("--paper", help="The paper's size.")] = Paper.letter,
    force: Annotated[bool, typer.Option("--force", help="Replace a brief that stands in the folder.")] = False,
    json: o.JsonOption = False,
) -> int:
    """Make a policy brief of many cases: people counted and medians, with nobody to be found in it.

    No count of one to ten people is shown or can be worked out, and nothing is added up over people.
    Exit status: 0 done, 2 usage or fewer than eleven people, 6 a library is missing, 7 can't write.
    """
    from offsetcase.cli.brief_run import run_brief

    return run_brief(letters, output, how, str(paper), force=force, as_json=json)
