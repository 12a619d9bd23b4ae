"""Invented notices in the shapes that real ones have, each with what it truly says. Names, numbers and plans are made up."""

from __future__ import annotations

import datetime as dt
import random

from offsetcase.papers.fields import Paper
from papers.sheets import MARGIN, Sheets

FIRST = ["Ada", "Marisol", "Tobias", "Wanda", "Ines", "Leroy", "Priya", "Otto", "Noor", "Hollis"]
LAST = ["Example", "Quintero", "Lindqvist", "Okafor", "Marsh", "Delgado", "Tanaka", "O'Brien", "Petrov", "Vance"]
PLANS = [
    "Evergreen Freight Health Plan",
    "Harbor Mills Benefit Plan",
    "Northfield Schools Health Plan",
    "Blue Heron Health Plan",
]
UNITS = ["Cascade Benefit Administrators", "Heron Health Appeals", "Summit Review Services", "Prairie Mutual Health"]
CITIES = [("Spokane", "WA", "99205"), ("Boise", "ID", "83702"), ("Dayton", "OH", "45402"), ("Macon", "GA", "31201")]
REASONS = [
    "The requested service is considered experimental or investigational for this diagnosis.",
    "The requested infusions are not medically necessary because the records do not show that standard treatment was tried.",
    "Intravenous ketamine for depression is not a covered benefit under your plan and is excluded.",
    "This treatment does not meet our criteria for medical necessity under policy MP-211.",
    "The service was not approved because it is unproven for the condition for which it was requested.",
]
BECAUSE = [
    "the requested service is experimental or investigational for your condition.",
    "the treatment is not medically necessary.",
    "the service is not a covered benefit of your plan.",
]


def certain(paper: Paper) -> dict[str, str]:
    """What a paper is certain of, by field."""
    return {field.name: field.value for field in paper.fields if field.certain}


def folded(text: str) -> str:
    """A text without what a layout changes: case, spaces and signs."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def notice(seed: int) -> tuple[bytes, dict[str, str], str]:
    """One notice: its bytes, what it says under the case file's names, and its kind."""
    r = random.Random(seed)
    final = seed % 5 == 4
    # From 100 on in layouts of their own: label and value on lines of their own, and a letterhead in two columns.
    shape = seed % 4 if seed < 100 else 4 + seed % 2
    city, state, zip_ = r.choice(CITIES)
    name = f"{r.choice(FIRST)} {r.choice(LAST)}"
    day = dt.date(2026, r.randint(1, 12), r.randint(1, 28))
    truth = {
        "member.name": name,
        "member.member_id": r.choice(["QZW {0} {1}", "{0}{1}", "W{0}{1}", "HX-{0}-{1}"]).format(
            r.randint(100, 999), r.randint(1000, 9999)
        ),
        "member.group_number": r.choice(
            [f"{r.randint(10, 99)}-{r.randint(1000, 9999)}", str(r.randint(100000, 999999))]
        ),
        "denial.reference": r.choice(["AP-2026-{}", "REF{}", "{}", "A{}-01"]).format(r.randint(100000, 999999)),
        "denial.claim_number": r.choice(["E{}", "{}00", "CLM-{}"]).format(r.randint(1000000, 9999999)),
        "denial.notice_date": day.isoformat(),
        "plan.name": r.choice(PLANS),
        "plan.fax": r.choice(["555-01{:02d}", "1-800-555-01{:02d}", "(509) 555-01{:02d}"]).format(r.randint(0, 99)),
    }
    unit = r.choice(UNITS)
    box = f"PO Box {r.randint(1000, 9999)}"
    lines = [
        unit,
        r.choice(["Appeals Unit", "Attn: Member Appeals", "Appeals and Grievances"]),
        box,
        f"{city}, {state} {zip_}",
    ]
    truth["plan.address"] = ", ".join(lines)
    s = Sheets(r.choice(["lines", "words", "kerned"]), seed)
    if r.random() < 0.5:
        s.foot = f"{truth['plan.name']} - page #"
    head = [truth["plan.name"], f"{r.randint(10, 999)} Main Street", f"Tacoma, WA 98{r.randint(100, 999)}"]
    other_fax = f"555-02{r.randint(10, 99)}"
    dated = r.choice(
        [f"{day:%B} {day.day}, {day.year}", f"{day:%m/%d/%Y}", day.isoformat(), f"{day:%b} {day.day}, {day.year}"]
    )
    received = day - dt.timedelta(days=r.randint(3, 20))
    labels = {
        "member.name": r.choice(["Member Name", "Patient Name", "Patient", "Member"]),
        "member.member_id": r.choice(["Member ID", "ID Number", "Member ID #", "Subscriber ID"]),
        "member.group_number": r.choice(["Group Number", "Group No.", "Group #"]),
        "denial.reference": r.choice(["Reference Number", "Case Number", "Reference #", "Appeal ID"]),
        "denial.claim_number": r.choice(["Claim Number", "Claim #"]),
        "denial.notice_date": r.choice(["Date of Notice", "Notice Date", "Date of this Notice"]),
    }
    [_model, _letter, _boxed, _insurer, _stacked, _two_heads][shape](
        s, r, truth, labels, dated, head, other_fax, received, final
    )
    _rights(s, r, truth, lines, final, other_fax)
    return s.data(), truth, "final notice" if final else "notice"


