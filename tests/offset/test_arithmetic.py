"""Every table in tests/arithmetic: input and output that a clinician can check by hand."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from offsetcase.case.shares import share_names
from offsetcase.model.money import cents, cents_down, ratio4
from offsetcase.offset.alternative import Alternative, second_leg
from offsetcase.offset.assumptions import resolve
from offsetcase.offset.lead import choose_lead
from offsetcase.offset.protocol import protocols
from offsetcase.offset.schedule import lay_out
from offsetcase.offset.verdict import HORIZON, Offset, project
from support import case_of

TABLES = sorted((Path(__file__).resolve().parents[1] / "arithmetic").glob("*.toml"))


def offset_of(given: dict[str, Any]) -> tuple[Offset, Alternative]:
    annual = {key: Decimal(value) for key, value in given["annual"].items()}
    case = case_of(
        {
            "treatment": {"price": given["price"], "workup": given["workup"]},
            "assumptions": given.get("assumptions", {}),
            "prescriber": {"name": "Dr. A", "date": "2026-01-05", "diagnosis": given["diagnosis"]},
        }
    )
    inputs = resolve(case, {}, protocols()[given["protocol"]], annual, share_names(case, {}))
    offset = project(inputs, annual, given["months"])
    return offset, second_leg("esketamine", None, case, "depression", (), 0, inputs, offset.parameters, HORIZON)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_table(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    offset, leg = offset_of(table["input"])
    sums = leg.sums
    assert sums is not None
    even = offset.break_even
    base = offset.parameters
    stages = lay_out(base.induction, base.block, base.every, base.price, base.workup, HORIZON).stages
    flows = {"responder": offset.responder, "lasting": offset.lasting}

    def flow(name: str) -> list[str]:
        run = flows[name]
        return [str(cents(value)) for value in (run.total_treatment, run.total_stops, run.net)]

    got = {
        "induction_visits": offset.induction_visits,
        "maintenance_visits": offset.maintenance_visits,
        "expected_visits": str(ratio4(offset.expected_visits)),
        "treatment": str(cents(offset.average.total_treatment)),
        "stops": str(cents(offset.average.total_stops)),
        "net": str(cents(offset.average.net)),
        "year_one": str(cents(offset.average.net_of(0, 12))),
        "year_two": str(cents(offset.average.net_of(12, 24))),
        "responder": flow("responder"),
        "lasting": flow("lasting"),
        "lowest": str(cents(offset.lowest_amount)),
        "lowest_month": offset.lowest_month,
        "stages": [str(cents(stage.cost)) for stage in stages],
        "even_price": even.price and str(cents_down(even.price)),
        "even_share": even.share and str(ratio4(even.share)),
        "even_response": even.response and str(ratio4(even.response)),
        "even_month": even.month,
        "lasting_share": even.lasting_share and str(ratio4(even.lasting_share)),
        "own_chance": str(ratio4(offset.own_chance)),
        "lasting_chance": str(ratio4(offset.lasting_chance)),
        "rebate": even.rebate and str(ratio4(even.rebate)),
        "verdict": str(offset.verdict),
        "alternative_verdict": str(leg.verdict),
        "lead": str(choose_lead(offset.verdict, leg, acceptable=True)),
        "alternative": {
            "cost": [str(cents(value)) for value in sums.cost.all],
            "less": [str(cents(value)) for value in sums.less.all],
            "less_at_low": [str(cents(value)) for value in sums.less_at_low.all],
            "tie": sums.tie,
        },
        "less_favourable": {way.parameter: str(cents(min(way.net_low, way.net_high))) for way in offset.one_way},
    }
    wanted = table["output"]
    # What a table leaves out has no value: a break-even that doesn't exist.
    for name in ("even_price", "even_share", "even_response", "even_month", "lasting_share", "rebate"):
        wanted.setdefault(name, None)
    assert {name: got[name] for name in wanted} == wanted
