"""Break-evens: where the projection turns, each with all else at base, ``None`` where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from offsetcase.model.nodes import Values
from offsetcase.offset.projection import Parameters, by_name, given_of, shape_of

EVENS = ("price", "share", "lasting_share", "response", "month", "rebate")
TARGETS = tuple(f"even.{name}" for name in EVENS)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Unrounded. ``price`` is the quote without adjuncts; shares are of the baseline of the categories that stop."""

    price: Decimal | None
    share: Decimal | None
    lasting_share: Decimal | None
    response: Decimal | None
    month: int | None
    rebate: Decimal | None


def break_even(parameters: Parameters, adjunct: Decimal, horizon: int) -> BreakEven:
    """All break-evens of the method's section 4.

    Args:
        parameters: the base case.
        adjunct: dollars of adjuncts and sessions within the price a visit.
        horizon: H, months.
    """
    given = given_of(parameters, horizon, parameters.price - adjunct)
    return break_even_in(by_name(shape_of(parameters, horizon), TARGETS, given))


def break_even_in(values: Values) -> BreakEven:
    """The break-evens among a run's quantities."""
    return BreakEven(*(values[target] for target in TARGETS))
