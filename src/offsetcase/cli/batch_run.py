"""What ``batch`` does: find the cases, run them, and print how it went."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console
from rich.markup import escape

from offsetcase.batch.cluster import check_address, cluster
from offsetcase.batch.job import Job, Outcome, not_made, read_record
from offsetcase.batch.run import Totals, alone, run_batch
from offsetcase.batch.summary import write_summary
from offsetcase.cli.batch import Batch
from offsetcase.cli.batch_jobs import find_jobs
from offsetcase.cli.errors import safe
from offsetcase.cli.progress import counting
from offsetcase.cli.streams import print_json
from offsetcase.model.problem import ExitCode
from offsetcase.render.templating import check_own
from offsetcase.render.write import make_folder

STOPPED = 130
ASKED_WORDS = "\nStopping: what has begun is being finished. Press Ctrl-C again to end at once.\n"
# How many cases are named while they are waited for.
MOST_NAMED = 8
STOPPED_WORDS = "Stopped. Every letter that is there is whole; go on with the same command and  --resume\n"


def run(batch: Batch) -> int:
    """Make every case and the summary.

    Returns:
        The exit status: 0, 5 where a case failed, 130 after Ctrl-C.

    Raises:
        OffsetcaseError: before any case is made: usage, or the folder (2, 7); a library that every case needs (6).
    """
    if batch.scheduler:
        check_address(batch.scheduler)
    if batch.look.templates is not None:
        check_own(batch.look.templates)
    console = Console(stderr=batch.json, highlight=False, quiet=batch.quiet or batch.json, soft_wrap=True)
    pattern = Job("", batch.output, batch.common, batch.look, batch.packet, batch.final)
    jobs, left = find_jobs(batch.sources, batch.output, pattern, by_member=batch.by_member)
    for path in left:
        console.print(f"Left alone: {escape(safe(path))}")
    again = "add --resume to go on with it, or --force to make all anew."
    make_folder(batch.output, force=batch.force or batch.resume, remedy=again)
    started = time.monotonic()
    unrecorded: dict[str, Outcome] = {}
    told: set[str] = set()
    with alone(batch.output), _stoppable() as stop:
        with counting("Letters", len(jobs), quiet=batch.quiet) as count, cluster(batch.scheduler) as executor:

            def report(outcome: Outcome) -> None:
                told.add(outcome.name)
                count(outcome.status == "failed", outcome.kept)
                if outcome.status != "failed":
                    return
                if read_record(batch.output / outcome.name) != outcome:
                    unrecorded[outcome.name] = outcome
                first = outcome.errors[0]
                where = f"{first['where']}: " if first["where"] else ""
                sys.stderr.write(safe(f"{outcome.name}: {where}{first['text']} ({first['code']})\n"))

            totals = run_batch(
                jobs,
                executor,
                out=batch.output,
                workers=batch.jobs,
                resume=batch.resume,
                report=report,
                stop=stop,
                stopping=_say_waiting,
            )
        if batch.force and not batch.resume:
            # What stands in the folder of a case that was not reached is another run's.
            unrecorded |= {job.name: not_made(job.name) for job in jobs if job.name not in told}
        files = write_summary(batch.output, jobs, unrecorded)
    seconds = time.monotonic() - started
    _say(console, totals, len(jobs), round(seconds), files)
    if batch.json:
        print_json(_totals(totals, len(jobs), files))
    if totals.interrupted:
        sys.stderr.write(STOPPED_WORDS)
        return STOPPED
    return int(ExitCode.BATCH_FAILURES if totals.failed else ExitCode.DONE)


@contextmanager
def _stoppable() -> Iterator[Callable[[], bool]]:
    """Ctrl-C, a closed terminal, a shutdown: the first is a wish that the run asks for, the second ends it at once.

    Nothing is raised in the midst of other work: a process that was being started then could be waited for without end.
    """
    asked = False

    def handle(number: int, frame: object) -> None:
        nonlocal asked
        if asked:
            # The workers end with this process, and what they leave is cleared away by --resume.
            shown = "\x1b[?25h" if sys.stderr.isatty() else ""  # progress hides the cursor
            os.write(2, f"{shown}{STOPPED_WORDS}".encode())
            os._exit(STOPPED)
        asked = True
        with suppress(OSError):  # the terminal may be the very thing that is gone
            os.write(2, ASKED_WORDS.encode())

    if threading.current_thread() is not threading.main_thread():
        yield lambda: False
        return
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
    # One that is ignored already stays so: nohup does that, and a shell's background.
    former = {number: signal.getsignal(number) for number in numbers if signal.getsignal(number) != signal.SIG_IGN}
    for number in former:
        signal.signal(number, handle)
    try:
        yield lambda: asked
    finally:
        for number, before in former.items():
            signal.signal(number, before)


def _say_waiting(names: Sequence[str]) -> None:
    """Which cases are waited for; with none begun there is nothing to say."""
    if not names:
        return
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    with suppress(OSError):
        sys.stderr.write(safe(f"Waiting for {', '.join(names[:MOST_NAMED])}{more}.\n"))
        sys.stderr.flush()


def _totals(totals: Totals, cases: int, files: Sequence[Path]) -> dict[str, object]:
    return {
        "schema_version": 1,
        "cases": cases,
        "letters": totals.letters,
        "no_case": totals.no_case,
        "failed": totals.failed,
        "kept": totals.kept,
        "not_made": cases - totals.done,
        "outputs": [str(path) for path in files],
    }


def _say(console: Console, totals: Totals, cases: int, seconds: int, files: Sequence[Path]) -> None:
    parts = [
        f"{totals.letters} {'letter' if totals.letters == 1 else 'letters'} of {cases} {'case' if cases == 1 else 'cases'}"
    ]
    if totals.no_case:
        parts.append(f"{totals.no_case} without a case on cost (no letter is written for them)")
    if totals.failed:
        parts.append(f"{totals.failed} failed")
    if totals.kept:
        parts.append(f"{totals.kept} kept as they were")
    # Seconds are of this run's own work: what was found made took none of them.
    worked = totals.done - totals.kept
    each = f", {seconds / worked:.1f} for each of the {worked} worked on" if totals.kept and worked else ""
    console.print(f"{', '.join(parts)}; {seconds} seconds{each}.")
    for path in files:
        console.print(f"Written: [bold]{escape(str(path))}[/bold]")
