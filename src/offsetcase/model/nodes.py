"""Quantities as nodes: an operator on them keeps its operands, so that a value and its formula come from one line.

``net = graph.define("average.net", stops - treatment, "usd")`` says at once what the figure is, what it is called, and how
it is written out. A graph is worked out over exact decimals or over floats (``model/compiled.py``), written as JavaScript
(the same), and read as a formula (``Graph.how``). A node holds no number of a case.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal, localcontext
from functools import lru_cache
from typing import Any

from offsetcase.model.money import PRECISION, cents
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.shape import DataError

Values = Mapping[str, Any]


class Node:
    """A part of a formula."""

    __slots__ = ()

    def __add__(self, other: Node | int | Decimal) -> Node:
        return step("+", self, other)

    def __radd__(self, other: int | Decimal) -> Node:
        return step("+", other, self)

    def __sub__(self, other: Node | int | Decimal) -> Node:
        return step("-", self, other)

    def __rsub__(self, other: int | Decimal) -> Node:
        return step("-", other, self)

    def __mul__(self, other: Node | int | Decimal) -> Node:
        return step("*", self, other)

    def __rmul__(self, other: int | Decimal) -> Node:
        return step("*", other, self)

    def __truediv__(self, other: Node | int | Decimal) -> Node:
        return step("/", self, other)

    def __gt__(self, other: Node | int | Decimal) -> Node:
        return step("more", self, other)

    def __ge__(self, other: Node | int | Decimal) -> Node:
        return step("reaches", self, other)

    def __lt__(self, other: Node | int | Decimal) -> Node:
        return step("more", other, self)

    def __le__(self, other: Node | int | Decimal) -> Node:
        return step("reaches", other, self)

    def __and__(self, other: Node) -> Node:
        return step("both", self, other)


@dataclass(frozen=True, slots=True, eq=False)
class Name(Node):
    """Another quantity, by its id: one that the graph defines, or one that is given."""

    id: str


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Node):
    """A number, a word, or ``None`` for a quantity that this case doesn't have; ``words`` stand for it in a formula."""

    value: Any
    words: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Operation(Node):
    """An operator with its operands; its name is that of a function in ``OPERATORS``, or ``choose``."""

    name: str
    parts: tuple[Node, ...]


NOTHING = Constant(None)


def power(base: Any, months: Any) -> Any:
    """What is left after so many months of a twelve-month rate: base^(months/12), and 0^0 = 1."""
    if not months:
        return base * 0 + 1
    if not base or base == 1:
        return base
    return _exact_power(base, Decimal(months)) if isinstance(base, Decimal) else base ** (months / 12)


def over(a: Any, b: Any) -> Any:
    """A quotient; of two integers an exact one, since a float would be neither exact nor addable to a decimal."""
    if isinstance(a, int) and isinstance(b, int):
        return Decimal(a) / b if a % b else a // b
    return a / b


@lru_cache(maxsize=65536)
def _exact_power(base: Decimal, months: Decimal) -> Decimal:
    """Kept, because a power of forty digits takes long and few rates are asked for."""
    with localcontext() as context:
        context.prec = PRECISION
        return base ** (months / 12)


def settles(totals: Sequence[Any]) -> int | None:
    """The first place, counted from 1, from which the totals stay at or above zero; ``None`` without one."""
    place = len(totals) + 1
    while place > 1 and totals[place - 2] >= 0:
        place -= 1
    return place if place <= len(totals) else None


