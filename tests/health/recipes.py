"""Follows the recipes of docs/architecture.md by their words, in a copy of the tree, and says what came of each.

Run by ``test_recipes.py`` as a process of its own, with the copy's package first on the path: ``python recipes.py COPY``. It
writes all the additions, then tries each as a user would, and prints one JSON object: for each recipe ``""`` or what went wrong.
"""

from __future__ import annotations

import importlib
import json
import re
import shutil
import sys
import traceback
from collections.abc import Callable
from functools import cache
from pathlib import Path
from runpy import run_path
from types import ModuleType

from recipe_parts import (
    ACTION,
    CATEGORY,
    CLASS,
    COMMAND,
    COMMAND_RUN,
    CONTRADICTION,
    FORMAT,
    HEADINGS,
    LAYOUT,
    LETTER,
    QUANTITY,
    SCREEN,
    SECTION,
    SOURCE_ENTRY,
)

ROOT = Path(__file__).resolve().parents[2]
COPY = Path(sys.argv[1])
SOURCE = COPY / "src" / "offsetcase"
DATA = SOURCE / "data"
CASE = COPY / "case"


def put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def change(path: Path, old: str, new: str) -> None:
    """Put words in the place of others, the first time that they stand there."""
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} holds no {old!r}"
    put(path, text.replace(old, new, 1))


def add_to(path: Path, text: str) -> None:
    """Put words at a file's end."""
    put(path, path.read_text(encoding="utf-8") + text)


def write_model_and_sources() -> None:
    quantities = SOURCE / "offset" / "quantities.py"
    change(
        quantities,
        '    graph.define("weighed.total", nobody',
        QUANTITY + '    graph.define("weighed.total", nobody',
    )
    change(
        SOURCE / "argument" / "model_facts.py",
        '    add("natural.net"',
        '    add("average.per_visit")\n    add("natural.net"',
    )
    change(SOURCE / "offset" / "table.py", '    "chance.own",\n', '    "chance.own",\n    "average.per_visit",\n')
    cell = '<tr><th scope="row">Net a visit</th><td class="n" id="per-visit"></td></tr>\n'
    change(
        COPY / "templates" / "explorer" / "explorer.html.j2",
        '<tr><th scope="row">Stages',
        f'{cell}<tr><th scope="row">Stages',
    )
    line = '    byId("per-visit").textContent = cents(found["average.per_visit"]);\n'
    change(COPY / "templates" / "explorer" / "explorer.js", '    byId("stages")', f'{line}    byId("stages")')
    add_to(DATA / "evidence" / "depression.toml", SOURCE_ENTRY)
    policy = next((DATA / "policies").glob("*.toml")).read_text(encoding="utf-8")
    put(
        DATA / "policies" / "pony.toml",
        re.sub(r"^label = .*", 'label = "Pony Health"', policy, count=1, flags=re.MULTILINE),
    )
    state = (DATA / "state_rules" / "WA.toml").read_text(encoding="utf-8")
    put(DATA / "state_rules" / "OR.toml", state.replace('label = "Washington"', 'label = "Oregon"'))
    add_to(DATA / "contradictions.toml", CONTRADICTION)


def write_error_and_screen() -> None:
    for name in ("tests/cli/test_error_gallery.py", "tools/make_error_docs.py", "tools/make_page.py"):
        put(COPY / name, (ROOT / name).read_text(encoding="utf-8"))
    shutil.copytree(ROOT / "tests" / "errors", COPY / "tests" / "errors")
    put(COPY / "tests" / "errors" / "E-PONY" / "args.txt", "pony\n")
    put(COPY / "tests" / "errors" / "E-PONY" / "why.txt", "A pony was given no name.\n")
    change(COPY / "tests" / "cli" / "test_error_gallery.py", "USAGE = {\n", 'USAGE = {\n    "E-PONY",\n')
    static = SOURCE / "page" / "static"
    put(static / "pony.js", SCREEN)
    change(static / "app.js", '"result", "letter"', '"result", "pony", "letter"')
    add_to(static / "words.toml", '\n[pony]\ntitle = "A ride"\nlead = "Hold on."\n')
    change(static / "words.toml", "[steps]\n", '[steps]\npony = "Ride"\n')
    put(SOURCE / "page" / "pony.py", ACTION)
    desk = SOURCE / "page" / "desk.py"
    change(
        desk,
        "import figures, grid, letters, papers, questions,",
        "import figures, grid, letters, papers, pony, questions,",
    )
    change(desk, '    "rows": grid.rows,\n', '    "rows": grid.rows,\n    "ride": pony.ride,\n')


