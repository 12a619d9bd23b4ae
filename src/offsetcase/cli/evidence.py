"""``offsetcase evidence``: every source that a letter may cite, and what may be printed of it."""

from __future__ import annotations

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase evidence --indication ptsd
   what a letter for PTSD prints, for and against
"""


def evidence(
    indication: o.IndicationOption = None,
    json: o.JsonOption = False,
) -> int:
    """List the evidence library: each source with the sentences it carries, its standing, and when it was verified.

    Exit status: 0 done.
    """
    from rich.console import Console

    from offsetcase.argument.evidence import library
    from offsetcase.cli.streams import print_json
    from offsetcase.model.problem import ExitCode
    from offsetcase.render.library import library_json, show_library

    only = None if indication is None else str(indication)
    entries = [
        entry for entry in library().values() if only is None or only in entry.indications or not entry.indications
    ]
    if json:
        print_json(library_json(entries, only))
    else:
        show_library(entries, only, Console(highlight=False))
    return int(ExitCode.DONE)
