"""Health-record claims, spreadsheets, web tables, archives and Medicare's text, each written by this project."""

from __future__ import annotations

import io
import json
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from offsetcase.clean.clean import clean
from offsetcase.model.lines import Benefit, ClaimLine
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import ReadFile, read_file
from offsetcase.read.rules import Rules
from xlsb_writer import workbook as binary_workbook

HEAD = ["Claim Number", "Date of Service", "Provider", "Plan Paid", "Patient Responsibility", "Claim Status"]
CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication"
BASE = "http://terminology.hl7.org/CodeSystem/adjudication"
CMS = "https://bluebutton.cms.gov/resources/variables/"


def read(folder: Path, content: bytes | str, name: str = "file.bin") -> list[ReadFile]:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path, Rules(), 0)


def amounts(line: ClaimLine) -> list[str | None]:
    return [None if value is None else str(value) for value in line.amounts]


# ---- FHIR ----------------------------------------------------------------------------------------------------------


def money(code: str, value: object, system: str = "") -> dict[str, Any]:
    where = system or (
        CARIN
        if code
        in (
            "paidtoprovider",
            "paidtopatient",
            "memberliability",
            "coinsurance",
            "noncovered",
            "paidbypatient",
            "discount",
            "drugcost",
            "priorpayerpaid",
        )
        else BASE
    )
    return {"category": {"coding": [{"system": where, "code": code}]}, "amount": {"value": value, "currency": "USD"}}


def item(
    sequence: int, *adjudication: dict[str, Any], code: str = "90837", day: str = "2024-03-05", **more: Any
) -> dict[str, Any]:
    service = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}]} if code else {}
    return {
        "sequence": sequence,
        "productOrService": service,
        "servicedDate": day,
        "adjudication": list(adjudication),
        **more,
    }


def eob(*items: dict[str, Any], id: str = "E1", claim: str = "CLM1", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "ExplanationOfBenefit", "id": id, "status": "active", "use": "claim", "outcome": "complete",
        "type": {"coding": [{"code": "professional"}]}, "patient": {"reference": "Patient/1"}, "created": "2024-04-01",
        "identifier": [{"type": {"coding": [{"code": "uc"}]}, "value": claim}], "provider": {"display": "Dr. Example"},
        "item": list(items), **more,
    }  # fmt: skip


def lines_of(folder: Path, *resources: dict[str, Any]) -> list[ClaimLine]:
    content = (
        resources[0]
        if len(resources) == 1
        else {"resourceType": "Bundle", "entry": [{"resource": one} for one in resources]}
    )
    return list(read(folder, json.dumps(content))[0].lines)


def test_items_and_one_code_family(tmp_path: Path) -> None:
    (one,) = lines_of(
        tmp_path,
        eob(
            item(
                1,
                money("submitted", 200),
                money("eligible", 150),
                money("benefit", 120),
                money("paidtoprovider", 120),
                money("memberliability", 30),
                money("coinsurance", 20),
            )
        ),
    )
    assert amounts(one) == ["200", "150", "120", "30"]
    assert (one.code, one.claim_id, one.line_id, str(one.service_date), one.provider) == (
        "90837",
        "CLM1",
        "1",
        "2024-03-05",
        "Dr. Example",
    )


def test_without_benefit_what_went_to_provider_and_patient(tmp_path: Path) -> None:
    (one,) = lines_of(
        tmp_path,
        eob(
            item(
                1, money("paidtoprovider", 100), money("paidtopatient", 15), money("copay", 20), money("deductible", 5)
            )
        ),
    )
    assert amounts(one) == [None, None, "115", "25"]


def test_negative_items_are_kept(tmp_path: Path) -> None:
    found = lines_of(
        tmp_path,
        eob(item(1, money("benefit", 34.8)), item(2, money("benefit", -34.8)), item(3, money("benefit", 10.5))),
    )
    assert sum(line.amounts.plan_paid or Decimal(0) for line in found) == Decimal("10.5")


def test_a_total_that_differs_is_said_and_the_items_count(tmp_path: Path) -> None:
    found = read(tmp_path, json.dumps(eob(item(1, money("benefit", 20)), total=[money("paidtoprovider", 620)])))[0]
    assert [w.code for w in found.warnings] == ["W-TOTAL"] and amounts(found.lines[0])[2] == "20"


