"""The last step of reading health records: what only all files together can tell.

Pages and overlapping downloads hold versions of one claim, a bulk export has its people in a file of their own, and a page that
seems to be missing may stand beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from offsetcase.model.lines import ClaimLine
from offsetcase.model.money import show_money
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.read.fhir_documents import BundlePage
from offsetcase.read.fhir_people import Known, settled
from offsetcase.read.fhir_versions import ClaimRecord, versions

if TYPE_CHECKING:
    from offsetcase.read.claims import ReadFile


@dataclass(slots=True)
class HealthFile:
    """What a file of health records says beyond its lines."""

    file: str
    records: list[ClaimRecord] = field(default_factory=list)
    known: Known = field(default_factory=Known)
    pages: list[BundlePage] = field(default_factory=list)
    servers: frozenset[str] = frozenset()
    claimless: Problem | None = None


def settle_health_files(files: list[ReadFile]) -> list[ReadFile]:
    """The files with names filled in, replaced versions left out, and warnings about what is still missing.

    Raises:
        OffsetcaseError: a file of health records holds no claims, and no other file does that it could belong to (status 4).
    """
    health = [file.health for file in files if file.health]
    if not health:
        return files
    with_claims = [one for one in health if not one.claimless]
    without = [one.claimless for one in health if one.claimless]
    if without and not with_claims:
        raise OffsetcaseError([problem for problem in without if problem], ExitCode.INPUT)
    lines = {at: list(file.lines) for at, file in enumerate(files) if file.health}
    _name(files, lines)
    warnings = [*_versions(files, lines), *_pages(with_claims), *_helpers(health)]
    kept = [
        replace(file, lines=tuple(lines[at])) if at in lines else file
        for at, file in enumerate(files)
        if not (file.health and file.health.claimless)
    ]
    first = next(at for at, file in enumerate(kept) if file.health)
    kept[first] = replace(kept[first], warnings=(*kept[first].warnings, *warnings))
    return kept


def _name(files: Sequence[ReadFile], lines: dict[int, list[ClaimLine]]) -> None:
    """Names that another file of the same export gives, and one name for each reference throughout."""
    for at, file in enumerate(files):
        if not file.health:
            continue
        own = file.health
        near = [
            one.health.known
            for one in files
            if one.health
            and one.health is not own
            and not (own.servers and one.health.servers and not own.servers & one.health.servers)
        ]
        told = settled(near)
        names, born, relations = ({**getattr(told, n), **getattr(own.known, n)} for n in ("names", "born", "relations"))
        for number, line in enumerate(lines[at]):
            changed = {}
            if line.subject:
                if line.person in ("", line.subject) and line.subject in names:
                    changed["person"] = names[line.subject]
                if line.born is None and line.subject in born:
                    changed["born"] = born[line.subject]
                if not line.relation and line.subject in relations:
                    changed["relation"] = relations[line.subject]
            if line.provider in names:
                changed["provider"] = names[line.provider]
            if changed:
                lines[at][number] = line._replace(**changed)


def _versions(files: Sequence[ReadFile], lines: dict[int, list[ClaimLine]]) -> list[Problem]:
    records: list[ClaimRecord] = []
    for at, file in enumerate(files):
        for record in file.health.records if file.health else ():
            record.file = at
            mine = lines[at][record.lines.start : record.lines.stop]
            record.plan_paid = sum((line.amounts.plan_paid or Decimal(0) for line in mine if not line.note), Decimal(0))
            record.place = f"{mine[0].source}" if mine else ""
            records.append(record)
    outcome = versions(records)
    for number, note in outcome.notes.items():
        record = records[number]
        for place in record.lines:
            line = lines[record.file][place]
            if not line.note:
                lines[record.file][place] = line._replace(note=note)
    said = []
    if outcome.absent:
        total = sum((record.plan_paid for record in outcome.absent), Decimal(0))
        said.append(
            Problem(
                "W-VERSIONS",
                f"{_claims(outcome.absent)} to be replaced by a later version that stands in none of these files; "
                f"what the plan paid for {'them' if len(outcome.absent) > 1 else 'it'} ({show_money(total)}) is not counted.",
                "download the claims again, with all pages, so that the later version is there.",
                outcome.absent[0].place,
            )
        )
    for record in outcome.circles[:3]:
        said.append(
            Problem(
                "W-VERSIONS",
                f"Versions of one claim each say that another one is the later; this one, the last processed, is counted "
                f"with {show_money(record.plan_paid)}.",
                where=record.place,
            )
        )
    return said


def _claims(records: Sequence[ClaimRecord]) -> str:
    return f"{len(records)} claims say" if len(records) > 1 else "One claim says"


def _pages(health: Iterable[HealthFile]) -> list[Problem]:
    """A warning where a next page exists and isn't among the files."""
    files = list(health)
    pages = [(one, page) for one in files for page in one.pages]
    own = {page.own for _, page in pages if page.own}
    waiting = [(one, page) for one, page in pages if page.following and page.following not in own]
    if not waiting:
        return []
    # Not every server names a page's own address: as many that follow another as have one following is a whole chain,
    # unless the server says that there are more.
    if all(page.own for _, page in pages):
        return [_next_page(waiting)]
    later = sum(1 for _, page in pages if page.after_another)
    claims = sum(len(one.records) for one in files)
    if later >= sum(1 for _, page in pages if page.following) and claims >= max(page.total for _, page in pages):
        return []
    return [_next_page(waiting)]


def _next_page(waiting: Sequence[tuple[HealthFile, BundlePage]]) -> Problem:
    return Problem(
        "W-NEXT-PAGE",
        "This is one page of several; claims on the following pages are not in these files.",
        "download all pages and name each file.",
        ", ".join(dict.fromkeys(one.file for one, _ in waiting[:5])),
    )


def _helpers(health: Iterable[HealthFile]) -> list[Problem]:
    return [
        Problem(
            "W-NOT-READ",
            "This file of the export holds no claims; only names are taken from it.",
            where=one.file,
        )
        for one in health
        if one.claimless
    ]
