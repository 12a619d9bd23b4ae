"""The brief as files: two pages as PDF and Word, and the same numbers as a table for a spreadsheet and for a program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from offsetcase import __version__
from offsetcase.argument.plan_rules import rules
from offsetcase.brief.figures import FIGURES, LEAST_FOR_QUARTILES, SIDES, Group, Spread, Together
from offsetcase.brief.gather import Gathered
from offsetcase.brief.withhold import LEAST, small
from offsetcase.model.facts import show_date
from offsetcase.model.money import cell_money, show_money
from offsetcase.model.places import data_path, load_toml
from offsetcase.offset.verdict import HORIZON
from offsetcase.render.case_json import json_text
from offsetcase.render.frame import single_page
from offsetcase.render.printed import own_docx, own_pdf
from offsetcase.render.reported import csv_text, safe_cell

SCHEMA_VERSION = 1
WITHHELD = "withheld"
FEW = f"fewer than {LEAST}"


@dataclass(frozen=True, slots=True)
class Brief:
    """What is printed: the numbers, the cases behind them, how they came together in somebody's words, and the day."""

    together: Together
    gathered: Gathered
    how: str
    day: dt.date

    @property
    def left(self) -> list[tuple[str, str]]:
        """Why cases are left out, and how many for each reason; a few are not counted out."""
        return [
            (_words()["left"][reason], FEW if small(len(paths)) else f"{len(paths):,}")
            for reason, paths in self.gathered.left.items()
        ]


@cache
def _words() -> Mapping[str, Any]:
    return load_toml(data_path("brief.toml"))


def group_name(group: Group) -> str:
    """What a group is called; several are joined by "or"."""
    return " or ".join(_value_name(group.side, name) for name in group.names) or "All"


def _value_name(side: str, name: str) -> str:
    table = _words()[f"{side}s"]
    if side == "plan" and name not in table:
        return rules()[name].label
    return str(table.get(name, name))


def _lead_name(leads: Sequence[str]) -> str:
    return " or ".join(_words()["leads"][lead] for lead in leads)


def brief_files(brief: Brief, paper: str) -> dict[str, bytes]:
    """Every file by name."""
    page = brief_html(brief, paper)
    return {
        "brief.pdf": own_pdf(page, None),
        "brief.docx": own_docx(page, None),
        "table.csv": table_csv(brief).encode("utf-8"),
        "table.json": json_text(table_json(brief)).encode("utf-8"),
    }


def brief_html(brief: Brief, paper: str) -> str:
    """The two pages."""
    together = brief.together

    def seen(group: Group) -> dict[str, Any]:
        figures = [_dollars(group.figures[name]) if name in group.figures else None for name in FIGURES]
        return {"name": group_name(group), "people": f"{group.people:,}", "leads": group.leads, "figures": figures}

    sides = [(_words()["sides"][side], list(map(seen, together.of(side)))) for side in SIDES]
    return single_page(
        "brief/brief.html.j2",
        None,
        paper,
        people=f"{together.people:,}",
        day=show_date(brief.day),
        months=HORIZON,
        leads=[_lead_name(names) for names in together.leads],
        everyone=seen(together.of("")[0]),
        verdicts=[seen(group) for group in together.of("verdict") if group.people],
        sides=sides,
        money_sides=[(title, groups) for (title, groups), side in zip(sides, SIDES, strict=True) if side != "verdict"],
        figures=[_words()["figures"][name] for name in FIGURES],
        least=LEAST,
        least_word="ten",
        quartiles=LEAST_FOR_QUARTILES,
        how=brief.how,
        left=brief.left,
        version=__version__,
    )


def _dollars(one: Spread) -> dict[str, str]:
    shown = {"median": one.median, "low": one.low, "high": one.high}
    return {name: "" if value is None else show_money(value, always_cents=False) for name, value in shown.items()}


def table_csv(brief: Brief) -> str:
    """One row for each group; a count that is withheld says so, and a figure of too few people is empty."""
    ends = ("median", "lower_quartile", "upper_quartile")
    heads = [f"{name}_{end}" for name in FIGURES for end in ends]
    leads = [f"first argument: {_lead_name(names)}" for names in brief.together.leads]
    rows: list[Sequence[object]] = [["by", "group", "people", *leads, *heads]]
    for group in brief.together.groups:
        figures = [group.figures.get(name) for name in FIGURES]
        amounts = [
            cell_money(value)
            for one in figures
            for value in ((one.median, one.low, one.high) if one else (None,) * len(ends))
        ]
        counts = [WITHHELD if count is None else str(count) for count in group.leads]
        rows.append([group.side, safe_cell(group_name(group)), group.people, *counts, *amounts])
    return csv_text(rows)


def table_json(brief: Brief) -> dict[str, Any]:
    """The same as data, with the method's bounds."""
    together = brief.together
    return {
        "schema_version": SCHEMA_VERSION,
        "version": __version__,
        "date": brief.day.isoformat(),
        "people": together.people,
        "least_people": LEAST,
        "least_people_for_quartiles": LEAST_FOR_QUARTILES,
        "horizon_months": HORIZON,
        "how_the_cases_came_together": brief.how or None,
        "left_out": [{"why": words, "cases": count} for words, count in brief.left],
        "groups": [
            {
                "by": group.side or None,
                "values": list(group.names),
                "group": group_name(group),
                "people": group.people,
                "first_argument": [
                    {"leads": list(names), "people": count}
                    for names, count in zip(together.leads, group.leads, strict=True)
                ],
                "dollars": {name: _spread_json(group.figures[name]) for name in FIGURES if name in group.figures},
            }
            for group in together.groups
        ],
    }


def _spread_json(one: Spread) -> dict[str, str | None]:
    ends = {"median": one.median, "lower_quartile": one.low, "upper_quartile": one.high}
    return {name: None if value is None else f"{value:.2f}" for name, value in ends.items()}
