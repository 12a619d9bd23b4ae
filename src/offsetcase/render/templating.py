"""The template engine: the package's words, a user's own files before them, and no way out of either."""

from __future__ import annotations

import base64
import re
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import fields
from functools import cache, lru_cache
from pathlib import Path, PurePath
from types import BuiltinFunctionType, FunctionType, MethodType, ModuleType
from typing import Any

from jinja2 import (
    BytecodeCache,
    ChoiceLoader,
    FileSystemLoader,
    StrictUndefined,
    TemplateError,
    TemplateNotFound,
    UndefinedError,
)
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError
from jinja2.runtime import Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

from offsetcase.argument.argue import Argument
from offsetcase.argument.letters import LetterKind
from offsetcase.argument.marks import Marks
from offsetcase.model.facts import UnknownFact
from offsetcase.model.files import bytes_of
from offsetcase.model.limits import TimeOver, bounded
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.places import templates_root
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, usage_error

FONT_FAMILY = "Source Serif 4"
FONTS = (
    ("SourceSerif4-Regular.ttf", 400, "normal"),
    ("SourceSerif4-It.ttf", 400, "italic"),
    ("SourceSerif4-Bold.ttf", 700, "normal"),
)
# Files that a user may have of their own: words and looks. Fonts stay the package's.
SUFFIXES = (".j2", ".css")
# Folders of templates whose engine and style sheet (a megabyte with its fonts) are kept, and templates whose code is.
FOLDERS = 4
MOST_COMPILED = 300
# What filling a user's own templates may take: bytes on top of what the process has, and seconds of processor time. A letter
# takes a tenth of a second and a few megabytes.
MEMORY = 1024**3
SECONDS = 30
# Characters of a filled page; a letter with its fonts and a printed ledger has about two million.
MAX_PAGE = 20_000_000
# What a user's own template can run into; in the package's own it is a fault of the program.
OWN_FAULTS = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, narrower: templates call only what they are given, and never reach a path or a function's inside.

    Nor do they change a list or table: the figures that are printed, drawn and embedded afterwards are the same objects.
    """

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """No attribute of a path, a function or a type; else Jinja's own rule (nothing that begins with an underscore)."""
        if isinstance(obj, PurePath | type | FunctionType | MethodType | BuiltinFunctionType | ModuleType):
            return False
        return super().is_safe_attribute(obj, attr, value)

    # Each of these can make a text of any length, or count for hours.
    intercepted_binops = frozenset(("*", "**", "%"))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Numbers of a few digits are multiplied; nothing is repeated, raised to a power, or laid out by a pattern."""
        if operator == "**" or not all(isinstance(one, int) and abs(one) < 10**6 for one in (left, right)):
            raise SecurityError(f"the operator {operator} takes small whole numbers only")
        return super().call_binop(context, operator, left, right)

    def is_safe_callable(self, obj: Any) -> bool:
        """Macros, the functions of the letter, and methods of plain text, lists and tables."""
        owner = getattr(obj, "__self__", None)
        given = getattr(obj, "template_function", False) or getattr(
            getattr(obj, "__func__", None), "template_function", False
        )
        plain = isinstance(owner, str | list | tuple | dict)
        return (
            given or plain or isinstance(obj, Macro) or getattr(obj, "__module__", "").startswith("jinja2")
        ) and super().is_safe_callable(obj)


def for_templates(function: Any) -> Any:
    """Mark a function as one that templates may call; bound methods are wrapped."""

    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    call.template_function = True  # type: ignore[attr-defined]
    return call


def own_file(own: Path | None, name: str) -> Path:
    """A file of the user's folder where it is there, else the package's."""
    if own is not None and (own / name).is_file():
        return own / name
    return templates_root() / name


def font_bytes(name: str) -> bytes:
    """One of the package's font files, by its name in ``FONTS``."""
    return font_path(name).read_bytes()


