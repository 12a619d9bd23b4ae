"""How long ``offsetcase --help`` and ``--version`` take, against importing what draws their help.

Prints the ratios of medians. Run: ``python benchmarks/startup.py``.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

RUNS = 25
BARE = ["-c", "import typer, typer.rich_utils"]
ASKED = {"--help": 1.3, "--version": 1.0}


def once(arguments: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run([sys.executable, *arguments], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def measure() -> dict[str, float]:
    """Medians by what was run, taken in turns so that a busy moment of the machine falls on all alike."""
    commands = {"bare": BARE} | {option: ["-m", "offsetcase", option] for option in ASKED}
    times: dict[str, list[float]] = {name: [] for name in commands}
    for command in commands.values():
        once(command)  # once for the caches
    for _ in range(RUNS):
        for name, command in commands.items():
            times[name].append(once(command))
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    medians = measure()
    print(f"import typer, typer.rich_utils: {medians['bare'] * 1000:.0f} ms")
    for option, most in ASKED.items():
        ratio = medians[option] / medians["bare"]
        print(f"offsetcase {option}: {medians[option] * 1000:.0f} ms, ratio {ratio:.2f} (at most {most})")


if __name__ == "__main__":
    main()
