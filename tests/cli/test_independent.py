"""An independent calculator, written from the method's text in plain floats, against the command's JSON.

It shares no code with the program: it reads the same CSV with ``csv.DictReader`` and only knows these few codes.
"""

from __future__ import annotations

import csv
import math
import random
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support import Claims, months, run

CATEGORY = {
    "90837": "psychotherapy", "90792": "psychiatry_visit", "G2083": "esketamine", "S9480": "intensive_outpatient", "90868": "tms",
    "SERTRALINE": "medication.antidepressant", "VRAYLAR": "medication.antipsychotic", "LORAZEPAM": "medication.anxiolytic",
}  # fmt: skip
DEFAULT_SHARE = {"psychotherapy": 0.5, "psychiatry_visit": 0.0, "esketamine": 1.0, "intensive_outpatient": 0.0}


def make(path: Path, rng: random.Random) -> None:
    claims = Claims()
    for first in months("2023-11", rng.choice([36, 30, 24, 14, 9])):
        for key in CATEGORY:
            if rng.random() < 0.55:
                where = {"drug": key} if key.isalpha() else {"code": key}
                plan = Decimal(rng.randrange(500, 130_000)) / 100
                day = first.replace(day=rng.randrange(1, 28))
                claims.add(day, plan=plan, member_paid=rng.randrange(0, 60), **where)
                if rng.random() < 0.1:
                    claims.add(
                        day,
                        plan=-plan,
                        member_paid=-int(Decimal(claims.rows[-1][11])),
                        claim=claims.rows[-1][0],
                        **where,
                    )
    claims.add(first.replace(day=28), plan=0, code="80053")
    claims.write(path)


def round_half_up(value: float) -> str:
    """To cents; a value within a billionth of a half cent counts as one, which a float can't tell apart."""
    scaled = abs(value) * 100
    cents = math.floor(scaled + 0.5 + 1e-7)
    sign = "-" if value < 0 and cents else ""
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def calculate(path: Path, price: float, workup: float, sets: dict[str, float]) -> dict[str, Any]:
    p, q, r = sets.get("response", 0.55), sets.get("control", 0.13), sets.get("retention", 0.60)
    ramp, every = int(sets.get("ramp_months", 3)), int(sets.get("maintenance_every_days", 28))
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    days = [row["Date of Service"] for row in rows]
    last = max(days)
    year, month = int(last[:4]), int(last[5:7])
    complete = int(last[8:10]) >= {2: 28}.get(month, 30) and (month in (4, 6, 9, 11, 2) or int(last[8:10]) == 31)
    end = year * 12 + month - 1 - (0 if complete else 1)
    start = min(int(day[:4]) * 12 + int(day[5:7]) - 1 for day in days)
    count = min(end - start + 1, 36)
    count -= count % 12 if count >= 12 else 0
    total: dict[str, float] = defaultdict(float)
    latest: dict[str, float] = defaultdict(float)
    for row in rows:
        key = CATEGORY.get(row["Procedure Code"] or row["Drug Name"])
        at = int(row["Date of Service"][:4]) * 12 + int(row["Date of Service"][5:7]) - 1
        if key and key != "tms" and end - count < at <= end:
            total[key] += float(row["Plan Paid"])
            if at > end - 12:
                latest[key] += float(row["Plan Paid"])
    annual = {k: min(12 * v / count, latest[k]) if count >= 12 else 12 * v / count for k, v in total.items()}
    shares = {k: sets.get(f"share.{k}", 0.5 if k.startswith("medication") else DEFAULT_SHARE[k]) for k in annual}
    a = sum(annual[k] * shares[k] for k in annual) / 12

    def run_model(p: float, q: float, lasting: bool = False, horizon: int = 24) -> tuple[float, float, list[float]]:
        cost, stop, running = 0.0, 0.0, []
        visits = [(d, True) for d in (0, 3, 7, 10, 14, 17)]
        day = 17 + every
        while day < horizon * 30.4375:
            visits.append((day, False))
            day += every
        for t in range(horizon):
            s = 1.0 if lasting else r ** (t / 12)
            here = [first for d, first in visits if math.floor(d / 30.4375) == t]
            c = (workup if t == 0 else 0) + price * (sum(here) + (len(here) - sum(here)) * p * s)
            d = a * max(0.0, p - q) * s if t >= ramp else 0.0
            cost, stop = cost + c, stop + d
            running.append(stop - cost)
        return cost, stop, running

    cost, stop, running = run_model(p, q)
    lasting_cost, lasting_stop, lasting_running = run_model(1, 0, lasting=True)
    expected = (cost - workup) / price
    month_back = next((t + 1 for t in range(24) if all(v >= -1e-9 for v in lasting_running[t:])), None)
    return {
        "months": count,
        "annual": {k: round_half_up(v) for k, v in annual.items()},
        "treatment": round_half_up(cost), "stops": round_half_up(stop), "net": round_half_up(stop - cost),
        "years": [round_half_up(running[11]), round_half_up(running[23] - running[11])],
        "by_horizon": {str(h): round_half_up(run_model(p, q, horizon=h)[2][-1]) for h in (12, 24, 36, 60)},
        "responder": round_half_up(run_model(1, 0)[2][-1]),
        "lasting": round_half_up(lasting_stop - lasting_cost),
        "lowest": round_half_up(min(lasting_running)),
        "month": month_back,
        "own_chance": round(p * r ** (month_back / 12), 4) if month_back else 0,
        "price": (stop - workup) / expected,
        "share_factor": cost / stop if stop > 0 else None,
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_command_agrees_with_another_calculator(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)
    path = tmp_path / "claims.csv"
    make(path, rng)
    price, workup = rng.randrange(200, 900), rng.randrange(0, 600)
    sets: dict[str, float] = {}
    for name, value in (
        ("response", round(rng.uniform(0.3, 0.9), 2)), ("control", round(rng.uniform(0, 0.3), 2)), ("retention", round(rng.uniform(0.2, 0.9), 2)),
        ("ramp_months", rng.randrange(0, 8)), ("maintenance_every_days", rng.randrange(14, 70)), ("share.psychotherapy", round(rng.uniform(0, 1), 2)),
    ):  # fmt: skip
        if rng.random() < 0.6:
            sets[name] = value
    options = [part for name, value in sets.items() for part in ("--set", f"{name}={value}")]
    done = run(
        "build",
        path,
        "--price",
        price,
        "--set",
        f"workup={workup}",
        *options,
        "--json",
        "--format",
        "html",
        "-o",
        tmp_path / "l.html",
    )
    assert done.status in (0, 3), done.err
    got, want = done.json, calculate(path, price, workup, sets)
    offset = got["offset"]
    assert got["baseline"]["months"] == want["months"]
    assert got["baseline"]["annual"] == want["annual"]
    assert (offset["treatment"], offset["stops"], offset["net"]) == (want["treatment"], want["stops"], want["net"])
    assert offset["years"] == want["years"] and offset["by_horizon"] == want["by_horizon"]
    assert offset["responder"]["net"] == want["responder"] and offset["lasting"]["net"] == want["lasting"]
    assert offset["lowest"]["amount"] == want["lowest"]
    assert got["break_even"]["month"] == want["month"]
    assert abs(float(got["own_chance"]) - want["own_chance"]) < 6e-5
    if want["price"] > 0.01:
        assert abs(float(got["break_even"]["price"]) - (math.floor(want["price"] * 100 + 1e-7) / 100)) < 1e-9
    responder_positive = float(want["responder"]) > 0
    assert got["verdict"] == ("conditional" if responder_positive else "none")
