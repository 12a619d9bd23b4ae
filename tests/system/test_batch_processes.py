"""Batches whose processes are killed, stopped and in each other's way: nothing lost, nothing half-written, nobody left behind."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from multiprocessing import active_children, forkserver, get_all_start_methods
from pathlib import Path
from typing import Any

import pytest

from batch_support import EPOCH, PATIENCE, QUICK, assert_whole, case_folders, quick_jobs, rows, start
from offsetcase.batch.run import LOCKS, WORK, run_batch
from support import run_apart as run


@pytest.mark.parametrize("seed", [1, 2])
def test_killed_at_any_moment_and_resumed(tmp_path: Path, seed: int) -> None:
    cases = case_folders(tmp_path / "cases", 6, broken=(4,))
    out = tmp_path / "out"
    chance = random.Random(seed)
    process = start("batch", cases, "-o", out, "--jobs", 2)
    time.sleep(chance.uniform(0.5, 4.0))
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    done = run("batch", cases, "-o", out, "--resume", "--json", env=EPOCH)
    assert done.status == 5 and done.json["letters"] == 5 and done.json["not_made"] == 0
    assert_whole(out, 6)


def workers_of(pid: int) -> list[int]:
    """The processes below one, the forkserver's children among them."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [pid]
    while waiting:
        below = parents.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="the system has no other name for a folder")
def test_a_killed_run_leaves_nothing_in_the_system_s_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out, temporary = tmp_path / ("a-long-name-" * 12) / "out", tmp_path / "tmp"
    out.parent.mkdir()
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    cases = case_folders(tmp_path / "cases", 30)
    process = start("batch", cases, "-o", out, *QUICK, "--jobs", 2)
    while not list(out.glob("*/record.json")):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert list(temporary.iterdir()) == []
    found = out.stat()
    locks = f"sem.offsetcase-{found.st_dev:x}-{found.st_ino:x}-*"
    assert not LOCKS.is_dir() or list(LOCKS.glob(locks))
    assert run("batch", cases, "-o", out, "--resume", *QUICK, env=EPOCH).status == 0
    assert list(temporary.iterdir()) == [] == list(LOCKS.glob(locks))
    assert_whole(out, 30)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for the workers in /proc")
def test_a_worker_that_is_killed_costs_nothing(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 5)
    out = tmp_path / "out"
    process = start("batch", cases, "-o", out, "--jobs", 2)
    while not list(out.glob("*/record.json")):
        time.sleep(0.05)
    os.kill(max(workers_of(process.pid)), signal.SIGKILL)
    assert process.wait(timeout=PATIENCE) == 0, process.stderr.read() if process.stderr else ""
    assert_whole(out, 5)
    assert all(row["status"] == "letter" for row in rows(out).values())


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks for the workers in /proc")
def test_no_worker_outlives_a_killed_parent(tmp_path: Path) -> None:
    process = start("batch", case_folders(tmp_path / "cases", 30), "-o", tmp_path / "out", "--jobs", 2)
    while not list(tmp_path.glob("out/*/record.json")):
        time.sleep(0.05)
    below = workers_of(process.pid)
    assert len(below) >= 2
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for _ in range(200):
        left = [pid for pid in below if Path(f"/proc/{pid}").exists() and "Z" not in state(pid)]
        if not left:
            break
        time.sleep(0.1)
    assert left == []


def gone(pid: int) -> bool:
    return state(pid) == "Z"


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "Z"


