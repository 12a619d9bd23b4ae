"""Every kind of letter, read as its reader would: what must stand in it, and what must not."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from offsetcase.argument.denials import reasons, recognised
from offsetcase.argument.letters import letters
from offsetcase.codes.drugs import drugs
from offsetcase.model.places import templates_root
from offsetcase.render.templating import eject
from rows import each_row
from support import SAMPLES, page, page_text, run, words_of

pytestmark = pytest.mark.in_child

KINDS = ("exception", "appeal", "external-review", "plan-sponsor", "physician")
SAMPLE = {
    "conditional": SAMPLES / "conditional" / "claims.csv",
    "robust": SAMPLES / "high-cost" / "claims.csv",
    "crps": SAMPLES / "crps" / "claims.csv",
}


def built(kind: str, sample: str, folder: Path, *options: object) -> str:
    return words_of(page_and_data(kind, sample, folder, *options)[0])


def page_and_data(kind: str, sample: str, folder: Path, *options: object) -> tuple[str, Any]:
    done = run("build", SAMPLE[sample], "--letter", kind, "--json", *page(folder), *options)
    assert done.status == 0, done.err
    return page_text(folder / "l.html"), done.json


Plain = Callable[[str, str], tuple[str, Any]]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Plain:
    """A sample's letter of one kind without any options, its page and what the command says of it, made once."""
    return cache(lambda kind, sample: page_and_data(kind, sample, tmp_path_factory.mktemp("plain")))


@pytest.mark.parametrize("sample", SAMPLE)
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_made_and_says_what_it_is(kind: str, sample: str, plain: Plain) -> None:
    text = words_of(plain(kind, sample)[0])
    assert letters()[kind].title in text
    assert "None" not in text and "{{" not in text and "{%" not in text


@pytest.mark.parametrize("sample", SAMPLE)
def test_an_employer_learns_no_diagnosis_drug_score_or_ledger(sample: str, plain: Plain) -> None:
    html, data = plain("plan-sponsor", sample)
    # The page as sent, with what a program reads in it: the title and other words about the letter, the pictures' words.
    text = re.sub(r"<style.*?</style>", "", html, flags=re.DOTALL).casefold()
    for drug in {drug.name for drug, _ in drugs()}:
        assert not re.search(rf"\b{re.escape(drug.casefold())}\b", text), drug
    for word in (
        "ketamine",
        "depress",
        "bipolar",
        "psych",
        "pain",
        "crps",
        "infusion",
        "medication",
        "therapy",
        "madrs",
        "exhibit",
        "antidepress",
        "suicid",
    ):
        assert word not in text, word
    # No category's amount, only totals of the projection.
    for amount in data["baseline"]["annual"].values():
        shown = f"{float(amount):,.2f}"
        assert float(amount) == 0 or (
            shown not in text and shown.removesuffix(".00") not in re.findall(r"[\d,]+", text)
        )
    text = words_of(html).casefold()
    assert "criteria that could apply to anyone" in text and "limited authorization" in text


def test_an_employers_letter_takes_no_attachment(tmp_path: Path) -> None:
    notice = tmp_path / "notice.pdf"
    notice.write_bytes(b"%PDF-1.4")
    done = run(
        "build",
        SAMPLE["conditional"],
        "--letter",
        "plan-sponsor",
        "--packet",
        tmp_path / "p",
        "--attach",
        f"Notice={notice}",
    )
    assert done.status == 2 and "no attachments" in done.err


def test_the_prescribers_draft_fills_the_table_and_leaves_the_judgement(plain: Plain) -> None:
    text = words_of(plain("physician", "conditional")[0])
    for drug in ("sertraline", "bupropion", "cariprazine"):
        assert re.search(rf"\[BLANK \d+: dose, duration, response and end of {drug}", text), drug
    assert "[BLANK" in text and "diagnosis code" in text and "not FDA-approved for depression" in text
    assert "KARMA-Dep 2" in text and "Draft for the prescriber’s review" in text
    assert "net cost" not in text and "spends" not in text


