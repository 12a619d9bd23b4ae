"""The page's one door: an action by name, its arguments as JSON, its answer as JSON, and every trouble in words."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from offsetcase.model.problem import OffsetcaseError, Problem
from offsetcase.page import figures, grid, letters, papers, questions, reading, saved
from offsetcase.page.folder import ActionArguments, Folder
from offsetcase.page.troubles import problems_json

ACTIONS: Mapping[str, Callable[[Folder, ActionArguments], Any]] = {
    "read": reading.read,
    "settle": reading.settle,
    "choose": reading.choose,
    "ask": questions.ask,
    "answer": questions.answer,
    "papers": papers.papers,
    "take": papers.take_over,
    "result": figures.result,
    "what-if": figures.what_if,
    "figures": figures.as_command,
    "letter": letters.letter,
    "page": letters.page,
    "next": letters.what_next,
    "rows": grid.rows,
    "save": saved.save,
    "open": saved.open_saved,
    "sample": saved.sample,
}


class Desk:
    """One case on the page, in a folder."""

    def __init__(self, folder: str | Path) -> None:
        """Take a folder, which may be empty; the page puts files into it and takes them out."""
        self._folder = Folder(Path(folder))

    def call(self, name: str, said: str) -> str:
        """Do one thing.

        Args:
            name: one of ``ACTIONS``.
            said: its arguments, a JSON object.

        Returns:
            A JSON object: ``{"done": …}``, or ``{"problems": […]}`` where something is to be mended. ``"kept"`` holds the text of
            the case and rules file afterwards. Nothing is raised: what can't be said otherwise is ``E-BUG``, without a value of
            the case.
        """
        answer: dict[str, Any]
        try:
            answer = {"done": ACTIONS[name](self._folder, ActionArguments(json.loads(said)))}
        except OffsetcaseError as error:
            answer = {"problems": problems_json(error.problems, self._folder.headings), "status": int(error.exit_code)}
        except (MemoryError, RecursionError):
            answer = {"problems": problems_json([_too_much()], ()), "status": 4}
        except Exception as error:
            places = [
                f"{Path(frame.filename).name}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
            ]
            text = f"{type(error).__name__} at {' < '.join(reversed(places[-4:]))}"
            answer = {"problems": problems_json([Problem("E-BUG", text)], ()), "status": 1}
        return json.dumps(answer | {"kept": self._folder.kept()}, ensure_ascii=False)


def _too_much() -> Problem:
    return Problem(
        "E-MEMORY",
        "There was not enough memory in this tab for these files.",
        "close other tabs, or split the claims by year and choose the parts.",
    )
