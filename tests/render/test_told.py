"""The pages for a person whose language isn't English: from the case's own figures, one language, and the letter stays English."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from offsetcase.argument.argue import Argument, argue
from offsetcase.argument.course import course
from offsetcase.case.request import Request
from offsetcase.model.language import ENGLISH, languages
from offsetcase.model.places import templates_root
from offsetcase.model.problem import OffsetcaseError
from offsetcase.pipeline import build_case
from offsetcase.render.calendar import calendar_ics
from offsetcase.render.html import letter_html
from offsetcase.render.packet import make_packet
from offsetcase.render.pdf import page_count
from offsetcase.render.phone import phone_html
from offsetcase.render.told import Telling, help_lines, keep_page, reading_page, sheet_page
from once import drawn
from support import SAMPLES, run, words_of

pytestmark = pytest.mark.in_child

SPANISH = "es"
ENGLISH_WORDS = re.compile(r"\b(the|and|of|is|are|with|you|your|for|from|that|this|what|which|page)\b", re.I)
CLAIMS = SAMPLES / "conditional" / "claims.csv"


@cache
def argument(kind: str = "appeal", lead: str = "") -> Argument:
    return argue(build_case(Request((CLAIMS,), draws=0, letter=kind, argument=lead)))


def pages(made: Argument, language: str) -> dict[str, str]:
    telling = Telling(made, language)
    result = made.result
    letter = letter_html(made)
    steps = course(result.case, made.kind, result.letter_date, language)
    return {
        "keep": keep_page(telling, letter.blanks, None, "letter"),
        "reading": reading_page(telling, None, "letter"),
        "questions": sheet_page(telling, [("sertraline", result.letter_date, result.letter_date)], None, "letter"),
        "phone": phone_html(result.case, steps, help_lines(telling), None, "letter", result.letter_date),
    }


def own_words(html: str, made: Argument) -> str:
    """What stands on a page, without what the case itself says in English and what is quoted or typed."""
    text = words_of(html)
    case = made.result.case
    for said in (case.denial.reason, case.plan.name, case.plan.address, case.treatment.provider):
        text = text.replace(said, " ") if said else text
    return re.sub(r"“[^”]*”|\[[^\]]*\] [a-z_]+ = \S+|\(at most\)", " ", text, flags=re.I)


@pytest.mark.parametrize(
    ("kind", "lead"), [("appeal", ""), ("exception", "necessity"), ("external-review", ""), ("plan-sponsor", "")]
)
def test_no_english_is_left_on_the_pages(kind: str, lead: str) -> None:
    made = argument(kind, lead)
    for name, html in pages(made, SPANISH).items():
        assert not ENGLISH_WORDS.findall(own_words(html, made)), name
        assert '<html lang="es">' in html and "revisada" in html and "«" not in html
        assert "page " not in html.partition("</style>")[0].rpartition("@top-right")[2]


def test_the_same_pages_stand_in_english() -> None:
    for html in pages(argument(), ENGLISH).values():
        assert len(ENGLISH_WORDS.findall(words_of(html))) > 5 and "{" not in words_of(html)


def test_the_reading_copy_has_the_letters_own_figures_and_says_what_it_is() -> None:
    made = argument()
    letter, copy = words_of(letter_html(made).html), words_of(reading_page(Telling(made, SPANISH), None, "letter"))
    assert "Copia de lectura. No es la carta y no se envía" in copy
    amounts = re.findall(r"\$\d{1,3}(?:,\d{3})*(?:\.\d\d)?", copy)
    assert len(amounts) >= 8 and not [one for one in amounts if one not in letter]
    # Page 1's whole dollars, and its words on what was studied: single doses were compared in a randomized trial.
    assert "se gastarían $18,320 en" in copy and "Ningún ensayo aleatorizado con dosis repetidas" in copy
    assert made.result.case.denial.reason in copy  # the plan's own words are not translated


def test_a_letter_to_an_employer_is_told_without_what_it_keeps_back() -> None:
    made = argument("plan-sponsor")
    text = words_of(reading_page(Telling(made, SPANISH), None, "letter"))
    assert "No nombra diagnóstico" in text and "sertraline" not in text and "Hofstetter" not in text


def test_days_and_deadlines_are_the_english_ones() -> None:
    made = argument()
    result = made.result
    here, there = (course(result.case, made.kind, result.letter_date, one) for one in (ENGLISH, SPANISH))
    assert [(one.key, one.day) for one in here.steps] == [(one.key, one.day) for one in there.steps]
    calendar = calendar_ics(result.case, there, result.letter_date).decode("utf-8").replace("\r\n ", "")
    assert "SUMMARY:Apelación: último día para enviarla" in calendar and "depres" not in calendar.lower()
    assert not ENGLISH_WORDS.search("".join(re.findall(r"SUMMARY:.*", calendar)))


def test_the_phone_page_is_one_page(shared: Path) -> None:
    assert drawn(shared / "drawn", page_count, pages(argument(), SPANISH)["phone"]) == 1


def test_a_packet_in_spanish_sends_the_english_letter(monkeypatch: pytest.MonkeyPatch) -> None:
    from offsetcase.render import packet

    monkeypatch.setattr(packet, "own_pdf", lambda html, *_, **__: sha256(html.encode()).digest())
    monkeypatch.setattr(packet, "own_docx", lambda html, *_: sha256(html.encode()).digest())
    monkeypatch.setattr(packet, "page_count", lambda html: 20)
    made = argument()
    draft = argument("physician")
    english = make_packet(made, draft, None, allow_figures=False)
    spanish = make_packet(made, draft, None, allow_figures=False, language=SPANISH)
    for name in ("send.pdf", "prescriber.pdf", "prescriber.docx"):
        assert spanish.files[name] == english.files[name]
    assert spanish.files["keep-en.pdf"] == english.files["keep.pdf"] != spanish.files["keep.pdf"]
    assert set(spanish.files) - set(english.files) == {"keep-en.pdf", "reading.pdf", "questions.pdf"}


def test_init_asks_in_spanish(tmp_path: Path) -> None:
    (tmp_path / "claims.csv").write_bytes(CLAIMS.read_bytes())
    done = run("init", "claims.csv", "--language", "es", cwd=tmp_path, stdin="1\nmucho\n1\n2\n" + "\n" * 60)
    assert done.status == 0, done.err
    assert (
        "¿Para qué es el tratamiento?" in done.out and "Esa respuesta no sirve: escriba uno de los números" in done.out
    )
    said = re.sub(r"--?[a-z]+( [a-z]+)?|offsetcase [^\n]*|\([^)]*\)|“[^”]*”", " ", done.out)
    assert not ENGLISH_WORDS.findall(said), ENGLISH_WORDS.findall(said)
    assert "offsetcase build claims.csv --packet packet --language es" in done.out
    written = (tmp_path / "case.toml").read_text(encoding="utf-8")
    assert 'indication = "depression"' in written and "# el nombre del paciente" in written


def test_somebodys_own_template_of_a_page_is_checked_in_spanish_too(tmp_path: Path) -> None:
    (tmp_path / "packet").mkdir()
    own = tmp_path / "packet" / "told.html.j2"
    text = (templates_root() / "packet" / "told.html.j2").read_text(encoding="utf-8")
    own.write_text(text.replace("{{ title }}</h1>", "Otro título</h1>"), encoding="utf-8")
    telling = Telling(argument(), SPANISH)
    assert "Otro título" in reading_page(telling, tmp_path, "letter")
    assert '"página " counter(page) " de "' in reading_page(telling, tmp_path, "letter")
    own.write_text(text.replace("</main>", '<img src="https://example.org/a.png"></main>'), encoding="utf-8")
    with pytest.raises(OffsetcaseError):
        reading_page(telling, tmp_path, "letter")


def test_a_language_that_nobody_wrote(tmp_path: Path) -> None:
    done = run("init", "--language", "fr", cwd=tmp_path)
    assert done.status == 2 and ", ".join(languages()) in done.err
