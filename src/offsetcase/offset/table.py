"""What the what-if page needs of a case: its numbers by the model's names, and the model itself as the page's script.

The script is written out from the graphs that figures and verdict are worked out with, so that the page holds no copy.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from offsetcase.model.compiled import script
from offsetcase.model.nodes import Graph, Node
from offsetcase.offset.alternative import Alternative
from offsetcase.offset.assumptions import QUOTE_RANGE, SHARE_RANGE, Assumption, Inputs, Range, range_of
from offsetcase.offset.comparison import sessions_by_month
from offsetcase.offset.decisions import decisions
from offsetcase.offset.projection import Parameters, calendar_of, given_of, graph_of
from offsetcase.offset.protocol import Rate
from offsetcase.offset.quantities import OURS, RUNS, STAGES
from offsetcase.offset.schedule import lay_out
from offsetcase.offset.verdict import HORIZON

# What the page shows of a run, beside the running totals by month.
SHOWN = (
    *(f"{run}.{part}" for run in RUNS for part in ("treatment", "stops", "net", "year_one", "year_two")),
    *(f"nobody.{part}" for part in ("cost", "stops", "net", "year_one", "year_two")),
    *(f"even.{name}" for name in ("price", "share", "lasting_share", "response", "month", "rebate")),
    "chance.own",
)
LINES = ("month.{}.lasting", "month.{}.running", "nobody.month.{}.running")


def _text(value: Decimal) -> str:
    return format(value.quantize(Decimal("1e-18")), "f")


def model_script(inputs: Inputs, base: Parameters) -> str:
    """The model, the ranges and the decisions of one case as JavaScript functions.

    ``figures`` and ``average`` are a run's quantities, ``compared`` the alternative's, ``price`` and ``stages`` the request's,
    ``decided`` the verdict, the leg and the lead; ``ends`` are the ranges of a value that was moved.
    """
    rules = decisions(tuple(inputs.shares))
    lines = [line.format(t) for line in LINES for t in range(1, HORIZON + 1)]
    parts = [f"alternative.{part}.{name}" for part in ("less", "less_at_low") for name in OURS]
    model = graph_of(base, HORIZON)
    functions: dict[str, tuple[Graph, Iterable[str]]] = {
        "price": (inputs.prices, ("price",)),
        "stages": (STAGES, STAGES),
        "figures": (model, (*SHOWN, *lines)),
        "average": (model, ("average.net",)),
        "compared": (model, parts),
        "decided": (rules, rules),
    }
    ranges: dict[str, Range] = {"quote": QUOTE_RANGE, "share": SHARE_RANGE}
    moved: dict[str, Rate] = {**inputs.protocol.rates, "every": inputs.protocol.interval}
    ranges |= {name: range_of(rate) for name, rate in moved.items()}
    functions |= {f"ends_{name}": (_ends(ends), ("low", "high")) for name, ends in ranges.items()}
    written = "".join(script(graph, name, targets) for name, (graph, targets) in functions.items())
    return f"{written}  return {{ {', '.join(f'{name}: {name}' for name in functions)} }};\n"


def _ends(ends: tuple[Node, Node]) -> Graph:
    graph = Graph()
    for name, end in zip(("low", "high"), ends, strict=True):
        graph.define(name, end)
    return graph


def what_if(
    inputs: Inputs,
    base: Parameters,
    months: int,
    *,
    unread: bool = False,
    leg: Alternative | None = None,
    acceptable: bool = True,
) -> dict[str, Any]:
    """The numbers of one case.

    Args:
        inputs: the assumptions with their ranges.
        base: the base case.
        months: M, the months of the baseline's window.
        unread: whether more dollars are unread than counted.
        leg: the comparison with the covered alternative.
        acceptable: whether the prescriber finds it acceptable, or doesn't say.

    Returns:
        Plain data. ``given`` are the base case's numbers by the model's names, as text; ``flags`` what decisions hang on;
        ``ways`` the inputs that are tried alone at both ends, each with its ends in the letter and the function for the ends
        of a value that was moved. ``calendars`` hold, by days between visits and months of delay, what falls into each month.
    """
    rates = inputs.rates
    given = given_of(base, HORIZON, inputs.quote.value) | inputs.parts
    numbers = {id: _text(Decimal(value)) for id, value in given.items() if not id.startswith("month.")}
    ramps = {int(value) for value in (base.ramp, *rates["ramp_months"].ends)}
    interval = inputs.protocol.interval
    close = leg.sums.close_days if leg is not None and leg.sums is not None else None
    days = [int(end) for end in (*inputs.interval.ends, interval.low, interval.high, close) if end is not None]
    every = range(min(days), max(days) + 1)
    ways = [
        _way("price.quote", inputs.quote, "quote"),
        *(_way(f"assume.{name}", rates[name], name) for name in ("response", "control", "retention")),
        _way("ramp", rates["ramp_months"], "ramp_months"),
        _way("every", inputs.interval, "every"),
    ]
    return {
        "horizon": HORIZON,
        "given": numbers,
        "every": int(inputs.interval.value),
        "ramp": base.ramp,
        "least": max(base.block) + 1,
        "flags": {"months": months, "anything": any(base.annual.values()), "unread": unread, "acceptable": acceptable},
        "ways": ways,
        "shares": [
            {"key": key, "prescribed": item.basis == "prescriber"} | _way(f"assume.share.{key}", item, "share")
            for key, item in inputs.shares.items()
        ],
        "calendars": {str(day): _calendars(base.with_(every=day), ramps) for day in every},
        "alternative": _leg(leg),
    }


def _way(id: str, item: Assumption, rule: str) -> dict[str, Any]:
    return {"id": id, "ends": [_text(end) for end in item.ends], "rule": f"ends_{rule}"}


def _calendars(run: Parameters, ramps: set[int]) -> dict[str, Any]:
    induction, maintenance, _ = calendar_of(run, HORIZON)
    stages = lay_out(run.induction, run.block, run.every, run.price, run.workup, HORIZON).stages
    stopping = {str(ramp): calendar_of(run.with_(ramp=ramp), HORIZON).stopping for ramp in sorted(ramps)}
    visits = [stage.visits for stage in stages]
    return {"induction": induction, "maintenance": maintenance, "stopping": stopping, "stages": visits}


def _leg(alternative: Alternative | None) -> dict[str, Any] | None:
    """The alternative's sessions and prices; ``None`` where no comparison is made."""
    if alternative is None or alternative.sums is None or alternative.priced is None:
        return None
    sessions = sessions_by_month(alternative.covered, HORIZON)
    numbers = {id: _text(Decimal(value)) for id, value in sessions.items()}
    numbers |= {
        "alternative.price": _text(alternative.priced.price),
        "alternative.low_price": _text(alternative.priced.low),
    }
    return {"label": alternative.covered.label, "close": alternative.sums.close_days, "given": numbers}
