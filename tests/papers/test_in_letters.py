"""From papers to the letter: the conditional sample without its denial and plan, filled by its own notice and booklet."""

from __future__ import annotations

import io
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader

from offsetcase.argument.argue import Argument, argue, rearranged
from offsetcase.argument.audit import audit
from offsetcase.argument.marks import blank_words
from offsetcase.case.request import Request
from offsetcase.cli.papers_run import run_papers
from offsetcase.papers.operative import operative
from offsetcase.papers.read import read_paper
from offsetcase.pipeline import build_case
from offsetcase.render.html import SETTINGS, letter_html
from papers.sheets import Sheets
from rows import each_row
from support import SAMPLES

PAPERS = ("denial-notice.pdf", "plan-booklet.pdf")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The sample with nothing in its case file that its papers say."""
    for path in (SAMPLES / "conditional").iterdir():
        shutil.copy(path, tmp_path)
    text = (tmp_path / "case.toml").read_text(encoding="utf-8")
    tables = [one for one in re.split(r"(?m)^(?=\[)", text) if not one.startswith(("[denial]", "[plan]"))]
    (tmp_path / "case.toml").write_text("".join(tables), encoding="utf-8")
    return tmp_path


def argued(folder: Path, **options: object) -> Argument:
    return argue(build_case(Request((folder / "claims.csv",), **options)))  # type: ignore[arg-type]


def test_the_prescribers_blanks_alone_are_left(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_papers(tuple(folder / name for name in PAPERS), folder / "case.toml", write=True, as_json=False)
    said = " ".join(capsys.readouterr().out.split())
    assert "As your case file has it: group number, patient, member ID, provider." in said
    argument = argued(folder)
    assert [one for one in argument.result.warnings if one.code == "W-PAPER"] == []
    blanks = {blank.field for blank in letter_html(argument).blanks}
    asked_of = {name: blank_words().get(name, {}).get("who", "prescriber") for name in blanks}
    assert {name for name, who in asked_of.items() if who != "prescriber"} <= {"letter.signer"}
    assert "plan.definition" not in blanks and "denial.reason" not in blanks


@pytest.mark.parametrize("name", PAPERS)
def test_every_found_word_is_on_its_page(name: str) -> None:
    data = (SAMPLES / "conditional" / name).read_bytes()
    pages = [set(re.findall(r"\w+", page.extract_text())) for page in PdfReader(io.BytesIO(data)).pages]
    paper = read_paper(name, data)
    assert len(paper.fields) > 8
    for field in paper.fields:
        assert set(re.findall(r"\w+", field.words)) <= pages[field.page - 1], field


def test_a_quotation_is_shown_with_its_page_and_the_audit_knows_it(folder: Path) -> None:
    run_papers(tuple(folder / name for name in PAPERS), folder / "case.toml", write=True, as_json=False)
    argument = rearranged(argued(folder), 110, criteria_apart=False)  # as a letter that must be set closer has it
    html = letter_html(argument).html
    assert '“<span class="own" data-quote="plan.clause">… are not more costly than an alternative service' in html
    assert "in full in Exhibit G" in html and "Summary Plan Description, page 6" in html
    # The letter was set closer until it fit, with less of each long text on its pages.
    settings = [rearranged(argument, long, criteria_apart=False) for _, long, _ in SETTINGS]
    argument = next(one for one in settings if not audit(html, one))
    elsewhere = html.replace(
        'data-style="">Summary Plan Description, page 6', 'data-style="">Summary Plan Description, page 5'
    )
    assert elsewhere != html and "page 6" in audit(elsewhere, argument)[0].text
    shortened = html.replace("… are not more costly than", "… are more costly than")
    assert audit(shortened, argument)
    # The same letter from a case without the papers may not keep their page.
    alone = replace(argument, result=replace(argument.result, papers=type(argument.result.papers)()))
    assert audit(html, alone)


def test_words_that_stand_on_no_page_are_said(folder: Path) -> None:
    run_papers(tuple(folder / name for name in PAPERS), folder / "case.toml", write=True, as_json=False)
    path = folder / "case.toml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("not more costly than", "never more costly than"), encoding="utf-8"
    )
    said = [one.text for one in build_case(Request((folder / "claims.csv",))).warnings if one.code == "W-PAPER"]
    assert len(said) == 1 and "never more costly" in said[0] and "plan.clause" in said[0]


CLAUSE = (
    "The Plan has a case manager. Medically Necessary means services that a prudent physician would give to treat an illness "
    "and that are not more costly than an alternative service likely to produce equivalent results; it says nothing of comfort."
)  # fmt: skip


@each_row(
    ("text", "most", "wanted"),
    [
        (CLAUSE, 150, "… are not more costly than an alternative service likely to produce equivalent results; it says nothing of comfort."),
        (CLAUSE, 100, "… are not more costly than an alternative service likely to produce equivalent results …"),
        (CLAUSE, 40, ""),
        # What stands before would turn it round: nothing is cut away.
        ("A service is not necessary for comfort; and that which is not more costly is no exception to this very rule.", 60, ""),
        ("Nothing here speaks of it.", 200, ""),
    ],
)  # fmt: skip
def test_the_operative_part(text: str, most: int, wanted: str) -> None:
    assert operative("plan.clause", text, most) == wanted
    for part in wanted.strip("… ").split(" … "):
        assert part in text


def test_a_quotation_over_a_page_is_found_where_it_begins(folder: Path) -> None:
    s = Sheets()
    s.foot = "Harbor Mills Plan - page #"
    s.title("Summary Plan Description", 16)
    s.para("This booklet tells of eligibility, subrogation and coordination of benefits.")
    s.y = 80
    s.para("Experimental means a drug or treatment that reliable evidence of many years and many")
    s.new_page()
    s.para("trials does not show to be safe.")
    (folder / "book.pdf").write_bytes(s.data())
    text = '[member]\nname = "Marisol Quintero"\n[plan]\ndefinition = "Experimental means a drug or treatment that reliable evidence of many years and many trials does not show to be safe."\n[papers]\nfiles = ["book.pdf"]\n'
    (folder / "case.toml").write_text(text, encoding="utf-8")
    assert build_case(Request((folder / "claims.csv",))).papers.places == {
        "plan.definition": "Summary Plan Description, page 1"
    }
