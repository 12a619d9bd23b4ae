"""A sign of life on stderr for work that takes longer than a second: at a terminal only, gone when the work is done."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
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
