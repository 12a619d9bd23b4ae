"""Mutation testing of the modules that money goes through: is there a test that notices when the code is wrong?

One process collects the tests and notes which of them call which function. Each mutant is then tried in a forked child:
the changed function's code is put in place of the original's, and the tests that call it run until one fails. Random
tests run with few, fixed examples. `make mutate` runs it; `docs/mutation.md` lists the survivors with reasons.

    python tools/mutate.py                         # every module
    python tools/mutate.py offset/breakeven.py     # some of them
    python tools/mutate.py offset/turning.py --tests tests/offset/test_turning.py    # a quick floor: with these tests alone
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import os
import re
import signal
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "offsetcase"
MODULES = (
    "model/ledger.py", "clean/clean.py", "clean/items.py", "clean/copies.py", "clean/versions.py", "clean/twins.py", "clean/wholes.py", "clean/withdrawn.py", "clean/questions.py",
    "clean/people.py", "clean/reversals.py", "case/assemble.py",
    "case/window.py", "offset/assumptions.py", "offset/baseline.py", "offset/breakeven.py", "offset/alternative.py", "offset/lead.py", "offset/turning.py",
    "offset/inflation.py", "offset/projection.py", "offset/scenarios.py", "offset/uncertainty.py", "offset/unit_price.py",
    "offset/verdict.py", "offset/quantities.py", "offset/decisions.py", "offset/comparison.py", "offset/covered.py", "model/nodes.py", "model/compiled.py",
)  # fmt: skip
TESTS = ("tests/offset", "tests/clean", "tests/case", "tests/model", "tests/read/test_kinds.py")
# Of long rows of random cases a few stand for all; the suite itself runs every one.
FEW = {
    "test_to_the_cent": 1,
    "test_at_the_break_evens_the_net_is_nothing": 1,
    "test_invariants": 1,
    "test_another_sampler_agrees": 1,
    "test_months_are_resampled_together": 1,
}
EXAMPLES = 10
SECONDS = 30
ARITHMETIC: dict[type, type] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult, ast.FloorDiv: ast.Div, ast.Mod: ast.Mult,
    ast.Pow: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
COMPARISON: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE), ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,), ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,),
}  # fmt: skip
KEYLIKE = re.compile(r"[A-Za-z][\w:.-]*")


@dataclass(frozen=True)
class Mutant:
    """One change: where, what, and the module's tree with it. ``owner`` is the function's qualified name or a constant's."""

    module: str
    line: int
    owner: str
    what: str
    tree: ast.Module


def mutants(module: str) -> Iterator[Mutant]:
    """Every mutant of one module, in the order of its lines."""
    source = (PACKAGE / module).read_text(encoding="utf-8")
    places = list(_places(ast.parse(source), "", []))
    for owner, path, node in places:
        for what, new in _changes(node):
            tree = ast.parse(source)
            _put(tree, path, new)
            line = getattr(node, "lineno", 0) or getattr(getattr(node, "target", None), "lineno", 0)
            yield Mutant(module, line, owner, f"{_show(node)}  →  {what}", ast.fix_missing_locations(tree))


def _show(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())[:90]