def _model(s, r, truth, labels, dated, head, other_fax, received, final) -> None:  # type: ignore[no-untyped-def]
    what = "Final Internal Adverse Benefit Determination" if final else "Adverse Benefit Determination"
    s.title(f"Notice of {what}")
    s.row([(MARGIN, f"{labels['denial.notice_date']}: {dated}")])
    s.row([(MARGIN, f"Name of Plan: {truth['plan.name']}"), (340, f"Telephone/Fax: 555-0300 / {other_fax}")])
    s.row([(MARGIN, f"Address: {head[1]}, {head[2]}"), (340, "Website/Email Address: www.example.org")])
    s.gap()
    s.para(
        f"This document serves as notice of a{' final internal' if final else 'n'} adverse benefit determination. We have declined to provide benefits, in whole or in part, for the requested treatment or service described below. If you think this determination was made in error, you have the right to appeal."
    )
    s.row(
        [(MARGIN, f"Patient Name: {truth['member.name']}"), (340, f"ID Number: {truth['member.member_id']}")], step=1.9
    )
    s.row(
        [(MARGIN, f"Claim #: {truth['denial.claim_number']}"), (340, f"Date of Service: {received:%m/%d/%Y}")], step=1.9
    )
    s.row(
        [
            (MARGIN, "Provider: Dr. Lena Hofstetter"),
            (340, f"{labels['denial.reference']}: {truth['denial.reference']}"),
        ],
        step=1.9,
    )
    reason = r.choice(REASONS)
    truth["denial.reason"] = reason
    s.para(f"Reason for {'Upholding ' if final else ''}Denial (in whole or in part): {reason}")
    s.row(
        [
            (x, text)
            for x, text in zip(
                (60, 120, 180, 250, 310, 360, 430, 510),
                (
                    "Amt. Charged",
                    "Allowed Amt.",
                    "Other Ins.",
                    "Deductible",
                    "Co-pay",
                    "Coinsurance",
                    "Not Covered",
                    "Amt. Paid",
                ),
                strict=True,
            )
        ],
        size=7,
    )
    s.row([(x, "$0.00") for x in (60, 120, 180, 250, 310, 360, 430, 510)], size=8)
    s.row([(MARGIN, "YTD Credit toward Deductible:"), (340, "YTD Credit toward Out-of-Pocket Maximum:")])
    s.row([(MARGIN, "Description of Service: infusion"), (340, "Denial Codes: 55, B7")], step=2.2)
    truth.pop("member.group_number")
    if final:
        s.para("Background Information: You filed your appeal and sent us records.")
        s.para(
            "Final Internal Adverse Benefit Determination: Our decision has been upheld. We reviewed the following: your letter of appeal, the notes of Dr. Hofstetter and the plan document."
        )


