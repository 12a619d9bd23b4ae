"""Drug names as claims write them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from offsetcase.codes.drugs import drugs, find_drug, ndc_product, suggest_drug
from rows import each_row


@each_row(
    ("text", "name"),
    [
        ("BUPROPION HCL XL 150MG TB", "bupropion"),
        ("BUPROPN HCL SR 100", "bupropion"),
        ("ESCITALOPRAM TAB 10MG", "escitalopram"),
        ("citalopram hbr 20 mg tablet", "citalopram"),
        ("Sertraline 50 MG Oral Tablet [Zoloft]", "sertraline"),
        ("LEVOTHYROXIN", "levothyroxine"),
        ("AMITRIPTYLIN 25MG", "amitriptyline"),
        ("WIXELA 250-50 INHUB", "fluticasone/salmeterol"),
        ("HYDROCODONE-ACETAMINOPHEN 5-325", "hydrocodone/acetaminophen"),
        ("HYDROCO/APAP TAB 5-325MG", "hydrocodone/acetaminophen"),
        ("ACETAMINOPHEN-COD #3 TABLET", "acetaminophen/codeine"),
        ("OXYCODONE-ACETAMINOPHEN 5-325", "oxycodone/acetaminophen"),
        ("OLANZAPINE-FLUOXETINE HCL 6-25", "olanzapine/fluoxetine"),
        ("SYMBYAX 6-25 (olanzapine and fluoxetine)", "olanzapine/fluoxetine"),
        ("DULOXETINE DR 60 MG CAP", "duloxetine"),
        ("FLUOXETINE 20 MG CAPSULE", "fluoxetine"),
        ("venlafaxine er 75", "venlafaxine"),
        ("DESVENLAFAXINE SUCCINATE ER", "desvenlafaxine"),
        ("METHYLPHENIDATE ER 36", "methylphenidate"),
        ("DEXMETHYLPHENIDATE 10", "dexmethylphenidate"),
        ("PROTRIPTYLINE 10", "protriptyline"),
        ("NORTRIPTYLINE HCL 25", "nortriptyline"),
        ("CARBAMAZEPINE 200", "carbamazepine"),
        ("OXCARBAZEPINE 300", "oxcarbazepine"),
        ("KETAMINE 500 MG/10 ML VIAL", "ketamine"),
        ("ESKETAMINE 84 MG", "esketamine"),
        ("SPRAVATO 84MG DOSE KIT", "esketamine"),
        ("DICLOFENAC SODIUM 1% GEL", "diclofenac topical"),
        ("DICLOFENAC SOD DR 75 MG", "diclofenac"),
        ("VITAMIN D2 50,000 UNIT", "vitamin d"),
        ("Mystery Compound 7", None),
        ("TEST STRIPS", None),
        ("", None),
        ("12345", None),
        ("hydroxy 25", None),  # two drugs begin so
        ("SERTRALINE AND ATORVASTATIN", None),  # two drugs that aren't one product
    ],
)
def test_find(text: str, name: str | None) -> None:
    found = find_drug(text)
    assert (found and found.name) == name


@each_row("text", ["setraline", "sertralene", "escitalopran", "gabapentyn", "ketamines"])
def test_a_near_miss_is_never_accepted(text: str) -> None:
    assert find_drug(text) is None


def test_a_near_miss_is_suggested() -> None:
    assert suggest_drug("setraline 50")[0] == "sertraline"


def test_what_a_drug_knows() -> None:
    drug = find_drug("CYMBALTA 30 MG")
    assert drug and (drug.category, drug.group, drug.two_use) == ("medication.antidepressant", "SNRI", True)


@each_row(
    ("ndc", "product"),
    [("00049490066", "000494900"), ("0049-4900-66", "000494900"), ("00049-490-66", "000490490"), ("00049-4900-6", "000494900"),
     ("0777-3105-02", "007773105"), ("0049490066", ""), ("abc", ""), ("", ""), ("1-2-3-4", ""), ("123456-1-1", "")],
)  # fmt: skip
def test_codes_are_brought_to_one_shape(ndc: str, product: str) -> None:
    assert ndc_product(ndc) == product


def test_a_code_names_the_drug_where_the_text_does_not() -> None:
    assert (found := find_drug("", "00049490066")) and found.name == "sertraline"
    assert (found := find_drug("PINK TABLET", "0777-3105-02")) and found.name == "fluoxetine"
    assert (found := find_drug("VENLAFAXINE", "00049490066")) and found.name == "venlafaxine"  # the text comes first
    assert find_drug("", "99999999999") is None


def test_there_are_enough_names() -> None:
    assert len({drug.name for drug, _ in drugs() if drug.category != "other"}) >= 250


@each_row(
    ("text", "name", "category"),
    [
        ("Cyclobenzaprine 10mg Tablets", "cyclobenzaprine", "medication.muscle_relaxant"),
        ("desvenlafaxine", "desvenlafaxine", "medication.antidepressant"),
        ("VENLAFAXINE ER", "venlafaxine", "medication.antidepressant"),
        ("OXYCODONE W/APAP 5-325", "oxycodone/acetaminophen", "medication.opioid"),
        ("AMPHET/DEXTR 20MG", "amphetamine salts", "medication.stimulant"),
        ("Dextroamphetamine Saccharate, Amphetamine Aspartate, Dextroamphetamine Sulfate", "amphetamine salts", "medication.stimulant"),
        ("AUVELITY 45-105", "dextromethorphan/bupropion", "medication.antidepressant"),
        ("PERPHEN-AMITRIP 2-25", "perphenazine/amitriptyline", "medication.antidepressant"),
        ("VALPROIC AC 250MG/5ML", "valproate", "medication.mood_stabilizer"),
        ("EMSAM 6MG/24HR PATCH", "selegiline transdermal", "medication.antidepressant"),
        ("SELEGILINE 5 MG CAP", "selegiline", "medication.other"),
        # an ingredient's bare name must not take these
        ("KETOROLAC 0.5% OPHTH SOLN", "ketorolac ophthalmic", "other"),
        ("DICLOFENAC 0.1% OPHTH", "diclofenac ophthalmic", "other"),
        ("DOXEPIN 5% CREAM", "doxepin topical", "other"),
        ("CHLORDIAZEPOXIDE-CLIDINIUM 5-2.5", "chlordiazepoxide/clidinium", "other"),
        ("PHENTERMINE-TOPIRAMATE ER", "phentermine/topiramate", "other"),
        ("QSYMIA 7.5-46", "phentermine/topiramate", "other"),
        ("GUAIFENESIN-CODEINE 100-10", "guaifenesin/codeine", "other"),
        ("HYDROCODONE-HOMATROPINE SYRUP", "hydrocodone/homatropine", "other"),
        ("MEMANTINE-DONEPEZIL 28-10", "memantine/donepezil", "medication.other"),
    ],
)  # fmt: skip
def test_the_most_specific_name_wins(text: str, name: str, category: str) -> None:
    found = find_drug(text)
    assert found and (found.name, found.category) == (name, category)


@each_row(
    ("short", "name"),
    [("ARIPIPRAZOL", "aripiprazole"), ("ESZOPICLON", "eszopiclone"), ("DULOXETIN", "duloxetine"), ("hydrox", None), ("METHYL", None), ("sertr", None)],
)  # fmt: skip
def test_a_name_cut_short_counts_from_six_letters_when_one_drug_begins_so(short: str, name: str | None) -> None:
    found = find_drug(f"{short} 10MG")
    assert (found and found.name) == name


BEFORE = st.sampled_from(["", "Generic ", "10 MG ", "30 "])
AFTER = st.sampled_from(
    [
        " 50 MG TABLET",
        " HCL ER 150MG TB24",
        "-12.5 CAP",
        " 5% SOLN",
        " TAB 10MG",
        ", 100 units",
        " [generic]",
        " 250-50",
    ]
)
SPELLINGS = st.sampled_from([(spelling, drug.name) for drug, own in drugs() for spelling in own])


@given(spelling=SPELLINGS, before=BEFORE, after=AFTER, shape=st.sampled_from([str.upper, str.lower, str.title]))
def test_any_spelling_among_strengths_and_forms_leads_to_its_drug(
    spelling: tuple[str, str], before: str, after: str, shape: object
) -> None:
    text, name = spelling
    found = find_drug(before + shape(text) + after)  # type: ignore[operator]
    assert found and found.name == name


@given(spelling=SPELLINGS, letter=st.sampled_from("bqxz"))
def test_a_letter_more_is_another_word(spelling: tuple[str, str], letter: str) -> None:
    """A known name inside a longer word is not that name: ketamine in esketamine."""
    text, _ = spelling
    if " " not in text and "-" not in text and "/" not in text:
        assert find_drug(letter + text) is None
