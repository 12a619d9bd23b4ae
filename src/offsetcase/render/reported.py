"""What ``check`` found as plain data for a program and for the one-file page, and the whole ledger as a table."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from offsetcase.checking import Check
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.money import cell_money, show_money
from offsetcase.render.case_json import SCHEMA_VERSION, json_inputs, json_ledger, json_problems, json_warnings, money

LEDGER_COLUMNS = (
    "file", "sheet", "row", "date_of_service", "processed", "person", "claim_number", "line_number", "provider", "code", "drug",
    "status", "billed", "allowed", "plan_paid", "member_paid", "disposition", "category", "reason",
)  # fmt: skip


def known_money(value: Decimal | None) -> str:
    """An amount, or that it isn't known: never zero for want of an answer."""
    return "unknown" if value is None else show_money(value)


def report_json(checked: Check) -> dict[str, Any]:
    """The report as plain data; ``inputs``, ``warnings`` and ``ledger`` as in ``build``."""
    return {
        "schema_version": SCHEMA_VERSION,
        "inputs": json_inputs(checked.files),
        "warnings": json_warnings(checked.warnings),
        "problems": json_problems(checked.problems),
        "people": checked.people,
        "member": checked.member or None,
        "span": [str(checked.first), str(checked.last)] if checked.first else None,
        "gaps": checked.gaps,
        "window_words": checked.window_words,
        "window": [str(checked.window.first), str(checked.window.last)] if checked.window else None,
        "statuses": {word: {"taken_as": taken, "rows": count} for word, (taken, count) in checked.statuses.items()},
        "rules": [{"rule": rule, "lines": lines} for rule, lines in checked.rules.items()],
        "ledger": json_ledger(checked.ledger) if checked.ledger else None,
        "categories": {
            key: {"rows": rows, "plan_paid": money(plan), "member_paid": money(member)}
            for key, (rows, plan, member) in checked.categories.items()
        },
        "providers": [
            {
                "provider": one.provider,
                "rows": one.rows,
                "plan_paid": money(one.plan_paid),
                "taken_as": list(one.taken_as),
                "unread_rows": one.unread,
                "unread_plan_paid": money(one.unread_paid),
                "unread_visits": one.visits,
                "pharmacy": one.pharmacy,
            }
            for one in checked.providers
        ],
        "unclassified": [
            {"text": group.text, "rows": group.rows, "plan_paid": money(group.plan_paid), "rule": group.rule}
            for group in checked.unclassified
        ],
    }


# The signs that begin a formula, with every form of theirs that is the same sign to Unicode (NFKC), and the minus of mathematics.
_SIGNS = "=+@＝＋－＠﹦﹢﹣﹫⁼⁺⁻₌₊₋﬩−-"
# What no reader sees and some programs pass over: spaces of any width, marks without width, soft hyphens.
_HIDDEN = r"(?:[^\S\t\r\n]|[\xad\u200b-\u200f\u2060-\u2064\ufeff])*"
_BEGINS = re.compile(rf"(?:^|(?<=[;\t\r\n]))(?={_HIDDEN}[{_SIGNS}])|^(?=[\t\r\n])")


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula.

    East Asian spreadsheets take a wide equals sign for ``=``; others pass over what stands before it and can't be seen; and one whose lists
    are parted by semicolons begins a new cell at each.
    """
    return _BEGINS.sub("'", text)


def csv_text(rows: Iterable[Iterable[object]], end: str = "\r\n") -> str:
    """Rows as CSV, each with ``end`` behind it."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator=end).writerows(rows)
    return text.getvalue()


def ledger_csv(entries: tuple[LedgerLine, ...]) -> bytes:
    """Every row with its disposition and reason, as CSV; amounts stay numbers, text can't become a formula."""
    return csv_text(_ledger_rows(entries)).encode("utf-8")


def _ledger_rows(entries: tuple[LedgerLine, ...]) -> Iterator[Sequence[object]]:
    yield LEDGER_COLUMNS
    for entry in entries:
        line = entry.line
        texts = (
            line.person,
            line.claim_id,
            line.line_id,
            line.provider,
            line.code,
            line.drug or entry.named_drug,
            line.status_word,
        )
        yield [
            safe_cell(line.source.file),
            safe_cell(line.source.sheet),
            line.source.row,
            line.service_date or "",
            line.processed_date or "",
            *map(safe_cell, texts),
            *map(cell_money, line.amounts),
            str(entry.disposition),
            entry.klass.category if entry.disposition is not Disposition.NOT_A_CLAIM else "",
            safe_cell(entry.reason),
        ]
