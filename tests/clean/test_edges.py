"""The ledger's rules at their edges: every case counted out by hand, each so that a slip in the rule would show."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from offsetcase.clean.clean import Cleaned, clean
from offsetcase.clean.people import choose_member, named, people
from offsetcase.model.ledger import Class, Disposition, LedgerLine, Sums, sums
from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source, Status
from offsetcase.model.problem import OffsetcaseError
from rows import each_row

DAY = dt.date(2024, 3, 5)


def line(plan: object = 100, member: object = 20, *, file: int = 0, **fields: Any) -> ClaimLine:
    """A paid claim line; amounts are dollars or ``None``."""
    values = {"service_date": DAY, "status": Status.PAID, "status_word": "paid", "kind": "claims", **fields}
    paid, share = (None if value is None else Decimal(str(value)) for value in (plan, member))
    billed = values.pop("billed", None)
    amounts = Amounts(None if billed is None else Decimal(billed), None, paid, share)
    return ClaimLine(Source(f"f{file}.csv", "", 0), file, amounts=amounts, **values)


def cleaned(*lines: ClaimLine, member: str = "", member_from: str = "--member") -> Cleaned:
    """The lines cleaned, numbered as rows from 2."""
    rows = [one._replace(source=Source(one.source.file, "", n)) for n, one in enumerate(lines, start=2)]
    covers = frozenset({Benefit.MEDICAL, Benefit.PHARMACY})
    return clean(rows, member=member, member_from=member_from, covers=covers)


def fates(result: Cleaned) -> list[str]:
    return [str(entry.disposition or "open") for entry in result.entries]


def said(result: Cleaned, code: str) -> str:
    """The words of a warning."""
    return next(warning.text for warning in result.warnings if warning.code == code)


def codes(result: Cleaned) -> list[str]:
    """What was said, but for the note that nobody is named, which most of these lines deserve."""
    return [warning.code for warning in result.warnings if warning.code != "W-NOBODY"]


def refused(caught: pytest.ExceptionInfo[OffsetcaseError]) -> tuple[str, int, str]:
    return caught.value.problems[0].code, int(caught.value.exit_code), str(caught.value)


# ---- the ledger's own sums -------------------------------------------------------------------------------------------


def test_sums_keep_unknown_apart_from_zero() -> None:
    assert sums([]) == Sums(0, None, None, None, None)
    assert sums([line(None, 0), line("0.10", None, billed=5), line("-0.30", None)]) == Sums(
        3, Decimal(5), None, Decimal("-0.20"), Decimal(0)
    )


def test_a_line_keeps_its_first_disposition() -> None:
    entry = LedgerLine(line())
    entry.settle(Disposition.DENIED, "first")
    with pytest.raises(AssertionError, match="already is denied"):
        entry.settle(Disposition.COUNTED, "second")
    assert (entry.disposition, entry.reason) == (Disposition.DENIED, "first")
    assert not Class("", "x").two_use and not Class("", "x").by_rule


# ---- whose lines -----------------------------------------------------------------------------------------------------


def test_a_case_files_name_that_is_nobodys_stops() -> None:
    """The letter would hold a stranger's claims under the member's name."""
    source = "the case file's member name"
    for one in (line(person="Jane Doe"), line(person="Jane Roe")):
        with pytest.raises(OffsetcaseError) as caught:
            cleaned(one, member="Jane Major", member_from=source)
        assert refused(caught)[:2] == ("E-MEMBER", 2)
        assert f'[people]\n"{one.person}" = "Jane Major"' in caught.value.problems[0].remedy
    one = line(person="Jane Doe")
    assert codes(cleaned(one, member="DOE, JANE", member_from=source)) == []
    assert codes(cleaned(one, member="Jane Q. Doe", member_from=source)) == []
    # An app's number says nothing of a name, and a first name not all: taken, and said.
    for person in ("Patient/1", "Jane"):
        found = cleaned(line(person=person), member="Jane Doe", member_from=source)
        assert codes(found) == ["W-MEMBER-NAME"] and found.member == person and fates(found) == ["open"]
        assert '"Jane Doe"' in found.warnings[0].text and f'"{person}"' in found.warnings[0].text
    # Nobody is named: the rows are the case file's member's, and it is said.
    assert 'taken as "Mary Major"\'s' in cleaned(line(), member="Mary Major", member_from=source).warnings[0].text


def test_rows_without_a_name_in_a_familys_file_stop() -> None:
    family = [line(person="Jane Doe"), line(person="John Doe")]
    with pytest.raises(OffsetcaseError) as caught:
        cleaned(*family, *[line() for _ in range(25)], member="Jane Doe")
    assert refused(caught)[:2] == ("E-NO-NAME", 4)
    (problem,) = caught.value.problems
    assert problem.count == 25 and problem.where == "f0.csv, row 4" and "rows = [4, 5, 6," in problem.remedy
    # Three people are a family too.
    with pytest.raises(OffsetcaseError, match="row 5"):
        cleaned(*family, line(person="Ann Roe"), line(), member="Jane Doe")
    # One person alone, a total without a name, and another file that names nobody are no trouble.
    assert fates(cleaned(line(person="Jane Doe"), line())) == ["open", "open"]
    assert fates(cleaned(*family, line(note="a total"), member="Jane Doe")) == ["open", "other-member", "not-a-claim"]
    assert fates(cleaned(*family, line(50, file=1), member="Jane Doe")) == ["open", "other-member", "open"]


def test_the_others_of_the_household_are_named_in_order() -> None:
    names = ["Zoe Doe", "Jane Doe", "Adam Doe", "Jane Doe"]
    found = cleaned(*[line(n, person=name) for n, name in enumerate(names, start=1)], member="Jane Doe")
    assert (found.member, found.others) == ("Jane Doe", ("Adam Doe", "Zoe Doe"))
    assert cleaned(line()).others == () and cleaned(line()).member is None
    # A total's name is nobody's.
    assert cleaned(line(person="Jane Doe"), line(person="Grand Total", note="a total")).member == "Jane Doe"


def test_a_pending_line_and_what_the_status_says() -> None:
    found = cleaned(line(status=Status.PENDING, status_word="In process"), line(status=Status.DENIED, status_word="No"))
    assert fates(found) == ["pending", "denied"]
    assert [entry.reason for entry in found.entries] == ['its status is "In process"', 'its status is "No"']


def of(*names: str) -> dict[str, str]:
    """Each name with its person's label."""
    return {who.person: label for who, label in named(names).of.items()}


