"""Many letters in one run: the same letters as one by one, nothing lost, nothing half-written.

What kills real processes is in tests/system, which ``make verify`` runs.
"""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from decimal import Decimal
from multiprocessing import forkserver, get_all_start_methods, get_context
from pathlib import Path
from typing import Any

import pytest

from batch_support import CASE, EPOCH, QUICK, assert_whole, case_folders, letters, made_here, quick_jobs, rows, stopped
from offsetcase.batch.cluster import check_address
from offsetcase.batch.job import Job, Outcome
from offsetcase.batch.run import WORK, run_batch
from offsetcase.case.look import Look
from offsetcase.case.request import Request
from offsetcase.cli.batch_jobs import find_jobs, safe_name
from offsetcase.model.problem import OffsetcaseError
from support import SAMPLES, Claims, page, run, worked_example

pytestmark = pytest.mark.in_child

# What finds the cases, and what is written: the processes that make them are not the point.
here = pytest.mark.usefixtures("_here")
STARTS = "forkserver" if "forkserver" in get_all_start_methods() else "spawn"
forked = pytest.mark.skipif("forkserver" not in get_all_start_methods(), reason="workers start in another way here")


@pytest.fixture(scope="module", autouse=True)
def _one_helper() -> Iterator[None]:
    """One process with the libraries loaded for all runs of this module, as a program has it that makes several batches."""
    if "forkserver" not in get_all_start_methods():
        yield
        return
    get_context("forkserver").set_forkserver_preload(["offsetcase.batch.preload"])
    forkserver.ensure_running()
    yield
    forkserver._forkserver._stop()  # type: ignore[attr-defined]


@pytest.fixture
def _here() -> Iterator[None]:
    with made_here():
        yield


def test_a_folder_of_cases_with_a_broken_one(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 2, broken=(1,))
    out = tmp_path / "out"
    kind = ("--letter", "plan-sponsor")  # the shortest
    done = run("batch", cases, "-o", out, "--jobs", 2, *kind, env=EPOCH)
    assert done.status == 5 and "1 letter of 2 cases, 1 failed" in done.out
    assert_whole(out, 2)
    found = rows(out)
    assert found["case-001"]["status"] == "failed" and found["case-001"]["exit_status"] == "4"
    assert "E-AMOUNT" in found["case-001"]["error"] and "row" in found["case-001"]["where"]
    assert "case-001:" in done.err and "Traceback" not in done.err
    alone = run("build", cases / "case-000" / "claims.csv", "--json", "-o", tmp_path / "one.pdf", *kind, env=EPOCH)
    assert Decimal(found["case-000"]["net"]) == Decimal(alone.json["offset"]["net"])
    assert Decimal(found["case-000"]["plan_paid_a_year"]) == sum(
        map(Decimal, alone.json["baseline"]["annual"].values())
    )
    assert found["case-000"]["verdict"] == alone.json["verdict"]
    assert int(found["case-000"]["blanks"]) == len(alone.json["blanks"])
    # The very bytes of the letter that is built alone.
    assert letters(out)["case-000"] == (tmp_path / "one.pdf").read_bytes()
    data = json.loads((out / "summary.json").read_text())
    assert [case["case"] for case in data["cases"]] == ["case-000", "case-001"]
    page = (out / "index.html").read_text()
    assert 'href="case-000/letter.pdf"' in page and "http" not in page


def test_the_number_of_workers_changes_no_byte(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 4)
    for jobs in (1, 3):
        assert run("batch", cases, "-o", tmp_path / f"out{jobs}", *QUICK, "--jobs", jobs, env=EPOCH).status == 0
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


@here
def test_a_case_that_fails_now_leaves_no_old_letter(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 1)
    out = tmp_path / "out"
    run("batch", cases, "-o", out, *QUICK, env=EPOCH)
    (out / "case-000" / "mine.txt").write_text("a note of the user's own")
    (cases / "case-000" / "claims.csv").write_text("nothing\n")
    assert run("batch", cases, "-o", out, "--resume", *QUICK, env=EPOCH).status == 5
    assert {path.name for path in (out / "case-000").iterdir()} == {"record.json", "mine.txt"}


@here
def test_no_case_on_cost_is_no_failure(tmp_path: Path) -> None:
    done = run("batch", SAMPLES / "low-cost" / "claims.csv", "--argument", "offset", "-o", tmp_path / "out", *QUICK)
    assert done.status == 0 and "1 without a case on cost" in done.out
    row = rows(tmp_path / "out")["claims"]
    assert (row["status"], row["verdict"], row["exit_status"]) == ("no-case", "none", "3")
    assert not (tmp_path / "out" / "claims" / "letter.html").exists()


