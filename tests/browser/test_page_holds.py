"""The page built twice is one page; a long computation can be stopped; hostile files end in words and never in a dead tab."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from browser.page_support import PAGE, node, page
from support import HEADER, ROOT

pytestmark = pytest.mark.loopback
MOST_BYTES = 25_000_000


def test_it_is_one_file_of_bounded_size_and_built_twice_the_same() -> None:
    before = page().read_bytes()
    assert len(before) <= MOST_BYTES
    # Compiled anew too, and not only put together again.
    subprocess.run(
        [sys.executable, ROOT / "tools" / "make_page.py", "--dev", "--anew"], check=True, capture_output=True
    )
    assert PAGE.read_bytes() == before
    text = before.decode("utf-8")
    head = text[: text.index("<style")]
    assert "default-src 'none'" in head and "connect-src 'none'" in head and "unsafe-inline' 'wasm" not in head
    assert 'src="' not in text.replace("data:", "")[: text.index('id="part-')].split("</style>")[0]


def many(path: Path, rows: int) -> None:
    """Claims that take long to read."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(HEADER)
        for number in range(rows):
            day = f"{number % 12 + 1:02d}/{number % 28 + 1:02d}/{2024 + number % 2}"
            writer.writerow(
                [
                    f"A{number}",
                    1,
                    day,
                    day,
                    "Marisol Quintero",
                    f"Clinic {number % 977}",
                    "90837",
                    "",
                    "200",
                    "150",
                    "100",
                    "20",
                    "Paid",
                ]
            )


def hostile(folder: Path) -> None:
    """A handful of each sort: markup in cells, formulas, a bomb, a broken workbook, no text, unfinished tags, nested JSON."""
    rows = [HEADER, *([f"A{n}", 1, f"{n % 12 + 1:02d}/05/2025", "", "<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "90837", "", "200", "150", "100", "20", "Paid"] for n in range(24))]  # fmt: skip
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    (folder / "markup <b>.csv").write_text(out.getvalue(), encoding="utf-8")
    (folder / "formula.csv").write_text(out.getvalue().replace("Paid", "=HYPERLINK(1)"), encoding="utf-8")
    with zipfile.ZipFile(folder / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("claims.csv", b"0" * 400_000_000)
    (folder / "broken.xlsx").write_bytes(b"PK\x03\x04" + bytes(2000))
    (folder / "nothing.csv").write_bytes(b"")
    (folder / "noise.bin").write_bytes(bytes(range(256)) * 400)
    (folder / "tags.html").write_text("<table><tr><td>" * 20_000, encoding="utf-8")
    (folder / "deep.json").write_text("[" * 100_000, encoding="utf-8")
    (folder / "half.pdf").write_bytes(
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 1 0 R >>\nendobj\ntrailer << /Root 1 0 R >>\n"
    )


@pytest.mark.parametrize("browser", ["chrome", "firefox"])
def test_stopping_loses_no_answer_and_hostile_files_end_in_words(browser: str, tmp_path: Path) -> None:
    many(tmp_path / "many.csv", 60_000)
    hostile(tmp_path)
    seen: dict[str, Any] = json.loads(node("stop.mjs", browser, page(), tmp_path))
    assert "failed" not in seen, seen["failed"]
    assert seen["kept"] == "555-0199" and "Stopped. Your answers are kept." in seen["stopped"]
    assert seen["quick"] == ["Quick Plan", "555-0177", "plan.fax"]
    assert seen["quickKept"] == ["Quick Plan", "555-0177"]
    assert len(seen["hostile"]) == 9
    for name, one in seen["hostile"].items():
        assert len(one["said"]) > 60 and "our fault" not in one["said"] and "Something went wrong" not in one["said"], (
            name,
            one,
        )
        assert one["seconds"] < 120, (name, one["seconds"])
    assert (
        "<img src=x" in seen["hostile"]["markup <b>.csv"]["said"]
        or "read as" in seen["hostile"]["markup <b>.csv"]["said"]
    )
    assert "36 months count" in seen["after"]
    assert seen["errors"] == []
    assert all(one.startswith(("file:", "blob:", "data:")) for one in seen["requests"])
