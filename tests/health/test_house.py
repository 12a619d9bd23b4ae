"""The house keeps its shape: imports go one way, modules stay small, heavy libraries stay in their rooms."""

from __future__ import annotations

import re

from rows import each_row
from source_tree import Module, modules
from support import ROOT

ROOMS = ("model", "codes", "papers", "read", "clean", "classify", "case", "offset", "argument", "render")
# A room may import the rooms before it. `cli` and `pipeline` stand above them all.
ALLOWED = {room: set(ROOMS[: number + 1]) for number, room in enumerate(ROOMS)}
ALLOWED["asking"] = {*ROOMS, "asking"}
ALLOWED["cli"] = {*ROOMS, "asking", "cli", "pipeline", "checking", "redact"}
ALLOWED["page"] = {*ROOMS, "asking", "page", "pipeline", "checking", "stages"}
ALLOWED["redact"] = {*ROOMS, "redact", "pipeline", "checking"}
ALLOWED["stages"] = set(ROOMS) - {"papers", "offset", "argument", "render"}
ALLOWED["checking"] = {*ALLOWED["stages"], "stages"}
ALLOWED["batch"] = {*ROOMS, "batch", "pipeline"}
ALLOWED["api"] = {*ROOMS, "pipeline"}
ALLOWED["brief"] = {*ROOMS, "batch", "brief"}
ALLOWED["cli"] |= {"batch", "brief"}
ALLOWED["render"] |= {"checking"}
ALLOWED["pipeline"] = set(ROOMS) - {"argument", "render"} | {"stages"}
HOMES = {
    "weasyprint": {"render/pdf.py"},
    "pydyf": {"render/attached.py", "render/tagged.py"},
    "docx": {"render/docx.py"},
    "tinyhtml5": {"render/nesting.py"},
    "tinycss2": {"render/own_style.py"},
    "numpy": set(),
    "tomlkit": {"case/edit.py"},
    "distributed": {"batch/cluster.py"},
    "typer": {
        f"cli/{name}.py"
        for name in (
            "app",
            "batch",
            "build",
            "brief",
            "check",
            "compare",
            "deadlines",
            "errors",
            "evidence",
            "doctor",
            "explain",
            "init",
            "messages",
            "options",
            "papers",
            "protocols",
            "status",
            "redact",
            "templates",
        )
    },
    "rich": {
        *(
            f"cli/{name}.py"
            for name in (
                "batch_run",
                "build_run",
                "check_run",
                "compare_run",
                "deadlines_run",
                "status_run",
                "evidence",
                "explain_run",
                "progress",
                "protocols",
            )
        ),
        *(f"render/{name}.py" for name in ("compared", "explained", "library", "protocols", "report", "terminal")),
    },
    "jinja2": {"render/html.py", "render/templating.py"},
    "pypdf": {"papers/pdf.py", "papers/scans.py", "render/printed.py"},
    "pypdfium2": {"render/taken_over.py"},
    "PIL": {"render/taken_over.py", "render/compared_sheet.py"},
    "pydantic": {"read/settings_file.py", "read/rules.py", "case/fields.py", "case/sent.py", "case/settings.py"},
}
FORBIDDEN = {"socket", "urllib", "http", "requests", "httpx", "subprocess", "pickle", "logging"}


# One test for all modules, which are read when it runs: a test for each would double the suite's number.
each_module = each_row("module", modules, ids=lambda module: module.name)


@each_module
def test_imports_go_one_way(module: Module) -> None:
    room = module.room
    if room in ("__init__", "__main__"):
        return
    own = {name.split(".")[1] for name in module.imports if name.startswith("offsetcase.")}
    assert own - {"__version__"} <= ALLOWED[room], f"{room} imports {own - ALLOWED[room]}"


@each_module
def test_each_library_has_its_home_and_nothing_opens_a_connection(module: Module) -> None:
    names = {name.split(".")[0] for name in module.imports}
    here = module.name
    for library, homes in HOMES.items():
        assert library not in names or here in homes, f"{library} in {here}"
    # Logging is known to one place, which silences a library's.
    # And one place starts a program: what reads scans, where the person has installed it.
    allowed = {"papers/pdf.py": {"logging"}, "papers/scans.py": {"subprocess", "logging"}}
    assert not names & FORBIDDEN - allowed.get(here, set())


@each_module
def test_modules_stay_small(module: Module) -> None:
    assert module.length <= 400


@each_module
def test_no_float_touches_money(module: Module) -> None:
    """Floats stand only where JSON shows a rounded ratio."""
    # A workbook hands numbers over as floats; they become text at once.
    # Where words stand on a paper is geometry; a statement's amounts are parsed elsewhere. The simulation draws floats; a picture's geometry is not money either: its labels are facts.
    if module.name in (
        "papers/scans.py",
        "papers/words.py",
        "render/case_json.py",
        "read/workbook.py",
        "offset/uncertainty.py",
        "cli/progress.py",  # seconds
        "render/charts.py",
        "render/compared_sheet.py",  # a picture's geometry
        "render/fit.py",
        "render/own_style.py",
        "render/printed.py",
        "model/apart.py",
        "cli/progress.py",  # seconds
        "papers/page.py",
        "papers/titles.py",
        "papers/labels.py",
        "papers/prose.py",
        "papers/where.py",
        "papers/columns.py",
    ):
        return
    # difflib's likeness cut-offs are not money.
    assert [value for value in module.floats if value not in (0.4, 0.5, 0.75)] == [] and "float" not in module.names


def test_nothing_is_left_unfinished() -> None:
    for path in [*(module.path for module in modules()), *(ROOT / "templates").rglob("*.j2")]:
        text = path.read_text(encoding="utf-8")
        for word in ("TODO", "FIXME", "XXX", "NotImplementedError"):
            assert word not in text, f"{word} in {path}"


def test_dollars_are_written_in_one_place() -> None:
    """A second way rounds halves to even, and puts a minus behind the dollar sign."""
    for module in modules():
        if module.name != "model/money.py":
            assert not re.search(r"\$\{[^{}]*\.2f\}", module.path.read_text(encoding="utf-8")), module.name


# Words that fit anything. The JSON of ``doctor`` has one of them.
EMPTY_WORDS = {"found", "here"}
WITH_EMPTY_WORDS = {"render/doctor.py"}


@each_module
def test_a_name_says_what_it_holds(module: Module) -> None:
    if not {module.room, module.name} & WITH_EMPTY_WORDS:
        assert not module.bound & EMPTY_WORDS


def test_a_class_name_stands_once() -> None:
    """Two classes of one name are told apart by nobody who searches the tree."""
    places: dict[str, list[str]] = {}
    for module in modules():
        for name in module.classes:
            places.setdefault(name, []).append(module.name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
