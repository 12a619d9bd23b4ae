"""What several test rooms share: invented claims as files, and the command run as a user runs it."""

from __future__ import annotations

import csv
import datetime as dt
import gc
import io
import json
import math
import os
import pickle
import re
import signal
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from offsetcase.model import places

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "sample_claims"
HEADER = [
    "Claim Number",
    "Line Number",
    "Date of Service",
    "Date Processed",
    "Member Name",
    "Provider",
    "Procedure Code",
    "Drug Name",
    "Billed Amount",
    "Allowed Amount",
    "Plan Paid",
    "Member Responsibility",
    "Claim Status",
]


@dataclass
class Ran:
    """One run of the command."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out, parse_float=Decimal)


def _environment(more: dict[str, str] | None) -> dict[str, str]:
    return {**os.environ, "NO_COLOR": "1", "COLUMNS": "120", "PYTHONIOENCODING": "utf-8", **(more or {})}


@cache
def _command(make: Callable[[str | None], Any], wanted: str | None, shells: str | None) -> Any:
    """The command with its options, made once: to declare them takes longer than most of what is refused."""
    from typer.main import get_command

    return get_command(make(wanted))


def run(
    *arguments: object,
    cwd: Path | None = None,
    env: dict[str, str] | None = None,
    stdin: str = "",
    encoding: str = "utf-8",
    together: bool = False,
) -> Ran:
    """Run ``offsetcase`` as a user does, but within this process: a start of its own takes longer than most commands.

    ``encoding`` is what its output can show; ``together`` has it all in ``out``, in order, as a terminal shows it. ``run_apart`` is for what only a process has: signals, the streams of the
    system, the very start.
    """
    from offsetcase.__main__ import main
    from offsetcase.cli import app

    make = app.make_app
    streams = sys.stdin, sys.stdout, sys.stderr
    former = dict(os.environ), sys.argv, Path.cwd(), gc.isenabled()
    started = sys.modules["__main__"], sys.modules["__main__"].__package__
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for _ in range(2))
    if together:
        err = out
    status = 0
    try:
        os.environ.update(_environment(env))
        sys.argv = ["offsetcase", *map(str, arguments)]
        started[0].__package__ = ""  # the name that messages give the command is not that of the test run
        sys.stdin, sys.stdout, sys.stderr = io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"), out, err
        if cwd is not None:
            os.chdir(cwd)
        shells = os.environ.get("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION")  # which other options there are
        app.make_app = lambda wanted=None: _command(make, wanted, shells)  # type: ignore[assignment]
        main()
    except SystemExit as end:
        status = int(end.code or 0)
    finally:
        app.make_app = make
        sys.stdin, sys.stdout, sys.stderr = streams
        os.environ.clear()
        os.environ.update(former[0])
        sys.argv = former[1]
        started[0].__package__ = started[1]
        os.chdir(former[2])
        (gc.enable if former[3] else gc.disable)()
    return Ran(status, _said(out), "" if together else _said(err))


def own_data(monkeypatch: pytest.MonkeyPatch, folder: Path, file: str, text: str) -> Path:
    """Let the program read a data file of the test's own as it reads its own; the others stay.

    Args:
        monkeypatch: puts all back afterwards.
        folder: an empty one; it stands for ``data``.
        file: the file's place below ``data``; of its folder nothing else is read.
        text: what it holds.

    Returns:
        The file.
    """
    real = places.data_path

    def data_path(*parts: str) -> Path:
        own = folder.joinpath(*parts)
        return own if own.exists() else real(*parts)

    (folder / file).parent.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(text, encoding="utf-8")
    for one in [module for name, module in sys.modules.items() if name.startswith("offsetcase.")]:
        if hasattr(one, "data_path"):
            monkeypatch.setattr(one, "data_path", data_path)
    return folder / file


def in_child(work: Callable[[], Any]) -> Any:
    """What some work returns, done in a forked child, so that the memory it takes is not the test run's ever after."""
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(out)
            with os.fdopen(into, "wb") as stream:
                try:
                    stream.write(pickle.dumps((work(), None)))
                except BaseException as error:
                    stream.write(pickle.dumps((None, repr(error))))
        finally:
            os._exit(0)
    os.close(into)
    with os.fdopen(out, "rb") as stream:
        answer, trouble = pickle.loads(stream.read())
    os.waitpid(child, 0)
    assert trouble is None, trouble
    return answer


def used_up(seconds: int, answer: dict[str, Any]) -> dict[str, Any]:
    """In a child: what the system does to work that has used its processor time, without using it; that is one test's point.

    Args:
        seconds: the bound that must stand.
        answer: what the work says where it doesn't, so that nothing is refused.
    """
    import resource

    if resource.getrlimit(resource.RLIMIT_CPU) == (seconds, seconds + 1):
        os.kill(os.getpid(), signal.SIGXCPU)
    return answer


