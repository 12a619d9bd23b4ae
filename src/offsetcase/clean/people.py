"""Whose claims these are: one household's export holds everybody's, and the letter is one member's."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

_AGE = re.compile(r"\s*[,(]?\s*\bage\s*:?\s*\d+\s*\)?\s*$", re.IGNORECASE)
_BIRTH = re.compile(r"\s*\([^)]*\d[^)]*\)\s*$")
_RELATION = re.compile(r"\s*\((self|subscriber|spouse|dependent|child|member)\)\s*$", re.IGNORECASE)


@lru_cache(maxsize=4096)
def name_words(cell: str) -> frozenset[str]:
    """A person cell as a set of name words: ``DOE, JANE`` , ``Jane Doe (1985-03-12)`` and ``JANE DOE age 39`` are equal.

    Middle initials are left out; an identifier with digits stays as it is.
    """
    # A name is short, and its words stand one space apart: the patterns below look at every space.
    cell = " ".join(cell.split())[:300]
    text = _RELATION.sub("", _BIRTH.sub("", _AGE.sub("", cell)))
    words = [word for word in re.split(r"[\s,]+", text.casefold().replace(".", " ")) if word]
    longer = [word for word in words if len(word) > 1]
    return frozenset(longer or words)


def people(cells: Iterable[str]) -> dict[str, str]:
    """Which cells name the same person.

    Args:
        cells: the person cells as they stand in the files.

    Returns:
        Each cell mapped to one spelling of its person. A first name alone joins the one person who bears it, if there
        is just one; otherwise it stays a person of its own, to be asked about.
    """
    distinct = sorted({cell for cell in cells if cell}, key=lambda cell: (-len(name_words(cell)), cell))
    canonical: dict[frozenset[str], str] = {}
    # By each word: a file may name everybody differently, and comparing all with all takes the square of their number.
    bearers: dict[str, list[frozenset[str]]] = defaultdict(list)
    result: dict[str, str] = {}
    for cell in distinct:
        words = name_words(cell)
        if words not in canonical:
            rarest = min((bearers[word] for word in words), key=len, default=[])
            longer = [known for known in rarest if words < known]
            if len(longer) == 1:
                words = longer.pop()
            else:
                for word in words:
                    bearers[word].append(words)
        result[cell] = canonical.setdefault(words, cell)
    return result


def choose_member(persons: dict[str, str], wanted: str, wanted_from: str) -> str | None:
    """The one person whose claims count.

    Args:
        persons: what ``people`` returned.
        wanted: a name to look for, or ``""``.
        wanted_from: where that name came from: ``--member`` or the case file.

    Returns:
        The person's spelling, or ``None`` where the files name nobody.

    Raises:
        OffsetcaseError: several people and no way to tell, or nobody of that name (status 2).
    """
    names = sorted(set(persons.values()))
    listed = ", ".join(f'"{name}"' for name in names)
    if not names:
        return None
    if wanted:
        words = name_words(wanted)
        exact = [name for name in names if name_words(name) == words]
        hits = exact or [name for name in names if words and (words < name_words(name) or name_words(name) < words)]
        if len(hits) == 1:
            return hits.pop()
        if wanted_from != "--member" and len(names) == 1:
            return names.pop()
        what = "fits more than one person" if hits else "is not in these files"
        raise OffsetcaseError(
            Problem(
                "E-MEMBER",
                f'the name "{wanted}" ({wanted_from}) {what}. The files name: {listed}.',
                f'choose one of them, for instance:  --member "{names[0]}"',
            ),
            ExitCode.USAGE,
        )
    if len(names) > 1:
        raise OffsetcaseError(
            Problem(
                "E-SEVERAL-PEOPLE",
                f"the files hold the claims of {len(names)} people: {listed}.",
                f'say whose letter this is, for instance:  --member "{names[0]}"   If two of these are one person, write into '
                f'claims.rules.toml:\n[people]\n"{names[-1]}" = "{names[0]}"',
            ),
            ExitCode.USAGE,
        )
    return names.pop()
