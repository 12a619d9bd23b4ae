"""Golden letters: the whole text of each sample's letter, so that a change of words is seen and meant."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from offsetcase.argument.argue import argue
from offsetcase.case.request import Request
from offsetcase.pipeline import build_case
from offsetcase.render.html import letter_html
from support import ROOT, SAMPLES

CASES = ROOT / "tests" / "cases"
LETTERS = {
    "conditional-appeal": ("conditional", {}),
    "expected-exception": ("high-cost", {}),
    "expected-crps": ("crps", {}),
    "necessity": ("low-cost", {"argument": "necessity"}),
    "bipolar-portal": ("portal-and-pharmacy", {}),
}


def text_of(html: str) -> str:
    body = html[html.index("<body") :]
    body = re.sub(r"</(p|h1|h2|h3|tr|li|caption|figcaption|div|table|title|text)>|<br>", "\n", body)
    body = re.sub(r"</t[hd]>", " | ", body)
    lines = (" ".join(unescape(re.sub(r"<[^>]+>", "", line)).split()) for line in body.splitlines())
    return "\n".join(line for line in lines if line) + "\n"


@pytest.mark.parametrize("name", LETTERS)
def test_letter(name: str, update_golden: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795392000")  # November 23, 2026
    sample, options = LETTERS[name]
    folder = SAMPLES / sample
    files = sorted(folder.glob("*.csv"))
    got = text_of(letter_html(argue(build_case(Request(tuple(files), **options)))).html)
    golden: Path = CASES / f"{name}.letter.txt"
    if update_golden:
        golden.write_text(got, encoding="utf-8")
    assert got == golden.read_text(encoding="utf-8")
