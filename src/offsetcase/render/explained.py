"""A figure's way from the claim lines, for a terminal and for machines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from offsetcase.argument.explain import Explanation, FigureStep, LineGroup
from offsetcase.model.money import show_money


def _amount(group: LineGroup, value: Any) -> str:
    return show_money(value) if group.unit == "usd" else f"{value:,}"


def show_figures(steps: Sequence[FigureStep], console: Console) -> None:
    """Print every figure's name, value and formula."""
    table = Table("Figure", "Value", "How", box=None, pad_edge=False)
    table.columns[1].justify = "right"
    table.columns[0].no_wrap = True
    for one in steps:
        table.add_row(escape(one.id), escape(one.shown), escape(one.formula))
    console.print(table)
    console.print("\nAsk for one with  --figure NAME", style="dim")


def show_figure(explained: Explanation, console: Console) -> None:
    """Print a figure's formula, the figures in it, and the lines behind those."""
    _step(explained.figure, console)
    if explained.steps:
        console.print("\n[bold]The figures in it[/bold]")
        for one in explained.steps:
            _step(one, console)
    if not explained.groups:
        console.print("\nNo claim line stands behind this figure: it rests on the assumptions named above.")
    for group in explained.groups:
        console.print(
            f"\n[bold]{escape(group.id)}[/bold]: {len(group.lines):,} lines, together {_amount(group, group.total)}"
        )
        table = Table("File", "Row", "Date", "What", "Adds", box=None, pad_edge=False)
        table.columns[1].justify = table.columns[4].justify = "right"
        for weighed in group.lines:
            line = weighed.entry.line
            where = f"{line.source.file} [{line.source.sheet}]" if line.source.sheet else line.source.file
            what = (
                line.drug or weighed.entry.named_drug or line.code or line.description or weighed.entry.klass.category
            )
            table.add_row(
                escape(where),
                str(line.source.row),
                str(line.service_date or ""),
                escape(what[:40]),
                _amount(group, weighed.amount),
            )
        console.print(table)


def _step(one: FigureStep, console: Console) -> None:
    console.print(f"[bold]{escape(one.id)}[/bold] = {escape(one.shown)}")
    if one.formula:
        console.print(f"    = {escape(one.formula)}", soft_wrap=True)
    if one.filled != one.formula:
        console.print(f"    = {escape(one.filled)}", soft_wrap=True)


def _step_json(one: FigureStep) -> dict[str, str]:
    return {"figure": one.id, "value": one.shown, "formula": one.formula, "filled": one.filled}


def figures_json(steps: Sequence[FigureStep]) -> dict[str, Any]:
    """Every figure for ``--json``."""
    return {"figures": [_step_json(one) for one in steps]}


def figure_json(explained: Explanation) -> dict[str, Any]:
    """One figure for ``--json``: amounts as text, rows as numbers."""
    return {
        **_step_json(explained.figure),
        "steps": [_step_json(one) for one in explained.steps],
        "lines": [
            {
                "figure": group.id,
                "unit": group.unit,
                "total": str(group.total),
                "lines": [
                    {
                        "file": weighed.entry.line.source.file,
                        "sheet": weighed.entry.line.source.sheet,
                        "row": weighed.entry.line.source.row,
                        "date": None
                        if weighed.entry.line.service_date is None
                        else weighed.entry.line.service_date.isoformat(),
                        "amount": str(weighed.amount),
                    }
                    for weighed in group.lines
                ],
            }
            for group in explained.groups
        ],
    }
