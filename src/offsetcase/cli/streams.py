"""Output that can't show every sign (a pipe on Windows, an old terminal): a near sign stands for it, and JSON keeps it."""

from __future__ import annotations

import codecs
import io
import re
import sys
from collections.abc import Mapping
from typing import Any

_NEAR = {
    "−": "-", "–": "-", "—": "-", "×": "x", "÷": "/", "±": "+/-", "·": "-", "…": "...", "→": "->", "←": "<-", "Σ": "sum of ",
    "’": "'", "‘": "'", "“": '"', "”": '"',
}  # fmt: skip


def near(error: UnicodeError) -> tuple[str, int]:
    """What is shown for signs that can't be: a near one, the letter without its accent, or a question mark.

    Raises:
        UnicodeError: it isn't about output.
    """
    if not isinstance(error, UnicodeEncodeError):
        raise error
    import unicodedata

    shown = []
    for sign in error.object[error.start : error.end]:
        bare = unicodedata.normalize("NFKD", sign)[0]
        shown.append(_NEAR.get(sign) or (bare if bare.isascii() else "?"))
    return "".join(shown), error.end


def prepare() -> None:
    """Let no sign end the command: what the output can't show is shown by ``near``."""
    codecs.register_error("offsetcase", near)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="offsetcase")


def print_json(data: Mapping[str, Any]) -> None:
    """Print one JSON object, with the same values in every encoding: a sign that it lacks is written as JSON's escape."""
    from offsetcase.model.text import escaped
    from offsetcase.render.case_json import json_text

    text = json_text(data)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = escaped(text, re.compile(r"[^\x00-\x7f]"))
    sys.stdout.write(text)
    sys.stdout.flush()
