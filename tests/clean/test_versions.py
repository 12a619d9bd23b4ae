"""A claim that was processed again: one version counts, what could be two services is said, and what is two stays two."""

from __future__ import annotations

import datetime as dt
from typing import Any

from clean_support import april, cleaned, codes, counted, fates, line, told
from offsetcase.model.lines import ClaimLine, Status
from rows import each_row

TWICE, VERSIONS = "W-MAYBE-TWICE", "W-VERSIONS"


def of(plan: object, share: object = 20, *, day: int = 0, **fields: Any) -> ClaimLine:
    """A line of one claim, day and code; ``day`` is the one of April on which it was processed."""
    return line(
        plan, share, **{"claim_id": "C1001", "code": "90837", "processed_date": april(day) if day else None, **fields}
    )


def first(plan: object, share: object = 20, **fields: Any) -> ClaimLine:
    """The same with the claim's line number."""
    return of(plan, share, **{"line_id": "1", **fields})


LATER = line(0, 9, claim_id="C1002", service_date=april(28))
UNDATED = line(0, 9, claim_id="C1003", service_date=None)
BACK = {"status": Status.REVERSED}

HISTORIES = {
    # ---- in two downloads of one export
    "paid less at the second look": ([of(104), of(78, file=1)], "reversed open", [VERSIONS]),
    "the smaller, whichever file is named first": ([of(78), of(104, file=1)], "open reversed", [VERSIONS]),
    "a cent less": ([of("0.02"), of("0.01", file=1)], "reversed open", [VERSIONS]),
    "paid by the plan at first, by the member since": ([of("0.50"), of(0, file=1)], "reversed open", [VERSIONS]),
    "the one processed later, though more": ([of(78, day=1), of(104, file=1, day=9)], "reversed open", [VERSIONS]),
    "the one processed later stands in the first file": (
        [of(104, day=9), of(78, file=1, day=1)], "open reversed", [VERSIONS],
    ),
    "one file doesn't say when: the one that reaches further": (
        [of(78, day=9), of(104, file=1), LATER._replace(file_no=1)], "reversed open open", [VERSIONS],
    ),
    "both processed on one day: the one that reaches further": (
        [of(78, day=9), of(104, file=1, day=9), LATER._replace(file_no=1)], "reversed open open", [VERSIONS],
    ),
    "nobody knows when: the one that reaches further": (
        [of(78), of(104, file=1), LATER._replace(file_no=1), LATER._replace(service_date=april(27), claim_id="C1004")],
        "reversed open open open", [VERSIONS],
    ),
    "a row without a day of service says nothing about the reach": (
        [of(104), of(78, file=1), UNDATED], "reversed open open", [VERSIONS],
    ),
    "two of three downloads have the old amount": ([of(104), of(104, file=1), of(78, file=2)], "reversed duplicate open", [VERSIONS]),
    "two of three have the new amount": ([of(104), of(78, file=1), of(78, file=2)], "reversed open duplicate", [VERSIONS]),
    "two and two": (
        [of(104), of(104, file=1), of(78, file=2), of(78, file=3)], "reversed duplicate open duplicate", [VERSIONS],
    ),
    "of three amounts the last processed": (
        [of(78, day=1), of(90, file=1, day=5), of(104, file=2, day=9)], "reversed reversed open", [VERSIONS],
    ),
    "of three, the earliest isn't asked though its file reaches further": (
        [of(10, day=1), of(90, file=1, day=9), of(104, file=2, day=9), LATER], "reversed open reversed open", [VERSIONS],
    ),
    "the old download lists two lines, the new one": (
        [first(60, day=1), first(50, day=1), first(104, file=1, day=9)], "reversed reversed open", [VERSIONS],
    ),
    "two versions in the old download, a third in the new": (
        [first(104, day=1), first(90, day=2), first(78, file=1, day=9)], "reversed reversed open", [VERSIONS],
    ),
    "two versions in the new download": (
        [first(78, day=1), first(90, file=1, day=5), first(104, file=1, day=9)], "reversed reversed open", [VERSIONS],
    ),
    "two services in both downloads": (
        [of(104), of(78), of(104, file=1), of(78, file=1)], "open open duplicate duplicate", [TWICE],
    ),
    "a second line that only the new download knows": (
        [of(104), of(104, file=1), of(78, file=1)],
        "open duplicate open",
        [TWICE],
    ),
    "a line that only one download knows, of three": (
        [of(104), of(104, file=1), of(78, file=1), of(104, file=2)],
        "open duplicate open duplicate",
        [TWICE],
    ),
    "both versions in the new download, with their days": (
        [first(104, day=1), first(104, file=1, day=1), first(78, file=1, day=9)],
        "reversed duplicate open",
        [],
    ),
    "the downloads pass from one line to the other": (
        [of(104), of(104, file=1), of(78, file=1), of(78, file=2)],
        "open duplicate open duplicate",
        [TWICE],
    ),
    "an old download knows a third amount": (
        [of(50), of(104, file=1), of(104, file=2), of(78, file=2), of(78, file=3)],
        "open open duplicate open duplicate",
        [TWICE],
    ),
    "paid and taken back in the old download, paid anew in the new": (
        [of(104), of(104, **BACK), of(78, file=1)], "reversed reversed open", [],
    ),
    "what one of two downloads doesn't know is no version": ([of(None, 30), of(104, file=1)], "no-plan-amount open", []),
    "a line that takes some back is in both sums": (
        [of(104), of(78, file=1), of(None, -5, file=1)], "open open no-plan-amount", [],
    ),
    "another claim": ([of(104), of(78, file=1, claim_id="C1002")], "open open", []),
    "another line": ([first(104), first(78, file=1, line_id="2")], "open open", []),
    "another code": ([of(104), of(78, file=1, code="90834")], "open open", []),
    "another day": ([of(104), of(78, file=1, service_date=april(5))], "open open", []),
    # ---- in one file
    "a line processed again": ([first(104, day=1), first(78, day=9)], "reversed open", []),
    "a line processed again, for more": ([first(104, day=9), first(78, day=1)], "open reversed", []),
    "a line processed three times": (
        [first(60, day=1), first(104, day=9), first(78, day=5)], "reversed open reversed", [],
    ),
    "twice on the last day, alike in what the plan paid": (
        [first(90, day=1), first(120, 30, day=9), first(120, 25, day=9)], "reversed open reversed", [],
    ),
    "twice on the last day, of which one paid nothing": (
        [first(90, day=1), first(120, day=9), first(0, day=9)], "reversed reversed open", [VERSIONS],
    ),
    "two lines of one day of processing": ([first(104, day=9), first(78, day=9)], "open open", [TWICE]),
    "two lines, one without a day of processing": ([first(104, day=9), first(78)], "open open", [TWICE]),
    "two lines without a number of their own": ([of(104, day=1), of(78, day=9)], "open open", [TWICE]),
    "nothing but the share differs": ([first(104, 20), first(104, 30)], "open open", [TWICE]),
    "the same money, processed on two days": ([first(104, day=1), first(104, day=9)], "open open", []),
    "the same money, processed on one day": ([first(104, day=9), first(104, day=9, billed=300)], "open open", []),
    "the same money, one processed on a day unknown": ([first(104, day=9), first(104)], "open open", []),
    "paid, taken back and paid anew": (
        [first(104, day=1), first(104, day=2, **BACK), first(78, day=9)], "reversed reversed open", [],
    ),
    "paid, taken back by a negative row, and paid anew twice": (
        [first(104, day=1), first(-104, -20, day=2), first(90, day=5), first(78, day=9)], "reversed reversed reversed open", [],
    ),
    "an unknown amount is no version": (
        [first(None, day=9), first(104, day=1), first(78, day=5)], "no-plan-amount reversed open", [],
    ),
    "a line that takes some back stands beside both": (
        [first(104, day=1), first(78, day=9), first(-5, 0, day=9)], "open open open", ["W-NEGATIVE"],
    ),
    # ---- a corrected code or day
    "a corrected code": ([first(104, day=1), first(78, day=9, code="90834")], "reversed open", [VERSIONS]),
    "a corrected code, the last one first": ([first(104, day=9), first(78, day=1, code="90834")], "open reversed", [VERSIONS]),
    "a corrected day": ([first(104, day=1), first(104, day=9, service_date=april(5))], "reversed open", [VERSIONS]),
    "a code corrected twice": (
        [first(104, day=1), first(78, day=9, code="90834"), first(90, day=5, code="90832")], "reversed open reversed", [VERSIONS],
    ),
    "four codes are no corrections": (
        [first(104, day=n, code=code) for n, code in enumerate(("90837", "90834", "90832", "90791"), 1)],
        "open open open open", [],
    ),
    "another code and another day": (
        [first(104, day=1), first(78, day=9, code="90834", service_date=april(5))], "open open", [],
    ),
    "two codes processed on one day": ([first(104, day=9), first(78, day=9, code="90834")], "open open", []),
    "two codes, one without a day of processing": ([first(104, day=9), first(78, code="90834")], "open open", []),
    "two codes without line numbers": ([of(104, day=1), of(78, day=9, code="90834")], "open open", []),
    "two codes, and a line that takes some back": (
        [first(104, day=1), first(78, day=9, code="90834"), first(-5, 0, day=10, code="90832")], "open open open", ["W-NEGATIVE"],
    ),
    "paid and taken back under one code, paid under another": (
        [first(104, day=1), first(104, day=2, **BACK), first(78, day=9, code="90834")], "reversed reversed open", [],
    ),
    "a prescription's number stands on each of its fills": (
        [line(104, claim_id="7001", rx="7001", line_id="1", drug="ABILIFY 5MG", service_date=day, processed_date=day)
         for day in (april(1), april(28))],
        "open open", [],
    ),
}  # fmt: skip


