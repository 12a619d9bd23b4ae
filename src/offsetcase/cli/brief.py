"""``offsetcase brief``: what the cases of a batch show together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offsetcase.case.kinds import File, Many, NamedChoice, Text
from offsetcase.case.options import option
from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase brief many-letters --how "Everybody who asked our office in 2026" -o brief
   two pages as PDF and Word, and the numbers as CSV and JSON
"""


@dataclass(frozen=True, kw_only=True)
class BriefOptions:
    """What ``brief`` was asked."""

    letters: tuple[str, ...] = option(
        (), Many(), "The folders that offsetcase batch has written.", argument=True, required=True
    )
    output: Path = option(Path("brief"), File(), "The folder for the brief.", "--output", "-o")
    how: str = option("", Text(), "How these cases came together; it is printed.", metavar="WORDS")
    paper: str = option("letter", NamedChoice(("letter", "a4")), "The paper's size.")
    force: bool = o.force_option("Replace a brief that stands in the folder.")
    json: bool = o.json_option()


@o.takes(BriefOptions)
def brief(asked: BriefOptions) -> int:
    """Make a policy brief of many cases: people counted and medians, with nobody to be found in it.

    No count of one to ten people is shown or can be worked out, and nothing is added up over people.
    Exit status: 0 done, 2 usage or fewer than eleven people, 6 a library is missing, 7 can't write.
    """
    from offsetcase.cli.brief_run import run_brief

    folders = [Path(one) for one in asked.letters]
    return run_brief(folders, asked.output, asked.how, asked.paper, force=asked.force, as_json=asked.json)
