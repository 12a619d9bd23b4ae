"""``offsetcase protocols``: the schedules that a request can be for."""

from __future__ import annotations

from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase protocols
   every protocol in a line

offsetcase protocols crps-iv
   one with its schedule, price lines, rates, ranges and sources
"""


def protocols(
    name: Annotated[str, typer.Argument(help="One protocol's name.", show_default=False)] = "",
    json: o.JsonOption = False,
) -> int:
    """Show the infusion schedules that this version knows: visits, price lines, rates with ranges and sources.

    Exit status: 0 done, 2 no such protocol.
    """
    from rich.console import Console

    from offsetcase.cli.streams import print_json
    from offsetcase.model.problem import ExitCode, OffsetcaseError
    from offsetcase.offset.protocol import protocols as known
    from offsetcase.offset.protocol import unknown_protocol
    from offsetcase.render.protocols import protocol_json, show_protocol, show_protocols

    every = known()
    if name and name not in every:
        raise OffsetcaseError(unknown_protocol(name), ExitCode.USAGE)
    if json:
        chosen = [every[name]] if name else list(every.values())
        print_json({"protocols": [protocol_json(protocol) for protocol in chosen]})
    elif name:
        show_protocol(every[name], Console(highlight=False))
    else:
        show_protocols(list(every.values()), Console(highlight=False))
    return int(ExitCode.DONE)
