"""Text from outside, made harmless: nothing in it may steer a terminal or turn the order of what is read."""

from __future__ import annotations

import json
import re

# Control characters but tab and line breaks; zero-width and bidirectional marks, which make one amount read as another.
# The joiners U+200C and U+200D stay: names are written with them.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# A soft hyphen inside a word is not a character; before or behind a number it is a minus that a program has mangled.
_SOFT_MINUS = re.compile("(?<!\\w)\xad(?=\\s?[$(]?\\s?[\\d.])|(?<=\\d)\xad(?!\\w)")
# These part words, so a space stands for them.
_PARTING = dict.fromkeys((0x0B, 0x0C, 0x1C, 0x1D, 0x1E, 0x85, 0x2028, 0x2029), " ")
# No text that means something has so long a gap; a pattern that looks for spaces would look long.
_GAP = re.compile(r"[^\S\t\n\r]{40,}")
_BREAKS = re.compile(r"[\t\n\r\u2028\u2029]+")


def plain(text: str) -> str:
    """The text without control characters, bidirectional marks, and gaps of forty spaces and more."""
    if _UNWANTED.search(text):
        text = _SOFT_MINUS.sub("-", text)
        text = _UNWANTED.sub("", text.translate(_PARTING))
    # Of ASCII's spaces only the common one is left here, and a plain search for it takes a hundredth of the pattern's time.
    gap = " " * 40 in text if text.isascii() else _GAP.search(text)
    return _GAP.sub(" ", text) if gap else text


def one_line(text: str) -> str:
    """A name from outside as one line, so that none can look like a line of its own."""
    return _BREAKS.sub(" ", plain(text))


def bare(text: str) -> str:
    """The letters and digits of a text alone, in one case, for comparing what was printed or typed twice."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def quoted(text: str) -> str:
    """A text as a TOML file holds it on one line, in quotation marks."""
    return json.dumps(text, ensure_ascii=False)


def squeezed(text: str) -> str:
    """A text in one case with single spaces, for looking a word up."""
    return " ".join(text.casefold().split())


def escaped(document: str, signs: re.Pattern[str] = _UNWANTED) -> str:
    """A JSON document with the same values, whose strings hold no such character, or none of others, but its escape."""
    return signs.sub(_escape, document)


def _escape(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def visible(text: str) -> str:
    """The text with a question mark for each character that a terminal could obey instead of showing it."""
    return _UNWANTED.sub("?", text)


def inside_quotes(text: str) -> str:
    """A text as it stands between quotation marks of ours: without a pair that holds all of it, its own marks single.

    What a person copies often brings its marks along, and  ““Experimental” means …”  would look like a slip.
    """
    bare = text.strip()
    for opening, closing in ("“”", '""'):
        inner = bare[1:-1]
        if (
            len(bare) > 2
            and bare[0] == opening
            and bare[-1] == closing
            and opening not in inner
            and closing not in inner
        ):
            bare = inner.strip()
    bare = bare.replace("“", "‘").replace("”", "’")
    return re.sub(r'(^|[\s(\[—–-])"', r"\1‘", bare).replace('"', "’")
