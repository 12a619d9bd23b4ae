"""The request's visits and what they cost at full attendance: known from the schedule and the price, before any rate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from offsetcase.offset.assumptions import Inputs
from offsetcase.offset.protocol import visit_days
from offsetcase.offset.quantities import STAGES

# The plan decides again after the series, before these days, and at the horizon's end.
STAGE_DAYS = (183, 365)


@dataclass(frozen=True, slots=True)
class StageCost:
    """Visits so far and dollars so far, work-up included."""

    visits: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days of the series and of maintenance within the horizon, and the stages' running totals."""

    first: tuple[int, ...]
    later: tuple[int, ...]
    stages: tuple[StageCost, ...]


def lay_out(
    induction: tuple[int, ...], block: tuple[int, ...], every: int, price: Decimal, workup: Decimal, horizon: int
) -> Schedule:
    """The schedule over so many months; stages are the series, before day 183, before day 365, and the whole horizon.

    Args:
        induction: day offsets of the series.
        block: day offsets within a maintenance block.
        every: days between blocks.
        price: dollars a visit.
        workup: dollars, once.
        horizon: H, months.
    """
    first, later = visit_days(induction, block, every, horizon)
    days = (*first, *later)
    counts = [len(induction), *(sum(1 for day in days if day < limit) for limit in STAGE_DAYS), len(days)]
    given = {"workup": workup, "price": price} | {f"stage.{n}.visits": count for n, count in enumerate(counts, start=1)}
    costs = STAGES.worked_out(given)
    stages = tuple(StageCost(count, costs[f"stage.{n}.cost"]) for n, count in enumerate(counts, start=1))
    return Schedule(tuple(first), tuple(later), stages)


def schedule_of(inputs: Inputs, horizon: int) -> Schedule:
    """The case's own schedule."""
    protocol = inputs.protocol
    every = int(inputs.interval.value)
    return lay_out(protocol.induction_days, protocol.block_days, every, inputs.price, inputs.workup.value, horizon)
