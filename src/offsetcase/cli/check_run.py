"""What ``check`` does: read, print the report, write the ledger, and end as the build's reading would."""

from __future__ import annotations

import sys
from pathlib import Path

from rich.console import Console

from offsetcase.case.request import Request, case_file, rules_file
from offsetcase.checking import check_files
from offsetcase.cli.streams import print_json
from offsetcase.model.problem import ExitCode, OffsetcaseError
from offsetcase.render.report import report
from offsetcase.render.reported import ledger_csv, report_json
from offsetcase.render.write import check_target, write_whole


def run_check(request: Request, ledger: Path | None, *, force: bool, as_json: bool) -> int:
    """Check the files and print the report.

    Returns:
        The exit status: 0, or what the build's reading would end with.

    Raises:
        OffsetcaseError: after the report, with every problem found (status 2 or 4).
    """
    if ledger is not None:
        own = (*request.claims, case_file(request), rules_file(request))
        check_target(ledger, force=force, inputs=tuple(path for path in own if path is not None))
    checked = check_files(request)
    if as_json:
        print_json(report_json(checked))
    else:
        report(checked, Console(highlight=False))
    if ledger is not None and checked.ledger is not None:
        write_whole(ledger, ledger_csv(checked.ledger.entries), replace=force)
        if not as_json:
            sys.stdout.write(f"\nWritten: {ledger}\n")
    if checked.problems:
        raise OffsetcaseError(checked.problems, checked.exit_code)
    return int(ExitCode.DONE)
