"""What a letter costs beyond rendering it: one build, a batch, memory, and long histories. Prints ratios.

Run all by ``make bench``, or some by name: ``python benchmarks/letters.py one batch memory lines``. All times of one ratio
are taken in one run, in turns, so that a busy moment of the machine falls on both sides alike.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "sample_claims" / "conditional"
VARIANT = "pdf/a-3a"
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": "1794000000", "PYTHONPATH": str(ROOT / "src")}
CASES, MANY, FEW = 200, 2000, 200


def timed(what: Callable[[], object]) -> float:
    start = time.perf_counter()
    what()
    return time.perf_counter() - start


def command(*arguments: object, **more: object) -> None:
    subprocess.run(
        [sys.executable, *map(str, arguments)], check=True, env=ENVIRONMENT, stdout=subprocess.DEVNULL, **more
    )  # type: ignore[call-overload]


def say(name: str, ratio: float, bound: str, detail: str) -> None:
    print(f"{name}: ratio {ratio:.2f} ({bound}); {detail}", flush=True)


def one(work: Path) -> None:
    """One build against the ``weasyprint`` command on the page that the build made, both as cold processes."""
    claims, page = SAMPLE / "claims.csv", work / "letter.html"
    command("-m", "offsetcase", "build", claims, "--format", "html", "-o", page, "--quiet")

    def build() -> None:
        command("-m", "offsetcase", "build", claims, "-o", work / "one.pdf", "--force", "--quiet")

    def bare() -> None:
        command("-m", "weasyprint", "--pdf-variant", VARIANT, page, work / "bare.pdf")

    times: dict[str, list[float]] = {"build": [], "bare": []}
    build(), bare()
    for _ in range(9):
        times["build"].append(timed(build))
        times["bare"].append(timed(bare))
    ours, theirs = statistics.median(times["build"]), statistics.median(times["bare"])
    say("one build ÷ weasyprint", ours / theirs, "at most 1.35", f"{ours:.2f} s and {theirs:.2f} s, medians of 9")


def case_folders(folder: Path, count: int, broken_every: int = 0) -> Path:
    """Copies of one sample, each with another member id; every so many with an amount that is none."""
    case, claims = (SAMPLE / "case.toml").read_text(), (SAMPLE / "claims.csv").read_text()
    lines = claims.splitlines(keepends=True)
    for number in range(count):
        one = folder / f"case-{number:04d}"
        one.mkdir(parents=True)
        broken = broken_every and number % broken_every == broken_every - 1
        text = "".join([*lines[:3], lines[3].replace("195", "a lot"), *lines[4:]]) if broken else claims
        (one / "claims.csv").write_text(text)
        (one / "case.toml").write_text(case.replace('member_id = "', f'member_id = "{number}-'))
    return folder


def _warm_render(task: tuple[str, str]) -> None:
    import weasyprint

    page, target = task
    weasyprint.HTML(filename=page).write_pdf(target, pdf_variant=VARIANT)


def batch(work: Path) -> None:
    """Letters a second of ``batch``, against the same number of warm processes that call WeasyPrint on the same pages."""
    cases = case_folders(work / "cases", CASES)
    command("-m", "offsetcase", "batch", cases, "-o", work / "pages", "--format", "html", "--quiet")
    pages = sorted(str(path) for path in (work / "pages").glob("*/letter.html"))
    assert len(pages) == CASES
    cores = len(os.sched_getaffinity(0))
    ours, theirs = [], []
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        list(pool.map(_warm_render, [(pages[0], str(work / f"warm{n}.pdf")) for n in range(cores * 2)]))
        for turn in range(2):
            tasks = [(page, f"{page}.pdf") for page in pages]
            theirs.append(timed(lambda tasks=tasks: list(pool.map(_warm_render, tasks))))  # type: ignore[misc]
            out = work / f"out{turn}"
            ours.append(timed(lambda out=out: command("-m", "offsetcase", "batch", cases, "-o", out, "--quiet")))  # type: ignore[misc]
            assert len(list(out.glob("*/letter.pdf"))) == CASES
    rate, bare = CASES / min(ours), CASES / min(theirs)
    say(
        f"batch of {CASES} ÷ warm WeasyPrint",
        rate / bare,
        "at least 0.85",
        f"{rate:.2f} and {bare:.2f} letters a second, {cores} processes",
    )


def _peak(work: Path, count: int) -> int:
    """The parent's own peak memory over a run, in KiB: the workers are other processes, and what they write is not the parent's.

    It is read from /proc: what ``getrusage`` says begins with the size of the process that started this one.
    """
    cases = case_folders(work / f"cases-{count}", count, broken_every=20)
    probe = (
        "import sys; from pathlib import Path; from offsetcase.cli.app import main\n"
        "try: main()\nexcept SystemExit as end: status = end.code\n"
        "peak = Path('/proc/self/status').read_text().partition('VmHWM:')[2].split()[0]\n"
        "print(peak, file=sys.stderr); sys.exit(0 if status in (0, 5) else 1)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe, "batch", str(cases), "-o", str(work / f"out-{count}"), "--quiet", "--draws", "0", "--format", "html"],
        check=True, env=ENVIRONMENT, capture_output=True, text=True,
    )  # fmt: skip
    ended = list((work / f"out-{count}").glob("*/record.json"))
    failed = sum(json.loads(path.read_text())["status"] == "failed" for path in ended)
    assert (len(ended), failed) == (count, count // 20), (len(ended), failed)
    shutil.rmtree(work / f"out-{count}")
    return int(done.stderr.split()[-1])


def memory(work: Path) -> None:
    """The parent's peak memory over 2,000 cases, one in twenty of them broken, against 200."""
    few, many = _peak(work, FEW), _peak(work, MANY)
    say(f"peak memory, {MANY} cases ÷ {FEW}", many / few, "at most 1.1", f"{many // 1024} MiB and {few // 1024} MiB")