def test_people_by_their_fullest_spelling() -> None:
    assert of("Jane Q. Doe", "Jane Doe", "DOE JANE") == dict.fromkeys(
        ("Jane Q. Doe", "Jane Doe", "DOE JANE"), "DOE JANE"
    )
    # Of two Janes' spellings the equal one is hers, and nobody is merged by a part of a name.
    two = of("Jane Ann Doe", "Jane Bea Doe", "Jane Doe", "Doe, Jane", "Jane")
    assert two["Jane Doe"] == two["Doe, Jane"] == "Doe, Jane" and len(set(two.values())) == 4
    # Two middle initials are two people, and the name without one is nobody's for sure.
    assert len(set(of("John A Smith", "John B Smith", "John Smith").values())) == 3


def test_choosing_among_people() -> None:
    def choose(wanted: str, source: str, *names: str) -> str | None:
        return choose_member(named(names), wanted, source)

    family = ("Jane Doe", "Jane Q Doe", "John Doe")
    assert choose("Jane", "--member") is None
    assert choose("doe, jane", "--member", *family) == "Jane Doe"
    assert choose("Jane Mary Doe", "--member", "Jane Doe", "John Doe") == "Jane Doe"  # more words than the file gives
    assert choose("john", "--member", *family) == "John Doe"  # as a person types it
    assert choose("", "", "Jane Doe") == "Jane Doe"
    for names, wanted, words in [
        (("Jane Doe",), "Mary Roe", "is not in these files"),
        (("Jane Doe",), "Jane Roe", "is not in these files"),
        (("John Smith Jr",), "John Smith", "is not in these files"),
        (family, "Mary Roe", "is not in these files"),
        (family, "Doe", "fits more than one person"),
        (family, " ", "is not in these files"),
    ]:
        for source in ("--member", "the case file"):
            with pytest.raises(OffsetcaseError) as caught:
                choose(wanted, source, *names)
            assert refused(caught)[:2] == ("E-MEMBER", 2) and words in str(caught.value)
            assert f'--member "{names[0]}"' in str(caught.value)
    with pytest.raises(OffsetcaseError) as caught:
        choose("", "", *family)
    assert refused(caught)[:2] == ("E-SEVERAL-PEOPLE", 2)
    # Two different people are listed, and no line that would merge them is offered.
    assert 'of 2 people: "Jane Doe", "John Doe"' in str(caught.value) and "[people]" not in str(caught.value)


