"""What the rules of the house ask of each module of the package, from one reading of the source.

Reading all of it takes longer than every question that is asked of it, so it is read once a process; only what is asked for is kept.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import offsetcase

SOURCE = Path(offsetcase.__file__).parent


@dataclass
class Module:
    """One module: its place below the package, and what stands in it."""

    path: Path
    length: int
    imports: set[str] = field(default_factory=set)
    classes: list[str] = field(default_factory=list)
    floats: list[float] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    at_top: list[str] = field(default_factory=list)
    has_while: bool = False
    counted: list[tuple[str, int]] = field(default_factory=list)

    @property
    def name(self) -> str:
        return self.path.relative_to(SOURCE).as_posix()

    @property
    def room(self) -> str:
        parts = self.path.relative_to(SOURCE).parts
        return parts[0] if len(parts) > 1 else self.path.stem


@cache
def modules() -> tuple[Module, ...]:
    return tuple(_read(path) for path in sorted(SOURCE.rglob("*.py")))


def _read(path: Path) -> Module:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    found = Module(path, len(text.splitlines()))
    found.at_top = [
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    ]
    for node in ast.walk(tree):
        _take(found, node)
    return found


def _take(found: Module, node: ast.AST) -> None:
    if isinstance(node, ast.Import):
        found.imports.update(alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module:
        found.imports.add(node.module)
        found.imports.update(f"{node.module}.{alias.name}" for alias in node.names)
    elif isinstance(node, ast.ClassDef):
        found.classes.append(node.name)
    elif isinstance(node, ast.Constant) and isinstance(node.value, float):
        found.floats.append(node.value)
    elif isinstance(node, ast.Name):
        found.names.add(node.id)
        if isinstance(node.ctx, ast.Store):
            found.bound.add(node.id)
    elif isinstance(node, ast.arg):
        found.bound.add(node.arg)
    elif isinstance(node, ast.FunctionDef):
        found.bound.add(node.name)
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
        found.bound.add(node.attr)
    elif isinstance(node, ast.While):
        found.has_while = True
    elif isinstance(node, ast.For) and isinstance(node.iter, ast.Call):
        called = node.iter.func
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        found.counted.append((name, node.lineno))
