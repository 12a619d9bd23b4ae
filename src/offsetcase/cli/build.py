"""``offsetcase build``: claims in, a letter out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

import typer

EXAMPLES = """[bold]Examples[/bold]

offsetcase build claims.csv
   a letter with visible blanks; the command lists what fills them

offsetcase build portal.csv pharmacy.csv --member "Jane Doe" --price 550
   two files of one person, with the clinic's quoted price

offsetcase build claims.csv --case case.toml --set share.psychotherapy=0.25 -o letter.pdf
   with a case file, and one assumption changed
"""


class Indication(StrEnum):
    """What the treatment is for."""

    depression = "depression"
    bipolar = "bipolar"
    ptsd = "ptsd"
    crps = "crps"
    pain = "pain"


class LetterKind(StrEnum):
    """Which letter."""

    exception = "exception"
    appeal = "appeal"


class ArgumentKind(StrEnum):
    """What the letter argues."""

    offset = "offset"
    necessity = "necessity"


class Format(StrEnum):
    """What is written."""

    pdf = "pdf"
    html = "html"


def build(
    claims: list[Path] = typer.Argument(..., help="One or several claims files, as downloaded.", show_default=False),
    case: Path | None = typer.Option(
        None, "--case", help="The case file. Default: case.toml beside the first claims file."
    ),
    rules: Path | None = typer.Option(
        None, "--rules", help="Your rules. Default: claims.rules.toml beside the first claims file."
    ),
    output: Path | None = typer.Option(
        None, "--output", "-o", help="The letter. Default: <claims>-letter.pdf in this folder."
    ),
    force: bool = typer.Option(False, "--force", help="Replace the letter if it exists."),
    indication: Indication | None = typer.Option(
        None, "--indication", help="What the treatment is for. Default: depression."
    ),
    protocol: str = typer.Option("", "--protocol", help="The infusion schedule. Default: the indication's own."),
    price: str = typer.Option("", "--price", help="The clinic's quoted price per visit, in dollars."),
    member: str = typer.Option("", "--member", help="Whose letter this is, where the files hold several people."),
    letter: LetterKind | None = typer.Option(
        None, "--letter", help="Default: appeal if the case file has a denial, else exception."
    ),
    argument: ArgumentKind | None = typer.Option(
        None, "--argument", help="necessity: a letter without any comparison of costs."
    ),
    date: str = typer.Option("", "--date", help="The letter's date, YYYY-MM-DD. Default: today."),
    as_of: str = typer.Option("", "--as-of", help="The day up to which the claims are complete, YYYY-MM-DD."),
    lookback: int = typer.Option(36, "--lookback", min=1, max=600, help="The most months of claims that count."),
    run_out: int = typer.Option(
        0, "--run-out", min=0, max=24, help="Leave out this many last months, whose claims may still come in."
    ),
    price_year: int | None = typer.Option(None, "--price-year", help="State past amounts in this year's dollars."),
    set_: list[str] = typer.Option([], "--set", metavar="NAME=VALUE", help="Change one assumption, e.g. response=0.5."),
    allow_short_history: bool = typer.Option(
        False, "--allow-short-history", help="Accept fewer than six months; the letter states it."
    ),
    format: Format = typer.Option(Format.pdf, "--format", help="html: the very page that the PDF is made from."),
    json: bool = typer.Option(False, "--json", help="Print one JSON object on stdout, and nothing else there."),
    quiet: bool = typer.Option(False, "--quiet", "-q", help="Print only what went wrong."),
) -> int:
    """Read claims, work out what covering the treatment would offset, and write the letter.

    Exit status: 0 done, 2 usage or case file, 3 no case on cost, 4 a claims file, 6 a library is missing, 7 can't write,
    8 the letter failed its own audit.
    """
    from offsetcase.case.request import Request
    from offsetcase.cli.build_run import Run, parse_date_option, parse_price, parse_sets, run_build

    request = Request(
        claims=tuple(claims),
        case_path=case,
        rules_path=rules,
        indication=str(indication) if indication else "",
        protocol=protocol,
        price=parse_price(price),
        member=member,
        letter=str(letter) if letter else "",
        argument=str(argument) if argument else "",
        date=parse_date_option(date, "--date"),
        as_of=parse_date_option(as_of, "--as-of"),
        lookback=lookback,
        run_out=run_out,
        price_year=price_year,
        sets=parse_sets(set_),
        allow_short_history=allow_short_history,
    )
    return run_build(Run(request, output, force, str(format), json, quiet))
