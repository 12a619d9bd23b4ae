"""Small slips that a person makes: a name's ending, curly quotation marks, a price of nothing, a year too far."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from pathlib import Path

import pytest

from offsetcase.argument.evidence import library, printed
from offsetcase.model.text import inside_quotes
from rows import each_row
from support import SAMPLES, Claims, months, run

pytestmark = pytest.mark.in_child

CLAIMS = SAMPLES / "conditional" / "claims.csv"
QUICK = ("--draws", 0, "--quiet")


@pytest.mark.parametrize(
    ("name", "begins"), [("a.docx", b"PK"), ("a.html", b"<!"), ("A.HTM", b"<!"), ("a.DOCX", b"PK")]
)
def test_the_names_ending_says_the_form(name: str, begins: bytes, tmp_path: Path) -> None:
    done = run("build", CLAIMS, *QUICK, "-o", tmp_path / name)
    assert done.status == 0 and (tmp_path / name).read_bytes().startswith(begins)
    assert zipfile.is_zipfile(tmp_path / name) is (begins == b"PK")


@each_row(
    ("name", "options", "words"),
    [
        ("a.txt", (), 'no letter is written as ".txt"'),
        ("a.doc", (), 'no letter is written as ".doc"'),
        ("a.pdf", ("--format", "html"), "the name says a PDF, and --format html makes a web page"),
        ("a.docx", ("--format", "pdf"), "the name says a Word file"),
        ("a.pdf", ("--format", "explorer"), "makes a web page"),
    ],
)
def test_a_name_of_another_form_is_refused(name: str, options: tuple[str, ...], words: str, tmp_path: Path) -> None:
    done = run("build", CLAIMS, *QUICK, *options, "-o", tmp_path / name)
    assert done.status == 2 and words in " ".join(done.err.split()) and not (tmp_path / name).exists()


def test_a_name_whose_dot_says_nothing_stays(tmp_path: Path) -> None:
    done = run("build", CLAIMS, *QUICK, "--format", "html", "-o", tmp_path / "letter.v2")
    assert done.status == 0 and (tmp_path / "letter.v2").is_file()


@each_row("line", ["name = “Jane Doe”", "name = ‘Jane Doe’", 'name = "Jane Doe”', '“name” = "Jane Doe"'])
def test_curly_quotation_marks_in_the_case_file(line: str, tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(f"[member]\n{line}\n", encoding="utf-8")
    done = run("check", CLAIMS, "--case", case)
    assert done.status == 2 and "case.toml, line 2" in done.err
    if line.startswith(("name = “", "“")) or "‘" in line:
        assert "curly" in done.err and "straight" in done.err


def test_curly_ones_inside_straight_ones_are_fine(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text('[member]\nname = "Marisol “Mari” Quintero"\n[plan]\nclause = "“Experimental” means …"\n')
    assert "curly" not in run("check", CLAIMS, "--case", case).err


def test_a_case_file_with_a_hidden_ending(tmp_path: Path) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_bytes(CLAIMS.read_bytes())
    (tmp_path / "case.toml.txt").write_text('[member]\nname = "Marisol Quintero"\n', encoding="utf-8")
    for arguments in (("check", claims), ("build", claims, "-o", tmp_path / "l.html"), ("status", tmp_path)):
        done = run(*arguments)
        assert done.status == 2 and "case.toml.txt" in done.err and "rename it to case.toml" in done.err, arguments
    (tmp_path / "case.toml.txt").rename(tmp_path / "case.toml")
    (tmp_path / "claims.rules.toml.txt").write_text("", encoding="utf-8")
    assert "rename it to claims.rules.toml" in run("check", claims).err


def test_a_price_of_nothing_and_days_to_come_are_said(tmp_path: Path) -> None:
    ahead = dt.date.today().year + 3
    claims = Claims()
    for first in months("2024-01", 24):
        claims.add(first, plan=900, code="90837")
    claims.add(f"{ahead}-02-01", plan=100, code="90837")
    path = claims.write(tmp_path / "claims.csv")
    (tmp_path / "case.toml").write_text(f"[denial]\nnotice_date = {ahead}-01-05\n", encoding="utf-8")
    done = run("build", path, "--price", 0, "--draws", 0, "--format", "html", "-o", tmp_path / "l.html")
    for words in ("costs the plan nothing", "a day still to come", "date of service in the future"):
        assert words in " ".join(done.out.split()), words
    assert "date of service in the future" in " ".join(run("check", path).out.split())


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_compare_keeps_its_verdicts_at_any_width(width: int) -> None:
    done = run("compare", CLAIMS, "--with", "price=440", "--with", "price=660", env={"COLUMNS": str(width)})
    assert done.status == 0
    assert " ".join(done.out.split()).count("conditional") >= 2
    assert max(map(len, done.out.splitlines())) <= width


def test_no_sentence_of_the_library_prints_a_placeholder() -> None:
    assert not [entry.key for entry in library().values() for one in printed(entry) if "{" in one.text]
    assert "{" not in run("evidence", "--indication", "crps").out


@each_row(
    ("text", "printed_as"),
    [
        ("The plan shall cover it.", "The plan shall cover it."),
        ("“The plan shall cover it.”", "The plan shall cover it."),
        ('"The plan shall cover it."', "The plan shall cover it."),
        ("“Experimental” means not approved.", "‘Experimental’ means not approved."),
        ('"Experimental" means not approved.', "‘Experimental’ means not approved."),
        ("“A” and “B”", "‘A’ and ‘B’"),
        ("the plan's own", "the plan's own"),
        ('It is called ("necessary").', "It is called (‘necessary’)."),
    ],
)
def test_words_with_marks_of_their_own(text: str, printed_as: str) -> None:
    assert inside_quotes(text) == printed_as


def test_a_clause_with_its_own_marks_is_quoted_once(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(
        '[plan]\nclause = "“The plan may approve less costly care.”"\ndefinition = \'"Experimental" means untested.\'\n'
        '[denial]\nreason = "“It is experimental.”"\n[reply]\nreason = "“Upheld.”"\n',
        encoding="utf-8",
    )
    out = tmp_path / "l.html"
    done = run("build", CLAIMS, "--case", case, "--member", "Marisol Quintero", *QUICK, "-o", out)
    assert done.status == 0, done.err
    page = " ".join(re.sub(r"<[^>]+>", "", out.read_text(encoding="utf-8")).split())
    assert "““" not in page and '“"' not in page and "””" not in page
    assert "“The plan may approve less costly care.”" in page and "‘Experimental’ means untested" in page
