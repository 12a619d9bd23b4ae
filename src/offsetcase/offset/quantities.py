"""The model: every quantity of the projection once, as a node with its name, its unit and its operands.

Follows the method's section 4 and is the only place that knows it. Figures and verdict work this graph out over decimals,
draws over floats, the what-if page as JavaScript; facts, ``explain`` and Exhibit C read its formulas. A year's, a month's and
the whole horizon's costs are the same line, ``treatment``: it is linear in what it adds up over the months.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from offsetcase.classify.categories import is_medication
from offsetcase.model.nodes import Constant, Graph, Name, Node, Values, choose, sparse, step, total

USD, DECIMAL, COUNT = "usd", "decimal", "count"
RUNS = ("average", "responder", "lasting")
NOT_ABOVE = Constant(0, "0 (response is not above control)")
# Our own figure of each outcome, beside the alternative's.
OURS = {
    "average": "average.treatment",
    "no_response": "nobody.cost",
    "responder": "responder.treatment",
    "lasting": "lasting.treatment",
}
NO_MONTH = Constant(0, "no month is reached")
NOTHING_STOPS = Constant(0, "nothing stops without a response")
SIX, FOUR = 6, 4

workup, price, quote = Name("workup"), Name("price"), Name("price.quote")
response, control, retention = Name("assume.response"), Name("assume.control"), Name("assume.retention")
discount = Name("assume.discount")


class Shape(NamedTuple):
    """What makes one case's graph unlike another's.

    ``keys`` are the baseline's categories; ``paused`` those that a visit's session replaces in its month; ``discounted`` says
    whether later months count for less.
    """

    horizon: int
    keys: tuple[str, ...]
    paused: frozenset[str]
    discounted: bool


@dataclass(frozen=True, slots=True)
class OutcomeTerms:
    """One outcome: the share that responds, the share of it that improved anyway, and what its months add up to.

    ``series`` and ``later`` are visits, ``free`` and ``busy`` months in which spending stops, without a visit and with one;
    the last three weighed with the share still responding.
    """

    responds: Node
    anyway: Node
    series: Node
    later: Node
    free: Node
    busy: Node


# P, dollars a visit, and the same where sessions go with it.
PRICES = Graph()
PRICES.define("price", quote + Name("adjunct"), USD)
SESSION_PRICES = Graph()
SESSION_PRICES.define("price", quote + Name("adjunct") + Name("sessions.per_visit") * Name("session_price"), USD)
# What the request has cost at the end of each stage, at full attendance.
STAGES = Graph()
for number in range(1, 5):
    STAGES.define(f"stage.{number}.cost", workup + price * Name(f"stage.{number}.visits"), USD)


def visits(course: OutcomeTerms) -> Node:
    """Visits of one member on average: those who respond go on."""
    return course.series + course.responds * course.later


def treatment(course: OutcomeTerms, first: int) -> Node:
    """What the treatment costs: the work-up where the first month is among them, and the visits. The model's C."""
    return first * workup + price * visits(course)


def stops(course: OutcomeTerms, yearly: Node, with_visit: Node) -> Node:
    """What stops being spent, beyond what would have stopped anyway. The model's D."""
    effect = choose(course.responds > course.anyway, course.responds - course.anyway, NOT_ABOVE)
    return (yearly / 12 * course.free + with_visit / 12 * course.busy) * effect


def month(t: int, part: str) -> Name:
    """A quantity of one month, counted from 1."""
    return Name(f"month.{t}.{part}")


@lru_cache(maxsize=256)
def model(shape: Shape) -> Graph:
    """Every quantity of the projection, of its break-evens and of the covered alternative."""
    whole, courses = _whole(shape)
    graph = Graph(whole)
    _months(graph, shape, courses)
    _break_even(graph, shape, courses)
    _alternative(graph, shape)
    return graph


def totals(shape: Shape) -> Graph:
    """The part of it that needs no single month: what is asked for hundreds of times, and for other horizons."""
    graph, _ = _whole(shape)
    return graph


@lru_cache(maxsize=256)
def _whole(shape: Shape) -> tuple[Graph, dict[str, OutcomeTerms]]:
    graph = Graph(spending(shape.keys, shape.paused))
    courses = _courses(graph, shape)
    _totals(graph, courses)
    _outcomes(graph)
    _turns(graph, courses["average"], shape)
    return graph, courses


