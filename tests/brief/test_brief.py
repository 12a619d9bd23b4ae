"""A brief of many cases: who counts, what is shown, and that tables which share a side tell no more together."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from attack_support import eliminated, known_sum
from batch_support import QUICK, case_folders, made_here
from brief_support import outcome, population, written
from offsetcase.argument.plan_rules import rules
from offsetcase.batch.job import Outcome, read_record
from offsetcase.brief.figures import _VALUES, LEADS, SIDES, Together, lead_of, rounded, together
from offsetcase.brief.gather import REASONS, Gathered, gather
from offsetcase.brief.output import Brief, brief_html
from offsetcase.brief.withhold import small
from offsetcase.offset.covered import alternatives
from offsetcase.offset.protocol import indications
from offsetcase.offset.verdict import Verdict
from offsetcase.render.pdf import page_count
from rows import each_row
from support import run, words_of

pytestmark = pytest.mark.in_child

# A verdict, and what may lead after it where nobody asked for an argument by name.
MAY_LEAD = [
    *((verdict, "offset") for verdict in ("robust", "expected")),
    *(("conditional", lead) for lead in ("alternative", "capped")),
    *(
        (verdict, lead)
        for verdict in ("none", "undecided", "no-rate")
        for lead in ("alternative", "capped", "necessity")
    ),
]


def shown_sets(found: Together) -> Iterator[tuple[dict[str, tuple[str, ...]], int | None]]:
    """Every count of the tables as the people it is of, and the count, ``None`` where it is withheld."""
    for group in found.groups:
        own = {group.side: group.names} if group.side else {}
        yield own, group.people
        for leads, count in zip(found.leads, group.leads, strict=True):
            yield {**own, "lead": leads}, count


@pytest.mark.parametrize("seed", range(3))
def test_all_tables_together_give_nothing_away(seed: int) -> None:
    """The attack on a whole brief: every number as an equation over all kinds of people at once."""
    cases = population(seed, 90 + 40 * seed)
    found = together(cases)
    kinds = {(*(_VALUES[side](one) for side in SIDES), lead_of(one)) for one in cases}
    # The attacker knows by which rules a letter's argument is led, and so which kinds of people there can't be.
    priced = {name for one in alternatives().values() for name in one.indications}
    possible = {
        (condition, plan, verdict, lead)
        for condition in sorted({kind[0] for kind in kinds})
        for plan in sorted({kind[1] for kind in kinds})
        for verdict, lead in MAY_LEAD
        if lead != "alternative" or condition in priced
    }
    cells = sorted(kinds | possible)
    names = (*SIDES, "lead")

    def row(who: dict[str, tuple[str, ...]]) -> list[int]:
        return [int(all(cell[names.index(side)] in values for side, values in who.items())) for cell in cells]

    def truth(who: dict[str, tuple[str, ...]]) -> int:
        values = {**_VALUES, "lead": lead_of}
        return sum(all(values[side](one) in wanted for side, wanted in who.items()) for one in cases)

    sets = list(shown_sets(found))
    assert all(count == truth(who) for who, count in sets if count is not None)
    assert not any(small(count) for _, count in sets if count is not None)
    reduced, leads = eliminated([[*row(who), count] for who, count in sets if count is not None])
    hidden = [who for who, count in sets if count is None]
    for who in hidden:
        if any(row(who)):
            value = known_sum(reduced, leads, row(who))
            assert value is None or not small(int(value)), (who, value)
    # Two withheld cells of one row together, too.
    for one in hidden:
        for other in hidden:
            if one["lead"] < other["lead"] and {**one, "lead": ()} == {**other, "lead": ()}:
                both = known_sum(reduced, leads, [a + b for a, b in zip(row(one), row(other), strict=True)])
                assert both is None or not small(int(both)), (one, other)


@each_row("seed", range(8))
def test_every_person_is_in_every_table_once(seed: int) -> None:
    cases = population(seed, 60)
    found = together(cases)
    assert found.people == len(cases) and sorted(name for names in found.leads for name in names) == sorted(LEADS)
    for side in SIDES:
        assert sum(group.people for group in found.of(side)) == len(cases)
    assert sum(filter(None, found.of("")[0].leads)) == len(cases)


def test_results_against_the_request_are_counted_like_the_others() -> None:
    found = together([outcome(n, "none", "necessity", net=-500) for n in range(30)])
    by_name = {group.names: group.people for group in found.of("verdict")}
    assert by_name["none",] == 30 and by_name["robust",] == 0
    assert dict(zip(found.leads, found.of("")[0].leads, strict=True))["necessity",] == 30
    assert found.of("")[0].figures["net"].median < 0
    none = together([outcome(n, "none", "necessity", status="no-case") for n in range(12)])
    assert dict(zip(none.leads, none.of("")[0].leads, strict=True))["no-letter",] == 12


def test_no_dollar_figure_is_a_persons_own_and_quartiles_need_many() -> None:
    cases = population(3, 43)
    found = together(cases)
    own = {Decimal(text) for one in cases for text in (*one.figures.values(), one.about["alternative_cost"]) if text}
    shown = [one for group in found.groups for one in group.figures.values()]
    assert shown and not own & {
        amount for one in shown for amount in (one.median, one.low, one.high) if amount is not None
    }
    assert all(one.low is None and one.high is None for one in shown)
    assert together([*cases, outcome(99)]).of("")[0].figures["plan_paid_a_year"].low is not None
    assert (
        "alternative_cost"
        not in together([outcome(n, alternative="900.00" if n < 10 else "") for n in range(40)]).of("")[0].figures
    )


@each_row(
    ("amount", "to"), [("26040.37", 26000), ("-4853.2", -4900), ("0", 0), ("7.2", 10), ("99500", 100000), ("-3", 0)]
)
def test_rounding(amount: str, to: int) -> None:
    assert rounded(Decimal(amount)) == to


def test_fewer_than_eleven_make_no_brief(tmp_path: Path) -> None:
    folder = written(tmp_path / "letters", [outcome(n) for n in range(10)])
    done = run("brief", folder, "-o", tmp_path / "brief")
    assert done.status == 2 and "E-BRIEF" in done.err and not (tmp_path / "brief").exists()


def test_who_counts_and_who_is_left_out_and_said(tmp_path: Path) -> None:
    every = [outcome(n) for n in range(20)]
    folder = written(tmp_path / "letters", every)

    def again(number: int, **marks: str) -> Outcome:
        return replace(outcome(number), marks={**outcome(number).marks, **marks})

    more = [
        again(100, name="name-3", member_id="", claims=""),  # the same name, nothing that tells them apart
        again(101, name="name-3", member_id="another", claims=""),  # the same name, another member
        again(102, name="", claims="claims-4"),  # the same claims under another name
        replace(outcome(103), status="failed"),
        replace(outcome(104), about={}, marks={}),
        replace(outcome(105), outputs={"letter.pdf": "0" * 64}),
    ]
    written(folder, more)
    (folder / "case-0200").mkdir()
    (folder / "case-0201").mkdir()
    (folder / "case-0201" / "record.json").write_text("{")
    (folder / ".offsetcase-work").mkdir()
    found = gather([folder])
    assert {reason: [Path(one).name for one in paths] for reason, paths in found.left.items()} == {
        "not-made": ["case-0200"],
        "unreadable": ["case-0201"],
        "failed": ["case-0103"],
        "changed": ["case-0105"],
        "older": ["case-0104"],
        "repeated": ["case-0100", "case-0102"],
    }
    assert [one.name for one in found.cases] == [*(one.name for one in every), "case-0101"]
    # A second folder with the same people adds nobody.
    twice = gather([folder, written(tmp_path / "more", [replace(one, name=f"x-{one.name}") for one in every])])
    assert len(twice.cases) == 21 and len(twice.left["repeated"]) == 22
    done = run("brief", folder, "-o", tmp_path / "brief", "--how", "All of  them.\nInvented <b>.")
    assert done.status == 0, done.err
    assert "21 people counted" in done.out and "case-0103" in done.out
    page = brief_html(
        Brief(together(found.cases), found, "All of them. Invented <b>.", dt.date(2026, 1, 1)),
        "letter",
    )
    words = words_of(page)
    # No few are counted out, and nobody is named.
    assert words.count("fewer than 11") == 6 and "case-0" not in words and "name-" not in words
    assert "Invented &lt;b&gt;." in page


def test_the_files_hold_the_same_numbers(tmp_path: Path) -> None:
    folder = written(tmp_path / "letters", population(5, 160))
    done = run("brief", folder, "-o", tmp_path / "brief", "--json")
    assert done.status == 0, done.err
    data = json.loads((tmp_path / "brief" / "table.json").read_text(encoding="utf-8"))
    assert data == done.json
    rows = list(csv.reader(io.StringIO((tmp_path / "brief" / "table.csv").read_text(encoding="utf-8"))))
    assert len(rows) == 1 + len(data["groups"])
    for row, group in zip(rows[1:], data["groups"], strict=True):
        counts = ["withheld" if one["people"] is None else str(one["people"]) for one in group["first_argument"]]
        assert row[1:3] == [group["group"], str(group["people"])] and row[3 : 3 + len(counts)] == counts
    assert any("withheld" in row for row in rows)
    assert (tmp_path / "brief" / "brief.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "brief" / "brief.docx").read_bytes().startswith(b"PK")
    assert run("brief", folder, "-o", tmp_path / "brief").status == 2  # nothing is replaced unasked
    assert run("brief", folder, "-o", tmp_path / "brief", "--force").status == 0
    text = "".join((tmp_path / "brief" / name).read_text(encoding="utf-8") for name in ("table.csv", "table.json"))
    assert not re.search(r"case-\d|name-\d|id-\d", text)


def test_the_largest_brief_has_two_pages() -> None:
    plans = [one for one in rules() if one != "general"]
    cases = [
        outcome(
            n,
            ("robust", "expected", "conditional", "undecided", "none", "")[n % 6],
            ("offset", "offset", "capped", "necessity", "alternative", "necessity")[n % 6],
            "depression" if n % 6 == 4 else list(indications())[n % 5],
            (*plans, "")[n % (len(plans) + 1)],
            amount=100_000 + n,
            net=-40_000 + n,
            alternative=f"{123_000 + n}.00",
        )
        for n in range(1200)
    ]
    found = together(cases)
    assert (
        len(found.of("plan")) == len(plans) + 1
        and len(found.of("condition")) == 5
        and len(found.of("verdict")) == len(Verdict) + 1
    )
    gathered = Gathered(
        tuple(cases),
        dict.fromkeys(REASONS, ("x",) * 12),
    )
    page = brief_html(Brief(found, gathered, "words " * 80, dt.date(2026, 11, 30)), "letter")
    assert page_count(page) <= 2


def test_a_real_batch_tells_what_a_brief_needs_and_its_summary_no_mark(tmp_path: Path) -> None:
    cases, out = case_folders(tmp_path / "cases", 2), tmp_path / "out"
    (cases / "case-001" / "case.toml").write_text(
        (cases / "case-000" / "case.toml").read_text() + '[plan]\ntype = "medicaid"\n'
    )
    with made_here():
        assert run("batch", cases, "-o", out, *QUICK).status == 0
    first, second = (read_record(out / name) for name in ("case-000", "case-001"))
    assert first is not None and second is not None
    assert first.about["indication"] == "depression" and first.about["lead"] in LEADS
    assert (first.about["plan_type"], second.about["plan_type"]) == ("", "medicaid")
    assert all(len(first.marks[kind]) == 32 for kind in ("name", "member_id", "claims"))
    # One person by name and member ID, though the claims differ.
    assert first.marks["name"] == second.marks["name"] and first.marks["claims"] != second.marks["claims"]
    assert len(gather([out]).left["repeated"]) == 1
    summary = (out / "summary.json").read_text()
    assert '"about"' in summary and "marks" not in summary and first.marks["name"] not in summary
