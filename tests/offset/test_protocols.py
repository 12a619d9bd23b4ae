"""Protocols: schedules as published, the user's own, days that may be set, sessions that replace psychotherapy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from offsetcase.case.shares import share_names
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset.assumptions import Inputs, resolve
from offsetcase.offset.protocol import Protocol, choose_protocol, protocols, visit_days, with_days
from offsetcase.offset.unit_price import UnitPrice
from offsetcase.offset.verdict import project
from rows import each_row
from support import case_of

ANNUAL = {"medication.antidepressant": Decimal(6000), "psychotherapy": Decimal(9600)}


def inputs(protocol: Protocol, case: dict[str, Any], sessions: UnitPrice | None = None) -> Inputs:
    settings = case_of(case)
    return resolve(settings, {}, protocol, ANNUAL, share_names(settings, {}), sessions)


@each_row(
    ("name", "series", "span", "two_years"),
    [
        ("depression-iv", 6, 17, 25),
        ("ptsd-iv", 6, 11, 25),
        ("crps-iv", 10, 11, 80),
        ("pain-series", 5, 4, 8),
        ("kap-im", 6, 35, 24),
    ],
)
def test_the_schedules(name: str, series: int, span: int, two_years: int) -> None:
    protocol = protocols()[name]
    assert protocol.interval.base is not None
    first, later = visit_days(protocol.induction_days, protocol.block_days, int(protocol.interval.base), 24)
    assert (len(first), max(first), len(later)) == (series, span, two_years)


def test_every_protocol_says_where_it_stands() -> None:
    for protocol in protocols().values():
        assert protocol.standing and protocol.schedule_source and protocol.indications
        assert {line.part for line in protocol.lines} <= {"quote", "adjunct", "session", "workup"}
        assert all(line.source for line in protocol.lines) and any(line.part == "quote" for line in protocol.lines)
        for rate in (*protocol.rates.values(), protocol.interval, protocol.price):
            assert rate.source
            assert not rate.published or rate.evidence or "STAR*D" in rate.source
    assert "no trial was found" in protocols()["pain-series"].standing
    assert {line.name for line in protocols()["pain-series"].lines if line.part == "adjunct"} == {
        "lidocaine",
        "premedication",
    }


def test_ptsd_stands_at_its_low_end_where_nothing_is_gained() -> None:
    rates = protocols()["ptsd-iv"].rates
    assert rates["response"].low == rates["control"].base


def test_the_prescriber_sets_the_days_of_a_series() -> None:
    protocol = with_days(protocols()["pain-series"], {"series_days": 10, "booster_days": 2})
    assert protocol.induction_days == tuple(range(10)) and protocol.block_days == (0, 1)
    with pytest.raises(OffsetcaseError, match="4 to 10"):
        with_days(protocols()["pain-series"], {"series_days": 11})
    with pytest.raises(OffsetcaseError, match="fixed schedule"):
        with_days(protocols()["depression-iv"], {"series_days": 5})


def test_a_protocol_of_ones_own() -> None:
    case = case_of(
        {"protocol": {"induction_days": [0, 7, 14], "maintenance_every_days": 30, "source": "Dr. Ray, clinic plan"}}
    )
    own = choose_protocol("", "depression", case.protocol)
    assert own.key == "own" and own.induction_days == (0, 7, 14) and own.interval.base == 30
    assert (own.interval.low, own.interval.high) == (22, 60)
    assert own.schedule_source == "Dr. Ray, clinic plan"
    assert own.rates["response"].base == Decimal("0.55") and not own.rates["response"].published
    assert own.rates["response"].source.startswith("taken over from depression-iv")
    # Another protocol by name still wins over the case file's own.
    assert choose_protocol("kap-im", "depression", case.protocol).key == "kap-im"


@each_row("days", [[], [1, 2], [0, 0], [0, 5, 3], list(range(0, 4000, 10))])
def test_days_that_are_no_schedule_are_refused(days: list[int]) -> None:
    from offsetcase.case.settings import CaseFile

    with pytest.raises(ValueError):
        CaseFile.model_validate({"protocol": {"induction_days": days, "maintenance_every_days": 28}})


def test_a_price_in_lines_adds_up() -> None:
    case = {
        "treatment": {
            "price": {"infusion": "450.00", "monitoring": "100.00"},
            "adjunct": {"lidocaine": "30.00", "premedication": "12.50"},
            "workup": {"ecg": "80", "laboratory": "120"},
        },
        "assumptions": {"response": "0.5", "retention": "0.5"},
    }
    found = inputs(protocols()["pain-series"], case)
    assert found.price == Decimal("592.50") and found.workup.value == 200 and found.quote.value == 550
    assert found.lines["adjunct"] == {"lidocaine": Decimal(30), "premedication": Decimal("12.50")}


def test_assisted_therapy_prices_its_sessions_apart_and_counts_none_twice() -> None:
    rates = {"response": "0.5", "retention": "0.6"}
    own = UnitPrice(Decimal(3000), 20, ())
    found = inputs(protocols()["kap-im"], {"treatment": {"price": 400}, "assumptions": rates}, own)
    assert found.price == 550 and found.session is not None and found.session.basis == "claims"
    offset = project(found, ANNUAL, 36)
    # Months with a visit: psychotherapy does not stop in them; the other category does, in every month from the third.
    whole = (Decimal(6000) / 2 + Decimal(9600) / 2) / 12
    drugs = Decimal(6000) / 2 / 12
    first, later = visit_days(found.protocol.induction_days, found.protocol.block_days, 28, 24)
    busy = {int(day / 30.4375) for day in (*first, *later)}
    wanted = sum(drugs if month in busy else whole for month in range(3, 24))
    assert offset.lasting.total_stops == wanted
    given = inputs(protocols()["kap-im"], {"treatment": {"price": 400, "session_price": 90}, "assumptions": rates}, own)
    assert given.price == 490 and given.session is not None and given.session.basis == "quote"
    with pytest.raises(OffsetcaseError, match="session_price"):
        inputs(protocols()["kap-im"], {"treatment": {"price": 400}, "assumptions": rates})
    with pytest.raises(OffsetcaseError, match="no default price"):
        inputs(protocols()["kap-im"], {"assumptions": rates}, own)
