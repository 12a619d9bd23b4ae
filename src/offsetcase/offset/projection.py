"""One run of the model: its numbers, its calendar, and what the graph of ``quantities`` makes of them over exact decimals.

Nothing is rounded before it is shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Any, NamedTuple

from offsetcase.model.compiled import function
from offsetcase.model.money import ONE, PRECISION, ZERO
from offsetcase.model.nodes import Graph, unknown
from offsetcase.offset.assumptions import Inputs
from offsetcase.offset.protocol import month_of, visit_days
from offsetcase.offset.quantities import Shape, model, totals

# What a visit's session replaces: it is part of the price, so it can't stop in the same month.
SESSION_CATEGORY = "psychotherapy"


@dataclass(frozen=True, slots=True)
class Parameters:
    """The numbers of one run of the model.

    ``annual`` and ``shares`` are keyed alike: B_c in dollars a year and a_c. ``p``, ``q``, ``r`` are response,
    improvement that would have come anyway, and twelve-month retention; ``price`` includes adjuncts and sessions.
    ``paused`` are the categories that don't count as stopping in a month with a visit, because its session is in the price.
    ``discount`` is a year's.
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


def parameters_of(inputs: Inputs, annual: Mapping[str, Decimal]) -> Parameters:
    """The model's numbers from the assumptions and the baseline's unrounded dollars a year."""
    return Parameters(
        annual=dict(annual),
        shares={key: share.value for key, share in inputs.shares.items()},
        price=inputs.price,
        workup=inputs.workup.value,
        p=inputs.rate("response"),
        q=inputs.rate("control"),
        r=inputs.rate("retention"),
        ramp=int(inputs.rate("ramp_months")),
        induction=inputs.protocol.induction_days,
        block=inputs.protocol.block_days,
        every=int(inputs.interval.value),
        paused=frozenset({SESSION_CATEGORY}) if inputs.protocol.sessions else frozenset(),
        discount=inputs.discount.value,
    )


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


def calendar(first: Iterable[int], later: Iterable[int], ramp: int, horizon: int, *, pauses: bool) -> Calendar:
    """Days of visits by the month they fall in.

    Args:
        first: days of the series within the horizon.
        later: days of maintenance within it.
        ramp: g, months before anything stops.
        horizon: H, months.
        pauses: whether a visit's session replaces spending of its month.
    """
    induction, maintenance = (_by_month(days, horizon) for days in (first, later))
    stopping = tuple(0 if t < ramp else 2 if pauses and induction[t] + maintenance[t] else 1 for t in range(horizon))
    return Calendar(induction, maintenance, stopping)


def _by_month(days: Iterable[int], horizon: int) -> tuple[int, ...]:
    counts = Counter(map(month_of, days))
    return tuple(counts[month] for month in range(horizon))


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


def months_of(parameters: Parameters, horizon: int) -> Mapping[str, int]:
    """The protocol's visits by month, as the graph names them."""
    return _months(calendar_of(parameters, horizon))


@lru_cache(maxsize=4096)
def _months(at: Calendar) -> Mapping[str, int]:
    counts: dict[str, int] = {}
    for month, stopping in enumerate(at.stopping):
        name = f"month.{month + 1}"
        counts[f"{name}.induction"] = at.induction[month]
        counts[f"{name}.maintenance"] = at.maintenance[month]
        counts[f"{name}.free"] = int(stopping == 1)
        counts[f"{name}.busy"] = int(stopping == 2)
    return counts


def shape_of(parameters: Parameters, horizon: int) -> Shape:
    """Which graph a run needs."""
    return Shape(horizon, tuple(parameters.shares), parameters.paused, parameters.discount != 0)


def graph_of(parameters: Parameters, horizon: int) -> Graph:
    """The graph of a run."""
    return model(shape_of(parameters, horizon))


def given_of(parameters: Parameters, horizon: int, quote: Decimal = ZERO) -> dict[str, Any]:
    """A run's numbers as the graph names them.

    Args:
        parameters: the run.
        horizon: H, months.
        quote: the part of the price that the clinic quotes; break-evens are given without the rest.
    """
    given: dict[str, Any] = {
        "workup": parameters.workup,
        "price": parameters.price,
        "price.quote": quote,
        "assume.response": parameters.p,
        "assume.control": parameters.q,
        "assume.retention": parameters.r,
        "assume.discount": parameters.discount,
    }
    for key, share in parameters.shares.items():
        given[f"annual.{key}"] = parameters.annual[key]
        given[f"assume.share.{key}"] = share
    given.update(months_of(parameters, horizon))
    return given


@lru_cache(maxsize=1024)
def _function(
    shape: Shape, targets: tuple[str, ...]
) -> tuple[tuple[str, ...], Callable[[Sequence[Any]], tuple[Any, ...]]]:
    whole = totals(shape)
    return function(whole if all(id in whole for id in targets) else model(shape), targets)


def worked_out(shape: Shape, targets: tuple[str, ...], given: Mapping[str, Any]) -> tuple[Any, ...]:
    """Some quantities of a run, exact, in the order asked for.

    Args:
        shape: which graph.
        targets: the quantities' ids.
        given: the run's numbers, by the graph's names.

    Raises:
        DataError: a formula names a quantity that there is not.
    """
    names, run = _function(shape, targets)
    try:
        numbers = [given[name] for name in names]
    except KeyError as error:
        [name] = error.args
        raise unknown(name, (*model(shape), *given)) from error
    with localcontext() as context:
        context.prec = PRECISION
        return run(numbers)


def by_name(shape: Shape, targets: tuple[str, ...], given: Mapping[str, Any]) -> dict[str, Any]:
    """The same by the quantities' ids."""
    return dict(zip(targets, worked_out(shape, targets, given), strict=True))


def figures(parameters: Parameters, horizon: int, *targets: str) -> tuple[Any, ...]:
    """Some quantities of one run."""
    return worked_out(shape_of(parameters, horizon), targets, given_of(parameters, horizon))


def net(parameters: Parameters, horizon: int) -> Decimal:
    """S, the average net: what stops less what the treatment costs."""
    value: Decimal
    (value,) = figures(parameters, horizon, "average.net")
    return value


def flow(parameters: Parameters, horizon: int, *, lasting: bool = False) -> Flow:
    """C_t and D_t for every month.

    Args:
        parameters: the run's numbers; a responder is p = 1, q = 0.
        horizon: H, months.
        lasting: the response is still there at the horizon's end, s(t) = 1.
    """
    run = parameters.with_(r=ONE) if lasting else parameters
    parts = (f"month.{t}.{part}" for part in ("treatment", "stops") for t in range(1, horizon + 1))
    values = figures(run, horizon, *parts)
    return Flow(values[:horizon], values[horizon:])


def flow_in(values: Mapping[str, Any], run: str, horizon: int) -> Flow:
    """The flow of one outcome among a run's quantities."""
    start = "" if run == "average" else f"{run}."
    return Flow(
        *(tuple(values[f"{start}month.{t}.{part}"] for t in range(1, horizon + 1)) for part in ("treatment", "stops"))
    )


def responder(parameters: Parameters) -> Parameters:
    """A responder with the average course: p = 1, q = 0."""
    return parameters.with_(p=ONE, q=ZERO)
