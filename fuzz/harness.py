"""Coverage-guided fuzzing with atheris: one harness for each kind of file that a stranger may hand over.

    python -m fuzz.harness csv -max_total_time=60     # csv, fhir, medicare, spreadsheet, rules or case

Whatever the bytes, reading ends in lines or settings, or in an ``OffsetcaseError``; anything else stops the run, and
libFuzzer writes the input to ``build/fuzz``. The corpus starts with the golden inputs.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["offsetcase"]):
    from offsetcase.case.settings import load_case
    from offsetcase.model.problem import OffsetcaseError
    from offsetcase.read.claims import read_file
    from offsetcase.read.rules import Rules, load_rules

from fuzz.golden import ROOT, goldens

BUILD = ROOT / "build" / "fuzz"
ENDINGS = {
    "csv": (".csv",),
    "fhir": (".json",),
    "medicare": (".txt",),
    "spreadsheet": (".xlsx", ".xlsb", ".xls", ".ods"),
    "rules": ("claims.rules.toml",),
    "case": ("case.toml",),
}
# What a reader must see first to take the bytes for its own kind, so that no time goes into the other readers.
STARTS = {"fhir": b"{", "medicare": b"MYMEDICARE.GOV\n"}


def claims(path: Path) -> None:
    """Read claims; a line's amounts must be finite."""
    for part in read_file(path, Rules(), 0):
        for line in part.lines:
            assert all(amount is None or amount.is_finite() for amount in line.amounts)


def target(kind: str) -> Callable[[bytes], None]:
    """The function that atheris calls."""
    read: Callable[[Path], object] = {"rules": load_rules, "case": load_case}.get(kind, claims)
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else BUILD
    path = folder / f"offsetcase-fuzz-{os.getpid()}-{kind}"
    start = STARTS.get(kind, b"")

    def one(data: bytes) -> None:
        path.write_bytes(data if data.startswith(start) else start + data)
        try:
            read(path)
        except OffsetcaseError as error:
            assert error.problems and all(problem.code and problem.text for problem in error.problems)

    return one


def corpus(kind: str) -> Path:
    """The folder with this kind's golden inputs; what atheris finds is added to it."""
    folder = BUILD / kind
    folder.mkdir(parents=True, exist_ok=True)
    for golden in goldens():
        for name, content in golden.files.items():
            if name.endswith(ENDINGS[kind]):
                (folder / f"{golden.name.replace('/', '-')}-{name}").write_bytes(content)
            if kind == "fhir" and name.endswith(".json"):
                # A bundle is longer than an input may be; each of its claims is not.
                for number, one in enumerate(json.loads(content)["entry"]):
                    (folder / f"{number}.json").write_text(json.dumps(one["resource"]))
    return folder


def main() -> None:
    """Fuzz one kind; libFuzzer's options follow its name."""
    kind, *options = sys.argv[1:]
    # A larger input finds nothing that a small one doesn't; the reader's own bounds have tests of their own.
    own = [f"-artifact_prefix={BUILD}/{kind}-", "-max_len=8192", "-timeout=20", "-rss_limit_mb=3000"]
    atheris.Setup([f"fuzz-{kind}", *own, *options, str(corpus(kind))], target(kind))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
