"""Messages as the page shows them: what and where, what to do in the page's own way, and buttons where lines would settle it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from offsetcase.asking.rules import choices
from offsetcase.model.problem import Problem

# Words of the command: what to do then is said in the page's own words (static/words.toml, by code), or by its screens.
_COMMANDS = ("--", "offsetcase ", ".toml")


def problems_json(problems: Sequence[Problem], headings: Sequence[str]) -> list[dict[str, Any]]:
    """Each problem with its choices.

    Args:
        problems: what was found.
        headings: the files' headings.
    """
    return [problem_json(one, headings) for one in problems]


def problem_json(problem: Problem, headings: Sequence[str]) -> dict[str, Any]:
    """One problem: a remedy that names the command's options or files is left to the page's words."""
    ways = choices(problem, headings)
    remedy = problem.remedy.partition("\n")[0] if not any(one in problem.remedy for one in _COMMANDS) else ""
    return {
        "code": problem.code,
        "text": problem.text,
        "where": problem.where,
        "excerpt": problem.excerpt,
        "remedy": "" if ways else remedy,
        "count": problem.count,
        "choices": [{"kind": one.kind, "values": list(one.values), "lines": one.lines} for one in ways],
    }
