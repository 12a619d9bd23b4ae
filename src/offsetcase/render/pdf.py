"""HTML to PDF by WeasyPrint, behind one function; only this module imports it.

The file is two standards at once: PDF/UA-1, for readers who don't see it, and PDF/A-3a, for archives and attached files.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes.util
import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.render.attached import Attachment, attach
from offsetcase.render.templating import FONTS, faces, font_bytes, font_path, inline_faces
from offsetcase.render.text_libraries import library_command, prepare

__all__ = ["Attachment", "html_to_pdf", "page_count"]

# WeasyPrint writes one standard at a time; tagged.py adds the other.
VARIANT = "pdf/a-3a"


@contextlib.contextmanager
def _no_search() -> Iterator[None]:
    """Libraries are opened by their names alone: on Linux, Python's search for others runs a compiler and a linker off the path."""
    if not sys.platform.startswith("linux"):
        yield
        return
    search = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None
    try:
        yield
    finally:
        ctypes.util.find_library = search


def load() -> Any:
    """WeasyPrint, imported when it is needed: the library's module.

    Raises:
        OffsetcaseError: a system library is missing (status 6); the message holds the command for this system.
    """
    prepare()
    # WeasyPrint prints a banner to stdout when a library is missing; stdout holds only the command's product.
    silence = io.StringIO()
    try:
        with contextlib.redirect_stdout(silence), _no_search():
            import weasyprint
    except OSError as error:
        raise OffsetcaseError(
            Problem(
                "E-LIBRARY",
                f"a system library that makes the PDF is missing ({str(error).splitlines()[0][:120]}).",
                f"install it:  {library_command()}\n  Then  offsetcase doctor  says whether all is there. Meanwhile --format html and "
                "--format docx write the same letter.",
            ),
            ExitCode.MISSING_LIBRARY,
        ) from None
    return weasyprint


class _Lying:
    """A file that is there already, in the place of a folder and of the copy that the library would write into it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __truediv__(self, name: str) -> _Lying:
        return self

    def exists(self) -> bool:
        return False  # it is there, but not known to the library yet

    def write_bytes(self, data: bytes) -> None:
        """The same bytes lie there."""

    def as_posix(self) -> str:
        return self._path.as_posix()


@cache
def warm_fonts() -> tuple[Any, Any]:
    """The letter's fonts, made known to Pango once in a process: the page's own copy of them is a megabyte to parse each time.

    Returns:
        WeasyPrint's font configuration and the style sheet that names the fonts in it.
    """
    weasyprint = load()
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    known = {f"offsetcase-font:{name}": name for name, _, _ in FONTS}

    class InPlace(FontConfiguration):  # type: ignore[misc]
        """Takes the package's font files where they lie: the library's copies of them in a folder would stay after a kill."""

        def add_font_face(self, rule_descriptors: Any, url_fetcher: Any) -> Any:
            name = known.get(next((url for _, url in rule_descriptors["src"] if url), ""))
            if name is None:
                return super().add_font_face(rule_descriptors, url_fetcher)
            self._folder: Any = _Lying(font_path(name))
            try:
                return super().add_font_face(rule_descriptors, url_fetcher)
            finally:
                self._folder = None

    class FontsOnly(URLFetcher):  # type: ignore[misc]
        """Serves the package's font files by their names, and nothing else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url not in known:
                raise FatalURLFetchingError(f"not served: {url[:60]}")
            return URLFetcherResponse(url, font_bytes(known[url]))

    configuration = InPlace()
    # What the library holds is let go while the interpreter still can.
    atexit.register(warm_fonts.cache_clear)
    rules = faces("offsetcase-font:{}".format)
    return configuration, weasyprint.CSS(string=rules, font_config=configuration, url_fetcher=FontsOnly())


def html_to_pdf(
    html: str, attachments: Sequence[Attachment] = (), pictures: Mapping[str, bytes] | None = None
) -> bytes:
    """The page as PDF bytes, both PDF/UA-1 and PDF/A-3a: the same page and files give the same bytes.

    Args:
        html: one self-contained page; only ``data:`` addresses and those of ``pictures`` are served, anything else stops the
            build.
        attachments: files to travel inside the PDF, under different names.
        pictures: what the page shows under addresses of the program's own.

    Raises:
        OffsetcaseError: a system library is missing (status 6), or the page asks for something outside itself (8).
    """
    with _nothing_outside():
        from offsetcase.render.tagged import claim_accessibility, mend

        def finish(document: Any, pdf: Any) -> None:
            mend(document, pdf)
            attach(pdf, attachments)

        document = _laid_out(html, pictures or {})
        claim_accessibility(document)
        return bytes(document.write_pdf(finisher=finish, pdf_variant=VARIANT))


def page_count(html: str) -> int:
    """How many pages ``html_to_pdf`` makes of a page.

    Raises:
        OffsetcaseError: as ``html_to_pdf``.
    """
    with _nothing_outside():
        return len(_laid_out(html, {}).pages)


def _laid_out(html: str, pictures: Mapping[str, bytes]) -> Any:
    """WeasyPrint's document of a page."""
    weasyprint = load()
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    class Inside(URLFetcher):  # type: ignore[misc]
        """Serves data: addresses and our pictures; a blocked address that only logs would still write the PDF."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in pictures:
                return URLFetcherResponse(url, pictures[url])
            if not url.startswith("data:"):
                raise FatalURLFetchingError(f"not served: {url[:60]}")
            return super().fetch(url, headers)

    fonts, style = warm_fonts()
    page = weasyprint.HTML(string=html.replace(inline_faces(), ""), url_fetcher=Inside())
    return page.render(pdf_variant=VARIANT, font_config=fonts, stylesheets=[style])


@contextlib.contextmanager
def _nothing_outside() -> Iterator[None]:
    load()
    from weasyprint.urls import FatalURLFetchingError

    try:
        yield
    except FatalURLFetchingError as error:
        raise OffsetcaseError(
            Problem(
                "E-OUTSIDE",
                f"the page asks for something outside itself ({error}); nothing is fetched, and no PDF is written.",
                "take the address out of the template.",
            ),
            ExitCode.AUDIT,
        ) from None
