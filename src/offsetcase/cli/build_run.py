"""What ``build`` does, step by step: check the target, build the case, print it, write the letter."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from offsetcase.argument.argue import Argument, argue
from offsetcase.argument.marks import Blank
from offsetcase.argument.plan_rules import rules
from offsetcase.case.request import Request, case_file, rules_file
from offsetcase.case.settings import CASE_NAME
from offsetcase.cli.values import usage
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.offset.result import CaseResult
from offsetcase.pipeline import build_case
from offsetcase.read.standard_input import shown_name
from offsetcase.render.attached import Attachment
from offsetcase.render.data_files import data_files
from offsetcase.render.html import Frame, letter_html
from offsetcase.render.native import case_json, json_text
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.templating import check_own
from offsetcase.render.terminal import NOT_ADVICE, blanks, summary
from offsetcase.render.write import check_target, make_folder, write_whole


@dataclass(frozen=True, slots=True)
class Run:
    """One call of the command."""

    request: Request
    output: Path | None
    force: bool
    format: str
    json: bool
    quiet: bool
    packet: Path | None = None
    final: bool = False
    templates: Path | None = None
    allow_figures: bool = False
    attach_data: bool = False
    paper: str = "letter"


@dataclass(frozen=True, slots=True)
class Made:
    """What one run writes: bytes by file, the blanks of what is sent, and digits of the user's own templates."""

    files: dict[Path, bytes]
    blanks: tuple[Blank, ...]
    own_figures: tuple[str, ...] = ()
    trouble: OffsetcaseError | None = None


def run_build(run: Run) -> int:
    """Build the case and its letter, and print what the user asked to see.

    Returns:
        The exit status: 0, or 3 where there is no case on cost.
    """
    request = run.request
    ending = "what-if.html" if run.format == "explorer" else f"letter.{run.format}"
    target = run.output or Path.cwd() / f"{Path(shown_name(request.claims[0])).stem}-{ending}"
    own_files = (case_file(request), rules_file(request), *(attached.path for attached in request.attachments))
    inputs = tuple(path for path in (*request.claims, *own_files) if path is not None)
    if run.templates is not None:
        check_own(run.templates)
    if run.packet is None:
        check_target(target, force=run.force, inputs=inputs)
        if request.attachments:
            raise usage("--attach: only a packet holds other documents.", "add  --packet FOLDER")
    else:
        make_folder(run.packet, force=run.force)
    result = build_case(request)
    console = Console(stderr=run.json, highlight=False, quiet=run.quiet or run.json)
    summary(result, console)
    if run.format == "explorer" and run.packet is None:
        return _explorer(run, result, target, console)
    try:
        argument = argue(result)
    except OffsetcaseError as error:
        if error.exit_code is ExitCode.NO_CASE:
            _print_json(run, result, (), [])
        raise
    made = _letter(run, argument, target) if run.packet is None else _packet(run, argument, run.packet)
    if run.final:
        require_final(argument, made.blanks)
    if made.trouble is not None and run.packet is None:
        for path in made.files:
            check_target(path, force=run.force, inputs=inputs)
    for path, data in made.files.items():
        write_whole(path, data)
    shown = [str(path) if run.output or run.packet else path.name for path in made.files]
    case_path = case_file(request)
    blanks(made.blanks, str(case_path) if case_path else CASE_NAME, console)
    for text in made.own_figures:
        console.print(f"Digits of your own templates: {text}", markup=False)
    console.print()
    for name in shown:
        console.print(f"Written: [bold]{escape(name)}[/bold]")
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


def _explorer(run: Run, result: CaseResult, target: Path, console: Console) -> int:
    """Write the what-if page, which needs no verdict: it shows what would turn it."""
    from offsetcase.render.explorer import explorer_html

    write_whole(target, explorer_html(result).encode("utf-8"))
    shown = str(run.output) if run.output else target.name
    console.print(f"\nWritten: [bold]{escape(shown)}[/bold] (open it in a browser; it works without a network)")
    _print_json(run, result, (), [shown])
    return int(ExitCode.DONE)


