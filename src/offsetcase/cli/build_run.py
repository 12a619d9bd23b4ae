"""What ``build`` does, step by step: check the target, build the case, print it, write the letter."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.markup import escape

from offsetcase.argument.argue import argue
from offsetcase.argument.marks import Blank
from offsetcase.case.request import case_file, rules_file
from offsetcase.case.settings import CASE_NAME
from offsetcase.case.values import usage
from offsetcase.cli.build import Build
from offsetcase.cli.streams import print_json
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.offset.result import CaseResult
from offsetcase.pipeline import build_case
from offsetcase.read.standard_input import shown_name
from offsetcase.render.case_json import case_json
from offsetcase.render.finished import letter_files, packet_files
from offsetcase.render.templating import check_own
from offsetcase.render.terminal import NOT_ADVICE, blanks, summary
from offsetcase.render.write import check_folder, check_target, write_together, write_whole


def run_build(run: Build) -> int:
    """Build the case and its letter, and print what the user asked to see.

    Returns:
        The exit status: 0, or 3 where there is no case on cost.
    """
    request = run.request
    look = run.look
    ending = "what-if.html" if look.format == "explorer" else f"letter.{look.format}"
    target = run.output or Path(f"{Path(shown_name(request.claims[0])).stem}-{ending}")
    own_files = (case_file(request), rules_file(request), *(attached.path for attached in request.attachments))
    inputs = tuple(path for path in (*request.claims, *own_files) if path is not None)
    if look.templates is not None:
        check_own(look.templates)
        inputs += tuple(path for path in look.templates.rglob("*") if path.is_file())
    if run.packet is None:
        check_target(target, force=run.force, inputs=inputs)
        if request.attachments:
            raise usage("--attach: only a packet holds other documents.", "add  --packet FOLDER")
    else:
        check_folder(run.packet, force=run.force)
    result = build_case(request)
    console = Console(stderr=run.json, highlight=False, quiet=run.quiet or run.json)
    summary(result, console)
    if look.format == "explorer" and run.packet is None:
        return _explorer(run, result, target, console)
    try:
        argument = argue(result)
    except OffsetcaseError as error:
        if error.exit_code is ExitCode.NO_CASE:
            _print_json(run, result, (), [])
        raise
    if run.packet is None:
        made, folder = letter_files(argument, look, target.name, final=run.final), target.parent
    else:
        made, folder = packet_files(argument, look, final=run.final), run.packet
    files = {folder / name: data for name, data in made.files.items()}
    if folder.is_dir() and (made.trouble is not None or run.packet is not None):
        for path in files:  # a packet's folder was asked about already; its files may still be inputs
            check_target(path, force=run.force, inputs=inputs)
    write_together(folder, made.files, force=run.force or run.packet is None, replace=run.force)
    shown = [str(path) if run.output or run.packet else path.name for path in files]
    case_path = case_file(request)
    blanks(made.blanks, str(case_path) if case_path else CASE_NAME, console)
    for text in made.own_figures:
        console.print(f"Digits of your own templates: {text}", markup=False)
    console.print()
    for name in shown:
        console.print(f"Written: [bold]{escape(name)}[/bold]")
    for note in made.notes:
        console.print(note, markup=False)
    console.print(NOT_ADVICE, style="dim")
    _print_json(run, result, made.blanks, shown)
    if made.trouble is not None:
        raise _instead(made.trouble, shown)
    return int(ExitCode.DONE)


def _instead(trouble: OffsetcaseError, shown: list[str]) -> OffsetcaseError:
    """The missing library's message, with what was written in place of the PDF."""
    first = trouble.problems[0]
    words = f"{first.text} Written instead of the PDF: {', '.join(shown)}; a browser prints the web page to PDF."
    remedy = first.remedy.partition(" Meanwhile")[0]
    return OffsetcaseError(Problem(first.code, words, remedy), trouble.exit_code)


def _explorer(run: Build, result: CaseResult, target: Path, console: Console) -> int:
    """Write the what-if page, which needs no verdict: it shows what would turn it."""
    from offsetcase.render.explorer import explorer_html

    write_whole(target, explorer_html(result).encode("utf-8"), replace=run.force)
    shown = str(run.output) if run.output else target.name
    console.print(f"\nWritten: [bold]{escape(shown)}[/bold] (open it in a browser; it works without a network)")
    _print_json(run, result, (), [shown])
    return int(ExitCode.DONE)


def _print_json(run: Build, result: CaseResult, blanks: tuple[Blank, ...], outputs: list[str]) -> None:
    if run.json:
        lines = [{"field": blank.field, "fills_with": blank.fills_with} for blank in blanks]
        print_json(case_json(result, lines, outputs))
