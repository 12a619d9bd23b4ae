"""What each line was for, by the order of evidence: procedure code, drug, specialty or service type, the user's rule."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from offsetcase.classify.categories import categories
from offsetcase.codes.benefits import benefit_of
from offsetcase.codes.described import described_drug, measures_drug
from offsetcase.codes.drugs import Drug, find_drug
from offsetcase.codes.services import (
    Service,
    find_code,
    find_description,
    find_place,
    find_revenue,
    find_specialty,
)
from offsetcase.model.ledger import UNRECOGNISED, Class, LedgerLine
from offsetcase.model.lines import Benefit
from offsetcase.model.money import show_money
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.read.rules import DROPPED, RULES_NAME, Rules, Words, matches

# Unknown drug codes that are named; more than a tired person looks up.
MOST_CODES = 3
DESCRIBED = "drug name in the description"


class _Basis(NamedTuple):
    """What a class depends on, so that equal lines are classified once."""

    code: str
    revenue: str
    place: str
    drug: str
    ndc: str
    specialty: str
    claim_type: str
    description: str
    provider: str
    pharmacy: bool


def classify(entries: Sequence[LedgerLine], rules: Rules) -> list[Problem]:
    """Give every claim line its class.

    Args:
        entries: the ledger; each entry's ``klass`` is written.
        rules: the user's rules.

    Returns:
        A warning for drug codes that no list knows, with their dollars, and one for each rule that touches no line.

    Raises:
        OffsetcaseError: a rule names an unknown category (status 2).
    """
    _check_rules(rules)
    cache: dict[tuple[str, ...], tuple[Class, int | None]] = {}
    touched = [0] * len(rules.category)
    for entry in entries:
        line = entry.line
        if line.note:
            continue
        told = (
            line.code or entry.named_code,
            line.revenue,
            line.place,
            line.drug or entry.named_drug,
            line.ndc or entry.named_ndc,
            line.specialty,
            line.claim_type,
            line.description,
            line.provider,
            # The benefit is worked out from the line's own words.
            line.benefit,
            line.code,
            line.drug,
            line.ndc,
        )
        class_and_rule = cache.get(told)
        if class_and_rule is None:
            words = _Basis(*told[:9], benefit_of(line) is Benefit.PHARMACY)
            class_and_rule = cache[told] = _class_of(words, rules)
        entry.klass, rule = class_and_rule
        if rule is not None:
            touched[rule] += 1
    unused = [
        Problem(
            "W-RULE-UNUSED",
            f"[[category]] rule number {number + 1} (category {rule.category}) decides no line: no line has its words, or "
            "what it names is recognised already.",
            "check its words against the provider and description as they stand in the claims.",
            RULES_NAME,
        )
        for number, (rule, count) in enumerate(zip(rules.category, touched, strict=True))
        if not count
    ]
    return [*_unknown_codes(entries), *unused]


def _unknown_codes(entries: Sequence[LedgerLine]) -> list[Problem]:
    """A warning where a code is all that a line says of its drug, and the code is in no list: a costly drug must not be lost in silence."""
    lost: dict[str, list[LedgerLine]] = {}
    for entry in entries:
        ndc = entry.line.ndc or entry.named_ndc
        if ndc and entry.disposition is None and not entry.klass.category:
            lost.setdefault(ndc, []).append(entry)
    paid = {
        ndc: sum((entry.line.amounts.plan_paid or Decimal(0) for entry in members), Decimal(0))
        for ndc, members in lost.items()
    }
    if not any(paid.values()):
        return []
    rows = sum(map(len, lost.values()))
    dearest = sorted(paid, key=lambda ndc: (-abs(paid[ndc]), ndc))[:MOST_CODES]
    shown = ", ".join(f"{ndc} ({show_money(paid[ndc])})" for ndc in dearest)
    more = f" and {len(paid) - len(dearest)} more" if len(paid) > len(dearest) else ""
    return [
        Problem(
            "W-DRUG-CODE",
            f"{rows:,} row{'s' if rows > 1 else ''} with {show_money(sum(paid.values(), Decimal(0)))} of plan-paid money name "
            f"their drug only by a code that our list doesn't know: {shown}{more}. They are left out. The list is of 2019, with newer "
            "brands added by hand.",
            "look the code up on the bottle or the pharmacy's label, and say what the drug is in claims.rules.toml, for instance:\n"
            f'[[category]]\ndrug_contains = "{dearest[0]}"\ncategory = "medication.antidepressant"  # the class of this medicine\nreason = "…"',
        )
    ]


def rule_uses(entries: Sequence[LedgerLine]) -> dict[str, int]:
    """How many lines each of the user's rules touched, by the rule's number and reason."""
    uses: dict[str, int] = {}
    for entry in entries:
        text = (
            entry.klass.basis if entry.klass.by_rule else entry.line.note if entry.line.note.startswith(DROPPED) else ""
        )
        if text:
            uses[text] = uses.get(text, 0) + 1
    return uses


def _check_rules(rules: Rules) -> None:
    problems = []
    for number, rule in enumerate(rules.category, start=1):
        if rule.category not in categories():
            hint = did_you_mean(rule.category, categories())
            problems.append(
                Problem(
                    "E-RULES",
                    f'[[category]] rule number {number}: "{rule.category}" is not a category.',
                    f"{hint}The categories are: {', '.join(categories())}.",
                    RULES_NAME,
                )
            )
    if problems:
        raise OffsetcaseError(problems, ExitCode.USAGE)


def _class_of(words: _Basis, rules: Rules) -> tuple[Class, int | None]:
    known = _recognised(words)
    if not _open_to_rules(known):
        return known, None
    own = Words(
        words.provider,
        f"{words.description} {words.claim_type} {words.code}",
        f"{words.drug} {words.ndc}".strip(),
        words.specialty,
    )
    for number, rule in enumerate(rules.category):
        if matches(rule, own):
            by_rule = Class(
                rule.category,
                f"your rule {number + 1}: {rule.reason or 'no reason given'}",
                rule.reason,
                known.drug,
                known.group,
                by_rule=True,
            )
            return replace(by_rule, kind="individual" if rule.category == "psychotherapy" else ""), number
    return known, None


def _open_to_rules(known: Class) -> bool:
    """Whether the user's rule may decide: nothing stronger did, or the method leaves the class to the user."""
    if known.category in ("", "pharmacy_unnamed", "medication.stimulant", "medication.other"):
        return True
    return known.category == "other" and known.basis != "procedure code"


