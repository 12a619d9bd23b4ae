"""Which argument leads, what the terminal says of it, and what is said only where somebody has agreed to it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from support import SAMPLES, Claims, letter_words, months, page, run

pytestmark = pytest.mark.in_child

CONDITIONAL = SAMPLES / "conditional"


def own_case(folder: Path, more: str, **changes: str) -> tuple[Path, str, Path]:
    """A sample's case file with lines added to its tables, and its claims."""
    text = (CONDITIONAL / "case.toml").read_text(encoding="utf-8")
    for table, lines in changes.items():
        text = text.replace(f"[{table}]\n", f"[{table}]\n{lines}\n")
    (folder / "case.toml").write_text(text + more, encoding="utf-8")
    return CONDITIONAL / "claims.csv", "--case", folder / "case.toml"


def unread(folder: Path) -> Path:
    """Claims of which nothing says what most of the money was for."""
    claims = Claims()
    for first in months("2024-11", 24):
        claims.add(first.replace(day=3), drug="SERTRALINE HCL 100MG TABLET", plan=10)
        claims.add(first.replace(day=9), code="", plan=900, provider="Somebody Unheard Of")
    claims.add("2026-10-31", code="80053", plan=0)
    return claims.write(folder / "claims.csv")


def test_an_offset_that_the_figures_do_not_bear_is_not_argued(tmp_path: Path) -> None:
    done = run("build", SAMPLES / "low-cost" / "claims.csv", "--argument", "offset", *page(tmp_path))
    assert done.status == 3 and "(N-NO-CASE)" in done.err and not (tmp_path / "l.html").exists()
    assert "leave  --argument offset  out" in done.err
    assert run("build", SAMPLES / "low-cost" / "claims.csv", *page(tmp_path)).status == 0
    borne = run("build", CONDITIONAL / "claims.csv", "--argument", "offset", *page(tmp_path, "b"))
    assert borne.status == 0, borne.err


def test_more_unread_than_counted_leads_with_the_rows_to_settle(tmp_path: Path) -> None:
    claims = unread(tmp_path)
    done = run("build", claims, "--price", 300, *page(tmp_path))
    assert done.status == 0, done.err
    said = " ".join(done.out.split())
    assert said.startswith("Settle this first: 24 rows with $21,600.00 were not recognised")
    assert "offsetcase check shows each with the rule that settles it" in said
    text = letter_words(tmp_path / "l.html")
    for phrase in ("present treatment would stop", "Your budget", "net cost", "lower in total"):
        assert phrase not in text, phrase
    data = run("build", claims, "--price", 300, "--json", *page(tmp_path, "j")).json
    assert data["verdict"] == "undecided" and data["lead"] == "necessity"  # one antidepressant: no comparison is made
    insisted = run("build", claims, "--price", 300, "--argument", "offset", *page(tmp_path, "k"))
    assert insisted.status == 3 and "24 rows with $21,600.00" in insisted.err
    assert "Settle this first" not in run("build", CONDITIONAL / "claims.csv", *page(tmp_path, "c")).out


@pytest.fixture(scope="module")
def even(tmp_path_factory: pytest.TempPathFactory) -> Decimal:
    """The sample's price at which the average of all outcomes is no net cost."""
    done = run("build", CONDITIONAL / "claims.csv", "--json", *page(tmp_path_factory.mktemp("even")))
    return Decimal(done.json["break_even"]["price"])


@pytest.mark.parametrize(("beside", "no_cost"), [("-20", True), ("0", True), ("0.01", False), ("200", False)])
def test_a_price_is_named_as_agreed_only_where_it_was(
    beside: str, no_cost: bool, even: Decimal, tmp_path: Path
) -> None:
    price = f"{even + Decimal(beside):.2f}"
    done = run("build", *own_case(tmp_path, "", treatment=f'agreed_price = "{price}"'), *page(tmp_path))
    assert done.status == 0, done.err
    text = letter_words(tmp_path / "l.html")
    shown = price.removesuffix(".00")
    assert f"Dr. Lena Hofstetter has agreed to ${shown} per infusion" in text
    assert (f"from ${even:,.2f} down, the average of all outcomes is no net cost" in text) is no_cost


def test_an_agreed_price_in_a_letter_without_names_or_without_the_offset(tmp_path: Path) -> None:
    """A letter to an employer names nobody; one without the offset has no net to speak of."""
    case = own_case(tmp_path, "", treatment='agreed_price = "280.50"')
    run("build", *case, "--letter", "plan-sponsor", *page(tmp_path, "s"))
    assert "The provider has agreed to $280.50 per visit" in letter_words(tmp_path / "s.html")
    run("build", *case, "--argument", "necessity", *page(tmp_path, "n"))
    assert "has agreed to $280.50 per infusion. At each stage" in letter_words(tmp_path / "n.html")


def test_an_outside_review_of_a_first_notice_is_pointed_out(tmp_path: Path) -> None:
    case = own_case(tmp_path, "")
    done = run("build", *case, "--letter", "external-review", *page(tmp_path))
    assert done.status == 0, done.err
    assert "Your notice is of the first level" in " ".join(done.out.split())
    text = letter_words(tmp_path / "l.html")
    assert "RE: REQUEST FOR EXTERNAL REVIEW of an adverse benefit determination" in text
    assert "final" not in text.partition("References")[0].casefold()
    second = (tmp_path / "case.toml").read_text(encoding="utf-8").replace('level = "first"', 'level = "second"')
    (tmp_path / "case.toml").write_text(second, encoding="utf-8")
    done = run("build", *case, "--letter", "external-review", *page(tmp_path, "m"))
    assert "of the first level" not in done.out
    assert "of a final adverse benefit determination" in letter_words(tmp_path / "m.html")
