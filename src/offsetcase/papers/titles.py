"""What a title looks like, and how far apart the lines of one paragraph stand."""

from __future__ import annotations

import re

# Part of a line's size: the step that still belongs to one paragraph.
STEP = 1.75
LONGEST_HEADING = 90
_SECTION = re.compile(r"(?:section|article|part|chapter)\s+[\dIVX]+\b|\d{1,2}(?:\.\d{1,2})*\.?\s+[A-Z]", re.IGNORECASE)


def short_title(text: str) -> bool:
    """Whether a line alone looks like a title: few words, most of them capitalised, no full stop."""
    words = list(re.findall(r"[A-Za-z][\w'’-]*", text))
    if (
        not words
        or len(text) > LONGEST_HEADING
        or text.rstrip()[-1:] in ".,;"
        or len(words) > 12
        or ": " in text
        or text[0] in "•▪●○◦□✓*–-"
    ):
        return False
    small = {"of", "and", "or", "the", "to", "for", "a", "an", "in", "on", "by", "with", "your", "is", "are", "not"}
    return text.isupper() or bool(_SECTION.match(text)) or all(w[0].isupper() for w in words if w.lower() not in small)
