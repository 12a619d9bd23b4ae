"""One row to one claim line: parse each cell once, keep unknown unknown, and note every bad cell."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source, Status
from offsetcase.model.money import MoneyError
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import Problem
from offsetcase.read.cells import Once, clean_cell, is_damaged, read_comma_money, read_money
from offsetcase.read.columns import ColumnMap
from offsetcase.read.dates import DateError, parse_date
from offsetcase.read.headings import fold
from offsetcase.read.rules import Rules, leave_out
from offsetcase.read.spelling import Spelling
from offsetcase.read.table import Row, Table
from offsetcase.read.totals import NO_DATE

_SPAN = (
    r"(?:(?:19|20)\d\d|q[1-4]|(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?|sub|grand|report|claims?|running|monthly|"
    r"yearly|annual|quarterly|overall|net|page|plan|period|calendar|policy|benefit|month|year|quarter|(?:year|month|quarter)[\s-]+(?:to[\s-]+date|end)|"
    r"ytd|mtd|to date)"
)
_TOTAL = re.compile(
    rf"(?:{_SPAN}[\s-]*)*totals?(?:[\s-]*{_SPAN})*\s*:?|sum\s*:?|totals? (?:paid|amount|billed|due)\s*:?|"
    rf"(?:{_SPAN}\s+)?(?:year|month|quarter)[\s-]to[\s-]date(?: .*)?|ytd(?: .*)?|(?:balance|brought|carried) forward\s*:?|"
    r"(?:generics|insurance) saved you\s*:?",
    re.IGNORECASE,
)
# These could as well be somebody's name: a clinic is called Total for Women.
_TOTAL_OF = re.compile(r"totals? (?:for|of) .*", re.IGNORECASE)
_CLAIM_NUMBER = re.compile(r"(?=.*\d)[\w./-]{2,}")
_MONEY_LIKE = re.compile(r"[-($]*\s*\$?\d[\d,]*(\.\d+)?\)?-?")
# What a spreadsheet program leaves in a cell: a column too narrow, a formula gone wrong, a number as a power of ten.
_SPOILED = re.compile(r"#{3,}|#(?:VALUE|REF|NAME|N/A|NUM|DIV/0|NULL)[!?]?|-?\d(?:[.,]\d+)?[eE][+-]?\d+", re.IGNORECASE)
AGAIN = "download the file again and don't open it in a spreadsheet program first"
_THOUSANDS = re.compile(r"-?\(?\$?\d{1,3}")
_REST = re.compile(r"\d{3}(?:\.\d{1,2})?\)?-?")
_SUPPLY = re.compile(r"[1-9]\d{0,2}", re.ASCII)
_WORDY = re.compile(r"[^\W\d_]{4,}")
_SERIAL = re.compile(r"[34]\d{4}")


@cache
def status_words() -> dict[str, Status]:
    """Each known status word, folded, and how it is taken."""
    return {fold(word): Status(kind) for kind, words in load_toml(data_path("statuses.toml")).items() for word in words}


# The fields of a claim line that are taken over as they stand.
_TEXTS = (
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
)
# Where a claim line holds what is more than a text: lines are many, and each is made whole from a list of its fields.
_SOURCE, _AMOUNTS, _DAY, _PROCESSED, _CLAIM_ID, _STATUS_WORD, _STATUS, _BENEFIT, _OTHER_PAYER, _DAYS_SUPPLY = map(
    ClaimLine._fields.index,
    (
        "source",
        "amounts",
        "service_date",
        "processed_date",
        "claim_id",
        "status_word",
        "status",
        "benefit",
        "other_payer",
        "days_supply",
    ),
)
# A dated row calls itself a total in one of its first filled cells.
_TOTAL_CELLS = 4


def _hints_at_total(cells: tuple[str, ...]) -> bool:
    """A quick look at a dated row, so that the whole pattern is tried on few."""
    first = cells[:_TOTAL_CELLS]
    text = "\n".join(first if all(first) else cells).lower()
    return (
        "total" in text
        or "saved you" in text
        or "sum" in text
        or "ytd" in text
        or "to date" in text
        or "to-date" in text
        or "forward" in text
    )


class RowReader:
    """Reads the rows of one table; collects what is wrong with them."""

    def __init__(self, table: Table, columns: ColumnMap, rules: Rules, file_no: int, spelling: Spelling) -> None:
        self.table = table
        self._money = Once(read_comma_money if spelling.comma else read_money)
        self._cleaned = Once(clean_cell)
        self._day_first = spelling.day_first
        self.columns = columns
        self.rules = rules
        self.file_no = file_no
        self.problems: list[Problem] = []
        self.unknown_status: Counter[str] = Counter()
        self.unknown_money: dict[str, tuple[int, Decimal]] = {}
        self.damaged_ids = 0
        self._width = _usual_width(table)
        # All rows may be wider than their heading by a comma at the end, or all be parted by one in an amount.
        self._wide = self._width > len(_without_tail(table.header))
        self._columns = dict(columns.columns)
        self._folded_header = tuple(fold(cell) for cell in table.header)
        self._first_heading, self._heading = next(((i, cell) for i, cell in enumerate(table.header) if cell), (0, ""))
        negated = {str(name) for name, sign in rules.sign.items() if sign == "negated"}
        self._amount_columns = [
            (name, columns.columns[name], -1 if name in negated else 1)
            for name in ("billed", "allowed", "discount", "plan_paid", "member_paid", "other_payer")
            if name in columns.columns
        ]
        self._amount_sums = [(name, numbers) for name, numbers in columns.sums.items() if name != "member_parts"]
        self._derive = [(name, _terms(rule)) for name, rule in columns.derive.items()]
        self._worked_out = bool(self._amount_sums or columns.times or self._derive)
        # A claim's number is its own; to keep it would win nothing.
        self._texts = [
            (
                _STATUS_WORD if name == "status" else ClaimLine._fields.index(name),
                columns.columns[name],
                clean_cell if name == "claim_id" else self._cleaned.__getitem__,
            )
            for name in _TEXTS
            if name in columns.columns
        ]
        self._blank: list[Any] = [*ClaimLine(Source(table.file, table.sheet, 0), file_no, columns.kind, Amounts())]
        self._blank[_BENEFIT] = Benefit(columns.benefit)
        own = {fold(word): Status(kind) for word, kind in rules.status.items()}
        self._statuses = Once(lambda word: own.get(fold(word)) or status_words().get(fold(word)))
        self._dates = Once(self._parse_date)

    def line(self, row: Row) -> ClaimLine:
        """One row as one claim line; a row that is not a claim gets a note that says what it is."""
        cells = row.cells
        text = self.text
        day = self._dates[text(cells, "service_date")]
        note = self._note(row, day)
        source = Source(self.table.file, self.table.sheet, row.number)
        kept_problems = len(self.problems)
        amounts, other_payer = self.amounts(row)
        if note:
            # A total's or a disclaimer's cells need not parse; what does parse stays in the ledger's sums.
            del self.problems[kept_problems:]
            return ClaimLine(source, self.file_no, self.columns.kind, amounts, note=note)
        if (len(cells) != self._width or self._wide) and self._ragged(row):
            del self.problems[kept_problems:-1]  # what the shifted cells hold says nothing new
            return ClaimLine(source, self.file_no, self.columns.kind, amounts, note="cells out of place")
        if isinstance(day, DateError):
            self._bad(row, "service_date", text(cells, "service_date"), str(day))
            day = None
        elif day is None and len(self.problems) == kept_problems:
            if any(amounts):
                self._bad(row, "service_date", "", "the date of service is missing, and the row has money in it")
            return ClaimLine(source, self.file_no, self.columns.kind, amounts, note=NO_DATE)
        values = self._blank.copy()
        values[_SOURCE], values[_AMOUNTS], values[_DAY], values[_OTHER_PAYER] = source, amounts, day, other_payer
        width = len(cells)
        for at, numbers, cleaned in self._texts:
            for number in numbers:
                if number < width and (cell := cells[number]) and (cell := cleaned(cell)):
                    values[at] = cell
                    break
        if (claim_id := values[_CLAIM_ID]) and is_damaged(claim_id):
            self.damaged_ids += 1
            values[_CLAIM_ID] = ""
        if status_word := values[_STATUS_WORD]:
            values[_STATUS] = self._status(status_word, amounts)
        if processed := text(cells, "processed_date"):
            date = self._dates[processed]
            values[_PROCESSED] = None if isinstance(date, DateError) else date
        if (supply := text(cells, "days_supply")) and _SUPPLY.fullmatch(supply):
            values[_DAYS_SUPPLY] = int(supply)
        return ClaimLine._make(values)

    def _parse_date(self, text: str) -> dt.date | DateError | None:
        """A date, ``None`` for missing, or what is wrong with it."""
        try:
            if self.table.day_zero and _SERIAL.fullmatch(text):
                return self.table.day_zero + dt.timedelta(days=int(text))
            return parse_date(text, day_first=self._day_first)
        except DateError as error:
            return error

    def _note(self, row: Row, day: dt.date | DateError | None) -> str:
        cells = row.cells
        first = self._first_heading
        if first < len(cells) and cells[first] == self._heading and tuple(map(fold, cells)) == self._folded_header:
            return "the heading, repeated"
        dated = isinstance(day, dt.date)
        if isinstance(day, DateError):
            date_cell = self.text(cells, "service_date")
            dated = bool(re.search(r"\d", date_cell)) and len(date_cell) <= 30
            if dated and _WORDY.search(date_cell) and sum(1 for cell in cells if cell) == 1:
                return "a note"  # "Dependent 02: Ben Example": a line between the rows, which holds no money
        if not dated or _hints_at_total(cells):
            filled = [cell for cell in cells if cell]
            if self._is_total(cells, filled[:_TOTAL_CELLS] if dated else filled):
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

    def _is_total(self, cells: tuple[str, ...], searched: list[str]) -> bool:
        """Whether a row calls itself a total, and nothing in it says that it is a claim after all."""
        words = [cell for cell in searched if len(cell) < 60 and (_TOTAL.fullmatch(cell) or _TOTAL_OF.fullmatch(cell))]
        if not words:
            return False
        number = self.text(cells, "claim_id")
        if words == [self.text(cells, "line_id")] and _CLAIM_NUMBER.fullmatch(number):
            return False  # the whole claim's own row
        if any(_TOTAL.fullmatch(cell) for cell in words) and self.text(cells, "provider") not in words:
            return True
        claim = number not in words and _CLAIM_NUMBER.fullmatch(number) is not None
        return not (claim or any(self.text(cells, name) for name in ("code", "drug", "ndc", "rx")))

    def text(self, cells: tuple[str, ...], name: str) -> str:
        """A field's text: the first of its cells that isn't blank."""
        for number in self._columns.get(name, ()):
            if number < len(cells) and (cell := cells[number]) and (cell := self._cleaned[cell]):
                return cell
        return ""

    def _bad(self, row: Row, name: str, value: str, why: str) -> None:
        numbers = self.columns.columns.get(name) or self.columns.sums.get(name) or ()
        heading = self.table.header[numbers[0]] if numbers else name
        shown = " | ".join(row.cells)
        spoiled = bool(_SPOILED.fullmatch(value)) or "spreadsheet" in why
        if spoiled and "spreadsheet" not in why:
            why = "a spreadsheet program has spoiled this cell"
        remedy = f"{AGAIN}, or leave" if spoiled else "correct the cell, or leave"
        where = f"{self.table.file}, row {row.number}"
        code = "E-AMOUNT" if "date" not in name else "E-DATE"
        self.problems.append(
            Problem(
                code,
                f'column "{heading}": {why}' + (f': "{value[:60]}".' if value else "."),
                f"{remedy} the row out with a rule in claims.rules.toml:\n{self._leave_out(row)}",
                where,
                f"{row.number} | {shown[:140]}",
                f"{self.table.file}|{self.table.sheet}|{heading if 'date' in name else 'amount'}|{why}",
            )
        )

    def _leave_out(self, row: Row) -> str:
        return leave_out(self.table.file, row.number, self.table.sheet)

    def _ragged(self, row: Row) -> bool:
        """Whether the row's amounts may stand in wrong columns; the problem is noted."""
        heading = len(self.table.header)
        width = self._width
        needed = [
            number
            for name in ("plan_paid", "member_paid", "billed", "allowed", "status")
            for number in (*self.columns.columns.get(name, ()), *self.columns.sums.get(name, ()))
        ]
        if any(row.cells[heading:]):
            why = f"the row has {len(row.cells)} cells and the heading has {heading}, so its amounts may stand in the wrong columns"
        elif len(row.cells) > width:
            # Its last cell may be blank and the row still be shifted: an amount's comma without quotation marks parts it in two.
            why = f"the row has {len(row.cells)} cells and the others have {width}, so its amounts may stand in the wrong columns"
        elif self._parted(row):
            why = "an amount seems to be parted in two by its own comma, so all behind it stands in the wrong columns"
        elif len(row.cells) < width and any(number >= len(row.cells) for number in needed):
            why = f"the row breaks off after {len(row.cells)} of {width} cells"
        else:
            return False
        self.problems.append(
            Problem(
                "E-RAGGED",
                f"{why}.",
                "look for a comma inside a name without quotation marks, or an incomplete download; correct the row, or "
                f"leave it out with a rule in claims.rules.toml:\n{self._leave_out(row)}",
                f"{self.table.file}, row {row.number}",
                f"{row.number} | {' | '.join(row.cells)[:140]}",
                f"{self.table.file}|{self.table.sheet}|{why[:12]}",
            )
        )
        return True

    def _parted(self, row: Row) -> bool:
        """Whether thousands stand in one cell and the rest of the amount in the next."""
        return self._wide and any(
            _THOUSANDS.fullmatch(row.cells[number]) and _REST.fullmatch(row.cells[number + 1])
            for _, numbers, _ in self._amount_columns
            for number in numbers
            if number + 1 < len(row.cells)
        )

    def amounts(self, row: Row) -> tuple[Amounts, Decimal | None]:
        """A row's four amounts and what another payer paid, in dollars; unknown stays ``None``."""
        values: dict[str, Decimal | None] = {}
        cells = row.cells
        width = len(cells)
        money = self._money
        for name, numbers, sign in self._amount_columns:
            value: Decimal | None = None
            for number in numbers:
                try:
                    value = money[cells[number]] if number < width else None
                except MoneyError:
                    self._bad(row, name, cells[number], "this is not a dollar amount")
                    break
                if value is not None:
                    break
            values[name] = -value if sign < 0 and value else value
        if self._worked_out:
            self._work_out(row, values)
        get = values.get
        return Amounts(get("billed"), get("allowed"), get("plan_paid"), get("member_paid")), get("other_payer")

    def _work_out(self, row: Row, values: dict[str, Decimal | None]) -> None:
        """Add the amounts that stand in several columns, are multiplied, or are derived from others; unknown as soon as a part is."""
        for name, numbers in self._amount_sums:
            values[name] = _sum_of([self.money_at(row, number, name) for number in numbers])
        for name, number in self.columns.times.items():
            factor, single = self.money_at(row, number, name), values.get(name)
            values[name] = None if factor is None or single is None else single * factor
        for name, terms in self._derive:
            values[name] = _sum_of(
                [None if (part := values.get(term)) is None else sign * part for sign, term in terms]
            )

    def money_at(self, row: Row, number: int, name: str = "") -> Decimal | None:
        """A cell in dollars; ``None`` where it is not an amount, which is told where it stands in for the field ``name``."""
        try:
            return self._money[row.cells[number]] if number < len(row.cells) else None
        except MoneyError:
            if name:
                self._bad(row, name, row.cells[number], "this is not a dollar amount")
            return None

    def _status(self, word: str, amounts: Amounts) -> Status:
        status = self._statuses[word]
        if status is not None:
            return status
        self.unknown_status[word] += 1
        if amounts.plan_paid:
            count, total = self.unknown_money.get(word, (0, Decimal(0)))
            self.unknown_money[word] = (count + 1, total + amounts.plan_paid)
        return Status.PAID


def _without_tail(cells: tuple[str, ...]) -> tuple[str, ...]:
    """The cells without the blank ones at the end."""
    width = len(cells)
    while width and not cells[width - 1]:
        width -= 1
    return cells[:width]


def _usual_width(table: Table) -> int:
    """How many cells most rows have; the heading's number where there are no rows."""
    widths = Counter(len(row.cells) for row in table.rows)
    return max(widths, key=lambda width: (widths[width], width == len(table.header))) if widths else len(table.header)


def _terms(rule: str) -> list[tuple[int, str]]:
    """``a - b + c`` as signs and names."""
    words = ["+", *rule.split()]
    return [(-1 if sign == "-" else 1, name) for sign, name in zip(words[::2], words[1::2], strict=True)]


def _sum_of(parts: Sequence[Decimal | None]) -> Decimal | None:
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None
