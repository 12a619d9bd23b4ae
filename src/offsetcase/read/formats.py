"""Which columns hold what: known exports from ``data/formats``, anything else by the synonym table.

A file's own signature decides; a tie between signatures, two columns that could each be the plan's money, or a bare
"Paid" stop the build with the candidates named, because wrong money is the worst outcome of all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

AMOUNT_FIELDS = ("billed", "allowed", "plan_paid", "member_paid", "discount", "other_payer", "member_parts")
# The user's own word that a column, though its heading could name people, names nobody of the household.
NOBODY = "nobody"
SUMMED_FIELDS = frozenset({"other_payer", "member_parts"})
_PUNCTUATION = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def fold(header: str) -> str:
    """A column name for comparing: lower case, no spaces, underscores or punctuation; ``#`` reads as "number"."""
    return _PUNCTUATION.sub("", header.casefold().replace("#", " number "))


@dataclass(frozen=True, slots=True)
class Format:
    """One known export, as its file in ``data/formats`` declares it."""

    key: str
    name: str
    kind: str
    benefit: str
    recognise: tuple[frozenset[str], ...]
    absent: frozenset[str]
    columns: Mapping[str, Any]
    derive: Mapping[str, str]
    warn: Mapping[str, str]
    trailer_blank: str
    preamble_total: str
    times: Mapping[str, str]
    once_per_claim: bool


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How one file's columns are read.

    ``columns`` maps a field to column numbers: the first cell that is not blank counts. ``sums`` maps a field to
    column numbers that are added, unknown as soon as one is. ``derive`` maps a field to ``a - b - c`` of other fields,
    ``times`` to a column it is multiplied by. ``once_per_claim``: the amounts are the claim's, repeated on its lines.
    """

    format: str
    name: str
    kind: str
    benefit: str
    columns: Mapping[str, tuple[int, ...]]
    sums: Mapping[str, tuple[int, ...]]
    derive: Mapping[str, str]
    trailer_blank: int | None = None
    warnings: tuple[Problem, ...] = field(default=())
    preamble_total: str = ""
    times: Mapping[str, int] = field(default_factory=dict)
    once_per_claim: bool = False
    why: str = ""

    def has(self, name: str) -> bool:
        """Whether the file gives this field, in a column or by arithmetic on columns."""
        return name in self.columns or name in self.sums or name in self.derive


@cache
def formats() -> tuple[Format, ...]:
    """Every declared export, in the order of the file names."""
    found = []
    for path in sorted(data_path("formats").glob("*.toml")):
        raw = load_toml(path)
        found.append(
            Format(
                key=path.stem,
                name=raw["name"],
                kind=raw["kind"],
                benefit=raw.get("benefit", ""),
                recognise=tuple(frozenset(fold(word) for word in one.split("|")) for one in raw["recognise"]),
                absent=frozenset(fold(one) for one in raw.get("absent", ())),
                columns=raw["columns"],
                derive=raw.get("derive", {}),
                warn=raw.get("warn", {}),
                trailer_blank=raw.get("trailer", {}).get("blank", ""),
                preamble_total=raw.get("control", {}).get("preamble", ""),
                times=raw.get("times", {}),
                once_per_claim=raw.get("once_per_claim", False),
            )
        )
    return tuple(found)


@cache
def _synonyms() -> tuple[dict[str, list[tuple[str, int]]], frozenset[str], frozenset[str]]:
    raw = load_toml(data_path("synonyms.toml"))
    words: dict[str, list[tuple[str, int]]] = {}
    for name, tiers in raw["fields"].items():
        for tier, headers in enumerate(tiers):
            for header in headers:
                entries = words.setdefault(fold(header), [])
                if (name, tier) not in entries:  # two spellings that fold alike
                    entries.append((name, tier))
    return words, frozenset(fold(one) for one in raw["ambiguous_plan_paid"]), frozenset(raw["exclusive"])


@cache
def field_names() -> tuple[str, ...]:
    """The fields that a rules file may map a column to."""
    return tuple(sorted({NOBODY, *(name for entries in _synonyms()[0].values() for name, _ in entries)}))


@lru_cache(maxsize=4096)
def header_score(cells: tuple[str, ...]) -> int:
    """How much a row looks like a table's heading: the number of different fields its cells name."""
    words, ambiguous, _ = _synonyms()
    known = formats_words()
    named: set[str] = set()
    for cell in cells:
        if not cell or len(cell) > 60:
            continue
        key = fold(cell)
        if key in words:
            named.add(words[key][0][0])
        elif key in ambiguous:
            named.add("plan_paid")
        elif key in known:
            named.add(key)
    return len(named)


