"""Scenarios and draws: what the seed reproduces, what stays fixed, and what another sampler finds."""

from __future__ import annotations

import math
import random
from decimal import Decimal
from typing import Any

import pytest

from offsetcase.case.shares import share_names
from offsetcase.offset import uncertainty
from offsetcase.offset.assumptions import Inputs, resolve
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
    # The conservative one by hand: P 660, p 0.26, q 0.34, r 0.30, g 6, k 21, shares 0.25; visits on days 17 + 21 j.
    days = [17 + 21 * j for j in range(1, 40) if 17 + 21 * j < 24 * 30.4375]
    cost = 350 + 660 * (6 + sum(0.26 * 0.30 ** (int(day / 30.4375) / 12) for day in days))
    stops = sum((14880 + 9360) * 0.25 / 12 * max(0.26 - 0.34, 0) * 0.30 ** (t / 12) for t in range(6, 24))
    assert abs(float(low.flow.net) - (stops - cost)) < 0.005


def test_the_seed_reproduces_every_figure() -> None:
    one, two, other = drawn(WORKED, draws=2000), drawn(WORKED, draws=2000), drawn(WORKED, draws=2000, seed=7)
    assert one == two and one != other
    assert one.draws == sum(one.histogram) == 2000 and one.seed == 20250101
    assert one.p5 < one.mean < one.p95


