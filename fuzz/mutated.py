"""Mutated golden inputs, run in process up to the argument; some are rendered to PDF.

Each input must end in one of two ways: a case whose ledger balances — counted + excluded = input, to the cent, every row
once — or an ``OffsetcaseError`` with a code. Anything else is a finding. Input ``n`` of seed ``s`` is always the same:

    python -m fuzz.mutated --count 100000 --seed 1 --render 200
    python -m fuzz.mutated --seed 1 --only 4711 --keep /tmp/4711     # one input again, its files kept
"""

from __future__ import annotations

import argparse
import datetime as dt
import mmap
import os
import pickle
import random
import resource
import sys
import tempfile
import time
import traceback
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from fuzz.golden import Golden, goldens
from fuzz.mutations import spoil
from offsetcase.argument.argue import Argument, argue
from offsetcase.case.request import Request
from offsetcase.model.ledger import Disposition
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset.result import CaseResult
from offsetcase.pipeline import build_case

SLOW_SECONDS = 10.0
CHUNK = 500
# The number of the input at hand, in memory shared with the parent.
_at: mmap.mmap | None = None
AMOUNTS = ("billed", "allowed", "plan_paid", "member_paid")
# A fault of the program in an error's clothes.
FAULTS = {"E-LEDGER", "E-BUG", "E-FIGURE"}
SAMPLES_AS_OF = (None, dt.date(2024, 12, 31), dt.date(2026, 9, 30), dt.date(2026, 10, 31))


class Finding(AssertionError):
    """The invariant does not hold."""


@dataclass
class Report:
    """What a run found."""

    ends: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    changes: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    rendered: int = 0
    findings: list[str] = field(default_factory=list)


def mutate(rng: random.Random) -> tuple[Golden, dict[str, bytes], str]:
    """One golden input with at least one of its files spoiled."""
    golden = rng.choice(goldens())
    files = dict(golden.files)
    names = sorted(files)
    wanted = [name for name in names if name in golden.claims] if rng.random() < 0.8 else names
    target = rng.choice(wanted)
    files[target], change = spoil(rng, files[target])
    if len(golden.claims) == 1 and rng.random() < 0.1:
        # The same history twice, as two overlapping downloads are; only one of them is spoiled.
        files[f"again-{golden.claims[0]}"] = golden.files[golden.claims[0]]
    return golden, files, change


def request_for(rng: random.Random, golden: Golden, folder: Path, files: dict[str, bytes]) -> Request:
    """A request over the spoiled files, with options that let many of them come to a verdict."""
    claims = [folder / name for name in golden.claims]
    claims += [folder / name for name in files if name.startswith("again-")]
    return Request(
        tuple(claims),
        price=Decimal("550") if rng.random() < 0.5 else None,
        member=rng.choice(("", "", "", "Marisol")),
        argument=rng.choice(("", "necessity")),
        letter=rng.choice(("", "exception", "appeal")),
        date=dt.date(2026, 11, 2),
        as_of=rng.choice(SAMPLES_AS_OF),
        lookback=rng.choice((12, 36, 60)),
        run_out=rng.choice((0, 0, 1)),
        price_year=rng.choice((None, None, 2025)),
        allow_short_history=rng.random() < 0.9,
        draws=rng.choice((0, 0, 0, 50)),
    )


