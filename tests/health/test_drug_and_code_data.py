"""The drug and code files as they stand: known fields and categories, sources, one owner for each name and number."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any

from offsetcase.classify.categories import categories
from offsetcase.codes.drugs import drugs, find_drug, find_ndc, ndc_product
from offsetcase.codes.services import find_code, find_place, find_revenue
from offsetcase.model.places import data_path, load_toml
from rows import each_row

DRUG_FILES = sorted(data_path("drugs").glob("*.toml"))
SERVICE_FILES = [
    path
    for path in sorted(data_path("services").glob("*.toml"))
    if path.stem not in ("specialties", "descriptions", "claim_types")
]
CODE = r"(?:\d{5}|[A-Z]\d{4}|\d{4}[A-Z])"
KINDS = {"", "individual", "group", "family", "crisis", "evaluation", "visit", "collaborative", "other"}
FIELDS = {"group", "brands", "aliases", "two_use"}
# Left out of every file on purpose: specialty, description or the user's rule decides.
OPEN_CODES = ["99202", "99205", "99211", "99215", "96365", "96366", "96374", "96375", "96372", "J3490", "90899"]


def name(path: Path) -> str:
    return path.stem


@each_row("path", DRUG_FILES, ids=name)
def test_a_drug_file_is_well_formed(path: Path) -> None:
    raw = load_toml(path)
    assert set(raw) == {"category", "label", "source", "recorded", "drugs"}
    assert raw["category"] in categories() and raw["label"] and len(raw["source"]) > 20
    assert "ATC" not in raw["source"]
    for generic, entry in raw["drugs"].items():
        assert generic == generic.lower().strip() and set(entry) <= FIELDS, generic
        assert entry.get("group") or raw["category"] == "other", generic
        spellings = [generic, *entry.get("brands", ()), *entry.get("aliases", ())]
        assert all(isinstance(one, str) and len(one) >= 3 and one == one.strip() for one in spellings), generic
        assert entry.get("two_use", True) is True, generic


def test_a_name_stands_once() -> None:
    names = Counter(drug.name for drug, _ in drugs())
    spellings = Counter(spelling.lower() for _, own in drugs() for spelling in own)
    assert [one for one, count in names.items() if count > 1] == []
    assert [one for one, count in spellings.items() if count > 1] == []


def test_there_are_enough_names() -> None:
    counts = Counter("other" if drug.category == "other" else "ours" for drug, _ in drugs())
    assert counts["ours"] >= 250 and counts["other"] >= 150


def test_drugs_with_two_uses_are_marked() -> None:
    marked = {drug.name for drug, _ in drugs() if drug.two_use}
    assert marked >= {
        "duloxetine", "gabapentin", "pregabalin", "amitriptyline", "nortriptyline", "bupropion", "lamotrigine", "quetiapine",
        "topiramate", "carbamazepine", "valproate", "doxepin", "clonidine", "prazosin",
    }  # fmt: skip


def test_ketamine_and_esketamine_stand_apart() -> None:
    own = {
        category: [drug.name for drug, _ in drugs() if drug.category == category]
        for category in ("ketamine", "esketamine")
    }
    assert own == {"ketamine": ["ketamine"], "esketamine": ["esketamine"]}


def test_no_spelling_is_a_place_a_shop_or_a_form() -> None:
    # Words of a pharmacy's name or of a label, which stand on lines of every drug.
    plain = {
        "rx",
        "life",
        "care",
        "health",
        "pharmacy",
        "plus",
        "max",
        "one",
        "pro",
        "med",
        "generic",
        "brand",
        "tablet",
    }
    for drug, own in drugs():
        for spelling in own:
            assert set(re.findall(r"[a-z]+", spelling.lower())) - plain, (drug.name, spelling)


@each_row(
    "text",
    ["LIFE", "RX", "CVS PHARMACY", "WALGREENS", "HEALTH MART", "RITE AID", "COPAY", "REFILL", "MEDICINE", "MEDICAL"],
)
def test_plain_words_are_no_drug(text: str) -> None:
    assert find_drug(text) is None


@each_row("path", SERVICE_FILES, ids=name)
def test_a_service_file_is_well_formed(path: Path) -> None:
    raw = load_toml(path)
    assert set(raw) <= {"category", "label", "source", "standing", "recorded", "code", "revenue", "place"}
    assert raw["category"] in categories() and raw["label"] and "trademark" in raw["source"]
    for group in raw.get("code", ()):
        assert set(group) <= {"codes", "words", "kind"} and group["codes"] and group["words"]
        assert group.get("kind", "") in KINDS
        for one in group["codes"]:
            assert re.fullmatch(f"{CODE}(?:-{CODE})?", one), one
            first, _, last = one.partition("-")
            assert not last or (first < last and first[0].isdigit() == last[0].isdigit()), one
    for number, entry in raw.get("revenue", {}).items():
        assert re.fullmatch(r"\d{4}", number) and find_revenue(number), number
        assert isinstance(entry, str) or (set(entry) == {"words", "kind"} and entry["kind"] in KINDS)
    for number in raw.get("place", {}):
        assert re.fullmatch(r"\d{2}", number) and find_place(number), number


def spans(path: Path) -> list[tuple[str, str, str]]:
    raw: dict[str, Any] = load_toml(path)
    return [
        (first, last or first, raw["category"])
        for group in raw.get("code", ())
        for first, _, last in (one.partition("-") for one in group["codes"])
    ]


def test_a_number_has_one_category() -> None:
    """Apart from the wide ranges of "other", inside which narrower ones of other files may stand."""
    every = [span for path in SERVICE_FILES for span in spans(path)]
    for at, (first, last, category) in enumerate(every):
        for other_first, other_last, other in every[at + 1 :]:
            if category == other or "other" in (category, other):
                continue
            same_shape = (
                first[0].isdigit() == other_first[0].isdigit() and first[-1].isdigit() == other_first[-1].isdigit()
            )
            assert not (same_shape and first <= other_last and other_first <= last), (first, other_first)


def test_what_a_narrow_range_says_wins_over_a_wide_one() -> None:
    for path in SERVICE_FILES:
        for first, last, category in spans(path):
            if category != "other":
                assert find_code(first).category == find_code(last).category == category  # type: ignore[union-attr]


@each_row("code", OPEN_CODES)
def test_codes_that_tell_nothing_stand_nowhere(code: str) -> None:
    assert find_code(code) is None


def test_specialties_and_phrases_name_known_categories() -> None:
    specialties = load_toml(data_path("services", "specialties.toml"))
    assert {key for key in specialties if key not in ("recorded", "undecided")} <= set(categories())
    words = Counter(word for key, lists in specialties.items() if key != "recorded" for word in lists["words"])
    assert [word for word, count in words.items() if count > 1 or word != word.lower()] == []
    for phrase in load_toml(data_path("services", "descriptions.toml"))["phrase"]:
        assert phrase["category"] in categories() and phrase.get("kind", "") in KINDS
        assert set(phrase) <= {"category", "kind", "words", "unless"}
    benefits = load_toml(data_path("services", "claim_types.toml"))
    assert set(benefits) == {"recorded", "pharmacy", "medical", "dental", "vision"}
    every = Counter(word for benefit, words in benefits.items() if benefit != "recorded" for word in words)
    assert max(every.values()) == 1


def test_codes_added_by_hand_have_a_source_and_contradict_nothing() -> None:
    names = {drug.name for drug, _ in drugs()}
    listed = {
        code: name
        for line in data_path("ndc.csv").read_text(encoding="utf-8").splitlines()
        for name, _, codes in [line.partition(",")]
        for code in codes.split()
    }
    assert set(listed.values()) <= names
    seen: set[str] = set()
    for product in load_toml(data_path("ndc_added.toml"))["product"]:
        assert set(product) == {"drug", "brand", "codes", "source"}
        assert product["drug"] in names and product["codes"] and len(product["source"]) > 30, product
        for code in product["codes"]:
            nine = ndc_product(code)
            assert len(nine) == 9 and nine not in seen and listed.get(nine, product["drug"]) == product["drug"], code
            seen.add(nine)
            assert (found := find_ndc(f"{code}-01")) and found.name == product["drug"]


def test_rxnorm_codes_are_of_known_drugs_and_of_one_each() -> None:
    codes = load_toml(data_path("rxnorm.toml"))["codes"]
    assert set(codes) <= {drug.name for drug, _ in drugs()}
    every = [code for group in codes.values() for code in group]
    assert len(every) == len(set(every)) and all(code.isdigit() and len(code) < 8 for code in every)


@each_row(
    ("code", "name"),
    [
        ("23594-151-30", "gepirone"), ("81092-1180-03", "dexmedetomidine"),
        ("81968-0045-30", "dextromethorphan/bupropion"), ("72060014240", "lumateperone"), ("64406-029-01", "zuranolone"), ("62856-0410-30", "lemborexant"),
        ("80491-7850-3", "daridorexant"), ("17772-131-30", "viloxazine"), ("51167-548-05", "suzetrigine"), ("0003-5200-56", "xanomeline/trospium"),
        ("59148003613", "brexpiprazole"), ("61874-145-30", "cariprazine"), ("50458002803", "esketamine"), ("49502-901-30", "selegiline transdermal"),
    ],
)  # fmt: skip
def test_newer_brands_are_known_by_their_codes(code: str, name: str) -> None:
    found = find_ndc(code)
    assert found and found.name == name
