"""Who a FHIR claim is about, and who gave the care: names behind references, in the file or in another of the same export."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from offsetcase.read.dates import date_or_none
from offsetcase.read.fhir_nodes import Json, as_list, as_object, as_text, identifiers, reference_of, texts, word_of

Find = Callable[[str], Json]


@dataclass(slots=True)
class Known:
    """What a file says of people and organizations, by their reference's key."""

    names: dict[str, str] = field(default_factory=dict)
    born: dict[str, dt.date] = field(default_factory=dict)
    relations: dict[str, str] = field(default_factory=dict)


def day_of(value: Any) -> dt.date | None:
    """A whole day, or ``None``; ``2024-03`` is none."""
    return date_or_none(as_text(value))


def name_of(value: Any) -> str:
    """A person's or an organization's name as one line: its text, else given names, family name and suffix."""
    if isinstance(value, str):
        return value.strip()
    names = as_list(value)
    current = [one for one in names if word_of(one.get("use")) not in ("old", "maiden", "nickname")]
    best = next((one for one in current if word_of(one.get("use")) in ("official", "usual")), None)
    for one in [*([best] if best else []), *current, *names]:
        if text := as_text(one.get("text")):
            return text
        if parts := [*texts(one.get("given")), *texts(one.get("family")), *texts(one.get("suffix"))]:
            return " ".join(parts)
    return ""


def known_of(helpers: Mapping[str, Json]) -> Known:
    """Names, birth dates and relations from a file's own resources."""
    known = Known()
    relations: dict[str, set[str]] = {}
    for key, one in helpers.items():
        kind = one.get("resourceType")
        if kind == "Coverage":
            relations.setdefault(reference_of(one.get("beneficiary")), set()).add(word_of(one.get("relationship")))
            continue
        if name := name_of(one.get("name")):
            known.names[key] = name
        if born := day_of(one.get("birthDate")):
            known.born[key] = born
    known.relations = {who: said.pop() for who, said in relations.items() if who and len(said) == 1 and said != {""}}
    return known


@dataclass(frozen=True, slots=True)
class Patient:
    """The person of one claim: the printed name or else the reference, and what tells them from another."""

    person: str
    subject: str
    born: dt.date | None
    relation: str


def patient_of(eob: Json, find: Find, known: Known) -> Patient:
    """The claim's patient.

    Args:
        eob: the claim.
        find: the resource behind a key, or an empty one.
        known: what the file says of people.
    """
    node = as_object(eob.get("patient") or eob.get("subject"))
    key = reference_of(node)
    resource = find(key) if key else {}
    if key.startswith("#"):  # the claim's own: the number is the person's only if it is a number of theirs
        key = next((text for _, text in identifiers(resource.get("identifier"))), "")
    elif resource and as_text(resource.get("id")):
        key = f"{resource.get('resourceType', 'Patient')}/{as_text(resource['id'])}"
    if not key:
        key = next((text for _, text in identifiers(node.get("identifier"))), "")
    name = name_of(resource.get("name")) or as_text(node.get("display"))
    relation = known.relations.get(reference_of(node), "") or known.relations.get(key, "")
    if not relation:
        for one in as_list(eob.get("insurance")):
            coverage = find(reference_of(one.get("coverage")))
            relation = relation or word_of(coverage.get("relationship"))
    return Patient(name or key, key, day_of(resource.get("birthDate")), relation[:40])


def provider_of(eob: Json, find: Find) -> str:
    """The provider's name: as printed, else behind the reference, else the reference itself for another file to name."""
    for field_name in ("provider", "organization", "facility"):
        node = as_object(eob.get(field_name))
        if name := as_text(node.get("display")):
            return name
        key = reference_of(node)
        resource = find(key) if key else {}
        if not name_of(resource.get("name")) and resource.get("practitioner"):
            inner = as_object(resource["practitioner"])
            resource = find(reference_of(inner)) or {"name": as_text(inner.get("display"))}
        if name := name_of(resource.get("name")):
            return name
        if key and "/" in key and not key.startswith(("#", "urn:")):
            return key
    return ""


def settled(known: Iterable[Known]) -> Known:
    """What several files of one export say together; where two disagree about a key, nothing."""
    agreed = Known()
    for name in ("names", "born", "relations"):
        into: dict[str, Any] = getattr(agreed, name)
        torn: set[str] = set()
        for one in known:
            for key, value in getattr(one, name).items():
                if into.setdefault(key, value) != value:
                    torn.add(key)
        for key in torn:
            del into[key]
    return agreed
