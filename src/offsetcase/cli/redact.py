"""``offsetcase redact``: an example that can be shared, made of one's own files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from offsetcase.case.kinds import File
from offsetcase.case.options import Stage, option, options_of
from offsetcase.case.request import Request
from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase redact claims.csv -o example
   the claims, the case file and the rules beside them, under pseudonyms and with moved dates

offsetcase redact portal.csv pharmacy.csv -o example --member "Jane Doe"
   several files at once: the same person, provider and claim get the same pseudonym in each
"""


@dataclass(frozen=True, kw_only=True)
class Redact:
    """What ``redact`` was asked."""

    output: Path = option(Path(), File(), "The folder for the example: new or empty.", "--output", "-o", required=True)
    request: Request = options_of(Request, Stage.READ, without=("date",))
    json: bool = o.json_option()


@o.takes(Redact)
def redact(asked: Redact) -> int:
    """Write an example to share: names, numbers and texts replaced, dates moved, amounts and codes kept.

    The example gives the same totals and the same verdict, which is checked before it stays. It is not anonymous by law;
    look through it before you share it (docs/redact.md).

    Exit status: 0 done, 2 usage, case or rules file, 4 a claims file, 7 can't be written, 8 the example failed its check.
    """
    import sys

    from offsetcase.cli.redact_run import redacted_json, summary
    from offsetcase.cli.streams import print_json
    from offsetcase.redact.redact import redact as write_example

    done = write_example(asked.request, asked.output)
    if asked.json:
        print_json(redacted_json(done))
    else:
        sys.stdout.write(summary(done))
    return 0