@each_row(("rows", "right", "said"), HISTORIES.values(), ids=HISTORIES)
def test_history(rows: list[ClaimLine], right: str, said: list[str]) -> None:
    found = cleaned(*rows, alike=True)
    assert (" ".join(fates(found)), codes(found)) == (right, said)


def test_overlapping_downloads_say_both_amounts() -> None:
    found = cleaned(of(104), of(78, file=1), alike=True)
    assert found.entries[0].reason == "an earlier version of f1.csv, row 3"
    assert "1 claim line stands" in told(found, VERSIONS)
    assert "C1001: $78.00 counts (f1.csv, row 3), $104.00 doesn't (f0.csv, row 2)." in told(found, VERSIONS)


def test_what_counts_is_a_line_that_stands_itself() -> None:
    """The newer download has a version in between, and a second line: the first of what stands is named."""
    found = cleaned(
        first(78, day=1), first(90, file=1, day=5), first(104, file=1, day=9), first(104, 30, file=1, day=9), alike=True
    )
    assert fates(found) == ["reversed", "reversed", "open", "reversed"]
    assert "C1001: $104.00 counts (f1.csv, row 4), $78.00 doesn't (f0.csv, row 2)." in told(found, VERSIONS)
    two = cleaned(of(200), of(104, file=1), of(78, file=1), alike=True)
    assert fates(two) == ["reversed", "open", "open"] and codes(two) == [VERSIONS, TWICE]
    assert "$104.00 counts (f1.csv, row 3), $200.00 doesn't" in told(two, VERSIONS)


