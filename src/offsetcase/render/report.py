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


def report(checked: Check, console: Console) -> None:
    """Print the report; problems go to stderr by the caller."""
    show_files(checked.files, console)
    show_unread(checked.files, console)
    if checked.people:
        chosen = f"; the letter would be {checked.member}'s" if checked.member else ""
        console.print(f"People: {escape(', '.join(checked.people) + chosen)}")
    if checked.first and checked.last:
        console.print(f"Dates of service: {checked.first} to {checked.last}")
    if checked.window:
        console.print(f"Months that count: {checked.window.first} to {checked.window.last} ({checked.window.months})")
    for sentence in checked.window_words:
        console.print(f"  {escape(sentence)}", style="dim")
    if checked.statuses:
        words = "; ".join(f"{word} = {taken} ({count:,})" for word, (taken, count) in checked.statuses.items())
        console.print(f"Status words: {escape(words)}")
    if checked.ledger:
        show_ledger(checked.ledger, console)
        table = Table("Recognised as", "Rows", "Plan-paid", "Member-paid", box=None, pad_edge=False)
        for column in table.columns[1:]:
            column.justify = "right"
        for key, (rows, plan, member) in checked.categories.items():
            table.add_row(key, f"{rows:,}", known_money(plan), known_money(member))
        console.print()
        console.print(table)
    _providers(checked.providers, console)
    for rule, lines in checked.rules.items():
        console.print(f"Rule: {escape(rule)}: {lines:,} line{'s' if lines != 1 else ''}")
    if checked.unclassified:
        more = len(checked.unclassified) - TOP_GROUPS
        console.print(
            "\n[bold]Not recognised[/bold], the largest first; the rule below each would settle it (claims.rules.toml). A rule is your "
            "word: take only what is true, with the category that is true.  offsetcase init  asks the same and writes them."
        )
        for group in checked.unclassified[:TOP_GROUPS]:
            console.print(f"  {escape(group.text)}: {group.rows:,} rows, {show_money(group.plan_paid)}")
            for line in group.rule.splitlines():
                console.print(f"      {escape(line)}", style="dim", soft_wrap=True)
        if more > 0:
            console.print(f"  and {more} more")
    show_warnings(checked.warnings, console)


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
