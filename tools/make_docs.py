"""Write the pages of docs/ that are made from the code: the reference and the list of evidence.

``make docs`` runs it beside make_error_docs.py. What the code doesn't say in words stands in tools/docs_words.toml.
"""

from __future__ import annotations

import io
import json
import re
import sys
import tempfile
import tomllib
import types
import typing
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout, suppress
from pathlib import Path
from typing import Any, Literal, Union, get_args, get_origin

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))
MADE = "This page is made from the code by `make docs`; it is not changed by hand."
WORDS: dict[str, Any] = tomllib.loads((ROOT / "tools" / "docs_words.toml").read_text(encoding="utf-8"))


def words(section: str, key: str) -> str:
    """What docs_words.toml says of a key; empty when it says nothing, which a test points out."""
    return str(WORDS.get(section, {}).get(key, ""))


def cell(text: str) -> str:
    """Text that fits into a table's cell."""
    return " ".join(text.split()).replace("|", "\\|")


def table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    """A table in Markdown."""
    lines = [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    return [*lines, *(f"| {' | '.join(cell(one) for one in row)} |" for row in rows)]


# --- commands -------------------------------------------------------------------------------------------------------


def _commands() -> Iterator[tuple[str, Any]]:
    import typer

    from offsetcase.cli.app import make_app

    for name, command in typer.main.get_command(make_app()).commands.items():  # type: ignore[attr-defined]
        below = getattr(command, "commands", None)
        if below:
            yield from ((f"{name} {sub}", one) for sub, one in below.items())
        else:
            yield name, command


def commands_with_json() -> list[str]:
    """The commands that can print one JSON object."""
    return [name for name, command in _commands() if any("--json" in one.opts for one in command.params)]


def _paragraphs(help_text: str) -> list[str]:
    return [" ".join(part.split()) for part in re.split(r"\n\s*\n", help_text or "") if part.strip()]


def _examples(epilog: str | None) -> list[str]:
    found = []
    for block in re.split(r"\n\s*\n", epilog or ""):
        lines = block.strip().splitlines()
        if lines and lines[0].startswith("offsetcase"):
            found += [f"# {' '.join(line.strip() for line in lines[1:])}", lines[0].strip(), ""]
    return found[:-1]


def commands_page() -> str:
    """The reference of commands and options."""
    import typer

    parts = ["# Commands", "", MADE, "", words("pages", "commands"), ""]
    parts += [f"- [`{name}`](#{name.replace(' ', '-')}): {_paragraphs(one.help)[0]}" for name, one in _commands()]
    for name, command in _commands():
        parts += ["", f"## {name}", ""]
        for paragraph in _paragraphs(command.help):
            parts += [paragraph, ""]
        context = typer.Context(command, info_name=f"offsetcase {name}")
        rows = []
        for one in command.params:
            record = one.get_help_record(context) if not getattr(one, "hidden", False) else None
            if record and one.name != "help":
                rows.append((f"`{record[0]}`", record[1]))
        parts += [*table(("argument or option", "what it does"), rows), ""] if rows else []
        examples = _examples(command.epilog)
        parts += ["```sh", *examples, "```"] if examples else []
    return "\n".join(parts).rstrip() + "\n"


# --- the two files that a person writes -------------------------------------------------------------------------------

TAKES = {
    "_dollars": "an amount",
    "_dollars_or_lines": "an amount, or a table of amounts",
    "_fraction": "a number from 0 to 1",
    "_clean_text": "text",
}


def _takes(kind: Any, metadata: list[Any]) -> str:
    for one in metadata:
        name = getattr(getattr(one, "func", None), "__name__", "")
        if name in TAKES:
            return TAKES[name]
    if hasattr(kind, "__metadata__"):
        return _takes(get_args(kind)[0], list(kind.__metadata__))
    origin, inside = get_origin(kind), [one for one in get_args(kind) if one is not type(None)]
    if origin is Literal:
        return "one of " + ", ".join(f"`{one}`" for one in inside)
    if origin in (Union, types.UnionType):
        return " or ".join(_takes(one, metadata) for one in inside)
    if origin in (tuple, frozenset):
        return f"a list; each {_takes(inside[0], [])}"
    if origin is dict:
        return f"a table; each {_takes(inside[1], [])}"
    if kind is int:
        ends = {name: getattr(one, name) for one in metadata for name in ("ge", "le") if hasattr(one, name)}
        return f"a whole number, {ends['ge']} to {ends['le']}" if len(ends) == 2 else "a whole number"
    return {"date": "a date", "str": "text", "bool": "true or false"}.get(kind.__name__, kind.__name__)


def _models(kind: Any) -> list[Any]:
    from pydantic import BaseModel

    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [kind]
    return [model for one in get_args(kind) for model in _models(one)]


def case_keys() -> Iterator[tuple[str, str, str]]:
    """Every key of the case file: its path, what it takes, what it means."""
    from offsetcase.case.settings import CaseFile

    yield from _keys(CaseFile, "", _case_words())


def rules_keys() -> Iterator[tuple[str, str, str]]:
    """Every key of the rules file."""
    from offsetcase.read.rules import Rules

    yield from _keys(Rules, "", WORDS["rules"])


def _case_words() -> dict[str, str]:
    data = ROOT / "src" / "offsetcase" / "data"
    questions = tomllib.loads((data / "questions.toml").read_text(encoding="utf-8"))["question"]
    blanks = tomllib.loads((data / "blanks.toml").read_text(encoding="utf-8"))
    found = {one["path"]: one["note"] for one in questions if one["note"]}
    found.update({key: one["what"] for key, one in blanks.items()})
    return {**found, **WORDS["case"]}


def _keys(model: Any, prefix: str, meanings: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name, field in model.model_fields.items():
        path = f"{prefix}{name}"
        inner = _models(field.annotation)
        if inner and path not in WORDS["shapes"]:
            many = get_origin(field.annotation) is tuple
            yield from _keys(inner[0], f"{path}[]." if many else f"{path}.", meanings)
        else:
            takes = WORDS["shapes"].get(path) or _takes(field.annotation, list(field.metadata))
            yield path, takes, meanings.get(path, "")


def _settings_page(title: str, intro: str, keys: Iterator[tuple[str, str, str]], top: str) -> str:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for path, takes, meaning in keys:
        head, _, tail = path.rpartition(".")
        groups.setdefault(head, []).append((f"`{tail or path}`", takes, meaning))
    parts = [f"# {title}", "", MADE, "", intro]
    for head, rows in groups.items():
        name = f"`[[{head[:-2]}]]`" if head.endswith("[]") else f"`[{head}]`" if head else top
        parts += ["", f"## {name}", "", *table(("key", "takes", "meaning"), rows)]
    return "\n".join(parts) + "\n"


def case_page() -> str:
    """The reference of the case file's keys."""
    return _settings_page("Every key of case.toml", words("pages", "case"), case_keys(), "At the top")


def rules_page() -> str:
    """The reference of the rules file's keys."""
    from offsetcase.read.headings import field_names

    page = _settings_page(
        "Every key of claims.rules.toml", words("pages", "rules"), rules_keys(), "At the top, and tables"
    )
    return f"{page}\n## Fields for `[columns]`\n\n{', '.join(f'`{name}`' for name in field_names())}; and `ignore`, with a list of headings that hold nothing a ledger needs. Each takes one heading, or a list of them where several files spell it in several ways.\n"


# --- Python, and lists of cases ---------------------------------------------------------------------------------------

OPTIONS = ROOT / "src" / "offsetcase" / "case" / "python_options.py"


def python_options() -> str:
    """The module by which editors and type checkers know the options of ``build_case``."""
    from offsetcase.case.options import declared
    from offsetcase.case.request import Request

    lines = [f"    {one.name}: {_hint(one)}" for one in declared(Request) if one.option.python and one.name != "claims"]
    return "\n".join(
        [
            '"""What ``build_case`` takes beside the claims, for editors and type checkers.',
            "",
            "Made from ``case/request.py`` by ``make docs``; it is not changed by hand.",
            '"""',
            "",
            "from __future__ import annotations",
            "",
            "import datetime as dt",
            "import os",
            "from collections.abc import Mapping",
            "from typing import TypedDict",
            "",
            "from offsetcase.case.values import Number",
            "",
            "FilePath = str | os.PathLike[str]",
            "",
            "",
            "class Options(TypedDict, total=False):",
            '    """Every option by name; docs/reference/python.md says what each means."""',
            "",
            *lines,
            "",
        ]
    )


def _hint(one: Any) -> str:
    """What a type checker is told; ``None`` leaves an option to its default."""
    return str(one.option.kind.hint) if one.option.required else f"{one.option.kind.hint} | None"


def python_page() -> str:
    """The reference of ``build_case``'s options."""
    from offsetcase.case.options import declared
    from offsetcase.case.request import Request

    rows = [(f"`{one.name}`", f"`{_hint(one)}`", one.words) for one in declared(Request) if one.option.python]
    parts = ["# The options of `build_case`", "", MADE, "", words("pages", "python"), ""]
    return "\n".join([*parts, *table(("name", "takes", "what it does"), rows)]) + "\n"


def list_page() -> str:
    """The reference of the columns that a list of cases may have."""
    from offsetcase.case.request import case_columns

    rows = [("`case`", words("pages", "case_name"))]
    rows += [(f"`{column}`", one.words) for column, one in case_columns().items()]
    rows.append(("`set.<assumption>`", words("pages", "set_column")))
    parts = ["# The columns of a list of cases", "", MADE, "", words("pages", "list"), ""]
    return "\n".join([*parts, *table(("column", "what it does"), rows)]) + "\n"


# --- JSON -------------------------------------------------------------------------------------------------------------


def _run_json(arguments: list[str]) -> Any:
    from offsetcase.__main__ import main

    said, trouble, former = io.StringIO(), io.StringIO(), sys.argv
    sys.argv = ["offsetcase", *arguments]
    try:
        with chdir(ROOT / "sample_claims"), redirect_stdout(said), redirect_stderr(trouble), suppress(SystemExit):
            main()
    finally:
        sys.argv = former
    if not said.getvalue():
        raise SystemExit(f"{' '.join(arguments)}: {trouble.getvalue()}")
    return json.loads(said.getvalue())


def _kind(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int):
        return "whole number"
    if isinstance(value, float):
        return "number"
    if isinstance(value, str):
        return "amount" if re.fullmatch(r"-?\d\d+\.\d\d|0\.00", value) else "text"
    return "list" if isinstance(value, list) else "object"


def _walk(value: Any, path: str, found: dict[str, set[str]]) -> None:
    if path:
        found.setdefault(path, set()).add(_kind(value))
    if isinstance(value, dict):
        # Keys that are data (categories, years, names of assumptions) are one key with a star.
        star = path in WORDS["json_stars"]["paths"]
        for key, inner in value.items():
            _walk(inner, f"{path}.{'*' if star else key}".lstrip("."), found)
    elif isinstance(value, list):
        for inner in value:
            if isinstance(inner, dict):
                _walk(inner, f"{path}[]", found)
                found.pop(f"{path}[]", None)
            else:
                found[path].discard("list")
                found[path].add(f"list of {_kind(inner)}")


def json_fields(command: str) -> dict[str, str]:
    """The fields that a command's JSON holds, each with its kinds, as runs over the samples show them."""
    found: dict[str, set[str]] = {}
    with tempfile.TemporaryDirectory() as folder:
        letters = Path(folder) / "many"
        for run in WORDS["json_runs"][command]:
            if "{letters}" in run:
                _invented_batch(letters)
            typed = [one.replace("{folder}", folder).replace("{letters}", str(letters)) for one in run]
            _walk(_run_json([command, *typed, "--json"]), "", found)
    return {path: _kinds(kinds) for path, kinds in found.items()}


def _invented_batch(folder: Path) -> None:
    """The records of many invented cases, as a batch leaves them: enough people for every field of a brief."""
    from offsetcase.batch.job import Outcome

    for number in range(44):
        figures = {
            "plan_paid_a_year": f"{9000 + 100 * number}.00",
            "treatment": "6000.00",
            "net": f"{-900 + number}.00",
        }
        about = {"indication": "depression", "plan_type": "", "lead": "capped", "alternative_cost": "20000.00"}
        one = Outcome(
            f"case-{number}", "letter", 0, "", "conditional", figures, about=about, marks={"name": str(number)}
        )
        (folder / one.name).mkdir(parents=True)
        (folder / one.name / "record.json").write_text(json.dumps(one.record()), encoding="utf-8")
    (folder / "case-later").mkdir()


def _kinds(kinds: set[str]) -> str:
    if any(one.startswith("list of") for one in kinds):
        kinds = kinds - {"list"}
    return ", ".join(sorted(kinds, key=lambda one: (one == "null", one)))


def json_words(command: str, path: str) -> str:
    """What a field means: the command's own words, or those that hold for every command."""
    leaf = path.removesuffix("[]").rpartition(".")[2]
    return words(f"json_{command}", path) or words("json_all", path) or words("json_leaf", leaf)


def json_page() -> str:
    """The reference of the JSON output."""
    parts = ["# JSON", "", MADE, "", words("pages", "json")]
    for command in commands_with_json():
        if command in WORDS["json_runs"]:
            rows = [(f"`{path}`", kind, json_words(command, path)) for path, kind in json_fields(command).items()]
            parts += ["", f"## {command}", "", *table(("field", "kind", "meaning"), rows)]
    return "\n".join(parts) + "\n"


# --- evidence ---------------------------------------------------------------------------------------------------------


def evidence_page() -> str:
    """The evidence library, as `offsetcase evidence` lists it."""
    from offsetcase.argument.evidence import library, printed, reference_text

    parts = ["# The evidence a letter may cite", "", MADE, "", words("pages", "evidence")]
    for entry in library().values():
        if entry.standing in ("M", "X"):
            continue
        use = ", ".join(entry.indications) or "cited beside other sources"
        parts += ["", f"## {entry.key}", "", reference_text(entry), ""]
        parts.append(f"- For: {use}. Standing {entry.standing}; read in: {entry.read_in}; verified {entry.verified}.")
        for one in printed(entry):
            always = " (always printed)" if one.role == "limits" and entry.required_for else ""
            some = "" if set(one.indications) >= set(entry.indications) else f", {', '.join(one.indications)}"
            parts.append(f"- {words('roles', one.role)}{some}{always}: {one.text}")
        if entry.pair:
            parts.append(f"- {words('pages', 'pair')} {', '.join(f'`{key}`' for key in entry.pair)}.")
    kept = [entry.key for entry in library().values() if entry.standing in ("M", "X")]
    parts += ["", "## Never printed", "", f"{words('pages', 'never')} {', '.join(f'`{key}`' for key in kept)}."]
    return "\n".join(parts) + "\n"


# --- the model's figures ----------------------------------------------------------------------------------------------


def figures_page() -> str:
    """Every printed quantity of the model's graph with its formula, for one of the sample cases."""
    from offsetcase.case.request import Request
    from offsetcase.pipeline import build_case

    claims = ROOT / "sample_claims" / "conditional" / "claims.csv"
    result = build_case(Request((claims,), draws=0))
    offset, sums = result.offset, result.alternative.sums
    assert offset is not None and sums is not None
    values = offset.values | sums.values
    # One month stands for all of them.
    flags = {name: value for name, value in values.items() if name.endswith((".free", ".busy"))}
    shown = [id for id, one in offset.graph.items() if one.unit and not re.search(r"month\.(?!4\.)", id)]
    rows = [
        (f"`{id}`", offset.graph[id].unit, offset.graph.how(id, values, flags))
        for id in shown
        if values[id] is not None
    ]
    plain = [(id, unit, re.sub(r"[{}]", "", how)) for id, unit, how in rows if ".month.4." not in id]
    return "\n".join(
        (
            "# The model's figures",
            "",
            MADE,
            "",
            words("pages", "figures"),
            "",
            *table(("figure", "unit", "formula"), plain),
            "",
        )
    )


PAGES: dict[str, typing.Callable[[], str]] = {
    "evidence.md": evidence_page,
    "reference/commands.md": commands_page,
    "reference/case-file.md": case_page,
    "reference/rules-file.md": rules_page,
    "reference/json.md": json_page,
    "reference/python.md": python_page,
    "reference/list-of-cases.md": list_page,
    "reference/figures.md": figures_page,
}

if __name__ == "__main__":
    OPTIONS.write_text(python_options(), encoding="utf-8")
    for name, page in PAGES.items():
        target = ROOT / "docs" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(page(), encoding="utf-8")
