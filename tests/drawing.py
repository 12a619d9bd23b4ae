"""One process beside each worker draws its pages: the library that draws, its fonts, and what a dozen pages take stay out of the worker."""

from __future__ import annotations

import os
import pickle
import tempfile
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any


class Drawer:
    """The process, as a worker sees it. It is forked while the worker is small, and each page is drawn in a child of its own."""

    def __init__(self) -> None:
        self._questions: Connection | None = None

    def start(self) -> None:
        """Have the process; it ends with this one."""
        ours, theirs = Pipe()
        if os.fork() == 0:
            try:
                ours.close()
                _answer(theirs)
            finally:
                os._exit(0)
        theirs.close()
        self._questions = ours

    def draw(self, function: str, given: tuple[object, ...], path: Path) -> bool:
        """Whether a page could be drawn; who wants to know why it could not draws it himself.

        Args:
            function: of ``offsetcase.render.pdf``, by its name.
            given: what it is called with.
            path: of a file that doesn't exist yet, for what it returns, pickled.
        """
        if self._questions is None:
            return False
        question = os.urandom(8)
        self._questions.send((question, function, given, str(path)))
        # Who asked before and was killed meanwhile has left an answer.
        while self._questions.recv() != question:
            pass
        return path.exists()


def _answer(questions: Connection) -> None:
    while True:
        try:
            question, function, given, path = questions.recv()
        except (EOFError, OSError):
            return
        from offsetcase.render import pdf

        pdf.warm_fonts()  # here, and so for each child
        child = os.fork()
        if child == 0:
            try:
                put(getattr(pdf, function)(*given), Path(path))
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        questions.send(question)


def put(made: Any, path: Path) -> None:
    """Keep a thing in a file that is there whole or not at all: another worker may look for it meanwhile."""
    handle, whole = tempfile.mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as stream:
        stream.write(pickle.dumps(made))
    Path(whole).replace(path)


DRAWER = Drawer()
