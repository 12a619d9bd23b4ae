"""What would change the verdict: each place is the nearest one, found again by trying values one after another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import Any

import pytest

from offsetcase.case.shares import share_names
from offsetcase.offset.assumptions import Inputs, resolve
from offsetcase.offset.protocol import protocols
from offsetcase.offset.turning import STEP, Turn, turning_points
from offsetcase.offset.verdict import Verdict, project
from support import case_of

BY = {"by": "Dr. A", "on": "2026-01-05"}
WORKED = {"medication.antidepressant": "14880", "psychotherapy": "9360", "psychiatry_visit": "1800"}


@dataclass(frozen=True)
class Tried:
    """A case whose price, response and shares can be set to anything."""

    annual: tuple[tuple[str, str], ...]
    price: str = "550"
    adjunct: str = ""
    share: str = ""
    months: int = 36
    unread: bool = False

    def inputs(self, price: Decimal | None = None) -> Inputs:
        shares = {key: {"share": self.share, **BY} for key, _ in self.annual} if self.share else {}
        treatment: dict[str, Any] = {"price": self.price if price is None else f"{price:.2f}"}
        if self.adjunct:
            treatment["adjunct"] = self.adjunct
        case = case_of({"treatment": treatment, "assumptions": {"shares": shares}})
        return resolve(case, {}, protocols()["depression-iv"], self.money, share_names(case, {}))

    @property
    def money(self) -> dict[str, Decimal]:
        return {key: Decimal(value) for key, value in self.annual}

    def verdict(self, inputs: Inputs | None = None) -> Verdict:
        found = project(inputs or self.inputs(), self.money, self.months, unread=self.unread)
        return found.verdict

    def at(self, name: str, value: Decimal) -> Verdict:
        """The verdict where one of the three has another value; a share's is a factor on all of them."""
        inputs = self.inputs(value if name == "price" else None)
        if name == "response":
            item = inputs.rates[name]
            low, high = item.ends
            item = replace(item, value=value, low=min(low, value), high=max(high, value))
            inputs = replace(inputs, rates={**inputs.rates, name: item})
        if name == "share":
            shares = {}
            for key, item in inputs.shares.items():
                low, high = item.ends
                shares[key] = replace(
                    item, value=item.value * value, low=low * value, high=min(high * value, Decimal(1))
                )
            inputs = replace(inputs, shares=shares)
        return self.verdict(inputs)

    def now(self, name: str) -> Decimal:
        return {"price": Decimal(self.price), "response": self.inputs().rate("response"), "share": Decimal(1)}[name]

    @property
    def weight(self) -> Decimal:
        """The part of the spending that stops, in the categories of which anything does."""
        shares = {key: item.value for key, item in self.inputs().shares.items() if item.value}
        return sum((self.money[key] * share for key, share in shares.items()), Decimal(0)) / sum(
            (self.money[key] for key in shares), Decimal(0)
        )

    def most(self, name: str) -> Decimal:
        if name == "share":
            return 1 / max(item.value for key, item in self.inputs().shares.items() if self.money.get(key))
        return Decimal(1) if name == "response" else 4 * self.now(name)


CASES = {
    "conditional": Tried(tuple(WORKED.items())),
    "conditional, dear": Tried(tuple(WORKED.items()), price="700"),
    "conditional, cheap": Tried(tuple(WORKED.items()), price="300"),
    "with an adjunct": Tried(tuple(WORKED.items()), price="450", adjunct="80"),
    "robust": Tried((("psychotherapy", "200000"),), share="0.5"),
    "expected": Tried((("psychotherapy", "48000"),), share="0.5"),
    "expected, of two kinds": Tried((("psychotherapy", "30000"), ("medication.antidepressant", "18000")), share="0.6"),
    "none": Tried((("psychotherapy", "3000"),)),
    "none, and nothing helps": Tried((("psychotherapy", "300"),)),
    "a short history": Tried((("psychotherapy", "200000"),), share="0.5", months=11),
    "more unread than counted": Tried((("psychotherapy", "3000"),), unread=True),
    "a category of nothing": Tried((("psychotherapy", "9360"), ("medication.antidepressant", "0"))),
}


@cache
def turns_of(name: str) -> dict[str, Turn]:
    case = CASES[name]
    found = turning_points(case.inputs(), case.money, case.months, case.verdict(), unread=case.unread)
    return {turn.parameter: turn for turn in found}


