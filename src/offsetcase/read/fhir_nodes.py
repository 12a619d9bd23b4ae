"""Looking into a FHIR resource whatever stands where: nothing here trusts a node's type."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from offsetcase.model.text import one_line
from offsetcase.read.table import MAX_CELL

Json = Mapping[str, Any]
_HISTORY = re.compile(r"/_history/.*$")


def as_list(value: Any) -> list[Json]:
    """A list of objects, whatever stands there; a single object counts as a list of one."""
    if not value:
        return []
    # A parser gives dictionaries: asking for any mapping takes ten times as long, and this is asked of every node.
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def as_object(value: Any) -> Json:
    """An object, or an empty one where something else stands; of a list its first object."""
    if isinstance(value, dict):
        return value
    return next((one for one in value if isinstance(one, dict)), {}) if isinstance(value, list) else {}


def as_text(value: Any) -> str:
    """A text or a number as text; ``""`` where something else stands."""
    if isinstance(value, str):
        return value.strip()[:MAX_CELL]
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else ""


def texts(value: Any) -> list[str]:
    """The texts of a list, or the one that stands alone."""
    said = [as_text(one) for one in (value if isinstance(value, list) else [value])]
    return [one for one in said if one]


def _concept(one: Json) -> Json:
    inner = one.get("concept")
    return inner if isinstance(inner, dict) else one


def codings(concept: Any) -> list[Json]:
    """The codings of a concept, of several, of a reference that may be a concept (R5), or a coding that stands alone (DSTU2)."""
    codes: list[Json] = []
    for one in as_list(concept):
        inner = _concept(one)
        if "coding" in inner:
            codes += as_list(inner["coding"])
        elif "code" in inner:
            codes.append(inner)
    return codes


def code_words(concept: Any) -> set[str]:
    """A concept's codes in lower case, and what ends the address where a code is one (STU3, Synthea)."""
    words: set[str] = set()
    if not concept:
        return words
    for coding in codings(concept):
        word = as_text(coding.get("code")).lower()
        words |= {word, word.rsplit("/", 1)[-1]}
    return words - {""}


def word_of(value: Any) -> str:
    """A code, which some files write as a concept or as an object with a value: lower case, ``""`` where none is."""
    if isinstance(value, list):
        value = next((one for one in value if one), "")
    if isinstance(value, dict):
        codes = [as_text(coding.get("code")) for coding in codings(value)]
        value = next(
            (one for one in (*codes, *(as_text(value.get(n)) for n in ("value", "text", "display"))) if one), ""
        )
    return one_line(as_text(value)).strip().lower()


def labels(concept: Any) -> list[str]:
    """What a concept is called: its codings' displays, then its text, each once."""
    if not concept:
        return []
    texts = [as_text(coding.get("display")) for coding in codings(concept)]
    for one in as_list(concept):
        texts.append(as_text(_concept(one).get("text")))
    return list(dict.fromkeys(text for text in texts if text))


@lru_cache(maxsize=4096)
def reference_key(text: str) -> str:
    """A reference without its server, version and spelling: ``Patient/1`` for ``https://x.example/fhir/Patient/1/_history/2``."""
    text = _HISTORY.sub("", text.strip().split("|", 1)[0])
    if text.startswith(("urn:", "#")):
        return text
    return "/".join(text.rstrip("/").split("/")[-2:]) if "/" in text else text


def reference_of(value: Any) -> str:
    """The key of what a node refers to, or ``""``."""
    if not value:
        return ""
    one = as_object(value)
    if isinstance(one.get("reference"), dict):  # a reference that may be a concept (R5)
        one = as_object(one["reference"])
    return reference_key(as_text(one.get("reference"))[:500])


def identifiers(value: Any) -> Iterator[tuple[bool, str]]:
    """Each identifier's value, and whether it is the one that its file calls the unique claim number."""
    for one in as_list(value):
        # CMS's test server hands out the same fill under two ids that differ by their sign.
        text = as_text(one.get("value")).lstrip("-")
        if text:
            yield "uc" in code_words(one.get("type")), text
