"""The page gives the command's own figures, byte for byte, and its letter; under node, in the Python that the page brings along."""

from __future__ import annotations

import csv
import random
import re
import shutil
from pathlib import Path

from browser.page_support import EPOCH, asked
from support import ROOT, SAMPLES, run, worked_example

GENERATED = 50
KINDS = ("exception", "appeal", "external-review", "plan-sponsor", "physician")
CASE = """[member]
name = "Ada Example"
[plan]
type = "{plan}"
[treatment]
indication = "{indication}"
price = {price}
workup = {workup}
[letter]
kind = "{kind}"
"""
DENIAL = '[denial]\nnotice_date = 2026-10-20\nreason = "The service is investigational."\n'


def generated(folder: Path) -> list[Path]:
    """Fifty cases: amounts moved row by row, other prices, conditions, plans and letters."""
    rng = random.Random(20)
    made = []
    for number in range(GENERATED):
        one = folder / f"made-{number:02d}"
        one.mkdir()
        claims = worked_example(one, medication=rng.randrange(20, 3000))
        rows = list(csv.reader(claims.read_text(encoding="utf-8").splitlines()))
        paid = rows[0].index("Plan Paid")
        for row in rows[1:]:
            if re.fullmatch(r"\d+(\.\d+)?", row[paid]) and rng.random() < 0.3:
                row[paid] = f"{float(row[paid]) * rng.uniform(0.5, 1.5):.2f}"
        with claims.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(rows)
        kind = rng.choice(KINDS)
        text = CASE.format(
            plan=rng.choice(("erisa-self-funded", "erisa-insured", "marketplace", "government")),
            indication=rng.choice(("depression", "depression", "bipolar", "ptsd")),
            price=f"{rng.uniform(150, 1500):.2f}",
            workup=rng.randrange(0, 600),
            kind=kind,
        )
        (one / "case.toml").write_text(
            text + (DENIAL if kind in ("appeal", "external-review") else ""), encoding="utf-8"
        )
        made.append(one)
    return made


def samples(folder: Path) -> list[Path]:
    made = []
    for sample in sorted(path for path in SAMPLES.iterdir() if path.is_dir()):
        shutil.copytree(sample, folder / sample.name)
        made.append(folder / sample.name)
    return made


def claims_of(folder: Path) -> list[str]:
    """The claims of a case folder, in the order of their names."""
    return sorted(
        path.name for path in folder.iterdir() if path.suffix in (".csv", ".json") and path.name != "jobs.json"
    )


def test_the_page_prints_the_commands_json_and_letter_byte_for_byte(tmp_path: Path) -> None:
    folders = [*samples(tmp_path), *generated(tmp_path)]
    jobs = [
        {
            "files": {path.name: str(path) for path in folder.iterdir() if path.is_file()},
            "calls": [["figures", {"claims": claims_of(folder), "output": "letter.html", "letter": True}]],
        }
        for folder in folders
    ]
    answers = asked(tmp_path, jobs)
    compared = 0
    for folder, (answer,) in zip(folders, answers, strict=True):
        done = run("build", *claims_of(folder), "--format", "html", "--json", "-o", "letter.html", cwd=folder, env={"SOURCE_DATE_EPOCH": EPOCH})  # fmt: skip
        if done.status:
            assert "problems" in answer, (folder.name, done.err)
            assert answer["problems"][0]["code"] in done.err
            continue
        assert answer.get("done"), (folder.name, answer)
        assert answer["done"]["json"] == done.out, folder.name
        assert answer["done"]["letter"] == (folder / "letter.html").read_text(encoding="utf-8"), folder.name
        compared += 1
    assert compared >= GENERATED, compared


def test_no_file_of_the_error_gallery_ends_the_program(tmp_path: Path) -> None:
    """Every input that stops the command, put into the page: words for each, and never a fault of the program."""
    folders = sorted(path for path in (ROOT / "tests" / "errors").iterdir() if path.is_dir())
    jobs, names = [], []
    for folder in folders:
        files = {path.name: str(path) for path in folder.iterdir() if path.is_file() and path.suffix != ".txt"}
        claims = [name for name in files if not name.endswith(".toml")]
        if claims:
            names.append(folder.name)
            jobs.append(
                {
                    "files": files,
                    "calls": [
                        ["read", {"claims": claims}],
                        ["papers", {"papers": claims}],
                        ["result", {"claims": claims}],
                    ],
                }
            )
    answers = asked(tmp_path, jobs)
    assert len(jobs) > 30
    for name, calls in zip(names, answers, strict=True):
        for answer in calls:
            assert "done" in answer or answer["problems"], name
            codes = [one["code"] for one in answer.get("problems", ())]
            assert "E-BUG" not in codes, (name, answer)
