"""Withheld cells stay withheld: attacks on random tables by means that the withholding itself doesn't use."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attack_support import attack
from offsetcase.brief.withhold import LEAST, Counts, merged, small, told, withheld


@st.composite
def tables(draw: st.DrawFn) -> Counts:
    """Tables whose margins hold nobody or eleven and more, with cells that everybody knows to be empty."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 4))
    # Mostly few, some none, some many.
    one = st.one_of(st.just(0), st.integers(0, 14), st.integers(0, 60))
    rows = [[draw(one) for _ in range(width)] for _ in range(height)]
    empty = {(i, j) for i, j in product(range(height), range(width)) if rows[i][j] == 0 and draw(st.booleans())}
    for _ in range(20):
        for row in rows:
            if small(sum(row)):
                row[draw(st.integers(0, width - 1))] += LEAST
        for j in range(width):
            if small(sum(row[j] for row in rows)):
                rows[draw(st.integers(0, height - 1))][j] += LEAST
    empty = {cell for cell in empty if not rows[cell[0]][cell[1]]}
    return Counts(tuple(map(tuple, rows)), frozenset(empty))


@settings(max_examples=120, deadline=None)
@given(tables())
def test_nothing_that_is_withheld_can_be_worked_out(counts: Counts) -> None:
    hidden = withheld(counts)
    if hidden is None:
        assert counts.empty  # only what everybody knows can leave too little to hide behind
        return
    assert all(cell in hidden for cell in counts.cells if small(counts.at(cell)))
    attack(counts, hidden)


def test_small_cells_alone_are_worked_out() -> None:
    """The attack finds what withholding only the small cells gives away, so it can find what the program would."""
    random.seed(7)
    caught = 0
    for _ in range(60):
        rows = tuple(tuple(random.choice((0, 3, 7, 12, 25)) + 11 * (i == j) for j in range(3)) for i in range(3))
        counts = Counts(rows)
        if any(small(sum(line)) for line in (*rows, *zip(*rows, strict=True))):
            continue
        try:
            attack(counts, {cell for cell in counts.cells if small(counts.at(cell))})
        except AssertionError:
            caught += 1
    assert caught > 20


def test_one_small_cell_takes_three_others_with_it() -> None:
    counts = Counts(((3, 20, 40), (30, 12, 50), (60, 70, 80)))
    hidden = withheld(counts)
    assert hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_a_row_whose_rest_is_small_is_told() -> None:
    # 3 + 4 are the row's rest: seven people, though neither number is shown.
    counts = Counts(((3, 4, 40), (30, 40, 50)))
    assert any({(0, 0), (0, 1)} == one for one in told(counts, {(0, 0), (0, 1), (1, 0), (1, 1)}))


def test_nobody_is_no_small_count() -> None:
    counts = Counts(((0, 20), (15, 0)))
    assert withheld(counts) == frozenset()


def test_margins_of_few_are_refused() -> None:
    with pytest.raises(ValueError, match="margin"):
        withheld(Counts(((3, 4), (20, 30))))


def test_groups_are_put_together_until_each_holds_enough() -> None:
    assert merged([("a", 30), ("b", 4), ("c", 0), ("d", 12)]) == [(("a",), 30), (("b", "d"), 16), (("c",), 0)]
    assert merged([("a", 5), ("b", 4), ("c", 3)]) == [(("a", "b", "c"), 12)]
    assert merged([("a", 0)]) == [(("a",), 0)]


@given(st.lists(st.integers(0, 30), min_size=1, max_size=8).filter(lambda many: sum(many) >= LEAST))
def test_groups_lose_nobody(counts: list[int]) -> None:
    names = [(f"g{n}", count) for n, count in enumerate(counts)]
    groups = merged(names)
    assert sum(count for _, count in groups) == sum(counts)
    assert not any(small(count) for _, count in groups)
    assert sorted(name for group, _ in groups for name in group) == sorted(name for name, _ in names)
    for group, count in groups:
        assert count == sum(dict(names)[name] for name in group)