def font_path(name: str) -> Path:
    """Where one of the package's font files lies."""
    return templates_root().resolve() / "style" / "fonts" / name


def faces(address: Callable[[str], str]) -> str:
    """The style rules that name the letter's fonts.

    Args:
        address: where a font file is found, by its name.
    """
    return "".join(
        f'@font-face {{ font-family: "{FONT_FAMILY}"; font-weight: {weight}; font-style: {style}; '
        f"src: url({address(name)}); }}\n"
        for name, weight, style in FONTS
    )


@cache
def inline_faces() -> str:
    """The fonts inside the page, as ``css`` gives them."""
    return faces(lambda name: f"data:font/ttf;base64,{base64.b64encode(font_bytes(name)).decode('ascii')}")


@lru_cache(maxsize=FOLDERS)
def css(own: Path | None = None) -> str:
    """The style sheet with the fonts in it."""
    try:
        rules = bytes_of(own_file(own, "style/letter.css"), MAX_PAGE).decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise fault("the style sheet style/letter.css can't be read as UTF-8 text", own) from error
    return inline_faces() + rules


class _Compiled(BytecodeCache):
    """What templates compile to, kept for every engine of the process.

    A user's folder changes a few of them, and compiling them all takes longer than filling them.
    """

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template the code that the same text had before."""
        bucket.code = self._kept.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        if len(self._kept) >= MOST_COMPILED:
            self._kept.clear()
        self._kept[bucket.key, bucket.checksum] = bucket.code


_compiled = _Compiled()


@lru_cache(maxsize=FOLDERS)
def environment(root: Path, own: Path | None = None) -> Sandbox:
    """The template engine: everything escaped, an unknown name is an error; the user's files come before the package's."""
    folders = [FileSystemLoader(folder) for folder in (own, root) if folder is not None]
    return Sandbox(
        loader=ChoiceLoader(folders),
        bytecode_cache=_compiled,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def check_own(own: Path) -> None:
    """See that a user's folder of templates holds files that the letter knows.

    Raises:
        OffsetcaseError: no such folder, or nothing in it that the letter uses (status 2).
    """
    if not own.is_dir():
        raise usage_error(
            "E-FILE",
            "there is no such folder of templates.",
            "make one with  offsetcase templates eject DIR",
            str(own),
        )
    for path in sorted(own.rglob("*")):
        if not path.resolve().is_relative_to(own.resolve()):
            problem = Problem(
                "E-TEMPLATES",
                f'"{path.relative_to(own)}" leads out of the folder.',
                "put the file itself into the folder, not a link to another place.",
                str(own),
            )
            raise OffsetcaseError(problem, ExitCode.USAGE)
    root = templates_root()
    files = [path for path in sorted(own.rglob("*")) if path.suffix in SUFFIXES and path.is_file()]
    strange = [path for path in files if not (root / path.relative_to(own)).is_file()]
    if strange or not files:
        what = (
            f'"{strange[0].relative_to(own)}" is not a file of the letter'
            if strange
            else "the folder holds no template"
        )
        remedy = "keep the names and folders that  offsetcase templates eject DIR  writes, and delete the rest."
        raise usage_error("E-TEMPLATES", f"{what}.", remedy, str(own))


@contextmanager
def filling(own: Path | None) -> Iterator[None]:
    """Templates are filled in here: a fault in a user's own is named, and they take no more than ``MEMORY`` and ``SECONDS``.

    Raises:
        OffsetcaseError: a template can't be filled (status 2; 8 where the package's own is at fault).
    """
    try:
        with bounded(MEMORY, SECONDS) if own is not None else nullcontext():
            yield
    except UnknownFact as error:
        without = ", which this case doesn't have" if error.what in ("figure", "request") else ", and there is no such"
        hint = did_you_mean(error.name, error.known)
        raise fault(
            f'a template asks for the {error.what} "{error.name}"{without}', own, _where(error, own), hint
        ) from error
    except TemplateError as error:
        raise template_error(error, own) from error
    except TimeOver as error:
        raise fault("a template can't be filled (it never ends)", own) from error
    except OWN_FAULTS as error:
        where = _where(error, own)
        if own is None and not where:
            raise
        said = f": {error}" if own is None else ""
        raise fault(f"a template can't be filled ({type(error).__name__}{said})", own, where) from error


def whole_page(html: str, own: Path | None) -> str:
    """The page, if it is of a letter's size.

    Raises:
        OffsetcaseError: a user's own templates made it larger than any letter (status 2).
    """
    if own is not None and len(html) > MAX_PAGE:
        raise fault("the page that the templates make is larger than any letter", own)
    return html


def template_error(error: TemplateError, own: Path | None) -> OffsetcaseError:
    """A fault in a template, with its name and line, and the nearest name where one isn't known."""
    where = _where(error, own)
    if isinstance(error, TemplateNotFound):
        root = templates_root()
        known = [path.relative_to(root).as_posix() for path in sorted(root.rglob("*.j2"))]
        return fault(
            f'a template can\'t be filled: there is no template "{error.name}"',
            own,
            where,
            did_you_mean(str(error.name), known),
        )
    if not where:
        name, line = getattr(error, "name", None), getattr(error, "lineno", None)
        where = f"{name or 'a template'}, line {line}" if line else str(name or "a template")
    hint = ""
    if isinstance(error, UndefinedError) and (match := re.match(r"'(\w+)' is undefined", str(error.message))):
        hint = did_you_mean(match[1], Marks.NAMES)
    message = str(error.message).rstrip(".")
    if match := re.fullmatch(r"'(?:[\w.]+\.)?(\w+) object' has no attribute '(\w+)'", message):
        hint = did_you_mean(match[2], _MEMBERS[match[1]]()) if match[1] in _MEMBERS else ""
        message = f'there is no "{match[2]}" there'
    return fault(f"a template can't be filled: {message}", own, where, hint)