@cache
def formats_words() -> frozenset[str]:
    """Every column word that some declared export is recognised by."""
    return frozenset(word for one in formats() for words in one.recognise for word in words)


def map_columns(header: tuple[str, ...], file: str, header_row: int, overrides: Mapping[str, str]) -> ColumnMap:
    """Decide what each column holds.

    Args:
        header: the heading's cells.
        file: the file's name, for messages.
        header_row: the heading's row, for messages.
        overrides: the user's ``[columns]``: field to header.

    Raises:
        OffsetcaseError: the mapping is ambiguous or lacks what a ledger needs (status 4), or an override names a
            column that is not there (status 2).
    """
    where = f"{file}, row {header_row}"
    folded = [fold(cell) for cell in header]
    chosen = _overridden(header, folded, overrides, where)
    doubled = sorted({header[i] for i, one in enumerate(folded) if one and folded.count(one) > 1})
    present = frozenset(folded)
    matches = [
        one for one in formats() if all(words & present for words in one.recognise) and not (one.absent & present)
    ]
    if len(matches) > 1:
        raise OffsetcaseError(
            Problem(
                "E-FORMAT-TIE",
                "the columns fit more than one known export: " + "; ".join(one.name for one in matches) + ".",
                'name the columns yourself in claims.rules.toml:\n[columns]\nservice_date = "…"\nplan_paid = "…"',
                where,
            ),
            ExitCode.INPUT,
        )
    if matches:
        return _known(matches[0], header, folded, chosen, doubled, where)
    return _generic(header, folded, chosen, where)


def _overridden(
    header: tuple[str, ...], folded: list[str], overrides: Mapping[str, str], where: str
) -> dict[str, tuple[int, ...]]:
    chosen: dict[str, tuple[int, ...]] = {}
    for name, wanted in overrides.items():
        hits = [i for i, one in enumerate(folded) if one == fold(wanted)]
        if len(hits) > 1:
            raise _ambiguous(name, [header[i] for i in hits], where)
        if hits:
            chosen[name] = (hits[0],)
    return chosen


def _known(
    known: Format,
    header: tuple[str, ...],
    folded: list[str],
    chosen: dict[str, tuple[int, ...]],
    doubled: list[str],
    where: str,
) -> ColumnMap:
    columns: dict[str, tuple[int, ...]] = {}
    sums: dict[str, tuple[int, ...]] = {}
    for name, wanted in known.columns.items():
        names = wanted if isinstance(wanted, list) else wanted.split("|")
        hits = tuple(folded.index(fold(one)) for one in names if fold(one) in folded)
        for i in hits:
            if header[i] in doubled:
                raise _ambiguous(name, [cell for cell in header if fold(cell) == folded[i]], where)
        if isinstance(wanted, list):
            if len(hits) == len(names) or (hits and name in SUMMED_FIELDS):
                sums[name] = hits
        elif hits:
            columns[name] = hits
    for name, numbers in chosen.items():
        sums.pop(name, None)
        columns[name] = numbers
    derive = {name: rule for name, rule in known.derive.items() if name not in columns and name not in sums}
    trailer = folded.index(fold(known.trailer_blank)) if known.trailer_blank else None
    warnings = tuple(Problem("W-COLUMN", text, where=where) for text in known.warn.values())
    return ColumnMap(
        known.key,
        known.name,
        known.kind,
        known.benefit,
        columns,
        sums,
        derive,
        trailer,
        warnings,
        known.preamble_total,
        {name: folded.index(fold(heading)) for name, heading in known.times.items()},
        known.once_per_claim,
        f"it has the {len(known.recognise)} headings of this export",
    )


