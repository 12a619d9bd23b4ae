"""What ``redact`` says when it is done."""

from __future__ import annotations

from offsetcase.redact.redact import Redacted


def summary(done: Redacted) -> str:
    """The words for the terminal: what was written, what was replaced, and what is left to the person."""
    folder = done.files[0].parent
    lines = [
        f"Written to {folder}: {', '.join(path.name for path in done.files)}",
        "",
        f"{done.rows:,} claim rows are in it."
        + (
            f" {done.left_out:,} rows that are no claims (totals, notes, dropped rows) are not."
            if done.left_out
            else ""
        ),
        "Replaced: " + ", ".join(f"{count:,} {what}" for what, count in done.replaced.items() if count) + ".",
        "Left out: every other column, every free text, birth date, addresses, telephone numbers.",
        f"Moved: every date by the same whole weeks, drawn among {done.shifts:,} shifts that keep the result.",
        "Kept: amounts, codes and the names of known drugs; they can point at somebody who knows you.",
        "",
        "Checked: the example gives the same totals"
        + (f' and the same verdict, "{done.verdict}"' if done.verdict else "")
        + ", and none of your files' names and numbers stands in it.",
    ]
    if done.as_of:
        lines.append(f"Build it with  --as-of {done.as_of} .")
    lines += ["", "Look through it before you share it. What it does not promise: docs/redact.md"]
    return "\n".join(lines) + "\n"