def _macros() -> list[str]:
    """The names of the macros that the letter's templates share."""
    text = (templates_root() / "letter" / "macros.html.j2").read_text(encoding="utf-8")
    return re.findall(r"{%-? macro (\w+)", text)


# What stands behind a dot in a template, by the class of what stands before it.
_MEMBERS: dict[str, Callable[[], Iterable[str]]] = {
    "Argument": lambda: [one.name for one in fields(Argument)],
    "LetterKind": lambda: [one.name for one in fields(LetterKind)],
    "TemplateModule": _macros,
}


def _where(error: BaseException, own: Path | None) -> str:
    """The template and the line at which it happened, the innermost; ``""`` where none was being filled."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.filename.endswith(SUFFIXES):
            return f"{_short(frame.filename, own)}, line {frame.lineno}"
    return ""


def _short(filename: str, own: Path | None) -> str:
    for folder in (own, templates_root()):
        if folder is not None and Path(filename).is_relative_to(folder):
            return str(Path(filename).relative_to(folder))
    return Path(filename).name


def fault(text: str, own: Path | None, where: str = "", hint: str = "") -> OffsetcaseError:
    """What to say of a fault in a template: the user's own to mend, or ours to hear of."""
    remedy = (
        "correct that line in your folder of templates; offsetcase templates eject DIR writes the originals."
        if own is not None
        else "this is a fault of the program's templates: please report it, without your claims."
    )
    return OffsetcaseError(
        Problem("E-TEMPLATE", f"{text}.", hint + remedy, where), ExitCode.USAGE if own is not None else ExitCode.AUDIT
    )


def eject() -> list[Path]:
    """The files that a user may change, relative to the folder of templates."""
    root = templates_root()
    files = (path.relative_to(root) for path in sorted(root.rglob("*")) if path.suffix in SUFFIXES and path.is_file())
    # A brief speaks of many people, and its words hold what makes it safe: it is nobody's letter to reword.
    return [path for path in files if path.parts[0] != "brief"]
