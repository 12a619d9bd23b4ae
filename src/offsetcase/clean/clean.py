"""The cleaning room's one door: claim lines in, a ledger with every early disposition out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from offsetcase.clean.copies import mark_copies
from offsetcase.clean.items import items_of, leave_row_out, open_items
from offsetcase.clean.people import People, choose_member, people, say_who
from offsetcase.clean.questions import Answers
from offsetcase.clean.reversals import mark_reversals
from offsetcase.clean.twins import mark_twins
from offsetcase.clean.versions import newest_days
from offsetcase.clean.withdrawn import mark_withdrawn
from offsetcase.codes.benefits import benefit_of
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import ClaimLine, Status
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.read.rules import SameRule


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The ledger so far. Lines without a disposition are the member's own paid claims with a known plan-paid amount."""

    entries: tuple[LedgerLine, ...]
    member: str | None
    others: tuple[str, ...]
    warnings: tuple[Problem, ...]


def clean(
    lines: Sequence[ClaimLine],
    *,
    member: str,
    member_from: str,
    covers: frozenset[str],
    formats: Mapping[int, str] | None = None,
    same: Sequence[SameRule] = (),
) -> Cleaned:
    """Decide everything about a line that doesn't depend on what it was for.

    Args:
        lines: every line of every file, in file order.
        member: the wanted person's name, or ``""``.
        member_from: where the name came from, for messages.
        covers: the benefits that the plan carries, ``medical`` and ``pharmacy`` unless the case file says otherwise.
        formats: each file's format by its number: claim numbers and references are compared within one format.
        same: the user's answers to which lines of two files are one claim.

    Raises:
        OffsetcaseError: several people without a choice, or a name that may be one person's or two (status 2); rows without
            a name in a family's file, or lines of two files that may be one claim (status 4).
    """
    formats = formats or {}
    entries = [LedgerLine(line) for line in lines]
    persons = people(lines, formats)
    chosen = choose_member(persons, member, member_from)
    _nameless(lines, persons)
    warnings = say_who(lines, persons, chosen, member, member_from)
    _early(entries, persons, chosen, covers)
    items = items_of([entry for entry in entries if entry.disposition is None], formats)
    warnings.extend(mark_copies(items))
    answers = Answers(same)
    mark_twins(open_items(items), answers)
    answers.raise_open()
    warnings.extend(answers.unused())
    newest = newest_days(lines)
    warnings.extend(mark_withdrawn(entries, items, formats, newest))
    warnings.extend(mark_reversals(items, newest))
    for item in items:
        if item.open and item.line.amounts.plan_paid is None:
            item.entry.settle(Disposition.NO_PLAN_AMOUNT, "what the plan paid is not known")
    warnings.extend(_unjoined([entry for entry in entries if not entry.line.note]))
    others = tuple(name for name in persons.names if name != chosen)
    return Cleaned(tuple(entries), chosen, others, tuple(warnings))


def _early(entries: Sequence[LedgerLine], persons: People, chosen: str | None, covers: frozenset[str]) -> None:
    """Settle what a line's own words decide."""
    for entry in entries:
        line = entry.line
        if line.note:
            entry.settle(Disposition.NOT_A_CLAIM, line.note)
            continue
        if line.status is Status.NOT_A_CLAIM:
            entry.settle(Disposition.NOT_A_CLAIM, f'its status is "{line.status_word}"')
            continue
        if persons.label(line) not in ("", chosen):
            entry.settle(Disposition.OTHER_MEMBER, "another person's")
            continue
        benefit = benefit_of(line)
        if benefit and benefit not in covers:
            entry.settle(Disposition.OTHER_PLAN, f"a {benefit} benefit, which this plan doesn't carry")
        elif line.status is Status.PENDING:
            entry.settle(Disposition.PENDING, f'its status is "{line.status_word}"')
        elif line.status is Status.DENIED:
            entry.settle(Disposition.DENIED, f'its status is "{line.status_word}"')


def _nameless(lines: Sequence[ClaimLine], persons: People) -> None:
    family = {number for number, names in persons.by_file.items() if len(names) > 1}
    nameless = [line for line in lines if line.file_no in family and not line.note and not persons.is_named(line)]
    if nameless:
        raise OffsetcaseError(
            [
                Problem(
                    "E-NO-NAME",
                    "the row names nobody, and the file holds the claims of several people.",
                    "write the name into the cell, or leave the row out by a rule in claims.rules.toml:\n"
                    + leave_row_out(line, persons.formats.get(line.file_no, "")),
                    str(line.source),
                    sort=str(line.file_no),
                )
                for line in nameless
            ],
            ExitCode.INPUT,
        )


def _unjoined(entries: Sequence[LedgerLine]) -> list[Problem]:
    """What the join left over: fills without the plan's money, which stay unknown and are never guessed.

    A file that holds fills and other claims, as Medicare's own does, has nothing to be joined with.
    """
    kinds = {(entry.line.file_no, entry.line.kind == "pharmacy") for entry in entries}
    files = {number for number, _ in kinds}
    pharmacies = files - {number for number, pharmacy in kinds if not pharmacy}
    if not pharmacies or pharmacies == files:
        return []
    names = [e for e in entries if e.line.file_no in pharmacies and e.disposition is Disposition.NO_PLAN_AMOUNT]
    if not names:
        return []
    first = names[0].line
    return [
        Problem(
            "W-UNJOINED",
            f"{len(names)} fill{'s' if len(names) > 1 else ''} of the pharmacy's file {'have' if len(names) > 1 else 'has'} no "
            f"partner of the same day and share in the other files (the first is {first.source}); what the plan paid for "
            f"{'them' if len(names) > 1 else 'it'} stays unknown and is not counted.",
        )
    ]
