"""One person or two: names compared whole."""

from __future__ import annotations

import datetime as dt
from typing import Any

from offsetcase.codes.identity import Alike
from offsetcase.codes.persons import Who, parse_name, same_person
from rows import each_row


def compared(one: str | Who, other: str | Who, *, together: bool = False) -> Alike:
    a, b = (Who(who) if isinstance(who, str) else who for who in (one, other))
    found = same_person(a, b, together=together)
    assert found is same_person(b, a, together=together)
    return found


@each_row(
    ("one", "other"),
    [
        ("Jane Doe", "DOE, JANE"), ("Jane Doe", "jane  doe"), ("Jane Doe", "Jane Doe (1985-03-12)"), ("Jane Doe", "Jane Doe age 39"),
        ("Jane Doe", "Jane Q. Doe"), ("Jane Q Doe", "Jane Quinn Doe"), ("Jane Doe", "Jane Doe (self)"), ("Jane O'Doe", "JANE ODOE"),
        ("José Núñez", "JOSE NUNEZ"), ("Mrs. Jane Doe", "Jane Doe"), ("John Smith Jr.", "SMITH JR, JOHN"), ("John Smith II", "John Smith 2nd"),
        ("Jane Smith-Doe", "Jane Smith Doe"), ("Patient/1", "patient/1"), ("Jane Doe, age 38", "JANE DOE age 40"),
    ],
)  # fmt: skip
def test_one_person(one: str, other: str) -> None:
    assert compared(one, other) is compared(one, other, together=True) is Alike.SAME


@each_row(
    ("one", "other"),
    [
        ("John Smith Jr", "John Smith Sr"), ("John A Smith", "John B Smith"), ("John Smith (self)", "John Smith (child)"),
        ("John Smith (self)", "John Smith (dependent)"), ("John Smith (1980-03-12)", "John Smith (03/12/2010)"), ("Ann Doe", "Anna Doe"),
        ("John Smith age 45", "John Smith age 12"), ("Jane Ann Doe", "Jane Bea Doe"), ("Jane Q Doe", "Jane Mary Doe"), ("Jane Doe", "Jane Roe"),
        ("Patient/1", "Patient/2"), ("Jane Doe (W12-01)", "Jane Doe (W12-02)"),
    ],
)  # fmt: skip
def test_two_people(one: str, other: str) -> None:
    assert compared(one, other) is compared(one, other, together=True) is Alike.DIFFERENT


@each_row(
    ("one", "other"),
    [
        ("Jane", "Jane Doe"),
        ("J Doe", "Jane Doe"),
        ("Ann Doe", "Ann-Marie Doe"),
        ("Patient/1", "Jane Doe"),
        ("12345", "Jane Doe"),
    ],
)
def test_what_is_asked(one: str, other: str) -> None:
    assert compared(one, other) is Alike.UNCLEAR


def test_one_file_spells_one_person_in_one_way() -> None:
    assert compared("Mary Smith", "Mary Ann Smith") is Alike.SAME
    assert compared("Mary Smith", "Mary Ann Smith", together=True) is Alike.UNCLEAR
    assert compared("John Smith", "John Smith Jr") is Alike.UNCLEAR
    assert compared("John Smith", "John Smith Jr", together=True) is Alike.DIFFERENT
    assert compared("John Smith", "John Smith (dependent)", together=True) is Alike.UNCLEAR


def test_columns_beside_the_name_count_as_in_it() -> None:
    father, son = Who("John Smith", dt.date(1980, 3, 12)), Who("John Smith", dt.date(2010, 3, 12))
    assert compared(father, son) is Alike.DIFFERENT
    assert compared(father, "John Smith") is compared(father, "John Smith (1980-03-12)") is Alike.SAME
    assert compared(Who("John Smith", relation="Self"), Who("John Smith", relation="Son")) is Alike.DIFFERENT
    assert compared(Who("John Smith", relation="Subscriber"), "John Smith (self)") is Alike.SAME
    assert compared(Who("John Smith", relation="Son"), Who("John Smith", relation="Dependent")) is Alike.SAME


def test_a_reference_tells_two_people_apart() -> None:
    def fhir(subject: str, **fields: Any) -> Who:
        return Who("John Smith", subject=subject, system="fhir", **fields)

    assert compared(fhir("Patient/1"), fhir("Patient/2")) is Alike.DIFFERENT
    assert compared(fhir("Patient/1"), fhir("Patient/1")) is Alike.SAME
    born = dt.date(1980, 3, 12)
    # Two servers number one person differently; one file doesn't.
    assert compared(fhir("Patient/1", born=born), fhir("Patient/2", born=born)) is Alike.SAME
    assert compared(fhir("Patient/1", born=born), fhir("Patient/2", born=born), together=True) is Alike.DIFFERENT
    assert compared(fhir("Patient/1"), Who("John Smith", subject="W1", system="csv")) is Alike.SAME


def test_a_name_counts_up_to_three_hundred_letters() -> None:
    assert parse_name("x" * 299 + "yz").words == {"x" * 299 + "y"}
