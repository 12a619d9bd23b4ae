"""``offsetcase errors``: what a message's code means, when it comes, and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase errors E-NO-HEADER
   what the code at the end of a message means, and what to do

offsetcase errors
   every code, and the exit statuses
"""


def errors(
    code: Annotated[
        str, typer.Argument(help="The code at the end of a message, like E-AMOUNT. Default: all.", show_default=False)
    ] = "",
    json: o.JsonOption = False,
) -> int:
    """Say what a message's code means, when it comes, and what to do.

    Exit status: 0 done, 2 there is no such code.
    """
    from offsetcase.case.values import usage
    from offsetcase.cli import ask
    from offsetcase.cli.streams import print_json
    from offsetcase.model.places import data_path, load_toml
    from offsetcase.model.problem import ExitCode

    known = load_toml(data_path("errors.toml"))
    entries, statuses = known["errors"], known["statuses"]
    if not code:
        if json:
            print_json(known)
            return int(ExitCode.DONE)
        for name, entry in entries.items():
            ask.say(f"{name} (status {entry['status']})")
            ask.say(entry["why"], "    ")
        ask.say("\nExit statuses:")
        for status, words in statuses.items():
            ask.say(f"  {status:>3}  {words}")
        return int(ExitCode.DONE)
    name = nearest_code(code, entries, exact=True)
    if not name:
        near = nearest_code(code, entries)
        hint = f"did you mean {near}? " if near else ""
        raise usage(f'"{code[:40]}" is not the code of a message.', f"{hint}offsetcase errors  lists them all.")
    entry = entries[name]
    if json:
        print_json({"code": name, **entry})
        return int(ExitCode.DONE)
    ask.say(f"{name}, exit status {entry['status']}: {statuses[str(entry['status'])]}")
    ask.say(f"\nWhen it comes: {entry['why']}")
    if entry["remedy"]:
        ask.say(f"\nWhat to do: {entry['remedy']}")
    if entry["example"]:
        typer.echo(f"\nFor instance:\n\n{entry['example']}")
    return int(ExitCode.DONE)


def nearest_code(text: str, codes: Iterable[str], *, exact: bool = False) -> str:
    """The message code that is meant, or ``""``.

    Args:
        text: as typed, with or without brackets and the letter before the dash, in any case.
        codes: the codes there are.
        exact: take no code that is only like it.
    """
    from offsetcase.model.nearest import nearest

    known = list(codes)
    word = text.strip().strip("()[]").upper().replace("_", "-")
    for one in (word, f"E-{word}", f"N-{word}"):
        if one in known:
            return one
    return "" if exact else nearest(word, known)
