"""Names that have to differ: a number goes behind one that is taken already."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable


class FreeNames:
    """Hands out each name once; upper and lower case are one name, as for many disks and readers."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        """Begin with the names that nobody may have."""
        self._taken = {name.casefold() for name in taken}
        self._last: defaultdict[str, int] = defaultdict(lambda: 1)

    def free(self, name: str, behind: str) -> str:
        """The name, or the name with the first number from 2 on that makes it a free one.

        Each goes on where the last equal one ended: of a hundred thousand equal names, none looks through all before it.

        Args:
            name: what is wished for.
            behind: how a number stands behind it, ``"-{}"``.
        """
        key = name.casefold()
        free = name
        while free.casefold() in self._taken:
            self._last[key] += 1
            free = name + behind.format(self._last[key])
        self._taken.add(free.casefold())
        return free