def test_what_may_be_one_person_is_asked_whoever_is_chosen() -> None:
    for names in (("Ada Example", "Ada"), ("Ada Example", "Ada Mae Example"), ("John Smith", "John Smith (child)")):
        for wanted in ("", names[0]):
            with pytest.raises(OffsetcaseError) as caught:
                choose_member(named(names), wanted, "--member")
            code, status, text = refused(caught)
            assert (code, status) == ("E-MEMBER" if wanted else "E-SEVERAL-PEOPLE", 2)
            assert "[people]" in text and f'"{names[1]}"' in text
    # A stranger's first name is not a question for somebody else.
    assert choose_member(named(["Ada Example", "Bo Example", "Bo"]), "Ada Example", "--member") == "Ada Example"


@each_row(
    ("one", "other"),
    [
        ({"born": dt.date(1980, 1, 2)}, {"born": dt.date(2010, 1, 2)}),
        ({"relation": "Self"}, {"relation": "Child"}),
        ({"subject": "Patient/1"}, {"subject": "Patient/2"}),
        ({"person": "John Smith"}, {"person": "John Smith Jr"}),
        ({"person": "John A Smith"}, {"person": "John B Smith"}),
    ],
)
def test_what_the_file_distinguishes_stays_apart(one: dict[str, Any], other: dict[str, Any]) -> None:
    rows = [line(**{"person": "John Smith", **fields}) for fields in (one, one, other)]
    with pytest.raises(OffsetcaseError) as caught:
        cleaned(*rows)
    assert refused(caught)[0] == "E-SEVERAL-PEOPLE"
    # Either can be chosen by the label that the question shows, and has only its own rows.
    labels = people(rows).names
    assert len(labels) == 2
    fates_of = [fates(cleaned(*rows, member=label)) for label in labels]
    assert sorted(fates_of) == [["open", "open", "other-member"], ["other-member", "other-member", "open"]]


def test_a_file_of_another_person_is_that_persons() -> None:
    found = cleaned(line(person="Jane Doe"), line(person="Bo Roe", file=1), line(file=1), member="Jane Doe")
    assert fates(found) == ["open", "other-member", "other-member"] and codes(found) == ["W-OTHER-PERSON"]
    assert 'f1.csv names "Bo Roe"' in found.warnings[0].text and "2 rows" in found.warnings[0].text


def test_a_file_without_names_is_pointed_out() -> None:
    found = cleaned(line(person="Jane Doe"), line(50, file=1))
    assert [warning.code for warning in found.warnings] == ["W-NOBODY"] and fates(found) == ["open", "open"]
    assert found.warnings[0].text == 'Nobody is named in f1.csv; taken as "Jane Doe"\'s.'
    assert cleaned(line()).warnings[0].text == "Nobody is named in f0.csv; taken as one person's."
    # One member number for the whole file names nobody; two tell two people apart.
    assert [w.code for w in cleaned(line(subject="W1"), line(50, subject="W1")).warnings] == ["W-NOBODY"]
    with pytest.raises(OffsetcaseError, match='"W1", "W2"'):
        cleaned(line(subject="W1"), line(50, subject="W2"))


