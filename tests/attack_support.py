"""An attacker on tables of people, who uses nothing of what withholds.

The attacker writes every number that is shown as an equation over the people's true cells, adds that no count is below zero, and
reasons by elimination over fractions and by moving the ends of what each cell can be. What comes out is checked against the rules:
no count of one to ten people is fixed, nor any sum of withheld cells that holds so few.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import combinations

from offsetcase.brief.withhold import WIDTH, Cell, Counts, small

Rows = Sequence[Sequence[Fraction]]


def eliminated(equations: Iterable[Sequence[int]]) -> tuple[list[list[Fraction]], list[int]]:
    """The equations in reduced form, and the unknown that each one leads with."""
    rows = [[Fraction(one) for one in equation] for equation in equations]
    leads: list[int] = []
    width = len(rows[0]) - 1 if rows else 0
    at = 0
    for column in range(width):
        pivot = next((n for n in range(at, len(rows)) if rows[n][column]), None)
        if pivot is None:
            continue
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [one and one / rows[at][column] for one in rows[at]]
        for n, row in enumerate(rows):
            if n != at and row[column]:
                rows[n] = [a - row[column] * b if b else a for a, b in zip(row, rows[at], strict=True)]
        leads.append(column)
        at += 1
    return rows[:at], leads


def known_sum(reduced: Rows, leads: Sequence[int], wanted: Sequence[int]) -> Fraction | None:
    """The value of a sum of unknowns where the equations fix it."""
    rest = [Fraction(one) for one in wanted]
    value = Fraction(0)
    for row, lead in zip(reduced, leads, strict=True):
        factor = rest[lead]
        if not factor:
            continue
        rest = [a - factor * b if b else a for a, b in zip(rest, row[:-1], strict=True)]
        value += factor * row[-1]
    return None if any(rest) else value


def ends(equations: Sequence[Sequence[int]], unknowns: int) -> list[tuple[Fraction, Fraction]]:
    """What each unknown can be at least and at most, by moving ends until nothing moves."""
    most = Fraction(max((one[-1] for one in equations), default=0))
    found = [(Fraction(0), most)] * unknowns
    moved = True
    while moved:
        moved = False
        for *factors, total in equations:
            for n, factor in enumerate(factors):
                if not factor:
                    continue
                others = [(f, found[m]) for m, f in enumerate(factors) if f and m != n]
                least = sum((f * (e[0] if f > 0 else e[1]) for f, e in others), Fraction(0))
                highest = sum((f * (e[1] if f > 0 else e[0]) for f, e in others), Fraction(0))
                one, two = sorted(((total - least) / factor, (total - highest) / factor))
                new = (max(found[n][0], one), min(found[n][1], two))
                if new != found[n]:
                    found[n], moved = new, True
    return found


def shown(counts: Counts, hidden: Iterable[Cell]) -> tuple[list[Cell], list[list[int]]]:
    """The unknown cells, and an equation for each margin less what of it is shown."""
    unknown = sorted(hidden)
    equations = []
    for i, row in enumerate(counts.rows):
        equations.append([int(a == i) for a, _ in unknown] + [sum(row[b] for a, b in unknown if a == i)])
    for j in range(len(counts.rows[0])):
        equations.append([int(b == j) for _, b in unknown] + [sum(counts.at(one) for one in unknown if one[1] == j)])
    return unknown, [one for one in equations if any(one[:-1])]


def true_ends(counts: Counts, unknown: Sequence[Cell], cell: Cell) -> tuple[int, int]:
    """What one cell can be at least and at most, exactly: how far people can be moved round a loop through it."""
    return (
        counts.at(cell) - moved(counts, unknown, cell, up=False),
        counts.at(cell) + moved(counts, unknown, cell, up=True),
    )


def moved(counts: Counts, unknown: Sequence[Cell], cell: Cell, *, up: bool) -> int:
    """The most that a cell can grow or shrink with every margin as it is: the largest flow from one of its ends to the other."""
    top = sum(map(sum, counts.rows))
    room: dict[tuple[str, str], int] = {}
    for i, j in unknown:
        if (i, j) != cell:
            # A step from row to column takes a person out of a cell, one from column to row puts one in.
            room[f"r{i}", f"c{j}"] = counts.at((i, j))
            room[f"c{j}", f"r{i}"] = top
    start, end = (f"r{cell[0]}", f"c{cell[1]}") if up else (f"c{cell[1]}", f"r{cell[0]}")
    total = 0
    limit = top if up else counts.at(cell)
    while total < limit:
        before: dict[str, str] = {start: ""}
        queue = [start]
        while queue and end not in before:
            node = queue.pop(0)
            for (a, b), left in room.items():
                if a == node and left > 0 and b not in before:
                    before[b] = node
                    queue.append(b)
        if end not in before:
            break
        path, node = [], end
        while before[node]:
            path.append((before[node], node))
            node = before[node]
        step = min(limit - total, *(room[edge] for edge in path))
        for a, b in path:
            room[a, b] -= step
            room[b, a] = room.get((b, a), 0) + step
        total += step
    return total


def attack(counts: Counts, hidden: Iterable[Cell]) -> None:
    """Try to work out what is withheld; fails where it can be."""
    unknown, equations = shown(counts, hidden)
    if not unknown:
        return
    reduced, leads = eliminated(equations)
    for size in (1, 2, 3):
        for chosen in combinations(range(len(unknown)), size):
            value = known_sum(reduced, leads, [int(n in chosen) for n in range(len(unknown))])
            if value is not None:
                assert not small(int(value)), ([unknown[n] for n in chosen], value)
                assert size > 1, (unknown[chosen[0]], value)
    for cell, (low, high) in zip(unknown, ends(equations, len(unknown)), strict=True):
        assert high - low >= WIDTH, (cell, low, high)
    for cell in unknown:
        low, high = true_ends(counts, unknown, cell)
        assert low <= counts.at(cell) <= high and high - low >= WIDTH, (cell, low, high)