def test_three_changed_claims_are_shown_and_the_rest_counted() -> None:
    def downloads(count: int) -> str:
        old = [of(104, claim_id=f"C{n}") for n in range(count)]
        new = [of(78, claim_id=f"C{n}", file=1) for n in range(count)]
        return told(cleaned(*old, *new, alike=True), VERSIONS)

    assert "C2: $78.00" in downloads(3) and "more." not in downloads(3) and "3 claim lines stand " in downloads(3)
    assert "C3" not in downloads(5) and "; and 2 more." in downloads(5) and "5 claim lines stand " in downloads(5)


def test_a_corrected_line_may_lack_its_amount() -> None:
    found = cleaned(first(104, day=1), first(None, day=9, code="90834"))
    assert fates(found) == ["reversed", "no-plan-amount"]
    assert "an unknown amount counts (f0.csv, row 3), $104.00 doesn't" in told(found, VERSIONS)


def test_what_may_be_two_services_is_shown_with_the_pair_that_differs() -> None:
    other = [of(50, claim_id="C1002"), of(60, claim_id="C1002")]
    both = [of(plan, file=n) for n in (0, 1) for plan in (104, 78)]
    assert told(cleaned(*both, alike=True), TWICE).startswith("1 claim number has")
    text = told(cleaned(of(90, billed=1), of(90, billed=2), of(120), of(130), *other), TWICE)
    assert "2 claim numbers have" in text and "C1001, $90.00 and $120.00, f0.csv, row 2 and row 4" in text


