"""The command: what it prints, what it writes, how it ends."""

from __future__ import annotations

import json
import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from offsetcase import __version__
from rows import each_row
from support import ROOT, SAMPLES, Claims, letter_words, months, page, run, worked_example

WORKED = ("--price", "550", "--set", "workup=350")


def test_a_letter_dated_before_its_claims_is_pointed_out(tmp_path: Path) -> None:
    claims = worked_example(tmp_path)
    for date, early in (("1901-01-01", True), ("2031-01-05", False)):
        done = run("build", claims, *WORKED, "--date", date, *page(tmp_path, date))
        assert done.status == 0 and (f"dated {date}, before" in " ".join((done.out + done.err).split())) is early


def test_the_worked_example_to_the_cent(tmp_path: Path) -> None:
    claims = worked_example(tmp_path)
    done = run("build", claims, *WORKED, "--json", *page(tmp_path))
    assert done.status == 0, done.err
    data = done.json
    assert data["schema_version"] == 2
    assert data["baseline"]["months"] == 36
    assert data["baseline"]["window"] == ["2023-11", "2026-10"]
    assert data["baseline"]["annual"] == {
        "medication.antidepressant": "14880.00", "psychotherapy": "9360.00", "psychiatry_visit": "1800.00",
    }  # fmt: skip
    assert data["projection"] == {
        "protocol": "depression-iv", "induction_visits": 6, "maintenance_visits": 25, "expected_visits": Decimal("14.5779"),
    }  # fmt: skip
    # The numbers of the worked example stand in tests/arithmetic alone; here: that the command reports them.
    table = tomllib.loads((ROOT / "tests" / "arithmetic" / "worked-example.toml").read_text(encoding="utf-8"))
    offset, wanted = data["offset"], table["output"]
    for name in ("treatment", "stops", "net", "stages"):
        assert offset[name] == wanted[name]
    assert offset["years"] == [wanted["year_one"], wanted["year_two"]]
    assert list(offset["responder"].values()) == wanted["responder"]
    assert list(offset["lasting"].values()) == wanted["lasting"]
    assert data["own_chance"] == Decimal(wanted["own_chance"]) and data["verdict"] == wanted["verdict"]
    worst = {way["parameter"]: min(Decimal(way["net_low"]), Decimal(way["net_high"])) for way in data["one_way"]}
    assert worst == {name: Decimal(value) for name, value in wanted["less_favourable"].items()}


def test_json_is_alone_on_stdout_and_the_ledger_adds_up(tmp_path: Path) -> None:
    done = run("build", SAMPLES / "conditional" / "claims.csv", "--json", *page(tmp_path))
    assert done.status == 0, done.err
    ledger = json.loads(done.out)["ledger"]
    parts = [ledger["counted"], *ledger["excluded"]]
    assert sum(part["rows"] for part in parts) == ledger["rows"]
    assert {part["reason"] for part in ledger["excluded"]} >= {
        "duplicate",
        "reversed",
        "denied",
        "pending",
        "other-member",
    }


def test_claims_alone_make_a_letter_with_visible_blanks(tmp_path: Path) -> None:
    claims = worked_example(tmp_path, medication=2400)
    done = run("build", claims.name, "--format", "html", "--draws", 0, cwd=tmp_path)
    assert done.status == 0, done.err
    letter = tmp_path / "claims-letter.html"
    assert letter.exists() and letter.stat().st_mode & 0o777 == 0o600
    assert "blanks are left in the letter" in done.out
    # Each line of the case file below its table's name, which stands once.
    table = done.out.index("  [member]\n")
    assert done.out.count("[member]") == 1 and table < done.out.index('member_id = "…"') < done.out.index(
        "\n  [", table + 1
    )
    assert "neither legal nor medical advice" in done.out
    text = letter_words(letter)
    assert "[BLANK 1: member name" in text
    assert "not a quote" in text  # the default price says so


def test_no_letter_is_overwritten_without_force(tmp_path: Path) -> None:
    claims = worked_example(tmp_path)
    target = tmp_path / "mine.html"
    target.write_text("keep me")
    refused = run("build", claims, "--format", "html", "-o", target)
    assert refused.status == 2 and target.read_text() == "keep me"
    assert "--force" in refused.err and refused.out == ""
    assert run("build", claims, *WORKED, "--format", "html", "-o", target, "--force").status == 0
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")


def test_an_input_is_never_overwritten(tmp_path: Path) -> None:
    claims = worked_example(tmp_path)
    before = claims.read_bytes()
    assert run("build", claims, "-o", claims, "--force").status == 2
    assert claims.read_bytes() == before


