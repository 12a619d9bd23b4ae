"""Ten thousand draws of the average: how sure it is, not what happens to one person.

The only room for floats and for numpy, which is imported when it is needed. The seed reproduces every figure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from offsetcase.offset.assumptions import Inputs
from offsetcase.offset.projection import Parameters, visits_by_month

RETENTION_SD = 0.13
FACTOR = (0.5, 1.0, 1.5)
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


def _triangular(rng: Any, low: float, mode: float, high: float, draws: int) -> Any:
    import numpy as np

    return np.full(draws, mode) if low >= high else rng.triangular(low, mode, high, draws)


def _beta_of(rng: Any, mean: float, a: float, b: float, draws: int) -> Any:
    import numpy as np

    return np.full(draws, mean) if a <= 0 or b <= 0 else rng.beta(a, b, draws)


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
    import numpy as np

    rng = np.random.default_rng(seed)
    rates = inputs.rates
    n = float(inputs.protocol.rates["response"].draws_n)
    p = _beta_of(rng, float(base.p), n * float(base.p), n * (1 - float(base.p)), draws)
    r = _retention(rng, float(base.r), draws)
    control = rates["control"]
    q = _triangular(rng, float(control.low or 0), float(base.q), float(control.high or base.q), draws)
    factor = _triangular(rng, *FACTOR, draws)
    quote = inputs.quote
    extras = float(inputs.extras)
    price = np.full(draws, float(base.price))
    if quote.low is not None and quote.high is not None:
        price = _triangular(rng, float(quote.low), float(quote.value), float(quote.high), draws) + extras

    gain, paused = _yearly(rng, inputs, base, monthly, factor, draws)
    induction, maintenance = visits_by_month(base, horizon)
    net = np.full(draws, -float(base.workup))
    effect = np.maximum(p - q, 0.0)
    for t in range(horizon):
        s = r ** (t / 12)
        net -= price * (induction[t] + maintenance[t] * p * s)
        if t >= base.ramp:
            busy = bool(base.paused) and induction[t] + maintenance[t] > 0
            net += (gain - paused if busy else gain) / 12 * effect * s
    return _summary(np, net, draws, seed)


def _retention(rng: Any, mean: float, draws: int) -> Any:
    """Beta with this mean and a standard deviation of 0.13; a mean so near an end that none exists stays fixed."""
    spread = mean * (1 - mean) / RETENTION_SD**2 - 1
    return _beta_of(rng, mean, mean * spread, (1 - mean) * spread, draws)


def _yearly(
    rng: Any, inputs: Inputs, base: Parameters, monthly: Mapping[str, Sequence[Decimal]], factor: Any, draws: int
) -> tuple[Any, Any]:
    """Dollars a year that would stop, by draw, and the part of them that pauses in a month with a session.

    Months are resampled with replacement, all categories together; each B_c moves with its own window mean.
    """
    import numpy as np

    months = len(next(iter(monthly.values()))) if monthly else 1
    counts = rng.multinomial(months, np.full(months, 1 / months), size=draws)
    gain, paused = np.zeros(draws), np.zeros(draws)
    for key, annual in base.annual.items():
        series = np.array([float(amount) for amount in monthly[key]])
        total = series.sum()
        spending = counts @ series * (float(annual) / total) if total else np.full(draws, float(annual))
        share = inputs.shares[key]
        stops = spending * (float(share.value) if share.low is None else np.minimum(float(share.value) * factor, 1.0))
        gain += stops
        if key in base.paused:
            paused += stops
    return gain, paused


def _summary(np: Any, net: Any, draws: int, seed: int) -> Uncertainty:
    p1, p5, p95, p99 = (float(value) for value in np.percentile(net, [1, 5, 95, 99]))
    counted, _ = np.histogram(np.clip(net, p1, p99), bins=BINS, range=(p1, p99 if p99 > p1 else p1 + 1))

    def dollars(value: float) -> Decimal:
        return Decimal(f"{value:.2f}")

    return Uncertainty(
        draws=draws,
        seed=seed,
        mean=dollars(float(net.mean())),
        p5=dollars(p5),
        p95=dollars(p95),
        probability_average_lower=Decimal(int((net > 0).sum())) / draws,
        edges=(dollars(p1), dollars(p99)),
        histogram=tuple(int(value) for value in counted),
    )
