"""Many letters in one run: the same letters as one by one, nothing lost, nothing half-written."""

from __future__ import annotations

import csv
import json
import os
import random
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from decimal import Decimal
from multiprocessing import active_children, forkserver, get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import pytest

from batch_support import CASE, EPOCH, case_folders, start
from offsetcase.batch.cluster import check_address
from offsetcase.batch.job import Job, Outcome
from offsetcase.batch.run import LOCKS, WORK, run_batch
from offsetcase.case.request import Request
from offsetcase.cli.batch_jobs import find_jobs, safe_name
from offsetcase.model.problem import OffsetcaseError
from offsetcase.render.finished import Look
from support import SAMPLES, Claims, run, worked_example

QUICK = ("--format", "html", "--draws", 0)


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
    return {path.parent.name: path.read_bytes() for path in sorted(out.glob("*/letter.pdf"))}


def test_a_folder_of_cases_with_a_broken_one(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 3, broken=(1,))
    out = tmp_path / "out"
    done = run("batch", cases, "-o", out, "--jobs", 2, env=EPOCH)
    assert done.status == 5 and "2 letters of 3 cases, 1 failed" in done.out
    assert_whole(out, 3)
    found = rows(out)
    assert found["case-001"]["status"] == "failed" and found["case-001"]["exit_status"] == "4"
    assert "E-AMOUNT" in found["case-001"]["error"] and "row" in found["case-001"]["where"]
    assert "case-001:" in done.err and "Traceback" not in done.err
    alone = run("build", cases / "case-002" / "claims.csv", "--json", "-o", tmp_path / "one.pdf", env=EPOCH)
    assert Decimal(found["case-002"]["net"]) == Decimal(alone.json["offset"]["net"])
    assert Decimal(found["case-002"]["plan_paid_a_year"]) == sum(
        map(Decimal, alone.json["baseline"]["annual"].values())
    )
    assert found["case-002"]["verdict"] == alone.json["verdict"]
    assert int(found["case-002"]["blanks"]) == len(alone.json["blanks"])
    # The very bytes of the letter that is built alone.
    assert letters(out)["case-002"] == (tmp_path / "one.pdf").read_bytes()
    data = json.loads((out / "summary.json").read_text())
    assert [case["case"] for case in data["cases"]] == ["case-000", "case-001", "case-002"]
    page = (out / "index.html").read_text()
    assert 'href="case-000/letter.pdf"' in page and "http" not in page


def test_the_number_of_workers_changes_no_byte(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 4)
    for jobs in (1, 3):
        assert run("batch", cases, "-o", tmp_path / f"out{jobs}", "--jobs", jobs, env=EPOCH).status == 0
    assert letters(tmp_path / "out1") == letters(tmp_path / "out3") and len(letters(tmp_path / "out1")) == 4


def test_resume_keeps_what_is_unchanged_and_makes_the_rest(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 4, broken=(3,))
    out = tmp_path / "out"
    assert run("batch", cases, "-o", out, *QUICK, env=EPOCH).status == 5
    times = {path: path.stat().st_mtime_ns for path in out.glob("*/letter.html")}
    (cases / "case-000" / "case.toml").write_text(CASE.format(number=77))  # an input that changed
    (out / "case-001" / "letter.html").write_bytes(b"<html>half")  # a letter that is not whole
    worked_example(cases / "case-003")  # the broken case, mended
    refused = run("batch", cases, "-o", out, *QUICK, env=EPOCH)
    assert refused.status == 2 and "E-EXISTS" in refused.err and "--resume" in refused.err
    done = run("batch", cases, "-o", out, "--resume", "--json", *QUICK, env=EPOCH)
    assert done.status == 0 and (done.json["letters"], done.json["kept"], done.json["failed"]) == (4, 1, 0)
    assert_whole(out, 4)
    kept = {path.parent.name for path, when in times.items() if path.stat().st_mtime_ns == when}
    assert kept == {"case-002"}
    # Another option is another letter.
    again = run("batch", cases, "-o", out, "--resume", "--price", "500", "--json", *QUICK, env=EPOCH)
    assert again.json["kept"] == 0


