"""The plan rules: what a letter may ask by plan type, and broken data refused by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from offsetcase.argument import plan_rules
from offsetcase.argument.plan_rules import plan_types, requests_for, rules
from offsetcase.model import places
from offsetcase.model.shape import DataError
from rows import each_row
from support import own_data

RULE = """
label = "an invented plan"
standing = "2"
verified = 2026-11-01
review_by = 2027-11-01
source = "invented"

[filing]
amount = 4
unit = "months"
runs_from = "receipt"
presumed_receipt_days = 5
filed_when = "received"
citation = "1 CFR 1.1"
standing = "2"

[[decision]]
kind = "pre-service"
amount = 30
unit = "days"
levels = "one"
citation = "1 CFR 1.2"
standing = "2"

[[request]]
id = "decide"
kinds = ["appeal"]
standing = "2"
text = "decide within 30 days"
citation = "1 CFR 1.2"

[[request]]
id = "remembered"
kinds = ["appeal"]
standing = "M"
text = "do what we think a rule says"
citation = "1 CFR 1.3"
"""


def use(folder: Path, text: str, monkeypatch: pytest.MonkeyPatch) -> dict[str, plan_rules.PlanRule]:
    general = places.data_path("plan_rules", "general.toml").read_text(encoding="utf-8")
    own_data(monkeypatch, folder, "plan_rules/invented.toml", text)
    (folder / "plan_rules" / "general.toml").write_text(general, encoding="utf-8")
    found = dict(rules.__wrapped__())
    monkeypatch.setattr(plan_rules, "rules", lambda: found)
    return found


def test_a_period_keeps_what_a_deadline_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rule = use(tmp_path, RULE, monkeypatch)["invented"]
    assert rule.filing is not None
    assert (rule.filing.amount, rule.filing.unit, rule.filing.runs_from) == (4, "months", "receipt")
    assert (rule.filing.presumed_receipt_days, rule.filing.filed_when) == (5, "received")
    assert rule.decisions[0].levels == "one"


def test_a_rule_from_memory_is_never_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(tmp_path, RULE, monkeypatch)
    asked = [request.id for request in requests_for("invented", "appeal", "depression")]
    assert asked[0] == "decide" and "remembered" not in asked


def test_the_general_requests_fill_what_the_type_leaves_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(tmp_path, RULE, monkeypatch)
    asked = [request.id for request in requests_for("invented", "appeal", "depression")]
    assert "general-decide" not in asked  # the type's own speaks of it
    assert {"general-consider", "general-reviewer", "general-documents"} <= set(asked)


def test_before_a_denial_no_right_of_appeal_is_claimed() -> None:
    for plan_type in plan_types():
        asked = requests_for(plan_type, "exception", "depression")
        assert asked == requests_for(None, "exception", "depression")
        assert not any(request.citation or request.under for request in asked)


def test_parity_is_asked_for_mental_health_alone() -> None:
    for plan_type in ("erisa-self-funded", "erisa-insured", "marketplace"):
        for indication, wanted in (("depression", True), ("bipolar", True), ("ptsd", True), ("crps", False)):
            asked = {request.id for request in requests_for(plan_type, "appeal", indication)}
            assert ("parity" in asked) is wanted, (plan_type, indication)


@each_row(
    ("before", "after", "names"),
    [
        ('label = "an invented plan"\n', "", "label"),
        ("verified = 2026-11-01\n", "", "verified"),
        ('standing = "2"\nverified', 'standing = "V3"\nverified', "V3"),
        ('unit = "months"\n', "", "unit"),
        ('unit = "months"', 'unit = "weeks"', "unit"),
        ("filed_when", "filled_when", "filled_when"),
        ('citation = "1 CFR 1.1"\n', "", "citation"),
        ('citation = "1 CFR 1.1"\nstanding = "2"', 'citation = "1 CFR 1.1"\nstanding = "?"', "standing"),
        ('text = "decide within 30 days"\ncitation = "1 CFR 1.2"', 'text = "decide within 30 days"', "decide"),
        ('id = "remembered"', 'id = "decide"', "same id"),
        ("[filing]", "[filling]", "filling"),
    ],
)
def test_broken_data_are_refused_by_name(
    before: str, after: str, names: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert before in RULE
    with pytest.raises(DataError, match=f"invented.toml.*{names}"):
        use(tmp_path, RULE.replace(before, after, 1), monkeypatch)