def test_html_is_one_self_contained_page(tmp_path: Path) -> None:
    done = run("build", worked_example(tmp_path), *WORKED, *page(tmp_path))
    assert done.status == 0
    html = (tmp_path / "l.html").read_text(encoding="utf-8")
    assert html.startswith("<!DOCTYPE html>") and "http://" not in html and "https://" not in html
    assert "<script" not in html and 'src="' not in html


def test_no_case_explains_the_gap_and_writes_no_letter(tmp_path: Path) -> None:
    done = run("build", SAMPLES / "low-cost" / "claims.csv", "--argument", "offset", "--json", *page(tmp_path))
    assert done.status == 3
    assert not (tmp_path / "l.html").exists()
    data = done.json
    assert data["verdict"] == "none" and data["outputs"] == [] and data["blanks"] == []
    assert "a visit" in done.err and "--argument offset" in done.err


def test_a_necessity_letter_makes_no_comparison(tmp_path: Path) -> None:
    done = run("build", SAMPLES / "low-cost" / "claims.csv", "--argument", "necessity", *page(tmp_path))
    assert done.status == 0, done.err
    text = letter_words(tmp_path / "l.html")
    for phrase in (
        "averaged over all outcomes",
        "net cost",
        "spends",
        "break-even",
        "Net to plan",
        "less over",
    ):
        assert phrase not in text
    assert "Price and stages of the request" in text


def test_crps_without_the_prescribers_rates_has_no_verdict(tmp_path: Path) -> None:
    claims = tmp_path / "claims.csv"
    claims.write_bytes((SAMPLES / "crps" / "claims.csv").read_bytes())
    options = ("--indication", "crps", "--member", "Walter Osei-Brandt", "--json")
    done = run("build", claims, *options, "--argument", "offset", *page(tmp_path))
    assert done.status == 3
    data = done.json
    assert data["verdict"] is None and data["offset"] is None and data["baseline"]["annual"]
    assert "response" in done.err and "retention" in done.err and "prescriber" in done.err
    rates = ("--set", "response=0.5", "--set", "retention=0.6")
    assert run("build", claims, *options, *rates, *page(tmp_path)).json["verdict"] is not None


@pytest.mark.parametrize(
    ("name", "verdict"), [("high-cost", "expected"), ("conditional", "conditional"), ("crps", "expected")]
)
def test_the_samples_show_what_they_say(name: str, verdict: str, tmp_path: Path) -> None:
    done = run("build", SAMPLES / name / "claims.csv", "--json", *page(tmp_path))
    assert done.status == 0, done.err
    assert done.json["verdict"] == verdict


def test_the_portal_and_the_pharmacy_file_become_one_history(tmp_path: Path) -> None:
    folder = SAMPLES / "portal-and-pharmacy"
    files = (folder / "MedicalClaimSummary.csv", folder / "prescriptions.csv")
    done = run("build", *files, "--json", *page(tmp_path))
    assert done.status in (0, 3), done.err
    data = done.json
    assert [one["format"] for one in data["inputs"]] == ["uhc-2022", "walgreens"]
    assert {
        "medication.antidepressant",
        "medication.antipsychotic",
        "psychotherapy",
        "psychiatry_visit",
    } <= set(data["baseline"]["annual"])
    assert not [w for w in data["warnings"] if w["code"] == "W-RULE-UNUSED"]


def test_several_people_need_a_choice(tmp_path: Path) -> None:
    claims = Claims()
    for first in months("2024-01", 24):
        claims.add(first, plan=100, code="90837")
        claims.add(first.replace(day=28), plan=50, code="90837", who="Bea Example")
    path = claims.write(tmp_path / "claims.csv")
    refused = run("build", path, *page(tmp_path))
    assert refused.status == 2 and '"Ada Example", "Bea Example"' in refused.err and "--member" in refused.err
    chosen = run("build", path, "--member", "bea", "--json", *page(tmp_path))
    assert chosen.status in (0, 3)
    assert Decimal(chosen.json["ledger"]["counted"]["plan_paid"]) % 50 == 0