def test_a_case_that_fails_now_leaves_no_old_letter(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 1)
    out = tmp_path / "out"
    run("batch", cases, "-o", out, env=EPOCH)
    (out / "case-000" / "mine.txt").write_text("a note of the user's own")
    (cases / "case-000" / "claims.csv").write_text("nothing\n")
    assert run("batch", cases, "-o", out, "--resume", env=EPOCH).status == 5
    assert {path.name for path in (out / "case-000").iterdir()} == {"record.json", "mine.txt"}


def test_no_case_on_cost_is_no_failure(tmp_path: Path) -> None:
    done = run("batch", SAMPLES / "low-cost" / "claims.csv", "--argument", "offset", "-o", tmp_path / "out")
    assert done.status == 0 and "1 without a case on cost" in done.out
    row = rows(tmp_path / "out")["claims"]
    assert (row["status"], row["verdict"], row["exit_status"]) == ("no-case", "none", "3")
    assert not (tmp_path / "out" / "claims" / "letter.pdf").exists()


def test_a_list_of_cases(tmp_path: Path) -> None:
    worked_example(tmp_path)
    (tmp_path / "list.csv").write_text(
        "case,claims,price,set.response,letter,run_out\n"
        "Low,claims.csv,300,,,\n"
        "High,claims.csv,900,0.3,plan-sponsor,\n"
        "Wrong,claims.csv,lots,,,\n"
        "Outside,../../etc/passwd,500,,,\n"
        "Gone,gone.csv,500,,,\n"
        "\n"
        "Kind,claims.csv,500,,apeal,\n"
        "Low,claims.csv,301,,,\n"
        "Late,claims.csv,500,,,9999\n"
    )
    out = tmp_path / "out"
    done = run("batch", tmp_path / "list.csv", "-o", out, "--format", "html", "--draws", 0)
    assert done.status == 5
    found = rows(out)
    assert list(found) == ["Low", "High", "Wrong", "Outside", "Gone", "Kind", "Low-2", "Late"]
    failed = {name for name, row in found.items() if row["status"] == "failed"}
    assert failed == {"Wrong", "Outside", "Gone", "Kind", "Late"}
    assert "lots" in found["Wrong"]["error"] and found["Wrong"]["where"].endswith("list.csv, row 4")
    assert "outside the folder" in found["Outside"]["error"] and "E-FILE" in found["Gone"]["error"]
    assert "apeal" in found["Kind"]["error"] and "0 to 24" in found["Late"]["error"]
    alone = run(
        "build", tmp_path / "claims.csv", "--price", 300, "--json", "--format", "html", "-o", tmp_path / "l.html"
    )
    assert found["Low"]["net"] == alone.json["offset"]["net"] != found["Low-2"]["net"]


def test_a_list_with_semicolons(tmp_path: Path) -> None:
    worked_example(tmp_path)
    (tmp_path / "more.csv").write_text((tmp_path / "claims.csv").read_text())
    (tmp_path / "list.csv").write_text('case;claims;price\nOne;claims.csv;300\nTwo;"claims.csv;more.csv";300\n')
    done = run("batch", tmp_path / "list.csv", "-o", tmp_path / "out", "--format", "html", "--draws", 0)
    assert done.status == 0, done.err
    found = rows(tmp_path / "out")
    # The second file holds the same lines again, which are counted once.
    assert list(found) == ["One", "Two"] and found["One"]["net"] == found["Two"]["net"] != ""


def test_one_file_of_many_members(tmp_path: Path) -> None:
    claims = Claims()
    for number, who in enumerate(("ADA EXAMPLE", "Bo Sample", "=cmd() Case")):
        for month in range(1, 13):
            claims.add(f"2025-{month:02d}-05", plan=3000 + number, code="90837", who=who)
    claims.write(tmp_path / "all.csv")
    done = run(
        "batch", tmp_path / "all.csv", "--by-member", "--price", 400, "-o", tmp_path / "out", "--date", "2026-02-01"
    )
    assert done.status == 0, done.err + done.out
    found = rows(tmp_path / "out")
    assert list(found) == ["cmd-Case", "ADA-EXAMPLE", "Bo-Sample"]
    assert [row["plan_paid_a_year"] for row in found.values()] == ["36024.00", "36000.00", "36012.00"]


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
    process = start("batch", cases, "-o", out, "--jobs", 2, *QUICK)
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
    assert process.wait(timeout=120) == 0, process.stderr.read() if process.stderr else ""
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
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and b"--resume" in err and b"Traceback" not in err
    found = rows(out)
    assert len(found) == 30 and {row["status"] for row in found.values()} == {"letter", "not-made"}
    assert not (out / WORK).exists() and not list(out.rglob(".offsetcase*"))


