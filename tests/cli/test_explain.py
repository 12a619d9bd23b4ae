"""``explain``: from any figure of a letter to the claim lines, which add up to it exactly."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from offsetcase.argument.argue import argue
from offsetcase.argument.explain import by_amount, explain, is_amount, listed, step
from offsetcase.argument.facts import build_facts
from offsetcase.case.request import Request
from offsetcase.model.facts import FactBook
from offsetcase.model.money import cents
from offsetcase.pipeline import build_case
from offsetcase.render.html import letter_html
from rows import each_row
from support import SAMPLES, run

CONDITIONAL = SAMPLES / "conditional" / "claims.csv"


@cache
def figures() -> FactBook:
    """The sample's figures, which are only read."""
    return build_facts(build_case(Request((CONDITIONAL,))))


@pytest.mark.parametrize("sample", ["conditional", "high-cost", "crps", "portal-and-pharmacy"])
def test_every_sum_of_lines_is_exact(sample: str) -> None:
    files = tuple(sorted((SAMPLES / sample).glob("*.csv")))
    book = build_facts(build_case(Request(files, draws=0)))
    seen = 0
    for id in book:
        lines = book.lines(id)
        if lines is not None:
            assert sum((one.amount for one in lines), Decimal(0)) == book[id].value, id
            seen += 1
    assert seen > 20


def test_every_formula_names_figures_that_exist() -> None:
    book = build_facts(build_case(Request((CONDITIONAL,), comparator="esketamine", draws=0)))
    for id in book:
        assert "{" not in book.filled(id) and "}" not in book.filled(id), id


def calculate(text: str) -> Decimal:
    """A formula with its numbers put in, worked out by the language's own arithmetic: a hand calculator."""
    plain = re.sub(r"[$,]", "", text).replace("−", "-").replace("×", "*").replace("÷", "/")
    plain = re.sub(r"([\d.]+)%", r"(\1/100)", plain)
    plain = plain.replace("to the power", "**").replace(" (response is not above control)", "")
    assert re.fullmatch(r"[\d.()*/+\- ]+", plain), plain
    return Decimal(str(eval(plain)))  # digits and arithmetic signs only, as asserted


FORMULAS = (
    "price", "stopping.yearly", "average.treatment", "average.stops", "average.net", "responder.treatment", "responder.stops",
    "responder.net", "lasting.treatment", "lasting.stops", "lasting.net", "nobody.cost", "stage.1.cost", "stage.2.cost", "stage.3.cost",
    "annual.total", "visits.expected", "average.year_one", "average.year_two",
)  # fmt: skip


@each_row("id", FORMULAS)
def test_a_hand_calculator_gets_the_figure(id: str) -> None:
    book = figures()
    assert abs(calculate(book.filled(id)) - cents(book[id].value)) < Decimal("0.0101"), book.filled(id)


@each_row(
    ("id", "within"), [("even.share", "0.0002"), ("even.lasting_share", "0.0002"), ("even.rebate", "0.0001"), ("even.price", "0.01"), ("chance.lasting", "0.0001")]
)  # fmt: skip
def test_and_the_break_evens(id: str, within: str) -> None:
    book = figures()
    assert abs(calculate(book.filled(id)) - book[id].value) <= Decimal(within), book.filled(id)


def test_the_break_even_response_by_hand() -> None:
    book = build_facts(build_case(Request((CONDITIONAL,), sets={"price": Decimal(300)}, draws=0)))
    assert abs(calculate(book.filled("even.response")) - book["even.response"].value) <= Decimal("0.0001")


SESSIONS = {"session_price": 150, "retention": "0.6", "response": "0.6", "price": 310}
WHOLE_BOOKS: dict[str, dict[str, Any]] = {
    "as it is": {"sets": {}},
    "discounted": {"sets": {"discount": "0.04", "price": 300}},
    "nothing comes of it": {"sets": {"response": "0.1"}},
    "sessions": {"sets": SESSIONS, "protocol": "kap-im"},
    "sessions, discounted": {"sets": SESSIONS | {"discount": "0.07"}, "protocol": "kap-im"},
}


