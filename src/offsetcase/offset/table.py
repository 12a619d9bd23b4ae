"""The what-if page's table: coefficients that the model produces, so that the page holds no second copy of the model.

For every maintenance interval the page may show, the model's own functions give the visits and the shares still responding,
added up; the page multiplies them with the price, the response and the shares, and adds.
"""

from __future__ import annotations

from decimal import Decimal, localcontext
from typing import Any

from offsetcase.offset.assumptions import Assumption, Inputs
from offsetcase.offset.projection import (
    PRECISION,
    ZERO,
    Parameters,
    stage_totals,
    survival,
    visits_by_month,
)
from offsetcase.offset.verdict import HORIZON

Numbers = list[str]


def _text(value: Decimal) -> str:
    return format(value.quantize(Decimal("1e-18")), "f")


def _cumulative(values: list[Decimal]) -> Numbers:
    total, found = ZERO, []
    for value in values:
        total += value
        found.append(_text(total))
    return found


def _end(item: Assumption, low: bool) -> Decimal:
    value = item.low if low else item.high
    return item.value if value is None else value


def what_if(inputs: Inputs, base: Parameters, months: int) -> dict[str, Any]:
    """The coefficients of one case.

    Args:
        inputs: the assumptions with their ranges.
        base: the base case.
        months: M, the months of the baseline's window.

    Returns:
        Plain data, numbers as text: ``intervals`` by days, each with visits and sums by month for the base and for the ends
        of retention and delay; ``shares``, ``rates`` and ``price`` with values, ranges and who stands for them.
    """
    with localcontext() as context:
        context.prec = PRECISION
        rates = inputs.rates
        published = inputs.protocol.interval
        ends = [value for value in (published.low, published.high, inputs.interval.low, inputs.interval.high) if value]
        first, last = int(min([*ends, inputs.interval.value])), int(max([*ends, inputs.interval.value]))
        shortest = max(base.block) + 1
        return {
            "horizon": HORIZON,
            "months": months,
            "workup": _text(base.workup),
            "extras": _text(inputs.extras),
            "retention": _text(base.r),
            "control": _range(rates["control"]),
            "response": _range(rates["response"])
            | {"published": [_published(inputs, "response", True), _published(inputs, "response", False)]},
            "price": _range(inputs.quote) | {"quoted": inputs.quote.basis == "quote"},
            "every": {
                "value": base.every,
                "fixed": inputs.interval.low is None,
                "low": int(published.low or inputs.interval.value),
                "high": int(published.high or inputs.interval.value),
            },
            "retention_varies": rates["retention"].low is not None,
            "ramp_varies": rates["ramp_months"].low is not None,
            "shares": [
                {
                    "key": key,
                    "annual": _text(base.annual[key]),
                    "value": _text(share.value),
                    "prescriber": share.basis == "prescriber",
                    "paused": key in base.paused,
                }
                for key, share in inputs.shares.items()
            ],
            "intervals": {
                str(every): _interval(inputs, base.with_(every=every))
                for every in range(max(first, shortest), last + 1)
            },
        }


def _published(inputs: Inputs, name: str, low: bool) -> str | None:
    """The protocol's own end of a rate's range, where it doesn't move with the value."""
    rate = inputs.protocol.rates[name]
    value = rate.low if low else rate.high
    return None if value is None else _text(value)


def _range(item: Assumption) -> dict[str, Any]:
    return {
        "value": _text(item.value),
        "low": None if item.low is None else _text(item.low),
        "high": None if item.high is None else _text(item.high),
    }


def _interval(inputs: Inputs, run: Parameters) -> dict[str, Any]:
    induction, maintenance = visits_by_month(run, HORIZON)
    rates = inputs.rates
    variants = {
        "base": (run.r, run.ramp),
        "retention_low": (_end(rates["retention"], True), run.ramp),
        "retention_high": (_end(rates["retention"], False), run.ramp),
        "ramp_low": (run.r, int(_end(rates["ramp_months"], True))),
        "ramp_high": (run.r, int(_end(rates["ramp_months"], False))),
        "lasting": (Decimal(1), run.ramp),
    }
    counts = [count for count, _ in stage_totals(run)]
    return {
        "series": _cumulative([Decimal(count) for count in induction]),
        "stages": counts,
        "variants": {
            name: {
                "maintenance": _cumulative([m * s for m, s in zip(maintenance, survival(r, HORIZON), strict=True)]),
                "responding": _cumulative([s if t >= ramp else ZERO for t, s in enumerate(survival(r, HORIZON))]),
                "with_visit": _cumulative(
                    [
                        s if t >= ramp and run.paused and induction[t] + maintenance[t] else ZERO
                        for t, s in enumerate(survival(r, HORIZON))
                    ]
                ),
            }
            for name, (r, ramp) in variants.items()
        },
    }
