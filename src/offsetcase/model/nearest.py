"""The nearest known name to one that was misspelt: only ever shown as a question, never taken."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

# A name is short; comparing takes the square of the length.
_LONGEST = 80
_LIKENESS = 0.4


def nearest(name: str, known: Iterable[str]) -> str:
    """The known name that is most like ``name``, or ``""`` where none is much like it."""
    return next(iter(difflib.get_close_matches(name[:_LONGEST], known, 1, _LIKENESS)), "")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question for the head of a remedy, ``'did you mean "esketamine"? '``, or ``""`` where no known name is near."""
    near = nearest(name, known)
    return f'did you mean "{near}"? ' if near else ""
