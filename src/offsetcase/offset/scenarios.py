"""Two scenarios beside the base: every input at its less favourable end, and every input at its more favourable one.

All ends don't coincide; the letter says so where it prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from offsetcase.offset.assumptions import Assumption, Inputs
from offsetcase.offset.projection import Flow, Parameters, flow

# Where the low end of the range is the less favourable one, by the method's section 4; elsewhere the high end is.
LOW_IS_WORSE = frozenset({"response", "retention", "shares", "maintenance_every_days"})


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario's flow over the horizon."""

    name: str
    flow: Flow


def at_ends(inputs: Inputs, base: Parameters, *, worse: bool) -> Parameters:
    """The base case with every input at its less (``worse``) or more favourable end; a fixed input stays."""

    def end(name: str, item: Assumption) -> Decimal:
        low, high = item.ends
        return low if (name in LOW_IS_WORSE) is worse else high

    rates = {name: end(name, rate) for name, rate in inputs.rates.items()}
    return base.with_(
        price=end("price", inputs.quote) + inputs.extras,
        p=rates["response"],
        q=rates["control"],
        r=rates["retention"],
        ramp=int(rates["ramp_months"]),
        every=int(end("maintenance_every_days", inputs.interval)),
        shares={key: end("shares", item) for key, item in inputs.shares.items()},
    )


def scenarios(inputs: Inputs, base: Parameters, horizon: int) -> tuple[Scenario, ...]:
    """``conservative``, ``base`` and ``optimistic``, in this order."""
    return (
        Scenario("conservative", flow(at_ends(inputs, base, worse=True), horizon)),
        Scenario("base", flow(base, horizon)),
        Scenario("optimistic", flow(at_ends(inputs, base, worse=False), horizon)),
    )
