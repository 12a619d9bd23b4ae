"""Lines of two files side by side: counted once, counted each, or asked about, and what the line that stays takes over."""

from __future__ import annotations

from typing import Any

import pytest

from clean_support import april, cleaned, codes, counted, fates, line
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.lines import Benefit, ClaimLine, Status
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.rules import SameRule
from rows import each_row

VISIT, GROUP = {"code": "90837"}, {"code": "90853"}
RX: dict[str, Any] = {"claim_type": "Prescription Drug", "provider": "PHARMACY"}
BACK = {"status": Status.REVERSED}


def bottle(plan: object, share: object, drug: str, **fields: Any) -> ClaimLine:
    """A fill in a pharmacy's file."""
    return line(plan, share, **{"file": 1, "kind": "pharmacy", "benefit": Benefit.PHARMACY, "drug": drug, **fields})


def claim(number: str, *lines: tuple[object, object, str], **fields: Any) -> list[ClaimLine]:
    """A claim of a file with codes, line by line: plan, share and code."""
    return [line(plan, share, **{"file": 1, "claim_id": number, "code": code, **fields}) for plan, share, code in lines]


def outcome(*rows: ClaimLine, alike: bool = False, same: tuple[SameRule, ...] = ()) -> object:
    """The dollars that count, or how many pairs are asked about."""
    try:
        return float(counted(cleaned(*rows, alike=alike, same=same)))
    except OffsetcaseError as error:
        (problem,) = error.problems
        return "asked" if problem.text.startswith("a line of") else f"asked of {problem.text.split()[0]}"


PARTS = (74, 20, "90837"), (30, 10, "90785")
WHOLE = line(104, 30, claim_id="P-77")
# A claim that both files number alike, so that their numbers can be compared.
SHARED = [line(9, 1, claim_id="S9999"), line(9, 1, file=1, claim_id="S9999", code="99213")]

