"""``offsetcase check`` as a process: the report, its JSON, the ledger, and how it ends."""

from __future__ import annotations

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path

from support import SAMPLES, Claims, months, run, worked_example

PORTAL = sorted((SAMPLES / "portal-and-pharmacy").glob("*.csv"))


def test_the_report_names_what_a_person_needs() -> None:
    done = run("check", *PORTAL)
    assert done.status == 0, done.err
    for words in (
        "UnitedHealthcare member portal", "heading in row 11", "Casey Applewhite, Jordan Applewhite", "2023-11-03 to 2026-10-31",
        "Months that count: 2023-11 to 2026-10 (36)", "36 months; 36 months count, 2023-11 to 2026-10", "Who was seen", "Processed = paid", "Denied = denied", "your rule 1: my weekly therapist: 151 lines",
        "Westfield Imaging: 10 rows, $2,805.00", 'provider_contains = "Westfield Imaging"',
    ):  # fmt: skip
        assert words in " ".join(done.out.split()), words


def test_its_json_agrees_with_the_builds(tmp_path: Path) -> None:
    sample = SAMPLES / "conditional" / "claims.csv"
    checked = run("check", sample, "--json").json
    built = run("build", sample, "--json", "--format", "html", "-o", tmp_path / "l.html").json
    assert checked["ledger"] == built["ledger"] and checked["inputs"] == built["inputs"]
    counted = sum(Decimal(one["plan_paid"]) for one in checked["categories"].values())
    assert counted == Decimal(built["ledger"]["counted"]["plan_paid"])
    assert checked["window"] == built["baseline"]["window"]
    assert [group["text"] for group in checked["unclassified"]] == []
    assert checked["problems"] == []


def test_the_rule_it_prints_settles_the_group(tmp_path: Path) -> None:
    claims = Claims()
    for first in months("2024-01", 24):
        claims.add(first, plan=150, provider='Dr. "Lee" \\ Co', code="99213")
        claims.add(first.replace(day=28), plan=10, drug="SETRALINE 50")
    claims.add("2025-12-31", plan=0, code="80053")
    path = claims.write(tmp_path / "claims.csv")
    groups = run("check", path, "--json").json["unclassified"]
    assert [group["rows"] for group in groups] == [24, 24] and groups[0]["plan_paid"] == "3600.00"
    assert "did you mean sertraline?" in groups[1]["rule"]
    rules = "\n".join(group["rule"] for group in groups)
    (tmp_path / "claims.rules.toml").write_text(rules, encoding="utf-8")
    after = run("check", path, "--json").json
    # What each rule says first is what the words make likely, never that the lines count for nothing.
    assert after["unclassified"] == [] and after["categories"]["psychotherapy"]["rows"] == 24
    assert after["categories"]["medication.antidepressant"]["rows"] == 24
    assert sum(rule["lines"] for rule in after["rules"]) == 48


def test_the_whole_ledger_as_a_table(tmp_path: Path) -> None:
    claims = Claims()
    for first in months("2024-01", 12):
        claims.add(first, plan=100, code="90837", provider="=HYPERLINK(1)")
    claims.add("2024-12-31", plan=-40, code="90837", provider="@SUM(A1)")
    target = tmp_path / "ledger.csv"
    done = run("check", claims.write(tmp_path / "claims.csv"), "--ledger", target)
    assert done.status == 0, done.err
    rows = list(csv.DictReader(target.open(encoding="utf-8")))
    assert len(rows) == 13 and rows[0]["disposition"] == "counted" and rows[0]["category"] == "psychotherapy"
    assert rows[0]["provider"] == "'=HYPERLINK(1)" and rows[-1]["provider"] == "'@SUM(A1)"
    assert sum(Decimal(row["plan_paid"]) for row in rows) == 1160
    assert run("check", tmp_path / "claims.csv", "--ledger", target).status == 2  # never replaced without --force
    assert run("check", tmp_path / "claims.csv", "--ledger", tmp_path / "claims.csv", "--force").status == 2


