"""``offsetcase errors``: what a message's code means, when it comes, and what to do."""

from __future__ import annotations

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
    from offsetcase.cli.values import nearest_code
    from offsetcase.model.places import data_path, load_toml
    from offsetcase.model.problem import ExitCode

    found = load_toml(data_path("errors.toml"))
    entries, statuses = found["errors"], found["statuses"]
    if not code:
        if json:
            print_json(found)
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
