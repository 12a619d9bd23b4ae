"""Work on somebody's file in a process of its own, where the system can fork: whatever it does, the program goes on."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable

from offsetcase.model.limits import bound_memory, bound_time, leave_no_core

NEVER_ENDS = {"why": "reading it never ends"}


def apart(work: Callable[[], object], memory: int, seconds: int) -> object:
    """What ``work`` gives, as JSON carries it.

    Args:
        work: what is done in the child; the parent's memory is there, its files are not written.
        memory: bytes of address space on top of what the process has.
        seconds: processor time.

    Returns:
        Its result; ``NEVER_ENDS`` where the time was up, ``None`` where the child died. Where the system can't fork the work
        is done here, without bounds.
    """
    if not hasattr(os, "fork"):
        return work()
    out, into = os.pipe()
    sys.stdout.flush()
    child = os.fork()
    if child == 0:  # nothing of the parent runs on in here: no cleaning up, no flushing
        try:
            os.close(out)
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            leave_no_core()
            bound_time(seconds)
            bound_memory(memory)
            with os.fdopen(into, "wb") as stream:
                stream.write(json.dumps(work()).encode())
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        said = stream.read()
    _, ended = os.waitpid(child, 0)
    if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGXCPU:
        return dict(NEVER_ENDS)
    try:
        answer: object = json.loads(said)
    except ValueError:
        return None
    return answer
