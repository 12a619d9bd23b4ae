"""The projection: what the plan would spend on the treatment, and what it would no longer spend, month by month.

Follows the method's section 4. Everything stays unrounded until it is shown: ``Decimal`` with 40 digits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import lru_cache

from offsetcase.offset.protocol import month_of, visit_days

PRECISION = 40
ZERO = Decimal(0)
ONE = Decimal(1)


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of one run of the model.

    ``annual`` and ``shares`` are keyed alike: B_c in dollars a year and a_c. ``p``, ``q``, ``r`` are response,
    improvement that would have come anyway, and twelve-month retention; ``price`` includes adjuncts and sessions.
    ``paused`` are the categories that don't count as stopping in a month with a visit, because its session is in the price.
    """

    annual: Mapping[str, Decimal]
    shares: Mapping[str, Decimal]
    price: Decimal
    workup: Decimal
    p: Decimal
    q: Decimal
    r: Decimal
    ramp: int
    induction: tuple[int, ...]
    block: tuple[int, ...]
    every: int
    paused: frozenset[str] = frozenset()

    def with_(self, **changes: object) -> Parameters:
        """The same run with some numbers changed."""
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Flow:
    """Two series by month: what the treatment costs and what stops being spent, in dollars, unrounded."""

    treatment: tuple[Decimal, ...]
    stops: tuple[Decimal, ...]

    @property
    def total_treatment(self) -> Decimal:
        """ΣC_t."""
        return sum(self.treatment, ZERO)

    @property
    def total_stops(self) -> Decimal:
        """ΣD_t."""
        return sum(self.stops, ZERO)

    @property
    def net(self) -> Decimal:
        """S = Σ(D_t − C_t): positive means the plan spends less."""
        return self.total_stops - self.total_treatment

    def net_of(self, first: int, last: int) -> Decimal:
        """The net of months first … last−1, counted from 0."""
        return sum(self.stops[first:last], ZERO) - sum(self.treatment[first:last], ZERO)

    def running(self) -> list[Decimal]:
        """The running total at each month's end."""
        total = ZERO
        totals = []
        for gain, cost in zip(self.stops, self.treatment, strict=True):
            total += gain - cost
            totals.append(total)
        return totals


def visits_by_month(parameters: Parameters, horizon: int) -> tuple[list[int], list[int]]:
    """How many induction and maintenance visits fall in each month of the horizon."""
    first, later = visit_days(parameters.induction, parameters.block, parameters.every, horizon)
    induction = [0] * horizon
    maintenance = [0] * horizon
    for days, counts in ((first, induction), (later, maintenance)):
        for day in days:
            counts[month_of(day)] += 1
    return induction, maintenance


@lru_cache(maxsize=1024)
def survival(r: Decimal, horizon: int) -> tuple[Decimal, ...]:
    """s(t) = r^(t/12) for t = 0 … horizon−1: the share of responders who still respond.

    Kept, for powers take most of a run's time, and one case asks for the same ones some thirty times.
    """
    if r == 0:
        return (ONE, *[ZERO] * (horizon - 1))  # 0^0 = 1: at the start everybody still responds
    with localcontext() as context:
        context.prec = PRECISION
        twelve = Decimal(12)
        return tuple(ONE if t == 0 else r ** (Decimal(t) / twelve) for t in range(horizon))


def monthly_stops(parameters: Parameters) -> tuple[Decimal, Decimal]:
    """A = Σ B_c·a_c / 12, in any month, and in a month with a visit, without the categories that pause then."""
    yearly = {key: parameters.annual[key] * share for key, share in parameters.shares.items()}
    whole = sum(yearly.values(), ZERO) / 12
    if not parameters.paused:
        return whole, whole
    return whole, sum((amount for key, amount in yearly.items() if key not in parameters.paused), ZERO) / 12


def flow(parameters: Parameters, horizon: int, *, lasting: bool = False) -> Flow:
    """C_t and D_t for every month.

    Args:
        parameters: the run's numbers; a responder is p = 1, q = 0.
        horizon: H, months.
        lasting: the response is still there at the horizon's end, s(t) = 1.
    """
    with localcontext() as context:
        context.prec = PRECISION
        induction, maintenance = visits_by_month(parameters, horizon)
        s = (ONE,) * horizon if lasting else survival(parameters.r, horizon)
        effect = max(parameters.p - parameters.q, ZERO)
        gain, gain_with_visit = (monthly * effect for monthly in monthly_stops(parameters))
        treatment = []
        stops = []
        for t in range(horizon):
            visits = induction[t] + maintenance[t] * parameters.p * s[t]
            treatment.append((parameters.workup if t == 0 else ZERO) + parameters.price * visits)
            full = gain_with_visit if induction[t] + maintenance[t] else gain
            stops.append(full * s[t] if t >= parameters.ramp else ZERO)
        return Flow(tuple(treatment), tuple(stops))


def responder(parameters: Parameters) -> Parameters:
    """A responder with the average course: p = 1, q = 0."""
    return parameters.with_(p=ONE, q=ZERO)


def expected_visits(parameters: Parameters, horizon: int) -> Decimal:
    """Σ(i_t + m_t·p·s(t))."""
    with localcontext() as context:
        context.prec = PRECISION
        induction, maintenance = visits_by_month(parameters, horizon)
        s = survival(parameters.r, horizon)
        return sum(
            (i + m * parameters.p * s[t] for t, (i, m) in enumerate(zip(induction, maintenance, strict=True))),
            ZERO,
        )


def stage_totals(parameters: Parameters) -> tuple[tuple[int, Decimal], ...]:
    """The stages' running totals at full attendance: (visits, dollars) for induction, before day 183, before day 365."""
    induction = len(parameters.induction)
    # Thirteen months hold every day below 365, whatever the interval.
    first, later = visit_days(parameters.induction, parameters.block, parameters.every, 13)
    counts = [induction] + [sum(1 for day in (*first, *later) if day < limit) for limit in (183, 365)]
    return tuple((count, parameters.workup + parameters.price * count) for count in counts)


def lowest(running: Sequence[Decimal]) -> tuple[Decimal, int]:
    """The lowest running total and its month, counted from 1 (the first, where several are equal)."""
    least = min(running)
    return least, list(running).index(least) + 1


def break_even_month(running: Sequence[Decimal]) -> int | None:
    """T*: the first month, counted from 1, from which the running total stays at or above zero; ``None`` without one."""
    month = len(running) + 1
    while month > 1 and running[month - 2] >= 0:
        month -= 1
    return month if month <= len(running) else None
