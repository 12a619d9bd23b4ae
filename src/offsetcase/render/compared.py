"""Several runs of one case side by side."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from offsetcase.model.money import cents_down, show_money
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import HORIZON
from offsetcase.render.case_json import money, ratio

# Columns that a narrow terminal leaves out; --json has them all.
WIDE = 110
# Below this a table would lose its verdicts; each run has lines of its own then.
NARROW = 78
Named = Sequence[tuple[str, CaseResult]]


def show_compared(runs: Named, console: Console) -> None:
    """Print a row a run: what was changed, and what came out over the horizon."""
    console.print(f"Over {HORIZON} months; below zero the plan spends more.\n")
    if console.width < NARROW:
        _show_narrow(runs, console)
    else:
        _show_table(runs, console)
    console.print(
        "\nNothing is written. To use a row, give build the same --set NAME=VALUE, or write it into case.toml.",
        style="dim",
        markup=False,
    )


def _show_narrow(runs: Named, console: Console) -> None:
    for words, result in runs:
        offset = result.offset
        if offset is None:
            console.print(f"{words}: {' and '.join(result.inputs.missing)} missing", markup=False)
            continue
        console.print(f"{words}: {offset.verdict}; {result.lead}", markup=False)
        for name, net in (
            ("average", offset.average.net),
            ("if it lasts", offset.lasting.net),
            ("no response", -offset.no_response),
        ):
            console.print(f"  {name:<12}{show_money(net):>14}", markup=False)


def _show_table(runs: Named, console: Console) -> None:
    wide = console.width >= WIDE
    names = [
        "Average",
        "If it lasts",
        "No response",
        *(["Turns at"] if wide else []),
    ]
    table = Table("Assumptions", *names, "Verdict; leads", box=None, pad_edge=False)
    table.columns[0].min_width = 20
    table.columns[0].overflow = "fold"
    table.columns[0].no_wrap = wide  # what is copied into --set stays in one piece
    table.columns[-1].min_width = 11
    for column in table.columns[1:-1]:
        column.justify = "right"
        column.no_wrap = True
    for words, result in runs:
        offset = result.offset
        if offset is None:
            table.add_row(escape(words), *["–"] * len(names), f"{' and '.join(result.inputs.missing)} missing")
            continue
        price = offset.break_even.price
        cells = {
            "Average": show_money(offset.average.net),
            "If it lasts": show_money(offset.lasting.net),
            "No response": show_money(-offset.no_response),
            "Turns at": "no price" if price is None else f"{show_money(cents_down(price))} a visit",
        }
        table.add_row(escape(words), *(cells[name] for name in names), f"{offset.verdict}; {result.lead}")
    console.print(table)


def compared_json(runs: Named) -> dict[str, Any]:
    """The runs for ``--json``: amounts as text, ratios as numbers."""
    rows = []
    for words, result in runs:
        offset = result.offset
        row: dict[str, Any] = {
            "assumptions": words,
            "protocol": result.protocol.key,
            "price": money(result.inputs.price),
            "maintenance_every_days": int(result.inputs.interval.value),
            "shares": {key: ratio(share.value) for key, share in result.inputs.shares.items()},
            "verdict": None if result.verdict is None else str(result.verdict),
            "lead": str(result.lead),
            "alternative": str(result.alternative.verdict),
        }
        if offset is not None:
            even = offset.break_even
            row |= {
                "treatment": money(offset.average.total_treatment),
                "stops": money(offset.average.total_stops),
                "net": money(offset.average.net),
                "years": [money(offset.average.net_of(0, 12)), money(offset.average.net_of(12, 24))],
                "lasting": money(offset.lasting.net),
                "no_response": money(-offset.no_response),
                "break_even_price": None if even.price is None else money(cents_down(even.price)),
                "lasting_share": ratio(even.lasting_share),
                "own_chance": ratio(offset.own_chance),
            }
        rows.append(row)
    return {"horizon_months": HORIZON, "rows": rows}