@each_row(
    ("options", "status", "words"),
    [
        (("--protocol", "kap-im"), 2, "no default price"),
        (("--comparator", "tms"), 2, "nothing says what a session"),
        (("--comparator", "tsm"), 2, 'did you mean "tms"'),
        (("--set", "series_days=5"), 2, "fixed schedule"),
        (("--indication", "crps", "--comparator", "ect"), 2, "not a covered alternative for crps"),
        (("--indication", "flu"), 2, "flu"),
        (("--protocol", "depresion-iv"), 2, 'did you mean "depression-iv"?'),
        (("--price", "lots"), 2, "is not a dollar amount"),
        (("--set", "respons=0.5"), 2, 'did you mean "response"?'),
        (("--set", "response=55"), 2, "write 55 % as 0.55"),
        (("--set", "share.psychoterapy=0.5"), 2, 'did you mean "psychotherapy"?'),
        (("--date", "yesterday"), 2, "is not a date"),
        (("--as-of", "2099-01-01"), 2, "lies in the future"),
        (("--case", "nowhere.toml"), 2, "no such file"),
        (("--rules", "nowhere.toml"), 2, "no such file"),
        (("--member", "Zed"), 2, 'The files name: "Ada Example"'),
        (("--price-year", "2031"), 4, "no price index for the year"),
        (("--as-of", "2024-01-31"), 4, "at least 6 are needed"),
        (("--output", "missing/l.pdf"), 7, "does not exist"),
        (("--lookback", "0"), 2, "lookback"),
        (("--nonsense",), 2, "nonsense"),
    ],
)
def test_errors_say_what_and_what_to_do(options: tuple[str, ...], status: int, words: str, tmp_path: Path) -> None:
    claims = worked_example(tmp_path)
    done = run("build", claims.name, *options, cwd=tmp_path)
    assert done.status == status, done.err
    assert words in done.err.replace("\n", " ")
    assert done.out == "" and "Traceback" not in done.err
    assert not list(tmp_path.glob("*.pdf"))


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    assert run("build", tmp_path / "none.csv").status == 2
    assert run("build", tmp_path).status == 2


def test_a_window_in_2025_dollars(tmp_path: Path) -> None:
    done = run(
        "build",
        worked_example(tmp_path),
        "--price-year",
        "2025",
        "--as-of",
        "2025-12-31",
        "--json",
        *WORKED,
        *page(tmp_path),
    )
    assert done.status == 0, done.err
    base = done.json["baseline"]
    assert Decimal(base["window_mean"]["psychotherapy"]) > 9360  # 2023 and 2024 in dearer dollars
    assert base["annual"]["psychotherapy"] == "9360.00"  # the latest year is 2025 itself
    assert "October" in letter_words(tmp_path / "l.html")


def test_version_help_and_quiet(tmp_path: Path) -> None:
    assert run("--version").out.strip() == f"offsetcase {__version__}"
    shown = run("build", "--help")
    assert shown.status == 0 and "Examples" in shown.out and "--argument" in shown.out
    quiet = run("build", worked_example(tmp_path), *WORKED, "--quiet", *page(tmp_path))
    assert quiet.status == 0 and quiet.out == "" and quiet.err == ""


def test_help_loads_nothing_heavy() -> None:
    import subprocess
    import sys

    code = (
        "import sys\nfrom offsetcase.cli.app import make_app\n"
        "print(sorted({'weasyprint', 'docx', 'jinja2', 'pydantic', 'rich.table', 'offsetcase.pipeline'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_short_history_with_confirmed_shares_says_why_it_is_only_conditional(tmp_path: Path) -> None:
    claims = Claims()
    for first in months("2024-01", 9):
        for day in (2, 9, 16, 23):
            claims.add(first.replace(day=day), code="90837", plan=2000)
    claims.add("2024-09-30", code="80053", plan=0)
    path = claims.write(tmp_path / "claims.csv")
    (tmp_path / "case.toml").write_text(
        '[treatment]\nprice = 500\nworkup = 100\n[assumptions.shares]\npsychotherapy = {share = 0.5, by = "Dr. A", on = 2024-10-01}\n'
    )
    done = run("build", path, "--json", *page(tmp_path))
    assert done.status == 0 and done.json["verdict"] == "conditional", done.err
    assert Decimal(done.json["offset"]["net"]) > 0 and done.json["baseline"]["latest_12_months"] is None
    text = letter_words(tmp_path / "l.html")
    assert "only nine complete months" in text and "prescriber confirms" not in text
    assert "If response lasts throughout and 50% of spending on my psychotherapy stops" in text


@each_row(
    ("words", "option"),
    [
        (("--packet", "--attach", "x.pdf"), "--packet"),
        (("-o", "--force"), "-o"),
        (("--price", "--json"), "--price"),
    ],
)
def test_a_forgotten_value_is_not_the_next_option(words: tuple[str, ...], option: str, tmp_path: Path) -> None:
    done = run("build", SAMPLES / "conditional" / "claims.csv", *words, cwd=tmp_path)
    assert done.status == 2 and done.err.startswith(f"{option} needs a value, and {words[1]} stands")
    assert not list(tmp_path.iterdir())


@each_row("option", ["-o", "--set", "--packet"])
def test_a_forgotten_value_at_the_end_names_the_command_to_ask(option: str, tmp_path: Path) -> None:
    done = run("build", SAMPLES / "conditional" / "claims.csv", option, cwd=tmp_path)
    assert done.status == 2 and done.err.startswith(f"{option} needs a value, and nothing follows it.")
    assert "build --help" in done.err and not list(tmp_path.iterdir())