def unpacking(megabytes: int) -> bytes:
    """A packed stream of a few thousand bytes that unpacks to so many megabytes of blanks; only one of them is ever made."""
    block, packer = b" " * 2**20, zlib.compressobj(9)
    first, again = (packer.compress(block) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2))
    checksum = 1
    for _ in range(megabytes):
        checksum = zlib.adler32(block, checksum)
    return first + again * (megabytes - 1) + packer.flush()[:-4] + checksum.to_bytes(4, "big")


def zipped(*members: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive of these files, in this order."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def _said(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def run_apart(*arguments: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> Ran:
    """Run ``offsetcase`` as a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "offsetcase", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=_environment(env),
        input="",
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def page(folder: Path, name: str = "l") -> tuple[object, ...]:
    """Options for a letter as a web page without draws: the same words as the PDF's, and a fraction of its time."""
    return ("--format", "html", "-o", folder / f"{name}.html", "--draws", 0)


def page_text(letter: Path) -> str:
    """A letter's web page without its fonts, which are most of its megabyte: for who keeps it."""
    return re.sub(r"url\(data:[^)]*\)", "none", letter.read_text(encoding="utf-8"))


def letter_words(letter: Path) -> str:
    """What a reader of a letter's web page reads, as one line."""
    return words_of(page_text(letter))


def short_letter(own: Path) -> Path:
    """A user's folder of templates, with a letter of its own that ends where its exhibits would begin."""
    house = (ROOT / "templates" / "letter" / "letter.html.j2").read_text(encoding="utf-8")
    short = house.replace("exhibit_templates + back", "back")
    assert short != house
    (own / "letter").mkdir(parents=True, exist_ok=True)
    (own / "letter" / "letter.html.j2").write_text(short, encoding="utf-8")
    return own


def words_of(html: str) -> str:
    """What a reader of a page reads, as one line."""
    body = re.sub(r"<svg.*?</svg>", " ", html[html.index("<body") :], flags=re.DOTALL)
    body = re.sub(r"</?(?:p|h\d|t[hdr]|li|caption|figcaption|div|section|table|br)\b[^>]*>", " ", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def half_up(value: float) -> str:
    """To cents; a value within a billionth of a half cent counts as one, which a float can't tell apart."""
    whole = math.floor(abs(value) * 100 + 0.5 + 1e-7)
    return f"{'-' if value < 0 and whole else ''}{whole // 100}.{whole % 100:02d}"


def months(first: str, count: int) -> list[dt.date]:
    year, month = map(int, first.split("-"))
    found = []
    for _ in range(count):
        found.append(dt.date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


class Claims:
    """Builds a claims file row by row; every amount is what the test says."""

    def __init__(self, member: str = "Ada Example") -> None:
        self.member = member
        self.rows: list[list[str]] = []

    def add(
        self,
        day: dt.date | str,
        *,
        plan: object,
        code: str = "",
        drug: str = "",
        provider: str = "Somebody",
        member_paid: object = 0,
        status: str = "Processed",
        claim: str | None = None,
        line: str = "1",
        who: str | None = None,
        processed: str = "",
    ) -> Claims:
        when = day if isinstance(day, str) else day.isoformat()
        number = f"C{len(self.rows) + 1:06d}" if claim is None else claim
        allowed = "" if plan == "" else str(Decimal(str(plan)) + Decimal(str(member_paid)))
        self.rows.append(
            [number, line, when, processed, self.member if who is None else who, provider, code, drug, allowed, allowed,
             str(plan), str(member_paid), status]
        )  # fmt: skip
        return self

    def write(self, path: Path, *, header: Sequence[str] = HEADER) -> Path:
        with path.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(header)
            writer.writerows(self.rows)
        return path


def worked_example(folder: Path, medication: int = 1240) -> Path:
    """Claims whose baseline is the method's worked example: 14,880 / 9,360 / 1,800 a year over 36 months.

    ``medication`` is the plan-paid amount of each month's one fill.
    """
    claims = Claims()
    for number, first in enumerate(months("2023-11", 36)):
        claims.add(first.replace(day=3), drug="SERTRALINE HCL 100MG TABLET", plan=medication)
        for day in (2, 9, 16, 23):
            claims.add(first.replace(day=day), code="90837", plan=195)
        if number % 3 == 0:
            claims.add(first.replace(day=12), code="90792", plan=450)
    claims.add("2026-10-31", code="80053", plan=0)
    return claims.write(folder / "claims.csv")


def argued(sample: str, **options: Any) -> Any:
    """The argument of one of the sample claims."""
    from offsetcase.argument.argue import argue
    from offsetcase.case.request import Request
    from offsetcase.pipeline import build_case

    return argue(build_case(Request((SAMPLES / sample / "claims.csv",), **options)))


def case_of(data: dict[str, Any]) -> Any:
    """A case file from plain data, with its numbers exact, as the TOML reader gives them."""
    from offsetcase.case.settings import CaseFile

    return CaseFile.model_validate(json.loads(json.dumps(data, default=str), parse_float=Decimal))