def test_an_interrupted_run_anew_shows_no_figure_of_the_run_before(tmp_path: Path) -> None:
    cases, out = case_folders(tmp_path / "cases", 40), tmp_path / "out"
    assert run("batch", cases, "-o", out, *QUICK, env=EPOCH).status == 0
    begun = time.time()
    process = start("batch", cases, "-o", out, "--force", "--jobs", 1, *QUICK)
    while not [path for path in out.glob("*/record.json") if path.stat().st_mtime > begun]:
        time.sleep(0.02)
    os.kill(process.pid, signal.SIGINT)
    process.communicate(timeout=60)
    assert process.returncode == 130
    anew = {path.parent.name for path in out.glob("*/record.json") if path.stat().st_mtime > begun}
    assert 0 < len(anew) < 40
    assert {name for name, row in rows(out).items() if row["status"] == "letter"} == anew
    assert {row["plan_paid_a_year"] for name, row in rows(out).items() if name not in anew} == {""}
    assert run("batch", cases, "-o", out, "--resume", "--json", *QUICK, env=EPOCH).json["kept"] == 40


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("group", [True, False])
def test_a_shutdown_and_a_closed_terminal_are_as_ctrl_c(tmp_path: Path, number: signal.Signals, group: bool) -> None:
    out = tmp_path / "out"
    process = start("batch", case_folders(tmp_path / "cases", 40), "-o", out, "--jobs", 2, *QUICK)
    while not list(out.glob("*/record.json")):
        time.sleep(0.05)
    (os.killpg if group else os.kill)(process.pid, number)
    _, err = process.communicate(timeout=60)
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
    _, err = process.communicate(timeout=20)
    assert process.returncode == 130 and b"--resume" in err and b"resource_tracker" not in err