def balance(result: CaseResult) -> int:
    """Prove the ledger from the lines as read, without the program's own sums; returns how many rows it holds.

    Raises:
        Finding: a row is missing, stands twice or has no disposition, or a sum differs.
    """
    read = [line for file in result.files for line in file.lines]
    entries = result.ledger.entries
    if [id(line) for line in read] != [id(entry.line) for entry in entries]:
        raise Finding("the ledger doesn't hold the lines as read, each once and in order")
    if any(entry.disposition is None for entry in entries):
        raise Finding("a line without a disposition")
    for file in result.files:
        if file.table.rows and len(file.table.rows) != len(file.lines):
            raise Finding(f"{len(file.table.rows)} rows in the table, {len(file.lines)} lines")
    counted = [entry for entry in entries if entry.disposition is Disposition.COUNTED]
    excluded = [entry for entry in entries if entry.disposition is not Disposition.COUNTED]
    if sum(part.rows for part in result.ledger.by_disposition.values()) != len(read):
        raise Finding("the row counts differ")
    for name in AMOUNTS:
        parts = [[getattr(e.line.amounts, name) for e in part] for part in (counted, excluded)]
        split = sum((sum((v for v in part if v is not None), Decimal(0)) for part in parts), Decimal(0))
        whole = sum((v for line in read if (v := getattr(line.amounts, name)) is not None), Decimal(0))
        shown = getattr(result.ledger.total, name)
        if split != whole or (shown or Decimal(0)) != whole:
            raise Finding(f"{name}: counted + excluded {split}, input {whole}, ledger {shown}")
    if any(entry.line.amounts.plan_paid is None for entry in counted):
        raise Finding("a counted line without a plan-paid amount")
    return len(read)


def named(error: OffsetcaseError) -> str:
    """The first code of an error that says what to do; a fault of the program's own is a finding."""
    codes = [problem.code for problem in error.problems]
    if not codes or not all(code.startswith(("E-", "N-")) for code in codes) or FAULTS & set(codes):
        raise Finding(f"an error that is none of the user's: {codes}") from error
    if not all(problem.text for problem in error.problems) or not 2 <= int(error.exit_code) <= 8:
        raise Finding(f"an error without words or status: {codes}") from error
    return codes[0]


def _worked() -> float:
    """Seconds of processor time, those of ended children included: a machine that was paused or busy is no finding."""
    return sum(os.times()[:4])


def run_one(number: int, seed: int, folder: Path, report: Report) -> Argument | None:
    """One input, to its end; returns the argument where there is one."""
    if _at is not None:
        _at[:8] = number.to_bytes(8, "little")
    rng = random.Random(f"{seed}:{number}")
    golden, files, change = mutate(rng)
    for old in folder.iterdir():
        old.unlink()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    request = request_for(rng, golden, folder, files)
    start = _worked()
    argument = None
    try:
        try:
            result = build_case(request)
            report.rows += balance(result)
            end = "case"
            try:
                argument = argue(result)
                end = "argued"
            except OffsetcaseError as error:
                report.codes[named(error)] += 1
        except OffsetcaseError as error:
            report.codes[named(error)] += 1
            end = "error"
        if _worked() - start > SLOW_SECONDS:
            raise Finding(f"it took {_worked() - start:.1f} seconds")
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        end = "finding"
        _note(report, number, seed, golden, change, error)
    report.ends[end] += 1
    report.changes[change.partition("+")[0]] += 1
    return argument


def _note(report: Report, number: int, seed: int, golden: Golden, change: str, error: BaseException) -> None:
    frames = traceback.extract_tb(error.__traceback__)[-3:]
    places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
    text = (
        f"seed {seed} number {number} ({golden.name}, {change}): {type(error).__name__}: {str(error)[:160]} at {places}"
    )
    report.findings.append(text)
    print(f"FINDING {text}", flush=True)


def render(argument: Argument) -> None:
    """The letter with its audit, as PDF.

    Raises:
        Finding: no PDF came out.
    """
    from offsetcase.render.html import letter_html
    from offsetcase.render.pdf import html_to_pdf

    if not html_to_pdf(letter_html(argument).html).startswith(b"%PDF"):
        raise Finding("no PDF came out")


def run_many(numbers: range, seed: int, renders: int, folder: Path) -> Report:
    """Run inputs ``numbers`` of ``seed``; the first ``renders`` that come to an argument are rendered."""
    report = Report()
    for number in numbers:
        argument = run_one(number, seed, folder, report)
        if argument is not None and report.rendered < renders:
            try:
                render(argument)
            except Exception as error:
                _note(report, number, seed, Golden("rendered", {}, ()), "render", error)
            report.rendered += 1
    return report


