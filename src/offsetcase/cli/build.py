"""``offsetcase build``: claims in, a letter out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from offsetcase.case.kinds import File, NamedChoice, Switch
from offsetcase.case.look import Look
from offsetcase.case.options import Stage, option, options_of
from offsetcase.case.request import Request
from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase build claims.csv
   a letter with visible blanks; the command lists what fills them

offsetcase build portal.csv pharmacy.csv --member "Jane Doe" --price 550
   two files of one person, with the clinic's quoted price

offsetcase build claims.csv --case case.toml --set share.psychotherapy=0.25 -o letter.pdf
   with a case file, and one assumption changed
"""


@dataclass(frozen=True, kw_only=True)
class Build:
    """What ``build`` was asked."""

    output: Path | None = option(
        None,
        File(),
        "The letter. Default: <claims>-letter.pdf (or .html, .docx) in this folder.",
        "--output",
        "-o",
    )
    force: bool = o.force_option()
    request: Request = options_of(Request, Stage.LETTER)
    format: str = option(
        "",
        NamedChoice(("pdf", "html", "docx", "explorer")),
        "html: the page the PDF is made from; docx: its words, to edit; explorer: a what-if page. Default: what the "
        "letter's name ends in, or pdf.",
    )
    packet: Path | None = option(
        None, File(), "A folder for the whole packet: what is sent, what you keep, the prescriber's draft."
    )
    final: bool = option(False, Switch(), "Write nothing while a blank is left.")
    style: Look = options_of(Look, without=("format",))
    json: bool = o.json_option()
    quiet: bool = o.quiet_option()

    @property
    def look(self) -> Look:
        """How the letter is written."""
        from offsetcase.cli.endings import format_of

        return replace(self.style, format=format_of(self.format, None if self.packet else self.output))


@o.takes(Build)
def build(asked: Build) -> int:
    """Read claims, work out what covering the treatment would offset, and write the letter.

    Exit status: 0 done, 2 usage or case file, 3 no case on cost, 4 a claims file, 6 a library is missing, 7 can't write,
    8 the letter failed its own audit.
    """
    from offsetcase.cli.build_run import run_build

    return run_build(asked)
