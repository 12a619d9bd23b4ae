"""What ``check`` shows a person on a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from offsetcase.checking import TOP_GROUPS, Check
from offsetcase.classify.suggest import ProviderSeen
from offsetcase.model.money import show_money
from offsetcase.render.reported import known_money
from offsetcase.render.terminal import show_files, show_ledger, show_unread, show_warnings


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


def _providers(seen: Sequence[ProviderSeen], console: Console) -> None:
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