def _recognised(words: _Basis) -> Class:
    if words.code and (service := find_code(words.code)):
        return _service(service, "procedure code")
    if (words.drug or words.ndc) and (drug := find_drug(words.drug, words.ndc)):
        return _drug(drug, "drug name" if words.drug else "drug code")
    named = described_drug(words.description, words.provider, pharmacy=words.pharmacy) if words.description else None
    if named:
        return _drug(named, DESCRIBED)
    if words.drug or words.ndc:
        return UNRECOGNISED
    for text, look_up, basis in (
        (words.revenue, find_revenue, "revenue code"),
        (words.specialty, find_specialty, "specialty"),
        (words.description, find_description, "service description"),
        (words.place, find_place, "place of service"),
    ):
        if text and (service := look_up(text)):
            return _service(service, basis)
    if words.description and measures_drug(words.description):
        return Class("other", "service description", "laboratory")
    if words.pharmacy:
        return Class("pharmacy_unnamed", "claim type")
    return UNRECOGNISED


def _drug(drug: Drug, basis: str) -> Class:
    return Class(
        category=drug.category,
        basis=basis,
        words=drug.label,
        drug=drug.name,
        group=drug.group,
        two_use=drug.two_use,
    )


def _service(service: Service, basis: str) -> Class:
    return Class(service.category, basis, service.words, kind=service.kind)
