"""``offsetcase evidence``: every source that a letter may cite, and what may be printed of it."""

from __future__ import annotations

from dataclasses import dataclass

from offsetcase.case.kinds import NamedChoice
from offsetcase.case.options import option
from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase evidence --indication ptsd
   what a letter for PTSD prints, for and against
"""


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What ``evidence`` was asked."""

    indication: str = option("", NamedChoice("indications.toml"), "What the treatment is for. Default: all sources.")
    json: bool = o.json_option()


@o.takes(Evidence)
def evidence(asked: Evidence) -> int:
    """List the evidence library: each source with the sentences it carries, its standing, and when it was verified.

    Exit status: 0 done.
    """
    from rich.console import Console

    from offsetcase.argument.evidence import library
    from offsetcase.cli.streams import print_json
    from offsetcase.model.problem import ExitCode
    from offsetcase.render.library import library_json, show_library

    only = asked.indication or None
    entries = [
        entry for entry in library().values() if only is None or only in entry.indications or not entry.indications
    ]
    if asked.json:
        print_json(library_json(entries, only))
    else:
        show_library(entries, only, Console(highlight=False))
    return int(ExitCode.DONE)
