"""The PDF opened and read back; what it may not fetch; what happens without its libraries; files written whole."""

from __future__ import annotations

import builtins
import io
import os
import signal
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from offsetcase.argument.argue import Argument, argue
from offsetcase.case.request import Request, clock_today
from offsetcase.model.problem import OffsetcaseError
from offsetcase.pipeline import build_case
from offsetcase.read import table
from offsetcase.render import html as html_room
from offsetcase.render import templating
from offsetcase.render.html import letter_html
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.write import write_whole
from rows import each_row
from support import SAMPLES, argued, in_child, run, short_letter

pytestmark = pytest.mark.in_child


@pytest.fixture(scope="module")
def pdf(letter_pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(letter_pdf))


def test_the_pdf_is_tagged_titled_and_in_a_language(pdf: PdfReader) -> None:
    root: Any = pdf.trailer["/Root"]
    assert root["/Lang"] == "en-US" and root["/MarkInfo"]["/Marked"]
    assert pdf.metadata and pdf.metadata.title == "Exception request: coverage of intravenous ketamine"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]


def test_its_headings_are_bookmarks(pdf: PdfReader) -> None:
    def flat(items: list[Any]) -> list[str]:
        return [title for item in items for title in (flat(item) if isinstance(item, list) else [str(item.title)])]

    titles = flat(pdf.outline)
    assert titles[0] == "Request for coverage by exception"
    assert [title for title in titles if title.startswith("Exhibit")] == [
        "Exhibit A. What the plan paid", "Exhibit B. Medication and psychotherapy", "Exhibit C. Calculation and assumptions",
        "Exhibit D. Claims not counted, by reason", "Exhibit E. What speaks against this, and what isn’t known",
        "Exhibit F. References", "Exhibit G. Words quoted in full",
    ]  # fmt: skip


def test_it_embeds_its_own_font_and_nothing_of_the_machine(pdf: PdfReader) -> None:
    fonts = {
        str(font["/BaseFont"])
        for page in pdf.pages
        for font in (f.get_object() for f in page["/Resources"]["/Font"].values())
    }
    assert fonts and all("Source-Serif" in name or "SourceSerif" in name for name in fonts), fonts
    info = " ".join(str(value) for value in (pdf.metadata or {}).values())
    assert "/" not in info.replace("WeasyPrint", "") or "http" not in info


@each_row(
    "page",
    [
        '<img alt="x" src="file:///etc/passwd">', '<img alt="x" src="http://localhost/x.png">', '<link rel="attachment" href="file:///etc/passwd">',
        '<style>@import url("https://localhost/x.css");</style>', '<p style="background:url(file:///etc/hosts)">x</p>',
    ],
)  # fmt: skip
def test_nothing_outside_the_page_is_fetched(page: str) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        html_to_pdf(f'<html lang="en"><title>t</title><body><h1>t</h1>{page}</body></html>')
    assert caught.value.problems[0].code == "E-OUTSIDE" and caught.value.exit_code == 8


def test_a_missing_library_is_named_with_the_command_that_mends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def broken(name: str, *rest: Any, **more: Any) -> Any:
        if name == "weasyprint":
            print("a banner that must not reach stdout")
            raise OSError("cannot load library 'libpango-1.0-0'")
        return real(name, *rest, **more)

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(OffsetcaseError) as caught:
        html_to_pdf("<p>x</p>")
    problem = caught.value.problems[0]
    assert problem.code == "E-LIBRARY" and caught.value.exit_code == 6
    assert "install" in problem.remedy and "--format html" in problem.remedy


@cache
def conditional() -> Argument:
    return argued("conditional")


def own_section(folder: Path, text: str) -> Path:
    section = folder / "letter" / "sections" / "plan-terms.html.j2"
    section.parent.mkdir(parents=True, exist_ok=True)
    section.write_text(text, encoding="utf-8")
    html_room.environment.cache_clear()
    return folder


