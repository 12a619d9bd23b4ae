"""The what-if page's table: coefficients that the model produces, so that the page holds no second copy of the model.

For every maintenance interval the page may show, the model's own functions give the visits and the shares still responding,
added up; the page multiplies them with the price, the response and the shares, and adds.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

from offsetcase.classify.categories import is_medication
from offsetcase.model.money import ONE, PRECISION, ZERO
from offsetcase.offset.alternative import Alternative
from offsetcase.offset.assumptions import QUOTE_SPREAD, SHARE_HIGH, SHARE_LOW, Assumption, Inputs
from offsetcase.offset.projection import (
    Parameters,
    calendar_of,
    survival,
)
from offsetcase.offset.protocol import Rate
from offsetcase.offset.schedule import lay_out
from offsetcase.offset.verdict import HORIZON, LEAST_MONTHS

Numbers = list[str]


def _text(value: Decimal) -> str:
    return format(value.quantize(Decimal("1e-18")), "f")


def _cumulative(values: list[Decimal]) -> Numbers:
    total, found = ZERO, []
    for value in values:
        total += value
        found.append(_text(total))
    return found


def what_if(
    inputs: Inputs,
    base: Parameters,
    months: int,
    *,
    unread: bool = False,
    leg: Alternative | None = None,
    acceptable: bool = True,
) -> dict[str, Any]:
    """The coefficients of one case.

    Args:
        inputs: the assumptions with their ranges.
        base: the base case.
        months: M, the months of the baseline's window.
        unread: whether more dollars are unread than counted.
        leg: the comparison with the covered alternative.
        acceptable: whether the prescriber finds it acceptable, or doesn't say.

    Returns:
        Plain data, numbers as text. ``intervals`` by days, each with visits and sums by month for the base and for the ends of
        retention and delay (``trials`` names these). Each control and share has its ``ends``, as the letter has them, and the
        rules for the ends of a value that was ``moved``, as the model would have them with ``--set``.
    """
    with localcontext() as context:
        context.prec = PRECISION
        rates = inputs.rates
        interval = inputs.protocol.interval
        ends = (*inputs.interval.ends, interval.low, interval.high)
        close = leg.sums.close_days if leg is not None and leg.sums is not None else None
        days = [int(end) for end in (*ends, close) if end is not None]
        return {
            "horizon": HORIZON,
            "history": months >= LEAST_MONTHS,
            "unread": unread,
            "acceptable": acceptable,
            "alternative": _leg(leg),
            "workup": _text(base.workup),
            "extras": _text(inputs.extras),
            "retention": _text(base.r),
            "control": {"value": _text(rates["control"].value), "ends": _ends(rates["control"])},
            "response": {"ends": _ends(rates["response"]), "moved": _moved(inputs.protocol.rates["response"])},
            "price": {
                "ends": _ends(inputs.quote),
                "moved": [{"times": _text(ONE - QUOTE_SPREAD)}, {"times": _text(ONE + QUOTE_SPREAD)}],
            },
            "every": {"least": max(base.block) + 1, "ends": _ends(inputs.interval), "moved": _moved(interval)},
            "trials": [
                f"{name}_{end}"
                for name in ("retention", "ramp_months")
                for end in ("low", "high")
                if rates[name].low is not None
            ],
            "shares": [
                {
                    "key": key,
                    "annual": _text(base.annual[key]),
                    "prescriber": share.basis == "prescriber",
                    "paused": key in base.paused,
                    "medication": is_medication(key),
                    "ends": _ends(share),
                    "moved": [{"times": _text(SHARE_LOW)}, {"times": _text(SHARE_HIGH), "most": _text(ONE)}],
                }
                for key, share in inputs.shares.items()
            ],
            "intervals": {
                str(every): _interval(inputs, base.with_(every=every)) for every in range(min(days), max(days) + 1)
            },
        }


def _leg(found: Alternative | None) -> dict[str, Any] | None:
    """The alternative's sessions and prices; ``None`` where no comparison is made."""
    if found is None or found.sums is None or found.priced is None:
        return None
    sums, priced = found.sums, found.priced
    return {
        "label": found.covered.label,
        "first": _text(sums.sessions.no_response),
        "later": _text(sums.sessions.lasting - sums.sessions.no_response),
        "responding": _text(sums.sessions.responder - sums.sessions.no_response),
        "price": _text(priced.price),
        "low": _text(priced.low),
        "close": sums.close_days,
    }


def _ends(item: Assumption) -> Numbers:
    """Both ends of a range; none where the value is fixed."""
    return [] if item.low is None else [_text(end) for end in item.ends]


def _moved(rate: Rate) -> list[dict[str, str]]:
    """The ends that a value of the user's own gets: a published end, or a factor; the value itself where it lies beyond."""
    low = {"times": _text(rate.low_factor)} if rate.low is None else {"times": _text(ONE), "most": _text(rate.low)}
    if rate.high is None:
        return [low, {"times": _text(rate.high_factor), "most": _text(ONE)}]
    return [low, {"times": _text(ONE), "least": _text(rate.high)}]


def _interval(inputs: Inputs, run: Parameters) -> dict[str, Any]:
    induction, maintenance, _ = calendar_of(run, HORIZON)
    rates = inputs.rates
    worth = survival(ONE / (ONE + run.discount), HORIZON)
    variants = {
        "base": (run.r, run.ramp),
        "retention_low": (rates["retention"].ends[0], run.ramp),
        "retention_high": (rates["retention"].ends[1], run.ramp),
        "ramp_months_low": (run.r, int(rates["ramp_months"].ends[0])),
        "ramp_months_high": (run.r, int(rates["ramp_months"].ends[1])),
        "lasting": (ONE, run.ramp),
    }
    stages = lay_out(run.induction, run.block, run.every, run.price, run.workup, HORIZON).stages
    counts = [stage.visits for stage in stages]
    return {
        "series": _cumulative([count * v for count, v in zip(induction, worth, strict=True)]),
        "stages": counts,
        "variants": {
            name: {
                "maintenance": _cumulative([m * f for m, f in zip(maintenance, fade, strict=True)]),
                "responding": _cumulative([f if t >= ramp else ZERO for t, f in enumerate(fade)]),
                "with_visit": _cumulative(
                    [
                        f if t >= ramp and run.paused and induction[t] + maintenance[t] else ZERO
                        for t, f in enumerate(fade)
                    ]
                ),
            }
            for name, (r, ramp) in variants.items()
            for fade in [[s * v for s, v in zip(survival(r, HORIZON), worth, strict=True)]]
        },
    }
