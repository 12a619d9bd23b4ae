"""What a person could settle: lines that nothing recognised, each group with a rule, and who was seen, by dollars.

A rule is only ever offered: it is one that the program takes as it stands, it reaches no other provider's lines, and what it says
first is what the words make likely, never that the lines count for nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from offsetcase.codes.benefits import benefit_of
from offsetcase.codes.drugs import drugs, find_drug, suggest_drug
from offsetcase.codes.services import find_specialty
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.lines import Benefit
from offsetcase.model.text import quoted, squeezed
from offsetcase.read.claims import ReadFile

# A guess looks through every drug's name; it is made for the groups with the most money.
MOST_GUESSES = 100
ASKED = {
    "psychotherapy": "your therapist",
    "psychiatry_visit": "your psychiatrist, or who else prescribes for this condition",
    "physical_therapy": "your physical therapist, chiropractor or acupuncturist",
    "other": "somebody for something else",
}


@dataclass(frozen=True, slots=True)
class UnsettledLines:
    """Lines that nothing recognised and that one rule would settle."""

    text: str
    rows: int
    plan_paid: Decimal
    rule: str


@dataclass(frozen=True, slots=True)
class ProviderSeen:
    """One provider of counted or unread lines.

    ``taken_as``: the categories of the lines; ``unread`` of ``rows`` have none, and stand on so many days (``visits``).
    """

    provider: str
    rows: int
    plan_paid: Decimal
    taken_as: tuple[str, ...]
    unread: int
    unread_paid: Decimal
    visits: int
    pharmacy: bool
    likely: str


def providers_seen(entries: Sequence[LedgerLine]) -> list[ProviderSeen]:
    """Who stands on the lines that count and on those that nothing recognised, the most dollars first."""
    groups: dict[str, list[LedgerLine]] = defaultdict(list)
    for entry in entries:
        if entry.line.provider and entry.disposition in (Disposition.COUNTED, Disposition.UNCLASSIFIED):
            groups[squeezed(entry.line.provider)].append(entry)
    seen = []
    for members in groups.values():
        unread = [entry for entry in members if entry.disposition is Disposition.UNCLASSIFIED]
        kinds = Counter(entry.klass.category for entry in members if entry.disposition is Disposition.COUNTED)
        seen.append(
            ProviderSeen(
                members[0].line.provider,
                len(members),
                _paid(members),
                tuple(kind for kind, _ in kinds.most_common()),
                len(unread),
                _paid(unread),
                len({entry.line.service_date for entry in unread}),
                all(benefit_of(entry.line) is Benefit.PHARMACY for entry in members),
                _likely(unread or members),
            )
        )
    return sorted(seen, key=lambda one: (-abs(one.plan_paid), one.provider))


def unread_groups(entries: Sequence[LedgerLine], files: Sequence[ReadFile]) -> list[UnsettledLines]:
    """The lines that nothing recognised, by the words that a rule could take, the most dollars first.

    Args:
        entries: the settled ledger.
        files: what was read, for the cells of columns that no field took.
    """
    groups: dict[tuple[str, str], list[LedgerLine]] = defaultdict(list)
    for entry in entries:
        if entry.disposition is Disposition.UNCLASSIFIED:
            groups[_words_of(entry)].append(entry)
    ordered = sorted(groups.items(), key=lambda item: (-abs(_paid(item[1])), item[0][1]))
    known = {squeezed(entry.line.provider) for entry in entries if entry.line.provider}
    cells = _cells(files)
    unread = []
    for number, ((kind, text), members) in enumerate(ordered):
        codes = sorted({entry.line.code for entry in members if entry.line.code})
        shown = f"{text} ({', '.join(codes[:4])})" if codes and kind == "provider" else text or "(no words at all)"
        if members[0].klass.category == "pharmacy_unnamed":
            rule = _unnamed(members, files, cells)
        elif not text:
            rule = "# nothing on these lines says what they were: an export that names provider, service or code would"
        elif kind == "drug":
            rule = _drug_rule(text, guessed=number < MOST_GUESSES)
        elif kind == "provider":
            rule = provider_rule(text, _likely(members), known)
        else:
            rule = _rule(f"{kind}_contains", text, _likely(members) or "psychotherapy", "…")
        unread.append(UnsettledLines(shown, len(members), _paid(members), rule))
    return unread


def provider_rule(provider: str, category: str, known: Collection[str], reason: str = "") -> str:
    """The rule that gives a provider's lines a category.

    Args:
        provider: the name as it stands in the claims.
        category: what it is likely for, or what the person answered; ``""`` for a guess.
        known: every provider of the files, folded; where another name holds this one, the rule asks for the whole name.
        reason: what the rule's reason says; ``""`` leaves it to the person, with the other categories beside it.
    """
    folded = squeezed(provider)
    field = "provider_is" if any(folded in other and folded != other for other in known) else "provider_contains"
    if reason:
        return _rule(field, provider, category, reason, choices=False)
    if category == "other":
        lines = _rule(field, provider, "psychotherapy", "…").splitlines()
        return "\n".join(
            (
                "# its name says another field of medicine, and it counts for nothing; only if that is wrong:",
                *(f"# {line}" for line in lines),
            )
        )
    return _rule(field, provider, category or "psychotherapy", "…")


def _rule(field: str, text: str, category: str, reason: str, *, choices: bool = True, guess: str = "") -> str:
    rest = ", ".join(f'"{key}"' for key in ASKED if key != category)
    asked = f"{ASKED[category].partition(',')[0]}? else {rest}" if category in ASKED else f"else {rest}"
    if field == "drug_contains":
        asked = 'the class of this medicine; "other" for one that treats something else'
    comment = f"  # {asked}" if choices else ""
    return (
        f"[[category]]\n{field} = {quoted(text)}{guess}\n"
        f"category = {quoted(category)}{comment}\nreason = {quoted(reason)}"
    )


def _drug_rule(text: str, *, guessed: bool) -> str:
    """A rule for a drug that isn't known; the nearest known name is shown, and its class is what the rule says first."""
    near = suggest_drug(text)[:1] if guessed else []
    guess = f"  # did you mean {near[0]}?" if near else ""
    category = next((drug.category for drug, _ in drugs() if near and drug.name == near[0]), "")
    return _rule(
        "drug_contains",
        text,
        category if category not in ("", "other") else "medication.antidepressant",
        "…",
        guess=guess,
    )


