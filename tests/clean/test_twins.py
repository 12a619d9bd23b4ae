"""The same claims in two files, copies and versions: each counts once, whatever its spelling, or is asked about."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clean_support import COVERS, DAY, Cleaned, april, clean, cleaned, codes, counted, fates, line
from offsetcase.model.ledger import Disposition
from offsetcase.model.lines import ClaimLine, Source, Status
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.rules import SameRule
from rows import each_row
from support import in_child

pytestmark = pytest.mark.in_child

PHARMACY = 1


# ---- fills -------------------------------------------------------------------------------------------------------------


@each_row(
    ("one", "other"),
    [
        ({"drug": "ABILIFY 5MG TABLET"}, {"drug": "Aripiprazole 5 mg tab (CVS)"}),
        (
            {"drug": "VRAYLAR CAP 3MG", "claim_id": "C77"},
            {"drug": "VRAYLAR 3 MG CAPSULE", "claim_id": "7001", "rx": "7001"},
        ),
        ({"drug": "SERTRALINE HCL 100MG"}, {"ndc": "00049490066"}),
        ({"provider": "WALGREENS 12 PHARMACY", "drug": ""}, {"drug": "VRAYLAR", "provider": "Walgreens #12"}),
    ],
)
def test_a_fill_under_two_spellings_counts_once(one: dict[str, Any], other: dict[str, Any]) -> None:
    rows = (line(1290, 15, **one), line(1290, 15, file=PHARMACY, kind="pharmacy", **other))
    for order in (rows, rows[::-1]):
        assert counted(cleaned(*order)) == 1290


def test_two_strengths_or_drugs_of_one_day_are_two_fills() -> None:
    for other in ("ABILIFY 10MG", "LATUDA 5MG"):
        rows = (line(500, 15, drug="ABILIFY 5MG"), line(500, 15, file=PHARMACY, kind="pharmacy", drug=other))
        assert counted(cleaned(*rows)) == 1000


def test_a_fill_in_a_description_is_one_whatever_the_row_above_it_describes() -> None:
    visit = line(90, 30, provider="Example Health", description="Office visit")
    fill = line(1290, 15, provider="Example Health", description="VRAYLAR 3MG CAP")
    bottle = line(None, 15, file=PHARMACY, kind="pharmacy", drug="VRAYLAR 3 MG CAPSULE", provider="CVS #1123")
    for rows in ((visit, fill, bottle), (fill, visit, bottle)):
        result = cleaned(*rows)
        assert counted(result) == 1380
        assert sorted(fates(result)) == ["duplicate", "open", "open"]


def test_the_largest_count_of_one_file_is_kept() -> None:
    one, other = line(500, 15, drug="ABILIFY 5MG"), line(500, 15, file=1, kind="pharmacy", drug="aripiprazole 5 mg")
    assert counted(cleaned(one, other, other)) == counted(cleaned(one, one._replace(claim_id="B"), other)) == 1000


def test_the_line_with_the_money_stays_and_takes_the_name() -> None:
    found = cleaned(line(195, 25, claim_type="x"), line(None, 25, file=1, code="90837"))
    # A service isn't a fill: without its code on both sides nothing is joined, and the unknown amount isn't counted.
    assert fates(found) == ["open", "no-plan-amount"]
    portal = line(212, 12, claim_type="Prescription Drug", provider="PHARMACY")
    found = cleaned(portal, line(None, 12, file=1, kind="pharmacy", drug="LATUDA 40MG", ndc="1"))
    assert fates(found) == ["open", "duplicate"] and found.entries[0].named_drug == "LATUDA 40MG"


# ---- services ----------------------------------------------------------------------------------------------------------


def test_a_service_counts_once_by_its_code_without_modifiers() -> None:
    rows = (line(code="90837"), line(file=1, code="90837-95", provider="DR A, LCSW"))
    assert fates(cleaned(*rows)) == ["open", "duplicate"]
    assert counted(cleaned(line(code="90837"), line(file=1, code="90834"))) == 200


def test_one_claim_number_in_two_formats_is_one_claim() -> None:
    rows = (
        line(claim_id="00 12345", provider="X"),
        line(file=1, claim_id="12345", line_id="1", code="90837", provider="Y"),
    )
    found = cleaned(*rows)
    assert counted(found) == 100 and codes(found) == []
    # Another number of that numbering is another claim, however equal.
    assert counted(cleaned(*rows, line(file=1, claim_id="12346", line_id="1", code="90837"))) == 200


def test_a_claims_one_row_beside_its_lines_in_another_file() -> None:
    rows = [
        line(150, 30, claim_id="12345"), line(195, 25, claim_id="77777"),
        line(100, 20, file=1, claim_id="12345", line_id="1", code="90837"), line(50, 10, file=1, claim_id="12345", line_id="2", code="90785"),
        line(195, 25, file=1, claim_id="77777", line_id="1", code="90837"),
    ]  # fmt: skip
    assert counted(cleaned(*rows)) == 345


# ---- the question ------------------------------------------------------------------------------------------------------

PORTAL, APP = line(195, 25, provider="Halvorsen LCSW"), line(195, 25, file=1, code="90837", provider="Nina Halvorsen")


def question(*rows: ClaimLine) -> Any:
    with pytest.raises(OffsetcaseError) as caught:
        cleaned(*rows)
    assert int(caught.value.exit_code) == 4 and {one.code for one in caught.value.problems} == {"E-SAME-TWICE"}
    return caught.value.problems


def test_equal_money_without_a_code_is_asked_once_for_two_files() -> None:
    later = dt.date(2024, 4, 5)
    problems = question(PORTAL, PORTAL._replace(service_date=later), APP, APP._replace(service_date=later))
    assert len(problems) == 1 and problems[0].text.startswith("2 lines of f0.csv")
    assert "f0.csv, row 2: 2024-03-05" in problems[0].excerpt and "f1.csv, row 4: 2024-03-05" in problems[0].excerpt


def test_the_printed_lines_settle_it() -> None:
    import tomllib

    remedy = question(PORTAL, APP)[0].remedy
    same = tuple(SameRule(**one) for one in tomllib.loads(remedy.partition("\n")[2])["same"])
    found = cleaned(PORTAL, APP, same=same)
    assert counted(found) == 195 and codes(found) == []
    two = (SameRule(files=("f1.csv", "f0.csv"), answer="two"),)
    assert counted(cleaned(PORTAL, APP, same=two)) == 390
    # One pair's answer goes before the files', and an answer to nothing is pointed out.
    pair = (*two, SameRule(files=("f0.csv", "f1.csv"), rows=(2, 3), answer="one"))
    found = cleaned(PORTAL, APP, same=pair)
    assert counted(found) == 195 and codes(found) == ["W-RULE-UNUSED"]


def test_what_is_no_question() -> None:
    assert counted(cleaned(PORTAL, APP._replace(service_date=dt.date(2024, 3, 6)))) == 390
    assert counted(cleaned(line(0, 0), line(0, 0, file=1, code="90837"))) == 0
    assert fates(cleaned(PORTAL, APP._replace(person="Bo Example"), member="Ada Example")) == ["open", "other-member"]
    assert counted(cleaned(PORTAL, APP, alike=True)) == 390  # one export gives a code or doesn't


# ---- copies within a file ----------------------------------------------------------------------------------------------


def monthly(count: int, **fields: Any) -> list[ClaimLine]:
    return [line(195, 25, service_date=dt.date(2024, month, 5), **fields) for month in range(1, count + 1)]


@each_row("count", [2, 3, 12])
def test_a_table_that_stands_twice_counts_once(count: int) -> None:
    rows = monthly(count)
    doubled = [row for row in rows for _ in (1, 2)]
    for copied in (
        [*rows, *rows],
        doubled,
        [*reversed(rows), *rows],
        [*rows, *rows, line(7, 1)][: 2 * count + (count > 2)],
    ):
        found = cleaned(*copied)
        assert counted(found) in (195 * count, 195 * count + 7) and codes(found)[:1] == ["W-COPIED"]


def test_short_repeats_stay_and_are_said() -> None:
    rows = monthly(12)
    found = cleaned(*rows, rows[3])
    assert counted(found) == 195 * 13 and codes(found) == ["W-MAYBE-TWICE"]
    # Group and single therapy on one day, and four units listed one by one.
    assert counted(cleaned(*monthly(6), rows[0], rows[1])) == 195 * 8
    assert counted(cleaned(*[rows[0]] * 4)) == 195 * 4


def test_a_run_of_three_that_stands_again_is_a_copy() -> None:
    rows = monthly(12)
    found = cleaned(*rows, *rows[4:7])
    assert counted(found) == 195 * 12 and codes(found) == ["W-COPIED"]


def test_a_crowd_of_equal_rows_takes_no_square_of_time() -> None:
    """Two hundred million comparisons would be the square; the suite would be seen to stand still."""
    rows = [line()] * 20_001
    assert in_child(lambda: codes(cleaned(*rows))) == ["W-MAYBE-TWICE"]


# ---- reversals and versions --------------------------------------------------------------------------------------------


def test_a_reversal_on_a_later_day_finds_its_claim() -> None:
    later = dt.date(2024, 4, 5)
    gone = line(status=Status.REVERSED, claim_id="C77", service_date=later)
    assert fates(cleaned(line(claim_id="C77"), gone, line(claim_id="C79"))) == ["reversed", "reversed", "open"]
    assert counted(cleaned(line(claim_id="C77"), line(-100, -20, claim_id="C77", service_date=later))) == 0
    # A prescription's number stands on each month's fill: another month's isn't taken.
    fills = [line(claim_id="7", rx="7", drug="ABILIFY"), gone._replace(claim_id="7", rx="7", drug="ABILIFY")]
    assert fates(cleaned(*fills)) == ["open", "reversed"]


def test_paid_taken_back_and_paid_again_counts_once() -> None:
    paid, back = line(claim_id="A1", code="90837"), line(-100, -20, claim_id="A1", code="90837")
    for rows in ((paid, back, paid), (paid, paid, back), (paid, back, paid, back, paid)):
        assert counted(cleaned(*rows)) == 100
    # The whole table twice: paid and taken back.
    assert counted(cleaned(paid, back, paid, back)) == 0
    other = paid._replace(file_no=1, source=Source("f1.csv", "", 0))
    assert counted(cleaned(paid, back, paid, other, alike=True)) == 100


# ---- properties --------------------------------------------------------------------------------------------------------

ROWS = st.lists(
    st.builds(
        line,
        st.sampled_from([0, 78, 104, 195]),
        st.sampled_from([0, 25]),
        service_date=st.dates(dt.date(2024, 1, 1), dt.date(2024, 2, 28)),
        code=st.sampled_from(["", "90837", "90834-95"]),
        provider=st.sampled_from(["Dr. A", "Dr. B"]),
    ),
    max_size=12,
)


def numbered(rows: list[ClaimLine]) -> list[ClaimLine]:
    return [row._replace(claim_id=f"CLAIM{n}") for n, row in enumerate(rows)]


def moved(rows: list[ClaimLine], file: int) -> list[ClaimLine]:
    return [row._replace(file_no=file, source=Source(f"f{file}.csv", "", 0)) for row in rows]


@given(ROWS, st.randoms(), st.integers(0, 12))
@settings(max_examples=150, deadline=None)
def test_the_order_a_split_a_repeat_and_a_stranger_change_nothing(rows: list[ClaimLine], random: Any, at: int) -> None:
    rows = numbered(rows)
    total = counted(cleaned(*rows))
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert counted(cleaned(*shuffled)) == total
    assert counted(cleaned(*rows[:at], *moved(rows[at:], 1), alike=True)) == total
    assert counted(cleaned(*rows, *moved(rows, 1), *moved(shuffled, 2), alike=True)) == total
    strangers = [row._replace(person="Bo Other") for row in shuffled]
    if rows:
        assert counted(cleaned(*strangers, *rows, member="Ada Example")) == total


@given(ROWS)
@settings(max_examples=100, deadline=None)
def test_rows_without_numbers_repeat_as_a_file_and_stay_one(rows: list[ClaimLine]) -> None:
    days = {row.service_date for row in rows}
    rows = [next(row for row in rows if row.service_date == day) for day in sorted(day for day in days if day)]
    assert counted(cleaned(*rows, *moved(rows, 1), alike=True)) == counted(cleaned(*rows))


@given(st.lists(st.tuples(ROWS, st.integers(0, 2)), max_size=3), st.booleans())
@settings(max_examples=100, deadline=None)
def test_every_row_has_one_fate(parts: list[tuple[list[ClaimLine], int]], alike: bool) -> None:
    rows = [row for part, file in parts for row in moved(part, file)]
    try:
        found = cleaned(*rows, alike=alike)
    except OffsetcaseError as error:
        assert {one.code for one in error.problems} == {"E-SAME-TWICE"}
        return
    assert len(found.entries) == len(rows)
    assert {entry.disposition for entry in found.entries} <= {None, Disposition.DUPLICATE, Disposition.REVERSED}


def _claim_and_lines(number: str) -> list[ClaimLine]:
    whole = line(104, 30, file=0, claim_id=number)
    parts = [line(74, 20, file=1, claim_id="C1001", code="90837"), line(30, 10, file=1, claim_id="C1001", code="90785")]
    return [whole, *parts]


def test_a_claims_row_beside_its_lines_in_another_file_of_the_same_number() -> None:
    assert counted(cleaned(*_claim_and_lines("C1001"))) == 104


@pytest.mark.parametrize(("answer", "total"), [("one", 104), ("two", 208)])
def test_a_claims_row_beside_its_lines_under_another_number_is_asked(answer: str, total: int) -> None:
    lines = _claim_and_lines("P-77")
    with pytest.raises(OffsetcaseError) as caught:
        cleaned(*lines)
    assert [one.code for one in caught.value.problems] == ["E-SAME-TWICE"]
    rule = SameRule.model_validate({"files": ["f0.csv", "f1.csv"], "answer": answer})
    assert counted(cleaned(*lines, same=(rule,))) == total


def test_health_records_of_one_file_are_asked_about_once() -> None:
    portal = [line(100, 20, file=0, service_date=DAY.replace(day=n)) for n in (1, 2, 3)]
    app = [line(100, 20, file=1, service_date=DAY.replace(day=n), code="90837") for n in (1, 2, 3)]
    rows = [one._replace(source=Source("f0.csv", "", n)) for n, one in enumerate(portal, 2)]
    rows += [one._replace(source=Source("f1.json", f"eob{n}", n)) for n, one in enumerate(app, 1)]

    def run(same: tuple[SameRule, ...]) -> Cleaned:
        return clean(
            rows, member="", member_from="", covers=COVERS, formats={0: "generic: a", 1: "fhir-carin"}, same=same
        )

    with pytest.raises(OffsetcaseError) as caught:
        run(())
    (problem,) = caught.value.problems
    assert 'files = ["f0.csv", "f1.json"]' in problem.remedy
    assert counted(run((SameRule.model_validate({"files": ["f0.csv", "f1.json"], "answer": "one"}),))) == 300


def test_a_claim_paid_again_in_the_newer_file_is_no_copy_of_the_first_payment() -> None:
    for number in ("", "C1001"):
        first = line(claim_id=number, code="90837", processed_date=april(1))
        back = line(-100, -20, file=1, claim_id=number, code="90837", processed_date=april(9))
        again = first._replace(file_no=1, processed_date=april(9))
        assert counted(cleaned(first, back, again, alike=True)) == 100
        # Where the newer file holds the first payment too, that one was taken back.
        assert counted(cleaned(first, first._replace(file_no=1), back, alike=True)) == 0
