"""``init`` with papers: each thing found is offered with page and words, and nothing is written that wasn't confirmed."""

from __future__ import annotations

import io
import shutil
import sys
import tomllib
from pathlib import Path

import pytest

from offsetcase.cli.init_run import run_init
from offsetcase.papers.offer import offers
from offsetcase.papers.read import read_paper
from support import SAMPLES


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "conditional" / "denial-notice.pdf", tmp_path))


def answer(monkeypatch: pytest.MonkeyPatch, *lines: str) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in lines)))


def test_what_is_certain_stands_in_brackets(
    notice: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Enter for the date, - for the plan, then stop the papers and stop the questions.
    answer(monkeypatch, "", "-", "q", "q")
    case = notice.parent / "case.toml"
    assert run_init((), case, None, (), papers=(notice,), everything=False) == 0
    out = capsys.readouterr().out
    assert "denial-notice.pdf, page 1" in out and "Number [1]:" in out
    written = tomllib.loads(case.read_text(encoding="utf-8"))
    assert str(written["denial"]["notice_date"]) == "2026-10-01" and "plan" not in written
    assert written["papers"]["files"] == ["denial-notice.pdf"]


def test_with_answers_only_what_is_certain_is_taken(notice: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = notice.parent / "case.toml"
    assert run_init((), case, None, ("denial.reference=MINE-1",), papers=(notice,), everything=False) == 0
    written = tomllib.loads(case.read_text(encoding="utf-8"))
    assert written["denial"]["reference"] == "MINE-1" and written["plan"]["fax"] == "555-0190"
    assert "provider" not in written.get("treatment", {})
    assert "your case file says MINE-1; denial-notice.pdf says AP-2026-118842" in " ".join(
        capsys.readouterr().out.split()
    )


def test_a_paper_of_another_patient_is_taken_for_nothing_but_the_plan(notice: Path) -> None:
    """A household's notices come in one envelope."""
    paper = read_paper("n.pdf", notice.read_bytes())
    for name, another in (("QUINTERO, MARISOL A", False), ("Marisol Quintero", False), ("Theo Quintero", True)):
        case = {"member.name": name}
        taken = {one.name for one in offers([paper], lambda key, case=case: case.get(key, "")) if one.default}  # type: ignore[misc]
        assert "plan.fax" in taken
        personal = {"member.member_id", "denial.reference", "denial.notice_date"}
        assert personal & taken == (set() if another else personal), name


def test_offers_need_no_terminal_and_no_file(notice: Path) -> None:
    paper = read_paper("n.pdf", notice.read_bytes())
    found = {
        one.name: one for one in offers([paper], lambda name: "QZW402118553" if name == "member.member_id" else "")
    }
    assert found["member.member_id"].same and found["member.member_id"].default is None
    file, field = found["denial.reference"].default or ("", None)
    assert file == "n.pdf" and field is not None and field.value == "AP-2026-118842" and field.page == 1
    assert found["treatment.provider"].default is None and found["treatment.provider"].candidates
