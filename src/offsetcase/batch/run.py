"""The run: jobs go to an executor a few at a time, and what comes of each is handed on and forgotten."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from offsetcase.batch.job import Job, Outcome
from offsetcase.batch.work import failed, leave_record, make, start_worker
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.render.write import TEMPORARY, make_folder

WORK = ".offsetcase-work"
LOCKS = Path("/dev/shm")
# How often a case is tried again when its process dies under it, before it is tried alone, and then given up.
TRIES = 2
# Jobs that wait with an executor of somebody else's, whose size we don't know.
AHEAD = 64
# How long, in seconds, a wish to stop may go unseen.
TICK = 1


@dataclass
class Totals:
    """How many cases ended how. ``interrupted`` is set by Ctrl-C: the rest was not made."""

    letters: int = 0
    no_case: int = 0
    failed: int = 0
    kept: int = 0
    interrupted: bool = False

    @property
    def done(self) -> int:
        """All that ended."""
        return self.letters + self.no_case + self.failed

    def add(self, outcome: Outcome) -> None:
        """Count one outcome."""
        self.kept += outcome.kept
        if outcome.status == "letter":
            self.letters += 1
        elif outcome.status == "no-case":
            self.no_case += 1
        else:
            self.failed += 1


def cores() -> int:
    """The processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def run_batch(
    jobs: Iterable[Job],
    executor: Executor | None = None,
    *,
    out: Path,
    workers: int = 0,
    resume: bool = False,
    report: Callable[[Outcome], None] = lambda outcome: None,
    stop: Callable[[], bool] = lambda: False,
    stopping: Callable[[Sequence[str]], None] = lambda names: None,
) -> Totals:
    """Make every case once.

    Args:
        jobs: the cases; their folders lie in ``out``.
        executor: any ``concurrent.futures.Executor`` whose workers see the same files, such as Dask's; ``None`` for processes
            of this machine.
        out: the folder of the whole run.
        workers: how many processes; 0 for one a core. Unused with an ``executor``.
        resume: keep what is done and unchanged, by content.
        report: called in this process with each outcome as it comes; outcomes are not held.
        stop: asked again and again; once it says yes, what has begun is finished and nothing else is begun.
        stopping: called once then, with the names of the cases that are waited for.

    Returns:
        The counts.

    Raises:
        OffsetcaseError: the PDF's library is missing, which every case would meet (status 6).
    """
    run = _Run(resume, report, stop, stopping)
    rest = iter(jobs)
    if executor is not None:
        broken = run.drain(deque(), rest, executor, AHEAD)
        # An executor of somebody else's can't be made anew: each case that it was to make says so.
        for job in chain(broken, rest if broken else ()):
            run.tell(_lost(job, "its executor takes no more work"))
        return run.totals
    with _work_folder(out) as work, _helper(work):
        count = workers or cores()
        if isinstance(jobs, Sized):
            count = max(1, min(count, len(jobs)))
        waiting: deque[Job] = deque()
        while not run.totals.interrupted:
            broken = run.on_this_machine(waiting, rest, count, work)
            if not broken:
                break
            waiting.extend(run.again(broken, work))
    return run.totals


class _Run:
    def __init__(
        self,
        resume: bool,
        report: Callable[[Outcome], None],
        stop: Callable[[], bool],
        stopping: Callable[[Sequence[str]], None],
    ) -> None:
        self.totals = Totals()
        self.tries: dict[str, int] = {}
        self.resume = resume
        self.report = report
        self.stop = stop
        self.stopping = stopping

    def tell(self, outcome: Outcome) -> None:
        self.totals.add(outcome)
        self.report(outcome)
        if outcome.exit_status == ExitCode.MISSING_LIBRARY:
            error = outcome.errors[0]
            raise OffsetcaseError(Problem(error["code"], error["text"], error["what_to_do"]), ExitCode.MISSING_LIBRARY)

    def drain(self, first: deque[Job], rest: Iterator[Job], executor: Executor, ahead: int) -> list[Job]:
        """Hand out jobs until none is left; the jobs that were out when the pool broke, if it does."""
        out: dict[Future[Outcome], Job] = {}
        broken: list[Job] = []
        try:
            while True:
                if self.stop():
                    raise KeyboardInterrupt
                while not broken and len(out) < ahead:
                    job = first.popleft() if first else next(rest, None)
                    if job is None:
                        break
                    try:
                        # A case that was out when a process died may be whole already: then it is kept.
                        out[executor.submit(make, job, self.resume or job.name in self.tries)] = job
                    except Exception:
                        # It broke, was shut down, or can't start a process.
                        broken.append(job)
                if not out:
                    return broken
                for future in wait(out, TICK, FIRST_COMPLETED).done:
                    job = out.pop(future)
                    try:
                        self.tell(future.result())
                    except BrokenExecutor:
                        broken.append(job)
                    except OffsetcaseError:
                        raise
                    except Exception as error:
                        self.tell(_lost(job, type(error).__name__))
        except KeyboardInterrupt:
            # What has begun is finished, what waits is not begun.
            self.totals.interrupted = True
            for future in [future for future in out if future.cancel()]:
                del out[future]
            self.stopping([job.name for future, job in out.items() if not future.done()])
            for future in wait(out).done:
                if not future.cancelled() and future.exception() is None:
                    self.tell(future.result())
            return []
        finally:
            for future in out:
                future.cancel()

    def on_this_machine(self, first: deque[Job], rest: Iterator[Job], count: int, work: Path) -> list[Job]:
        """``drain`` by so many processes of this machine, none of which is left afterwards."""
        others = set(multiprocessing.active_children())
        with _pool(count, work) as pool:
            broken = self.drain(first, rest, pool, count * 2)
            if broken or self.totals.interrupted:
                # They have nothing more to do, and where starting them broke off, nobody else ends them.
                for worker in set(multiprocessing.active_children()) - others:
                    worker.kill()
        return broken

    def again(self, broken: list[Job], work: Path) -> list[Job]:
        """Which of them are tried again together; one that was out too often is tried alone, and then given up."""
        together = []
        for job in broken:
            if self.totals.interrupted:
                break
            self.tries[job.name] = self.tries.get(job.name, 0) + 1
            if self.tries[job.name] <= TRIES:
                together.append(job)
                continue
            if self.on_this_machine(deque([job]), iter(()), 1, work):
                self.tell(_lost(job, "its process died"))
        return together


