"""``offsetcase build``: claims in, a letter out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase build claims.csv
   a letter with visible blanks; the command lists what fills them

offsetcase build portal.csv pharmacy.csv --member "Jane Doe" --price 550
   two files of one person, with the clinic's quoted price

offsetcase build claims.csv --case case.toml --set share.psychotherapy=0.25 -o letter.pdf
   with a case file, and one assumption changed
"""


class LetterKind(StrEnum):
    """Which letter."""

    exception = "exception"
    appeal = "appeal"
    external_review = "external-review"
    plan_sponsor = "plan-sponsor"
    physician = "physician"


class ArgumentKind(StrEnum):
    """What the letter argues."""

    offset = "offset"
    necessity = "necessity"


class Paper(StrEnum):
    """How large the paper is."""

    letter = "letter"
    a4 = "a4"


class Format(StrEnum):
    """What is written."""

    pdf = "pdf"
    html = "html"
    docx = "docx"
    explorer = "explorer"


def build(
    claims: o.Claims,
    case: o.CaseOption = None,
    rules: o.RulesOption = None,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="The letter. Default: <claims>-letter.pdf (or .html, .docx) in this folder."
        ),
    ] = None,
    force: o.ForceOption = False,
    indication: o.IndicationOption = None,
    protocol: o.ProtocolOption = "",
    price: o.PriceOption = "",
    member: o.MemberOption = "",
    letter: Annotated[
        LetterKind | None,
        typer.Option("--letter", help="Default: appeal if the case file has a denial, else exception."),
    ] = None,
    argument: Annotated[
        ArgumentKind | None, typer.Option("--argument", help="necessity: a letter without any comparison of costs.")
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
    format: Annotated[
        Format,
        typer.Option(
            "--format", help="html: the page the PDF is made from; docx: its words, to edit; explorer: a what-if page."
        ),
    ] = Format.pdf,
    packet: Annotated[
        Path | None,
        typer.Option(
            "--packet", help="A folder for the whole packet: what is sent, what you keep, the prescriber's draft."
        ),
    ] = None,
    attach: Annotated[
        list[str] | None,
        typer.Option(
            "--attach",
            metavar="TITLE=PDF[:PAGES]",
            help="With --packet: a PDF of your own, or pages of it.",
            show_default=False,
        ),
    ] = None,
    final: Annotated[bool, typer.Option("--final", help="Write nothing while a blank is left.")] = False,
    templates: Annotated[
        Path | None, typer.Option("--templates", help="Your own templates (offsetcase templates eject FOLDER).")
    ] = None,
    allow_template_figures: Annotated[
        bool, typer.Option("--allow-template-figures", help="Let digits stand that you wrote into your templates.")
    ] = False,
    attach_data: Annotated[
        bool, typer.Option("--attach-data", help="Embed the counted claim lines and the case as files in the PDF.")
    ] = False,
    print_ledger: o.PrintLedgerOption = False,
    figure_names: o.FigureNamesOption = False,
    paper: Annotated[Paper, typer.Option("--paper", help="The paper's size.")] = Paper.letter,
    json: o.JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only what went wrong.")] = False,
) -> int:
    """Read claims, work out what covering the treatment would offset, and write the letter.

    Exit status: 0 done, 2 usage or case file, 3 no case on cost, 4 a claims file, 6 a library is missing, 7 can't write,
    8 the letter failed its own audit.
    """
    from offsetcase.cli.build_run import Run, run_build
    from offsetcase.render.finished import Look

    request = o.make_request(
        claims,
        case=case,
        rules=rules,
        indication=indication,
        protocol=protocol,
        price=price,
        member=member,
        letter=letter,
        argument=argument,
        date=date,
        as_of=as_of,
        lookback=lookback,
        run_out=run_out,
        price_year=price_year,
        set_=set_,
        allow_short_history=allow_short_history,
        comparator=comparator,
        comparator_price=comparator_price,
        draws=draws,
        seed=seed,
        attach=attach,
        print_ledger=print_ledger,
        figure_names=figure_names,
    )
    run = Run(
        request,
        output,
        force,
        Look(str(format), str(paper), templates, allow_template_figures, attach_data),
        json,
        quiet,
        packet,
        final,
    )
    return run_build(run)
