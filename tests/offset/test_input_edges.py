"""Assumptions, scenarios, one-way ends, verdict and draws at their edges, by numbers that can be checked by hand."""

from __future__ import annotations

import random
import statistics
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from offsetcase.case.settings import CaseFile
from offsetcase.case.shares import share_names
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset import uncertainty
from offsetcase.offset.assumptions import Assumption, Inputs, resolve, share_of
from offsetcase.offset.protocol import protocols
from offsetcase.offset.scenarios import scenarios
from offsetcase.offset.uncertainty import simulate
from offsetcase.offset.unit_price import UnitPrice
from offsetcase.offset.verdict import HORIZON, HORIZONS, OneWay, Verdict, decide, project
from rows import each_row
from support import case_of

TALK, DRUG = "psychotherapy", "medication.antidepressant"
BY = {"by": "Dr. A", "on": "2026-01-05"}


def inputs(
    case: dict[str, Any] | None = None, sets: dict[str, str] | None = None, protocol: str = "depression-iv", keys: tuple[str, ...] = (TALK,),
    sessions: UnitPrice | None = None,
) -> Inputs:  # fmt: skip
    file = case_of(case or {})
    overrides = {name: Decimal(value) for name, value in (sets or {}).items()}
    return resolve(file, overrides, protocols()[protocol], keys, share_names(file, {}), sessions)


def refusal(*arguments: Any, **named: Any) -> tuple[str, int, str]:
    with pytest.raises(OffsetcaseError) as caught:
        inputs(*arguments, **named)
    return caught.value.problems[0].code, int(caught.value.exit_code), str(caught.value)


# ---- assumptions -----------------------------------------------------------------------------------------------------


def test_who_stands_for_a_figure_decides_whether_it_is_assumed() -> None:
    found = inputs({"treatment": {"price": 500, "workup": 350}, "assumptions": {"response": "0.5"}})
    assert (found.quote.name, found.quote.basis, found.quote.published, found.quote.assumed) == (
        "price",
        "quote",
        True,
        False,
    )
    assert (found.workup.name, found.workup.value, found.workup.basis, found.workup.assumed) == (
        "workup",
        350,
        "quote",
        False,
    )
    assert (found.adjunct.name, found.adjunct.value, found.adjunct.basis) == ("adjunct", 0, "default")
    assert (
        found.adjunct.assumed and found.adjunct.low is None and found.workup.published and not found.adjunct.published
    )
    response, retention = found.rates["response"], found.rates["retention"]
    assert (response.name, response.basis, response.published, response.assumed) == ("response", "case", False, True)
    published = protocols()["depression-iv"].rates
    assert retention.basis == "default" and retention.source == published["retention"].source
    assert [found.rates[name].published for name in ("control", "retention", "ramp_months")] == [
        published[name].published for name in ("control", "retention", "ramp_months")
    ]
    default = inputs()
    assert (default.quote.basis, default.quote.published, default.quote.source) == (
        "default", False, protocols()["depression-iv"].price.source,
    )  # fmt: skip
    assert (found.interval.name, found.interval.basis, found.interval.published) == (
        "maintenance_every_days",
        "default",
        False,
    )
    assert found.interval.assumed and found.session is None and found.missing == ()
    talk = default.shares[TALK]
    assert (talk.name, talk.basis, talk.source, talk.assumed) == (f"share.{TALK}", "default", "assumption", True)


def test_the_option_comes_before_the_case_file() -> None:
    case = {
        "treatment": {"price": 500, "workup": 1, "adjunct": 2},
        "assumptions": {"response": "0.5", "maintenance_every_days": 30},
    }
    sets = {
        "price": "600",
        "workup": "3",
        "adjunct": "4",
        "response": "0.6",
        "maintenance_every_days": "40",
        "ramp_months": "0",
    }
    found = inputs(case, sets)
    assert [found.quote.value, found.workup.value, found.adjunct.value, found.price] == [600, 3, 4, 604]
    assert found.rate("response") == Decimal("0.6") and found.interval.value == 40 and found.rate("ramp_months") == 0
    assert inputs(case).interval.value == 30 and inputs(case).interval.basis == "case"
    # An option stands above the prescriber too, and then it has a range again.
    own = {"assumptions": {"maintenance_every_days": {"days": 35, **BY}}}
    assert inputs(own).interval.source == "Dr. A, 2026-01-05"
    said = inputs(own, {"maintenance_every_days": "40"}).interval
    assert (said.value, said.basis, said.low, said.high) == (40, "case", 21, 56)
    assert inputs(sets={"workup": "0"}).workup.basis == "case"


