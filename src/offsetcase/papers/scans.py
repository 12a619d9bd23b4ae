"""Scans and photos read by a program that is installed for it: tesseract, or rapidocr (``offsetcase[ocr]``). Offline, bounded.

The one-file page never comes here. Whatever an engine reads is marked, and a person compares it with the paper.
"""

from __future__ import annotations

import base64
import io
import logging
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from importlib.util import find_spec
from itertools import groupby
from pathlib import Path
from typing import Any

from offsetcase.model.apart import apart
from offsetcase.model.limits import bound_memory
from offsetcase.papers.page import Page
from offsetcase.papers.pdf import MEMORY, SECONDS, unreadable
from offsetcase.papers.words import SeenWord, page_of

# A letter has five pages; a book of pictures would take an hour.
MOST_PAGES = 40
# Seconds for one page; a dense one takes about three.
PAGE_SECONDS = 60
ENGINE_MEMORY = 2 * 1024**3
_ENDINGS = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpg", b"II*\x00": "tif", b"MM\x00*": "tif"}

Engine = Callable[[bytes, int], Page]


def engine() -> Engine | None:
    """What reads one picture as a page, or ``None`` where nothing is installed."""
    if path := shutil.which("tesseract"):
        return lambda picture, number: _tesseract(path, picture, number)
    if find_spec("rapidocr") and find_spec("onnxruntime"):
        return _rapidocr
    return None


Kept = dict[str, list[tuple[bytes, Page]]]


def reader(kept: Kept | None = None) -> Callable[[str, bytes, Sequence[Page]], tuple[Page, ...]] | None:
    """What reads a scan's pages, as ``papers.read`` takes it, or ``None``.

    Args:
        kept: takes each file's pictures and what was read in them, for showing one beside the other.
    """
    chosen = engine()
    return None if chosen is None else lambda name, data, pages: read_scan(name, data, pages, chosen, kept)


def read_scan(name: str, data: bytes, pages: Sequence[Page], one: Engine, kept: Kept | None = None) -> tuple[Page, ...]:
    """The pages of a scan or photo as an engine reads them.

    Args:
        name: the file's name, for messages.
        data: the file.
        pages: a PDF's pages; none for a picture.
        one: reads one picture.
        kept: takes the pictures and what was read in them.

    Raises:
        OffsetcaseError: more pages than are read, a picture that can't be taken out, or one that takes too long (status 4).
    """
    if len(pages) > MOST_PAGES:
        raise unreadable(
            name, f"it is a scan of {len(pages)} pages, more than {MOST_PAGES}", "save the pages that matter."
        )
    pictures = _pictures(data) if pages else [data]
    if pictures is None:
        raise unreadable(name, "its pictures can't be taken out")
    try:
        read = tuple(
            one(picture, number) if picture else Page(number, 612, 792, (), from_ocr=True)
            for number, picture in enumerate(pictures, 1)
        )
    except (OSError, ValueError, subprocess.SubprocessError, MemoryError):
        raise unreadable(name, "the program that reads scans gave up on it") from None
    if kept is not None:
        kept[name] = list(zip(pictures, read, strict=True))
    return read


def _pictures(data: bytes) -> list[bytes] | None:
    """The largest picture of each page, taken out in a process of its own; ``b""`` for a page without one."""
    import pypdf  # noqa: F401 - once here and not again in every child

    answer = apart(lambda: _taken_out(data), MEMORY, SECONDS)
    if not isinstance(answer, list):
        return None
    return [base64.b64decode(one) for one in answer]


def _taken_out(data: bytes) -> list[str]:
    from pypdf import PdfReader

    largest = []
    for page in PdfReader(io.BytesIO(data)).pages:
        pictures = [image.data for image in list(page.images)[:8]]
        best = max(pictures, key=len, default=b"")
        largest.append(base64.b64encode(best if _ending(best) else b"").decode())
    return largest


def _ending(picture: bytes) -> str:
    return next((ending for start, ending in _ENDINGS.items() if picture.startswith(start)), "")


def _tesseract(path: str, picture: bytes, number: int) -> Page:
    # Through a pipe: a copy of somebody's paper on the disk would stay there when the program is killed. It works in its own folder,
    # for it looks for its settings in the folder that it is started in too.
    done = subprocess.run(
        [path, "stdin", "stdout", "--dpi", "200", "-l", "eng", "tsv"],
        input=picture,
        capture_output=True,
        timeout=PAGE_SECONDS,
        check=True,
        cwd=Path(path).resolve().parent,
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        preexec_fn=_bounded if os.name == "posix" else None,
    )
    return _from_tsv(done.stdout.decode("utf-8", "replace"), number)


def _bounded() -> None:
    bound_memory(ENGINE_MEMORY)


def _from_tsv(text: str, number: int) -> Page:
    """A page from tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence, text."""
    rows = [line.split("\t") for line in text.splitlines()[1:]]
    rows = [row for row in rows if len(row) >= 12]
    whole = next((row for row in rows if row[0] == "1"), None)
    if whole is None:
        raise ValueError("no page")
    words = [row for row in rows if row[0] == "5"]
    return page_of(number, float(whole[8]), float(whole[9]), _lines(words))


def _lines(words: Sequence[Sequence[str]]) -> Iterator[list[SeenWord]]:
    for _, line in groupby(words, key=lambda row: tuple(row[1:5])):
        boxes = [(float(row[6]), float(row[7]), float(row[8]), float(row[9]), row[11]) for row in line]
        bottom = sorted(y + h for _, y, _, h, _ in boxes)[len(boxes) // 2]
        height = sorted(h for _, _, _, h, _ in boxes)[len(boxes) // 2]
        yield [SeenWord(x, bottom - height, x + w, bottom, text) for x, _, w, _, text in boxes]


@cache
def _loaded() -> Any:
    """Rapidocr itself, loaded once: that takes as long as half a page. It tells of its models on the terminal, which is kept quiet."""
    from rapidocr import RapidOCR  # type: ignore[import-not-found,unused-ignore]

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    engine = RapidOCR()
    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return engine


def _rapidocr(picture: bytes, number: int) -> Page:
    """Rapidocr gives a line at a time; its models are in the wheel, and nothing is fetched."""
    recognized: Any = _loaded()(picture)
    height, width = recognized.img.shape[:2]
    lines = []
    for box, text in zip(recognized.boxes if recognized.boxes is not None else (), recognized.txts or (), strict=False):
        xs, ys = [float(point[0]) for point in box], [float(point[1]) for point in box]
        lines.append([SeenWord(min(xs), min(ys), max(xs), max(ys), str(text))])
    return page_of(number, float(width), float(height), lines)
