"""What the plan paid, under whatever name: known, asked about, or worked out only where nothing better is there."""

from __future__ import annotations

import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from offsetcase.model.ledger import sums
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import ReadFile, read_file
from offsetcase.read.headings import fold, is_insurers_payment, meanings
from offsetcase.read.rules import Rules, load_rules
from rows import each_row

ROWS = (("02/06/2024", "Oak Counseling", "170.00", "120.00", "96.00", "24.00"),
        ("03/06/2024", "Oak Counseling", "1,170.00", "1,120.00", "1,096.00", "24.00"))  # fmt: skip
HEAD = ("Date of Service", "Provider", "Billed", "Allowed", "Plan Paid", "Member Responsibility")


def write(
    folder: Path, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...] = ROWS, name: str = "claims.csv"
) -> Path:
    path = folder / name
    text = "\n".join("|".join(cells) for cells in (head, *rows)) + "\n"
    path.write_text(text, encoding="utf-8")
    return path


def read(path: Path, rules: Rules | None = None) -> ReadFile:
    return read_file(path, rules or Rules(), 0)[0]


def plan_paid(file: ReadFile) -> Decimal | None:
    return sums(file.lines).plan_paid


def with_plan(heading: str) -> tuple[str, ...]:
    return (*HEAD[:4], heading, HEAD[5])


@each_row(
    "heading",
    [
        "plan's share", "Plan’s Share", "PLAN SHARE", "Plan Share ($)", "Plan share (USD)*", "Plan Share†", "Plan share [1]", "plan_share",
        "Amt Pd by Plan", "PlanPaidAmt", "Ins Pd", "Amount the plan paid", "Total amount paid by your plan", "Paid by Kaiser", "Aetna Paid",
        "Aetna Paid ($)", "Amount paid by UnitedHealthcare", "Amount we paid", "We paid", "Cigna pays", "Blue Cross payment",
        "What your health plan paid",
    ],
)  # fmt: skip
def test_one_column_under_many_names(tmp_path: Path, heading: str) -> None:
    assert plan_paid(read(write(tmp_path, with_plan(heading)))) == Decimal("1192.00")