def corrected(count: int, others: int, **fields: Any) -> int:
    """How many lines of a file stay in which so many have a second code, and so many others stand once."""
    rows = [
        first(10, claim_id=f"C{n}", day=1 + k, code=("90837", "90834")[k]) for n in range(count) for k in (0, 1)
    ] + [first(10, **{"claim_id": f"D{n}", "day": 1, **fields}) for n in range(others)]
    return fates(cleaned(*rows)).count("open") - others


@each_row(
    ("count", "others", "kept"),
    [
        (5, 0, 5),  # a few may be corrected
        (6, 0, 12),  # all of many: their numbers aren't those of claim lines
        (6, 23, 12),
        (6, 24, 6),  # a fifth of the file's lines
    ],
)
def test_where_many_lines_seem_corrected_none_is(count: int, others: int, kept: int) -> None:
    assert corrected(count, others) == kept


def test_lines_that_could_not_be_corrected_say_nothing_of_how_many_are() -> None:
    assert corrected(6, 30, line_id="", day=0) == 12


# ---- numbers that differ by a suffix -----------------------------------------------------------------------------------


@each_row("number", ["C1000-01", "C1000R1", "C1000A1", "C1000/2", "C1000-A"])
def test_numbers_that_differ_only_by_a_suffix_are_said(number: str) -> None:
    result = cleaned(of(104, 30, claim_id="C1000"), of(90, 44, claim_id=number))
    assert counted(result) == 194 and codes(result) == [TWICE]
    assert "1 claim stands" in told(result, TWICE) and f"C1000 with $104.00 and {number} with $90.00" in told(
        result, TWICE
    )


@each_row(
    ("number", "fields"),
    [
        ("C1001", {}),
        ("C10001", {}),
        ("D1000-01", {}),
        ("C1000-01", {"code": "90834"}),
        ("C1000-01", {"service_date": april(5)}),
        ("C1000-01", {"provider": "Dr. B"}),
        ("C1000-01", {"plan": 0}),  # the member paid it: nothing is counted twice
        ("C1000-01", {"plan": -5}),  # what takes money back says so itself
        ("C1000-01", {"status": Status.REVERSED}),
    ],
)
def test_two_numbers_are_two_claims(number: str, fields: dict[str, Any]) -> None:
    result = cleaned(of(104, 30, claim_id="C1000"), of(**{"plan": 90, "share": 44, "claim_id": number, **fields}))
    assert TWICE not in codes(result)


def test_a_claim_of_parts_alone_is_no_question() -> None:
    assert codes(cleaned(of(104, claim_id="C1000-01"), of(50, claim_id="C2000", code="90834"))) == []


def test_the_first_of_several_adjusted_claims_is_shown_with_its_other_number() -> None:
    """A plan that paid all of it, twice on one claim's lines; the number with the suffix is what the reader looks for."""
    parts = [first(104, 0, claim_id="C1000", line_id="1"), first(50, 0, claim_id="C1000", line_id="2")]
    parts += [of(90, 0, claim_id="C1000-01"), of(7, claim_id="C2000"), of(8, claim_id="C2000-01")]
    text = told(cleaned(*parts), TWICE)
    thrice = [of(104, claim_id=number) for number in ("C1000", "C1000-01", "C1000-02")]
    assert told(cleaned(*thrice), TWICE).startswith("1 claim stands")
    assert "2 claims stand" in text and "C1000 with $104.00 and C1000-01 with $90.00" in text


@each_row(("older", "newer"), [(104, 78), (78, 104)])
def test_two_downloads_with_one_last_claim_reach_equally_far(older: int, newer: int) -> None:
    """The last claim counts once, on the first file's line; it stands in the other all the same, and the smaller amount counts."""
    last = line(50, 9, claim_id="C1002", service_date=april(28))
    found = cleaned(of(older), last, of(newer, file=1), last._replace(file_no=1), alike=True)
    assert counted(found) == 78 + 50 and codes(found) == [VERSIONS]


def test_the_reach_of_a_file_is_its_last_day_wherever_it_stands() -> None:
    """The newest claims stand first in one export and last in the other."""
    rows = [LATER, of(104), of(78, file=1), LATER._replace(file_no=1, service_date=dt.date(2024, 4, 27), claim_id="C9")]
    assert fates(cleaned(*rows, alike=True)) == ["open", "open", "reversed", "open"]
