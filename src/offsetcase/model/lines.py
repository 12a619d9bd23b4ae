"""The claim line: one row of one file, with its amounts as read and where it stands."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple


class Source(NamedTuple):
    """Where a line stands: the file's name as given, the sheet (or ``""``) and the row, counted from 1."""

    file: str
    sheet: str
    row: int

    def __str__(self) -> str:
        sheet = f" [{self.sheet}]" if self.sheet else ""
        return f"{self.file}{sheet}, row {self.row}"


class Status(StrEnum):
    """How a claim's status word is taken."""

    PAID = "paid"
    DENIED = "denied"
    PENDING = "pending"
    REVERSED = "reversed"
    NOT_A_CLAIM = "not-a-claim"


class Benefit(StrEnum):
    """Which benefit a line belongs to; ``UNKNOWN`` counts as the plan's own."""

    MEDICAL = "medical"
    PHARMACY = "pharmacy"
    DENTAL = "dental"
    VISION = "vision"
    UNKNOWN = ""


class Amounts(NamedTuple):
    """The four sums the ledger proves, in dollars; ``None`` is unknown, never zero."""

    billed: Decimal | None = None
    allowed: Decimal | None = None
    plan_paid: Decimal | None = None
    member_paid: Decimal | None = None


class ClaimLine(NamedTuple):
    """One row as read: raw amounts, dates and words, and nothing decided about them yet.

    A named tuple, because a large history makes hundreds of thousands of them.

    ``claim_id`` is empty when the file has none or a spreadsheet damaged it. ``note`` is set for rows that
    aren't claims at all (a total, a disclaimer) and says which. ``kind`` is the format's own word for its file:
    ``portal`` (plan-paid, no drug names), ``pharmacy`` (drug names) or ``claims``.

    Who the line is about: ``person`` is the name as printed, ``born`` and ``relation`` (self, spouse, child, …) stand
    beside it where the file gives them, and ``subject`` is the file's own reference to a person (a FHIR patient, a
    beneficiary number). ``days_supply`` is how many days a fill lasts, where the file says it.
    """

    source: Source
    file_no: int
    kind: str
    amounts: Amounts
    service_date: dt.date | None = None
    processed_date: dt.date | None = None
    claim_id: str = ""
    line_id: str = ""
    person: str = ""
    provider: str = ""
    specialty: str = ""
    claim_type: str = ""
    description: str = ""
    code: str = ""
    revenue: str = ""
    place: str = ""
    drug: str = ""
    ndc: str = ""
    status_word: str = ""
    status: Status = Status.PAID
    benefit: Benefit = Benefit.UNKNOWN
    other_payer: Decimal | None = None
    rx: str = ""
    note: str = ""
    born: dt.date | None = None
    relation: str = ""
    subject: str = ""
    days_supply: int | None = None

    @property
    def code_or_drug(self) -> str:
        """What was done or dispensed, folded for comparing; ``""`` where the file does not say."""
        return (self.code or self.drug or self.ndc).casefold()