def test_two_spellings_taken_as_one_are_said() -> None:
    found = cleaned(line(person="Jane Doe"), line(50, person="JANE Q DOE", file=1))
    assert codes(found) == ["W-SAME-PERSON"] and fates(found) == ["open", "open"]
    assert codes(cleaned(line(person="Jane Doe"), line(50, person="DOE, JANE", file=1))) == []


# ---- copies ----------------------------------------------------------------------------------------------------------


def test_copies_across_files_point_at_the_kept_files_first_line() -> None:
    a, b = line(code="90837"), line(file=1, code="90837")
    found = cleaned(a, b, b)
    assert fates(found) == ["open", "duplicate", "open"] and "f0.csv, row 2" in found.entries[1].reason
    # Equal counts: the first file's lines stay.
    assert fates(cleaned(a, b)) == ["open", "duplicate"]
    assert fates(cleaned(b, a)) == ["duplicate", "open"]
    # Three files, one line each: one stays.
    assert fates(cleaned(a, b, line(file=2, code="90837"))) == ["open", "duplicate", "duplicate"]


def test_a_copy_within_its_file_is_compared_with_no_other_file() -> None:
    """File 0 holds the line twice under one number, file 1 twice with differing bills: the copy doesn't count as a visit."""
    one = line(claim_id="A", code="90837", billed=200)
    other = [line(file=1, claim_id="A", code="90837", billed=amount) for amount in (200, 210)]
    assert fates(cleaned(one, one, *other)) == ["duplicate", "duplicate", "open", "open"]


def portal(plan: object, member: object, **fields: Any) -> ClaimLine:
    return line(plan, member, **{"kind": "portal", "claim_type": "Prescription Drug", "provider": "PHARMACY", **fields})


def fill(drug: str, member: object, plan: object = None, **fields: Any) -> ClaimLine:
    return line(plan, member, file=1, kind="pharmacy", benefit=Benefit.PHARMACY, drug=drug, **fields)


def test_the_join_keeps_the_side_with_the_money() -> None:
    found = cleaned(portal(None, 12), fill("SERTRALINE", 12, plan=88, ndc="123"))
    assert fates(found) == ["duplicate", "open"]
    assert (found.entries[1].named_drug, found.entries[1].named_ndc) == ("SERTRALINE", "123")
    # Neither knows the money: the one with the name stays, and stays unknown.
    found = cleaned(portal(None, 12), fill("SERTRALINE", 12))
    assert fates(found) == ["duplicate", "no-plan-amount"] and found.entries[1].named_drug == "SERTRALINE"
    # The number is taken over from whichever side has one.
    found = cleaned(portal(212, 12, ndc="999"), fill("SERTRALINE", 12))
    assert found.entries[0].named_ndc == "999"
    found = cleaned(portal(212, 12), fill("SERTRALINE", 12, ndc="123"))
    assert found.entries[0].named_ndc == "123"


def test_a_named_drug_on_both_sides_must_be_the_same() -> None:
    assert fates(cleaned(portal(212, 12, drug="Sertraline"), fill("SERTRALINE", 12))) == ["open", "duplicate"]
    assert fates(cleaned(portal(212, 12), fill("", 12))) == ["open", "duplicate"]
    assert fates(cleaned(portal(212, 12, drug="Sertraline"), fill("", 12))) == ["open", "duplicate"]


def test_the_word_pharmacy_and_short_words_name_no_pharmacy() -> None:
    """Both fills say "Pharmacy"; only the second shares a word of four letters with the portal's line."""
    found = cleaned(
        portal(212, 12, provider="Oak Hill Pharmacy 7"),
        fill("LURASIDONE", 12, provider="Oak Lane Pharmacy"),
        fill("SERTRALINE", 12, provider="HILL #7"),
    )
    assert found.entries[0].named_drug == "SERTRALINE"


def test_unjoined_fills_are_counted() -> None:
    two = cleaned(portal(212, 12), fill("LURASIDONE", 44), fill("SERTRALINE", 45))
    assert (
        codes(two) == ["W-UNJOINED"]
        and said(two, "W-UNJOINED").startswith("2 fills")
        and "row 3" in said(two, "W-UNJOINED")
    )
    # A pharmacy's file alone has nothing to join, and a portal's unknown amount is not a fill.
    assert codes(cleaned(fill("LURASIDONE", 44), fill("SERTRALINE", 45))) == []
    assert codes(cleaned(line(None, 12), fill("SERTRALINE", 45, plan=9))) == []
    # A file of which nothing was read but a total has no partners either.
    assert codes(cleaned(line(note="a total"), fill("LURASIDONE", 44))) == []