@lru_cache(maxsize=256)
def spending(keys: tuple[str, ...], paused: frozenset[str] = frozenset()) -> Graph:
    """A year of what stops while everybody responds: A, twelve times, and A in a month with a session. Needs no rate."""
    graph = Graph()

    def yearly(chosen: Iterable[str]) -> Node:
        return sparse(Name(f"annual.{key}") * Name(f"assume.share.{key}") for key in chosen)

    graph.define("stopping.yearly", yearly(keys), USD)
    how = "the same without psychotherapy, which a visit's session replaces"
    graph.define("stopping.yearly.with_visit", yearly(key for key in keys if key not in paused), USD, how)
    spent = sparse(choose(Name(f"assume.share.{key}") > 0, Name(f"annual.{key}"), 0) for key in keys)
    whole = graph.define("stopping.spending", spent, USD)
    graph.define("stopping.share", choose(whole > 0, Name("stopping.yearly") / whole), "share-up")
    graph.define("medication.yearly", yearly(filter(is_medication, keys)))
    return graph


def worth(shape: Shape, t: int, amount: Node) -> Node:
    """What an amount of a month weighs: less the later it is, where a discount is set."""
    return amount / step("power", 1 + discount, t - 1) if shape.discounted and t > 1 else amount


def added(
    graph: Graph,
    shape: Shape,
    id: str,
    amount: Callable[[int], Node],
    unit: str,
    words: str,
    places: int | None = None,
) -> Name:
    """A sum over the months by its name, and where months are discounted the sum that dollars are worked out with."""
    months = range(1, shape.horizon + 1)
    name = graph.define(id, total(map(amount, months)), unit, words, places)
    if not shape.discounted:
        return name
    how = f"{words}, each month discounted by {{assume.discount}} a year"
    return graph.define(f"{id}.discounted", total(worth(shape, t, amount(t)) for t in months), DECIMAL, how, SIX)


def _courses(graph: Graph, shape: Shape) -> dict[str, OutcomeTerms]:
    """The outcomes, with the sums over months that their formulas need, so that nobody has to add 24 powers by hand."""
    months = range(1, shape.horizon + 1)
    for t in months:
        how = f"{{assume.retention}} to the power ({t - 1} ÷ 12)"
        graph.define(f"month.{t}.responding", step("power", retention, t - 1), DECIMAL, how, FOUR)

    def still(part: str) -> Callable[[int], Node]:
        return lambda t: month(t, part) * month(t, "responding")

    series = added(graph, shape, "visits.induction", lambda t: month(t, "induction"), COUNT, "visits of the series")
    full = added(
        graph,
        shape,
        "visits.maintenance",
        lambda t: month(t, "maintenance"),
        COUNT,
        "maintenance visits at full attendance",
    )
    how = "maintenance visits of each month × the share still responding in it, added up (month by month in Exhibit C)"
    later = added(graph, shape, "responding.maintenance", still("maintenance"), DECIMAL, how, SIX)
    graph.define(
        "visits.expected", Name("visits.induction") + response * Name("responding.maintenance"), DECIMAL, "", FOUR
    )
    words, rest = "share still responding, added up over the months after the delay", "months after the delay"
    busy: Node = Constant(0)
    every_busy: Node = Constant(0)
    if shape.paused:
        free = added(graph, shape, "responding.free", still("free"), DECIMAL, f"{words} and without a visit", SIX)
        busy = added(graph, shape, "responding.busy", still("busy"), DECIMAL, f"{words} and with a visit", SIX)
        every_free = added(graph, shape, "months.free", lambda t: month(t, "free"), COUNT, f"{rest} without a visit")
        every_busy = added(graph, shape, "months.busy", lambda t: month(t, "busy"), COUNT, f"{rest} with a visit")
        graph.define("responding.after", Name("responding.free") + Name("responding.busy"), DECIMAL, words, SIX)
        graph.define(
            "months.after",
            Name("months.free") + Name("months.busy"),
            COUNT,
            f"{rest}, {{horizon}} − {{assume.ramp_months}}",
        )
    else:
        free = added(graph, shape, "responding.after", still("free"), DECIMAL, words, SIX)
        every_free = added(
            graph,
            shape,
            "months.after",
            lambda t: month(t, "free"),
            COUNT,
            f"{rest}, {{horizon}} − {{assume.ramp_months}}",
        )
    everybody, nobody = Constant(1), Constant(0)
    return {
        "average": OutcomeTerms(response, control, series, later, free, busy),
        "responder": OutcomeTerms(everybody, nobody, series, later, free, busy),
        "lasting": OutcomeTerms(everybody, nobody, series, full, every_free, every_busy),
        "nobody": OutcomeTerms(nobody, nobody, series, later, free, busy),
    }


