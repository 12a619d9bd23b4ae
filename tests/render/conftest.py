"""One letter with its exhibits, drawn once: three files look at it, each at something else."""

from __future__ import annotations

from pathlib import Path

import pytest

from offsetcase.argument.argue import argue
from offsetcase.case.request import Request
from offsetcase.pipeline import build_case
from offsetcase.render.html import letter_html
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.templating import inline_faces
from once import drawn
from support import SAMPLES

# The day on which the letter is dated, for whoever makes it again.
EPOCH = "1767225600"


@pytest.fixture(scope="session")
def epoch() -> str:
    return EPOCH


@pytest.fixture(scope="session")
def letter_page() -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", EPOCH)
        letter = letter_html(argue(build_case(Request((SAMPLES / "high-cost" / "claims.csv",)))))
        return letter.html.replace(inline_faces(), "")  # nine tenths of it; what draws the page has them anyway


@pytest.fixture(scope="session")
def letter_pdf(letter_page: str, shared: Path) -> bytes:
    return bytes(drawn(shared / "drawn", html_to_pdf, letter_page))
