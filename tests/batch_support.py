"""Invented cases for a batch: a folder of case folders, some of them broken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from support import worked_example

CASE = '[member]\nname = "Ada Example"\nmember_id = "M{number}"\n[treatment]\nprice = 300\nindication = "depression"\n'
EPOCH = {"SOURCE_DATE_EPOCH": "1794000000"}


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
