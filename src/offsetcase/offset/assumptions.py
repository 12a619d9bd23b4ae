"""The assumptions of one case: each with its value, its range, who it comes from, and its source.

An override outside a range replaces the nearer end. What the prescriber set is tested like the rest: shares by a half either
way, the interval by a week.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from offsetcase.case.settings import CaseFile, Share, total
from offsetcase.classify.categories import categories, is_medication
from offsetcase.model.nodes import Graph, Name, Node, node, step, value_of
from offsetcase.model.problem import usage_error
from offsetcase.offset.protocol import INTERVAL_DAYS, Protocol, Rate
from offsetcase.offset.quantities import PRICES, SESSION_PRICES
from offsetcase.offset.unit_price import UnitPrice

SHARE_LOW = Decimal("0.5")
SHARE_HIGH = Decimal("1.5")
TRIED = "a what-if of this build, no quote"
SIMPLE = ("response", "control", "retention", "ramp_months")


@dataclass(frozen=True, slots=True)
class Assumption:
    """One input of the model.

    ``basis`` is ``claims``, ``quote``, ``case``, ``prescriber`` or ``default``. ``low`` and ``high`` are ``None``
    where the value is fixed. ``published`` says whether a source gives the value; otherwise it is an assumption.
    """

    name: str
    value: Decimal
    basis: str
    source: str
    low: Decimal | None = None
    high: Decimal | None = None
    published: bool = False

    @property
    def assumed(self) -> bool:
        """Whether print must call it an assumption: no published source, no quote, no prescriber behind it."""
        return not self.published and self.basis in ("default", "case")

    @property
    def ends(self) -> tuple[Decimal, Decimal]:
        """The low and the high end of its range; the value itself where it has none."""
        return self.value if self.low is None else self.low, self.value if self.high is None else self.high


NO_DISCOUNT = Assumption("discount", Decimal(0), "default", "undiscounted")


@dataclass(frozen=True, slots=True)
class Inputs:
    """Everything the projection needs besides the baseline. Dollars, shares of 1, months and days.

    ``session`` is the price of one session where the protocol has sessions. ``lines`` are the quote's own lines, by part
    (``price``, ``workup``, ``adjunct``) and name, where the case file lists them.
    """

    protocol: Protocol
    quote: Assumption
    adjunct: Assumption
    workup: Assumption
    rates: Mapping[str, Assumption]
    interval: Assumption
    shares: Mapping[str, Assumption]
    missing: tuple[str, ...]
    session: Assumption | None = None
    discount: Assumption = NO_DISCOUNT
    lines: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)

    @property
    def prices(self) -> Graph:
        """How P is made up."""
        return PRICES if self.session is None else SESSION_PRICES

    @property
    def parts(self) -> dict[str, Any]:
        """What it is made of, by the graph's names."""
        given: dict[str, Any] = {"price.quote": self.quote.value, "adjunct": self.adjunct.value}
        if self.session is not None:
            given |= {"sessions.per_visit": self.protocol.sessions, "session_price": self.session.value}
        return given

    @property
    def price(self) -> Decimal:
        """P: dollars a visit, the quote plus adjuncts and sessions."""
        value: Decimal = self.prices.worked_out(self.parts)["price"]
        return value

    @property
    def extras(self) -> Decimal:
        """Dollars a visit on top of the quote: adjuncts, and sessions where the protocol has them."""
        return self.price - self.quote.value

    @property
    def listed(self) -> dict[str, Assumption]:
        """What an exhibit lists between the prices and the shares, in its order; a discount only where one is set."""
        given = {**self.rates, self.interval.name: self.interval}
        return given | {self.discount.name: self.discount} if self.discount.value else given

    def rate(self, name: str) -> Decimal:
        """The value of ``response``, ``control``, ``retention`` or ``ramp_months``."""
        return self.rates[name].value


Range = tuple[Node, Node]
# Both ends of a range, from the value itself.
VALUE = Name("value")
QUOTE_RANGE: Range = VALUE * Decimal("0.80"), VALUE * Decimal("1.20")
SHARE_RANGE: Range = VALUE * SHARE_LOW, step("least", VALUE * SHARE_HIGH, 1)


def range_of(rate: Rate) -> Range:
    """The ends of a value of somebody's own: a published end or a factor; the value itself where it lies beyond."""
    low = VALUE * rate.low_factor if rate.low is None else node(rate.low)
    high = step("least", VALUE * rate.high_factor, 1) if rate.high is None else node(rate.high)
    return step("least", low, VALUE), step("largest", high, VALUE)


def ends_of(item: Range, value: Decimal) -> tuple[Decimal, Decimal]:
    """Both ends for one value."""
    low, high = (Decimal(value_of(end, {VALUE.id: value})) for end in item)
    return low, high


def _ranged(name: str, rate: Rate, value: Decimal, basis: str, source: str, published: bool) -> Assumption:
    return Assumption(name, value, basis, source, *ends_of(range_of(rate), value), published)


def share_of(key: str, given: Mapping[str, Share]) -> Assumption:
    """The share of one baseline key: the drug's own, then the category's, then ``medication``, then the default."""
    name = f"share.{key}"
    for candidate in (key, "medication" if is_medication(key) else ""):
        if candidate in given:
            share = given[candidate]
            if share.by_prescriber:
                return _share_range(Assumption(name, share.share, "prescriber", f"{share.by}, {share.on}"))
            return _share_range(Assumption(name, share.share, "case", "case file"))
    default = categories()[key].share if key in categories() else Decimal("0.50")
    return _share_range(Assumption(name, default, "default", "assumption"))


