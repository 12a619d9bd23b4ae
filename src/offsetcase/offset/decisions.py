"""The method's section 6 as nodes: the offset's verdict, how far the alternative carries, and what leads.

The what-if page writes these out as it does the figures; ``verdict``, ``alternative`` and ``lead`` work them out here.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from offsetcase.model.nodes import Constant, Graph, Name, Node, Values, choose, fold, step

# A shorter history proves too little for more than a conditional verdict.
LEAST_MONTHS = 12


def _is(id: str, *words: str) -> Node:
    return step("any", *(step("same", Name(id), word) for word in words))


@cache
def decisions(keys: tuple[str, ...]) -> Graph:
    """Every decision of a case with these categories.

    Given beside the figures: ``months`` of the window; ``anything``, whether any category has spending; ``unread``, whether
    more dollars are unread than counted; ``prescribed.<category>``, whether the prescriber set its share; ``acceptable``,
    whether the alternative is to the prescriber; the least net of the one-way table (``worst.net``) and the least the
    alternative costs more, at its low price, at our dear end (``dear.less``) and at close maintenance (``close.less``).
    """
    graph = Graph()
    settled = Name("months") >= LEAST_MONTHS
    for key in keys:
        stops = Name(f"assume.share.{key}") * Name(f"annual.{key}") > 0
        settled = settled & choose(stops, Name(f"prescribed.{key}"), True)
    settled = graph.define("settled", settled)
    # More lines could only raise what stops, so what is unread touches "none" alone.
    nothing = choose(Name("unread"), "undecided", "none")
    answered = choose(Name("responder.net") > 0, "conditional", nothing)
    certain = choose(Name("worst.net") > 0, "robust", "expected")
    graph.define(
        "verdict", choose(Name("anything"), choose((Name("average.net") > 0) & settled, certain, answered), nothing)
    )
    dearer = (Name("alternative.less.average") > 0) & (Name("alternative.less_at_low.average") > 0)
    always = (Name("dear.less") > 0) & (Name("close.less") > 0)
    graph.define("leg", choose(always, "firm", choose(dearer, "expected", "none")))
    carried = choose(Name("acceptable"), "alternative", "capped")
    rest = choose(_is("verdict", "conditional"), "capped", "necessity")
    besides = choose(_is("leg", "firm", "expected"), carried, rest)
    graph.define("lead", choose(_is("verdict", "robust", "expected"), "offset", besides))
    return graph


def decided(node: Node, known: Values) -> Any:
    """A decision worked out, or the node that is left where something it hangs on isn't known yet."""
    folded = fold(node, known)
    return folded.value if isinstance(folded, Constant) else folded
