"""A state's external review: it reaches insured plans alone, and what it weighs is asked for with its citation."""

from __future__ import annotations

from pathlib import Path

import pytest

from offsetcase.argument import state_rules as module
from offsetcase.argument.plan_rules import plan_types, requests_for, rules
from offsetcase.argument.state_rules import INSURED, external_review_rule, state_rules
from offsetcase.case.settings import CaseFile
from offsetcase.case.states import STATES
from offsetcase.model.problem import OffsetcaseError
from offsetcase.model.shape import DataError
from offsetcase.read.settings_file import check
from rows import each_row
from support import own_data

# Plan type: the regulation of its external review, and its standing; typed from what was read, apart from the data.
EXTERNAL = {
    "erisa-self-funded": ("29 CFR 2590.715-2719(d)", "2"),
    "erisa-insured": ("45 CFR 147.136(c)", "2"),
    "marketplace": ("45 CFR 147.136(d)", "2"),
    "government": ("45 CFR 147.136", "2"),
    "fehb": ("5 CFR 890.105", "2"),
    "medicare-advantage": ("42 CFR 422.592", "2"),
    "original-medicare": ("42 CFR 405.962", "M"),
}


@each_row("plan_type", EXTERNAL)
def test_external_review_is_cited_by_plan_type(plan_type: str) -> None:
    external = rules()[plan_type].external
    assert external and (external.citation, external.standing) == EXTERNAL[plan_type]


def test_washington_weighs_cost_in_insured_plans_only() -> None:
    reached = {one for one in plan_types() if external_review_rule(one, "WA")}
    assert reached == {"erisa-insured", "marketplace"} == INSURED
    rule = external_review_rule("erisa-insured", "WA")
    assert rule and rule.weighs_cost and rule.citation == "WAC 284-43A-080(2)" and rule.standing == "V"
    assert external_review_rule(None, "WA") is None
    for state in ("OR", ""):
        assert (other := external_review_rule("erisa-insured", state)) is None or not other.weighs_cost


def test_the_request_is_made_of_the_reviewer_alone() -> None:
    def asked(kind: str, plan_type: str, state: str) -> list[str]:
        return [
            one.citation for one in requests_for(plan_type, kind, "depression", state) if one.id == "state-evidence"
        ]

    assert asked("external-review", "marketplace", "WA") == ["WAC 284-43A-080(2)"]
    for kind, plan_type, state in (
        ("appeal", "marketplace", "WA"),
        ("exception", "marketplace", "WA"),
        ("external-review", "erisa-self-funded", "WA"),
        ("external-review", "marketplace", "ID"),
        ("external-review", "marketplace", ""),
    ):
        assert asked(kind, plan_type, state) == []


def test_every_rule_is_of_a_state_and_was_read() -> None:
    assert set(state_rules()) <= set(STATES) and len(STATES) == 56
    for rule in state_rules().values():
        assert rule.review_by > rule.verified and rule.read_in and rule.citation


@each_row(("typed", "kept"), [("wa", "WA"), ("WA", "WA"), ("", "")])
def test_a_state_is_two_letters(typed: str, kept: str) -> None:
    assert CaseFile.model_validate({"plan": {"state": typed}}).plan.state == kept


@each_row("typed", ["Washington", "ZZ", "W"])
def test_what_is_no_state_is_asked_again(typed: str) -> None:
    with pytest.raises(OffsetcaseError, match="two letters of a state"):
        check(
            CaseFile, {"plan": {"state": typed}}, text=f'[plan]\nstate = "{typed}"\n', file="case.toml", code="E-CASE"
        )


RULE = (Path(module.__file__).parents[1] / "data" / "state_rules" / "WA.toml").read_text(encoding="utf-8")


@each_row(
    ("before", "after"),
    [
        ('label = "Washington"', 'lable = "Washington"'),
        ('standing = "V"', 'standing = "W"'),
        ("weighs_cost = true", 'weighs_cost = "yes"'),
        ('"marketplace"]', '"erisa-self-funded"]'),
        ("weigh the", "weigh the 2"),
    ],
)
def test_a_broken_rule_is_refused_by_file(
    before: str, after: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert before in RULE
    own_data(monkeypatch, tmp_path, "state_rules/WA.toml", RULE.replace(before, after, 1))
    with pytest.raises(DataError, match="WA"):
        module.state_rules.__wrapped__()
