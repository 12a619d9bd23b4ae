"""Every schedule ends: each loop over days has a length, whatever a case file says of blocks and intervals."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offsetcase.case.settings import OwnProtocol
from offsetcase.offset.protocol import choose_protocol, own_protocol, visit_days
from offsetcase.offset.verdict import HORIZON


@given(
    every=st.integers(1, 3650),
    induction=st.lists(st.integers(0, 365), min_size=1, max_size=5, unique=True),
    block=st.integers(1, 5),
)
def test_the_ends_of_an_own_schedules_interval_are_intervals(every: int, induction: list[int], block: int) -> None:
    """A low end of no days at all was reached from every = 1, and its next visit never came."""
    own = OwnProtocol.model_construct(
        induction_days=tuple(sorted(induction)),
        maintenance_every_days=every,
        maintenance_block_days=tuple(range(min(block, every))),
        source="", label="", service="", visit="", visit_length="", span="",
    )  # fmt: skip
    protocol = own_protocol(own, choose_protocol("", "depression"))
    rate = protocol.interval
    assert rate.low is not None and rate.high is not None and rate.base == Decimal(every)
    assert max(protocol.block_days) < rate.low <= rate.base <= rate.high
    for days in (rate.low, rate.high):
        first, later = visit_days(protocol.induction_days, protocol.block_days, int(days), HORIZON)
        assert len(first) + len(later) <= HORIZON * 31 + len(induction)


def test_visits_with_no_days_between_are_an_error_and_no_loop() -> None:
    with pytest.raises(ValueError, match="zero"):
        visit_days((0,), (0,), 0, HORIZON)
