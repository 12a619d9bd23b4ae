"""Follows the recipes of docs/architecture.md by their words, in a copy of the tree, and says what came of each.

Run by ``test_recipes.py`` as a process of its own, with the copy's package first on the path: ``python recipes.py COPY``. It
writes all the additions, then tries each as a user would, and prints one JSON object: for each recipe ``""`` or what went wrong.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

COPY = Path(sys.argv[1])
SOURCE = COPY / "src" / "offsetcase"
DATA = SOURCE / "data"
CASE = COPY / "case"
HEADINGS = ("Pony Day", "Pony Person", "Pony Service", "Pony Charge", "Pony Paid", "Pony Share", "Pony Claim")

FORMAT = """name = "Pony Express"
kind = "portal"
source = "invented for a test"
recognise = ["Pony Day", "Pony Charge", "Pony Paid"]

[columns]
service_date = "Pony Day"
person = "Pony Person"
description = "Pony Service"
billed = "Pony Charge"
plan_paid = "Pony Paid"
member_paid = "Pony Share"
claim_id = "Pony Claim"
"""
CLASS = """category = "medication.pony"
label = "pony medicine"
source = "invented for a test"
recorded = 2026-11-29

[drugs."ponyzepam"]
group = "pony"
brands = ["Ponyval"]
"""
CATEGORY = """
["medication.pony"]
label = "Pony medicines"
kind = "recurring"
counts_as = ["pony medicine", "pony medicines"]
counted = ["depression"]
share = "0.50"
"""
LETTER = """title = "A letter by pony"
short = "Letter by pony"
re = "RE: A LETTER BY PONY"
greeting = "To the stable:"
running = "pony"
sections = ["pony"]
exhibits = []
argues_cost = false
"""
SECTION = """<h2>By pony</h2>
<p>{{ field("member.name") }} is called {{ field("member.nickname") }} and paid {{ fact("window.last") }} last.</p>
"""
LAYOUT = """name = "Pony statement"
source = "invented for a test"
recognise = ["pony benefits"]

[columns]
service_date = ["pony day"]
description = ["pony service"]
billed = ["pony charge"]
plan_paid = ["pony paid"]
"""
COMMAND = '''"""``offsetcase pony``: a command of a test."""

from __future__ import annotations

from dataclasses import dataclass

from offsetcase.case.kinds import Text
from offsetcase.case.options import option
from offsetcase.cli import options as o

EXAMPLES = "offsetcase pony --name Bella"


@dataclass(frozen=True, kw_only=True)
class PonyOptions:
    """What ``pony`` was asked."""

    name: str = option("", Text(), "Its name.")


@o.takes(PonyOptions)
def pony(asked: PonyOptions) -> int:
    """Name a pony."""
    from offsetcase.cli.pony_run import run_pony

    return run_pony(asked.name)
'''
COMMAND_RUN = '''"""What ``offsetcase pony`` does."""


def run_pony(name: str) -> int:
    """Say it."""
    print(f"a pony called {name}")
    return 0
'''


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(path: Path, old: str, new: str) -> None:
    """Put words in the place of others, the first time that they stand there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} holds no {old!r}"
    put(path, text.replace(old, new, 1))


def write_all() -> None:
    put(DATA / "formats" / "pony.toml", FORMAT)
    rows = [f"{m}/5/2025,Marisol Quintero,therapy visit,150,{100 + m},20,P{m}" for m in range(1, 13)]
    put(CASE / "pony.csv", "\n".join([",".join(HEADINGS), *rows, ""]))
    put(DATA / "statements" / "pony.toml", LAYOUT)
    hypnotics = DATA / "drugs" / "hypnotic.toml"
    put(
        hypnotics,
        hypnotics.read_text(encoding="utf-8") + '\n[drugs."ponidem"]\ngroup = "Z-drug"\nbrands = ["Ponibien"]\n',
    )
    put(DATA / "drugs" / "pony.toml", CLASS)
    categories = DATA / "categories.toml"
    put(categories, categories.read_text(encoding="utf-8") + CATEGORY)
    ect = (DATA / "comparators" / "ect.toml").read_text(encoding="utf-8")
    put(DATA / "comparators" / "pony.toml", ect.replace("electroconvulsive therapy", "rides on a pony"))
    put(COPY / "templates" / "letter" / "sections" / "pony.html.j2", SECTION)
    put(DATA / "letters" / "pony.toml", LETTER)
    change(SOURCE / "case" / "settings.py", '    name: Text = ""\n', '    name: Text = ""\n    nickname: Text = ""\n')
    protocol = (DATA / "protocols" / "depression-iv.toml").read_text(encoding="utf-8")
    put(DATA / "protocols" / "pony-iv.toml", protocol.replace("0, 3, 7, 10, 14, 17", "0, 5, 10"))
    put(SOURCE / "cli" / "pony.py", COMMAND)
    put(SOURCE / "cli" / "pony_run.py", COMMAND_RUN)
    app = SOURCE / "cli" / "app.py"
    change(app, "from offsetcase.cli import protocols as _protocols\n", "from offsetcase.cli import pony as _pony\nfrom offsetcase.cli import protocols as _protocols\n")  # fmt: skip
    change(app, '    ("papers",', '    ("pony", _pony.pony, _pony.EXAMPLES),\n    ("papers",')
    english, spanish = DATA / "languages" / "en", DATA / "languages" / "es"
    shutil.copytree(english, DATA / "languages" / "xp")
    shutil.copy(spanish / "questions.toml", DATA / "languages" / "xp")
    sample = (COPY / "sample_claims" / "conditional" / "case.toml").read_text(encoding="utf-8")
    put(CASE / "case.toml", sample.replace("[member]\n", '[member]\nnickname = "Pip"\n', 1))


