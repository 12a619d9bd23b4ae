"""Write the invented plan papers of the conditional sample: the denial notice and the plan booklet."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from papers.sheets import MARGIN, Sheets  # noqa: E402

FOLDER = ROOT / "sample_claims" / "conditional"
PLAN = "Evergreen Freight Employee Health Plan"
FILLER = (
    "The Plan pays for covered services when they are provided while coverage is in force. Words in capitals are explained in "
    "the section on definitions. Amounts that a provider bills above the allowed amount are not counted toward any limit.",
    "Each calendar year the Plan begins to pay after the deductible is met. Preventive services are paid in full when a "
    "network provider gives them. Copayments do not count toward the deductible.",
    "Coverage of a dependent child ends on the last day of the month in which the child turns twenty-six. A change of "
    "family status is reported within thirty-one days to the benefits office.",
)


def notice() -> bytes:
    """The first denial, in the shape of the federal model notice."""
    s = Sheets()
    s.foot = "Evergreen Freight - page #"
    s.title("Notice of Adverse Benefit Determination")
    s.row([(MARGIN, "Date of Notice: October 1, 2026")], step=1.4)
    s.row([(MARGIN, f"Name of Plan: {PLAN}"), (350, "Telephone/Fax: 555-0160 / 555-0161")])
    s.row([(MARGIN, "Address: 400 Freight Way, Tacoma, WA 98421"), (350, "Group Number: 70-4410")])
    s.gap()
    s.para(
        "This document serves as notice of an adverse benefit determination. We have declined to provide benefits, in whole or "
        "in part, for the requested treatment or service described below. If you think this determination was made in error, "
        "you have the right to appeal."
    )
    s.row([(MARGIN, "Patient Name: Marisol Quintero"), (350, "ID Number: QZW 402 118 553")], step=1.8)
    s.row([(MARGIN, "Claim #: E41180027"), (350, "Reference Number: AP-2026-118842")], step=1.8)
    s.row([(MARGIN, "Provider: Dr. Lena Hofstetter"), (350, "Date of Request: September 14, 2026")], step=1.8)
    s.para(
        "Reason for Denial (in whole or in part): The requested service is considered experimental or investigational for "
        "this diagnosis."
    )
    s.row([(MARGIN, "Description of Service: intravenous ketamine"), (350, "Denial Codes: 55")], step=2.2)
    s.title("Documents we reviewed", 11)
    for item in ("• Request form of Dr. Lena Hofstetter, 09/14/2026", "• Plan booklet, section on exclusions"):
        s.para(item)
    s.title("Your right to appeal", 11)
    s.para("You may file a first-level appeal. You must file your appeal within 180 days of receiving this notice.")
    s.para(
        "Send your appeal to Cascade Benefit Administrators, Appeals Unit, PO Box 5512, Spokane, WA 99205, or fax it to "
        "555-0190."
    )
    s.para("If waiting could seriously harm your health, you may ask for an expedited appeal by phone at 555-0162.")
    s.para(
        "The plan is self-funded. For questions about your rights under ERISA you can call the Employee Benefits Security "
        "Administration."
    )
    return s.data()


def booklet() -> bytes:
    """The plan's own document, with what speaks for and against the member."""
    s = Sheets()
    s.foot = f"{PLAN}          #"
    s.first_number = 1
    s.title(PLAN, 20)
    s.title("Summary Plan Description", 16)
    s.para("Effective January 1, 2026")
    s.new_page()
    s.title("Table of Contents")
    for name, page in (
        ("Eligibility", 3),
        ("Medical Benefits", 5),
        ("Exclusions", 7),
        ("Definitions", 8),
        ("Claims Procedures", 9),
    ):
        s.para(f"{name} {'.' * 60} {page}")
    s.new_page()
    for title in ("Eligibility", "Medical Benefits", "Prescription Drugs", "Coordination of Benefits"):
        s.title(title)
        for text in FILLER * 2:
            s.para(text)
    s.new_page()
    s.title("General Exclusions")
    s.para(
        "The Plan does not pay for services that are experimental or investigational, even if a physician prescribes them."
    )
    s.para("The Plan does not pay for cosmetic surgery.")
    s.new_page()
    s.title("Definitions")
    s.para(
        "Experimental or Investigational means a drug, device or treatment that is not generally accepted as effective for the "
        "condition in reliable published studies."
    )
    s.para(
        "Medically Necessary means services that a prudent physician would give to treat an illness and that are not more costly "
        "than an alternative service at least as likely to produce equivalent results."
    )
    s.new_page()
    s.title("Claims Procedures")
    s.para(
        "You may file an appeal within 180 days after you receive a notice of denial. The Plan has two levels of appeal."
    )
    s.para(
        "After the final decision you may ask for an external review within four months by an independent review organization."
    )
    return s.data()


if __name__ == "__main__":
    (FOLDER / "denial-notice.pdf").write_bytes(notice())
    (FOLDER / "plan-booklet.pdf").write_bytes(booklet())
