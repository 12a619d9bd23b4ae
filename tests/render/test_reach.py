"""What a user's own template reaches: the case file's fields and the figures, and a page of a letter's depth."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from offsetcase import __file__ as installed
from offsetcase.argument.argue import Argument
from offsetcase.case.look import Look
from offsetcase.model.problem import OffsetcaseError
from offsetcase.render.finished import letter_files
from offsetcase.render.html import letter_html
from rows import each_row
from support import ROOT, SAMPLES, argued, run

pytestmark = pytest.mark.in_child

CLOSING = (ROOT / "templates" / "letter" / "sections" / "closing.html.j2").read_text(encoding="utf-8")


def built(folder: Path, added: str, format: str = "html") -> tuple[int, str, str]:
    own = folder / "own" / "letter" / "sections"
    own.mkdir(parents=True)
    (own / "closing.html.j2").write_text(CLOSING + added, encoding="utf-8")
    page = folder / f"letter.{format}"
    done = run(
        "build", SAMPLES / "conditional" / "claims.csv", "--templates", folder / "own", "--format", format,
        "-o", page, "--quiet", "--draws", 0,
    )  # fmt: skip
    return done.status, done.err, page.read_text(encoding="utf-8") if page.is_file() and format == "html" else ""


@cache
def argument() -> Argument:
    return argued("conditional", draws=0)


@pytest.mark.parametrize("function", ["field", "has", "fact", "stated", "quoted_words"])
@each_row(
    "path",
    [
        "__class__", "__globals__", "member.__class__.__init__.__globals__", "model_copy.__globals__", "model_fields",
        "model_config", "prescriber.dated", "prescriber.dated.real", "member.name.upper", "member.name.__len__",
        "denial.notice_date.year", "plan.covers.0", "member.", ".member", "", "nothing.like.it", "member", "prescriber",
        "prescriber.why_not", "plan.covers", "prescriber.trials", "treatment.price.real", "load.__globals__",
    ],
)  # fmt: skip
def test_a_path_reaches_the_case_s_fields_alone(function: str, path: str, tmp_path: Path) -> None:
    """A letter that holds nothing else, so that it is this which stops it."""
    (tmp_path / "letter").mkdir()
    (tmp_path / "letter" / "letter.html.j2").write_text(f'{{{{ {function}("{path}") }}}}', encoding="utf-8")
    with pytest.raises(OffsetcaseError) as caught:
        letter_html(argument(), tmp_path)
    (problem,) = caught.value.problems
    assert caught.value.exit_code == 2 and problem.code == "E-TEMPLATE"
    assert str(Path(installed).parent) not in f"{problem.text} {problem.where} {problem.remedy}"


def test_the_command_says_so(tmp_path: Path) -> None:
    status, said, page = built(tmp_path, '{{ field("member.__class__.__init__.__globals__") }}')
    assert status == 2 and "(E-TEMPLATE)" in said and "Traceback" not in said and not page
    assert str(Path(installed).parent) not in said


def test_every_field_is_still_reached(tmp_path: Path) -> None:
    paths = ("member.name", "plan.name", "prescriber.why_not.tms", "protocol.visit")
    status, said, page = built(tmp_path, "".join(f'<p>{{{{ has("{path}") }}}}</p>' for path in paths))
    assert status == 0, said
    assert page


@pytest.mark.parametrize("format", ["html", "docx", "pdf"])
@pytest.mark.parametrize(
    ("part", "end"), [("<table><tr><td>a", "</td></tr></table>"), ("<div>a", "</div>"), ("<b>", "")]
)
def test_deep_nesting_ends_in_words(part: str, end: str, format: str, tmp_path: Path) -> None:
    """Another letter that holds nothing else."""
    (tmp_path / "letter").mkdir()
    (tmp_path / "letter" / "letter.html.j2").write_text(part * 400 + end * 400, encoding="utf-8")
    with pytest.raises(OffsetcaseError, match="deep") as caught:
        letter_files(argument(), Look(format, templates=tmp_path), f"l.{format}")
    assert caught.value.exit_code == 2 and caught.value.problems[0].code == "E-TEMPLATE"
