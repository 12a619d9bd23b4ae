"""``offsetcase explain``: where a figure of the letter comes from, down to the claim lines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from offsetcase.case.kinds import Claims, Text
from offsetcase.case.options import Stage, option, options_of
from offsetcase.case.request import Request
from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase explain claims.csv
   every figure of the letter by its name

offsetcase explain claims.csv --figure average.net
   its formula with the numbers put in, the figures in it, and the claim lines behind them

offsetcase explain claims.csv '$9,360.00'
   the same for the figure that the letter prints so (in single quotation marks, for the shell's sake)
"""


@dataclass(frozen=True, kw_only=True)
class Explain:
    """What ``explain`` was asked."""

    claims: tuple[Path, ...] = option(
        (), Claims(), "Your claims files, and the amount that you ask about.", argument=True, required=True
    )
    figure: str = option("", Text(), "The figure's name, as Exhibit C prints it, or its amount.")
    request: Request = options_of(Request, Stage.FIGURES, without=("claims",))
    json: bool = o.json_option()


@o.takes(Explain)
def explain(asked: Explain) -> int:
    """Show where a figure comes from: its formula with the numbers put in, and the claim lines that add up to it.

    Give the same options as to build. Exit status: 0 done, 2 usage or case file, 4 a claims file.
    """
    from offsetcase.cli.explain_run import parted, run_explain

    files, figure = parted(asked.claims, asked.figure.strip())
    return run_explain(replace(asked.request, claims=tuple(files)), figure, as_json=asked.json)
