"""What ``--attach-data`` embeds: the counted lines and the case, so that an analyst need not type them in.

Only counted lines travel, never another person's or an unrelated one; what was left out goes as totals by reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from offsetcase.model.money import cell_money
from offsetcase.offset.result import CaseResult
from offsetcase.render.attached import Attachment
from offsetcase.render.case_json import case_json, json_text
from offsetcase.render.reported import csv_text, safe_cell

COLUMNS = ("file", "sheet", "row", "date_of_service", "code", "drug", "category", "allowed", "plan_paid", "member_paid")


def counted_csv(result: CaseResult) -> bytes:
    """The counted lines as CSV, and after them the totals of what was left out, by reason."""
    return csv_text(_rows(result)).encode("utf-8")


def _rows(result: CaseResult) -> Iterator[Sequence[object]]:
    yield COLUMNS
    for entry in result.ledger.counted:
        line = entry.line
        amounts = (line.amounts.allowed, line.amounts.plan_paid, line.amounts.member_paid)
        yield [
            safe_cell(line.source.file),
            safe_cell(line.source.sheet),
            line.source.row,
            line.service_date or "",
            safe_cell(line.code),
            safe_cell(entry.klass.drug),
            entry.klass.category,
            *map(cell_money, amounts),
        ]
    yield []
    yield ["left out, by reason", "", "rows", "", "", "", "", "allowed", "plan_paid", "member_paid"]
    for disposition, part in result.ledger.by_disposition.items():
        if str(disposition) != "counted":
            sums = map(cell_money, (part.allowed, part.plan_paid, part.member_paid))
            yield [str(disposition), "", part.rows, "", "", "", "", *sums]


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
