"""Codes, revenue codes, places, specialties, descriptions and claim types: what each one says, and what it leaves open."""

from __future__ import annotations

from offsetcase.codes.benefits import find_benefit
from offsetcase.codes.services import (
    find_code,
    find_description,
    find_place,
    find_revenue,
    find_specialty,
)
from rows import each_row


@each_row(
    ("code", "category", "kind"),
    [
        ("90834", "psychotherapy", "individual"), ("90833", "psychotherapy", "individual"), ("90853", "psychotherapy", "group"),
        ("90847", "psychotherapy", "family"), ("90839", "psychotherapy", "crisis"), ("90791", "psychotherapy", "evaluation"),
        ("90792", "psychiatry_visit", "evaluation"), ("90863", "psychiatry_visit", "visit"), ("99493", "psychiatry_visit", "collaborative"),
        ("S9480", "intensive_outpatient", ""), ("H0035", "intensive_outpatient", ""), ("S0201", "intensive_outpatient", ""),
        ("90868", "tms", ""), ("90870", "ect", ""), ("00104", "ect", ""),
        ("G2082", "esketamine", ""), ("S0013", "esketamine", ""), ("J0013", "esketamine", ""),
        ("62323", "pain_procedure", ""), ("64510", "pain_procedure", ""), ("64625", "pain_procedure", ""), ("01992", "pain_procedure", ""),
        ("97140", "physical_therapy", ""), ("98942", "physical_therapy", ""), ("97810", "physical_therapy", ""),
        ("63685", "implant", ""), ("62362", "implant", ""), ("64568", "implant", ""), ("61885", "implant", ""), ("C1767", "implant", ""),
        ("99285", "emergency", ""), ("G0384", "emergency", ""), ("H2013", "inpatient_psychiatric", ""),
        ("J2426", "medication.antipsychotic", ""), ("J0402", "medication.antipsychotic", ""), ("J1943", "medication.antipsychotic", ""),
        ("J2315", "medication.other", ""), ("Q9991", "medication.other", ""), ("J0577", "medication.other", ""), ("J0585", "medication.other", ""),
        ("80053", "other", ""), ("72148", "other", ""), ("90686", "other", ""), ("27447", "other", ""), ("01402", "other", ""),
        ("66984", "other", ""), ("D2740", "other", ""), ("E0601", "other", ""), ("97151", "other", ""), ("64561", "other", ""), ("64583", "other", ""),
    ],
)  # fmt: skip
def test_a_number_says_what_was_done(code: str, category: str, kind: str) -> None:
    found = find_code(code)
    assert found and (found.category, found.kind) == (category, kind)


@each_row(
    "written",
    [
        "90837", " 90837 ", "90837-95", "90837 GT", "90837GT", "90837-95-GT", "90837,95", "90837:HO", "90837.0",
        "90837 - Therapy", "CPT 90837", "CPT: 90837", "CPT-90837", "cpt90837",
    ],
)  # fmt: skip
def test_a_number_is_read_however_it_is_written(written: str) -> None:
    assert find_code(written) == find_code("90837") is not None


def test_letters_may_be_small() -> None:
    assert find_code("g2083") == find_code("G2083") is not None
    assert find_code("HCPCS g2083-KX") == find_code("G2083")


@each_row(
    "code",
    [
        "99202", "99213", "99215", "99223", "96365", "96366", "96374", "96372", "J3490", "J3590",  # need more than the code
        "90899", "H0015", "H2036", "20610", "22612", "63047", "64999", "T1015", "G0463",
        "9083", "908377", "90837X", "9O837", "0905", "A", "-", "code", "",
    ],
)  # fmt: skip
def test_what_the_number_cannot_tell_is_left_open(code: str) -> None:
    assert find_code(code) is None


@each_row(
    ("revenue", "category", "kind"),
    [
        ("0124", "inpatient_psychiatric", ""), ("124", "inpatient_psychiatric", ""), ("450", "emergency", ""), ("0981", "emergency", ""),
        ("0901", "ect", ""), ("0905", "intensive_outpatient", ""), ("912", "intensive_outpatient", ""), ("913.0", "intensive_outpatient", ""),
        ("0914", "psychotherapy", "individual"), ("915", "psychotherapy", "group"), ("0916", "psychotherapy", "family"),
        ("0513", "psychiatry_visit", ""), ("0420", "physical_therapy", ""), ("434", "physical_therapy", ""),
    ],
)  # fmt: skip
def test_revenue_codes(revenue: str, category: str, kind: str) -> None:
    found = find_revenue(revenue)
    assert found and (found.category, found.kind) == (category, kind)


