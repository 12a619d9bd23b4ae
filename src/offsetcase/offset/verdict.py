"""The whole offset of one case: flows, stages, break-evens, one-way ends, and the verdict they lead to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from enum import StrEnum
from typing import Any, NamedTuple

from offsetcase.model.money import PRECISION, ZERO
from offsetcase.model.nodes import Graph, Node
from offsetcase.offset.assumptions import SHARE_HIGH, SHARE_LOW, Assumption, Inputs
from offsetcase.offset.breakeven import BreakEven, break_even_in
from offsetcase.offset.decisions import decided, decisions
from offsetcase.offset.projection import (
    Calendar,
    Flow,
    Parameters,
    by_name,
    calendar_of,
    flow_in,
    given_of,
    graph_of,
    net,
    parameters_of,
    shape_of,
)

HORIZON = 24
HORIZONS = (12, 24, 36, 60)


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

    ``values`` are the quantities of the graph by name, with what was given; ``calendar`` are the visits by month.
    """

    parameters: Parameters
    values: Mapping[str, Any]
    calendar: Calendar
    average: Flow
    responder: Flow
    lasting: Flow
    by_horizon: Mapping[int, Decimal]
    nobody: Flow
    break_even: BreakEven
    one_way: tuple[OneWay, ...]
    verdict: Verdict

    @property
    def graph(self) -> Graph:
        """Where the values' names are defined."""
        return graph_of(self.parameters, HORIZON)

    def _dollars(self, id: str) -> Decimal:
        return Decimal(self.values[id])

    @property
    def induction_visits(self) -> int:
        """Visits of the series within the horizon."""
        return sum(self.calendar.induction)

    @property
    def maintenance_visits(self) -> int:
        """Maintenance visits within the horizon, at full attendance."""
        return sum(self.calendar.maintenance)

    @property
    def expected_visits(self) -> Decimal:
        """Visits on average: who doesn't respond, or no longer, stops."""
        return self._dollars("visits.expected")

    @property
    def no_response(self) -> Decimal:
        """What it costs when there is no response and treatment stops."""
        return self._dollars("nobody.cost")

    @property
    def natural(self) -> Decimal:
        """What would have stopped anyway, a negative row: (1 − p) × no response + p × responder + natural = average."""
        return self._dollars("natural.net")

    @property
    def lowest_amount(self) -> Decimal:
        """The lowest running total of a lasting responder."""
        return self._dollars("lowest.amount")

    @property
    def lowest_month(self) -> int:
        """Its month, counted from 1."""
        return int(self.values["lowest.month"])

    @property
    def own_chance(self) -> Decimal:
        """Of such members, how many stay below their present cost; 0 where no month is reached."""
        return self._dollars("chance.own")

    @property
    def lasting_chance(self) -> Decimal:
        """Of such members, how many still respond after 24 months."""
        return self._dollars("chance.lasting")


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
        given = given_of(base, HORIZON, inputs.quote.value)
        targets = tuple(id for id in graph_of(base, HORIZON) if not id.startswith("alternative."))
        values = given | by_name(shape_of(base, HORIZON), targets, given)
        ways = one_way(inputs, base)
        answer = values["responder.net"]
        return Offset(
            parameters=base,
            values=values,
            calendar=calendar_of(base, HORIZON),
            average=flow_in(values, "average", HORIZON),
            responder=flow_in(values, "responder", HORIZON),
            lasting=flow_in(values, "lasting", HORIZON),
            by_horizon={months_: net(base, months_) for months_ in HORIZONS},
            nobody=flow_in(values, "nobody", HORIZON),
            break_even=break_even_in(values),
            one_way=ways,
            verdict=decide(values["average.net"], answer, lambda: ways, inputs, annual, months, unread=unread),
        )


class Ends(NamedTuple):
    """One parameter at both ends of its range: its values there, and the runs of the model."""

    parameter: str
    low: Decimal
    high: Decimal
    at_low: Parameters
    at_high: Parameters


def ways_of(inputs: Inputs, base: Parameters) -> list[Ends]:
    """Every parameter alone at both ends of its range; the shares move all together, by ×0.5 and ×1.5."""
    ways: list[Ends] = []

    def add(name: str, item: Assumption, change: str, number: type = Decimal, extra: Decimal = ZERO) -> None:
        low, high = (end + extra for end in item.ends)
        ways.append(Ends(name, low, high, *(base.with_(**{change: number(end)}) for end in (low, high))))

    add("price", inputs.quote, "price", Decimal, inputs.extras)
    add("response", inputs.rates["response"], "p")
    add("control", inputs.rates["control"], "q")
    add("retention", inputs.rates["retention"], "r")
    if any(share.value * base.annual.get(key, ZERO) for key, share in inputs.shares.items()):
        low, high = (base.with_(shares={key: share.ends[n] for key, share in inputs.shares.items()}) for n in (0, 1))
        ways.append(Ends("shares", SHARE_LOW, SHARE_HIGH, low, high))
    add("ramp_months", inputs.rates["ramp_months"], "ramp", int)
    add("maintenance_every_days", inputs.interval, "every", int)
    return ways


def one_way(inputs: Inputs, base: Parameters) -> tuple[OneWay, ...]:
    """The average net with each parameter alone at the ends of its range, the widest swing first."""
    ways = [
        OneWay(way.parameter, way.low, way.high, net(way.at_low, HORIZON), net(way.at_high, HORIZON))
        for way in ways_of(inputs, base)
    ]
    return tuple(sorted(ways, key=lambda way: -way.swing))


def decide(
    average: Decimal,
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
    shares = inputs.shares
    known: dict[str, object] = {
        "average.net": average,
        "responder.net": responder_net,
        "anything": any(annual.values()),
        "unread": unread,
        "months": months,
    }
    for key, share in shares.items():
        known |= {f"assume.share.{key}": share.value, f"annual.{key}": annual[key]}
        known[f"prescribed.{key}"] = share.basis == "prescriber"
    graph = decisions(tuple(shares))
    known["settled"] = decided(graph["settled"].node, known)
    verdict = decided(graph["verdict"].node, known)
    if isinstance(verdict, Node):
        worst = min(end for way in ways() for end in (way.net_low, way.net_high))
        verdict = decided(verdict, {"worst.net": worst})
    return Verdict(verdict)
