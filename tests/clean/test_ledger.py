"""The ledger by the method's section 1: each rule as a small case of its own, and conservation for any lines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offsetcase.case.assemble import prove, settle
from offsetcase.case.window import Month, Window
from offsetcase.classify.classify import classify
from offsetcase.clean.clean import Cleaned, clean
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source, Status
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.rules import Rules
from rows import each_row

pytestmark = pytest.mark.in_child

DAY = dt.date(2024, 3, 5)
COVERS = frozenset({Benefit.MEDICAL, Benefit.PHARMACY})


def money(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def line(
    plan: object = 100,
    member: object = 20,
    *,
    row: int = 0,
    file: int = 0,
    kind: str = "claims",
    **fields: Any,
) -> ClaimLine:
    status = fields.pop("status", Status.PAID)
    day = fields.pop("day", DAY)
    processed = fields.pop("processed", None)
    billed = fields.pop("billed", None)
    return ClaimLine(
        Source(f"f{file}.csv", "", row), file, kind, Amounts(money(billed), None, money(plan), money(member)),
        service_date=day, processed_date=processed, status=status, status_word=str(status), **fields,
    )  # fmt: skip


def cleaned(*lines: ClaimLine, member: str = "") -> Cleaned:
    numbered = [
        ClaimLine(**{**_fields(one), "source": Source(one.source.file, "", n)}) for n, one in enumerate(lines, start=2)
    ]
    return clean(numbered, member=member, member_from="--member", covers=COVERS)


def _fields(one: ClaimLine) -> dict[str, Any]:
    return one._asdict()


def fates(*lines: ClaimLine, member: str = "") -> list[str]:
    return [str(entry.disposition or "open") for entry in cleaned(*lines, member=member).entries]


def open_total(result: Cleaned) -> Decimal:
    return sum((e.line.amounts.plan_paid or Decimal(0) for e in result.entries if e.disposition is None), Decimal(0))


# ---- duplicates within a file ----------------------------------------------------------------------------------------


def test_the_same_line_again_is_a_duplicate() -> None:
    one = line(claim_id="A", code="90837", processed=dt.date(2024, 3, 20), billed=200)
    assert fates(one, one, one) == ["open", "duplicate", "duplicate"]


@each_row(
    "change",
    [{"line_id": "2"}, {"day": dt.date(2024, 3, 6)}, {"code": "90834"}, {"processed": dt.date(2024, 3, 21)}, {"billed": 210},
     {"plan": 90}, {"member": 30}, {"claim_id": "B"}],
)  # fmt: skip
def test_every_field_must_be_equal(change: dict[str, Any]) -> None:
    base = {
        "plan": 100,
        "member": 20,
        "claim_id": "A",
        "code": "90837",
        "processed": dt.date(2024, 3, 20),
        "billed": 200,
    }
    assert "duplicate" not in fates(line(**base), line(**{**base, **change}))


def test_without_a_claim_number_two_equal_lines_are_two_visits() -> None:
    assert fates(line(code="90837"), line(code="90837")) == ["open", "open"]


# ---- duplicates across files -----------------------------------------------------------------------------------------


def test_the_largest_count_in_any_one_file_is_kept() -> None:
    a, b = line(file=0, code="90837"), line(file=1, code="90837")
    assert sorted(fates(a, b, b)) == ["duplicate", "open", "open"]
    assert fates(a, a, b) == ["open", "open", "duplicate"]


def test_across_files_billed_and_processed_may_differ() -> None:
    assert fates(line(claim_id="A", billed=200), line(file=1, claim_id="A", billed=210)) == [
        "open",
        "duplicate",
    ]


def test_across_files_other_providers_are_other_claims() -> None:
    assert fates(line(provider="Dr. A"), line(file=1, provider="Dr. B")) == ["open", "open"]
    assert fates(line(provider="Dr. A"), line(file=1, provider="DR. A")) == ["open", "duplicate"]


def test_equal_lines_of_which_one_lost_its_number_are_one() -> None:
    result = cleaned(line(claim_id="A", provider="Dr. A"), line(file=1, provider="Dr. A"))
    assert open_total(result) == 100
    apart = (line(claim_id="A", provider="Dr. A"), line(file=1, provider="Dr. B"), line(claim_id="B", provider="Dr. C"))
    assert fates(*apart) == ["open"] * 3


def test_other_claim_numbers_or_status_are_other_claims() -> None:
    assert fates(line(claim_id="A"), line(file=1, claim_id="B")) == ["open", "open"]


# ---- a fill in a portal file and a pharmacy file -----------------------------------------------------------------------


def portal(plan: object, member: object, **fields: Any) -> ClaimLine:
    return line(plan, member, kind="portal", claim_type="Prescription Drug", provider="PHARMACY", **fields)


def fill(drug: str, member: object, plan: object = None, **fields: Any) -> ClaimLine:
    return line(plan, member, file=1, kind="pharmacy", benefit=Benefit.PHARMACY, drug=drug, **fields)


def test_a_fill_in_both_files_is_one_and_takes_the_name() -> None:
    result = cleaned(portal(212, 12), fill("DESVENLAFAXINE ER", 12))
    assert [str(e.disposition or "open") for e in result.entries] == ["open", "duplicate"]
    assert result.entries[0].named_drug == "DESVENLAFAXINE ER"


def test_the_join_is_one_to_one_in_file_order() -> None:
    result = cleaned(
        portal(100, 10),
        portal(300, 10),
        fill("SERTRALINE", 10),
        fill("LURASIDONE", 10),
        fill("QUETIAPINE", 10),
    )
    assert [e.named_drug for e in result.entries[:2]] == ["SERTRALINE", "LURASIDONE"]
    # The third fill has no partner, and nobody knows what the plan paid for it.
    assert [str(e.disposition or "open") for e in result.entries] == [
        "open",
        "open",
        "duplicate",
        "duplicate",
        "no-plan-amount",
    ]


def test_the_pharmacys_name_decides_between_equal_fills() -> None:
    portals = [
        line(100, 10, kind="portal", claim_type="Prescription Drug", provider=f"{name} Pharmacy 12", claim_id=name)
        for name in ("Walmart", "Corner")
    ]
    fills = [fill("SERTRALINE", 10, provider="Corner Pharmacy"), fill("LURASIDONE", 10, provider="WALMART #12")]
    result = cleaned(*portals, *fills)
    assert [entry.named_drug for entry in result.entries[:2]] == ["LURASIDONE", "SERTRALINE"]


def test_what_finds_no_partner_is_said() -> None:
    result = cleaned(portal(212, 12), fill("SERTRALINE", 12), fill("LURASIDONE", 44))
    assert [warning.code for warning in result.warnings] == ["W-NOBODY", "W-UNJOINED"]
    assert "f1.csv, row 4" in result.warnings[1].text


@each_row(
    ("left", "right"),
    [
        (portal(212, 12), fill("X", 13)),  # another share
        (portal(212, 12), fill("X", 12, day=dt.date(2024, 3, 6))),  # another day
        (portal(212, 12), fill("X", 12, plan=200)),  # another plan-paid
        (portal(212, 12, drug="SERTRALINE"), fill("LURASIDONE", 12)),  # another drug
        (portal(212, None), fill("X", None)),  # an unknown share is equal to nothing
        (
            line(212, 12, kind="portal", claim_type="Medical", provider="Dr. A"),
            fill("X", 12),
        ),  # a visit is not a fill
    ],
)
def test_what_does_not_fit_stays_apart(left: ClaimLine, right: ClaimLine) -> None:
    assert "duplicate" not in fates(left, right)


def test_equal_plan_paid_in_both_is_one() -> None:
    assert fates(portal(212, 12), fill("X", 12, plan=212)).count("duplicate") == 1


# ---- netting -----------------------------------------------------------------------------------------------------------


def test_a_negative_line_takes_its_positive_back() -> None:
    assert fates(line(100, 20, claim_id="A"), line(-100, -20, claim_id="A")) == ["reversed", "reversed"]
    assert fates(line(100, 20), line(-100, -20, status=Status.REVERSED)) == ["reversed", "reversed"]
    assert fates(line(0, 20, claim_id="A"), line(0, -20, claim_id="A")) == ["reversed", "reversed"]


def test_one_negative_takes_one_positive() -> None:
    found = cleaned(
        line(100, 20, claim_id="A"), line(100, 20, claim_id="A", processed=DAY), line(-100, -20, claim_id="A")
    )
    assert [str(e.disposition or "open") for e in found.entries] == ["reversed", "open", "reversed"]


def test_a_partial_adjustment_stays_with_its_sign() -> None:
    found = cleaned(line(100, 20, claim_id="A"), line(-30, 0, claim_id="A"))
    assert open_total(found) == 70 and [w.code for w in found.warnings] == ["W-NOBODY", "W-NEGATIVE"]


@each_row("change", [{"claim_id": "B"}, {"line_id": "9"}, {"code": "90834"}])
def test_netting_stays_inside_its_group(change: dict[str, Any]) -> None:
    base = {"claim_id": "A", "line_id": "1", "code": "90837"}
    assert fates(line(100, 20, **base), line(-100, -20, **{**base, **change})) == ["open", "open"]


def test_a_positive_line_with_status_reversed_goes_with_its_paid_line() -> None:
    reversed_line = line(100, 20, status=Status.REVERSED, claim_id="A")
    assert fates(line(100, 20, claim_id="A"), reversed_line) == ["reversed", "reversed"]
    assert fates(reversed_line) == ["reversed"]
    assert fates(line(90, 20, claim_id="A"), reversed_line) == ["open", "reversed"]


def test_of_two_versions_the_latest_processed_stands() -> None:
    base = {"claim_id": "A", "line_id": "1"}
    early, late = dt.date(2024, 3, 20), dt.date(2024, 5, 1)
    assert fates(line(120, 30, processed=late, **base), line(100, 50, processed=early, **base)) == [
        "open",
        "reversed",
    ]
    found = cleaned(line(120, 30, **base), line(100, 50, file=1, **base))
    assert [str(e.disposition or "open") for e in found.entries] == ["reversed", "open"]  # the smallest, and it is said
    assert [w.code for w in found.warnings] == ["W-NOBODY", "W-VERSIONS"]


def test_without_a_line_number_different_amounts_are_different_services() -> None:
    assert fates(line(120, 30, claim_id="A"), line(100, 50, claim_id="A")) == ["open", "open"]


def test_versions_are_not_looked_for_beside_a_negative_line() -> None:
    base = {"claim_id": "A", "line_id": "1"}
    found = cleaned(line(120, 30, **base), line(100, 50, **base), line(-10, 0, **base))
    assert open_total(found) == 210


def test_a_joined_fill_and_its_reversal_in_the_portal() -> None:
    found = cleaned(portal(212, 12, claim_id="P1"), portal(-212, -12, claim_id="P1"), fill("DESVENLAFAXINE", 12))
    assert open_total(found) == 0
    assert [str(e.disposition) for e in found.entries] == ["reversed", "reversed", "duplicate"]


# ---- the order of dispositions -----------------------------------------------------------------------------------------


def test_the_first_that_fits_wins() -> None:
    assert fates(line(note="a total", person="B")) == ["not-a-claim"]
    two = (line(person="Ada Example"), line(person="Bea Example", status=Status.DENIED, claim_type="Dental"))
    assert fates(*two, member="Ada") == ["open", "other-member"]
    assert fates(line(status=Status.PENDING, claim_type="Dental")) == ["other-plan"]
    denied = line(0, 100, status=Status.DENIED, claim_id="A")
    assert fates(denied, denied) == ["denied", "denied"]
    assert fates(line(None, 10, claim_id="A"), line(None, 10, claim_id="A")) == [
        "no-plan-amount",
        "duplicate",
    ]
    assert fates(line(status=Status.NOT_A_CLAIM)) == ["not-a-claim"]


def test_after_the_window_come_unclassified_and_not_related() -> None:
    lines = [
        line(claim_id="1", code="90837"), line(claim_id="2", code="90837", day=dt.date(2020, 1, 1)), line(claim_id="3", code="99213"),
        line(claim_id="4", code="80053"), line(claim_id="5", code="99213", day=dt.date(2020, 1, 1)), line(claim_id="6", code="90868"),
    ]  # fmt: skip
    result = cleaned(*lines)
    classify(result.entries, Rules())
    window = Window(Month(2024, 1), Month(2024, 12), dt.date(2024, 12, 31))
    ledger = settle(result.entries, window, "depression", ())
    assert [str(entry.disposition) for entry in ledger.entries] == [
        "counted", "outside-window", "unclassified", "not-condition-related", "outside-window", "counted",
    ]  # fmt: skip


# ---- people ------------------------------------------------------------------------------------------------------------


def test_a_wanted_name_must_fit_one() -> None:
    with pytest.raises(OffsetcaseError, match="fits more than one"):
        cleaned(line(person="Jane Doe"), line(person="Jane Roe"), member="Jane")


# ---- conservation, for any lines ----------------------------------------------------------------------------------------

AMOUNT = st.one_of(st.none(), st.sampled_from([Decimal(n) for n in (-100, -20, 0, 20, 100, 130)]))
LINES = st.builds(
    line,
    AMOUNT,
    AMOUNT,
    file=st.integers(0, 1),
    kind=st.sampled_from(["portal", "pharmacy", "claims"]),
    claim_id=st.sampled_from(["", "A", "B"]),
    line_id=st.sampled_from(["", "1"]),
    code=st.sampled_from(["", "90837", "80053"]),
    drug=st.sampled_from(["", "SERTRALINE", "MYSTERY"]),
    claim_type=st.sampled_from(["", "Medical", "Prescription Drug", "Dental"]),
    status=st.sampled_from(list(Status)),
    day=st.sampled_from([DAY, dt.date(2021, 1, 1)]),
    processed=st.sampled_from([None, dt.date(2024, 4, 1), dt.date(2024, 5, 1)]),
    note=st.sampled_from(["", "", "", "a total"]),
)


@given(st.lists(LINES, max_size=14))
@settings(max_examples=300, deadline=None)
def test_no_dollar_is_lost(lines: list[ClaimLine]) -> None:
    try:
        result = cleaned(*lines)
    except OffsetcaseError as error:  # two files with equal money and nothing named: a question, never a sum
        assert {problem.code for problem in error.problems} == {"E-SAME-TWICE"}
        assert len({one.file_no for one in lines}) == 2
        return
    classify(result.entries, Rules())
    window = Window(Month(2024, 1), Month(2024, 12), dt.date(2024, 12, 31))
    ledger = settle(result.entries, window, "depression", ())
    assert ledger.total.rows == len(lines) == sum(part.rows for part in ledger.by_disposition.values())
    for n, name in enumerate(("billed", "allowed", "plan_paid", "member_paid")):
        known = [one.amounts[n] for one in lines if one.amounts[n] is not None]
        whole = getattr(ledger.total, name)
        assert whole == (sum(known) if known else None)
        parts = [getattr(part, name) for part in ledger.by_disposition.values() if getattr(part, name) is not None]
        assert sum(parts, Decimal(0)) == (whole or 0)


@given(
    st.lists(st.tuples(st.sampled_from([20, 100, 130]), st.sampled_from([0, 20])), min_size=1, max_size=6),
    st.randoms(),
)
@settings(max_examples=100, deadline=None)
def test_lines_and_their_exact_reversals_cancel_in_any_order(pairs: list[tuple[int, int]], random: Any) -> None:
    lines = [
        line(plan, member, claim_id="A", code="90837", processed=dt.date(2024, 4, n + 1))
        for n, (plan, member) in enumerate(pairs)
    ]
    back = [line(-plan, -member, claim_id="A", code="90837", status=Status.REVERSED, processed=dt.date(2024, 6, n + 1))
            for n, (plan, member) in enumerate(pairs)]  # fmt: skip
    mixed = [*lines, *back]
    random.shuffle(mixed)
    assert open_total(cleaned(*mixed)) == 0


def test_a_ledger_that_does_not_add_up_is_stopped() -> None:
    with pytest.raises(OffsetcaseError, match="doesn't add up"):
        prove([LedgerLine(line())])
