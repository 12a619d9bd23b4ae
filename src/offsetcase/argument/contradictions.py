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
from offsetcase.case.settings import CaseFile, text_of, value_at
from offsetcase.model.facts import show_date
from offsetcase.model.places import data_path, load_toml, made, shown
from offsetcase.model.shape import DataError

_FILE = "contradictions.toml"
_DAYS = {"days", "day_word", "first", "last"}
# Each check: what it must be told besides, and the figures that its ``shows`` can name.
_CHECKS: Mapping[str, tuple[set[str], set[str]]] = {
    "fewer-days": ({"category", "least"}, _DAYS),
    "fewer-tried": ({"least"}, {"count", "count_word", "names"}),
    "filled": (set(), {"names"}),
    "any-day": ({"category"}, _DAYS),
    "denied": ({"category"}, set()),
}
# Treatment this close to the files' first or last day may go on beyond them.
_EDGE = dt.timedelta(days=28)
# A sentence with what ends it; a question says nothing.
_SENTENCE = re.compile(r"[^.;!?\n]+(?:[.;!?](?!\s|$)[^.;!?\n]*)*[.;!?]?")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Rule:
    """One pair of words and claims that exclude each other."""

    id: str
    fields: tuple[str, ...]
    alone: frozenset[str]
    says: re.Pattern[str]
    bare: re.Pattern[str]
    unless: re.Pattern[str] | None
    check: str
    shows: str
    next: str
    category: str = ""
    least: int = 0


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
        DataError: a rule doesn't fit its shape, looks at a field that no case file has, or asks for what its check can't say.
    """
    path = data_path(_FILE)
    raw = load_toml(path)
    return tuple(_rule(shown(path), one, raw["bare"]["never"]) for one in raw["rule"])


def _rule(file: str, raw: Mapping[str, Any], never: str) -> Rule:
    def refused(words: str) -> DataError:
        return DataError(file, f"rule {raw['id']}: {words}.")

    if raw["check"] not in _CHECKS:
        raise refused(f"the check isn't one of {', '.join(_CHECKS)}")
    asks, sayable = _CHECKS[raw["check"]]
    if lacking := asks - set(raw):
        raise refused(f"its check {raw['check']} asks for {', '.join(sorted(lacking))} besides")
    if gone := set(raw.get("alone", ())) - set(raw["fields"]):
        raise refused(f"{', '.join(sorted(gone))} is alone, but isn't one of its fields")
    for path in raw["fields"]:
        if not isinstance(value_at(CaseFile(), path), str):
            raise refused(f"the case file has no text at {path}")
    try:
        raw["shows"].format(**dict.fromkeys(sayable, ""))
    except (KeyError, IndexError, ValueError) as error:
        known = ", ".join(sorted(sayable)) or "no figure"
        raise refused(f"shows can't be filled in ({error}); its check {raw['check']} says {known}") from error
    says, bare, unless = (
        re.compile(raw.get(key, default), re.IGNORECASE)
        for key, default in (("says", ""), ("bare", never), ("unless", "$^"))
    )
    return made(
        Rule,
        raw,
        alone=frozenset(raw.get("alone", ())),
        says=says,
        bare=bare,
        unless=unless if "unless" in raw else None,
    )


def contradictions(case: CaseFile, record: Record) -> list[Contradiction]:
    """Every contradiction between a case file and its claims, at most one for each rule.

    Args:
        case: the case file; a field that it doesn't have is passed over.
        record: what the claims show, and the dated prescriber's statements.

    Returns:
        The contradictions in the rules' order; none where nothing excludes anything.
    """
    excluded = []
    for rule in rules():
        said = next(((path, words) for path in rule.fields for words in _saying(rule, path, text_of(case, path))), None)
        shown = _shown(rule, record, said[1]) if said else None
        if said and shown:
            excluded.append(Contradiction(rule.id, said[0], said[1], shown, rule.next))
    return excluded


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
