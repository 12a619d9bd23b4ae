"""Which cells of a table of people are withheld, so that no count of one to ten people is shown or can be worked out.

A reader knows every margin and every cell that is shown, and that no count is below zero. Seen as a graph whose edges are the
withheld cells between rows and columns, all sums of withheld cells that follow from that are cuts that only rows leave, and
the ends between which one cell can lie are cuts too. So both are found by going through the sets of columns, of which
there are few, without any search; ``tests/brief`` attacks the result by other means.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

# The fewest people of whom anything is said.
LEAST = 11
# The ends between which a withheld count is known to lie are at least so far apart: as far as "none to ten".
WIDTH = 10
Cell = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Counts:
    """A table of people: a count for each row and column, and the cells that everybody knows to be empty."""

    rows: tuple[tuple[int, ...], ...]
    empty: frozenset[Cell] = frozenset()

    @property
    def cells(self) -> list[Cell]:
        """Every cell that may hold people: neither known to be empty nor in a row or column without any."""
        columns = [sum(column) for column in zip(*self.rows, strict=True)]
        return [
            (i, j)
            for i, row in enumerate(self.rows)
            for j in range(len(row))
            if (i, j) not in self.empty and any(row) and columns[j]
        ]

    def at(self, cell: Cell) -> int:
        """The people of one cell."""
        return self.rows[cell[0]][cell[1]]


def small(count: int) -> bool:
    """Whether so many people are too few to be named; nobody is not."""
    return 0 < count < LEAST


def withheld(counts: Counts) -> frozenset[Cell] | None:
    """The cells to withhold: those of one to ten people, and as many others as it takes that none can be worked out.

    Args:
        counts: a table whose rows and columns each hold nobody or eleven and more, since their sums are shown.

    Returns:
        The cells, or ``None`` where withholding all of them is not enough: then rows have to be put together.

    Raises:
        ValueError: a row or column holds one to ten people.
    """
    if any(small(sum(line)) for line in (*counts.rows, *zip(*counts.rows, strict=True))):
        raise ValueError("a margin of one to ten people")
    open_cells = counts.cells
    hidden = {cell for cell in open_cells if small(counts.at(cell))}
    while hidden:
        telling = told(counts, hidden)
        if not telling:
            break
        # The smallest cell that helps: most told first, then the fewest people lost to the reader.
        candidates = [cell for cell in open_cells if cell not in hidden]
        if not candidates:
            return None
        hidden.add(min(candidates, key=lambda cell: (len(told(counts, hidden | {cell})), counts.at(cell), cell)))
    return frozenset(hidden)


def told(counts: Counts, hidden: set[Cell]) -> list[frozenset[Cell]]:
    """What the withheld cells still tell: sets of them whose sum is known and too few, and cells known too narrowly."""
    by_row: dict[int, set[int]] = {}
    for i, j in hidden:
        by_row.setdefault(i, set()).add(j)
    used = sorted({j for _, j in hidden})
    telling: set[frozenset[Cell]] = set()
    high = dict.fromkeys(hidden, -1)
    low_room = {cell: counts.at(cell) for cell in hidden}
    for inside in _subsets(used):
        touching = {i for i, columns in by_row.items() if columns & inside}
        crossing = _crossing(by_row, touching, inside)
        telling |= _too_few(counts, crossing)
        for i, columns in by_row.items():
            # A row of its own beside those that touch: its cells outside are known with the rest.
            own = {(i, j) for j in columns - inside}
            sum_known = sum(map(counts.at, crossing | own))
            if not touching:
                telling |= _too_few(counts, own)
            for cell in own:
                high[cell] = sum_known if high[cell] < 0 else min(high[cell], sum_known)
            # A row left out that touches by one cell: that cell is the rest less what is known.
            if len(columns & inside) == 1:
                (only,) = columns & inside
                room = sum(map(counts.at, _crossing(by_row, touching - {i}, inside)))
                low_room[i, only] = min(low_room[i, only], room)
    for cell in hidden:
        if high[cell] - (counts.at(cell) - low_room[cell]) < WIDTH:
            telling.add(frozenset({cell}))
    return sorted(telling, key=sorted)


def _crossing(by_row: dict[int, set[int]], rows: set[int], inside: frozenset[int]) -> set[Cell]:
    return {(i, j) for i in rows for j in by_row[i] - inside}


def _too_few(counts: Counts, cells: set[Cell]) -> set[frozenset[Cell]]:
    return {frozenset(cells)} if cells and small(sum(map(counts.at, cells))) else set()


def _subsets(items: Sequence[int]) -> Iterator[frozenset[int]]:
    for size in range(len(items) + 1):
        yield from map(frozenset, combinations(items, size))


def merged(counts: Sequence[tuple[str, int]]) -> list[tuple[tuple[str, ...], int]]:
    """Groups put together until each holds nobody or eleven and more: always the smallest with the next.

    Args:
        counts: the groups in order, by name; together they hold nobody or eleven and more.

    Returns:
        The groups, each with the names that it holds, in the order of their first names.
    """
    groups: list[tuple[tuple[str, ...], int]] = [((name,), count) for name, count in counts]
    while True:
        held = sorted((group for group in groups if group[1]), key=lambda group: (group[1], group[0]))
        if not held or not small(held[0][1]) or len(held) == 1:
            return groups
        one, other = sorted(held[:2], key=groups.index)
        place = groups.index(one)
        groups[place] = (one[0] + other[0], one[1] + other[1])
        groups.remove(other)
