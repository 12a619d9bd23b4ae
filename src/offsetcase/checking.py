"""How the files were read, shown before anything is argued: the story of ``offsetcase check`` on one page.

Like ``pipeline``, but it goes on after a trouble, so that a report is there whatever is wrong.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TypeVar

from offsetcase.case.assemble import Ledger
from offsetcase.case.plan_paid import no_plan_paid
from offsetcase.case.request import Request
from offsetcase.case.window import Month, Window, future_rows, own_days
from offsetcase.case.window_words import gap_words, month_gaps, window_words
from offsetcase.classify.classify import rule_uses
from offsetcase.classify.suggest import ProviderSeen, UnsettledLines, providers_seen, unread_groups
from offsetcase.clean.people import people
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, gathered
from offsetcase.read.claims import ReadFile, formats_of, read_files
from offsetcase.stages import Given, ledger_of, own_drugs, own_lines, read_warnings, take, window_of

TOP_GROUPS = 10
Made = TypeVar("Made")


@dataclass(slots=True)
class Check:
    """Everything the report says. ``exit_code`` is what the build's would be, but never 3."""

    files: list[ReadFile] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    exit_code: ExitCode = ExitCode.DONE
    people: list[str] = field(default_factory=list)
    member: str = ""
    indication: str = "depression"
    statuses: dict[str, tuple[str, int]] = field(default_factory=dict)
    first: dt.date | None = None
    last: dt.date | None = None
    gaps: list[str] = field(default_factory=list)
    window: Window | None = None
    ledger: Ledger | None = None
    categories: dict[str, tuple[int, Decimal | None, Decimal | None]] = field(default_factory=dict)
    window_words: list[str] = field(default_factory=list)
    providers: list[ProviderSeen] = field(default_factory=list)
    rules: dict[str, int] = field(default_factory=dict)
    unclassified: list[UnsettledLines] = field(default_factory=list)

    def add(self, error: OffsetcaseError) -> None:
        """Note a trouble; the first one's status stands."""
        self.problems = list(gathered([*self.problems, *error.problems]))
        if self.exit_code is ExitCode.DONE:
            self.exit_code = error.exit_code

    def go_on(self, stage: Callable[[], Made]) -> Made | None:
        """What a stage makes; ``None`` where it can't, which is noted."""
        try:
            return stage()
        except OffsetcaseError as error:
            self.add(error)
            return None


def check_files(request: Request, read: Sequence[ReadFile] | None = None) -> Check:
    """Read, clean and classify, and report.

    Args:
        request: the files and options.
        read: the same files, where they were read already.

    Raises:
        OffsetcaseError: the case or rules file can't be used (status 2); nothing can be reported without them.
    """
    checked = _check(take(request), read)
    if checked.problems:
        # A rule may well touch what a trouble kept from being read.
        checked.warnings = [warning for warning in checked.warnings if warning.code != "W-RULE-UNUSED"]
    return checked


def _check(given: Given, read: Sequence[ReadFile] | None) -> Check:
    checked = Check(indication=given.indication)
    drugs = checked.go_on(lambda: own_drugs(given)) or frozenset()
    checked.files, troubles = (list(read), []) if read else read_files(given.request.claims, given.rules)
    for trouble in troubles:
        checked.add(trouble)
    lines = [line for file in checked.files for line in file.lines]
    checked.warnings.extend(read_warnings(given, checked.files, lines))
    if not lines:
        return checked
    checked.people = list(people(lines, formats_of(checked.files)).names)
    seen: Counter[tuple[str, str]] = Counter((line.status_word, str(line.status)) for line in lines if not line.note)
    checked.statuses = {word or "(blank)": (taken, count) for (word, taken), count in seen.most_common()}
    own = checked.go_on(lambda: own_lines(given, checked.files, lines))
    if own is None:
        return checked
    cleaned, noted = own
    checked.member = cleaned.member or ""
    checked.warnings.extend(noted)
    _span(checked, cleaned.entries)
    if missing := no_plan_paid(checked.files, lines):
        checked.add(OffsetcaseError(missing, ExitCode.INPUT))
    checked.window = checked.go_on(lambda: window_of(given, cleaned))
    checked.rules = rule_uses(cleaned.entries)
    whole = Window(Month(1900, 1), Month(2100, 12), given.today)
    checked.ledger = ledger_of(given, cleaned, checked.window or whole, drugs)
    _categories(checked)
    if checked.window:
        checked.window_words = window_words(checked.window, checked.ledger.entries)
        checked.warnings.extend(future_rows(checked.ledger.entries, checked.window.as_of))
    elif gaps := gap_words(month_gaps(checked.ledger.entries)):
        checked.window_words = [gaps]
    checked.providers = providers_seen(checked.ledger.entries)
    checked.unclassified = unread_groups(checked.ledger.entries, checked.files)
    return checked


def _span(checked: Check, entries: Sequence[LedgerLine]) -> None:
    days = own_days(entries)
    if days:
        checked.first, checked.last = min(days), max(days)
    checked.gaps = list(map(str, month_gaps(entries)))


def _add(total: Decimal | None, amount: Decimal | None) -> Decimal | None:
    """A sum over the known amounts; unknown as long as none is known."""
    return total if amount is None else amount + (total or Decimal(0))


def _categories(checked: Check) -> None:
    totals: dict[str, tuple[int, Decimal | None, Decimal | None]] = {}
    assert checked.ledger is not None
    for entry in checked.ledger.entries:
        if entry.disposition in (Disposition.COUNTED, Disposition.OUTSIDE_WINDOW):
            key = entry.klass.category or "unclassified"
            rows, plan, member = totals.get(key, (0, None, None))
            amounts = entry.line.amounts
            totals[key] = (rows + 1, _add(plan, amounts.plan_paid), _add(member, amounts.member_paid))
    checked.categories = dict(sorted(totals.items()))
