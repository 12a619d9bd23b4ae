"""Health-record claims, spreadsheets, web tables, archives and Medicare's text, each written by this project."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fhir_support import eob, item, money
from offsetcase.model.lines import Benefit, ClaimLine
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import ReadFile, read_file
from offsetcase.read.rules import Rules
from rows import each_row
from support import in_child, zipped
from xlsb_writer import workbook as binary_workbook
from xlsx_writer import workbook

HEAD = ["Claim Number", "Date of Service", "Provider", "Plan Paid", "Patient Responsibility", "Claim Status"]


def read(folder: Path, content: bytes | str, name: str = "file.bin") -> list[ReadFile]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path, Rules(), 0)


def amounts(line: ClaimLine) -> list[str | None]:
    return [None if value is None else str(value) for value in line.amounts]


# ---- spreadsheets, web tables, archives -----------------------------------------------------------------------------


def test_a_workbook_with_a_cover_sheet_and_two_years(tmp_path: Path) -> None:
    content = workbook(
        {
            "Cover": [["My claims"], ["for a friend"]],
            "2024": [
                HEAD,
                ["A1", "03/05/2024", "Dr. A", 120.5, 30, "Paid"],
                [212585123456789012, 45356, "Dr. A", "$1,100.00", 0, "Paid"],
            ],
            "2025": [["Prepared", "today"], HEAD, ["A3", 20250107, "Dr. A", 1e3, 12.1, "Paid"]],
        },
        placed=False,
    )
    for name in ("claims.xlsx", "claims.csv", "claims"):  # the name decides nothing
        found = read(tmp_path, content, name)
        assert [(one.table.sheet, one.rows) for one in found] == [("2024", 2), ("2025", 1)]
    first, second = found[0].lines
    assert amounts(first)[2:] == ["120.5", "30"] and str(second.service_date) == "2024-03-05"
    assert second.claim_id == "" and "W-CLAIM-NUMBER" in [
        w.code for w in found[0].warnings
    ]  # damaged by the sheet's numbers
    assert str(found[1].lines[0].service_date) == "2025-01-07" and amounts(found[1].lines[0])[2:] == ["1000", "12.1"]
    assert any(w.code == "W-NOT-READ" and "Cover" in w.where for w in found[0].warnings)
    assert str(found[1].lines[0].source) == "claims [2025], row 3"


def test_a_sheet_s_name_is_plain_text(tmp_path: Path) -> None:
    (found,) = read(tmp_path, workbook({"a\u202eb": [HEAD, ["A1", "03/05/2024", "Dr. A", "120.00", "30.00", "Paid"]]}))
    assert found.table.sheet == found.lines[0].source.sheet == "ab"


def test_a_web_table_under_an_excel_name(tmp_path: Path) -> None:
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
        for row in (["01/01/2025&nbsp;-&nbsp;01/02/2025", "X", "", "(12.00)", "0", "Paid"],)
    )
    page = f"<html><body><table><tr><td>menu</td></tr></table><table><tr>{''.join(f'<th>{h}</th>' for h in HEAD[1:2] + HEAD[:1] + HEAD[2:])}</tr>{rows}</table></body></html>"
    (found,) = read(tmp_path, page, "claims.xls")
    assert str(found.lines[0].service_date) == "2025-01-01" and amounts(found.lines[0])[2] == "-12.00"


CSV = (",".join(HEAD) + "\nA1,03/05/2024,Dr. A,120.00,30.00,Paid\n").encode()


def test_an_archive_is_read_in_memory_whatever_its_paths(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        zipped(
            ("../../etc/a.csv", CSV),
            ("b/c.json", json.dumps(eob(item(1, money("benefit", 5))))),
            ("__MACOSX/x", b"?"),
            (".DS_Store", b"?"),
        ),
    )
    assert [one.table.file for one in found] == ["file.bin:a.csv", "file.bin:c.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["file.bin"]


@pytest.mark.parametrize(
    "made",
    [lambda: zipped(("bomb.csv", b"0" * 30_000_000)), lambda: zipped(*((f"{n}.csv", CSV) for n in range(300))), zipped, lambda: zipped(("in.zip", zipped(("a.csv", CSV)))), lambda: zipped(("a.csv", CSV))[:-30]],
    ids=["bomb", "too many", "empty", "nested", "truncated"],
)  # fmt: skip
def test_archives_that_are_refused(tmp_path: Path, made: Callable[[], bytes]) -> None:
    def refusal() -> tuple[int, str]:
        with pytest.raises(OffsetcaseError) as caught:
            read(tmp_path, made())
        return int(caught.value.exit_code), caught.value.problems[0].remedy

    status, remedy = in_child(refusal)
    assert status == 4 and remedy


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_unpacks_without_a_bound_is_refused_unread(tmp_path: Path, method: int) -> None:
    """The library would take the memory for all of it before this program sees the first byte."""
    with pytest.raises(OffsetcaseError, match="packed in a way") as caught:
        read(tmp_path, zipped(("a.csv", CSV), method=method))
    assert caught.value.problems[0].code == "E-ZIP"


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=4))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_workbook_ends_in_lines_or_in_words(tmp_path: Path, at: int, damage: bytes) -> None:
    content = bytearray(workbook({"2024": [HEAD, ["A1", "03/05/2024", "Dr. A", 120.5, 30, "Paid"]]}))
    content[at % len(content) : at % len(content) + len(damage)] = damage
    try:
        read(tmp_path, bytes(content))
    except OffsetcaseError as error:
        assert error.problems


# ---- Medicare's text ------------------------------------------------------------------------------------------------

MEDICARE = """MYMEDICARE.GOV PERSONAL HEALTH INFORMATION

