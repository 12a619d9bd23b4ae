"""Rows of a table to claim lines: parse each cell once, keep unknown unknown, and name every bad row.

All bad rows of a file are reported together, up to a limit, so that a tired person mends them in one sitting.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from pathlib import Path

from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source, Status
from offsetcase.model.money import MoneyError, parse_money
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.read.dates import DateError, parse_date
from offsetcase.read.formats import ColumnMap, fold, header_score, map_columns
from offsetcase.read.rules import Rules
from offsetcase.read.table import Row, Table, read_table

MINIMUM_HEADER_FIELDS = 3
MAX_REPORTED = 20
_TOTAL = re.compile(
    r"((sub|grand|report|claims?|running)?[\s-]*totals?|sum|totals? (paid|amount|billed|due|for .*|of .*)|"
    r"(generics|insurance) saved you)\s*:?",
    re.IGNORECASE,
)
_MONEY_LIKE = re.compile(r"[-($]*\s*\$?\d[\d,]*(\.\d+)?\)?-?")
_BLANK_WORDS = frozenset({"unavailable", "not available", "n/a", "-", "none", "null"})


@dataclass(frozen=True, slots=True)
class ReadFile:
    """One file as read: how it was recognised, its columns, and its lines in file order."""

    path: Path
    table: Table
    columns: ColumnMap
    lines: tuple[ClaimLine, ...]
    warnings: tuple[Problem, ...]

    @property
    def rows(self) -> int:
        """How many non-blank rows stand after the heading; each is one ledger line."""
        return len(self.lines)


@cache
def _status_words() -> dict[str, Status]:
    return {
        fold(word): Status(kind) for kind, words in load_toml(data_path("statuses.toml")).items() for word in words
    }


@dataclass(slots=True)
class _Reader:
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
        amounts, other_payer = self._amounts(row)
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
                source, self.file_no, self.columns.kind, amounts, note="a row without a date of service and without money"
            )
        status_word = self._text(cells, "status")
        return ClaimLine(
            source=source,
            file_no=self.file_no,
            kind=self.columns.kind,
            amounts=amounts,
            service_date=service_date,
            processed_date=self._date(row, "processed_date", needed=False),
            claim_id=self._identifier(cells, "claim_id"),
            line_id=self._text(cells, "line_id"),
            person=self._text(cells, "person"),
            provider=" ".join(self._text(cells, "provider").split()),
            specialty=self._text(cells, "specialty"),
            claim_type=self._text(cells, "claim_type"),
            description=self._text(cells, "description"),
            code=self._text(cells, "code").upper(),
            revenue=self._text(cells, "revenue"),
            place=self._text(cells, "place"),
            drug=self._text(cells, "drug"),
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
        date_cell = self._text(cells, "service_date")
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

    def _text(self, cells: tuple[str, ...], name: str) -> str:
        for number in self.columns.columns.get(name, ()):
            cell = self._cell(cells, number).strip("\u00a0 ")
            if cell and cell.lower().strip("* ") not in _BLANK_WORDS:
                return cell
        return ""

    def _identifier(self, cells: tuple[str, ...], name: str) -> str:
        text = self._text(cells, name).lstrip("'")
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
                f"leave it out with a rule:  [[drop]]  rows = [{row.number}]  reason = \"…\"",
                f"{self.table.file}, row {row.number}",
                f"{row.number} | {' | '.join(row.cells)[:140]}",
            )
        )
        return True

    def _date(self, row: Row, name: str, *, needed: bool) -> dt.date | None:
        text = self._text(row.cells, name)
        try:
            return parse_date(text)
        except DateError as error:
            if needed:
                self._bad(row, name, text, str(error))
            return None

    def _amounts(self, row: Row) -> tuple[Amounts, Decimal | None]:
        values: dict[str, Decimal | None] = {}
        cells = row.cells
        for name in ("billed", "allowed", "discount", "plan_paid", "member_paid", "other_payer"):
            if name in self.columns.columns:
                values[name] = self._money(row, name, self._text(cells, name))
            elif name in self.columns.sums:
                parts = [
                    self._money(row, name, self._cell(cells, number)) for number in self.columns.sums[name]
                ]
                values[name] = None if any(part is None for part in parts) else sum(parts, Decimal(0))  # type: ignore[arg-type]
        for name, rule in self.columns.derive.items():
            total: Decimal | None = None
            for i, term in enumerate(rule.split(" - ")):
                value = values.get(term)
                if value is None:
                    total = None
                    break
                total = value if i == 0 else total - value  # type: ignore[operator]
            values[name] = total
        return (
            Amounts(values.get("billed"), values.get("allowed"), values.get("plan_paid"), values.get("member_paid")),
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


def read_file(path: Path, rules: Rules, file_no: int) -> ReadFile:
    """Read one file into claim lines.

    Args:
        path: the file.
        rules: the user's rules; columns, status words and dropped rows are used here.
        file_no: the file's place on the command line, from 0.

    Raises:
        OffsetcaseError: with every problem of the file at once (status 2 or 4).
    """
    table = read_table(path, header_score, MINIMUM_HEADER_FIELDS)
    columns = map_columns(table.header, table.file, table.header_row, rules.columns)
    reader = _Reader(table, columns, rules, file_no)
    lines = [_dropped(row, reader) or reader.line(row) for row in table.rows]
    for word, (count, total) in reader.unknown_money.items():
        reader.problems.append(
            Problem(
                "E-STATUS",
                f'the status "{word}" is not known; it stands on {count} row{"s" if count > 1 else ""} with '
                f"${total:,.2f} of plan-paid money.",
                f'say what it means in claims.rules.toml:  [status]  "{word}" = "paid"   (or "denied", "pending", '
                '"reversed", "not-a-claim")',
                table.file,
            )
        )
    if reader.problems:
        raise OffsetcaseError(_capped(reader.problems, table.file), ExitCode.INPUT)
    if not any(not line.note for line in lines):
        raise OffsetcaseError(
            Problem(
                "E-NO-ROWS",
                "there is a heading but no claim below it.",
                "check the date range of the export and download it again.",
                f"{table.file}, row {table.header_row}",
            ),
            ExitCode.INPUT,
        )
    warnings = [*columns.warnings]
    for word, count in reader.unknown_status.items():
        if word not in reader.unknown_money:
            warnings.append(
                Problem(
                    "W-STATUS",
                    f'The status "{word}" is not known; its {count} row{"s have" if count > 1 else " has"} no plan-paid '
                    "money, so nothing depends on it.",
                    where=table.file,
                )
            )
    if reader.damaged_ids:
        warnings.append(
            Problem(
                "W-CLAIM-NUMBER",
                f"{reader.damaged_ids} claim number{'s were' if reader.damaged_ids > 1 else ' was'} damaged by a "
                "spreadsheet program and "
                f"{'are' if reader.damaged_ids > 1 else 'is'} not used to compare claims.",
                "use the file as downloaded, not opened and saved in a spreadsheet.",
                table.file,
            )
        )
    return ReadFile(path, table, columns, tuple(lines), tuple(warnings))


def _capped(problems: list[Problem], file: str) -> list[Problem]:
    if len(problems) <= MAX_REPORTED:
        return problems
    rest = len(problems) - MAX_REPORTED
    more = Problem("E-MORE", f"and {rest} more problems of this kind.", "mend these first, then run the command again.", file)
    return [*problems[:MAX_REPORTED], more]


def _dropped(row: Row, reader: _Reader) -> ClaimLine | None:
    for rule in reader.rules.drop:
        if rule.file and rule.file != reader.table.file:
            continue
        hit = row.number in rule.rows
        if not hit and not rule.empty:
            cells = row.cells
            hit = matches(
                rule.provider_contains,
                rule.description_contains,
                rule.drug_contains,
                " ".join(reader._text(cells, "provider").split()),
                " ".join((reader._text(cells, "description"), reader._text(cells, "claim_type"))),
                reader._text(cells, "drug"),
            )
        if hit:
            kept = len(reader.problems)
            amounts, _ = reader._amounts(row)
            del reader.problems[kept:]
            return ClaimLine(
                Source(reader.table.file, "", row.number),
                reader.file_no,
                reader.columns.kind,
                amounts,
                note=f"dropped by your rule: {rule.reason or 'no reason given'}",
            )
    return None


def matches(provider_words: str, description_words: str, drug_words: str, provider: str, description: str, drug: str) -> bool:
    """Whether a line's text holds every word group that a rule gives, without regard to case."""
    pairs = ((provider_words, provider), (description_words, f"{description} {drug}"), (drug_words, drug))
    return all(words.casefold() in text.casefold() for words, text in pairs if words)


def read_all(paths: list[Path], rules: Rules) -> list[ReadFile]:
    """Read every file; all problems of all files are raised together.

    Raises:
        OffsetcaseError: with the highest status among the files' troubles.
    """
    found: list[ReadFile] = []
    problems: list[Problem] = []
    worst = ExitCode.DONE
    for number, path in enumerate(paths):
        try:
            found.append(read_file(path, rules, number))
        except OffsetcaseError as error:
            problems.extend(error.problems)
            worst = error.exit_code if worst in (ExitCode.DONE, error.exit_code) else ExitCode.INPUT
    if problems:
        raise OffsetcaseError(problems, worst)
    return found
