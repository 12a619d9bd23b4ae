"""``--print-ledger``: the counted lines in print, up to a stated number, and their sum."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from support import SAMPLES, Claims, page, run


def exhibit_of(folder: Path) -> str:
    html = (folder / "l.html").read_text(encoding="utf-8")
    return html[html.rindex("Exhibit G. Counted claim lines") :]


def amounts(exhibit: str) -> list[Decimal]:
    """The last cell of each row that holds an amount."""
    rows = [re.findall(r">\s*\$([\d,]+\.\d\d)\s*<", row) for row in exhibit.split("</tr>")]
    return [Decimal(row[-1].replace(",", "")) for row in rows if row]


def test_every_counted_line_and_their_sum(tmp_path: Path) -> None:
    claims = SAMPLES / "conditional" / "claims.csv"
    done = run("build", claims, "--print-ledger", "--json", *page(tmp_path))
    assert done.status == 0, done.err
    found = amounts(exhibit_of(tmp_path))
    counted = done.json["ledger"]["counted"]
    assert len(found) - 1 == counted["rows"] and sum(found[:-1]) == found[-1] == Decimal(counted["plan_paid"])


def test_past_the_cap_the_exhibit_says_so(tmp_path: Path) -> None:
    claims = Claims()
    for month in range(1, 13):
        for day in range(1, 26):
            for part in ("1", "2"):
                claims.add(f"2025-{month:02d}-{day:02d}", plan=200, code="90837", claim=f"C{month}-{day}", line=part)
    claims.write(tmp_path / "claims.csv")
    done = run(
        "build",
        tmp_path / "claims.csv",
        "--print-ledger",
        "--price",
        300,
        "--date",
        "2026-02-01",
        *page(tmp_path),
    )
    assert done.status == 0, done.err
    exhibit = exhibit_of(tmp_path)
    words = " ".join(re.sub(r"<[^>]+>", "", exhibit).split())
    assert "500 of the 550 counted claim lines" in words and amounts(exhibit)[-1] == Decimal(100_000)


def test_an_employer_sees_no_lines(tmp_path: Path) -> None:
    claims = SAMPLES / "conditional" / "claims.csv"
    done = run("build", claims, "--letter", "plan-sponsor", "--print-ledger", "-o", tmp_path / "l.pdf")
    assert done.status == 2 and "--print-ledger" in done.err and not (tmp_path / "l.pdf").exists()
