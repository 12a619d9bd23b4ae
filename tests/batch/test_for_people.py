"""What a person sees of a batch: the count, what Ctrl-C says, the page of links, and a summary that the letters bear out."""

from __future__ import annotations

import html
import re
import signal
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from batch_support import EPOCH, QUICK, case_folders, made_here, rows, stopped
from offsetcase.batch.work import figures
from offsetcase.cli import progress
from offsetcase.cli.progress import Pace, counting
from offsetcase.model.money import exact, show_money
from support import run


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_rate_counts_what_was_made_and_not_what_was_found_made() -> None:
    clock = Clock()
    pace = Pace(1000, clock)
    for _ in range(900):
        pace.add(failed=False, kept=True)
    clock.now = 1.0
    assert (pace.rate, pace.left) == ("", "")
    for _ in range(10):
        pace.add(failed=False, kept=False)
    clock.now = 20.0
    # Two seconds a letter, ninety to go.
    assert (pace.rate, pace.left) == ("30.0 a minute", "about 3 minutes left")
    assert pace.words() == "910 of 1000, 10 made, 900 kept, 30.0 a minute, about 3 minutes left"


def test_without_a_terminal_the_count_is_lines_and_few(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = Clock()
    monkeypatch.setattr(progress, "Pace", lambda total: Pace(total, clock))
    with counting("Letters", 600) as one:
        for number in range(600):
            clock.now = float(number + 1)
            one(number % 100 == 5, False)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "Letters: 10 of 600, 9 made, 1 failed, 1.0 a second, about 10 minutes left"
    assert 5 < len(lines) < 25 and not any("\r" in line or "\x1b" in line for line in lines)
    with counting("Letters", 5, quiet=True) as one:
        one(False, False)
    assert capsys.readouterr().err == ""


@pytest.fixture(scope="module", autouse=True)
def _here() -> Iterator[None]:
    with made_here():
        yield


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    base = tmp_path_factory.mktemp("people")
    cases = case_folders(base / "cases", 4, broken=(2,))
    # A third of a dollar a month: figures that don't end at the cent.
    for folder in cases.iterdir():
        (folder / "case.toml").write_text((folder / "case.toml").read_text().replace("300", "333.33"))
    run("batch", cases, "-o", base / "out", *QUICK, "--letter", "exception", env=EPOCH)
    return base / "out"


def test_the_summary_agrees_with_the_letters_to_the_cent(made: Path) -> None:
    found = {name: row for name, row in rows(made).items() if row["status"] == "letter"}
    assert len(found) == 3
    for name, row in found.items():
        page = (made / name / "letter.html").read_text(encoding="utf-8")
        for column, fact in (
            ("plan_paid_a_year", "annual.total"),
            ("treatment", "average.treatment"),
            ("stops", "average.stops"),
            ("net", "average.net"),
        ):
            printed = {html.unescape(one) for one in re.findall(rf'data-fact="{re.escape(fact)}"[^>]*>([^<]*)<', page)}
            assert show_money(exact(row[column])) in printed, (name, column, printed)


def test_half_a_cent_goes_the_letters_way() -> None:
    # An even cent before the half: the two ways of rounding part here.
    result: Any = SimpleNamespace(baseline=SimpleNamespace(total=Decimal("100.125")), offset=None)
    assert figures(result) == {"plan_paid_a_year": "100.13"}


def test_the_page_of_links_names_each_cell_for_a_narrow_screen(made: Path) -> None:
    page = (made / "index.html").read_text(encoding="utf-8")
    assert "@media (max-width" in page and "overflow-wrap" in page
    body = page.partition("<tbody>")[2]
    heads = re.findall(r"<th scope=\"col\"[^>]*>([^<]*)<", page)
    for row in re.findall(r"<tr>.*?</tr>", body):
        assert [html.unescape(one) for one in re.findall(r'data-label="([^"]*)"', row)] == heads[1:]


def test_ctrl_c_says_at_once_what_it_waits_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent = stopped(monkeypatch, signal.SIGINT)
    done = run("batch", case_folders(tmp_path / "cases", 4), "-o", tmp_path / "out", *QUICK, env=EPOCH)
    assert done.status == 130
    asked, waits, ended = (done.err.find(words) for words in ("Stopping:", "Waiting for case-", "Stopped."))
    assert 0 <= waits < ended, done.err
    assert asked == -1 or asked < waits  # written past Python's own stream, which a test in this process can't see
    named = re.findall(r"case-\d+", done.err[waits:ended])
    assert named and sent[0] not in named
