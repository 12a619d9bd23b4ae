"""Invented outcomes of many cases, as a batch's records hold them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random

from offsetcase.batch.job import Outcome

PLANS = ("erisa-self-funded", "erisa-insured", "marketplace", "medicaid", "")
CONDITIONS = ("depression", "depression", "depression", "bipolar", "ptsd", "crps", "pain")
# By the rules of what leads: a verdict, and what may then come first.
RESULTS = (
    ("robust", "offset"),
    ("expected", "offset"),
    ("conditional", "capped"),
    ("conditional", "alternative"),
    ("undecided", "necessity"),
    ("none", "necessity"),
    ("none", "alternative"),
    ("", "necessity"),
)


def outcome(
    number: int,
    verdict: str = "none",
    lead: str = "necessity",
    condition: str = "depression",
    plan: str = "",
    *,
    amount: int = 20_000,
    net: int = -1_000,
    alternative: str = "",
    **changes: object,
) -> Outcome:
    figures = {"plan_paid_a_year": f"{amount}.37"}
    if verdict:
        figures |= {"treatment": f"{6000 + number}.11", "stops": "100.00", "net": f"{net}.53"}
    about = {"indication": condition, "plan_type": plan, "lead": lead, "alternative_cost": alternative}
    marks = {"name": f"name-{number}", "born": "", "member_id": f"id-{number}", "claims": f"claims-{number}"}
    every: dict[str, object] = {"about": about, "marks": marks, "verdict": verdict, "figures": figures} | changes
    return Outcome(f"case-{number:04d}", str(every.pop("status", "letter")), 0, **every)  # type: ignore[arg-type]


def population(seed: int, count: int) -> list[Outcome]:
    """People of every kind, unevenly, so that many groups are small."""
    random = Random(seed)
    weights = [random.choice((1, 2, 6, 15)) for _ in RESULTS]
    plans = [random.choice((1, 3, 9)) for _ in PLANS]
    found = []
    for number in range(count):
        condition = random.choice(CONDITIONS)
        verdict, lead = random.choices(RESULTS, weights)[0]
        if lead == "alternative" and condition != "depression":
            verdict, lead = "none", "necessity"
        alternative = f"{random.randrange(9_000, 40_000)}.20" if lead == "alternative" or random.random() < 0.3 else ""
        found.append(
            outcome(
                number,
                verdict,
                lead,
                condition,
                random.choices(PLANS, plans)[0],
                amount=random.randrange(1_000, 60_000),
                net=random.randrange(-9_000, 9_000),
                alternative=alternative if condition == "depression" else "",
            )
        )
    return found


def written(folder: Path, outcomes: Sequence[Outcome]) -> Path:
    """The records as a batch leaves them."""
    for one in outcomes:
        (folder / one.name).mkdir(parents=True)
        (folder / one.name / "record.json").write_text(json.dumps(one.record()), encoding="utf-8")
    return folder
