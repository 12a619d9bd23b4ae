"""The request for the whole plan document: made where a summary is all there is, under the rule of the plan's type."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from offsetcase.cli import papers_run
from offsetcase.render import plan_request
from offsetcase.render.plan_request import NAME, plan_request_html
from papers.sheets import Sheets
from support import case_of

DAY = dt.date(2026, 11, 1)


def test_the_rule_is_the_plan_type_s_own() -> None:
    page = plan_request_html(
        case_of({"plan": {"type": "erisa-self-funded"}, "denial": {"notice_date": "2026-10-01"}}), DAY
    )
    assert "free of charge" in page and "29 CFR 2560.503-1(h)(2)(iii)" in page


@pytest.mark.parametrize(
    "data", [{}, {"plan": {"type": "erisa-self-funded"}}, {"denial": {"notice_date": "2026-10-01"}}]
)
def test_without_a_type_or_a_denial_no_citation(data: dict[str, dict[str, str]]) -> None:
    page = plan_request_html(case_of(data), DAY).partition("<main")[2]
    assert "CFR" not in page and "[BLANK: name of the plan]" in page and "November 1, 2026" in page


def test_names_are_escaped() -> None:
    assert "<b>" not in plan_request_html(case_of({"plan": {"name": "<b>Plan</b>"}}), DAY).partition("<main")[2]


def test_it_is_written_once_and_only_for_a_summary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan_request, "plan_request_pdf", lambda case, day: b"%PDF-made")
    s = Sheets()
    s.title("Summary of Benefits and Coverage: What this Plan Covers & What You Pay For Covered Services")
    s.para("Important Questions. Why This Matters. What is the overall deductible?")
    (tmp_path / "sbc.pdf").write_bytes(s.data())
    papers_run.run_papers((tmp_path / "sbc.pdf",), None, write=False, as_json=False)
    assert not (tmp_path / NAME).exists()
    papers_run.run_papers((tmp_path / "sbc.pdf",), None, write=True, as_json=False)
    assert (tmp_path / NAME).read_bytes() == b"%PDF-made"
    (tmp_path / NAME).write_bytes(b"mine")
    papers_run.run_papers((tmp_path / "sbc.pdf",), None, write=True, as_json=False)
    assert (tmp_path / NAME).read_bytes() == b"mine"
