"""Drug names as claims write them."""

from __future__ import annotations

import pytest

from offsetcase.classify.drugs import drugs, find_drug, ndc_product, suggest_drug


@pytest.mark.parametrize(
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


@pytest.mark.parametrize("text", ["setraline", "sertralene", "escitalopran", "gabapentyn", "ketamines"])
def test_a_near_miss_is_never_accepted(text: str) -> None:
    assert find_drug(text) is None


def test_a_near_miss_is_suggested() -> None:
    assert suggest_drug("setraline 50")[0] == "sertraline"


def test_what_a_drug_knows() -> None:
    drug = find_drug("CYMBALTA 30 MG")
    assert drug and (drug.category, drug.group, drug.two_use) == ("medication.antidepressant", "SNRI", True)
    assert (vraylar := find_drug("vraylar 3mg")) and vraylar.brand_only


@pytest.mark.parametrize(
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
