"""One run of the model and its two scenarios: months, discount, and where their numbers come from, by hand."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from offset_support import TALK
from offset_support import plainest as run
from offsetcase.case.shares import share_names
from offsetcase.model.shape import DataError
from offsetcase.offset.assumptions import Inputs, resolve
from offsetcase.offset.projection import (
    Calendar,
    Parameters,
    calendar,
    flow,
    flow_in,
    net,
    parameters_of,
    responder,
    shape_of,
    worked_out,
)
from offsetcase.offset.protocol import protocols
from offsetcase.offset.scenarios import at_ends, scenarios
from offsetcase.offset.unit_price import UnitPrice
from support import case_of

DRUG = "medication.antidepressant"
CLOSE = Decimal("1e-20")


def inputs(
    *keys: str,
    sets: dict[str, Decimal] | None = None,
    protocol: str = "depression-iv",
    sessions: UnitPrice | None = None,
    **case: Any,
) -> Inputs:
    file = case_of(case)
    return resolve(file, sets or {}, protocols()[protocol], keys, share_names(file, {}), sessions)


def test_visits_fall_into_months_and_nothing_stops_before_the_ramp_is_over() -> None:
    """A month has 30.4375 days; 2 is a month in which a visit's session stands for what else would stop."""
    found = calendar((0, 20, 31), (62,), 1, 4, pauses=True)
    assert found == Calendar(induction=(2, 1, 0, 0), maintenance=(0, 0, 1, 0), stopping=(0, 2, 2, 1))
    assert calendar((0, 20, 31), (62,), 1, 4, pauses=False).stopping == (0, 1, 1, 1)


def test_a_discount_weighs_each_month_by_how_late_it_is() -> None:
    """At 4,095 a year, 4,096 to the twelfth root, each month weighs half of the one before: 100 − 100, then 50."""
    assert net(run(), 2) == 100 and abs(net(run(discount=Decimal(4095)), 2) - 50) < CLOSE
    # At 1 a year, twice as much a year later: the thirteenth month weighs half of the first, the visit in the twelfth less.
    first, last = net(run(discount=Decimal(1)), 12), net(run(discount=Decimal(1)), 13)
    assert abs(last - first - 50) < CLOSE
    # Without one the months are plain sums, and no formula speaks of it.
    assert not shape_of(run(), 2).discounted and shape_of(run(discount=Decimal(1)), 2).discounted


def test_a_responder_responds_for_sure_and_a_lasting_response_stays() -> None:
    """Half respond, a fifth would improve anyway; after a year half of the responders are left."""
    half = run(p=Decimal("0.5"), q=Decimal("0.2"), r=Decimal("0.5"))
    assert (responder(half).p, responder(half).q, responder(half).r) == (1, 0, Decimal("0.5"))
    plain, lasting = flow(half, 13), flow(half, 13, lasting=True)
    assert plain.stops[0] == lasting.stops[0] == lasting.stops[12] == 30 and plain.stops[12] == 15
    values = {
        f"{name}month.{t}.{part}": (name, t, part)
        for name in ("", "lasting.")
        for t in (1, 2)
        for part in ("treatment", "stops")
    }
    for name, start in (("average", ""), ("lasting", "lasting.")):
        found = flow_in(values, name, 2)
        assert found.treatment == tuple((start, t, "treatment") for t in (1, 2))
        assert found.stops == tuple((start, t, "stops") for t in (1, 2))


def test_what_no_run_is_given_is_named() -> None:
    with pytest.raises(DataError, match=r'"annual\.psychotherapy"'):
        worked_out(shape_of(run(), 2), ("stopping.yearly",), {"workup": Decimal(0)})


def test_a_run_has_its_sessions_and_its_discount_from_the_assumptions() -> None:
    rates = {"response": "0.5", "retention": "0.6"}
    own = UnitPrice(Decimal(3000), 20, ())
    assisted = inputs(TALK, protocol="kap-im", sessions=own, treatment={"price": 400}, assumptions=rates)
    assert parameters_of(assisted, {TALK: Decimal(1)}).paused == {TALK}
    plain = inputs(TALK, sets={"discount": Decimal("0.03")}, treatment={"price": 400})
    found = parameters_of(plain, {TALK: Decimal(1)})
    assert found.paused == set() and found.discount == Decimal("0.03")


def test_at_their_ends_all_inputs_are_worse_or_better_at_once() -> None:
    found = inputs(TALK, DRUG, treatment={"price": 500, "adjunct": 40})
    base = parameters_of(found, {TALK: Decimal(20000), DRUG: Decimal(9000)})

    def ends(one: Parameters) -> tuple[object, ...]:
        return one.price, one.p, one.q, one.r, one.ramp, one.every, *one.shares.values()

    low, high = (at_ends(found, base, worse=worse) for worse in (True, False))
    few, most = Decimal("0.25"), Decimal("0.75")
    assert ends(low) == (640, Decimal("0.26"), Decimal("0.34"), Decimal("0.30"), 6, 21, few, few)
    assert ends(high) == (440, Decimal("0.71"), 0, found.rates["retention"].high, 1, 56, most, most)
    made = [(one.name, one.flow) for one in scenarios(found, base, 24)]
    assert made == [("conservative", flow(low, 24)), ("base", flow(base, 24)), ("optimistic", flow(high, 24))]
