"""What counts as an antidepressant tried, over every row of the files, and what changes a verdict."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from offsetcase.argument.facts import build_facts
from offsetcase.case.request import Request
from offsetcase.offset.result import CaseResult
from offsetcase.offset.turning import STEP, turning_points
from offsetcase.offset.verdict import Verdict
from offsetcase.pipeline import build_case
from support import Claims, months, worked_example

LONG = ("2024-01-05", "2024-02-16")  # 42 days apart
SHORT = ("2024-01-05", "2024-02-15")


def built(path: Path, *fills: tuple[str, str, str], case: str = "", **options: object) -> CaseResult:
    claims = Claims()
    for day, drug, status in fills:
        claims.add(day, drug=drug, plan=20, status=status)
    for first in months("2025-11", 12):
        claims.add(first.replace(day=9), code="90837", plan=780)
    claims.add("2026-10-31", code="80053", plan=0)
    (path / "case.toml").write_text(case, encoding="utf-8")
    return build_case(Request((claims.write(path / "claims.csv"),), draws=0, **options))  # type: ignore[arg-type]


def names(result: CaseResult) -> list[str]:
    return [trial.drug for trial in result.tried]


def paid(drug: str, days: tuple[str, ...], status: str = "Processed") -> list[tuple[str, str, str]]:
    return [(day, drug, status) for day in days]


def test_fills_six_weeks_apart_are_a_trial_and_the_window_does_not_matter(tmp_path: Path) -> None:
    fills = [*paid("SERTRALINE 100MG", LONG), *paid("ESCITALOPRAM 10MG", SHORT)]
    found = built(tmp_path, *fills, lookback=12)
    assert names(found) == ["sertraline"] and found.window.first.year == 2025
    book = build_facts(found)
    assert book["antidepressants.tried"].value == 1 and book["drugs"].value == 2
    assert str(book["drug.sertraline.first"].value) == "2024-01-05" and book["drug.sertraline.fills"].value == 2


def test_brands_and_release_forms_are_one_and_denied_fills_none(tmp_path: Path) -> None:
    one = [("2024-01-05", "WELLBUTRIN XL 150MG", "Processed"), ("2024-03-05", "BUPROPION HCL SR 150MG", "Processed")]
    denied = [("2024-01-05", "SERTRALINE 100MG", "Processed"), ("2024-04-05", "SERTRALINE 100MG", "Denied")]
    assert names(built(tmp_path, *one, *denied)) == ["bupropion"]


def test_a_drug_for_sleep_is_left_out_on_the_prescribers_word(tmp_path: Path) -> None:
    fills = paid("TRAZODONE 50MG", LONG)
    word = '[prescriber]\nname = "Dr. A"\ndate = 2026-11-01\n[prescriber.trials]\ntrazodone = "50 mg at night, for sleep"\n'
    assert names(built(tmp_path, *fills)) == ["trazodone"]
    assert names(built(tmp_path, *fills, case=word)) == []
    assert names(built(tmp_path, *fills, case=word.replace("date = 2026-11-01\n", ""))) == ["trazodone"]


def test_days_supply_counts_where_the_file_says_it(tmp_path: Path) -> None:
    head = "Date Filled,Drug Name,Days Supply,Plan Paid,You Paid\n"
    talk = "".join(f"2026-{month:02d}-03,LORAZEPAM 1MG,30,40,5\n" for month in range(1, 9))
    for supply, drugs in ((90, ["sertraline"]), (30, [])):
        path = tmp_path / f"{supply}.csv"
        path.write_text(f"{head}2026-02-03,SERTRALINE 100MG,{supply},12,5\n{talk}", encoding="utf-8")
        assert names(build_case(Request((path,), draws=0))) == drugs


def test_just_beyond_a_turn_the_verdict_is_another_one(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    result = build_case(Request((path,), price=Decimal(550), sets={"workup": Decimal(350)}, draws=0))
    price = next(turn for turn in result.turns if turn.parameter == "price")
    assert result.verdict is Verdict.CONDITIONAL and price.verdict is Verdict.NONE and price.above

    def verdict(value: Decimal) -> Verdict | None:
        return build_case(Request((path,), price=value, sets={"workup": Decimal(350)}, draws=0)).verdict

    assert verdict(price.at) is Verdict.NONE and verdict(price.at - STEP["price"]) is Verdict.CONDITIONAL
    annual = result.baseline.annual
    again = turning_points(result.inputs, annual, result.window.months, Verdict.CONDITIONAL, unread=False)
    assert again == result.turns


def test_whole_dollars_add_up_as_printed(tmp_path: Path) -> None:
    two = '[prescriber]\nname = "Dr. A"\ndate = 2026-11-01\ndiagnosis = "treatment-resistant depression"\n'
    path = worked_example(tmp_path)
    (tmp_path / "case.toml").write_text(two, encoding="utf-8")
    book = build_facts(
        build_case(Request((path,), price=Decimal("550.37"), sets={"workup": Decimal("350.21")}, draws=0))
    )

    def of(id: str) -> Decimal:
        value: Decimal = book[f"body.{id}"].value
        assert value == value.to_integral_value(), id
        return value

    for run, cost in (
        ("average", "average.treatment"),
        ("responder", "responder.treatment"),
        ("nobody", "nobody.cost"),
    ):
        assert of(f"{run}.net") == of(f"{run}.stops") - of(cost)
        assert of(cost) - 1 < book[cost].value <= of(cost)
    assert of("weighed.nobody") + of("weighed.responder") + of("natural.net") == of("average.net")
    assert of("average.year_one") + of("average.year_two") == of("average.net")
    for name, ours in (("average", "average.treatment"), ("no_response", "nobody.cost")):
        assert of(f"alternative.less.{name}") == of(f"alternative.cost.{name}") - of(ours)
    assert of("annual.total") == sum(of(id) for id in book if id.startswith("noun."))


def test_a_discount_lowers_both_sides_and_is_stated(tmp_path: Path) -> None:
    path = worked_example(tmp_path)
    sets = {"workup": Decimal(350)}
    plain = build_case(Request((path,), price=Decimal(550), sets=sets, draws=0)).offset
    found = build_case(Request((path,), price=Decimal(550), sets={**sets, "discount": Decimal("0.03")}, draws=0))
    assert plain is not None and found.offset is not None
    for flow, before in ((found.offset.average, plain.average), (found.offset.lasting, plain.lasting)):
        for t in range(24):
            worth = 1.03 ** (-t / 12)
            assert abs(float(flow.treatment[t]) - float(before.treatment[t]) * worth) < 1e-9
            assert abs(float(flow.stops[t]) - float(before.stops[t]) * worth) < 1e-9
    assert found.offset.expected_visits == plain.expected_visits
    assert [stage.cost for stage in found.schedule.stages][-1] == 17400
    assert "assume.discount" in build_facts(found) and found.offset.parameters.discount == Decimal("0.03")
