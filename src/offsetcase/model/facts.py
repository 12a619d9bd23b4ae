"""A figure in a letter: never a bare number, always a ``Fact`` with a name, a unit and the way it came about.

``show`` is the one place where a fact becomes text, so that the audit can format every printed id anew and compare.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Any, NamedTuple

from offsetcase.model.ledger import LedgerLine
from offsetcase.model.money import PRECISION, cents, cents_down, percent_down, percent_up, ratio4, show_money
from offsetcase.model.months import MONTHS
from offsetcase.model.nodes import Graph, Node, Values, formula, names, value_of
from offsetcase.model.spans import NUMBERS, TENS

_WORDS = ["zero", *NUMBERS, TENS[0]]


@dataclass(frozen=True, slots=True)
class Fact:
    """One figure.

    ``unit`` decides its form: ``usd``, ``usd-whole`` (dollars of the letter's body), ``usd-down`` (a break-even price), ``share-up`` (thresholds), ``share-down``
    (probabilities, the rebate), ``share`` (a value as set), ``decimal``, ``count``, ``date``, ``month``, ``year``,
    ``text`` (words with digits that come from data). ``how`` says where it comes from: words, or a formula that names
    other figures in braces, ``{average.stops} − {average.treatment}``.
    """

    id: str
    value: Any
    unit: str
    how: str = ""


class Weighed(NamedTuple):
    """A claim line behind a figure and what it adds to it: dollars, or 1 where lines are counted."""

    entry: LedgerLine
    amount: Decimal


Behind = Callable[[], list[Weighed]]
_NAMED = re.compile(r"\{([^{}]+)\}")


# How a figure may be shown besides as in tables; which of them it has depends on its unit.
STYLES = ("short", "abs", "exact", "words", "Words", "us")


class UnknownFact(KeyError):
    """A template asks for a figure that this case doesn't have, or for a field, a blank, a source that there is not.

    ``what`` says which of these, ``known`` the names that there are.
    """

    def __init__(self, name: str, what: str = "figure", known: Iterable[str] = ()) -> None:
        """Keep what was asked for."""
        super().__init__(name)
        self.name = name
        self.what = what
        self.known = tuple(known)


class FactBook(Mapping[str, Fact]):
    """The facts of one case by id."""

    def __init__(self) -> None:
        self._facts: dict[str, Fact] = {}
        self._behind: dict[str, Behind] = {}

    def add(self, id: str, value: Any, unit: str, how: str = "", lines: Behind | None = None) -> str:
        """Put a fact in and return its id; a second one under the same id must be equal.

        ``lines`` gives the claim lines that add up to the value, exactly.

        Raises:
            ValueError: another value stands under this id.
        """
        fact = Fact(id, value, unit, how)
        if self._facts.setdefault(id, fact) != fact:
            raise ValueError(f"two different facts are called {id}")
        if lines is not None:
            self._behind[id] = lines
        return id

    def figure(self, graph: Graph, id: str, values: Values, *, hidden: Values | None = None, how: str = "") -> None:
        """Put a quantity of a graph in, with the formula that the graph writes out; nothing where this case doesn't have it.

        Args:
            graph: where it is defined.
            id: its name.
            values: the case's values, the quantity's own among them.
            hidden: quantities without a name in print, put into formulas as numbers.
            how: where it comes from, if a case's data say so.
        """
        quantity, value = graph[id], values[id]
        if value is None:
            return
        if quantity.unit != "count":
            value = Decimal(value)
        if quantity.places is not None:
            value = value.quantize(Decimal(1).scaleb(-quantity.places))
        self.add(id, value, quantity.unit, how or graph.how(id, values, hidden))

    def complete(self, graph: Graph, values: Values) -> None:
        """Put in what a formula of the book names and the graph defines, where nobody asked for it by name."""
        asked = list(self)
        for id in asked:
            for name in _NAMED.findall(self[id].how):
                if name not in self._facts and name in graph:
                    self.figure(graph, name, values)
                    asked.append(name)

    def define(self, id: str, part: Node, unit: str) -> str:
        """Put in a figure made of figures that are in already, with its formula, and return its id."""
        values = {name: self[name].value for name in names(part)}
        with localcontext() as context:
            context.prec = PRECISION
            value = value_of(part, values)
        return self.add(id, value if unit == "count" else Decimal(value), unit, formula(part, values))

    def lines(self, id: str) -> list[Weighed] | None:
        """The claim lines that add up to a figure, or ``None`` where it is not a sum of lines."""
        behind = self._behind.get(id)
        return None if behind is None else behind()

    def named(self, id: str) -> list[str]:
        """The figures that a figure's formula names, in order, each once."""
        return [name for name in dict.fromkeys(_NAMED.findall(self[id].how)) if name in self._facts]

    def filled(self, id: str) -> str:
        """A figure's formula with the numbers put in."""

        def number(match: re.Match[str]) -> str:
            fact = self._facts.get(match[1])
            return match[0] if fact is None else show(fact, "exact" if fact.unit.startswith("share-") else "")

        return _NAMED.sub(number, self[id].how)

    def __getitem__(self, id: str) -> Fact:
        try:
            return self._facts[id]
        except KeyError:
            raise UnknownFact(id, "figure", self._facts) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def show_date(day: dt.date) -> str:
    """A day in print: March 5, 2026."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def _short_money(value: Decimal) -> str:
    return show_money(value, always_cents=False)


def _percent(value: Decimal) -> str:
    text = f"{value * 100:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{text}%"


def show(fact: Fact, style: str = "") -> str:
    """A fact as it stands in print.

    Args:
        fact: the figure.
        style: ``""`` as in tables; ``short`` drops the cents of whole dollars; ``abs`` leaves out the sign (and the
            cents of whole dollars); ``exact`` shows a share to four places, for formulas; ``words`` spells counts up to twenty; ``year`` and ``month`` shorten a date.

    Raises:
        ValueError: the unit or style is unknown.
    """
    value = fact.value
    if fact.unit in ("usd", "usd-down"):
        amount = cents_down(value) if fact.unit == "usd-down" else cents(value)
        if style == "":
            return show_money(amount)
        if style == "short":
            return _short_money(amount)
        if style == "abs":
            return _short_money(abs(amount))
    elif fact.unit == "usd-whole" and style in ("", "short", "abs"):
        return _short_money(abs(value) if style == "abs" else value)
    elif fact.unit == "share-up" and style == "":
        return f"{percent_up(value)}%"
    elif fact.unit == "share-down" and style == "":
        return f"{percent_down(value)}%"
    elif fact.unit in ("share-up", "share-down") and style == "exact":
        return f"{ratio4(value) * 100:f}".rstrip("0").rstrip(".") + "%"
    elif fact.unit == "share" and style == "":
        return _percent(value)
    elif fact.unit == "decimal" and style == "":
        return f"{value:f}"
    elif fact.unit == "count":
        if style == "":
            return f"{value:,}"
        if style in ("words", "Words"):
            word = _WORDS[value] if 0 <= value <= 20 else f"{value:,}"
            return word.capitalize() if style == "Words" else word
    elif fact.unit == "date":
        if style == "":
            return show_date(value)
        if style == "us":
            return f"{value.month:02d}/{value.day:02d}/{value.year}"
    elif fact.unit == "month" and style == "":
        return f"{MONTHS[value.month - 1]} {value.year}"
    elif fact.unit in ("year", "text") and style == "":
        return str(value)
    raise ValueError(f"fact {fact.id}: no style {style!r} for unit {fact.unit!r}")
