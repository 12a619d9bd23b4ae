from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from offsetcase.case.shares import share_names
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset.assumptions import Assumption, Inputs, resolve
from offsetcase.offset.protocol import choose_protocol, protocols, visit_days
from rows import each_row
from support import case_of

KEYS = ("medication.antidepressant", "psychotherapy", "psychiatry_visit", "esketamine")


def inputs(
    case: dict[str, Any] | None = None, sets: dict[str, Any] | None = None, protocol: str = "depression-iv"
) -> Inputs:
    file = case_of(case or {})
    overrides = {name: Decimal(str(value)) for name, value in (sets or {}).items()}
    return resolve(file, overrides, protocols()[protocol], KEYS, share_names(file, {}))


def test_without_a_quote_the_default_price_and_its_range_are_the_protocols() -> None:
    found = inputs()
    assert (found.quote.value, found.quote.low, found.quote.high, found.quote.basis) == (
        600,
        400,
        800,
        "default",
    )
    assert found.quote.assumed


def test_only_the_quote_varies_and_adjuncts_are_added() -> None:
    found = inputs({"treatment": {"price": "500", "adjunct": 40}})
    assert found.price == 540
    assert (found.quote.low, found.quote.high, found.quote.basis) == (400, 600, "quote")


@each_row(
    ("name", "value", "low", "high"),
    [("response", "0.80", "0.26", "0.80"), ("response", "0.20", "0.20", "0.71"), ("control", "0.05", "0", "0.34"),
     ("retention", "0.9", "0.30", "0.9"), ("ramp_months", "9", "1", "9"), ("maintenance_every_days", "14", "14", "56")],
)  # fmt: skip
def test_an_override_outside_its_range_replaces_the_nearer_end(name: str, value: str, low: str, high: str) -> None:
    found = inputs(sets={name: value})
    item = found.interval if name == "maintenance_every_days" else found.rates[name]
    assert (item.value, item.low, item.high) == (Decimal(value), Decimal(low), Decimal(high))
    assert item.basis == "case" and item.assumed


def test_default_shares_are_assumptions_with_half_and_one_and_a_half_as_ends() -> None:
    shares = inputs().shares
    assert {key: share.value for key, share in shares.items()} == {
        "medication.antidepressant": Decimal("0.50"), "psychotherapy": Decimal("0.50"), "psychiatry_visit": 0, "esketamine": 1,
    }  # fmt: skip
    assert (shares["psychotherapy"].low, shares["psychotherapy"].high) == (Decimal("0.25"), Decimal("0.75"))
    assert shares["esketamine"].high == 1  # at most one


def test_a_share_is_the_prescribers_only_with_name_and_date() -> None:
    given = {
        "psychotherapy": {"share": "0.3", "by": "Dr. A", "on": "2026-01-05"},
        "esketamine": {"share": 0.4, "by": "Dr. A"},
    }
    shares = inputs({"assumptions": {"shares": given}}).shares
    assert shares["psychotherapy"].basis == "prescriber"
    assert shares["psychotherapy"].ends == (Decimal("0.15"), Decimal("0.45"))
    assert shares["esketamine"].basis == "case" and shares["esketamine"].low is not None


def test_a_share_on_medication_covers_its_classes_and_one_on_a_drug_wins() -> None:
    case = case_of({"assumptions": {"shares": {"medication": 0.2, "drug:sertraline": 0.9}}})
    given = share_names(case, {})
    found = resolve(case, {}, protocols()["depression-iv"], ("medication.hypnotic", "drug:sertraline"), given)
    assert found.shares["medication.hypnotic"].value == Decimal("0.2")
    assert found.shares["drug:sertraline"].value == Decimal("0.9")


def test_an_unknown_share_names_the_nearest() -> None:
    case = case_of({"assumptions": {"shares": {"psychoterapy": 0.2}}})
    with pytest.raises(OffsetcaseError) as caught:
        share_names(case, {})
    assert 'did you mean "psychotherapy"?' in str(caught.value)


def test_a_prescribers_interval_moves_by_a_week() -> None:
    found = inputs({"assumptions": {"maintenance_every_days": {"days": 35, "by": "Dr. A", "on": "2026-01-05"}}})
    assert found.interval.basis == "prescriber" and found.interval.ends == (28, 42)
    assert inputs({"assumptions": {"maintenance_every_days": 35}}).interval.low == 21


