"""Which FHIR claims are versions of one another. One step over the records of all files, for a page knows only its own.

A later version replaces an earlier one when it names it as prior, when the earlier one names it as its replacement, or when both
are one resource. A draft replaces nothing; a claim that takes the money back is not a version, and both go.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from offsetcase.read.fhir_amounts import fhir_data
from offsetcase.read.fhir_nodes import Json, as_list, as_object, as_text, code_words, identifiers, labels, reference_key

REPLACED = "replaced by a later version of the claim"


@dataclass(slots=True)
class ClaimRecord:
    """One claim as far as versions go. ``keys`` are the names under which others may refer to it.

    ``stands`` is false for a draft, a plan, what was cancelled and what is not adjudicated; ``voided`` for what was cancelled.
    ``plan_paid`` is the sum of its lines, in dollars; ``lines`` where they stand in the file.
    """

    name: str
    keys: frozenset[str]
    number: str
    subject: str
    insurer: str
    servers: frozenset[str]
    older: tuple[frozenset[str], ...]
    newer: tuple[frozenset[str], ...]
    is_replaced: bool
    stands: bool
    voided: bool
    created: dt.date | None
    version: int
    updated: str
    place: str = ""
    plan_paid: Decimal = Decimal(0)
    file: int = 0
    lines: range = range(0)


@dataclass(slots=True)
class VersionsOutcome:
    """What became of the records: a note for each that doesn't count, by its place in the list, and what must be said."""

    notes: dict[int, str] = field(default_factory=dict)
    absent: list[ClaimRecord] = field(default_factory=list)
    circles: list[ClaimRecord] = field(default_factory=list)


def record_of(eob: Json, *, number: str, subject: str, created: dt.date | None, servers: Iterable[str]) -> ClaimRecord:
    """A claim's own names, and the names of what it replaces or is replaced by."""
    own = as_text(eob.get("id"))
    keys = {f"id:{own}"} if own else set()
    keys |= {f"no:{text}" for _, text in identifiers(eob.get("identifier"))}
    claim = reference_key(as_text(as_object(eob.get("claim")).get("reference"))[:500])
    if claim:
        keys.add(f"ref:{claim}")
    words = fhir_data()["related"]
    older, newer, replaced = [], [], False
    for related in as_list(eob.get("related")):
        relation = code_words(related.get("relationship")) | set(labels(related.get("relationship")))
        folded = {"".join(c for c in word.lower() if c.isalpha()) for word in relation}
        if folded & set(words["newer"]):
            replaced = True
            newer.append(_names(related))
        elif folded & set(words["older"]):
            older.append(_names(related))
    meta = as_object(eob.get("meta"))
    version = as_text(meta.get("versionId"))
    insurer = as_object(eob.get("insurer"))
    return ClaimRecord(
        name=f"ExplanationOfBenefit/{own}" if own else "",
        keys=frozenset(keys),
        number=number,
        subject=subject,
        insurer=as_text(insurer.get("reference")) or as_text(insurer.get("display")),
        servers=frozenset(servers),
        older=tuple(older),
        newer=tuple(newer),
        is_replaced=replaced,
        stands=True,
        voided=False,
        created=created,
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0,
        updated=as_text(meta.get("lastUpdated"))[:40],
    )


def _names(related: Json) -> frozenset[str]:
    """The keys under which a related claim may be known: its reference and its numbers."""
    claim = as_object(related.get("claim"))
    keys = {f"no:{text}" for _, text in (*identifiers(claim.get("identifier")), *identifiers(related.get("reference")))}
    if text := as_text(claim.get("reference"))[:500]:
        key = reference_key(text)
        keys |= {f"ref:{key}", f"id:{key.rsplit('/', 1)[-1]}"}
    if isinstance(related.get("reference"), str) and (text := reference_key(related["reference"][:500])):
        keys |= {f"no:{text}", f"id:{text.rsplit('/', 1)[-1]}"}
    return frozenset(keys)


def _one_export(a: ClaimRecord, b: ClaimRecord) -> bool:
    """Whether two records can be of one person's claims on one server."""
    same_person = not a.subject or not b.subject or a.subject == b.subject
    if a.file == b.file:
        return same_person
    apart = (a.servers and b.servers and not a.servers & b.servers) or (
        a.insurer and b.insurer and a.insurer != b.insurer
    )
    return same_person and not apart


