"""What ``build`` does, step by step: check the target, build the case, print it, write the letter."""

from __future__ import annotations

import datetime as dt
import difflib
import sys
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rich.console import Console

from offsetcase.argument.argue import argue
from offsetcase.argument.marks import Blank
from offsetcase.case.request import SET_NAMES, Request, case_file, rules_file
from offsetcase.case.settings import CASE_NAME
from offsetcase.model.money import MoneyError, parse_money
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.offset.result import CaseResult
from offsetcase.pipeline import build_case
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


def _usage(text: str, remedy: str) -> OffsetcaseError:
    return OffsetcaseError(Problem("E-OPTION", text, remedy), ExitCode.USAGE)


def parse_price(text: str) -> Decimal | None:
    """``--price``: dollars a visit, or ``None`` when not given.

    Raises:
        OffsetcaseError: not an amount, or below zero (status 2).
    """
    return _money("--price", text) if text else None


def _money(name: str, text: str) -> Decimal:
    try:
        value = parse_money(text)
    except MoneyError:
        value = None
    if value is None or value < 0 or value > 1_000_000 or value != round(value, 2):
        raise _usage(f'{name}: "{text}" is not a dollar amount.', f"write it like {name} 550 or {name} 550.00.")
    return value


def parse_date_option(text: str, name: str) -> dt.date | None:
    """A date option, or ``None`` when not given.

    Raises:
        OffsetcaseError: not a date (status 2).
    """
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise _usage(
            f'{name}: "{text}" is not a date.', f"write it as year-month-day, like {name} 2026-03-01."
        ) from None


def parse_sets(items: list[str]) -> dict[str, Decimal]:
    """``--set NAME=VALUE``, checked: shares and rates between 0 and 1, months and days whole, money not below zero.

    Raises:
        OffsetcaseError: an unknown name or a value that doesn't fit (status 2).
    """
    found: dict[str, Decimal] = {}
    for item in items:
        name, sign, text = item.partition("=")
        name, text = name.strip(), text.strip()
        if not sign or not text:
            raise _usage(f'--set: "{item}" should be NAME=VALUE.', "for instance  --set response=0.5")
        if name in ("price", "workup", "adjunct"):
            found[name] = _money(f"--set {name}", text)
            continue
        if name not in SET_NAMES and not name.startswith("share."):
            near = difflib.get_close_matches(name, [*SET_NAMES, "share.psychotherapy", "share.medication"], n=1)
            hint = f'did you mean "{near[0]}"? ' if near else ""
            raise _usage(
                f'--set: "{name}" is not an assumption.',
                f"{hint}Known: {', '.join(SET_NAMES)}, and share.<category>.",
            )
        try:
            value = Decimal(text)
        except InvalidOperation:
            raise _usage(f'--set {name}: "{text}" is not a number.', f"for instance  --set {name}=0.5") from None
        whole = name in ("ramp_months", "maintenance_every_days")
        if not value.is_finite() or (whole and (value != value.to_integral_value() or not 0 <= value <= 3650)):
            raise _usage(f'--set {name}: "{text}" is not a whole number.', f"for instance  --set {name}=28")
        if name == "maintenance_every_days" and value < 1:
            raise _usage("--set maintenance_every_days: there must be at least one day.", "for instance  28")
        if name == "ramp_months" and value > 60:
            raise _usage("--set ramp_months: at most 60.", "for instance  3")
        if not whole and not 0 <= value <= 1:
            raise _usage(f'--set {name}: "{text}" is not between 0 and 1.', "write 55 % as 0.55")
        found[name] = value
    return found


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
    data = letter.html.encode("utf-8") if run.format == "html" else html_to_pdf(letter.html)
    write_whole(target, data)
    shown = str(run.output) if run.output else target.name
    case_path = case_file(request)
    blanks(letter.blanks, str(case_path) if case_path else CASE_NAME, console)
    console.print(f"\nWritten: [bold]{shown}[/bold]")
    console.print(NOT_ADVICE, style="dim")
    _print_json(run, result, letter.blanks, [shown])
    return int(ExitCode.DONE)


def _print_json(run: Run, result: CaseResult, found: tuple[Blank, ...], outputs: list[str]) -> None:
    if run.json:
        lines = [{"field": blank.field, "fills_with": blank.fills_with} for blank in found]
        sys.stdout.write(json_text(case_json(result, lines, outputs)))
        sys.stdout.flush()
