"""The data files: every entry has a source, names belong to one place, and what is barred can't print."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from offsetcase.argument.evidence import (
    library,
    printable_fields,
    printed,
    reference_text,
    required_limits,
    sentence,
)
from offsetcase.argument.marks import blank_words, case_value
from offsetcase.argument.plan_rules import plan_types, requests_for, rules
from offsetcase.case.settings import INDICATIONS, CaseFile
from offsetcase.classify.categories import categories
from offsetcase.codes.drugs import drugs, find_drug
from offsetcase.codes.services import find_code
from offsetcase.model.facts import UnknownFact
from offsetcase.model.places import data_path, load_toml
from offsetcase.offset.protocol import indications, protocols
from offsetcase.read.formats import formats
from rows import each_row
from support import ROOT

BANNED = (
    "ineffective", "futile", "failed", "useless", "proven", "standard of care", "breakthrough", "save", "saves", "savings",
    "guarantee", "no risk", "precedent", "violates", "bad faith", "lawsuit", "penalty", "attorney", "maximum exposure",
    "pays for itself", "required by law",
)  # fmt: skip


def banned_in(text: str) -> list[str]:
    return [word for word in BANNED if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)]


# ---- evidence -------------------------------------------------------------------------------------------------------

# Typed from the project's reading record, apart from the data file.
FIGURES = {
    ("anand2023", "supports"): "195 170 55.4% 41.2% 14.2 95% 3.9 24.2",
    ("singh2016", "supports"): "68 18.4 15 5.7",
    ("canmat2021", "policy"): "2021 1 3 2023",
    ("mcinnes2022", "limits"): "537 53.6% 8.4% 73.0% 6.0% 80% 4 60% 8",
    ("pfeiffer2024", "limits"): "215 6.1 20 26% 15% 6 12 26 5 3 4 5 18 12",
    ("pfeiffer2024", "limits_brief"): "215 26% 15% 6 18 12",
    ("chatterton2025", "limits"): "174 5%",
    ("brendle2022", "second_leg"): "2020",
    ("nikayin2022", "second_leg_limits"): "210 129 81 2.15 95% 0.06 4.37",
    ("nikayin2022", "second_leg_brief"): "210 153",
    ("meisner2025", "second_leg"): "153 111 42 49.22% 39.55%",
    ("spravato_price2019", "second_leg_limits"): "2019 $590 $885",
    ("murrough2013bp", "limits"): "24 70.8% 18",
    ("phillips2019", "limits"): "41",
    ("jelovac2025", "limits"): "2 3.16 95% 8.54 2.22",
    ("ekstrand2022", "limits"): "186 46% 63%",
    ("rush2006", "why_now"): "13.7% 13.0%",
    ("ross2020", "alternative_cost"): "2020 $5,572 1 $1,699 $2,244",
    ("coverage2025", "limits"): "2025 18 94.4%",
    ("coverage2025", "second_leg"): "2025 18 94.4%",
    ("diazgranados2010bp", "supports"): "18 71% 6%",
    ("diazgranados2010bp", "limits"): "3",
    ("zarate2012", "supports"): "15 79% 0%",
    ("feder2021", "supports"): "30 5 11.88 67% 20%",
    ("feder2021", "limits"): "27.5",
    ("abdallah2022", "limits"): "158",
    ("schwartzman2009", "supports"): "10 0.05",
    ("sigtermans2009", "supports"): "30 30 4.2 1 2.68 5.45 12 0.001",
    ("sigtermans2009", "limits"): "12 0.07 76% 18%",
    ("orhurhu2019", "limits"): "7 211 1.83 10 95% 2.35 1.31 2",
    ("bcbsma087", "policy"): "087 28",
    ("ketalar", "supports"): "1970",
}


def test_every_figure_of_a_sentence_is_the_recorded_one() -> None:
    found = {
        (key, one.role): " ".join(re.findall(r"\$?\d+(?:,\d{3})*(?:\.\d+)?%?", one.text))
        for key, entry in library().items()
        for one in printed(entry)
    }
    assert {name: figures for name, figures in found.items() if figures} == FIGURES


def test_only_what_was_read_reaches_print() -> None:
    for entry in library().values():
        assert entry.read_in and entry.verified
        for name in printable_fields(entry):
            assert entry.field_standing.get(name, "V") in ("V", "V2")
        if entry.standing != "V":
            assert not entry.sentences
            with pytest.raises(UnknownFact):
                sentence(entry, "supports", "depression")


def test_fields_from_memory_are_left_out_of_a_reference() -> None:
    text = reference_text(library()["anand2023"])
    assert text == (
        "Anand A, Mathew SJ, Sanacora G, et al. Ketamine versus ECT for nonpsychotic treatment-resistant major depression. "
        "N Engl J Med 2023. DOI 10.1056/NEJMoa2302399; PMID 37224232."
    )
    assert "2315" not in text and "388" not in text
    with pytest.raises(UnknownFact):
        reference_text(library()["aetna_policy"])


@each_row("indication", INDICATIONS)
def test_every_indication_has_limits_that_always_print(indication: str) -> None:
    assert required_limits(indication)
    for entry in required_limits(indication):
        assert sentence(entry, "limits", indication)


def test_fda_approved_never_stands_without_its_limit() -> None:
    for entry in library().values():
        for one in printed(entry):
            assert not banned_in(one.text), (entry.key, banned_in(one.text))
            if "FDA-approved" in one.text:
                assert f"not FDA-approved for {indications()[one.indications[0]]['words']}" in one.text


def test_each_schedule_and_rate_names_known_evidence() -> None:
    for protocol in protocols().values():
        names = [*protocol.evidence, *(rate.evidence for rate in protocol.rates.values() if rate.evidence)]
        assert set(names) <= set(library())
        for rate in (*protocol.rates.values(), protocol.interval, protocol.price):
            assert rate.source
            assert (
                rate.published
                or "assumption" in rate.source
                or "default" in rate.source
                or "none published" in rate.source
            )
            if rate.base is not None and rate.low is not None and rate.high is not None:
                assert rate.low <= rate.base <= rate.high
        assert all(day >= 0 for day in (*protocol.induction_days, *protocol.block_days))


# ---- plan rules -----------------------------------------------------------------------------------------------------


@each_row("plan_type", [None, *plan_types()])
@each_row("kind", ["appeal", "exception"])
def test_every_letter_has_requests_and_none_from_memory(plan_type: str | None, kind: str) -> None:
    requests = requests_for(plan_type, kind, "depression")
    assert requests
    for request in requests:
        assert request.standing != "M" and not banned_in(request.text)
        if request.standing == "2" and any(character.isdigit() for character in request.text):
            assert request.citation
        if plan_type is None or kind == "exception":
            assert not request.citation and not re.search(r"\d", request.text)


def test_periods_are_the_recorded_ones() -> None:
    filing = {
        key: rule.filing and (rule.filing.amount, rule.filing.unit, rule.filing.runs_from)
        for key, rule in rules().items()
    }
    assert filing["erisa-self-funded"] == (180, "days", "receipt")
    assert filing["medicare-advantage"] == (60, "days", "receipt")
    assert filing["medicaid-managed-care"] == (60, "days", "notice-date")
    assert filing["fehb"] == (6, "months", "notice-date")
    assert filing["va"] is None
    assert rules()["medicare-advantage"].filing.presumed_receipt_days == 5  # type: ignore[union-attr]
    external = rules()["erisa-self-funded"].external
    assert external and (external.amount, external.unit) == (4, "months")
    for rule in rules().values():
        assert rule.review_by > rule.verified


# ---- drugs, codes, categories, formats -------------------------------------------------------------------------------


def test_a_drugs_every_spelling_leads_to_it() -> None:
    for drug, spellings in drugs():
        assert drug.category in categories()
        for spelling in spellings:
            found = find_drug(spelling)
            assert found and found.name == drug.name, spelling
            assert (found := find_drug(f"{spelling.upper()} 10 MG TAB")) and found.name == drug.name, spelling


def test_every_drug_file_and_service_file_has_a_source() -> None:
    for folder in ("drugs", "services"):
        for path in data_path(folder).glob("*.toml"):
            text = path.read_text(encoding="utf-8")
            assert "source" in text.lower() and load_toml(path)["recorded"]


def test_drug_names_of_counted_classes_have_no_digits() -> None:
    for drug, _ in drugs():
        assert not re.search(r"\d", drug.name + drug.group)


def test_every_code_belongs_to_its_own_file() -> None:
    for path in data_path("services").glob("*.toml"):
        raw = load_toml(path)
        if "code" not in raw:
            continue
        for group in raw["code"]:
            for code in group["codes"]:
                for one in code.split("-"):
                    found = find_code(one)
                    assert found is not None, one
                    if raw["category"] != "other":  # the wide ranges of "other" give way to narrower ones
                        assert found.category == raw["category"], one


def test_categories_have_labels_without_digits_and_shares_that_are_shares() -> None:
    for category in categories().values():
        assert category.label and not re.search(r"\d", category.label)
        assert Decimal(0) <= category.share <= 1
        assert category.kind in ("recurring", "one-off", "unknown", "never")
        assert set(category.counted) <= set(INDICATIONS)


def test_no_two_formats_fit_the_same_heading() -> None:
    for one in formats():
        heading = {word for words in one.recognise for word in list(words)[:1]}
        fits = [
            other.key
            for other in formats()
            if all(words & heading for words in other.recognise) and not (other.absent & heading)
        ]
        assert fits == [one.key]


def test_every_blank_is_a_field_of_the_case_file() -> None:
    case = CaseFile()
    for path, words in blank_words().items():
        case_value(case, path)
        assert words["what"] and words["fills_with"] and words["who"] in ("member", "notice", "clinic", "prescriber")
        table = path.rsplit(".", 1)[0] if not path.endswith(".text") else path.split(".")[0]
        assert words["fills_with"].startswith(f"[{table}]")


def test_templates_say_none_of_the_words_that_never_stand() -> None:
    for path in (ROOT / "templates").rglob("*.j2"):
        text = re.sub(
            r"<style>.*?</style>|\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}|<[^>]+>",
            " ",
            path.read_text(encoding="utf-8"),
            flags=re.DOTALL,
        )
        assert not banned_in(text), (path.name, banned_in(text))
        assert not re.search(r"\d", text), path.name