def versions(records: Sequence[ClaimRecord]) -> VersionsOutcome:
    """Which records don't count because another one stands for them.

    Args:
        records: of all files, in file order.
    """
    outcome = VersionsOutcome()
    by_key: dict[str, list[int]] = defaultdict(list)
    for at, record in enumerate(records):
        for key in record.keys:
            by_key[key].append(at)

    def known(names: frozenset[str], of: int, *, later: bool) -> list[int]:
        # Of a claim and a benefit that bear one number, the claim's own reference is meant first.
        for kind in ("ref:", "id:", "no:"):
            hits = {at for name in names if name.startswith(kind) for at in by_key.get(name, ())[:_MOST]}
            hits = {at for at in hits if at != of and _one_export(records[at], records[of])}
            if kind == "no:":  # all versions may bear one number: those on the right side in time are meant
                young = {at for at in hits if _age(records[at]) > _age(records[of])}
                old = {at for at in hits if _age(records[at]) < _age(records[of])}
                hits -= old if later else young
            if hits:
                near = {at for at in hits if records[at].file == records[of].file}
                return sorted(near or hits)
        return []

    edges: list[tuple[int, int]] = []  # a later version, and what it replaces
    chained: dict[int, list[int]] = defaultdict(list)
    for at, record in enumerate(records):
        for names in record.older:
            for old in known(names, at, later=False):
                if not record.stands:
                    continue
                if record.plan_paid >= 0:
                    edges.append((at, old))
                elif record.plan_paid == -records[old].plan_paid:
                    outcome.notes.setdefault(old, f"taken back by {record.place}")
                    outcome.notes.setdefault(at, f"takes back {records[old].place}")
                else:
                    chained[at].append(old)  # a correction of a part: it goes when it is itself replaced
        if record.is_replaced and record.stands:
            others = [new for names in record.newer for new in known(names, at, later=True)]
            edges += [(new, at) for new in others if records[new].stands]
            if not others:
                outcome.notes.setdefault(at, REPLACED)
                outcome.absent.append(record)
    edges += _same_resource(records)
    _settle(records, edges, chained, outcome)
    return outcome


# Nobody has so many claims of one number; a file that says so would take the square of their number.
_MOST = 50


def _same_resource(records: Sequence[ClaimRecord]) -> list[tuple[int, int]]:
    """The later and the earlier state of one resource, where something tells which is the later."""
    groups: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for at, record in enumerate(records):
        if record.name and (record.stands or record.voided):
            groups[record.name, record.number, record.subject].append(at)
    edges = []
    for group in groups.values():
        if len(group) < 2:
            continue
        last = group[0]
        for at in group[1:]:
            if _later(records[at], records[last]):
                last = at
        edges += [
            (last, at)
            for at in group
            if at != last and _later(records[last], records[at]) and _one_export(records[at], records[last])
        ]
    return edges


def _later(a: ClaimRecord, b: ClaimRecord) -> bool:
    """Whether ``a`` is the later state of a resource, by the first thing that both state and that differs."""
    for one, other in ((a.created, b.created), (a.version, b.version), (a.updated, b.updated)):
        if one and other and one != other:
            return bool(one > other)  # type: ignore[operator]
    return False


def _age(record: ClaimRecord) -> tuple[dt.date, int, str]:
    return (record.created or dt.date.min, record.version, record.updated)


def _settle(
    records: Sequence[ClaimRecord],
    edges: Sequence[tuple[int, int]],
    chained: dict[int, list[int]],
    outcome: VersionsOutcome,
) -> None:
    parent = list(range(len(records)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    replaced: dict[int, int] = {}
    for new, old in edges:
        replaced.setdefault(old, new)
        parent[root(new)] = root(old)
    groups: dict[int, list[int]] = defaultdict(list)
    for at in {at for edge in edges for at in edge}:
        groups[root(at)].append(at)
    for group in groups.values():
        if all(at in replaced for at in group):  # each says that another is the later
            standing = [at for at in group if records[at].stands]
            last = max(standing or group, key=lambda at: _age(records[at]))
            del replaced[last]
            outcome.circles.append(records[last])
    for old, new in replaced.items():
        outcome.notes.setdefault(old, f"{REPLACED} ({records[new].place})")
    waiting = deque(outcome.notes)
    while waiting:
        for old in chained.get(waiting.popleft(), ()):
            if old not in outcome.notes:
                outcome.notes[old] = REPLACED
                waiting.append(old)
