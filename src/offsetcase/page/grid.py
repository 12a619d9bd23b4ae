"""Rows typed from paper: each cell as the claims reader takes it, running totals, and the template's CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any

from offsetcase.case.days import DayError, day_value
from offsetcase.codes.drugs import find_drug
from offsetcase.model.money import ZERO, MoneyError, cell_money, parse_money, show_money
from offsetcase.model.places import samples_root
from offsetcase.page.folder import ActionArguments, Folder
from offsetcase.render.reported import safe_cell
from offsetcase.render.write import write_whole

NAME = "typed-from-paper.csv"
MOST_ROWS = 5000
MONEY = ("plan_paid", "member_paid")
FIELDS = ("service_date", "provider", "what", *MONEY)


def rows(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """Check typed rows, add them up beside the statement's own totals, and write them where nothing is wrong.

    An empty row is left out. An amount that is left empty stays unknown; it is never zero.
    """
    typed = [row for row in said.rows("rows")[:MOST_ROWS] if any(row.get(name, "").strip() for name in FIELDS)]
    wrong: list[dict[str, Any]] = []
    totals = dict.fromkeys(MONEY, ZERO)
    lines = []
    for number, row in enumerate(typed):
        taken = {name: _take(row.get(name, "").strip(), name, number, wrong) for name in FIELDS}
        for name in MONEY:
            totals[name] += parse_money(taken[name]) or ZERO if taken[name] else ZERO
        lines.append(taken)
    stated = {name: _stated(said.text(f"total_{name}"), name, wrong) for name in MONEY}
    off = {
        name: show_money(totals[name] - value)
        for name, value in stated.items()
        if value is not None and value != totals[name]
    }
    if lines and not wrong:
        write_whole(folder.path / NAME, _csv(lines, said.text("person")))
    return {
        "rows": len(lines),
        "wrong": wrong,
        "totals": {name: show_money(value) for name, value in totals.items()},
        "off": off,
        "file": NAME if lines and not wrong else "",
        "text": _csv(lines, said.text("person")).decode("utf-8") if lines and not wrong else "",
    }


def _take(text: str, name: str, number: int, wrong: list[dict[str, Any]]) -> str:
    """A cell's text as the file holds it; what doesn't fit is noted."""
    read: Callable[[str], Any] = day_value if name == "service_date" else parse_money
    if name in ("provider", "what"):
        return " ".join(text.split())
    if not text:
        if name == "service_date":
            wrong.append({"row": number, "name": name, "why": ""})
        return ""
    try:
        value = read(text)
    except (DayError, MoneyError) as error:
        wrong.append({"row": number, "name": name, "why": str(error)})
        return ""
    return value.isoformat() if name == "service_date" else cell_money(value)


def _stated(text: str, name: str, wrong: list[dict[str, Any]]) -> Any:
    try:
        return parse_money(text.strip()) if text.strip() else None
    except MoneyError as error:
        wrong.append({"row": -1, "name": name, "why": str(error)})
        return None


def _csv(lines: list[dict[str, str]], person: str) -> bytes:
    """The rows under the template's own headings."""
    with (samples_root() / "template.csv").open(encoding="utf-8", newline="") as stream:
        head = [*next(csv.reader(stream)), "description"]
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, head, restval="")
    writer.writeheader()
    for number, line in enumerate(lines, start=1):
        medicine = line["what"] if _is_drug(line["what"]) else ""
        writer.writerow(
            {
                "service_date": line["service_date"],
                "claim_number": f"P{number}",
                "patient": safe_cell(person),
                "provider": safe_cell(line["provider"]),
                "drug_name": safe_cell(medicine),
                "plan_paid": line["plan_paid"],
                "member_paid": line["member_paid"],
                "status": "paid",
                "description": "" if medicine else safe_cell(line["what"]),
            }
        )
    return out.getvalue().encode("utf-8")


def _is_drug(text: str) -> bool:
    return bool(text) and find_drug(text) is not None
