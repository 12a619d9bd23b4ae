"""What the program prints to be pasted into claims.rules.toml: all of it pasted as it stands settles all of it."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import tomllib
from pathlib import Path
from typing import Any

from rows import each_row
from support import ROOT, run

GALLERY = ROOT / "tests" / "errors"
TOML = re.compile(r'\[{1,2}[a-z]+\]{1,2}|(?:\w+|".*") = .*|# .*')
# Each answer may uncover one more question: columns, then people, then two spellings of one claim.
MOST_ROUNDS = 4


def alternatives(remedy: str) -> list[str]:
    """The pieces of a remedy that are meant to be pasted, one for each answer."""
    found: list[list[str]] = [[]]
    for line in remedy.split("\n")[1:] if "\n" in remedy else [remedy]:
        if TOML.fullmatch(line):
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    texts = []
    for lines in found:
        text = "\n".join(lines)
        if lines and not lines[0].startswith(("[", "#")) and "=" in lines[0]:
            # One line each: answers for the whole file, or a line that the words place under [columns].
            texts += [one if re.match("date_order|decimal|not_covered", one) else f"[columns]\n{one}" for one in lines]
        elif lines:
            texts.append(text)
    return texts


def pasted(found: dict[str, Any]) -> dict[str, str]:
    """The first answer to each thing that is printed with its lines, by what it is about."""
    said = {
        f"{one['code']} {one.get('where', '')} {one['text'][:80]}": alternatives(one.get("remedy", ""))
        for one in found["problems"]
    }
    said |= {
        f"{one['code']} {one['text'][:60]}": alternatives(one.get("remedy", ""))
        for one in found["warnings"]
        if "[[drop]]" not in one.get("remedy", "")  # "if one replaces the other": only a person knows
    }
    for file in found["inputs"]:
        for one in file["unread"]:
            said[f"{file['path']} {one['heading']}"] = [f"[columns]\n{one['line']}"]
    for group in found["unclassified"]:
        said[f"unclassified {group['text']}"] = [group["rule"]] if "\n" in group["rule"] else []
    texts = {about: texts[0] for about, texts in said.items() if texts}
    return {about: text for about, text in texts.items() if '= "…"' not in text.replace('reason = "…"', "")}


def settled(folder: Path, *arguments: str) -> dict[str, Any]:
    """Check, paste and check again until nothing is printed; each question is asked once."""
    rules = folder / "claims.rules.toml"
    asked: set[str] = set()
    for _ in range(MOST_ROUNDS):
        done = run("check", *arguments, "--json", cwd=folder)
        found: dict[str, Any] = json.loads(done.out or done.err)
        lines = pasted(found)
        again = asked & set(lines)
        assert not again, again
        if not lines:
            return found
        asked |= set(lines)
        text = rules.read_text(encoding="utf-8") if rules.exists() else ""
        rules.write_text("\n".join([text, *lines.values()]) + "\n", encoding="utf-8")
    raise AssertionError(asked)


PRINTING = [
    path
    for path in sorted(GALLERY.iterdir())
    if path.is_dir()
    and "claims.rules.toml" in (path / "expected.txt").read_text(encoding="utf-8")
    and not (path / "claims.rules.toml").exists()
]


@each_row("case", PRINTING, ids=lambda path: path.name)
def test_what_the_gallery_prints_settles_it(case: Path, tmp_path: Path) -> None:
    work = tmp_path / "work"
    shutil.copytree(case, work)
    arguments = [one for one in shlex.split((case / "args.txt").read_text()) if one != "build"]
    found = settled(work, *arguments)
    left = {one["code"] for one in found["problems"]}
    if '"…"' not in (case / "expected.txt").read_text(encoding="utf-8").replace('reason = "…"', ""):
        assert case.name not in left


MONTHS = [f"{month:02}" for month in range(1, 13)]


def table(folder: Path, name: str, heading: str, row: str, rows: int = 12) -> str:
    """A file with one row a month; ``{m}`` is the month, ``{n}`` a number."""
    lines = [row.replace("{m}", month).replace("{n}", f"{n:03}") for n, month in enumerate(MONTHS[:rows], start=1)]
    (folder / name).write_text("\n".join([heading, *lines]) + "\n", encoding="utf-8")
    return name


def known(found: dict[str, Any]) -> str:
    """What the plan paid over all lines that count for something."""
    rows = [*found["ledger"]["excluded"], found["ledger"]["counted"]]
    gone = ("duplicate", "reversed", "not-a-claim", "other-member")
    return f"{sum(float(one['plan_paid'] or 0) for one in rows if one.get('reason') not in gone):.2f}"


def test_two_files_that_each_hold_the_plans_money_under_a_name_of_their_own(tmp_path: Path) -> None:
    head = "Date of Service,Patient,Provider,Procedure Code,Billed,{},Patient Responsibility"
    files = [
        table(tmp_path, "one.csv", head.format("Trust Paid"), "{m}/03/2024,Ada Example,Oak,90837,200.00,100.00,20.00"),
        table(tmp_path, "two.csv", head.format("Fund Share"), "{m}/09/2024,Ada Example,Elm,90834,180.00,80.00,20.00"),
        table(tmp_path, "three.csv", head.format("Covered"), "{m}/19/2024,Ada Example,Ash,90834,180.00,10.00,20.00"),
    ]
    assert known(settled(tmp_path, *files)) == "2280.00"


def test_statuses_rows_and_headings_of_two_files(tmp_path: Path) -> None:
    head = "Claim Number,Date of Service,Patient,Provider,Procedure Code,Billed,Plan Paid,Claim Status,{}"
    files = []
    for name, status, extra in (("one.csv", "Okay-dokey", "Memo"), ("two.csv", "Went well", "Remarks by us")):
        day = "03" if name == "one.csv" else "09"
        row = f"{name[0]}{{n}},{{m}}/{day}/2024,Ada Example,Oak,90837,200.00,100.00,{status},some words"
        files.append(table(tmp_path, name, head.format(extra), row))
    # Row 5 of the first file is broken; the same row of the second is a claim.
    text = (tmp_path / "one.csv").read_text(encoding="utf-8").replace("04/03/2024", "14/03/2024")
    (tmp_path / "one.csv").write_text(text, encoding="utf-8")
    found = settled(tmp_path, *files)
    assert known(found) == "2300.00" and not {"E-DATE", "E-STATUS"} & {one["code"] for one in found["problems"]}


def test_columns_people_and_spellings_one_after_the_other(tmp_path: Path) -> None:
    files = [
        table(tmp_path, "one.csv", "Date of Service,Patient,Provider,Billed,Allowed,Share Paid,Patient Responsibility", "{m}/03/2024,Ada Example,Oak Counseling,200.00,120.00,100.00,20.00"),
        table(tmp_path, "two.csv", "Service Date,Member,Doctor,Code,Fund Paid,Member Responsibility", "{m}/03/2024,Ada M Example,Oak Counseling,90837,100.00,20.00"),
        table(tmp_path, "three.csv", "Date,Patient,Provider,Description,Allowed,Not Covered,Your Share", "{m}/21/2024,Ada Example,Elm,Talk,90.00,10.00,20.00"),
    ]  # fmt: skip
    found = settled(tmp_path, *files, "--member", "Ada Example")
    assert not {one["code"] for one in found["problems"]} and known(found) in ("2040.00", "1200.00")


def test_two_unread_columns_of_one_file(tmp_path: Path) -> None:
    head = "Date of Service,Patient,Procedure Code,Billed,Plan Paid,Patient Responsibility,Words,More words,Clinic here,Doctor there,Seen,Sent"
    row = "{m}/03/2024,Ada Example,90837,200.00,100.00,20.00,a b,c d,Oak,Elm,05/06/2024,05/07/2024"
    found = settled(tmp_path, table(tmp_path, "one.csv", head, row))
    assert known(found) == "1200.00" and not [file["unread"] for file in found["inputs"] if file["unread"]]


def test_rules_for_what_is_not_recognised(tmp_path: Path) -> None:
    names = ["Oak Ltd", "Oak Ltd of Elm", 'The "Quiet" Room', "Zor\\n", "Ünal & Co"]
    rows = [f"0{n}/03/2024;Ada Example;{name};100.00;20.00" for n, name in enumerate(names, start=1)]
    rows += [f"0{n}/09/2024;Ada Example;;100.00;20.00" for n in range(1, 9)]
    (tmp_path / "one.csv").write_text("\n".join(["Date of Service;Patient;Provider;Plan Paid;Patient Responsibility", *rows]), encoding="utf-8")  # fmt: skip
    found = settled(tmp_path, "one.csv")
    assert {one["text"] for one in found["unclassified"]} <= {"(no words at all)"} and known(found) == "1300.00"


def test_the_helper_reads_what_is_printed() -> None:
    remedy = 'if it is:\n[columns]\nplan_paid = "A = b"\nand if it is not:\n[columns]\nignore = ["A = b"]'
    first, second = alternatives(remedy)
    assert tomllib.loads(first) == {"columns": {"plan_paid": "A = b"}} and "ignore" in second
