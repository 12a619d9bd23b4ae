"""An independent calculator, written from the method's second edition in plain floats, against the command's own result.

It shares no code with the program: it reads the same CSV with ``csv.DictReader`` and only knows these few codes.
"""

from __future__ import annotations

import csv
import math
import random
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from support import Claims, half_up, months

pytestmark = pytest.mark.in_child

CATEGORY = {
    "90837": "psychotherapy", "90792": "psychiatry_visit", "G2083": "esketamine", "S9480": "intensive_outpatient", "90868": "tms",
    "SERTRALINE": "medication.antidepressant", "BUPROPION": "medication.antidepressant", "VRAYLAR": "medication.antipsychotic",
    "LORAZEPAM": "medication.anxiolytic",
}  # fmt: skip
DEFAULT_SHARE = {"psychotherapy": 0.5, "psychiatry_visit": 0.0, "esketamine": 1.0, "intensive_outpatient": 0.0}
DAYS = 30.4375
SERIES = (0, 3, 7, 10, 14, 17)
SPRAY = [0, 3, 7, 10, 14, 17, 21, 24], [28, 35, 42, 49, *range(63, 1900, 14)]


def make(path: Path, rng: random.Random) -> None:
    """Claims of one to three years; every few of them reversed, some that nothing recognises, esketamine in some alone."""
    claims = Claims()
    used = [key for key in CATEGORY if key != "G2083" or rng.random() < 0.3]
    unknown = rng.choice([0, 0, 0, 90_000])
    for first in months("2023-11", rng.choice([36, 30, 24, 14, 9])):
        for key in used:
            if rng.random() < 0.55:
                where = {"drug": key} if key.isalpha() else {"code": key}
                plan = Decimal(rng.randrange(500, 130_000)) / 100
                day = first.replace(day=rng.randrange(1, 28))
                claims.add(day, plan=plan, member_paid=rng.randrange(0, 60), **where)
                if rng.random() < 0.1:
                    paid = -int(Decimal(claims.rows[-1][11]))
                    claims.add(day, plan=-plan, member_paid=paid, claim=claims.rows[-1][0], **where)
        if unknown:
            claims.add(first.replace(day=11), plan=Decimal(rng.randrange(1, unknown)), provider="Someone", code="")
    claims.add(first.replace(day=28), plan=0, code="80053")
    claims.write(path)


def month_index(day: str) -> int:
    return int(day[:4]) * 12 + int(day[5:7]) - 1


def history(path: Path) -> dict[str, Any]:
    """The window, B_c, the dollars unread against those counted, and the antidepressants tried."""
    rows = list(csv.DictReader(path.open(encoding="utf-8")))
    days = [row["Date of Service"] for row in rows]
    last = max(days)
    full = {1: 31, 3: 31, 5: 31, 7: 31, 8: 31, 10: 31, 12: 31, 2: 28 + (int(last[:4]) % 4 == 0)}.get(int(last[5:7]), 30)
    end = month_index(last) - (0 if int(last[8:10]) == full else 1)
    count = min(end - min(map(month_index, days)) + 1, 36)
    count -= count % 12 if count >= 12 else 0
    total: dict[str, float] = defaultdict(float)
    latest: dict[str, float] = defaultdict(float)
    unread, spray = 0.0, False
    taken_back = {row["Claim Number"] for row in rows if float(row["Plan Paid"]) < 0}
    fills: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        code = row["Procedure Code"] or row["Drug Name"]
        key, at = CATEGORY.get(code, ""), month_index(row["Date of Service"])
        if key == "medication.antidepressant" and row["Claim Number"] not in taken_back:
            fills[code].append(ordinal(row["Date of Service"]))
        if not end - count < at <= end:
            continue
        paid = float(row["Plan Paid"])
        if not code:
            unread += paid
        if key and key != "tms" and row["Claim Number"] not in taken_back:
            spray = spray or key == "esketamine"
            total[key] += paid
            latest[key] += paid if at > end - 12 else 0
    annual = {k: min(12 * v / count, latest[k]) if count >= 12 else 12 * v / count for k, v in total.items()}
    tried = sum(max(days) - min(days) >= 42 for days in fills.values())
    return {
        "months": count, "annual": annual, "undecided": unread > sum(total.values()) + 1e-9, "spray": spray, "tried": tried,
    }  # fmt: skip


