"""Files of tests that take much memory, each in a child of its worker: what they leave behind goes with the child.

A file says so by ``pytestmark = pytest.mark.in_child``. Its tests run one after the other in one forked process, with what the
worker has made already, and their reports are the worker's. Without forks (Windows), and with ``--pdb``, they run like all others.
"""

from __future__ import annotations

import gc
import os
import resource
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

# Where the cost of a test is found that ran in a child: its processor time in seconds, and the child's most megabytes.
COST = pytest.StashKey[tuple[float, float]]()


@dataclass
class Child:
    """One that runs a file's tests on request. ``questions`` takes the test's number in the session, and the next one's in this file."""

    path: Path
    process: int
    questions: Connection


class Children:
    """The plugin."""

    def __init__(self) -> None:
        self._child: Child | None = None
        self._inside = False

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
        if self._child is not None and self._child.path != item.path:
            self._end()
        if self._inside or item.get_closest_marker("in_child") is None:
            return None
        following = nextitem if nextitem is not None and nextitem.path == item.path else None
        item.ihook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        if self._child is None:
            self._child = self._start(item)
        answer = self._asked(item, following)
        if answer is None:
            following, reports = None, [self._lost(item)]
        else:
            reports, item.stash[COST] = answer
        hook = item.config.hook
        for told in reports:
            item.ihook.pytest_runtest_logreport(
                report=hook.pytest_report_from_serializable(config=item.config, data=told)
            )
        item.ihook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        if following is None:
            self._end()
        return True

    def _asked(self, item: pytest.Item, following: pytest.Item | None) -> Any:
        """The child's answer: a test's reports and its cost; ``None`` from one that has ended."""
        assert self._child is not None
        number = {one: place for place, one in enumerate(item.session.items)}
        try:
            self._child.questions.send((number[item], following and number[following]))
            return self._child.questions.recv()
        except (EOFError, BrokenPipeError):
            return None

    def _start(self, item: pytest.Item) -> Child:
        # Of the tests before, what stands is the session's: the next one of this process finds nothing else.
        item.session._setupstate.teardown_exact(item.session)  # type: ignore[arg-type]
        ours, theirs = Pipe()
        # A collection of garbage writes to every object it looks at, and so would copy the whole worker.
        gc.freeze()
        process = os.fork()
        if process == 0:
            self._inside = True
            try:
                ours.close()
                self._answer(item.session, theirs)
            finally:
                os._exit(0)
        gc.unfreeze()
        theirs.close()
        return Child(item.path, process, ours)

    def _end(self) -> None:
        assert self._child is not None
        self._child.questions.close()
        os.waitpid(self._child.process, 0)
        self._child = None

    def _answer(self, session: pytest.Session, questions: Connection) -> None:
        """In the child: run what is asked for, until nobody asks any more."""
        hook = session.config.hook
        while True:
            try:
                number, following = questions.recv()
            except EOFError:
                return
            before = sum(os.times()[:4])
            item = session.items[number]
            then: Any = session if following is None else session.items[following]
            reports = runtestprotocol(item, log=False, nextitem=then)
            cost = sum(os.times()[:4]) - before, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            questions.send(
                ([hook.pytest_report_to_serializable(config=session.config, report=one) for one in reports], cost)
            )

    @staticmethod
    def _lost(item: pytest.Item) -> Any:
        call = pytest.CallInfo.from_call(
            lambda: pytest.fail(f"the process that ran {item.path.name} has ended", pytrace=False), "call"
        )
        report = item.ihook.pytest_runtest_makereport(item=item, call=call)
        return item.config.hook.pytest_report_to_serializable(config=item.config, report=report)
