"""Every command that README and docs show runs here, and what they show of its output is what it prints.

A ``console`` block is a session in a fresh folder: its lines with ``$`` run one after the other, and shown output is
compared (a line with ``…`` stands for any lines). In an ``sh`` block each line runs by itself in a fresh folder.
``# status 3`` behind a command says how it ends. ``--update-golden`` writes shown output anew where nothing is left out.
"""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfWriter

from batch_support import made_here
from brief_support import outcome, population, written
from once import blank_pages, once
from support import ROOT, SAMPLES, run, run_apart

pytestmark = pytest.mark.in_child

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ENVIRONMENT = {"SOURCE_DATE_EPOCH": "1795000000", "COLUMNS": "100", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
# What sets up a machine can't run in a test; nothing else may stay unrun.
INSTALLERS = {
    "make letter",
    "make test",
    "make page",
    "tools/setup.sh",
    "pip install --require-hashes -r requirements.lock",
    "pip install --no-deps --no-build-isolation .",
    "sudo dnf install pango harfbuzz",
    "uv tool install --constraints constraints.txt .",
    'pipx install --pip-args="-c constraints.txt" .',
    "python3 -m venv .venv && .venv/bin/pip install -c constraints.txt .",
}
# Fences of other kinds: files, shapes, Windows' commands, and Python, which tests/api runs.
OTHER_FENCES = {"toml", "text", "powershell", "python", ""}
FENCE = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Ran = Callable[[Path], dict[str, dict[str, object]]]
AMOUNT = re.compile(r"\$\d[\d,]*\.\d\d")


@dataclass
class Step:
    """One command of a page."""

    page: Path
    line: int
    command: str
    status: int
    shown: list[str]
    session: bool
    block: int

    @property
    def argv(self) -> list[str]:
        return shlex.split(self.command)[1:]

    @property
    def name(self) -> str:
        return f"{self.page.relative_to(ROOT)}:{self.line}"


def _command(text: str) -> tuple[str, int]:
    command, _, comment = text.partition(" #")
    found = re.match(r"\s*status (\d+)", comment)
    return command.strip().removeprefix(".venv/bin/"), int(found[1]) if found else 0


def _steps(page: Path) -> tuple[list[Step], list[str]]:
    text = page.read_text(encoding="utf-8")
    steps: list[Step] = []
    others: list[str] = []
    for block in FENCE.finditer(text):
        kind, first = block[1], text[: block.start(2)].count("\n") + 1
        assert kind in OTHER_FENCES | {"sh", "console"}, f"{page.name}:{first}: a fence of kind {kind!r}"
        if kind not in ("sh", "console"):
            continue
        for number, line in enumerate(block[2].splitlines(), first):
            typed = line.removeprefix("$ ") if kind == "console" else line
            if kind == "console" and not line.startswith("$ "):
                steps[-1].shown.append(line)
            elif typed.strip() and not typed.startswith("#"):
                command, status = _command(typed)
                if command.startswith("offsetcase"):
                    steps.append(Step(page, number, command, status, [], kind == "console", first))
                else:
                    others.append(command)
    return steps, others


def _folder(at: Path, commands: str = "") -> Path:
    """A person's folder: the names that the pages use, all invented; what is large only where the commands name it."""
    at.mkdir(parents=True)
    if "sample_claims" in commands:
        shutil.copytree(SAMPLES, at / "sample_claims")

    def renamed(source: str, name: str, target: str) -> None:
        text = (SAMPLES / source).read_text(encoding="utf-8").replace(name, "Jane Doe")
        (at / target).write_text(text, encoding="utf-8")

    renamed("conditional/claims.csv", "Marisol Quintero", "claims.csv")
    renamed("conditional/case.toml", "Marisol Quintero", "case.toml")
    # A smaller quote, so that every example has a case on cost.
    case = (at / "case.toml").read_text(encoding="utf-8")
    case = case.replace('price = "550"', 'price = "420"').replace('workup = "350"', 'workup = "250"')
    (at / "case.toml").write_text(case, encoding="utf-8")
    renamed("portal-and-pharmacy/MedicalClaimSummary.csv", "Jordan Applewhite", "portal.csv")
    renamed("portal-and-pharmacy/prescriptions.csv", "Jordan Applewhite", "pharmacy.csv")
    renamed("portal-and-pharmacy/claims.rules.toml", "Jordan Applewhite", "claims.rules.toml")
    for number, price in enumerate((300, 350)):
        one = at / "cases" / f"case-{number}"
        one.mkdir(parents=True)
        shutil.copy(at / "claims.csv", one / "claims.csv")
        (one / "case.toml").write_text(f'[member]\nname = "Jane Doe"\n[treatment]\nprice = {price}\n', encoding="utf-8")
    if "many-letters" in commands:
        many = population(1, 48)
        written(at / "many-letters", [*many, replace(outcome(48), name="case-48", status="failed")])
    (at / "list.csv").write_text(
        "case,claims,price\nJane,claims.csv,300\nJane again,claims.csv,350\n", encoding="utf-8"
    )
    two = (at / "claims.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (at / "household.csv").write_text(
        "".join([*two, *(line.replace("Jane Doe", "Jo Roe") for line in two[1:])]), encoding="utf-8"
    )
    (at / "path" / "to").mkdir(parents=True)
    for name in ("claims.csv", "case.toml"):
        shutil.copy(at / name, at / "path" / "to" / name)
    for name, source in (("denial.pdf", "denial-notice.pdf"), ("booklet.pdf", "plan-booklet.pdf")):
        shutil.copy(SAMPLES / "conditional" / source, at / name)
    writer = PdfWriter()
    writer.add_blank_page(612, 792)
    writer.write(at / "notice.pdf")
    return at


def _units(page: Path) -> list[list[Step]]:
    """What runs in one folder each: a session, or a line of its own."""
    blocks: dict[int, list[Step]] = {}
    for step in _steps(page)[0]:
        blocks.setdefault(step.block if step.session else step.line, []).append(step)
    return list(blocks.values())


def _answers(shared: Path, page: Path) -> dict[str, dict[str, object]]:
    """What a page's commands said, by their names. Equal units of two pages are run once in the whole run of the tests."""
    found: dict[str, dict[str, object]] = {}
    for steps in _units(page):
        commands = "\n".join(step.command for step in steps)
        name = f"documented-{sha256(commands.encode()).hexdigest()[:20]}"

        def answers(steps: list[Step] = steps, name: str = name, commands: str = commands) -> list[dict[str, object]]:
            folder = _folder(shared / name, commands)
            return [_run_one(step, folder) for step in steps]

        found |= {step.name: answer for step, answer in zip(steps, once(shared, name, answers), strict=True)}
    return found


def _run_one(step: Step, folder: Path) -> dict[str, object]:
    # Enter to every question that `init` asks.
    done = run(*step.argv, cwd=folder, env=ENVIRONMENT, stdin="\n" * 400, together=True)
    return {"status": done.status, "out": done.out}


@pytest.fixture(scope="module")
def ran(shared: Path) -> Iterator[Ran]:
    """What the commands of a page said."""
    with blank_pages(), made_here():
        yield partial(_answers, shared)


def _lines(text: object) -> list[str]:
    return [line.rstrip() for line in str(text).strip().splitlines()]


def _agrees(shown: list[str], printed: list[str]) -> bool:
    pattern = "\n".join("(?:.*\n)*?.*" if line.strip() == "…" else re.escape(line.rstrip()) for line in shown)
    return re.fullmatch(pattern.strip(), "\n".join(printed)) is not None


def _rewrite(page: Path, steps: list[Step], ran: dict[str, dict[str, object]]) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    for step in reversed(steps):
        if step.shown and not any(line.strip() == "…" for line in step.shown):
            lines[step.line : step.line + len(step.shown)] = _lines(ran[step.name]["out"])
    page.write_text("\n".join(lines) + "\n", encoding="utf-8")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_runs_as_documented(page: Path, ran: Ran, update_golden: bool) -> None:
    steps, _ = _steps(page)
    answers = ran(page)
    if update_golden:
        _rewrite(page, steps, answers)
    for step in steps:
        answer = answers[step.name]
        assert answer["status"] == step.status, f"{step.name}: {step.command}\n{answer['out']}"
        if step.shown and not update_golden:
            printed = _lines(answer["out"])
            assert _agrees(step.shown, printed), f"{step.name}: {step.command}\n" + "\n".join(printed)


def test_only_installers_stay_unrun() -> None:
    assert {command for page in PAGES for command in _steps(page)[1]} == INSTALLERS


def test_the_documented_first_command_runs_as_a_process(tmp_path: Path) -> None:
    home = _folder(tmp_path / "home")
    # The kind of letter whose PDF is drawn soonest.
    (home / "path" / "to" / "case.toml").write_text('[member]\nname = "Jane Doe"\n[letter]\nkind = "plan-sponsor"\n')
    done = run_apart("build", "path/to/claims.csv", cwd=home, env=ENVIRONMENT)
    assert done.status == 0 and "Written: claims-letter.pdf" in done.out


@pytest.mark.parametrize("name", ["method.md", "reading-the-result.md"])
def test_amounts_in_the_text_are_amounts_that_the_tool_gives(name: str, ran: Ran) -> None:
    page = ROOT / "docs" / name
    printed = "\n".join(str(answer["out"]) for answer in ran(page).values())
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    assert set(AMOUNT.findall(text)) <= set(AMOUNT.findall(printed))
    assert AMOUNT.findall(text)