**********CONFIDENTIAL***********

Produced by the Blue Button (v2.0)

03/16/2024 5:10 AM

--------------------------------
Claim Summary

--------------------------------

Claim Number: 1234567890000

Provider: No Information Available

Service Start Date: 02/01/2024

Service End Date:

Amount Charged: $500.00
Medicare Approved: $300.00
{paid}: $240.01
You May be Billed: $60.00
Claim Type: PartB

--------------------------------

Claim Lines for Claim Number: 1234567890000

Line number:  1
Date of Service From:  02/01/2024
Date of Service To:  02/01/2024
Procedure Code/Description:  90837 - Psychotherapy
Submitted Amount/Charges:  $300.00
Allowed Amount:  $200.00
Place of Service/Description:  11 - Office

Line number:  2
Date of Service From:  02/01/2024
Procedure Code/Description:  90785 - Add-on
Submitted Amount/Charges:  $200.00
Allowed Amount:  $100.00

Line number:  3
Revenue Code/Description:  0001 - Total Charges
Submitted Amount/Charges:  $500.00
Allowed Amount:  * Not Available *

--------------------------------

Claim Number: 999
Provider: Dr. B
Service Start Date: 03/01/2024
Amount Charged: $90.00
Medicare Approved: * Not Available *
{paid}: * Not Available *
You May be Billed: $0.00
Claim Type: PartB

--------------------------------

Claim Lines for Claim Number: 777

