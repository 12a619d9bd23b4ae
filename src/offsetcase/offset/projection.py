"""The projection: what the plan would spend on the treatment, and what it would no longer spend, month by month.

Follows the method's section 4, and is the only place that knows it: the letter's figures run it over ``Decimal`` with 40
digits, the draws over floats, and a covered alternative with its own sessions. Nothing is rounded before it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Generic, NamedTuple

from offsetcase.model.money import ONE, PRECISION, ZERO
from offsetcase.offset.numbers import N
from offsetcase.offset.protocol import month_of, visit_days


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
    discount: Decimal = ZERO

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


class Calendar(NamedTuple):
    """What falls in each month of the horizon: visits of the series and of maintenance, at full attendance.

    ``stopping`` says of each month whether spending stops in it: 0 not yet, 1 yes, 2 yes but for what a visit's session
    replaces.
    """

    induction: tuple[int, ...]
    maintenance: tuple[int, ...]
    stopping: tuple[int, ...]


class Numbers(NamedTuple, Generic[N]):
    """What one run multiplies a calendar with: dollars, shares of 1.

    ``discount`` is a year's; ``gain`` is A, what stops in a month while everybody responds; ``gain_with_visit`` the same in a month with a session.
    """

    workup: N
    price: N
    p: N
    q: N
    gain: N
    gain_with_visit: N
    discount: N


def calendar(first: Iterable[int], later: Iterable[int], ramp: int, horizon: int, *, pauses: bool = False) -> Calendar:
    """Days of visits by the month they fall in.

    Args:
        first: days of the series within the horizon.
        later: days of maintenance within it.
        ramp: g, months before anything stops.
        horizon: H, months.
        pauses: whether a visit's session replaces spending of its month.
    """
    counts = [0] * horizon, [0] * horizon
    for days, months in zip((first, later), counts, strict=True):
        for day in days:
            months[month_of(day)] += 1
    induction, maintenance = map(tuple, counts)
    stopping = tuple(0 if t < ramp else 2 if pauses and induction[t] + maintenance[t] else 1 for t in range(horizon))
    return Calendar(induction, maintenance, stopping)


def fading(r: N, horizon: int) -> list[N]:
    """s(t) = r^(t/12) for t = 0 … horizon−1: the share of responders who still respond."""
    one = r * 0 + 1
    shares = [one]  # 0^0 = 1: at the start everybody still responds
    for t in range(1, horizon):
        shares.append(r ** (one * t / 12) if r else r)
    return shares


@lru_cache(maxsize=4096)
def survival(r: Decimal, horizon: int) -> tuple[Decimal, ...]:
    """``fading`` over exact numbers; kept, because a power of 40 digits takes long and few retentions are asked for."""
    with localcontext() as context:
        context.prec = PRECISION
        return tuple(fading(r, horizon))


def by_month(at: Calendar, run: Numbers[N], s: Sequence[N]) -> tuple[list[N], list[N]]:
    """The model itself: C_t and D_t for every month, in dollars.

    Args:
        at: the months' visits.
        run: the numbers.
        s: the share still responding in each month.
    """
    workup, price, p, q, gain, gain_with_visit, discount = run
    nothing = workup * 0
    effect = p - q if p > q else nothing
    treatment = [
        price * (series + later * p * still)
        for series, later, still in zip(at.induction, at.maintenance, s, strict=True)
    ]
    treatment[0] += workup
    monthly = (nothing, gain * effect, gain_with_visit * effect)
    stops = [monthly[stopping] * still for stopping, still in zip(at.stopping, s, strict=True)]
    if discount:
        worth = fading(1 / (1 + discount), len(s))
        treatment, stops = ([x * v for x, v in zip(series, worth, strict=True)] for series in (treatment, stops))
    return treatment, stops


def calendar_of(parameters: Parameters, horizon: int) -> Calendar:
    """The protocol's visits by month."""
    pauses = bool(parameters.paused)
    return _calendar(parameters.induction, parameters.block, parameters.every, parameters.ramp, horizon, pauses)


@lru_cache(maxsize=4096)
def _calendar(
    induction: tuple[int, ...], block: tuple[int, ...], every: int, ramp: int, horizon: int, pauses: bool
) -> Calendar:
    first, later = visit_days(induction, block, every, horizon)
    return calendar(first, later, ramp, horizon, pauses=pauses)


def monthly_stops(parameters: Parameters) -> tuple[Decimal, Decimal]:
    """A = Σ B_c·a_c / 12, in any month, and in a month with a visit, without the categories that pause then."""
    yearly = {key: parameters.annual[key] * share for key, share in parameters.shares.items()}
    whole = sum(yearly.values(), ZERO) / 12
    if not parameters.paused:
        return whole, whole
    return whole, sum((amount for key, amount in yearly.items() if key not in parameters.paused), ZERO) / 12


def flow(parameters: Parameters, horizon: int, *, lasting: bool = False, at: Calendar | None = None) -> Flow:
    """C_t and D_t for every month.

    Args:
        parameters: the run's numbers; a responder is p = 1, q = 0.
        horizon: H, months.
        lasting: the response is still there at the horizon's end, s(t) = 1.
        at: another calendar than the protocol's own.
    """
    with localcontext() as context:
        context.prec = PRECISION
        s = (ONE,) * horizon if lasting else survival(parameters.r, horizon)
        gains = monthly_stops(parameters)
        workup, price, p, q = parameters.workup, parameters.price, parameters.p, parameters.q
        run = Numbers(workup, price, p, q, *gains, parameters.discount)
        treatment, stops = by_month(at or calendar_of(parameters, horizon), run, s)
        return Flow(tuple(treatment), tuple(stops))


def responder(parameters: Parameters) -> Parameters:
    """A responder with the average course: p = 1, q = 0."""
    return parameters.with_(p=ONE, q=ZERO)


def expected_visits(parameters: Parameters, horizon: int) -> Decimal:
    """Σ(i_t + m_t·p·s(t)): what the treatment costs at a dollar a visit, with no work-up and undiscounted."""
    return flow(parameters.with_(price=ONE, workup=ZERO, discount=ZERO), horizon).total_treatment


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
