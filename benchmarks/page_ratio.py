"""The one-file page: ready against its bare parts (at most 1.3), and a build in it against the same build by the command (at most 4).

Both in processor time, under node and in this process, so that a busy machine changes neither. Needs ``make page``.

python benchmarks/page_ratio.py [--times 3]
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "build" / "offsetcase.html"
SAMPLE = ROOT / "sample_claims" / "conditional"
READY, BUILD = 1.3, 4.0


def in_page() -> dict[str, float]:
    """Seconds of one node process."""
    done = subprocess.run(
        ["node", "bench.mjs", PAGE, SAMPLE / "claims.csv"],
        cwd=ROOT / "tools" / "page",
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def in_process(folder: Path) -> float:
    """Seconds of one build by the command, with its letter as HTML and its JSON, within this process."""
    from offsetcase.__main__ import main

    arguments, out = sys.argv, io.StringIO()
    sys.argv = [
        "offsetcase",
        "build",
        str(folder / "claims.csv"),
        "--format",
        "html",
        "--json",
        "-o",
        str(folder / "letter.html"),
        "--force",
    ]
    start = time.process_time()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()), contextlib.suppress(SystemExit):
        main()
    took = time.process_time() - start
    sys.argv = arguments
    assert json.loads(out.getvalue())["verdict"] == "conditional"
    return took


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--times", type=int, default=3)
    times = parser.parse_args().times
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("claims.csv", "case.toml"):
            shutil.copy(SAMPLE / file, folder / file)
        in_process(folder)  # imports and caches
        own = statistics.median(in_process(folder) for _ in range(5))
    runs = [in_page() for _ in range(times)]
    ready = statistics.median(run["ready"] / run["bare"] for run in runs)
    bare, build = (statistics.median(run[key] for run in runs) for key in ("bare", "build"))
    print(f"the page's parts bare {bare:.2f} s, ready ÷ bare {ready:.2f} (at most {READY})")
    print(
        f"a build in the page {build:.2f} s, by the command {own:.2f} s, ratio {build / own:.2f} (at most {BUILD:.0f})"
    )
    sys.exit(ready > READY or build / own > BUILD)


if __name__ == "__main__":
    main()
