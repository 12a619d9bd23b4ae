"""Counts every printed digit of the house's own letters: what the PDF and the Word file print is the audited page, to the digit.

    python tools/verify_printed.py

Each sample, each kind of letter that can be made of it. A build with the house's own templates doesn't read its PDF back, for that
takes longer than making it; this does. The one-file page shows the same HTML, byte for byte (tests/browser/test_page_figures.py).
"""

from __future__ import annotations

import sys
from pathlib import Path

from offsetcase.argument.argue import argue
from offsetcase.case.request import Request
from offsetcase.model.places import data_path
from offsetcase.model.problem import OffsetcaseError
from offsetcase.pipeline import build_case
from offsetcase.render.docx import html_to_docx
from offsetcase.render.html import letter_html
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.printed import docx_differences, numbers, pdf_differences, pieces

SAMPLES = Path(__file__).resolve().parents[1] / "sample_claims"
# Of a case without savings a letter is made only without any comparison of costs.
REASON = {"low-cost": "necessity"}


def main() -> int:
    """Print a line for each letter, and return 1 if any digit is unaccounted for."""
    letters = failed = digits = 0
    for sample in sorted(path for path in SAMPLES.iterdir() if path.is_dir()):
        claims = tuple(sorted(sample.glob("*.csv")))
        for kind in sorted(path.stem for path in data_path("letters").glob("*.toml")):
            try:
                argument = argue(build_case(Request(claims, letter=kind, argument=REASON.get(sample.name, ""))))
            except OffsetcaseError as error:
                print(f"{sample.name:22} {kind:16} no letter ({error.problems[0].code})")
                continue
            page = letter_html(argument).html
            pdf = html_to_pdf(page)
            found = [*pdf_differences(pdf, page), *docx_differences(html_to_docx(page), page)]
            printed = sum(
                len([one for one in run if one.isdigit()]) for piece in pieces(pdf) for run in numbers(piece.text)
            )
            letters, digits, failed = letters + 1, digits + printed, failed + bool(found)
            print(f"{sample.name:22} {kind:16} {printed:6,} digits printed, {'; '.join(found) or 'all of the page'}")
    print(f"{letters} letters, {digits:,} digits, {failed} with a difference")
    return int(failed > 0 or not letters)


if __name__ == "__main__":
    sys.exit(main())
