"""``offsetcase explain``: where a figure of the letter comes from, down to the claim lines."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase explain claims.csv
   every figure of the letter by its name

offsetcase explain claims.csv --figure average.net
   its formula with the numbers put in, the figures in it, and the claim lines behind them

offsetcase explain claims.csv '$9,360.00'
   the same for the figure that the letter prints so (in single quotation marks, for the shell's sake)
"""


def explain(
    claims: Annotated[list[Path], typer.Argument(help="Your claims files, and the amount that you ask about.")],
    figure: Annotated[
        str, typer.Option("--figure", help="The figure's name, as Exhibit C prints it, or its amount.")
    ] = "",
    case: o.CaseOption = None,
    rules: o.RulesOption = None,
    indication: o.IndicationOption = None,
    protocol: o.ProtocolOption = "",
    price: o.PriceOption = "",
    member: o.MemberOption = "",
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
    json: o.JsonOption = False,
) -> int:
    """Show where a figure comes from: its formula with the numbers put in, and the claim lines that add up to it.

    Give the same options as to build. Exit status: 0 done, 2 usage or case file, 4 a claims file.
    """
    from offsetcase.cli.explain_run import parted, run_explain

    files, asked = parted(claims, figure.strip())
    request = o.make_request(
        files,
        case=case,
        rules=rules,
        indication=indication,
        protocol=protocol,
        price=price,
        member=member,
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
    )
    return run_explain(request, asked, as_json=json)