@here
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
    done = run("batch", tmp_path / "list.csv", "-o", out, *QUICK)
    assert done.status == 5
    found = rows(out)
    assert list(found) == ["Low", "High", "Wrong", "Outside", "Gone", "Kind", "Low-2", "Late"]
    failed = {name for name, row in found.items() if row["status"] == "failed"}
    assert failed == {"Wrong", "Outside", "Gone", "Kind", "Late"}
    assert "lots" in found["Wrong"]["error"] and found["Wrong"]["where"].endswith("list.csv, row 4")
    assert "outside the folder" in found["Outside"]["error"] and "E-FILE" in found["Gone"]["error"]
    assert "apeal" in found["Kind"]["error"] and "0 to 24" in found["Late"]["error"]
    alone = run("build", tmp_path / "claims.csv", "--price", 300, "--json", *page(tmp_path))
    assert found["Low"]["net"] == alone.json["offset"]["net"] != found["Low-2"]["net"]


@here
def test_a_list_with_semicolons(tmp_path: Path) -> None:
    worked_example(tmp_path)
    (tmp_path / "more.csv").write_text((tmp_path / "claims.csv").read_text())
    (tmp_path / "list.csv").write_text('case;claims;price\nOne;claims.csv;300\nTwo;"claims.csv;more.csv";300\n')
    done = run("batch", tmp_path / "list.csv", "-o", tmp_path / "out", *QUICK)
    assert done.status == 0, done.err
    found = rows(tmp_path / "out")
    # The second file holds the same lines again, which are counted once.
    assert list(found) == ["One", "Two"] and found["One"]["net"] == found["Two"]["net"] != ""


@here
def test_one_file_of_many_members(tmp_path: Path) -> None:
    claims = Claims()
    for number, who in enumerate(("ADA EXAMPLE", "Bo Sample", "=cmd() Case")):
        for month in range(1, 13):
            claims.add(f"2025-{month:02d}-05", plan=3000 + number, code="90837", who=who)
    claims.write(tmp_path / "all.csv")
    done = run(
        "batch",
        tmp_path / "all.csv",
        "--by-member",
        "--price",
        400,
        "-o",
        tmp_path / "out",
        "--date",
        "2026-02-01",
        *QUICK,
    )
    assert done.status == 0, done.err + done.out
    found = rows(tmp_path / "out")
    assert list(found) == ["cmd-Case", "ADA-EXAMPLE", "Bo-Sample"]
    assert [row["plan_paid_a_year"] for row in found.values()] == ["36024.00", "36000.00", "36012.00"]


# More cases than are begun when the first is told of.
SEVERAL = 4


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_leaves_whole_letters_and_says_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """tests/system does the same to real processes, at any moment."""
    cases, out = case_folders(tmp_path / "cases", SEVERAL), tmp_path / "out"
    before = signal.getsignal(number)
    with monkeypatch.context() as patch:
        stopped(patch, number)
        done = run("batch", cases, "-o", out, *QUICK, env=EPOCH)
    assert done.status == 130 and "--resume" in done.err and "Traceback" not in done.err
    assert signal.getsignal(number) == before
    found = rows(out)
    assert len(found) == SEVERAL and {row["status"] for row in found.values()} == {"letter", "not-made"}
    assert not (out / WORK).exists() and not list(out.rglob(".offsetcase*"))
    again = run("batch", cases, "-o", out, "--resume", "--json", *QUICK, env=EPOCH)
    assert again.status == 0 and again.json["letters"] == SEVERAL and 0 < again.json["kept"] < SEVERAL
    assert_whole(out, SEVERAL)


def test_an_interrupted_run_anew_shows_no_figure_of_the_run_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases, out = case_folders(tmp_path / "cases", SEVERAL), tmp_path / "out"
    assert run("batch", cases, "-o", out, *QUICK, env=EPOCH).status == 0
    made = {path: path.stat().st_mtime_ns for path in out.glob("*/record.json")}
    with monkeypatch.context() as patch:
        stopped(patch, signal.SIGINT)
        assert run("batch", cases, "-o", out, "--force", *QUICK, env=EPOCH).status == 130
    anew = {path.parent.name for path, when in made.items() if path.stat().st_mtime_ns != when}
    assert 0 < len(anew) < SEVERAL
    assert {name for name, row in rows(out).items() if row["status"] == "letter"} == anew
    assert {row["plan_paid_a_year"] for name, row in rows(out).items() if name not in anew} == {""}
    assert run("batch", cases, "-o", out, "--resume", "--json", *QUICK, env=EPOCH).json["kept"] == SEVERAL


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
    pool = Closing(1) if kind == "closed" else ProcessPoolExecutor(1, get_context(STARTS), initializer=die)
    with pool:
        totals = run_batch(iter(jobs), pool, out=tmp_path / "out", report=told.append)
    assert sorted(outcome.name for outcome in told) == [job.name for job in jobs]
    assert (totals.letters, totals.failed) == ((2, 4) if kind == "closed" else (0, 6))
    assert {outcome.errors[0]["code"] for outcome in told if outcome.status == "failed"} == {"E-WORKER"}


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
    jobs = [
        Job(f"c{n}", out / f"c{n}", Request(claims=(claims,), price=Decimal(400 + n), draws=0), Look(format="html"))
        for n in range(3)
    ]
    with ThreadPoolExecutor(1) as pool:
        totals = run_batch(iter(jobs), pool, out=out, report=told.append)
    assert (totals.letters, totals.failed, totals.done) == (3, 0, 3)
    assert sorted(outcome.name for outcome in told) == ["c0", "c1", "c2"] and len(letters(out)) == 3


