"""``redact``: an example that gives the same result and says nothing of the person."""

from __future__ import annotations

import csv
import datetime as dt
import json
import random
import stat
import tomllib
from collections.abc import Sequence
from pathlib import Path
from runpy import run_path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from offsetcase.case.request import Request
from offsetcase.case.window import Month
from offsetcase.model.lines import ClaimLine
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.read.claims import read_all
from offsetcase.read.rules import load_rules
from offsetcase.redact import redact as story
from offsetcase.redact.dates import LEAST_MONTHS
from offsetcase.redact.proof import leaks
from offsetcase.redact.pseudonyms import Pseudonyms
from rows import each_row
from support import ROOT, SAMPLES, Claims, in_child, months, run

pytestmark = pytest.mark.in_child

EXPORTS = ROOT / "tests" / "exports"
FOREIGN = run_path(str(ROOT / "tests" / "read" / "test_foreign.py"))

SAMPLE_FILES = {
    "conditional": ["claims.csv"],
    "crps": ["claims.csv"],
    "high-cost": ["claims.csv"],
    "low-cost": ["claims.csv"],
    "portal-and-pharmacy": ["MedicalClaimSummary.csv", "prescriptions.csv"],
}

SECRETS = (
    "Ottoline", "Fairweather", "078-05-1120", "078051120", "206-555-0187", "ottoline@fairweather.example",
    "https://fairweather.example/me", "48 Quince Lane", "Quince", "Tumbleweed", "Bremerton", "98337", "MRN-5561009",
    "5561009", "QX88120071", "7734400915", "Zebulon", "Marchetti", "Dunmore Freight", "192.0.2.44", "1978-11-30",
)  # fmt: skip
BLOB = (
    "Ottoline Fairweather, 48 Quince Lane, Bremerton 98337, SSN 078-05-1120, 206-555-0187, "
    "ottoline@fairweather.example, https://fairweather.example/me, MRN-5561009, 192.0.2.44, Tumbleweed"
)


def redacted(files: Sequence[Path], folder: Path, *options: str) -> list[Path]:
    done = run("redact", *files, "-o", folder, *options)
    assert done.status == 0, done.err
    assert "Look through it before you share it" in done.out
    return sorted(folder.glob("claims-*.csv"))


def test_json_says_the_same_as_the_words(tmp_path: Path) -> None:
    claims = SAMPLES / "conditional" / "claims.csv"
    done = run("redact", claims, "-o", tmp_path / "example", "--json")
    assert done.status == 0 and done.err == "", done.err
    data = done.json
    assert [Path(name) for name in data["outputs"]] == [tmp_path / "example" / n for n in ("claims-1.csv", "case.toml")]
    with (tmp_path / "example" / "claims-1.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert data["rows"] == len(rows) and data["verdict"] == "conditional" and data["troubles"] == []
    # The denied claim's number in the case file stands in no row of the claims.
    numbers = {row["claim_number"] for row in rows} - {""}
    numbers.add(
        tomllib.loads((tmp_path / "example" / "case.toml").read_text(encoding="utf-8"))["denial"]["claim_number"]
    )
    assert data["replaced"]["claim_numbers"] == len(numbers)


def told(files: Sequence[Path], folder: Path, *options: str) -> Any:
    """What ``build --json`` says of files, without what may differ: names, the calendar's years, the draws."""
    done = run(
        "build", *files, "--json", "--draws", 0, "--format", "html", "-o", folder / "letter.html", "--force", *options
    )
    assert done.status in (0, 3), done.err
    data = done.json
    data["ledger"]["excluded"] = [one for one in data["ledger"]["excluded"] if one["reason"] != "not-a-claim"]
    baseline = {
        name: data["baseline"][name] for name in ("months", "annual", "window_mean", "latest_12_months", "one_off")
    }
    kept = ("offset", "break_even", "own_chance", "lasting_chance", "scenarios", "one_way", "projection", "verdict")
    assumptions = {name: (one["value"], one["basis"]) for name, one in data["assumptions"].items()}
    ledger = {name: data["ledger"][name] for name in ("counted", "excluded")}
    return {"ledger": ledger, "baseline": baseline, "assumptions": assumptions, **{name: data[name] for name in kept}}


def claims_of(files: Sequence[Path], rules: Path | None = None) -> list[ClaimLine]:
    return [line for file in read_all(list(files), load_rules(rules)) for line in file.lines if not line.note]


def everything(folder: Path) -> str:
    return "\n".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(folder.iterdir()))


