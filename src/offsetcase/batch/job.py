"""One case of a batch: what it needs to be made anywhere, and what came of it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from offsetcase import __version__
from offsetcase.case.look import Look
from offsetcase.case.request import Request, case_file, rules_file
from offsetcase.model.files import digest_of_file
from offsetcase.model.problem import Problem
from offsetcase.read.table import MAX_BYTES

RECORD = "record.json"
CASE = "case.json"
# What a record holds: one of another form is made anew.
FORM = 2
STATUSES = ("letter", "no-case", "failed")


@dataclass(frozen=True, slots=True)
class Job:
    """One case, as a value that travels to another process or machine.

    ``folder`` is where its files go. ``trouble`` is set where the case could not even be asked for (a manifest's bad row);
    ``request`` is ``None`` then.
    """

    name: str
    folder: Path
    request: Request | None = None
    look: Look = field(default_factory=Look)
    packet: bool = False
    final: bool = False
    trouble: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case. ``status`` is ``letter``, ``no-case`` (covering would not pay, so no letter) or ``failed``.

    ``figures`` are amounts as text with two decimals; ``exit_status`` is what ``build`` would have ended with. ``about`` and
    ``marks`` are what a brief of many cases goes by.
    """

    name: str
    status: str
    exit_status: int
    seconds: str = ""
    verdict: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    blanks: tuple[str, ...] = ()
    outputs: Mapping[str, str] = field(default_factory=dict)
    errors: tuple[Mapping[str, str], ...] = ()
    digest: str = ""
    kept: bool = False
    about: Mapping[str, str] = field(default_factory=dict)
    marks: Mapping[str, str] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """The outcome as plain data, as it stands beside the letter."""
        return {**self.summary(), "marks": dict(self.marks)}

    def summary(self) -> dict[str, Any]:
        """The outcome as plain data for the summary of a run: without what a person could be known by."""
        return {
            "case": self.name,
            "status": self.status,
            "exit_status": self.exit_status,
            "verdict": self.verdict or None,
            "figures": dict(self.figures),
            "about": dict(self.about),
            "blanks": list(self.blanks),
            "outputs": dict(self.outputs),
            "errors": [dict(error) for error in self.errors],
            "seconds": self.seconds,
            "inputs": self.digest,
        }

    @classmethod
    def from_record(cls, data: Mapping[str, Any]) -> Outcome:
        """Read a record back.

        Raises:
            KeyError, TypeError, AttributeError, ValueError, OverflowError: it is not a record.
        """
        if data["status"] not in STATUSES:
            raise ValueError("no status of ours")
        return cls(
            name=str(data["case"]),
            status=str(data["status"]),
            exit_status=int(data["exit_status"]),
            seconds=str(data["seconds"]),
            verdict=str(data["verdict"] or ""),
            figures={str(k): str(v) for k, v in data["figures"].items()},
            blanks=tuple(map(str, data["blanks"])),
            outputs={str(k): str(v) for k, v in data["outputs"].items()},
            errors=tuple({str(k): str(v) for k, v in error.items()} for error in data["errors"]),
            digest=str(data["inputs"]),
            # An earlier version's record has neither.
            about={str(k): str(v) for k, v in data.get("about", {}).items()},
            marks={str(k): str(v) for k, v in data.get("marks", {}).items()},
        )


def not_made(name: str) -> Outcome:
    """The outcome of a case that a run has not reached."""
    return Outcome(name, "not-made", 0)


def problems_as_data(problems: Sequence[Problem]) -> tuple[dict[str, str], ...]:
    """Problems as the record and the summary hold them."""
    return tuple({"code": p.code, "where": p.where, "text": p.text, "what_to_do": p.remedy} for p in problems)


def read_record(folder: Path) -> Outcome | None:
    """The record in a case's folder, or ``None`` where there is none that can be read."""
    try:
        return Outcome.from_record(json.loads((folder / RECORD).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None


def digest_of(data: bytes) -> str:
    """A file's content as a short name."""
    return hashlib.sha256(data).hexdigest()


def digest(job: Job) -> str:
    """The inputs' content, the options and the version as one name: equal names, equal letters.

    The day is not part of it, so that a run begun yesterday can be finished today.

    Raises:
        OSError: an input can't be read.
    """
    request = job.request
    if request is None:
        return ""
    own = job.look.templates
    files = [*request.claims, case_file(request), rules_file(request), *(a.path for a in request.attachments)]
    files += sorted(path for path in own.rglob("*") if path.is_file()) if own is not None else []
    total = hashlib.sha256()
    for path in files:
        total.update(b"-" if path is None else f"{path.name}:{digest_of_file(path, MAX_BYTES)}".encode())
    options = {
        item.name: _plain(getattr(request, item.name))
        for item in fields(Request)
        if item.name not in ("claims", "case_path", "rules_path", "attachments")
    }
    options["look"] = [
        job.look.format,
        job.look.paper,
        job.look.language,
        str(job.look.allow_figures),
        str(job.look.attach_data),
    ]
    options["job"] = [str(job.packet), str(job.final), __version__, str(FORM)]
    total.update(json.dumps(options, sort_keys=True).encode())
    return total.hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in sorted(value.items())}
    return str(value) if isinstance(value, Decimal | dt.date | Path) else value