PORTAL_AND_APP = {
    # ---- services
    "one code": ([line(**VISIT), line(file=1, **VISIT)], 100),
    "two codes": ([line(**VISIT), line(file=1, **GROUP)], 200),
    "another share": ([line(100, 20, **VISIT), line(100, 30, file=1, **VISIT)], 200),
    "another payment": ([line(100, 20, **VISIT), line(90, 20, file=1, **VISIT)], 190),
    "a share that one doesn't know": ([line(100, None, **VISIT), line(100, 20, file=1, **VISIT)], 100),
    "a payment that one doesn't know": ([line(None, 20, **VISIT), line(100, 20, file=1, **VISIT)], 100),
    "a payment that the second doesn't know": ([line(100, 20, **VISIT), line(None, 20, file=1, **VISIT)], 100),
    "money that neither knows": ([line(None, None, **VISIT), line(None, None, file=1, **VISIT)], 0),
    "another charge": ([line(billed=200, **VISIT), line(file=1, billed=210, **VISIT)], "asked"),
    "a charge that one doesn't know": ([line(billed=200, **VISIT), line(file=1, **VISIT)], 100),
    "a charge that the other doesn't know": ([line(**VISIT), line(file=1, billed=200, **VISIT)], 100),
    "the same charge": ([line(billed=200, **VISIT), line(file=1, billed=200, **VISIT)], 100),
    "another provider": ([line(**VISIT), line(file=1, provider="Dr. B", **VISIT)], "asked"),
    "a provider whom one doesn't name": ([line(**VISIT), line(file=1, provider="", **VISIT)], 100),
    "no code in either, one provider": ([line(), line(file=1)], 100),
    "no code in either, another charge": ([line(billed=200), line(file=1, billed=210)], "asked"),
    "no code in either, and a share unknown": ([line(100, None), line(100, 20, file=1)], "asked"),
    "no code in either and no provider": ([line(provider=""), line(file=1, provider="")], "asked"),
    "no code in one": ([line(), line(file=1, **VISIT)], "asked"),
    "no code in one, two of the other": ([line(), line(file=1, **VISIT), line(file=1, **GROUP)], "asked"),
    "two without a code, one with": ([line(), line(provider="Dr. Q"), line(file=1, **VISIT)], "asked"),
    "no code in one, no payment": ([line(0, 20), line(0, 20, file=1, **VISIT)], 0),
    "reversed in one": ([line(**VISIT), line(file=1, **VISIT, **BACK)], 0),
    "a clinic's injection and a fill of it": (
        [line(drug="VRAYLAR 3MG", claim_type="Medical", provider="Clinic"), bottle(100, 20, "VRAYLAR 3MG")], 200,
    ),
    # ---- the surest first
    "the provider decides": (
        [line(provider="", **VISIT), line(**VISIT), line(file=1, **VISIT), line(file=1, provider="Dr. B", **VISIT)], 200,
    ),
    "the strength decides": (
        [line(drug="LATUDA"), line(drug="LATUDA 20MG"),
         bottle(100, 20, "LATUDA 20MG", provider="Dr. A"), bottle(100, 20, "LATUDA 40MG", provider="Dr. A")],
        200,
    ),
    "the share decides": (
        [line(100, None, **VISIT), line(100, 20, **VISIT), line(100, 20, file=1, **VISIT), line(100, 30, file=1, **VISIT)], 200,
    ),
    "the code decides before the provider": (
        [line(**GROUP), line(**VISIT), line(file=1, **VISIT), line(file=1, **GROUP)], 200,
    ),
    # ---- fills
    "two pharmacies' names for one fill": (
        [line(500, 15, drug="LATUDA 20MG", provider="CVS", billed=700), bottle(500, 15, "LATUDA 20MG", provider="Walgreens", billed=900)], 500,
    ),
    "a fill without its drug": ([line(500, 15, **RX), bottle(None, 15, "LATUDA 20MG")], 500),
    "a fill without its drug and another share": ([line(500, 15, **RX), bottle(None, 25, "LATUDA 20MG")], 500),
    "a fill without its drug and its share": ([line(500, None, **RX), bottle(500, None, "LATUDA 20MG")], "asked"),
    "a fill without its drug, a share unknown": ([line(500, None, **RX), bottle(500, 15, "LATUDA 20MG")], "asked"),
    "a fill without its drug, and one that no list knows": ([line(500, 15, **RX), bottle(500, 15, "QQRT LIQUID")], 500),
    "a fill, and a row that names nothing": ([line(500, 15), bottle(500, 15, "LATUDA 20MG")], "asked"),
    "two drugs that no list knows": (
        [line(500, 15, drug="ZZYX COMPOUND", provider="CVS"), bottle(500, 15, "QQRT LIQUID", provider="CVS")], "asked",
    ),
    "a drug that no list knows and one that it does": (
        [line(500, 15, drug="ZZYX COMPOUND", provider="CVS"), bottle(500, 15, "LATUDA 20MG", provider="CVS")], 500,
    ),
    "neither names its drug, and one doesn't know the payment": (
        [line(500, 15, **{**RX, "provider": "CVS"}), bottle(None, 15, "", provider="CVS")], 500,
    ),
    # ---- one claim number in both
    "their numbers can be compared": ([*SHARED, line(claim_id="A1111"), line(file=1, claim_id="B2222", **VISIT)], 209),
    "short numbers count the rows": (
        [line(9, 1, claim_id="111"), line(9, 1, file=1, claim_id="111", code="99213"), line(claim_id="A1111"), line(file=1, claim_id="B2222", **VISIT)],
        "asked of 2",
    ),
    "four digits are a number": (
        [line(9, 1, claim_id="1111"), line(9, 1, file=1, claim_id="1111", code="99213"), line(claim_id="A1111"), line(file=1, claim_id="B2222", **VISIT)],
        209,
    ),
    "a claim's row and its lines tell that the numbers can be compared": (
        [line(104, 33, claim_id="C1001"), *claim("C1001", (74, 22, "90837"), (30, 11, "90785")), line(claim_id="A1111"), line(file=1, claim_id="B2222", **VISIT)], 304,
    ),
    "one row of them without a number": ([*SHARED, line(), line(file=1, claim_id="B2222", **VISIT)], "asked"),
    # ---- a claim's row beside its lines
    "its lines add up": ([WHOLE, *claim("C1001", *PARTS)], "asked"),
    "its lines don't": ([WHOLE, *claim("C1001", (74, 20, "90837"), (31, 10, "90785"))], 209),
    "its shares don't": ([WHOLE, *claim("C1001", (74, 20, "90837"), (30, 11, "90785"))], 208),
    "the row doesn't know its share": ([line(104, None, claim_id="P-77"), *claim("C1001", *PARTS)], "asked"),
    "a line doesn't know its share": ([WHOLE, *claim("C1001", (74, None, "90837"), (30, 10, "90785"))], "asked"),
    "lines without shares": ([line(104, 0, claim_id="P-77"), *claim("C1001", (74, 0, "90837"), (30, 0, "90785"))], "asked"),
    "the row names its own code": ([WHOLE._replace(code="99213"), *claim("C1001", *PARTS)], 208),
    "the row is another provider's": ([WHOLE._replace(provider="Dr. B"), *claim("C1001", *PARTS)], 208),
    "the row is of another day": ([WHOLE._replace(service_date=april(9)), *claim("C1001", *PARTS)], 208),
    "the lines have no number": ([WHOLE, *claim("", *PARTS)], 208),
    "the numbers can be compared, and differ": ([*SHARED, WHOLE, *claim("C1001", *PARTS)], 217),
    "the numbers can be compared, and the row has none": ([*SHARED, WHOLE._replace(claim_id=""), *claim("C1001", *PARTS)], "asked"),
    "two rows that could be it": ([WHOLE, WHOLE._replace(claim_id="P-78"), *claim("C1001", *PARTS)], "asked"),
    "two claims that it could be": ([WHOLE, *claim("C1001", *PARTS), *claim("C1002", *PARTS)], "asked of 2"),
    "nothing was paid": ([line(0, 30, claim_id="P-77"), *claim("C1001", (0, 20, "90837"), (0, 10, "90785"))], 0),
    "a line of a claim and its row, alone": ([line(104, 30, claim_id="P-77"), *claim("C1001", (104, 30, "90837"))], "asked"),
}  # fmt: skip