def between(case: Tried, name: str, reach: Decimal) -> Iterator[Decimal]:
    """Values on both sides of the case's own, nearer than ``reach`` and not below nothing or above what can be."""
    now = case.now(name)
    for part in range(1, 8):
        for side in (-1, 1):
            value = now + side * reach * part / 8
            if 0 <= value <= case.most(name):
                yield value


@pytest.mark.parametrize("parameter", STEP)
@pytest.mark.parametrize("name", CASES)
def test_it_is_the_nearest_place_at_which_the_verdict_is_another(name: str, parameter: str) -> None:
    case, turn = CASES[name], turns_of(name).get(parameter)
    verdict, now = case.verdict(), case.now(parameter)
    if turn is None:
        reach = max(now, case.most(parameter) - now)
        assert {case.at(parameter, value) for value in between(case, parameter, reach)} <= {verdict}
        return
    assert turn.at >= 0 and (parameter == "price" or turn.at <= 1)
    weight, step = (case.weight, STEP[parameter] / case.weight) if parameter == "share" else (1, STEP[parameter])
    at = turn.at / weight
    assert round(turn.at, 20) % STEP[parameter] == 0
    assert case.at(parameter, at) is turn.verdict is not verdict
    assert turn.above is (at > now)
    nearer = at - step if turn.above else at + step
    assert case.at(parameter, nearer) is verdict
    assert {case.at(parameter, value) for value in between(case, parameter, abs(nearer - now))} <= {verdict}


def test_some_turn_in_each_direction_and_some_not_at_all() -> None:
    """So that the cases above say something of each."""
    turns = [turn for name in CASES for turn in turns_of(name).values()]
    for parameter in ("price", "share"):
        assert {turn.above for turn in turns if turn.parameter == parameter} == {True, False}
    for parameter in ("share", "response"):
        assert any(parameter not in turns_of(name) for name in CASES)
    assert {turn.verdict for turn in turns} >= {Verdict.NONE, Verdict.CONDITIONAL, Verdict.EXPECTED}
    assert [list(turns_of(name)) for name in CASES] == [
        [one for one in STEP if one in turns_of(name)] for name in CASES
    ]


# ---- by hand ---------------------------------------------------------------------------------------------------------

MONTHLY_1000 = {"psychotherapy": "24000"}


def turned(
    annual: dict[str, str],
    treatment: dict[str, str],
    share: str | dict[str, str] = "",
    protocol: str = "depression-iv",
    **rates: str,
) -> dict[str, tuple[Decimal, Verdict]]:
    """Where each turns and to what. Nobody relapses: 21 months of what stops beside 6 + 25 visits, 6 + 0.55 × 25 on average."""
    shares = share if isinstance(share, dict) else dict.fromkeys(annual, share) if share else {}
    given = {key: {"share": part, **BY} for key, part in shares.items()}
    case = case_of({"treatment": treatment, "assumptions": {"retention": 1, "shares": given, **rates}})
    money = {key: Decimal(value) for key, value in annual.items()}
    inputs = resolve(case, {}, protocols()[protocol], money, share_names(case, {}))
    turns = turning_points(inputs, money, 36, project(inputs, money, 36).verdict, unread=False)
    return {turn.parameter: (round(turn.at, 20).normalize(), turn.verdict) for turn in turns}


def test_a_turn_is_said_to_the_cent_and_to_a_hundredth_of_a_per_cent() -> None:
    """A responder's 1,000 a month stop: 21,000 against 31 visits, even at $677.419, and of 24,000 a year at 40.595 %."""
    assert turned(MONTHLY_1000, {"price": "550"}) == {
        "price": (Decimal("677.42"), Verdict.NONE),
        "share": (Decimal("0.4059"), Verdict.NONE),
    }
    # The adjunct is part of what a visit may cost, not of the quote.
    assert turned(MONTHLY_1000, {"price": "500", "adjunct": "50"})["price"] == (Decimal("627.42"), Verdict.NONE)


