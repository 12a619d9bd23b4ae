"""Run many ``offsetcase`` command lines in one process, so that the libraries are loaded once.

Reads a JSON list of ``{"argv", "cwd"}`` from standard input, writes a JSON list of ``{"status", "out"}``.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import sys
from typing import Any


def run_one(argv: list[str], cwd: str) -> dict[str, Any]:
    os.chdir(cwd)
    sys.argv = ["offsetcase", *argv]
    # Enter to every question that `init` asks.
    sys.stdin = io.TextIOWrapper(io.BytesIO(b"\n" * 400), encoding="utf-8")
    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    from offsetcase.__main__ import main

    status = 0
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            main()
        except SystemExit as end:
            status = int(end.code or 0)
        out.flush()
    return {"status": status, "out": out.buffer.getvalue().decode("utf-8")}


if __name__ == "__main__":
    jobs = json.load(sys.stdin)
    answers = sys.stdout
    json.dump([run_one(job["argv"], job["cwd"]) for job in jobs], answers)
