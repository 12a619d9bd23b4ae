"""The window and the settled ledger at their edges, with faults planted into the sums that the proof must see."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from offsetcase.case import assemble
from offsetcase.case.assemble import Ledger, prove, settle
from offsetcase.case.window import DEFAULT_LOOKBACK, Month, Window, find_window
from offsetcase.model.ledger import Class, Disposition, LedgerLine, Sums
from offsetcase.model.lines import Amounts, ClaimLine, Source
from offsetcase.model.problem import OffsetcaseError
from rows import each_row

TODAY = dt.date(2026, 11, 23)


def entry(
    day: str | None = "2024-03-05", plan: str = "100", disposition: Disposition | None = None, **fields: Any
) -> LedgerLine:
    amounts = Amounts(plan_paid=Decimal(plan))
    when = dt.date.fromisoformat(day) if day else None
    made = LedgerLine(ClaimLine(Source("a.csv", "", 2), 0, "claims", amounts, service_date=when), **fields)
    if disposition is not None:
        made.settle(disposition, "test")
    return made


def window(*days: str, **options: Any) -> Window:
    given = {"today": TODAY, "as_of": None, "lookback": 36, "run_out": 0, "coverage_start": None, "allow_short": False}
    return find_window([entry(day) for day in days], **{**given, **options})


def refusal(*days: str, **options: Any) -> tuple[str, int, str]:
    with pytest.raises(OffsetcaseError) as caught:
        window(*days, **options)
    return caught.value.problems[0].code, int(caught.value.exit_code), str(caught.value)


YEAR = Window(Month(2023, 12), Month(2025, 1), dt.date(2025, 1, 31))


def test_a_window_holds_its_first_and_its_last_day() -> None:
    days = ["2023-11-30", "2023-12-01", "2025-01-31", "2025-02-01"]
    assert [YEAR.holds(dt.date.fromisoformat(day)) for day in days] == [False, True, True, False]
    assert YEAR.months == 14
    latest = ["2024-01-31", "2024-02-01", "2025-01-31", "2025-02-01"]
    assert [YEAR.in_latest_year(dt.date.fromisoformat(day)) for day in latest] == [False, True, True, False]


def test_months_are_counted_across_years() -> None:
    assert Month(2024, 1).plus(-1) == Month(2023, 12) and Month(2023, 12).plus(1) == Month(2024, 1)
    assert Month(2024, 11).plus(25) == Month(2026, 12) and Month(2024, 2).last_day == dt.date(2024, 2, 29)
    assert Month(2024, 5).until(Month(2024, 5)) == 1 and Month(2024, 5).until(Month(2024, 3)) == -1
    assert str(Month(987, 3)) == "0987-03" and DEFAULT_LOOKBACK == 36


def test_today_itself_is_known_and_may_be_as_of() -> None:
    assert window("2025-01-01", "2026-11-23").as_of == TODAY
    assert window("2025-01-01", "2026-10-31", as_of=TODAY).as_of == TODAY
    assert refusal("2025-01-01", as_of=dt.date(2026, 11, 24))[:2] == ("E-AS-OF", 2)
    assert refusal("2026-11-24")[:2] == ("E-NO-ROWS", 4) and refusal()[0] == "E-NO-ROWS"


def test_twelve_months_are_a_year_and_twenty_three_too() -> None:
    assert window("2025-11-01", "2026-10-31").months == 12
    assert window("2024-12-01", "2026-10-31").months == 12
    assert window("2020-01-01", "2026-10-31", lookback=12).months == 12
    assert window("2026-10-01", "2026-10-31", allow_short=True).months == 1


def test_what_a_short_history_is_told() -> None:
    code, status, text = refusal("2026-06-01", "2026-10-31")
    assert (code, status) == ("E-SHORT-HISTORY", 4)
    assert "only 5 complete months of service (2026-06 to 2026-10)" in text and "--allow-short-history" in text
    text = refusal("2026-10-01", "2026-10-31")[2]
    assert "only 1 complete month of service (2026-10 to 2026-10)" in text and "--allow-short-history" in text
    text = refusal("2026-10-02", "2026-10-20", allow_short=True)[2]
    assert (
        "no complete month of service (the claims are of 2026-10-02 to 2026-10-20)" in text
        and "--allow-short-history" not in text
    )
    # The end moved before the first row: a negative count is not a month either.
    assert (
        "no complete month of service (the claims are of 2026-09-02 to 2026-10-20)"
        in refusal("2026-09-02", "2026-10-20", run_out=3)[2]
    )


def settled(*entries: LedgerLine, own: tuple[str, ...] = (), indication: str = "depression") -> Ledger:
    return settle(entries, YEAR, indication, own)


def test_why_a_line_is_left_out() -> None:
    unnamed = Class("pharmacy_unknown", "benefit") if "pharmacy_unknown" in assemble.categories() else None
    kinds = {key: one.kind for key, one in assemble.categories().items()}
    unknown = next(key for key, kind in kinds.items() if kind == "unknown")
    ledger = settled(
        entry("2023-11-30", klass=Class("psychotherapy", "code")),
        entry(None, klass=Class("psychotherapy", "code")),
        entry(klass=Class("", "nothing")),
        entry(klass=unnamed or Class(unknown, "benefit")),
        entry(klass=Class("psychotherapy", "procedure code")),
        entry(klass=Class("psychotherapy", "x"), disposition=Disposition.DENIED),
    )
    assert [(str(e.disposition), e.reason) for e in ledger.entries] == [
        ("outside-window", "not between 2023-12 and 2025-01"),
        ("outside-window", "not between 2023-12 and 2025-01"),
        ("unclassified", "nothing says what it was for"),
        ("unclassified", "a pharmacy claim that names no drug"),
        ("counted", "procedure code"),
        ("denied", "test"),
    ]
    assert ledger.counted == [ledger.entries[4]] and ledger.entries[4].key == "psychotherapy"
    assert list(ledger.by_disposition) == [
        Disposition.DENIED, Disposition.OUTSIDE_WINDOW, Disposition.UNCLASSIFIED, Disposition.COUNTED,
    ]  # fmt: skip
    assert ledger.by_disposition[Disposition.OUTSIDE_WINDOW] == Sums(2, None, None, Decimal(200), None)


def test_a_drug_with_a_share_of_its_own_counts_under_its_name() -> None:
    drug = Class("medication.antidepressant", "drug name", drug="sertraline", group="antidepressant")
    other = Class("medication.antidepressant", "drug name", drug="bupropion", group="antidepressant")
    infused = Class("psychotherapy", "drug name", drug="sertraline")
    ledger = settled(entry(klass=drug), entry(klass=other), entry(klass=infused), own=("sertraline",))
    keys = [e.key for e in ledger.entries]
    assert keys == ["drug:sertraline", "medication.antidepressant", "psychotherapy"]
    assert settled(entry(klass=drug)).entries[0].key == "medication.antidepressant"


# ---- the proof -------------------------------------------------------------------------------------------------------


def fault(entries: list[LedgerLine], words: str) -> None:
    with pytest.raises(OffsetcaseError) as caught:
        prove(entries)
    assert caught.value.problems[0].code == "E-LEDGER" and caught.value.exit_code == 4 and words in str(caught.value)


def test_a_line_without_a_disposition_is_no_proof() -> None:
    fault([entry(disposition=Disposition.COUNTED), entry()], "a.csv, row 2 has no disposition")


@each_row(
    ("part", "words"),
    [
        (Sums(0, None, None, Decimal(100), None), "the row counts differ"),
        (Sums(1, None, None, Decimal("100.01"), None), "the sums of plan_paid differ"),
        (Sums(1, None, None, None, None), "the sums of plan_paid differ"),
        (Sums(1, None, None, Decimal(100), Decimal(0)), "the sums of member_paid differ"),
        (Sums(1, Decimal(1), None, Decimal(100), None), "the sums of billed differ"),
        (Sums(1, None, Decimal(1), Decimal(100), None), "the sums of allowed differ"),
    ],
)
def test_a_planted_fault_in_one_part_is_seen(part: Sums, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The whole is added up first, then each disposition; a part that lost or gained something must not pass."""
    answers = iter([Sums(1, None, None, Decimal(100), None), part])
    monkeypatch.setattr(assemble, "sums", lambda _: next(answers))
    fault([entry(disposition=Disposition.COUNTED)], words)


def test_nothing_at_all_is_proved() -> None:
    assert prove([]) == Ledger((), Sums(0, None, None, None, None), {})