def test_a_quote_in_lines_is_kept_by_part_unless_an_option_replaces_it() -> None:
    case = {"treatment": {"price": {"infusion": "450"}, "workup": {"ecg": "80"}, "adjunct": 5}}
    assert inputs(case).lines == {"price": {"infusion": Decimal(450)}, "workup": {"ecg": Decimal(80)}}
    assert inputs(case, {"price": "9"}).lines == {"workup": {"ecg": Decimal(80)}}


def test_a_range_by_factor_never_passes_all() -> None:
    found = inputs({"assumptions": {"response": "0.9", "retention": "0.9"}}, protocol="crps-iv")
    response = found.rates["response"]
    raw = protocols()["crps-iv"].rates["response"]
    assert response.low == min(Decimal("0.9") * raw.low_factor, Decimal("0.9"))
    assert (
        response.high == min(Decimal("0.9") * raw.high_factor, Decimal(1))
        and response.low < response.value < response.high
    )
    top = inputs({"assumptions": {"response": 1, "retention": 1}}, protocol="crps-iv").rates["response"]
    assert top.high == 1


def test_shares_are_looked_up_by_drug_then_class_then_medication() -> None:
    given = share_names(
        case_of({"assumptions": {"shares": {"medication": "0.2", TALK: "0.8", "drug:Zoloft": {"share": "0.9", **BY}}}}),
        {},
    )
    assert set(given) == {"medication", TALK, "drug:sertraline"}  # a brand names its drug
    assert share_of(DRUG, given).value == Decimal("0.2") and share_of(DRUG, given).basis == "case"
    talk = share_of(TALK, given)
    assert (talk.value, talk.low, talk.high, talk.source) == (Decimal("0.8"), Decimal("0.4"), 1, "case file")
    own = share_of("drug:sertraline", given)
    assert (own.basis, own.low, own.high, own.source, own.name) == (
        "prescriber",
        Decimal("0.45"),
        1,
        "Dr. A, 2026-01-05",
        "share.drug:sertraline",
    )
    assert not own.assumed and talk.assumed
    # A drug without a word of its own goes with the medication; without that it stops by half.
    assert share_of("drug:bupropion", given).value == Decimal("0.2")
    assert share_of("drug:bupropion", {}).value == Decimal("0.50") and share_of("psychiatry_visit", given).value == 0
    assert share_names(CaseFile(), {TALK: Decimal("0.3")})[TALK].share == Decimal("0.3")


def test_unknown_shares_are_refused_all_at_once() -> None:
    case = case_of({"assumptions": {"shares": {"drug:nosuchdrug": "0.2", "psychoterapy": "0.1", TALK: "0.5"}}})
    with pytest.raises(OffsetcaseError) as caught:
        share_names(case, {"qqqq": Decimal(1)})
    assert [problem.code for problem in caught.value.problems] == ["E-CASE"] * 3 and caught.value.exit_code == 2
    assert 'did you mean "psychotherapy"? Known: ' in caught.value.problems[1].remedy
    assert caught.value.problems[2].remedy.startswith("Known: ")
    assert caught.value.problems[0].where == "[assumptions.shares]"


def test_a_block_must_end_before_the_next() -> None:
    case = {"assumptions": {"response": "0.5", "retention": "0.5"}}
    last = max(protocols()["crps-iv"].block_days)
    code, status, text = refusal(case, {"maintenance_every_days": str(last)}, "crps-iv")
    assert (
        (code, status) == ("E-CASE", 2)
        and f"the block of {last + 1} days" in text
        and f"at least {last + 1} days" in text
    )
    assert inputs(case, {"maintenance_every_days": str(last + 1)}, "crps-iv").interval.value == last + 1