def nothing_of_the_person(folder: Path) -> None:
    text = everything(folder).casefold()
    assert [secret for secret in SECRETS if secret.casefold() in text] == []


@pytest.mark.parametrize("name", SAMPLE_FILES)
def test_the_same_totals_and_verdict_other_names_and_dates(name: str, tmp_path: Path) -> None:
    files = [SAMPLES / name / one for one in SAMPLE_FILES[name]]
    written = redacted(files, tmp_path / "example")
    assert told(written, tmp_path) == told(files, tmp_path)
    rules = SAMPLES / name / "claims.rules.toml"
    before = claims_of(files, rules if rules.is_file() else None)
    after = claims_of(written)
    days = sorted(
        {(old.service_date, new.service_date) for old, new in zip(before, after, strict=True)}
        | {
            (old.processed_date, new.processed_date)
            for old, new in zip(before, after, strict=True)
            if old.processed_date
        }
    )
    assert len(days) == len({a for a, _ in days}) == len({b for _, b in days}) and [b for _, b in days] == sorted(
        b for _, b in days
    )  # the order stays, and which claims share a day
    assert {abs(Month.of(a).until(Month.of(b)) - 1) >= LEAST_MONTHS for a, b in days} == {True}
    assert len({Month.of(a).until(Month.of(b)) for a, b in days}) == 1
    for field in ("person", "provider", "claim_id", "rx"):
        pairs = {(getattr(old, field).casefold(), getattr(new, field)) for old, new in zip(before, after, strict=True)}
        assert len({a for a, _ in pairs}) == len({b for _, b in pairs}) == len(pairs), field
        assert not {a for a, _ in pairs if a} & {b.casefold() for _, b in pairs}
    case = tomllib.loads((SAMPLES / name / "case.toml").read_text(encoding="utf-8"))
    text = everything(tmp_path / "example")
    for table in case.values():
        for key, value in table.items():
            if isinstance(value, str) and key not in (
                "type",
                "indication",
                "price",
                "workup",
                "level",
                "diagnosis_code",
                "esketamine",
            ):
                assert value not in text
    for path in (tmp_path / "example").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_two_runs_differ(tmp_path: Path) -> None:
    one, two = (
        redacted([SAMPLES / "low-cost" / "claims.csv"], tmp_path / name)[0].read_text() for name in ("one", "two")
    )
    assert one != two


@pytest.mark.parametrize(
    "path",
    [p for p in sorted(EXPORTS.glob("*/*")) if p.suffix not in (".json", ".toml")],
    ids=lambda p: f"{p.parent.name}-{p.stem}",
)
def test_every_export_can_be_redacted(path: Path, tmp_path: Path) -> None:
    """The command proves the result itself; here that each format passes, and that no cell but known ones gets through."""
    member = next((line.person for line in claims_of([path]) if line.person), "")
    done = story.redact(
        Request((path,), member=member, allow_short_history=True), tmp_path / "example", random.Random(7)
    )
    assert done.rows == sum(1 for _ in claims_of([path]))
    before, after = claims_of([path]), claims_of([p for p in done.files if p.suffix == ".csv"])
    assert [line.amounts for line in before] == [line.amounts for line in after]
    assert [line.status for line in before] == [line.status for line in after]


