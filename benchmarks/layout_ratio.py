"""How long the conditional sample's letter takes to lay out, exhibits included, beside the first edition's. Prints the ratio.

The first edition's page is kept in fixtures, as it was made on 2026-11-28, without its fonts: both pages take them from the
package. Both are laid out in one process, in turns, so that a busy moment of the machine falls on both alike.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from offsetcase.cli.app import main
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.templating import inline_faces

ROOT = Path(__file__).resolve().parents[1]
FIRST = Path(__file__).with_name("fixtures") / "first-edition-letter.html"
CLAIMS = ROOT / "sample_claims" / "conditional" / "claims.csv"
TURNS = 7


def page_now(folder: Path) -> str:
    """Today's page of the same sample, made by the command itself."""
    target = folder / "letter.html"
    sys.argv = ["offsetcase", "build", str(CLAIMS), "--format", "html", "-o", str(target), "--quiet"]
    try:
        main()
    except SystemExit as end:
        assert not end.code, end.code
    return target.read_text(encoding="utf-8")


def cost(page: str) -> float:
    start = time.process_time()
    html_to_pdf(page)
    return time.process_time() - start


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        pages = {"first": FIRST.read_text(encoding="utf-8"), "now": page_now(Path(folder)).replace(inline_faces(), "")}
    for page in pages.values():
        cost(page)
    times: dict[str, list[float]] = {name: [] for name in pages}
    for _ in range(TURNS):
        for name, page in pages.items():
            times[name].append(cost(page))
    now, first = (statistics.median(times[name]) for name in ("now", "first"))
    print(
        f"letter's layout ÷ the first edition's: ratio {now / first:.2f} (at most 0.65); "
        f"{now:.2f} s and {first:.2f} s of processor time, medians of {TURNS}"
    )
