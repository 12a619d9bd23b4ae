"""The second leg: what the treatment that plans already cover for this condition would cost over the same months.

Response, relapse and stopping rule are assumed the same; the sessions are its own and so is the price. It stands beside the
comparison with the member's own history and never replaces it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal, localcontext
from enum import StrEnum
from functools import cache

from offsetcase.case.settings import CaseFile
from offsetcase.model.ledger import Disposition, LedgerLine
from offsetcase.model.money import ONE, PRECISION, ZERO
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.offset.assumptions import QUOTE_SPREAD, Inputs
from offsetcase.offset.outcomes import Outcomes, treatment_costs
from offsetcase.offset.projection import Parameters, calendar
from offsetcase.offset.protocol import DAYS_PER_MONTH
from offsetcase.offset.unit_price import UnitPrice, per_session
from offsetcase.offset.words import speaks_of

DEFAULT = "esketamine"
NO_COMPARISON = "none"
# The closest maintenance at which the infusions must still cost less for a firm word.
CLOSE_DAYS = 14
LEAST_TRIED = 2
_REFUSED = re.compile(
    r"\b(den(?:y|ied|ial)|not (?:be )?(?:covered|approved|authorized|medically)|exclu\w+|cannot|can’t|can't|decline\w*|"
    r"experimental|investigational|not a covered|do(?:es)? not cover)"
)
_TRY_FIRST = re.compile(r"\b(tr(?:y|ied|ial|ials)|first|step|fail\w*|instead|prefer\w*|alternatives?|before|prior)\b")


class Leg(StrEnum):
    """How far the comparison with the covered alternative carries."""

    FIRM = "firm"
    EXPECTED = "expected"
    NONE = "none"
    NOT_MADE = "not-made"


@dataclass(frozen=True, slots=True)
class Covered:
    """One entry of ``data/comparators``. ``phases`` are ``(first day, every, count or None)``; days count from day 0.

    ``needs_trials`` says that its label asks for failed antidepressants; ``diagnosis`` and ``rules_out_both`` are stems of the
    prescriber's words that stand for them, and of reasons against it that speak against ketamine too; ``notice`` are stems by
    which a notice names it.
    """

    key: str
    label: str
    category: str
    indications: tuple[str, ...]
    induction_days: tuple[int, ...]
    phases: tuple[tuple[int, int, int | None], ...]
    source: str
    price: Decimal | None
    low_price: Decimal | None
    high_price: Decimal | None
    price_source: str
    price_brief: str
    evidence: str
    needs_trials: bool
    diagnosis: tuple[str, ...]
    rules_out_both: tuple[str, ...]
    notice: tuple[str, ...]

    def maintenance_days(self, horizon: int) -> list[int]:
        """The days of maintenance sessions within so many months."""
        limit = horizon * DAYS_PER_MONTH
        days: list[int] = []
        for first, every, count in self.phases:
            day, left = first, count
            while day < limit and left != 0:
                days.append(day)
                day, left = day + every, None if left is None else left - 1
        return days


@dataclass(frozen=True, slots=True)
class Priced:
    """Dollars a session with the range that is tried; an amount that the claims or the user give has no range."""

    price: Decimal
    low: Decimal
    high: Decimal
    basis: str
    source: str
    own: UnitPrice | None
    brief: str = ""

    @property
    def shown(self) -> str:
        """Where it comes from, in the few words that a first page has room for."""
        return self.brief or self.source


@dataclass(frozen=True, slots=True)
class Sums:
    """The comparison itself, unrounded, over the horizon.

    ``sessions`` are expected numbers, ``cost`` and ``less`` (its cost less ours) dollars; ``less_at_low`` is at its low price.
    ``ties`` are the prices a session at which ``less`` is zero, ``tie`` the largest, rounded up to the dollar. ``ours`` is what
    the request costs in the same outcomes, ``close`` the same with maintenance every ``close_days`` days.
    """

    induction: int
    maintenance: int
    sessions: Outcomes
    cost: Outcomes
    ours: Outcomes
    less: Outcomes
    less_at_low: Outcomes
    ties: Outcomes
    tie: int
    close: Outcomes
    close_days: int


@dataclass(frozen=True, slots=True)
class Alternative:
    """The second leg of one case: priced and compared, or not made, and ``why`` not in words."""

    covered: Covered
    verdict: Leg
    why: str
    priced: Priced | None = None
    sums: Sums | None = None

    @property
    def carries(self) -> bool:
        """Whether it may lead a letter."""
        return self.verdict in (Leg.FIRM, Leg.EXPECTED)


@cache
def alternatives() -> dict[str, Covered]:
    """Every covered alternative that this version can price, by name."""
    found = {}
    for path in sorted(data_path("comparators").glob("*.toml")):
        raw = load_toml(path)
        price = raw.get("price", {})
        words = raw.get("words", {})
        found[path.stem] = Covered(
            key=path.stem,
            label=raw["label"],
            category=raw["category"],
            indications=tuple(raw["indications"]),
            induction_days=tuple(raw["induction_days"]),
            phases=tuple((phase["from"], phase["every"], phase.get("count")) for phase in raw["maintenance"]),
            source=raw["source"],
            price=Decimal(price["base"]) if price else None,
            low_price=Decimal(price["low"]) if price else None,
            high_price=Decimal(price["high"]) if price else None,
            price_source=price.get("source", ""),
            price_brief=price.get("brief", price.get("source", "")),
            evidence=price.get("evidence", ""),
            needs_trials=raw.get("needs_trials", False),
            diagnosis=tuple(words.get("diagnosis", ())),
            rules_out_both=tuple(words.get("rules_out_both", ())),
            notice=tuple(words.get("notice", ())),
        )
    return found


def choose_alternative(name: str, indication: str) -> Covered:
    """The alternative that somebody asked for by name.

    Raises:
        OffsetcaseError: unknown, or no alternative for this condition (status 2).
    """
    known = alternatives()
    if name not in known:
        hint = did_you_mean(name, [*known, NO_COMPARISON])
        text = f'--comparator: "{name}" can\'t be priced.'
        remedy = f"{hint}Known: {', '.join(known)}, and none."
        raise OffsetcaseError(Problem("E-OPTION", text, remedy), ExitCode.USAGE)
    found = known[name]
    # The default is made or not made by its own rules; what was asked for beyond it must fit.
    if indication not in found.indications and name != DEFAULT:
        text = f"{found.label} is no covered alternative for {indication}."
        remedy = f"leave the comparator out; it serves {', '.join(found.indications)}."
        raise OffsetcaseError(Problem("E-OPTION", text, remedy), ExitCode.USAGE)
    return found


def wanted(case: CaseFile, name: str, price: Decimal | None) -> tuple[str, Decimal | None]:
    """Which alternative is compared and at which price: the command's option, then the case file's, then the default."""
    own = case.comparator
    if own is None or (name and name != own.name):
        return name or DEFAULT, price
    return own.name, own.price if price is None else price


def price_of(found: Covered, given: Decimal | None, entries: Iterable[LedgerLine]) -> Priced:
    """What a session costs this plan: the member's own past lines, else the user's figure, else a sourced default.

    Raises:
        OffsetcaseError: nobody says (status 2).
    """
    own = per_session(entries, found.category)
    if own is not None:
        with localcontext() as context:
            context.prec = PRECISION
            amount = own.amount
        days = f"{own.days} {'days' if own.days > 1 else 'day'} with a session"
        return Priced(amount, amount, amount, "claims", f"the member’s own lines: plan-paid divided by {days}", own)
    if given is not None:
        return Priced(given, given, given, "case", "given by the member", None)
    if found.price is not None and found.low_price is not None and found.high_price is not None:
        return Priced(
            found.price, found.low_price, found.high_price, "default", found.price_source, None, found.price_brief
        )
    raise OffsetcaseError(
        Problem(
            "E-COMPARATOR",
            f"nothing says what a session of {found.label} costs this plan: the claims hold none, and no verified default exists.",
            "ask the plan or a provider, then add  --comparator-price …  or write into case.toml:\n"
            f'[comparator]\nname = "{found.key}"\nprice = "…"',
        ),
        ExitCode.USAGE,
    )


def refusal(
    found: Covered, name: str, case: CaseFile, indication: str, entries: Iterable[LedgerLine], tried: int
) -> str:
    """Why the comparison is not made, in words; ``""`` where it is."""
    if name == NO_COMPARISON:
        return "it was turned off by --comparator none"
    if indication not in found.indications:
        return f"{found.label} is not approved for this condition"
    lines = [entry for entry in entries if entry.klass.category == found.category]
    if any(entry.disposition is Disposition.COUNTED for entry in lines) and name == DEFAULT:
        return f"the plan pays for {found.label} in the months that count, so it is part of the present spending"
    if any(entry.disposition is Disposition.DENIED for entry in lines):
        return f"the claims show that the plan denied {found.label}"
    if denied_in(case.denial.reason, found.notice):
        return f"the notice shows that the plan denied {found.label}"
    if found.needs_trials and tried < LEAST_TRIED and not diagnosed(found, case):
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


def diagnosed(found: Covered, case: CaseFile) -> bool:
    """Whether the prescriber, with name and date, states the diagnosis that its label asks for."""
    return case.prescriber.dated and speaks_of(case.prescriber.diagnosis, found.diagnosis)


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
    found = alternatives()[DEFAULT] if name == NO_COMPARISON else choose_alternative(name, indication)
    why = refusal(found, name, case, indication, entries, tried)
    if not why and parameters is None:
        why = f"no rate of {' and of '.join(inputs.missing)} is known for this schedule, so no average can be formed"
    if why:
        return Alternative(found, Leg.NOT_MADE, why)
    assert parameters is not None
    priced = price_of(found, price, entries)
    with localcontext() as context:
        context.prec = PRECISION
        sums = compare(found, priced, inputs, parameters, horizon)
        return Alternative(found, decide(sums, priced, inputs, parameters, horizon), "", priced, sums)


def compare(found: Covered, priced: Priced, inputs: Inputs, base: Parameters, horizon: int) -> Sums:
    """The four outcomes of both treatments, and where they tie."""
    limit = horizon * DAYS_PER_MONTH
    first = [day for day in found.induction_days if day < limit]
    later = found.maintenance_days(horizon)
    at = calendar(first, later, base.ramp, horizon)
    sessions = treatment_costs(base.with_(price=ONE, workup=ZERO), horizon, at)
    ours = treatment_costs(base, horizon)
    cost = sessions.times(priced.price)
    ties = ours.over(sessions)
    close_days = max(CLOSE_DAYS, max(base.block) + 1)
    return Sums(
        induction=len(first),
        maintenance=len(later),
        sessions=sessions,
        cost=cost,
        ours=ours,
        less=cost.less(ours),
        less_at_low=sessions.times(priced.low).less(ours),
        ties=ties,
        tie=int(max(ties.all).to_integral_value(ROUND_CEILING)),
        close=treatment_costs(base.with_(every=close_days), horizon),
        close_days=close_days,
    )


def decide(sums: Sums, priced: Priced, inputs: Inputs, base: Parameters, horizon: int) -> Leg:
    """The leg's verdict by the method's section 5."""
    dear = (inputs.quote.high or inputs.quote.value * (1 + QUOTE_SPREAD)) + inputs.extras
    worst = treatment_costs(base.with_(price=dear, every=int(inputs.interval.ends[0])), horizon)
    cheap = sums.sessions.times(priced.low)
    if all(cost > 0 for ours in (worst, sums.close) for cost in cheap.less(ours).all):
        return Leg.FIRM
    if sums.less.average > 0 and sums.less_at_low.average > 0:
        return Leg.EXPECTED
    return Leg.NONE


def require_own_reason(case: CaseFile) -> None:
    """Stop where the reason against esketamine is one against ketamine as well.

    Raises:
        OffsetcaseError: the prescriber's words name such a reason (status 2).
    """
    if speaks_of(case.prescriber.why_not.esketamine, alternatives()[DEFAULT].rules_out_both):
        raise OffsetcaseError(
            Problem(
                "E-WHY-NOT",
                "the reason given against esketamine would speak against ketamine as well: it is a contraindication of both.",
                "ask the prescriber before anything is sent; if the words say that it was ruled out, write it as "
                '"no aneurysmal disease".',
                "case.toml, [prescriber.why_not] esketamine",
            ),
            ExitCode.USAGE,
        )
