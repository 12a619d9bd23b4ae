"""What ``build`` does, step by step: check the target, build the case, print it, write the letter."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from offsetcase.argument.argue import argue
from offsetcase.argument.marks import Blank
from offsetcase.case.request import Request, case_file, rules_file
from offsetcase.case.settings import CASE_NAME
from offsetcase.model.problem import ExitCode, OffsetcaseError
from offsetcase.offset.result import CaseResult
from offsetcase.pipeline import build_case
from offsetcase.render.docx import html_to_docx
from offsetcase.render.html import letter_html
from offsetcase.render.native import case_json, json_text
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.terminal import NOT_ADVICE, blanks, summary
from offsetcase.render.write import check_target, write_whole


@dataclass(frozen=True, slots=True)
class Run:
    """One call of the command."""

    request: Request
    output: Path | None
    force: bool
    format: str
    json: bool
    quiet: bool


def run_build(run: Run) -> int:
    """Build the case and its letter, and print what the user asked to see.

    Returns:
        The exit status: 0, or 3 where there is no case on cost.
    """
    request = run.request
    target = run.output or Path.cwd() / f"{request.claims[0].stem}-letter.{run.format}"
    inputs = tuple(p for p in (*request.claims, case_file(request), rules_file(request)) if p is not None)
    check_target(target, force=run.force, inputs=inputs)
    result = build_case(request)
    console = Console(stderr=run.json, highlight=False, quiet=run.quiet or run.json)
    summary(result, console)
    try:
        letter = letter_html(argue(result))
    except OffsetcaseError as error:
        if error.exit_code is ExitCode.NO_CASE:
            _print_json(run, result, (), [])
        raise
    write_whole(target, _written(run.format, letter.html))
    shown = str(run.output) if run.output else target.name
    case_path = case_file(request)
    blanks(letter.blanks, str(case_path) if case_path else CASE_NAME, console)
    console.print(f"\nWritten: [bold]{shown}[/bold]")
    console.print(NOT_ADVICE, style="dim")
    _print_json(run, result, letter.blanks, [shown])
    return int(ExitCode.DONE)


def _written(format: str, html: str) -> bytes:
    if format == "html":
        return html.encode("utf-8")
    return html_to_docx(html) if format == "docx" else html_to_pdf(html)


def _print_json(run: Run, result: CaseResult, found: tuple[Blank, ...], outputs: list[str]) -> None:
    if run.json:
        lines = [{"field": blank.field, "fills_with": blank.fills_with} for blank in found]
        sys.stdout.write(json_text(case_json(result, lines, outputs)))
        sys.stdout.flush()
