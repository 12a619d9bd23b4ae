"""What ``build`` and ``check`` do alike, stage by stage: the case with its options, the member's lines, the window, the ledger.

``build`` stops at the first trouble, ``check`` notes it and goes on; both go through these, so that they never differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from offsetcase.case.assemble import Ledger, settle
from offsetcase.case.request import Request, case_file, clock_today, rules_file
from offsetcase.case.settings import CaseFile, load_case
from offsetcase.case.shares import share_names
from offsetcase.case.window import Window, find_window
from offsetcase.classify.classify import classify
from offsetcase.clean.clean import Cleaned, clean
from offsetcase.model.lines import ClaimLine
from offsetcase.model.problem import Problem
from offsetcase.read.claims import ReadFile, formats_of
from offsetcase.read.rules import Rules, load_rules, unused_columns, unused_drops

DEFAULT_INDICATION = "depression"


@dataclass(frozen=True, slots=True)
class Given:
    """What was given beside the claims: the options, the case file with the options written over it, and the rules."""

    request: Request
    case: CaseFile
    rules: Rules
    letter_date: dt.date

    @property
    def indication(self) -> str:
        """What the treatment is for."""
        return self.case.treatment.indication or DEFAULT_INDICATION

    @property
    def today(self) -> dt.date:
        """The day up to which claims can be known: today, or the letter's day where it is dated ahead."""
        return max(self.letter_date, dt.date.today())


def take(request: Request) -> Given:
    """Read the case file and the rules.

    Raises:
        OffsetcaseError: one of them can't be used (status 2).
    """
    case = _with_options(load_case(case_file(request)), request)
    return Given(request, case, load_rules(rules_file(request)), case.letter.date or clock_today())


def read_warnings(given: Given, files: Sequence[ReadFile], lines: Sequence[ClaimLine]) -> list[Problem]:
    """What the files' reading leaves to know, and the user's rules for reading that touch nothing."""
    rules = given.rules
    return [
        *(warning for file in files for warning in file.warnings),
        *unused_columns(rules, [(file.table.file, file.table.header) for file in files]),
        *unused_drops(rules, lines),
    ]


def own_lines(given: Given, files: Sequence[ReadFile], lines: Sequence[ClaimLine]) -> tuple[Cleaned, list[Problem]]:
    """The member's lines, cleaned and with what each was for, and what there is to know of it.

    Raises:
        OffsetcaseError: as ``clean`` and ``classify``.
    """
    request, case = given.request, given.case
    cleaned = clean(
        lines,
        member=request.member or case.member.name,
        member_from="--member" if request.member else "the case file's member name",
        covers=frozenset(case.plan.covers),
        formats=formats_of(files),
        same=given.rules.same,
    )
    unused = classify(cleaned.entries, given.rules)
    return cleaned, [*unused, *cleaned.warnings]


def window_of(given: Given, cleaned: Cleaned) -> Window:
    """The months that count.

    Raises:
        OffsetcaseError: as ``find_window``.
    """
    request = given.request
    return find_window(
        cleaned.entries,
        today=given.today,
        as_of=request.as_of,
        lookback=request.lookback,
        run_out=request.run_out,
        coverage_start=given.case.member.coverage_start,
        allow_short=request.allow_short_history,
    )


def own_drugs(given: Given) -> frozenset[str]:
    """The drugs that have a share of their own, and so a category.

    Raises:
        OffsetcaseError: a share that names nothing known (status 2).
    """
    names = share_names(given.case, shares_of(given.request.sets))
    return frozenset(name.removeprefix("drug:") for name in names if name.startswith("drug:"))


def ledger_of(given: Given, cleaned: Cleaned, window: Window, drugs: frozenset[str]) -> Ledger:
    """Every line settled, and the proof that no dollar was lost.

    Raises:
        OffsetcaseError: the sums don't agree (status 4).
    """
    return settle(cleaned.entries, window, given.indication, drugs)


def shares_of(sets: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """The shares among assumptions set by name."""
    return {name.removeprefix("share."): value for name, value in sets.items() if name.startswith("share.")}


def _with_options(case: CaseFile, request: Request) -> CaseFile:
    """The case file with the command's options written over it."""
    treatment = {
        "indication": request.indication or case.treatment.indication,
        "price": case.treatment.price if request.price is None else request.price,
    }
    letter = {
        "kind": request.letter or case.letter.kind,
        "argument": request.argument or case.letter.argument,
        "date": request.date or case.letter.date,
    }
    return case.model_copy(
        update={
            "treatment": case.treatment.model_copy(update=treatment),
            "letter": case.letter.model_copy(update=letter),
        }
    )
