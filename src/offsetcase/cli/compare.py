"""``offsetcase compare``: several assumptions side by side, before a letter is made."""

from __future__ import annotations

from dataclasses import dataclass, replace

from offsetcase.case.kinds import Many
from offsetcase.case.options import Stage, option, options_of
from offsetcase.case.request import Request
from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase compare claims.csv --price 550
   what the price, the maintenance interval and the shares do to the result

offsetcase compare claims.csv --with price=450 --with "price=450,share.psychotherapy=0.8" --with maintenance_every_days=42
   your own columns of assumptions; in one --with, several are joined by commas
"""


@dataclass(frozen=True, kw_only=True)
class Compare:
    """What ``compare`` was asked."""

    rows: tuple[str, ...] = option(
        (), Many(), "One row: assumptions to change together.", "--with", metavar="NAME=VALUE,…"
    )
    request: Request = options_of(Request, Stage.MODEL)
    json: bool = o.json_option()


@o.takes(Compare)
def compare(asked: Compare) -> int:
    """Show several assumptions side by side: price, schedule, shares, and what each does to the result.

    Exit status: 0 done, 2 usage or case file, 4 a claims file.
    """
    from offsetcase.cli.compare_run import run_compare

    return run_compare(replace(asked.request, draws=0), list(asked.rows), as_json=asked.json)
