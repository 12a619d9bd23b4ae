"""Where the case file says one thing and the claims another: both are named, and the person decides which is right.

A letter that contradicts its own exhibit is refused at a glance. The search is narrow on purpose: a rule fires only where
words and claims exclude each other, and treatment that the files can't show (earlier, paid elsewhere, still running) is
never held against anybody.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from offsetcase.argument.record import Record
from offsetcase.case.settings import CaseFile
from offsetcase.model.facts import show_date
from offsetcase.model.places import data_path, load_toml

_FIELDS = {"id", "topic", "fields", "alone", "says", "bare", "unless", "check", "category", "least", "shows", "next"}
_NEEDED = {"id", "topic", "fields", "says", "check", "shows", "next"}
_CHECKS = {
    "fewer-days": {"category", "least"},
    "fewer-tried": {"least"},
    "filled": set(),
    "any-day": {"category"},
    "denied": {"category"},
}
# Treatment this close to the files' first or last day may go on beyond them.
_EDGE = dt.timedelta(days=28)
# A sentence with what ends it; a question says nothing.
_SENTENCE = re.compile(r"[^.;!?\n]+(?:[.;!?](?!\s|$)[^.;!?\n]*)*[.;!?]?")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


class ContradictionDataError(ValueError):
    """The rules' file doesn't fit the schema; the message names the rule."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One pair of words and claims that exclude each other."""

    id: str
    topic: str
    fields: tuple[str, ...]
    alone: frozenset[str]
    says: re.Pattern[str]
    bare: re.Pattern[str]
    unless: re.Pattern[str] | None
    check: str
    category: str
    least: int
    shows: str
    next: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """One contradiction: the case file's path and words, what the claims show, and what to do."""

    id: str
    field: str
    said: str
    shown: str
    next: str

    @property
    def words(self) -> str:
        """The whole in one sentence, with both sources named."""
        return f"case.toml says under {self.field}: “{self.said}”, and {self.shown}."


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order of their file.

    Raises:
        ContradictionDataError: a rule has an unknown field, lacks one, or holds a pattern that can't be read.
    """
    raw = load_toml(data_path("contradictions.toml"))
    return tuple(_rule(one, raw["bare"]["never"]) for one in raw["rule"])


def _rule(raw: Mapping[str, Any], never: str) -> Rule:
    name = f"contradictions.toml: {raw.get('id')}"
    if set(raw) - _FIELDS or _NEEDED - set(raw):
        raise ContradictionDataError(f"{name} has unknown fields {set(raw) - _FIELDS} or lacks {_NEEDED - set(raw)}")
    if raw["check"] not in _CHECKS or _CHECKS[raw["check"]] - set(raw):
        raise ContradictionDataError(f"{name}: its check isn't known, or lacks what it asks for")
    if set(raw.get("alone", ())) - set(raw["fields"]):
        raise ContradictionDataError(f"{name}: a field is alone that it doesn't look at")
    try:
        says, bare, unless = (
            re.compile(raw.get(key, default), re.IGNORECASE)
            for key, default in (("says", ""), ("bare", never), ("unless", "$^"))
        )
    except re.error as error:
        raise ContradictionDataError(f"{name}: a pattern can't be read, {error}") from None
    return Rule(
        id=raw["id"],
        topic=raw["topic"],
        fields=tuple(raw["fields"]),
        alone=frozenset(raw.get("alone", ())),
        says=says,
        bare=bare,
        unless=unless if "unless" in raw else None,
        check=raw["check"],
        category=raw.get("category", ""),
        least=raw.get("least", 0),
        shows=raw["shows"],
        next=raw["next"],
    )


def contradictions(case: CaseFile, record: Record) -> list[Contradiction]:
    """Every contradiction between a case file and its claims, at most one for each rule.

    Args:
        case: the case file; a field that it doesn't have is passed over.
        record: what the claims show, and the dated prescriber's statements.

    Returns:
        The contradictions in the rules' order; none where nothing excludes anything.
    """
    found = []
    for rule in rules():
        said = next(((path, words) for path in rule.fields for words in _saying(rule, path, _text(case, path))), None)
        shown = _shown(rule, record, said[1]) if said else None
        if said and shown:
            found.append(Contradiction(rule.id, said[0], said[1], shown, rule.next))
    return found


def _text(case: CaseFile, path: str) -> str:
    value: Any = case
    for name in path.split("."):
        value = getattr(value, name, "")
    return value if isinstance(value, str) else ""


def _saying(rule: Rule, path: str, text: str) -> list[str]:
    """The sentences of a field that the rule is about."""
    patterns = (rule.says, rule.bare) if path in rule.alone else (rule.says,)
    return [
        words
        for words in (part.strip().rstrip(".;!") for part in _SENTENCE.findall(text))
        if not words.endswith("?")
        and any(pattern.search(words) for pattern in patterns)
        and not (rule.unless and rule.unless.search(words))
    ]


def _shown(rule: Rule, record: Record, said: str) -> str | None:
    """What the claims show against it, in words; ``None`` where they show nothing that excludes it."""
    if rule.check == "denied":
        return rule.shows if rule.category in record.denied else None
    if rule.check == "filled":
        return rule.shows.format(names=", ".join(sorted(record.filled))) if record.filled else None
    if rule.check == "fewer-tried":
        return _fewer_tried(rule, record)
    sessions = record.sessions.get(rule.category)
    if sessions is None or not sessions.days:
        return None
    if rule.check == "fewer-days":
        begins = record.claims_from is None or sessions.first - record.claims_from <= _EDGE
        ends = record.claims_to is None or record.claims_to - sessions.last <= _EDGE
        years = {int(year) for year in _YEAR.findall(said)}
        elsewhen = years and not years & set(range(sessions.first.year, sessions.last.year + 1))
        if sessions.days >= rule.least or begins or ends or elsewhen:
            return None
    return rule.shows.format(
        days=sessions.days,
        day_word="day" if sessions.days == 1 else "days",
        first=show_date(sessions.first),
        last=show_date(sessions.last),
    )


def _fewer_tried(rule: Rule, record: Record) -> str | None:
    stated = record.statements.get("diagnosis", "") or record.statements.get("severity", "")
    if len(record.tried) >= rule.least or rule.says.search(stated):
        return None
    count = len(record.tried)
    return rule.shows.format(
        count=count or "no",
        count_word="antidepressant" if count == 1 else "antidepressants",
        names=f" ({', '.join(sorted(record.tried))})" if count else "",
    )
