"""Write the invented sample cases under sample_claims/. Run by hand; the files it writes are committed.

Every person, provider and number is made up. The same seed gives the same files.
"""

from __future__ import annotations

import csv
import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1] / "sample_claims"
FIRST, LAST = (2023, 11), (2026, 10)  # 36 complete months


def months() -> list[dt.date]:
    found, (year, month) = [], FIRST
    while (year, month) <= LAST:
        found.append(dt.date(year, month, 1))
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def money(value: object) -> str:
    return f"{Decimal(str(value)):.2f}"


class Claims:
    """Rows of one administrator's export, with a claim number each and the usual damage."""

    header = (
        "Claim Number", "Line Number", "Date of Service", "Date Processed", "Member Name", "Provider", "Procedure Code",
        "Drug Name", "Billed Amount", "Allowed Amount", "Plan Paid", "Member Responsibility", "Claim Status",
    )  # fmt: skip

    def __init__(self, member: str, seed: int) -> None:
        self.member = member
        self.random = random.Random(seed)
        self.rows: list[list[str]] = []
        self.number = self.random.randrange(40_000_000, 50_000_000)

    def add(self, day: dt.date, provider: str, *, code: str = "", drug: str = "", billed: object, allowed: object,
            member: object = 0, status: str = "Processed", who: str = "") -> list[str]:  # fmt: skip
        self.number += self.random.randrange(3, 90)
        share = Decimal(str(member))
        plan = Decimal(str(allowed)) - share
        if status in ("Denied",):
            plan, share = Decimal(0), Decimal(str(billed))
        row = [
            f"E{self.number}", "1", day.strftime("%m/%d/%Y"), (day + dt.timedelta(days=self.random.randrange(4, 24))).strftime("%m/%d/%Y"),
            who or self.member, provider, code, drug, money(billed), money(allowed), money(plan), money(share), status,
        ]  # fmt: skip
        self.rows.append(row)
        return row

    def reverse(self, row: list[str], later: int = 9) -> None:
        """The whole line taken back by a negative one, and billed again the same day under a new number."""
        back = list(row)
        for i in (8, 9, 10, 11):
            back[i] = money(-Decimal(row[i]))
        back[3] = (dt.datetime.strptime(row[3], "%m/%d/%Y").date() + dt.timedelta(days=later)).strftime("%m/%d/%Y")
        back[12] = "Reversed"
        self.rows.append(back)
        again = list(row)
        self.number += 7
        again[0] = f"E{self.number}"
        again[3] = back[3]
        self.rows.append(again)

    def repeat(self, row: list[str]) -> None:
        """The same line a second time, as portals do."""
        self.rows.append(list(row))

    def pending(self, day: dt.date, provider: str, code: str, billed: object) -> None:
        self.number += 11
        self.rows.append(
            [f"E{self.number}", "1", day.strftime("%m/%d/%Y"), "", self.member, provider, code, "", money(billed), "", "", "", "In Process"]
        )  # fmt: skip

    def write(self, path: Path, preamble: list[str], *, total: bool = True) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.rows.sort(key=lambda row: (dt.datetime.strptime(row[2], "%m/%d/%Y"), row[0]))
        with path.open("w", encoding="utf-8", newline="") as stream:
            for line in preamble:
                stream.write(line + "\r\n")
            writer = csv.writer(stream)
            writer.writerow(self.header)
            writer.writerows(self.rows)
            if total:
                paid = sum((Decimal(row[10]) for row in self.rows if row[10]), Decimal(0))
                writer.writerow(["Total", *[""] * 9, money(paid), "", ""])


def household(claims: Claims, who: str) -> None:
    """A second person on the same plan, with ordinary care."""
    for i, first in enumerate(months()):
        if i % 3 == 1:
            claims.add(
                first + dt.timedelta(days=8),
                "Lakeside Pediatrics",
                code="99213",
                billed=185,
                allowed=121,
                member=25,
                who=who,
            )
        if i % 6 == 2:
            claims.add(
                first + dt.timedelta(days=9),
                "Corner Pharmacy 118",
                drug="AMOXICILLIN 400MG/5ML SUSP",
                billed=24,
                allowed=14,
                member=10,
                who=who,
            )