def _places(node: ast.AST, owner: str, path: list[Any]) -> Iterator[tuple[str, list[Any], ast.AST]]:
    """Every node that may change, with its function's name and the way to it; no words, types or type checkers' asserts."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "bases", "keywords_of_class"):
            continue
        many = value if isinstance(value, list) else [value]
        for number, child in enumerate(many):
            if not isinstance(child, ast.AST) or isinstance(
                child, ast.JoinedStr | ast.Assert | ast.Import | ast.ImportFrom
            ):
                continue
            way = [*path, (name, number if isinstance(value, list) else None)]
            inner = owner
            if isinstance(child, ast.FunctionDef | ast.ClassDef):
                # A function inside a function belongs to the outer one, whose code holds its own.
                nested = isinstance(node, ast.FunctionDef) or owner.endswith("()")
                inner = owner if nested else f"{owner.removesuffix('()')}.{child.name}".lstrip(".")
                inner = f"{inner}()" if isinstance(child, ast.FunctionDef) and not nested else inner
            elif not owner and isinstance(child, ast.Assign | ast.AnnAssign):
                target = child.targets[0] if isinstance(child, ast.Assign) else child.target
                inner = f"={ast.unparse(target)}"
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue  # a docstring
            if inner.endswith("()") or inner.startswith("="):
                yield inner, way, child
            yield from _places(child, inner, way)


def _put(tree: ast.Module, path: list[Any], new: ast.AST) -> None:
    node: Any = tree
    for name, number in path[:-1]:
        node = getattr(node, name) if number is None else getattr(node, name)[number]
    name, number = path[-1]
    if number is None:
        setattr(node, name, new)
    else:
        getattr(node, name)[number] = new


def _with(node: ast.AST, **fields: Any) -> ast.AST:
    new = copy.deepcopy(node)
    for name, value in fields.items():
        setattr(new, name, value)
    return new


def _changes(node: ast.AST) -> Iterator[tuple[str, ast.AST]]:
    """What may become of a node, each with words."""
    found: list[ast.AST] = []
    match node:
        case ast.BinOp() | ast.AugAssign() if type(node.op) in ARITHMETIC:
            found.append(_with(node, op=ARITHMETIC[type(node.op)]()))
        case ast.Compare(ops=ops):
            for n, op in enumerate(ops):
                found += [_with(node, ops=[*ops[:n], new(), *ops[n + 1 :]]) for new in COMPARISON.get(type(op), ())]
        case ast.BoolOp(op=op):
            found.append(_with(node, op=ast.Or() if isinstance(op, ast.And) else ast.And()))
        case ast.UnaryOp(op=ast.Not() | ast.USub(), operand=operand):
            found.append(copy.deepcopy(operand))
        case ast.Constant(value=bool() as value):
            found.append(ast.Constant(not value))
        case ast.Constant(value=int() | float() as value):
            found += [ast.Constant(value + 1), ast.Constant(value - 1)]
        case ast.Constant(value=str() as value):
            found += [ast.Constant(text) for text in _texts(value)]
        case ast.Return(value=value) if value is not None and not (
            isinstance(value, ast.Constant) and value.value is None
        ):
            found.append(_with(node, value=ast.Constant(None)))
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Raise() | ast.Continue() | ast.Break():
            found.append(ast.Pass())
        case ast.If() | ast.IfExp():
            found += [_with(node, test=ast.Constant(value)) for value in (True, False)]
        case ast.comprehension(ifs=ifs):
            found += [_with(node, ifs=[*ifs[:n], *ifs[n + 1 :]]) for n in range(len(ifs))]
        case ast.Call(keywords=keywords):
            found += [_with(node, keywords=[*keywords[:n], *keywords[n + 1 :]]) for n in range(len(keywords))]
    if isinstance(node, ast.AugAssign):
        found.append(ast.Pass())
    for new in found:
        if not isinstance(new, ast.expr | ast.stmt | ast.comprehension) or ast.dump(new) == ast.dump(node):
            continue
        text = "(left out)" if isinstance(new, ast.Pass) else _show(new)
        yield text, new


def _texts(value: str) -> list[str]:
    """Another text for a number in words, a key or a code; sentences for people stay."""
    try:
        return [str(Decimal(value) + 1)] if value else []
    except InvalidOperation:
        return [f"XX{value}"] if KEYLIKE.fullmatch(value) else []


def module_of(path: str) -> ModuleType:
    return importlib.import_module(f"offsetcase.{path.removesuffix('.py').replace('/', '.')}")


def plain(found: Any) -> FunctionType | None:
    """The function inside a property, a class method or a cache."""
    for name in ("fget", "__func__", "__wrapped__"):
        found = getattr(found, name, None) or found
    return found if isinstance(found, FunctionType) else None


def function_of(space: dict[str, Any], owner: str) -> FunctionType | None:
    first, _, second = owner.removesuffix("()").partition(".")
    found = space.get(first)
    return plain(vars(found)[second]) if second else plain(found)


def put_in_place(mutant: Mutant) -> None:
    """Change the running program: the function's code, or the constant wherever it was imported."""
    module = module_of(mutant.module)
    space: dict[str, Any] = {"__name__": module.__name__, "__file__": module.__file__}
    exec(compile(mutant.tree, str(module.__file__), "exec"), space)
    if mutant.owner.startswith("="):
        name = mutant.owner[1:]
        old = vars(module)[name]
        for other in list(sys.modules.values()):
            if (
                getattr(other, "__name__", "").startswith(("offsetcase", "test", "support"))
                and vars(other).get(name) is old
            ):
                setattr(other, name, space[name])
    else:
        target, new = function_of(vars(module), mutant.owner), function_of(space, mutant.owner)
        assert target is not None and new is not None, mutant.owner
        target.__code__, target.__defaults__, target.__kwdefaults__ = new.__code__, new.__defaults__, new.__kwdefaults__
    forget()


def forget() -> None:
    """Leave no stored answer: it would hide a mutant of what it was made with, or that a later test asks for it too."""
    for path in MODULES:
        for found in vars(module_of(path)).values():
            if hasattr(found, "cache_clear"):
                found.cache_clear()


