"""What the command says: how the files were read, what was counted, what came out, what is still blank."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from offsetcase.argument.leading import change_sentence, lead_sentence, verdict_sentence
from offsetcase.argument.marks import Blank
from offsetcase.case.assemble import Ledger
from offsetcase.case.window_words import window_words
from offsetcase.classify.categories import label
from offsetcase.model.ledger import Disposition
from offsetcase.model.money import cents_down, percent_down, percent_up, show_money
from offsetcase.model.problem import Problem
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import HORIZON, Verdict
from offsetcase.read.claims import ReadFile
from offsetcase.read.unread import ignore_line
from offsetcase.render.reported import known_money

# Headings that nothing understands and that a person still reads through.
MOST_UNREAD = 8
NOT_ADVICE = "This is neither legal nor medical advice. Check every page before you send it."


def summary(result: CaseResult, console: Console) -> None:
    """Print the reading, the ledger, the comparison and the verdict; what must be settled first stands first."""
    if result.verdict is Verdict.UNDECIDED:
        unread = result.unread
        console.print(
            f"[bold]Settle this first:[/bold] {unread.rows:,} rows with {show_money(unread.unread)} were not recognised, more than "
            f"the {show_money(unread.counted)} that count. offsetcase check shows each with the rule that settles it.\n"
        )
    show_files(result.files, console)
    _count_unread(result.files, console)
    if result.cleaned.member:
        others = len(result.cleaned.others)
        more = f" ({others} other {'person is' if others == 1 else 'people are'} left out)" if others else ""
        console.print(f"Member: [bold]{escape(result.cleaned.member)}[/bold]{more}")
    show_ledger(result.ledger, console)
    unknown = result.ledger.by_disposition.get(Disposition.UNCLASSIFIED)
    if unknown is not None:
        console.print(
            f"{unknown.rows:,} rows ({known_money(unknown.plan_paid)}) were not recognised: offsetcase check shows them, each with "
            "the rule that settles it.",
            style="dim",
        )
    _baseline(result, console)
    for sentence in window_words(result.window, result.ledger.entries):
        console.print(f"  {escape(sentence)}", style="dim")
    if result.offset is not None and any(result.baseline.annual.values()):
        _comparison(result, console)
    console.print(f"\n[bold]Verdict:[/bold] {escape(verdict_sentence(result))}")
    console.print(f"[bold]The letter leads with[/bold] {escape(lead_sentence(result))}")
    console.print(f"[bold]What would change that:[/bold] {escape(change_sentence(result))}")
    show_warnings(result.warnings, console)


def show_warnings(warnings: Sequence[Problem], console: Console) -> None:
    """Print what a reader must be told."""
    for warning in warnings:
        where = f"{warning.where}: " if warning.where else ""
        remedy = f" {warning.remedy}" if warning.remedy else ""
        console.print(f"[yellow]Note[/yellow] {escape(where + warning.text + remedy)}")


def show_files(files: Sequence[ReadFile], console: Console) -> None:
    """Print how each file was recognised and which columns count."""
    for file in files:
        sheet = f" [{file.table.sheet}]" if file.table.sheet else ""
        heading = (
            f"; heading in row {file.table.header_row}, {file.rows:,} rows below it"
            if file.table.header
            else f"; {file.rows:,} lines"
        )
        console.print(
            f"[bold]{escape(file.table.file + sheet)}[/bold]: {escape(file.columns.name)} ({file.columns.why}){heading}"
        )
        shown = []
        for name in ("service_date", "plan_paid", "member_paid", "drug", "code"):
            numbers = file.columns.columns.get(name) or file.columns.sums.get(name)
            if numbers:
                shown.append(f"{name.replace('_', ' ')} = {' + '.join(repr(file.table.header[n]) for n in numbers)}")
            elif name in file.columns.derive:
                shown.append(f"{name.replace('_', ' ')} = {file.columns.derive[name].replace('_', ' ')}")
        if shown:
            console.print(f"  {escape('; '.join(shown))}", style="dim")


def show_unread(files: Sequence[ReadFile], console: Console) -> None:
    """Print the headings that nothing understands, each with cells to know it by and the line that would settle it."""
    for file in files:
        if not file.unread:
            continue
        sheet = f" [{file.table.sheet}]" if file.table.sheet else ""
        console.print(
            f"Headings of {escape(file.table.file + sheet)} that aren't understood; the line behind each, under [columns] "
            "in claims.rules.toml, settles it:",
            soft_wrap=True,
        )
        nothing = []
        for one in file.unread[:MOST_UNREAD]:
            line = one.line
            if line == ignore_line([one.heading]):
                nothing.append(one.heading)
                line = ""
            arrow = f"  →  {line}" if line else ""
            said = f"  {one.heading}: {'; '.join(one.samples)}{arrow}"
            console.print(escape(said), style="dim", soft_wrap=True)
        if nothing:
            console.print(f"  {escape(ignore_line(nothing))}", style="dim", soft_wrap=True)
        if len(file.unread) > MOST_UNREAD:
            console.print(f"  and {len(file.unread) - MOST_UNREAD} more", style="dim")


def _count_unread(files: Sequence[ReadFile], console: Console) -> None:
    """Say in one line of a build that there are headings nothing understands."""
    for file in files:
        if file.unread:
            names = ", ".join(f'"{one.heading}"' for one in file.unread[:MOST_UNREAD])
            more = f" and {len(file.unread) - MOST_UNREAD} more" if len(file.unread) > MOST_UNREAD else ""
            said = f"{file.table.file}: not read: {names}{more} (offsetcase check shows what is in them)."
            console.print(f"[yellow]Note[/yellow] {escape(said)}")


def show_ledger(ledger: Ledger, console: Console) -> None:
    """Print what became of the rows, with the sums that prove that none is lost."""
    table = Table("What became of the rows", "Rows", "Plan-paid", "Member-paid", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for disposition, part in ledger.by_disposition.items():
        style = "bold" if disposition is Disposition.COUNTED else None
        table.add_row(
            str(disposition), f"{part.rows:,}", known_money(part.plan_paid), known_money(part.member_paid), style=style
        )
    total = ledger.total
    table.add_row(
        "all rows", f"{total.rows:,}", known_money(total.plan_paid), known_money(total.member_paid), style="bold"
    )
    console.print()
    console.print(table)


def _baseline(result: CaseResult, console: Console) -> None:
    base = result.baseline
    assumed = " (assumed; say otherwise with --indication)" if result.indication_assumed else ""
    console.print(
        f"\nWhat the plan pays a year for {escape(result.indication)}{assumed}, {base.window.first} to {base.window.last}, "
        f"{base.window.months} months:"
    )
    for key, amount in base.annual.items():
        console.print(f"  {escape(label(key))}: {show_money(amount)}")
    if not base.annual:
        console.print("  nothing that was recognised")
    for key, amount in base.one_off.items():
        console.print(
            f"  {escape(label(key))}: {show_money(amount)} in all, shown but never counted as yearly",
            style="dim",
        )


def _comparison(result: CaseResult, console: Console) -> None:
    offset = result.offset
    assert offset is not None
    table = Table(f"Over {HORIZON} months", "Treatment", "Stops", "Net to plan", box=None, pad_edge=False)
    for column in table.columns[1:]:
        column.justify = "right"
    for words, run in (
        ("average of all outcomes", offset.average),
        ("responder, average course", offset.responder),
        ("response lasts throughout", offset.lasting),
    ):
        table.add_row(words, show_money(run.total_treatment), show_money(run.total_stops), show_money(run.net))
    table.add_row(
        "no response, stop",
        show_money(offset.no_response),
        show_money(Decimal(0)),
        show_money(-offset.no_response),
    )
    console.print()
    console.print(table)
    even = offset.break_even
    turns = []
    if even.price is not None:
        turns.append(f"price {show_money(cents_down(even.price))} a visit")
    if even.share is not None:
        turns.append(f"share that stops {percent_up(even.share)} %")
    if even.month is not None:
        turns.append(
            f"month {even.month} if the response lasts (of 100 such members, about {percent_down(offset.own_chance)})"
        )
    console.print(f"Break-even: {'; '.join(turns) if turns else 'none'}", style="dim")


def blanks(left: Sequence[Blank], case_name: str, console: Console) -> None:
    """Print each blank of the letter with the line of the case file that fills it."""
    if not left:
        console.print("\nNo blanks are left.")
        return
    console.print(
        f"\n[bold]{len(left)} blank{'s are' if len(left) > 1 else ' is'} left in the letter.[/bold] Fill {'them' if len(left) > 1 else 'it'} in {escape(case_name)}:"
    )
    # A table's name stands once, on a line of its own above its lines, as it has to in the file.
    tables: dict[str, list[tuple[Blank, str]]] = {}
    for blank in left:
        table, _, line = blank.fills_with.partition("] ")
        tables.setdefault(f"{table}]", []).append((blank, line))
    for table, lines in tables.items():
        console.print(f"  {escape(table)}", soft_wrap=True)
        for blank, line in lines:
            console.print(f"  {blank.number:>2}. {escape(blank.what)}:  {escape(line)}", soft_wrap=True)
    if any(table.startswith("[prescriber") for table in tables):
        console.print(
            "What stands below \\[prescriber] is your prescriber's to say: the page “Questions for your prescriber” asks for it, "
            "the last of prescriber.pdf in a packet (--packet FOLDER)."
        )
