"""The error gallery: an input that provokes each error, and the exact words it ends in."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path
from runpy import run_path

import pytest

from support import ROOT, run

GALLERY = ROOT / "tests" / "errors"
CASES = sorted(path for path in GALLERY.iterdir() if path.is_dir())

# What no input file can provoke: faults of the program, of the system, or of the environment. Each has a test elsewhere.
ELSEWHERE = {
    "E-AUDIT", "E-DATA", "E-TEMPLATE", "E-OUTSIDE", "E-OWN-PAGE", "E-PRINTED", "E-LEDGER", "E-LIBRARY", "E-EPOCH", "E-READ", "E-TOO-LARGE", "E-MORE",
    "E-BATCH-MEMORY", "E-BUG", "E-CLUSTER", "E-WORKER",
    "E-REDACT-LEAK", "E-REDACT-RESULT",
}  # fmt: skip
STATUS = {"N-NO-CASE": 3, "N-NO-RATE": 3, "E-WRITE": 7}
USAGE = {
    "E-ANSWER", "E-ANSWERS-END", "E-STDIN",
    "E-AS-OF", "E-ATTACH", "E-BRIEF", "E-CASE", "E-COMPARATOR", "E-CONTRADICTION", "E-EXISTS", "E-FIGURE", "E-FILE", "E-FINAL", "E-LATE", "E-MANIFEST", "E-MEMBER", "E-OPTION", "E-OUTPUT", "E-PRICE", "E-PROTOCOL", "E-RULES",
    "E-SEVERAL-PEOPLE", "E-TEMPLATES", "E-USAGE", "E-WHY-NOT",
}  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.name)
def test_the_exact_words(case: Path, tmp_path: Path, update_golden: bool) -> None:
    work = tmp_path / "work"
    shutil.copytree(case, work, ignore=shutil.ignore_patterns("expected.txt", "args.txt", "why.txt"))
    done = run(*shlex.split((case / "args.txt").read_text()), cwd=work, env={"SOURCE_DATE_EPOCH": "1795000000"})
    if update_golden:
        (case / "expected.txt").write_text(done.err, encoding="utf-8")
    assert done.err == (case / "expected.txt").read_text(encoding="utf-8")
    assert f"({case.name})" in done.err and "What to do:" in done.err and "Traceback" not in done.err
    assert done.status == STATUS.get(case.name, 2 if case.name in USAGE else 4)
    assert not list(work.glob("*letter.pdf")) or case.name == "E-EXISTS"


def test_every_error_of_the_program_is_in_the_gallery() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "offsetcase").rglob("*.py"))
    codes = set(re.findall(r'"([EN]-[A-Z-]+)"', source))
    assert codes - ELSEWHERE - {"E-MEMORY"} == {path.name for path in CASES}


def test_the_page_of_errors_is_the_gallery() -> None:
    page = run_path(str(ROOT / "tools" / "make_error_docs.py"))["page"]()
    assert (ROOT / "docs" / "errors.md").read_text(encoding="utf-8") == page


def test_errors_command_knows_the_gallery() -> None:
    tool = run_path(str(ROOT / "tools" / "make_error_docs.py"))
    assert (ROOT / "src" / "offsetcase" / "data" / "errors.toml").read_text(encoding="utf-8") == tool["data"]()
    assert set(tool["elsewhere"]()) == ELSEWHERE | {"E-MEMORY"}