def test_what_cannot_vary_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody relapses, nothing costs, and no share moves: control and response alone spread the draws."""
    by = {"by": "Dr. Ray", "on": "2026-01-02"}
    case = {
        "treatment": {"price": 0, "workup": 350},
        "assumptions": {
            "response": 1, "control": 0, "retention": 1,
            "shares": {"medication": {"share": "0.5", **by}, "psychotherapy": {"share": "0.5", **by}, "psychiatry_visit": {"share": "0", **by}},
        },
    }  # fmt: skip
    monkeypatch.setattr(uncertainty, "SHARE_LOW", Decimal(1))
    monkeypatch.setattr(uncertainty, "SHARE_HIGH", Decimal(1))
    found = drawn(case)
    base = project(resolved(case), ANNUAL, 36).average.net
    # p ~ triangular(0.26, 1, 1) and q ~ triangular(0, 0, 0.34) are left.
    assert float(base) * 0.1 < float(found.p5) < float(found.p95) < float(base)
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
    assert float(rough.p95 - rough.p5) > 2 * float(even.p95 - even.p5)
    # In about 36.3 % of resamples the month is never drawn ((35/36)^36), and then nothing stops.
    assert abs(float(1 - rough.probability_average_lower) - (35 / 36) ** 36) < 0.02


@pytest.mark.parametrize("seed", range(6))
def test_another_sampler_agrees(seed: int) -> None:
    """The method's distributions drawn with the standard library, in a loop, against the model's own."""
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
        pp = rng.triangular(min(0.26, p), max(0.71, p), p)
        rr = rng.betavariate(r * spread, (1 - r) * spread)
        qq = rng.triangular(0, 0.34, q)
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


def by_hand(
    case: dict[str, Any], protocol: str, *, draws: int, seed: int, annual: Any, monthly: Any, session: Any = None
) -> list[float]:
    """The nets one draw at a time in plain Python, from the same seeded numbers in the method's order.

    Only the numbers come from the same generator: response, control, retention, price, the common factor of the shares, months. What is done with them is written here anew.
    """
    settings = case_of(case)
    known = protocols()[protocol]
    inputs = resolve(settings, {}, known, annual, share_names(settings, {}), session)
    # Without spending a single month of nothing is drawn.
    months = len(next(iter(monthly.values()), (0,)))
    base = project(inputs, annual, months).parameters
    rng = random.Random(seed)
    r = float(base.r)
    spread = r * (1 - r) / 0.13**2 - 1
    extras = float(inputs.adjunct.value) + (float(inputs.session.value) * known.sessions if inputs.session else 0)

    def between(item: Any) -> float:
        low, high = map(float, item.ends)
        return rng.triangular(low, high, float(item.value)) if low < high else float(item.value)

    length = 30.4375
    first = [int(day / length) for day in known.induction_days]
    later = []
    start = known.induction_days[-1] + int(inputs.interval.value)
    while start < 24 * length:
        later += [int((start + day) / length) for day in known.block_days if start + day < 24 * length]
        start += int(inputs.interval.value)
    nets = []
    for _ in range(draws):
        response = between(inputs.rates["response"])
        control = between(inputs.rates["control"])
        retention = rng.betavariate(r * spread, (1 - r) * spread)
        price = between(inputs.quote)
        factor = rng.triangular(0.5, 1.5, 1.0)
        chosen = rng.choices(range(months), k=months)
        gain = pause = 0.0
        for key, amount in annual.items():
            total = float(sum(monthly[key]))
            spent = sum(float(monthly[key][month]) for month in chosen) * float(amount) / total
            part = min(float(inputs.shares[key].value) * factor, 1.0)
            gain += spent * part
            if known.sessions and key == "psychotherapy":
                pause += spent * part
        net = -float(inputs.workup.value)
        for t in range(24):
            lasting = retention ** (t / 12)
            visits = first.count(t) + later.count(t) * response * lasting
            net -= (price + extras) * visits
            if t >= int(inputs.rates["ramp_months"].value):
                stops = gain - (pause if t in first or t in later else 0.0)
                net += stops / 12 * max(response - control, 0.0) * lasting
        nets.append(net)
    return nets


UNEVEN = {key: tuple(amount * (month % 5) / 24 for month in range(36)) for key, amount in ANNUAL.items()}
DR = {"by": "Dr. Ray", "on": "2026-01-02"}
BY_HAND = {
    "the price's own range and extras": ({"treatment": {"workup": 350, "adjunct": 40}}, "depression-iv", None),
    "a quote": ({"treatment": {"price": 500, "adjunct": 15}}, "depression-iv", None),
    "a quote of nothing, which takes no draw": ({"treatment": {"price": 0, "workup": 350}}, "depression-iv", None),
    "a prescriber's share beside defaults": (
        {"treatment": {"price": 400}, "assumptions": {"shares": {"psychotherapy": {"share": "0.9", **DR}}}}, "depression-iv", None,
    ),
    "shares that the factor would carry past one": (
        {"treatment": {"price": 400}, "assumptions": {"response": "0.4", "control": "0.2"}}, "ptsd-iv", None,
    ),
    "sessions that pause psychotherapy": (
        {"treatment": {"price": 300, "session_price": 150}, "assumptions": {"response": "0.6", "retention": "0.5", "maintenance_every_days": 75}}, "kap-im", None,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", BY_HAND)
def test_each_draw_by_hand(name: str) -> None:
    case, protocol, session = BY_HAND[name]
    settings = case_of(case)
    found = resolve(settings, {}, protocols()[protocol], ANNUAL, share_names(settings, {}), session)
    assert not found.missing, found.missing
    base = project(found, ANNUAL, 36).parameters
    ours = simulate(found, base, UNEVEN, HORIZON, 400, 11)
    nets = sorted(by_hand(case, protocol, draws=400, seed=11, annual=ANNUAL, monthly=UNEVEN, session=session))

    def percentile(share: float) -> float:
        place = share * (len(nets) - 1)
        below = int(place)
        return nets[below] + (nets[min(below + 1, len(nets) - 1)] - nets[below]) * (place - below)

    for got, expected in (
        (ours.mean, sum(nets) / len(nets)), (ours.p5, percentile(0.05)), (ours.p95, percentile(0.95)),
        (ours.edges[0], percentile(0.01)), (ours.edges[1], percentile(0.99)),
    ):  # fmt: skip
        assert abs(float(got) - expected) < 0.0051
    assert ours.probability_average_lower == Decimal(sum(bool(net > 0) for net in nets)) / 400
    low, high = percentile(0.01), percentile(0.99)
    bins = [0] * 24
    for net in nets:
        bins[min(int((min(max(net, low), high) - low) / (high - low) * 24), 23)] += 1
    assert list(ours.histogram) == bins


def test_without_spending_the_costs_are_drawn_all_the_same() -> None:
    case = {"treatment": {"price": 500, "workup": 350}}
    found = resolve(case_of(case), {}, protocols()["depression-iv"], (), {})
    ours = simulate(found, project(found, {}, 36).parameters, {}, HORIZON, 50, 11)
    nets = by_hand(case, "depression-iv", draws=50, seed=11, annual={}, monthly={})
    assert abs(float(ours.mean) - sum(nets) / 50) < 0.0051 and ours.probability_average_lower == 0


def test_a_percentile_lies_in_proportion_between_two_draws_and_at_the_only_one() -> None:
    one, two = uncertainty._summary([7.0], 1), uncertainty._summary([100.0, 0.0], 1)
    assert (one.p5, one.p95, one.edges) == (7, 7, (7, 7))
    assert (two.p5, two.p95, two.edges, two.histogram[0], two.histogram[-1]) == (5, 95, (1, 99), 1, 1)


def test_the_draws_when_nothing_varies_and_when_there_are_no_months() -> None:
    everything = {"treatment": {"price": 0, "workup": 350}, "assumptions": {"response": 0, "retention": 0}}
    found = drawn(everything, monthly={key: (Decimal(0),) * 12 for key in ANNUAL})
    assert found.mean == found.p5 == found.p95 == Decimal(-350) and found.probability_average_lower == 0
    assert sum(found.histogram) == 10_000 and found.edges == (Decimal(-350), Decimal(-350))
