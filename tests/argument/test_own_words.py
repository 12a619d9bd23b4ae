"""The user's words inside the letter's own sentences: a schedule's names, the lines of a price, and what-ifs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rows import each_row
from support import ROOT, SAMPLES, run

pytestmark = pytest.mark.in_child

CLAIMS = SAMPLES / "conditional" / "claims.csv"
CASE = (SAMPLES / "conditional" / "case.toml").read_text(encoding="utf-8")


def built(folder: Path, added: str, *options: str, case: str = CASE) -> tuple[int, str, str]:
    path, page = folder / "case.toml", folder / "letter.html"
    path.write_text(case + "\n" + added, encoding="utf-8")
    done = run("build", CLAIMS, "--case", path, "--format", "html", "-o", page, "--quiet", "--draws", 0, *options)
    return done.status, done.err, page.read_text(encoding="utf-8") if page.is_file() else ""


def plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"(?s)<style.*?</style>", "", html)).split())


def documented() -> str:
    text = (ROOT / "docs" / "case-file.md").read_text(encoding="utf-8")
    return next(block for block in re.findall(r"```toml\n(.*?)```", text, re.DOTALL) if block.startswith("[protocol]"))


@pytest.mark.parametrize("letter", ["", "appeal", "physician", "external-review", "plan-sponsor"])
def test_the_documented_schedule_builds_every_kind_of_letter(letter: str, tmp_path: Path) -> None:
    status, said, page = built(tmp_path, documented(), *(["--letter", letter] if letter else []))
    assert status == 0, said
    assert "over 22 days" in plain(page)


@pytest.mark.parametrize(("days", "span"), [("[0]", "one day"), ("[0, 1]", "2 days"), ("[0, 3, 3650]", "3651 days")])
def test_a_schedule_without_a_span_gets_its_length(days: str, span: str, tmp_path: Path) -> None:
    status, said, page = built(tmp_path, f"[protocol]\ninduction_days = {days}\nmaintenance_every_days = 3650\n")
    assert status == 0, said
    assert f"over {span}" in plain(page)


def test_digits_in_a_schedule_s_own_words_are_marked(tmp_path: Path) -> None:
    words = 'span = "4 or 5 weeks"\nvisit_length = "90 minutes"\nservice = "racemic ketamine"\nvisit = "session"\n'
    status, said, page = built(tmp_path, f"[protocol]\ninduction_days = [0, 7]\nmaintenance_every_days = 28\n{words}")
    assert status == 0, said
    assert re.search(r'<span data-fact="protocol.span"[^>]*>4 or 5 weeks</span>', page)
    assert "90 minutes" in plain(page) and "racemic ketamine" in plain(page)


@each_row("field", ["visit", "service", "span", "visit_length", "label", "source"])
@each_row(
    ("words", "wanted"),
    [
        ("a proven treatment", "proven"),
        ("Guaranteed relief", "Guaranteed"),
        ("the standard  of care", "which never says"),
        ("care that saves the plan money", "saves"),
        ("x" * 300, "characters"),
        ("one line\\nand another", "one line"),
    ],
)
def test_words_that_carry_a_claim_are_refused_where_they_stand(
    field: str, words: str, wanted: str, tmp_path: Path
) -> None:
    table = f'[protocol]\ninduction_days = [0]\nmaintenance_every_days = 28\n{field} = "{words}"\n'
    status, said, page = built(tmp_path, table)
    assert status == 2 and "(E-CASE)" in said and field in said and wanted in said and not page


@pytest.mark.parametrize("field", ["visit", "service"])
def test_a_name_holds_no_figure(field: str, tmp_path: Path) -> None:
    table = f'[protocol]\ninduction_days = [0]\nmaintenance_every_days = 28\n{field} = "a $99,999 visit"\n'
    status, said, page = built(tmp_path, table)
    assert status == 2 and "without digits" in said and not page


@each_row("name", ["a proven drug", "no-risk monitoring", "x" * 100, "two\\nlines"])
def test_the_lines_of_a_price_are_held_to_it_too(name: str, tmp_path: Path) -> None:
    case = CASE.replace('price = "550"', f'price = {{ "{name}" = "500.00", room = "50.00" }}')
    assert case != CASE
    status, said, page = built(tmp_path, "", case=case)
    assert status == 2 and "(E-CASE)" in said and not page


@pytest.mark.parametrize("option", ["price=300", "adjunct=40", "workup=100"])
def test_a_what_if_is_never_printed_as_a_quote(option: str, tmp_path: Path) -> None:
    name = option.partition("=")[0]
    status, said, page = built(tmp_path, "", "--set", option)
    assert status in (0, 3), said
    row = re.search(rf'data-fact="assume\.{name}\.source"[^>]*>([^<]*)<', page)
    if name == "adjunct":  # printed as a line of the price, without its source
        assert row is None or row[1] == "a what-if of this build, no quote"
    else:
        assert row is not None and row[1] == "a what-if of this build, no quote"
    if name == "price":
        assert "the clinic that would be paid" not in plain(page) and "what-if, not a quote" in plain(page)
    _, _, quoted = built(tmp_path, "", "--force")
    assert "no quote" not in plain(quoted)