def ordinal(day: str) -> int:
    """Days since some day, by the civil calendar."""
    y, m, d = map(int, day.split("-"))
    y, m = (y - 1, m + 9) if m < 3 else (y, m - 3)
    return 365 * y + y // 4 - y // 100 + y // 400 + (153 * m + 2) // 5 + d


def flow(
    c: dict[str, Any], *, p: float, q: float, lasting: bool = False, horizon: int = 24
) -> list[tuple[float, float]]:
    """(C_t, D_t) for every month; ``c`` holds P, F, r, g, k, A and, for the alternative, its own days."""
    first, later = c.get("days") or (SERIES, [SERIES[-1] + c["k"] * j for j in range(1, 280)])
    out = []
    series, more = (Counter(int(day / DAYS) for day in days) for days in (first, later))
    for t in range(horizon):
        s = 1.0 if lasting else c["r"] ** (t / 12)
        i, m = series[t], more[t]
        cost = (c["F"] if t == 0 else 0) + c["P"] * (i + m * p * s)
        out.append((cost, c["A"] * max(0.0, p - q) * s if t >= c["g"] else 0.0))
    return out


def net(c: dict[str, Any], **how: Any) -> float:
    return sum(stop - cost for cost, stop in flow(c, **how))


def four(c: dict[str, Any], p: float) -> list[float]:
    """What a treatment costs: on average, without response, with one, with one that lasts."""
    ways: list[dict[str, Any]] = [
        {"p": p, "q": 0},
        {"p": 0, "q": 0},
        {"p": 1, "q": 0},
        {"p": 1, "q": 0, "lasting": True},
    ]
    return [sum(cost for cost, _ in flow(c, **way)) for way in ways]