def test_sessions_are_priced_by_the_case_or_the_claims() -> None:
    case = {"treatment": {"price": 400}, "assumptions": {"response": "0.5", "retention": "0.6"}}
    own = UnitPrice(Decimal(3000), 20, ())
    found = inputs(case, {}, "kap-im", sessions=own)
    assert found.session is not None
    assert (found.session.name, found.session.value, found.session.basis, found.session.published) == (
        "session_price",
        150,
        "claims",
        True,
    )
    assert inputs({**case, "treatment": {"price": 400, "session_price": 120}}, {}, "kap-im").session == Assumption(
        "session_price", Decimal(120), "quote", "given in this case", published=True
    )
    assert found.extras == 150 * found.protocol.sessions and "by 20 days with a session" in found.session.source
    free = inputs(case, {"session_price": "0"}, "kap-im", sessions=own)
    assert free.session is not None and (free.session.value, free.session.basis, free.session.published) == (
        0,
        "case",
        True,
    )
    assert free.session.name == "session_price"
    assert refusal(case, {}, "kap-im")[:2] == ("E-PRICE", 2)
    assert refusal({"assumptions": case["assumptions"]}, {}, "kap-im", sessions=own)[:2] == ("E-PRICE", 2)
    assert inputs(case, sessions=own, keys=()).session is None


# ---- one-way ends, scenarios, verdict --------------------------------------------------------------------------------


def test_each_input_alone_at_its_ends_the_widest_first() -> None:
    found = inputs({"treatment": {"price": 500, "adjunct": 40}}, keys=(TALK, DRUG))
    annual = {TALK: Decimal(20000), DRUG: Decimal(9000)}
    offset = project(found, annual, 36)
    ways = {way.parameter: way for way in offset.one_way}
    assert {name: (way.low, way.high) for name, way in ways.items()} == {
        "price": (440, 640), "response": (Decimal("0.26"), Decimal("0.71")), "control": (0, Decimal("0.34")),
        "retention": (Decimal("0.30"), found.rates["retention"].high), "shares": (Decimal("0.5"), Decimal("1.5")), "ramp_months": (1, 6),
        "maintenance_every_days": (21, 56),
    }  # fmt: skip
    swings = [way.swing for way in offset.one_way]
    assert swings == sorted(swings, reverse=True) and all(swing > 0 for swing in swings)
    assert ways["price"].net_low > offset.average.net > ways["price"].net_high
    # The shares' ends are 0.25 and 0.75 of both categories: half of what stops, and half as much again.
    stops = offset.average.total_stops
    close = Decimal("1e-20")
    assert abs(ways["shares"].net_low - (offset.average.net - stops / 2)) < close
    assert abs(ways["shares"].net_high - (offset.average.net + stops / 2)) < close
    assert OneWay("x", Decimal(0), Decimal(1), Decimal(5), Decimal(2)).swing == 3


def test_the_prescribers_shares_move_with_the_others() -> None:
    case = {"treatment": {"price": 500}, "assumptions": {"shares": {TALK: {"share": "0.5", **BY}}}}
    found = inputs(case, keys=(TALK, DRUG))
    offset = project(found, {TALK: Decimal(20000), DRUG: Decimal(20000)}, 36)
    way = next(way for way in offset.one_way if way.parameter == "shares")
    assert abs(way.net_low - (offset.average.net - offset.average.total_stops / 2)) < Decimal("1e-20")
    assert abs(way.net_high - (offset.average.net + offset.average.total_stops / 2)) < Decimal("1e-20")
    # Nothing that could move has money behind it: no row.
    still = project(found, {TALK: Decimal(0), DRUG: Decimal(0)}, 36)
    assert "shares" not in {way.parameter for way in still.one_way}


def test_a_prescribers_interval_of_28_has_narrower_scenarios() -> None:
    case = {"treatment": {"price": 500}, "assumptions": {"maintenance_every_days": {"days": 28, **BY}}}
    runs = []
    for found in (inputs(case), inputs({"treatment": {"price": 500}})):
        offset = project(found, {TALK: Decimal(9000)}, 36)
        runs.append([one.flow for one in scenarios(found, offset.parameters, HORIZON)])
    own, free = runs
    # 21 days are the short end of both; the long end is 35 days, not 56.
    assert own[:2] == free[:2] and own[2].net < free[2].net


