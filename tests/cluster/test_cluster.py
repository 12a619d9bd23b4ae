"""The same run on Dask: a real scheduler and two workers of this machine, one of which is killed during the run."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError
from pathlib import Path
from typing import Never

import pytest

from batch_support import EPOCH, case_folders, start
from offsetcase.batch.cluster import _Cluster
from offsetcase.batch.cluster import cluster as on_dask
from support import run_apart as run

# The driver and the scheduler listen on this machine.
pytestmark = pytest.mark.loopback


Cluster = tuple[str, subprocess.Popen[bytes], list[subprocess.Popen[bytes]]]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    environment = {**os.environ, **EPOCH, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    log = (tmp_path / "scheduler.log").open("wb")
    scheduler = subprocess.Popen(
        [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"],
        stderr=log, stdout=log, env=environment,
    )  # fmt: skip
    address = ""
    for _ in range(300):
        hit = re.search(r"tcp://127\.0\.0\.1:\d+", (tmp_path / "scheduler.log").read_text())
        if hit:
            address = hit.group()
            break
        time.sleep(0.1)
    assert address, (tmp_path / "scheduler.log").read_text()
    workers = [
        subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
             "--local-directory", str(tmp_path)],
            stderr=log, stdout=log, env=environment,
        )
        for _ in range(2)
    ]  # fmt: skip
    try:
        yield address, scheduler, workers
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()
        log.close()


def test_one_of_two_workers_is_killed(tmp_path: Path, cluster: Cluster) -> None:
    address, _, workers = cluster
    cases = case_folders(tmp_path / "cases", 10, broken=(4,))
    out = tmp_path / "out"
    process = start("batch", cases, "-o", out, "--scheduler", address)
    for _ in range(600):
        if len(list(out.glob("*/record.json"))) >= 2:
            break
        time.sleep(0.1)
    workers[0].send_signal(signal.SIGKILL)
    _, err = process.communicate(timeout=240)
    assert process.returncode == 5, err
    records = sorted(out.glob("*/record.json"))
    assert len(records) == 10 and len(list(out.glob("*/letter.pdf"))) == 9
    # The same bytes as on this machine alone.
    assert run("batch", cases, "-o", tmp_path / "here", env=EPOCH).status == 5
    for letter in out.glob("*/letter.pdf"):
        assert letter.read_bytes() == (tmp_path / "here" / letter.parent.name / "letter.pdf").read_bytes()


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_the_scheduler_itself_is_killed(tmp_path: Path, cluster: Cluster, number: signal.Signals) -> None:
    address, scheduler, _ = cluster
    cases = case_folders(tmp_path / "cases", 10)
    out = tmp_path / "out"
    process = start("batch", cases, "-o", out, "--scheduler", address, "--format", "html", "--draws", 0)
    for _ in range(600):
        if list(out.glob("*/record.json")):
            break
        time.sleep(0.01)
    scheduler.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 5 and b"E-WORKER" in err and b"Traceback" not in err and b"distributed" not in err, err
    assert run("batch", cases, "-o", out, "--resume", "--format", "html", "--draws", "0", env=EPOCH).status == 0
    assert len(list(out.glob("*/letter.html"))) == 10


@pytest.mark.parametrize("error", [ConnectionResetError, asyncio.CancelledError, CancelledError])
def test_a_result_that_is_lost_on_its_way(error: type[BaseException]) -> None:
    class Theirs:
        def result(self) -> Never:
            raise error

        def add_done_callback(self, what: Callable[[object], None]) -> None:
            what(self)

    class Client:
        def submit(self, *_: object) -> Theirs:
            return Theirs()

    with pytest.raises(BrokenExecutor):
        _Cluster(Client()).submit(print).result(timeout=1)


def test_a_result_that_cannot_be_fetched(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    import distributed

    async def broken(*_: object, **__: object) -> Never:
        raise distributed.comm.CommClosedError

    monkeypatch.setattr(distributed.Client, "_gather", broken)
    with on_dask(cluster[0]) as executor:
        assert executor is not None
        with pytest.raises(BrokenExecutor):
            executor.submit(abs, -1).result(timeout=30)


def test_a_scheduler_without_certificates(tmp_path: Path) -> None:
    done = run(
        "batch",
        case_folders(tmp_path / "cases", 1),
        "-o",
        tmp_path / "out",
        "--scheduler",
        "tls://127.0.0.1:9",
        env=EPOCH,
    )
    assert done.status == 2 and "certificates" in done.err and "Traceback" not in done.err


def test_a_scheduler_that_is_not_there(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 1)
    done = run("batch", cases, "-o", tmp_path / "out", "--scheduler", "tcp://127.0.0.1:9", env=EPOCH)
    assert done.status == 2 and "doesn't answer" in done.err and "Traceback" not in done.err
