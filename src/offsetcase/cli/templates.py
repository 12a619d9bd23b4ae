"""``offsetcase templates eject``: the letter's words and looks as files of your own."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o

app = typer.Typer(help="The letter's words and looks as files of your own.", no_args_is_help=True)


@app.command("eject")
def eject(
    folder: Annotated[Path, typer.Argument(help="A new or empty folder.", show_default=False)],
    force: o.ForceOption = False,
) -> int:
    """Write every template and the style sheet into a folder; change what you like, and build with --templates FOLDER.

    Keep only the files you change: the others come from the program, and so stay up to date.
    Exit status: 0 done, 2 the folder holds files, 7 can't write.
    """
    import sys

    from offsetcase.model.places import templates_root
    from offsetcase.model.problem import ExitCode
    from offsetcase.render.templating import eject as files
    from offsetcase.render.write import write_together

    names = files()
    write_together(folder, {str(name): (templates_root() / name).read_bytes() for name in names}, force=force)
    sys.stdout.write(
        f"Written: {len(names)} files into {folder}. Use them with  offsetcase build … --templates {folder}\n"
    )
    return int(ExitCode.DONE)