def test_a_copy_that_lost_its_claim_numbers_counts_once() -> None:
    """A spreadsheet spoiled the numbers; all else tells that the rows are the same."""
    with_id = [line(claim_id=f"A{n}", provider="Dr. A", code="90837") for n in range(3)]
    without = [line(file=1, provider="DR. A", code="90837"), line(file=1, provider="Dr. A", code="90837")]
    assert fates(cleaned(*with_id, *without)) == ["open"] * 3 + ["duplicate"] * 2
    assert fates(cleaned(*without, *with_id)) == ["duplicate"] * 2 + ["open"] * 3
    # In one file a line with a number and one without are two visits.
    assert fates(cleaned(line(claim_id="A", provider="Dr. A"), line(provider="Dr. A"))) == ["open", "open"]
    # Two claim numbers of one numbering are two claims.
    assert fates(cleaned(line(claim_id="A"), line(file=1, claim_id="B"))) == ["open", "open"]


# ---- netting ---------------------------------------------------------------------------------------------------------


def test_what_is_negative() -> None:
    # A share of nothing beside nothing from the plan takes nothing back.
    assert fates(cleaned(line(0, 0, claim_id="A"), line(0, 0, claim_id="A", billed=7))) == ["open", "open"]
    assert codes(cleaned(line(0, 0, claim_id="A"), line(None, 0, claim_id="B"))) == []
    # A cent is enough.
    assert fates(cleaned(line("0.01", 0, claim_id="A"), line("-0.01", 0, claim_id="A"))) == ["reversed", "reversed"]
    assert fates(cleaned(line(0, "0.01", claim_id="A"), line(0, "-0.01", claim_id="A"))) == ["reversed", "reversed"]
    # A share below zero beside money from the plan is a refund to the member, not a reversal.
    assert fates(cleaned(line(100, 20, claim_id="A"), line(100, -20, claim_id="A", billed=3))) == ["open", "open"]


def test_an_unknown_share_is_taken_back_by_an_unknown_share_only() -> None:
    assert fates(cleaned(line(100, None, claim_id="A"), line(-100, None, claim_id="A"))) == ["reversed", "reversed"]
    assert fates(cleaned(line(100, 20, claim_id="A"), line(-100, None, claim_id="A"))) == ["open", "open"]
    assert fates(cleaned(line(100, None, claim_id="A"), line(-100, -20, claim_id="A"))) == ["open", "open"]


def test_a_lone_negative_line_is_said() -> None:
    found = cleaned(line(-100, -20, claim_id="A"), line(50, claim_id="B"))
    assert fates(found) == ["open", "open"] and codes(found) == ["W-NEGATIVE"]
    assert "plan-paid -100" in said(found, "W-NEGATIVE") and found.warnings[-1].where == "f0.csv, row 2"
    # Nobody knows the plan's amount: it is not counted, so nothing is lowered.
    assert codes(cleaned(line(None, -20, claim_id="A"))) == []


def test_without_a_claim_number_a_reversal_finds_its_line_whatever_its_line_number() -> None:
    assert fates(cleaned(line(line_id="1"), line(-100, -20, line_id="2"))) == ["reversed", "reversed"]


def test_a_positive_reversal_takes_one_paid_line() -> None:
    gone = line(status=Status.REVERSED, status_word="Reversed", claim_id="A", billed=9)
    two = [line(claim_id="A"), line(claim_id="A", billed=7)]
    found = cleaned(*two, gone)
    assert fates(found) == ["reversed", "open", "reversed"]
    assert found.entries[0].reason == "taken back by f0.csv, row 4"
    assert found.entries[2].reason == 'its status is "Reversed"'
    # Another share, another line.
    assert fates(cleaned(line(100, 21, claim_id="A"), gone)) == ["open", "reversed"]
    # A line that a negative took is not taken twice.
    assert fates(cleaned(line(claim_id="A"), line(-100, -20, claim_id="A"), gone)) == ["reversed"] * 3


