"""The evidence and plan-rule files as they stand, against the project's reading record typed here once more."""

from __future__ import annotations

import re

import pytest

from offsetcase.argument.evidence import SecondLeg, library, printed, reference_text, second_leg
from offsetcase.argument.plan_rules import GENERAL, plan_types, requests_for, rules
from offsetcase.case.settings import INDICATIONS
from offsetcase.model.facts import UnknownFact
from rows import each_row

KINDS = ("appeal", "exception")
BARRED = ("M", "X")

# Plan type: file within (amount, unit), running from, presumed days of receipt, standing.
FILING = {
    "erisa-self-funded": (180, "days", "receipt", 0, "2"),
    "erisa-insured": (180, "days", "receipt", 0, "2"),
    "marketplace": (180, "days", "receipt", 0, "2"),
    "grandfathered": (180, "days", "receipt", 0, "2"),
    "government": (180, "days", "receipt", 0, "M"),
    "medicare-advantage": (60, "days", "receipt", 5, "2"),
    "part-d": (60, "days", "receipt", 5, "2"),
    "original-medicare": (120, "days", "receipt", 5, "2"),
    "medicaid-managed-care": (60, "days", "notice-date", 0, "2"),
    "medicaid": (90, "days", "notice-date", 0, "2"),
    "fehb": (6, "months", "notice-date", 0, "P"),
    "tricare": (90, "days", "notice-date", 0, "P"),
    "va": None,
}
# What a plan must do with an appeal: kind, (amount, unit).
DECIDING = {
    "erisa-self-funded": {"pre-service": (30, "days"), "post-service": (60, "days"), "urgent": (72, "hours")},
    "erisa-insured": {"pre-service": (30, "days"), "post-service": (60, "days"), "urgent": (72, "hours")},
    "marketplace": {"pre-service": (30, "days"), "post-service": (60, "days"), "urgent": (72, "hours")},
    "medicare-advantage": {
        "reconsideration": (30, "days"),
        "payment": (60, "days"),
        "part-b-drug": (7, "days"),
        "expedited": (72, "hours"),
    },
    "part-d": {"redetermination": (7, "days"), "payment": (14, "days"), "expedited": (72, "hours")},
    "medicaid-managed-care": {"standard": (30, "days"), "expedited": (72, "hours")},
    "fehb": {"reconsideration": (30, "days")},
}


def test_the_plan_types_are_those_of_the_guide() -> None:
    assert set(plan_types()) == set(FILING)
    assert GENERAL in rules() and GENERAL not in plan_types()


@each_row("plan_type", FILING)
def test_filing_periods_are_the_recorded_ones(plan_type: str) -> None:
    filing = rules()[plan_type].filing
    found = filing and (filing.amount, filing.unit, filing.runs_from, filing.presumed_receipt_days, filing.standing)
    assert found == FILING[plan_type]


@each_row("plan_type", DECIDING)
def test_deciding_periods_are_the_recorded_ones(plan_type: str) -> None:
    found = {one.kind: (one.amount, one.unit) for one in rules()[plan_type].decisions}
    assert found == DECIDING[plan_type]


def test_each_rule_cites_a_regulation() -> None:
    for key, rule in rules().items():
        for period in (rule.filing, rule.external, *rule.decisions):
            assert period is None or re.match(r"\d+ CFR \d+\.\d+", period.citation), key
        for request in rule.requests:
            assert not request.citation or re.match(r"\d+ CFR |\([a-z]\)", request.citation), request.id
            # A bare paragraph is a citation only under the regulation that the type names once.
            assert not request.citation.startswith("(") or request.under, request.id


