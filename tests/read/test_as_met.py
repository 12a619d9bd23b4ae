"""Tables as they are met: several in one file, cells over several rows, shifted rows, mangled signs, archives."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from random import Random

import pytest

import xls_writer
import xlsb_writer
import xlsx_writer
from offsetcase.model.ledger import sums
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import ReadFile, read_file
from offsetcase.read.day_zero import counts_from_1904
from offsetcase.read.rules import Rules
from rows import each_row
from support import zipped

HEAD = "Date of Service,Claim Number,Provider,Billed,Plan Paid,Member Responsibility,Notes\n"
ROW = "2/6/2024,A1,Oak Counseling,240.00,195.00,25.00,\n"


def read(
    folder: Path, text: str | bytes, rules: dict[str, object] | None = None, name: str = "claims.csv"
) -> list[ReadFile]:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return read_file(path, Rules.model_validate(rules or {}), 0)


def paid(files: list[ReadFile]) -> Decimal | None:
    return sums([line for file in files for line in file.lines]).plan_paid


def codes(folder: Path, text: str | bytes, name: str = "claims.csv") -> list[str]:
    with pytest.raises(OffsetcaseError) as caught:
        read(folder, text, name=name)
    return [problem.code for problem in caught.value.problems]


def test_a_second_heading_starts_a_table_of_its_own(tmp_path: Path) -> None:
    fills = "Fill Date,Rx Number,Pharmacy,Drug Name,You Paid,Plan Paid\n2/9/2024,R1,Bridge,SERTRALINE 100 MG,15.00,1290.00\n"
    files = read(tmp_path, f"{HEAD}{ROW}\nPharmacy\n{fills}\n{HEAD}{ROW.replace('A1', 'A2')}")
    assert [file.table.header_row for file in files] == [1, 5, 8] and len(
        {file.lines[0].file_no for file in files}
    ) == 3
    assert paid(files) == Decimal("1680.00") and files[1].lines[0].drug == "SERTRALINE 100 MG"
    # Every row is one line, the word between the tables too.
    assert [line.source.row for file in files for line in file.lines] == [2, 4, 6, 9]


def test_the_same_heading_again_is_the_same_table(tmp_path: Path) -> None:
    (file,) = read(tmp_path, HEAD + ROW + HEAD + ROW.replace("A1", "A2"))
    assert [line.note for line in file.lines] == ["", "the heading, repeated", ""] and paid([file]) == Decimal("390.00")


def test_a_table_without_dates_beside_the_claims_is_named(tmp_path: Path) -> None:
    summary = "Provider,Billed,Plan Paid,Member Responsibility\nOak Counseling,240.00,195.00,25.00\n"
    for text in (f"{summary}\n{HEAD}{ROW}", f"{HEAD}{ROW}\n{summary}"):
        files = read(tmp_path, text)
        assert paid(files) == Decimal("195.00") and sum(file.rows for file in files) == 2
        assert "W-NOT-READ" in {one.code for file in files for one in file.warnings}


def test_words_that_look_like_a_heading_stand_above_the_real_one(tmp_path: Path) -> None:
    (file,) = read(tmp_path, "Patient,Provider,Claim Status\nAda,Oak,all\n\n" + HEAD + ROW)
    assert file.table.header_row == 4 and len(file.table.preamble) == 2


ROWSPAN = """<table><tr><th>Date of Service</th><th>Provider</th><th>Procedure Code</th><th>Billed</th><th>Plan Paid</th><th>Notes</th></tr>
<tr><td rowspan="2">2/6/2024</td><td rowspan=2>Oak</td><td>90834</td><td>240.00</td><td>195.00</td><td></td></tr>
<tr><td>90785</td><td>20.00</td><td>14.00</td><td></td></tr>
<tr><td>3/6/2024</td><td>Oak</td><td>90834</td><td rowspan=2>260.00</td><td rowspan=2>209.00</td><td></td></tr>
<tr><td>3/6/2024</td><td>Oak</td><td>90785</td><td>note</td></tr></table>"""


def test_a_cell_over_several_rows_fills_them_but_money_counts_once(tmp_path: Path) -> None:
    (file,) = read(tmp_path, ROWSPAN, name="page.html")
    assert [line.provider for line in file.lines] == ["Oak"] * 4 and [line.code for line in file.lines][1] == "90785"
    assert [line.amounts.plan_paid for line in file.lines] == [
        Decimal("195.00"),
        Decimal("14.00"),
        Decimal("209.00"),
        None,
    ]


def test_merged_cells_are_taken_apart(tmp_path: Path) -> None:
    cells = [
        HEAD.strip().split(","),
        ["2/6/2024", "A1", "Oak", 240, 195, 25, ""],
        ["", "", "", 20, 14, 0, ""],
    ]
    data = xlsx_writer.workbook({"Claims": cells}, merged=["A2:A3", "B2:B3", "C2:C3"])
    (file,) = read(tmp_path, data, name="claims.xlsx")
    assert paid([file]) == Decimal("209") and [line.claim_id for line in file.lines] == ["A1", "A1"]
    # Money shown once for two rows is one amount.
    data = xlsx_writer.workbook({"Claims": [*cells[:2], ["", "", "", 20, "", 0, ""]]}, merged=["A2:A3", "E2:E3"])
    (file,) = read(tmp_path, data, name="claims.xlsx")
    assert [line.amounts.plan_paid for line in file.lines] == [Decimal("195"), None]


@each_row("tail", ["", ","])
@each_row("amount", ["1,290.00", "$1,290.00", "12,195"])
def test_an_amount_parted_by_its_own_comma_is_no_small_amount(tmp_path: Path, tail: str, amount: str) -> None:
    head = HEAD.replace(",Notes", ",Notes" + tail)
    shifted = ROW.replace("195.00", amount)
    assert codes(tmp_path, head + ROW * 3 + shifted) == ["E-RAGGED"]
    assert codes(tmp_path, head + shifted) == ["E-RAGGED"]


def test_a_comma_at_every_rows_end_is_no_shift(tmp_path: Path) -> None:
    assert paid(read(tmp_path, HEAD + ROW.replace("\n", ",\n") * 2)) == Decimal("390.00")


@each_row("dash", ["\xad", "\u2010", "\u2011", "\u2012", "\u2013", "\u2014", "\u2212", "\ufe63", "\uff0d"])
@each_row("form", ["{}195.00", "{}$195.00", "${}195.00", "195.00{}"])
def test_every_dash_is_a_minus(tmp_path: Path, dash: str, form: str) -> None:
    text = HEAD + ROW + ROW.replace("195.00", form.format(dash)).replace("Oak", "O\xadak")
    (file,) = read(tmp_path, text)
    assert paid([file]) == 0 and file.lines[1].provider == "Oak Counseling"


def test_papers_in_an_archive_are_named_and_passed_over(tmp_path: Path) -> None:
    papers = {"eob.pdf": b"%PDF-1.4 x", "letter.pdf": b"%PDF-1.4 y", "scan.png": b"\x89PNG x", "empty.txt": b""}
    files = read(tmp_path, zipped(("claims.csv", HEAD + ROW), *papers.items()), name="all.zip")
    said = " ".join(f"{one.where} {one.text}" for one in files[0].warnings)
    assert paid(files) == Decimal("195.00") and all(name in said for name in papers)
    assert set(codes(tmp_path, zipped(*papers.items()), name="papers.zip")) == {"E-STATEMENT"}


@each_row("cell", ["#####", "#VALUE!", "1.29E+03"])
def test_a_cell_that_a_spreadsheet_spoiled(tmp_path: Path, cell: str) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, HEAD + ROW + ROW.replace("195.00", cell))
    assert "download the file again and don't open it" in caught.value.problems[0].remedy


def test_day_numbers_of_a_1904_workbook(tmp_path: Path) -> None:
    for number, from_1904 in ((43866, True), (45328, False)):
        cells = [HEAD.strip().split(","), [number, "A1", "Oak", 240, 195, 25, ""]]
        data = xlsx_writer.workbook({"Claims": cells}, from_1904=from_1904)
        (file,) = read(tmp_path, data, name="claims.xlsx")
        assert str(file.lines[0].service_date) == "2024-02-06"


@pytest.mark.parametrize("kind", ["xls", "scattered.xls", "xlsb"])
def test_day_numbers_of_an_older_and_of_a_binary_workbook(kind: str, tmp_path: Path) -> None:
    heading = ["Date of Service", "Provider", "Plan Paid", "Member Responsibility"]
    for day, from_1904 in ((43866, True), (45328, False)):
        rows = [heading, *([day + 31 * n, "Oak", 195.5, 25] for n in range(40))]
        if kind == "xlsb":
            data = xlsb_writer.workbook(rows, from_1904=from_1904)
        else:
            data = xls_writer.workbook(rows, from_1904=from_1904, scattered="scattered" in kind)
        (file,) = read(tmp_path, data, name=f"claims.{kind}")
        assert str(file.lines[0].service_date) == "2024-02-06" and file.rows == 40


@each_row("seed", range(60))
def test_a_damaged_workbook_says_nothing_of_its_days(seed: int) -> None:
    random = Random(seed)
    writer = xls_writer if seed % 2 else xlsb_writer
    data = bytearray(writer.workbook([["Date", "Paid"], [43866, 1.5]], from_1904=True))
    for _ in range(20):
        data[random.randrange(8, len(data) if seed % 3 else 1600)] = random.randrange(256)
    assert counts_from_1904(bytes(data[: random.randrange(30, len(data))])) in (True, False)


@each_row(
    ("text", "what"),
    [
        ("ISA*00*          *00*          *ZZ*PAYER~GS*HP*P*C*20240206~ST*835*0001~BPR*I*195~", "835"),
        ("ISA*00*          *00*          *ZZ*PAYER~GS*HC*P*C*20240206~ST*837*0001~", "X12"),
        ("OFXHEADER:100\nDATA:OFXSGML\n", "bank"),
        ("Date,Description,Amount,Balance\n2/6/2024,OAK COUNSELING,-25.00,900.00\n", "statement"),
        ("Account name\n\nPosted Date;Payee;Debit;Credit\n2/6/2024;OAK;25.00;\n", "statement"),
        ("Transaction Date,Description,Transaction Type,Amount,Tax Year\n2/6/2024,OAK,Distribution,25.00,2024\n", "savings account"),
        ("Fill Date,Drug Name,Pharmacy,Retail Price,GoodRx Price,You Saved\n2/6/2024,SERTRALINE,Bridge,40.00,12.00,28.00\n", "discount card"),
        ('{"claims": [{"claimId": "A1", "providerName": "Oak", "planPaidAmount": 195.0}]}', "portal"),
    ],
)  # fmt: skip
def test_what_is_no_claims_is_called_what_it_is(tmp_path: Path, text: str, what: str) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.code == "E-NOT-CLAIMS" and what in problem.text and problem.remedy


def test_a_paper_is_no_table(tmp_path: Path) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, b"%PDF-1.4 x", name="eob.pdf")
    assert "sample_claims/template.csv" in caught.value.problems[0].remedy


@each_row(
    ("name", "content"),
    [("manifest.json", '{"transactionTime": "2024", "output": []}'), ("saved.json", '{"claims": [{"claimId": "1", "providerName": "x"}]}'),
     ("empty.csv", HEAD), ("bank.csv", "Date,Description,Amount,Balance\n2024-02-06,CVS,-10.00,500.00\n")],
)  # fmt: skip
def test_a_part_of_an_archive_that_holds_no_claims_refuses_none_of_the_others(
    name: str, content: str, tmp_path: Path
) -> None:
    files = read(tmp_path, zipped(("claims.csv", HEAD + ROW), (name, content)), name="claims.zip")
    assert paid(files) == Decimal("195.00")
    assert [warning.code for file in files for warning in file.warnings] == ["W-NOT-READ"]
