"""The model's rules at their edges, by worked examples small enough to check by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from offset_support import TALK
from offset_support import plainest as run
from offsetcase.case.assemble import Ledger, prove
from offsetcase.case.settings import CaseFile
from offsetcase.case.window import Month, Window
from offsetcase.classify.categories import categories
from offsetcase.model.ledger import Class, Disposition, LedgerLine
from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source
from offsetcase.model.nodes import OPERATORS, power, settles
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset.alternative import price_of, wanted
from offsetcase.offset.baseline import key_order, take_baseline
from offsetcase.offset.breakeven import break_even
from offsetcase.offset.comparison import ComparisonSums, compare
from offsetcase.offset.covered import alternatives, choose_alternative
from offsetcase.offset.inflation import inflate, notes
from offsetcase.offset.projection import (
    Flow,
    Parameters,
    flow,
    responder,
)
from offsetcase.offset.quantities import OURS
from offsetcase.offset.schedule import lay_out
from offsetcase.offset.unit_price import per_session
from rows import each_row
from support import case_of

CLOSE = Decimal("1e-20")
DRUG = "medication.antidepressant"


def refused(caught: pytest.ExceptionInfo[OffsetcaseError]) -> tuple[str, int]:
    return caught.value.problems[0].code, int(caught.value.exit_code)


def entry(
    day: str,
    plan: str | None,
    category: str = TALK,
    *,
    disposition: Disposition = Disposition.COUNTED,
    key: str = "",
    **fields: Any,
) -> LedgerLine:
    amounts = Amounts(plan_paid=None if plan is None else Decimal(plan))
    line = ClaimLine(Source("a.csv", "", 2), 0, "claims", amounts, service_date=dt.date.fromisoformat(day), **fields)
    made = LedgerLine(line, klass=Class(category, "test"), key=key or category)
    made.settle(disposition, "test")
    return made


def ledger(*entries: LedgerLine) -> Ledger:
    return prove(entries)


def window(months: int) -> Window:
    last = Month(2026, 6)
    return Window(last.plus(1 - months), last, last.last_day)


# ---- baseline --------------------------------------------------------------------------------------------------------


def test_keys_stand_in_the_exhibits_order() -> None:
    order = list(categories())
    keys = [order[5], "drug:zolpidem", order[0], "drug:bupropion", order[1]]
    assert sorted(keys, key=key_order) == ["drug:bupropion", "drug:zolpidem", order[0], order[1], order[5]]
    book = ledger(
        entry("2026-01-01", "5", DRUG), entry("2026-01-01", "7", key="drug:zolpidem"), entry("2026-02-01", "9")
    )
    assert sorted(["drug:a", *reversed(order)], key=key_order) == ["drug:a", *order] and sorted(order) != order
    every = take_baseline(ledger(*[entry("2026-01-01", "1", key) for key in reversed(order)]), window(12), None, None)
    assert list(every.annual) == [key for key in order if not categories()[key].one_off]
    base = take_baseline(book, window(12), None, None)
    assert list(base.annual) == sorted([DRUG, "drug:zolpidem", TALK], key=key_order)
    assert base.total == 21
    once = [key for key in order if categories()[key].one_off]
    both = ledger(*[entry("2026-01-01", "1", key) for key in reversed(once)])
    assert list(take_baseline(both, window(12), None, None).one_off) == sorted(once, key=key_order)


def test_each_month_of_the_window_holds_its_own_money() -> None:
    book = ledger(
        entry("2025-07-31", "10"), entry("2026-06-30", "20"), entry("2026-06-01", "-5"), entry("2025-12-15", "7")
    )
    base = take_baseline(book, window(12), None, None)
    assert base.monthly == {TALK: tuple(Decimal(n) for n in (10, 0, 0, 0, 0, 7, 0, 0, 0, 0, 0, 15))}
    assert base.latest == base.window_mean == {TALK: 32} and base.rule == "lower-of-both"
    # A longer window begins earlier: the same lines stand a year later in it.
    assert take_baseline(book, window(24), None, None).monthly[TALK][12:] == base.monthly[TALK]


@each_row(
    ("months", "rule", "said", "latest"),
    [
        (11, None, "window-mean", False),
        (12, None, "lower-of-both", True),
        (12, "latest-12", "latest-12", True),
        (11, "window-mean", "window-mean", False),
        (36, "window-mean", "window-mean", True),
    ],
)
def test_which_rule_made_the_baseline(months: int, rule: str | None, said: str, latest: bool) -> None:
    base = take_baseline(ledger(entry("2026-06-30", "132")), window(months), rule, None)
    assert base.rule == said and (base.latest is not None) is latest
    assert base.annual == {TALK: Decimal(132) * 12 / months if said != "latest-12" else 132}
    assert base.price_year is None


def test_twelve_months_are_needed_for_the_latest_twelve() -> None:
    with pytest.raises(OffsetcaseError) as caught:
        take_baseline(ledger(entry("2026-06-30", "1")), window(11), "latest-12", None)
    assert refused(caught) == ("E-BASELINE", 4)


def test_a_window_mean_above_the_latest_year_is_not_taken_by_the_rule_but_by_name() -> None:
    book = ledger(entry("2024-07-01", "2100"), entry("2026-06-30", "900"))
    assert take_baseline(book, window(24), None, None).annual == {TALK: 900}
    assert take_baseline(book, window(24), "window-mean", None).annual == {TALK: 1500}


def test_years_without_an_index_stop_by_code_and_notes_are_by_year() -> None:
    with pytest.raises(OffsetcaseError) as caught:
        inflate(Decimal(1), 2009, 2025)
    assert refused(caught) == ("E-PRICE-YEAR", 4) and "from 2010 to 2025" in str(caught.value)
    assert all(isinstance(year, int) and text for year, text in notes().items()) and notes()


# ---- a session's price -----------------------------------------------------------------------------------------------


def test_a_session_is_what_was_paid_by_days_with_one() -> None:
    lines = [
        entry("2026-01-05", "100"),
        entry("2026-01-05", "20"),  # the same day again
        entry("2025-01-12", "60", disposition=Disposition.OUTSIDE_WINDOW),
        entry("2026-01-19", "0"),  # nothing was paid: no session of the plan's
        entry("2026-01-26", "999", DRUG),
        entry("2026-01-27", "999", disposition=Disposition.DENIED),
        entry("2026-01-28", None, disposition=Disposition.OUTSIDE_WINDOW),
        entry("2026-01-29", "30", benefit=Benefit.PHARMACY),  # dispensed for the sessions, no session itself
        entry("2026-01-30", "-10"),  # taken back
    ]
    found = per_session(lines, TALK)
    assert found is not None and (found.paid, found.days, found.amount) == (200, 2, 100)
    assert found.lines == (lines[0], lines[1], lines[2], lines[3], lines[7], lines[8])


def test_without_a_paid_session_there_is_no_price() -> None:
    assert per_session([], TALK) is None
    assert per_session([entry("2026-01-05", "30", benefit=Benefit.PHARMACY)], TALK) is None
    assert per_session([entry("2026-01-05", "0")], TALK) is None
    assert per_session([entry("2026-01-05", "30"), entry("2026-01-06", "-30")], TALK) is None
    cent = per_session([entry("2026-01-05", "0.01")], TALK)
    assert cent is not None and cent.amount == Decimal("0.01")


# ---- the covered alternative -----------------------------------------------------------------------------------------


def compared(
    price: str | None = None, entries: Any = (), *, name: str = "esketamine", **changes: Any
) -> ComparisonSums:
    found = choose_alternative(name, "depression")
    priced = price_of(found, None if price is None else Decimal(price), entries)
    horizon = changes.pop("horizon", 2)
    base = run(**changes)
    return compare(found, priced, base, horizon)


def test_sessions_within_two_months_by_hand() -> None:
    """60.875 days: eight induction sessions, then days 28, 35, 42, 49 — one in month 0, three in month 1 — at p × s."""
    found = compared("10", p=Decimal("0.5"), r=Decimal("0.25"))
    s = Decimal("0.25") ** (Decimal(1) / 12)
    assert (found.induction, found.maintenance) == (8, 4)
    for sessions, sum_ in zip(
        found.sessions.all, (8 + Decimal("0.5") * (1 + 3 * s), 8, 8 + 1 + 3 * s, 12), strict=True
    ):
        assert abs(sessions - sum_) < Decimal("1e-20")
    assert all(abs(cost - 10 * n) < CLOSE for cost, n in zip(found.cost.all, found.sessions.all, strict=True))
    # Ours: one visit of 100 within the two months. A session ties at 100 ÷ 8 where nobody responds.
    assert [found.values[id] for id in OURS.values()] == [100, 100, 100, 100]
    assert found.values["alternative.tie.no_response"] == Decimal("12.5") and found.tie == 13
    assert found.less.no_response == 80 - 100


def test_a_session_on_the_last_day_lies_outside() -> None:
    def days(first: int, every: int, count: int | None, horizon: int) -> list[int]:
        return replace(alternatives()["tms"], phases=((first, every, count),)).maintenance_days(horizon)

    # Sixteen months are 487 days exactly.
    assert days(486, 1, None, 16) == [486] and days(487, 1, None, 16) == []
    assert days(0, 200, None, 16) == [0, 200, 400] and days(0, 1, 2, 16) == [0, 1] and days(5, 1, 0, 16) == []
    tms = alternatives()["tms"]
    assert tms.price is None and alternatives()["esketamine"].evidence and alternatives()["esketamine"].price_source


def test_where_its_price_comes_from() -> None:
    own = (entry("2026-01-05", "900", "esketamine"), entry("2026-01-12", "1100", "esketamine"))
    spray = alternatives()["esketamine"]
    found = price_of(spray, Decimal(10), own)
    assert (found.price, found.low, found.high, found.basis) == (1000, 1000, 1000, "claims")
    assert "by 2 days with a session" in found.source and found.own is not None and found.own.days == 2
    assert "by 1 day with a session" in price_of(spray, None, own[:1]).source
    given = price_of(spray, Decimal(10), ())
    assert (given.price, given.low, given.high, given.basis, given.source) == (
        10,
        10,
        10,
        "case",
        "given by the member",
    )
    default = price_of(spray, None, ())
    assert (default.price, default.low, default.high) == (Decimal("696.50"), 590, 885)
    assert (default.basis, default.own, default.source) == ("default", None, spray.price_source)
    with pytest.raises(OffsetcaseError) as caught:
        price_of(alternatives()["ect"], None, ())
    assert refused(caught) == ("E-COMPARATOR", 2)


def test_an_alternative_must_be_known_and_fit() -> None:
    assert choose_alternative("tms", "depression").key == "tms"
    for name, indication, words in [
        ("esketamin", "depression", 'did you mean "esketamine"? Known: ect, esketamine, tms, and none.'),
        ("zzzzz", "depression", "Known: ect, esketamine, tms, and none."),
        ("ect", "crps", "is not a covered alternative for crps"),
    ]:
        with pytest.raises(OffsetcaseError) as caught:
            choose_alternative(name, indication)
        assert refused(caught) == ("E-OPTION", 2) and words in str(caught.value)
        assert ("did you mean" in str(caught.value)) is (name == "esketamin")


def test_the_option_comes_before_the_case_file() -> None:
    case, none = case_of({"comparator": {"name": "tms", "price": "210"}}), CaseFile()
    assert wanted(none, "", None) == ("esketamine", None) and wanted(none, "ect", Decimal(5)) == ("ect", 5)
    assert wanted(case, "", None) == ("tms", 210) and wanted(case, "", Decimal(5)) == ("tms", 5)
    assert wanted(case, "tms", None) == ("tms", 210) and wanted(case, "tms", Decimal(0)) == ("tms", 0)
    # Another alternative doesn't take the case file's price.
    assert wanted(case, "ect", None) == ("ect", None)


# ---- projection ------------------------------------------------------------------------------------------------------


def test_a_year_by_hand() -> None:
    found = flow(run(workup=Decimal(30), ramp=2, p=Decimal("0.75"), q=Decimal("0.25")), 13)
    # Visits: day 0; day 365 is in month 11 (11.99…), at p. Stops: 100 × 0.5 from the third month.
    assert found.treatment == (130, *[0] * 10, 75, 0)
    assert found.stops == (0, 0, *[50] * 11)
    assert (found.total_treatment, found.total_stops, found.net) == (205, 550, 345)
    assert (found.net_of(0, 2), found.net_of(2, 12), found.running()[-1]) == (-130, 425, 345)
    # Fewer respond than would have improved anyway: nothing stops, nothing is charged for it either.
    assert flow(run(p=Decimal("0.25"), q=Decimal("0.75")), 12).total_stops == 0


def test_a_flow_of_unequal_series_is_refused() -> None:
    with pytest.raises(ValueError):
        Flow((Decimal(1),), ()).running()


def test_a_paused_category_does_not_stop_in_a_month_with_a_visit() -> None:
    both = run(
        annual={TALK: Decimal(1200), DRUG: Decimal(2400)}, shares={TALK: Decimal(1), DRUG: Decimal("0.5")}, every=61
    )
    assert flow(both, 4).stops == (200, 200, 200, 200)
    # Visits on days 0, 61 and so on: in months 0 and 2.
    assert flow(both.with_(paused=frozenset({TALK})), 4).stops == (100, 200, 100, 200)


def test_survival_is_by_the_twelfth_root() -> None:
    assert [power(Decimal(0), t) for t in range(3)] == [1, 0, 0] and power(Decimal(1), 1) == 1
    year = [power(Decimal("0.25"), t) for t in range(25)]
    assert abs(year[6] - Decimal("0.5")) < CLOSE and abs(year[12] - Decimal("0.25")) < CLOSE
    assert abs(year[24] - Decimal("0.0625")) < CLOSE


def stage_totals(case: Parameters) -> list[tuple[int, Decimal]]:
    stages = lay_out(case.induction, case.block, case.every, case.price, case.workup, 24).stages
    return [(stage.visits, stage.cost) for stage in stages]


def test_stages_end_before_day_183_and_day_365() -> None:
    assert stage_totals(run(every=183, workup=Decimal(7))) == [(1, 107), (1, 107), (2, 207), (4, 407)]
    assert stage_totals(run(every=182))[:3] == [(1, 100), (2, 200), (3, 300)]
    assert stage_totals(run(every=364))[2] == (2, 200) and stage_totals(run(every=365))[2] == (1, 100)


def test_lowest_and_break_even_month_where_months_are_equal() -> None:
    money = [Decimal(n) for n in (-5, -9, -9, 0, 3)]
    assert OPERATORS["lowest_place"](*money) == 2 and settles(money) == 4
    assert settles([Decimal(0)]) == 1 and settles([Decimal(-1)]) is None
    assert settles([Decimal(1), Decimal(-1), Decimal(1)]) == 3 and settles([Decimal(1)] * 3) == 1


def test_a_month_with_visits_of_both_kinds_pauses_too() -> None:
    """Days 0 and 20 lie in month 0, one of the series and one of maintenance; the next, 40, in month 1, 80 in month 2."""
    assert flow(run(every=20, paused=frozenset({TALK})), 2).stops == (0, 0)


# ---- break-evens -----------------------------------------------------------------------------------------------------


def test_break_evens_by_hand() -> None:
    """Twelve months: one visit of 100 on day 0 and one on day 365 (month 11); 100 a month stops: 1,200 against 230."""
    found = break_even(run(workup=Decimal(30)), Decimal(40), 12)
    # (1,200 − 30) ÷ 2 visits − 40 of adjuncts.
    assert found.price == 545
    assert abs((found.share or 0) - Decimal(230) / 1200) < CLOSE and found.lasting_share == found.share
    # The net is 970 at p = 1 and −130 at p = 0: zero at 130/1,100 of the way.
    assert abs((found.response or 0) - Decimal(130) / 1100) < CLOSE
    # Running: −30, 70, …: from the second month on.
    assert found.month == 2 and found.rebate is None
    # 800 are back after eight months, until the visit of the last one.
    assert break_even(run(price=Decimal(800)), Decimal(0), 12).month is None


def test_a_price_of_nothing_is_no_break_even() -> None:
    # 1,200 − 0 over two visits is 600; adjuncts of 600 leave nothing, of 599.50 half a dollar.
    assert break_even(run(), Decimal(600), 12).price is None
    assert break_even(run(), Decimal("599.50"), 12).price == Decimal("0.5")
    assert break_even(run(), Decimal("600.50"), 12).price is None


def test_a_share_can_be_raised_to_all_and_no_further() -> None:
    half = {TALK: Decimal("0.5")}
    # 600 stop; at 300 a visit the treatment costs 600, at 600 a visit 1,200: the whole baseline, and not a cent more.
    assert break_even(run(shares=half, price=Decimal(300)), Decimal(0), 12).share == Decimal("0.5")
    assert break_even(run(shares=half, price=Decimal(600)), Decimal(0), 12).share == 1
    assert break_even(run(shares=half, price=Decimal("600.01")), Decimal(0), 12).share is None
    # The category without a share takes no part in the average; two with one are weighed by their money.
    annual = {TALK: Decimal(1200), DRUG: Decimal(2400), "psychiatry_visit": Decimal(9999)}
    three = run(
        annual=annual,
        shares={TALK: Decimal("0.5"), DRUG: Decimal("0.25"), "psychiatry_visit": Decimal(0)},
        price=Decimal(600),
    )
    assert abs((break_even(three, Decimal(0), 12).share or 0) - Decimal(1) / 3) < CLOSE
    # F = 2 would raise the first to 1 and the last would be 1.2.
    over = run(
        annual=annual,
        shares={TALK: Decimal("0.1"), DRUG: Decimal("0.6"), "psychiatry_visit": Decimal(0)},
        price=Decimal(1560),
    )
    assert break_even(over, Decimal(0), 12).share is None


def test_without_anything_that_stops_there_is_no_share() -> None:
    for changes in ({"shares": {TALK: Decimal(0)}}, {"annual": {TALK: Decimal(0)}}, {"annual": {TALK: Decimal(-12)}}):
        found = break_even(run(**changes), Decimal(0), 12)
        assert (found.share, found.lasting_share, found.price, found.month, found.rebate) == (None,) * 5
    cents = break_even(run(annual={TALK: Decimal("0.48")}, price=Decimal("0.01")), Decimal(0), 12)
    assert abs((cents.share or 0) - Decimal(2) / 48) < CLOSE and cents.lasting_share == cents.share


def test_a_response_between_what_comes_anyway_and_all() -> None:
    half = Decimal("0.5")
    # q = 0.5: at p = 0.5 nothing is gained and 100 + 50 are spent; at p = 1 600 − 200 = 400 are gained: 150/550 of the way.
    found = break_even(run(q=half), Decimal(0), 12)
    assert abs((found.response or 0) - (half + half * 150 / 550)) < CLOSE
    # Too dear even if all respond: 1,200 against 1,202.
    assert break_even(run(price=Decimal(601)), Decimal(0), 12).response is None
    assert break_even(run(price=Decimal(600)), Decimal(0), 12).response == 1
    assert break_even(run(q=Decimal(1)), Decimal(0), 12).response is None
    assert break_even(run(q=Decimal(1), price=Decimal(0)), Decimal(0), 12).response is None
    # A treatment that costs nothing breaks even at q itself; where p changes nothing there is no such p.
    assert break_even(run(q=half, price=Decimal(0)), Decimal(0), 12).response == half
    assert break_even(run(price=Decimal(0), annual={TALK: Decimal(0)}), Decimal(0), 12).response is None


def test_the_rebate_is_on_medication_alone() -> None:
    """Lasting: 12 × (100 talk + 50 drug) = 1,800 against 200 a price of 100; the net over the drug's 600."""
    annual, shares = {TALK: Decimal(1200), DRUG: Decimal(600)}, {TALK: Decimal(1), DRUG: Decimal(1)}
    both = run(annual=annual, shares=shares)
    # 1,800 − 2 × 750 = 300 over 600.
    assert break_even(both.with_(price=Decimal(750)), Decimal(0), 12).rebate == Decimal("0.5")
    # Above all of it and at nothing there is none: 1,800 − 1,200 = 600 is the whole drug.
    assert break_even(both.with_(price=Decimal(600)), Decimal(0), 12).rebate is None
    dear = break_even(both.with_(price=Decimal("600.01")), Decimal(0), 12)
    assert abs((dear.rebate or 0) - Decimal("599.98") / 600) < CLOSE
    assert break_even(both.with_(price=Decimal(900)), Decimal(0), 12).rebate is None
    assert responder(both).q == 0 and responder(both).p == 1


def test_where_reversals_outweigh_what_was_paid_there_is_no_share() -> None:
    """One category of 100 that stops whole, one of −100 or about it that stops by a tenth: 90 stop, and nothing was paid in all."""
    for below in ("-100", "-100.50", "-150"):
        annual, shares = {TALK: Decimal(100), DRUG: Decimal(below)}, {TALK: Decimal(1), DRUG: Decimal("0.1")}
        assert break_even(run(annual=annual, shares=shares, price=Decimal(20)), Decimal(0), 12).share is None


def test_a_drug_of_less_than_a_dollar_can_be_rebated() -> None:
    small = run(annual={DRUG: Decimal("0.80")}, shares={DRUG: Decimal(1)}, price=Decimal("0.20"))
    assert abs((break_even(small, Decimal(0), 12).rebate or 0) - Decimal("0.5")) < CLOSE
