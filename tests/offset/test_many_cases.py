"""Hundreds of random cases against a calculator in plain floats, written from the method's text alone."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from typing import Any

import pytest

from offsetcase.case.shares import share_names
from offsetcase.model.money import cents
from offsetcase.offset.assumptions import resolve
from offsetcase.offset.protocol import protocols
from offsetcase.offset.scenarios import scenarios
from offsetcase.offset.verdict import HORIZON, Offset, project
from support import case_of, half_up

pytestmark = pytest.mark.in_child

MONTH = 30.4375
KEYS = ("medication.antidepressant", "medication.antipsychotic", "psychotherapy", "psychiatry_visit", "esketamine")
DEFAULT = {"psychotherapy": 0.5, "psychiatry_visit": 0.0, "esketamine": 1.0}
SERIES = {
    "depression-iv": ([0, 3, 7, 10, 14, 17], [0]), "ptsd-iv": ([0, 2, 4, 7, 9, 11], [0]),
    "crps-iv": ([0, 1, 2, 3, 4, 7, 8, 9, 10, 11], [0, 3, 4, 5, 6, 7, 10, 11, 12, 13]), "pain-series": ([0, 1, 2, 3, 4], [0]),
}  # fmt: skip


def net(c: dict[str, Any], *, lasting: bool = False, horizon: int = 24) -> tuple[float, float, list[float]]:
    induction, block = SERIES[c["protocol"]]
    visits = [(day, True) for day in induction]
    start = max(induction) + c["k"]
    while start < horizon * MONTH:
        visits += [(start + offset, False) for offset in block if start + offset < horizon * MONTH]
        start += c["k"]
    a = sum(c["B"][key] * c["a"][key] for key in c["B"]) / 12
    cost, stop, running = 0.0, 0.0, []
    for t in range(horizon):
        s = 1.0 if lasting else c["r"] ** (t / 12)
        here = [first for day, first in visits if math.floor(day / MONTH) == t and day < horizon * MONTH]
        cost += (c["F"] if t == 0 else 0) + c["P"] * (sum(here) + (len(here) - sum(here)) * c["p"] * s)
        stop += a * max(0.0, c["p"] - c["q"]) * s if t >= c["g"] else 0.0
        running.append(stop - cost)
    return cost, stop, running


def made(seed: int) -> tuple[dict[str, Any], Offset, Any]:
    rng = random.Random(seed)
    protocol = rng.choice(list(SERIES))
    annual = {key: Decimal(rng.randrange(1, 4_000_000)) / 100 for key in KEYS if rng.random() < 0.6} or {
        "psychotherapy": Decimal(5000)
    }
    price, workup = rng.randrange(100, 1500), rng.randrange(0, 900)
    said: dict[str, Any] = {
        "response": round(rng.uniform(0.2, 0.95), 2), "control": round(rng.uniform(0, 0.35), 2), "retention": round(rng.uniform(0.1, 0.95), 2),
        "ramp_months": rng.randrange(0, 9), "maintenance_every_days": rng.randrange(21, 200),
        "shares": {key: round(rng.random(), 2) for key in annual if rng.random() < 0.5},
    }  # fmt: skip
    case = case_of({"treatment": {"price": price, "workup": workup}, "assumptions": said})
    inputs = resolve(case, {}, protocols()[protocol], annual, share_names(case, {}))
    shares = {key: said["shares"].get(key, DEFAULT.get(key, 0.5)) for key in annual}
    c = {
        "protocol": protocol, "B": {key: float(value) for key, value in annual.items()}, "a": shares, "P": price, "F": workup,
        "p": said["response"], "q": said["control"], "r": said["retention"], "g": said["ramp_months"], "k": said["maintenance_every_days"],
    }  # fmt: skip
    return c, project(inputs, annual, 36), inputs


def worse(c: dict[str, Any], inputs: Any, better: bool) -> dict[str, Any]:
    rates = inputs.rates

    def end(item: Any, low: bool) -> float:
        value = item.low if low else item.high
        return float(item.value if value is None else value)

    return c | {
        "P": end(inputs.quote, better), "p": end(rates["response"], not better), "q": end(rates["control"], better),
        "r": end(rates["retention"], not better), "g": int(end(rates["ramp_months"], better)), "k": int(end(inputs.interval, not better)),
        "a": {key: min(share * (1.5 if better else 0.5), 1.0) for key, share in c["a"].items()},
    }  # fmt: skip


@pytest.mark.parametrize("block", range(8))
def test_to_the_cent(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        c, offset, inputs = made(seed)
        cost, stop, running = net(c)
        shown = (
            offset.average.total_treatment,
            offset.average.total_stops,
            offset.average.net,
            offset.average.net_of(0, 12),
            offset.average.net_of(12, 24),
        )
        wanted = (cost, stop, stop - cost, running[11], running[23] - running[11])
        assert [f"{cents(value):.2f}" for value in shown] == [half_up(value) for value in wanted], seed
        for horizon, value in offset.by_horizon.items():
            assert f"{cents(value):.2f}" == half_up(net(c, horizon=horizon)[2][-1])
        last_cost, last_stop, last = net(c | {"p": 1, "q": 0}, lasting=True)
        assert f"{cents(offset.lasting.net):.2f}" == half_up(last_stop - last_cost)
        assert f"{cents(offset.responder.net):.2f}" == half_up(net(c | {"p": 1, "q": 0})[2][-1])
        assert f"{cents(offset.lowest_amount):.2f}" == half_up(min(last))
        low, _, high = scenarios(inputs, offset.parameters, HORIZON)
        assert f"{cents(low.flow.net):.2f}" == half_up(net(worse(c, inputs, False))[2][-1]), seed
        assert f"{cents(high.flow.net):.2f}" == half_up(net(worse(c, inputs, True))[2][-1]), seed
        month = next((t + 1 for t in range(24) if all(value >= -1e-9 for value in last[t:])), None)
        assert offset.break_even.month == month
        chance = max(c["p"] - c["q"], 0) * c["r"] ** (month / 12) if month else 0
        assert abs(float(offset.own_chance) - chance) < 1e-9


@pytest.mark.parametrize("block", range(4))
def test_at_the_break_evens_the_net_is_nothing(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        c, offset, inputs = made(seed)
        even = offset.break_even
        if even.price is not None:
            assert abs(net(c | {"P": float(even.price + inputs.extras)})[2][-1]) < 1e-6
        if even.response is not None:
            assert abs(net(c | {"p": float(even.response)})[2][-1]) < 1e-6
        stopping = {key: share for key, share in c["a"].items() if share > 0}
        spending = sum(c["B"][key] for key in stopping)
        if even.share is not None:
            f = float(even.share) * spending / sum(c["B"][key] * share for key, share in stopping.items())
            assert abs(net(c | {"a": {key: share * f for key, share in c["a"].items()}})[2][-1]) < 1e-6
        if even.lasting_share is not None:
            f = float(even.lasting_share) * spending / sum(c["B"][key] * share for key, share in stopping.items())
            scaled = c | {"a": {key: share * f for key, share in c["a"].items()}, "p": 1, "q": 0}
            assert abs(net(scaled, lasting=True)[2][-1]) < 1e-6


@pytest.mark.parametrize("block", range(4))
def test_invariants(block: int) -> None:
    for seed in range(block * 25, block * 25 + 25):
        _, offset, _ = made(seed)
        base = offset.parameters
        from offsetcase.offset.projection import flow

        dearer = flow(base.with_(price=base.price + 1), HORIZON)
        assert dearer.net < offset.average.net
        nothing = flow(base.with_(shares=dict.fromkeys(base.shares, Decimal(0))), HORIZON)
        assert nothing.net == -nothing.total_treatment
        scaled = base.with_(
            annual={key: value * 3 for key, value in base.annual.items()}, price=base.price * 3, workup=base.workup * 3
        )
        assert abs(flow(scaled, HORIZON).net - 3 * offset.average.net) < Decimal("1e-20")
