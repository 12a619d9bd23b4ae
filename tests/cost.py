"""What each test costs, for who sets OFFSETCASE_TEST_COST to a folder: processor time, and a worker's most memory.

A line a test in ``<worker>.tsv``: its seconds (this process and its children that ended), the most megabytes that the worker (or the
child that ran the test) has had by then, and its name. Processor time, since a machine with other things to do makes every clock say more.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

import pytest

from children import COST


def _seconds() -> float:
    return sum(os.times()[:4])


def _most() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Cost:
    """The plugin: it writes as it goes, so that a run which is stopped leaves what it saw."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._stream: TextIO = (folder / f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}.tsv").open("w")

    def _line(self, seconds: float, most: float, name: str) -> None:
        self._stream.write(f"{seconds:.3f}\t{most:.0f}\t{name}\n")
        self._stream.flush()

    @pytest.hookimpl(wrapper=True)
    def pytest_collection(self) -> Iterator[None]:
        yield
        self._line(_seconds(), _most(), "(start and collection)")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[object]:
        before = _seconds()
        answer = yield
        seconds, most = item.stash.get(COST, (_seconds() - before, _most()))
        self._line(seconds, most, item.nodeid)
        return answer
