"""Whether a FHIR claim is spending at all: its use, status, outcome and decisions, whatever shape they have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from offsetcase.model.lines import Status
from offsetcase.read.fhir_amounts import fhir_data
from offsetcase.read.fhir_nodes import Json, as_list, as_object, as_text, code_words, word_of
from offsetcase.read.headings import fold
from offsetcase.read.rows import status_words

_VOIDED = ("cancelled", "entered-in-error")


@dataclass(frozen=True, slots=True)
class Standing:
    """How a claim's own words are taken. ``note`` is set for what is not a claim; ``unknown`` is a word that nobody knows."""

    status: Status
    word: str
    note: str = ""
    voided: bool = False
    unknown: str = ""

    @property
    def stands(self) -> bool:
        """Whether it can replace an earlier version: a plan, a draft, or what isn't adjudicated yet can't."""
        return not self.note and self.status in (Status.PAID, Status.DENIED, Status.REVERSED)


def standing_of(eob: Json, own: Mapping[str, Status]) -> Standing:
    """How a claim stands.

    Args:
        eob: the claim.
        own: the user's own words, folded.
    """
    data = fhir_data()
    use = word_of(eob.get("use"))
    if use in data["use"]["planned"]:
        return Standing(Status.NOT_A_CLAIM, use, f"a {use}, which is not spending")
    tags = code_words(as_list(as_object(eob.get("meta")).get("tag")))
    if tags & set(data["related"]["not_final"]):
        return Standing(Status.NOT_A_CLAIM, "not final", "marked as not the final version of the claim")
    standing = Standing(Status.PAID, word_of(eob.get("outcome")) or "complete")
    unknown = ""
    for name, default in (("status", "active"), ("outcome", "complete")):
        word = word_of(eob.get(name)) or default
        said = own.get(fold(word)) or data[name].get(word) or status_words().get(fold(word))
        if said is None:
            unknown = unknown or word
        elif said not in tuple(Status):
            return Standing(Status.NOT_A_CLAIM, word, f"its status is {said}", voided=word in _VOIDED)
        elif said == Status.NOT_A_CLAIM:
            return Standing(Status.NOT_A_CLAIM, word, f'its status is "{word}"')
        elif said != Status.PAID:
            return Standing(Status(said), word)
    decided = decision(eob)
    if decided in (Status.DENIED, Status.PENDING):
        return Standing(decided, str(decided))
    return Standing(standing.status, standing.word, unknown=unknown)


def decision(level: Json) -> Status | None:
    """What a level's payment status, decision (R5) or disposition says; ``None`` where it has none."""
    if not any(name in level for name in ("adjudication", "decision", "reviewOutcome", "disposition")):
        return None
    known = fhir_data()["decisions"]
    words = {word for one in as_list(level.get("adjudication")) for word in code_words(one.get("reason"))}
    words |= code_words(level.get("decision"))
    for review in as_list(level.get("reviewOutcome")):
        words |= code_words(review.get("decision"))
    words.add("".join(c for c in as_text(level.get("disposition"))[:40].lower() if c.isalpha()))
    said = {Status(known[word]) for word in words if word in known}
    return next((one for one in (Status.PAID, Status.DENIED, Status.PENDING) if one in said), None)
