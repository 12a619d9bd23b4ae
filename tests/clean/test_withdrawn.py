"""A claim that was paid, and that a later row calls denied or reversed: it isn't paid any more; else it is, or it is said."""

from __future__ import annotations

from typing import Any

from clean_support import april, cleaned, codes, counted, fates, line, told
from offsetcase.model.lines import ClaimLine, Status
from rows import each_row

TWICE, VERSIONS = "W-MAYBE-TWICE", "W-VERSIONS"


def paid(plan: object = 100, share: object = 20, *, day: int = 0, **fields: Any) -> ClaimLine:
    """A paid line of one claim; ``day`` is the one of April on which it was processed."""
    return line(
        plan, share, **{"claim_id": "C1001", "code": "90837", "processed_date": april(day) if day else None, **fields}
    )


def denied(**fields: Any) -> ClaimLine:
    return paid(0, 0, **{"status": Status.DENIED, **fields})


def taken(**fields: Any) -> ClaimLine:
    """A row that calls the claim reversed and gives no amount."""
    return paid(0, 0, **{"status": Status.REVERSED, **fields})


HISTORIES = {
    # ---- in two downloads of one export
    "denied in the newer one": (paid(day=1), denied(file=1, day=9), 0, VERSIONS),
    "denied at first, paid since": (paid(day=9, file=1), denied(day=1), 100, ""),
    "denied at first, paid since, in the file named first": (paid(day=9), denied(day=1, file=1), 100, ""),
    "nobody says when: the second reaches as far": (paid(), denied(file=1), 0, VERSIONS),
    "one doesn't say when": (paid(day=9), denied(file=1), 0, VERSIONS),
    "the other doesn't say when": (paid(), denied(file=1, day=1), 0, VERSIONS),
    "both processed on one day": (paid(day=9), denied(file=1, day=9), 0, VERSIONS),
    "reversed in the newer one": (paid(), taken(file=1), 0, VERSIONS),
    "a day of service that nobody knows": (paid(service_date=None), denied(file=1, service_date=None), 0, VERSIONS),
    # ---- in one file
    "a line denied later": (paid(line_id="2", day=1), denied(line_id="2", day=9), 0, VERSIONS),
    "a line denied at first": (paid(line_id="2", day=9), denied(line_id="2", day=1), 100, ""),
    "a line with one day for both": (paid(line_id="2", day=9), denied(line_id="2", day=9), 100, TWICE),
    "a line without days": (paid(line_id="2"), denied(line_id="2"), 100, TWICE),
    "a line of which one has no day": (paid(line_id="2", day=1), denied(line_id="2"), 100, TWICE),
    "two units of one claim": (paid(), denied(), 100, ""),
    "two units, one denied later": (paid(day=1), denied(day=9), 100, ""),
    "reversed without an amount": (paid(), taken(), 100, TWICE),
    "a line reversed later": (paid(line_id="2", day=1), taken(line_id="2", day=9), 0, VERSIONS),
    # ---- what is no word about this line
    "another claim": (paid(), denied(file=1, claim_id="C1002"), 100, ""),
    "another line": (paid(line_id="1"), denied(file=1, line_id="2"), 100, ""),
    "another code": (paid(), denied(file=1, code="90834"), 100, ""),
    "another day": (paid(), denied(file=1, service_date=april(5)), 100, ""),
    "no claim's number": (paid(claim_id=""), denied(file=1, claim_id=""), 100, ""),
    "no claim's number on a row that calls it reversed": (paid(claim_id=""), taken(file=1, claim_id=""), 100, ""),
    # ---- what was paid
    "less than a dollar": (paid("0.50"), denied(file=1), 0, VERSIONS),
    "all of it": (paid(100, 0), denied(file=1), 0, VERSIONS),
    "with a share that nobody knows": (paid(100, None), denied(file=1), 0, VERSIONS),
}


@each_row(("older", "newer", "right", "said"), HISTORIES.values(), ids=HISTORIES)
def test_history(older: ClaimLine, newer: ClaimLine, right: int, said: str) -> None:
    for rows in ((older, newer), (newer, older)):
        found = cleaned(*rows, alike=True)
        assert counted(found) == right and codes(found) == [said] * bool(said)


def test_what_the_plan_never_paid_isnt_taken_from_it() -> None:
    """The member paid it all, under the deductible: the row stays as it is, and nothing needs saying."""
    found = cleaned(paid(0, 120), denied(file=1), alike=True)
    assert fates(found) == ["open", "denied"] and codes(found) == []
    unknown = cleaned(paid(None, 120), denied(file=1), alike=True)
    assert fates(unknown) == ["no-plan-amount", "denied"] and codes(unknown) == []


def test_a_row_that_is_neither_paid_nor_denied_takes_nothing_back() -> None:
    """A second line of the claim for which nothing was paid, in the newer file."""
    assert fates(cleaned(paid(), paid(0, 0, file=1), alike=True)) == ["reversed", "open"]  # a version, as it always was
    assert fates(cleaned(paid(), paid(0, 0), alike=True)) == ["open", "open"]


def test_a_copy_of_what_is_denied_is_a_copy() -> None:
    found = cleaned(paid(), paid(), denied(file=1), denied(file=1, billed=9), alike=True)
    assert fates(found) == ["reversed", "duplicate", "denied", "denied"]
    assert found.entries[0].reason == "denied later (f1.csv, row 4)"
    assert "1 claim line stands" in told(found, VERSIONS)


def test_what_is_reversed_with_its_amount_takes_its_own_line() -> None:
    """The status says which line is meant: the one with the same amount, not the other unit of the claim."""
    found = cleaned(paid(), paid(90, 10), paid(90, 10, file=1, status=Status.REVERSED), alike=True)
    assert fates(found) == ["open", "reversed", "reversed"]


def test_a_paid_line_that_stands_in_the_newer_file_too_is_another_line() -> None:
    assert counted(cleaned(paid(), paid(file=1), denied(file=1), alike=True)) == 100


def test_a_reversal_is_called_one() -> None:
    found = cleaned(paid(), taken(file=1), alike=True)
    assert found.entries[0].reason == "reversed later (f1.csv, row 3)"
    assert "$100.00 (f0.csv, row 2), reversed in f1.csv, row 3." in told(found, VERSIONS)


def history(count: int, **fields: Any) -> list[ClaimLine]:
    """So many claims, each with a paid and a denied line."""
    return [one._replace(claim_id=f"C{n}") for n in range(count) for one in (paid(**fields), denied(**fields))]


def test_three_are_shown_and_the_rest_counted() -> None:
    def words(count: int) -> str:
        rows = [one._replace(file_no=n % 2) for n, one in enumerate(history(count))]
        return told(cleaned(*rows, alike=True), VERSIONS)

    assert words(3).endswith("C2: $100.00 (f0.csv, row 6), denied in f0.csv, row 7.") and words(3).startswith(
        "3 claim lines "
    )
    assert "C3:" not in words(5) and words(5).endswith("row 7; and 2 more.")


def test_the_first_of_those_that_nothing_tells_is_shown() -> None:
    text = told(cleaned(*history(3, line_id="1")), TWICE)
    assert text.startswith("3 claim lines stand") and "C0, $100.00, f0.csv, row 2, and row 3" in text
