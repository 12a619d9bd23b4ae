"""A slip in a template is named with its line and the nearest name, in a user's own folder and in the program's alike."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from offsetcase.argument.argue import Argument
from offsetcase.model.problem import OffsetcaseError
from offsetcase.render import html as html_room
from offsetcase.render import templating
from offsetcase.render.html import letter_html
from support import ROOT, SAMPLES, argued, run

pytestmark = pytest.mark.in_child

SECTION = "letter/sections/plan-terms.html.j2"
SLIPS = [
    ("{{ fact('average.nett') }}", 'the figure "average.nett"', 'did you mean "average.net"'),
    ("{{ fact('no.such.figure.at.all') }}", 'the figure "no.such.figure.at.all"', ""),
    ("{{ field('member.nme') }}", 'the field "member.nme"', 'did you mean "member.name"'),
    ("{{ field('plan.covers') }}", 'the field "plan.covers', ""),
    ("{{ field('sent.confirmation') }}", 'the blank "sent.confirmation"', ""),
    ("{{ cite('ross2002', 'limits') }}", 'the source "ross2002"', 'did you mean "ross2020"'),
    ("{{ rule('copys') }}", 'the request "copys"', ""),
    ("{{ feild('member.name') }}", "'feild' is undefined", 'did you mean "field"'),
    ("{% include 'letter/sections/plan-term.html.j2' %}", "there is no template", "plan-terms.html.j2"),
    ("{{ cite('anand2023', 'suports') }}", 'the sentence of anand2023 for depression as "suports"', 'mean "supports"'),
    ("{{ cite('sigtermans2009', 'limits') }}", 'the sentence of sigtermans2009 for depression as "limits"', ""),
    ("{{ reference('aetna_policy') }}", 'the printable source "aetna_policy"', ""),
    ("{{ fact('average.net', 'shrt') }}", 'the style of average.net "shrt"', 'did you mean "short"'),
    ("{{ a.lettr }}{{ a.lettr.title }}", 'there is no "lettr" there', 'did you mean "letter"'),
    (
        "{% import 'letter/macros.html.j2' as m %}{{ m.plese('say') }}",
        'there is no "plese" there',
        'did you mean "please"',
    ),
    ("{{ 5 | roundd }}", "No filter named 'roundd'", ""),
    ("{{ a.result.nothing.inside }}", "can't be filled", ""),
    ("{{ fact() }}", "can't be filled (TypeError", ""),
    ("{% for %}", "can't be filled", ""),
]


@pytest.fixture(scope="module")
def argument() -> Argument:
    return argued("conditional", draws=0)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program's templates in one place for all slips, so that all but the slip are compiled once."""
    found = tmp_path_factory.mktemp("program") / "templates"
    shutil.copytree(ROOT / "templates", found)
    return found


@pytest.mark.parametrize(("slip", "words", "hint"), SLIPS)
def test_a_slip_in_the_programs_own_templates(
    slip: str, words: str, hint: str, argument: Argument, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As whoever adds a section makes it: never a fault without a place."""
    html_room.environment.cache_clear()
    (root / SECTION).write_text(f"<p>One line.</p>\n<p>{slip}</p>\n", encoding="utf-8")
    monkeypatch.setattr(templating, "templates_root", lambda: root)
    monkeypatch.setattr(html_room, "templates_root", lambda: root)
    with pytest.raises(OffsetcaseError) as caught:
        letter_html(argument)
    (problem,) = caught.value.problems
    assert problem.code == "E-TEMPLATE" and int(caught.value.exit_code) == 8
    assert words in problem.text and hint in problem.remedy
    assert problem.where == f"{SECTION}, line 2"


def test_a_slip_in_a_users_own_folder(tmp_path: Path) -> None:
    section = tmp_path / "mine" / SECTION
    section.parent.mkdir(parents=True)
    section.write_text("<p>Words.</p>\n{{ fact('average.nett') }}", encoding="utf-8")
    claims = SAMPLES / "conditional" / "claims.csv"
    options = ("--templates", tmp_path / "mine", "--format", "html", "-o", tmp_path / "l.html")
    done = run("build", claims, *options)
    assert done.status == 2 and f"{SECTION}, line 2" in done.err and 'did you mean "average.net"' in done.err
    assert "Traceback" not in done.err
    told = run("build", claims, *options, env={"OFFSETCASE_DEBUG": "1"})
    assert told.status == 2 and "Traceback" in told.err and 'did you mean "average.net"' in told.err


def test_a_fault_of_the_program_shows_its_traceback_to_whoever_asks(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from offsetcase.cli import errors

    def app(standalone_mode: bool) -> int:
        raise ZeroDivisionError("a value of the user's")

    for wanted, shown in (("", False), ("0", False), ("1", True)):
        monkeypatch.setenv("OFFSETCASE_DEBUG", wanted)
        assert errors.run(app) == 1  # type: ignore[arg-type]
        said = capsys.readouterr().err
        assert ("Traceback" in said and "a value of the user's" in said) is shown and "(E-BUG)" in said


def test_a_word_that_was_typed_wrong_shows_its_traceback_too() -> None:
    done = run("build", "claims.csv", "--nosuch", env={"OFFSETCASE_DEBUG": "1"})
    assert done.status == 2 and "Traceback" in done.err and "(E-USAGE)" in done.err
    assert "Traceback" not in run("build", "claims.csv", "--nosuch").err