@pytest.mark.parametrize("level", ["adjudication", "total"])
def test_money_in_the_header_or_the_total_alone(tmp_path: Path, level: str) -> None:
    (one,) = lines_of(tmp_path, eob(item(1, code="97110"), **{level: [money("paidtoprovider", 620)]}))
    assert amounts(one)[2] == "620"
    both = lines_of(tmp_path, eob(item(1, code=""), item(2), **{level: [money("benefit", 350)]}))
    assert [bool(line.note) for line in both] == [True, True, False]
    assert both[2].amounts.plan_paid == 350 and both[2].code == "90837"


def test_item_payments_of_zero_give_way_to_the_payment(tmp_path: Path) -> None:
    zero = money("rev_cntr_pmt_amt_amt", 0, CMS + "rev_cntr_pmt_amt_amt")
    (one,) = lines_of(tmp_path, eob(item(1, zero, code=""), payment={"amount": {"value": 20}}))
    assert amounts(one)[2] == "20"


def part_d(id: str = "P1", claim: str = "-4894712975") -> dict[str, Any]:
    def cms(variable: str, value: object, carin: str = "") -> dict[str, Any]:
        coding = [
            {"system": "https://bluebutton.cms.gov/resources/codesystem/adjudication", "code": f"{CMS}{variable}"}
        ]
        if carin:
            coding.insert(0, {"system": CARIN, "code": carin})
        return {"category": {"coding": coding}, "amount": {"value": value}}

    drug = {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "00049490066", "display": "sertraline 50 MG"}]}
    one = item(
        1, cms("cvrd_d_plan_pd_amt", 62, "benefit"), cms("ncvrd_plan_pd_amt", 3), cms("ptnt_pay_amt", 12, "paidbypatient"),
        cms("gdc_blw_oopt_amt", 80, "coinsurance"), cms("lics_amt", 5, "discount"), cms("tot_rx_cst_amt", 92, "drugcost"), code="",
    )  # fmt: skip
    one["productOrService"] = drug
    return eob(one, id=id, claim=claim, type={"coding": [{"code": "pharmacy"}]})


def test_part_d_gross_cost_is_nobodys_share(tmp_path: Path) -> None:
    (one,) = lines_of(tmp_path, part_d())
    assert amounts(one) == [None, None, "65", "12"]
    assert (one.drug, one.ndc, one.benefit) == ("sertraline 50 MG", "00049490066", Benefit.PHARMACY)


def test_the_same_fill_under_two_signs_is_one(tmp_path: Path) -> None:
    lines = lines_of(tmp_path, part_d("P1", "-4894712975"), part_d("P2", "4894712975"))
    done = clean(lines, member="", member_from="", covers=frozenset({Benefit.PHARMACY}))
    assert [str(entry.disposition) for entry in done.entries] == ["None", "duplicate"]


@pytest.mark.parametrize(
    "change",
    [{"use": "preauthorization"}, {"use": "predetermination"}, {"status": "cancelled"}, {"status": "draft"}, {"status": "entered-in-error"},
     {"related": [{"relationship": {"coding": [{"code": "replacedby"}]}}]}],
)  # fmt: skip
def test_what_is_no_spending_is_no_claim(tmp_path: Path, change: dict[str, Any]) -> None:
    (one,) = lines_of(tmp_path, eob(item(1, money("benefit", 100)), **change))
    assert one.note and one.amounts.plan_paid == 100


def test_the_version_that_a_later_claim_names_as_prior_is_superseded(tmp_path: Path) -> None:
    old = eob(item(1, money("benefit", 100)), id="OLD", claim="C-OLD")
    new = eob(
        item(1, money("benefit", 90)), id="NEW", claim="C-NEW",
        related=[{"claim": {"reference": "ExplanationOfBenefit/OLD"}, "relationship": {"coding": [{"code": "prior"}]}}],
    )  # fmt: skip
    assert [bool(line.note) for line in lines_of(tmp_path, old, new)] == [True, False]


def test_denied_claims_compounds_and_periods(tmp_path: Path) -> None:
    compound = item(
        1,
        money("benefit", 45.5),
        code="",
        detail=[{"productOrService": {"coding": [{"system": "http://hl7.org/fhir/sid/ndc", "code": "00071015523"}]}}],
    )
    compound["productOrService"] = {"coding": [{"code": "compound"}]}
    del compound["servicedDate"]
    compound["servicedPeriod"] = {"start": "2024-02-01", "end": "2024-02-03"}
    reason = {"category": {"coding": [{"code": "benefitpaymentstatus"}]}, "reason": {"coding": [{"code": "denied"}]}}
    one, two = lines_of(
        tmp_path, eob(compound, billablePeriod={"start": "2025-01-01"}), eob(item(1, money("benefit", 0), reason))
    )
    assert one.ndc == "00071015523" and str(one.service_date) == "2024-02-01"
    assert str(two.status) == "denied"


