"""Invented cases for a batch: a folder of case folders, some of them broken."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from offsetcase.batch.job import Job, Outcome
from offsetcase.batch.run import WORK
from offsetcase.case.look import Look
from offsetcase.case.request import Request
from offsetcase.cli import batch_run
from support import worked_example

CASE = '[member]\nname = "Ada Example"\nmember_id = "M{number}"\n[treatment]\nprice = 300\nindication = "depression"\n'
EPOCH = {"SOURCE_DATE_EPOCH": "1794000000"}
# Pages of the shortest letter, without draws; a worker more takes longer to start than its share of the work.
QUICK = ("--format", "html", "--draws", 0, "--jobs", 1, "--letter", "plan-sponsor")
# Seconds after which a process of these tests hangs, whatever else the machine has to do.
PATIENCE = 900


@contextmanager
def made_here() -> Iterator[None]:
    """Batches with a thread of this process for their executor: test_batch.py has processes of their own, which take seconds to start."""

    @contextmanager
    def executor(scheduler: str) -> Iterator[Executor]:
        assert not scheduler
        with ThreadPoolExecutor(1) as pool:
            yield pool

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch_run, "cluster", executor)
        yield


def stopped(monkeypatch: pytest.MonkeyPatch, number: signal.Signals) -> list[str]:
    """Have this process sent a signal as soon as its first case is told of, which is then in the list."""
    real, sent = batch_run.run_batch, []

    def run_batch(*arguments: Any, report: Any, **named: Any) -> Any:
        def and_stop(outcome: Outcome) -> None:
            report(outcome)
            if not sent:
                sent.append(outcome.name)
                os.kill(os.getpid(), number)

        return real(*arguments, report=and_stop, **named)

    monkeypatch.setattr(batch_run, "run_batch", run_batch)
    return sent


def case_folders(folder: Path, count: int, broken: tuple[int, ...] = ()) -> Path:
    """``count`` case folders; in those named by ``broken`` the claims have an amount that is none."""
    for number in range(count):
        one = folder / f"case-{number:03d}"
        one.mkdir(parents=True)
        claims = worked_example(one, medication=1240 + number)
        (one / "case.toml").write_text(CASE.format(number=number), encoding="utf-8")
        if number in broken:
            claims.write_text(claims.read_text().replace(",195,", ",a lot,", 1))
    return folder


def start(*arguments: object) -> subprocess.Popen[bytes]:
    """The command in the background, in a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "offsetcase", *map(str, arguments)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        env={**os.environ, **EPOCH, "NO_COLOR": "1"},
        start_new_session=True,
    )


def rows(out: Path) -> dict[str, dict[str, str]]:
    with (out / "summary.csv").open(encoding="utf-8", newline="") as stream:
        found = list(csv.DictReader(stream))
    assert len({row["case"] for row in found}) == len(found)
    return {row["case"]: row for row in found}


def assert_whole(out: Path, count: int) -> None:
    """Every case ended once, its files are whole, and nothing else lies about."""
    folders = sorted(path for path in out.iterdir() if path.is_dir())
    assert len(folders) == count
    for folder in folders:
        record = json.loads((folder / "record.json").read_text())
        assert {path.name for path in folder.iterdir()} == {"record.json", *record["outputs"]}
        for name in record["outputs"]:
            if name.endswith(".pdf"):
                data = (folder / name).read_bytes()
                assert data.startswith(b"%PDF") and data.rstrip().endswith(b"%%EOF")
    assert {path.name for path in out.iterdir() if path.is_file()} == {"summary.csv", "summary.json", "index.html"}
    assert not (out / WORK).exists()


def letters(out: Path) -> dict[str, bytes]:
    return {path.parent.name: path.read_bytes() for path in sorted(out.glob("*/letter.*"))}


def quick_jobs(tmp_path: Path, count: int) -> list[Job]:
    claims = worked_example(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    look = Look(format="html")
    return [
        Job(f"c{n}", out / f"c{n}", Request((claims,), price=Decimal(400 + n), draws=0, letter="plan-sponsor"), look)
        for n in range(count)
    ]
