"""How long reading, cleaning and classifying 200,000 claim lines takes, against a bare ``csv.DictReader`` pass.

Prints the ratio and the memory a line takes at two sizes. Run: ``python benchmarks/read_ratio.py``.
"""

from __future__ import annotations

import csv
import datetime as dt
import gc
import random
import tempfile
import time
import tracemalloc
from pathlib import Path

from offsetcase.classify.classify import classify
from offsetcase.clean.clean import clean
from offsetcase.model.lines import Benefit
from offsetcase.read.claims import read_all
from offsetcase.read.rules import Rules

HEADER = [
    "Claim Number",
    "Line Number",
    "Date of Service",
    "Date Processed",
    "Member Name",
    "Provider",
    "Procedure Code",
    "Drug Name",
    "Billed Amount",
    "Allowed Amount",
    "Plan Paid",
    "Member Responsibility",
    "Claim Status",
]
COVERS = frozenset({Benefit.MEDICAL, Benefit.PHARMACY})


def make(path: Path, lines: int) -> None:
    rng = random.Random(1)
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for number in range(lines):
            day = (dt.date(2023, 11, 1) + dt.timedelta(days=rng.randrange(1095))).strftime("%m/%d/%Y")
            plan = rng.randrange(1000, 90000) / 100
            code, drug = rng.choice(
                [("90837", ""), ("90792", ""), ("80053", ""), ("", "SERTRALINE 50MG"), ("", "VRAYLAR 3MG")]
            )
            writer.writerow(
                [
                    f"C{number}",
                    1,
                    day,
                    day,
                    "Ada",
                    f"P{rng.randrange(300)}",
                    code,
                    drug,
                    plan + 20,
                    plan + 10,
                    plan,
                    10,
                    "Processed",
                ]
            )


def bare(path: Path) -> float:
    start = time.perf_counter()
    with path.open(newline="", encoding="utf-8") as stream:
        for _ in csv.DictReader(stream):
            pass
    return time.perf_counter() - start


def ours(path: Path) -> float:
    gc.collect()
    gc.disable()  # as the pipeline does
    start = time.perf_counter()
    files = read_all([path], Rules())
    done = clean(files[0].lines, member="", member_from="", covers=COVERS)
    classify(done.entries, Rules())
    took = time.perf_counter() - start
    gc.enable()
    return took


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "claims.csv"
        make(path, 200_000)
        base = min(bare(path) for _ in range(3))
        took = min(ours(path) for _ in range(3))
        print(f"200,000 lines: {took:.2f} s, bare pass {base:.2f} s, ratio {took / base:.1f} (at most 12)")
        for lines in (20_000, 80_000):
            make(path, lines)
            tracemalloc.start()
            ours(path)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            print(f"{lines:,} lines: {peak / lines:,.0f} bytes a line at the peak")


if __name__ == "__main__":
    main()
