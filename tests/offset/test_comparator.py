"""The covered alternative: the label's sessions, the member's own amount first, the same response and stop rule."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from offsetcase.offset.comparator import alternatives
from support import Claims, months, page, run


def claims(path: Path, *, esketamine: bool = False, spray: bool = False) -> Path:
    made = Claims()
    for first in months("2023-11", 36):
        made.add(first.replace(day=3), drug="SERTRALINE HCL 100MG TABLET", plan=1240)
        made.add(first.replace(day=9), code="90837", plan=780)
    if esketamine:
        for day, plan in (("2024-02-05", 900), ("2024-02-08", 1100), ("2024-02-12", 1000)):
            made.add(day, code="G2083", plan=plan)
    if spray:
        made.add("2024-02-05", drug="SPRAVATO 84MG DOSE", plan=2600)
    made.add("2026-10-31", code="80053", plan=0)
    return made.write(path / "claims.csv")


def test_the_label_of_esketamine_in_its_first_year() -> None:
    found = alternatives()["esketamine"]
    assert len(found.induction_days) == 8
    later = found.maintenance_days(12)
    # Weekly in weeks five to eight, then every two weeks to day 365: 63, 77, … 357.
    assert later[:4] == [28, 35, 42, 49] and later[4:] == list(range(63, 366, 14))


def built(tmp_path: Path, path: Path, *options: object) -> dict[str, object]:
    done = run(
        "build",
        path,
        "--price",
        550,
        "--json",
        "--draws",
        0,
        "-o",
        tmp_path / "l.html",
        "--format",
        "html",
        "--force",
        *options,
    )
    assert done.status in (0, 3), done.err
    return done.json["comparator"]  # type: ignore[no-any-return]


def test_own_lines_come_first_then_a_figure_given_then_the_default(tmp_path: Path) -> None:
    without = claims(tmp_path)
    default = built(tmp_path, without, "--comparator", "esketamine")
    assert (default["basis"], default["price"]) == ("default", "696.50") and "Ross 2020" in str(default["source"])
    given = built(tmp_path, without, "--comparator", "esketamine", "--comparator-price", 1200)
    assert (given["basis"], given["price"]) == ("case", "1200.00")
    own = built(tmp_path, claims(tmp_path, esketamine=True), "--comparator", "esketamine", "--comparator-price", 1200)
    assert (own["basis"], own["price"]) == ("claims", "1000.00")
    # A pharmacy's fill is no session: without a session's line the fill says nothing about one.
    assert built(tmp_path, claims(tmp_path, spray=True), "--comparator", "esketamine")["basis"] == "default"
    # With session lines the drug dispensed for them belongs to the price.
    both = built(tmp_path, claims(tmp_path, esketamine=True, spray=True), "--comparator", "esketamine")
    assert both["price"] == f"{(3000 + 2600) / 3:.2f}"


def test_the_same_response_relapse_and_stop_rule(tmp_path: Path) -> None:
    found = built(tmp_path, claims(tmp_path), "--comparator", "esketamine", "--comparator-price", 1000)
    days = [28, 35, 42, 49, *range(63, int(24 * 30.4375) + 1, 14)]
    sessions = 8 + sum(0.55 * 0.60 ** (int(day / 30.4375) / 12) for day in days if day < 24 * 30.4375)
    assert abs(float(str(found["sessions"])) - sessions) < 6e-5
    assert abs(float(str(found["treatment"])) - 1000 * sessions) < 0.006


def test_it_never_replaces_the_comparison(tmp_path: Path) -> None:
    path = claims(tmp_path)
    options = ("--price", 550, "--json", *page(tmp_path), "--force")
    plain, beside = run("build", path, *options), run("build", path, *options, "--comparator", "esketamine")
    assert plain.json["comparator"] is None
    for name in ("offset", "verdict", "break_even", "one_way", "scenarios", "uncertainty"):
        assert plain.json[name] == beside.json[name]


def test_the_case_file_may_name_it(tmp_path: Path) -> None:
    path = claims(tmp_path)
    (tmp_path / "case.toml").write_text('[comparator]\nname = "tms"\nprice = "210.00"\n')
    found = built(tmp_path, path)
    assert found["name"] == "tms" and found["treatment"] == f"{Decimal(36 * 210):.2f}"
    (tmp_path / "case.toml").write_text('comparator = "esketamine"\n')
    assert built(tmp_path, path)["name"] == "esketamine"


@pytest.mark.parametrize("name", ["esketamine", "tms", "ect"])
def test_every_alternative_has_a_source(name: str) -> None:
    found = alternatives()[name]
    assert found.source and (found.price is None or found.price_source)
