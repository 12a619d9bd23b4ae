"""``offsetcase check``: how the files were read, before anything is argued."""

from __future__ import annotations

from pathlib import Path

import typer

EXAMPLES = """[bold]Examples[/bold]

offsetcase check claims.csv
   how the file was read, what was recognised, and the rule for what was not

offsetcase check portal.csv pharmacy.csv --ledger ledger.csv
   every row with what became of it, as a table
"""


def check(
    claims: list[Path] = typer.Argument(..., help="One or several claims files, as downloaded.", show_default=False),
    case: Path | None = typer.Option(
        None, "--case", help="The case file. Default: case.toml beside the first claims file."
    ),
    rules: Path | None = typer.Option(
        None, "--rules", help="Your rules. Default: claims.rules.toml beside the first claims file."
    ),
    member: str = typer.Option("", "--member", help="Whose claims count, where the files hold several people."),
    indication: str = typer.Option(
        "", "--indication", help="depression, bipolar, ptsd, crps or pain. Default: depression."
    ),
    as_of: str = typer.Option("", "--as-of", help="The day up to which the claims are complete, YYYY-MM-DD."),
    lookback: int = typer.Option(36, "--lookback", min=1, max=600, help="The most months of claims that count."),
    run_out: int = typer.Option(0, "--run-out", min=0, max=24, help="Leave out this many last months."),
    allow_short_history: bool = typer.Option(False, "--allow-short-history", help="Accept fewer than six months."),
    ledger: Path | None = typer.Option(
        None, "--ledger", help="Write the whole ledger as CSV: every row with disposition and reason."
    ),
    force: bool = typer.Option(False, "--force", help="Replace the ledger file if it exists."),
    json: bool = typer.Option(False, "--json", help="Print one JSON object on stdout, and nothing else there."),
) -> int:
    """Show how the claims were read, what was recognised, and what a rule could settle.

    Exit status: 0 readable, 2 usage, case or rules file, 4 a claims file (the report is still printed).
    """
    from offsetcase.case.request import Request
    from offsetcase.cli.build_run import parse_date_option
    from offsetcase.cli.check_run import run_check

    request = Request(
        claims=tuple(claims),
        case_path=case,
        rules_path=rules,
        indication=indication,
        member=member,
        as_of=parse_date_option(as_of, "--as-of"),
        lookback=lookback,
        run_out=run_out,
        allow_short_history=allow_short_history,
    )
    return run_check(request, ledger, force=force, as_json=json)