def _letter(s, r, truth, labels, dated, head, other_fax, received, final) -> None:  # type: ignore[no-untyped-def]
    s.block([*head, f"Phone: 555-0300   Fax: {other_fax}"])
    # A date alone on its line: nothing says what date it is.
    s.block([dated])
    truth.pop("denial.notice_date")
    s.block([truth["member.name"], "2207 Larkspur Court", "Tacoma, WA 98402"])
    truth.pop("plan.name")
    for name in ("member.name", "member.member_id", "member.group_number", "denial.reference"):
        s.row([(MARGIN, f"{labels[name]}: {truth[name]}")], step=1.3)
    s.row([(MARGIN, f"Date of Service: {received:%m/%d/%Y}")], step=1.3)
    s.row([(MARGIN, "Provider NPI: 1999999984")], step=1.3)
    truth.pop("denial.claim_number")
    s.gap()
    s.para(f"Dear {truth['member.name']}:")
    if final:
        s.para("We have completed our review of your appeal. We are upholding our original decision.")
        because = r.choice(BECAUSE)
        truth["denial.reason"] = f"Your appeal was denied because {because}"
        s.para(truth["denial.reason"])
        s.para("This is our final decision. You have completed the internal appeals process.")
        return
    s.para(f"We received a request for ketamine infusion therapy on {received:%B} {received.day}, {received.year}.")
    because = r.choice(BECAUSE)
    truth["denial.reason"] = f"We denied your request because {because}"
    s.para(truth["denial.reason"] + " You have the right to appeal.")


def _boxed(s, r, truth, labels, dated, head, other_fax, received, final) -> None:  # type: ignore[no-untyped-def]
    s.title("Notice of Denial of Coverage" if not final else "Notice of Final Adverse Benefit Determination")
    s.row(
        [
            (MARGIN, labels["denial.notice_date"]),
            (220, labels["denial.reference"]),
            (400, labels["denial.claim_number"]),
        ],
        size=8,
        step=1.4,
    )
    s.row([(MARGIN, dated), (220, truth["denial.reference"]), (400, truth["denial.claim_number"])], step=2.4)
    s.row(
        [(MARGIN, labels["member.name"]), (220, labels["member.member_id"]), (400, labels["member.group_number"])],
        size=8,
        step=1.4,
    )
    s.row(
        [(MARGIN, truth["member.name"]), (220, truth["member.member_id"]), (400, truth["member.group_number"])],
        step=2.4,
    )
    s.row([(MARGIN, "Plan Name"), (220, "Date Received"), (400, "Provider ID")], size=8, step=1.4)
    s.row([(MARGIN, truth["plan.name"]), (220, f"{received:%m/%d/%Y}"), (400, "P-88123")], step=2.6)
    s.title("Why we upheld the denial" if final else "Why we denied your request", 12)
    truth["denial.reason"] = r.choice(REASONS)
    if final:
        s.para("We have decided to uphold the denial. " + truth["denial.reason"])
    else:
        s.para(truth["denial.reason"])
    s.para(
        "If your request was denied because records were missing, your doctor may send them. A service may be denied when it is not medically necessary."
    )


def _insurer(s, r, truth, labels, dated, head, other_fax, received, final) -> None:  # type: ignore[no-untyped-def]
    s.block([head[0], f"Customer service: 555-0300, fax {other_fax}"])
    truth.pop("plan.name")
    s.row([(320, f"{labels['denial.notice_date']}: {dated}")], step=1.4)
    s.row([(320, f"{labels['member.member_id']}: {truth['member.member_id']}")], step=1.4)
    s.row([(320, f"{labels['denial.reference']}: {truth['denial.reference']}")], step=1.4)
    s.row([(320, f"{labels['denial.claim_number']}: {truth['denial.claim_number']}")], step=1.4)
    s.row([(320, f"Request received: {received:%m/%d/%Y}")], step=2)
    truth.pop("member.group_number")
    s.para(f"{labels['member.name']}: {truth['member.name']}")
    s.title("Final denial of your appeal" if final else "Denial notice", 13)
    reason = r.choice(REASONS)
    truth["denial.reason"] = reason
    s.para(f"Reason for {'the ' if r.random() < 0.5 else ''}denial: {reason}")
    if final:
        s.para("We have upheld our decision. You have exhausted the internal appeals process.")


