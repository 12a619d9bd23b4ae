"""The evidence library: what may be printed of which source, and what must be.

Standing: V, the figure was read in a copy of the primary record; V2, only in a secondary source; M, from memory; X,
wrong or untraceable. A finding reaches print at V alone; a bibliographic field at V or V2.

A source with two sides has both in one sentence, so that one can't be printed without the other. Where the two sides are
two sources, each names the other as its ``pair``, and the data are refused unless both print for the same purpose.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from offsetcase.model.facts import UnknownFact
from offsetcase.model.places import load_folder, made
from offsetcase.model.shape import DataError
from offsetcase.model.shapes import BIBLIOGRAPHY
from offsetcase.offset.protocol import indications


@dataclass(frozen=True, slots=True)
class Entry:
    """One source: where it was read, how far it can be trusted, and the sentences that print of it, by role.

    A role's sentences are kept by indication: most say the same for each, a policy says of each its own half. ``also`` are
    sources cited at the same place, ``pair`` those that print only together with this one.
    """

    key: str
    standing: str
    read_in: str
    verified: dt.date
    indications: tuple[str, ...]
    order: int
    fields: Mapping[str, str]
    sentences: Mapping[str, Mapping[str, str]]
    field_standing: Mapping[str, str] = field(default_factory=dict)
    required_for: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    pair: tuple[str, ...] = ()


@cache
def library() -> Mapping[str, Entry]:
    """Every entry by key, in the order of mention.

    Raises:
        DataError: an entry doesn't fit its shape or stands twice, or one could print without its other side.
    """
    entries: dict[str, Entry] = {}
    for name, file in load_folder("evidence").items():
        for key, raw in file.items():
            if key in entries:
                raise DataError(f"data/evidence/{name}.toml", f'"{key}" stands twice.')
            entries[key] = _entry(f"data/evidence/{name}.toml", key, raw)
    for entry in entries.values():
        if gone := {*entry.also, *entry.pair} - set(entries):
            raise DataError("data/evidence", f"{entry.key} names an entry that isn't there: {', '.join(sorted(gone))}.")
        for other in (entries[key] for key in entry.pair):
            if entry.key not in other.pair or _purposes(entry) != _purposes(other):
                raise DataError(
                    "data/evidence", f"{entry.key} and {other.key} are a pair, but one could print without the other."
                )
    return dict(sorted(entries.items(), key=lambda item: item[1].order))


def _purposes(entry: Entry) -> tuple[bool, set[str]]:
    """What decides whether an entry prints: for the second leg at all, and for which indications."""
    leg = [role for role in entry.sentences if role.startswith("second_leg")]
    return bool(leg), {indication for role in leg for indication in entry.sentences[role]}


def _entry(file: str, key: str, raw: Mapping[str, Any]) -> Entry:
    sentences, required = raw.get("sentences", {}), raw.get("required_for", ())
    # A standing for a field that isn't there is most likely a misspelling that lets a field from memory into print.
    if stray := set(raw.get("field_standing", {})) - set(raw):
        raise DataError(file, f"{key} gives a standing to fields that it doesn't have: {', '.join(sorted(stray))}.")
    if sentences and raw["standing"] != "V":
        raise DataError(file, f"{key} has sentences at standing {raw['standing']}; a sentence stands at V alone.")
    if (required and "limits" not in sentences) or set(required) - set(raw["indications"]):
        raise DataError(
            file, f"{key} is required_for as a limit without a sentence, or for an indication it isn't for."
        )
    return made(
        Entry,
        raw,
        key=key,
        fields={name: raw[name] for name in BIBLIOGRAPHY if name in raw},
        sentences={role: _by_indication(file, key, role, raw) for role in sentences},
    )


def _by_indication(file: str, key: str, role: str, raw: Mapping[str, Any]) -> Mapping[str, str]:
    given = raw["sentences"][role]
    if isinstance(given, str):
        return dict.fromkeys(raw["indications"], given)
    if set(given) != set(raw["indications"]):
        raise DataError(file, f"{key} has a sentence of {role} for other indications than it is for.")
    return dict(given)


def printable_fields(entry: Entry) -> dict[str, str]:
    """The bibliographic fields that may be printed: standing V or V2."""
    return {
        name: text
        for name, text in entry.fields.items()
        if entry.field_standing.get(name, entry.standing if entry.standing in ("M", "X") else "V") in ("V", "V2")
    }


def reference_text(entry: Entry) -> str:
    """The printed reference, ``Authors. Title. Journal year;volume(issue):pages. DOI …; PMID ….``, of what may print.

    Raises:
        UnknownFact: the entry stands at M or X, and is never printed.
    """
    if entry.standing in ("M", "X"):
        known = [one.key for one in library().values() if one.standing not in ("M", "X")]
        raise UnknownFact(entry.key, "printable source", known)
    have = printable_fields(entry)
    parts = [have[name].rstrip(".") + "." for name in ("authors", "publisher", "title") if name in have]
    place = " ".join(have[name] for name in ("journal", "year") if name in have)
    if place and "volume" in have:
        place += f";{have['volume']}" + (f"({have['issue']})" if "issue" in have else "")
        place += f":{have['pages']}" if "pages" in have else ""
    if place:
        parts.append(f"{place}.")
    numbers = [f"{label} {have[name]}" for name, label in (("doi", "DOI"), ("pmid", "PMID")) if name in have]
    if ("extra" in have and numbers) or ("extra" in have and "journal" in have):
        numbers.append(have["extra"])
    elif "extra" in have:
        parts[-1] = f"{parts[-1].rstrip('.')}, {have['extra']}."
    if numbers:
        parts.append("; ".join(numbers) + ".")
    return " ".join(parts)


def sentence(entry: Entry, role: str, indication: str) -> str:
    """An entry's sentence for a role and an indication, with the indication's words put in.

    Raises:
        UnknownFact: it has no such sentence; at another standing than V it has none at all.
    """
    if indication not in entry.sentences.get(role, {}):
        known = [one for one, texts in entry.sentences.items() if indication in texts]
        raise UnknownFact(role, f"sentence of {entry.key} for {indication} as", known)
    return entry.sentences[role][indication].replace("{indication}", indications()[indication]["words"])


@dataclass(frozen=True, slots=True)
class Printed:
    """One sentence as it prints, and the indications that it prints for."""

    role: str
    indications: tuple[str, ...]
    text: str


def printed(entry: Entry, indication: str | None = None) -> list[Printed]:
    """Every sentence of an entry exactly as it prints, for one indication or for all; equal ones are told once."""
    told: dict[tuple[str, str], list[str]] = {}
    for role, texts in entry.sentences.items():
        for one in texts if indication is None else [indication] if indication in texts else []:
            told.setdefault((role, sentence(entry, role, one)), []).append(one)
    return [Printed(role, tuple(names), text) for (role, text), names in told.items()]


def for_indication(indication: str, role: str) -> list[Entry]:
    """The entries that have a sentence of this role for an indication, in the order of mention."""
    return [entry for entry in library().values() if indication in entry.sentences.get(role, {})]


@dataclass(frozen=True, slots=True)
class SecondLeg:
    """The sources of the comparison with the covered alternative: what it rests on, and what speaks against it."""

    supports: tuple[Entry, ...]
    limits: tuple[Entry, ...]


def brief_role(key: str, indication: str) -> str:
    """The role in which a limit stands in the letter's body: the short one where the source has it."""
    return "limits_brief" if indication in library()[key].sentences.get("limits_brief", {}) else "limits"


def second_leg(indication: str) -> SecondLeg:
    """The comparison's sources for an indication: both sides, or none where one of them is lacking."""
    supports = tuple(for_indication(indication, "second_leg"))
    limits = tuple(for_indication(indication, "second_leg_limits"))
    return SecondLeg(supports, limits) if supports and limits else SecondLeg((), ())


def required_limits(indication: str) -> list[Entry]:
    """The limiting entries that a letter for this indication always prints, in the order of mention."""
    return [entry for entry in library().values() if indication in entry.required_for]