def test_a_period_that_is_asked_for_is_one_of_the_types_own() -> None:
    for key, rule in rules().items():
        own = {(one.amount, one.unit) for one in rule.decisions}
        halves = {(amount // 2, unit) for amount, unit in own if amount}  # a plan with two levels
        for request in rule.requests:
            for amount in re.findall(r"within (\d+) days", request.text):
                assert (int(amount), "days") in own, (key, request.id)
            for amount in re.findall(r"\((\d+) if", request.text):
                assert (int(amount), "days") in own | halves, (key, request.id)


@each_row("kind", KINDS)
@each_row("indication", INDICATIONS)
def test_requests_fit_the_letter(kind: str, indication: str) -> None:
    for plan_type in (None, *plan_types()):
        asked = requests_for(plan_type, kind, indication)
        assert 4 <= len(asked) <= 10  # lettered (a) to (j)
        assert len({request.id for request in asked}) == len(asked)
        assert not {request.standing for request in asked} & set(BARRED)
        for request in asked:
            assert not re.search(r"\b(must|shall|entitled|required)\b", request.text), request.id


def test_what_stands_at_memory_is_in_no_reference() -> None:
    checked = 0
    for entry in library().values():
        if entry.standing in BARRED:
            continue
        numbers = re.findall(r"[\w.-]*\d[\w.-]*", reference_text(entry))
        for name, standing in entry.field_standing.items():
            if standing in BARRED:
                checked += 1
                assert entry.fields[name] not in numbers, (entry.key, name)
                assert name != "authors" or entry.fields[name] not in reference_text(entry), entry.key
    assert checked > 20


def test_indications_are_known_and_the_order_is_plain() -> None:
    for indication in INDICATIONS:
        cited = [one for one in library().values() if indication in one.indications and one.sentences]
        assert len({one.order for one in cited}) == len(cited), indication
    for entry in library().values():
        assert set(entry.indications) <= set(INDICATIONS), entry.key


def test_no_sentence_claims_the_same_strength_for_pain_as_for_depression() -> None:
    for entry in library().values():
        if entry.indications == ("pain",) or entry.key in ("cohen2018", "orhurhu2019"):
            assert "supports" not in entry.sentences, entry.key


# Conditions, by the words that tell them; a sentence for one says nothing of another's.
OF_PAIN = re.compile(r"\bpain\b|neuropathic|fibromyalgia", re.IGNORECASE)
OF_MOOD = re.compile(r"depressi|psychiatric|post-traumatic|PTSD|CAPS|MADRS|suicid", re.IGNORECASE)


def test_a_limit_concerns_the_condition_that_it_is_printed_for() -> None:
    for entry in library().values():
        for one in printed(entry):
            other = OF_MOOD if set(one.indications) & {"crps", "pain"} else OF_PAIN
            assert entry.key == "ketalar" or not other.search(one.text), (entry.key, one.indications, one.text)


def test_a_source_with_two_sides_prints_both() -> None:
    """What the first edition printed by halves: coverage, practice data, and the two chart reviews."""
    for one in printed(library()["coverage2025"]):
        assert all(words in one.text for words in ("18", "covered esketamine", "94.4%", "covered intravenous ketamine"))
    [practice] = printed(library()["mcinnes2022"])
    assert all(words in practice.text for words in ("responded", "worsened", "had less", "reported more"))
    [model] = printed(library()["brendle2022"])
    assert "for the health sector" in model.text and "for patients it cost less" in model.text
    assert library()["nikayin2022"].pair == ("meisner2025",) and library()["meisner2025"].pair == ("nikayin2022",)
    optum, clarivate = library()["esketamine_optum"], library()["esketamine_clarivate2023"]
    assert not printed(optum) and not printed(clarivate) and clarivate.pair == (optum.key,)


def test_the_comparison_with_esketamine_has_both_sides() -> None:
    leg = second_leg("depression")
    assert [entry.key for entry in leg.supports] == ["coverage2025", "brendle2022", "meisner2025"]
    assert [entry.key for entry in leg.limits] == ["nikayin2022", "spravato_price2019"]
    for indication in set(INDICATIONS) - {"depression"}:
        assert second_leg(indication) == SecondLeg((), ())


def test_what_was_not_read_is_kept_from_print() -> None:
    for key in ("rush2006_response", "medicare_session2026", "aetna_policy"):
        with pytest.raises(UnknownFact):
            reference_text(library()[key])
    for key in ("vadod2022", "canmat2023", "taylor2022", "rubin2013", "rasmussen2011", "trdcost2020"):
        assert not printed(library()[key])
    text = " ".join(one.text for entry in library().values() for one in printed(entry))
    for words in ("third-line", "16.8", "952.59", "1,356", "251,250", "8,054"):
        assert words not in text


def test_sentences_are_whole_and_plain() -> None:
    for entry in library().values():
        for one in printed(entry):
            assert one.text == one.text.strip() and one.text.endswith("."), (entry.key, one.role)
            assert not set("{}") & set(one.text) and "  " not in one.text, entry.key
            assert not re.search(r"(?<!\w)-\d", one.text), entry.key  # a minus is printed as −
