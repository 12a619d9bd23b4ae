"""The verdict's rules, each at its edge."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from offsetcase.case.shares import share_names
from offsetcase.offset.assumptions import resolve
from offsetcase.offset.protocol import protocols
from offsetcase.offset.verdict import Offset, Verdict, project
from support import case_of

BY = {"by": "Dr. A", "on": "2026-01-05"}


def offset(
    annual: dict[str, int],
    *,
    shares: dict[str, Any] | None = None,
    months: int = 36,
    price: int = 550,
    unread: bool = False,
) -> Offset:
    case = case_of({"treatment": {"price": price}, "assumptions": {"shares": shares or {}}})
    money = {key: Decimal(value) for key, value in annual.items()}
    inputs = resolve(case, {}, protocols()["depression-iv"], money, share_names(case, {}))
    return project(inputs, money, months, unread=unread)


def prescribed(share: float) -> dict[str, Any]:
    return {"psychotherapy": {"share": share, **BY}}


def test_robust_needs_every_single_end_above_zero() -> None:
    found = offset({"psychotherapy": 200_000}, shares=prescribed(0.5))
    assert found.verdict is Verdict.ROBUST
    assert all(min(way.net_low, way.net_high) > 0 for way in found.one_way)


def test_expected_when_one_end_is_below_zero() -> None:
    found = offset({"psychotherapy": 48_000}, shares=prescribed(0.5))
    assert found.average.net > 0 and any(way.net_low <= 0 for way in found.one_way)
    assert found.verdict is Verdict.EXPECTED


def test_without_the_prescriber_a_positive_average_is_conditional() -> None:
    found = offset({"psychotherapy": 200_000})
    assert found.average.net > 0 and found.verdict is Verdict.CONDITIONAL


def test_the_prescriber_must_set_every_share_that_stops_something() -> None:
    both = {"psychotherapy": 200_000, "medication.hypnotic": 1}
    assert offset(both, shares=prescribed(0.5)).verdict is Verdict.CONDITIONAL
    zero = {"psychotherapy": 200_000, "medication.hypnotic": 0, "psychiatry_visit": 900}
    assert offset(zero, shares=prescribed(0.5)).verdict is Verdict.ROBUST


def test_a_short_history_is_at_most_conditional() -> None:
    assert offset({"psychotherapy": 200_000}, shares=prescribed(0.5), months=11).verdict is Verdict.CONDITIONAL
    assert offset({"psychotherapy": 200_000}, shares=prescribed(0.5), months=12).verdict is Verdict.ROBUST


def test_conditional_rests_on_the_responder_with_the_average_course() -> None:
    # The lasting responder's net is above zero here, the responder's is not.
    found = offset({"psychotherapy": 22_000})
    assert found.lasting.net > 0 > found.responder.net
    assert found.verdict is Verdict.NONE


def test_nothing_condition_related_is_none() -> None:
    assert offset({}).verdict is Verdict.NONE
    assert offset({"psychotherapy": 0}, price=0).verdict is Verdict.NONE


def test_prescribers_shares_are_tried_like_any() -> None:
    found = offset({"psychotherapy": 48_000}, shares=prescribed(0.5))
    way = next(way for way in found.one_way if way.parameter == "shares")
    assert (way.low, way.high) == (Decimal("0.5"), Decimal("1.5")) and way.net_low < found.average.net < way.net_high


def test_more_unread_than_counted_takes_the_place_of_none_alone() -> None:
    poor = offset({"psychotherapy": 1_000}, unread=True)
    assert poor.verdict is Verdict.UNDECIDED and offset({"psychotherapy": 1_000}).verdict is Verdict.NONE
    assert offset({}, unread=True).verdict is Verdict.UNDECIDED
    assert offset({"psychotherapy": 200_000}, unread=True).verdict is Verdict.CONDITIONAL
