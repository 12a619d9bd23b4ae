"""Scenarios and draws: what the seed reproduces, what stays fixed, and what another sampler finds."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from typing import Any

import pytest

from offsetcase.offset.assumptions import Inputs, resolve, share_names
from offsetcase.offset.protocol import protocols
from offsetcase.offset.scenarios import scenarios
from offsetcase.offset.uncertainty import Uncertainty, simulate
from offsetcase.offset.verdict import HORIZON, project
from support import case_of

ANNUAL = {
    "medication.antidepressant": Decimal(14880),
    "psychotherapy": Decimal(9360),
    "psychiatry_visit": Decimal(1800),
}
EVEN = {key: (amount / 12,) * 36 for key, amount in ANNUAL.items()}


def resolved(case: dict[str, Any]) -> Inputs:
    settings = case_of(case)
    return resolve(settings, {}, protocols()["depression-iv"], ANNUAL, share_names(settings, {}))


def drawn(case: dict[str, Any], *, draws: int = 10_000, seed: int = 20250101, monthly: Any = EVEN) -> Uncertainty:
    found = resolved(case)
    return simulate(found, project(found, ANNUAL, 36).parameters, monthly, HORIZON, draws, seed)


WORKED = {"treatment": {"price": 550, "workup": 350}}


def test_the_scenarios_stand_at_the_ends() -> None:
    found = resolved(WORKED)
    base = project(found, ANNUAL, 36)
    low, middle, high = scenarios(found, base.parameters, HORIZON)
    assert [s.name for s in (low, middle, high)] == ["conservative", "base", "optimistic"]
    assert middle.flow.net == base.average.net
    # Worse than any single end, and better than any single end.
    assert low.flow.net < min(min(way.net_low, way.net_high) for way in base.one_way)
    assert high.flow.net > max(max(way.net_low, way.net_high) for way in base.one_way)
    # The conservative one by hand: P 660, p 0.47, q 0.28, r 0.30, g 6, k 21, shares 0.25; visits on days 17 + 21 j.
    days = [17 + 21 * j for j in range(1, 40) if 17 + 21 * j < 24 * 30.4375]
    cost = 350 + 660 * (6 + sum(0.47 * 0.30 ** (int(day / 30.4375) / 12) for day in days))
    stops = sum((14880 + 9360) * 0.25 / 12 * (0.47 - 0.28) * 0.30 ** (t / 12) for t in range(6, 24))
    assert abs(float(low.flow.net) - (stops - cost)) < 0.005


def test_the_seed_reproduces_every_figure() -> None:
    one, two, other = drawn(WORKED), drawn(WORKED), drawn(WORKED, seed=7)
    assert one == two and one != other
    assert one.draws == 10_000 and one.seed == 20250101 and sum(one.histogram) == 10_000
    assert one.p5 < one.mean < one.p95


def test_what_cannot_vary_does_not() -> None:
    """With every input fixed the draws are the base case: only response, retention and the rest move them."""
    by = {"by": "Dr. Ray", "on": "2026-01-02"}
    case = {
        "treatment": {"price": 0, "workup": 350},
        "assumptions": {
            "response": 1, "control": 0, "retention": 1,
            "shares": {"medication": {"share": "0.5", **by}, "psychotherapy": {"share": "0.5", **by}, "psychiatry_visit": {"share": "0", **by}},
        },
    }  # fmt: skip
    found = drawn(case)
    base = project(resolved(case), ANNUAL, 36).average.net
    # q ~ triangular(0, 0, 0.28) is the only one left.
    assert float(base) * 0.7 < float(found.p5) < float(found.p95) <= float(base)
    assert found.probability_average_lower == 1


def test_months_are_resampled_together() -> None:
    """One month holds all the spending: the resampled year holds it zero, one or several times."""
    by = {"by": "Dr. Ray", "on": "2026-01-02"}
    shares = {
        "medication": {"share": "1", **by},
        "psychotherapy": {"share": "1", **by},
        "psychiatry_visit": {"share": "1", **by},
    }
    case = {
        "treatment": {"price": 0},
        "assumptions": {"response": 1, "control": "0.28", "retention": 1, "shares": shares},
    }
    lumpy = {key: (amount * 3, *(Decimal(0),) * 35) for key, amount in ANNUAL.items()}
    even, rough = drawn(case), drawn(case, monthly=lumpy)
    assert float(rough.p95 - rough.p5) > 5 * float(even.p95 - even.p5)
    # In about 36.3 % of resamples the month is never drawn ((35/36)^36), and then nothing stops.
    assert abs(float(1 - rough.probability_average_lower) - (35 / 36) ** 36) < 0.02


@pytest.mark.parametrize("seed", range(6))
def test_another_sampler_agrees(seed: int) -> None:
    """The method's distributions drawn with the standard library, in a loop, against the vectorised draws."""
    rng = random.Random(seed)
    price, workup = rng.randrange(200, 900), rng.randrange(0, 500)
    p, q, r = round(rng.uniform(0.3, 0.8), 2), round(rng.uniform(0, 0.28), 2), round(rng.uniform(0.2, 0.8), 2)
    case = {
        "treatment": {"price": price, "workup": workup},
        "assumptions": {"response": p, "control": q, "retention": r},
    }
    monthly = {key: tuple(Decimal(rng.randrange(0, 300_000)) / 100 for _ in range(24)) for key in ANNUAL}
    annual = {key: sum(series) / 2 for key, series in monthly.items()}
    settings = case_of(case)
    found = resolve(settings, {}, protocols()["depression-iv"], annual, share_names(settings, {}))
    ours = simulate(found, project(found, annual, 24).parameters, monthly, HORIZON, 10_000, seed)

    spread = r * (1 - r) / 0.13**2 - 1
    days = [17 + 28 * j for j in range(1, 40) if 17 + 28 * j < 24 * 30.4375]
    visits = [sum(int(day / 30.4375) == t for day in days) for t in range(24)]
    nets = []
    for _ in range(4000):
        pp = rng.betavariate(195 * p, 195 * (1 - p))
        rr = rng.betavariate(r * spread, (1 - r) * spread)
        qq = rng.triangular(0, 0.28, q)
        factor = rng.triangular(0.5, 1.5, 1)
        cost = rng.triangular(0.8 * price, 1.2 * price, price)
        chosen = [rng.randrange(24) for _ in range(24)]
        stop = 0.0
        for key, share in (("medication.antidepressant", 0.5), ("psychotherapy", 0.5)):
            # B_c here is the window mean itself, so the ratio of the two is 1.
            stop += sum(float(monthly[key][month]) for month in chosen) / 2 * min(share * factor, 1)
        net = -workup - cost * 6
        for t in range(24):
            s = rr ** (t / 12)
            net -= cost * visits[t] * pp * s
            net += stop / 12 * max(pp - qq, 0) * s if t >= 3 else 0
        nets.append(net)
    mean = sum(nets) / len(nets)
    sd = math.sqrt(sum((net - mean) ** 2 for net in nets) / len(nets))
    assert abs(float(ours.mean) - mean) < 5 * sd / math.sqrt(4000)
    lower = sum(net > 0 for net in nets) / len(nets)
    assert abs(float(ours.probability_average_lower) - lower) < 5 * math.sqrt(0.25 / 4000)
    nets.sort()
    assert abs(float(ours.p5) - nets[200]) < 0.25 * sd and abs(float(ours.p95) - nets[3800]) < 0.25 * sd