def test_the_scenarios_carry_the_extras_on_top() -> None:
    plain, dear = inputs({"treatment": {"price": 500}}), inputs({"treatment": {"price": 500, "adjunct": 40}})
    for number in range(3):
        runs = [
            scenarios(one, project(one, {TALK: Decimal(9000)}, 36).parameters, HORIZON)[number].flow
            for one in (plain, dear)
        ]
        assert runs[1].total_treatment > runs[0].total_treatment
        # The first visit is certain: forty dollars more in each of the series' six, in the first month.
        assert runs[1].treatment[0] - runs[0].treatment[0] == 240


def test_what_a_course_without_response_costs_and_the_chances() -> None:
    found = inputs({"treatment": {"price": 500, "workup": 350}})
    offset = project(found, {TALK: Decimal(90000)}, 36)
    assert offset.no_response == 350 + 6 * 500 and offset.induction_visits == 6
    assert offset.lasting_chance == Decimal("0.55") * Decimal("0.60") * Decimal("0.60")
    assert list(offset.by_horizon) == [12, 24, 36, 60] == list(HORIZONS)
    assert abs(offset.by_horizon[24] - offset.average.net) < Decimal("1e-20")
    assert offset.break_even.month is not None and offset.lowest_month <= offset.break_even.month
    power = Decimal("0.60") ** (Decimal(offset.break_even.month) / 12)
    assert abs(offset.own_chance - (Decimal("0.55") - Decimal("0.165")) * power) < Decimal("1e-20")
    nothing = project(found, {TALK: Decimal(1)}, 36)
    assert nothing.own_chance == 0 and nothing.verdict is Verdict.NONE
    # What would have stopped anyway: 0.165 of what a responder frees.
    assert abs(offset.natural + Decimal("0.165") * offset.responder.total_stops) < Decimal("1e-20")
    assert offset.graph.how("average.net", offset.values) == "{average.stops} − {average.treatment}"
    # Nobody keeps responding: no chance, rather than nothing to the power of nothing.
    none = inputs({"treatment": {"price": 500}, "assumptions": {"retention": 0}})
    assert project(none, {TALK: Decimal(90000)}, 36).own_chance == 0
    assert HORIZON == 24


@each_row(
    ("net", "responder", "ends", "months", "wanted"),
    [
        ("0.01", "1", ("0.01", "5"), 12, Verdict.ROBUST),
        ("0.01", "1", ("5", "0"), 12, Verdict.EXPECTED),  # an end at nothing is not above it
        ("0.01", "1", ("0", "5"), 12, Verdict.EXPECTED),
        ("0", "1", ("1", "5"), 12, Verdict.CONDITIONAL),
        ("0.01", "1", ("1", "5"), 11, Verdict.CONDITIONAL),
        ("0.01", "0", ("1", "5"), 11, Verdict.NONE),
        ("-1", "0.01", ("1", "5"), 36, Verdict.CONDITIONAL),
        ("-1", "0", ("1", "5"), 36, Verdict.NONE),
    ],
)
def test_the_verdicts_edges(net: str, responder: str, ends: tuple[str, str], months: int, wanted: Verdict) -> None:
    found = inputs({"assumptions": {"shares": {TALK: {"share": "0.5", **BY}}}})
    ways = (
        OneWay("price", Decimal(1), Decimal(2), Decimal(9), Decimal(9)),
        OneWay("x", Decimal(0), Decimal(1), Decimal(ends[0]), Decimal(ends[1])),
    )
    annual = {TALK: Decimal(1)}
    assert decide(Decimal(net), Decimal(responder), lambda: ways, found, annual, months) is wanted
    assert decide(Decimal(net), Decimal(responder), lambda: ways, found, {TALK: Decimal(0)}, months) is Verdict.NONE


# ---- draws -----------------------------------------------------------------------------------------------------------


def fixed(**changes: Any) -> Inputs:
    """Response and retention at one, a share of each category."""
    assumptions = {
        "response": 1,
        "control": "0.28",
        "retention": 1,
        "shares": {TALK: {"share": "0.5", **BY}, DRUG: {"share": "0.25", **BY}},
    }
    return inputs({"treatment": {"price": 0, **changes}, "assumptions": assumptions}, keys=(TALK, DRUG))


