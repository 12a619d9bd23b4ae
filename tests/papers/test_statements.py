"""Statements in ten layouts: taken when their totals prove them, refused in words when a cent is off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from offsetcase.model.problem import OffsetcaseError
from offsetcase.papers.pdf import read_pages
from offsetcase.read import statements
from offsetcase.read.claims import read_file
from offsetcase.read.rules import Rules
from papers.sheets import Sheets
from papers.statements import LAYOUTS, Row, rows_of, statement


def lines(folder: Path, data: bytes) -> list[tuple[object, ...]]:
    path = folder / "statement.pdf"
    path.write_bytes(data)
    (read,) = read_file(path, Rules(), 0)
    return [
        (one.claim_id, one.person, one.service_date, one.description or one.drug, one.amounts.billed, one.amounts.allowed, one.amounts.plan_paid, one.amounts.member_paid)
        for one in read.lines
    ]  # fmt: skip


def expected(layout: str, rows: list[Row]) -> list[tuple[object, ...]]:
    fields = {name for _, _, name in LAYOUTS[layout][1]}
    found = []
    for row in rows:
        allowed = row.allowed if "allowed" in fields or layout == "uhc" else None
        billed = row.billed if "billed" in fields else None
        found.append((row.claim, row.person, row.day, row.what, billed, allowed, row.plan_paid, row.member_paid))
    return found


def refused(folder: Path, data: bytes) -> str:
    with pytest.raises(OffsetcaseError) as caught:
        lines(folder, data)
    (problem,) = caught.value.problems
    assert problem.code == "E-STATEMENT" and caught.value.exit_code == 4 and "template.csv" in problem.remedy
    return problem.text


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("style", ["lines", "words", "kerned"])
def test_each_layout_is_read_to_the_cent(layout: str, style: str, tmp_path: Path) -> None:
    rows = rows_of(7, 3, ["Ada Example"])
    assert lines(tmp_path, statement(layout, rows, style=style)) == expected(layout, rows)


@pytest.mark.parametrize("layout", ["uhc", "carepartners", "medicare-advantage"])
def test_many_claims_over_several_pages(layout: str, tmp_path: Path) -> None:
    rows = rows_of(11, 25, ["Ada Example"], lines=4)
    data = statement(layout, rows, grand=False)
    assert data.count(b"/Type/Page/") > 3
    assert lines(tmp_path, data) == expected(layout, rows)


@pytest.mark.parametrize("layout", ["aetna", "blue"])
def test_a_claim_that_goes_on_over_a_page(layout: str, tmp_path: Path) -> None:
    rows = [row._replace(claim="E1") for row in rows_of(3, 30, ["Ada Example"], lines=2)]
    data = statement(layout, rows, grand=False)
    assert data.count(b"/Type/Page/") > 1
    assert lines(tmp_path, data) == expected(layout, rows)


def test_a_family_stays_apart(tmp_path: Path) -> None:
    rows = rows_of(5, 9, ["Ada Example", "Otto Example", "Ines Example"])
    assert lines(tmp_path, statement("cigna", rows)) == expected("cigna", rows)


def test_one_total_for_all_proves_as_well(tmp_path: Path) -> None:
    rows = rows_of(9, 4, ["Ada Example"])
    assert lines(tmp_path, statement("kaiser", rows, each=False)) == expected("kaiser", rows)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_cent_off_is_refused_with_page_and_both_sums(layout: str, tmp_path: Path) -> None:
    rows = rows_of(7, 3, ["Ada Example"])
    text = refused(tmp_path, statement(layout, rows, wrong=Decimal("0.01")))
    own = [row.plan_paid for row in rows if row.claim == rows[0].claim]
    assert "page 1" in text and f"${sum(own):,.2f}" in text and f"${sum(own) + Decimal('0.01'):,.2f}" in text


def test_without_a_total_nothing_is_taken(tmp_path: Path) -> None:
    text = refused(tmp_path, statement("uhc", rows_of(2, 2, ["Ada Example"]), grand=False, each=False))
    assert "no total" in text


def test_a_notice_is_no_statement(tmp_path: Path) -> None:
    from papers.notices import notice

    assert "offsetcase papers" in refused(tmp_path, notice(1)[0])


def test_an_unknown_layout_is_refused(tmp_path: Path) -> None:
    s = Sheets()
    s.title("Explanation of Benefits")
    s.money_row([(60, "Day", "l"), (300, "Sum one", "r"), (400, "Sum two", "r")])
    s.money_row([(60, "01/02/2025", "l"), (300, "$10.00", "r"), (400, "$8.00", "r")])
    assert "no table of services" in refused(tmp_path, s.data())


def test_an_amount_between_two_columns_is_refused(tmp_path: Path) -> None:
    s = Sheets()
    s.title("Explanation of Benefits")
    s.money_row(
        [
            (60, "Service date", "l"),
            (200, "Amount billed", "r"),
            (300, "Your plan paid", "r"),
            (400, "Amount you owe", "r"),
        ]
    )
    for row in (["01/02/2025", "$10.00", "$8.00", "$2.00"], ["Total", "$10.00", "$8.00", "$2.00"]):
        s.money_row(
            [(60, row[0], "l"), (200, row[1], "r"), (300, row[2], "r"), (400, row[3], "r"), (405, "$1.00", "l")]
        )
    assert "under which heading" in refused(tmp_path, s.data())


def scanned(monkeypatch: pytest.MonkeyPatch, data: bytes, change: Callable[[str], str] = lambda text: text) -> bytes:
    """A scan of a statement: a page without words, and an engine that reads it as ``data`` says, some signs altered."""
    pages = read_pages("s.pdf", data)
    seen = tuple(
        replace(page, from_ocr=True, runs=tuple(run._replace(text=change(run.text)) for run in page.runs))
        for page in pages
    )
    monkeypatch.setattr(statements, "reader", lambda: lambda name, data, pages: seen)
    return Sheets().data()


def test_a_scan_is_taken_where_its_totals_prove_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(7, 3, ["Ada Example"])
    data = scanned(monkeypatch, statement("uhc", rows))
    assert lines(tmp_path, data) == expected("uhc", rows)
    (read,) = read_file(tmp_path / "statement.pdf", Rules(), 0)
    (said,) = [one for one in read.warnings if one.code == "W-PAPER"]
    assert "read from a picture" in said.text and "nothing proves its dates" in said.text


def test_of_a_scan_only_what_a_total_proves_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = rows_of(7, 3, ["Ada Example"])
    total = f"${sum(row.billed for row in rows):,.2f}"
    one = f"${sum(row.billed for row in rows if row.claim == rows[0].claim):,.2f}"
    # The engine didn't see what the claims and the statement sum up as billed: so nothing proves those amounts.
    own = {f"${sum(r.billed for r in rows if r.claim == claim):,.2f}" for claim in {row.claim for row in rows}}
    data = scanned(monkeypatch, statement("dmba", rows), lambda text: "" if text in own - {f"${r.billed:,.2f}" for r in rows} or text in (total, one) else text)  # fmt: skip
    found = lines(tmp_path, data)
    assert [line[6] for line in found] == [row.plan_paid for row in rows] and None in [line[4] for line in found]


@pytest.mark.parametrize(("sign", "other"), [("1", "7"), (".", ","), ("0", "O"), ("5", "6")])
def test_a_sign_that_an_engine_alters_in_an_amount_is_refused(
    sign: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = rows_of(7, 3, ["Ada Example"])
    altered = next(row for row in rows if sign in f"{row.plan_paid:,.2f}")
    text = f"${altered.plan_paid:,.2f}"
    data = scanned(monkeypatch, statement("kaiser", rows), lambda said: said.replace(text, text.replace(sign, other)))
    assert "by a program that reads scans" in refused(tmp_path, data)


def test_without_a_program_a_scan_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statements, "reader", lambda: None)
    assert "docs/papers.md" in refused(tmp_path, Sheets().data())


def test_a_statement_whose_font_says_other_digits_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages = read_pages("s.pdf", statement("uhc", rows_of(7, 3, ["Ada Example"])))
    monkeypatch.setattr(statements, "read_pages", lambda *_: tuple(replace(page, doubtful=True) for page in pages))
    assert "other letters or digits" in refused(tmp_path, Sheets().data())
