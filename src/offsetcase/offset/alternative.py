"""The second leg: what the treatment that plans already cover for this condition would cost over the same months.

Response, relapse and stopping rule are assumed the same; the sessions are its own and so is the price. It stands beside the
comparison with the member's own history and never replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext

from offsetcase.case.settings import CaseFile
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.money import PRECISION
from offsetcase.model.problem import usage_error
from offsetcase.offset.assumptions import Inputs
from offsetcase.offset.comparison import ComparisonSums, Leg, Priced, compare, decide
from offsetcase.offset.covered import DEFAULT, NO_COMPARISON, Covered, alternatives, choose_alternative
from offsetcase.offset.projection import Parameters
from offsetcase.offset.unit_price import per_session
from offsetcase.offset.words import speaks_of

LEAST_TRIED = 2
_REFUSED = re.compile(
    r"\b(den(?:y|ied|ial)|not (?:be )?(?:covered|approved|authorized|medically)|exclu\w+|cannot|can’t|can't|decline\w*|"
    r"experimental|investigational|not a covered|do(?:es)? not cover)"
)
_TRY_FIRST = re.compile(r"\b(tr(?:y|ied|ial|ials)|first|step|fail\w*|instead|prefer\w*|alternatives?|before|prior)\b")


@dataclass(frozen=True, slots=True)
class Alternative:
    """The second leg of one case: priced and compared, or not made, and ``why`` not in words."""

    covered: Covered
    verdict: Leg
    why: str
    priced: Priced | None = None
    sums: ComparisonSums | None = None

    @property
    def carries(self) -> bool:
        """Whether it may lead a letter."""
        return self.verdict in (Leg.FIRM, Leg.EXPECTED)


def wanted(case: CaseFile, name: str, price: Decimal | None) -> tuple[str, Decimal | None]:
    """Which alternative is compared and at which price: the command's option, then the case file's, then the default."""
    own = case.comparator
    if own is None or (name and name != own.name):
        return name or DEFAULT, price
    return own.name, own.price if price is None else price


def price_of(covered: Covered, given: Decimal | None, entries: Iterable[LedgerLine]) -> Priced:
    """What a session costs this plan: the member's own past lines, else the user's figure, else a sourced default.

    Raises:
        OffsetcaseError: nobody says (status 2).
    """
    own = per_session(entries, covered.category)
    if own is not None:
        with localcontext() as context:
            context.prec = PRECISION
            amount = own.amount
        days = f"{own.days} {'days' if own.days > 1 else 'day'} with a session"
        return Priced(amount, amount, amount, "claims", f"the member’s own lines: plan-paid divided by {days}", own)
    if given is not None:
        return Priced(given, given, given, "case", "given by the member", None)
    if covered.price is not None and covered.low_price is not None and covered.high_price is not None:
        return Priced(
            covered.price,
            covered.low_price,
            covered.high_price,
            "default",
            covered.price_source,
            None,
            covered.price_brief,
        )
    raise usage_error(
        "E-COMPARATOR",
        f"nothing says what a session of {covered.label} costs this plan: the claims hold none, and no verified default exists.",
        "ask the plan or a provider, then add  --comparator-price …  or write into case.toml:\n"
        f'[comparator]\nname = "{covered.key}"\nprice = "…"',
    )


def refusal(
    covered: Covered, name: str, case: CaseFile, indication: str, entries: Iterable[LedgerLine], tried: int
) -> str:
    """Why the comparison is not made, in words; ``""`` where it is."""
    if name == NO_COMPARISON:
        return "it was turned off by --comparator none"
    if indication not in covered.indications:
        return f"{covered.label} is not approved for this condition"
    lines = [entry for entry in entries if entry.klass.category == covered.category]
    if any(entry.disposition is Disposition.COUNTED for entry in lines) and name == DEFAULT:
        return f"the plan pays for {covered.label} in the months that count, so it is part of the present spending"
    if any(entry.disposition is Disposition.DENIED for entry in lines):
        return f"the claims show that the plan denied {covered.label}"
    if denied_in(case.denial.reason, covered.notice):
        return f"the notice shows that the plan denied {covered.label}"
    if covered.needs_trials and tried < LEAST_TRIED and not diagnosed(covered, case):
        return (
            "the claims show fewer than two antidepressants filled over six weeks or more, and no prescriber has stated "
            "treatment-resistant depression"
        )
    return ""


def denied_in(notice: str, names: tuple[str, ...]) -> bool:
    """Whether a sentence of the notice refuses the alternative itself, and doesn't ask to try it first."""
    for sentence in re.split(r"[.;\n]+", notice.casefold()):
        named = any(name in sentence for name in names)
        if named and _REFUSED.search(sentence) and not _TRY_FIRST.search(sentence):
            return True
    return False


def diagnosed(covered: Covered, case: CaseFile) -> bool:
    """Whether the prescriber, with name and date, states the diagnosis that its label asks for."""
    return case.prescriber.dated and speaks_of(case.prescriber.diagnosis, covered.diagnosis)


def second_leg(
    name: str,
    price: Decimal | None,
    case: CaseFile,
    indication: str,
    entries: tuple[LedgerLine, ...],
    tried: int,
    inputs: Inputs,
    parameters: Parameters | None,
    horizon: int,
) -> Alternative:
    """Compare the request with the covered alternative over the horizon.

    Args:
        name: ``esketamine``, ``tms``, ``ect``, or ``none`` for no comparison.
        price: dollars a session that the user gives, or ``None``.
        case: the case file, for the prescriber's and the notice's words.
        indication: what the request is for.
        entries: the settled ledger; the member's own past sessions come first.
        tried: how many antidepressants the claims show as tried.
        inputs: the assumptions with their ranges.
        parameters: the base case; ``None`` where a rate is missing.
        horizon: months.

    Raises:
        OffsetcaseError: an alternative that isn't known or doesn't fit, or nobody says what a session costs (status 2); a
            reason against it that speaks against ketamine too (status 2).
    """
    covered = alternatives()[DEFAULT] if name == NO_COMPARISON else choose_alternative(name, indication)
    why = refusal(covered, name, case, indication, entries, tried)
    if not why and parameters is None:
        why = f"no rate of {' and of '.join(inputs.missing)} is known for this schedule, so no average can be formed"
    if why:
        return Alternative(covered, Leg.NOT_MADE, why)
    assert parameters is not None
    priced = price_of(covered, price, entries)
    with localcontext() as context:
        context.prec = PRECISION
        sums = compare(covered, priced, parameters, horizon)
        return Alternative(covered, decide(sums, covered, priced, inputs, parameters, horizon), "", priced, sums)


def require_own_reason(case: CaseFile) -> None:
    """Stop where the reason against esketamine is one against ketamine as well.

    Raises:
        OffsetcaseError: the prescriber's words name such a reason (status 2).
    """
    if speaks_of(case.prescriber.why_not.esketamine, alternatives()[DEFAULT].rules_out_both):
        raise usage_error(
            "E-WHY-NOT",
            "the reason given against esketamine would speak against ketamine as well: it is a contraindication of both.",
            "ask the prescriber before anything is sent; if the words say that it was ruled out, write it as "
            '"no aneurysmal disease".',
            "case.toml, [prescriber.why_not] esketamine",
        )