@each_row(("rows", "right"), PORTAL_AND_APP.values(), ids=PORTAL_AND_APP)
def test_a_portals_file_and_an_apps(rows: list[ClaimLine], right: object) -> None:
    assert outcome(*rows) == right


ONE: dict[str, Any] = {"claim_id": "C1001", **VISIT}
TWO_DOWNLOADS = {
    # ---- without numbers
    "one provider": ([line(**VISIT), line(file=1, provider="DR. A", **VISIT)], 100),
    "two providers": ([line(**VISIT), line(file=1, provider="Dr. B", **VISIT)], 200),
    "a provider in one only": ([line(**VISIT), line(file=1, provider="", **VISIT)], 200),
    "no provider in either": ([line(provider="", **VISIT), line(file=1, provider="", **VISIT)], 100),
    "no code in one": ([line(), line(file=1, **VISIT)], 200),
    "nothing paid, nothing shared": ([line(0, 0, **VISIT), line(0, 0, file=1, **VISIT)], 0),
    "a row beside two without numbers": ([line(104, 30), *claim("", *PARTS)], 208),
    # ---- by their numbers
    "another line of the claim": ([line(line_id="1", **ONE), line(file=1, line_id="2", **ONE)], 200),
    "another provider's name on the claim": ([line(**ONE), line(file=1, provider="Dr. B", **ONE)], 100),
    "printed anew with another day of processing, after some came back": (
        [line(processed_date=april(1), **ONE), line(-30, 0, **ONE),
         line(file=1, processed_date=april(9), **{**ONE, "provider": "Dr. B"})],
        70,
    ),
    "a line without its code": ([line(**{**ONE, "code": ""}), line(file=1, **ONE)], 100),
    "the codes in another order, one file without line numbers": (
        [line(50, 5, claim_id="C1", code="90837"), line(50, 5, claim_id="C1", code="90785"),
         line(50, 5, file=1, claim_id="C1", code="90785", line_id="1"), line(50, 5, file=1, claim_id="C1", code="90837", line_id="2")],
        100,
    ),
    "a code beside an unnamed line, the named ones first": (
        [line(50, 5, claim_id="C1"), line(50, 5, claim_id="C1", code="90785"),
         line(50, 5, file=1, claim_id="C1", code="90785", line_id="1"), line(50, 5, file=1, claim_id="C1", code="90837", line_id="2")],
        100,
    ),
    "two units, numbered in one file": (
        [line(50, 5, billed=1, **ONE), line(50, 5, billed=2, **ONE), line(50, 5, file=1, line_id="1", **ONE), line(50, 5, file=1, line_id="2", **ONE)],
        100,
    ),
    "one of two units, not numbered, and both": (
        [line(50, 5, **ONE), line(50, 5, file=1, line_id="1", **ONE), line(50, 5, file=1, line_id="2", **ONE)], 100,
    ),
    "the payment unknown in one": ([line(None, 20, line_id="1", **ONE), line(file=1, line_id="1", **ONE)], 100),
    "the payment of another line unknown": ([line(None, 20, line_id="2", **ONE), line(file=1, line_id="1", **ONE)], 100),
    "two units of the old download, one denied, the payment in the new": (
        [line(None, 20, **ONE), line(0, 0, status=Status.DENIED, **ONE), line(file=1, **ONE)], 100,
    ),
    "a payment that nobody knows beside one that came back": (
        [line(None, 20, claim_id="C2"), line(**ONE), line(-100, -20, **ONE), line(file=1, claim_id="C3", **GROUP)], 100,
    ),
    # ---- a claim's row
    "a row beside its lines": ([line(104, 30, claim_id="C1"), *claim("C1", *PARTS)], 104),
    "a row without its share, of one line": ([line(104, None, claim_id="C1"), *claim("C1", (104, 30, "90837"))], 104),
    "a row of one line without its share": ([line(104, 30, claim_id="C1"), *claim("C1", (104, None, "90837"))], 104),
    "a row that its file holds twice": ([line(104, 30, claim_id="C1")] * 2 + claim("C1", *PARTS), 104),
    "a row without its share": ([line(104, None, claim_id="C1"), *claim("C1", *PARTS)], 104),
    "a line without its share": ([line(104, 30, claim_id="C1"), *claim("C1", (74, None, "90837"), (30, 10, "90785"))], 104),
    "a row with another share": ([line(104, 31, claim_id="C1"), *claim("C1", *PARTS)], "asked of a"),
    "a line whose payment nobody knows": (
        [line(74, 30, claim_id="C1"), *claim("C1", (74, 20, "90837"), (None, 10, "90785"))], "asked of a",
    ),
    "a row that was taken back, and lines": (
        [line(104, 30, claim_id="C1"), line(-104, -30, claim_id="C1"), *claim("C1", *PARTS)], 104,
    ),
    "two units are no parts": (
        [line(100, 40, claim_id="C1"), *claim("C1", (50, 20, "90837"), (50, 20, "90837"), billed=None)], "asked of a",
    ),
    "another claim's lines": ([line(104, 30, claim_id="C2"), *claim("C1", *PARTS)], 208),
}  # fmt: skip