def test_ctrl_c_leaves_whole_letters_and_says_how_to_go_on(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 30)
    out = tmp_path / "out"
    process = start("batch", cases, "-o", out, "--jobs", 2)
    while not list(out.glob("*/record.json")):
        time.sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does it: to every process of the group
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130 and b"--resume" in err and b"Traceback" not in err
    found = rows(out)
    assert len(found) == 30 and {row["status"] for row in found.values()} == {"letter", "not-made"}
    assert not (out / WORK).exists() and not list(out.rglob(".offsetcase*"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("group", [True, False])
def test_a_shutdown_and_a_closed_terminal_are_as_ctrl_c(tmp_path: Path, number: signal.Signals, group: bool) -> None:
    out = tmp_path / "out"
    process = start("batch", case_folders(tmp_path / "cases", 40), "-o", out, *QUICK, "--jobs", 2)
    while not list(out.glob("*/record.json")):
        time.sleep(0.05)
    (os.killpg if group else os.kill)(process.pid, number)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130 and b"--resume" in err and b"Traceback" not in err
    assert len(rows(out)) == 40 and not list(out.rglob(".offsetcase*"))


def test_ctrl_c_again_and_again_ends_at_once(tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start("batch", case_folders(tmp_path / "cases", 30), "-o", out, "--jobs", 2)
    while not list(out.glob("*/record.json")):
        time.sleep(0.05)
    for _ in range(3):
        os.killpg(process.pid, signal.SIGINT)
        time.sleep(0.02)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130 and b"--resume" in err and b"resource_tracker" not in err


def test_ctrl_c_while_the_libraries_are_loaded(tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start("batch", case_folders(tmp_path / "cases", 30), "-o", out, *QUICK, "--jobs", 2)
    while not (out / WORK).exists():
        time.sleep(0.01)
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=PATIENCE)
    assert process.returncode == 130 and b"--resume" in err and b"KeyboardInterrupt" not in err


def test_one_run_at_a_time_in_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    cases = case_folders(tmp_path / "cases", 40)
    process = start("batch", cases, "-o", out, "--jobs", 1, *QUICK)
    while not list(out.glob("*/record.json")):
        time.sleep(0.05)
    second = run("batch", cases, "-o", out, "--resume", *QUICK, env=EPOCH)
    assert second.status == 2 and "another batch" in second.err
    assert process.wait(timeout=PATIENCE) == 0, process.stderr.read() if process.stderr else ""
    assert_whole(out, 40)


forked = pytest.mark.skipif(
    "forkserver" not in get_all_start_methods() or not Path("/proc/self/stat").exists(),
    reason="workers start in another way here, or can't be looked at",
)


@forked
@pytest.mark.parametrize("trouble", ["the worker dies", "the helper dies", "no more start"])
def test_a_process_dies_while_another_is_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: str) -> None:
    """The library ends the workers that it knows of when one dies, and then waited for ever for the one just started."""
    connect = forkserver.connect_to_new_process
    calls, watched, first, ended = [], [], [], []

    def slow(fds: Any) -> Any:
        calls.append(fds)
        if len(calls) == 2:
            watched.extend(thread for thread in threading.enumerate() if "Manager" in type(thread).__name__)
            (worker,) = active_children()
            first.append(worker.pid)
            if trouble == "no more start":
                time.sleep(1)  # the first is ready meanwhile
                raise ConnectionRefusedError
            helper = forkserver._forkserver._forkserver_pid  # type: ignore[attr-defined]
            victim = worker.pid if trouble == "the worker dies" else helper
            assert victim
            os.kill(victim, signal.SIGKILL)
            time.sleep(1)
        if len(calls) == 3:  # the next pool's first, before which the former's are gone
            ended.append(any(gone(first[0]) or time.sleep(0.1) for _ in range(30)))
        return connect(fds)

    monkeypatch.setattr(forkserver, "connect_to_new_process", slow)
    jobs, totals = quick_jobs(tmp_path, 6), []
    thread = threading.Thread(
        target=lambda: totals.append(run_batch(iter(jobs), out=tmp_path / "out", workers=2)), daemon=True
    )
    thread.start()
    thread.join(PATIENCE)
    stuck = thread.is_alive()
    left = active_children()
    for worker in left:
        worker.kill()  # or the test run itself would wait
    assert not stuck and left == [] and watched == [] and ended == [True]
    assert (totals[0].letters, totals[0].failed) == (6, 0)