@each_row("revenue", ["0001", "0250", "0360", "0370", "0510", "0710", "0760", "0636", "0906", "0120", "", "x", "09050"])
def test_other_revenue_codes_decide_nothing(revenue: str) -> None:
    assert find_revenue(revenue) is None


@each_row(
    "revenue", ["0300", "311", "0324", "0351", "0402", "0482", "0540", "0610", "0721", "0730", "0771", "0821", "0972", "0512", "0290"]
)  # fmt: skip
def test_a_department_of_another_field(revenue: str) -> None:
    found = find_revenue(revenue)
    assert found and found.category == "other"


@each_row(
    ("text", "category"),
    [
        *((one, "other") for one in (
            "Orthopaedic Surgery of the Spine", "Gastroenterologist", "OB/GYN", "Pulmonary Medicine", "Ear, Nose and Throat", "Medical Oncology",
            "Hospitalist", "Endodontist", "Independent Laboratory", "Nuclear Medicine", "Durable Medical Equipment", "Sleep Medicine", "207KA0200X",
            "207VM0101X", "2088F0040X", "2080P0201X", "152W00000X", "122300000X", "332B00000X", "3416L0300X", "213E00000X", "293D00000X",
        )),
        # two fields in one text: what treats the condition decides
        ("Internal Medicine - Psychiatry", "psychiatry_visit"), ("Pediatrics, Clinical Psychology", "psychotherapy"),
        ("Certified Genetic Counselor", None), ("207RA0401X", None), ("207LP2900X", None), ("2081P2900X", None), ("207T00000X", None),
        ("Physical Medicine & Rehabilitation", None), ("Neurological Surgery", None), ("261QM0801X", None), ("163W00000X", None),
    ],
)  # fmt: skip
def test_another_field_of_medicine(text: str, category: str | None) -> None:
    found = find_specialty(text)
    assert (found and found.category) == category


@each_row(
    "text",
    ["MRI LUMBAR SPINE", "X-RAY, CHEST", "CT scan head", "Screening mammogram", "Dental cleaning", "Routine eye exam", "Flu shot", "Lipid panel",
     "Laboratory", "Colonoscopy, diagnostic", "Vaccination", "Ambulance"],
)  # fmt: skip
def test_a_description_of_another_field(text: str) -> None:
    found = find_description(text)
    assert found and found.category == "other"


@each_row(
    ("text", "category"),
    [("Ultrasound guided nerve block", "pain_procedure"), ("Magnetic resonance guided ablation", None), ("Transcranial magnetic stimulation", "tms"),
     ("Drug screen, laboratory", None), ("Emergency room visit, x-ray", "emergency")],
)  # fmt: skip
def test_a_picture_that_guides_goes_with_what_it_guides(text: str, category: str | None) -> None:
    found = find_description(text)
    assert (found and found.category) == category


@each_row(
    ("place", "category"),
    [("51", "inpatient_psychiatric"), ("56", "inpatient_psychiatric"), ("23", "emergency"), ("52", "intensive_outpatient"), ("81", "other"),
     ("11", None), ("2", None), ("02", None), ("10", None), ("22", None), ("53", None), ("", None), ("office", None)],
)  # fmt: skip
def test_places(place: str, category: str | None) -> None:
    found = find_place(place)
    assert (found and found.category) == category


