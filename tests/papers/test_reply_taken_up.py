"""The plan's answer taken up: enclosures named again, the unanswered asked again, the new reason answered, the next clock."""

from __future__ import annotations

import datetime as dt
import html as html_words
import re
import shutil
import tomllib
from pathlib import Path

import pytest

from offsetcase.argument.argue import argue, rearranged
from offsetcase.argument.audit import audit
from offsetcase.argument.facts import case_deadline
from offsetcase.case.request import Request
from offsetcase.cli.papers_run import run_papers
from offsetcase.pipeline import build_case
from offsetcase.render.html import SETTINGS, letter_html
from papers.sheets import MARGIN, Sheets
from support import SAMPLES

REASON = "The infusions are not medically necessary because the records do not show that standard treatment was tried."
SENT = """
[papers]
files = ["denial-notice.pdf", "reply.pdf"]
enclosures = ["Progress notes of Dr. Hofstetter, 2026", "PHQ-9 scores"]
requests = ["send the internal guideline relied on", "name the qualifications of the reviewer"]
"""


def reply(window: str = "4 months") -> bytes:
    s = Sheets()
    s.title("Notice of Final Internal Adverse Benefit Determination")
    s.row([(MARGIN, "Date of Notice: November 20, 2026"), (340, "Reference Number: FA-77120")])
    s.para(f"We have upheld our decision. Reason for Upholding Denial: {REASON}")
    s.title("Documents we reviewed", 11)
    s.para("• Progress notes from Dr. Hofstetter (2026)")
    s.title("Your rights", 11)
    s.para(
        f"The internal guideline that we relied on is enclosed. You may request an external review within {window} of receiving this notice."
    )
    return s.data()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for path in (SAMPLES / "conditional").iterdir():
        shutil.copy(path, tmp_path)
    (tmp_path / "reply.pdf").write_bytes(reply())
    with (tmp_path / "case.toml").open("a", encoding="utf-8") as file:
        file.write(SENT)
    return tmp_path


def built(folder: Path, kind: str) -> tuple[str, object]:
    result = build_case(Request((folder / "claims.csv",), letter=kind, date=dt.date(2026, 11, 25)))
    html = letter_html(argue(result)).html
    assert any(audit(html, rearranged(argue(result), long, criteria_apart=False)) == [] for _, long, _ in SETTINGS)
    return " ".join(html_words.unescape(re.sub(r"<[^>]+>", "", html)).split()), result


@pytest.mark.parametrize("kind", ["appeal", "external-review"])
def test_before_anything_is_confirmed(folder: Path, kind: str) -> None:
    text, _ = built(folder, kind)
    assert "named and considered: Progress notes of Dr. Hofstetter, 2026; PHQ-9 scores." in text
    assert "ask again: name the qualifications of the reviewer." in text and "internal guideline relied on" not in text
    # Nothing from a paper reaches a letter before a person has confirmed it.
    assert REASON not in text and re.search(r"\[BLANK \d+: the reason that the plan’s answer gives", text)


@pytest.mark.parametrize("kind", ["appeal", "external-review"])
def test_after_it_is_confirmed(folder: Path, kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    before = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    run_papers((folder / "reply.pdf",), None, write=True, as_json=False)
    said = " ".join(capsys.readouterr().out.split())
    assert "next comes: external review" in said and "4 months from November 20, 2026: Saturday, March 20, 2027" in said
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    assert case["denial"] == before["denial"] and case["papers"] == before["papers"]
    assert case["reply"] == {
        "notice_date": dt.date(2026, 11, 20),
        "reference": "FA-77120",
        "reason": REASON,
        "external_window": "4 months",
    }
    text, result = built(folder, kind)
    assert f"The answer of November 20, 2026 says: “{REASON}”" in text and "upheld on November 20, 2026" in text
    assert (
        "“Not medically necessary”: the plan defines the term as" in text and "“Experimental”: the plan defines" in text
    )
    assert "FA-77120" in text
    found = case_deadline(result)  # type: ignore[arg-type]
    days = (dt.date(2027, 3, 20), dt.date(2027, 3, 22)) if kind == "external-review" else (None, None)
    assert found is not None and (found.safe, found.last) == days
    assert not [one for one in result.warnings if one.code == "W-PAPER"]  # type: ignore[attr-defined]


def test_the_answers_own_shorter_window_counts(folder: Path) -> None:
    (folder / "reply.pdf").write_bytes(reply("60 days"))
    run_papers((folder / "reply.pdf",), None, write=True, as_json=False)
    found = case_deadline(built(folder, "external-review")[1])  # type: ignore[arg-type]
    assert found is not None and found.safe == dt.date(2027, 1, 19)


def test_without_a_reply_nothing_is_said_of_one(folder: Path) -> None:
    path = folder / "case.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(', "reply.pdf"', ""), encoding="utf-8")
    text, _ = built(folder, "appeal")
    assert "The plan’s answer" not in text and "PHQ-9 scores" not in text
