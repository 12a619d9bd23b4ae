"""The baseline by the method's section 3, from ledger lines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from offsetcase.case.assemble import Ledger, prove
from offsetcase.case.window import Month, Window
from offsetcase.model.ledger import Class, Disposition, LedgerLine
from offsetcase.model.lines import Amounts, ClaimLine, Source
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset.baseline import take_baseline
from offsetcase.offset.inflation import index, inflate
from rows import each_row


def window(months: int, last: str = "2026-06") -> Window:
    year, month = map(int, last.split("-"))
    end = Month(year, month)
    return Window(end.plus(1 - months), end, end.last_day)


def ledger(*lines: tuple[str, str, str]) -> Ledger:
    entries = []
    for number, (day, category, plan) in enumerate(lines, start=1):
        line = ClaimLine(
            Source("a.csv", "", number),
            0,
            "claims",
            Amounts(plan_paid=Decimal(plan)),
            service_date=dt.date.fromisoformat(day),
        )
        entry = LedgerLine(line, klass=Class(category, "test"), key=category)
        entry.settle(Disposition.COUNTED, "test")
        entries.append(entry)
    return prove(entries)


def test_each_category_takes_the_lower_of_both() -> None:
    book = ledger(
        ("2024-07-01", "psychotherapy", "900"), ("2026-06-30", "psychotherapy", "2100"),
        ("2024-08-01", "esketamine", "5000"), ("2024-09-09", "tms", "9000"),
    )  # fmt: skip
    base = take_baseline(book, window(24), None, None)
    assert base.window_mean == {"psychotherapy": 1500, "esketamine": 2500}
    assert base.latest == {"psychotherapy": 2100, "esketamine": 0}
    assert base.annual == {"psychotherapy": 1500, "esketamine": 0}  # what has ended offsets nothing
    assert base.one_off == {"tms": 9000}
    assert base.calendar_years == {
        2024: {"psychotherapy": 900, "esketamine": 5000},
        2026: {"psychotherapy": 2100},
    }


def test_the_case_file_may_replace_the_rule() -> None:
    book = ledger(("2024-07-01", "psychotherapy", "900"), ("2026-06-30", "psychotherapy", "2100"))
    assert take_baseline(book, window(24), "latest-12", None).annual == {"psychotherapy": 2100}
    assert take_baseline(book, window(24), "window-mean", None).annual == {"psychotherapy": 1500}


def test_every_figure_of_the_baseline_is_in_dollars() -> None:
    book = ledger(("2024-07-01", "psychotherapy", "900"), ("2026-06-30", "psychotherapy", "2100"))
    for rule in (None, "latest-12", "window-mean"):
        graph = take_baseline(book, window(24), rule, None).graph
        assert {id: quantity.unit for id, quantity in graph.items()} == {
            "mean.psychotherapy": "usd", "annual.psychotherapy": "usd",
        }  # fmt: skip


def test_below_twelve_months_there_is_no_latest_year() -> None:
    base = take_baseline(ledger(("2026-06-30", "psychotherapy", "700")), window(7), None, None)
    assert base.latest is None and base.annual == {"psychotherapy": 1200}
    with pytest.raises(OffsetcaseError, match="needs twelve complete months"):
        take_baseline(ledger(("2026-06-30", "psychotherapy", "700")), window(7), "latest-12", None)


def test_a_negative_line_lowers_the_baseline() -> None:
    book = ledger(("2026-01-01", "psychotherapy", "1000"), ("2026-02-01", "psychotherapy", "-150"))
    assert take_baseline(book, window(12), None, None).annual == {"psychotherapy": 850}


def test_each_line_is_inflated_from_its_own_year_and_rounded() -> None:
    book = ledger(("2023-12-31", "psychotherapy", "100"), ("2024-01-01", "psychotherapy", "100"))
    base = take_baseline(book, window(12, "2024-06"), None, 2025)
    # 100 × 580.102 / 549.084 = 105.649…, 100 × 580.102 / 563.841 = 102.884…
    assert base.annual == {"psychotherapy": Decimal("105.65") + Decimal("102.88")}


def test_published_inflation() -> None:
    # Amos 2018's excess in 2025 dollars: 6,709 × 580.102 / 446.752, printed as $8,712.
    assert round(inflate(Decimal(6709), 2015, 2025)) == 8712
    assert index()[2010] == Decimal("388.436") and len(index()) == 16


@each_row(("year", "to"), [(2026, 2025), (2024, 2026), (2009, 2025)])
def test_a_year_without_an_index_stops(year: int, to: int) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        inflate(Decimal(1), year, to)
    assert caught.value.exit_code == 4
