"""``offsetcase init``: questions, one at a time, and a case file at the end."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase init claims.csv
   asks what the letter needs and writes case.toml beside the claims

offsetcase init claims.csv --paper denial.pdf --paper booklet.pdf
   first offers what the papers say, each with page and words

offsetcase init claims.csv --answer treatment.price=550 --answer letter.kind=appeal
   without questions, for scripts

offsetcase init claims.csv --language es
   las preguntas en español; la carta al plan sigue en inglés

offsetcase init cases --batch jobs.csv
   a list with one row for each case found there, for offsetcase batch
"""


def init(
    claims: Annotated[
        list[Path] | None,
        typer.Argument(help="Your claims files, as downloaded; the questions use what they tell.", show_default=False),
    ] = None,
    case: Annotated[
        Path | None, typer.Option("--case", help="The case file. Default: case.toml beside the first claims file.")
    ] = None,
    paper: Annotated[
        list[Path] | None,
        typer.Option(
            "--paper",
            metavar="FILE",
            help="The plan's letter or booklet, as PDF or photo; what it says is offered before the questions. May be repeated.",
            show_default=False,
        ),
    ] = None,
    rules: o.RulesOption = None,
    answer: Annotated[
        list[str] | None,
        typer.Option(
            "--answer",
            metavar="KEY=VALUE",
            help='Answer without being asked, e.g. member.name="Jane Doe"; then no question is asked.',
            show_default=False,
        ),
    ] = None,
    batch: Annotated[
        Path | None,
        typer.Option(
            "--batch",
            metavar="LIST",
            help="Write a list of many cases instead, as CSV for offsetcase batch: one row for each case found in the folders or "
            "files named, one for each person in a file.",
            show_default=False,
        ),
    ] = None,
    language: Annotated[
        str,
        typer.Option(
            "--language",
            metavar="LANGUAGE",
            help="In which language it asks: en, or es for Spanish (para español: es).",
        ),
    ] = "en",
    everything: Annotated[bool, typer.Option("--all", help="Ask again what is answered already.")] = False,
) -> int:
    """Ask in plain words what the letter needs, and write it into a case file.

    Enter skips a question, b goes back, q stops; what you answered is kept, and the same command goes on later.
    Exit status: 0 done or stopped by you, 2 an answer or the case file, 7 can't write, 130 Ctrl-C.
    """
    from offsetcase.case.values import usage
    from offsetcase.model.language import languages

    if language not in languages():
        raise usage(f'--language: "{language}" is not known.', f"one of: {', '.join(languages())}")
    if batch is not None:
        from offsetcase.cli.init_batch import run_init_batch

        return run_init_batch(tuple(claims or ()), batch, tuple(answer or ()))
    from offsetcase.cli.init_run import run_init

    return run_init(
        tuple(claims or ()),
        case,
        rules,
        tuple(answer or ()),
        papers=tuple(paper or ()),
        everything=everything,
        language=language,
    )