Claim Type: Part D
Claim Service Date: 04/01/2024
Pharmacy Name: Corner Drugs
Drug Code: 00049490066
Drug Name: sertraline
Fill Number: 1
"""


@each_row("label", ["Provider Paid", "text.claims.fieldLabels.medicarePaidToProvider", "Medicare Paid Provider"])
def test_medicare_text(tmp_path: Path, label: str) -> None:
    (found,) = read(tmp_path, MEDICARE.format(paid=label))
    assert found.columns.format == "medicare-text" and [w.code for w in found.warnings] == ["W-PRORATED", "W-PART-D"]
    total, one, two, other, fill = found.lines
    assert total.note == "a total" and amounts(total)[0] == "500.00"
    assert amounts(one) == ["300.00", "200.00", "160.01", "40.00"] and one.code == "90837" and one.place == "11"
    assert amounts(two) == ["200.00", "100.00", "80.00", "20.00"]
    assert (one.amounts.plan_paid or 0) + (two.amounts.plan_paid or 0) == Decimal("240.01")
    assert amounts(other) == ["90.00", None, None, "0.00"]  # not available is not zero
    assert fill.drug == "sertraline" and amounts(fill) == [None] * 4 and fill.benefit is Benefit.PHARMACY


def test_medicare_text_leaves_out_aloud_and_by_rule(tmp_path: Path) -> None:
    text = MEDICARE.format(paid="Provider Paid")
    bare = text.replace("Service Start Date: 03/01/2024\n", "").replace("* Not Available *\nYou", "$70.00\nYou")
    (found,) = read(tmp_path, bare)
    (warning,) = (w for w in found.warnings if w.code == "W-UNDATED")
    assert "$70.00" in warning.text and found.lines[3].note
    wrong = tmp_path / "wrong.txt"
    wrong.write_text(text.replace("$240.01", "plenty").replace("03/01/2024", "13/41/2024"))
    with pytest.raises(OffsetcaseError) as caught:
        read_file(wrong, Rules(), 0)
    assert {problem.code for problem in caught.value.problems} == {"E-AMOUNT", "E-DATE"}
    wrong.write_text(text.replace("03/01/2024", "13/41/2024"))
    (left,) = read_file(wrong, Rules.model_validate({"drop": [{"provider_contains": "dr. b"}]}), 0)
    assert sum(1 for line in left.lines if line.note.startswith("dropped")) == 1


def test_medicare_text_has_a_bound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("offsetcase.read.medicare.MAX_BLOCKS", 100)
    for text in ("Claim Number: 1\n" * 102, "Claim Lines for Claim Number: 1\n" + "Line number: 1\n" * 102):
        with pytest.raises(OffsetcaseError) as caught:
            read(tmp_path, "MYMEDICARE.GOV\n" + text)
        assert caught.value.problems[0].code == "E-TOO-LARGE"


def test_a_synthea_folder_counts_the_payers_money_once(tmp_path: Path) -> None:
    root = Path(__file__).resolve().parents[1] / "exports"
    for name in ("encounters", "medications", "procedures"):
        (tmp_path / f"{name}.csv").write_bytes((root / f"synthea-{name}" / f"{name}.csv").read_bytes())
    found = read_file(tmp_path, Rules(), 0)
    assert [one.columns.format for one in found] == ["synthea-encounters", "synthea-medications"]
    assert sum((line.amounts.plan_paid or Decimal(0) for one in found for line in one.lines), Decimal(0)) == Decimal(
        "375.10"
    )
    with pytest.raises(OffsetcaseError, match="a folder, not a file"):
        empty = tmp_path / "empty"
        empty.mkdir()
        read_file(empty, Rules(), 0)


def test_an_apps_number_and_a_name_can_be_one_person(tmp_path: Path) -> None:
    path = tmp_path / "claims.json"
    path.write_text(json.dumps(eob(item(1, money("benefit", 5)))))
    (found,) = read_file(path, Rules.model_validate({"people": {"patient/1": "Jane Doe"}}), 0)
    assert found.lines[0].person == "Jane Doe"


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_workbooks(kind: str, tmp_path: Path) -> None:
    """Two rows of invented claims each, written by xlwt and odfpy: a real date, a date as text, money both ways."""
    content = (Path(__file__).parent / "workbooks" / f"claims.{kind}").read_bytes()
    (found,) = read(tmp_path, content, "claims.csv")
    assert [str(line.service_date) for line in found.lines] == ["2024-03-05", "2024-03-12"]
    assert [amounts(line)[2:] for line in found.lines] == [["120.5", "30"], ["1100.00", "0"]]
    assert found.lines[0].provider == "Dr. Muñoz"


def test_a_binary_workbook(tmp_path: Path) -> None:
    rows: list[list[str | float]] = [
        ["Claim Number", "Date of Service", "Provider", "Procedure Code", "Billed Amount", "Plan Paid", "Member Responsibility", "Claim Status"],
        ["A1", "03/05/2024", "Dr. Muñoz", "90837", 200.0, 120.5, 30.0, "Processed"],
        ["A2", "03/12/2024", "Dr. Muñoz", "90837", 200.0, "1,100.00", 0.0, "Processed"],
    ]  # fmt: skip
    (found,) = read(tmp_path, binary_workbook(rows), "claims.csv")
    assert [str(line.service_date) for line in found.lines] == ["2024-03-05", "2024-03-12"]
    assert [amounts(line)[2:] for line in found.lines] == [["120.5", "30"], ["1100.00", "0"]]
    assert found.lines[0].provider == "Dr. Muñoz"