def unrelated(claims: Claims) -> None:
    """The member's own care for other things."""
    for i, first in enumerate(months()):
        if i % 12 == 4:
            claims.add(
                first + dt.timedelta(days=15),
                "Northgate Laboratory",
                code="80053",
                billed=96,
                allowed=31,
                member=0,
            )
        if i % 2 == 0:
            claims.add(
                first + dt.timedelta(days=5),
                "Corner Pharmacy 118",
                drug="LEVOTHYROXINE 75MCG TABLET",
                billed=31,
                allowed=18,
                member=10,
            )
    # The last day of the last month, so that October 2026 counts as complete.
    claims.add(dt.date(2026, 10, 31), "Northgate Laboratory", code="80061", billed=74, allowed=22, member=0)
    claims.add(dt.date(2025, 2, 11), "City Dental Group", code="D1110", billed=140, allowed=98, member=0)


def conditional() -> None:
    """The method's worked example: 14,880 medication, 9,360 psychotherapy, 1,800 psychiatry visits a year."""
    claims = Claims("Marisol Quintero", 11)
    for i, first in enumerate(months()):
        # Medication: $1,240 a month in all.
        early, middle = i < 12, i < 24
        if early:
            fills = [
                ("SERTRALINE HCL 100MG TABLET", 22),
                ("BUPROPION HCL XL 150MG TB", 38),
                ("ABILIFY 5MG TABLET", 1180),
            ]
        elif middle:
            fills = [
                ("VENLAFAXINE ER 150MG CAP", 31),
                ("MIRTAZAPINE 15MG TABLET", 29),
                ("REXULTI 2MG TABLET", 1180),
            ]
        else:
            fills = [
                ("DESVENLAFAXINE ER 100MG TB", 42),
                ("TRAZODONE 50MG TABLET", 18),
                ("VRAYLAR 1.5MG CAPSULE", 1180),
            ]
        for k, (drug, plan) in enumerate(fills):
            row = claims.add(
                first + dt.timedelta(days=3 + 2 * k),
                "Corner Pharmacy 118",
                drug=drug,
                billed=plan * 1.4,
                allowed=plan + 15,
                member=15,
            )
            if (i, k) in ((7, 2), (19, 2), (30, 0)):
                claims.reverse(row)
            if (i, k) == (13, 1):
                claims.repeat(row)
        # Psychotherapy: four sessions of $195 a month. Psychiatry: $450 a quarter.
        for week in range(4):
            row = claims.add(
                first + dt.timedelta(days=1 + 7 * week),
                "Juniper Counseling PLLC",
                code="90837",
                billed=240,
                allowed=220,
                member=25,
            )
            if (i, week) in ((5, 2), (22, 0)):
                claims.repeat(row)
            if (i, week) == (16, 3):
                claims.reverse(row)
        if i % 3 == 0:
            claims.add(
                first + dt.timedelta(days=12),
                "Harbor Psychiatry Associates",
                code="90792",
                billed=520,
                allowed=475,
                member=25,
            )
        if i % 9 == 8:
            claims.add(
                first + dt.timedelta(days=20),
                "Juniper Counseling PLLC",
                code="90853",
                billed=90,
                allowed=0,
                status="Denied",
            )
    claims.pending(dt.date(2026, 10, 30), "Juniper Counseling PLLC", "90837", 240)
    unrelated(claims)
    household(claims, "Theo Quintero")
    claims.write(
        ROOT / "conditional" / "claims.csv",
        ["Cascade Benefit Administrators,Claims export", "Prepared,11/02/2026"],
    )


