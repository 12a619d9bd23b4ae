"""The summary of a run: as a table for a spreadsheet, as data, and as a page with links. Read back from the cases' records."""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from offsetcase import __version__
from offsetcase.batch.job import Job, Outcome, not_made, read_record
from offsetcase.model.text import escaped
from offsetcase.render.reported import safe_cell
from offsetcase.render.write import write_whole

SCHEMA_VERSION = 1
FIGURES = ("plan_paid_a_year", "treatment", "stops", "net")
COLUMNS = (
    "case", "status", "verdict", *FIGURES, "blanks", "outputs", "seconds", "exit_status", "error", "where", "what_to_do",
)  # fmt: skip
HEADINGS = {
    "case": "Case", "status": "Result", "verdict": "Verdict", "plan_paid_a_year": "Plan pays a year",
    "treatment": "Treatment, 24 months", "stops": "Spending that stops", "net": "Net", "blanks": "Blanks", "outputs": "Files",
}  # fmt: skip
STATUS_WORDS = {"letter": "letter", "no-case": "no case on cost", "failed": "failed", "not-made": "not made"}
FILES = ("summary.csv", "summary.json", "index.html")
STYLE = (
    "body{font:16px/1.4 Georgia,serif;margin:2em auto;max-width:70em;padding:0 1em;overflow-wrap:break-word}"
    "table{border-collapse:collapse;width:100%}"
    "th,td{text-align:left;padding:.3em .6em;border-bottom:1px solid #bbb;vertical-align:top}"
    "thead th{overflow-wrap:normal}td.n,th.n{text-align:right}td.n{white-space:nowrap}"
    # A narrow screen has no room for ten columns: each case is a block, each cell a line with its heading before it.
    "@media (max-width:60em){body{margin:1em auto;overflow-wrap:anywhere}thead{position:absolute;clip-path:inset(50%);width:1px;height:1px;overflow:hidden}"
    "table,tbody,tr,th,td{display:block}tr{border-bottom:2px solid #555;padding:.6em 0}"
    "th,td,td.n{border:0;padding:.1em 0;text-align:left;white-space:normal}tbody th{font-size:1.1em}"
    'td[data-label]::before{content:attr(data-label) ": ";font-weight:bold}td:empty{display:none}}'
)


def outcomes(jobs: Sequence[Job], unrecorded: Mapping[str, Outcome]) -> Iterator[Outcome]:
    """Each case's outcome in the jobs' order, one at a time; a case without a record was not made."""
    for job in jobs:
        yield unrecorded.get(job.name) or read_record(job.folder) or not_made(job.name)


def write_summary(out: Path, jobs: Sequence[Job], unrecorded: Mapping[str, Outcome]) -> list[Path]:
    """Write ``summary.csv``, ``summary.json`` and ``index.html``.

    Args:
        out: the folder of the run.
        jobs: all its cases.
        unrecorded: what came of cases whose folder could not take a record, by name.

    Returns:
        The files written.

    Raises:
        OffsetcaseError: one can't be written (status 7).
    """
    forms: tuple[Callable[[Sequence[Job], Iterator[Outcome]], Iterator[str]], ...] = (_csv, _json, _page)
    for name, parts in zip(FILES, forms, strict=True):
        # Part by part: a long run's summary is never in memory as a whole.
        write_whole(out / name, (part.encode("utf-8") for part in parts(jobs, outcomes(jobs, unrecorded))))
    return [out / name for name in FILES]


def _row(outcome: Outcome) -> dict[str, str]:
    first = outcome.errors[0] if outcome.errors else {}
    return {
        "case": outcome.name,
        "status": outcome.status,
        "verdict": outcome.verdict,
        **{name: outcome.figures.get(name, "") for name in FIGURES},
        "blanks": str(len(outcome.blanks)) if outcome.status == "letter" else "",
        "outputs": " ".join(outcome.outputs),
        "seconds": outcome.seconds,
        "exit_status": "" if outcome.status == "not-made" else str(outcome.exit_status),
        "error": " ".join(part for part in (first.get("code", ""), first.get("text", "")) if part),
        "where": first.get("where", ""),
        "what_to_do": first.get("what_to_do", ""),
    }


def _csv(jobs: Sequence[Job], outcomes: Iterator[Outcome]) -> Iterator[str]:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for outcome in outcomes:
        row = _row(outcome)
        # Amounts may be below zero; everything else is words, which a spreadsheet must not take for a formula.
        writer.writerow([row[name] if name in FIGURES else safe_cell(row[name]) for name in COLUMNS])
        yield text.getvalue()
        text.seek(0)
        text.truncate()


def _json(jobs: Sequence[Job], outcomes: Iterator[Outcome]) -> Iterator[str]:
    yield f'{{\n  "schema_version": {SCHEMA_VERSION},\n  "version": {json.dumps(__version__)},\n  "cases": ['
    comma = "\n"
    for outcome in outcomes:
        yield escaped(f"{comma}    {json.dumps(outcome.summary(), ensure_ascii=False)}")
        comma = ",\n"
    yield "\n  ]\n}\n"


def _page(jobs: Sequence[Job], outcomes: Iterator[Outcome]) -> Iterator[str]:
    numbers = (*FIGURES, "blanks")
    heads = "".join(
        f'<th scope="col"{" class=n" if name in numbers else ""}>{html.escape(words)}</th>'
        for name, words in HEADINGS.items()
    )
    yield (
        '<!DOCTYPE html>\n<html lang="en-US">\n<head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Letters of this run</title><style>{STYLE}</style></head>\n<body>\n<main>\n<h1>Letters of this run</h1>\n"
        "<p>Amounts in dollars. Net: what the plan would no longer pay over 24 months, less what it would pay for the treatment, on "
        "average; below zero, the plan pays more.</p>\n"
        f"<table>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    )

    def cell(name: str, inner: str, kind: str = "") -> str:
        return f'<td{kind} data-label="{html.escape(HEADINGS[name])}">{inner}</td>'

    for job, outcome in zip(jobs, outcomes, strict=True):
        row = _row(outcome)
        cells = [f'<th scope="row">{html.escape(outcome.name)}</th>']
        words = STATUS_WORDS[outcome.status]
        error = f"<br>{html.escape(row['error'])} {html.escape(row['what_to_do'])}" if row["error"] else ""
        cells.append(cell("status", f"{html.escape(words)}{error}") + cell("verdict", html.escape(row["verdict"])))
        cells += [cell(name, html.escape(row[name]), " class=n") for name in numbers]
        links = (
            # A case's folder has letters, digits, dots and dashes only: the address needs no other form.
            f'<a href="{html.escape(job.folder.name)}/{html.escape(name)}">{html.escape(name)}</a>'
            for name in outcome.outputs
        )
        cells.append(cell("outputs", ", ".join(links)))
        yield f"<tr>{''.join(cells)}</tr>\n"
    yield "</tbody>\n</table>\n</main>\n</body>\n</html>\n"
