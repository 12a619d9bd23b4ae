"""One row to one claim line: parse each cell once, keep unknown unknown, and note every bad cell."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source, Status
from offsetcase.model.money import MoneyError, parse_money
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import Problem
from offsetcase.read.dates import DateError, parse_date
from offsetcase.read.formats import ColumnMap, fold
from offsetcase.read.rules import Rules
from offsetcase.read.table import Row, Table

_TOTAL = re.compile(
    r"((sub|grand|report|claims?|running)?[\s-]*totals?|sum|totals? (paid|amount|billed|due|for .*|of .*)|"
    r"(generics|insurance) saved you)\s*:?",
    re.IGNORECASE,
)
_MONEY_LIKE = re.compile(r"[-($]*\s*\$?\d[\d,]*(\.\d+)?\)?-?")
_BLANK_WORDS = frozenset({"unavailable", "not available", "n/a", "-", "none", "null"})


@cache
def _status_words() -> dict[str, Status]:
    return {fold(word): Status(kind) for kind, words in load_toml(data_path("statuses.toml")).items() for word in words}


@dataclass(slots=True)
class RowReader:
    """Reads the rows of one table; collects what is wrong with them."""

    table: Table
    columns: ColumnMap
    rules: Rules
    file_no: int
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    unknown_status: Counter[str] = field(default_factory=Counter)
    unknown_money: dict[str, tuple[int, Decimal]] = field(default_factory=dict)
    damaged_ids: int = 0

    def line(self, row: Row) -> ClaimLine:
        """One row as one claim line; a row that is no claim gets a note that says what it is."""
        note = self._note(row)
        cells = row.cells
        source = Source(self.table.file, "", row.number)
        kept_problems = len(self.problems)
        amounts, other_payer = self.amounts(row)
        if note:
            # A total's or a disclaimer's cells need not parse; what does parse stays in the ledger's sums.
            del self.problems[kept_problems:]
            return ClaimLine(source, self.file_no, self.columns.kind, amounts, note=note)
        if len(cells) != len(self.table.header) and self._ragged(row):
            del self.problems[kept_problems:-1]  # what the shifted cells hold is no news
            return ClaimLine(source, self.file_no, self.columns.kind, amounts, note="cells out of place")
        service_date = self._date(row, "service_date", needed=True)
        if service_date is None and len(self.problems) == kept_problems:
            if any(amounts):
                self._bad(row, "service_date", "", "the date of service is missing, and the row has money in it")
            return ClaimLine(
                source,
                self.file_no,
                self.columns.kind,
                amounts,
                note="a row without a date of service and without money",
            )
        status_word = self.text(cells, "status")
        return ClaimLine(
            source=source,
            file_no=self.file_no,
            kind=self.columns.kind,
            amounts=amounts,
            service_date=service_date,
            processed_date=self._date(row, "processed_date", needed=False),
            claim_id=self._identifier(cells, "claim_id"),
            line_id=self.text(cells, "line_id"),
            person=self.text(cells, "person"),
            provider=" ".join(self.text(cells, "provider").split()),
            specialty=self.text(cells, "specialty"),
            claim_type=self.text(cells, "claim_type"),
            description=self.text(cells, "description"),
            code=self.text(cells, "code").upper(),
            revenue=self.text(cells, "revenue"),
            place=self.text(cells, "place"),
            drug=self.text(cells, "drug"),
            ndc=self._identifier(cells, "ndc"),
            status_word=status_word,
            status=self._status(row, status_word, amounts),
            benefit=Benefit(self.columns.benefit),
            other_payer=other_payer,
            rx=self._identifier(cells, "rx"),
        )

    def _note(self, row: Row) -> str:
        cells = row.cells
        filled = [cell for cell in cells if cell]
        if tuple(fold(cell) for cell in cells) == tuple(fold(cell) for cell in self.table.header):
            return "the heading, repeated"
        date_cell = self.text(cells, "service_date")
        has_date = True
        try:
            has_date = parse_date(date_cell) is not None
        except DateError:
            has_date = bool(re.search(r"\d", date_cell)) and len(date_cell) <= 30
        if any(_TOTAL.fullmatch(cell) for cell in filled[:4] if len(cell) < 60) or (
            not has_date and any(_TOTAL.fullmatch(cell) for cell in filled)
        ):
            return "a total"
        if (
            self.columns.trailer_blank is not None
            and self.columns.trailer_blank < len(cells)
            and not cells[self.columns.trailer_blank]
        ):
            return "a total"
        if not has_date:
            money = [cell for cell in filled if _MONEY_LIKE.fullmatch(cell)]
            if not money or (len(filled) <= 2 and len(cells) != len(self.table.header)):
                return "a note"
            if len(filled) <= 2 and any(len(cell) > 30 for cell in filled):
                return "a note"
        return ""

    def _cell(self, cells: tuple[str, ...], number: int) -> str:
        if number >= len(cells):
            return ""
        cell = cells[number]
        if cell.startswith('="') and cell.endswith('"'):  # a spreadsheet's guard around text
            return cell[2:-1]
        return cell

    def text(self, cells: tuple[str, ...], name: str) -> str:
        """A field's text: the first of its cells that isn't blank."""
        for number in self.columns.columns.get(name, ()):
            cell = self._cell(cells, number).strip("\u00a0 ")
            if cell and cell.lower().strip("* ") not in _BLANK_WORDS:
                return cell
        return ""

    def _identifier(self, cells: tuple[str, ...], name: str) -> str:
        text = self.text(cells, name).lstrip("'")
        if name == "claim_id" and is_damaged(text):
            self.damaged_ids += 1
            return ""
        return text

    def _bad(self, row: Row, name: str, value: str, why: str) -> None:
        numbers = self.columns.columns.get(name) or self.columns.sums.get(name) or ()
        heading = self.table.header[numbers[0]] if numbers else name
        shown = " | ".join(row.cells)
        self.problems.append(
            Problem(
                "E-AMOUNT" if "date" not in name else "E-DATE",
                f'column "{heading}": {why}' + (f': "{value[:60]}".' if value else "."),
                f"correct the cell, or leave the row out with a rule in claims.rules.toml:  [[drop]]  rows = [{row.number}]"
                '  reason = "…"',
                f"{self.table.file}, row {row.number}",
                f"{row.number} | {shown[:140]}",
            )
        )

    def _ragged(self, row: Row) -> bool:
        """Whether the row's amounts may stand in wrong columns; the problem is noted."""
        width = len(self.table.header)
        extra = row.cells[width:]
        needed = [
            number
            for name in ("plan_paid", "member_paid", "billed", "allowed", "status")
            for number in (*self.columns.columns.get(name, ()), *self.columns.sums.get(name, ()))
        ]
        if any(extra):
            why = f"the row has {len(row.cells)} cells and the heading has {width}, so its amounts may stand in the wrong columns"
        elif len(row.cells) < width and any(number >= len(row.cells) for number in needed):
            why = f"the row breaks off after {len(row.cells)} of {width} cells"
        else:
            return False
        self.problems.append(
            Problem(
                "E-RAGGED",
                f"{why}.",
                "look for a comma inside a name without quotation marks, or an incomplete download; correct the row, or "
                f'leave it out with a rule:  [[drop]]  rows = [{row.number}]  reason = "…"',
                f"{self.table.file}, row {row.number}",
                f"{row.number} | {' | '.join(row.cells)[:140]}",
            )
        )
        return True

    def _date(self, row: Row, name: str, *, needed: bool) -> dt.date | None:
        text = self.text(row.cells, name)
        try:
            return parse_date(text)
        except DateError as error:
            if needed:
                self._bad(row, name, text, str(error))
            return None

    def amounts(self, row: Row) -> tuple[Amounts, Decimal | None]:
        """A row's four amounts and what another payer paid, in dollars; unknown stays ``None``."""
        values: dict[str, Decimal | None] = {}
        cells = row.cells
        for name in ("billed", "allowed", "discount", "plan_paid", "member_paid", "other_payer"):
            if name in self.columns.columns:
                values[name] = self._money(row, name, self.text(cells, name))
            elif name in self.columns.sums:
                parts = [self._money(row, name, self._cell(cells, number)) for number in self.columns.sums[name]]
                known = [part for part in parts if part is not None]
                values[name] = sum(known, Decimal(0)) if len(known) == len(parts) else None
        for name, rule in self.columns.derive.items():
            total: Decimal | None = None
            for term in rule.split(" - "):
                value = values.get(term)
                if value is None:
                    total = None
                    break
                total = value if total is None else total - value
            values[name] = total
        return (
            Amounts(
                values.get("billed"),
                values.get("allowed"),
                values.get("plan_paid"),
                values.get("member_paid"),
            ),
            values.get("other_payer"),
        )

    def _money(self, row: Row, name: str, text: str) -> Decimal | None:
        try:
            return parse_money(text)
        except MoneyError:
            self._bad(row, name, text, "this is not a dollar amount")
            return None

    def _status(self, row: Row, word: str, amounts: Amounts) -> Status:
        if not word:
            return Status.PAID
        for known, kind in self.rules.status.items():
            if fold(known) == fold(word):
                return Status(kind)
        status = _status_words().get(fold(word))
        if status is not None:
            return status
        self.unknown_status[word] += 1
        if amounts.plan_paid:
            count, total = self.unknown_money.get(word, (0, Decimal(0)))
            self.unknown_money[word] = (count + 1, total + amounts.plan_paid)
        return Status.PAID


def is_damaged(claim_id: str) -> bool:
    """Whether a spreadsheet has spoiled a claim number: scientific notation, or digits past the 15th turned to zeros."""
    if re.fullmatch(r"\d(?:[.,]\d+)?[eE]\+?\d+", claim_id):
        return True
    return claim_id.isdigit() and len(claim_id) > 15 and not claim_id[15:].strip("0")