@each_row(("rows", "right"), TWO_DOWNLOADS.values(), ids=TWO_DOWNLOADS)
def test_two_downloads_of_one_export(rows: list[ClaimLine], right: object) -> None:
    assert outcome(*rows, alike=True) == right


def test_of_a_claims_lines_the_same_code_is_the_same_line() -> None:
    rows, _ = TWO_DOWNLOADS["the codes in another order, one file without line numbers"]
    reasons = [one.reason for one in cleaned(*rows, alike=True).entries]
    assert "f0.csv, row 3" in reasons[2] and "f0.csv, row 2" in reasons[3]


def test_a_fill_of_nothing_isnt_a_visit_of_nothing() -> None:
    rows = [line(0, 15, **{**RX, "provider": "Dr. A"}), line(0, None, file=1)]
    assert fates(cleaned(*rows)) == fates(cleaned(*rows[::-1])) == ["open", "open"]


def test_a_row_whose_lines_sum_to_nothing_known_stays() -> None:
    rows = [line(None, 30, claim_id="C1"), *claim("C1", (74, 20, "90837"), (None, 10, "90785"))]
    assert fates(cleaned(*rows, alike=True)) == ["no-plan-amount", "open", "no-plan-amount"]


# ---- three files ---------------------------------------------------------------------------------------------------------

UNITS = [
    line(50, 5, billed=n, file=file, processed_date=april(file + 1), provider=f"Dr. {'ABC'[file]}", **ONE)
    for file, n in ((0, 1), (1, 1), (1, 2), (2, 1), (2, 2))
]


