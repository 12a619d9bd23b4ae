"""The cleaning room's one door: claim lines in, a ledger with every early disposition out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from offsetcase.clean.duplicates import doubtful, mark_duplicates, unjoined
from offsetcase.clean.people import choose_member, name_words, people
from offsetcase.clean.reversals import mark_reversals
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import Benefit, ClaimLine, Status
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem


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
    benefit_of: Callable[[ClaimLine], Benefit],
) -> Cleaned:
    """Decide everything about a line that doesn't depend on what it was for.

    Args:
        lines: every line of every file, in file order.
        member: the wanted person's name, or ``""``.
        member_from: where the name came from, for messages.
        covers: the benefits that the plan carries, ``medical`` and ``pharmacy`` unless the case file says otherwise.
        benefit_of: which benefit a line belongs to.

    Raises:
        OffsetcaseError: several people without a choice (status 2); rows without a name in a family's file (status 4).
    """
    entries = [LedgerLine(line) for line in lines]
    persons = people(line.person for line in lines if not line.note)
    chosen = choose_member(persons, member, member_from)
    warnings: list[Problem] = []
    if chosen and member and member_from != "--member" and not (name_words(member) & name_words(chosen)):
        warnings.append(
            Problem(
                "W-MEMBER-NAME",
                f'The case file names the member "{member}", the claims name "{chosen}". Check that they are one person.',
            )
        )
    _nameless(lines, persons)
    benefits: dict[tuple[object, ...], Benefit] = {}
    for entry in entries:
        line = entry.line
        if line.note:
            entry.settle(Disposition.NOT_A_CLAIM, line.note)
            continue
        if line.status is Status.NOT_A_CLAIM:
            entry.settle(Disposition.NOT_A_CLAIM, f'its status is "{line.status_word}"')
            continue
        if line.person and persons[line.person] != chosen:
            entry.settle(Disposition.OTHER_MEMBER, "another person of the household")
            continue
        seen = (line.benefit, line.claim_type, line.drug, line.ndc, line.provider, bool(line.code), line.description)
        if seen not in benefits:
            benefits[seen] = benefit_of(line)
        benefit = benefits[seen]
        if benefit and benefit not in covers:
            entry.settle(Disposition.OTHER_PLAN, f"a {benefit} benefit, which this plan doesn't carry")
        elif line.status is Status.PENDING:
            entry.settle(Disposition.PENDING, f'its status is "{line.status_word}"')
        elif line.status is Status.DENIED:
            entry.settle(Disposition.DENIED, f'its status is "{line.status_word}"')
    left = [entry for entry in entries if entry.disposition is None]
    mark_duplicates(left, lambda line: benefit_of(line) is Benefit.PHARMACY)
    warnings.extend(mark_reversals([entry for entry in left if entry.disposition is None]))
    for entry in left:
        if entry.disposition is None and entry.line.amounts.plan_paid is None:
            entry.settle(Disposition.NO_PLAN_AMOUNT, "what the plan paid is not known")
    warnings.extend(unjoined(left))
    warnings.extend(doubtful(left) if len({entry.line.file_no for entry in left}) > 1 else [])
    others = tuple(sorted(set(persons.values()) - {chosen})) if chosen else ()
    return Cleaned(tuple(entries), chosen, others, tuple(warnings))


def _nameless(lines: Sequence[ClaimLine], persons: dict[str, str]) -> None:
    if len(set(persons.values())) < 2:
        return
    files = {line.file_no for line in lines if line.person}
    nameless = [line for line in lines if not line.person and not line.note and line.file_no in files]
    if nameless:
        raise OffsetcaseError(
            [
                Problem.at(
                    line.source,
                    "E-NO-NAME",
                    "the row names nobody, and the file holds the claims of several people.",
                    f'write the name into the cell, or leave the row out by a rule in claims.rules.toml:\n[[drop]]\nrows = [{line.source.row}]\nreason = "…"',
                )
                for line in nameless[:20]
            ],
            ExitCode.INPUT,
        )
