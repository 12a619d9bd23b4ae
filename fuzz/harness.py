"""Coverage-guided fuzzing with atheris: one harness for each kind of file that a stranger may hand over.

    python -m fuzz.harness csv -max_total_time=60     # or another of KINDS

Whatever the bytes, reading ends in lines or settings, or in an ``OffsetcaseError``; anything else stops the run, and
libFuzzer writes the input to ``build/fuzz``. The corpus starts with the golden inputs. Three kinds go on: ``case`` and ``rules``
build a whole case of a sample's claims, ``fhir`` of a whole record with the claim in it; ``paper`` reads a plan's PDF and says what
it is.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["offsetcase"]):
    from offsetcase.argument.argue import argue
    from offsetcase.case.request import Request
    from offsetcase.model.problem import OffsetcaseError
    from offsetcase.papers import pdf, read
    from offsetcase.papers.page import Page, Run
    from offsetcase.pipeline import build_case
    from offsetcase.read.claims import read_file
    from offsetcase.read.rules import Rules

from fuzz.golden import ROOT, SEEDS, goldens

BUILD = ROOT / "build" / "fuzz"
ENDINGS = {
    "csv": (".csv",),
    "fhir": (".json",),
    "medicare": (".txt",),
    "spreadsheet": (".xlsx", ".xlsb", ".xls", ".ods"),
    "rules": ("claims.rules.toml",),
    "case": ("case.toml",),
    "paper": (".pdf",),
}
# What a reader must see first to take the bytes for its own kind, so that no time goes into the other readers.
STARTS = {"fhir": b"{", "medicare": b"MYMEDICARE.GOV\n"}


def claims(path: Path) -> None:
    """Read claims; a line's amounts must be finite."""
    for part in read_file(path, Rules(), 0):
        for line in part.lines:
            assert all(amount is None or amount.is_finite() for amount in line.amounts)


def paper(path: Path) -> None:
    """Read a PDF here rather than in a process of its own, so that its reader is seen, and say what it is."""
    answer = pdf._answer(path.read_bytes())
    if "why" in answer:
        raise pdf.unreadable("paper.pdf", str(answer["why"]))
    pages = tuple(
        Page(number, one["w"], one["h"], tuple(Run(*run) for run in one["runs"]), bool(one["images"]))
        for number, one in enumerate(answer["pages"], start=1)
    )
    read.understand("paper.pdf", pages)


def whole_case(*, case: Path | None = None, rules: Path | None = None, claims: Path | None = None) -> None:
    """Everything from the files to the letter's words."""
    sample = ROOT / "sample_claims" / "conditional"
    request = Request(
        (claims or sample / "claims.csv",), draws=0, allow_short_history=True, case_path=case, rules_path=rules
    )
    argue(build_case(request))


def fhir_case(path: Path) -> None:
    """A claim alone, then the whole record with it in the first one's place."""
    claims(path)
    try:
        resource = json.loads(path.read_bytes())
    except ValueError:
        return
    bundle = json.loads((SEEDS / "fhir-bundle.json").read_bytes())
    bundle["entry"][0] = {"resource": resource}
    path.write_text(json.dumps(bundle), encoding="utf-8")
    whole_case(claims=path)


READERS: dict[str, Callable[[Path], object]] = {
    "rules": lambda path: whole_case(rules=path),
    "case": lambda path: whole_case(case=path),
    "fhir": fhir_case,
    "paper": paper,
}


def target(kind: str) -> Callable[[bytes], None]:
    """The function that atheris calls."""
    reader = READERS.get(kind, claims)
    folder = Path("/dev/shm") if Path("/dev/shm").is_dir() else BUILD
    path = folder / f"offsetcase-fuzz-{os.getpid()}-{kind}"
    start = STARTS.get(kind, b"")

    def one(data: bytes) -> None:
        path.write_bytes(data if data.startswith(start) else start + data)
        try:
            reader(path)
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
    longest = 65536 if kind == "paper" else 8192
    own = [f"-artifact_prefix={BUILD}/{kind}-", f"-max_len={longest}", "-timeout=20", "-rss_limit_mb=3000"]
    atheris.Setup([f"fuzz-{kind}", *own, *options, str(corpus(kind))], target(kind))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