def test_each_item_has_its_own_payment_status(tmp_path: Path) -> None:
    def status(word: str) -> dict[str, Any]:
        return {"category": {"coding": [{"code": "benefitpaymentstatus"}]}, "reason": {"coding": [{"code": word}]}}

    one, two = lines_of(
        tmp_path, eob(item(1, money("benefit", 80), status("paid")), item(2, money("benefit", 0), status("denied")))
    )
    assert (str(one.status), str(two.status)) == ("paid", "denied")


def test_older_shapes_name_the_variable_by_its_address(tmp_path: Path) -> None:
    """Blue Button v1 (STU3) and Synthea: no CARIN code, ``service`` for the product, periods, wrong billable period."""

    def variable(name: str, value: object) -> dict[str, Any]:
        return {
            "category": {
                "coding": [
                    {"system": "https://bluebutton.cms.gov/resources/codesystem/adjudication", "code": CMS + name}
                ]
            },
            "amount": {"value": value},
        }

    old = item(
        1,
        variable("line_nch_pmt_amt", 50),
        variable("line_prvdr_pmt_amt", 50),
        variable("line_coinsrnc_amt", 10),
        variable("line_bene_ptb_ddctbl_amt", 2.5),
        code="",
    )
    old["service"] = {"coding": [{"system": "https://bluebutton.cms.gov/resources/codesystem/hcpcs", "code": "90834"}]}
    (one,) = lines_of(tmp_path, eob(old))
    assert one.code == "90834" and amounts(one) == [None, None, "50", "12.5"]
    synthea = item(1, variable("line_prvdr_pmt_amt", 431.4), code="", day="")
    synthea["productOrService"] = {
        "coding": [
            {"system": "http://snomed.info/sct", "code": "228557008", "display": "Cognitive and behavioral therapy"}
        ]
    }
    synthea["servicedPeriod"] = {"start": "2018-05-01T10:00:00-04:00"}
    (two,) = lines_of(tmp_path, eob(synthea, billablePeriod={"start": "2019-05-01"}))
    assert (
        str(two.service_date) == "2018-05-01"
        and two.description == "Cognitive and behavioral therapy"
        and amounts(two)[2] == "431.4"
    )


@pytest.mark.parametrize("number", ["1e999", "1e-999", "1e99999", "99999999999999999999", "-1e13"])
def test_a_number_that_is_no_money_is_refused(tmp_path: Path, number: str) -> None:
    text = json.dumps(eob(item(1, money("benefit", 12345)))).replace("12345", number)
    with pytest.raises(OffsetcaseError, match="not a dollar amount"):
        read(tmp_path, text)


def test_profiles_without_money_stay_unknown(tmp_path: Path) -> None:
    (one,) = lines_of(tmp_path, eob(item(1)))
    assert amounts(one) == [None] * 4


def test_bundles_pages_lines_and_what_holds_no_claims(tmp_path: Path) -> None:
    bundle = {
        "resourceType": "Bundle",
        "link": [{"relation": "next", "url": "x"}],
        "entry": [{"resource": eob(item(1, money("benefit", 1)))}, {"resource": {"resourceType": "Patient"}}],
    }
    assert "W-NEXT-PAGE" in [w.code for w in read(tmp_path, json.dumps(bundle))[0].warnings]
    ndjson = "\n".join(json.dumps(eob(item(1, money("benefit", n)), id=f"E{n}")) for n in (1, 2, 3))
    assert len(read(tmp_path, ndjson)[0].lines) == 3
    for text, code in (
        ('{"resourceType": "Patient"}', "E-NO-EOB"),
        ('{"a": ', "E-JSON"),
        ('{"a": 1}\n{"b"', "E-JSON"),
        ("[1, 2]", "E-NO-EOB"),
        ('{"value": 1e99999999999999999999}', "E-JSON"),
        ('{"value": 44444444444444444444e444444444444444440}', "E-JSON"),
        ('{"value": 1}\n{"value": 1e-99999999999999999999}', "E-JSON"),
        ('{"value": ' + "9" * 5_000 + "}", "E-JSON"),
    ):
        with pytest.raises(OffsetcaseError) as caught:
            read(tmp_path, text)
        assert caught.value.problems[0].code == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["coding", "code", "value", "amount", "category", "start"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["item", "adjudication", "total", "payment", "type", "identifier", "patient", "provider", "related", "status", "use", "billablePeriod", "contained", "outcome", "meta"]), JSON, max_size=8))  # fmt: skip
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_shape_of_claim_ends_in_lines_or_in_words(tmp_path: Path, fields: dict[str, Any]) -> None:
    try:
        read(tmp_path, json.dumps({"resourceType": "ExplanationOfBenefit", **fields}))
    except OffsetcaseError as error:
        assert error.problems


