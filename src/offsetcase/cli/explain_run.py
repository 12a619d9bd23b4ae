"""What ``explain`` does: build the case's figures and show one of them, or list them all."""

from __future__ import annotations

from rich.console import Console

from offsetcase.argument.explain import explain, listed
from offsetcase.argument.facts import build_facts
from offsetcase.case.request import Request
from offsetcase.cli.streams import print_json
from offsetcase.model.problem import ExitCode
from offsetcase.pipeline import build_case
from offsetcase.render.explained import figure_json, figures_json, show_figure, show_figures


def run_explain(request: Request, figure: str, *, as_json: bool) -> int:
    """Show the figure, or every figure's name.

    Raises:
        OffsetcaseError: as ``build`` for the files; status 2 for a figure that this case doesn't have.
    """
    book = build_facts(build_case(request))
    if as_json:
        data = figure_json(explain(book, figure)) if figure else figures_json(listed(book))
        print_json(data)
        return int(ExitCode.DONE)
    console = Console(highlight=False)
    if figure:
        show_figure(explain(book, figure), console)
    else:
        show_figures(listed(book), console)
    return int(ExitCode.DONE)
