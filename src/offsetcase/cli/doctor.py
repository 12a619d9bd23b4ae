"""``offsetcase doctor``: what this machine lacks, and the command that mends it."""

from __future__ import annotations

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase doctor
   looks at Python, the libraries that make the PDF, the font, and whether this folder can be written
"""


def doctor(json: o.JsonOption = False) -> int:
    """Look whether this machine has what a letter needs; for what is missing, print the one command that mends it.

    Exit status: 0 nothing needed is missing, 6 something is.
    """
    from dataclasses import asdict
    from pathlib import Path

    from offsetcase import __version__
    from offsetcase.cli.streams import print_json
    from offsetcase.model.problem import ExitCode
    from offsetcase.render.doctor import examine
    from offsetcase.render.text_libraries import system

    findings = examine(Path.cwd())
    missing = [one for one in findings if one.needed and not one.ok]
    status = ExitCode.MISSING_LIBRARY if missing else ExitCode.DONE
    if json:
        report = {
            "offsetcase": __version__,
            "system": system(),
            "ok": not missing,
            "findings": [asdict(one) | {"mend": "" if one.ok else one.mend} for one in findings],
        }
        print_json(report)
        return int(status)
    for one in findings:
        word = "ok     " if one.ok else "MISSING" if one.needed else "absent "
        typer.echo(f"{word}  {one.name}: {one.found}")
    mends = list(dict.fromkeys(one.mend for one in findings if not one.ok and one.needed)) or list(
        dict.fromkeys(one.mend for one in findings if not one.ok)
    )
    if missing:
        typer.echo("\nWhat to do:")
    elif mends:
        typer.echo("\nEverything needed is here. What is absent can be added with:")
    else:
        typer.echo("\nEverything is here.")
    for mend in mends:
        typer.echo(f"  {mend}")
    return int(status)
