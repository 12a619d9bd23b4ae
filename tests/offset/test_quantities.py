"""The model's quantities: months that weigh half of the one before, and what Exhibit C prints beside each figure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from offsetcase.model.nodes import Graph
from offsetcase.offset.comparison import sessions_by_month
from offsetcase.offset.covered import alternatives
from offsetcase.offset.projection import Parameters, by_name, given_of, graph_of, shape_of
from offsetcase.offset.quantities import Shape, model

TALK, DRUG = "psychotherapy", "medication.antidepressant"
CLOSE = Decimal("1e-20")


def worked(horizon: int, **changes: Any) -> tuple[Graph, dict[str, Any]]:
    """A year of talk for 1,200 that stops whole and of a drug for 2,400 that stops by half; a visit of 100 on day 0 and every 61 days."""
    base = Parameters(
        annual={TALK: Decimal(1200), DRUG: Decimal(2400)}, shares={TALK: Decimal(1), DRUG: Decimal("0.5")}, price=Decimal(100),
        workup=Decimal(30), p=Decimal("0.5"), q=Decimal("0.25"), r=Decimal(1), ramp=0, induction=(0,), block=(0,), every=61,
    )  # fmt: skip
    run = base.with_(**changes)
    given = given_of(run, horizon, run.price - 20) | sessions_by_month(alternatives()["esketamine"], horizon)
    given |= {"alternative.price": Decimal(10), "alternative.low_price": Decimal(9)}
    graph = graph_of(run, horizon)
    return graph, given | by_name(shape_of(run, horizon), tuple(graph), given)


def test_a_discount_weighs_each_month_by_hand() -> None:
    """4,095 a year is a half a month, and so is what is left of a retention of 1/4096: months weigh 1, 1/2, 1/4."""
    half = {"discount": Decimal(4095), "paused": frozenset({TALK}), "r": 1 / Decimal(4096)}
    graph, values = worked(3, **half)
    wanted = {
        # Visits on days 0 and 61, in months 1 and 3, in which talk doesn't stop: 100, 200 ÷ 2, 100 ÷ 4 if it lasts.
        "lasting.treatment": 130 + 25, "lasting.stops": 100 + 100 + 25, "month.2.lasting": -30 + 100,
        # What still responds halves each month as well: 1, 1/4, 1/16.
        "responder.treatment": 130 + 6.25, "responder.stops": 100 + 50 + 6.25, "responder.month.3.running": 156.25 - 136.25,
        "average.treatment": 130 + 3.125, "average.stops": 156.25 / 4, "month.3.treatment": 3.125, "month.2.stops": 12.5,
        "nobody.net": -130, "visits.expected": 1 + 0.5 / 4, "lasting.medication": 100 + 50 + 25,
        # Undiscounted, what is counted in print: a visit, and months with and without one.
        "visits.maintenance": 1, "visits.maintenance.discounted": 0.25, "months.free": 1, "months.busy": 2, "months.after": 3,
        "responding.free": 0.5, "responding.busy": 1.25, "responding.after": 1.75, "chance.lasting": 0.5 / 4096**2,
        # Eight sessions and one in month 1, three each in months 2 and 3.
        "alternative.sessions.lasting": 8 + 1 + 1.5 + 0.75, "alternative.sessions.responder": 8 + 1 + 0.75 + 3 / 16,
        "alternative.cost.no_response": 80, "alternative.less_at_low.lasting": 9 * 11.25 - 155, "alternative.induction": 8,
        # On average 133.125 are spent on 1 + 0.5 ÷ 16 visits; of 39.0625 that stop nothing is left for a visit but the rest of 30.
        "zero.price": Decimal("9.0625") / (1 + Decimal("0.03125")), "zero.share": Decimal("133.125") / Decimal("39.0625"),
    }  # fmt: skip
    assert {id: value for id, value in wanted.items() if abs(values[id] - Decimal(value)) > CLOSE} == {}
    assert values["average.treatment.one"] == values["average.treatment"] and "average.treatment.two" not in graph
    assert {"average.year_one", "average.year_two"} <= set(model(Shape(13, (TALK,), frozenset(), False)))


def test_a_formula_says_of_nothing_why_it_is_nothing_and_of_cents_that_they_are_some() -> None:
    graph, values = worked(14)
    assert graph.how("lasting.stops", values | {"stopping.spending": Decimal("0.5")}) != "nothing stops"
    equal = values | {"assume.control": values["assume.response"]}
    assert graph.how("chance.own", equal).startswith("0 (response is not above control) × ")


PRINTED = Path(__file__).with_name("printed-formulas.txt")


def printed(**changes: Any) -> Iterator[tuple[str, str]]:
    """What a reader finds beside each figure of 14 months, of the single months in the first two: its formula and unit; and the figure."""
    graph, values = worked(14, **changes)
    assert {int(t) for id in graph for t in re.findall(r"month\.(\d+)", id)} == set(range(1, 15))
    for id, quantity in graph.items():
        month, value = re.search(r"month\.(\d+)", id), values[id]
        if quantity.unit and (month is None or month[1] in ("1", "2")):
            places = "" if quantity.places is None else f" of {quantity.places} places"
            shown = value if value is None else f"{round(Decimal(value), 8):f}"
            yield f"{id}, {quantity.unit}{places}: {graph.how(id, values)}", f" = {shown}"


def test_each_figure_is_printed_with_the_formula_that_a_reader_can_check(update_golden: bool) -> None:
    """Once with all that there is; then what is printed otherwise without, and where nothing stops."""
    cases: tuple[dict[str, Any], ...] = (
        {
            "discount": Decimal("0.03"),
            "paused": frozenset({TALK}),
            "price": Decimal(120),
            "ramp": 1,
            "r": Decimal("0.5"),
        },
        {"price": Decimal(20)},
        {"shares": {TALK: Decimal(0), DRUG: Decimal(0)}},
    )
    lines: dict[str, str] = {}
    for case in cases:
        for text, value in printed(**case):
            lines.setdefault(text, value)
    got = [text + value for text, value in lines.items()]
    if update_golden:
        PRINTED.write_text("\n".join(got) + "\n", encoding="utf-8")
    assert got == PRINTED.read_text(encoding="utf-8").splitlines()