@pytest.mark.parametrize(
    ("text", "words", "status"),
    [
        ("<p>\n{{ fact('no.such.figure') }}</p>", "no.such.figure", 2),
        ("<p>\n\n{{ nothing_here }}</p>", "plan-terms.html.j2, line 3", 2),
        ("<p>\n{% if %}</p>", "plan-terms.html.j2, line 2", 2),
        ("<p>{{ ''.__class__.__mro__ }}</p>", "can't be filled", 2),
        ("<p>{{ a.result.request.claims[0].read_text() }}</p>", "can't be filled", 2),
        ("<p>{{ a.result.request.claims[0].parent }}</p>", "can't be filled", 2),
        ("<p>{{ fact.__globals__ }}</p>", "can't be filled", 2),
        ("<p>{{ a.net_is_cost.__func__.__globals__ }}</p>", "can't be filled", 2),
        ("<p>{{ a.result.case.model_dump() }}</p>", "can't be filled", 2),
        ("{% include '../../../etc/passwd' %}", "can't be filled", 2),
        ("{% include '/etc/passwd' %}", "can't be filled", 2),
        ("{{ 'x' * 10000000000 }}", "can't be filled", 2),
        ("{{ 'x'.ljust(9999999999) }}", "can't be filled (MemoryError)", 2),
        ("{{ 'x'|center(9999999999) }}", "can't be filled (MemoryError)", 2),
        ("{{ '{:>9999999999}'.format('x') }}", "can't be filled", 2),
        (
            "{% set ns = namespace(x='x') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
            "MemoryError",
            2,
        ),
        ("{{ 'x'.ljust(99999999) }}", "larger than any letter", 2),
        ("{{ 9 ** 387420489 }}", "can't be filled", 2),
        ("{{ '%10000000000d' % 1 }}", "can't be filled", 2),
        ("{% for i in range(1000000000) %}x{% endfor %}", "can't be filled", 2),
        ("{{ lipsum.__globals__ }}", "can't be filled", 2),
        ("{{ cycler.__init__.__globals__ }}", "can't be filled", 2),
        ("{{ ''|attr('__class__') }}", "can't be filled", 2),
        ("{{ '{0.__class__}'.format('x') }}", "can't be filled", 2),
        ("{{ self._TemplateReference__context }}", "can't be filled", 2),
        ("{{ a.result.baseline.annual.clear() }}", "can't be filled", 2),
        ("{{ a.result.inputs.shares.update(x=a) }}", "can't be filled", 2),
        ("{{ [][5] + 1 }}", "can't be filled", 2),
        ("<p>A figure of my own: 12</p>", "digits stand outside", 8),
    ],
)
def test_a_template_that_asks_for_what_it_may_not_have_is_a_named_error(
    tmp_path: Path, text: str, words: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    argument, mine = conditional(), own_section(short_letter(tmp_path / "mine"), text)
    monkeypatch.setattr(templating, "MEMORY", 2**29)  # so that taking it all takes less time

    def refusal() -> tuple[int, str]:
        with pytest.raises(OffsetcaseError) as caught:
            letter_html(argument, mine)
        return int(caught.value.exit_code), str(caught.value)

    code, said = in_child(refusal)
    assert code == status and words in said


def test_a_template_changes_no_figure(tmp_path: Path) -> None:
    """What is printed as JSON, drawn and embedded after the page is filled comes from the same objects."""
    result = build_case(Request((SAMPLES / "conditional" / "claims.csv",)))
    before = dict(result.baseline.annual)
    with pytest.raises(OffsetcaseError):
        letter_html(argue(result), own_section(tmp_path / "mine", "{% set x = a.result.baseline.annual.popitem() %}"))
    assert dict(result.baseline.annual) == before


def test_a_style_sheet_that_is_no_text_is_a_named_error(tmp_path: Path) -> None:
    (tmp_path / "mine" / "style").mkdir(parents=True)
    (tmp_path / "mine" / "style" / "letter.css").write_bytes(b"p { content: '\xe9' }")
    argument = conditional()
    with pytest.raises(OffsetcaseError) as caught:
        letter_html(argument, tmp_path / "mine")
    assert caught.value.exit_code == 2 and "letter.css" in str(caught.value)


def test_a_template_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    monkeypatch.setattr(templating, "SECONDS", 0.1)
    loops = "{% for i in range(99999) %}" * 3 + "{% endfor %}" * 3
    before = resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGVTALRM)
    argument = conditional()
    with pytest.raises(OffsetcaseError, match="it never ends") as caught:
        letter_html(argument, own_section(tmp_path / "mine", loops))
    assert caught.value.exit_code == 2
    # And nothing of the bounds stays behind.
    assert (resource.getrlimit(resource.RLIMIT_AS), signal.getsignal(signal.SIGVTALRM)) == before
    assert signal.getitimer(signal.ITIMER_VIRTUAL) == (0, 0)


def test_digits_of_ones_own_are_listed_when_they_are_allowed(tmp_path: Path) -> None:
    argument = conditional()
    mine = own_section(short_letter(tmp_path / "mine"), "<p>See page 12 of my plan. {{ fact('average.net') }}</p>")
    letter = letter_html(argument, mine, allow_figures=True)
    assert letter.own_figures == ("See page 12 of my plan.",) and "See page 12" in letter.html
    # A figure of the case that was changed is caught all the same.
    forged = own_section(tmp_path / "mine", '<p><span data-fact="average.net" data-style="">$1.00</span> 12</p>')
    with pytest.raises(OffsetcaseError, match="should read"):
        letter_html(argument, forged, allow_figures=True)


def test_files_are_whole_or_not_there(tmp_path: Path) -> None:
    target = tmp_path / "l.pdf"
    write_whole(target, b"all of it")
    assert target.read_bytes() == b"all of it" and target.stat().st_mode & 0o777 == 0o600
    with pytest.raises(OffsetcaseError) as caught:
        write_whole(tmp_path / "nowhere" / "l.pdf", b"x")
    assert caught.value.exit_code == 7
    assert [path.name for path in tmp_path.iterdir()] == ["l.pdf"]


def test_a_link_is_never_written_through(tmp_path: Path) -> None:
    (tmp_path / "l.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    done = run("build", SAMPLES / "conditional" / "claims.csv", "-o", tmp_path / "l.pdf", "--force")
    assert done.status == 2 and not (tmp_path / "elsewhere.pdf").exists()


def test_an_epoch_that_is_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "soon")
    with pytest.raises(OffsetcaseError, match="not a number of seconds"):
        clock_today()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    assert clock_today().isoformat() == "1970-01-02"


def test_a_file_that_is_too_large_or_unreadable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"x" * 100)
    monkeypatch.setattr(table, "MAX_BYTES", 10)
    with pytest.raises(OffsetcaseError) as caught:
        table.read_bytes(path)
    assert caught.value.problems[0].code == "E-TOO-LARGE"

    def refuse(*_: Any, **__: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(OffsetcaseError) as caught:
        table.read_bytes(path)
    assert caught.value.problems[0].code == "E-READ"
