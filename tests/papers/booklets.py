"""Invented plan booklets: chapters of filler, a table of contents, and a few sentences that matter, each with its printed page."""

from __future__ import annotations

import random

from papers.sheets import HEIGHT, MARGIN, WIDTH, Sheets, wrapped

FILLER = [
    "The Plan pays for covered services when they are given while coverage is in force.",
    "A network provider has agreed to accept the allowed amount as payment in full.",
    "Each calendar year the deductible must be met before the Plan begins to pay its share.",
    "A dependent child is covered until the end of the month of the twenty-sixth birthday.",
    "Ask the benefits office for a form if you wish to add a newborn child to your coverage.",
    "Amounts above the allowed amount do not count toward any limit of this Plan.",
    "Experimental design of the wellness program is described in another leaflet.",
    "Routine costs of an approved clinical trial are paid like any other covered service.",
]
DEFINITIONS = [
    "Experimental or Investigational means a drug, device or treatment that reliable evidence does not show to be as safe and as effective as standard care.",
    "“Investigational” means any service that has not finished the trials that are needed to show that it works.",
    "A service is considered experimental or investigational if it cannot be lawfully marketed without approval and approval has not been given.",
    "The term Experimental shall mean a service that is not generally accepted in the medical community for the condition.",
]
COSTLY = [
    "Medically Necessary means that a service is appropriate for the illness and not more costly than an alternative service that is likely to have the same result.",
    "To be medically necessary a service must be the least costly that can safely be given.",
    "Covered care must not be more costly, and must be no more costly than an equivalent service.",
]
MANAGED = [
    "Under case management the Plan may approve alternative benefits on an individual basis for services that are not otherwise covered.",
    "The Plan may pay for expenses that are not otherwise covered if they replace more costly covered care.",
]
EXCLUDED = [
    "The Plan does not pay for experimental or investigational services.",
    "No benefits are paid for ketamine infusion therapy, even if a physician orders it.",
    "Services that are unproven are not covered.",
]
PROCEDURE = [
    "You must file an appeal within 180 days after you receive the notice of denial.",
    "There are two levels of appeal, and each is decided within 30 days.",
    "After the final decision you may request an external review by an independent review organization.",
]


def booklet(seed: int) -> tuple[bytes, dict[str, str], dict[str, list[str]]]:
    """One booklet: its bytes, what it truly says for the case file, and its sentences by list."""
    r = random.Random(1000 + seed)
    s = Sheets(r.choice(["lines", "words", "kerned"]), seed)
    front = r.choice([1, 2, 4])
    title = r.choice(["Summary Plan Description", "Certificate of Coverage", "Benefit Booklet", "Evidence of Coverage"])
    s.title("Harbor Mills Group Health Plan", 20)
    s.title(title, 16)
    for _ in range(front - 1):
        s.new_page()
        s.title("Table of Contents", 13)
        for n, name in enumerate(("Eligibility", "Covered Services", "Exclusions", "Definitions", "Appeals"), 1):
            s.para(f"{name} {'.' * 50} {n * 2}")
    s.first_number = 1 - front
    s.foot = r.choice(["#", "Page #", f"{title}   |   Page #"])
    definition, costly = r.choice(DEFINITIONS), (r.choice(COSTLY) if seed % 3 != 2 else "")
    managed = r.choice(MANAGED) if seed % 3 != 0 else ""
    excluded, procedure = r.sample(EXCLUDED, 2), PROCEDURE
    truth = {"plan.definition": definition}
    if bool(costly) != bool(managed):
        truth["plan.clause"] = costly or managed
    columns = seed % 4 == 3
    where: dict[str, int] = {}

    def chapter(name: str, sentences: list[str]) -> None:
        s.new_page()
        s.title(name, 14)
        texts = [*r.sample(FILLER, 5), *sentences, *r.sample(FILLER, 3)]
        paragraphs = [" ".join(texts[n : n + 2]) if texts[n] in FILLER else texts[n] for n in range(len(texts))]
        paragraphs = [text for n, text in enumerate(paragraphs) if n == 0 or text not in paragraphs[n - 1]]
        if columns:
            _two_columns(s, paragraphs)
        else:
            for text in paragraphs:
                s.para(text)
        for text in sentences:
            where[text] = len(s.pages) - front

    chapter("Eligibility", [])
    chapter("Covered Services", [])
    chapter("Care Management", [managed] if managed else [])
    chapter("Exclusions and Limitations", excluded)
    chapter("Definitions", [text for text in (definition, costly) if text])
    chapter("Claims and Appeals", procedure)
    if "plan.clause" in truth:
        truth["plan.clause_source"] = f"{title}, page {where[truth['plan.clause']]}"
    lists = {
        "against": [definition, *excluded],
        "for": [t for t in (costly, managed) if t],
        "procedure": list(procedure),
    }
    return s.data(), truth, lists


def _two_columns(s: Sheets, paragraphs: list[str]) -> None:
    middle, top = WIDTH / 2, s.y
    half = (len(paragraphs) + 1) // 2
    left = [line for text in paragraphs[:half] for line in [*wrapped(text, 9, middle - MARGIN - 14), ""]]
    right = [line for text in paragraphs[half:] for line in [*wrapped(text, 9, middle - MARGIN - 14), ""]]
    for n, line in enumerate(left):
        if line:
            s.at(MARGIN, top - n * 11.5, line, 9)
    for n, line in enumerate(right):
        if line:
            s.at(middle + 10, top - n * 11.5, line, 9)
    s.y = HEIGHT - top
