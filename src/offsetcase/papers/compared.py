"""The case file held against the papers that it names: what they say otherwise is said, and nothing is taken over unseen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from offsetcase.model.problem import Problem
from offsetcase.papers.read import paper_bytes, read_paper

SHOWN = 160


def compare(files: Sequence[str], folder: Path, own: Callable[[str], str]) -> list[Problem]:
    """Where a paper names for certain what the case file has otherwise.

    Args:
        files: names of files beside the case file.
        folder: the case file's folder.
        own: the case file's value of a field as text, ``""`` where it has none.

    Raises:
        OffsetcaseError: a paper isn't there or can't be read (status 2 or 4).
    """
    found: list[Problem] = []
    for name in files:
        paper = read_paper(name, paper_bytes(folder / name))
        for field in paper.fields:
            said = own(field.name) if field.certain and "." in field.name else ""
            if said and _folded(said) != _folded(field.value):
                text = f'The case file says "{said[:SHOWN]}" for {field.name}, and the paper "{field.value[:SHOWN]}" (page {field.page}).'
                found.append(
                    Problem("W-PAPER", text, "look at the page, and correct case.toml where it is wrong.", name)
                )
    return found


def _folded(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())