def _totals(graph: Graph, courses: dict[str, OutcomeTerms]) -> None:
    """What each outcome costs and stops over the horizon."""
    yearly, with_visit = Name("stopping.yearly"), Name("stopping.yearly.with_visit")
    for name in RUNS:
        cost = graph.define(f"{name}.treatment", treatment(courses[name], 1), USD)
        gain = graph.define(f"{name}.stops", stops(courses[name], yearly, with_visit), USD, _nothing)
        graph.define(f"{name}.net", gain - cost, USD)
    cost = graph.define("nobody.cost", treatment(courses["nobody"], 1), USD)
    gain = graph.define("nobody.stops", NOTHING_STOPS, USD, NOTHING_STOPS.words)
    graph.define("nobody.net", gain - cost, USD)


def _outcomes(graph: Graph) -> None:
    """The outcomes weighed by how often each comes: what adds up to the average."""
    anyway = graph.define("natural.net", 0 - step("least", control, response) * Name("responder.stops"), USD)
    nobody = graph.define("weighed.nobody", (1 - response) * Name("nobody.net"), USD)
    answered = graph.define("weighed.responder", response * Name("responder.net"), USD)
    graph.define("weighed.total", nobody + answered + anyway, USD)


def _months(graph: Graph, shape: Shape, courses: dict[str, OutcomeTerms]) -> None:
    """Month by month: cost, what stops, and the running totals."""
    yearly, with_visit = Name("stopping.yearly"), Name("stopping.yearly.with_visit")
    months = range(1, shape.horizon + 1)
    for name in (*RUNS, "nobody"):
        course, lasts = courses[name], name == "lasting"
        start = "" if name == "average" else f"{name}."
        before: Node = Constant(0)
        for t in months:
            s: Node = Constant(1) if lasts else month(t, "responding")
            at = OutcomeTerms(
                course.responds,
                course.anyway,
                month(t, "induction"),
                month(t, "maintenance") * s,
                month(t, "free") * s,
                month(t, "busy") * s if shape.paused else Constant(0),
            )
            cost = graph.define(f"{start}month.{t}.treatment", worth(shape, t, treatment(at, int(t == 1))), USD)
            gain = graph.define(
                f"{start}month.{t}.stops", worth(shape, t, stops(at, yearly, with_visit)), USD, _before(t)
            )
            id = f"month.{t}.lasting" if lasts else f"{start}month.{t}.running"
            last = f"{{month.{t - 1}.lasting}} + " if t > 1 else ""
            words = f"{last}stops − treatment of this month if the response lasts" if lasts else ""
            before = graph.define(id, before + gain - cost, USD, words)
        for words, first in (("one", 1), ("two", 13)):
            if first > shape.horizon:
                continue
            year = [t for t in months if first <= t < first + 12]
            parts = {}
            for part, how in (("treatment", "treatment of year"), ("stops", "what stops in year")):
                every = total(Name(f"{start}month.{t}.{part}") for t in year)
                parts[part] = graph.define(f"{name}.{part}.{words}", every, USD, f"{how} {words}, by month")
            graph.define(f"{name}.year_{words}", parts["stops"] - parts["treatment"], USD)
    lasting = [month(t, "lasting") for t in months]
    how = "the month in which the running total, if the response lasts, is lowest"
    graph.define("lowest.month", step("lowest_place", *lasting), COUNT, how)
    graph.define("lowest.amount", step("least", *lasting), USD, _lowest)


def _nothing(values: Values) -> str:
    return "" if values["stopping.spending"] > 0 else "nothing stops"


def _before(t: int) -> Callable[[Values], str]:
    """Words for a month in which nothing stops yet."""

    def words(values: Values) -> str:
        if values[f"month.{t}.free"] or values[f"month.{t}.busy"]:
            return _nothing(values)
        return "nothing stops before {assume.ramp_months} months"

    return words


def _lowest(values: Values) -> str:
    return f"{{month.{values['lowest.month']}.lasting}}, the lowest of the running totals"


def _reached(values: Values) -> str:
    told = "the first month from which the running total, if the response lasts, stays at or above zero"
    return f"{told}: {{month.{values['even.month']}.lasting}}"


def _between(value: Node, low: int, high: int) -> Node:
    """A value, or nothing where it isn't above the one and below the other."""
    return choose((value > low) & (high > value), value)