def high_cost() -> None:
    """Sessions twice a week, two brand drugs, four antidepressants tried, a full TMS course; shares set by the prescriber."""
    claims = Claims("Devon Achterberg", 23)
    for i, first in enumerate(months()):
        fills = [
            ("VRAYLAR 3MG CAPSULE", 1395),
            ("AUVELITY 45-105MG TAB", 1010),
            ("QUETIAPINE FUMARATE 100MG TAB", 19),
        ]
        for k, (drug, plan) in enumerate(fills):
            row = claims.add(
                first + dt.timedelta(days=2 + k),
                "Meridian Mail Pharmacy",
                drug=drug,
                billed=plan * 1.3,
                allowed=plan + 30,
                member=30,
            )
            if (i, k) in ((9, 0), (27, 1)):
                claims.reverse(row)
        for visit in range(8):
            row = claims.add(
                first + dt.timedelta(days=1 + 3 * visit),
                "Elm Street Therapy",
                code="90837",
                billed=230,
                allowed=185,
                member=20,
            )
            if (i, visit) in ((3, 3), (21, 5)):
                claims.repeat(row)
        if i % 2 == 0:
            claims.add(
                first + dt.timedelta(days=14),
                "Dr. R. Abernathy Psychiatry",
                code="90792",
                billed=460,
                allowed=330,
                member=20,
            )
        if i % 11 == 6:
            claims.add(
                first + dt.timedelta(days=18),
                "Elm Street Therapy",
                code="90846",
                billed=160,
                allowed=0,
                status="Denied",
            )
    # What was tried before the months that count: history, not money.
    for drug, plan, first, fills in (
        ("SERTRALINE HCL 100MG TABLET", 11, dt.date(2022, 11, 4), 3),
        ("ESCITALOPRAM 20MG TABLET", 9, dt.date(2023, 2, 3), 3),
        ("VENLAFAXINE ER 150MG CAP", 26, dt.date(2023, 5, 5), 6),
    ):
        for n in range(fills):
            claims.add(
                first + dt.timedelta(days=30 * n),
                "Meridian Mail Pharmacy",
                drug=drug,
                billed=plan * 2,
                allowed=plan + 10,
                member=10,
            )
    for n in range(36):
        claims.add(
            dt.date(2024, 9, 3) + dt.timedelta(days=2 * n),
            "Bright Path TMS Center",
            code="90867" if n == 0 else "90868",
            billed=450,
            allowed=290,
            member=40,
        )
    claims.add(dt.date(2025, 6, 17), "St. Brendan Hospital", code="99285", billed=3900, allowed=2210, member=250)
    unrelated(claims)
    household(claims, "Robin Achterberg")
    claims.write(
        ROOT / "high-cost" / "claims.csv",
        ["Cascade Benefit Administrators,Claims export", "Prepared,11/02/2026"],
    )


def low_cost() -> None:
    """Two generics and fortnightly sessions: covering costs the plan more, and the tool says so."""
    claims = Claims("Priya Venkataraghavan", 37)
    for i, first in enumerate(months()):
        for k, (drug, plan) in enumerate((("ESCITALOPRAM TAB 20MG", 6), ("MIRTAZAPINE 15MG TABLET", 9))):
            row = claims.add(
                first + dt.timedelta(days=3 + k),
                "Corner Pharmacy 118",
                drug=drug,
                billed=plan * 3,
                allowed=plan + 10,
                member=10,
            )
            if (i, k) == (12, 0):
                claims.repeat(row)
            if (i, k) == (20, 1):
                claims.reverse(row)
        for visit in range(2):
            claims.add(
                first + dt.timedelta(days=4 + 14 * visit),
                "Open Door Counseling",
                code="90834",
                billed=165,
                allowed=118,
                member=30,
            )
        if i % 4 == 0:
            claims.add(
                first + dt.timedelta(days=16),
                "Valley Behavioral Health",
                code="90792",
                billed=300,
                allowed=190,
                member=30,
            )
        if i % 10 == 9:
            claims.add(
                first + dt.timedelta(days=21),
                "Open Door Counseling",
                code="90834",
                billed=165,
                allowed=0,
                status="Denied",
            )
    unrelated(claims)
    household(claims, "Anand Venkataraghavan")
    claims.write(
        ROOT / "low-cost" / "claims.csv",
        ["Cascade Benefit Administrators,Claims export", "Prepared,11/02/2026"],
    )


