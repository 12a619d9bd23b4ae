"""What a paper gives: fields with their page and words, as the command shows them and ``--json`` prints them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from offsetcase.model.text import bare

NOTICE = "notice"
FINAL = "final notice"
BOOKLET = "plan booklet"
SUMMARY = "summary of benefits"
STATEMENT = "explanation of benefits"
OTHER = "something else"


@dataclass(frozen=True, slots=True)
class Field:
    """One thing found: the case file's own key, the value, the page in the file, and the words around it.

    ``certain``: a label or a sentence that only this field has names the value, and no second candidate has one.
    """

    name: str
    value: str
    page: int
    words: str
    certain: bool = False
    from_ocr: bool = False

    def as_json(self) -> dict[str, Any]:
        """The field as ``--json`` prints it."""
        return {
            "name": self.name,
            "value": self.value,
            "page": self.page,
            "words": self.words,
            "certain": self.certain,
            "from_ocr": self.from_ocr,
        }


@dataclass(frozen=True, slots=True)
class Paper:
    """One file: what it is, how many pages it has, and what was found. ``notes`` are words for the person."""

    file: str
    kind: str
    pages: int
    fields: tuple[Field, ...] = ()
    notes: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The file as ``--json`` prints it."""
        return {
            "file": self.file,
            "kind": self.kind,
            "pages": self.pages,
            "fields": [field.as_json() for field in self.fields],
        }

    def get(self, name: str) -> tuple[Field, ...]:
        """Every candidate of one field."""
        return tuple(field for field in self.fields if field.name == name)


class Candidate(NamedTuple):
    """A value that may be a field's: ``named`` where a label or a sentence of this field's own names it."""

    name: str
    value: str
    page: int
    words: str
    named: bool


def decide(
    candidates: Iterable[Candidate], from_ocr: frozenset[int] = frozenset(), doubtful: frozenset[int] = frozenset()
) -> list[Field]:
    """Candidates as fields: one for each value, certain where one value alone is named.

    Args:
        candidates: in reading order.
        from_ocr: the pages whose words come from a scan; nothing on them is certain.
        doubtful: the pages whose words may not be what they show; nothing on them is certain either.
    """
    values: dict[str, dict[str, Candidate]] = {}
    for one in candidates:
        same = values.setdefault(one.name, {})
        key = bare(one.value)
        if key not in same or (one.named and not same[key].named):
            same[key] = one
    fields = []
    for same in values.values():
        named = [one for one in same.values() if one.named]
        for one in sorted(same.values(), key=lambda one: not one.named):
            if named and not one.named:
                continue  # what is named beats what only looks like it
            scanned = one.page in from_ocr
            sure = len(named) == 1 and one.named and not scanned and one.page not in doubtful
            fields.append(Field(one.name, one.value, one.page, one.words, sure, scanned))
    return fields
