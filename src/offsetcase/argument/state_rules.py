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

from offsetcase.model.places import data_path, load_toml

STANDINGS = ("V", "2", "M")
# The request that rests on a state's rule.
STATE_EVIDENCE = "state-evidence"
_FIELDS = {
    "label": str, "plan_types": list, "citation": str, "standing": str, "read_in": str, "verified": dt.date,
    "review_by": dt.date, "weighs_cost": bool, "request": str,
}  # fmt: skip
# The plan types that an insurer stands behind: a state can reach no other.
INSURED = frozenset({"erisa-insured", "marketplace"})


class StateRuleError(ValueError):
    """A state's file doesn't fit the schema; the message names file and field."""


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
        StateRuleError: a file doesn't fit the schema.
    """
    return {path.stem: _rule(path.name, load_toml(path)) for path in sorted(data_path("state_rules").glob("*.toml"))}


def _rule(file: str, raw: Mapping[str, Any]) -> StateRule:
    wrong = [name for name, kind in _FIELDS.items() if not isinstance(raw.get(name), kind)]
    if wrong or set(raw) - set(_FIELDS):
        raise StateRuleError(f"{file}: lacks {wrong}, or has unknown fields {sorted(set(raw) - set(_FIELDS))}")
    if raw["standing"] not in STANDINGS or set(raw["plan_types"]) - INSURED or not raw["plan_types"]:
        raise StateRuleError(f"{file}: an unknown standing, or a plan_types that no state reaches")
    if any(character.isdigit() for character in raw["request"]):
        raise StateRuleError(f"{file}: the request names a figure")
    given = {name: raw[name] for name in _FIELDS if name != "plan_types"}
    return StateRule(state=file.removesuffix(".toml"), plan_types=tuple(raw["plan_types"]), **given)


def external_review_rule(plan_type: str | None, state: str) -> StateRule | None:
    """The state's rule that an external review of this plan follows, or ``None`` where none was read or none reaches it."""
    rule = state_rules().get(state)
    if rule is None or rule.standing == "M" or plan_type not in rule.plan_types:
        return None
    return rule