def _share_range(share: Assumption) -> Assumption:
    low, high = ends_of(SHARE_RANGE, share.value)
    return replace(share, low=low, high=high)


def resolve(
    case: CaseFile,
    overrides: Mapping[str, Decimal],
    protocol: Protocol,
    keys: Iterable[str],
    given: Mapping[str, Share],
    sessions: UnitPrice | None = None,
) -> Inputs:
    """Put the case's own figures, the command's ``--set`` and the protocol's data together.

    Args:
        case: the case file, with the command's ``--price`` already in it.
        overrides: ``--set`` values by assumption name, shares left out.
        protocol: the schedule and its rates.
        keys: the baseline's categories.
        given: the shares that somebody set, from ``share_names``.
        sessions: what the member's own psychotherapy sessions cost, for protocols that hold sessions.

    Returns:
        The inputs; ``missing`` names the rates that neither the protocol nor the case gives (then there is no verdict).

    Raises:
        OffsetcaseError: a price that nobody gives, or blocks that overlap (status 2).
    """
    treatment = case.treatment
    quote = _tried(overrides, _quote(overrides.get("price", total(treatment.price)), protocol))
    workup = _tried(overrides, _on_top("workup", overrides.get("workup", total(treatment.workup)), "work-up"))
    adjunct = _tried(overrides, _on_top("adjunct", overrides.get("adjunct", total(treatment.adjunct)), "adjunct"))
    session = _session(overrides.get("session_price", treatment.session_price), protocol, sessions)
    session = session and _tried(overrides, session)
    lines = {
        name: value
        for name in ("price", "workup", "adjunct")
        if name not in overrides and isinstance(value := getattr(treatment, name), dict)
    }
    rates: dict[str, Assumption] = {}
    missing: list[str] = []
    for name in SIMPLE:
        rate = protocol.rates[name]
        own = overrides.get(name)
        if own is None:
            own_case = getattr(case.assumptions, name)
            own = None if own_case is None else Decimal(own_case)
        if own is not None:
            rates[name] = _ranged(name, rate, own, "case", "case file", False)
        elif rate.base is not None:
            rates[name] = _ranged(name, rate, rate.base, "default", rate.source, rate.published)
        else:
            missing.append(name)
    interval = _interval(case, overrides, protocol)
    shares = {key: share_of(key, given) for key in keys}
    return Inputs(
        protocol,
        quote,
        adjunct,
        workup,
        rates,
        interval,
        shares,
        tuple(missing),
        session,
        _discount(case, overrides),
        lines,
    )


def _discount(case: CaseFile, overrides: Mapping[str, Decimal]) -> Assumption:
    value = overrides.get("discount", case.assumptions.discount)
    return NO_DISCOUNT if value is None else Assumption("discount", value, "case", "case file")


def _tried(overrides: Mapping[str, Decimal], item: Assumption) -> Assumption:
    """A price that was only tried with ``--set`` is nobody's quote, and is not printed as one."""
    if item.name not in overrides:
        return item
    return replace(item, basis="case", source=TRIED)


def _quote(price: Decimal | None, protocol: Protocol) -> Assumption:
    if price is not None:
        return Assumption("price", price, "quote", "the clinic's quote", *ends_of(QUOTE_RANGE, price), True)
    base = protocol.price
    if base.base is None:
        raise usage_error(
            "E-PRICE",
            f"the protocol {protocol.key} has no default price, and no quote is given.",
            f'ask the clinic what one {protocol.visit} costs, then add  --price …  or write into case.toml:\n[treatment]\nprice = "…"',
        )
    return Assumption("price", base.base, "default", base.source, base.low, base.high, False)


def _on_top(name: str, value: Decimal | None, word: str) -> Assumption:
    if value is None:
        return Assumption(name, Decimal(0), "default", f"no {word} is quoted; none is counted")
    return Assumption(name, value, "quote", "the clinic's quote", published=True)


def _session(value: Decimal | None, protocol: Protocol, own: UnitPrice | None) -> Assumption | None:
    """The price of one session: given, else from the member's own psychotherapy lines; never a guess."""
    if not protocol.sessions:
        return None
    if value is not None:
        return Assumption("session_price", value, "quote", "given in this case", published=True)
    if own is not None:
        source = f"the member’s own psychotherapy: plan-paid divided by {own.days} days with a session"
        return Assumption("session_price", own.amount, "claims", source, published=True)
    raise usage_error(
        "E-PRICE",
        f"the protocol {protocol.key} has sessions, and nothing says what one costs: the claims hold no psychotherapy.",
        'ask the therapist, then write into case.toml:\n[treatment]\nsession_price = "…"',
    )


def _interval(case: CaseFile, overrides: Mapping[str, Decimal], protocol: Protocol) -> Assumption:
    name = "maintenance_every_days"
    rate = protocol.interval
    longest = max(protocol.block_days)
    said = None if name in overrides else case.assumptions.maintenance_every_days
    value = overrides.get(name) if said is None else Decimal(said.days)
    if value is None:
        assert rate.base is not None
        result = _ranged(name, rate, rate.base, "default", rate.source, False)
    elif said is not None and said.by_prescriber:
        low = max(value - INTERVAL_DAYS, Decimal(longest + 1))
        result = Assumption(name, value, "prescriber", f"{said.by}, {said.on}", low, value + INTERVAL_DAYS)
    else:
        result = _ranged(name, rate, value, "case", "case file", False)
    if result.value <= longest:
        raise usage_error(
            "E-CASE",
            f"maintenance every {result.value} days would start before the block of {longest + 1} days before it has ended.",
            f"use at least {longest + 1} days.",
            "[assumptions] maintenance_every_days",
        )
    return result