def told(*arguments: object) -> str:
    from support import run

    done = run(*arguments)
    assert done.status == 0, done.err
    return done.out


def built(*options: object) -> str:
    letter = CASE / "letter.html"
    claims = COPY / "sample_claims" / "conditional" / "claims.csv"
    told(
        "build",
        claims,
        "--case",
        CASE / "case.toml",
        "--format",
        "html",
        "-o",
        letter,
        "--force",
        "--draws",
        0,
        *options,
    )
    return letter.read_text(encoding="utf-8")


def an_export_format() -> None:
    said = json.loads(told("check", CASE / "pony.csv", "--json"))
    assert said["inputs"][0]["format"] == "pony" and "1166.00" in json.dumps(said), said


def a_statements_layout() -> None:
    from offsetcase.papers.statement import layouts

    (one,) = [one for one in layouts() if one.name == "Pony statement"]
    assert one.columns["plan_paid"] == ["pony paid"] and "claim_id" not in LAYOUT


def a_drug() -> None:
    from offsetcase.codes.drugs import find_drug

    drug = find_drug("PONIBIEN 10 MG TAB")
    assert drug is not None and (drug.name, drug.category) == ("ponidem", "medication.hypnotic")


def a_class_of_drugs() -> None:
    from offsetcase.classify.categories import categories
    from offsetcase.codes.drugs import find_drug

    drug = find_drug("Ponyval 5mg")
    assert drug is not None and categories()[drug.category].label == "Pony medicines"


def a_covered_alternative() -> None:
    page = built("--set", "price=400", "--comparator", "pony", "--comparator-price", "900")
    assert "rides on a pony" in page


def a_section_and_a_kind_of_letter() -> None:
    page = built("--letter", "pony")
    assert "To the stable:" in page and "By pony" in page and "Pip" in page


def a_field_of_the_case_file() -> None:
    """The build printed it; and until ``redact`` has a rule for it, a test says so."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "cli"))
    import test_redact_fields as guard

    try:
        guard.test_each_field_is_written_anew_or_left_out_by_name()
    except AssertionError:
        given = {path for path, _ in guard._leaves(guard.filled())}
        said = {path for path, _ in guard._leaves(guard.written())}
        assert given - said - set(guard.NOT_WRITTEN) == {"member.nickname"}
    else:
        raise AssertionError("no test asks what becomes of the new field")


def a_protocol() -> None:
    said = told("protocols", "pony-iv", "--json")
    assert "[0,5,10]" in re.sub(r"\s", "", said) and built("--protocol", "pony-iv") != built()


def a_command() -> None:
    assert told("pony", "--name", "Bella") == "a pony called Bella\n"
    assert re.search(r"\bpony\b", told("--help"))


def a_language() -> None:
    from offsetcase.model.language import languages

    assert "xp" in languages()
    asked = told(
        "init",
        CASE / "pony.csv",
        "--case",
        CASE / "xp.toml",
        "--language",
        "xp",
        "--answer",
        "member.name=Marisol Quintero",
    )
    assert asked


RECIPES: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        an_export_format, a_statements_layout, a_drug, a_class_of_drugs, a_covered_alternative,
        a_section_and_a_kind_of_letter, a_field_of_the_case_file, a_protocol, a_command, a_language,
    )
}  # fmt: skip

if __name__ == "__main__":
    write_all()
    came = {}
    for name, follow in RECIPES.items():
        try:
            follow()
        except BaseException:
            came[name] = traceback.format_exc()
        else:
            came[name] = ""
    sys.stdout.write(json.dumps(came))
