"""Which questions a case still has, and an answer written into its case file with whose word it is."""

from __future__ import annotations

from typing import Any

from offsetcase.case.edit import CaseSheet
from offsetcase.case.questions import Question

INTERVAL = "assumptions.maintenance_every_days"


def dated(sheet: CaseSheet) -> bool:
    """Whether the prescriber's name and date are there, without which no clinical answer counts."""
    return bool(sheet.get("prescriber.name") and sheet.get("prescriber.date"))


def applies(question: Question, sheet: CaseSheet) -> bool:
    """Whether a question is one for this case, by what the case file says already."""
    if question.indications and (sheet.get("treatment.indication") or "depression") not in question.indications:
        return False
    if question.clinical:
        return dated(sheet)
    if question.path == "prescriber.date":
        return bool(sheet.get("prescriber.name"))
    if not question.letters:
        return True
    kind = sheet.get("letter.kind") or ("appeal" if sheet.get("denial") else "exception")
    return kind in question.letters


def put(sheet: CaseSheet, path: str, value: Any, note: str = "") -> None:
    """Set a value, or take it out with ``None``; a share and an interval carry who set them and when.

    Raises:
        OffsetcaseError: the file is written in a way that can't be changed safely (status 2).
    """
    part = "share" if path.startswith("assumptions.shares.") else "days" if path == INTERVAL else ""
    if part and value is not None and dated(sheet):
        value = {part: value, "by": sheet.get("prescriber.name"), "on": sheet.get("prescriber.date")}
    sheet.set(path, value, note)
