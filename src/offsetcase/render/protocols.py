"""Protocols as people read them: the schedule, what a visit's price holds, and each rate with its range and source."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from offsetcase.model.money import show_money
from offsetcase.offset.protocol import Protocol, Rate, visit_days
from offsetcase.offset.verdict import HORIZON

RATE_WORDS = {
    "response": "response after the series",
    "control": "improvement that would have come anyway",
    "retention": "still responding after twelve months",
    "ramp_months": "months before spending stops",
}
PART_WORDS = {
    "quote": "in the quoted price",
    "adjunct": "on top, each visit, when quoted",
    "session": "on top, each visit",
    "workup": "once, when quoted",
}


def show_protocols(protocols: Sequence[Protocol], console: Console) -> None:
    """Print a line each."""
    table = Table("Name", "For", "Series", "Then every", "Standing", box=None, pad_edge=False)
    table.columns[0].no_wrap = True
    for protocol in protocols:
        table.add_row(
            protocol.key,
            ", ".join(protocol.indications),
            f"{len(protocol.induction_days)} visits",
            f"{protocol.interval.base} days",
            escape(protocol.standing),
        )
    console.print(table)
    console.print(
        "\nA schedule of your prescriber's own: a table [protocol] in case.toml (docs/case-file.md).",
        style="dim",
        markup=False,
    )


def _value(name: str, value: Decimal | None) -> str:
    if value is None:
        return "–"
    return f"{value:f}" if name in ("ramp_months", "maintenance_every_days") else f"{(value * 100).normalize():f} %"


def _range(name: str, rate: Rate) -> str:
    if rate.low is not None:
        return f"{_value(name, rate.low)} to {_value(name, rate.high)}"
    return f"{_value(name, rate.low_factor - 1)} to +{_value(name, rate.high_factor - 1)}"


def show_protocol(protocol: Protocol, console: Console) -> None:
    """Print one protocol whole."""
    console.print(f"[bold]{escape(protocol.key)}[/bold]: {escape(protocol.label)}")
    console.print(f"For: {', '.join(protocol.indications)}")
    console.print(f"Standing: {escape(protocol.standing)}")
    days = ", ".join(map(str, protocol.induction_days))
    console.print(f"Series: {len(protocol.induction_days)} visits ({escape(protocol.visit_length)}) on days {days}")
    block = len(protocol.block_days)
    offsets = f" of {block} visits, days {', '.join(map(str, protocol.block_days))}" if block > 1 else ""
    console.print(
        f"Maintenance: a block{offsets} every {protocol.interval.base} days, {_range('maintenance_every_days', protocol.interval)}"
    )
    if protocol.interval.base is not None:
        _, later = visit_days(protocol.induction_days, protocol.block_days, int(protocol.interval.base), HORIZON)
        console.print(f"Within {HORIZON} months: {len(later)} maintenance visits at full attendance")
    for name, low, high in protocol.adjustable:
        console.print(f"{name}: {low} to {high}, by --set {name}=… or [treatment] {name} in case.toml", markup=False)
    console.print(f"  {escape(protocol.schedule_source)}", style="dim")
    if protocol.sessions:
        console.print(f"Sessions: {protocol.sessions} a visit, priced apart")
        console.print(f"  {escape(protocol.sessions_source)}", style="dim")
    price = protocol.price
    shown = "a quote is needed" if price.base is None else f"{show_money(price.base)} without a quote"
    ends = (
        f" ({show_money(price.low)} to {show_money(price.high)})"
        if price.low is not None and price.high is not None
        else ""
    )
    console.print(f"Price a visit: {shown}{ends}")
    console.print(f"  {escape(price.source)}", style="dim")
    table = Table("Price line", "Where it counts", "Codes", "Source", box=None, pad_edge=False)
    for line in protocol.lines:
        table.add_row(
            f"{line.name}: {escape(line.label)}",
            PART_WORDS[line.part],
            ", ".join(line.codes) or "–",
            escape(line.source),
        )
    console.print(table)
    rates = Table("Rate", "Base", "Range", "Standing", "Source", box=None, pad_edge=False)
    for name, rate in (*protocol.rates.items(), ("maintenance_every_days", protocol.interval)):
        words = RATE_WORDS.get(name, "days between maintenance visits")
        standing = "published" if rate.published else "assumption" if rate.base is not None else "must be given"
        rates.add_row(words, _value(name, rate.base), _range(name, rate), standing, escape(rate.source))
    console.print(rates)


def protocol_json(protocol: Protocol) -> dict[str, Any]:
    """One protocol for ``--json``: money and shares as text, days as numbers."""

    def rate(given: Rate) -> dict[str, Any]:
        return {
            "base": None if given.base is None else str(given.base),
            "low": None if given.low is None else str(given.low),
            "high": None if given.high is None else str(given.high),
            "published": given.published,
            "source": given.source,
        }

    return {
        "name": protocol.key,
        "label": protocol.label,
        "indications": list(protocol.indications),
        "standing": protocol.standing,
        "induction_days": list(protocol.induction_days),
        "maintenance_block_days": list(protocol.block_days),
        "maintenance_every_days": rate(protocol.interval),
        "sessions_per_visit": protocol.sessions,
        "schedule_source": protocol.schedule_source,
        "price": rate(protocol.price),
        "lines": [
            {
                "name": line.name,
                "label": line.label,
                "part": line.part,
                "codes": list(line.codes),
                "source": line.source,
            }
            for line in protocol.lines
        ],
        "rates": {name: rate(one) for name, one in protocol.rates.items()},
    }
