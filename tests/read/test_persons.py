"""Who a table's rows are about: headings, names in two columns, lines between the rows, above the heading, a sheet's name."""

from __future__ import annotations

from pathlib import Path

import pytest

from offsetcase.clean.people import people
from offsetcase.model.lines import ClaimLine
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.claims import formats_of, read_file
from offsetcase.read.persons import read_heading
from offsetcase.read.rules import Rules
from rows import each_row

AMOUNTS = "90837,195.00,25.00"


def read(folder: Path, text: str, rules: Rules | None = None) -> list[ClaimLine]:
    path = folder / "claims.csv"
    path.write_text(text, encoding="utf-8")
    return list(read_file(path, rules or Rules(), 0)[0].lines)


def names(lines: list[ClaimLine]) -> tuple[str, ...]:
    return people(lines).names


def table(heading: str, *cells: str) -> str:
    rows = [f"2024-0{n}-05,Dr. A,{cell},{AMOUNTS}" for n, cell in enumerate(cells, start=1)]
    return "\n".join([f"Date of Service,Provider,{heading},Procedure Code,Plan Paid,Member Responsibility", *rows, ""])


HEADINGS = [
    "Patient", "Patient Name", "PATIENT_NAME", "patientName", "Pt Name", "Member", "Member's Name", "Member Full Name", "Mbr Nm", "Person",
    "Person Covered", "Subscriber", "Subscriber Name", "Dependent", "Dependent Name", "Claimant", "Claimant Name", "Enrollee", "Enrollee Name",
    "Beneficiary", "Beneficiary Name", "Insured", "Insured Person", "Insured's Name", "Covered Person", "Covered Individual", "Covered Member",
    "Family Member", "Family Member Name", "Name", "Full Name", "Name of Patient", "For", "For Whom", "Who", "Recipient", "Service Recipient",
    "Individual", "Paciente", "Nombre", "Nombre del paciente", "Student", "Child", "Spouse", "Resident", "Consumer", "Employee Name", "Participant", "Who received care", "Policy Holder",
]  # fmt: skip


@each_row("heading", HEADINGS)
def test_every_plausible_heading_keeps_a_household_apart(heading: str, tmp_path: Path) -> None:
    lines = read(tmp_path, table(heading, "Ada Example", "Bo Example", "Ada Example"))
    assert names(lines) == ("Ada Example", "Bo Example")


@each_row(
    "heading",
    ["Provider Name", "Drug Name", "Plan Name", "Group Name", "Pharmacy Name", "Facility Name", "Prescriber Name", "Member Paid", "Patient Share",
     "Covered Amount", "Family Deductible", "Payer Name", "Doctor Name", "Employer Name", "Account Name", "Brand Name", "Covered Charges",
     "Member Liability", "Rendering Provider First Name", "Reason for Denial", "Patient Type", "Member Status"],
)  # fmt: skip
def test_other_headings_name_nobody(heading: str) -> None:
    assert read_heading(heading) is None


@each_row(
    ("heading", "cells"),
    [("Member", ("$12.00", "$14.00")), ("Covered", ("Yes", "No")), ("Insured", ("100.00", "90.00")), ("Dependent", ("Y", "N")),
     ("Patient", ("01/02/2024", "01/03/2024"))],
)  # fmt: skip
def test_money_dates_and_codes_name_nobody(heading: str, cells: tuple[str, ...], tmp_path: Path) -> None:
    assert names(read(tmp_path, table(heading, *cells))) == ()


def test_first_and_last_name_in_two_columns(tmp_path: Path) -> None:
    for first, last in (
        ("First Name", "Last Name"),
        ("Patient First", "Patient Last"),
        ("FNAME", "LNAME"),
        ("Given Name", "Surname"),
    ):
        text = table(f"{first},{last}", "Ada,Example", "Bo,Example", "Ada,Other")
        assert names(read(tmp_path, text)) == ("Ada Example", "Ada Other", "Bo Example")
    text = table("Last Name,First Name,MI,Suffix", "Example,John,Q,", "Example,John,Q,Jr")
    assert names(read(tmp_path, text)) == ("John Q Example", "John Q Example Jr")
    # The subscriber's name stands beside the patient's; the patient counts.
    both = "Subscriber First Name,Subscriber Last Name,Patient First Name,Patient Last Name"
    assert names(read(tmp_path, table(both, "Ada,Example,Bo,Example", "Ada,Example,Ada,Example"))) == (
        "Ada Example",
        "Bo Example",
    )


def test_the_patient_counts_before_the_subscriber(tmp_path: Path) -> None:
    assert names(read(tmp_path, table("Subscriber Name,Dependent Name", "Ada Example,", "Ada Example,Bo Example"))) == (
        "Ada Example",
        "Bo Example",
    )