@each_row(
    ("text", "category"),
    [
        ("Psychologist, Clinical", "psychotherapy"), ("LICENSED CLINICAL SOCIAL WORKER", "psychotherapy"), ("Counselor, Mental Health", "psychotherapy"),
        ("Marriage & Family Therapist", "psychotherapy"), ("marriage and family therapist", "psychotherapy"), ("LMFT", "psychotherapy"),
        ("Licensed Professional Counselor", "psychotherapy"), ("103TC0700X", "psychotherapy"), ("101YM0800X", "psychotherapy"),
        ("1041C0700X", "psychotherapy"), ("106H00000X", "psychotherapy"),
        ("Psychiatry", "psychiatry_visit"), ("Psychiatry & Neurology, Psychiatry", "psychiatry_visit"), ("Child and Adolescent Psychiatry", "psychiatry_visit"),
        ("Psychiatry & Neurology - Geriatric Psychiatry", "psychiatry_visit"), ("Nurse Practitioner - Psychiatric/Mental Health", "psychiatry_visit"),
        ("2084P0800X", "psychiatry_visit"), ("2084P0804X", "psychiatry_visit"), ("363LP0808X", "psychiatry_visit"),
        ("Physical Therapist", "physical_therapy"), ("Occupational Therapy", "physical_therapy"), ("Chiropractor", "physical_therapy"),
        ("Emergency Medicine", "emergency"), ("Family Medicine", "other"), ("Internal Medicine - Cardiology", "other"), ("Diagnostic Radiology", "other"),
        ("Clinical Laboratory", "other"), ("Optometry", "other"), ("Dental", "other"), ("Urgent Care", "other"), ("Dermatology", "other"),
        # can't be told from the name
        ("Pain Medicine", None), ("Anesthesiology - Pain Medicine", None), ("Nurse Practitioner", None), ("Neurology", None), ("Hospital", None),
        ("Addiction Medicine", None), ("Mental Health", None), ("", None),
        # the word inside would mislead
        ("Psychiatry & Neurology", None), ("Psychiatry & Neurology, Neurology", None), ("PSYCHIATRY AND NEUROLOGY - PAIN MEDICINE", None), ("2084P2900X", None),
        ("2084N0400X", None), ("Genetic Counselor", None), ("Counselor - Addiction (Substance Use Disorder)", None), ("101YA0400X", None),
        ("Psychiatric Hospital", None), ("Nutrition Counseling", None), ("psychologyx", None),
    ],
)  # fmt: skip
def test_specialties(text: str, category: str | None) -> None:
    found = find_specialty(text)
    assert (found and found.category) == category


@each_row(
    ("text", "category", "kind"),
    [
        ("PSYCHOTHERAPY 45 MIN", "psychotherapy", "individual"), ("Group Psychotherapy", "psychotherapy", "group"), ("Family therapy with patient", "psychotherapy", "family"),
        ("Psychiatric diagnostic evaluation", "psychiatry_visit", ""), ("IV ketamine infusion", "ketamine", ""), ("Ketamine HCl injection", "ketamine", ""),
        ("Esketamine nasal, 84 mg", "esketamine", ""), ("SPRAVATO administration", "esketamine", ""), ("Transcranial magnetic stimulation", "tms", ""),
        ("Electroconvulsive therapy", "ect", ""), ("Intensive outpatient psychiatric services", "intensive_outpatient", ""), ("Partial hospitalization", "intensive_outpatient", ""),
        ("Emergency department visit", "emergency", ""), ("Stellate ganglion block", "pain_procedure", ""), ("Lumbar epidural steroid injection", "pain_procedure", ""),
        ("Physical therapy, group therapy", "physical_therapy", ""), ("Spinal cord stimulator trial", "implant", ""),
    ],
)  # fmt: skip
def test_descriptions_that_say_it(text: str, category: str, kind: str) -> None:
    found = find_description(text)
    assert found and (found.category, found.kind) == (category, kind)


@each_row(
    "text",
    ["office visit", "Infusion", "Injection", "Urine drug screen, ketamine", "Ketamine metabolite assay", "Nutrition counseling session",
     "Speech therapy, group therapy", "Genetic counseling session", "therapy", "ectopic pregnancy", "blocked tear duct", ""],
)  # fmt: skip
def test_descriptions_that_do_not(text: str) -> None:
    assert find_description(text) is None


@each_row(
    ("text", "benefit"),
    [
        ("Prescription Drug", "pharmacy"), ("Rx", "pharmacy"), ("PHARMACY", "pharmacy"), ("Part D", "pharmacy"), ("Prescription Drug Claim", "pharmacy"),
        ("Medical", "medical"), ("Medical Claims", "medical"), ("professional", "medical"), ("Institutional", "medical"), ("Outpatient", "medical"),
        ("inpatient", "medical"), ("PartB", "medical"), ("Dental", "dental"), ("ORAL", "dental"), ("Dental Services", "dental"), ("Vision", "vision"),
        ("behavioral", ""), ("Outpatient Pharmacy", ""), ("drug screen", ""), ("claims", ""), ("", ""),
    ],
)  # fmt: skip
def test_benefits(text: str, benefit: str) -> None:
    assert find_benefit(text) == benefit
