"""The whole story on one page: files → lines → ledger → baseline → offset → argument → letter.

Every command calls these functions; nothing else decides anything.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal

from offsetcase.case.assemble import Ledger
from offsetcase.case.oddities import oddities
from offsetcase.case.plan_paid import no_plan_paid
from offsetcase.case.request import Request, case_file
from offsetcase.case.settings import CaseFile, letter_kind, text_of
from offsetcase.case.shares import share_names
from offsetcase.case.window import Window, future_rows
from offsetcase.clean.clean import Cleaned
from offsetcase.model.money import show_money
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.offset.alternative import require_own_reason, second_leg, wanted
from offsetcase.offset.assumptions import resolve
from offsetcase.offset.baseline import Baseline, take_baseline
from offsetcase.offset.covered import NO_COMPARISON, choose_alternative
from offsetcase.offset.projection import SESSION_CATEGORY
from offsetcase.offset.protocol import Protocol, choose_protocol, with_days
from offsetcase.offset.result import CaseResult
from offsetcase.offset.scenarios import scenarios
from offsetcase.offset.schedule import schedule_of
from offsetcase.offset.tried import tried
from offsetcase.offset.turning import turning_points
from offsetcase.offset.uncertainty import simulate
from offsetcase.offset.unit_price import per_session
from offsetcase.offset.unread import Unread, take_unread
from offsetcase.offset.verdict import HORIZON, Verdict, project
from offsetcase.papers.compared import Held, compare
from offsetcase.read.claims import ReadFile, read_all
from offsetcase.stages import (
    DEFAULT_INDICATION,
    Given,
    ledger_of,
    own_drugs,
    own_lines,
    read_warnings,
    shares_of,
    take,
    window_of,
)


@dataclass(frozen=True, slots=True)
class History:
    """What the claims say, before any assumption: everything up to the baseline."""

    request: Request
    case: CaseFile
    files: tuple[ReadFile, ...]
    cleaned: Cleaned
    ledger: Ledger
    window: Window
    baseline: Baseline
    unread: Unread
    indication: str
    letter_date: dt.date
    warnings: tuple[Problem, ...]
    papers: Held = field(default_factory=Held)


def build_case(request: Request) -> CaseResult:
    """From files to a verdict.

    Raises:
        OffsetcaseError: anything a user can mend, with the exit status it leads to.
    """
    with _collector_paused():
        given = take(request)
        case = given.case
        # A protocol that isn't known is said before a large file is read.
        _protocol(case, request.protocol, request.sets)
        require_own_reason(case)
        name, _ = wanted(case, request.comparator, None)
        if name != NO_COMPARISON:
            choose_alternative(name, given.indication)
        return project_case(history_of(given))


@contextmanager
def _collector_paused() -> Iterator[None]:
    """No garbage collection while lines are made: they hold no cycles, and walking them again and again takes half the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def read_history(request: Request) -> History:
    """From files to the baseline.

    Raises:
        OffsetcaseError: anything a user can mend, with the exit status it leads to.
    """
    return history_of(take(request))


def history_of(given: Given) -> History:
    """From what was given to the baseline.

    Raises:
        OffsetcaseError: as ``read_history``.
    """
    case, request = given.case, given.request
    drugs = own_drugs(given)
    papers = _papers(case, request)
    files = read_all(list(request.claims), given.rules)
    lines = [line for file in files for line in file.lines]
    if missing := no_plan_paid(files, lines):
        raise OffsetcaseError(missing, ExitCode.INPUT)
    cleaned, noted = own_lines(given, files, lines)
    window = window_of(given, cleaned)
    ledger = ledger_of(given, cleaned, window, drugs)
    baseline = take_baseline(ledger, window, case.assumptions.baseline, request.price_year)
    return History(
        request=request,
        case=case,
        files=tuple(files),
        cleaned=cleaned,
        ledger=ledger,
        window=window,
        baseline=baseline,
        unread=take_unread(ledger),
        indication=given.indication,
        letter_date=given.letter_date,
        warnings=(
            *papers.problems,
            *read_warnings(given, files, lines),
            *noted,
            *_cautions(window, baseline, ledger),
            *_too_early(case.letter.date, window),
            *oddities(case, given.today),
        ),
        papers=papers,
    )


def _papers(case: CaseFile, request: Request) -> Held:
    """What the papers that the case file names say otherwise than it, where its quotations stand, and what a reply left open."""
    path = case_file(request)
    if path is None or not case.papers.files:
        return Held()
    from offsetcase.papers.read import SentPapers
    from offsetcase.papers.scans import reader

    sent = SentPapers(case.papers.enclosures, case.papers.requests, case.denial.reason)
    return compare(case.papers.files, path.parent, lambda name: text_of(case, name), sent, reader())