def _generic(header: tuple[str, ...], folded: list[str], chosen: dict[str, tuple[int, ...]], where: str) -> ColumnMap:
    words, ambiguous, exclusive = _synonyms()
    taken = {i for numbers in chosen.values() for i in numbers}
    found: dict[str, dict[int, list[int]]] = {}
    for i, key in enumerate(folded):
        if i in taken:
            continue
        for name, tier in words.get(key, ()):
            found.setdefault(name, {}).setdefault(tier, []).append(i)
    columns: dict[str, tuple[int, ...]] = dict(chosen)
    sums: dict[str, tuple[int, ...]] = {}
    warnings: list[Problem] = []
    for name, tiers in found.items():
        if name in columns:
            continue
        hits = tiers[min(tiers)]
        if name in SUMMED_FIELDS:
            sums[name] = tuple(i for tier in tiers.values() for i in tier)
        elif len(hits) > 1 and name in exclusive:
            raise _ambiguous(name, [header[i] for i in hits], where)
        else:
            columns[name] = tuple(hits)
    bare = [header[i] for i, key in enumerate(folded) if key in ambiguous and i not in taken]
    if bare and "plan_paid" not in columns:
        raise _ambiguous("plan_paid", bare, where)
    derive: dict[str, str] = {}
    if "member_paid" not in columns and "member_parts" in sums:
        sums["member_paid"] = sums["member_parts"]
        names = ", ".join(header[i] for i in sums["member_paid"])
        warnings.append(
            Problem("W-COLUMN", f"The member's share is taken as the sum of these columns: {names}.", where=where)
        )
    sums.pop("member_parts", None)
    if "allowed" not in columns and "billed" in columns and "discount" in columns:
        derive["allowed"] = "billed - discount"
    if "plan_paid" not in columns and "allowed" in columns and ("member_paid" in columns or "member_paid" in sums):
        if "other_payer" in sums:
            derive["plan_paid"] = "allowed - member_paid - other_payer"
            note = "allowed minus the member's share minus other payers"
        else:
            derive["plan_paid"] = "allowed - member_paid"
            note = "allowed minus the member's share; no column shows another payer, so none is subtracted"
        warnings.append(
            Problem("W-DERIVED", f"The file has no plan-paid column. Plan-paid is taken as {note}.", where=where)
        )
    if "service_date" not in columns:
        raise OffsetcaseError(
            Problem(
                "E-NO-DATE-COLUMN",
                "no column holds the date of service.",
                f"say which of the columns ({', '.join(cell for cell in header if cell)}) does, in claims.rules.toml:\n"
                '[columns]\nservice_date = "…"',
                where,
            ),
            ExitCode.INPUT,
        )
    kind = "pharmacy" if "drug" in columns and "plan_paid" not in columns and "plan_paid" not in derive else "claims"
    return ColumnMap(
        "generic",
        "a table with recognised column names",
        kind,
        "",
        columns,
        sums,
        derive,
        None,
        tuple(warnings),
        why=f"no known export; {len(columns) + len(sums)} of its {len(header)} headings tell what they hold",
    )


def _ambiguous(name: str, candidates: list[str], where: str) -> OffsetcaseError:
    words = {
        "plan_paid": "what the plan paid",
        "member_paid": "the member's share",
        "service_date": "the date of service",
        "billed": "the billed charge",
        "allowed": "the allowed amount",
    }.get(name, name)
    shown = " or ".join(f'"{one}"' for one in candidates)
    plural = len(set(candidates)) > 1
    text = (
        f"more than one column could be {words}: {shown}."
        if plural
        else f"the column {shown} could be {words}, or somebody else's money."
    )
    if not plural and len(candidates) > 1:
        text = f"two columns have the same heading {shown.split(' or ')[0]}, and one of them is {words}."
    rules = "\nor\n".join(f'[columns]\n{name} = "{one}"' for one in dict.fromkeys(candidates))
    return OffsetcaseError(
        Problem(
            "E-COLUMN-AMBIGUOUS",
            text,
            f"write the right one into claims.rules.toml beside the claims:\n{rules}",
            where,
        ),
        ExitCode.INPUT,
    )