@each_row(
    ("heading", "cells"),
    [
        ("Patient,Relationship", ("John Example,Self", "John Example,Child")),
        ("Patient,Relationship to Subscriber", ("John Example,Self", "John Example,Son")),
        ("Patient,Date of Birth", ("John Example,03/12/1980", "John Example,03/12/2010")),
        ("Patient,Patient DOB", ("John Example,1980-03-12", "John Example,2010-03-12")),
        ("Patient,Person Code", ("John Example,00", "John Example,03")),
        ("Relationship", ("Self", "Spouse")),
        ("DOB", ("03/12/1980", "03/12/2010")),
        ("Member ID", ("W12-01", "W12-02")),
        ("Patient", ("P1", "P2")),
        ("Patient,Birth Date", ("John Example,12.XX.80", "John Example,13.XX.80")),
    ],
)
def test_what_stands_beside_the_name_tells_two_apart(heading: str, cells: tuple[str, ...], tmp_path: Path) -> None:
    assert len(names(read(tmp_path, table(heading, *cells, cells[0])))) == 2


def test_one_member_number_names_nobody(tmp_path: Path) -> None:
    assert names(read(tmp_path, table("Member ID", "W12", "W12"))) == ()


def test_a_heading_that_could_name_people_is_asked_about(tmp_path: Path) -> None:
    text = table("Patient Alias", "Ada Example", "Bo Example")
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, text)
    problem = caught.value.problems[0]
    assert (
        problem.code == "E-SEVERAL-PEOPLE"
        and '"Patient Alias"' in problem.text
        and '"Ada Example", "Bo Example"' in problem.text
    )
    # Either answer as printed settles it.
    assert (
        '[columns]\nperson = "Patient Alias"' in problem.remedy
        and '[columns]\nnobody = "Patient Alias"' in problem.remedy
    )
    assert len(names(read(tmp_path, text, Rules(columns={"person": "Patient Alias"})))) == 2
    assert names(read(tmp_path, text, Rules(columns={"nobody": "Patient Alias"}))) == ()


PLAIN = "Date of Service,Provider,Procedure Code,Plan Paid,Member Responsibility\n"
ROWS = f"2024-01-05,Dr. A,{AMOUNTS}\n2024-02-05,Dr. A,{AMOUNTS}\n"


@each_row(
    "line",
    ["Claim for Bo Example (child)", "Claims for Bo Example", "Patient: Bo Example", "Patient Name: EXAMPLE, BO", "Member: Bo Example",
     "Dependent - Bo Example", "Patient,Bo Example", "Name:,Bo Example", "Bo Example", "Services received by Bo Example",
     "Patient: Bo Example  DOB: 03/12/2010"],
)  # fmt: skip
def test_a_line_between_the_rows_begins_another_persons(line: str, tmp_path: Path) -> None:
    for heading in ("", PLAIN):
        lines = read(tmp_path, f"Patient: Ada Example\n{PLAIN}{ROWS}{line}\n{heading}{ROWS}")
        real = [one.person for one in lines if not one.note]
        assert real[:2] == ["Ada Example"] * 2 and "bo" in real[2].casefold() and real[2] == real[3]
        assert len(names(lines)) == 2


@each_row(
    "line",
    [
        "Name,Bo Example",
        "Bo Example",
        "Prescription history for Bo Example",
        "Prepared for: Bo Example",
        "Member Name: Bo Example",
    ],
)
def test_a_name_above_the_heading(line: str, tmp_path: Path) -> None:
    text = f"Prescription Records\n{line}\n1 Invented Way\nFill Date,Drug Name,Rx Number,You Paid\n2024-01-05,SERTRALINE 50MG,7,10.00\n"
    assert names(read(tmp_path, text)) == ("Bo Example",)


@each_row(
    "line",
    ["Cascade Benefit Administrators,Claims export", "Blue Shield of California", "Kaiser Permanente", "Member services: call us",
     "Medical Claims", "Mental Health", "Prepared,11/02/2026", "Claims for your family", "Plan: Lakeland Schools", "Aetna", "Claims Summary",
     "Patient responsibility is what you may owe"],
)  # fmt: skip
def test_titles_name_nobody(line: str, tmp_path: Path) -> None:
    assert names(read(tmp_path, f"{line}\n{PLAIN}{ROWS}{line}\n{ROWS}")) == ()


def test_a_column_of_names_goes_before_a_line(tmp_path: Path) -> None:
    text = "Subscriber: Ada Example\n" + table("Patient", "Bo Example", "Bo Example")
    assert names(read(tmp_path, text)) == ("Bo Example",)