def _turns(graph: Graph, average: OutcomeTerms, shape: Shape) -> None:
    """Where the average net is nothing, possible or not: a price with adjuncts and sessions, a factor on all shares, a response.

    The net is linear in each; in the response above what would have come anyway. None of them is printed by its name.
    """
    gain, without, freed = Name("average.stops"), Name("nobody.cost"), Name("responder.stops")
    expected = visits(average) if shape.discounted else Name("visits.expected")
    graph.define("zero.price", (gain - workup) / expected)
    graph.define("zero.share", choose(gain > 0, Name("average.treatment") / gain))
    slope = freed - (Name("responder.treatment") - without)
    turn = choose((control < 1) & step("differs", slope, 0), (without + freed * control) / slope)
    graph.define("zero.response", turn)


def _break_even(graph: Graph, shape: Shape, courses: dict[str, OutcomeTerms]) -> None:
    """The same where they are possible, and the others; nothing where there is no such place."""
    define = graph.define
    highest = Name("zero.price") - (price - quote)
    define("even.price", choose(highest > 0, highest), "usd-down")
    lasts = choose(Name("lasting.stops") > 0, Name("lasting.treatment") / Name("lasting.stops"))
    # No share can be more than all of a category's spending.
    most = step("largest", 0, *(Name(f"assume.share.{key}") for key in shape.keys))
    for name, factor in (("share", Name("zero.share")), ("lasting_share", lasts)):
        both = step("known", factor) & step("known", Name("stopping.share"))
        fits = choose(most * factor <= 1, factor * Name("stopping.share"))
        define(f"even.{name}", choose(both, fits), "share-up")
    root = Name("zero.response")
    inside = choose((root >= control) & (root <= 1), root)
    define("even.response", choose(step("known", root), inside), "share-up")
    lasting = [month(t, "lasting") for t in range(1, shape.horizon + 1)]
    reached = define("even.month", step("settles", *lasting), COUNT, _reached)
    # A visit's session replaces no drug.
    drugs = stops(courses["lasting"], Name("medication.yearly"), Name("medication.yearly"))
    medication = define("lasting.medication", drugs, USD, "the part of {lasting.stops} that is medication")
    rebate = _between(Name("lasting.net") / medication, 0, 1)
    define("even.rebate", choose(medication > 0, rebate), "share-down")
    effect = choose(response > control, response - control, NOT_ABOVE)
    own = choose(step("known", reached), effect * step("power", retention, reached), NO_MONTH)
    define("chance.own", own, "share-down")
    define("chance.lasting", response * retention * retention, "share-down")


def _alternative(graph: Graph, shape: Shape) -> None:
    """The covered alternative on its own calendar: response, relapse and stopping rule assumed the same."""
    define, none = graph.define, Constant(0)

    def own(part: str) -> Callable[[int], Node]:
        return lambda t: Name(f"alternative.month.{t}.{part}")

    first = added(graph, shape, "alternative.induction", own("first"), COUNT, "its sessions of the series")
    full = added(graph, shape, "alternative.maintenance", own("later"), COUNT, "its later sessions at full attendance")
    words = "later sessions × the share still responding, added up"
    fading = added(
        graph, shape, "alternative.responding", lambda t: own("later")(t) * month(t, "responding"), DECIMAL, words, SIX
    )
    everybody = Constant(1)
    courses = {
        "average": OutcomeTerms(response, control, first, fading, none, none),
        "no_response": OutcomeTerms(none, none, first, none, none, none),
        "responder": OutcomeTerms(everybody, none, first, fading, none, none),
        "lasting": OutcomeTerms(everybody, none, first, full, none, none),
    }
    ties = []
    for outcome, course in courses.items():
        ours = Name(OURS[outcome])
        sessions = define(f"alternative.sessions.{outcome}", visits(course), DECIMAL, "", SIX)
        cost = define(f"alternative.cost.{outcome}", Name("alternative.price") * sessions, USD)
        define(f"alternative.less.{outcome}", cost - ours, USD)
        define(f"alternative.less_at_low.{outcome}", Name("alternative.low_price") * sessions - ours, USD)
        ties.append(define(f"alternative.tie.{outcome}", ours / sessions, USD))
    define("alternative.tie", step("whole_up", step("largest", *ties)), USD, _tie)


def _tie(values: Values) -> str:
    largest = max(OURS, key=lambda outcome: values[f"alternative.tie.{outcome}"])
    return f"{{alternative.tie.{largest}}}, the largest of the four, rounded up to the dollar"
