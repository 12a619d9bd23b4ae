"""What ``--attach-data`` embeds: the counted lines and the case, so that an analyst need not type them in.

Only counted lines travel, never another person's or an unrelated one; what was left out goes as totals by reason.
"""

from __future__ import annotations

import csv
import io

from offsetcase.offset.result import CaseResult
from offsetcase.render.attached import Attachment
from offsetcase.render.case_json import case_json, json_text
from offsetcase.render.reported import safe_cell

COLUMNS = ("file", "sheet", "row", "date_of_service", "code", "drug", "category", "allowed", "plan_paid", "member_paid")


def counted_csv(result: CaseResult) -> bytes:
    """The counted lines as CSV, and after them the totals of what was left out, by reason."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for entry in result.ledger.counted:
        line = entry.line
        amounts = (line.amounts.allowed, line.amounts.plan_paid, line.amounts.member_paid)
        writer.writerow(
            [
                safe_cell(line.source.file),
                safe_cell(line.source.sheet),
                line.source.row,
                line.service_date or "",
                safe_cell(line.code),
                safe_cell(entry.klass.drug),
                entry.klass.category,
                *("" if amount is None else f"{amount:f}" for amount in amounts),
            ]
        )
    writer.writerow([])
    writer.writerow(["left out, by reason", "", "rows", "", "", "", "", "allowed", "plan_paid", "member_paid"])
    for disposition, part in result.ledger.by_disposition.items():
        if str(disposition) != "counted":
            sums = (part.allowed, part.plan_paid, part.member_paid)
            shown = ("" if amount is None else f"{amount:f}" for amount in sums)
            writer.writerow([str(disposition), "", part.rows, "", "", "", "", *shown])
    return out.getvalue().encode("utf-8")


def data_files(result: CaseResult) -> tuple[Attachment, ...]:
    """The two files that travel inside the PDF."""
    case = case_json(result, (), ())
    # File names as given, without folders; warnings may name other people or rows that don't count.
    case["inputs"] = [{**one, "path": str(one["path"]).replace("\\", "/").rpartition("/")[2]} for one in case["inputs"]]
    for name in ("warnings", "blanks", "outputs"):
        case.pop(name)
    return (
        Attachment("counted-lines.csv", counted_csv(result), "text/csv", "The counted claim lines behind Exhibit A"),
        Attachment(
            "case.json", json_text(case).encode("utf-8"), "application/json", "The figures and assumptions of Exhibit C"
        ),
    )
