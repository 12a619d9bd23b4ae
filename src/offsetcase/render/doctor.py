"""What a letter needs of this machine, looked at piece by piece; each missing piece with the command that mends it."""

from __future__ import annotations

import importlib.metadata
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from offsetcase.model.places import data_path, templates_root
from offsetcase.model.problem import OffsetcaseError
from offsetcase.render import text_libraries
from offsetcase.render.pdf import html_to_pdf

PYTHON = (3, 11)
FONTS = ("SourceSerif4-Regular.ttf", "SourceSerif4-Bold.ttf", "SourceSerif4-It.ttf")
PACKAGES = (
    "weasyprint",
    "jinja2",
    "pydantic",
    "python-calamine",
    "pypdf",
    "pypdfium2",
    "python-docx",
    "tomlkit",
    "rich",
)
AGAIN = f"{sys.executable or 'python'} -m pip install --force-reinstall offsetcase"
PAGE = '<html lang="en"><title>test</title><body><h1>Test</h1><p>One line.</p></body></html>'


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. ``needed`` is false for what only some people want."""

    name: str
    ok: bool
    found: str
    mend: str = ""
    needed: bool = True


def examine(folder: Path) -> list[Finding]:
    """Look at everything, in the order in which it is best mended.

    Args:
        folder: where a letter would be written.
    """
    return [_python(), *_packages(), *_own_files(), *_libraries(), _page(), *_folders(folder), _native()]


def _python() -> Finding:
    now = ".".join(map(str, sys.version_info[:3]))
    least = ".".join(map(str, PYTHON))
    return Finding(
        "Python", sys.version_info >= PYTHON, now, f"install Python {least} or later, or uv, which brings it"
    )


def _packages() -> Iterator[Finding]:
    for name in PACKAGES:
        try:
            yield Finding(name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Finding(name, False, "missing", f"{sys.executable or 'python'} -m pip install {name}")


def _own_files() -> Iterator[Finding]:
    root = templates_root()
    whole = all((root / name).is_file() for name in ("letter/letter.html.j2", "style/letter.css"))
    yield Finding("letter templates", whole, str(root) if whole else "missing", AGAIN)
    fonts = root / "style" / "fonts"
    missing = [name for name in FONTS if not (fonts / name).is_file()]
    yield Finding("letter font", not missing, "Source Serif 4" if not missing else f"missing {missing[0]}", AGAIN)
    data = data_path("protocols").is_dir() and data_path("evidence").is_dir()
    yield Finding("data files", data, "there" if data else "missing", AGAIN)


def _libraries() -> Iterator[Finding]:
    text_libraries.prepare()
    for name, names in text_libraries.LIBRARIES.items():
        ok = text_libraries.loads(names)
        # WeasyPrint still writes a PDF without the subsetter, with whole fonts in it.
        needed = name != "HarfBuzz subset"
        yield Finding(name, ok, "loads" if ok else "does not load", text_libraries.library_command(), needed)


def _page() -> Finding:
    try:
        data = html_to_pdf(PAGE)
    except OffsetcaseError as error:
        return Finding("a page as PDF", False, error.problems[0].text.rstrip("."), text_libraries.library_command())
    return Finding("a page as PDF", True, f"{len(data):,} bytes")


def _folders(folder: Path) -> Iterator[Finding]:
    temporary = Path(tempfile.gettempdir())
    for name, path in (("this folder", folder), ("folder for temporary files", temporary)):
        ok = _can_write(path)
        mend = (
            "go to a folder of your own:  cd ~" if os.name != "nt" else "go to a folder of your own:  cd %USERPROFILE%"
        )
        yield Finding(name, ok, f"{path} can {'' if ok else 'not '}be written", mend)


def _can_write(folder: Path) -> bool:
    try:
        handle, name = tempfile.mkstemp(prefix=".offsetcase-", dir=folder)
        os.close(handle)
        Path(name).unlink()
    except OSError:
        return False
    return True


def _native() -> Finding:
    root = text_libraries.native_root()
    if root is not None:
        return Finding("extra [native]", True, str(root), needed=False)
    if sys.platform not in ("win32", "darwin"):
        return Finding("extra [native]", True, "not needed on this system", needed=False)
    return Finding("extra [native]", False, "not installed", text_libraries.native_command(), needed=False)
