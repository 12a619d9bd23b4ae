"""The questions that make a case file, as data: ``init`` asks them, and the prescriber's page prints its part of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from offsetcase.model.places import data_path, load_toml

KINDS = ("text", "date", "money", "choice", "share", "days", "trial")


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked.

    ``letters`` and ``indications``: only for these; ``clinical``: only with prescriber and date. ``sheet``: its words on
    the page that the prescriber fills in by hand, with ``lines`` lines for the answer.
    """

    path: str
    kind: str
    ask: str
    why: str
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    letters: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    clinical: bool = False
    sheet: str = ""
    lines: int = 1

    @property
    def tall(self) -> bool:
        """Whether the answer needs more than one line of the page."""
        return self.lines > 1


@cache
def questions() -> tuple[Question, ...]:
    """Every question, in order."""
    found = []
    for raw in load_toml(data_path("questions.toml"))["question"]:
        choices = tuple((value, words) for value, words in raw.pop("choices", ()))
        lists = {name: tuple(raw.get(name, ())) for name in ("letters", "indications")}
        found.append(Question(**raw | lists, choices=choices))
    return tuple(found)


@cache
def tables() -> dict[str, str]:
    """What stands above a new table of the case file."""
    return dict(load_toml(data_path("questions.toml"))["tables"])


def sheet(indication: str) -> tuple[Question, ...]:
    """The prescriber's questions for this condition, in the order in which ``init`` is told the answers."""
    return tuple(
        one
        for one in questions()
        if (one.sheet or one.kind == "trial") and (not one.indications or indication in one.indications)
    )
