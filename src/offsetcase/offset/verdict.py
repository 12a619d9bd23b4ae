"""The whole offset of one case: flows, stages, break-evens, one-way ends, and the verdict they lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import NamedTuple

from offsetcase.model.money import PRECISION, ZERO
from offsetcase.offset.assumptions import SHARE_HIGH, SHARE_LOW, Assumption, Inputs
from offsetcase.offset.breakeven import BreakEven, break_even
from offsetcase.offset.projection import (
    Calendar,
    Flow,
    Parameters,
    calendar_of,
    expected_visits,
    flow,
    lowest,
    monthly_stops,
    responder,
    survival,
)

HORIZON = 24
HORIZONS = (12, 24, 36, 60)
# A shorter history proves too little for more than a conditional verdict.
LEAST_MONTHS = 12
# What a visit's session replaces: it is part of the price, so it can't stop in the same month.
SESSION_CATEGORY = "psychotherapy"


class Verdict(StrEnum):
    """What the letter may say about cost."""

    ROBUST = "robust"
    EXPECTED = "expected"
    CONDITIONAL = "conditional"
    UNDECIDED = "undecided"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class OneWay:
    """One parameter alone at both ends of its range, all else at base. ``low`` and ``high`` are its values."""

    parameter: str
    low: Decimal
    high: Decimal
    net_low: Decimal
    net_high: Decimal

    @property
    def swing(self) -> Decimal:
        """How much the net moves between the two ends."""
        return abs(self.net_high - self.net_low)


@dataclass(frozen=True, slots=True)
class Offset:
    """Everything section 4 reports, unrounded, in dollars; positive nets mean that the plan spends less.

    ``natural`` is what would have stopped anyway, a negative row: (1 − p) × no response + p × responder + natural = average.
    ``calendar`` are the visits by month, ``responding`` is s(t), ``monthly`` is A, and A in a month with a session.
    """

    parameters: Parameters
    calendar: Calendar
    responding: tuple[Decimal, ...]
    monthly: tuple[Decimal, Decimal]
    induction_visits: int
    maintenance_visits: int
    expected_visits: Decimal
    average: Flow
    responder: Flow
    lasting: Flow
    by_horizon: Mapping[int, Decimal]
    nobody: Flow
    natural: Decimal
    lowest_amount: Decimal
    lowest_month: int
    break_even: BreakEven
    own_chance: Decimal
    lasting_chance: Decimal
    one_way: tuple[OneWay, ...]
    verdict: Verdict
    unfavourable: tuple[OneWay, ...]

    @property
    def no_response(self) -> Decimal:
        """What it costs when there is no response and treatment stops."""
        return self.nobody.total_treatment


def parameters_of(inputs: Inputs, annual: Mapping[str, Decimal]) -> Parameters:
    """The model's numbers from the assumptions and the baseline's unrounded dollars a year."""
    return Parameters(
        annual=dict(annual),
        shares={key: share.value for key, share in inputs.shares.items()},
        price=inputs.price,
        workup=inputs.workup.value,
        p=inputs.rate("response"),
        q=inputs.rate("control"),
        r=inputs.rate("retention"),
        ramp=int(inputs.rate("ramp_months")),
        induction=inputs.protocol.induction_days,
        block=inputs.protocol.block_days,
        every=int(inputs.interval.value),
        paused=frozenset({SESSION_CATEGORY}) if inputs.protocol.sessions else frozenset(),
        discount=inputs.discount.value,
    )


def project(inputs: Inputs, annual: Mapping[str, Decimal], months: int, *, unread: bool = False) -> Offset:
    """Run the model.

    Args:
        inputs: the assumptions, none missing.
        annual: B_c, dollars a year by category, unrounded.
        months: M, the months of the baseline's window.
        unread: whether more dollars of the window are unread than counted, so that ``none`` would prove nothing.
    """
    with localcontext() as context:
        context.prec = PRECISION
        base = parameters_of(inputs, annual)
        average = flow(base, HORIZON)
        of_responder = flow(responder(base), HORIZON)
        lasting = flow(responder(base), HORIZON, lasting=True)
        at = calendar_of(base, HORIZON)
        least, month = lowest(lasting.running())
        even = break_even(base, inputs.extras, HORIZON)
        ways = one_way(inputs, base)
        gained = max(base.p - base.q, ZERO)
        chance = ZERO if even.month is None else gained * _power(base.r, Decimal(even.month) / 12)
        return Offset(
            parameters=base,
            calendar=at,
            responding=survival(base.r, HORIZON),
            monthly=monthly_stops(base),
            induction_visits=sum(at.induction),
            maintenance_visits=sum(at.maintenance),
            expected_visits=expected_visits(base, HORIZON),
            average=average,
            responder=of_responder,
            lasting=lasting,
            by_horizon={months_: flow(base, months_).net for months_ in HORIZONS},
            nobody=flow(base.with_(p=ZERO, q=ZERO), HORIZON),
            # Not more than the responders' own, whose effect is counted from zero up.
            natural=-min(base.p, base.q) * of_responder.total_stops,
            lowest_amount=least,
            lowest_month=month,
            break_even=even,
            own_chance=chance,
            lasting_chance=base.p * base.r * base.r,
            one_way=ways,
            verdict=decide(average.net, of_responder.net, lambda: ways, inputs, annual, months, unread=unread),
            unfavourable=tuple(way for way in ways if min(way.net_low, way.net_high) <= 0),
        )


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    return ZERO if base == 0 and exponent > 0 else base**exponent


class Ends(NamedTuple):
    """One parameter at both ends of its range: its values there, and the runs of the model."""

    parameter: str
    low: Decimal
    high: Decimal
    at_low: Parameters
    at_high: Parameters


def ways_of(inputs: Inputs, base: Parameters) -> list[Ends]:
    """Every parameter that has a range, alone at both ends; the shares move all together, by ×0.5 and ×1.5."""
    found: list[Ends] = []

    def add(name: str, item: Assumption, change: str, extra: Decimal = ZERO, whole: bool = False) -> None:
        if item.low is None or item.high is None:
            return
        ends = [item.low + extra, item.high + extra]
        low, high = (base.with_(**{change: int(end) if whole else end}) for end in ends)
        found.append(Ends(name, ends[0], ends[1], low, high))

    add("price", inputs.quote, "price", inputs.extras)
    add("response", inputs.rates["response"], "p")
    add("control", inputs.rates["control"], "q")
    add("retention", inputs.rates["retention"], "r")
    if any(share.value * base.annual.get(key, ZERO) for key, share in inputs.shares.items()):
        low, high = (base.with_(shares={key: share.ends[n] for key, share in inputs.shares.items()}) for n in (0, 1))
        found.append(Ends("shares", SHARE_LOW, SHARE_HIGH, low, high))
    add("ramp_months", inputs.rates["ramp_months"], "ramp", whole=True)
    add("maintenance_every_days", inputs.interval, "every", whole=True)
    return found


def one_way(inputs: Inputs, base: Parameters) -> tuple[OneWay, ...]:
    """The average net with each parameter alone at the ends of its range, the widest swing first."""
    ways = [
        OneWay(way.parameter, way.low, way.high, flow(way.at_low, HORIZON).net, flow(way.at_high, HORIZON).net)
        for way in ways_of(inputs, base)
    ]
    return tuple(sorted(ways, key=lambda way: -way.swing))


def decide(
    net: Decimal,
    responder_net: Decimal,
    ways: Callable[[], tuple[OneWay, ...]],
    inputs: Inputs,
    annual: Mapping[str, Decimal],
    months: int,
    *,
    unread: bool = False,
) -> Verdict:
    """The verdict by the method's section 6; more lines could only raise what stops, so ``unread`` touches ``none`` alone.

    ``ways`` gives the one-way table, asked for only where the verdict hangs on it.
    """
    nothing = Verdict.UNDECIDED if unread else Verdict.NONE
    if not any(annual.values()):
        return nothing
    settled = months >= LEAST_MONTHS and all(
        share.basis == "prescriber" for key, share in inputs.shares.items() if share.value * annual[key] > 0
    )
    if net > 0 and settled:
        if all(min(way.net_low, way.net_high) > 0 for way in ways()):
            return Verdict.ROBUST
        return Verdict.EXPECTED
    return Verdict.CONDITIONAL if responder_net > 0 else nothing