def test_what_the_prescriber_says_of_a_drug_fills_its_row(tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(
        '[member]\nname = "Marisol Quintero"\n[prescriber]\nname = "Dr. Ray"\ndate = 2026-11-01\n[prescriber.trials]\nsertraline = "200 mg, 12 weeks, no response"\n'
    )
    text = built("physician", "conditional", tmp_path, "--case", case)
    assert "200 mg, 12 weeks, no response" in text and "end of sertraline" not in text and "end of bupropion" in text


def test_external_review_goes_to_its_own_address(plain: Plain) -> None:
    text = words_of(plain("external-review", "conditional")[0])
    assert "RE: REQUEST FOR EXTERNAL REVIEW" in text and "be reversed and this be authorized" in text
    assert "where external review is requested, copied from the plan’s own notice" in text
    assert "Appeals Unit" not in text  # the plan's own address is not the reviewer's


@each_row(
    ("words", "keys"),
    [
        ("The requested service is considered experimental/investigational.", ("experimental",)),
        ("Services are not medically necessary as defined in your plan.", ("medical-necessity",)),
        ("This is not a covered benefit; see exclusions.", ("not-covered",)),
        ("Step therapy requirements were not met.", ("step-therapy",)),
        ("The provider is out-of-network.", ("out-of-network",)),
        ("We need additional information from your provider.", ("missing-information",)),
        ("The service is investigational and not covered under the plan, section 4.", ("experimental", "not-covered")),
        ("Denied: code 97.", ()),
        ("", ()),
    ],
)  # fmt: skip
def test_the_reason_is_recognised_in_the_notices_words(words: str, keys: tuple[str, ...]) -> None:
    assert recognised(words) == keys


@pytest.mark.parametrize("key", reasons())
def test_every_reason_is_answered(key: str, tmp_path: Path) -> None:
    case = tmp_path / "case.toml"
    case.write_text(
        f'[member]\nname = "Marisol Quintero"\n[treatment]\nprice = 550\n[denial]\nreason = "Denied."\nkinds = ["{key}"]\nlevel = "first"\n'
    )
    text = built("appeal", "conditional", tmp_path, "--case", case)
    quoted = {
        "experimental": "Experimental",
        "medical-necessity": "Not medically necessary",
        "not-covered": "Not covered",
        "step-therapy": "Step therapy",
        "out-of-network": "Out of network",
        "missing-information": "Missing information",
    }
    assert f"“{quoted[key]}”:" in text and "The notice says: “Denied.”" in text
    assert "not FDA-approved for depression" in text


def test_templates_are_the_users_too(tmp_path: Path) -> None:
    folder = tmp_path / "mine"
    done = run("templates", "eject", folder)
    assert done.status == 0 and (folder / "letter" / "sections" / "plan-terms.html.j2").is_file()
    assert run("templates", "eject", folder).status == 2
    for path in [path for path in folder.rglob("*") if path.is_file() and path.name != "plan-terms.html.j2"]:
        path.unlink()
    section = folder / "letter" / "sections" / "plan-terms.html.j2"
    section.write_text(
        section.read_text(encoding="utf-8").replace("Your own terms", "What my plan says"), encoding="utf-8"
    )
    text = built("exception", "conditional", tmp_path, "--templates", folder)
    assert "What my plan says" in text and "Your own terms" not in text and "What speaks against this" in text


def test_everything_that_can_be_ejected_is_words_or_looks() -> None:
    names = [str(name) for name in eject()]
    assert "style/letter.css" in names and "letter/letter.html.j2" in names
    assert not [name for name in names if name.endswith(".ttf")] and len(names) > 20
    assert all((templates_root() / name).is_file() for name in names)


def test_evidence_is_listed() -> None:
    rows = run("evidence", "--indication", "ptsd", "--json").json["entries"]
    keys = {row["key"] for row in rows}
    assert {"feder2021", "abdallah2022"} <= keys and "canmat2021" not in keys
    shown = run("evidence", "--indication", "ptsd")
    assert shown.status == 0 and "no significant effect" in shown.out and "always printed" in shown.out
    assert "not FDA-approved for post-traumatic stress disorder" in shown.out and "chronic pain" not in shown.out


def test_evidence_is_listed_as_it_prints() -> None:
    every = run("evidence")
    assert "{" not in every.out and "not FDA-approved for bipolar depression" in every.out
    entries = {row["key"]: row for row in run("evidence", "--json").json["entries"]}
    said = {(one["role"], *one["indications"]): one["text"] for one in entries["mp446"]["sentences"]}
    assert "chronic pain" in said["limits", "pain"] and "pain" not in said["limits", "depression"]
    assert entries["nikayin2022"]["only_with"] == ["meisner2025"]
