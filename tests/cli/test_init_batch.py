"""``init --batch``: a list with one row for each case, which ``batch`` takes as it is."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from batch_support import QUICK, case_folders, made_here, rows
from rows import each_row
from support import Claims, Ran, run


@pytest.fixture(scope="module", autouse=True)
def _here() -> Iterator[None]:
    with made_here():
        yield


def listed(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_one_row_for_each_folder_and_the_batch_takes_it(tmp_path: Path) -> None:
    cases, target = case_folders(tmp_path / "cases", 3), tmp_path / "jobs.csv"
    (cases / "case-001" / "more.csv").write_text((cases / "case-001" / "claims.csv").read_text())
    done = run("init", cases, "--batch", target, stdin="1\n\nlots\n310\n")
    assert done.status == 0 and "3 cases found" in done.out and "That doesn't fit" in done.out
    assert f"offsetcase batch {target} -o letters" in done.out
    found = listed(target)
    assert [row["claims"] for row in found] == [f"cases/case-00{number}" for number in range(3)]
    assert {(row["letter"], row["indication"], row["price"]) for row in found} == {("exception", "", "310")}
    assert found[0]["case_file"] == "cases/case-000/case.toml"
    made = run("batch", target, "-o", tmp_path / "out", *QUICK)
    assert made.status == 0, made.err
    # The price of the list, not the case file's.
    alone = run(
        "build",
        cases / "case-002" / "claims.csv",
        "--price",
        310,
        "--draws",
        0,
        "--json",
        "--format",
        "html",
        "-o",
        tmp_path / "a.html",
    )
    assert rows(tmp_path / "out")["case-002"]["net"] == alone.json["offset"]["net"]


def test_one_row_for_each_person_of_a_file(tmp_path: Path) -> None:
    claims = Claims()
    for who in ("ADA EXAMPLE", "Bo Sample"):
        for month in range(1, 13):
            claims.add(f"2025-{month:02d}-05", plan=3000, code="90837", who=who)
    claims.write(tmp_path / "=all.csv")
    done = run("init", tmp_path / "=all.csv", "--batch", tmp_path / "jobs.csv", "--answer", "date=2/1/2026")
    assert done.status == 0, done.err
    found = listed(tmp_path / "jobs.csv")
    assert [(row["member"], row["claims"], row["date"]) for row in found] == [
        ("ADA EXAMPLE", "./=all.csv", "2026-02-01"),
        ("Bo Sample", "./=all.csv", "2026-02-01"),
    ]
    assert run("batch", tmp_path / "jobs.csv", "-o", tmp_path / "out", "--price", 400, *QUICK).status == 0


def test_stopping_writes_nothing(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 1)
    done = run("init", cases, "--batch", tmp_path / "jobs.csv", stdin="2\nb\nq\n")
    assert done.status == 0 and "Nothing is written" in done.out and not (tmp_path / "jobs.csv").exists()


@each_row(
    ("answers", "words"),
    [
        (("letter=apeal",), "apeal"),
        (("colour=red",), "letter=…, indication=…, price=…, date=…"),
        (("price=lots", "date=yesterday"), "yesterday"),
    ],
)
def test_an_answer_that_does_not_fit(tmp_path: Path, answers: tuple[str, ...], words: str) -> None:
    given = [part for one in answers for part in ("--answer", one)]
    done = run("init", case_folders(tmp_path / "cases", 1), "--batch", tmp_path / "jobs.csv", *given)
    assert done.status == 2 and words in done.err and not (tmp_path / "jobs.csv").exists()


def test_a_list_stands_beside_or_above_its_cases_and_replaces_nothing(tmp_path: Path) -> None:
    cases = case_folders(tmp_path / "cases", 1)

    def refused(target: Path) -> Ran:
        done = run("init", cases, "--batch", target, "--answer", "price=300")
        assert done.status == 2
        return done

    (tmp_path / "elsewhere").mkdir()
    assert "E-MANIFEST" in refused(tmp_path / "elsewhere" / "jobs.csv").err
    (tmp_path / "jobs.csv").write_text("mine")
    assert "exists already" in refused(tmp_path / "jobs.csv").err
    assert (tmp_path / "jobs.csv").read_text() == "mine"
    assert run("init", "--batch", tmp_path / "new.csv").status == 2


def test_claims_of_a_household_are_one_persons_where_the_case_file_says_whose(tmp_path: Path) -> None:
    claims = Claims()
    for who in ("ADA EXAMPLE", "Bo Sample"):
        for month in range(1, 13):
            claims.add(f"2025-{month:02d}-05", plan=3000, code="90837", who=who)
    for name in ("known", "unknown"):
        (tmp_path / "cases" / name).mkdir(parents=True)
        claims.write(tmp_path / "cases" / name / "claims.csv")
    (tmp_path / "cases" / "known" / "case.toml").write_text('[member]\nname = "Bo Sample"\n')
    assert run("init", tmp_path / "cases", "--batch", tmp_path / "jobs.csv", "--answer", "price=300").status == 0
    found = [(row["case"], row["member"]) for row in listed(tmp_path / "jobs.csv")]
    assert found == [("known", ""), ("ADA EXAMPLE", "ADA EXAMPLE"), ("Bo Sample", "Bo Sample")]