def test_draws_of_the_certain_are_the_base_case(monkeypatch: pytest.MonkeyPatch) -> None:
    """With every rate held at its base and no factor on the shares, every draw is the base case, to the cent."""
    found = fixed(workup=350)
    rates = {name: replace(rate, low=None, high=None) for name, rate in found.rates.items()}
    found = replace(found, rates=rates)
    for name in ("SHARE_LOW", "SHARE_HIGH"):
        monkeypatch.setattr(uncertainty, name, Decimal(1))
    annual = {TALK: Decimal(12000), DRUG: Decimal(4800)}
    even = {key: (amount / 12,) * 12 for key, amount in annual.items()}
    base = project(found, annual, 36)
    drawn = simulate(found, base.parameters, even, HORIZON, 50, 1)
    # 21 months from the fourth: (1,000 × 0.5 + 400 × 0.25) × 0.72, less the work-up.
    assert base.average.net == 21 * 600 * Decimal("0.72") - 350 == Decimal("8722")
    assert (drawn.mean, drawn.p5, drawn.p95, drawn.edges) == (8722, 8722, 8722, (8722, 8722))
    assert drawn.probability_average_lower == 1 and sum(drawn.histogram) == 50 and len(drawn.histogram) == 24
    assert drawn.histogram[0] == 50
    # Both months' money in one category without lines of its own: its yearly amount stays as it is.
    empty = {TALK: even[TALK], DRUG: (Decimal(0),) * 12}
    assert simulate(found, base.parameters, empty, HORIZON, 50, 1).mean == 8722


def test_the_shape_of_the_draws() -> None:
    said = uncertainty._summary([float(net) for net in range(-100, 101)], 9)
    assert (said.mean, said.p5, said.p95, said.edges) == (0, -90, 90, (-98, 98))
    assert said.probability_average_lower == Decimal(100) / 201 and (said.draws, said.seed) == (201, 9)
    # Twenty-four bins of 196/24 = 8.17: eight or nine whole numbers each; two beyond either end stand outermost.
    assert said.histogram[0] == 11 and sum(said.histogram) == 201 and min(said.histogram) == 8


def test_a_beta_that_does_not_exist_stays_fixed_and_one_that_does_has_its_moments() -> None:
    rng = random.Random(5)
    for mean in (0.0, 1.0, 0.01):
        draw = uncertainty._retention(rng, mean)
        assert {draw() for _ in range(9)} == {mean}
    narrow = uncertainty._retention(rng, 0.02)
    assert len({narrow() for _ in range(9)}) > 1
    draw = uncertainty._retention(rng, 0.6)
    drawn = [draw() for _ in range(40_000)]
    assert abs(statistics.fmean(drawn) - 0.6) < 0.003 and abs(statistics.pstdev(drawn) - 0.13) < 0.003
    fixed = Assumption("price", Decimal(2), "case", "")
    assert uncertainty._between(rng, fixed)() == 2.0
    low = uncertainty._between(rng, replace(fixed, value=Decimal(0), low=Decimal(0), high=Decimal(1)))
    assert abs(statistics.fmean(low() for _ in range(40_000)) - 1 / 3) < 0.01


def test_the_work_up_comes_off_an_end_to_the_cent() -> None:
    """With a retention of 1 every sum is exact; the work-up then takes just what the dearest price would leave."""
    case = {"treatment": {"price": 500}, "assumptions": {"response": "0.5", "retention": 1}}
    annual = {TALK: Decimal(60000)}

    def dearest(workup: Decimal) -> tuple[Decimal, Decimal]:
        offset = project(inputs(case, {"workup": str(workup)}), annual, 36)
        return next(way.net_high for way in offset.one_way if way.parameter == "price"), offset.own_chance

    left, chance = dearest(Decimal(0))
    assert left > 0 and chance == Decimal("0.5") - Decimal("0.165")
    assert [dearest(left - more)[0] for more in (Decimal("0.5"), 0, Decimal("-0.5"))] == [
        Decimal("0.5"),
        0,
        Decimal("-0.5"),
    ]


def test_a_prescribers_interval_is_tried_a_week_either_way() -> None:
    found = inputs({"assumptions": {"maintenance_every_days": {"days": 35, **BY}}})
    ways = {way.parameter: way for way in project(found, {TALK: Decimal(9000)}, 36).one_way}
    way = ways["maintenance_every_days"]
    assert (way.low, way.high) == (28, 42) and way.net_low < way.net_high
