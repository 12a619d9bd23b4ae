"""``offsetcase papers``: the list, the JSON, and what goes into the case file."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from offsetcase.cli.papers_run import run_papers
from offsetcase.model.problem import OffsetcaseError
from papers.notices import notice
from rows import each_row

KEYS = {"name", "value", "page", "words", "certain", "from_ocr"}


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "denial.pdf"
    path.write_bytes(notice(1)[0])
    return path


def test_json_holds_what_the_issue_names(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_papers((paper,), None, write=False, as_json=True) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"files"}
    (one,) = said["files"]
    assert set(one) == {"file", "kind", "pages", "fields"} and one["file"] == "denial.pdf" and one["kind"] == "notice"
    assert one["fields"] and all(set(field) == KEYS for field in one["fields"])
    assert all(field["words"] == " ".join(field["words"].split()) for field in one["fields"])
    assert not (paper.parent / "case.toml").exists()


def test_without_a_terminal_nothing_is_written(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run_papers((paper,), None, write=False, as_json=False) == 0
    out = capsys.readouterr().out
    assert "page 1" in out and "--write" in out and not (paper.parent / "case.toml").exists()


def test_write_takes_what_is_certain_with_its_page(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth = notice(1)[1]
    assert run_papers((paper,), None, write=True, as_json=False) == 0
    text = (paper.parent / "case.toml").read_text(encoding="utf-8")
    case = tomllib.loads(text)
    assert case["denial"]["reference"] == truth["denial.reference"] and case["plan"]["address"] == truth["plan.address"]
    assert "# denial.pdf, page 1" in text
    # The date stands alone on its line and nothing says what it is: it is left.
    assert "notice_date" not in case["denial"] and "Left for you: date of the notice" in capsys.readouterr().out


def test_what_the_person_wrote_stays(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (paper.parent / "case.toml").write_text('[denial]\nreference = "MINE-1"\n', encoding="utf-8")
    run_papers((paper,), None, write=True, as_json=False)
    case = tomllib.loads((paper.parent / "case.toml").read_text(encoding="utf-8"))
    assert case["denial"]["reference"] == "MINE-1"
    assert "your case file says MINE-1; denial.pdf says" in " ".join(capsys.readouterr().out.split())


def test_two_papers_that_differ_are_left(tmp_path: Path) -> None:
    for number in (1, 5):
        (tmp_path / f"{number}.pdf").write_bytes(notice(number)[0])
    run_papers((tmp_path / "1.pdf", tmp_path / "5.pdf"), None, write=True, as_json=False)
    case = tomllib.loads((tmp_path / "case.toml").read_text(encoding="utf-8"))
    assert "reference" not in case.get("denial", {}) and "member" not in case


def test_one_that_cant_be_read_keeps_none_from_being_shown(paper: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = paper.parent / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(OffsetcaseError) as caught:
        run_papers((broken, paper), None, write=False, as_json=False)
    assert caught.value.problems[0].code == "E-PAPER" and caught.value.exit_code == 4
    assert "denial.pdf: notice" in capsys.readouterr().out


def test_the_papers_are_named_and_a_build_says_where_they_differ(paper: Path) -> None:
    from offsetcase.case.settings import load_case, text_of
    from offsetcase.papers.compared import compare

    run_papers((paper,), None, write=True, as_json=False)
    path = paper.parent / "case.toml"
    case = load_case(path)
    assert case.papers.files == ("denial.pdf",)
    assert compare(case.papers.files, path.parent, lambda name: text_of(case, name)).problems == ()
    changed = path.read_text(encoding="utf-8").replace(notice(1)[1]["denial.reference"], "OTHER-1")
    path.write_text(changed, encoding="utf-8")
    case = load_case(path)
    (problem,) = compare(case.papers.files, path.parent, lambda name: text_of(case, name)).problems
    assert problem.code == "W-PAPER" and "OTHER-1" in problem.text and "page 1" in problem.text


@each_row("name", ["../denial.pdf", "/etc/passwd", "a\\b.pdf", "..", "folder/denial.pdf", "C:x.pdf"])
def test_a_case_file_names_only_files_beside_it(name: str, tmp_path: Path) -> None:
    from offsetcase.case.settings import load_case

    (tmp_path / "case.toml").write_text(f"[papers]\nfiles = ['{name}']\n", encoding="utf-8")
    with pytest.raises(OffsetcaseError, match="beside this one"):
        load_case(tmp_path / "case.toml")


def test_a_build_reads_the_papers_of_its_case_file(tmp_path: Path) -> None:
    from offsetcase.case.request import Request
    from offsetcase.pipeline import build_case
    from support import worked_example

    claims = worked_example(tmp_path)
    (tmp_path / "denial.pdf").write_bytes(notice(1)[0])
    (tmp_path / "case.toml").write_text(
        '[denial]\nreference = "OTHER-1"\n[treatment]\nprice = "550"\n[papers]\nfiles = ["denial.pdf"]\n',
        encoding="utf-8",
    )
    said = [one.text for one in build_case(Request(claims=(claims,))).warnings if one.code == "W-PAPER"]
    assert len(said) == 1 and "OTHER-1" in said[0]
    (tmp_path / "denial.pdf").unlink()
    with pytest.raises(OffsetcaseError, match="no such file"):
        build_case(Request(claims=(claims,)))
