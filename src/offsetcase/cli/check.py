"""``offsetcase check``: how the files were read, before anything is argued."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase check claims.csv
   how the file was read, what was recognised, and the rule for what was not

offsetcase check portal.csv pharmacy.csv --ledger ledger.csv
   every row with what became of it, as a table
"""


def check(
    claims: o.Claims,
    case: o.CaseOption = None,
    rules: o.RulesOption = None,
    member: o.MemberOption = "",
    indication: o.IndicationOption = None,
    as_of: o.AsOfOption = "",
    lookback: o.LookbackOption = 36,
    run_out: o.RunOutOption = 0,
    allow_short_history: o.ShortOption = False,
    ledger: Annotated[
        Path | None,
        typer.Option("--ledger", help="Write the whole ledger as CSV: every row with disposition and reason."),
    ] = None,
    force: o.ForceOption = False,
    json: o.JsonOption = False,
) -> int:
    """Show how the claims were read, what was recognised, and what a rule could settle.

    Exit status: 0 readable, 2 usage, case or rules file, 4 a claims file (the report is still printed).
    """
    from offsetcase.cli.check_run import run_check

    request = o.make_request(
        claims,
        case=case,
        rules=rules,
        indication=indication,
        member=member,
        as_of=as_of,
        lookback=lookback,
        run_out=run_out,
        allow_short_history=allow_short_history,
    )
    return run_check(request, ledger, force=force, as_json=json)