def _letter(run: Run, argument: Argument, target: Path) -> Made:
    frame = Frame(paper=run.paper)
    letter = letter_html(argument, run.templates, allow_figures=run.allow_figures, frame=frame)
    if run.format == "html":
        data = letter.html.encode("utf-8")
    elif run.format == "docx":
        from offsetcase.render.docx import html_to_docx

        data = html_to_docx(letter.html)
    else:
        files = _data_files(run, argument)
        try:
            data = html_to_pdf(letter.html, files)
        except OffsetcaseError as error:
            if error.exit_code is not ExitCode.MISSING_LIBRARY:
                raise
            return Made(_without_pdf(target, letter.html), letter.blanks, letter.own_figures, error)
    return Made({target: data}, letter.blanks, letter.own_figures)


def _without_pdf(target: Path, html: str) -> dict[Path, bytes]:
    """The same letter in the two forms that need no system library, beside where the PDF would be."""
    from offsetcase.render.docx import html_to_docx

    return {target.with_suffix(".html"): html.encode("utf-8"), target.with_suffix(".docx"): html_to_docx(html)}


def _data_files(run: Run, argument: Argument) -> tuple[Attachment, ...]:
    """What ``--attach-data`` embeds; nothing unless it is asked for.

    Raises:
        OffsetcaseError: a letter to an employer holds no ledger (status 2).
    """
    if not run.attach_data:
        return ()
    if argument.letter.private:
        raise usage("--attach-data: a letter to an employer holds no claim lines.", "leave it out of this letter.")
    return data_files(argument.result)


def _packet(run: Run, argument: Argument, folder: Path) -> Made:
    from offsetcase.render.packet import make_packet

    draft = argue(replace(argument.result, letter_kind="physician"))
    try:
        packet = make_packet(
            argument,
            draft,
            run.templates,
            allow_figures=run.allow_figures,
            data=_data_files(run, argument),
            paper=run.paper,
        )
    except OffsetcaseError as error:
        if error.exit_code is not ExitCode.MISSING_LIBRARY:
            raise
        frame = Frame(paper=run.paper)
        letter = letter_html(argument, run.templates, allow_figures=run.allow_figures, frame=frame)
        own = letter_html(draft, run.templates, allow_figures=run.allow_figures, frame=frame)
        files = _without_pdf(folder / "send.pdf", letter.html) | _without_pdf(folder / "prescriber.pdf", own.html)
        return Made(files, letter.blanks, letter.own_figures, error)
    return Made({folder / name: data for name, data in packet.files.items()}, packet.blanks)


def require_final(argument: Argument, found: tuple[Blank, ...]) -> None:
    """See that nothing is left blank and no rule that the letter speaks of is past its review date.

    Raises:
        OffsetcaseError: with every blank and every such rule (status 2); nothing is written.
    """
    result = argument.result
    problems = [
        Problem(
            "E-FINAL", f"the letter still has a blank: {blank.what}.", f"fill it in the case file:  {blank.fills_with}"
        )
        for blank in found
    ]
    plan_type = result.case.plan.type
    spoken = {request.id for request in argument.requests if request.citation}
    if plan_type and spoken and rules()[plan_type].review_by < result.letter_date:
        rule = rules()[plan_type]
        problems.append(
            Problem(
                "E-FINAL",
                f"the rules for a {rule.label} were to be reviewed by {rule.review_by}; the letter cites them.",
                "use a newer version of this program, or leave the plan type out.",
            )
        )
    if problems:
        raise OffsetcaseError(problems, ExitCode.USAGE)


def _print_json(run: Run, result: CaseResult, found: tuple[Blank, ...], outputs: list[str]) -> None:
    if run.json:
        lines = [{"field": blank.field, "fills_with": blank.fills_with} for blank in found]
        sys.stdout.write(json_text(case_json(result, lines, outputs)))
        sys.stdout.flush()