def planted(folder: Path) -> Path:
    """A history with the person in every field of text, in the file's name, its preamble and a column of its own."""
    folder.mkdir()
    path = folder / "Ottoline Fairweather claims.csv"
    header = [
        "Claim Number", "Line Number", "Date of Service", "Date Processed", "Member Name", "Provider", "Specialty", "Claim Type",
        "Service Description", "Procedure Code", "Revenue Code", "Place of Service", "Drug Name", "NDC", "Rx #",
        "Billed Amount", "Allowed Amount", "Plan Paid", "Member Responsibility", "Claim Status", "Notes", "Home address",
    ]  # fmt: skip
    rows: list[list[str]] = []
    for number, first in enumerate(months("2023-11", 36)):
        who, day = "FAIRWEATHER, OTTOLINE", first.replace(day=6).isoformat()
        rows.append(
            [f"QX8812{number:04d}", BLOB, day, day, who, f"Zebulon Marchetti {BLOB}", f"Psychiatry - {BLOB}", BLOB,
             f"Medication management with {BLOB}", "", BLOB, BLOB, "", "", "", "200", "150", "120", "30", "Paid", BLOB, BLOB]
        )  # fmt: skip
        rows.append(
            [BLOB + str(number), "1", day, day, who, "Zebulon Marchetti LCSW", BLOB, "Medical", BLOB,
             f"90837 - {BLOB}", "", "11", "", "", "", "200", "150", "120", "30", "Paid", BLOB, BLOB]
        )  # fmt: skip
        rows.append(
            ["", "", day, "", who, f"{BLOB} Pharmacy", "", "Prescription drug", "", "", "", "",
             f"SERTRALINE HCL 100MG TAB for {BLOB}", "078-05-1120", f"77344009{number:02d}", "60", "50", "40", "10", "Paid", BLOB, BLOB]
        )  # fmt: skip
        rows.append(
            ["", "", day, "", who, f"{BLOB} Pharmacy", "", "Prescription drug", "", "", "", "",
             f"Elixir of {BLOB}", "206-555-0187", "7734400915", "60", "50", "40", "10", "Paid", BLOB, BLOB]
        )  # fmt: skip
        rows.append(
            ["QX88120071", "1", day, day, who, "Dunmore Freight wellness", "", "", BLOB, "078051120", "", "", "", "", "",
             "9", "9", "9", "0", "Paid", "", ""]
        )  # fmt: skip
    rows.append(
        [f"X{number}" for number in range(5)]
        and [
            "QX1",
            "1",
            "2026-10-31",
            "",
            "FAIRWEATHER, OTTOLINE",
            "P",
            *[""] * 3,
            "80053",
            *[""] * 5,
            "1",
            "1",
            "0",
            "1",
            "Paid",
            "",
            "",
        ]
    )
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["Prepared for", BLOB])
        writer.writerow(header)
        writer.writerows(rows)
    (folder / "case.toml").write_text(
        f'''
[member]
name = "Ottoline Fairweather"
member_id = "MRN-5561009"
group_number = "5561009"
date_of_birth = 1978-11-30
address = """48 Quince Lane
Bremerton 98337"""
phone = "206-555-0187"
email = "ottoline@fairweather.example"
coverage_start = 2023-11-01
[plan]
name = "Dunmore Freight Plan"
state = "WA"
address = "{BLOB}"
fax = "206-555-0187"
definition = "{BLOB}"
clause = "{BLOB}"
clause_source = "{BLOB}"
sponsor = "Dunmore Freight"
review_address = "{BLOB}"
[denial]
reference = "QX88120071"
claim_number = "QX88120001"
notice_date = 2026-10-01
late_reason = "{BLOB}"
reason = "It is experimental, {BLOB}"
[treatment]
price = {{ "infusion for Ottoline" = "450.00", "room" = "50.00" }}
provider = "Dr. Zebulon Marchetti"
npi = "7734400915"
clinic = "{BLOB}"
start = 2027-01-11
[prescriber]
name = "Dr. Zebulon Marchetti"
date = 2026-11-01
diagnosis_code = "F33.2"
severity = "{BLOB}"
dose = "{BLOB}"
monitoring = "{BLOB}"
response_criterion = "{BLOB}"
screening = "{BLOB}"
why_not = "{BLOB}"
trials = {{ sertraline = "{BLOB}", "Tumbleweed tea" = "{BLOB}" }}
[assumptions.shares]
psychotherapy = {{ share = 0.5, by = "Zebulon Marchetti", on = 2026-11-01 }}
[letter]
signer = "Ottoline Fairweather"
signer_role = "{BLOB}"
''',
        encoding="utf-8",
    )
    (folder / "claims.rules.toml").write_text(
        f'''
[people]
"5561009" = "Ottoline Fairweather"
[[category]]
provider_contains = "Dunmore Freight"
category = "other"
reason = "{BLOB}"
[[category]]
description_contains = "Elixir of Ottoline"
category = "medication.antidepressant"
reason = "{BLOB}"
''',
        encoding="utf-8",
    )
    return path


