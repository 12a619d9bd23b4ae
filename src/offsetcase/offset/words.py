"""Whether somebody's own words speak of a thing, and don't deny it in the same breath."""

from __future__ import annotations

import re
from collections.abc import Iterable

# "no aneurysm", "not treatment-resistant", "denies hypersensitivity": up to four words may stand between.
_DENIED = re.compile(r"\b(?:no|not|never|without|denies|denied|negative for|free of|nor|neither)\W+(?:[\w-]+\W+){0,4}$")


def speaks_of(text: str, stems: Iterable[str]) -> bool:
    """Whether a text holds one of the word stems outside a denial. A stem may hold spaces; hyphens count as spaces."""
    folded = re.sub(r"[\s\u2010-\u2015-]+", " ", text.casefold())
    for stem in stems:
        wanted = re.sub(r"[\s-]+", " ", stem.casefold())
        for match in re.finditer(rf"\b{re.escape(wanted)}", folded):
            clause = re.split(r"[.;:]|\bbut\b", folded[: match.start()])[-1]
            if not _DENIED.search(clause):
                return True
    return False
