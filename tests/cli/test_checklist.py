"""The checklist's script-testable items, on letters of each kind, verdict and condition: the page's words, the body as PDF."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from offsetcase.render.pdf import html_to_pdf
from support import SAMPLES, letter_words, page, run

BANNED = (
    "save", "saves", "savings", "pays for itself", "guarantee", "maximum exposure", "no risk", "precedent", "ineffective", "futile",
    "failed", "useless", "proven", "standard of care", "breakthrough", "violates", "required by law to cover", "bad faith", "lawsuit",
    "penalty", "attorney",
)  # fmt: skip
APPEAL = """
[denial]
reference = "AP-77"
claim_number = "E4"
notice_date = 2026-10-01
reason = "The service is investigational and not covered under the plan, section 4."
level = "second"
"""
FULL = """
[plan]
name = "Example Health Plan of the Great Lakes Region"
type = "{plan}"
address = "Appeals Unit, PO Box 1, Springfield, IL 62701"
fax = "555-0100"
definition = "Experimental or investigational means that reliable evidence does not permit conclusions on effect."
clause = "The plan may authorize a less costly alternative treatment plan in an individual case."
clause_source = "Summary Plan Description, page 41"
"""
VARIANTS = {
    "conditional": ("conditional", (), "depression"),
    "expected": ("crps", (), "crps"),
    "robust": ("high-cost", (), "depression"),
    "positive-but-unconfirmed": ("high-cost", ("--case", "none.toml"), "depression"),
    "bipolar": ("conditional", ("--indication", "bipolar"), "bipolar"),
    "necessity": ("low-cost", ("--argument", "necessity"), "depression"),
    "necessity-crps": ("crps", ("--argument", "necessity", "--case", "none.toml", "--indication", "crps"), "crps"),
}


def pages_of(letter: Path) -> list[str]:
    """The words of each page that the body of a letter takes as PDF; each exhibit begins a page of its own."""
    html = letter.read_text(encoding="utf-8")
    body = html[: html.index("</main>")] + "</main></body></html>"
    out = subprocess.run(
        ["pdftotext", "-enc", "UTF-8", "-", "-"], input=html_to_pdf(body), capture_output=True, check=True
    ).stdout.decode("utf-8")
    return [" ".join(page.split()) for page in out.removesuffix("\f").split("\f")]


@pytest.mark.parametrize("kind", ["exception", "appeal"])
@pytest.mark.parametrize("variant", VARIANTS)
def test_letter(variant: str, kind: str, tmp_path: Path) -> None:
    sample, options, indication = VARIANTS[variant]
    source = SAMPLES / sample
    (tmp_path / "claims.csv").write_bytes((source / "claims.csv").read_bytes())
    own = (source / "case.toml").read_text(encoding="utf-8")
    for table in ("plan", "denial"):
        own = re.sub(rf"\[{table}\]\n(?:(?!\[).*\n)*", "", own)
    own += FULL.format(plan="erisa-self-funded") + (APPEAL if kind == "appeal" else "")
    (tmp_path / "case.toml").write_text(own, encoding="utf-8")
    name = re.search(r'name = "([^"]+)"', own)[1]  # type: ignore[index]
    (tmp_path / "none.toml").write_text(f'[member]\nname = "{name}"\n', encoding="utf-8")
    done = run("build", "claims.csv", *options, "--letter", kind, "--json", *page(tmp_path), cwd=tmp_path)
    assert done.status == 0, done.err
    data = done.json
    blank_case = "none.toml" in options

    pages = pages_of(tmp_path / "l.html")
    assert len(pages) <= 2, "the body is longer than two pages"
    for number, text in enumerate(pages, start=1):  # 1
        assert f"page {number} of {len(pages)}" in text
        assert name in text and "Member ID" in text and "Reference" in text
    body, one = " ".join(pages), pages[0]

    if kind == "appeal":  # 2
        assert "APPEAL OF ADVERSE BENEFIT DETERMINATION" in one
        if not blank_case:
            assert (
                "“The service is investigational and not covered under the plan, section 4.”" in body
                and "October 1, 2026" in one
            )
    else:
        assert "REQUEST FOR COVERAGE BY EXCEPTION" in one
    request = re.search(r"I (?:appeal the denial and )?ask the plan to authorize.*?(?:quoted price|each)", one)  # 4
    assert request and len(request[0].split()) <= 60
    assert "intravenous ketamine" in request[0] and "infusion" in request[0]
    stage = "${:,.2f}".format(float(data["offset"]["stages"][0])) if data["offset"] else None
    if stage:
        assert stage.removesuffix(".00") in request[0]

    everything = letter_words(tmp_path / "l.html")
    for banned in BANNED:  # 10, 17, 22
        assert not re.search(rf"\b{re.escape(banned)}\b", everything, re.IGNORECASE), banned
    for sentence in re.split(r"(?<=[.])\s|•", everything):  # 16
        if "FDA-approved" in sentence:
            assert "not FDA-approved for" in sentence
    assert len(set(re.findall(r"\[BLANK (\d+):", everything))) == len(data["blanks"])
    assert "Under the plan’s procedures (see 29 CFR" in everything or kind == "exception" or blank_case

    verdict = data["verdict"]
    compares = "necessity" not in variant
    net, lasting, cost = (
        ("−" if value.startswith("-") else "") + f"${abs(float(value)):,.2f}"
        for value in (
            (data["offset"]["net"], data["offset"]["lasting"]["net"], data["offset"]["no_response"])
            if data["offset"]
            else ("0", "0", "0")
        )
    )
    if compares and verdict == "conditional":  # 7, 8
        brief = re.search(r"Cost in brief,.*?Assumptions", one)
        assert brief
        for amount in (net, lasting, cost):
            assert amount.removeprefix("−").removesuffix(".00") in brief[0], amount
            assert amount in body
        for sentence in re.split(r"(?<=[.;:])\s", body):
            if re.search(r"spends \$[\d,.]+ less|projection is \$[\d,.]+ less", sentence):
                assert "if" in sentence and "last" in sentence and "spending stops" in sentence, sentence
    if compares and verdict in ("robust", "expected"):  # 10
        for sentence in re.split(r"(?<=[.])\s", body):
            if re.search(r"spend[s]? \$[\d,.]+ less|costs come out lower", sentence):
                assert "projected" in sentence or "expected" in sentence, sentence
    years = [year for year in ("year one", "year two") if year in body]  # 9
    assert len(years) in (0, 2)
    if compares:  # 11, 12, 14
        assert "have no published value and are assumptions" in body
        for limit in (
            "rebates",
            "come anyway",
            "would be paid" if data["assumptions"]["price"]["basis"] == "quote" else "not a quote",
        ):
            assert limit in body
        low = data["offset"]["lowest"]["amount"]
        assert f"${abs(float(low)):,.2f}" in body
        price, workup = float(data["assumptions"]["price"]["value"]), float(data["assumptions"]["workup"]["value"])
        visits = len(data["assumptions"]["induction_days"]["value"])
        assert abs(float(data["offset"]["stages"][0]) - (workup + price * visits)) < 0.005
    else:
        for phrase in ("net cost", "spends", "averaged over", "Net to plan", "below baseline"):
            assert phrase not in everything, phrase
    assert "judgment" in body or "clinical decision" in body  # 20
    assert "nothing here asks or permits the plan to reduce a benefit" in body
    listed = re.search(r"Enclosures: (.*?)$", body)  # 25
    assert listed
    for letter in "ABCDE":
        assert re.search(rf"\b{letter} [A-Z]", listed[1]) and f"Exhibit {letter}." in everything
    # 15: the references are numbered without a gap, and what was read only from memory is absent.
    references = everything.rpartition("References")[2]
    last = next(n for n in range(1, 99) if not re.search(rf"(?:^| ){n + 1} [A-Z]", references))
    assert last >= 5 and all(re.search(rf"(?:^| ){n} [A-Z]", references) for n in range(1, last + 1))
    assert "2315" not in references and "816-826" not in references
    # 23: nobody else's name, no drug that isn't counted.
    for other in ("Theo", "Robin", "Anand V", "Ines"):
        assert other not in everything
    assert "levothyroxine" not in everything.lower() and "SSN" not in everything
    assert indication != "crps" or "sertraline" not in everything.lower()


def test_long_words_go_to_an_exhibit_and_the_letter_stays_two_pages(tmp_path: Path) -> None:
    source = SAMPLES / "conditional"
    (tmp_path / "claims.csv").write_bytes((source / "claims.csv").read_bytes())
    long = "A sentence of the plan document that goes on for quite some time before it ends. " * 12
    middle = "Words of the prescriber that fill their field but do not overflow it, on the whole, more or less. " * 2
    case = (
        (source / "case.toml")
        .read_text(encoding="utf-8")
        .replace("[plan]", f'[plan]\nclause = "{long}"\nclause_source = "page 4"\ndefinition = "{long}"')
    )
    case += (
        f'\n[prescriber]\nname = "Dr. A"\ndate = 2026-11-01\nseverity = "{middle[:190]}"\nscreening = "{middle[:190]}"\nresponse_criterion = "{middle[:190]}"\n'
        f'[prescriber.why_not]\nesketamine = "{middle[:190]}"\ntms = "{middle[:190]}"\nect = "{long}"\n'
    )
    (tmp_path / "case.toml").write_text(case, encoding="utf-8")
    done = run("build", "claims.csv", *page(tmp_path), cwd=tmp_path)
    assert done.status == 0, done.err
    assert len(pages_of(tmp_path / "l.html")) == 2
    everything = letter_words(tmp_path / "l.html")
    assert everything.count("quoted in full in Exhibit F") == 2 and "ECT in full in Exhibit F" in everything
    assert "Exhibit F. Words quoted in full" in everything and "F Words quoted in full" in everything
    assert everything.count("A sentence of the plan document") == 36
