"""How deep a page of somebody's own templates is nested: beyond a letter's depth, those who lay it out run out of stack or time."""

from __future__ import annotations

from typing import Any

from offsetcase.model.problem import OffsetcaseError, usage_error

# The letter's own pages are a dozen deep; its tables stand in no other table.
MOST_DEEP = 60
MOST_TABLES = 2


def tree_of(html: str) -> Any:
    """The page taken apart by the rules that browsers follow, once for all who look at it: it takes as long as filling it."""
    # Imported when needed: only a page from a user's own templates is looked at.
    from tinyhtml5 import parse

    return parse(html)


def require_shallow(tree: Any) -> None:
    """See that a page's elements and tables aren't nested deeper than any letter's.

    Args:
        tree: of ``tree_of``.

    Raises:
        OffsetcaseError: they are (status 2).
    """
    waiting: list[tuple[Any, int, int]] = [(tree, 1, 0)]
    while waiting:
        element, depth, tables = waiting.pop()
        tables += isinstance(element.tag, str) and element.tag.rpartition("}")[2] == "table"
        if tables > MOST_TABLES:
            raise _refused(f"tables stand inside tables, more than {MOST_TABLES} deep")
        if depth > MOST_DEEP:
            raise _refused(f"the page's elements stand inside one another, more than {MOST_DEEP} deep")
        waiting += ((child, depth + 1, tables) for child in element)


def _refused(text: str) -> OffsetcaseError:
    remedy = "set the tables one after another in your folder of templates, and close every element."
    return usage_error("E-TEMPLATE", f"{text}.", remedy)
