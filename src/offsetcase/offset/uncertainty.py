"""Ten thousand draws of the average: how sure it is, not what happens to one person.

The only room for floats: each draw works the model's graph out over them. The seed reproduces every figure.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from offsetcase.model.compiled import function
from offsetcase.offset.assumptions import SHARE_HIGH, SHARE_LOW, Assumption, Inputs
from offsetcase.offset.projection import Parameters, given_of, shape_of
from offsetcase.offset.quantities import totals

RETENTION_SD = 0.13
BINS = 24


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What the draws of the net say: dollars rounded to cents, the probability to four places.

    ``histogram`` holds ``BINS`` counts between the 1st and the 99th percentile (``edges``); the draws beyond stand in the
    outermost bins.
    """

    draws: int
    seed: int
    mean: Decimal
    p5: Decimal
    p95: Decimal
    probability_average_lower: Decimal
    edges: tuple[Decimal, Decimal]
    histogram: tuple[int, ...]


# What a draw moves, by the model's names.
DRAWN = (
    "assume.response",
    "assume.control",
    "assume.retention",
    "price",
    "stopping.yearly",
    "stopping.yearly.with_visit",
)
Draw = Callable[[], float]


def simulate(
    inputs: Inputs, base: Parameters, monthly: Mapping[str, Sequence[Decimal]], horizon: int, draws: int, seed: int
) -> Uncertainty:
    """Draw the uncertain inputs together and run the model on each draw.

    Args:
        inputs: the assumptions with their ranges.
        base: the base case.
        monthly: each category's plan-paid dollars in every month of the baseline's window.
        horizon: H, months.
        draws: how many.
        seed: the generator's; the same seed, inputs and version give the same figures.

    Returns:
        Mean, percentiles and probability of the average net being above zero.
    """
    rng = random.Random(seed)
    response = _between(rng, inputs.rates["response"])
    control = _between(rng, inputs.rates["control"])
    retention = _retention(rng, float(base.r))
    price = _between(rng, inputs.quote)
    extras = float(inputs.extras)
    yearly = _yearly(rng, inputs, base, monthly)
    run = _net(base, horizon)
    nets: list[float] = []
    for _ in range(draws):
        p, q, r, each = response(), control(), retention(), price() + extras
        nets.extend(run((p, q, r, each, *yearly())))
    return _summary(nets, seed)


def _net(base: Parameters, horizon: int) -> Callable[[Sequence[float]], tuple[float, ...]]:
    """The model's net over floats, for one calendar: what is drawn is given in the order of ``DRAWN``."""
    fixed = {id: float(value) for id, value in given_of(base, horizon).items()}
    for id in DRAWN:
        fixed.pop(id, None)
    return function(totals(shape_of(base, horizon)), ("average.net",), given=DRAWN, known=fixed)[1]


def _between(rng: random.Random, item: Assumption) -> Draw:
    """Triangular over the range of an assumption, its value the likeliest; the value itself where it is fixed."""
    low, high = map(float, item.ends)
    value = float(item.value)
    return (lambda: value) if low >= high else (lambda: rng.triangular(low, high, value))


def _retention(rng: random.Random, mean: float) -> Draw:
    """Beta with this mean and a standard deviation of 0.13; a mean so near an end that none exists stays fixed."""
    spread = mean * (1 - mean) / RETENTION_SD**2 - 1
    a, b = mean * spread, (1 - mean) * spread
    return (lambda: mean) if spread <= 0 else (lambda: rng.betavariate(a, b))


def _yearly(
    rng: random.Random, inputs: Inputs, base: Parameters, monthly: Mapping[str, Sequence[Decimal]]
) -> Callable[[], tuple[float, float]]:
    """Dollars a year that would stop, by draw: in any month, and in a month with a session.

    Months are resampled with replacement, all categories together; each B_c moves with its own window mean. One factor
    moves all shares, each at most 1; categories of one share are added up month by month beforehand.
    """
    low, high = float(SHARE_LOW), float(SHARE_HIGH)
    window = list(range(len(next(iter(monthly.values()), ())) or 1))
    # A month's spending, by whether the category pauses and by its share.
    series: dict[tuple[bool, float], list[float]] = {}
    for key, annual in base.annual.items():
        share = float(inputs.shares[key].value)
        spent = [float(amount) for amount in monthly[key]]
        total = math.fsum(spent)
        # A category whose months cancel out has no mean to move with, and stays as it is.
        weighed = (
            [amount * float(annual) / total for amount in spent]
            if total
            else [float(annual) / len(window)] * len(window)
        )
        sums = series.setdefault((key in base.paused, share), [0.0] * len(window))
        for month, amount in enumerate(weighed):
            sums[month] += amount
    parts = [(pauses, share, amounts.__getitem__) for (pauses, share), amounts in series.items()]

    def drawn() -> tuple[float, float]:
        factor = rng.triangular(low, high, 1.0)
        chosen = rng.choices(window, k=len(window))
        gain = paused = 0.0
        for pauses, share, amount in parts:
            stops = sum(map(amount, chosen)) * min(share * factor, 1.0)
            gain += stops
            if pauses:
                paused += stops
        return gain, gain - paused

    return drawn


def _percentile(ordered: Sequence[float], share: float) -> float:
    """Between the two nearest of the ordered values, in proportion."""
    place = share * (len(ordered) - 1)
    below = int(place)
    above = ordered[min(below + 1, len(ordered) - 1)]
    return ordered[below] + (above - ordered[below]) * (place - below)


def _summary(nets: list[float], seed: int) -> Uncertainty:
    ordered = sorted(nets)
    p1, p5, p95, p99 = (_percentile(ordered, share) for share in (0.01, 0.05, 0.95, 0.99))
    width = (p99 - p1 or math.inf) / BINS
    counts = [0] * BINS
    for net in ordered:
        counts[min(int((min(max(net, p1), p99) - p1) / width), BINS - 1)] += 1

    def dollars(value: float) -> Decimal:
        return Decimal(f"{value:.2f}")

    return Uncertainty(
        draws=len(nets),
        seed=seed,
        mean=dollars(math.fsum(nets) / len(nets)),
        p5=dollars(p5),
        p95=dollars(p95),
        probability_average_lower=Decimal(sum(net > 0 for net in nets)) / len(nets),
        edges=(dollars(p1), dollars(p99)),
        histogram=tuple(counts),
    )
