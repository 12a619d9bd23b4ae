"""A build with its 10,000 draws against one without, as cold processes, in processor time: at most 1.15.

python benchmarks/draws_ratio.py [--times 5]
"""

from __future__ import annotations

import argparse
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_claims" / "conditional" / "claims.csv"


def spent() -> float:
    """Processor seconds of the processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def seconds(draws: int, target: Path) -> float:
    command = [
        sys.executable,
        "-m",
        "offsetcase",
        "build",
        SAMPLE,
        "--draws",
        str(draws),
        "-q",
        "--force",
        "-o",
        target,
    ]
    before = spent()
    subprocess.run([str(part) for part in command], check=True)
    return spent() - before


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "letter.pdf"
        seconds(0, target)  # warm the file cache
        pairs = [(seconds(10_000, target), seconds(0, target)) for _ in range(times)]
    with_draws, without = (statistics.median(column) for column in zip(*pairs, strict=True))
    print(
        f"with 10,000 draws {with_draws:.2f} s, without {without:.2f} s, ratio {with_draws / without:.3f} (at most 1.15)"
    )


if __name__ == "__main__":
    main()
