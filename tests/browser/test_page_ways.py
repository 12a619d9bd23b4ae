"""Five people's whole ways through the page, in Chromium and in Firefox, from a file and without a network.

Each ends with a zip that the command takes, and the command says what the page said.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from browser.page_support import EPOCH, node, page
from support import SAMPLES, run

# The browser's driver listens on this machine.
pytestmark = pytest.mark.loopback
BROWSERS = ("chrome", "firefox")
CONDITIONAL = SAMPLES / "conditional"
PORTAL = SAMPLES / "portal-and-pharmacy"
TYPED_ROWS = [
    row
    for number in range(18)
    for row in (
        {"service_date": f"{number % 12 + 1}/5/{2025 + number // 12}", "provider": "Ada Lindqvist LCSW", "what": "psychotherapy", "plan_paid": "150", "member_paid": "25"},
        {"service_date": f"{number % 12 + 1}/9/{2025 + number // 12}", "provider": "Corner Pharmacy", "what": "sertraline 100 mg", "plan_paid": "40.50", "member_paid": ""},
    )
]  # fmt: skip
PRESCRIBER = {"prescriber.name": "Dr. Iris Abernathy", "prescriber.date": "11/3/2026"}
CASES: dict[str, dict[str, Any]] = {
    "denied": {
        "claims": [str(CONDITIONAL / "claims.csv")],
        "papers": [str(CONDITIONAL / "denial-notice.pdf"), str(CONDITIONAL / "plan-booklet.pdf")],
        "settle": {"Whose letter": "This is me, or the one I write for: Marisol Quintero"},
        "answers": {
            "you": {"member.date_of_birth": "3/12/1985", "member.statement": "I can't work or look after my son."},
            "plan": {"letter.kind": "appeal", "plan.type": "erisa-self-funded"},
            "quote": {"treatment.provider": "Dr. Lena Hofstetter", "treatment.price": "550", "treatment.quote_date": "11/2/2026", "treatment.workup": "350"},
        },
        "slip": {"screen": "you", "path": "member.date_of_birth", "text": "30/2/1985"},
        "lead": "alternative",
    },
    "shares": {
        "claims": [str(SAMPLES / "high-cost" / "claims.csv")],
        "settle": {"Whose letter": "This is me, or the one I write for: Devon Achterberg"},
        "answers": {
            "plan": {"letter.kind": "exception", "plan.name": "Evergreen Plan"},
            "quote": {"treatment.price": "480", "treatment.workup": "300"},
            "prescriber": {**PRESCRIBER, "assumptions.shares.medication": "60", "assumptions.shares.psychotherapy": "75"},
        },
        "slip": {"screen": "quote", "path": "treatment.price", "text": "five hundred"},
        "lead": "offset",
    },
    "pain": {
        "claims": [str(SAMPLES / "crps" / "claims.csv")],
        "settle": {"Whose letter": "This is me, or the one I write for: Walter Osei-Brandt"},
        "answers": {
            "you": {"treatment.indication": "crps"},
            "plan": {"letter.kind": "exception"},
            "quote": {"treatment.price": "610", "treatment.workup": "275"},
            "prescriber": {**PRESCRIBER, "assumptions.response": "65", "assumptions.retention": "70"},
        },
    },
    "portal": {
        "claims": [str(PORTAL / "MedicalClaimSummary.csv"), str(PORTAL / "prescriptions.csv")],
        "settle": {"Whose letter": "This is me, or the one I write for: Jordan Applewhite", "Halvorsen": "Your therapist", "Lindqvist": "Your psychiatrist, or who else prescribes for this condition"},
        "answers": {"you": {"treatment.indication": "bipolar"}, "plan": {"letter.kind": "exception"}, "quote": {"treatment.price": "525"}},
    },
    "paper": {
        "claims": [],
        "typed": {"person": "Ada Example", "rows": TYPED_ROWS, "totals": ["3,429.00", "450"]},
        "answers": {"quote": {"treatment.price": "400"}},
    },
}  # fmt: skip


def walked(browser: str, name: str, folder: Path) -> dict[str, Any]:
    """What the driver saw on one whole way."""
    path = folder / "case.json"
    path.write_text(json.dumps({"name": name, **CASES[name]}), encoding="utf-8")
    seen: dict[str, Any] = json.loads(node("drive.mjs", browser, page(), path, folder))
    assert "failed" not in seen, (seen["failed"], list(seen["screens"]))
    return seen


def pages_of(path: Path) -> int:
    found = re.search(
        r"Pages:\s+(\d+)", subprocess.run(["pdfinfo", path], capture_output=True, text=True, check=True).stdout
    )
    assert found
    return int(found[1])


def text_of(path: Path, number: int) -> str:
    return subprocess.run(["pdftotext", "-layout", "-f", str(number), "-l", str(number), path, "-"], capture_output=True, text=True, check=True).stdout  # fmt: skip


@pytest.mark.parametrize("browser", BROWSERS)
@pytest.mark.parametrize("name", CASES)
def test_a_whole_way(name: str, browser: str, tmp_path: Path) -> None:
    seen = walked(browser, name, tmp_path)
    case = CASES[name]
    assert seen["violations"] == [], seen["violations"][:5]
    assert seen["errors"] == []
    assert seen["paintedBeforeReady"]
    # The file itself, and what it made of its own bytes: never a network.
    outside = [
        one
        for one in seen["requests"]
        if not one.startswith(("blob:", "data:")) and not one.startswith(page().as_uri()[:60])
    ]
    assert outside == [], outside
    assert seen["stored"][:3] == [0, 0, 0]
    if "slip" in case:
        assert "doesn't fit" in seen["slip"] and seen["afterBack"], seen
    if "papers" in case:
        assert "AP-2026-118842" in seen["found"]
    if "typed" in case:
        assert (
            "$2,700.00" not in seen["grid"]
            and "$3,429.00" in seen["grid"]
            and "It agrees with the statement." in seen["grid"]
        )

    # The saved work, in the command's hands.
    work = tmp_path / "work"
    with zipfile.ZipFile(tmp_path / "saved.zip") as held:
        held.extractall(work)
        claims = [one for one in held.namelist() if not one.endswith((".toml", ".pdf"))]
    done = run(
        "build", *claims, "--json", "--format", "html", "-o", "letter.html", cwd=work, env={"SOURCE_DATE_EPOCH": EPOCH}
    )
    assert done.status == 0, done.err
    data = done.json
    assert data["lead"] == case.get("lead", data["lead"])
    shown = seen["screens"]["result"]
    stages = data["offset"]["stages"] if data["offset"] else []
    for amount in stages[:1] + stages[-1:]:
        assert f"${round(float(amount)):,}" in shown, (amount, shown[:1500])
    assert seen["reopened"][:400] == shown[:400]
    for blank in data["blanks"]:
        assert blank["field"]
    letter = re.sub(r"\s+", " ", seen["letter"])
    assert "Request" in letter or "request" in letter

    # The printed letter has as many pages as the command's, the member's name on each, and in Chromium their numbers.
    shutil.rmtree(work / "out", ignore_errors=True)
    assert run("build", *claims, "--quiet", "-o", "letter.pdf", cwd=work).status == 0
    pages = pages_of(tmp_path / "letter.pdf")
    assert abs(pages - pages_of(work / "letter.pdf")) <= 1
    for number in range(1, pages + 1):
        text = text_of(tmp_path / "letter.pdf", number)
        assert "Member ID" in text.strip().splitlines()[0], (number, text[:200])
        if browser == "chrome":
            assert f"page {number} of {pages}" in text
