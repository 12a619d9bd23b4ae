"""What ``brief`` does: gather the cases, count them, write the files, and say what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from offsetcase.brief.figures import together
from offsetcase.brief.gather import gather
from offsetcase.brief.output import Brief, brief_files, table_json
from offsetcase.case.request import clock_today
from offsetcase.case.values import usage
from offsetcase.cli import ask
from offsetcase.cli.errors import safe
from offsetcase.cli.streams import print_json
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import ExitCode
from offsetcase.render.write import check_folder, write_together

# How long the words may be, so that the brief keeps its two pages.
MOST_WORDS = 500
# How many folders are named for each reason.
MOST_NAMED = 5


def run_brief(folders: Sequence[Path], output: Path, how: str, paper: str, *, force: bool, as_json: bool) -> int:
    """Make the brief.

    Raises:
        OffsetcaseError: too few people, or no batch (status 2); can't write (7); a library is missing (6).
    """
    how = " ".join(how.split())
    if len(how) > MOST_WORDS:
        raise usage(f"--how is {len(how)} characters long.", f"say it in at most {MOST_WORDS}.")
    check_folder(output, force=force, remedy="name a new folder, or add --force to replace the brief in it.")
    gathered = gather(folders)
    brief = Brief(together(gathered.cases), gathered, how, clock_today())
    written = write_together(output, brief_files(brief, paper), force=force)
    if as_json:
        print_json(table_json(brief))
        return int(ExitCode.DONE)
    words = load_toml(data_path("brief.toml"))["left"]
    ask.say(f"{brief.together.people} people counted, each once.")
    for reason, paths in gathered.left.items():
        named = ", ".join(Path(path).name for path in paths[:MOST_NAMED])
        more = f" and {len(paths) - MOST_NAMED} more" if len(paths) > MOST_NAMED else ""
        ask.say(safe(f"Left out, {len(paths)}: {words[reason]} ({named}{more})."))
    if not how:
        ask.say('The brief says that nobody has said how these cases came together. Say it:  --how "…"')
    for path in written:
        ask.say(f"Written: {path}")
    ask.say("Read it before you hand it on: what you say with --how is printed as you wrote it.")
    return int(ExitCode.DONE)