class Trial:
    """The pytest plugin: runs everything once with a note of who calls what, then every mutant in a child of its own."""

    def __init__(self, wanted: list[str], jobs: int) -> None:
        self.wanted = wanted
        self.jobs = jobs
        self.failed = False
        self.calls: dict[Any, set[int]] = defaultdict(set)
        self.seconds: dict[int, float] = {}
        self.survivors: list[Mutant] = []
        self.killed: Counter[str] = Counter()
        self.total: Counter[str] = Counter()

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        """Leave out the commands run as processes, where no mutant is, and most of the long rows of random cases."""
        kept: Counter[str] = Counter()
        chosen = []
        for item in items:
            name = item.originalname
            kept[name] += 1
            if kept[name] <= FEW.get(name, 10**6):
                chosen.append(item)
            inner = getattr(item.obj, "_hypothesis_internal_use_settings", None)
            if inner is not None:
                from hypothesis import settings

                few = settings(inner, max_examples=EXAMPLES, derandomize=True, database=None, deadline=None)
                item.obj._hypothesis_internal_use_settings = few
        items[:] = chosen

    def pytest_runtest_logreport(self, report: Any) -> None:
        self.failed = self.failed or report.failed

    def run(self, item: Any) -> bool:
        """Run one test; whether it passed."""
        self.failed = False
        # The session stands for the next test: what is prepared once a session stays prepared, all else is taken down.
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=item.session)
        return not self.failed

    def pytest_runtestloop(self, session: Any) -> bool:
        codes = {}
        for path in MODULES:
            for found in _functions(module_of(path)):
                codes[found.__code__] = (path, found.__qualname__)
        for number, item in enumerate(session.items):

            def note(frame: Any, event: str, _: object, number: int = number) -> None:
                if event == "call" and frame.f_code in codes:
                    self.calls[codes[frame.f_code]].add(number)

            forget()
            start = time.perf_counter()
            sys.setprofile(note)
            passed = self.run(item)
            sys.setprofile(None)
            self.seconds[number] = time.perf_counter() - start
            if not passed:
                print(f"a test fails without any mutant: {item.nodeid}")
                return True
        print(f"{len(session.items)} tests, {sum(self.seconds.values()):.0f} s", flush=True)
        for path in self.wanted:
            self.try_module(path, session.items)
        return True

    def try_module(self, path: str, items: list[Any]) -> None:
        running: dict[int, Mutant] = {}
        start = time.perf_counter()
        for mutant in mutants(path):
            self.total[path] += 1
            while len(running) >= self.jobs:
                self.reap(running)
            sys.stdout.flush()
            child = os.fork()
            if child == 0:
                self.child(mutant, items)
            running[child] = mutant
        while running:
            self.reap(running)
        share = 100 * self.killed[path] / max(self.total[path], 1)
        print(
            f"{path:26} {self.killed[path]:4} of {self.total[path]:4} killed  {share:5.1f} %  {time.perf_counter() - start:5.0f} s",
            flush=True,
        )

    def reap(self, running: dict[int, Mutant]) -> None:
        child, status = os.wait()
        mutant = running.pop(child)
        if status == 0:
            self.survivors.append(mutant)
            print(f"  survived {mutant.module}:{mutant.line} {mutant.owner}: {mutant.what}", flush=True)
        else:
            self.killed[mutant.module] += 1

    def child(self, mutant: Mutant, items: list[Any]) -> None:
        """Try one mutant and end: status 0 where no test noticed it. An endless loop ends by the alarm's signal."""
        signal.alarm(SECONDS)
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, 1)
        os.dup2(nothing, 2)
        try:
            put_in_place(mutant)
        except BaseException:
            os._exit(1)  # the module can't even be imported
        if mutant.owner.startswith("="):
            numbers = set(self.seconds)
        else:
            numbers = self.calls[(mutant.module, mutant.owner.removesuffix("()"))]
        # Who survives has run all of them; only who takes longer than that hangs.
        signal.alarm(SECONDS + 2 * self.jobs * int(sum(self.seconds[number] for number in numbers)))
        for number in sorted(numbers, key=lambda n: self.seconds[n]):
            try:
                if not self.run(items[number]):
                    os._exit(1)
            except BaseException:
                os._exit(1)
        os._exit(0)


def _functions(module: ModuleType) -> Iterator[FunctionType]:
    for found in list(vars(module).values()):
        inside = (
            list(vars(found).values()) if isinstance(found, type) and found.__module__ == module.__name__ else [found]
        )
        for one in inside:
            function = plain(one)
            if function is not None and function.__module__ == module.__name__:
                yield function


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("modules", nargs="*", default=list(MODULES))
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--tests", nargs="+", default=list(TESTS), help="the tests to try, instead of all of the rooms'"
    )
    options = parser.parse_args()
    os.chdir(ROOT)
    trial = Trial(options.modules, options.jobs)
    pytest.main(["-s", "-q", "-p", "no:cacheprovider", "-p", "no:children", *options.tests], plugins=[trial])
    killed, total = sum(trial.killed.values()), sum(trial.total.values())
    print(
        f"\n{killed} of {total} mutants killed, {100 * killed / max(total, 1):.1f} %; {len(trial.survivors)} survived"
    )
    return 0 if total and killed >= 0.95 * total else 1


if __name__ == "__main__":
    sys.exit(main())