# ---- spreadsheets, web tables, archives -----------------------------------------------------------------------------


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    """A minimal xlsx, written by hand."""

    def cell(value: object) -> str:
        if isinstance(value, int | float):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        kinds = "".join(
            f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        book.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>{kinds}</Types>',
        )
        rel = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        package = "http://schemas.openxmlformats.org/package/2006/relationships"
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r" Type="{rel}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, start=1))
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{rel}"><sheets>{names}</sheets></workbook>',
        )
        links = "".join(
            f'<Relationship Id="r{n}" Type="{rel}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        book.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{package}">{links}</Relationships>')
        for n, rows in enumerate(sheets.values(), start=1):
            body = "".join(f"<row>{''.join(cell(value) for value in row)}</row>" for row in rows)
            book.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{body}</sheetData></worksheet>',
            )
    return out.getvalue()


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
        }
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


def archive(method: int = zipfile.ZIP_DEFLATED, /, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return out.getvalue()


CSV = (",".join(HEAD) + "\nA1,03/05/2024,Dr. A,120.00,30.00,Paid\n").encode()


def test_an_archive_is_read_in_memory_whatever_its_paths(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        archive(
            **{
                "../../etc/a.csv": CSV,
                "b/c.json": json.dumps(eob(item(1, money("benefit", 5)))).encode(),
                "__MACOSX/x": b"?",
                ".DS_Store": b"?",
            }
        ),
    )
    assert [one.table.file for one in found] == ["file.bin:a.csv", "file.bin:c.json"]
    assert [path.name for path in tmp_path.iterdir()] == ["file.bin"]


@pytest.mark.parametrize(
    "content",
    [archive(**{"bomb.csv": b"0" * 30_000_000}), archive(**{f"{n}.csv": CSV for n in range(300)}), archive(), archive(**{"in.zip": archive(**{"a.csv": CSV})}), archive(**{"a.csv": CSV})[:-30]],
    ids=["bomb", "too many", "empty", "nested", "truncated"],
)  # fmt: skip
def test_archives_that_are_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, content)
    assert caught.value.exit_code == 4 and caught.value.problems[0].remedy


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_method_that_unpacks_without_a_bound_is_refused_unread(tmp_path: Path, method: int) -> None:
    """The library would take the memory for all of it before this program sees the first byte."""
    with pytest.raises(OffsetcaseError, match="packed in a way") as caught:
        read(tmp_path, archive(method, **{"a.csv": CSV}))
    assert caught.value.problems[0].code == "E-ZIP"


@given(st.integers(0, 2000), st.binary(min_size=1, max_size=4))
@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
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


@pytest.mark.parametrize(
    "label", ["Provider Paid", "text.claims.fieldLabels.medicarePaidToProvider", "Medicare Paid Provider"]
)
def test_medicare_text(tmp_path: Path, label: str) -> None:
    (found,) = read(tmp_path, MEDICARE.format(paid=label))
    assert found.columns.format == "medicare-text" and [w.code for w in found.warnings] == ["W-PRORATED"]
    total, one, two, other, fill = found.lines
    assert total.note == "a total" and amounts(total)[0] == "500.00"
    assert amounts(one) == ["300.00", "200.00", "160.01", "40.00"] and one.code == "90837" and one.place == "11"
    assert amounts(two) == ["200.00", "100.00", "80.00", "20.00"]
    assert (one.amounts.plan_paid or 0) + (two.amounts.plan_paid or 0) == Decimal("240.01")
    assert amounts(other) == ["90.00", None, None, "0.00"]  # not available is not zero
    assert fill.drug == "sertraline" and amounts(fill) == [None] * 4 and fill.benefit is Benefit.PHARMACY


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
