"""The second leg: the label's sessions, what a session costs, when it is made, how far it carries, and what then leads."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from offsetcase.case.request import Request
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset.alternative import denied_in
from offsetcase.offset.comparison import Leg
from offsetcase.offset.covered import alternatives
from offsetcase.offset.lead import Lead, choose_lead
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import Verdict
from offsetcase.offset.words import speaks_of
from offsetcase.pipeline import build_case
from offsetcase.render.case_json import case_json
from rows import each_row
from support import Claims, months

RESISTANT = (
    '[prescriber]\nname = "Dr. A"\ndate = 2026-11-01\ndiagnosis = "Treatment-resistant major depression, F33.2"\n'
)


def claims(
    path: Path, *, drugs: tuple[str, ...] = ("SERTRALINE HCL 100MG TABLET",), more: tuple[Any, ...] = ()
) -> Path:
    made = Claims()
    for first in months("2023-11", 36):
        for number, drug in enumerate(drugs):
            made.add(first.replace(day=3 + number), drug=drug, plan=1240)
        made.add(first.replace(day=9), code="90837", plan=780)
    for day, where, plan, status in more:
        made.add(day, plan=plan, status=status, **where)
    made.add("2026-10-31", code="80053", plan=0)
    return made.write(path / "claims.csv")


def built(path: Path, case: str = "", **options: Any) -> CaseResult:
    (path.parent / "case.toml").write_text(case, encoding="utf-8")
    return build_case(Request((path,), price=Decimal(550), draws=0, **options))


G2083 = {"code": "G2083"}
SPRAY = ("2024-02-05", {"drug": "SPRAVATO 84MG DOSE"}, 2600, "Processed")


def test_the_label_of_esketamine_in_its_first_year() -> None:
    found = alternatives()["esketamine"]
    assert len(found.induction_days) == 8
    later = found.maintenance_days(12)
    # Weekly in weeks five to eight, then every two weeks to day 365: 63, 77, … 357.
    assert later[:4] == [28, 35, 42, 49] and later[4:] == list(range(63, 366, 14))


def test_it_is_made_by_default_and_its_json_holds_just_these_fields(tmp_path: Path) -> None:
    result = built(claims(tmp_path), RESISTANT)
    found = case_json(result, [], [])["alternative"]
    assert list(found) == [
        "name", "price", "low_price", "high_price", "basis", "source", "cost", "less", "tie", "verdict", "why",
    ]  # fmt: skip
    assert (found["name"], found["price"], found["low_price"], found["high_price"]) == (
        "esketamine", "696.50", "590.00", "885.00",
    )  # fmt: skip
    assert list(found["cost"]) == list(found["less"]) == ["average", "no_response", "responder", "lasting"]
    assert found["verdict"] == "firm" and found["why"] == "" and case_json(result, [], [])["lead"] == "alternative"


def test_the_same_response_relapse_and_stop_rule(tmp_path: Path) -> None:
    result = built(claims(tmp_path), RESISTANT, comparator_price=Decimal(1000))
    sums = result.alternative.sums
    assert sums is not None
    days = [day for day in (28, 35, 42, 49, *range(63, 740, 14)) if day < 24 * 30.4375]
    fading = sum(0.60 ** (int(day / 30.4375) / 12) for day in days)
    for cost, sessions in zip(sums.cost.all, (8 + 0.55 * fading, 8, 8 + fading, 8 + len(days)), strict=True):
        assert abs(float(cost) - 1000 * sessions) < 0.006


@pytest.mark.parametrize(
    ("options", "more", "basis", "price"),
    [
        ({}, (), "default", Decimal("696.50")),
        ({"comparator_price": Decimal(1200)}, (), "case", Decimal(1200)),
        # A pharmacy's fill is not a session: without a session's line it says nothing about one.
        ({}, (SPRAY,), "default", Decimal("696.50")),
    ],
)
def test_the_price_is_the_members_own_then_the_users_then_the_default(
    options: dict[str, Any], more: tuple[Any, ...], basis: str, price: Decimal, tmp_path: Path
) -> None:
    # The lines lie before the twelve months that count here.
    found = built(claims(tmp_path, more=more), RESISTANT, lookback=12, **options).alternative
    assert found.priced is not None and (found.priced.basis, found.priced.price) == (basis, price)


def test_past_sessions_set_the_price_and_are_no_reason_against_it(tmp_path: Path) -> None:
    past = tuple((day, G2083, plan, "Processed") for day, plan in (("2024-02-05", 900), ("2024-02-08", 1100)))
    found = built(claims(tmp_path, more=(*past, SPRAY)), RESISTANT, lookback=12).alternative
    # With session lines the drug dispensed for them belongs to the price; a known price has no range.
    assert found.priced is not None and found.priced.basis == "claims"
    assert found.priced.price == found.priced.low == found.priced.high == Decimal(2000 + 2600) / 2


NOT_MADE = {
    "paid now": ((("2026-02-05", G2083, 900, "Processed"),), RESISTANT, {}, "in the months that count"),
    "denied in the claims": ((("2026-02-05", G2083, 0, "Denied"),), RESISTANT, {}, "claims show that the plan denied"),
    "denied in the notice": (
        (), f'{RESISTANT}[denial]\nreason = "Spravato is not covered under your plan."\n', {}, "notice shows",
    ),
    "bipolar": ((), RESISTANT, {"indication": "bipolar"}, "not approved for this condition"),
    "ptsd": ((), RESISTANT, {"indication": "ptsd", "comparator": "esketamine"}, "not approved for this condition"),
    "one antidepressant": ((), "", {}, "fewer than two antidepressants"),
    "an undated diagnosis": ((), RESISTANT.replace("date = 2026-11-01\n", ""), {}, "fewer than two"),
    "a denied diagnosis": ((), RESISTANT.replace("Treatment", "not treatment"), {}, "fewer than two"),
    "turned off": ((), RESISTANT, {"comparator": "none"}, "turned off"),
    "no rates": ((), f'{RESISTANT}[treatment]\nprotocol = "kap-im"\nsession_price = 150\n', {}, "no rate of response"),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_MADE)
def test_when_it_is_not_made_it_says_why(name: str, tmp_path: Path) -> None:
    more, case, options, why = NOT_MADE[name]
    result = built(claims(tmp_path, more=more), case, **options)
    found = result.alternative
    assert found.verdict is Leg.NOT_MADE and why in found.why and found.priced is found.sums is None
    written = case_json(result, [], [])["alternative"]
    assert written["verdict"] == "not-made" and written["cost"] is written["less"] is written["tie"] is None


def test_two_antidepressants_of_the_claims_do(tmp_path: Path) -> None:
    two = ("SERTRALINE HCL 100MG TABLET", "BUPROPION XL 300MG TABLET")
    assert built(claims(tmp_path, drugs=two)).alternative.carries


def test_a_notice_that_asks_to_try_it_first_doesnt_deny_it() -> None:
    names = alternatives()["esketamine"].notice
    assert denied_in("We do not cover Spravato.", names) and denied_in("Esketamine: denied as experimental.", names)
    assert not denied_in("Ketamine infusions are denied. You must try Spravato first.", names)
    assert not denied_in("Denied: esketamine (Spravato) is the preferred alternative.", names)
    assert not denied_in("Ketamine is not covered.", names)


@pytest.mark.parametrize(
    ("price", "leg"), [("457", Leg.EXPECTED), ("700", Leg.FIRM), ("300", Leg.NONE), ("560", Leg.FIRM)]
)
def test_how_far_it_carries(price: str, leg: Leg, tmp_path: Path) -> None:
    """Ours at its dear end, 660 every 21 days: the series 3,960 against 8 × 560 = 4,480, and so for the other outcomes."""
    found = built(claims(tmp_path), RESISTANT, comparator_price=Decimal(price)).alternative
    assert found.verdict is leg


def test_just_below_its_tie_a_row_turns(tmp_path: Path) -> None:
    sums = built(claims(tmp_path), RESISTANT).alternative.sums
    assert sums is not None
    at = built(claims(tmp_path), RESISTANT, comparator_price=Decimal(sums.tie)).alternative.sums
    below = built(claims(tmp_path), RESISTANT, comparator_price=Decimal(sums.tie - 1)).alternative.sums
    assert at is not None and below is not None and min(at.less.all) >= 0 > min(below.less.all)


def test_a_reason_that_rules_out_ketamine_too_stops_the_build(tmp_path: Path) -> None:
    for words, stops in (
        ("history of intracerebral hemorrhage", True), ("known hypersensitivity to ketamine", True), ("AVM, cerebral", True),
        ("no aneurysmal disease; lives too far away", False), ("no clinic within ninety miles", False),
    ):  # fmt: skip
        case = f'{RESISTANT}[prescriber.why_not]\nesketamine = "{words}"\n'
        if stops:
            with pytest.raises(OffsetcaseError) as caught:
                built(claims(tmp_path), case)
            assert caught.value.problems[0].code == "E-WHY-NOT" and caught.value.exit_code == 2
        else:
            assert built(claims(tmp_path), case).lead is Lead.ALTERNATIVE


def test_what_is_not_acceptable_does_not_lead(tmp_path: Path) -> None:
    path = claims(tmp_path)
    refused = RESISTANT + 'esketamine = "not acceptable"\n'
    found = built(path, refused)
    assert found.lead is Lead.CAPPED and found.alternative.verdict is Leg.FIRM  # the comparison stays
    assert built(path, refused.replace("not acceptable", "acceptable")).lead is Lead.ALTERNATIVE
    # Undated, it is nobody's word; the comparison then rests on two drugs of the claims.
    two = claims(tmp_path, drugs=("SERTRALINE HCL 100MG TABLET", "BUPROPION XL 300MG TABLET"))
    assert built(two, refused.replace("date = 2026-11-01\n", "")).lead is Lead.ALTERNATIVE


LEADS = [
    (verdict, leg, lead)
    for verdict, leads in (
        (Verdict.ROBUST, "ooo"), (Verdict.EXPECTED, "ooo"), (Verdict.CONDITIONAL, "aac"), (Verdict.NONE, "aan"),
        (Verdict.UNDECIDED, "aan"), (None, "aan"),
    )
    for leg, lead in zip((Leg.FIRM, Leg.EXPECTED, Leg.NONE), leads, strict=True)
]  # fmt: skip
WORDS = {"o": Lead.OFFSET, "a": Lead.ALTERNATIVE, "c": Lead.CAPPED, "n": Lead.NECESSITY}


@each_row(("verdict", "leg", "lead"), LEADS)
def test_what_leads(verdict: Verdict | None, leg: Leg, lead: str) -> None:
    from offsetcase.offset.alternative import Alternative

    found = Alternative(alternatives()["esketamine"], leg, "")
    assert choose_lead(verdict, found, acceptable=True) is WORDS[lead]
    refused = choose_lead(verdict, found, acceptable=False)
    assert refused is (Lead.CAPPED if lead == "a" else WORDS[lead])
    if leg is Leg.NONE:
        unmade = Alternative(alternatives()["esketamine"], Leg.NOT_MADE, "why")
        assert choose_lead(verdict, unmade, acceptable=True) is WORDS[lead]


def test_it_never_replaces_the_comparison(tmp_path: Path) -> None:
    path = claims(tmp_path)
    plain, beside = built(path, RESISTANT, comparator="none"), built(path, RESISTANT)
    assert plain.offset == beside.offset and plain.turns == beside.turns


def test_the_case_file_may_name_it(tmp_path: Path) -> None:
    path = claims(tmp_path)
    found = built(path, '[comparator]\nname = "tms"\nprice = "210.00"\n').alternative
    assert found.covered.key == "tms" and found.sums is not None
    assert all(cost == 36 * 210 for cost in found.sums.cost.all)
    assert built(path, 'comparator = "none"\n').alternative.why.startswith("it was turned off")


@each_row("name", ["esketamine", "tms", "ect"])
def test_every_alternative_has_a_source(name: str) -> None:
    found = alternatives()[name]
    assert found.source and (found.price is None or found.price_source)


def test_words_count_unless_they_are_denied() -> None:
    assert speaks_of("Treatment resistant depression", ["treatment-resistant"])
    assert not speaks_of("This is not a treatment-resistant depression.", ["treatment-resistant"])
    assert speaks_of("No psychosis. Treatment-resistant depression.", ["treatment-resistant"])
    assert not speaks_of("no known aneurysm", ["aneurysm"]) and not speaks_of("", ["aneurysm"])
