"""The evidence library as people and programs read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from offsetcase.argument.evidence import Entry, printable_fields, reference_text

ROLE_WORDS = {
    "supports": "supports",
    "limits": "limits",
    "policy": "policy",
    "why_now": "why now",
    "alternative_cost": "an alternative's cost",
}


def _line(entry: Entry) -> str:
    return reference_text(entry) if entry.standing in ("V", "V2") else "never printed"


def show_library(entries: Sequence[Entry], console: Console) -> None:
    """Print each source with its sentences; what limits an indication and always prints is said."""
    for entry in entries:
        where = ", ".join(entry.indications) or "beside other sources"
        console.print(
            f"[bold]{escape(entry.key)}[/bold] ({where}; standing {entry.standing}, verified {entry.verified})"
        )
        console.print(f"  {escape(_line(entry))}", soft_wrap=True)
        for role, text in entry.sentences.items():
            always = " (always printed)" if role == "limits" and entry.required_for else ""
            console.print(f"  {ROLE_WORDS[role]}{always}: {escape(text)}", soft_wrap=True)
    console.print(
        "\nStanding V: read in a copy of the primary record; V2: bibliographic fields from a secondary source. Nothing else is printed.",
        style="dim",
    )


def library_json(entries: Sequence[Entry]) -> dict[str, Any]:
    """The library for ``--json``."""
    return {
        "entries": [
            {
                "key": entry.key,
                "indications": list(entry.indications),
                "standing": entry.standing,
                "read_in": entry.read_in,
                "verified": entry.verified.isoformat(),
                "reference": _line(entry),
                "printed_fields": printable_fields(entry),
                "sentences": dict(entry.sentences),
                "always_printed_for": list(entry.required_for),
            }
            for entry in entries
        ]
    }