def test_nothing_of_the_person_gets_through(tmp_path: Path) -> None:
    path = planted(tmp_path / "mine")
    folder = tmp_path / "example"
    written = redacted([path], folder)
    nothing_of_the_person(folder)
    assert told(written, tmp_path) == told([path], tmp_path)
    assert sorted(p.name for p in folder.iterdir()) == ["case.toml", "claims-1.csv", "claims.rules.toml"]
    case = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    assert case["plan"]["state"] == "WA"  # two letters that decide what an outside reviewer weighs
    assert case["prescriber"]["diagnosis_code"] == "F33.2" and case["denial"]["kinds"] == ["experimental"]
    assert case["member"]["name"] == case["letter"]["signer"] and "date_of_birth" not in case["member"]
    assert case["treatment"]["provider"] == case["prescriber"]["name"]
    moved = case["treatment"]["start"] - dt.date(2027, 1, 11)  # the case file's days keep the time between them
    assert case["prescriber"]["date"] - dt.date(2026, 11, 1) == moved and moved.days % 7 == 0
    with written[0].open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["drug_name"] for row in rows} >= {"sertraline 100 mg", "unlisted drug 1"}
    assert {row["specialty"] for row in rows} == {"psychiatry", ""}
    assert {row["description"] for row in rows} >= {"medication management", "(rule 1)", "(rule 2)"}


def test_spreadsheets_and_their_sheets(tmp_path: Path) -> None:
    head = [
        "Claim Number",
        "Service Date",
        "Patient Name",
        "Provider",
        "Procedure Code",
        "Plan Paid",
        "Patient Responsibility",
        "Status",
        "Remark",
    ]
    rows: list[list[object]] = [
        [f"QX88120{n:03d}", first.replace(day=9).isoformat(), "Ottoline Fairweather", "Zebulon Marchetti", "90837", 120, 30, "Paid", BLOB]
        for n, first in enumerate(months("2024-11", 24))
    ]  # fmt: skip
    rows.append(["QX1", "2026-10-31", "Ottoline Fairweather", "P", "80053", 0, 0, "Paid", ""])
    path = tmp_path / "Ottoline.xlsx"
    path.write_bytes(
        FOREIGN["workbook"]({"Cover": [[BLOB]], "Fairweather 2025": [head, *rows[:12]], "2026": [head, *rows[12:]]})
    )
    written = redacted([path], tmp_path / "example")
    assert [p.name for p in written] == ["claims-1.csv", "claims-2.csv"]
    nothing_of_the_person(tmp_path / "example")
    assert told(written, tmp_path) == told([path], tmp_path)
    seen = [{row["patient"] for row in csv.DictReader(p.open(encoding="utf-8"))} for p in written]
    assert seen[0] == seen[1] and len(seen[0]) == 1


