"""One row to one claim line: parse each cell once, keep unknown unknown, and note every bad cell."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from decimal import Decimal
from functools import cache, lru_cache

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
_SUPPLY = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_SERIAL = re.compile(r"[34]\d{4}")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_BLANK_WORDS = frozenset({"unavailable", "not available", "n/a", "-", "none", "null"})


@cache
def status_words() -> dict[str, Status]:
    """Each known status word, folded, and how it is taken."""
    return {fold(word): Status(kind) for kind, words in load_toml(data_path("statuses.toml")).items() for word in words}


# The text fields in the order in which a claim line holds them, with the dates and the status word at the ends.
_TEXTS = (
    "processed_date",
    "claim_id",
    "line_id",
    "person",
    "provider",
    "specialty",
    "claim_type",
    "description",
    "code",
    "revenue",
    "place",
    "drug",
    "ndc",
    "status",
    "rx",
    "days_supply",
)


@lru_cache(maxsize=65536)
def clean_cell(cell: str) -> str:
    """A cell's text without a spreadsheet's guard (``="123"``, ``'123``) and without words for missing."""
    if cell.startswith('="') and cell.endswith('"'):
        cell = cell[2:-1]
    cell = " ".join(cell.lstrip("'").split())
    return "" if cell.lower().strip("* ") in _BLANK_WORDS else cell


def _hints_at_total(cells: tuple[str, ...]) -> bool:
    """A quick look, so that the whole pattern is tried on few rows."""
    text = "\n".join(cells).lower()
    return "total" in text or "saved you" in text or "sum" in text


@lru_cache(maxsize=65536)
def read_money(cell: str) -> Decimal | None:
    """One cell as dollars; see ``parse_money``. Most cells are plain digits, which need no more than a look."""
    digits = cell[1:] if cell[:1] == "$" else cell
    if len(digits) < 15 and digits.isascii() and digits.replace(".", "", 1).isdigit():
        return Decimal(digits)
    return parse_money(clean_cell(cell))


class RowReader:
    """Reads the rows of one table; collects what is wrong with them."""

    def __init__(self, table: Table, columns: ColumnMap, rules: Rules, file_no: int) -> None:
        self.table = table
        self.columns = columns
        self.rules = rules
        self.file_no = file_no
        self.problems: list[Problem] = []
        self.unknown_status: Counter[str] = Counter()
        self.unknown_money: dict[str, tuple[int, Decimal]] = {}
        self.damaged_ids = 0
        self._width = len(table.header)
        self._columns = dict(columns.columns)
        self._folded_header = tuple(fold(cell) for cell in table.header)
        self._first_heading = next((i for i, cell in enumerate(table.header) if cell), 0)
        negated = {str(name) for name, sign in rules.sign.items() if sign == "negated"}
        self._amount_columns = [
            (name, columns.columns[name], -1 if name in negated else 1)
            for name in ("billed", "allowed", "discount", "plan_paid", "member_paid", "other_payer")
            if name in columns.columns
        ]
        self._amount_sums = [(name, numbers) for name, numbers in columns.sums.items() if name != "member_parts"]
        self._derive = [(name, rule.split(" - ")) for name, rule in columns.derive.items()]
        self._texts = [(at, columns.columns[name]) for at, name in enumerate(_TEXTS) if name in columns.columns]
        self._benefit = Benefit(columns.benefit)
        self._statuses = {fold(word): Status(kind) for word, kind in rules.status.items()}
        self._dates: dict[str, dt.date | DateError | None] = {}

    def line(self, row: Row) -> ClaimLine:
        """One row as one claim line; a row that is no claim gets a note that says what it is."""
        cells = row.cells
        text = self.text
        day = self._parse_date(text(cells, "service_date"))
        note = self._note(row, day)
        source = Source(self.table.file, self.table.sheet, row.number)
        kept_problems = len(self.problems)
        amounts, other_payer = self.amounts(row)
        if note:
            # A total's or a disclaimer's cells need not parse; what does parse stays in the ledger's sums.
            del self.problems[kept_problems:]
            return ClaimLine(source, self.file_no, self.columns.kind, amounts, note=note)
        if len(cells) != self._width and self._ragged(row):
            del self.problems[kept_problems:-1]  # what the shifted cells hold is no news
            return ClaimLine(source, self.file_no, self.columns.kind, amounts, note="cells out of place")
        if isinstance(day, DateError):
            self._bad(row, "service_date", text(cells, "service_date"), str(day))
            day = None
        elif day is None and len(self.problems) == kept_problems:
            if any(amounts):
                self._bad(row, "service_date", "", "the date of service is missing, and the row has money in it")
            words = "a row without a date of service and without money"
            return ClaimLine(source, self.file_no, self.columns.kind, amounts, note=words)
        values = [""] * len(_TEXTS)
        for at, numbers in self._texts:
            for number in numbers:
                if number < len(cells) and (cell := cells[number]) and (cell := clean_cell(cell)):
                    values[at] = cell
                    break
        processed_text, claim_id, line_id, person, provider, specialty, claim_type, description = values[:8]
        code, revenue, place, drug, ndc, status_word, rx, supply = values[8:]
        processed = self._parse_date(processed_text) if processed_text else None
        if claim_id and is_damaged(claim_id):
            self.damaged_ids += 1
            claim_id = ""
        return ClaimLine(
            source,
            self.file_no,
            self.columns.kind,
            amounts,
            day,
            None if isinstance(processed, DateError) else processed,
            claim_id,
            line_id,
            person,
            provider,
            specialty,
            claim_type,
            description,
            code,
            revenue,
            place,
            drug,
            ndc,
            status_word,
            self._status(status_word, amounts) if status_word else Status.PAID,
            self._benefit,
            other_payer,
            rx,
            days_supply=int(supply) if _SUPPLY.fullmatch(supply) else None,
        )

    def _parse_date(self, text: str) -> dt.date | DateError | None:
        """A date, ``None`` for missing, or what is wrong with it; each spelling is parsed once."""
        if text not in self._dates:
            try:
                if self.table.serial_dates and _SERIAL.fullmatch(text):
                    self._dates[text] = dt.date(1899, 12, 30) + dt.timedelta(days=int(text))
                    return self._dates[text]
                self._dates[text] = parse_date(text, day_first=self.rules.date_order == "day-first")
            except DateError as error:
                self._dates[text] = error
        return self._dates[text]

    def _note(self, row: Row, day: dt.date | DateError | None) -> str:
        cells = row.cells
        header = self.table.header
        if cells[: self._first_heading + 1][-1:] == header[self._first_heading : self._first_heading + 1] and (
            tuple(fold(cell) for cell in cells) == self._folded_header
        ):
            return "the heading, repeated"
        dated = isinstance(day, dt.date)
        if isinstance(day, DateError):
            date_cell = self.text(cells, "service_date")
            dated = bool(re.search(r"\d", date_cell)) and len(date_cell) <= 30
        if not dated or _hints_at_total(cells):
            filled = [cell for cell in cells if cell]
            if any(_TOTAL.fullmatch(cell) for cell in (filled[:4] if dated else filled) if len(cell) < 60):
                return (
                    "a total"
                    if not any("saved you" in cell.lower() for cell in filled)
                    else "a total off the cash price"
                )
        blank = self.columns.trailer_blank
        if blank is not None and blank < len(cells) and not cells[blank]:
            return "a total"
        if not dated:
            money = [cell for cell in filled if _MONEY_LIKE.fullmatch(cell)]
            if not money or (len(filled) <= 2 and len(cells) != self._width):
                return "a note"
            if len(filled) <= 2 and any(len(cell) > 30 for cell in filled):
                return "a note"
        return ""

    def text(self, cells: tuple[str, ...], name: str) -> str:
        """A field's text: the first of its cells that isn't blank."""
        for number in self._columns.get(name, ()):
            if number < len(cells) and (cell := cells[number]) and (cell := clean_cell(cell)):
                return cell
        return ""

    def _bad(self, row: Row, name: str, value: str, why: str) -> None:
        numbers = self.columns.columns.get(name) or self.columns.sums.get(name) or ()
        heading = self.table.header[numbers[0]] if numbers else name
        shown = " | ".join(row.cells)
        self.problems.append(
            Problem(
                "E-AMOUNT" if "date" not in name else "E-DATE",
                f'column "{heading}": {why}' + (f': "{value[:60]}".' if value else "."),
                f'correct the cell, or leave the row out with a rule in claims.rules.toml:\n[[drop]]\nrows = [{row.number}]\nreason = "…"',
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
                f'leave it out with a rule in claims.rules.toml:\n[[drop]]\nrows = [{row.number}]\nreason = "…"',
                f"{self.table.file}, row {row.number}",
                f"{row.number} | {' | '.join(row.cells)[:140]}",
            )
        )
        return True

    def amounts(self, row: Row) -> tuple[Amounts, Decimal | None]:
        """A row's four amounts and what another payer paid, in dollars; unknown stays ``None``."""
        values: dict[str, Decimal | None] = {}
        cells = row.cells
        width = len(cells)
        for name, numbers, sign in self._amount_columns:
            value: Decimal | None = None
            for number in numbers:
                try:
                    value = read_money(cells[number]) if number < width else None
                except MoneyError:
                    self._bad(row, name, cells[number], "this is not a dollar amount")
                    break
                if value is not None:
                    break
            values[name] = -value if sign < 0 and value else value
        for name, numbers in self._amount_sums:
            parts = [self._summand(row, name, number) for number in numbers]
            known = [part for part in parts if part is not None]
            values[name] = sum(known, Decimal(0)) if len(known) == len(parts) else None
        for name, number in self.columns.times.items():
            factor, single = self._summand(row, name, number), values.get(name)
            values[name] = None if factor is None or single is None else single * factor
        for name, terms in self._derive:
            total: Decimal | None = None
            for term in terms:
                part = values.get(term)
                if part is None:
                    total = None
                    break
                total = part if total is None else total - part
            values[name] = total
        return (
            Amounts(values.get("billed"), values.get("allowed"), values.get("plan_paid"), values.get("member_paid")),
            values.get("other_payer"),
        )

    def _summand(self, row: Row, name: str, number: int) -> Decimal | None:
        try:
            return read_money(row.cells[number]) if number < len(row.cells) else None
        except MoneyError:
            self._bad(row, name, row.cells[number], "this is not a dollar amount")
            return None

    def _status(self, word: str, amounts: Amounts) -> Status:
        folded = fold(word)
        status = self._statuses.get(folded) or status_words().get(folded)
        if status is not None:
            return status
        self.unknown_status[word] += 1
        if amounts.plan_paid:
            count, total = self.unknown_money.get(word, (0, Decimal(0)))
            self.unknown_money[word] = (count + 1, total + amounts.plan_paid)
        return Status.PAID


def is_damaged(claim_id: str) -> bool:
    """Whether a spreadsheet has spoiled a claim number: scientific notation, or digits past the 15th turned to zeros."""
    if ("E" in claim_id or "e" in claim_id) and _SCIENTIFIC.fullmatch(claim_id):
        return True
    return len(claim_id) > 15 and claim_id.isdigit() and not claim_id[15:].strip("0")
