"""What would change the verdict: the nearest price, share and response beyond which the reader would get another one.

Every net is linear in the price, in a common factor on the shares, and in the response above what would have come anyway, so
two points of each give the place where it turns; the verdict on the other side is then worked out as it always is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext

from offsetcase.model.money import ONE, PRECISION, ZERO
from offsetcase.offset.assumptions import QUOTE_RANGE, Assumption, Inputs, ends_of
from offsetcase.offset.projection import Parameters, figures, parameters_of, responder
from offsetcase.offset.verdict import HORIZON, Verdict, decide, one_way, ways_of

# Just beyond a turning point: a cent, or a tenth of a per mille of a share.
STEP = {"price": Decimal("0.01"), "share": Decimal("0.0001"), "response": Decimal("0.0001")}


@dataclass(frozen=True, slots=True)
class Turn:
    """At this price, share or response, all else as it is, the verdict becomes another one.

    ``parameter`` is ``price`` (dollars of the quote), ``share`` (of the spending in the categories that stop) or
    ``response``; ``at`` is the first value beyond the turn, in steps of ``STEP``, and ``above`` says whether it lies above the
    case's own.
    """

    parameter: str
    at: Decimal
    verdict: Verdict
    above: bool


def turning_points(
    inputs: Inputs, annual: Mapping[str, Decimal], months: int, now: Verdict, *, unread: bool
) -> tuple[Turn, ...]:
    """The nearest turn of each parameter that has one, in the order of ``STEP``."""
    with localcontext() as context:
        context.prec = PRECISION
        base = parameters_of(inputs, annual)

        def nearest(name: str, move: Move, at_now: Decimal, most: Decimal, weight: Decimal = ONE) -> Turn | None:
            values = {value for root in _roots(name, inputs, base) for value in _beside(root, STEP[name] / weight)}
            for value in sorted(values, key=lambda value: abs(value - at_now)):
                if not ZERO <= value <= most:
                    continue
                verdict = verdict_of(move(inputs, value), annual, months, unread=unread)
                if verdict is not now:
                    return Turn(name, value * weight, verdict, value > at_now)
            return None

        turns = [nearest("price", _with_price, inputs.quote.value, Decimal("Infinity"))]
        # Where nothing stops there is no share of anything to turn.
        (share,) = figures(base, HORIZON, "stopping.share")
        if share:
            highest = max(base.shares[key] for key, amount in annual.items() if amount * base.shares[key])
            turns.append(nearest("share", _with_factor, ONE, ONE / highest, share))
        turns.append(nearest("response", _with_response, inputs.rate("response"), ONE))
        return tuple(turn for turn in turns if turn is not None)


Move = Callable[[Inputs, Decimal], Inputs]


def _with_price(inputs: Inputs, value: Decimal) -> Inputs:
    low, high = ends_of(QUOTE_RANGE, value)
    return replace(inputs, quote=replace(inputs.quote, value=value, low=low, high=high))


def _scaled(item: Assumption, factor: Decimal) -> Assumption:
    low, high = item.ends
    return replace(item, value=item.value * factor, low=low * factor, high=min(high * factor, ONE))


def _with_factor(inputs: Inputs, value: Decimal) -> Inputs:
    return replace(inputs, shares={key: _scaled(item, value) for key, item in inputs.shares.items()})


def _with_response(inputs: Inputs, value: Decimal) -> Inputs:
    # Its range may stay: where the net here is above zero, it rises with the response, so that a value beyond an end is no worse.
    return replace(inputs, rates={**inputs.rates, "response": replace(inputs.rates["response"], value=value)})


def verdict_of(inputs: Inputs, annual: Mapping[str, Decimal], months: int, *, unread: bool) -> Verdict:
    """The verdict on other assumptions."""
    base = parameters_of(inputs, annual)
    average, answer = figures(base, HORIZON, "average.net", "responder.net")
    return decide(average, answer, lambda: one_way(inputs, base), inputs, annual, months, unread=unread)


def _roots(name: str, inputs: Inputs, base: Parameters) -> Iterator[Decimal]:
    """Where the nets that decide a verdict are zero: the average, a responder's, and the average at each single end.

    A moved price's own ends move with it and decide nothing: half of what stops, an end of the shares, is always worse.
    """
    runs = [base, responder(base), *(run for way in ways_of(inputs, base) for run in (way.at_low, way.at_high))]
    for run in runs:
        (root,) = figures(run, HORIZON, f"zero.{name}")
        if root is not None:
            yield root - inputs.extras if name == "price" else root


def _beside(root: Decimal, step: Decimal) -> set[Decimal]:
    """The values in print's steps on both sides of a root, and the root itself where it is one of them."""
    whole = root / step
    below, above = (whole.to_integral_value(rounding=way) for way in (ROUND_FLOOR, ROUND_CEILING))
    return {count * step for count in (above - 1, below, below + 1)}
