"""How the files were read, and each thing that a person can settle with a button."""

from __future__ import annotations

from typing import Any

from offsetcase.asking.rules import merged
from offsetcase.asking.who import rule_for, unread_people
from offsetcase.case.edit import CaseSheet
from offsetcase.checking import TOP_GROUPS, Check
from offsetcase.classify.categories import categories, label
from offsetcase.classify.suggest import ASKED, UnsettledLines
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.page.folder import ActionArguments, Folder
from offsetcase.page.troubles import problem_json
from offsetcase.read.headings import field_names
from offsetcase.read.unread import ignore_line
from offsetcase.render.reported import known_money, report_json
from offsetcase.render.write import write_whole

# The person is chosen with a button of its own.
WHO = ("E-SEVERAL-PEOPLE", "E-MEMBER")
# What an unread column can be, the likeliest first.
FIELDS = (
    "plan_paid",
    "member_paid",
    "allowed",
    "billed",
    "service_date",
    "provider",
    "description",
    "drug",
    "person",
    "status",
)


def read(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """How the claims were read: the report of ``check``, with amounts in words, and what can be settled."""
    checked = folder.check(said.texts("claims"))
    plain = report_json(checked)
    return {
        "files": [
            {
                "file": file.table.file,
                "sheet": file.table.sheet,
                "name": file.columns.name,
                "rows": file.rows,
                "columns": _columns(file),
            }
            for file in checked.files
        ],
        "people": checked.people,
        "member": checked.member,
        "span": plain["span"],
        "window": plain["window"],
        "months": checked.window.months if checked.window else 0,
        "window_words": checked.window_words,
        "rows": _rows(checked),
        "categories": [
            {
                "label": label(key) if key != "unclassified" else "",
                "rows": rows,
                "plan": known_money(plan),
                "member": known_money(member),
            }
            for key, (rows, plan, member) in checked.categories.items()
        ],
        "who": any(one.code in WHO for one in checked.problems),
        "problems": [problem_json(one, folder.headings) for one in checked.problems if one.code not in WHO],
        "warnings": [problem_json(one, folder.headings) for one in checked.warnings],
        "columns_unread": _unread(checked) if not checked.window or checked.problems else _unread(checked)[:3],
        "providers": [
            {
                "provider": one.provider,
                "visits": one.visits,
                "paid": known_money(one.unread_paid),
                "likely": one.likely,
                "options": list(ASKED.items()),
            }
            for one in unread_people(checked.providers)
        ],
        "groups": [_group(one) for one in checked.unclassified[:TOP_GROUPS] if "drug_contains" in one.rule],
        "settled": len(checked.rules),
        "good": checked.ledger is not None and not checked.problems,
    }


def _columns(file: Any) -> list[list[str]]:
    shown = []
    for name in ("service_date", "plan_paid", "member_paid", "drug", "code"):
        numbers = file.columns.columns.get(name) or file.columns.sums.get(name)
        if numbers:
            shown.append([name, " + ".join(file.table.header[n] for n in numbers)])
    return shown


def _rows(checked: Check) -> list[dict[str, Any]]:
    if checked.ledger is None:
        return []
    rows: list[dict[str, Any]] = [
        {
            "what": str(disposition),
            "rows": part.rows,
            "plan": known_money(part.plan_paid),
            "member": known_money(part.member_paid),
        }
        for disposition, part in checked.ledger.by_disposition.items()
    ]
    total = checked.ledger.total
    rows.append(
        {
            "what": "all",
            "rows": total.rows,
            "plan": known_money(total.plan_paid),
            "member": known_money(total.member_paid),
        }
    )
    return rows


def _unread(checked: Check) -> list[dict[str, Any]]:
    known = [name for name in FIELDS if name in field_names()]
    return [
        {
            "file": file.table.file,
            "heading": one.heading,
            "samples": list(one.samples),
            "likely": "" if one.line == ignore_line([one.heading]) else one.line.partition(" = ")[0],
            "options": [[name, f"[columns]\n{_line(name, one.heading)}"] for name in known],
            "ignore": f"[columns]\n{ignore_line([one.heading])}",
        }
        for file in checked.files
        for one in file.unread
        if one.line != ignore_line([one.heading])
    ]


def _line(name: str, heading: str) -> str:
    return ignore_line([heading]).replace("ignore = [", f"{name} = ", 1).removesuffix("]")


def _group(group: UnsettledLines) -> dict[str, Any]:
    """A medicine that isn't known, and its class as a button each."""
    head, _, _ = group.rule.partition("\ncategory")
    rule = head.partition("  #")[0]
    names = [key for key, one in categories().items() if key.startswith("medication.") or key == "other"]
    return {
        "text": group.text,
        "rows": group.rows,
        "paid": known_money(group.plan_paid),
        "options": [[label(key), f'{rule}\ncategory = "{key}"\nreason = "my answer on the page"'] for key in names],
    }


def settle(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """Write one answer into the rules file: lines that the page was given, or who a provider is.

    Raises:
        OffsetcaseError: the rules file can't take it (status 2).
    """
    lines = said.text("lines")
    if provider := said.text("provider"):
        lines = rule_for(provider, said.text("answer"), folder.check(said.texts("claims")).providers)
    path = folder.rules_path
    text = merged(path.read_text(encoding="utf-8") if path.is_file() else "", lines)
    if text is None:
        problem = Problem(
            "E-RULES", "this answer can't be written into your rules.", "open them, and look for a mistake."
        )
        raise OffsetcaseError(problem, ExitCode.USAGE)
    write_whole(path, text.encode("utf-8"))
    return {}


def choose(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """Say whose claims count: the member's name in the case file."""
    sheet: CaseSheet = folder.sheet()
    sheet.set("member.name", said.text("name"))
    write_whole(folder.case_path, sheet.data())
    return {}
