"""What can go wrong, as values: one shape for errors and warnings, one enum for exit statuses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from offsetcase.model.lines import Source

# More than a tired person reads; and how much of one text is shown, when a cell or a value of a file stands in it.
MAX_REPORTED = 20
MAX_SHOWN = 1000


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

    A remedy's further lines are shown below it, for instance those to be copied into a file. ``code`` is stable (``E-AMOUNT``, ``W-STATUS``): the error gallery and ``docs/errors.md`` are keyed by it.
    """

    code: str
    text: str
    remedy: str = ""
    where: str = ""
    excerpt: str = ""

    def __post_init__(self) -> None:
        # A file may have a line break in its name, and what follows it must not look like words of ours.
        object.__setattr__(self, "where", " ".join(self.where.splitlines()))
        for name in ("text", "remedy", "where", "excerpt"):
            said = getattr(self, name)
            if len(said) > MAX_SHOWN:
                short = f"{said[: MAX_SHOWN // 2]} … {said[-MAX_SHOWN // 4 :]}"
                object.__setattr__(self, name, short)

    @classmethod
    def at(cls, source: Source, code: str, text: str, remedy: str = "", excerpt: str = "") -> Problem:
        """A problem that stands at one row of one file."""
        return cls(code=code, text=text, remedy=remedy, where=str(source), excerpt=excerpt)

    def __str__(self) -> str:
        head = f"{self.where}: {self.text}" if self.where else self.text
        parts = [head]
        if self.excerpt:
            parts.append(f"    {self.excerpt}")
        if self.remedy:
            # Lines to be copied into a file stand as they are there, each on its own.
            parts.append("  What to do: " + "\n      ".join(self.remedy.split("\n")))
        parts.append(f"  ({self.code})")
        return "\n".join(parts)


class OffsetcaseError(Exception):
    """A user's trouble, never a bug: carries every problem found and the status to exit with."""

    def __init__(self, problems: Problem | Sequence[Problem], exit_code: ExitCode) -> None:
        self.problems: tuple[Problem, ...] = (problems,) if isinstance(problems, Problem) else tuple(problems)
        self.exit_code = exit_code
        super().__init__("\n".join(str(problem) for problem in self.problems))


def capped(problems: Sequence[Problem], file: str, found: int = 0) -> list[Problem]:
    """The first problems of a file, and how many more there are.

    Args:
        problems: those that were found, or at least the first ``MAX_REPORTED``.
        file: the file's name.
        found: how many there are, when only the first were put into words.
    """
    rest = max(found, len(problems)) - MAX_REPORTED
    if rest <= 0:
        return list(problems)
    more = Problem(
        "E-MORE",
        f"and {rest} more problems of this kind.",
        "mend these first, then run the command again.",
        file,
    )
    return [*problems[:MAX_REPORTED], more]