@here
def test_the_files_are_the_owner_s_alone(tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("batch", SAMPLES / "low-cost" / "claims.csv", "--argument", "offset", "-o", out, *QUICK)
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


@here
def test_a_record_that_is_none_of_ours(tmp_path: Path) -> None:
    cases, out = case_folders(tmp_path / "cases", 2), tmp_path / "out"
    assert run("batch", cases, "-o", out, *QUICK, env=EPOCH).status == 0
    record = out / "case-000" / "record.json"
    record.write_text(record.read_text().replace('"letter"', '"perhaps"', 1))
    done = run("batch", cases, "-o", out, "--resume", "--json", *QUICK, env=EPOCH)
    assert done.status == 0 and (done.json["letters"], done.json["kept"]) == (2, 1)
    assert rows(out)["case-000"]["status"] == "letter"


@here
def test_a_folder_that_takes_no_record_stands_in_the_summary(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "case-000").write_text("the user's own file")
    done = run("batch", case_folders(tmp_path / "cases", 2), "-o", out, "--force", "--quiet", *QUICK)
    row = rows(out)["case-000"]
    assert done.status == 5 and (row["status"], row["exit_status"]) == ("failed", "7") and "E-WRITE" in row["error"]
    assert "case-000" in done.err and done.out == ""  # quiet means all but what went wrong
    assert "E-WRITE" in (out / "index.html").read_text() and "E-WRITE" in (out / "summary.json").read_text()


@here
def test_names_that_are_taken(tmp_path: Path) -> None:
    cases, out = case_folders(tmp_path / "cases", 2), tmp_path / "out"
    (cases / "case-000").rename(cases / "Summary.csv")
    (cases / "case-001").rename(cases / "aux")
    assert run("batch", cases, "-o", out, *QUICK).status == 0
    assert list(rows(out)) == ["Summary.csv-2", "case-aux"]


@here
def test_the_run_s_own_folder_is_no_case(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 2)
    for sources in ([cases], [cases], [f"{cases}/*"], [cases, f"{cases}/", f"{cases}/../cases"]):
        done = run("batch", *sources, "-o", cases / "out", "--resume", "--json", *QUICK)
        assert done.status == 0 and done.json["cases"] == 2
    before = {path: path.read_bytes() for path in cases.rglob("claims.csv")}
    refused = run("batch", cases, "-o", cases, "--force", *QUICK)
    assert refused.status == 2 and "E-OUTPUT" in refused.err
    assert before == {path: path.read_bytes() for path in cases.rglob("claims.csv")}


@here
def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    cases, out = case_folders(tmp_path / "cases", 2), tmp_path / "out"
    assert run("batch", f"{cases}/*/claims.csv", "-o", out, *QUICK).status == 0
    assert list(rows(out)) == ["case-000-claims", "case-001-claims"]


@here
def test_a_list_of_names_that_are_none(tmp_path: Path) -> None:
    worked_example(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "round").symlink_to("round")
    long = "n" * 300
    # A Mac of old ends its lines so; the list and the claims are recognised all the same.
    (tmp_path / "list.csv").write_bytes(f"case,claims\rA,claims.csv\rB,a\0b.csv\rC,empty\rD,{long}\rE,round\r".encode())
    done = run("batch", tmp_path / "list.csv", "--argument", "offset", "-o", tmp_path / "out", *QUICK)
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

    jobs, _ = find_jobs([str(cases)], tmp_path / "out", Job("", tmp_path), by_member=False)
    assert [(job.name, [p.code for p in job.trouble]) for job in jobs] == [("case-000", ["E-FILE"]), ("case-001", [])]
    with pytest.raises(OffsetcaseError, match="can't be read"):
        find_jobs([str(shut)], tmp_path / "out", Job("", tmp_path), by_member=False)


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
