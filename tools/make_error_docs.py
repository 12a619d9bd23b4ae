"""Write docs/errors.md from the error gallery in tests/errors."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "tests" / "errors"


def page() -> str:
    """The page's text: each error's code, when it comes, and its exact words."""
    parts = [
        "# What the program says when something is wrong",
        "",
        "Every message says what is wrong, where, and what to do next; the code in brackets leads here. This page is made",
        "from `tests/errors` by `make docs`; the words are those of the program.",
        "",
        "| status | meaning |",
        "| --- | --- |",
        "| 0 | done |",
        "| 1 | a fault of the program |",
        "| 2 | the command, the case file or the rules file needs a correction |",
        "| 3 | no case on cost; the gap is explained |",
        "| 4 | a claims file can't be read, is ambiguous, or doesn't hold enough |",
        "| 5 | a batch finished with failures |",
        "| 6 | a system library is missing |",
        "| 7 | the letter can't be written |",
        "| 8 | the letter failed its own audit |",
        "",
    ]
    for case in sorted(path for path in GALLERY.iterdir() if path.is_dir()):
        why = (case / "why.txt").read_text(encoding="utf-8").strip()
        words = (case / "expected.txt").read_text(encoding="utf-8").rstrip()
        command = (case / "args.txt").read_text(encoding="utf-8").strip()
        parts += [f"## {case.name}", "", why, "", "```text", f"$ offsetcase {command}", words, "```", ""]
    return "\n".join(parts)


if __name__ == "__main__":
    (ROOT / "docs" / "errors.md").write_text(page(), encoding="utf-8")
