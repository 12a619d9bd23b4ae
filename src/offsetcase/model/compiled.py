"""A graph as a function: of Python over decimals or floats, and the same lines as JavaScript for a page without a network.

What is compiled is made of numbered variables, whole numbers and the operators' names alone; no word of a file gets in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from offsetcase.model.nodes import OPERATORS, Constant, Graph, Name, Node, Operation, fold, names

INFIX = {"+", "-", "*", "/"}
# An operator on a list of any length.
_LISTS = {"any", "least", "largest", "lowest_place", "settles", "sum"}


class Program(NamedTuple):
    """The lines that work out some quantities: what is given, in order; the lines; the variable of each target."""

    given: tuple[str, ...]
    lines: tuple[tuple[str, str], ...]
    targets: tuple[str, ...]


def program(
    graph: Graph,
    targets: Iterable[str],
    *,
    script: bool = False,
    given: Iterable[str] = (),
    known: Mapping[str, Any] = {},
) -> Program:
    """The lines behind some quantities, and no others.

    Args:
        graph: the quantities.
        targets: whose values are wanted.
        script: write them as JavaScript.
        given: quantities of the graph that are handed in and not worked out.
        known: quantities whose values are put in as numbers, so that what they make needless falls away.
    """
    asked = list(given)
    places: dict[str, str] = {}
    constants: dict[str, Any] = {}
    lines: list[tuple[str, str]] = []

    def settle(id: str) -> None:
        if id in places or id in constants:
            return
        if id in known:
            constants[id] = known[id]
        elif id in graph and id not in asked:
            part = fold(graph[id].node, known) if known else graph[id].node
            for other in dict.fromkeys(names(part)):
                settle(other)
            folded = fold(part, constants) if constants else part
            if isinstance(folded, Constant):
                constants[id] = folded.value
                return
            places[id] = f"v{len(lines)}"
            lines.append((places[id], written(folded, places, script=script)))
        else:
            if id not in asked:
                asked.append(id)
            places[id] = f"x[{asked.index(id)}]"

    wanted = tuple(targets)
    for id in wanted:
        settle(id)
    ends = tuple(
        places[id] if id in places else written(Constant(constants[id]), places, script=script) for id in wanted
    )
    return Program(tuple(asked), tuple(lines), ends)


def written(part: Node, places: Mapping[str, str], *, script: bool) -> str:
    """A node as an expression; names stand at their places."""
    if isinstance(part, Name):
        return places[part.id]
    if isinstance(part, Constant):
        if not script:
            return repr(part.value)
        return f"{part.value:f}" if isinstance(part.value, Decimal) else json.dumps(part.value)
    assert isinstance(part, Operation)
    parts = [written(one, places, script=script) for one in part.parts]
    if part.name == "choose":
        when, this, other = parts
        return f"({when} ? {this} : {other})" if script else f"({this} if {when} else {other})"
    if part.name in INFIX:
        return f"({parts[0]} {part.name} {parts[1]})"
    inside = ", ".join(parts)
    return f"{part.name}([{inside}])" if script and part.name in _LISTS else f"{part.name}({inside})"


def function(
    graph: Graph, targets: Sequence[str], *, given: Sequence[str] = (), known: Mapping[str, Any] = {}
) -> tuple[tuple[str, ...], Callable[[Sequence[Any]], tuple[Any, ...]]]:
    """A function that works out some quantities, and the names of what it takes, in order."""
    made = program(graph, targets, given=given, known=known)
    body = "".join(f"    {place} = {expression}\n" for place, expression in made.lines)
    source = f"def run(x):\n{body}    return ({', '.join(made.targets)},)\n"
    room: dict[str, Any] = {**OPERATORS, "Decimal": Decimal}
    exec(compile(source, "<graph>", "exec"), room)
    return made.given, room["run"]


def script(graph: Graph, name: str, targets: Iterable[str]) -> str:
    """The same as a line of JavaScript: a function ``name`` from an object of what is given, by id, to one of the targets.

    Raises:
        DataError: a target isn't in the graph.
    """
    wanted = tuple(graph[id].id for id in targets)
    made = program(graph, wanted, script=True)
    body = "".join(f"    var {place} = {expression};\n" for place, expression in made.lines)
    ends = ", ".join(f"{json.dumps(id)}: {made.targets[at]}" for at, id in enumerate(wanted))
    given = ", ".join(map(json.dumps, made.given))
    return f"  var {name} = model([{given}], function (x) {{\n{body}    return {{ {ends} }};\n  }});\n"
