"""Whole dollars for the pages before the exhibits, so that every table there adds up as it is printed.

Our costs are rounded up, what stops and the alternative's cost down; a net, a difference or a total is worked out from the
printed figures and never rounded by itself. A figure called ``x`` in cents stands here as ``body.x``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from offsetcase.model.facts import FactBook
from offsetcase.model.money import ZERO, cents
from offsetcase.offset.outcomes import NAMES
from offsetcase.offset.quantities import OURS, RUNS

DOLLAR = Decimal(1)


def up(amount: Decimal) -> Decimal:
    """A cost of ours: the next whole dollar up, from the cents that the exhibits show."""
    return cents(amount).quantize(DOLLAR, ROUND_CEILING)


def down(amount: Decimal) -> Decimal:
    """What stops, or what another treatment costs: the next whole dollar down."""
    return cents(amount).quantize(DOLLAR, ROUND_FLOOR)


def whole_table(
    costs: Mapping[str, Decimal], gains: Mapping[str, Decimal]
) -> tuple[dict[str, Decimal], dict[str, Decimal], dict[str, Decimal]]:
    """The whole dollars of a table with a cost, a gain and a net in each row.

    Args:
        costs: our own costs by row, dollars.
        gains: what stops, or what the alternative costs, by the same rows.

    Returns:
        Costs, gains and nets by row; each net is the printed gain less the printed cost.
    """
    whole_costs = {row: up(amount) for row, amount in costs.items()}
    whole_gains = {row: down(amount) for row, amount in gains.items()}
    return whole_costs, whole_gains, {row: whole_gains[row] - whole_costs[row] for row in costs}


def add_body(book: FactBook) -> None:
    """Put the whole dollars of the body in, for every table whose figures this case has."""
    _spending(book)
    for id in [name for name in book if name.startswith("stage.") and name.endswith(".cost")]:
        _whole(book, id, up(book[id].value), "rounded up to the dollar")
    if "average.net" in book:
        _outcomes(book)
    if "alternative.cost.average" in book:
        _alternative(book)


def _whole(book: FactBook, id: str, value: Decimal, how: str) -> str:
    return book.add(f"body.{id}", value, "usd-whole", f"{{{id}}}, {how}")


def _sum(book: FactBook, id: str, value: Decimal, parts: Iterable[str]) -> str:
    return book.add(f"body.{id}", value, "usd-whole", " + ".join(f"{{body.{part}}}" for part in parts) or "nothing")


def _spending(book: FactBook) -> None:
    """A year's spending by noun, and its total as printed; what was paid and isn't counted."""
    nouns = [name for name in book if name.startswith("noun.")]
    for id in nouns:
        _whole(book, id, down(book[id].value), "rounded down to the dollar")
    _sum(book, "annual.total", sum((book[f"body.{id}"].value for id in nouns), ZERO), nouns)
    for id in [name for name in book if name.startswith("one_off.")]:
        _whole(book, id, down(book[id].value), "rounded down to the dollar")


def _outcomes(book: FactBook) -> None:
    """The offset by outcome, and the same weighed by how often each comes, which adds up to the average."""
    costs, gains, nets = whole_table(
        {run: book[f"{run}.treatment"].value for run in RUNS} | {"nobody": book["nobody.cost"].value},
        {run: book[f"{run}.stops"].value for run in RUNS} | {"nobody": ZERO},
    )
    for run in (*RUNS, "nobody"):
        cost = "nobody.cost" if run == "nobody" else f"{run}.treatment"
        _whole(book, cost, costs[run], "rounded up to the dollar")
        _whole(book, f"{run}.stops", gains[run], "rounded down to the dollar")
        book.add(f"body.{run}.net", nets[run], "usd-whole", f"{{body.{run}.stops}} − {{body.{cost}}}")
    parts = [
        _whole(book, id, down(book[id].value), "rounded down to the dollar")
        for id in ("weighed.nobody", "weighed.responder")
    ]
    rest = nets["average"] - sum((book[part].value for part in parts), ZERO)
    book.add(
        "body.natural.net", rest, "usd-whole", "{body.average.net} − {body.weighed.nobody} − {body.weighed.responder}"
    )
    years = down(book["average.year_one"].value)
    book.add("body.average.year_one", years, "usd-whole", "{average.year_one}, rounded down to the dollar")
    book.add(
        "body.average.year_two", nets["average"] - years, "usd-whole", "{body.average.net} − {body.average.year_one}"
    )
    _whole(book, "lowest.amount", down(book["lowest.amount"].value), "rounded down to the dollar")


def _alternative(book: FactBook) -> None:
    """The alternative's cost, ours and the difference, in the four outcomes, at its price and at its low price."""
    for name in NAMES:
        cost, ours = f"alternative.cost.{name}", OURS[name]
        _whole(book, cost, down(book[cost].value), "rounded down to the dollar")
        _whole(book, ours, up(book[ours].value), "rounded up to the dollar")
        less = book[f"body.{cost}"].value - book[f"body.{ours}"].value
        book.add(f"body.alternative.less.{name}", less, "usd-whole", f"{{body.{cost}}} − {{body.{ours}}}")
        low = f"alternative.less_at_low.{name}"
        _whole(book, low, down(book[low].value), "rounded down to the dollar")
        close = f"alternative.close.{name}"
        _whole(book, close, up(book[close].value), "rounded up to the dollar")
