"""Claims that another program pipes in: named ``-``, shown as "stdin", read once and within bounds."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from offsetcase.model.files import at_most
from offsetcase.model.problem import OffsetcaseError, usage_error
from offsetcase.model.text import one_line

DASH = Path("-")


def shown_name(path: Path) -> str:
    """A file's name as messages and letters show it."""
    return "stdin" if path == DASH else one_line(path.name)


def dash_error(text: str) -> OffsetcaseError:
    """A dash that can't be used (status 2)."""
    return usage_error(
        "E-STDIN", text, "name the file itself, or pipe it in once:  offsetcase build - < claims.csv", "stdin"
    )


@cache
def standard_input(most: int) -> bytes:
    """Everything that is piped in, up to one byte more than ``most``.

    Raises:
        OffsetcaseError: there is no pipe but a keyboard, or nothing at all (status 2).
    """
    if sys.stdin is None or sys.stdin.isatty():
        raise dash_error("a dash stands for claims that are piped in, and nothing is.")
    return at_most(sys.stdin.buffer, most)
