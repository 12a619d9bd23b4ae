"""``offsetcase batch``: many cases in one run."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o
from offsetcase.cli.build import ArgumentKind, LetterKind, Paper
from offsetcase.cli.options import LetterFormat

EXAMPLES = """[bold]Examples[/bold]

offsetcase batch cases/ -o letters
   one letter for each folder in cases/, and a summary of all

offsetcase batch list.csv -o letters --resume
   the cases that list.csv names (column claims; further columns change single options); goes on where a run stopped

offsetcase batch household.csv --by-member -o letters
   one letter for each person in the file
"""


def batch(
    sources: Annotated[
        list[str],
        typer.Argument(
            help="Folders of case folders, claims files, patterns in quotes, or a list of cases as CSV.",
            show_default=False,
        ),
    ],
    output: Annotated[Path, typer.Option("--output", "-o", help="The folder for all letters.", show_default=False)],
    by_member: Annotated[bool, typer.Option("--by-member", help="One case for each person in a file.")] = False,
    jobs: Annotated[
        int, typer.Option("--jobs", "-j", min=0, max=512, help="How many at once. Default: one for each core.")
    ] = 0,
    resume: Annotated[bool, typer.Option("--resume", help="Go on: keep what is done and unchanged.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Make all anew in a folder that holds files.")] = False,
    rules: o.RulesOption = None,
    indication: o.IndicationOption = None,
    protocol: o.ProtocolOption = "",
    price: o.PriceOption = "",
    letter: Annotated[LetterKind | None, typer.Option("--letter", help="Which letter, for every case.")] = None,
    argument: Annotated[
        ArgumentKind | None, typer.Option("--argument", help="necessity: letters without any comparison of costs.")
    ] = None,
    date: o.DateOption = "",
    as_of: o.AsOfOption = "",
    lookback: o.LookbackOption = 36,
    run_out: o.RunOutOption = 0,
    price_year: o.PriceYearOption = None,
    set_: o.SetOption = None,
    allow_short_history: o.ShortOption = False,
    comparator: o.ComparatorOption = "",
    comparator_price: o.ComparatorPriceOption = "",
    draws: o.DrawsOption = None,
    seed: o.SeedOption = None,
    format: Annotated[LetterFormat, typer.Option("--format", help="What each letter is.")] = LetterFormat.pdf,
    packet: Annotated[bool, typer.Option("--packet", help="The whole packet for each case.")] = False,
    final: Annotated[bool, typer.Option("--final", help="A case with a blank left fails.")] = False,
    templates: Annotated[Path | None, typer.Option("--templates", help="Your own templates.")] = None,
    allow_template_figures: Annotated[
        bool, typer.Option("--allow-template-figures", help="Let digits stand in your templates.")
    ] = False,
    attach_data: Annotated[bool, typer.Option("--attach-data", help="Embed the counted claim lines.")] = False,
    print_ledger: o.PrintLedgerOption = False,
    figure_names: o.FigureNamesOption = False,
    paper: Annotated[Paper, typer.Option("--paper", help="The paper's size.")] = Paper.letter,
    scheduler: Annotated[
        str,
        typer.Option(
            "--scheduler", metavar="ADDRESS", help="Run on Dask: tls://host:port (tcp:// on this machine only)."
        ),
    ] = "",
    json: o.JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only what went wrong.")] = False,
) -> int:
    """Make many letters: each case in a folder of its own, a summary as CSV and JSON, and a page with links.

    A case that fails never stops the others. Exit status: 0 all done, 2 usage, 5 some cases failed, 6 a library is missing,
    7 can't write, 130 stopped by Ctrl-C.
    """
    from offsetcase.batch.job import Job
    from offsetcase.case.request import Request
    from offsetcase.cli.batch_run import Batch, run
    from offsetcase.render.finished import Look

    def ask(claims: list[Path], sets: list[str] | None = None, **options: object) -> Request:
        """A case's request: the command's options, with the case's own in their place."""
        common: dict[str, object] = {
            "rules": rules, "indication": indication, "protocol": protocol, "price": price, "letter": letter,
            "argument": argument, "date": date, "as_of": as_of, "lookback": lookback, "run_out": run_out,
            "price_year": price_year, "comparator": comparator, "comparator_price": comparator_price,
        }  # fmt: skip
        return o.make_request(
            claims,
            set_=[*(set_ or []), *(sets or [])],
            allow_short_history=allow_short_history,
            draws=draws,
            seed=seed,
            print_ledger=print_ledger,
            figure_names=figure_names,
            **{**common, **options},  # type: ignore[arg-type]
        )

    look = Look(str(format), str(paper), templates, allow_template_figures, attach_data)
    pattern = Job("", output, None, look, packet, final)
    return run(Batch(sources, output, pattern, ask, by_member, jobs, resume, force, scheduler, json, quiet))
