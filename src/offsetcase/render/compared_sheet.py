"""A sheet for the eyes: beside what a program read from a picture, the piece of the picture in which it read it."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterator, Sequence

from markupsafe import escape

from offsetcase.model.text import bare
from offsetcase.papers.fields import Field, Paper
from offsetcase.papers.page import Line, Page

# Points above and below a line that are shown with it, and the widest piece in the picture's own points.
AROUND, WIDEST = 6, 1400
HEAD = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Compare with the picture</title>'
    "<style>body{font:16px/1.5 serif;max-width:60rem;margin:2rem auto}img{max-width:100%;border:1px solid #888}"
    "section{margin:1.5rem 0}b{font-family:monospace;font-size:1.1em}</style>"
)


def sheet(paper: Paper, read: Sequence[tuple[bytes, Page]], names: dict[str, str]) -> bytes:
    """The sheet of one paper as HTML with its pictures in it; nothing in it loads anything.

    Args:
        paper: what was found.
        read: the paper's pictures, each with what was read in it.
        names: what each field is called.
    """
    parts = [HEAD, f"<h1>{escape(paper.file)}</h1><p>Read from a picture: compare each sign with it.</p>"]
    for field in paper.fields:
        if not field.from_ocr or not 0 < field.page <= len(read):
            continue
        picture, page = read[field.page - 1]
        piece = cut(picture, page, field)
        name = names.get(field.name, field.name)
        shown = f'<img alt="page {field.page}" src="data:image/png;base64,{base64.b64encode(piece).decode()}">'
        where = shown if piece else f"Look at page {field.page}."
        parts.append(f"<section><p>{escape(name)}: <b>{escape(field.value)}</b></p><p>{where}</p></section>")
    return "\n".join(parts).encode()


def cut(picture: bytes, page: Page, field: Field) -> bytes:
    """The piece of a picture that shows a field's words, as PNG; ``b""`` where its lines aren't found or it can't be cut."""
    from PIL import Image, ImageFile

    box = _box(page, field)
    if box is None:
        return b""
    # WeasyPrint lets half a picture pass for a whole one, in all of the process.
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False
    try:
        with Image.open(io.BytesIO(picture)) as whole:
            by = whole.width / page.width
            left, bottom, right, top = box
            area = (left - AROUND, page.height - top - AROUND, right + AROUND, page.height - bottom + AROUND)
            x0, y0, x1, y1 = (round(one * by) for one in area)
            piece = whole.convert("L").crop((max(x0, 0), max(y0, 0), min(x1, whole.width), min(y1, whole.height)))
            if piece.width > WIDEST:
                piece = piece.resize((WIDEST, max(piece.height * WIDEST // piece.width, 1)))
            out = io.BytesIO()
            piece.save(out, "PNG")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b""
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return out.getvalue()


def _box(page: Page, field: Field) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of the lines in which a field's words stand, in points."""
    lines = list(_lines(page, bare(field.words)))
    if not lines:
        return None
    return (
        min(line.cells[0].x0 for line in lines),
        min(line.y - line.size / 3 for line in lines),
        max(line.cells[-1].x1 for line in lines),
        max(line.y + line.size for line in lines),
    )


def _lines(page: Page, words: str) -> Iterator[Line]:
    for line in page.lines:
        text = bare(line.text)
        if line.cells and len(text) > 2 and (text in words or words in text):
            yield line
