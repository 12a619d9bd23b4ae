"""What ``check`` shows: in words for a person, as JSON for a program, and the whole ledger as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from offsetcase.checking import TOP_GROUPS, Check
from offsetcase.classify.suggest import Seen
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.money import show_money
from offsetcase.render.native import SCHEMA_VERSION, json_inputs, json_ledger, json_problems, json_warnings, money
from offsetcase.render.terminal import known_money, show_files, show_ledger, show_unread, show_warnings

LEDGER_COLUMNS = (
    "file", "sheet", "row", "date_of_service", "processed", "person", "claim_number", "line_number", "provider", "code", "drug",
    "status", "billed", "allowed", "plan_paid", "member_paid", "disposition", "category", "reason",
)  # fmt: skip


def report(found: Check, console: Console) -> None:
    """Print the report; problems go to stderr by the caller."""
    show_files(found.files, console)
    show_unread(found.files, console)
    if found.people:
        chosen = f"; the letter would be {found.member}'s" if found.member else ""
        console.print(f"People: {escape(', '.join(found.people) + chosen)}")
    if found.first and found.last:
        console.print(f"Dates of service: {found.first} to {found.last}")
    if found.window:
        console.print(f"Months that count: {found.window.first} to {found.window.last} ({found.window.months})")
    for sentence in found.window_words:
        console.print(f"  {escape(sentence)}", style="dim")
    if found.statuses:
        words = "; ".join(f"{word} = {taken} ({count:,})" for word, (taken, count) in found.statuses.items())
        console.print(f"Status words: {escape(words)}")
    if found.ledger:
        show_ledger(found.ledger, console)
        table = Table("Recognised as", "Rows", "Plan-paid", "Member-paid", box=None, pad_edge=False)
        for column in table.columns[1:]:
            column.justify = "right"
        for key, (rows, plan, member) in found.categories.items():
            table.add_row(key, f"{rows:,}", known_money(plan), known_money(member))
        console.print()
        console.print(table)
    _providers(found.providers, console)
    for rule, lines in found.rules.items():
        console.print(f"Rule: {escape(rule)}: {lines:,} line{'s' if lines != 1 else ''}")
    if found.unclassified:
        more = len(found.unclassified) - TOP_GROUPS
        console.print(
            "\n[bold]Not recognised[/bold], the largest first; the rule below each would settle it (claims.rules.toml). A rule is your "
            "word: take only what is true, with the category that is true.  offsetcase init  asks the same and writes them."
        )
        for group in found.unclassified[:TOP_GROUPS]:
            console.print(f"  {escape(group.text)}: {group.rows:,} rows, {show_money(group.plan_paid)}")
            for line in group.rule.splitlines():
                console.print(f"      {escape(line)}", style="dim", soft_wrap=True)
        if more > 0:
            console.print(f"  and {more} more")
    show_warnings(found.warnings, console)


def _providers(seen: Sequence[Seen], console: Console) -> None:
    """Who was seen: the counted and the unread, so that a therapist who isn't recognised is noticed."""
    people = [one for one in seen if not one.pharmacy]
    if not people:
        return
    table = Table("Who was seen", "Rows", "Plan-paid", "Taken as", box=None, pad_edge=False)
    for column in table.columns[1:3]:
        column.justify = "right"
    for one in people[:TOP_GROUPS]:
        unread = f"not recognised ({one.unread:,})" if one.unread != one.rows else "not recognised"
        words = [*one.taken_as, unread] if one.unread else list(one.taken_as)
        table.add_row(escape(one.provider), f"{one.rows:,}", show_money(one.plan_paid), ", ".join(words))
    console.print()
    console.print(table)
    if len(people) > TOP_GROUPS:
        console.print(f"  and {len(people) - TOP_GROUPS} more")


def report_json(found: Check) -> dict[str, Any]:
    """The report as plain data; ``inputs``, ``warnings`` and ``ledger`` as in ``build``."""
    return {
        "schema_version": SCHEMA_VERSION,
        "inputs": json_inputs(found.files),
        "warnings": json_warnings(found.warnings),
        "problems": json_problems(found.problems),
        "people": found.people,
        "member": found.member or None,
        "span": [str(found.first), str(found.last)] if found.first else None,
        "gaps": found.gaps,
        "window_words": found.window_words,
        "window": [str(found.window.first), str(found.window.last)] if found.window else None,
        "statuses": {word: {"taken_as": taken, "rows": count} for word, (taken, count) in found.statuses.items()},
        "rules": [{"rule": rule, "lines": lines} for rule, lines in found.rules.items()],
        "ledger": json_ledger(found.ledger) if found.ledger else None,
        "categories": {
            key: {"rows": rows, "plan_paid": money(plan), "member_paid": money(member)}
            for key, (rows, plan, member) in found.categories.items()
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
            for one in found.providers
        ],
        "unclassified": [
            {"text": group.text, "rows": group.rows, "plan_paid": money(group.plan_paid), "rule": group.rule}
            for group in found.unclassified
        ],
    }


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def ledger_csv(entries: tuple[LedgerLine, ...]) -> bytes:
    """Every row with its disposition and reason, as CSV; amounts stay numbers, text can't become a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(LEDGER_COLUMNS)
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
        writer.writerow(
            [
                safe_cell(line.source.file),
                safe_cell(line.source.sheet),
                line.source.row,
                line.service_date or "",
                line.processed_date or "",
                *map(safe_cell, texts),
                *("" if amount is None else f"{amount:f}" for amount in line.amounts),
                str(entry.disposition),
                entry.klass.category if entry.disposition is not Disposition.NOT_A_CLAIM else "",
                safe_cell(entry.reason),
            ]
        )
    return out.getvalue().encode("utf-8")
