"""The command's front door: options declared, everything heavy imported inside the command."""

from __future__ import annotations

import sys

import typer

from offsetcase import __version__
from offsetcase.cli import batch as _batch
from offsetcase.cli import build as _build
from offsetcase.cli import check as _check
from offsetcase.cli import compare as _compare
from offsetcase.cli import deadlines as _deadlines
from offsetcase.cli import doctor as _doctor
from offsetcase.cli import evidence as _evidence
from offsetcase.cli import explain as _explain
from offsetcase.cli import init as _init
from offsetcase.cli import messages as _messages
from offsetcase.cli import protocols as _protocols
from offsetcase.cli import redact as _redact
from offsetcase.cli import templates as _templates

app = typer.Typer(
    name="offsetcase",
    help="Turn your own insurance claims into a letter that a health plan can say yes to. Works offline.",
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"offsetcase {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and stop."
    ),
) -> None:
    """Turn your own insurance claims into a letter that a health plan can say yes to. Works offline."""


app.command("init", epilog=_init.EXAMPLES)(_init.init)
app.command("build", epilog=_build.EXAMPLES)(_build.build)
app.command("check", epilog=_check.EXAMPLES)(_check.check)
app.command("batch", epilog=_batch.EXAMPLES)(_batch.batch)
app.command("compare", epilog=_compare.EXAMPLES)(_compare.compare)
app.command("explain", epilog=_explain.EXAMPLES)(_explain.explain)
app.command("deadlines", epilog=_deadlines.EXAMPLES)(_deadlines.deadlines)
app.command("evidence", epilog=_evidence.EXAMPLES)(_evidence.evidence)
app.command("protocols", epilog=_protocols.EXAMPLES)(_protocols.protocols)
app.command("redact", epilog=_redact.EXAMPLES)(_redact.redact)
app.command("doctor", epilog=_doctor.EXAMPLES)(_doctor.doctor)
app.command("errors", epilog=_messages.EXAMPLES)(_messages.errors)
app.add_typer(_templates.app, name="templates")


def main() -> None:
    """Run the command; whatever goes wrong ends in words and a documented exit status, never in a traceback."""
    from offsetcase.cli.errors import run

    sys.exit(run(app))