def test_a_tie_to_the_cent_is_turned_by_the_cent_below_it() -> None:
    """31 visits of 600 and a work-up of 2,400 are just the 21,000 that stop for a responder: a visit of 599.99 leaves 31 cents."""
    for price, found in (
        ("599.99", ("600", Verdict.NONE)),
        ("600", ("599.99", Verdict.CONDITIONAL)),
        ("650", ("599.99", Verdict.CONDITIONAL)),
    ):
        at, verdict = turned(MONTHLY_1000, {"price": price, "workup": "2400"})["price"]
        assert (at, verdict) == (Decimal(found[0]), found[1]), price


def test_no_price_turns_what_the_work_up_alone_costs_more_than() -> None:
    """A responder's 50 a month for 21 months: a work-up of a cent less leaves a visit for nothing, one of 1,050 not even that."""
    for workup, found in (("1049.99", {"price": (0, Verdict.CONDITIONAL)}), ("1050", {}), ("1060", {})):
        turns = turned({"psychotherapy": "1200"}, {"price": "550", "workup": workup})
        assert {name: turn for name, turn in turns.items() if name == "price"} == found, workup


def test_a_price_of_nothing_has_no_dear_end() -> None:
    """A cent a month stops: what costs nothing is below it whatever else is tried, and a cent a visit is too dear."""
    assert turned({"psychotherapy": "0.24"}, {"price": "550"}, "0.5")["price"] == (0, Verdict.ROBUST)


def test_a_response_turns_at_all_and_never_beyond() -> None:
    """At 100 %: 1,000 × 0.835 × 21 = 17,535 less 31 visits of 500 and a work-up of 2,034.70 leave 30 cents; 85 cents are 0.01 %."""
    for workup, found in (("2034.70", (1, Verdict.EXPECTED)), ("2035", None)):
        turns = turned(MONTHLY_1000, {"price": "500", "workup": workup}, "0.5")
        assert turns.get("response") == found, workup


def test_a_share_turns_at_all_of_the_spending_and_never_beyond() -> None:
    """CRPS: half of 1,000 a month × 0.9 × 21 = 9,450 less 10 + 0.9 × 80 visits of 100 and a work-up of 1,249.70 leave 30 cents."""
    money, shares = {"psychotherapy": "12000", "esketamine": "0"}, {"psychotherapy": "0.8", "esketamine": "1"}
    for workup, found in (("1249.70", (1, Verdict.ROBUST)), ("1250", (Decimal("0.5"), Verdict.CONDITIONAL))):
        turns = turned(money, {"price": "100", "workup": workup}, shares, "crps-iv", response="0.9", control="0")
        assert turns["share"] == found


def test_where_nothing_stops_no_share_turns() -> None:
    """No spending, nothing that stops, or what is given back outweighs what stops, or is just as much, or more than was paid."""
    free = {"price": "0.01"}
    assert turned({}, free) == {}
    for paid, back, part in (
        ("0", "0", "1"),
        ("900", "900", ""),
        ("100", "-50", "1"),
        ("100", "-90", "1"),
        ("100", "-150", "0.1"),
    ):
        shares = {"psychotherapy": "0.5" if part else "0", "medication.antidepressant": part or "0"}
        assert "share" not in turned({"psychotherapy": paid, "medication.antidepressant": back}, free, shares), (
            paid,
            back,
        )


def test_a_share_makes_it_robust_where_half_of_what_stops_still_pays() -> None:
    """CRPS: 0.9 × 1,000 × 21 = 18,900 at a share of a half. Its 10 + 0.9 × 80 visits of 140 cost 11,480, even at 30.37 %."""
    rates = {"response": "0.9", "control": "0"}
    assert turned(MONTHLY_1000, {"price": "140"}, "0.5", "crps-iv", **rates)["share"] == (
        Decimal("0.6075"),
        Verdict.ROBUST,
    )


def test_what_is_given_back_can_make_the_high_end_of_the_shares_the_worse_one() -> None:
    """CRPS: all of 12,000 and 60 % of −11,000 are 5,400; half of both 2,700; at the high end, all and 90 %, only 2,100 stop.

    2,100 ÷ 12 × 0.9 × 21 = 3,307.50 pays for 82 visits of 15 down to 0.37188 of it, which is 2.0082 of what is left, 1,000.
    """
    money, shares = {"psychotherapy": "12000", "esketamine": "-11000"}, {"psychotherapy": "1", "esketamine": "0.6"}
    turns = turned(money, {"price": "15"}, shares, "crps-iv", response="0.9", control="0")
    assert turns["share"] == (Decimal("2.0081"), Verdict.EXPECTED)
