"""Work on somebody's file in a process of its own, where the system can fork: whatever it does, the program goes on."""

from __future__ import annotations

import json
import math
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass

from offsetcase.model.limits import bound_memory, bound_time, leave_no_core

NEVER_ENDS = {"why": "reading it never ends"}


@dataclass(slots=True)
class Room:
    """What is left for the rest of one input, all files of a command with all their parts.

    ``seconds`` of processor time in children; ``cells`` of sheets and pages, the empty ones between them too.
    """

    seconds: float
    cells: int


def apart(work: Callable[[], object], memory: int, seconds: int, left: Room | None = None) -> object:
    """What ``work`` gives, as JSON carries it.

    Args:
        work: what is done in the child; the parent's memory is there, its files are not written.
        memory: bytes of address space on top of what the process has.
        seconds: processor time.
        left: the whole input's room; no more is taken than it has, and what was taken is taken off.

    Returns:
        Its result; ``NEVER_ENDS`` where the time was up, ``None`` where the child died. Where the system can't fork the work
        is done here, without bounds: on the one-file page the worker is that process, and the person can end it.
    """
    if left is not None:
        seconds = min(seconds, math.ceil(left.seconds))
        if seconds <= 0:
            return dict(NEVER_ENDS)
    if sys.platform == "emscripten" or not hasattr(os, "fork"):
        try:
            return json.loads(json.dumps(work()))
        except MemoryError:
            return None
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
    _, ended, used = os.wait4(child, 0)
    if left is not None:
        left.seconds -= used.ru_utime + used.ru_stime
    if os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGXCPU:
        return dict(NEVER_ENDS)
    try:
        answer: object = json.loads(said)
    except ValueError:
        return None
    return answer