def test_two_units_in_two_of_three_downloads_are_two() -> None:
    found = cleaned(*UNITS, alike=True)
    assert fates(found) == ["duplicate", "open", "open", "duplicate", "duplicate"]
    assert found.entries[0].reason == "the same line stands in another file (f1.csv, row 3)"


THREE = {
    "a name once taken tells the third file's drug": (
        [line(500, 15, **RX), bottle(None, 15, "LATUDA 20MG"), bottle(500, 15, "SERTRALINE 50MG", file=2)], 1000,
    ),
    "the same drug is the same fill": (
        [line(500, 15, **RX), bottle(None, 15, "LATUDA 20MG"), bottle(500, 15, "LATUDA 20MG", file=2)], 500,
    ),
    "a name of one's own isn't lost": (
        [bottle(500, 15, "LATUDA 20MG", file=0), line(500, 15, file=1, **RX), bottle(500, 15, "SERTRALINE 50MG", file=2)], 1000,
    ),
    "a name that is read goes before one that isn't": (
        [line(500, 15, drug="ZZYX COMPOUND"), bottle(None, 15, "LATUDA 20MG"), bottle(500, 15, "SERTRALINE 50MG", file=2)], 1000,
    ),
    "a strength of one's own isn't lost": (
        [bottle(500, 15, "LATUDA 20MG", file=0), bottle(500, 15, "LATUDA"), bottle(500, 15, "LATUDA 40MG", file=2)], 1000,
    ),
}  # fmt: skip


@each_row(("rows", "right"), THREE.values(), ids=THREE)
def test_three_files(rows: list[ClaimLine], right: object) -> None:
    assert outcome(*rows) == right


# ---- answers -------------------------------------------------------------------------------------------------------------


def says(answer: str, *rows: int) -> SameRule:
    return SameRule.model_validate({"files": ["f0.csv", "f1.csv"], "answer": answer, "rows": rows})


def test_an_answer_for_one_pair_leaves_the_next_to_be_asked() -> None:
    pair = [line(), line(provider="Dr. Q"), line(file=1, **VISIT)]
    assert outcome(*pair, same=(says("two", 2, 4),)) == "asked"
    assert outcome(*pair, same=(says("two", 2, 4), says("one", 3, 4))) == 200
    rows = [WHOLE, WHOLE._replace(claim_id="P-78"), *claim("C1001", *PARTS)]
    assert outcome(*rows, same=(says("two", 2, 4),)) == "asked"
    assert outcome(*rows, same=(says("two", 2, 4), says("one", 3, 4))) == 208


def test_what_is_asked_of_one_file_is_asked_of_the_next_too() -> None:
    """Nobody has said yet that the row without a code is the second file's visit; it may be the third's."""
    with pytest.raises(OffsetcaseError) as caught:
        cleaned(line(), line(file=1, **VISIT), line(file=2, **GROUP))
    assert len(caught.value.problems) == 2


def test_a_row_is_one_claim_only() -> None:
    rows = [WHOLE, *claim("C1001", *PARTS), *claim("C1002", *PARTS)]
    found = cleaned(*rows, same=(says("one"),))
    assert fates(found) == ["duplicate", "open", "open", "open", "open"]
    assert found.entries[0].reason == "the claim whose lines stand in another file (f1.csv, row 3)"


# ---- what stays and what it takes over -----------------------------------------------------------------------------------


def stays(*rows: ClaimLine, alike: bool = False) -> LedgerLine:
    """The one line that is left of them."""
    (found,) = [one for one in cleaned(*rows, alike=alike).entries if one.reason == ""]
    return found


def test_the_reason_says_what_the_line_is_the_same_as() -> None:
    for rows, words in (
        ((line(500, 15, **RX), bottle(None, 15, "LATUDA 20MG")), "the same fill as f0.csv, row 2, which has the plan-paid amount"),
        ((line(**VISIT), line(file=1, **VISIT)), "the same claim as f0.csv, row 2, which has the plan-paid amount"),
        ((line(None, 20, **VISIT), line(None, 20, file=1, **VISIT)), "the same claim as f0.csv, row 2"),
        ((line(None, 0, **VISIT), line(None, 0, file=1, **VISIT)), "the same claim as f0.csv, row 2"),
    ):  # fmt: skip
        assert cleaned(*rows).entries[1].reason == words


