"""``--final``: what a letter can't be sent without, and what it can."""

from __future__ import annotations

from pathlib import Path

import pytest

from offsetcase.render import packet, printed
from support import Ran, page, run, worked_example

WHOLE = """
[member]
name = "Ada Example"
member_id = "M1"
group_number = "G1"
date_of_birth = 1985-03-12
address = "1 Elm Street, Springfield, IL 62701"
[plan]
name = "Example Health Plan"
clause = "The plan may authorize an alternative that is not more costly."
clause_source = "page 41"
PLAN
[treatment]
indication = "depression"
price = 550
workup = 350
provider = "Dr. Lee Example"
npi = "1234567893"
QUOTE
[prescriber]
name = "Dr. Ada Quill"
date = 2026-11-03
phone = "555-0142"
diagnosis = "treatment-resistant depression"
diagnosis_code = "F33.2"
severity = "MADRS 34"
screening = "done"
response_criterion = "MADRS halved"
ESKETAMINE
[prescriber.why_not]
esketamine = "a medical reason"
tms = "tried"
ect = "declined"
[letter]
signer = "Ada Example"
"""
BOTH = 'address = "Review Unit, PO Box 1, Springfield, IL 62701"\nfax = "555-0100"'
QUOTE = "quote_date = 2026-11-02"
ANSWER = 'esketamine = "not acceptable"'


def final(folder: Path, plan: str = BOTH, quote: str = QUOTE, answer: str = ANSWER, letter: str = "exception") -> Ran:
    case = WHOLE.replace("PLAN", plan).replace("QUOTE", quote).replace("ESKETAMINE", answer)
    (folder / "case.toml").write_text(case, encoding="utf-8")
    claims = worked_example(folder)
    options = ("--final", "--letter", letter, "--date", "2026-11-23", "--draws", 0, "--force")
    return run("build", claims, *options, *page(folder))


def test_a_whole_letter_is_final(tmp_path: Path) -> None:
    done = final(tmp_path)
    assert done.status == 0, done.err
    assert "[BLANK" not in (tmp_path / "l.html").read_text(encoding="utf-8")


def test_a_fax_number_or_an_address_will_do(tmp_path: Path) -> None:
    address, fax = BOTH.split("\n")
    for plan, shown in ((address, "Review Unit, PO Box 1"), (fax, "fax 555-0100")):
        done = final(tmp_path, plan=plan)
        assert done.status == 0, done.err
        assert shown in (tmp_path / "l.html").read_text(encoding="utf-8").replace(
            '<span class="own" data-field="plan.fax">', ""
        )
    done = final(tmp_path, plan="")
    assert done.status == 2 and "where the plan takes this letter: address or fax" in done.err


def test_a_quote_has_its_date(tmp_path: Path) -> None:
    done = final(tmp_path, quote="")
    assert done.status == 2 and "date of the clinic's written quote" in done.err and "(E-FINAL)" in done.err
    assert "[treatment] quote_date" in done.err
    # An employer's letter shows no blank for it, and isn't final without it either.
    sponsor = 'sponsor = "Example Freight"\n' + BOTH
    done = final(tmp_path, plan=sponsor, quote="", letter="plan-sponsor")
    assert done.status == 2 and "a quote without its date" in done.err
    assert final(tmp_path, plan=sponsor, letter="plan-sponsor").status == 0


def test_the_answer_on_esketamine_is_given(tmp_path: Path) -> None:
    done = final(tmp_path, answer="")
    assert done.status == 2 and "acceptable or not, and why, from the prescriber" in done.err
    assert final(tmp_path, answer='esketamine = "acceptable"').status == 0


@pytest.mark.parametrize("options", [("-o", "l.pdf"), ("--packet", "p")])
def test_a_blank_is_refused_before_a_page_is_drawn(
    options: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drawn(*_: object) -> bytes:
        raise AssertionError("drawn in vain")

    monkeypatch.setattr(printed, "html_to_pdf", drawn)
    monkeypatch.setattr(packet, "page_count", drawn)
    done = run("build", worked_example(tmp_path), "--final", "--draws", 0, *options, cwd=tmp_path)
    assert done.status == 2 and "(E-FINAL)" in done.err
    assert {path.name for path in tmp_path.iterdir()} == {"claims.csv"}