def calculate(path: Path, price: float | None, workup: float, sets: dict[str, float], doctor: bool) -> dict[str, Any]:
    """The verdicts and figures. With a ``doctor`` the share of psychotherapy and the interval are the prescriber's."""
    h = history(path)
    annual, months_ = h["annual"], h["months"]
    p, q, r = sets.get("response", 0.55), sets.get("control", 0.165), sets.get("retention", 0.60)
    g, k = int(sets.get("ramp_months", 3)), int(sets.get("maintenance_every_days", 28))
    shares = {
        key: sets.get(
            f"share.{key}", sets.get("share.medication", 0.5) if key.startswith("medication") else DEFAULT_SHARE[key]
        )
        for key in annual
    }
    quote = 600.0 if price is None else price
    low_price, high_price = (400.0, 800.0) if price is None else (0.8 * price, 1.2 * price)

    def stopping(factor: float = 1.0) -> float:
        return sum(annual[key] * min(share * factor, 1.0) for key, share in shares.items()) / 12

    c = {"P": quote, "F": workup, "r": r, "g": g, "k": k, "A": stopping()}
    S, R = net(c, p=p, q=q), net(c, p=1, q=0)
    ends_k = (k - 7, k + 7) if doctor else (min(21, k), max(56, k))
    ways = {
        "price": [net(c | {"P": low_price}, p=p, q=q), net(c | {"P": high_price}, p=p, q=q)],
        "response": [net(c, p=end, q=q) for end in (min(0.26, p), max(0.71, p))],
        "control": [net(c, p=p, q=end) for end in (0.0, max(0.34, q))],
        "retention": [net(c | {"r": end}, p=p, q=q) for end in (min(0.3, r), max(0.8, r))],
        "ramp_months": [net(c | {"g": end}, p=p, q=q) for end in (min(1, g), max(6, g))],
        "maintenance_every_days": [net(c | {"k": end}, p=p, q=q) for end in ends_k],
    }
    if any(share * annual[key] for key, share in shares.items()):
        ways["shares"] = [net(c | {"A": stopping(f)}, p=p, q=q) for f in (0.5, 1.5)]
    settled = months_ >= 12 and all(
        doctor and (key == "psychotherapy" or key.startswith("medication"))
        for key, share in shares.items() if share * annual[key] > 0
    )  # fmt: skip
    if not any(annual.values()):
        verdict = "none"
    elif S > 0 and settled:
        verdict = "robust" if all(value > 0 for pair in ways.values() for value in pair) else "expected"
    else:
        verdict = "conditional" if R > 0 else "none"
    if verdict == "none" and h["undecided"]:
        verdict = "undecided"

    spray = {"F": 0.0, "r": r, "g": g, "A": 0.0, "days": SPRAY}
    at = {each: four(spray | {"P": each}, p) for each in (696.5, 590.0)}
    less = {each: [a - b for a, b in zip(at[each], four(c, p), strict=True)] for each in at}
    worst = four(c | {"P": high_price, "k": ends_k[0]}, p)
    close = four(c | {"k": 14}, p)
    if h["spray"] or h["tried"] < 2:
        leg = "not-made"
    elif all(a - b > 0 for ours in (worst, close) for a, b in zip(at[590.0], ours, strict=True)):
        leg = "firm"
    else:
        leg = "expected" if less[696.5][0] > 0 and less[590.0][0] > 0 else "none"
    carries = leg in ("firm", "expected")
    if verdict in ("robust", "expected"):
        lead = "offset"
    elif carries:
        lead = "alternative"
    else:
        lead = "capped" if verdict == "conditional" else "necessity"

    lasting = flow(c, p=1, q=0, lasting=True)
    running = [sum(stop - cost for cost, stop in lasting[: t + 1]) for t in range(24)]
    month = next((t + 1 for t in range(24) if all(value >= -1e-9 for value in running[t:])), None)
    base = flow(c, p=p, q=q)
    cost, stop = (sum(part[n] for part in base) for n in (0, 1))
    years = [sum(d - c_ for c_, d in base[a:b]) for a, b in ((0, 12), (12, 24))]
    ties = [a / b for a, b in zip(four(c, p), four(spray | {"P": 1.0}, p), strict=True)]
    natural = -min(p, q) * sum(stop for _, stop in flow(c, p=1, q=0))
    return {
        "months": months_, "annual": {key: half_up(value) for key, value in annual.items()},
        "treatment": half_up(cost), "stops": half_up(stop), "net": half_up(S), "years": [half_up(year) for year in years],
        "by_horizon": {str(n): half_up(net(c, p=p, q=q, horizon=n)) for n in (12, 24, 36, 60)},
        "responder": half_up(R), "lasting": half_up(running[-1]), "lowest": half_up(min(running)), "natural": half_up(natural),
        "no_response": half_up(four(c, p)[1]), "month": month,
        "own_chance": max(0.0, p - q) * r ** (month / 12) if month else 0.0,
        "price": (stop - workup) / ((cost - workup) / quote), "stages": stages(c),
        "one_way": {name: sorted(map(half_up, pair), key=float) for name, pair in ways.items()},
        "verdict": verdict, "leg": leg, "lead": lead,
        "cost": [half_up(value) for value in at[696.5]], "less": [half_up(value) for value in less[696.5]],
        "tie": math.ceil(max(ties) - 1e-9), "tried": h["tried"],
    }  # fmt: skip


def stages(c: dict[str, Any]) -> list[str]:
    days = [*SERIES, *(SERIES[-1] + c["k"] * j for j in range(1, 280))]
    counts = [6, *(sum(day < limit for day in days) for limit in (183, 365, 24 * DAYS))]
    return [half_up(c["F"] + c["P"] * count) for count in counts]