def write_all() -> None:
    write_model_and_sources()
    write_error_and_screen()
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


@cache
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


def module_of(path: Path) -> ModuleType:
    """A test's module, as pytest would import it."""
    sys.path.insert(0, str(path.parent))
    return importlib.import_module(path.stem)


def a_quantity() -> None:
    from offsetcase.case.request import Request
    from offsetcase.offset.table import model_script
    from offsetcase.pipeline import build_case

    page = built("--letter", "pony")
    (printed,) = re.findall(r'data-fact="average.per_visit"[^>]*>([^<]+)<', page)
    claims = COPY / "sample_claims" / "conditional" / "claims.csv"
    case = ("--case", CASE / "case.toml", "--draws", 0)
    said = told("explain", claims, *case, "--figure", "average.per_visit")
    assert printed in said and "average.net ÷ visits.expected" in " ".join(said.split()), said
    result = build_case(Request((claims,), draws=0))
    assert result.offset is not None
    assert '"average.per_visit": v' in model_script(result.inputs, result.offset.parameters)


def a_source_a_policy_and_a_states_rule() -> None:
    from offsetcase.argument.policies import policies_for
    from offsetcase.argument.state_rules import external_review_rule

    page = built()
    assert "Of 12 riders, 3 fell off." in page and "Pony A. Of riding. J Ponies 2026." in page
    assert "pony" in [one.key for one in policies_for("depression")]
    rule = external_review_rule("erisa-insured", "OR")
    assert rule is not None and rule.label == "Oregon"
    guard = module_of(ROOT / "tests" / "health" / "test_data.py")
    for typed in ({}, {("pony2026", "limits"): "12 3"}):
        guard.FIGURES.update(typed)
        try:
            guard.test_every_figure_of_a_sentence_is_the_recorded_one()
        except AssertionError:
            assert not typed
        else:
            assert typed, "no test asks for the figures of a new source"


def a_contradiction() -> None:
    guard = module_of(ROOT / "tests" / "argument" / "test_contradictions.py")
    assert guard.ids(guard.member("I never rode a pony.")) == ["pony"]
    assert guard.ids(guard.member("I never rode a pony as a child.")) == []


def an_error() -> None:
    gallery = module_of(COPY / "tests" / "cli" / "test_error_gallery.py")
    gallery.ROOT, gallery.GALLERY = COPY, COPY / "tests" / "errors"
    gallery.CASES = sorted(path for path in gallery.GALLERY.iterdir() if path.is_dir())
    case = gallery.GALLERY / "E-PONY"
    for name, golden in (("first", True), ("second", False)):
        (COPY / name).mkdir()
        gallery.test_the_exact_words(case, COPY / name, golden)
    gallery.test_every_error_of_the_program_is_in_the_gallery()
    docs = run_path(str(COPY / "tools" / "make_error_docs.py"))
    put(DATA / "errors.toml", docs["data"]())
    put(COPY / "docs" / "errors.md", docs["page"]())
    gallery.test_the_page_of_errors_is_the_gallery()
    gallery.test_errors_command_knows_the_gallery()
    assert "A pony was given no name." in told("errors", "E-PONY")


def a_screen_of_the_page() -> None:
    from offsetcase.page.desk import Desk

    assert json.loads(Desk(COPY / "desk").call("ride", "{}"))["done"] == {"rode": "Bella"}
    guard = module_of(ROOT / "tests" / "page" / "test_words.py")
    guard.STATIC = SOURCE / "page" / "static"
    scripts = run_path(str(COPY / "tools" / "make_page.py"))["scripts"]()
    guard.SCRIPTS = {path.name: path.read_text(encoding="utf-8") for path in scripts}
    assert list(guard.SCRIPTS)[-1] == "app.js" and "pony.js" in guard.SCRIPTS
    guard.WORDS = run_path(str(COPY / "tools" / "make_page.py"))["words"]()
    guard.test_every_screen_on_the_way_has_its_file_its_step_and_its_title()
    guard.test_every_word_that_the_page_asks_for_is_there()


RECIPES: dict[str, Callable[[], None]] = {
    one.__name__: one
    for one in (
        an_export_format, a_statements_layout, a_drug, a_class_of_drugs, a_covered_alternative,
        a_section_and_a_kind_of_letter, a_field_of_the_case_file, a_protocol, a_command, a_language,
        a_quantity, a_source_a_policy_and_a_states_rule, a_contradiction, an_error, a_screen_of_the_page,
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