def add(total: Report, part: Report) -> None:
    """Add one chunk's counts to the run's."""
    for mine, its in ((total.ends, part.ends), (total.codes, part.codes), (total.changes, part.changes)):
        mine.update(its)
    total.rows += part.rows
    total.rendered += part.rendered
    total.findings += part.findings


def in_child(numbers: range, seed: int, renders: int, folder: Path, gigabytes: int) -> tuple[Report | None, int]:
    """Run a chunk in a process with bounded memory: native code that asks for more ends its process, not the run.

    Returns:
        The chunk's report, or ``None`` and the number of the input at which the child died.
    """
    at = mmap.mmap(-1, 8)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_AS, (gigabytes << 30, gigabytes << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        global _at
        _at = at
        report = run_many(numbers, seed, renders, folder)
        with os.fdopen(writing, "wb") as stream:
            pickle.dump(report, stream)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        said = stream.read()
    _, status = os.waitpid(child, 0)
    return (pickle.loads(said), -1) if status == 0 else (None, int.from_bytes(at[:8], "little"))


def run_chunks(numbers: range, seed: int, renders: int, folder: Path, gigabytes: int) -> Report:
    """Run everything in chunks; where a child dies, its input is a finding and the chunk's others run again without it."""
    total = Report()
    start = time.perf_counter()
    todo = [numbers[n : n + CHUNK] for n in range(0, len(numbers), CHUNK)][::-1]
    while todo:
        chunk = todo.pop()
        due = renders * (chunk.stop - numbers.start) // len(numbers) - total.rendered
        report, died = in_child(chunk, seed, max(due, 0), folder, gigabytes)
        if report is None:
            golden, _, change = mutate(random.Random(f"{seed}:{died}"))
            total.findings.append(f"seed {seed} number {died} ({golden.name}, {change}): the process died")
            total.ends["finding"] += 1
            print(f"FINDING {total.findings[-1]}", flush=True)
            todo += [part for part in (range(died + 1, chunk.stop), range(chunk.start, died)) if part]
            continue
        add(total, report)
        if chunk.stop % 5000 < CHUNK:
            print(
                f"{chunk.stop - numbers.start} inputs, {time.perf_counter() - start:.0f} s, {dict(total.ends)}",
                flush=True,
            )
    return total


def main(arguments: list[str] | None = None) -> int:
    """The command; exit status 1 where something was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--first", type=int, default=0, help="the first input's number")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--render", type=int, default=200, help="how many to render to PDF")
    parser.add_argument("--memory", type=int, default=3, help="gigabytes that a child may use")
    parser.add_argument("--only", type=int, help="run this one input")
    parser.add_argument("--keep", type=Path, help="with --only: a folder for its files")
    options = parser.parse_args(arguments)
    numbers = range(options.first, options.first + options.count)
    if options.only is not None:
        numbers = range(options.only, options.only + 1)
    # The letter's date and the library's time zone are fixed, so that a finding comes back another day.
    os.environ["SOURCE_DATE_EPOCH"] = "1793577600"
    start = time.perf_counter()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
        folder = options.keep or Path(name)
        folder.mkdir(exist_ok=True)
        report = run_chunks(numbers, options.seed, options.render, folder, options.memory)
    seconds = time.perf_counter() - start
    print(
        f"seed {options.seed}, inputs {numbers.start} to {numbers.stop - 1}: {sum(report.ends.values())} in {seconds:.0f} s"
    )
    print(
        f"ends: {dict(report.ends.most_common())}; ledger rows balanced: {report.rows}; rendered to PDF: {report.rendered}"
    )
    print(f"errors by code: {dict(report.codes.most_common())}")
    print(f"first mutations: {dict(report.changes.most_common())}")
    print(f"findings: {len(report.findings)}")
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
