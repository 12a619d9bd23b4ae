"""What runs in a child of its worker is judged like any other test."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from support import ROOT

TESTS = """
import os, pytest
pytestmark = pytest.mark.in_child
KEPT = []

@pytest.fixture(scope="module")
def made():
    yield len(KEPT)
    assert KEPT == ["passes", "fails"], KEPT

@pytest.fixture
def broken():
    raise ValueError("no fixture")

def test_passes(made):
    KEPT.append("passes")

def test_fails(made):
    KEPT.append("fails")
    assert KEPT == [], "said in the child"

@pytest.mark.skip(reason="because")
def test_skips(): pass

def test_without_its_fixture(broken): pass

def test_ends_its_process(): os._exit(0)

def test_after_that(): assert os.getpid() != int(os.environ["TESTED_BY"])
"""
AFTER = """
import os
def test_in_the_worker(): assert os.getpid() == int(os.environ["TESTED_BY"])
"""


def test_a_childs_tests_pass_fail_and_skip_as_everywhere(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(
        "import os\nfrom children import Children\n"
        "def pytest_configure(config):\n"
        "    os.environ['TESTED_BY'] = str(os.getpid())\n"
        "    config.addinivalue_line('markers', 'in_child')\n"
        "    config.pluginmanager.register(Children())\n"
    )
    (tmp_path / "test_one.py").write_text(TESTS)
    (tmp_path / "test_two.py").write_text(AFTER)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "-p", "no:xdist", "-c", "/dev/null", str(tmp_path)],
        env={"PATH": "", "PYTHONPATH": str(ROOT / "tests"), "HYPOTHESIS_NO_PLUGINS": "1"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    lines = [line.partition(" ") for line in done.stdout.splitlines() if "::" in line]
    told = {(what, name.rpartition("::")[2]) for what, _, name in lines}
    assert told == {
        ("PASSED", "test_passes"), ("PASSED", "test_after_that"), ("PASSED", "test_in_the_worker"),
        ("FAILED", "test_fails"), ("FAILED", "test_ends_its_process"), ("ERROR", "test_without_its_fixture"),
    }, done.stdout  # fmt: skip
    for said in (
        "AssertionError: said in the child",
        "the process that ran test_one.py has ended",
        "ValueError: no fixture",
        ": because",
    ):
        assert said in done.stdout, done.stdout
    assert "2 failed, 3 passed, 1 skipped, 1 error" in done.stdout
