"""Nodes: a value and its formula from one line, worked out over decimals and floats alike."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from offsetcase.model.compiled import function, program, script
from offsetcase.model.nodes import NOTHING, Constant, Graph, Name, choose, fold, sparse, step, total, value_of
from offsetcase.model.shape import DataError
from offsetcase.offset.baseline import LOWER, yearly
from rows import each_row

A, B, C = Name("a"), Name("b"), Name("c")
VALUES = {"a": Decimal(6), "b": Decimal(3), "c": Decimal(2), "none": Decimal(0)}


@each_row(
    ("part", "text", "value"),
    [
        (A + B * C, "{a} + {b} × {c}", 12),
        ((A + B) * C, "({a} + {b}) × {c}", 18),
        (A - (B - C), "{a} − ({b} − {c})", 5),
        (A - B - C, "{a} − {b} − {c}", 1),
        (A / (B * C), "{a} ÷ ({b} × {c})", 1),
        (A / B * C, "{a} ÷ {b} × {c}", 4),
        (1 - A / 12, "1 − {a} ÷ 12", Decimal("0.5")),
        (0 - A * B, "0 − {a} × {b}", -18),
        # What is nothing or one goes by itself.
        (1 * A + 0 * B, "{a}", 6),
        (A / 1 - 0, "{a}", 6),
        (sparse((A * Name("none"), B, C)), "{b} + {c}", 5),
        (total((B, Name("none"))), "{b} + {none}", 3),
        (total(()), "nothing", 0),
        (choose(A > B, A - B, Constant(0, "none of it")), "{a} − {b}", 3),
        (choose(B > A, B - A, Constant(0, "none of it")) * C, "none of it × {c}", 0),
        (step("least", A, B), "{b}", 3),
        (step("power", C, 12) * A, "{c} to the power (12 ÷ 12) × {a}", 12),
        (step("whole_up", step("cents", A / 4)), "{a} ÷ 4, rounded up to the dollar", 2),
    ],
)  # fmt: skip
def test_a_node_is_a_value_and_a_formula(part: Any, text: str, value: Any) -> None:
    graph = Graph()
    graph.define("x", part, "usd")
    assert graph.how("x", VALUES) == text
    assert value_of(graph["x"].node, VALUES) == value
    given, run = function(graph, ("x",))
    assert run([VALUES[name] for name in given]) == (value,)
    if "cents" not in text and "dollar" not in text:
        assert run([float(VALUES[name]) for name in given])[0] == pytest.approx(float(value))


def test_only_what_is_asked_for_is_worked_out() -> None:
    graph = Graph()
    double = graph.define("double", A * 2)
    graph.define("thrice", B * 3)
    graph.define("both", double + C)
    assert program(graph, ("both",)).given == ("a", "c")
    # A quantity that is handed in is not worked out again, and what is known falls away.
    assert program(graph, ("both",), given=("double",)).given == ("double", "c")
    given, run = function(graph, ("both",), known={"c": 0})
    assert given == ("a",) and run([Decimal(5)]) == (10,)


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


@each_row("paid", ["0.00", "1.00", "2.00", "0.01"])
@each_row("rule", ["window-mean", LOWER, "latest-12"])
def test_a_dollar_in_ten_months_is_an_exact_decimal(paid: str, rule: str) -> None:
    given = {"window.months": 10, "window.psychotherapy": Decimal(paid), "latest.psychotherapy": Decimal(paid)}
    values = yearly(("psychotherapy",), rule).worked_out(given)
    assert values["mean.psychotherapy"] == 12 * Decimal(paid) / 10
    assert {type(values[f"{name}.psychotherapy"]) for name in ("mean", "annual")} == {Decimal}
