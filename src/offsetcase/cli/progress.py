"""A sign of life on stderr for work that takes longer than a second: at a terminal gone when the work is done."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1
# Seconds before the first line of a count without a terminal; each later one waits a quarter of the time so far, or as long.
FIRST_LINE = 10
LINES_A_TIME = 4


@contextmanager
def working(text: str, *, quiet: bool = False) -> Iterator[None]:
    """Say what goes on when it goes on for longer than a second.

    Args:
        text: what is being done, in words.
        quiet: say nothing at all.
    """
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(f"{text} …", spinner="line")
    lock = threading.Lock()
    done = False

    def begin() -> None:
        with lock:
            if not done:
                status.start()

    timer = threading.Timer(PATIENCE, begin)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        with lock:
            done = True
            status.stop()


class Pace:
    """How far a count is and how fast: what was found made is counted, but says nothing of the speed."""

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.done = self.made = self.kept = self.failed = 0
        self._clock = clock
        self._start = clock()

    def add(self, *, failed: bool, kept: bool) -> None:
        """Count one that ended."""
        self.done += 1
        self.failed += failed
        self.kept += kept
        self.made += not failed and not kept

    @property
    def seconds(self) -> float:
        """How long it has taken."""
        return self._clock() - self._start

    @property
    def rate(self) -> str:
        """How many were worked on in a second or a minute, in words; empty while there is none."""
        worked, seconds = self.done - self.kept, self.seconds
        if not worked or seconds <= 0:
            return ""
        a_second = worked / seconds
        return f"{a_second:.1f} a second" if a_second >= 1 else f"{a_second * 60:.1f} a minute"

    @property
    def left(self) -> str:
        """How long the rest may take if none of it is made yet, in words; empty while nothing tells."""
        worked = self.done - self.kept
        if not worked or self.done >= self.total:
            return ""
        seconds = self.seconds / worked * (self.total - self.done)
        if seconds < 90:
            return f"about {max(1, round(seconds))} seconds left"
        return (
            f"about {round(seconds / 60)} minutes left" if seconds < 5400 else f"about {seconds / 3600:.1f} hours left"
        )

    def words(self) -> str:
        """The count as one line: what nothing is known of is left out."""
        counted = {"made": self.made, "kept": self.kept, "failed": self.failed}
        parts = [f"{self.done} of {self.total}", *(f"{number} {name}" for name, number in counted.items() if number)]
        return ", ".join([*parts, *(one for one in (self.rate, self.left) if one)])


@contextmanager
def counting(text: str, total: int, *, quiet: bool = False) -> Iterator[Callable[[bool, bool], None]]:
    """A line that counts: how many of how many, how many failed, how fast, and how long it will take.

    Without a terminal it is a line now and then, as a log wants it: after ten seconds, then ever more rarely.

    Args:
        text: what is counted, in words.
        total: how many there will be.
        quiet: say nothing at all.

    Yields:
        A function to call for each one, with whether it failed and whether it was found made already.
    """
    pace = Pace(total)
    if quiet:
        yield lambda failed, kept: None
    elif not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield _in_lines(text, pace)
    else:
        with _on_one_line(text, pace) as one:
            yield one


def _in_lines(text: str, pace: Pace) -> Callable[[bool, bool], None]:
    due: float = FIRST_LINE

    def one(failed: bool, kept: bool) -> None:
        nonlocal due
        pace.add(failed=failed, kept=kept)
        if pace.seconds >= due and pace.done < pace.total:
            due = pace.seconds + max(FIRST_LINE, pace.seconds / LINES_A_TIME)
            sys.stderr.write(f"{text}: {pace.words()}\n")
            sys.stderr.flush()

    return one


@contextmanager
def _on_one_line(text: str, pace: Pace) -> Iterator[Callable[[bool, bool], None]]:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[words]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(text, total=pace.total, words=pace.words())

        def one(failed: bool, kept: bool) -> None:
            pace.add(failed=failed, kept=kept)
            progress.update(task, advance=1, words=pace.words())

        yield one