def _words_of(entry: LedgerLine) -> tuple[str, str]:
    """By which words a line is grouped: the field of a rule and its text."""
    line = entry.line
    drug = line.drug or entry.named_drug or line.ndc or entry.named_ndc
    for kind, text in (("drug", drug), ("provider", line.provider), ("description", line.description)):
        if text.strip():
            return kind, text
    if line.specialty.strip():
        return "specialty", line.specialty
    return "description", (line.claim_type or line.code).strip()


def _likely(members: Sequence[LedgerLine]) -> str:
    """The category that specialty or name make likely; ``""`` where they say nothing."""
    for text in (members[0].line.specialty, members[0].line.provider):
        if text and (service := find_specialty(text)):
            return service.category
    return ""


def _unnamed(
    members: Sequence[LedgerLine], files: Sequence[ReadFile], cells: Callable[[LedgerLine], Mapping[str, str]]
) -> str:
    """What to do about pharmacy lines that were read without a drug: true of these files, and only where it is."""
    for entry in members[:MOST_GUESSES]:
        for heading, cell in cells(entry).items():
            if find_drug(cell):
                return (
                    f'# the column "{heading}" names drugs ("{" ".join(cell.split())[:60]}") and is not read as one; this would:\n'
                    f"[columns]\ndrug = {quoted(heading)}"
                )
    if any(entry.line.description and find_drug(entry.line.description) for entry in members):
        return "# the descriptions name drugs, but not so that a fill is certain: a rule for each, description_contains = …"
    if any(file.columns.kind == "pharmacy" for file in files):
        return (
            "# no fill of the pharmacy's file has the day and the share of these: its dates may end too early, or another "
            "pharmacy filled them"
        )
    return "# these claims name no drug: download the pharmacy's own record and name both files"


def _cells(files: Sequence[ReadFile]) -> Callable[[LedgerLine], Mapping[str, str]]:
    """The cells of a line's row whose columns no field took, by heading."""
    rows: dict[int, Mapping[int, tuple[str, ...]]] = {}

    def cells(entry: LedgerLine) -> Mapping[str, str]:
        number = entry.line.file_no
        if number >= len(files):
            return {}
        file = files[number]
        if number not in rows:
            rows[number] = {row.number: row.cells for row in file.table.rows}
        taken = {at for numbers in (*file.columns.columns.values(), *file.columns.sums.values()) for at in numbers}
        row = rows[number].get(entry.line.source.row, ())
        return {
            heading: cell
            for at, (heading, cell) in enumerate(zip(file.table.header, row, strict=False))
            if heading and cell and at not in taken
        }

    return cells


def _paid(entries: Sequence[LedgerLine]) -> Decimal:
    return sum((entry.line.amounts.plan_paid or Decimal(0) for entry in entries), Decimal(0))
