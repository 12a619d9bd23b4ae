"""The part of a long clause that a letter quotes, word for word, where the whole of it stands in an exhibit."""

from __future__ import annotations

import re

from offsetcase.papers.booklet import passages
from offsetcase.papers.prose import split

CUT = "…"
# Where a sentence may be parted without changing what is said: never in the middle of an enumeration of conditions.
_BEFORE = re.compile(r"(?:[;:]|\)\s*|,?\s(?:and|but)\s+(?:that|which|who))\s+(?=\S)|[;:]\s+(?=\S)")
_AFTER = re.compile(r"[;]\s")
# A head that holds one of these turns what follows round: then nothing is cut away.
_TURNS = re.compile(
    r"\b(?:not|no|never|none|nor|neither|except|unless|without|exclud\w*|if|only|other than)\b", re.IGNORECASE
)


def operative(path: str, text: str, most: int) -> str:
    """The sentence for which a clause is quoted, or the part of it that still says the same.

    Args:
        path: the field of the case file, whose patterns tell which sentence counts.
        text: the whole clause.
        most: as many characters as the letter has room for.

    Returns:
        Words of the text itself, with ``…`` where some before or behind them are left out; ``""`` where no part can be
        quoted without the rest.
    """
    patterns = [pattern for kind in passages() if kind.field == path for pattern in kind.any]
    said = split(" ".join(text.split()))
    for sentence in said:
        matches = [match for pattern in patterns if (match := pattern.search(sentence.lower()))]
        if matches:
            at = min(match.start() for match in matches)
            return _cut(sentence, at, max(match.end() for match in matches if match.start() == at), most)
    return said[0] if said and len(said[0]) <= most and not patterns else ""


def _cut(sentence: str, start: int, end: int, most: int) -> str:
    if len(sentence) <= most:
        return sentence
    ends = [match.start() for match in _AFTER.finditer(sentence, end)]
    heads = [0, *(match.end() for match in _BEFORE.finditer(sentence, 0, start))]
    for head in heads:  # the longest part that has room
        if head and _TURNS.search(sentence[:head]):
            break
        for tail in (len(sentence), *reversed(ends)):
            part = (f"{CUT} " if head else "") + sentence[head:tail] + (f" {CUT}" if tail < len(sentence) else "")
            if len(part) <= most:
                return part
    return ""