NAMES = {
    "a drug in a description": (
        [line(500, 15, **RX), line(None, 15, file=1, claim_type="Pharmacy", provider="CVS Pharmacy", description="VRAYLAR 3MG CAP")],
        ("VRAYLAR 3MG CAP", "", ""),
    ),
    "a description that names no drug": (
        [bottle(500, 15, "", ndc="00049490066", file=0), line(500, 15, file=1, description="Your order", **RX)], ("", "00049490066", ""),
    ),
    "a name for a number": (
        [bottle(500, 15, "", ndc="00049490066", file=0), bottle(None, 15, "SERTRALINE")], ("SERTRALINE", "00049490066", ""),
    ),
    "a pharmacy's code": ([line(500, 15, **RX), bottle(None, 15, "", code="S0013")], ("", "", "S0013")),
    "a drug's name beside a visit's code": (
        [line(**VISIT), line(file=1, claim_type="Medical", drug="KETAMINE", ndc="00049490066", **VISIT)], ("", "", ""),
    ),
    "a code of one's own": ([line(**VISIT), line(file=1, code="90837-95")], ("", "", "")),
}  # fmt: skip


@each_row(("rows", "names"), NAMES.values(), ids=NAMES)
def test_what_the_line_that_stays_takes_over(rows: list[ClaimLine], names: tuple[str, ...]) -> None:
    found = stays(*rows)
    assert (found.named_drug, found.named_ndc, found.named_code) == names


def test_a_copy_by_its_number_gives_its_drugs_number_too() -> None:
    rows = [bottle(500, 15, "LATUDA 20MG", file=n, claim_id="C1", ndc=("", "63402030430")[n]) for n in (0, 1)]
    assert stays(*rows, alike=True).named_ndc == "63402030430"


def test_of_two_pharmacies_each_fill_goes_to_its_own() -> None:
    """The second fill at Corner finds its only line taken, and takes the one that names no pharmacy."""
    portal = [line(500, 15, **{**RX, "provider": who}) for who in ("Hill Pharmacy", "Corner Pharmacy")]
    fills = [bottle(None, 15, "LATUDA 20MG", provider="Corner"), bottle(None, 15, "SERTRALINE 50MG", provider="Corner")]
    found = cleaned(*portal, *fills)
    assert [one.named_drug for one in found.entries[:2]] == ["SERTRALINE 50MG", "LATUDA 20MG"]
    assert fates(found) == ["open", "open", "duplicate", "duplicate"]


# ---- crowds --------------------------------------------------------------------------------------------------------------


def test_a_crowd_of_one_day_and_price_is_told_apart_by_its_codes() -> None:
    lab = [line(9, 0, code=f"8{n:04}", provider="Lab") for n in range(60)]
    app = [one._replace(file_no=1) for one in reversed(lab)]
    assert outcome(*lab, *app) == 540


def test_a_code_is_found_behind_a_crowd_of_others() -> None:
    lab = [line(9, 0, code=f"8{n:04}", provider="Lab") for n in range(50)]
    assert outcome(*lab, line(9, 0, provider="", **VISIT), line(9, 0, file=1, provider="Lab", **VISIT)) == 459
    # The surest of two behind it, too.
    two = [line(9, 0, provider=who, **VISIT) for who in ("", "Lab")]
    found = cleaned(*lab, *two, line(9, 0, file=1, provider="Lab", **VISIT))
    assert found.entries[-1].reason.startswith("the same claim as f0.csv, row 53")


@pytest.mark.parametrize(("others", "unclear"), [(49, "joined"), (50, "not looked for")])
def test_a_spoiled_file_is_looked_through_for_so_long_only(others: int, unclear: str) -> None:
    """Of one day and share nobody has fifty fills; the line that names no drug stands behind them."""
    crowd = [line(500, 15, drug=f"LATUDA {n + 1}MG") for n in range(others)]
    found = cleaned(*crowd, line(500, 15, **RX), bottle(None, 15, "SERTRALINE 50MG"))
    assert fates(found)[-1] == ("duplicate" if unclear == "joined" else "no-plan-amount")
    assert codes(found) == ["W-UNJOINED"] * (unclear != "joined")
