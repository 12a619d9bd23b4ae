"""Nodes: a value and its formula from one line, worked out over decimals and floats alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from offsetcase.model.compiled import function, program, script
from offsetcase.model.nodes import (
    NOTHING,
    Constant,
    Graph,
    Name,
    Operation,
    choose,
    fold,
    over,
    power,
    sparse,
    step,
    total,
    value_of,
)
from offsetcase.model.shape import DataError
from offsetcase.offset.baseline import LOWER, yearly
from rows import each_row

A, B, C = Name("a"), Name("b"), Name("c")
VALUES = {"a": Decimal(6), "b": Decimal(3), "c": Decimal(2), "none": Decimal(0)}


def formulas() -> list[tuple[Any, str, object]]:
    """Nodes, each with its formula and its value; made anew, since an operator makes a node simpler as it makes it."""
    none = Name("none")
    return [
        (A + B * C, "{a} + {b} × {c}", 12),
        ((A + B) * C, "({a} + {b}) × {c}", 18),
        (A - (B - C), "{a} − ({b} − {c})", 5),
        (A - (B + C), "{a} − ({b} + {c})", 1),
        (A - B - C, "{a} − {b} − {c}", 1),
        (A + B - C, "{a} + {b} − {c}", 7),
        (A / (B * C), "{a} ÷ ({b} × {c})", 1),
        (A / B * C, "{a} ÷ {b} × {c}", 4),
        (1 - A / 12, "1 − {a} ÷ 12", Decimal("0.5")),
        (1 + A, "1 + {a}", 7),
        (0 - A * B, "0 − {a} × {b}", -18),
        # What is nothing or one goes by itself.
        (1 * A + 0 * B, "{a}", 6),
        (A / 1 - 0, "{a}", 6),
        (total((B, none)), "{b} + {none}", 3),
        (total(()), "nothing", 0),
        # A sum of which some is nothing in this case.
        (sparse((A * none, B, C)), "{b} + {c}", 5),
        (sparse((none, B)) * C, "{b} × {c}", 6),
        (sparse((none, A * none)), "{none}", 0),
        (sparse((A - B, C)), "{a} − {b} + {c}", 5),
        (sparse((A, B)) * C, "({a} + {b}) × {c}", 18),
        (sparse((A, B)) - C, "{a} + {b} − {c}", 7),
        (choose(A > B, A - B, Constant(0, "none of it")), "{a} − {b}", 3),
        (choose(B > A, B - A, Constant(0, "none of it")) * C, "none of it × {c}", 0),
        (step("least", A, B), "{b}", 3),
        (step("largest", B, A, C), "{a}", 6),
        (step("power", C, 36) * A, "{c} to the power (36 ÷ 12) × {a}", 48),
        (step("power", B * C, 24), "({b} × {c}) to the power (24 ÷ 12)", 36),
        (A / step("power", C, 12), "{a} ÷ ({c} to the power (12 ÷ 12))", 3),
        (step("whole_up", step("cents", A / 4)), "{a} ÷ 4, rounded up to the dollar", 2),
        (step("whole_down", step("cents", A / 4)), "{a} ÷ 4, rounded down to the dollar", 1),
        (step("whole_up", step("cents", A / 4)) + B, "({a} ÷ 4, rounded up to the dollar) + {b}", 5),
        (sparse((step("whole_up", step("cents", A / 4)), B)), "({a} ÷ 4, rounded up to the dollar) + {b}", 5),
    ]


def test_a_node_is_a_value_and_a_formula() -> None:
    for part, text, value in formulas():
        graph = Graph()
        graph.define("x", part, "usd")
        assert graph.how("x", VALUES) == text
        assert value_of(graph["x"].node, VALUES) == value, text
        given, run = function(graph, ("x",))
        assert run([VALUES[name] for name in given]) == (value,), text
        if "dollar" not in text:
            assert run([float(VALUES[name]) for name in given])[0] == pytest.approx(float(value)), text  # type: ignore[arg-type]


def test_an_operator_on_what_is_known_is_no_operator() -> None:
    same = (0 + A, A + 0, A - 0, 1 * A, A * 1, A / 1, step("both", True, A), step("choose", True, A, B))
    assert all(part is A for part in (*same, step("choose", False, B, A)))
    for part, value in (
        (0 * A, 0), (A * 0, 0), (step("/", 0, A), 0), (step("both", False, A), False),
        (step("same", 7, 7), True), (step("differs", 7, 7), False), (step("known", NOTHING), False), (step("known", 7), True), (Constant(12) * Decimal("1.00"), Decimal("12.00")),
    ):  # fmt: skip
        assert isinstance(part, Constant) and repr(part.value) == repr(value)
    left = (0 - A, 1 - A, step("/", 1, A), A / 0, A + 1, A - 1, step("both", A, True), step("+", NOTHING, 1))
    assert all(isinstance(part, Operation) for part in left)


def test_whole_numbers_are_divided_exactly_and_a_power_keeps_its_kind() -> None:
    """A float among decimals would be neither exact nor addable."""
    found = [over(1, 4), over(4, 2), over(1.0, 4), over(Decimal(1), 4), power(1, 6), power(0, 6), power(Decimal(1), 0)]
    assert list(map(repr, found)) == ["Decimal('0.25')", "2", "0.25", "Decimal('0.25')", "1", "0", "Decimal('1')"]
    assert power(0.25, 6) == 0.5 and power(Decimal("0.25"), 6) == Decimal("0.5")


def test_words_stand_for_a_formula_and_hidden_names_are_put_in() -> None:
    graph = Graph()
    graph.define("told", A * B, "usd", "as the plan says")
    graph.define("varying", A * B, "usd", lambda values: f"so {values['a']}" if values["a"] > 5 else "")
    graph.define("x", A * B, "usd")
    assert [graph.how(id, VALUES) for id in ("told", "varying", "x")] == ["as the plan says", "so 6", "{a} × {b}"]
    assert graph.how("varying", {**VALUES, "a": Decimal(5)}) == "{a} × {b}"
    assert graph.how("x", VALUES, {"b": 3}) == "{a} × 3"


def test_only_what_is_asked_for_is_worked_out() -> None:
    graph = Graph()
    double = graph.define("double", A * 2)
    graph.define("thrice", B * 3)
    graph.define("both", double + C)
    assert program(graph, ("both",)).given == ("a", "c")
    # A quantity that is handed in is not worked out again, and what is known falls away.
    assert program(graph, ("both",), given=("double",)).given == ("double", "c")
    given, run = function(graph, ("both",), given=("double",))
    assert given == ("double", "c") and run([Decimal(10), Decimal(1)]) == (11,)
    given, run = function(graph, ("both",), known={"c": 0})
    assert given == ("a",) and run([Decimal(5)]) == (10,)
    graph.define("either", choose(C > 0, double, B))
    assert program(graph, ("either", "double"), known={"c": 1}).given == ("a",)
    assert program(graph, ("double",), known={"double": 5}).targets == ("5",)
    # What two quantities need is worked out once.
    graph.define("double.more", double + 1)
    assert len(program(graph, ("both", "double.more", "double")).lines) == 3


def test_a_branch_that_does_not_count_is_not_worked_out() -> None:
    part = choose(B > 0, A / B, NOTHING)
    assert value_of(part, {"a": Decimal(1), "b": Decimal(0)}) is None
    graph = Graph()
    graph.define("share", part)
    assert function(graph, ("share",))[1]([Decimal(0), Decimal(1)]) == (None,)
    # What isn't known yet is left.
    left = fold(choose(A > 0, choose(B > 0, "yes", "no"), "no"), {"a": Decimal(1)})
    assert value_of(left, {"b": Decimal(-1)}) == "no"


def test_a_name_is_given_once_and_what_is_unknown_is_named() -> None:
    graph = Graph()
    graph.define("x", A)
    with pytest.raises(DataError, match='called "x"'):
        graph.define("x", B)
    with pytest.raises(DataError, match='defines or gives the quantity "y"'):
        graph["y"]
    with pytest.raises(AssertionError, match="a, b"):
        value_of(A + B, {})


def test_what_has_no_unit_is_spelled_out() -> None:
    graph = Graph()
    inner = graph.define("inner", A + B)
    graph.define("outer", inner * C, "usd")
    assert graph.how("outer", VALUES) == "({a} + {b}) × {c}"


def test_no_word_gets_into_what_is_run() -> None:
    """An id as hostile as can be is a place in a list, and in a script a string."""
    hostile = '"];import os;x="'
    graph = Graph()
    graph.define(f"{hostile}.y", Name(hostile) * 2)
    found = program(graph, (f"{hostile}.y",))
    assert found.lines == (("v0", "(x[0] * 2)"),) and found.given == (hostile,)
    assert function(graph, (f"{hostile}.y",))[1]([Decimal(4)]) == (8,)
    assert '\\"];import os' in script(graph, "run", (f"{hostile}.y",))


def test_a_script_is_the_same_in_the_other_language() -> None:
    graph = Graph()
    graph.define("x", choose(choose(A > 0, True, A > B), A * Decimal("1.50"), step("power", A, B)))
    graph.define("word", choose(A > B, "yes", NOTHING))
    graph.define("none", NOTHING)
    for name in ("any", "least", "largest", "lowest_place", "settles", "sum"):
        graph.define(name, step(name, A, B))
    text = script(graph, "run", graph)
    assert "((more(x[0], 0) ? true : more(x[0], x[1])) ? (x[0] * 1.50) : power(x[0], x[1]))" in text
    assert '(more(x[0], x[1]) ? "yes" : null)' in text and '"none": null' in text
    for name in ("any", "least", "largest", "lowest_place", "settles", "sum"):
        assert f"= {name}([x[0], x[1]]);" in text
    # The same lines in Python take decimals, words and nothing too.
    _, run = function(graph, tuple(graph))
    assert run([Decimal(2), Decimal(4)]) == (3, None, None, True, 2, 4, 1, 1, 6)
    assert run([Decimal(6), Decimal(4)])[1] == "yes"


@each_row("paid", ["0.00", "1.00", "2.00", "0.01"])
@each_row("rule", ["window-mean", LOWER, "latest-12"])
def test_a_dollar_in_ten_months_is_an_exact_decimal(paid: str, rule: str) -> None:
    given = {"window.months": 10, "window.psychotherapy": Decimal(paid), "latest.psychotherapy": Decimal(paid)}
    values = yearly(("psychotherapy",), rule).worked_out(given)
    assert values["mean.psychotherapy"] == 12 * Decimal(paid) / 10
    assert {type(values[f"{name}.psychotherapy"]) for name in ("mean", "annual")} == {Decimal}
