"""What can go wrong, as values: one shape for errors and warnings, one enum for exit statuses."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from offsetcase.model.lines import Source

# More than a tired person reads; and how much of one text is shown, when a cell or a value of a file stands in it.
MAX_REPORTED = 20
MAX_SHOWN = 1000
# Of troubles of one sort: the places that are named, and the rows that a line to be copied leaves out.
MOST_PLACES = 3
MOST_ROWS = 80
MOST_LINES = 40
_ROWS = re.compile(r"rows = \[([\d, ]+)\]")


class ExitCode(IntEnum):
    """The command's exit statuses. They are documented and never renumbered."""

    DONE = 0
    BUG = 1
    USAGE = 2
    NO_CASE = 3
    INPUT = 4
    BATCH_FAILURES = 5
    MISSING_LIBRARY = 6
    CANNOT_WRITE = 7
    AUDIT = 8


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or worth knowing: what, where, and what to do next.

    ``sort`` is the same for troubles of one kind in one file, which are shown as one message; ``count`` is how many there are. A remedy's further lines are shown below it, for instance those to be copied into a file. ``code`` is stable (``E-AMOUNT``, ``W-STATUS``): the error gallery and ``docs/errors.md`` are keyed by it.
    """

    code: str
    text: str
    remedy: str = ""
    where: str = ""
    excerpt: str = ""
    sort: str = ""
    count: int = 1

    def __post_init__(self) -> None:
        # A file may have a line break in its name, and what follows it must not look like words of ours.
        object.__setattr__(self, "where", " ".join(self.where.splitlines()))
        for name in ("text", "where", "excerpt"):
            object.__setattr__(self, name, _short(getattr(self, name)))
        # Lines to be copied into a file are cut only where one is longer than any line that a person copies.
        object.__setattr__(self, "remedy", "\n".join(map(_short, self.remedy.split("\n")[:MOST_LINES])))

    @classmethod
    def at(cls, source: Source, code: str, text: str, remedy: str = "", excerpt: str = "") -> Problem:
        """A problem that stands at one row of one file."""
        return cls(code=code, text=text, remedy=remedy, where=str(source), excerpt=excerpt)

    def __str__(self) -> str:
        head = f"{self.where}: {self.text}" if self.where else self.text
        parts = [head]
        if self.excerpt:
            parts.extend(f"    {line}" for line in self.excerpt.split("\n"))
        if self.remedy:
            # Lines to be copied into a file stand as they are there, each on its own.
            parts.append("  What to do: " + "\n      ".join(self.remedy.split("\n")))
        parts.append(f"  ({self.code})")
        return "\n".join(parts)


def _short(said: str) -> str:
    return said if len(said) <= MAX_SHOWN else f"{said[: MAX_SHOWN // 2]} … {said[-MAX_SHOWN // 4 :]}"


class OffsetcaseError(Exception):
    """A user's trouble, never a bug: carries every problem found and the status to exit with."""

    def __init__(self, problems: Problem | Sequence[Problem], exit_code: ExitCode) -> None:
        self.problems: tuple[Problem, ...] = gathered((problems,) if isinstance(problems, Problem) else problems)
        self.exit_code = exit_code
        super().__init__("\n".join(str(problem) for problem in self.problems))


def usage_error(code: str, text: str, remedy: str = "", where: str = "", excerpt: str = "") -> OffsetcaseError:
    """One trouble of the command, the case file or the rules file (status 2); see ``Problem``."""
    return OffsetcaseError(Problem(code, text, remedy, where, excerpt), ExitCode.USAGE)


def input_error(
    code: str, text: str, remedy: str = "", where: str = "", excerpt: str = "", sort: str = ""
) -> OffsetcaseError:
    """One trouble of the claims or the papers (status 4); see ``Problem``."""
    return OffsetcaseError(Problem(code, text, remedy, where, excerpt, sort), ExitCode.INPUT)


def gathered(problems: Sequence[Problem]) -> tuple[Problem, ...]:
    """Troubles of one sort as one message with their count and the first three places, in the order of the first of each.

    A line that names a row to be left out names all of them.
    """
    groups: dict[tuple[str, ...], list[Problem]] = {}
    for problem in problems:
        key = (
            (problem.code, problem.sort)
            if problem.sort
            else (problem.code, problem.text, problem.where, problem.remedy)
        )
        groups.setdefault(key, []).append(problem)
    return tuple(members[0] if len(members) == 1 else _as_one(members) for members in groups.values())


def _as_one(members: Sequence[Problem]) -> Problem:
    first = members[0]
    if not first.sort:
        return first
    count = sum(one.count for one in members)
    places = [one.where.removeprefix(f"{first.where.partition(', row')[0]}, ") for one in members[1:MOST_PLACES]]
    more = f"{count - 1} more time{'s' if count > 2 else ''}: {', '.join(places)}{' …' if count > MOST_PLACES else ''}"
    rows = [row for one in members for row in _ROWS.findall(one.remedy)]
    listed = ", ".join(dict.fromkeys(", ".join(rows).split(", ")[:MOST_ROWS])) if rows else ""
    return Problem(
        first.code,
        f"{first.text} The same {more}.",
        _ROWS.sub(f"rows = [{listed}]", first.remedy),
        first.where,
        "\n".join(one.excerpt for one in members[:MOST_PLACES] if one.excerpt),
        first.sort,
        count,
    )


def capped(problems: Sequence[Problem], file: str, count: int = 0) -> list[Problem]:
    """The first problems of a file, and how many more there are.

    Args:
        problems: those that were found, or at least the first ``MAX_REPORTED``.
        file: the file's name.
        count: how many there are, when only the first were put into words.
    """
    rest = max(count, len(problems)) - MAX_REPORTED
    if rest <= 0:
        return list(problems)
    more = Problem(
        "E-MORE",
        f"and {rest} more problems of this kind.",
        "mend these first, then run the command again.",
        file,
    )
    return [*problems[:MAX_REPORTED], more]
