"""A reply: what it says it looked at, what it doesn't name, a new reason, and what it left unanswered."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from offsetcase.cli.papers_run import run_papers
from papers.sheets import Sheets

CASE = """[denial]
reason = "The requested service is considered experimental or investigational for this diagnosis."
[papers]
enclosures = ["Progress notes of Dr. Hofstetter, 2026", "PHQ-9 scores", "Randomized trial by Example et al."]
requests = ["send the internal guideline relied on", "name the qualifications of the reviewer"]
"""


@pytest.fixture
def answers(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, list[str]]:
    s = Sheets()
    s.title("Notice of Final Internal Adverse Benefit Determination")
    s.para(
        "We have upheld our decision. Reason for Upholding Denial: The infusions are not medically necessary for you."
    )
    s.title("Documents we reviewed", 11)
    for item in ("• Progress notes from Dr. Hofstetter (2026)", "• The plan document"):
        s.para(item)
    s.title("Your rights", 11)
    s.para("The internal guideline that we relied on is enclosed. You may request an external review within 4 months.")
    (tmp_path / "reply.pdf").write_bytes(s.data())
    (tmp_path / "case.toml").write_text(CASE, encoding="utf-8")
    run_papers((tmp_path / "reply.pdf",), None, write=False, as_json=True)
    (paper,) = json.loads(capsys.readouterr().out)["files"]
    assert paper["kind"] == "final notice"
    found: dict[str, list[str]] = {}
    for field in paper["fields"]:
        found.setdefault(field["name"], []).append(field["value"])
        assert not (field["certain"] and field["name"].startswith("reply."))
    return found


def test_what_it_names_and_what_it_doesnt(answers: dict[str, list[str]]) -> None:
    assert answers["reply.reviewed"] == ["Progress notes of Dr. Hofstetter, 2026"]
    assert answers["reply.not_named"] == ["PHQ-9 scores", "Randomized trial by Example et al."]


def test_a_reason_that_is_new(answers: dict[str, list[str]]) -> None:
    assert answers["reply.new_reason"] == ["The infusions are not medically necessary for you."]


def test_what_was_asked_for_and_not_spoken_of(answers: dict[str, list[str]]) -> None:
    assert answers["reply.unanswered"] == ["name the qualifications of the reviewer"]
