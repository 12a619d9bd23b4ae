"""What ``redact`` says when it is done."""

from __future__ import annotations

from typing import Any

from offsetcase.redact.redact import Redacted
from offsetcase.render.case_json import SCHEMA_VERSION

# With fewer later months the newest one that fits is too good a guess.
SEVERAL = 3


def summary(done: Redacted) -> str:
    """The words for the terminal: what was written, what was replaced, and what is left to the person."""
    folder = done.files[0].parent
    others = "1 row that is not a claim (a total, a note, a dropped row) is not."
    if done.left_out != 1:
        others = f"{done.left_out:,} rows that are not claims (totals, notes, dropped rows) are not."
    lines = [
        f"Written to {folder}: {', '.join(path.name for path in done.files)}",
        "",
        f"{done.rows:,} claim row{'s are' if done.rows != 1 else ' is'} in it."
        + (f" {others}" if done.left_out else ""),
        "Replaced: " + ", ".join(f"{count:,} {what}" for what, count in done.replaced.items() if count) + ".",
        "Left out: every other column, every free text, birth date, addresses, telephone numbers.",
        f"Moved: the claims' months, all alike, by a number drawn among {done.shifts:,}; in each month the days are drawn anew, in "
        "the same order.",
        _reach(done.later),
        "Kept: amounts, codes and the names of known drugs; they can point at somebody who knows you.",
        "",
        "Checked: the example gives the same totals"
        + (f' and the same verdict, "{done.verdict}"' if done.verdict else "")
        + ", and none of your files' names and numbers stands in it.",
    ]
    if done.troubles:
        lines.append(f"As with your files, no case can be built of it ({', '.join(done.troubles)}).")
    if done.as_of:
        lines.append(f"Build it with  --as-of {done.as_of} .")
    lines += ["", "Look through it before you share it. What it does not promise: docs/redact.md"]
    return "\n".join(lines) + "\n"


def _reach(later: int) -> str:
    """What somebody who knows the day of sharing can tell of the dates."""
    if later >= SEVERAL:
        return f"Who knows the day you share it finds {later + 1:,} months in which your claims could end, and the true days in none."
    return (
        "Your claims reach close to today: who knows the day you share it knows their months, but not their days. To hide the months "
        "too, leave the newest claims out of your files (three months or more; tell nobody how many) and make the example of the "
        "older ones."
    )


def redacted_json(done: Redacted) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema_version": SCHEMA_VERSION,
        "outputs": [str(path) for path in done.files],
        "rows": done.rows,
        "left_out": done.left_out,
        "replaced": {what.replace(" ", "_"): count for what, count in done.replaced.items()},
        "shifts": done.shifts,
        "later_places": done.later,
        "as_of": None if done.as_of is None else done.as_of.isoformat(),
        "verdict": done.verdict or None,
        "troubles": list(done.troubles),
    }
