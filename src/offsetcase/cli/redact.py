"""``offsetcase redact``: an example that can be shared, made of one's own files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from offsetcase.cli import options as o

EXAMPLES = """[bold]Examples[/bold]

offsetcase redact claims.csv -o example
   the claims, the case file and the rules beside them, under pseudonyms and with moved dates

offsetcase redact portal.csv pharmacy.csv -o example --member "Jane Doe"
   several files at once: the same person, provider and claim get the same pseudonym in each
"""


def redact(
    claims: o.Claims,
    output: Annotated[
        Path, typer.Option("--output", "-o", help="The folder for the example: new or empty.", show_default=False)
    ],
    case: o.CaseOption = None,
    rules: o.RulesOption = None,
    member: o.MemberOption = "",
    indication: o.IndicationOption = None,
    as_of: o.AsOfOption = "",
    lookback: o.LookbackOption = 36,
    run_out: o.RunOutOption = 0,
    allow_short_history: o.ShortOption = False,
    json: o.JsonOption = False,
) -> int:
    """Write an example to share: names, numbers and texts replaced, dates moved, amounts and codes kept.

    The example gives the same totals and the same verdict, which is checked before it stays. It is not anonymous by law;
    look through it before you share it (docs/redact.md).

    Exit status: 0 done, 2 usage, case or rules file, 4 a claims file, 7 can't be written, 8 the example failed its check.
    """
    import sys

    from offsetcase.cli.redact_run import redacted_json, summary
    from offsetcase.cli.streams import print_json
    from offsetcase.redact.redact import redact as write_example

    request = o.make_request(
        claims,
        case=case,
        rules=rules,
        indication=indication,
        member=member,
        as_of=as_of,
        lookback=lookback,
        run_out=run_out,
        allow_short_history=allow_short_history,
    )
    done = write_example(request, output)
    if json:
        print_json(redacted_json(done))
    else:
        sys.stdout.write(summary(done))
    return 0