@pytest.mark.parametrize("name", WHOLE_BOOKS)
def test_every_formula_of_a_letter_works_out(name: str) -> None:
    """Every formula without words, by a hand calculator, with the numbers as they are printed."""
    options = WHOLE_BOOKS[name]
    sets = {key: Decimal(value) for key, value in options["sets"].items()}
    request = Request((CONDITIONAL,), sets=sets, protocol=options.get("protocol", ""), draws=0)
    book = build_facts(build_case(request))
    worked = 0
    for id in book:
        formula = book.filled(id)
        if not re.fullmatch(r"[\d.,$%()×÷+− ]+|.*to the power.*", formula) or not re.search("[×÷+−]", formula):
            continue
        value = Decimal(book[id].value)
        # Operands are printed to the cent, shares to four places, powers likewise.
        assert abs(calculate(formula) - value) <= Decimal("0.02") + abs(value) / 400, (id, formula, value)
        worked += 1
    assert worked > 150


def test_every_name_in_exhibit_c_can_be_asked_for() -> None:
    result = build_case(Request((CONDITIONAL,), figure_names=True))
    html = letter_html(argue(result)).html
    names = set(re.findall(r'data-figure="([^"]+)"', html))
    assert {
        "average.net",
        "even.price",
        "stage.1.cost",
        "assume.price",
        "one_way.price.net_low",
        "draws.mean",
        "scenario.conservative.net",
    } <= names
    book = build_facts(result)
    for name in names:
        assert explain(book, name).figure.shown


def data(*options: object) -> Any:
    done = run("explain", CONDITIONAL, *options, "--json")
    assert done.status == 0, done.err
    return done.json


def test_the_command_walks_to_file_and_row() -> None:
    found = data("--figure", "annual.psychotherapy")
    assert found["value"] == "$9,360.00"
    groups = {group["figure"]: group for group in found["lines"]}
    window = groups["window.psychotherapy"]
    assert Decimal(window["total"]) == 28080 and sum(Decimal(line["amount"]) for line in window["lines"]) == 28080
    assert all(line["file"] == "claims.csv" and line["row"] > 1 and line["date"] for line in window["lines"])


def test_a_models_figure_rests_on_lines_too() -> None:
    found = data("--figure", "average.net")
    assert found["formula"] == "average.stops − average.treatment"
    assert {group["figure"] for group in found["lines"]} >= {"window.psychotherapy", "latest.psychotherapy"}


def test_without_a_figure_the_names_are_listed() -> None:
    names = {row["figure"] for row in data()["figures"]}
    assert {"average.net", "annual.total", "even.price", "chance.own", "drugs"} <= names
    book = figures()
    assert names == {step.id for step in listed(book)}


def test_a_name_that_is_not_there_gets_the_nearest() -> None:
    done = run("explain", CONDITIONAL, "--figure", "average.nett")
    assert done.status == 2 and "average.net" in done.err


def test_it_prints_for_people() -> None:
    done = run("explain", CONDITIONAL, "--figure", "average.net")
    assert done.status == 0 and "= average.stops − average.treatment" in done.out and "claims.csv" in done.out


@each_row("text", ["$9,360.00", "9360.00", "$9360", "$ 9,360", "($9,360.00)"])
def test_a_figure_is_found_by_its_amount(text: str) -> None:
    assert is_amount(text) and {"annual.psychotherapy", "mean.psychotherapy"} <= set(by_amount(figures(), text))


def test_an_amount_is_typed_with_the_option_or_without() -> None:
    found = data("$ 9,360")
    assert {"annual.psychotherapy", "mean.psychotherapy"} <= {row["figure"] for row in found["figures"]}
    assert data("--figure", "$ 9,360") == found


def test_an_amount_that_one_figure_has_is_explained_at_once() -> None:
    book = figures()
    shown = [step(book, id).shown for id in ("average.net", "even.price")]
    for amount in shown:
        names = by_amount(book, amount)
        assert names
        done = run("explain", CONDITIONAL, "--figure", amount)
        assert done.status == 0 and amount in done.out and all(name in done.out for name in names)


def test_every_dollar_figure_can_be_asked_for_by_its_amount() -> None:
    book = figures()
    for one in listed(book):
        if "$" in one.shown:
            assert is_amount(one.shown) and one.id in by_amount(book, one.shown), one


def test_an_amount_that_is_none_of_the_figures_gets_the_nearest() -> None:
    done = run("explain", CONDITIONAL, "$9,360.01")
    assert done.status == 2 and "E-FIGURE" in done.err and "$9,360.00 (" in done.err


def test_an_amount_alone_or_two_are_asked_about() -> None:
    done = run("explain", "$9,360.00")
    assert done.status == 2 and "no claims file" in done.err
    done = run("explain", CONDITIONAL, "$1.00", "$2.00")
    assert done.status == 2 and "one figure at a time" in done.err