def project_case(history: History, sets: Mapping[str, Decimal] | None = None, protocol: str = "") -> CaseResult:
    """From the baseline to the verdict; ``compare`` calls it again with other assumptions.

    Args:
        history: what the claims say.
        sets: ``--set`` values in place of the request's, or ``None``.
        protocol: another protocol's name, or ``""``.

    Raises:
        OffsetcaseError: an assumption that can't be (status 2).
    """
    request, case = history.request, history.case
    sets = request.sets if sets is None else sets
    chosen = _protocol(case, protocol or request.protocol, sets)
    annual = history.baseline.annual
    entries = history.ledger.entries
    session = per_session(entries, SESSION_CATEGORY) if chosen.sessions else None
    inputs = resolve(case, sets, chosen, annual, share_names(case, shares_of(sets)), session)
    months, unread = history.window.months, history.unread.outweighs
    offset = None if inputs.missing else project(inputs, annual, months, unread=unread)
    name, price = wanted(case, request.comparator, request.comparator_price)
    prescriber = case.prescriber
    trials = tried(entries, prescriber.trials if prescriber.dated else {})
    alternative = second_leg(
        name,
        price,
        case,
        history.indication,
        entries,
        len(trials),
        inputs,
        None if offset is None else offset.parameters,
        HORIZON,
    )
    return CaseResult(
        request=request,
        case=case,
        files=history.files,
        cleaned=history.cleaned,
        ledger=history.ledger,
        window=history.window,
        baseline=history.baseline,
        unread=history.unread,
        protocol=chosen,
        inputs=inputs,
        schedule=schedule_of(inputs, HORIZON),
        offset=offset,
        scenarios=() if offset is None else scenarios(inputs, offset.parameters, HORIZON),
        uncertainty=simulate(inputs, offset.parameters, history.baseline.monthly, HORIZON, request.draws, request.seed)
        if offset is not None and request.draws
        else None,
        alternative=alternative,
        tried=trials,
        turns=() if offset is None else turning_points(inputs, annual, months, offset.verdict, unread=unread),
        indication=history.indication,
        indication_assumed=case.treatment.indication is None,
        letter_date=history.letter_date,
        letter_kind=letter_kind(case),
        warnings=(*history.warnings, *_unread_warning(history.unread, None if offset is None else offset.verdict)),
        papers=history.papers,
    )


def _unread_warning(unread: Unread, verdict: Verdict | None) -> list[Problem]:
    """More dollars unread than counted: a firmer verdict stands, for more lines could only raise what stops."""
    if not unread.outweighs or verdict in (None, Verdict.UNDECIDED):
        return []
    return [
        Problem(
            "W-UNREAD",
            f"{unread.rows:,} rows with {show_money(unread.unread)} were not recognised, more than the "
            f"{show_money(unread.counted)} that count.",
            "offsetcase check shows them, each with the rule that settles it.",
        )
    ]


def _protocol(case: CaseFile, name: str, sets: Mapping[str, Decimal]) -> Protocol:
    """The protocol with the days that the case file or ``--set`` gives it."""
    treatment = case.treatment
    protocol = choose_protocol(name or treatment.protocol, treatment.indication or DEFAULT_INDICATION, case.protocol)
    given = {"series_days": treatment.series_days, "booster_days": treatment.booster_days}
    days = {
        key: int(sets[key]) if key in sets else value
        for key, value in given.items()
        if key in sets or value is not None
    }
    return with_days(protocol, {key: value for key, value in days.items() if value is not None})


def _too_early(date: dt.date | None, window: Window) -> list[Problem]:
    """A date that someone gave the letter, and on which it couldn't have known its claims."""
    if date is None or date >= window.as_of:
        return []
    return [
        Problem(
            "W-LETTER-DATE",
            f"The letter is dated {date.isoformat()}, before {window.as_of.isoformat()}, up to which it counts claims.",
            "check --date, or date under [letter] in the case file; left out, it is the day on which the letter is built.",
        )
    ]


def _cautions(window: Window, baseline: Baseline, ledger: Ledger) -> list[Problem]:
    warnings = []
    if window.months < 12:
        warnings.append(
            Problem(
                "W-SHORT-HISTORY",
                f"The claims hold {window.months} complete months; with fewer than 12 a yearly figure is uncertain, and the "
                "verdict is at most conditional.",
            )
        )
    negative = [key for key, amount in baseline.annual.items() if amount < 0]
    for key in negative:
        warnings.append(
            Problem("W-NEGATIVE", f"The baseline of {key} is below zero, from reversals without their originals.")
        )
    warnings.extend(future_rows(ledger.entries, window.as_of))
    return warnings