def _stacked(s, r, truth, labels, dated, head, other_fax, received, final) -> None:  # type: ignore[no-untyped-def]
    """Each label on a line of its own, its value below it; beside them a box with what is nobody's."""
    s.title("Final Adverse Benefit Determination" if final else "Adverse Determination Notice")
    names = ["denial.notice_date", "member.name", "member.member_id", "denial.reference", "denial.claim_number"]
    r.shuffle(names)
    beside = [("Date Received", f"{received:%m/%d/%Y}"), ("Provider NPI", "1999999984"), ("Procedure Code", "96365")]
    for number, name in enumerate(names):
        value = dated if name == "denial.notice_date" else truth[name]
        colon = r.choice(["", ":"])
        extra = [(330, beside[number][0])] if number < len(beside) else []
        s.row([(MARGIN, labels[name] + colon), *extra], size=8, step=1.5)
        s.row([(MARGIN, value), *([(330, beside[number][1])] if extra else [])], step=2.6)
    truth.pop("member.group_number")
    truth.pop("plan.name")
    s.title("Reason for our decision", 12)
    truth["denial.reason"] = r.choice(REASONS)
    s.para(("We have decided to uphold the denial. " if final else "") + truth["denial.reason"])


def _two_heads(s, r, truth, labels, dated, head, other_fax, received, final) -> None:  # type: ignore[no-untyped-def]
    """Two letterheads beside each other, the plan's and its administrator's, and a table of labels in three columns."""
    left = [*head, "Fax: " + other_fax]
    right = [
        "Cascade Benefit Administrators",
        f"PO Box {r.randint(100, 999)}",
        "Fresno, CA 93650",
        f"Fax 555-03{r.randint(10, 99)}",
    ]
    for one, other in zip(left, right, strict=True):
        s.row([(MARGIN, one), (340, other)], step=1.25)
    s.gap()
    truth.pop("plan.name")
    s.title("Notice of Final Adverse Determination" if final else "Notice of Denial")
    names = [
        "denial.notice_date",
        "denial.reference",
        "denial.claim_number",
        "member.name",
        "member.member_id",
        "member.group_number",
    ]
    for at in (0, 3):
        for name, x in zip(names[at : at + 3], (MARGIN, 230, 410), strict=True):
            s.at(x, s.y, f"{labels[name]}:", 8)
            s.at(x, s.y - 12, dated if name == "denial.notice_date" else truth[name], 10)
        s.y -= 34
    s.para(
        f"We received this request on {received:%B} {received.day}, {received.year}. Your doctor's reference is DR-{r.randint(1000, 9999)}."
    )
    truth["denial.reason"] = r.choice(REASONS)
    s.para(f"Reason for {'upholding ' if final else ''}denial: {truth['denial.reason']}")
    if final:
        s.para("We have upheld our decision. This is our final decision.")


def _rights(s, r, truth, lines, final, other_fax) -> None:  # type: ignore[no-untyped-def]
    days = r.choice(["180 days", "60 days", "180 calendar days"])
    if final:
        for name in ("plan.address", "plan.fax"):
            truth.pop(name)
        s.title("Your rights to external review", 12)
        where = ["State Review Office", f"{r.randint(10, 99)} Capitol Way", "Olympia, WA 98501"]
        truth["plan.review_address"] = ", ".join(where)
        s.para(
            "You may request an external review within 4 months of receiving this notice. Send your request for external review to:"
        )
        s.y += 8
        s.block(where)
        s.para("An independent review organization will review the decision.")
        return
    s.title("How to appeal", 12)
    truth["denial.window"] = days
    s.para(f"You must file your appeal within {days} of receiving this notice. We will decide within 30 days.")
    how = r.randint(0, 3)
    if how == 0:
        s.para(f"Send your appeal to {', '.join(lines)}, or fax it to {truth['plan.fax']}.")
    elif how == 1:
        s.para("Send your appeal to:")
        s.y += 8
        s.block([*lines, f"Fax: {truth['plan.fax']}"])
    elif how == 2:
        s.row([(MARGIN, "Mail your appeal to:"), (340, f"Fax your appeal to: {truth['plan.fax']}")], step=1.3)
        s.block(lines)
    else:
        s.para("You may send a written appeal to the address below.")
        s.row([(MARGIN, "Appeals address:")], step=1.3)
        s.block(lines)
        s.para(f"You can also fax your appeal to {truth['plan.fax']}.")
    s.para(
        f"If waiting could harm your health, ask for an expedited appeal by phone at 555-0399 or by fax at {other_fax}."
    )
    s.para(
        "After the final decision you may request an external review within 4 months. Send your request for external review to: State Review Office, 40 Capitol Way, Olympia, WA 98501."
    )
    truth["plan.review_address"] = "State Review Office, 40 Capitol Way, Olympia, WA 98501"
    s.para("Your employer's plan is self-funded. You may have rights under ERISA.")
