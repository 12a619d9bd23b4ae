"""Two scenarios beside the base: every input at its less favourable end, and every input at its more favourable one.

All ends don't coincide; the letter says so where it prints them.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from offsetcase.offset.assumptions import Assumption, Inputs
from offsetcase.offset.projection import Flow, Parameters, flow

# Which end of each range is the less favourable one, by the method's section 4.
WORSE = {
    "price": "high",
    "response": "low",
    "control": "high",
    "retention": "low",
    "shares": "low",
    "ramp_months": "high",
    "maintenance_every_days": "low",
}
OTHER = {"low": "high", "high": "low"}


@dataclass(frozen=True, slots=True)
class Scenario:
    """One scenario's flow over the horizon."""

    name: str
    flow: Flow


def _end(item: Assumption, end: str) -> Decimal:
    value = item.low if end == "low" else item.high
    return item.value if value is None else value


def at_ends(inputs: Inputs, base: Parameters, ends: dict[str, str]) -> Parameters:
    """The base case with each named input at the end that ``ends`` says; a fixed input stays."""
    return base.with_(
        price=_end(inputs.quote, ends["price"]) + inputs.extras,
        p=_end(inputs.rates["response"], ends["response"]),
        q=_end(inputs.rates["control"], ends["control"]),
        r=_end(inputs.rates["retention"], ends["retention"]),
        ramp=int(_end(inputs.rates["ramp_months"], ends["ramp_months"])),
        every=int(_end(inputs.interval, ends["maintenance_every_days"])),
        shares={key: _end(item, ends["shares"]) for key, item in inputs.shares.items()},
    )


def scenarios(inputs: Inputs, base: Parameters, horizon: int) -> tuple[Scenario, ...]:
    """``conservative``, ``base`` and ``optimistic``, in this order."""
    better = {name: OTHER[end] for name, end in WORSE.items()}
    return (
        Scenario("conservative", flow(at_ends(inputs, base, WORSE), horizon)),
        Scenario("base", flow(base, horizon)),
        Scenario("optimistic", flow(at_ends(inputs, base, better), horizon)),
    )
