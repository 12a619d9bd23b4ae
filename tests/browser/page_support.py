"""The finished page and the tools that ask it: what the page's tests share."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from support import ROOT

PAGE = ROOT / "build" / "offsetcase.html"
TOOLS = ROOT / "tools" / "page"
# 29 November 2026, so that letters and windows are the same whenever the tests run.
EPOCH = "1795910400"
PATIENCE = 3000


@cache
def page() -> Path:
    """The page as ``make page`` made it; the tests never make it themselves."""
    assert PAGE.is_file(), "make page comes before these tests"
    return PAGE


def node(script: str, *arguments: object, env: dict[str, str] | None = None) -> str:
    """What one of the tools prints."""
    done = subprocess.run(
        ["node", script, *map(str, arguments)],
        cwd=TOOLS,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH, "TZ": "UTC", **(env or {})},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


def asked(folder: Path, jobs: Sequence[dict[str, Any]]) -> Any:
    """The answers of the page's own Python, under node."""
    path = folder / "jobs.json"
    path.write_text(json.dumps(jobs), encoding="utf-8")
    return json.loads(node("figures.mjs", page(), path))
