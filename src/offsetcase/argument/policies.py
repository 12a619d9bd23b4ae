"""Coverage policies of other insurers, criterion by criterion, and each criterion beside the record.

A policy is cited only with its criteria, each *met* by the claims, by the prescriber or by the member's age, or *not
shown*. Claims show what was dispensed and never how it went: a response is the prescriber's to state.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from offsetcase.argument.record import Record
from offsetcase.codes.drugs import find_drug
from offsetcase.model.facts import FactBook, show_date
from offsetcase.model.places import data_path, load_folder, load_toml, made
from offsetcase.model.shape import DataError

BY_CLAIMS = "met (claims)"
BY_PRESCRIBER = "met (prescriber)"
BY_MEMBER = "met (member)"
NOT_SHOWN = "not shown"
MOST_NOT_SHOWN = 1
_CRITERION = {"id", "words", "check", "standing", "read_in"}
_ANTIDEPRESSANT = "medication.antidepressant"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One condition of a policy: its words, where they were read, and how a record can show it."""

    id: str
    words: str
    check: str
    asks: Mapping[str, Any]
    standing: str
    read_in: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy: whose, on which treatment, what must be said with it, and its criteria in order."""

    key: str
    label: str
    treatment: str
    indications: tuple[str, ...]
    standing: str
    read_in: str
    verified: dt.date
    note: str
    criteria: tuple[Criterion, ...]
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """A criterion beside the record: its words, how it stands, and on what that rests (``""`` where nothing shows it)."""

    id: str
    words: str
    standing: str
    basis: str


@dataclass(frozen=True, slots=True)
class Beside:
    """A policy's criteria beside one record."""

    policy: Policy
    rows: tuple[CriterionRow, ...]

    @property
    def not_shown(self) -> tuple[CriterionRow, ...]:
        """The criteria that nothing in the record shows."""
        return tuple(row for row in self.rows if row.standing == NOT_SHOWN)

    @property
    def citable(self) -> bool:
        """Whether the policy may be cited: at most one of its criteria is not shown."""
        return len(self.not_shown) <= MOST_NOT_SHOWN


@cache
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """How a trial that fell short is told, and how a score that is not the present one."""
    raw = load_toml(data_path("trial_words.toml"))
    return re.compile("|".join(raw["short"]), re.IGNORECASE), re.compile(rf"\b(?:{raw['past']})\b", re.IGNORECASE)


def _none() -> tuple[str, str]:
    return NOT_SHOWN, ""


def _said(record: Record, text: str) -> tuple[str, str]:
    day = f", {show_date(record.stated_on)}" if record.stated_on else ""
    return BY_PRESCRIBER, f"“{text}” ({record.stated_by}{day})"


def _age(record: Record, asks: Mapping[str, Any]) -> tuple[str, str]:
    if record.age is None or record.age < asks["least"]:
        return _none()
    return BY_MEMBER, f"aged {record.age}"


def _diagnosis(record: Record, asks: Mapping[str, Any]) -> tuple[str, str]:
    code = record.statements.get("diagnosis_code", "").upper()
    said = [text for key, text in record.statements.items() if key in ("diagnosis", "severity")]
    named = [text for text in said if _mentions(text, asks["names"])]
    if code and code.startswith(tuple(asks["codes"]) or ("-",)):
        named.append(code)
    everything = " ".join(record.statements.values())
    if not named or (asks.get("method") and not _mentions(everything, asks["method"])):
        return _none()
    return _said(record, named[0])


def _severity(record: Record, asks: Mapping[str, Any]) -> tuple[str, str]:
    text = record.statements.get("severity", "")
    if _words()[1].search(text):
        return _none()
    for scale, least in asks["scales"].items():
        name = re.escape(scale).replace(r"\-", "-?")
        # "MADRS 34", "MADRS score: 34/60"; a date in numbers is not a score.
        score = rf"\b{name}(?:-?(?:17|21|24))?\b(?: total)?(?: score)?(?: of| is|:|=)?\s*(\d{{1,2}})(?!\d|[-.]\d|/(?!(?:50|52|60)\b))"
        scores = [int(one) for one in re.findall(score, text, re.IGNORECASE)]
        if scores and min(scores) >= least:
            return _said(record, text)
    return _none()


def _tried(record: Record, asks: Mapping[str, Any]) -> tuple[str, str]:
    classes = set(record.tried.values())
    if len(record.tried) < asks["least"] or len(classes) < asks["classes"]:
        return _none()
    return BY_CLAIMS, f"{', '.join(sorted(record.tried))}: {len(record.tried)} in {len(classes)} classes"


def _trials(record: Record, asks: Mapping[str, Any]) -> tuple[str, str]:
    told = {
        drug.name
        for key, text in record.statements.items()
        if key.startswith("trials.") and _words()[0].search(text)
        for drug in [find_drug(key.removeprefix("trials."))]
        if drug and drug.category == _ANTIDEPRESSANT
    }
    return _said(record, ", ".join(sorted(told))) if len(told) >= asks["least"] else _none()


