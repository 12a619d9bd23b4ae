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
    weight, step = (case.weight, STEP[parameter] / case.weight) if parameter == "share" else (1, STEP[parameter])
    at = turn.at / weight
    assert turn.at % STEP[parameter] == 0 or parameter == "share"
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