@each_row(
    "heading",
    [
        "Paid", "Payment", "DESERET Paid", "Covered", "Amount covered", "Share", "Paid by fund", "Trust fund payment", "Covered by plan", "Plan amount",
        "Reimbursed", "Benefit", "Plan cost", "Insurance", "Your plan's amount", "Amount reimbursed to you by plan",
    ],
)  # fmt: skip
def test_a_column_that_could_be_is_asked_about_and_the_printed_line_settles_it(tmp_path: Path, heading: str) -> None:
    path = write(tmp_path, with_plan(heading))
    with pytest.raises(OffsetcaseError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.code == "E-PLAN-COLUMN" and heading in problem.text and "96.00; 1,096.00" in problem.text
    lines = re.findall(r"^\[columns\]\n.*$", problem.remedy, re.MULTILINE)
    for text, right in zip(lines, (Decimal("1192.00"), Decimal("1192.00")), strict=True):
        rules = tmp_path / "claims.rules.toml"
        rules.write_text(text + "\n", encoding="utf-8")
        # Said to be something else, it leaves allowed minus the member's share, which is the same in these rows.
        assert plan_paid(read(path, load_rules(rules))) == right


def test_another_files_answer_is_kept(tmp_path: Path) -> None:
    path = write(tmp_path, with_plan("Fund Paid"))
    with pytest.raises(OffsetcaseError) as caught:
        read(path, Rules(columns={"plan_paid": "Trust Paid"}))
    assert 'plan_paid = ["Trust Paid", "Fund Paid"]' in caught.value.problems[0].remedy
    both = Rules(columns={"plan_paid": ("Trust Paid", "Fund Paid")})
    assert plan_paid(read(path, both)) == Decimal("1192.00")


@each_row("heading", ["Plan Paid %", "Plan Paid (%)", "Percent paid by plan", "Plan pays pct"])
def test_a_percentage_is_no_amount(tmp_path: Path, heading: str) -> None:
    rows = tuple((*row[:4], "80", row[5]) for row in ROWS)
    file = read(write(tmp_path, (*HEAD[:4], heading, "Something"), rows))
    assert plan_paid(file) is None and not file.columns.has("plan_paid")


@each_row(
    "heading",
    [
        "Plan Discount",
        "Copay collected",
        "Paid at visit",
        "HSA paid",
        "Amount remaining",
        "Not payable by plan",
        "Plan ID",
    ],
)
def test_known_other_amounts_are_no_question(tmp_path: Path, heading: str) -> None:
    rows = tuple((*row[:4], "7001" if heading == "Plan ID" else "9.00", row[5]) for row in ROWS)
    assert plan_paid(read(write(tmp_path, with_plan(heading), rows))) == Decimal("1192.00")  # allowed less the share


def test_a_balance_is_no_share_to_work_with(tmp_path: Path) -> None:
    head = ("Date of Service", "Provider", "Billed", "Allowed", "Copay collected", "You owe")
    rows = (("02/06/2024", "Oak", "170.00", "120.00", "30.00", "0.00"),)
    file = read(write(tmp_path, head, rows))
    assert plan_paid(file) is None
    (said,) = (one for one in file.warnings if "You owe" in one.text)
    chosen = Rules(columns={"member_paid": re.findall(r'"(.*)"', said.remedy)[0]})
    assert plan_paid(read(write(tmp_path, head, rows), chosen)) == Decimal("120.00")


@each_row(
    ("answer", "right"),
    [("in-both", "96.00"), ("in-neither", "96.00"), ("in-allowed", "86.00"), ("in-share", "106.00")],
)
def test_not_covered_is_asked_about_before_anything_is_worked_out(tmp_path: Path, answer: str, right: str) -> None:
    head = ("Date of Service", "Provider", "Billed", "Allowed", "Not covered", "Member Responsibility")
    path = write(tmp_path, head, (("02/06/2024", "Oak", "170.00", "120.00", "10.00", "24.00"),))
    with pytest.raises(OffsetcaseError) as caught:
        read(path)
    assert caught.value.problems[0].code == "E-NOT-COVERED"
    line = next(line for line in caught.value.problems[0].remedy.splitlines() if f'"{answer}"' in line)
    rules = tmp_path / "claims.rules.toml"
    rules.write_text(line + "\n", encoding="utf-8")
    assert plan_paid(read(path, load_rules(rules))) == Decimal(right)


def test_the_whole_cost_of_a_fill(tmp_path: Path) -> None:
    head = ("Fill date", "Drug name", "Pharmacy", "Total cost", "Total you paid")
    file = read(write(tmp_path, head, (("02/06/2024", "Sertraline 100 mg", "Bridge", "25.00", "10.00"),)))
    assert plan_paid(file) == Decimal("15.00") and "W-DERIVED" in {one.code for one in file.warnings}
    # A visit's total cost could be what was billed.
    head = ("Service date", "Description", "Provider", "Total cost", "Total you paid")
    file = read(write(tmp_path, head, (("02/06/2024", "Visit", "Oak", "250.00", "10.00"),)))
    assert plan_paid(file) is None and [one.heading for one in file.unread] == ["Total cost"]


def test_headings_not_understood_are_shown_with_their_line(tmp_path: Path) -> None:
    head = (*HEAD, "Zorp", "Frobnicated on", "Wobble")
    rows = tuple((*row, "x y", "02/09/2024", f"{n}.50") for n, row in enumerate(ROWS))
    file = read(write(tmp_path, head, rows))
    assert [(one.heading, one.samples, one.line) for one in file.unread] == [
        ("Zorp", ("x y",), 'description = "Zorp"'),
        ("Frobnicated on", ("02/09/2024",), 'processed_date = "Frobnicated on"'),
        ("Wobble", ("0.50", "1.50"), 'ignore = ["Wobble"]'),
    ]
    settled = Rules(columns={"ignore": ("Wobble",), "description": "Zorp", "processed_date": "Frobnicated on"})
    assert read(write(tmp_path, head, rows), settled).unread == ()


SYNONYMS = load_toml(data_path("synonyms.toml"))["fields"]
RENAMED = ("service_date", "provider", "billed", "allowed", "plan_paid", "member_paid")


@given(data=st.data(), seed=st.integers(0, 999))
@settings(max_examples=60, deadline=None)
def test_synonyms_and_shuffled_columns_change_no_sum(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject, seed: int
) -> None:
    head = [data.draw(st.sampled_from([one for tier in SYNONYMS[name][:2] for one in tier])) for name in RENAMED]
    order = list(range(len(head)))
    random.Random(seed).shuffle(order)
    rows = tuple(tuple(row[at] for at in order) for row in ROWS)
    folder = tmp_path_factory.mktemp("renamed")
    try:
        file = read(write(folder, tuple(head[at] for at in order), rows))
    except OffsetcaseError as error:
        # One heading alone may belong to a known export or be asked about; it is never read as something else.
        assert {one.code for one in error.problems} <= {"E-FORMAT-TIE", "E-PLAN-COLUMN"}
        return
    assert tuple(sums(file.lines))[1:] == tuple(map(Decimal, ("1340.00", "1240.00", "1192.00", "48.00")))


@given(st.text(alphabet="abcxyz'’%$#()*[]1_ -", max_size=30))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert isinstance(is_insurers_payment(text), bool) and isinstance(meanings(text), tuple)


@each_row("heading", ["Check Amount", "Employer Cost", "Disbursed", "Payout", "Settled Amount", "Plan Liability"])
def test_unknown_money_is_asked_about_before_plan_paid_is_worked_out(heading: str, tmp_path: Path) -> None:
    path = write(tmp_path, tuple(heading if cell == "Plan Paid" else cell for cell in HEAD))
    with pytest.raises(OffsetcaseError) as caught:
        read(path)
    (problem,) = caught.value.problems
    assert problem.code == "E-PLAN-COLUMN" and f'plan_paid = "{heading}"' in problem.remedy
    assert plan_paid(read(path, Rules.model_validate({"columns": {"plan_paid": heading}}))) == Decimal("1192.00")
    assert plan_paid(read(path, Rules.model_validate({"columns": {"ignore": [heading]}}))) == Decimal("1192.00")
