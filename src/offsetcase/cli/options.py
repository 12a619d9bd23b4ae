"""From declared options to typer's parameters: a command is a function of one record, and what is typed fills it."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer

from offsetcase.case import kinds
from offsetcase.case.options import Declared, declared, from_typed, option, words_of
from offsetcase.case.request import Request

FORCE = "Replace a file that exists."
JSON = "Print one JSON object on stdout, and nothing else there."
JsonOption = Annotated[bool, typer.Option("--json", help=JSON)]
ForceOption = Annotated[bool, typer.Option("--force", help=FORCE)]
RulesOption = Annotated[Path | None, typer.Option("--rules", help=words_of(Request, "rules"))]

Record = TypeVar("Record")
TYPES: dict[type[kinds.Kind], Any] = {
    kinds.Switch: bool,
    kinds.Whole: int,
    kinds.File: Path,
    kinds.Claims: list[Path],
    kinds.Many: list[str],
    kinds.AssumedValues: list[str],
    kinds.Attachments: list[str],
}


def json_option() -> Any:
    """A record's field for ``--json``."""
    return option(False, kinds.Switch(), JSON)


def force_option(words: str = FORCE) -> Any:
    """A record's field for ``--force``."""
    return option(False, kinds.Switch(), words)


def quiet_option() -> Any:
    """A record's field for ``--quiet``."""
    return option(False, kinds.Switch(), "Print only what went wrong.", "--quiet", "-q")


def takes(record: type[Record]) -> Callable[[Callable[[Record], int]], Callable[[Record], int]]:
    """Mark a command as a function of one record of options."""

    def mark(function: Callable[[Record], int]) -> Callable[[Record], int]:
        function.record = record  # type: ignore[attr-defined]
        return function

    return mark


def as_typed(function: Callable[..., int]) -> Callable[..., int]:
    """The command as typer reads it: with one parameter for each option of its record."""
    record = getattr(function, "record", None)
    if record is None:
        return function

    def command(**given: Any) -> int:
        return function(from_typed(record, given))

    # What stands without a flag comes first, as it is typed.
    ordered = sorted(declared(record), key=lambda one: not one.option.argument)
    parameters = [_parameter(one) for one in ordered]
    command.__doc__ = function.__doc__
    command.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    return command


def _parameter(one: Declared) -> inspect.Parameter:
    kind, declared = one.option.kind, one.option
    takes_type = _type(one)
    if declared.argument:
        info: Any = typer.Argument(help=one.words, show_default=False, metavar=declared.metavar or None)
    else:
        whole = kind if isinstance(kind, kinds.Whole) else kinds.Whole()
        shown = not declared.required and "Default:" not in declared.words and not declared.metavar
        info = typer.Option(
            *one.flags,
            help=one.words,
            metavar=declared.metavar or None,
            show_default=shown,
            min=whole.least,
            max=whole.most,
        )
    default = _default(one, takes_type)
    if default is None and not declared.required:
        takes_type = takes_type | None
    return inspect.Parameter(
        one.name,
        inspect.Parameter.KEYWORD_ONLY,
        default=inspect.Parameter.empty if declared.required else default,
        annotation=Annotated[takes_type, info],
    )


def _type(one: Declared) -> Any:
    kind = one.option.kind
    if isinstance(kind, kinds.NamedChoice):
        return StrEnum(one.name, {name: name for name in kind.known})
    return TYPES.get(type(kind), str)


def _default(one: Declared, takes_type: Any) -> Any:
    if isinstance(one.option.kind, kinds.NamedChoice):
        return takes_type(one.default) if one.default else None
    if takes_type is str:
        return "" if one.default is None else str(one.default)
    return one.default if isinstance(one.default, bool | int | Path) else None