def crps() -> None:
    """Complex regional pain syndrome: opioid, gabapentinoid, duloxetine, blocks, physical therapy, one stimulator."""
    claims = Claims("Walter Osei-Brandt", 41)
    for i, first in enumerate(months()):
        fills = [
            ("PREGABALIN 150MG CAPSULE", 64),
            ("DULOXETINE DR 60 MG CAP", 21),
            ("BELBUCA 450MCG FILM", 742),
            ("LIDOCAINE 5% PATCH", 188),
        ]
        for k, (drug, plan) in enumerate(fills):
            row = claims.add(
                first + dt.timedelta(days=2 + k),
                "Riverbend Pharmacy",
                drug=drug,
                billed=plan * 1.5,
                allowed=plan + 20,
                member=20,
            )
            if (i, k) in ((6, 2), (25, 3)):
                claims.reverse(row)
            if (i, k) == (14, 0):
                claims.repeat(row)
        for visit in range(6):
            claims.add(
                first + dt.timedelta(days=1 + 4 * visit),
                "Stillwater Physical Therapy",
                code="97110",
                billed=140,
                allowed=96,
                member=20,
            )
        for visit in range(3):
            claims.add(
                first + dt.timedelta(days=5 + 8 * visit),
                "Summit Pain Institute",
                code="64510",
                billed=2900,
                allowed=1240,
                member=75,
            )
        if i % 3 == 0:
            claims.add(
                first + dt.timedelta(days=17),
                "Summit Pain Institute",
                code="90837",
                billed=220,
                allowed=150,
                member=20,
            )
        if i % 8 == 7:
            claims.add(
                first + dt.timedelta(days=22),
                "Stillwater Physical Therapy",
                code="97140",
                billed=90,
                allowed=0,
                status="Denied",
            )
    claims.add(dt.date(2024, 5, 14), "Summit Surgery Center", code="63650", billed=21000, allowed=9800, member=500)
    unrelated(claims)
    household(claims, "Ines Osei-Brandt")
    claims.write(ROOT / "crps" / "claims.csv", ["Cascade Benefit Administrators,Claims export", "Prepared,11/02/2026"])


