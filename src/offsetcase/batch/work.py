"""The work of one case in a worker: read, argue, write, and only then leave the record that says it is done."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import tempfile
import threading
import time
from pathlib import Path

from offsetcase.argument.argue import argue
from offsetcase.batch.about import about, marks
from offsetcase.batch.job import CASE, RECORD, Job, Outcome, digest, digest_of, problems_as_data, read_record
from offsetcase.model.files import digest_of_file
from offsetcase.model.money import data_money
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.offset.result import CaseResult
from offsetcase.pipeline import build_case
from offsetcase.read.table import MAX_BYTES
from offsetcase.render.case_json import case_json, json_text
from offsetcase.render.finished import letter_files, packet_files
from offsetcase.render.write import TEMPORARY, write_whole


def start_worker(work: str, epoch: str | None) -> None:
    """Make a fresh process ready: temporary files under the output, Ctrl-C left to the parent.

    Args:
        work: the folder for whatever the libraries write meanwhile.
        epoch: ``SOURCE_DATE_EPOCH`` as the parent has it.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tempfile.tempdir = work
    if epoch is not None:
        os.environ["SOURCE_DATE_EPOCH"] = epoch
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    """Leave when the parent is gone, however it went: a worker without one would wait for ever."""
    parent.join()
    os._exit(1)


def make(job: Job, resume: bool) -> Outcome:
    """Make one case, whatever it holds; nothing that a case does ends the run.

    Args:
        job: the case.
        resume: keep what is done and unchanged.

    Returns:
        What came of it, as the record beside the letter says too.
    """
    start = time.monotonic()
    name = ""
    try:
        with contextlib.suppress(OSError):  # the case itself says in words which file is gone
            name = digest(job)
        if resume and name:
            done = read_record(job.folder)
            if done is not None and done.digest == name and done.status != "failed" and whole(job.folder, done):
                return _with(done, kept=True)
        _clear(job.folder)
        outcome = _attempt(job)
    except OffsetcaseError as error:
        outcome = failed(job, error.problems, error.exit_code)
    except OSError as error:
        problem = Problem(
            "E-WRITE", f"the case's folder can't be used ({error.strerror}).", "check it.", str(job.folder)
        )
        outcome = failed(job, (problem,), ExitCode.CANNOT_WRITE)
    except MemoryError:
        problem = Problem("E-BATCH-MEMORY", "there was not enough memory for this case.", "use fewer  --jobs.")
        outcome = failed(job, (problem,), ExitCode.BUG)
    except Exception as error:
        problem = Problem("E-BUG", f"a fault of this program ({type(error).__name__}).", "build this case alone.")
        outcome = failed(job, (problem,), ExitCode.BUG)
    outcome = _with(outcome, digest=name, seconds=f"{time.monotonic() - start:.2f}")
    with contextlib.suppress(OffsetcaseError, OSError):  # the summary says it even where the folder can't be written
        leave_record(job.folder, outcome)
    return outcome


def failed(job: Job, problems: tuple[Problem, ...], code: ExitCode) -> Outcome:
    """The outcome of a case that could not be made."""
    return Outcome(job.name, "failed", int(code), errors=problems_as_data(problems))


def leave_record(folder: Path, outcome: Outcome) -> None:
    """Write the record; it is the last file of a case.

    Raises:
        OffsetcaseError: it can't be written (status 7).
    """
    folder.mkdir(mode=0o700, exist_ok=True)
    write_whole(folder / RECORD, json_text(outcome.record()).encode("utf-8"))


def whole(folder: Path, done: Outcome) -> bool:
    """Whether every file that a record names is there with the content it had."""
    try:
        return all(digest_of_file(folder / name, MAX_BYTES) == content for name, content in done.outputs.items())
    except OSError:
        return False


def _clear(folder: Path) -> None:
    """Take away what an earlier attempt left in the case's own folder: its record first, then its files, nobody else's."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    before = read_record(folder)
    (folder / RECORD).unlink(missing_ok=True)
    for name in before.outputs if before is not None else ():
        if Path(name).name == name:
            (folder / name).unlink(missing_ok=True)
    for stray in folder.glob(f"{TEMPORARY}*"):
        stray.unlink(missing_ok=True)


def _attempt(job: Job) -> Outcome:
    if job.request is None:
        return failed(job, job.trouble, ExitCode.USAGE)
    result = build_case(job.request)
    try:
        argument = argue(result)
    except OffsetcaseError as error:
        if error.exit_code is not ExitCode.NO_CASE:
            raise
        outputs = _write(job, {CASE: _case(result, (), ())})
        return _outcome(job, result, "no-case", outputs, (), problems_as_data(error.problems), ExitCode.NO_CASE)
    if job.packet:
        made = packet_files(argument, job.look, final=job.final)
    else:
        made = letter_files(argument, job.look, f"letter.{job.look.format}", final=job.final)
    if made.trouble is not None:
        raise made.trouble
    blanks = tuple((blank.field, blank.fills_with) for blank in made.blanks)
    outputs = _write(job, {**made.files, CASE: _case(result, blanks, tuple(made.files))})
    return _outcome(job, result, "letter", outputs, tuple(field for field, _ in blanks), (), ExitCode.DONE)


def _case(result: CaseResult, blanks: tuple[tuple[str, str], ...], outputs: tuple[str, ...]) -> bytes:
    lines = [{"field": field, "fills_with": fills} for field, fills in blanks]
    return json_text(case_json(result, lines, outputs)).encode("utf-8")


def _write(job: Job, files: dict[str, bytes]) -> dict[str, str]:
    for name, data in files.items():
        write_whole(job.folder / name, data)
    return {name: digest_of(data) for name, data in files.items()}


def figures(result: CaseResult) -> dict[str, str]:
    """The case's amounts as the record holds them, in dollars with two decimals."""
    # Rounded as the letter rounds them, so that the summary and the letter agree to the cent.
    amounts = {"plan_paid_a_year": result.baseline.total}
    if result.offset is not None:
        average = result.offset.average
        amounts |= {"treatment": average.total_treatment, "stops": average.total_stops, "net": average.net}
    return {name: data_money(amount) for name, amount in amounts.items()}


def _outcome(
    job: Job,
    result: CaseResult,
    status: str,
    outputs: dict[str, str],
    blanks: tuple[str, ...],
    errors: tuple[dict[str, str], ...],
    code: ExitCode,
) -> Outcome:
    verdict = "" if result.verdict is None else str(result.verdict)
    return Outcome(
        job.name,
        status,
        int(code),
        "",
        verdict,
        figures(result),
        blanks,
        outputs,
        errors,
        about=about(result),
        marks=marks(result),
    )


def _with(outcome: Outcome, **changes: object) -> Outcome:
    from dataclasses import replace

    return replace(outcome, **changes)  # type: ignore[arg-type]
