"""The command's front door: options declared, everything heavy imported inside the command."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import typer
from typer.core import TyperCommand

from offsetcase import __version__
from offsetcase.cli import batch as _batch
from offsetcase.cli import brief as _brief
from offsetcase.cli import build as _build
from offsetcase.cli import check as _check
from offsetcase.cli import compare as _compare
from offsetcase.cli import deadlines as _deadlines
from offsetcase.cli import doctor as _doctor
from offsetcase.cli import evidence as _evidence
from offsetcase.cli import explain as _explain
from offsetcase.cli import init as _init
from offsetcase.cli import messages as _messages
from offsetcase.cli import papers as _papers
from offsetcase.cli import protocols as _protocols
from offsetcase.cli import redact as _redact
from offsetcase.cli import status as _status
from offsetcase.cli import templates as _templates
from offsetcase.cli.options import as_typed

WORDS = "Turn your own insurance claims into a letter that a health plan can say yes to. Works offline."
COMMANDS: tuple[tuple[str, Callable[..., int], str], ...] = (
    ("init", _init.init, _init.EXAMPLES),
    ("papers", _papers.papers, _papers.EXAMPLES),
    ("build", _build.build, _build.EXAMPLES),
    ("check", _check.check, _check.EXAMPLES),
    ("batch", _batch.batch, _batch.EXAMPLES),
    ("brief", _brief.brief, _brief.EXAMPLES),
    ("compare", _compare.compare, _compare.EXAMPLES),
    ("explain", _explain.explain, _explain.EXAMPLES),
    ("deadlines", _deadlines.deadlines, _deadlines.EXAMPLES),
    ("status", _status.status, _status.EXAMPLES),
    ("evidence", _evidence.evidence, _evidence.EXAMPLES),
    ("protocols", _protocols.protocols, _protocols.EXAMPLES),
    ("redact", _redact.redact, _redact.EXAMPLES),
    ("doctor", _doctor.doctor, _doctor.EXAMPLES),
    ("errors", _messages.errors, _messages.EXAMPLES),
)


class _Command(TyperCommand):
    """A command that takes no option for another's value: ``--packet --force`` is a forgotten folder, not one named --force."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Click's own parsing, after a look for values left out.

        Raises:
            OffsetcaseError: an option's value is missing (status 2).
        """
        options = [option for option in self.params if option.param_type_name == "option"]
        named = {name for option in options for name in (*option.opts, *option.secondary_opts)}
        valued = {name for option in options if not getattr(option, "is_flag", False) for name in option.opts}
        before = args[: args.index("--")] if "--" in args else args
        for word, value in pairwise(before):
            if word in valued and (value.startswith("--") or value in named):
                remedy = f"write the value after {word}; one that really begins so is written  {word}={value}"
                raise _forgotten(f"{word} needs a value, and {value} stands where it should be.", remedy)
        if before and before == args and before[-1] in valued:
            remedy = f"write the value after {before[-1]};  {ctx.command_path} --help  says what it may be."
            raise _forgotten(f"{before[-1]} needs a value, and nothing follows it.", remedy)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; from here on there is work, and with it garbage."""
        gc.enable()
        return super().invoke(ctx)


def _forgotten(text: str, remedy: str) -> Exception:
    # Imported when needed: a start without a mistake needn't know how mistakes are worded.
    from offsetcase.case.values import usage

    return usage(text, remedy)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"offsetcase {__version__}")
        raise typer.Exit


def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Show the version and stop."
    ),
) -> None:
    pass


def make_app(wanted: str | None = None) -> typer.Typer:
    """The command.

    Args:
        wanted: the one command whose options are needed; the others are known by name and words alone, for looking at the
            options of all takes as long as the rest of the start. ``None`` for all.
    """
    app = typer.Typer(
        name="offsetcase",
        help=WORDS,
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        rich_markup_mode="rich",
    )
    app.callback(help=WORDS)(_root)
    for name, function, examples in COMMANDS:
        app.command(name, cls=_Command, epilog=examples)(
            as_typed(function) if wanted in (None, name) else _in_words(function)
        )
    app.add_typer(_templates.app, name="templates")
    return app


def _in_words(function: Callable[..., Any]) -> Callable[[], None]:
    def stub() -> None:
        pass

    stub.__doc__ = function.__doc__
    return stub


def _wanted() -> str | None:
    """The command that is typed, ``""`` where there is none, and ``None`` where a shell asks for completion."""
    if "_OFFSETCASE_COMPLETE" in os.environ:
        return None
    names = [name for name, _, _ in COMMANDS]
    return next((word for word in sys.argv[1:] if word in names), "")


def main() -> None:
    """Run the command; whatever goes wrong ends in words and a documented exit status, never in a traceback."""
    from offsetcase.cli.errors import run
    from offsetcase.cli.streams import prepare

    prepare()
    # Made inside: to declare the options, the program's own data are read.
    sys.exit(run(lambda standalone_mode: make_app(_wanted())(standalone_mode=standalone_mode)))