def test_how_long_a_fill_lasts_stays(tmp_path: Path) -> None:
    """By it a drug is a trial or none; without it the days between the fills would say so, and those are drawn anew."""
    claims = Claims("Ottoline Fairweather")
    for day in months("2024-11", 24):
        claims.add(day.replace(day=9), code="90837", plan=120)
    for month in ("2025-03-02", "2025-07-28"):
        claims.add(month, drug="SERTRALINE 50MG", plan=20)
    path = claims.write(tmp_path / "claims.csv")
    rows = list(csv.reader(path.open(encoding="utf-8", newline="")))
    supply = ["Days Supply", *("15" if any("SERTRALINE" in cell for cell in row) else "" for row in rows[1:])]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([*row, cell] for row, cell in zip(rows, supply, strict=True))
    assert [line.days_supply for line in claims_of([path]) if line.drug] == [15, 15]
    written = redacted([path], tmp_path / "example")
    assert [line.days_supply for line in claims_of(written) if line.drug] == [15, 15]


def test_health_records(tmp_path: Path) -> None:
    money, item, eob = FOREIGN["money"], FOREIGN["item"], FOREIGN["eob"]
    entries = []
    for n, first in enumerate(months("2024-11", 24)):
        line = item(
            1, money("benefit", 120), money("memberliability", 30), day=first.replace(day=9).isoformat(), noteNumber=[1]
        )
        more = {
            "patient": {"display": "Ottoline Fairweather"},
            "provider": {"display": "Zebulon Marchetti"},
            "processNote": [{"number": 1, "text": BLOB}],
            "text": {"status": "generated", "div": f"<div>{BLOB}</div>"},
        }
        entries.append({"resource": eob(line, id=f"MRN-5561009-{n}", claim=f"QX88120{n:03d}", **more)})
    last = item(1, money("benefit", 0), code="80053", day="2026-10-31")
    entries.append({"resource": eob(last, id="z", claim="QX1", patient={"display": "Ottoline Fairweather"})})
    path = tmp_path / "fairweather.json"
    path.write_text(json.dumps({"resourceType": "Bundle", "entry": entries}), encoding="utf-8")
    written = redacted([path], tmp_path / "example")
    nothing_of_the_person(tmp_path / "example")
    assert told(written, tmp_path) == told([path], tmp_path)


def test_medicare_text(tmp_path: Path) -> None:
    text = FOREIGN["MEDICARE"].format(paid="Provider Paid").replace("Dr. B", "Zebulon Marchetti")
    text = text.replace("sertraline", f"sertraline {BLOB}").replace("Psychotherapy", f"Psychotherapy {BLOB}")
    path = tmp_path / "mymedicare Ottoline.txt"
    path.write_text(text, encoding="utf-8")
    written = redacted([path], tmp_path / "example", "--allow-short-history")
    assert len(written) == 1  # Medicare's own fills stand with its other claims
    nothing_of_the_person(tmp_path / "example")
    assert "1234567890000" not in everything(tmp_path / "example")
    before, after = claims_of([path]), claims_of(written)
    key = lambda line: str((line.amounts, line.code))  # noqa: E731
    assert sorted(map(key, before)) == sorted(map(key, after))


