"""The story of ``offsetcase redact``: build the case, write it anew under pseudonyms, and prove the copy before it stays."""

from __future__ import annotations

import datetime as dt
import random
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from offsetcase.case.edit import toml_text
from offsetcase.case.request import Request, case_file, rules_file
from offsetcase.case.settings import CASE_NAME, CaseFile, load_case
from offsetcase.clean.people import people
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.read.rules import RULES_NAME, Rules, load_rules
from offsetcase.redact.casefile import CaseWriter, case_dates, case_texts, person_names, rules_text
from offsetcase.redact.dates import MovedDates, case_days, later_months, month_shifts, move
from offsetcase.redact.lines import LineWriter, table
from offsetcase.redact.proof import Story, differences, identifying, leaks, tell
from offsetcase.redact.pseudonyms import Pseudonyms
from offsetcase.render.write import check_folder, unproved

# What hangs on days between dates (whether fills make a trial of a drug) can fall otherwise; other days are drawn then.
TRIES = 12


@dataclass(frozen=True, slots=True)
class Redacted:
    """What was done: the files written, how many of each kind were replaced, and how the dates were chosen.

    ``shifts`` is by how many different numbers of months the claims could have moved, and ``later`` in how many later months the history
    could end as well, seen by somebody who knows the day of sharing; ``as_of`` is the moved day of ``--as-of``, if one was given;
    ``troubles`` are the codes of what stops the build of the example as it stopped that of the original.
    """

    files: tuple[Path, ...]
    rows: int
    left_out: int
    replaced: Mapping[str, int]
    shifts: int
    later: int
    as_of: dt.date | None
    verdict: str
    troubles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Original:
    """What was read."""

    request: Request
    story: Story
    case: CaseFile
    rules: Rules
    has_case: bool

    @property
    def groups(self) -> list[tuple[bool, list[LedgerLine]]]:
        """The claims as files: one for each part that was read, and a pharmacy's lines apart from others."""
        groups: dict[tuple[int, bool], list[LedgerLine]] = {}
        for entry in self.story.lines:
            groups.setdefault((entry.line.file_no, entry.line.kind == "pharmacy"), []).append(entry)
        return [(pharmacy, entries) for (_, pharmacy), entries in groups.items()]


class _Differs(Exception):
    """The copy gives another result: it is taken away, and other dates are tried."""


def redact(request: Request, folder: Path, chance: random.Random | None = None) -> Redacted:
    """Write a shareable example of a case into a new folder.

    Args:
        request: the claims, the case file, the rules, and what the build needs to know.
        folder: a folder that is new or empty.
        chance: where pseudonyms and dates come from. Tests alone give one; else it is the system's own source, and
            nothing that would lead back is kept.

    Raises:
        OffsetcaseError: what was read can't be built (its own status), the folder holds files (status 2), the dates
            can't be moved (status 4), or the copy fails its proof (status 8); nothing stays written then.
    """
    check_folder(folder, force=False, remedy="name a new folder.")
    chance = chance or secrets.SystemRandom()
    with_draws_off = replace(request, draws=0)
    original = _Original(
        with_draws_off,
        tell(with_draws_off),
        load_case(case_file(request)),
        load_rules(rules_file(request)),
        case_file(request) is not None,
    )
    days = case_days(
        original.story.entries,
        case_dates(original.case),
        original.case.letter.date,
        original.case.member.coverage_start,
        request.as_of,
        dt.date.today(),
    )
    shifts = month_shifts(days)
    if not shifts:
        raise OffsetcaseError(
            Problem(
                "E-REDACT-DATES",
                "the dates can't be moved by half a year or more: some lie in the future, or as far apart as dates are read at all.",
                "leave out the rows with a date in the future, or the oldest file, and try again.",
            ),
            ExitCode.INPUT,
        )
    different: list[str] = []
    for _ in range(TRIES):
        dates = move(days, chance.choice(shifts), chance)
        done = _attempt(original, folder, dates, (len(shifts), later_months(days)), chance)
        if isinstance(done, Redacted):
            return done
        different = done
    raise OffsetcaseError(
        Problem(
            "E-REDACT-RESULT",
            f"the example would differ from your files in: {', '.join(different)}. Nothing is written.",
            "this is a fault of the program: please report these words, without your claims.",
        ),
        ExitCode.AUDIT,
    )


