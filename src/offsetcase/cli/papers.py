"""``offsetcase papers``: what the plan's own papers say, and the case file filled from them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase papers denial.pdf booklet.pdf
   what each paper is and says, with page and words; then asks what shall go into case.toml

offsetcase papers denial.pdf --write
   takes what one label alone names, and asks about the rest
"""


def papers(
    files: Annotated[
        list[Path], typer.Argument(help="The plan's letter, booklet or statement, as PDF.", show_default=False)
    ],
    case: Annotated[
        Path | None, typer.Option("--case", help="The case file. Default: case.toml beside the first paper.")
    ] = None,
    write: Annotated[
        bool,
        typer.Option("--write", help="Write what is certain into the case file; at a terminal each is asked first."),
    ] = False,
    json: o.JsonOption = False,
) -> int:
    """Say what the plan's papers are and what stands in them, each with its page, and fill the case file from them.

    Nothing is taken over that you didn't see. Exit status: 0 done, 2 a file or the case file, 4 a paper can't be read,
    7 can't write.
    """
    from offsetcase.cli.papers_run import run_papers

    return run_papers(tuple(files), case, write=write, as_json=json)
