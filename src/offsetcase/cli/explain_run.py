"""What ``explain`` does: build the case's figures and show one of them, or list them all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from offsetcase.argument.explain import FigureStep, by_amount, explain, is_amount, listed, step
from offsetcase.argument.facts import build_facts
from offsetcase.case.request import Request
from offsetcase.case.values import usage
from offsetcase.cli.streams import print_json
from offsetcase.model.problem import ExitCode
from offsetcase.pipeline import build_case
from offsetcase.render.explained import figure_json, figures_json, show_figure, show_figures


def run_explain(request: Request, figure: str, *, as_json: bool) -> int:
    """Show the figure, or every figure's name.

    Raises:
        OffsetcaseError: as ``build`` for the files; status 2 for a figure or an amount that this case doesn't have.
    """
    book = build_facts(build_case(request))
    names = by_amount(book, figure) if is_amount(figure) and figure not in book else [figure] if figure else []
    if len(names) == 1:
        explained = explain(book, names[0])
        if as_json:
            print_json(figure_json(explained))
        else:
            show_figure(explained, Console(highlight=False))
        return int(ExitCode.DONE)
    steps = [step(book, name) for name in names] or listed(book)
    if as_json:
        print_json(figures_json(steps))
        return int(ExitCode.DONE)
    console = Console(highlight=False)
    if names:
        console.print(f"{len(names)} figures are {_amounts(steps)}:\n", markup=False)
    show_figures(steps, console)
    return int(ExitCode.DONE)


def _amounts(steps: Sequence[FigureStep]) -> str:
    """What the figures found are printed as."""
    return " or ".join(dict.fromkeys(one.shown for one in steps))


def parted(given: Sequence[Path], figure: str) -> tuple[list[Path], str]:
    """What was typed, as claims files and the figure asked for: an amount among the files is not a file.

    Raises:
        OffsetcaseError: only an amount was typed, or two (status 2).
    """
    amounts = [str(one) for one in given if is_amount(str(one)) and not one.exists()]
    files = [one for one in given if str(one) not in amounts]
    asked = [*amounts, *([figure] if figure else [])]
    if not files:
        raise usage(
            f'"{asked[0]}" is asked about, and no claims file is named.',
            "name yours first:  offsetcase explain claims.csv '$9,360.00'",
        )
    if len(asked) > 1:
        raise usage(f'"{asked[0]}" and "{asked[1]}" are both asked about.', "ask for one figure at a time.")
    return files, asked[0] if asked else ""