def _augmentation(record: Record, asks: Mapping[str, Any]) -> tuple[str, str]:
    return (BY_CLAIMS, ", ".join(record.augmented)) if record.augmented else _none()


def _continued(record: Record, asks: Mapping[str, Any]) -> tuple[str, str]:
    if record.antidepressant_now:
        return BY_CLAIMS, record.antidepressant_now
    text = record.statements.get("antidepressant_continued", "")
    return _said(record, text) if text else _none()


def _statement(record: Record, asks: Mapping[str, Any]) -> tuple[str, str]:
    for key in asks["keys"]:
        text = record.statements.get(key, "")
        if text and _mentions(text, asks["names"]):
            return _said(record, text)
    return _none()


def _mentions(text: str, words: list[str]) -> bool:
    """Whether a text has one of the words, with no "not" or "no" right before it; an abbreviation only as it is written."""
    for word in words:
        pattern = rf"\b{re.escape(word)}\b" if word.isupper() else rf"(?i:\b{re.escape(word)})"
        for match in re.finditer(pattern, text):
            if not re.search(
                r"\b(?:not|no|never|without|isn['’]t)\s+(?:a |an |yet )?$", text[: match.start()], re.IGNORECASE
            ):
                return True
    return False


# Each check with what it must be told and what it may be.
_CHECKS: Mapping[str, tuple[Callable[[Record, Mapping[str, Any]], tuple[str, str]], set[str], set[str]]] = {
    "age": (_age, {"least"}, set()),
    "diagnosis": (_diagnosis, {"codes", "names"}, {"method"}),
    "severity": (_severity, {"scales"}, set()),
    "antidepressants-tried": (_tried, {"least", "classes"}, set()),
    "trials": (_trials, {"least"}, set()),
    "augmentation": (_augmentation, set(), set()),
    "antidepressant-continued": (_continued, set(), set()),
    "statement": (_statement, {"keys", "names"}, set()),
}


def criteria_beside_record(policy: Policy, record: Record) -> Beside:
    """Each criterion of a policy with how the record shows it.

    Args:
        policy: one of `policies`.
        record: the claims' side and the dated prescriber's.

    Returns:
        The rows in the policy's order; `Beside.citable` says whether the policy may be cited.
    """
    return Beside(
        policy,
        tuple(CriterionRow(one.id, one.words, *_CHECKS[one.check][0](record, one.asks)) for one in policy.criteria),
    )


@cache
def policies() -> Mapping[str, Policy]:
    """Every policy by key.

    Raises:
        DataError: a file doesn't fit its shape, or a criterion not its check.
    """
    return {key: _policy(key, raw) for key, raw in load_folder("policies").items()}


def _policy(key: str, raw: Mapping[str, Any]) -> Policy:
    file = f"data/policies/{key}.toml"
    criteria = tuple(_criterion(file, raw["read_in"], one) for one in raw["criterion"])
    if not raw["indications"] or not criteria or len({one.id for one in criteria}) < len(criteria):
        raise DataError(file, "no indication, no criterion, or two criteria with the same id.")
    return made(Policy, raw, key=key, criteria=criteria)


def _criterion(file: str, read_in: str, raw: Mapping[str, Any]) -> Criterion:
    name = f"criterion {raw['id']}"
    if raw["check"] not in _CHECKS:
        raise DataError(file, f"{name}: the check isn't one of {', '.join(_CHECKS)}.")
    _, needed, optional = _CHECKS[raw["check"]]
    given = set(raw) - _CRITERION
    if not needed <= given or given - needed - optional:
        asked, said = (", ".join(sorted(names)) or "nothing more" for names in (needed, given))
        raise DataError(file, f"{name}: the check {raw['check']} asks for {asked}, and the file says {said}.")
    standing = raw.get("standing", "V")
    if standing == "V2" and ("read_in" not in raw or re.search(r"\d", raw["words"])):
        raise DataError(file, f"{name}: read in a secondary source it says where, and prints no figure.")
    asks = {name: raw[name] for name in given}
    return made(Criterion, raw, asks=asks, standing=standing, read_in=raw.get("read_in", read_in))


def policies_for(indication: str) -> list[Policy]:
    """The policies on an indication, in the order of their keys."""
    return [policy for policy in policies().values() if indication in policy.indications]


def add_policy(book: FactBook, policy: Policy) -> None:
    """Put a policy's own words in: its name, what must be said with it, and each criterion."""
    book.add(f"policy.{policy.key}.label", policy.label, "text", policy.read_in)
    book.add(f"policy.{policy.key}.note", policy.note, "text", policy.read_in)
    for one in policy.criteria:
        book.add(f"policy.{policy.key}.{one.id}", one.words, "text", one.read_in)
