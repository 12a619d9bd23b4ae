"""``offsetcase compare``: several assumptions side by side, before a letter is made."""

from __future__ import annotations

from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase compare claims.csv --price 550
   what the price, the maintenance interval and the shares do to the result

offsetcase compare claims.csv --with price=450 --with "price=450,share.psychotherapy=0.8" --with maintenance_every_days=42
   your own columns of assumptions; in one --with, several are joined by commas
"""


def compare(
    claims: o.Claims,
    with_: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="NAME=VALUE,…", help="One row: assumptions to change together.", show_default=False
        ),
    ] = None,
    case: o.CaseOption = None,
    rules: o.RulesOption = None,
    indication: o.IndicationOption = None,
    protocol: o.ProtocolOption = "",
    price: o.PriceOption = "",
    member: o.MemberOption = "",
    as_of: o.AsOfOption = "",
    lookback: o.LookbackOption = 36,
    run_out: o.RunOutOption = 0,
    price_year: o.PriceYearOption = None,
    set_: o.SetOption = None,
    allow_short_history: o.ShortOption = False,
    json: o.JsonOption = False,
) -> int:
    """Show several assumptions side by side: price, schedule, shares, and what each does to the result.

    Exit status: 0 done, 2 usage or case file, 4 a claims file.
    """
    from offsetcase.cli.compare_run import run_compare

    request = o.make_request(
        claims,
        case=case,
        rules=rules,
        indication=indication,
        protocol=protocol,
        price=price,
        member=member,
        as_of=as_of,
        lookback=lookback,
        run_out=run_out,
        price_year=price_year,
        set_=set_,
        allow_short_history=allow_short_history,
        draws=0,
    )
    return run_compare(request, with_ or [], as_json=json)
