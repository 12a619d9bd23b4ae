"""What must hold for every case, whatever its numbers."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from offsetcase.model.nodes import OPERATORS, settles
from offsetcase.offset.breakeven import break_even
from offsetcase.offset.projection import (
    Parameters,
    flow,
    responder,
)
from offsetcase.offset.schedule import lay_out

CLOSE = Decimal("1e-15")


def money(low: int, high: int) -> st.SearchStrategy[Decimal]:
    return st.integers(low, high).map(lambda cents: Decimal(cents) / 100)


def share() -> st.SearchStrategy[Decimal]:
    return st.integers(0, 100).map(lambda n: Decimal(n) / 100)


@st.composite
def cases(draw: st.DrawFn) -> Parameters:
    keys = ["medication.antidepressant", "psychotherapy", "psychiatry_visit"]
    return Parameters(
        annual={key: draw(money(0, 3_000_000)) for key in keys},
        shares={key: draw(share()) for key in keys},
        price=draw(money(100, 300_000)),
        workup=draw(money(0, 100_000)),
        p=draw(share()),
        q=draw(share()),
        r=draw(share()),
        ramp=draw(st.integers(0, 12)),
        induction=(0, 3, 7, 10, 14, 17),
        block=(0,),
        every=draw(st.integers(7, 120)),
    )


@given(cases())
@settings(max_examples=60, deadline=None)
def test_a_higher_price_lowers_the_net(case: Parameters) -> None:
    dearer = case.with_(price=case.price + 1)
    assert flow(dearer, 24).net < flow(case, 24).net


@given(cases())
@settings(max_examples=60, deadline=None)
def test_where_nothing_stops_the_net_is_the_cost(case: Parameters) -> None:
    nothing = case.with_(shares={key: Decimal(0) for key in case.shares})
    run = flow(nothing, 24)
    assert run.net == -run.total_treatment


@given(cases(), st.integers(2, 9))
@settings(max_examples=60, deadline=None)
def test_scaling_all_money_scales_the_net(case: Parameters, factor: int) -> None:
    scaled = case.with_(
        annual={key: value * factor for key, value in case.annual.items()},
        price=case.price * factor,
        workup=case.workup * factor,
    )
    assert abs(flow(scaled, 24).net - flow(case, 24).net * factor) < CLOSE


@given(cases())
@settings(max_examples=80, deadline=None)
def test_at_each_break_even_the_net_is_zero(case: Parameters) -> None:
    even = break_even(case, Decimal(0), 24)
    if even.price is not None:
        assert abs(flow(case.with_(price=even.price), 24).net) < CLOSE
    if even.response is not None:
        assert abs(flow(case.with_(p=even.response), 24).net) < CLOSE
    stopping = {key: value for key, value in case.shares.items() if value > 0}
    spending = sum((case.annual[key] for key in stopping), Decimal(0))
    for found, run in ((even.share, case), (even.lasting_share, responder(case))):
        if found is None:
            continue
        before = sum((case.annual[key] * value for key, value in stopping.items()), Decimal(0)) / spending
        scaled = run.with_(shares={key: value * found / before for key, value in case.shares.items()})
        assert abs(flow(scaled, 24, lasting=run is not case).net) < CLOSE


@given(cases())
@settings(max_examples=60, deadline=None)
def test_the_month_is_the_first_from_which_the_running_total_stays_up(case: Parameters) -> None:
    running = flow(responder(case), 24, lasting=True).running()
    month = settles(running)
    if month is None:
        assert running[-1] < 0
    else:
        assert all(total >= 0 for total in running[month - 1 :])
        assert month == 1 or running[month - 2] < 0
    at = OPERATORS["lowest_place"](*running)
    assert running[at - 1] == min(running) and min(running) not in running[: at - 1]


@given(cases())
@settings(max_examples=60, deadline=None)
def test_years_add_up_and_stages_never_fall(case: Parameters) -> None:
    run = flow(case, 24)
    assert abs(run.net_of(0, 12) + run.net_of(12, 24) - run.net) < CLOSE
    totals = [
        stage.cost for stage in lay_out(case.induction, case.block, case.every, case.price, case.workup, 24).stages
    ]
    assert totals == sorted(totals)


def test_retention_of_zero_still_counts_the_first_month() -> None:
    case = Parameters(
        {"psychotherapy": Decimal(1200)}, {"psychotherapy": Decimal(1)}, Decimal(100), Decimal(0), Decimal(1),
        Decimal(0), Decimal(0), 0, (0,), (0,), 30,
    )  # fmt: skip
    run = flow(case, 12)
    assert run.stops[0] == 100 and sum(run.stops[1:]) == 0
    # The first maintenance visit is on day 30, in month 0, when everybody still responds.
    assert run.treatment[0] == 200 and sum(run.treatment[1:]) == 0
