"""What ``compare`` does: read the claims once, then run the model for each row of assumptions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from rich.console import Console

from offsetcase.case.request import Request
from offsetcase.case.typed import parse_sets
from offsetcase.case.values import usage
from offsetcase.cli.streams import print_json
from offsetcase.model.problem import ExitCode
from offsetcase.offset.result import CaseResult
from offsetcase.pipeline import History, project_case, read_history
from offsetcase.render.compared import compared_json, show_compared


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One row of the table: its words, what it changes, and another protocol's name or ``""``."""

    words: str
    sets: Mapping[str, Decimal] = field(default_factory=dict)
    protocol: str = ""


def parse_row(text: str) -> ComparedRow:
    """``price=450,share.psychotherapy=0.8`` as one row.

    Raises:
        OffsetcaseError: an unknown name or a value that doesn't fit (status 2).
    """
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if not parts:
        raise usage("--with: nothing is named to change.", "for instance  --with price=450,share.psychotherapy=0.8")
    protocols = [part.partition("=")[2].strip() for part in parts if part.partition("=")[0].strip() == "protocol"]
    sets = parse_sets([part for part in parts if part.partition("=")[0].strip() != "protocol"], "--with")
    drugs = [name for name in sets if name.startswith("share.drug:")]
    if drugs:
        raise usage(
            f"--with: {drugs[0]} would make a category of its own, so the rows would not share one baseline.",
            "give the drug its share by --set for all rows, and compare the rest by --with.",
        )
    return ComparedRow(", ".join(parts), sets, protocols[-1] if protocols else "")


def default_rows(base: CaseResult) -> list[ComparedRow]:
    """What a patient and a prescriber can move: the price, the interval, and the shares that nobody has fixed."""
    inputs = base.inputs
    rows = []
    price = inputs.quote
    for end in (price.low, price.high):
        if end is not None and end != price.value:
            rows.append(ComparedRow(f"price={end:.2f}", {"price": end}))
    interval = inputs.interval
    for days in interval.ends if interval.basis != "prescriber" else ():
        if days != interval.value:
            rows.append(ComparedRow(f"maintenance_every_days={int(days)}", {"maintenance_every_days": days}))
    annual = base.baseline.annual
    for key, share in inputs.shares.items():
        fixed = share.basis == "prescriber" or share.low is None or share.high is None
        if fixed or not annual[key] or not share.value:
            continue
        for end in share.ends:
            rows.append(ComparedRow(f"share.{key}={end.normalize():f}", {f"share.{key}": end}))
    return rows


def run_compare(request: Request, rows: list[str], *, as_json: bool) -> int:
    """Print the table.

    Raises:
        OffsetcaseError: as ``build`` for the files; status 2 for an assumption that can't be.
    """
    chosen = [parse_row(text) for text in rows]
    history = read_history(request)
    base = project_case(history)
    runs = [("as it stands", base)]
    for row in chosen or default_rows(base):
        runs.append((row.words, _run(history, row)))
    if as_json:
        print_json(compared_json(runs))
    else:
        show_compared(runs, Console(highlight=False))
    return int(ExitCode.DONE)


def _run(history: History, row: ComparedRow) -> CaseResult:
    return project_case(history, {**history.request.sets, **row.sets}, row.protocol)
