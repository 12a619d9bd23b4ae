"""Spans of time in plain words: "180 days", "one hundred eighty (180) days", "six months", "60 business days"."""

from __future__ import annotations

import re
from typing import NamedTuple

# Numbers in words, as letters say them: 1 to 19, and the tens from 20.
NUMBERS = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_VALUES = {word: n for n, word in enumerate(NUMBERS, 1)} | {word: 10 * n for n, word in enumerate(TENS, 2)}
_WORD = f"(?:{'|'.join([*sorted(_VALUES, key=len, reverse=True), 'hundred'])})"
_IN_WORDS = rf"(?:an?\s+hundred|{_WORD})(?:[\s-]+(?:and[\s-]+)?{_WORD})*"
_NUMBER = rf"(?:\d{{1,3}}|{_IN_WORDS})"
_COUNTED = r"(?:calendar|business|working|consecutive)"
# For a larger pattern: without groups of its own, in lower case.
PATTERN = (
    rf"(?<![\w.,$/-]){_NUMBER}(?:\s*\(\s*{_NUMBER}(?:[\s-]+(?:{_COUNTED}[\s-]+)?(?:days?|weeks?|months?|years?))?\s*\))?"
    rf"[\s-]+(?:\(?{_COUNTED}\)?[\s-]+)?(?:days?|weeks?|months?|years?)\b"
)
_SPAN = re.compile(PATTERN, re.IGNORECASE)
_EACH = re.compile(_NUMBER, re.IGNORECASE)
_BUSINESS = re.compile(r"\b(?:business|working)\b", re.IGNORECASE)
_UNIT = re.compile(r"\b(day|week|month|year)s?\b", re.IGNORECASE)
# Longer spans are none in which an appeal is filed.
MOST = {"days": 400, "months": 24}


class TimeSpan(NamedTuple):
    """One span: so many days (weeks are seven) or months (years are twelve); ``business`` where only business days count.

    ``words`` are the text's own. ``business_days`` are only said of days: a week of seven days has no business weeks.
    """

    amount: int
    unit: str
    business: bool
    words: str


def spans(text: str) -> list[TimeSpan]:
    """Every span that a text names, in its order; one whose figure and words disagree gives both."""
    named = []
    for one in _SPAN.finditer(text):
        said = " ".join(one[0].split())
        unit = {m.lower() for m in _UNIT.findall(said)}
        for amount in dict.fromkeys(number(each[0]) for each in _EACH.finditer(said)):
            for kind in sorted(unit):
                many, name = (
                    amount * {"week": 7, "year": 12}.get(kind, 1),
                    "days" if kind in ("day", "week") else "months",
                )
                if 0 < many <= MOST[name]:
                    named.append(TimeSpan(many, name, bool(_BUSINESS.search(said)) and kind == "day", said))
    return named


def number(words: str) -> int:
    """A number in figures or in English words, up to 999; 0 where the words are none."""
    if words.strip().isdigit():
        return int(words)
    total = 0
    for word in re.split(r"[\s-]+", words.lower().strip()):
        if word == "hundred":
            total = max(total, 1) * 100
        elif word in _VALUES:
            total += _VALUES[word]
        elif word not in ("a", "an", "and"):
            return 0
    return total