# What each operator does. A page's script has functions of the same names.
OPERATORS: dict[str, Callable[..., Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": over,
    "power": power,
    "sum": lambda *values: sum(values[1:], values[0]),
    "least": lambda *values: min(values),
    "largest": lambda *values: max(values),
    "lowest_place": lambda *totals: totals.index(min(totals)) + 1,
    "settles": lambda *totals: settles(totals),
    "more": operator.gt,
    "reaches": operator.ge,
    "both": lambda a, b: a and b,
    "differs": operator.ne,
    "same": operator.eq,
    "any": lambda *values: any(values),
    "known": lambda value: value is not None,
    "cents": cents,
    "whole_up": lambda value: value.to_integral_value(ROUND_CEILING),
    "whole_down": lambda value: value.to_integral_value(ROUND_FLOOR),
}
_SIGNS = {"+": "+", "-": "−", "*": "×", "/": "÷"}
_LEVELS = {"+": 1, "-": 1, "*": 2, "/": 2}
# What a rounding is called after the figure that it rounds.
_ROUNDED = {"whole_up": "rounded up to the dollar", "whole_down": "rounded down to the dollar"}


def node(part: Node | Any) -> Node:
    """A node as it is, anything else as a constant."""
    return part if isinstance(part, Node) else Constant(part)


def step(name: str, *operands: Node | Any) -> Node:
    """An operator on nodes, made simpler where an operand is a known number: 1 × x is x."""
    parts = tuple(map(node, operands))
    first = parts[0]
    if name == "choose":
        return (parts[1] if first.value else parts[2]) if isinstance(first, Constant) else Operation(name, parts)
    if name == "both" and isinstance(first, Constant):
        return parts[1] if first.value else first
    known = [part.value for part in parts if isinstance(part, Constant)]
    # Before what is simpler: 12 × 1.00 is a decimal, never the integer 12, which over another integer gives a float.
    if len(known) == len(parts) and (name not in _SIGNS or None not in known):
        return Constant(OPERATORS[name](*known))
    return (_simpler(name, *parts) if name in _SIGNS else None) or Operation(name, parts)


def _simpler(name: str, left: Node, right: Node) -> Node | None:
    """What is left of a sum with nothing, or of a product with one or nothing; ``None`` where both operands count."""
    a = left.value if isinstance(left, Constant) else None
    b = right.value if isinstance(right, Constant) else None
    if name == "+" and a == 0:
        return right
    if name in "+-" and b == 0:
        return left
    if (name in "*/" and a == 0) or (name == "*" and b == 0):
        return left if a == 0 else right
    if name == "*" and a == 1:
        return right
    return left if name in "*/" and b == 1 else None


def total(parts: Iterable[Node]) -> Node:
    """All parts added up, from the left; 0 without any."""
    added: Node = Constant(0, "nothing")
    for part in parts:
        added = added + part
    return added


def sparse(parts: Iterable[Node]) -> Node:
    """All parts added up; the formula leaves out those that are nothing in this case."""
    terms = tuple(parts)
    return step("sum", *terms) if terms else Constant(0)


def choose(when: Node, this: Node | Any, other: Node | Any = NOTHING) -> Node:
    """One of two nodes; the other one is not worked out."""
    return step("choose", when, this, other)


def fold(part: Node, known: Values) -> Node:
    """A node with what is known put in, as simple as that makes it; a constant where all is known."""
    if isinstance(part, Name):
        return Constant(known[part.id]) if part.id in known else part
    if not isinstance(part, Operation):
        return part
    if part.name == "choose":
        when = fold(part.parts[0], known)
        if isinstance(when, Constant):
            return fold(part.parts[1 if when.value else 2], known)
    return step(part.name, *(fold(one, known) for one in part.parts))


def names(part: Node) -> Iterator[str]:
    """The quantities that a node names, in order."""
    if isinstance(part, Name):
        yield part.id
    elif isinstance(part, Operation):
        for one in part.parts:
            yield from names(one)


def value_of(part: Node, values: Values) -> Any:
    """A node worked out from known quantities."""
    folded = fold(part, values)
    assert isinstance(folded, Constant), f"not known: {', '.join(names(folded))}"
    return folded.value


# Where whoever adds a quantity looks.
_MODEL = "offset/quantities.py"


def unknown(id: str, known: Iterable[str]) -> DataError:
    """What is raised where a formula, a fact or a page names a quantity that nothing defines and no run is given."""
    return DataError(_MODEL, f'nothing defines or gives the quantity "{id}". {did_you_mean(id, known)}'.rstrip())


@dataclass(frozen=True, slots=True)
class Quantity:
    """A named node.

    ``unit`` and ``places`` say how it is printed; without a unit it isn't, and formulas spell it out; ``words`` stand for a formula that nobody would follow, and
    may depend on the values; where they are empty the formula is printed.
    """

    id: str
    node: Node
    unit: str
    words: str | Callable[[Values], str] = ""
    places: int | None = None


class Graph(dict[str, Quantity]):
    """Quantities by id, each defined from those before it and from what is given."""

    def define(
        self,
        id: str,
        part: Node | Any,
        unit: str = "",
        words: str | Callable[[Values], str] = "",
        places: int | None = None,
    ) -> Name:
        """Give a node its name.

        Args:
            id: what grep, templates and ``explain`` find it by.
            part: what it is.
            unit: as a ``Fact`` has it.
            words: what is printed in place of the formula; a function of the values where it depends on them.
            places: decimals in print, for a ``decimal``.

        Raises:
            DataError: the id is taken.
        """
        if id in self:
            raise DataError(_MODEL, f'two quantities are called "{id}".')
        self[id] = Quantity(id, node(part), unit, words, places)
        return Name(id)

    def __missing__(self, id: str) -> Quantity:
        raise unknown(id, self)

    def worked_out(self, given: Values) -> dict[str, Any]:
        """What is given, and every quantity worked out from it, exact; for a small graph, else ``compiled`` is quicker."""
        known = dict(given)
        with localcontext() as context:
            context.prec = PRECISION
            for id, quantity in self.items():
                known[id] = value_of(quantity.node, known)
        return known

    def how(self, id: str, values: Values, hidden: Values | None = None) -> str:
        """A quantity's formula, the figures in it named in braces, ``{average.stops} − {average.treatment}``.

        Args:
            id: the quantity.
            values: the case's values, which say what is nothing and which branch counts.
            hidden: quantities that have no name in print, put in as numbers.
        """
        quantity = self[id]
        told = quantity.words if isinstance(quantity.words, str) else quantity.words(values)
        if told:
            return told
        part = self._spelled(quantity.node)
        return formula(fold(part, hidden) if hidden else part, values)

    def _spelled(self, part: Node) -> Node:
        """A node with what has no unit, and so no name in print, written out."""
        if isinstance(part, Name) and part.id in self and not self[part.id].unit:
            return self._spelled(self[part.id].node)
        return Operation(part.name, tuple(map(self._spelled, part.parts))) if isinstance(part, Operation) else part


def formula(part: Node, values: Values) -> str:
    """A node written out."""
    return _text(part, values)[0]


def _text(part: Node, values: Values) -> tuple[str, int]:
    """A node's text and how tightly it binds: 0 what has a comma, 1 a sum, 2 a product, 3 a name."""
    if isinstance(part, Name):
        return f"{{{part.id}}}", 3
    if isinstance(part, Constant):
        return part.words or str(part.value), 3
    assert isinstance(part, Operation)
    name, parts = part.name, part.parts
    if name == "choose":
        return _text(parts[1 if value_of(parts[0], values) else 2], values)
    if name == "power":
        base, months = (_enclosed(one, values, 3) for one in parts)
        return f"{base} to the power ({months} ÷ 12)", 2
    if name in ("least", "largest"):
        chosen = (min if name == "least" else max)(parts, key=lambda one: value_of(one, values))
        return _text(chosen, values)
    if name == "cents":
        [amount] = parts
        return _text(amount, values)
    if name in _ROUNDED:
        [amount] = parts
        return f"{formula(amount, values)}, {_ROUNDED[name]}", 0
    if name == "sum":
        shown, *more = [one for one in parts if value_of(one, values) != 0] or parts[:1]
        if not more:
            return _text(shown, values)
        return " + ".join(_enclosed(one, values, 1) for one in (shown, *more)), 1
    level = _LEVELS[name]
    # What is taken away or divided by keeps its own sum or product together.
    left, right = _enclosed(parts[0], values, level), _enclosed(parts[1], values, level + (name in "-/"))
    return f"{left} {_SIGNS[name]} {right}", level


def _enclosed(part: Node, values: Values, level: int) -> str:
    text, own = _text(part, values)
    return f"({text})" if own < level else text
