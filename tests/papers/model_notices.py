"""The three federal model notices with their fixed labels (revised June 22, 2011), filled with invented people and plans.

The labels are facts; what stands in them, and the sentences around, are our own.
"""

from __future__ import annotations

from papers.odd_notices import Made
from papers.sheets import MARGIN, Sheets

HALF = 320
RIGHTS = [
    "What if I don't agree with this decision? You have a right to appeal any decision not to provide or pay for an item or service (in whole or in part).",
    "How do I file an appeal? You may file the appeal by writing a letter. Send your appeal to: Heron Health Appeals, PO Box 2231, Boise, ID 83702. See also the other resources to help you section of this form.",
    "What if my situation is urgent? If your situation meets the definition of urgent under the law, your review will generally be conducted within 72 hours. You may request an expedited appeal by calling 555-0133.",
    "You must file your appeal within 180 days of the date you receive this notice.",
    "Other resources to help you: The Employee Benefits Security Administration can be reached at 1-866-444-3272.",
]
TRUTH = {
    "denial.notice_date": "2026-06-15",
    "plan.name": "Blue Heron Health Plan",
    "member.name": "Tobias Lindqvist",
    "member.member_id": "HX-551-9082",
    "denial.claim_number": "CLM-7719023",
}


def _head(s: Sheets, title: str) -> None:
    s.title(title)
    s.row([(MARGIN, "Date of Notice: June 15, 2026")], step=1.6)
    s.row([(MARGIN, "Name of Plan: Blue Heron Health Plan"), (HALF, "Telephone/Fax: 555-0133 / 555-0134")], step=1.6)
    s.row(
        [(MARGIN, "Address: 88 Lake Road, Boise, ID 83709"), (HALF, "Website/Email Address: www.example.org")], step=1.6
    )


def _case(s: Sheets) -> None:
    s.para("Case Details:")
    s.row([(MARGIN, "Patient Name: Tobias Lindqvist"), (HALF, "ID Number: HX-551-9082")], step=1.6)
    s.row([(MARGIN, "Address: 4 Elm Court, Boise, ID 83704")], step=1.6)
    s.row([(MARGIN, "Claim #: CLM-7719023"), (HALF, "Date of Service: June 1, 2026")], step=1.6)
    s.row([(MARGIN, "Provider: Dr. Lena Hofstetter")], step=1.6)


def _money(s: Sheets) -> None:
    heads = ["Amt. Charged", "Allowed Amt.", "Other Insurance", "Deductible", "Co-pay", "Coinsurance", "Other Amts. Not Covered", "Amt. Paid"]  # fmt: skip
    s.row([(MARGIN + 62 * n, head) for n, head in enumerate(heads)], size=5)
    s.row([(MARGIN + 62 * n, f"${n}00.00") for n in range(8)], size=7)
    s.row([(MARGIN, "YTD Credit toward Deductible: $100.00"), (HALF, "YTD Credit toward Out-of-Pocket Maximum: $250.00")], step=1.6)  # fmt: skip
    s.row([(MARGIN, "Description of service: infusion"), (HALF, "Denial Codes: 50")], step=1.8)


def initial() -> Made:
    s = Sheets()
    _head(s, "Model Notice of Adverse Benefit Determination")
    s.para("This document contains important information that you should retain for your records.")
    s.para(
        "This document serves as notice of an adverse benefit determination. We have declined to provide benefits, in whole or in part, for the requested treatment or service described below. If you think this determination was made in error, you have the right to appeal (see the back of this page for information about your appeal rights)."
    )
    _case(s)
    reason = "The infusion was not approved because it is experimental for this diagnosis."
    s.para(f"Reason for Denial (in whole or in part): {reason}")
    _money(s)
    s.para("Explanation of Basis for Determination: If the claim is denied (in whole or in part) and there is more explanation for the basis of the denial, such as the definition of a plan term, it stands here.")  # fmt: skip
    for one in RIGHTS:
        s.para(one)
    more = {"denial.reason": reason, "denial.window": "180 days", "plan.address": "Heron Health Appeals, PO Box 2231, Boise, ID 83702"}  # fmt: skip
    return "model-initial", s.data(), TRUTH | more, "notice"


def internal_final() -> Made:
    s = Sheets()
    _head(s, "Model Notice of Final Internal Adverse Benefit Determination")
    s.para(
        "This document serves as notice of a final internal adverse benefit determination. We have declined to provide benefits, in whole or in part, for the requested treatment or service described below. If you think this determination was made in error, you may have the right to appeal (see the back of this page)."
    )
    s.row([(MARGIN, "Internal Appeal Case Details:")], step=1.6)
    _case(s)
    reason = "The infusion is not medically necessary because no trial of standard treatment was shown."
    s.para(f"Reason for Upholding Denial (in whole or in part): {reason}")
    _money(s)
    s.para("Background Information: The claim was received on May 2, 2026, and the appeal on May 20, 2026.")
    s.para("Final Internal Adverse Benefit Determination: Our decision has been upheld. We reviewed the following: the letter of appeal, the notes of Dr. Hofstetter.")  # fmt: skip
    s.para("You may request an external review within 4 months of receiving this notice. Send your request for external review to: Review Board, PO Box 12, Macon, GA 31201.")  # fmt: skip
    more = {"denial.reason": reason, "plan.review_address": "Review Board, PO Box 12, Macon, GA 31201"}
    return "model-final", s.data(), TRUTH | more, "final notice"


def external_decision() -> Made:
    s = Sheets()
    s.title("Model Notice of Final External Review Decision")
    s.row([(MARGIN, "Date of Notice: August 20, 2026")], step=1.6)
    s.row([(MARGIN, "Name of IRO: Summit Review Services"), (HALF, "Telephone/Fax: 555-0177 / 555-0178")], step=1.6)
    s.para("This document serves as notice of a final external review decision. We have upheld the denial of the requested service or course of treatment described below.")  # fmt: skip
    _case(s)
    s.para("Historical Case Details: the internal appeal was decided on June 15, 2026.")
    s.para("Title and qualifications of each reviewer: board-certified in psychiatry.")
    s.para("Background Information: The plan sent its records on July 2, 2026.")
    s.para("Final External Review Decision: The infusion is not medically necessary for the patient.")
    truth = {k: v for k, v in TRUTH.items() if k != "plan.name"} | {"denial.notice_date": "2026-08-20"}
    # An outside reviewer's decision answers no appeal to the plan.
    return "model-external", s.data(), truth, ""
