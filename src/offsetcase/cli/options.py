"""The options that several commands share, each declared once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from offsetcase.case import ranges

if TYPE_CHECKING:
    from offsetcase.case.request import Request


class Indication(StrEnum):
    """What the treatment is for."""

    depression = "depression"
    bipolar = "bipolar"
    ptsd = "ptsd"
    crps = "crps"
    pain = "pain"


class LetterFormat(StrEnum):
    """What a letter is written as."""

    pdf = "pdf"
    html = "html"
    docx = "docx"


Claims = Annotated[
    list[Path],
    typer.Argument(help="One or several claims files, as downloaded; - reads what is piped in.", show_default=False),
]
CaseOption = Annotated[
    Path | None, typer.Option("--case", help="The case file. Default: case.toml beside the first claims file.")
]
RulesOption = Annotated[
    Path | None, typer.Option("--rules", help="Your rules. Default: claims.rules.toml beside the first claims file.")
]
IndicationOption = Annotated[
    Indication | None, typer.Option("--indication", help="What the treatment is for. Default: depression.")
]
ProtocolOption = Annotated[
    str,
    typer.Option("--protocol", help="The schedule (offsetcase protocols lists them). Default: the indication's own."),
]
PriceOption = Annotated[str, typer.Option("--price", help="The clinic's quoted price per visit, in dollars.")]
MemberOption = Annotated[str, typer.Option("--member", help="Whose claims count, where the files hold several people.")]
DateOption = Annotated[
    str, typer.Option("--date", help="The letter's date, like 2026-03-01 or 3/1/2026. Default: today.")
]
AsOfOption = Annotated[
    str, typer.Option("--as-of", help="The day up to which the claims are complete, like 2026-03-01 or 3/1/2026.")
]
LookbackOption = Annotated[
    int,
    typer.Option(
        "--lookback",
        min=ranges.LOOKBACK_MONTHS[0],
        max=ranges.LOOKBACK_MONTHS[1],
        help="The most months of claims that count.",
    ),
]
RunOutOption = Annotated[
    int,
    typer.Option(
        "--run-out",
        min=ranges.RUN_OUT_MONTHS[0],
        max=ranges.RUN_OUT_MONTHS[1],
        help="Leave out this many last months, whose claims may still come in.",
    ),
]
PriceYearOption = Annotated[int | None, typer.Option("--price-year", help="State past amounts in this year's dollars.")]
SetOption = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="Change one assumption, e.g. response=0.5.", show_default=False),
]
ShortOption = Annotated[
    bool,
    typer.Option("--allow-short-history", help="Accept fewer than six months; the letter states it."),
]
ComparatorOption = Annotated[
    str,
    typer.Option(
        "--comparator",
        help="The covered alternative beside it: esketamine (by default for depression), tms, ect, or none.",
    ),
]
ComparatorPriceOption = Annotated[
    str, typer.Option("--comparator-price", help="What a session of it costs the plan, in dollars.")
]
DrawsOption = Annotated[
    int | None,
    typer.Option(
        "--draws",
        min=ranges.DRAWS[0],
        max=ranges.DRAWS[1],
        help="How many draws show how sure the average is. Default: 10000; 0: none.",
    ),
]
SeedOption = Annotated[
    int | None,
    typer.Option(
        "--seed",
        min=ranges.SEED[0],
        max=ranges.SEED[1],
        help="The draws' seed; the same seed gives the same figures. Default: 20250101.",
    ),
]
PrintLedgerOption = Annotated[
    bool, typer.Option("--print-ledger", help="An exhibit with the counted claim lines, at most 500 of them.")
]
FigureNamesOption = Annotated[
    bool, typer.Option("--figure-names", help="Print each figure's name in the exhibits, for offsetcase explain.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout, and nothing else there.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that exists.")]


def make_request(
    claims: list[Path],
    *,
    case: Path | None = None,
    rules: Path | None = None,
    indication: str | None = None,
    protocol: str = "",
    price: str = "",
    member: str = "",
    letter: str | None = None,
    argument: str | None = None,
    date: str = "",
    as_of: str = "",
    lookback: int = 36,
    run_out: int = 0,
    price_year: int | None = None,
    set_: list[str] | None = None,
    allow_short_history: bool = False,
    comparator: str = "",
    comparator_price: str = "",
    draws: int | None = None,
    seed: int | None = None,
    attach: list[str] | None = None,
    print_ledger: bool = False,
    figure_names: bool = False,
) -> Request:
    """The options as typed, checked, as one request.

    Raises:
        OffsetcaseError: a value that doesn't fit (status 2).
    """
    from offsetcase.case.request import DRAWS, SEED, Request
    from offsetcase.cli.values import parse_attachments, parse_date_option, parse_price, parse_sets
    from offsetcase.read.standard_input import DASH, dash_error

    if claims.count(DASH) > 1:
        raise dash_error("a dash stands for claims that are piped in, and is named more than once.")
    return Request(
        claims=tuple(claims),
        case_path=case,
        rules_path=rules,
        indication=str(indication) if indication else "",
        protocol=protocol,
        price=parse_price(price, "--price"),
        member=member,
        letter=str(letter) if letter else "",
        argument=str(argument) if argument else "",
        date=parse_date_option(date, "--date"),
        as_of=parse_date_option(as_of, "--as-of"),
        lookback=lookback,
        run_out=run_out,
        price_year=price_year,
        sets=parse_sets(set_ or []),
        allow_short_history=allow_short_history,
        comparator=comparator,
        comparator_price=parse_price(comparator_price, "--comparator-price"),
        draws=DRAWS if draws is None else draws,
        seed=SEED if seed is None else seed,
        attachments=parse_attachments(attach or []),
        print_ledger=print_ledger,
        figure_names=figure_names,
    )
