"""The audit catches what a template, a slip or a hand could do to a figure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from offsetcase.argument.argue import Argument, argue
from offsetcase.argument.audit import audit, require
from offsetcase.case.request import Request
from offsetcase.model.problem import OffsetcaseError
from offsetcase.pipeline import build_case
from offsetcase.render.html import letter_html
from support import SAMPLES, argued


@pytest.fixture(scope="module")
def case() -> tuple[Argument, str]:
    argument = argued("conditional")
    return argument, letter_html(argument).html


def span(html: str, fact: str) -> str:
    mark = rf'<(span|td)(?: class="n")? data-fact="{re.escape(fact)}" data-style=""(?: class="usd")?>[^<]*</\1>'
    found = re.search(mark, html)
    assert found, fact
    return found[0]


def test_the_letter_as_made_passes(case: tuple[Argument, str]) -> None:
    argument, html = case
    assert audit(html, argument) == []


@pytest.mark.parametrize("digit", ["3", "½", "²", "Ⅳ", "٣"])
def test_a_planted_digit_is_caught(case: tuple[Argument, str], digit: str) -> None:
    argument, html = case
    planted = html.replace("Sincerely,", f"Sincerely, {digit}", 1)
    assert [problem.code for problem in audit(planted, argument)] == ["E-AUDIT"]


def test_a_digit_in_words_that_are_spoken_is_caught(case: tuple[Argument, str]) -> None:
    argument, html = case
    assert audit(html.replace("<h1 ", '<h1 title="99 % success" ', 1), argument)


def test_two_swapped_figures_are_caught(case: tuple[Argument, str]) -> None:
    argument, html = case
    one, two = span(html, "average.net"), span(html, "lasting.net")
    texts = [re.sub(r"<[^>]+>", "", part) for part in (one, two)]
    swapped = html.replace(one, one.replace(texts[0], texts[1]), 1).replace(two, two.replace(texts[1], texts[0]), 1)
    assert swapped != html
    assert len(audit(swapped, argument)) == 2


def test_a_changed_figure_is_caught(case: tuple[Argument, str]) -> None:
    argument, html = case
    one = span(html, "nobody.cost")
    problems = audit(html.replace(one, one.replace("$3,650.00", "$3,560.00"), 1), argument)
    assert '"$3,560.00" should read "$3,650.00"' in problems[0].text


def test_a_figure_under_a_name_that_is_not_the_cases_is_caught(case: tuple[Argument, str]) -> None:
    argument, html = case
    one = span(html, "nobody.cost")
    assert audit(html.replace(one, one.replace("nobody.cost", "nothing.at_all"), 1), argument)


def test_other_words_in_place_of_the_users_own_are_caught(case: tuple[Argument, str]) -> None:
    argument, html = case
    assert audit(html.replace("Puget Infusion Clinic", "Puget Infusion Clinic 2", 1), argument)


def test_a_reference_that_is_renumbered_is_caught(case: tuple[Argument, str]) -> None:
    argument, html = case
    first = re.search(r'<sup data-cite="([^"]+)">1</sup>', html)
    assert first
    assert audit(html.replace(first[0], first[0].replace(">1<", ">2<"), 1), argument)


def test_a_failed_audit_stops_with_status_eight(case: tuple[Argument, str]) -> None:
    argument, html = case
    with pytest.raises(OffsetcaseError) as caught:
        require(html.replace("Sincerely,", "Sincerely, 7", 1), argument)
    assert caught.value.exit_code == 8


def test_text_from_the_case_file_cannot_become_markup(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "claims.csv").write_bytes((SAMPLES / "conditional" / "claims.csv").read_bytes())
    (folder / "case.toml").write_text(
        '[member]\nname = "Marisol Quintero"\naddress = "<img src=x onerror=1> <b>&"\n[treatment]\nprice=550\nworkup=350\n',
        encoding="utf-8",
    )
    argument = argue(build_case(Request((folder / "claims.csv",))))
    html = letter_html(argument).html
    assert "<img" not in html and "&lt;img src=x onerror=1&gt; &lt;b&gt;&amp;" in html
