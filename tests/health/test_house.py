"""The house keeps its shape: imports go one way, modules stay small, heavy libraries stay in their rooms."""

from __future__ import annotations

import ast
from collections.abc import Callable
from pathlib import Path

from support import ROOT

SOURCE = ROOT / "src" / "offsetcase"
MODULES = sorted(SOURCE.rglob("*.py"))
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


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def room_of(path: Path) -> str:
    parts = path.relative_to(SOURCE).parts
    return parts[0] if len(parts) > 1 else path.stem


def each_module(check: Callable[[Path], None]) -> Callable[[], None]:
    """One test for all modules, which names each that fails: a test for each would be a fifth of the suite's number."""

    def test() -> None:
        wrong = {}
        for path in MODULES:
            try:
                check(path)
            except AssertionError as error:
                wrong[path.relative_to(SOURCE).as_posix()] = str(error)
        assert wrong == {}

    test.__doc__ = check.__doc__
    return test


@each_module
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return
    own = {name.split(".")[1] for name in imports(path) if name.startswith("offsetcase.")}
    assert own - {"__version__"} <= ALLOWED[room], f"{room} imports {own - ALLOWED[room]}"


@each_module
def test_each_library_has_its_home_and_nothing_opens_a_connection(path: Path) -> None:
    names = {name.split(".")[0] for name in imports(path)}
    here = path.relative_to(SOURCE).as_posix()
    for library, homes in HOMES.items():
        assert library not in names or here in homes, f"{library} in {here}"
    # Logging is known to one place, which silences a library's.
    # And one place starts a program: what reads scans, where the person has installed it.
    allowed = {"papers/pdf.py": {"logging"}, "papers/scans.py": {"subprocess", "logging"}}
    assert not names & FORBIDDEN - allowed.get(here, set())


@each_module
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 400


@each_module
def test_no_float_touches_money(path: Path) -> None:
    """Floats stand only where JSON shows a rounded ratio."""
    # A workbook hands numbers over as floats; they become text at once.
    # Where words stand on a paper is geometry; a statement's amounts are parsed elsewhere. The simulation draws floats; a picture's geometry is not money either: its labels are facts.
    if path.relative_to(SOURCE).as_posix() in (
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
    tree = ast.parse(path.read_text(encoding="utf-8"))
    floats = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, float)]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == "float"]
    # difflib's likeness cut-offs are not money.
    assert [value for value in floats if value not in (0.4, 0.5, 0.75)] == [] and not calls


def test_nothing_is_left_unfinished() -> None:
    for path in [*MODULES, *(ROOT / "templates").rglob("*.j2")]:
        text = path.read_text(encoding="utf-8")
        for word in ("TODO", "FIXME", "XXX", "NotImplementedError"):
            assert word not in text, f"{word} in {path}"


def test_a_class_name_stands_once() -> None:
    """Two classes of one name are told apart by nobody who searches the tree."""
    places: dict[str, list[str]] = {}
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(path.relative_to(SOURCE).as_posix())
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
