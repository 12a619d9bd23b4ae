"""What a treatment costs in each of four outcomes: on average, without response, with one, and with one that lasts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from offsetcase.model.money import ZERO
from offsetcase.offset.projection import Calendar, Parameters, flow, responder

NAMES = ("average", "no_response", "responder", "lasting")


@dataclass(frozen=True, slots=True)
class Outcomes:
    """One number an outcome: dollars, sessions, or dollars a session."""

    average: Decimal
    no_response: Decimal
    responder: Decimal
    lasting: Decimal

    @property
    def all(self) -> tuple[Decimal, ...]:
        """The four, in the order of ``NAMES``."""
        return self.average, self.no_response, self.responder, self.lasting

    def times(self, factor: Decimal) -> Outcomes:
        """Each times a factor."""
        return Outcomes(*(value * factor for value in self.all))

    def less(self, other: Outcomes) -> Outcomes:
        """Each less the other's."""
        return Outcomes(*(a - b for a, b in zip(self.all, other.all, strict=True)))

    def over(self, other: Outcomes) -> Outcomes:
        """Each divided by the other's."""
        return Outcomes(*(a / b for a, b in zip(self.all, other.all, strict=True)))


def treatment_costs(parameters: Parameters, horizon: int, at: Calendar | None = None) -> Outcomes:
    """What the treatment costs in each outcome, dollars over the horizon, unrounded.

    Args:
        parameters: the base case, with its response, retention and price.
        horizon: H, months.
        at: another treatment's calendar; the protocol's own where left out.
    """

    def cost(run: Parameters, *, lasting: bool = False) -> Decimal:
        return flow(run, horizon, lasting=lasting, at=at).total_treatment

    return Outcomes(
        average=cost(parameters),
        no_response=cost(parameters.with_(p=ZERO, q=ZERO)),
        responder=cost(responder(parameters)),
        lasting=cost(responder(parameters), lasting=True),
    )
