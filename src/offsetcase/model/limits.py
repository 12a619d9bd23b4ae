"""How much memory and processor time a piece of work may take, where the system can bound them (Linux and other Unix)."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType


class TimeOver(BaseException):
    """The work took longer than it may; no ordinary exception, so that nothing on the way takes it for its own."""


def bound_memory(extra: int) -> tuple[int, int] | None:
    """Let this process take so many bytes of address space on top of what it has; more is a ``MemoryError``.

    Args:
        extra: bytes.

    Returns:
        The limits before, for ``resource.setrlimit``; ``None`` where the system has none or keeps them to itself.
    """
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123
            now = int(stream.read().split()[0]) * resource.getpagesize()
        before = resource.getrlimit(resource.RLIMIT_AS)
        lower = [one for one in (now + extra, *before) if one != resource.RLIM_INFINITY]
        resource.setrlimit(resource.RLIMIT_AS, (min(lower), before[1]))
    except (ImportError, OSError, ValueError):
        return None
    return before


def bound_time(seconds: int) -> None:
    """Let the system end this process after so much processor time, where it can."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))


def leave_no_core() -> None:
    """Let no crash of this process and its children leave a copy of its memory, and so of somebody's claims, in a file."""
    with suppress(ImportError, OSError, ValueError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def bounded(memory: int | None, seconds: int) -> Iterator[None]:
    """Work that takes at most so much; the process is as before afterwards.

    Args:
        memory: bytes of address space on top of what the process has; ``None`` for work in native code that dies of a bound.
        seconds: processor time. Only the main thread can be stopped; elsewhere there is no bound.

    Raises:
        MemoryError: it takes more memory.
        TimeOver: it takes more time.
    """
    timed = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    limits = None if memory is None else bound_memory(memory)
    former = signal.signal(signal.SIGVTALRM, _over) if timed else None
    try:
        if timed:
            signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
        yield
    finally:
        if timed:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
            signal.signal(signal.SIGVTALRM, former)
        if limits and sys.platform != "win32":
            import resource

            resource.setrlimit(resource.RLIMIT_AS, limits)


def _over(number: int, frame: FrameType | None) -> None:
    raise TimeOver