def test_the_users_word_reaches_every_spelling(tmp_path: Path) -> None:
    text = table("Patient,Date of Birth", "John Example,1980-03-12", "John Example,2010-03-12")
    label = names(read(tmp_path, text))[1]
    lines = read(tmp_path, text, Rules(people={label: "Johnny Example"}))
    assert names(lines) == ("John Example", "Johnny Example")


def test_formats_are_told_by_their_headings(tmp_path: Path) -> None:
    path = tmp_path / "claims.csv"
    path.write_text(PLAIN + ROWS)
    again = read_file(path, Rules(), 0) + read_file(path, Rules(), 1)
    path.write_text("Processed Date," + PLAIN + ROWS.replace("2024-0", "2024-03-01,2024-0"))
    kinds = formats_of([*again, *read_file(path, Rules(), 2)])
    assert kinds[0] == kinds[1] != kinds[2]


SECTIONS = [
    ("Ada Example's claims", "Bo Example's claims"), ("Claims - Ada Example", "Claims - Bo Example"), ("*** Ada Example ***", "*** Bo Example ***"),
    ("ADA EXAMPLE - Subscriber", "BO EXAMPLE - Dependent"), ("Dependent 01: Ada Example", "Dependent 02: Bo Example"),
    ("Claims for patient Ada Example", "Claims for patient Bo Example"), ("Paciente: Ada Example", "Paciente: Bo Example"),
    ("Ada Example (Self) DOB 01/02/1980", "Bo Example (Child) DOB 05/02/2010"), ("Account: Ada Example 123456", "Account: Bo Example 123457"),
    ("Name of patient: Ada Example", "Name of patient: Bo Example"), ("Ada", "Bo"), ("Self", "Spouse"),
]  # fmt: skip


@each_row(("first", "second"), SECTIONS)
@each_row("own_heading", [False, True])
def test_lines_between_the_rows_part_a_household(first: str, second: str, own_heading: bool, tmp_path: Path) -> None:
    heading = "Date of Service,Provider,Procedure Code,Plan Paid,Member Responsibility\n"
    rows = "".join(f"2024-0{n}-05,Dr. A,{AMOUNTS}\n" for n in (1, 2, 3))
    text = (
        f"{first}\n{heading}{rows}\n{second}\n{heading}{rows}"
        if own_heading
        else f"{heading}{first}\n{rows}{second}\n{rows}"
    )
    path = tmp_path / "claims.csv"
    path.write_text(text, encoding="utf-8")
    lines = [line for file in read_file(path, Rules(), 0) for line in file.lines]
    assert len(names(lines)) == 2


@each_row(
    "title",
    ["Rx history for Bo Example 01/01/2024 - 12/31/2024", "Medication Expense Report for Bo Example", "Profile: Bo Example",
     "Tax statement for Bo Example", "Bo Example - Prescription Summary", "Prescription Summary: Bo Example", "Rx Record of Bo Example"],
)  # fmt: skip
def test_a_name_in_a_title_above_the_heading(title: str, tmp_path: Path) -> None:
    lines = read(tmp_path, f"{title}\n\nFill Date,Drug Name,You Paid\n2024-01-05,SERTRALINE HCL 100MG,5.00\n")
    assert names(lines) == ("Bo Example",)


@each_row(
    "title",
    ["Plan: Gold Choice PPO", "Provider: Ann Example", "Claims by provider - Ann Example", "Group: Acme Widgets", "Summary of Benefits",
     "Claims from January to March", "Radiology", "Blue Shield - Claims", "Pharmacy: Corner Drug Store"],
)  # fmt: skip
def test_other_titles_name_nobody(title: str, tmp_path: Path) -> None:
    assert (
        names(read(tmp_path, f"{title}\n\nFill Date,Drug Name,You Paid\n2024-01-05,SERTRALINE HCL 100MG,5.00\n")) == ()
    )


@each_row("heading", ["Account member", "Visit for", "Received by", "Titular"])
def test_an_unknown_heading_over_nothing_but_names_is_asked_about(heading: str, tmp_path: Path) -> None:
    text = table(heading, "Ada Example", "Bo Example", "Ada Example")
    with pytest.raises(OffsetcaseError) as caught:
        read(tmp_path, text)
    (problem,) = caught.value.problems
    assert problem.code == "E-SEVERAL-PEOPLE" and f'person = "{heading}"' in problem.remedy
    assert names(read(tmp_path, text, Rules.model_validate({"columns": {"person": heading}}))) == (
        "Ada Example",
        "Bo Example",
    )


@each_row("heading", ["Prescriber", "Pharmacist", "Referring Provider", "Ordering Physician", "Seen By"])
def test_names_under_a_providers_heading_are_nobodys_of_the_household(heading: str, tmp_path: Path) -> None:
    assert names(read(tmp_path, table(heading, "Ann Example", "Bob Example", "Ann Example"))) == ()