def test_a_household_and_the_same_claim_in_two_files(tmp_path: Path) -> None:
    first, second = Claims("Ottoline Fairweather"), Claims("FAIRWEATHER, OTTOLINE")
    for day in months("2024-11", 24):
        for file in (first, second) if day.year == 2026 else (first,):
            file.add(
                day.replace(day=9), code="90837", plan=195, provider="Zebulon Marchetti", claim=f"QX8812{day:%y%m}"
            )
            file.add(
                day.replace(day=12),
                code="90792",
                plan=300,
                provider="Zebulon Marchetti",
                claim="7734400915",
                line=f"{day:%y%m}",
            )
        first.add(
            day.replace(day=3), drug="LITHIUM CARB 300MG", plan=50, who="Barnaby Fairweather", claim=f"B{day:%y%m}9"
        )
        first.add(day.replace(day=4), drug="SERTRALINE 50MG", plan=-20, claim=f"QR{day:%y%m}")
        first.add(day.replace(day=4), drug="SERTRALINE 50MG", plan=20, claim=f"QR{day:%y%m}")
    first.add("2026-10-31", code="80053", plan=0)
    files = [first.write(tmp_path / "Ottoline.csv"), second.write(tmp_path / "again.csv")]
    refused = run("redact", *files, "-o", tmp_path / "example")
    assert refused.status == 2 and "(E-SEVERAL-PEOPLE)" in refused.err and not (tmp_path / "example").exists()
    written = redacted(files, tmp_path / "example", "--member", "Ottoline Fairweather")
    nothing_of_the_person(tmp_path / "example")
    assert "Barnaby" not in everything(tmp_path / "example")
    member = ("--member", "Ottoline Fairweather")
    assert told(written, tmp_path) == told(files, tmp_path, *member)  # the example's own case file says who it is
    one, two = claims_of([written[0]]), claims_of([written[1]])
    assert len({line.person for line in one}) == 2
    assert {line.claim_id for line in two} < {line.claim_id for line in one}
    assert {line.person for line in two} < {line.person for line in one}
    assert {line.provider for line in two} < {line.provider for line in one}


def test_a_folder_with_files_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "example"
    folder.mkdir()
    (folder / "mine.txt").write_text("mine")
    done = run("redact", SAMPLES / "low-cost" / "claims.csv", "-o", folder)
    assert done.status == 2 and "(E-EXISTS)" in done.err
    assert [p.name for p in folder.iterdir()] == ["mine.txt"]
    done = run("redact", SAMPLES / "low-cost" / "claims.csv", "-o", tmp_path / "no" / "where")
    assert done.status == 7 and "(E-WRITE)" in done.err


@pytest.mark.parametrize("what", ["leaks", "differences"])
def test_what_fails_its_proof_does_not_stay(what: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither can be provoked by an input, so the proof itself is made to find something."""
    monkeypatch.setattr(story, what, lambda *_: ["Ottoline Fairweather" if what == "leaks" else "the baseline"])
    with pytest.raises(OffsetcaseError) as caught:
        story.redact(Request((SAMPLES / "low-cost" / "claims.csv",)), tmp_path / "example")
    assert caught.value.problems[0].code == ("E-REDACT-LEAK" if what == "leaks" else "E-REDACT-RESULT")
    assert caught.value.exit_code == 8 and not (tmp_path / "example").exists() and "Ottoline" not in str(caught.value)


def test_an_example_that_cannot_be_built_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its error would name a hidden file of the example's."""
    tell, asked = story.tell, []

    def stops_once(request: Request) -> Any:
        asked.append(request)
        if len(asked) == 2:
            raise OffsetcaseError(Problem("E-AS-OF", "of the example", "wait"), ExitCode.USAGE)
        return tell(request)

    monkeypatch.setattr(story, "tell", stops_once)
    done = story.redact(Request((SAMPLES / "low-cost" / "claims.csv",)), tmp_path / "example")
    assert len(asked) == 3 and done.rows and list(tmp_path.iterdir()) == [tmp_path / "example"]


@pytest.mark.parametrize("exists", [False, True])
def test_the_proof_happens_under_a_hidden_name(exists: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A kill gives no time to take anything back: at no moment before the proof's end has the example its own name."""
    folder = tmp_path / "example"
    if exists:
        folder.mkdir()
    seen = []
    proof = story.differences

    def look(*arguments: Any) -> list[str]:
        seen.append([path for path in tmp_path.rglob("*") if path != folder])
        return proof(*arguments)

    monkeypatch.setattr(story, "differences", look)
    done = story.redact(Request((SAMPLES / "low-cost" / "claims.csv",)), folder)
    assert seen and all(
        any(part.startswith(".offsetcase-part-") for part in path.parts) for paths in seen for path in paths
    )
    assert sorted(done.files) == sorted(folder.iterdir()) and list(tmp_path.iterdir()) == [folder]
    assert stat.S_IMODE(done.files[0].stat().st_mode) == 0o600


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, SystemExit, MemoryError])
def test_an_end_in_the_middle_of_the_proof_leaves_nothing(
    trouble: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_: Any) -> list[str]:
        raise trouble

    monkeypatch.setattr(story, "differences", ends)
    with pytest.raises(trouble):
        story.redact(Request((SAMPLES / "low-cost" / "claims.csv",)), tmp_path / "example")
    assert list(tmp_path.iterdir()) == []


