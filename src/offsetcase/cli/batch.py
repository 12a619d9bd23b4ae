"""``offsetcase batch``: many cases in one run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offsetcase.case.kinds import File, Many, Switch, Text, Whole
from offsetcase.case.look import Look
from offsetcase.case.options import Stage, option, options_of
from offsetcase.case.request import Request
from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase batch cases/ -o letters
   one letter for each folder in cases/, and a summary of all

offsetcase batch list.csv -o letters --resume
   the cases that list.csv names (column claims; further columns change single options); goes on where a run stopped

offsetcase batch household.csv --by-member -o letters
   one letter for each person in the file
"""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """What ``batch`` was asked. ``common`` is each case's request, but for its claims and what a list of cases says of it."""

    sources: tuple[str, ...] = option(
        (),
        Many(),
        "Folders of case folders, claims files, patterns in quotes, or a list of cases as CSV.",
        argument=True,
        required=True,
    )
    output: Path = option(Path(), File(), "The folder for all letters.", "--output", "-o", required=True)
    by_member: bool = option(False, Switch(), "One case for each person in a file.")
    jobs: int = option(0, Whole(0, 512), "How many at once. Default: one for each core.", "--jobs", "-j")
    resume: bool = option(False, Switch(), "Go on: keep what is done and unchanged.")
    force: bool = o.force_option("Make all anew in a folder that holds files.")
    common: Request = options_of(Request, Stage.LETTER, without=("claims", "case", "member", "attach"))
    look: Look = options_of(Look)
    packet: bool = option(False, Switch(), "The whole packet for each case.")
    final: bool = option(False, Switch(), "A case with a blank left fails.")
    scheduler: str = option(
        "", Text(), "Run on Dask: tls://host:port (tcp:// on this machine only).", metavar="ADDRESS"
    )
    json: bool = o.json_option()
    quiet: bool = o.quiet_option()


@o.takes(Batch)
def batch(asked: Batch) -> int:
    """Make many letters: each case in a folder of its own, a summary as CSV and JSON, and a page with links.

    A case that fails never stops the others. Exit status: 0 all done, 2 usage, 5 some cases failed, 6 a library is missing,
    7 can't write, 130 stopped by Ctrl-C.
    """
    from offsetcase.cli.batch_run import run

    return run(asked)