def _attempt(
    original: _Original, folder: Path, dates: MovedDates, counts: tuple[int, int], chance: random.Random
) -> Redacted | list[str]:
    """Write with the dates so moved and prove it; where the result differs, take everything back and say in what."""
    story, request = original.story, original.request
    shifts, later = counts
    persons = people(entry.line for entry in story.lines)
    named = {
        *persons.names,
        *(entry.line.person for entry in story.lines),
        original.case.member.name,
        request.member,
        *person_names(original.case),
    }
    named |= {*original.rules.people, *original.rules.people.values()}
    texts = identifying(story.entries, [*case_texts(original.case), request.member], named)
    names = Pseudonyms(chance, texts)
    written = _contents(original, LineWriter(story.lines, persons, names, dates), names, dates, len(persons.names))
    different: list[str] = []
    again = request
    try:
        with unproved(folder, written) as paths:
            if leaked := leaks(texts, named, {path.name: path.read_bytes() for path in paths}):
                raise _leak(len(leaked))
            again = _again(request, paths, dates)
            told = [entry for _, entries in original.groups for entry in entries]
            if different := differences(story, told, _told_again(again)):
                raise _Differs
    except _Differs:
        return different
    verdict = story.result.verdict if story.result else None
    return Redacted(
        files=tuple(folder / name for name in written),
        rows=len(story.lines),
        left_out=len(story.entries) - len(story.lines),
        replaced={
            "people": names.count("person"),
            "providers": names.count("provider"),
            "claim numbers": names.count("claim"),
            "prescription numbers": names.count("rx"),
            "drug texts that name no known drug": names.count("drug"),
            "codes that are no known kind": names.count("code") + names.count("ndc"),
        },
        shifts=shifts,
        later=later,
        as_of=again.as_of,
        verdict=str(verdict or ""),
        troubles=tuple(sorted(story.troubles)),
    )


def _contents(
    original: _Original, writer: LineWriter, names: Pseudonyms, dates: MovedDates, household: int
) -> dict[str, bytes]:
    """The files to write, by name; no name comes from the files that were read."""
    groups = original.groups
    width = len(str(len(groups)))
    written = {
        f"claims-{number:0{width}d}.csv": table([writer.row(entry) for entry in entries], pharmacy=pharmacy)
        for number, (pharmacy, entries) in enumerate(groups, start=1)
    }
    request = original.request
    if original.has_case or household > 1 or request.indication:
        days = [entry.line.service_date for entry in original.story.lines if entry.line.service_date]
        case = CaseWriter(original.case, original.story.member, names, dates)
        written[CASE_NAME] = toml_text(case.data(max(days, default=None), request.indication)).encode("utf-8")
    if writer.rules:
        rules = [(new, original.rules.category[old - 1]) for old, new in writer.rules.items()]
        written[RULES_NAME] = rules_text(rules).encode("utf-8")
    return written


def _again(request: Request, paths: Sequence[Path], dates: MovedDates) -> Request:
    """The request for what was written: the folder speaks for itself, but for a day that was named."""
    return replace(
        request,
        claims=tuple(path for path in paths if path.suffix == ".csv"),
        case_path=None,
        rules_path=None,
        member="",
        indication="",
        as_of=dates.claim_day(request.as_of),
    )


def _told_again(request: Request) -> Story:
    """The story of what was written; what the original passed stops nobody, whatever the dates."""
    try:
        return tell(request)
    except OffsetcaseError as error:
        return Story((), None, frozenset(problem.code for problem in error.problems), "")


def _leak(count: int) -> OffsetcaseError:
    """The words themselves are not printed: a terminal's text is shared as easily as a file."""
    return OffsetcaseError(
        Problem(
            "E-REDACT-LEAK",
            f"{count} name{'s' if count > 1 else ''} or number{'s' if count > 1 else ''} of your files would stand in the "
            "example. Nothing is written.",
            "this is a fault of the program: please report it, without your claims. Trying again can help, for "
            "pseudonyms are drawn by chance.",
        ),
        ExitCode.AUDIT,
    )
