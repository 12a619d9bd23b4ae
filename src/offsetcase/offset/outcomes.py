"""What a treatment costs in each of four outcomes: on average, without response, with one, and with one that lasts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from offsetcase.offset.quantities import OURS

NAMES = tuple(OURS)


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
