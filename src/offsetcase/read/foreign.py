"""What a reader of something else than a table hands over: lines, with the format's name and what must be said."""

from __future__ import annotations

from dataclasses import dataclass

from offsetcase.model.lines import ClaimLine
from offsetcase.model.problem import Problem
from offsetcase.read.health_files import HealthFile


@dataclass(frozen=True, slots=True)
class ForeignLines:
    """Claim lines from a format of its own. ``format`` is its key, ``name`` its name in words, ``why`` what told it."""

    file: str
    format: str
    name: str
    lines: list[ClaimLine]
    warnings: list[Problem]
    why: str
    health: HealthFile | None = None