def test_ctrl_c_while_the_libraries_are_loaded(tmp_path: Path) -> None:
    out = tmp_path / "out"
    process = start("batch", case_folders(tmp_path / "cases", 30), "-o", out, "--jobs", 2, *QUICK)
    while not (out / WORK).exists():
        time.sleep(0.01)
    time.sleep(0.2)
    os.killpg(process.pid, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130 and b"--resume" in err and b"KeyboardInterrupt" not in err


def test_one_run_at_a_time_in_a_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    cases = case_folders(tmp_path / "cases", 40)
    process = start("batch", cases, "-o", out, "--jobs", 1, *QUICK)
    while not list(out.glob("*/record.json")):
        time.sleep(0.05)
    second = run("batch", cases, "-o", out, "--resume", *QUICK, env=EPOCH)
    assert second.status == 2 and "another batch" in second.err
    assert process.wait(timeout=120) == 0, process.stderr.read() if process.stderr else ""
    assert_whole(out, 40)


def quick_jobs(tmp_path: Path, count: int) -> list[Job]:
    claims = worked_example(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    look = Look(format="html")
    return [
        Job(f"c{n}", out / f"c{n}", Request((claims,), price=Decimal(400 + n), draws=0), look) for n in range(count)
    ]


class Closing(ThreadPoolExecutor):
    """Takes two jobs and no more."""

    taken = 0

    def submit(self, *arguments: Any, **named: Any) -> Any:
        self.taken += 1
        if self.taken > 2:
            raise RuntimeError("cannot schedule new futures after shutdown")
        return super().submit(*arguments, **named)


def die(*_: object) -> None:
    os._exit(9)


@pytest.mark.parametrize("kind", ["closed", "broken"])
def test_an_executor_that_gives_up_loses_no_case_in_silence(tmp_path: Path, kind: str) -> None:
    jobs = quick_jobs(tmp_path, 6)
    told: list[Outcome] = []
    pool = Closing(1) if kind == "closed" else ProcessPoolExecutor(1, get_context("spawn"), initializer=die)
    with pool:
        totals = run_batch(iter(jobs), pool, out=tmp_path / "out", report=told.append)
    assert sorted(outcome.name for outcome in told) == [job.name for job in jobs]
    assert (totals.letters, totals.failed) == ((2, 4) if kind == "closed" else (0, 6))
    assert {outcome.errors[0]["code"] for outcome in told if outcome.status == "failed"} == {"E-WORKER"}


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
    thread.join(60)
    stuck = thread.is_alive()
    left = active_children()
    for worker in left:
        worker.kill()  # or the test run itself would wait
    assert not stuck and left == [] and watched == [] and ended == [True]
    assert (totals[0].letters, totals[0].failed) == (6, 0)


@forked
def test_no_more_workers_than_cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = forkserver.connect_to_new_process
    calls = []
    monkeypatch.setattr(forkserver, "connect_to_new_process", lambda fds: calls.append(fds) or connect(fds))  # type: ignore[func-returns-value]
    assert run_batch(quick_jobs(tmp_path, 2), out=tmp_path / "out", workers=5).letters == 2 == len(calls)


def test_two_runs_of_one_program(tmp_path: Path) -> None:
    jobs = quick_jobs(tmp_path, 3)
    for resume, kept in ((False, 0), (True, 3)):
        totals = run_batch(iter(jobs), out=tmp_path / "out", workers=2, resume=resume)
        assert (totals.letters, totals.kept) == (3, kept)


def test_a_wish_to_stop(tmp_path: Path) -> None:
    jobs = quick_jobs(tmp_path, 9)
    told: list[Outcome] = []
    with ThreadPoolExecutor(1) as pool:
        totals = run_batch(iter(jobs), pool, out=tmp_path / "out", report=told.append, stop=lambda: bool(told))
    assert totals.interrupted and 1 <= len(told) < 9


def test_any_executor_will_do(tmp_path: Path) -> None:
    claims = worked_example(tmp_path)
    out = tmp_path / "out"
    out.mkdir()
    told: list[Outcome] = []
    jobs = [Job(f"c{n}", out / f"c{n}", Request(claims=(claims,), price=Decimal(400 + n), draws=0)) for n in range(3)]
    with ThreadPoolExecutor(1) as pool:
        totals = run_batch(iter(jobs), pool, out=out, report=told.append)
    assert (totals.letters, totals.failed, totals.done) == (3, 0, 3)
    assert sorted(outcome.name for outcome in told) == ["c0", "c1", "c2"] and len(letters(out)) == 3


def test_the_files_are_the_owner_s_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("batch", SAMPLES / "low-cost" / "claims.csv", "-o", out)
    modes = {path.name: path.stat().st_mode & 0o777 for path in out.rglob("*")}
    assert modes == {
        "claims": 0o700, "case.json": 0o600, "record.json": 0o600, "summary.csv": 0o600, "summary.json": 0o600,
        "index.html": 0o600,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "name"),
    [("../../etc", "etc"), ("Doe, Jane (1985)", "Doe-Jane-1985"), ("\x1b[31m", "31m"), ("", "case"), ("…/…", "case"),
     ("Zoë", "Zoë"), ("\u202egpj", "gpj"), ("a" * 200, "a" * 60), ("CON", "case-CON"), ("nul.txt", "case-nul.txt"), ("console", "console")],
)  # fmt: skip
def test_names_made_safe(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_a_record_that_is_none_of_ours(tmp_path: Path) -> None:
    cases, out = case_folders(tmp_path / "cases", 2), tmp_path / "out"
    assert run("batch", cases, "-o", out, *QUICK, env=EPOCH).status == 0
    record = out / "case-000" / "record.json"
    record.write_text(record.read_text().replace('"letter"', '"perhaps"', 1))
    done = run("batch", cases, "-o", out, "--resume", "--json", *QUICK, env=EPOCH)
    assert done.status == 0 and (done.json["letters"], done.json["kept"]) == (2, 1)
    assert rows(out)["case-000"]["status"] == "letter"


def test_a_folder_that_takes_no_record_stands_in_the_summary(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "case-000").write_text("the user's own file")
    done = run("batch", case_folders(tmp_path / "cases", 2), "-o", out, "--force", "--quiet", *QUICK)
    row = rows(out)["case-000"]
    assert done.status == 5 and (row["status"], row["exit_status"]) == ("failed", "7") and "E-WRITE" in row["error"]
    assert "case-000" in done.err and done.out == ""  # quiet means all but what went wrong
    assert "E-WRITE" in (out / "index.html").read_text() and "E-WRITE" in (out / "summary.json").read_text()


def test_names_that_are_taken(tmp_path: Path) -> None:
    cases, out = case_folders(tmp_path / "cases", 2), tmp_path / "out"
    (cases / "case-000").rename(cases / "Summary.csv")
    (cases / "case-001").rename(cases / "aux")
    assert run("batch", cases, "-o", out, *QUICK).status == 0
    assert list(rows(out)) == ["Summary.csv-2", "case-aux"]


def test_the_run_s_own_folder_is_no_case(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 2)
    for sources in ([cases], [cases], [f"{cases}/*"], [cases, f"{cases}/", f"{cases}/../cases"]):
        done = run("batch", *sources, "-o", cases / "out", "--resume", "--json", *QUICK)
        assert done.status == 0 and done.json["cases"] == 2
    before = {path: path.read_bytes() for path in cases.rglob("claims.csv")}
    refused = run("batch", cases, "-o", cases, "--force", *QUICK)
    assert refused.status == 2 and "E-OUTPUT" in refused.err
    assert before == {path: path.read_bytes() for path in cases.rglob("claims.csv")}


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    cases, out = case_folders(tmp_path / "cases", 2), tmp_path / "out"
    assert run("batch", f"{cases}/*/claims.csv", "-o", out, *QUICK).status == 0
    assert list(rows(out)) == ["case-000-claims", "case-001-claims"]


def test_a_list_of_names_that_are_none(tmp_path: Path) -> None:
    worked_example(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "round").symlink_to("round")
    long = "n" * 300
    # A Mac of old ends its lines so; the list and the claims are recognised all the same.
    (tmp_path / "list.csv").write_bytes(f"case,claims\rA,claims.csv\rB,a\0b.csv\rC,empty\rD,{long}\rE,round\r".encode())
    done = run("batch", tmp_path / "list.csv", "-o", tmp_path / "out", *QUICK)
    found = rows(tmp_path / "out")
    assert done.status == 5 and [row["status"] for row in found.values()] == ["no-case", *["failed"] * 4]
    assert "no claims file" in found["C"]["error"] and {row["exit_status"] for row in found.values()} == {"3", "2"}
    (tmp_path / "claims.csv").write_bytes(
        (tmp_path / "claims.csv").read_bytes().replace(b"\r", b"").replace(b"\n", b"\r")
    )
    assert run("batch", tmp_path / "claims.csv", "-o", tmp_path / "mac", *QUICK).status == 0
    (tmp_path / "list.csv").write_text("claims,Claims\nclaims.csv,claims.csv\n")
    twice = run("batch", tmp_path / "list.csv", "-o", tmp_path / "out2", *QUICK)
    assert twice.status == 2 and 'two columns are headed "claims"' in twice.err


def test_a_folder_that_cannot_be_read_stops_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cases = case_folders(tmp_path / "cases", 2)
    shut = cases / "case-000"
    real = Path.iterdir

    def iterdir(path: Path) -> Any:
        # The tests may run as root, who may read everything.
        if path == shut:
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "iterdir", iterdir)

    def ask(claims: list[Path], sets: list[str] | None = None, **options: object) -> Request:
        return Request(claims=tuple(claims))

    jobs, _ = find_jobs([str(cases)], tmp_path / "out", Job("", tmp_path), ask, by_member=False)
    assert [(job.name, [p.code for p in job.trouble]) for job in jobs] == [("case-000", ["E-FILE"]), ("case-001", [])]
    with pytest.raises(OffsetcaseError, match="can't be read"):
        find_jobs([str(shut)], tmp_path / "out", Job("", tmp_path), ask, by_member=False)


@pytest.mark.parametrize("address", ["tls://10.0.0.7:8786", "tcp://127.0.0.1:8786", "tcp://[::1]:8786"])
def test_addresses_that_keep_the_cases_secret(address: str) -> None:
    check_address(address)


@pytest.mark.parametrize(
    "address",
    ["tcp://10.0.0.7:8786", "tcp://localhost:8786", "127.0.0.1:8786", "ws://127.0.0.1:80", "tls://host", "tcp://127.0.0.1.example.com:1"],
)  # fmt: skip
def test_addresses_that_do_not(address: str) -> None:
    with pytest.raises(OffsetcaseError, match="diagnoses"):
        check_address(address)


def test_sources_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for source, code in ((tmp_path / "gone*", "E-FILE"), (tmp_path / "empty", "E-OPTION")):
        done = run("batch", source, "-o", tmp_path / "out")
        assert done.status == 2 and code in done.err and not (tmp_path / "out").exists()