def test_with_a_trouble_the_report_is_still_printed(tmp_path: Path) -> None:
    good = worked_example(tmp_path)
    (tmp_path / "bad.csv").write_text(good.read_text().replace("1240", "12O0", 1))
    done = run("check", good, tmp_path / "bad.csv", "--json")
    assert done.status == 4 and "E-AMOUNT" in done.err
    assert done.json["ledger"]["rows"] == 193 and done.json["problems"][0]["code"] == "E-AMOUNT"
    short = run("check", good, "--as-of", "2024-01-31")
    assert short.status == 4 and "What became of the rows" in short.out


def test_it_ends_as_the_build_would_but_never_with_three(tmp_path: Path) -> None:
    assert run("check", SAMPLES / "low-cost" / "claims.csv").status == 0
    assert run("check", tmp_path / "none.csv").status == 2
    (tmp_path / "claims.rules.toml").write_text("[[category]]\n")
    assert run("check", worked_example(tmp_path)).status == 2
    family = tmp_path / "family"
    family.mkdir()
    claims = Claims().add("2024-01-05", plan=1, code="90837").add("2024-01-06", plan=1, code="90837", who="Bea")
    done = run("check", claims.write(family / "c.csv"))
    assert done.status == 2 and "People: Ada Example, Bea" in done.out and "--member" in done.err
    pharmacy = tmp_path / "p.csv"
    pharmacy.write_text(
        "Fill Date,Drug Name,Prescriber,Qty,Day Supply,Generic,Price,Rx Number\n01/02/2024,Sertraline 50mg,X,30,30,Y,$10.00,7\n"
    )
    done = run("check", pharmacy, cwd=tmp_path / "family")
    assert done.status in (2, 4)
    assert run("check", good_case(tmp_path), "--indication", "depresion").status == 2


def good_case(folder: Path) -> Path:
    (folder / "claims.rules.toml").unlink(missing_ok=True)
    return worked_example(folder)


def test_months_without_a_claim_and_totals_that_differ_are_said(tmp_path: Path) -> None:
    claims = Claims()
    for first in (*months("2024-01", 5), *months("2024-08", 5)):
        claims.add(first, plan=100, code="90837")
    path = claims.write(tmp_path / "claims.csv")
    with path.open("a") as stream:
        stream.write("Total,,,,,,,,,,900.00,,\n")
    data = run("check", path, "--json").json
    assert data["gaps"] == ["2024-06", "2024-07"]
    (warning,) = (one for one in data["warnings"] if one["code"] == "W-CONTROL-TOTAL")
    assert "$900.00" in warning["text"] and "$1,000.00" in warning["text"]


def test_a_letter_dated_ahead_counts_the_same_months_in_each_command(tmp_path: Path) -> None:
    """Its claims may be of months that are still to come when it is tried out."""
    today = dt.date.today()
    claims = Claims()
    for first in months(f"{today.year - 2}-01", 48):
        claims.add(first, plan=900, code="90837")
    claims.add(dt.date(today.year + 1, 12, 31), plan=100, code="90837")
    path = claims.write(tmp_path / "claims.csv")
    ahead = f"{today.year + 1}-12-31"
    windows = []
    for where in ("option", "case file"):
        options = ["--date", ahead] if where == "option" else []
        if where == "case file":
            (tmp_path / "case.toml").write_text(f"[letter]\ndate = {ahead}\n", encoding="utf-8")
        checked = run("check", path, *options, "--json").json
        built = run("build", path, *options, "--json", "--format", "html", "-o", tmp_path / "l.html", "--force").json
        windows += [checked["window"], built["baseline"]["window"]]
        stands = run("compare", path, *options, "--json").json["rows"][0]
        assert stands["net"] == built["offset"]["net"]
    assert windows == [[f"{today.year - 1}-01", f"{today.year + 1}-12"]] * 4
