"""``offsetcase check``: how the files were read, before anything is argued."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offsetcase.case.kinds import File
from offsetcase.case.options import Stage, option, options_of
from offsetcase.case.request import Request
from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase check claims.csv
   how the file was read, what was recognised, and the rule for what was not

offsetcase check portal.csv pharmacy.csv --ledger ledger.csv
   every row with what became of it, as a table
"""


@dataclass(frozen=True, kw_only=True)
class CheckOptions:
    """What ``check`` was asked."""

    request: Request = options_of(Request, Stage.READ)
    ledger: Path | None = option(None, File(), "Write the whole ledger as CSV: every row with disposition and reason.")
    force: bool = o.force_option()
    json: bool = o.json_option()


@o.takes(CheckOptions)
def check(asked: CheckOptions) -> int:
    """Show how the claims were read, what was recognised, and what a rule could settle.

    Exit status: 0 readable, 2 usage, case or rules file, 4 a claims file (the report is still printed).
    """
    from offsetcase.cli.check_run import run_check

    return run_check(asked.request, asked.ledger, force=asked.force, as_json=asked.json)
