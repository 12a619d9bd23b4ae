"""What a state's own external review adds to the federal rules: whether cost counts there, and what may be asked.

A state's rule reaches insured plans alone. An employer's plan that pays its own claims, and every federal program, is
reviewed under federal rules whatever state its members live in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from offsetcase.model.places import data_path, load_toml, shown
from offsetcase.model.shape import DataError

# The request that rests on a state's rule.
STATE_EVIDENCE = "state-evidence"
# The plan types that an insurer stands behind: a state can reach no other.
INSURED = frozenset({"erisa-insured", "marketplace"})


@dataclass(frozen=True, slots=True)
class StateRule:
    """One state's rule on external review.

    ``weighs_cost``: whether the reviewer considers cost-effectiveness evidence. ``request``: what a letter asks of the
    reviewer under it, in words without a figure.
    """

    state: str
    label: str
    plan_types: tuple[str, ...]
    citation: str
    standing: str
    read_in: str
    verified: dt.date
    review_by: dt.date
    weighs_cost: bool
    request: str


@cache
def state_rules() -> Mapping[str, StateRule]:
    """Every state's rule that was read, by the state's two letters.

    Raises:
        DataError: a file doesn't fit its shape, or names a plan that no state reaches, or a figure.
    """
    return {path.stem: _rule(path, load_toml(path)) for path in sorted(data_path("state_rules").glob("*.toml"))}


def _rule(path: Path, raw: Mapping[str, Any]) -> StateRule:
    if set(raw["plan_types"]) - INSURED or not raw["plan_types"]:
        raise DataError(shown(path), "plan_types names none, or one that no state reaches.")
    if any(character.isdigit() for character in raw["request"]):
        raise DataError(shown(path), "the request names a figure.")
    return StateRule(state=path.stem, **{**raw, "plan_types": tuple(raw["plan_types"])})


def external_review_rule(plan_type: str | None, state: str) -> StateRule | None:
    """The state's rule that an external review of this plan follows, or ``None`` where none was read or none reaches it."""
    rule = state_rules().get(state)
    if rule is None or rule.standing == "M" or plan_type not in rule.plan_types:
        return None
    return rule