def test_an_example_can_be_redacted_again(tmp_path: Path) -> None:
    once = redacted([SAMPLES / "conditional" / "claims.csv"], tmp_path / "one")
    again = redacted(once, tmp_path / "two")
    assert told(again, tmp_path) == told(once, tmp_path)
    assert not {line.claim_id for line in claims_of(once)} & {line.claim_id for line in claims_of(again)}
    assert not {line.person for line in claims_of(once)} & {line.person for line in claims_of(again)}


def test_as_of_moves_too(tmp_path: Path) -> None:
    files = [SAMPLES / "conditional" / "claims.csv"]
    done = run("redact", *files, "-o", tmp_path / "example", "--as-of", "2026-08-31")
    assert done.status == 0, done.err
    day = done.out.partition("--as-of ")[2][:10]
    written = sorted((tmp_path / "example").glob("*.csv"))
    assert told(written, tmp_path, "--as-of", day) == told(files, tmp_path, "--as-of", "2026-08-31")


# ---- the parts ------------------------------------------------------------------------------------------------------


@given(st.lists(st.text(min_size=1, max_size=12), max_size=30), st.integers(0, 2**32))
def test_pseudonyms_are_one_to_one_and_none_of_the_originals(texts: list[str], seed: int) -> None:
    names = Pseudonyms(random.Random(seed), [*texts, "Person Alpha", "Victor Kilo"])
    for draw in (names.person, names.claim, names.prescription):
        found = {text: draw(text) for text in texts}
        assert len(set(found.values())) == len(set(texts)) and found == {text: draw(text) for text in texts}
        assert not {name.casefold() for name in found.values()} & {text.casefold() for text in texts}
    for word in ("Alpha", "Victor", "Kilo"):
        assert not any(word in names.person(text) for text in texts)


def test_no_pseudonym_holds_an_original_number_by_chance() -> None:
    codes = [str(number) for number in range(98_300, 98_400)]
    names = Pseudonyms(random.Random(1), [*(f"Bremerton {code}" for code in codes), "MRN-5561009"])
    drawn = {draw(str(number)) for number in range(5_000) for draw in (names.claim, names.prescription)}
    assert not [name for name in drawn if any(code in name for code in codes) or "5561009" in name]
    # Where every such number is taken, one is drawn all the same.
    assert in_child(lambda: Pseudonyms(random.Random(1), [f"{number:05}" for number in range(100_000)]).claim("x"))


@each_row(
    ("texts", "people", "found"),
    [
        (["ada lovelace"], [], ["ada lovelace"]),
        ([], ["Ada LOVELACE"], ["lovelace"]),
        (["k55-1200"], [], ["k55-1200"]),
        (["1250"], [], []),  # an amount, not a claim number
        (["90837"], [], []),
        (["physical therapy"], ["Mr. Paid"], []),  # nobody's name
        (["7734400915"], [], ["7734400915"]),
        (["0150"], [], []),  # a drug's strength, not a claim number
        (["bupropion 0150"], [], []),  # made of words that the program writes itself
        (["ida"], [], []),  # too short to tell from chance
    ],
)
def test_the_search_for_leaks(texts: list[str], people: list[str], found: list[str]) -> None:
    csv_text = (
        "service_date,claim_number,patient,procedure_code,ndc,drug_name,description,plan_paid,status\n"
        "2020-01-01,K55-1200,Ada Lovelace,90837,7734400915,bupropion 0150 mg ida,physical therapy,1250.00,paid\n"
    )
    assert leaks(texts, people, {"claims-1.csv": csv_text.encode()}) == found
