"""The request beside a covered alternative: what both cost in the same outcomes, and how far that carries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from offsetcase.model.nodes import Graph
from offsetcase.offset.assumptions import Inputs
from offsetcase.offset.covered import Covered
from offsetcase.offset.decisions import decided, decisions
from offsetcase.offset.outcomes import NAMES, Outcomes
from offsetcase.offset.projection import Parameters, by_name, figures, given_of, graph_of, shape_of
from offsetcase.offset.protocol import month_of
from offsetcase.offset.quantities import OURS
from offsetcase.offset.unit_price import UnitPrice

# The closest maintenance at which the infusions must still cost less for a firm word.
CLOSE_DAYS = 14


class Leg(StrEnum):
    """How far the comparison with the covered alternative carries."""

    FIRM = "firm"
    EXPECTED = "expected"
    NONE = "none"
    NOT_MADE = "not-made"


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
class ComparisonSums:
    """The comparison itself, unrounded, over the horizon.

    ``values`` are the quantities of the graph by name; ``close`` is what the request costs in the
    same outcomes with maintenance every ``close_days`` days.
    """

    graph: Graph
    values: Mapping[str, Any]
    close: Outcomes
    close_days: int

    @property
    def induction(self) -> int:
        """Its sessions of the series."""
        return int(self.values["alternative.induction"])

    @property
    def maintenance(self) -> int:
        """Its later sessions, at full attendance."""
        return int(self.values["alternative.maintenance"])

    @property
    def sessions(self) -> Outcomes:
        """Expected numbers of sessions."""
        return _outcomes(self.values, "sessions")

    @property
    def cost(self) -> Outcomes:
        """Dollars."""
        return _outcomes(self.values, "cost")

    @property
    def less(self) -> Outcomes:
        """Its cost less ours, dollars."""
        return _outcomes(self.values, "less")

    @property
    def less_at_low(self) -> Outcomes:
        """The same at its low price."""
        return _outcomes(self.values, "less_at_low")

    @property
    def tie(self) -> int:
        """The largest price a session at which one of ``less`` is zero, rounded up to the dollar."""
        return int(self.values["alternative.tie"])


def sessions_by_month(covered: Covered, horizon: int) -> dict[str, int]:
    """Its calendar, as the graph names it."""
    days: dict[str, int] = {}
    for part, visits in (("first", covered.induction_days), ("later", covered.maintenance_days(horizon))):
        counts = Counter(map(month_of, visits))
        days |= {f"alternative.month.{t + 1}.{part}": counts[t] for t in range(horizon)}
    return days


def _figures(covered: Covered, priced: Priced, run: Parameters, horizon: int) -> dict[str, Any]:
    """The comparison's quantities in one run of ours, by name."""
    given = given_of(run, horizon) | sessions_by_month(covered, horizon)
    given |= {"alternative.price": priced.price, "alternative.low_price": priced.low}
    targets = (*OURS.values(), *(id for id in graph_of(run, horizon) if id.startswith("alternative.")))
    return by_name(shape_of(run, horizon), targets, given)


def _outcomes(values: Mapping[str, Any], part: str) -> Outcomes:
    return Outcomes(*(values[f"alternative.{part}.{name}"] for name in NAMES))


def compare(covered: Covered, priced: Priced, base: Parameters, horizon: int) -> ComparisonSums:
    """The four outcomes of both treatments, and where they tie."""
    values = _figures(covered, priced, base, horizon)
    close_days = max(CLOSE_DAYS, max(base.block) + 1)
    return ComparisonSums(
        graph=graph_of(base, horizon),
        values=values,
        close=Outcomes(*figures(base.with_(every=close_days), horizon, *OURS.values())),
        close_days=close_days,
    )


def decide(
    sums: ComparisonSums, covered: Covered, priced: Priced, inputs: Inputs, base: Parameters, horizon: int
) -> Leg:
    """The leg's verdict by the method's section 5."""
    dear = inputs.quote.ends[1] + inputs.extras
    runs = {
        "dear.less": base.with_(price=dear, every=int(inputs.interval.ends[0])),
        "close.less": base.with_(every=sums.close_days),
    }
    known = {
        name: min(_outcomes(_figures(covered, priced, run, horizon), "less_at_low").all) for name, run in runs.items()
    }
    known["alternative.less.average"] = sums.less.average
    known["alternative.less_at_low.average"] = sums.less_at_low.average
    return Leg(decided(decisions(())["leg"].node, known))