VERSION = {"claim_id": "A", "line_id": "1"}


def test_of_versions_with_one_latest_day_the_latest_amount_stands() -> None:
    days = (dt.date(2024, 3, 20), dt.date(2024, 5, 1), dt.date(2024, 5, 1))
    # Two lines of the latest day agree about the plan's amount: the first of them stands, and nothing needs saying.
    agree = cleaned(
        *[
            line(p, m, processed_date=d, **VERSION)
            for (p, m), d in zip([(90, 5), (120, 30), (120, 25)], days, strict=True)
        ]
    )
    assert fates(agree) == ["reversed", "open", "reversed"] and codes(agree) == []
    assert agree.entries[0].reason == "an earlier version of f0.csv, row 3"
    # They don't: the smaller of the latest amounts is counted, and it is said with both.
    differ = cleaned(*[line(p, 5, processed_date=d, **VERSION) for p, d in zip((90, 120, 130), days, strict=True)])
    assert fates(differ) == ["reversed", "open", "reversed"] and codes(differ) == ["W-VERSIONS"]
    assert "$120.00 counts" in said(differ, "W-VERSIONS") and "$130.00 doesn't" in said(differ, "W-VERSIONS")


def test_lines_of_one_file_without_a_day_stay_and_are_said() -> None:
    """They could as well be two services."""
    found = cleaned(line(90, 5, **VERSION), line(120, 5, processed_date=dt.date(2024, 5, 1), **VERSION))
    assert fates(found) == ["open", "open"] and codes(found) == ["W-MAYBE-TWICE"]
    assert "$90.00 and $120.00" in said(found, "W-MAYBE-TWICE")


def test_a_version_whose_money_is_unknown_takes_no_part() -> None:
    found = cleaned(line(None, 5, **VERSION), line(120, 30, **VERSION))
    assert fates(found) == ["no-plan-amount", "open"] and codes(found) == []
    late = cleaned(
        line(None, 5, processed_date=dt.date(2024, 6, 1), **VERSION),
        line(120, 30, processed_date=dt.date(2024, 4, 1), **VERSION),
        line(90, 9, processed_date=dt.date(2024, 5, 1), **VERSION),
    )
    assert fates(late) == ["no-plan-amount", "reversed", "open"]


def test_equal_versions_are_no_versions() -> None:
    found = cleaned(line(billed=200, **VERSION), line(billed=210, **VERSION))
    assert fates(found) == ["open", "open"] and codes(found) == []


def test_a_copy_is_never_taken_back_and_never_joined() -> None:
    """Two reversals of one line that the file holds twice: the second has nothing left to take back."""
    back = [line(-100, -20, claim_id="A", processed_date=dt.date(2024, 5, day)) for day in (1, 2)]
    found = cleaned(line(claim_id="A"), line(claim_id="A"), *back)
    assert fates(found) == ["reversed", "duplicate", "reversed", "open"] and codes(found) == ["W-NEGATIVE"]
    twice = cleaned(portal(100, 10), portal(300, 10), *[fill("SERTRALINE", 10, claim_id="F")] * 2)
    assert fates(twice) == ["open", "open", "duplicate", "duplicate"]
    assert [entry.named_drug for entry in twice.entries[:2]] == ["SERTRALINE", ""]


def test_two_names_that_share_a_word_each_stay_two_people() -> None:
    three = ("Ann Lee", "Bea Ray", "Lee Ray")
    assert of(*three) == {name: name for name in three}


def test_a_crowd_is_compared_by_equal_names_only() -> None:
    """Comparing all with all takes the square of their number."""
    letters = "abcdefghij"
    crowd = [f"Person{letters[n % 10]}{letters[n // 10 % 10]} Example{letters[n // 100]}" for n in range(300)]
    assert len(named([*crowd, "EXAMPLEA, PERSONAA"]).names) == 300
