"""The request beside a covered alternative, to the cent: nobody relapses, so that every sum over the months is a count of visits."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from offsetcase.offset.assumptions import Inputs, resolve
from offsetcase.offset.comparison import ComparisonSums, Leg, Priced, compare, decide
from offsetcase.offset.covered import alternatives
from offsetcase.offset.decisions import decided, decisions
from offsetcase.offset.projection import parameters_of
from offsetcase.offset.protocol import protocols
from support import case_of

BY = {"by": "Dr. A", "on": "2026-01-05"}


def inputs(treatment: dict[str, Any], protocol: str = "depression-iv", **assumed: Any) -> Inputs:
    case = case_of({"treatment": treatment, "assumptions": {"response": "0.5", "retention": 1, **assumed}})
    return resolve(case, {}, protocols()[protocol], (), {})


def compared(given: Inputs, price: str, low: str = "") -> tuple[ComparisonSums, Leg]:
    """The comparison and how far it carries, over 24 months, with a session of esketamine at a price and a low price."""
    spray, base = alternatives()["esketamine"], parameters_of(given, {})
    priced = Priced(Decimal(price), Decimal(low or price), Decimal(price), "case", "given by the member", None)
    sums = compare(spray, priced, base, 24)
    return sums, decide(sums, spray, priced, given, base, 24)


def test_a_leg_carries_by_a_cent_and_not_by_nothing() -> None:
    less = ("alternative.less.average", "alternative.less_at_low.average", "dear.less", "close.less")
    for nothing, leg in (
        ("", "firm"), ("dear.less", "expected"), ("close.less", "expected"),
        ("dear.less alternative.less.average", "none"), ("dear.less alternative.less_at_low.average", "none"),
    ):  # fmt: skip
        known = {name: Decimal(0) if name in nothing.split() else Decimal("0.01") for name in less}
        assert decided(decisions(())["leg"].node, known) == leg, nothing


def test_a_firm_word_stands_at_the_dear_end_and_at_close_maintenance() -> None:
    """Esketamine: 8 sessions, for a responder 60. Ours: 6 visits; for a responder 31 every 28 days, 39 every 21, 56 every 14.

    Each row is the price of a session up to which the word isn't firm: ours at the dearest ÷ 60, or ÷ 8 without a response.
    """
    for treatment, assumed, tie in (
        # A quote of 600, every 14 days: 600 × 56 ÷ 60. At its dear end, 720 × 6 ÷ 8 would be 540.
        ({"price": "600"}, {}, "560"),
        # Without a quote up to 800, and 40 on top: 840 × 6 ÷ 8. Every 14 days, 640 × 56 ÷ 60 would be less.
        ({"adjunct": "40"}, {}, "630"),
        # The prescriber's 14 days are tried at 7, 107 visits: 720 × 107 ÷ 60.
        ({"price": "600"}, {"maintenance_every_days": {"days": 14, **BY}}, "1284"),
    ):
        given = inputs(treatment, **assumed)
        assert compared(given, tie)[1] is Leg.EXPECTED, tie
        assert compared(given, str(Decimal(tie) + Decimal("0.01")))[1] is Leg.FIRM, tie


def test_an_expected_word_stands_at_the_low_price_too() -> None:
    """On average 6 + 0.5 × 25 visits of 612 beside 8 + 0.5 × 52 sessions: 11,322 ÷ 34 = 333."""
    given = inputs({"price": "612"})
    assert [compared(given, *prices)[1] for prices in (("333.01",), ("333",), ("400", "333.01"), ("400", "333"))] == [
        Leg.EXPECTED, Leg.NONE, Leg.EXPECTED, Leg.NONE,
    ]  # fmt: skip


def test_close_maintenance_is_every_two_weeks_or_a_block_that_has_just_ended() -> None:
    given, spray = inputs({"price": "600"}), alternatives()["esketamine"]
    priced = Priced(Decimal(700), Decimal(700), Decimal(700), "case", "given by the member", None)
    for block, days in (((0,), 14), ((0, 13), 14), ((0, 14), 15), ((0, 20), 21)):
        found = compare(spray, priced, parameters_of(given, {}).with_(block=block), 24)
        assert found.close_days == days, block
    # 31 visits on average, 6 without a response, 56 while it lasts.
    assert compared(given, "700")[0].close.all == (18600, 3600, 33600, 33600)


def test_where_a_price_comes_from_is_said_briefly_where_there_are_few_words() -> None:
    priced = Priced(Decimal(1), Decimal(1), Decimal(1), "default", "a long source", None)
    assert priced.shown == "a long source"
    assert Priced(Decimal(1), Decimal(1), Decimal(1), "default", "a long source", None, "briefly").shown == "briefly"
    assert all(one.price_brief for one in alternatives().values() if one.price is not None)
