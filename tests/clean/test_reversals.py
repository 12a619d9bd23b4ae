"""Money that came back takes the line that it belongs to: of its claim, its service, its day, whatever stands beside it."""

from __future__ import annotations

from typing import Any

from clean_support import april, cleaned, codes, fates, line
from offsetcase.model.lines import ClaimLine, Status
from rows import each_row

CLAIM: dict[str, Any] = {"claim_id": "C1001", "code": "90837"}
FILL: dict[str, Any] = {"claim_id": "7001", "rx": "7001", "drug": "ABILIFY 5MG"}


def paid(**fields: Any) -> ClaimLine:
    return line(100, 20, **{**CLAIM, **fields})


def back(**fields: Any) -> ClaimLine:
    """A negative row."""
    return line(-100, -20, **{**CLAIM, **fields})


def called(**fields: Any) -> ClaimLine:
    """A row that only its status calls reversed."""
    return paid(status=Status.REVERSED, **fields)


# ``taken`` are the rows that are reversed; the others count.
BOOKINGS = {
    "the claim's other day, where none is nearer": ([paid(), back(service_date=april(5))], "0 1"),
    "its own day first, wherever it stands": (
        [paid(), paid(service_date=april(5)), back(service_date=april(5))], "1 2",
    ),
    "its own day's, though another asked before": (
        [paid(service_date=april(5)), back(service_date=april(9)), back(service_date=april(5))], "0 2",
    ),
    "a prescription's number is no claim's: another month's fill stays": (
        [line(100, 20, **FILL), line(-100, -20, service_date=april(5), **FILL)], "",
    ),
    "without a number, the same service of the same day": (
        [paid(claim_id="", code="90834"), paid(claim_id=""), back(claim_id="")], "1 2",
    ),
    "without a number, no other day's": ([paid(claim_id=""), back(claim_id="", service_date=april(5))], ""),
    "another claim's line": ([paid(claim_id="C1002"), paid(), back()], "1 2"),
    "another line of the claim": ([paid(line_id="2"), paid(line_id="1"), back(line_id="1")], "1 2"),
    "two that their status calls reversed": ([called(billed=1), called(billed=2), paid(), paid(billed=3)], "0 1 2 3"),
    "two reversed, one paid": ([called(billed=1), called(billed=2), paid()], "0 1 2"),
    "a negative row whose status says so too": ([paid(), back(status=Status.REVERSED)], "0 1"),
    "a negative row takes what its status calls reversed": ([called(), back(), paid(billed=2)], "0 1"),
    "a copy of what takes back": ([paid(), paid(billed=2), back(), back()], "0 2 3"),
}  # fmt: skip


@each_row(("rows", "gone"), BOOKINGS.values(), ids=BOOKINGS)
def test_what_is_taken_back(rows: list[ClaimLine], gone: str) -> None:
    found = fates(cleaned(*rows))
    assert " ".join(str(at) for at, fate in enumerate(found) if fate != "open") == gone


def test_what_nobody_took_is_said_row_by_row() -> None:
    found = cleaned(back(), back(claim_id="C1002"), back(claim_id="C1003"), paid(claim_id="C1003"))
    assert codes(found) == ["W-NEGATIVE"] * 2
    assert [warning.where for warning in found.warnings] == ["f0.csv, row 2", "f0.csv, row 3"]