def _history(path: Path, count: int) -> Path:
    """An invented history of so many lines over three years; the same drugs and visits, more or less often."""
    rows = [
        "Claim Number,Date of Service,Member Name,Procedure Code,Drug Name,Allowed Amount,Plan Paid,Member Responsibility,Claim Status"
    ]
    kinds = [
        ("90837", ""),
        ("", "SERTRALINE HCL 100MG TABLET"),
        ("90792", ""),
        ("", "ARIPIPRAZOLE 5MG TABLET"),
        ("", "BUPROPION XL 300MG"),
    ]
    for number in range(count):
        day = number * 1095 // count
        year, rest = divmod(day, 365)
        month, code = min(rest // 30, 11) + 1, kinds[number % len(kinds)]
        rows.append(
            f"C{number:07d},{2023 + year}-{month:02d}-{rest % 28 + 1:02d},Ada Example,{code[0]},{code[1]},{120000 / count:.2f},{120000 / count:.2f},0.00,Processed"
        )
    path.write_text("\n".join(rows) + "\n")
    return path


def lines(work: Path) -> None:
    """The time of one letter as the claim lines grow, reading aside: drugs and years are summed, so the exhibits stay as they are."""
    from offsetcase.argument.argue import argue
    from offsetcase.case.request import Request
    from offsetcase.offset.result import CaseResult
    from offsetcase.pipeline import build_case
    from offsetcase.render.html import letter_html
    from offsetcase.render.pdf import html_to_pdf

    def letter(result: CaseResult) -> None:
        html_to_pdf(letter_html(argue(result)).html)

    import datetime as dt
    from decimal import Decimal

    times = {}
    for count in (10, 100, 1000, 10000):
        claims = _history(work / f"{count}.csv", count)
        request = Request(claims=(claims,), price=Decimal(300), date=dt.date(2026, 1, 31))
        result = build_case(request)
        letter(result)
        times[count] = statistics.median(timed(lambda r=result: letter(r)) for _ in range(5))  # type: ignore[misc]
    detail = ", ".join(f"{count} lines {taken:.2f} s" for count, taken in times.items())
    say("10,000 lines ÷ 100 lines", times[10000] / times[100], "at most 2", detail)


def main() -> None:
    wanted = sys.argv[1:] or ["one", "batch", "memory", "lines"]
    sys.path.insert(0, str(ROOT / "src"))
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            {"one": one, "batch": batch, "memory": memory, "lines": lines}[name](Path(folder))
    print(f"peak of this process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