def test_a_week_before_a_prescribers_interval_a_block_must_have_ended() -> None:
    """CRPS: blocks of fourteen days, so that 14 is the closest that can be tried."""
    for days, ends in ((14, (14, 21)), (20, (14, 27)), (21, (14, 28)), (22, (15, 29))):
        case = {"assumptions": {"maintenance_every_days": {"days": days, "by": "Dr. A", "on": "2026-01-05"}}}
        assert inputs(case, protocol="crps-iv").interval.ends == ends, days


def test_an_end_that_nobody_gives_is_the_value_itself() -> None:
    two = Decimal(2)
    assert Assumption("x", two, "case", "").ends == (2, 2)
    assert Assumption("x", two, "case", "", low=Decimal(1)).ends == (1, 2)
    assert Assumption("x", two, "case", "", high=Decimal(3)).ends == (2, 3)


def test_what_nobody_quotes_and_what_was_only_tried_is_said_so() -> None:
    found = inputs()
    assert (found.quote.name, found.workup.source, found.adjunct.source) == (
        "price", "no work-up is quoted; none is counted", "no adjunct is quoted; none is counted",
    )  # fmt: skip
    tried = inputs({"treatment": {"price": 500, "workup": 350}}, {"price": 400, "workup": 300})
    for item in (tried.quote, tried.workup):
        assert (item.basis, item.source) == ("case", "a what-if of this build, no quote")


def test_a_discount_is_listed_last_and_only_where_one_is_set() -> None:
    names = ["response", "control", "retention", "ramp_months", "maintenance_every_days"]
    plain = inputs()
    assert [(name, item.name) for name, item in plain.listed.items()] == [(name, name) for name in names]
    assert plain.discount == Assumption("discount", Decimal(0), "default", "undiscounted")
    for found in (inputs(sets={"discount": "0.03"}), inputs({"assumptions": {"discount": 0.03}})):
        assert list(found.listed) == [*names, "discount"]
        assert found.listed["discount"] == Assumption("discount", Decimal("0.03"), "case", "case file")


def test_crps_has_no_response_and_no_retention_of_its_own() -> None:
    assert inputs(protocol="crps-iv").missing == ("response", "retention")
    found = inputs({"assumptions": {"response": 0.5, "retention": 0.6}}, protocol="crps-iv")
    assert found.missing == ()
    assert (found.rates["response"].low, found.rates["response"].high) == (Decimal("0.40"), Decimal("0.60"))


def test_crps_visits_fall_on_weekdays_when_the_first_day_is_a_monday() -> None:
    protocol = protocols()["crps-iv"]
    first, later = visit_days(protocol.induction_days, protocol.block_days, 84, 24)
    assert len(first) == 10 and len(later) % 10 == 0 and later
    assert all(day % 7 < 5 for day in (*first, *later))


def test_a_block_longer_than_its_interval_is_refused() -> None:
    with pytest.raises(OffsetcaseError, match="at least 14 days"):
        inputs(
            {"assumptions": {"response": 0.5, "retention": 0.6, "maintenance_every_days": 7}},
            protocol="crps-iv",
        )


@each_row(
    ("name", "indication", "words"),
    [("own", "ptsd", "no protocol of your own"), ("ptsd-iv", "pain", "is for ptsd"), ("depresion-iv", "depression", 'did you mean "depression-iv"'),
     ("crps-iv", "depression", "is for crps")],
)  # fmt: skip
def test_a_protocol_that_does_not_fit_is_refused(name: str, indication: str, words: str) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        choose_protocol(name, indication)
    assert words in str(caught.value) and caught.value.exit_code == 2


def test_a_misspelt_share_gets_the_nearest_category_or_drug() -> None:
    for name, meant in (
        ("sertralin", "drug:sertraline"),
        ("psychoterapy", "psychotherapy"),
    ):
        with pytest.raises(OffsetcaseError) as caught:
            share_names(case_of({}), {name: Decimal("0.5")})
        assert f'did you mean "{meant}"?' in str(caught.value)