def portal_and_pharmacy() -> None:
    """A portal export that names no drug and no procedure, a pharmacy's own file, and rules for the providers."""
    rng = random.Random(53)
    member, other = "Jordan Applewhite", "Casey Applewhite"
    portal: list[list[str]] = []
    fills: list[list[str]] = []
    number = 55_042_771

    def claim(day: dt.date, who: str, provider: str, kind: str, billed: object, plan: object, share: object,
              status: str = "Processed", suffix: str = "") -> list[str]:  # fmt: skip
        nonlocal number
        number += rng.randrange(20, 900)
        discount = Decimal(str(billed)) - Decimal(str(plan)) - Decimal(str(share))
        row = [
            f"CX{number}{suffix}", who, day.isoformat(), provider, kind, status, "Not Applicable", "In-Network",
            (day + dt.timedelta(days=rng.randrange(3, 20))).isoformat(), f"${Decimal(str(billed)):,.2f}", "$0.00",
            f"${Decimal(str(plan)):,.2f}", f"${discount:,.2f}", f"${Decimal(str(share)):,.2f}",
            f"${Decimal(str(share)):,.2f}" if kind == "Prescription Drug" else "$0.00",
            "$0.00" if kind == "Prescription Drug" else f"${Decimal(str(share)):,.2f}", "FALSE", "FALSE",
        ]  # fmt: skip
        portal.append(row)
        return row

    rx = 100_000_000_001
    for i, first in enumerate(months()):
        drugs = [
            ("Desvenlafaxine ER 100mg Tablets", 212, Decimal("12.00")),
            ("Lurasidone 80mg Tablets", 905, Decimal("14.50")),
        ]
        if i >= 20:
            drugs[1] = ("Caplyta 42mg Capsules", 1460, Decimal("35.00"))
        for k, (drug, plan, share) in enumerate(drugs):
            day = first + dt.timedelta(days=4 + 3 * k)
            row = claim(day, member, "Walgreens      Pharmacy 10-3511", "Prescription Drug", plan + 160, plan, share)
            rx += 1
            fills.append(
                [
                    day.strftime("%m/%d/%Y"),
                    drug,
                    str(rx),
                    "30",
                    "Lindqvist,Mara",
                    "JPT",
                    "",
                    "MCS",
                    str(200_000_000_000_000_000 + rx * 7 + i),
                    f"${share:.2f}",
                ]
            )
            if (i, k) in ((8, 0), (29, 1)):
                portal.append(list(row))
        for week in range(4):
            day = first + dt.timedelta(days=2 + 7 * week)
            row = claim(day, member, "Soren      Halvorsen LCSW", "Medical", 210, 148, 30)
            if (i, week) == (11, 1):
                back = list(row)
                for n in (9, 11, 12, 13, 15):
                    back[n] = "-" + back[n] if back[n] != "$0.00" else back[n]
                back[5] = "Reversed"
                portal.append(back)
        if i % 2 == 0:
            claim(first + dt.timedelta(days=15), member, "Mara Lindqvist MD", "Medical", 380, 236, 40)
        if i % 7 == 3:
            claim(
                first + dt.timedelta(days=19),
                member,
                "Soren      Halvorsen LCSW",
                "Medical",
                210,
                0,
                210,
                status="Denied",
            )
        if i % 4 == 1:
            claim(first + dt.timedelta(days=21), member, "Westfield Imaging", "Medical", 640, 301, 60)
        if i % 3 == 2:
            claim(first + dt.timedelta(days=10), other, "Lakeside Family Practice", "Medical", 190, 104, 30)
    claim(dt.date(2026, 10, 31), member, "Westfield Imaging", "Medical", 210, 96, 20)
    pending = claim(
        dt.date(2026, 10, 29), member, "Soren      Halvorsen LCSW", "Medical", 210, 0, 0, status="In Process"
    )
    for n in (9, 11, 12, 13, 15):
        pending[n] = ""
    portal.sort(key=lambda row: (row[2], row[0]), reverse=True)
    folder = ROOT / "portal-and-pharmacy"
    folder.mkdir(parents=True, exist_ok=True)
    header = [
        "Claim Number",
        "Patient Name",
        "Date Visited",
        "Visited Provider",
        "Claim Type",
        "Claim Status",
        "Payment Status",
        "Claim Network Status",
        "Date Processed",
        "Amount Billed",
        "Deductible",
        "Your Plan",
        "Plan Discount",
        "Your Responsibility",
        "Paid at Visit/Pharmacy",
        "You Owe",
        "Flagged To Watch",
        "Marked as Paid",
    ]
    with (folder / "MedicalClaimSummary.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(portal)
    with (folder / "prescriptions.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        for line in (
            ["Confidential Prescription Records"], ["Name", member], ["Address", "14 Invented Lane, Anytown"], ["Phone", "555-0142"],
            ["Birth Date", "07/19/1979"], ["Gender", "X"], ["Date Range", "11/01/2023 - 10/31/2026"], ["Prepared", "11/02/2026"], [""], [""],
        ):  # fmt: skip
            writer.writerow(line)
        writer.writerow(
            [
                "Fill Date",
                "Prescription",
                "Rx #",
                "Qty",
                "Prescriber",
                "Pharmacist",
                "NDC#",
                "Insurance",
                "Claim Reference #",
                "Price",
            ]
        )
        writer.writerows(fills)
        total = sum((Decimal(row[9].strip("$")) for row in fills), Decimal(0))
        writer.writerow([*[""] * 8, "Total ", f"${total:,.2f}"])
        writer.writerow([*[""] * 8, "Insurance Saved You ", "$9,999.00"])
        writer.writerow(
            ["Please be aware that certain insurance claim information may not be included in this record."]
        )


def template() -> None:
    """The plain template that a person without an export can fill."""
    with (ROOT / "template.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(
            [
                "service_date",
                "claim_number",
                "line_number",
                "patient",
                "provider",
                "procedure_code",
                "drug_name",
                "billed",
                "allowed",
                "plan_paid",
                "member_paid",
                "status",
            ]
        )


if __name__ == "__main__":
    ROOT.mkdir(exist_ok=True)
    for make in (conditional, high_cost, low_cost, crps, portal_and_pharmacy, template):
        make()
