"""What a file's name says of its form: a letter is never written under another form's name."""

from __future__ import annotations

import re
from pathlib import Path

from offsetcase.case.values import usage

FORMS = {".pdf": "pdf", ".html": "html", ".htm": "html", ".docx": "docx"}
WORDS = {"pdf": "a PDF", "html": "a web page", "docx": "a Word file", "explorer": "a web page"}
_AN_ENDING = re.compile(r"\.[A-Za-z]{2,5}")


def format_of(asked: str, output: Path | None) -> str:
    """The form of the letter.

    Args:
        asked: what ``--format`` says, or ``""``.
        output: the name that was given, if any; one without an ending says nothing.

    Raises:
        OffsetcaseError: the name says another form than ``--format``, or one that no letter has (status 2).
    """
    ending = output.suffix.lower() if output is not None else ""
    form = FORMS.get(ending, "")
    if not asked:
        if not form and _AN_ENDING.fullmatch(ending):
            raise usage(
                f'-o {output}: no letter is written as "{ending}".',
                f"end the name in {', '.join(FORMS)}, or say what it should be:  --format docx",
            )
        return form or "pdf"
    if form and WORDS[form] != WORDS[asked]:
        raise usage(
            f"-o {output}: the name says {WORDS[form]}, and --format {asked} makes {WORDS[asked]}.",
            f"end the name in .{'html' if asked == 'explorer' else asked}, or leave --format out.",
        )
    return asked
