"""Whole dollars for the pages before the exhibits, so that every table there adds up as it is printed.

Our costs are rounded up, what stops and the alternative's cost down; a net, a difference or a total is worked out from the
printed figures and never rounded by itself. A figure called ``x`` in cents stands here as ``body.x``.
"""

from __future__ import annotations

from offsetcase.model.facts import FactBook
from offsetcase.model.nodes import Name, Node, step, total
from offsetcase.offset.outcomes import NAMES
from offsetcase.offset.quantities import OURS, RUNS

WHOLE = "usd-whole"


def _up(book: FactBook, id: str) -> Name:
    """A cost of ours: the next whole dollar up, from the cents that the exhibits show."""
    return Name(book.define(f"body.{id}", step("whole_up", step("cents", Name(id))), WHOLE))


def _down(book: FactBook, id: str) -> Name:
    """What stops, or what another treatment costs: the next whole dollar down."""
    return Name(book.define(f"body.{id}", step("whole_down", step("cents", Name(id))), WHOLE))


def _made(book: FactBook, id: str, part: Node) -> Name:
    """What is worked out from printed figures."""
    return Name(book.define(f"body.{id}", part, WHOLE))


def add_body(book: FactBook) -> None:
    """Put the whole dollars of the body in, for every table whose figures this case has."""
    _spending(book)
    for id in [name for name in book if name.startswith("stage.") and name.endswith(".cost")]:
        _up(book, id)
    if "average.net" in book:
        _outcomes(book)
    if "alternative.cost.average" in book:
        _alternative(book)


def _spending(book: FactBook) -> None:
    """A year's spending by noun, and its total as printed; what was paid and isn't counted."""
    nouns = [name for name in book if name.startswith("noun.")]
    _made(book, "annual.total", total([_down(book, id) for id in nouns]))
    for id in [name for name in book if name.startswith("one_off.")]:
        _down(book, id)


def _outcomes(book: FactBook) -> None:
    """The offset by outcome, and the same weighed by how often each comes, which adds up to the average."""
    for run in (*RUNS, "nobody"):
        cost = _up(book, "nobody.cost" if run == "nobody" else f"{run}.treatment")
        _made(book, f"{run}.net", _down(book, f"{run}.stops") - cost)
    average = Name("body.average.net")
    nobody, answered = (_down(book, f"weighed.{run}") for run in ("nobody", "responder"))
    _made(book, "natural.net", average - nobody - answered)
    _made(book, "average.year_two", average - _down(book, "average.year_one"))
    _down(book, "lowest.amount")


def _alternative(book: FactBook) -> None:
    """The alternative's cost, ours and the difference, in the four outcomes, at its price and at its low price."""
    for name in NAMES:
        cost = _down(book, f"alternative.cost.{name}")
        _made(book, f"alternative.less.{name}", cost - _up(book, OURS[name]))
        _down(book, f"alternative.less_at_low.{name}")
        _up(book, f"alternative.close.{name}")