def settings(price: float | None, workup: float, sets: dict[str, float], doctor: bool) -> str:
    by = 'by = "Dr. A", on = 2026-11-02'
    lines = ["[treatment]", f'workup = "{workup}"', *([] if price is None else [f'price = "{price}"']), "[assumptions]"]
    lines += [
        f"{name} = {value}" for name, value in sets.items() if "." not in name and name != "maintenance_every_days"
    ]
    every = sets.get("maintenance_every_days", 28)
    if doctor:
        lines.append(f"maintenance_every_days = {{ days = {every}, {by} }}")
    elif "maintenance_every_days" in sets:
        lines.append(f"maintenance_every_days = {every}")
    lines.append("[assumptions.shares]")
    for name, value in sets.items():
        if name.startswith("share."):
            lines.append(f"{name[6:]} = {{ share = {value}{f', {by}' if doctor else ''} }}")
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("seed", range(60))
def test_the_command_agrees_with_another_calculator(seed: int, tmp_path: Path) -> None:
    from offsetcase.case.request import Request
    from offsetcase.pipeline import build_case
    from offsetcase.render.case_json import case_json

    rng = random.Random(seed)
    path = tmp_path / "claims.csv"
    make(path, rng)
    doctor = rng.random() < 0.5
    price = None if rng.random() < 0.2 else rng.choice([rng.randrange(40, 150), rng.randrange(200, 900)])
    workup = rng.randrange(0, 600)
    sets: dict[str, float] = {"share.psychotherapy": 0.6, "share.medication": 0.55} if doctor else {}
    for name, value in (
        ("response", round(rng.uniform(0.1, 0.9), 2)), ("control", round(rng.uniform(0, 0.4), 2)), ("retention", round(rng.uniform(0.2, 0.9), 2)),
        ("ramp_months", rng.randrange(0, 8)), ("maintenance_every_days", rng.randrange(14, 70)), ("share.psychotherapy", round(rng.uniform(0, 1), 2)),
    ):  # fmt: skip
        if rng.random() < 0.5:
            sets[name] = value
    (tmp_path / "case.toml").write_text(settings(price, workup, sets, doctor), encoding="utf-8")
    got, want = case_json(build_case(Request((path,), draws=0)), [], []), calculate(path, price, workup, sets, doctor)
    offset = got["offset"]
    assert got["baseline"]["months"] == want["months"]
    assert got["baseline"]["annual"] == want["annual"]
    for name in ("treatment", "stops", "net", "years", "by_horizon", "natural", "no_response", "stages"):
        assert offset[name] == want[name], name
    assert offset["responder"]["net"] == want["responder"] and offset["lasting"]["net"] == want["lasting"]
    assert offset["lowest"]["amount"] == want["lowest"]
    assert got["break_even"]["month"] == want["month"]
    assert abs(float(got["own_chance"]) - want["own_chance"]) < 6e-5
    if want["price"] > 0.01:
        assert abs(float(got["break_even"]["price"]) - (math.floor(want["price"] * 100 + 1e-7) / 100)) < 1e-9
    ways = {way["parameter"]: sorted((way["net_low"], way["net_high"]), key=float) for way in got["one_way"]}
    assert ways == want["one_way"]
    assert got["antidepressants"]["tried"] == want["tried"]
    leg = got["alternative"]
    assert (got["verdict"], leg["verdict"], got["lead"]) == (want["verdict"], want["leg"], want["lead"])
    if leg["verdict"] != "not-made":
        assert list(leg["cost"].values()) == want["cost"] and list(leg["less"].values()) == want["less"]
        assert leg["tie"] == want["tie"]


def test_the_random_cases_reach_every_verdict_and_lead(tmp_path: Path) -> None:
    """So that agreement above means something: cheap prices and prescribers' shares give the rarer ones."""
    found = set()
    for seed in range(60):
        rng = random.Random(seed)
        path = tmp_path / f"{seed}.csv"
        make(path, rng)
        for price, doctor in ((40, True), (150, True), (300, False), (900, False)):
            one = calculate(
                path, price, 100, {"share.psychotherapy": 0.9, "share.medication": 0.9} if doctor else {}, doctor
            )
            found |= {one["verdict"], f"leg {one['leg']}", f"lead {one['lead']}"}
        if len(found) == 12:
            break
    assert found >= {
        "robust",
        "expected",
        "conditional",
        "none",
        "undecided",
        "leg firm",
        "leg expected",
        "leg not-made",
    }
    assert found >= {"lead offset", "lead alternative", "lead capped", "lead necessity"}