def _lost(job: Job, why: str) -> Outcome:
    problem = Problem(
        "E-WORKER",
        f"the process that made this case ended before it was done ({why}).",
        "go on with  --resume  and fewer  --jobs; if it happens again, build this case alone.",
    )
    outcome = failed(job, (problem,), ExitCode.BUG)
    with suppress(OSError, OffsetcaseError):
        leave_record(job.folder, outcome)
    return outcome


def _pool(count: int, work: Path) -> ProcessPoolExecutor:
    """Processes that start from one with the libraries loaded, where the system can do that."""
    context = multiprocessing.get_context("forkserver" if _forks() else "spawn")
    if _forks():
        context.set_forkserver_preload(["offsetcase.batch.preload"])
        _start_helper()
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    pool = ProcessPoolExecutor(count, mp_context=context, initializer=start_worker, initargs=(str(work), epoch))
    # All are started before any is watched. Started one by one, the library's watcher stumbles over one that comes while
    # another dies: it waits for it without end, or ends itself with a traceback. Only this private switch says so.
    pool._safe_to_dynamically_spawn_children = False  # type: ignore[attr-defined]
    return pool


def _forks() -> bool:
    return "forkserver" in multiprocessing.get_all_start_methods()


def _start_helper() -> None:
    """Start the process that workers are forked from, if it doesn't run, deaf to what a terminal sends to all at once.

    A signal that is blocked stays blocked in the processes that it forks: what has begun is finished, and the parent decides.
    """
    from multiprocessing import forkserver, resource_tracker

    terminal = {signal.SIGINT, signal.SIGHUP}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, terminal)
    # The tracker clears away the locks of a killed run; that is nothing new to whoever killed it.
    quiet = "ignore::UserWarning:multiprocessing.resource_tracker"
    sys.warnoptions.append(quiet)
    try:
        resource_tracker.ensure_running()
        signal.pthread_sigmask(signal.SIG_BLOCK, terminal)  # the tracker's start unblocks some of them
        forkserver.ensure_running()
    finally:
        sys.warnoptions.remove(quiet)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _helper(work: Path) -> Iterator[None]:
    """Have that process's socket in the work folder, where it is cleared away too, and end the process with the run.

    Left to itself it makes a folder in the system's own for temporary files, which a killed run leaves there for good. Where that
    folder is, how locks are named and when the process ends can be said by the library's private names alone.
    """
    if not _forks() or not Path("/proc/self/fd").is_dir():
        yield
        return
    from multiprocessing import forkserver

    server: Any = forkserver._forkserver
    if server._forkserver_pid is not None:  # the caller's own, which stays where it is
        yield
        return
    config = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    former = {name: config.get(name) for name in ("tempdir", "semprefix")}
    # By its number the folder has a short name, whatever its own: a socket's name must not be longer than 107 bytes.
    handle = os.open(work, os.O_RDONLY)
    config["tempdir"] = f"/proc/self/fd/{handle}"
    config["semprefix"] = f"/{_locks_of(work.parent)}"
    try:
        yield
    finally:
        server._stop()
        config.update(former)
        os.close(handle)


def _locks_of(out: Path) -> str:
    """How the names of a run's locks begin: by the folder of the whole run, wherever that is moved to."""
    folder = out.stat()
    return f"offsetcase-{folder.st_dev:x}-{folder.st_ino:x}"


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Be the only run that writes to a folder: two would clear away each other's files.

    The mark is the system's own and ends with this process, however it ends; where there is none such, nothing is checked.

    Raises:
        OffsetcaseError: another run is at work there (status 2).
    """
    try:
        from fcntl import LOCK_EX, LOCK_NB, flock
    except ImportError:
        yield
        return
    handle = os.open(out, os.O_RDONLY)
    try:
        with suppress(OSError):  # some file systems know no such mark
            try:
                flock(handle, LOCK_EX | LOCK_NB)
            except BlockingIOError:
                remedy = "wait until it ends, or name another folder."
                problem = Problem("E-OUTPUT", "another batch is at work in this folder.", remedy, str(out))
                raise OffsetcaseError(problem, ExitCode.USAGE) from None
        yield
    finally:
        os.close(handle)


@contextmanager
def _work_folder(out: Path) -> Iterator[Path]:
    """The workers' folder for temporary files, new and empty, gone at the end; what a killed run left is cleared away.

    Its locks are files in the system's shared memory. Whoever kills a run with all its processes leaves them there.
    """
    work = out / WORK
    if work.is_symlink():
        work.unlink()
    shutil.rmtree(work, ignore_errors=True)
    for stray in (*out.glob(f"{TEMPORARY}*"), *LOCKS.glob(f"sem.{_locks_of(out)}-*")):
        with suppress(OSError):
            stray.unlink()
    make_folder(work, force=False)
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)
