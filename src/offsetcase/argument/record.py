"""What the record shows, in the few facts that a policy's criteria and the search for contradictions ask for.

Plain data without a computation: whoever has the settled ledger fills it in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from offsetcase.case.settings import CaseFile

# Who and where the prescriber is: no clinical statement.
_NOT_CLINICAL = frozenset({"name", "date", "npi", "phone"})


@dataclass(frozen=True, slots=True)
class Sessions:
    """Days on which the plan paid for a treatment (TMS, ECT, esketamine, hospital days), with the first and the last."""

    days: int
    first: dt.date
    last: dt.date


@dataclass(frozen=True, slots=True)
class Record:
    """The claims' and the dated prescriber's side of a case.

    ``tried``: antidepressant ingredients that count as tried, each with its class. ``augmented``: medicines paid beside an
    antidepressant to strengthen it. ``antidepressant_now``: an antidepressant whose supply reaches the end of the claims.
    ``sessions``: by category (``tms``, ``ect``, ``esketamine``, ``ketamine``, ``inpatient_psychiatric``). ``filled``: every
    antidepressant with a paid fill, tried or not. ``denied``: categories with a denied claim. ``claims_from`` and
    ``claims_to``: the first and the last day that the files reach. ``statements``: the prescriber's, by key
    (``severity``, ``why_not.tms``, ``trials.sertraline``); empty without name and date.
    """

    tried: Mapping[str, str] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    augmented: tuple[str, ...] = ()
    antidepressant_now: str = ""
    sessions: Mapping[str, Sessions] = field(default_factory=dict)
    denied: frozenset[str] = frozenset()
    age: int | None = None
    claims_from: dt.date | None = None
    claims_to: dt.date | None = None
    statements: Mapping[str, str] = field(default_factory=dict)
    stated_by: str = ""
    stated_on: dt.date | None = None


def statements_of(case: CaseFile) -> dict[str, str]:
    """The prescriber's clinical statements by key; none where the prescriber's name or the date is lacking."""
    return dict(_texts(case.prescriber.model_dump(exclude=set(_NOT_CLINICAL)))) if case.prescriber.dated else {}


def _texts(table: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    texts: list[tuple[str, str]] = []
    for name, value in table.items():
        if isinstance(value, Mapping):
            texts += _texts(value, f"{before}{name}.")
        elif isinstance(value, str) and value:
            texts.append((f"{before}{name}", value))
    return texts
