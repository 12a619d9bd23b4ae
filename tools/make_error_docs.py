"""Write docs/errors.md and the data of ``offsetcase errors`` from the error gallery in tests/errors."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "tests" / "errors"
STATUSES = {
    0: "done",
    1: "a fault of the program",
    2: "the command, the case file or the rules file needs a correction",
    3: "no case on cost; the gap is explained",
    4: "a claims file can't be read, is ambiguous, or doesn't hold enough",
    5: "a batch finished with failures",
    6: "a system library is missing",
    7: "the letter can't be written",
    8: "the letter failed its own audit",
    130: "stopped with Ctrl-C",
}


def _constants() -> dict[str, Any]:
    """``STATUS`` and ``USAGE`` of the gallery's test, which holds every case to them."""
    tree = ast.parse((ROOT / "tests" / "cli" / "test_error_gallery.py").read_text(encoding="utf-8"))
    return {
        node.targets[0].id: ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and node.targets[0].id in ("STATUS", "USAGE")
    }


def _read(case: Path, name: str) -> str:
    if not (case / name).is_file():
        what = {"args.txt": "what is typed after offsetcase", "why.txt": "when it comes, in a sentence"}
        raise SystemExit(f"{case.name} has no {name}: {what.get(name, 'run its test with --update-golden')}.")
    return (case / name).read_text(encoding="utf-8").strip()


def _cases() -> list[Path]:
    return sorted(path for path in GALLERY.iterdir() if path.is_dir())


def elsewhere() -> dict[str, dict[str, Any]]:
    """What the gallery can't provoke."""
    return tomllib.loads((GALLERY / "elsewhere.toml").read_text(encoding="utf-8"))


def page() -> str:
    """The page's text: each error's code, when it comes, and its exact words."""
    parts = [
        "# What the program says when something is wrong",
        "",
        "Every message says what is wrong, where, and what to do next; the code in brackets leads here, and",
        "`offsetcase errors CODE` shows the same in the terminal. This page is made from `tests/errors` by `make docs`; the",
        "words are those of the program. Exit statuses are never renumbered.",
        "",
        "| status | meaning |",
        "| --- | --- |",
        *(f"| {status} | {words} |" for status, words in STATUSES.items()),
        "",
    ]
    for case in _cases():
        parts += [f"## {case.name}", "", _read(case, "why.txt"), "", "```text"]
        parts += [f"$ offsetcase {_read(case, 'args.txt')}", _read(case, "expected.txt"), "```", ""]
    for code, entry in sorted(elsewhere().items()):
        parts += [f"## {code}", "", entry["why"], "", f"What to do: {entry['remedy']}", ""]
    return "\n".join(parts)


def data() -> str:
    """The data file of ``offsetcase errors``."""
    constants = _constants()
    entries: dict[str, dict[str, Any]] = {}
    for case in _cases():
        words = _read(case, "expected.txt")
        status = constants["STATUS"].get(case.name, 2 if case.name in constants["USAGE"] else 4)
        first = words.split(f"({case.name})")[0]
        remedy = re.search(r"What to do: (.*)", first, re.DOTALL)
        entries[case.name] = {
            "status": status,
            "why": _read(case, "why.txt"),
            # The question at its head is about the example's own slip.
            "remedy": re.sub(r'^did you mean "[^"]*"\? ', "", " ".join(remedy[1].split())) if remedy else "",
            "example": words,
        }
    for code, entry in elsewhere().items():
        entries[code] = {**{key: entry[key] for key in ("status", "why", "remedy")}, "example": ""}
    parts = [
        "# What `offsetcase errors` shows. Made from tests/errors by `make docs`; not changed by hand.",
        "",
        "[statuses]",
    ]
    parts += [f"{status} = {_text(words)}" for status, words in STATUSES.items()]
    for code, entry in sorted(entries.items()):
        parts += ["", f"[errors.{code}]", *(f"{key} = {_text(value)}" for key, value in entry.items())]
    return "\n".join(parts) + "\n"


def _text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


if __name__ == "__main__":
    (ROOT / "docs" / "errors.md").write_text(page(), encoding="utf-8")
    (ROOT / "src" / "offsetcase" / "data" / "errors.toml").write_text(data(), encoding="utf-8")
