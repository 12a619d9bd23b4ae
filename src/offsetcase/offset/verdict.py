"""The whole offset of one case: flows, stages, break-evens, one-way ends, and the verdict they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum

from offsetcase.offset.assumptions import SHARE_HIGH, SHARE_LOW, Assumption, Inputs
from offsetcase.offset.breakeven import BreakEven, break_even
from offsetcase.offset.projection import (
    PRECISION,
    ZERO,
    Flow,
    Parameters,
    expected_visits,
    flow,
    lowest,
    responder,
    stage_totals,
)
from offsetcase.offset.protocol import visit_days

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
    """Everything section 4 reports, unrounded, in dollars; positive nets mean that the plan spends less."""

    parameters: Parameters
    induction_visits: int
    maintenance_visits: int
    expected_visits: Decimal
    average: Flow
    responder: Flow
    lasting: Flow
    by_horizon: Mapping[int, Decimal]
    no_response: Decimal
    stages: tuple[tuple[int, Decimal], ...]
    lowest_amount: Decimal
    lowest_month: int
    break_even: BreakEven
    own_chance: Decimal
    lasting_chance: Decimal
    one_way: tuple[OneWay, ...]
    verdict: Verdict
    unfavourable: tuple[OneWay, ...]


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
    )


def project(inputs: Inputs, annual: Mapping[str, Decimal], months: int) -> Offset:
    """Run the model.

    Args:
        inputs: the assumptions, none missing.
        annual: B_c, dollars a year by category, unrounded.
        months: M, the months of the baseline's window.
    """
    with localcontext() as context:
        context.prec = PRECISION
        base = parameters_of(inputs, annual)
        average = flow(base, HORIZON)
        of_responder = flow(responder(base), HORIZON)
        lasting = flow(responder(base), HORIZON, lasting=True)
        first, later = visit_days(base.induction, base.block, base.every, HORIZON)
        least, month = lowest(lasting.running())
        even = break_even(base, inputs.extras, HORIZON)
        ways = one_way(inputs, base)
        chance = ZERO if even.month is None else base.p * _power(base.r, Decimal(even.month) / 12)
        return Offset(
            parameters=base,
            induction_visits=len(first),
            maintenance_visits=len(later),
            expected_visits=expected_visits(base, HORIZON),
            average=average,
            responder=of_responder,
            lasting=lasting,
            by_horizon={months_: flow(base, months_).net for months_ in HORIZONS},
            no_response=base.workup + base.price * len(first),
            stages=stage_totals(base),
            lowest_amount=least,
            lowest_month=month,
            break_even=even,
            own_chance=chance,
            lasting_chance=base.p * base.r * base.r,
            one_way=ways,
            verdict=decide(average.net, of_responder.net, ways, inputs, annual, months),
            unfavourable=tuple(way for way in ways if min(way.net_low, way.net_high) <= 0),
        )


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    return ZERO if base == 0 and exponent > 0 else base**exponent


def one_way(inputs: Inputs, base: Parameters) -> tuple[OneWay, ...]:
    """Each parameter that has a range, alone at both ends, the widest swing first; the shares move all together, by ×0.5 and ×1.5."""

    def net(parameters: Parameters) -> Decimal:
        return flow(parameters, HORIZON).net

    found: list[OneWay] = []

    def add(name: str, item: Assumption, change: str, extra: Decimal = ZERO, whole: bool = False) -> None:
        if item.low is None or item.high is None:
            return
        ends = [item.low + extra, item.high + extra]
        values = [int(end) if whole else end for end in ends]
        nets = [net(base.with_(**{change: value})) for value in values]
        found.append(OneWay(name, ends[0], ends[1], nets[0], nets[1]))

    add("price", inputs.quote, "price", inputs.extras)
    add("response", inputs.rates["response"], "p")
    add("control", inputs.rates["control"], "q")
    add("retention", inputs.rates["retention"], "r")
    free = {key: share for key, share in inputs.shares.items() if share.low is not None}
    if any(share.value * base.annual.get(key, ZERO) for key, share in free.items()):
        low = {key: share.low if share.low is not None else share.value for key, share in inputs.shares.items()}
        high = {key: share.high if share.high is not None else share.value for key, share in inputs.shares.items()}
        found.append(
            OneWay(
                "shares",
                SHARE_LOW,
                SHARE_HIGH,
                net(base.with_(shares=low)),
                net(base.with_(shares=high)),
            )
        )
    add("ramp_months", inputs.rates["ramp_months"], "ramp", whole=True)
    add("maintenance_every_days", inputs.interval, "every", whole=True)
    return tuple(sorted(found, key=lambda way: -way.swing))


def decide(
    net: Decimal,
    responder_net: Decimal,
    ways: tuple[OneWay, ...],
    inputs: Inputs,
    annual: Mapping[str, Decimal],
    months: int,
) -> Verdict:
    """The verdict by the method's section 6."""
    if not any(annual.values()):
        return Verdict.NONE
    settled = months >= LEAST_MONTHS and all(
        share.basis == "prescriber" for key, share in inputs.shares.items() if share.value * annual[key] > 0
    )
    if net > 0 and settled:
        if all(min(way.net_low, way.net_high) > 0 for way in ways):
            return Verdict.ROBUST
        return Verdict.EXPECTED
    return Verdict.CONDITIONAL if responder_net > 0 else Verdict.NONE
