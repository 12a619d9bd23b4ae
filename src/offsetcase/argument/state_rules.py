"""What a state's own external review adds to the federal rules: whether cost counts there, and what may be asked.

A state's rule reaches insured plans alone. An employer's plan that pays its own claims, and every federal program, is
reviewed under federal rules whatever state its members live in.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from offsetcase.model.places import load_folder, made
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
    return {state: _rule(state, raw) for state, raw in load_folder("state_rules").items()}


def _rule(state: str, raw: Mapping[str, Any]) -> StateRule:
    if set(raw["plan_types"]) - INSURED or not raw["plan_types"]:
        raise DataError(f"data/state_rules/{state}.toml", "plan_types names none, or one that no state reaches.")
    if any(character.isdigit() for character in raw["request"]):
        raise DataError(f"data/state_rules/{state}.toml", "the request names a figure.")
    return made(StateRule, raw, state=state)


def external_review_rule(plan_type: str | None, state: str) -> StateRule | None:
    """The state's rule that an external review of this plan follows, or ``None`` where none was read or none reaches it."""
    rule = state_rules().get(state)
    if rule is None or rule.standing == "M" or plan_type not in rule.plan_types:
        return None
    return rule
