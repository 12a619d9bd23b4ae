"""A sign of life on stderr for work that takes longer than a second: at a terminal only, gone when the work is done."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

PATIENCE = 1


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


@contextmanager
def counting(text: str, total: int, *, quiet: bool = False) -> Iterator[Callable[[bool], None]]:
    """A line that counts: how many of how many, how many failed, how fast, and how long it will take.

    Args:
        text: what is counted, in words.
        total: how many there will be.
        quiet: say nothing at all.

    Yields:
        A function to call for each one, with whether it failed.
    """
    if quiet or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda failed: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    failures = 0
    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(), TextColumn("{task.fields[failed]}"),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(text, total=total, rate="", failed="")

        def one(failed: bool) -> None:
            nonlocal failures
            failures += failed
            speed = progress.tasks[0].speed
            progress.update(
                task,
                advance=1,
                rate=f"{speed:.1f} a second" if speed else "",
                failed=f"{failures} failed" if failures else "",
            )

        yield one
