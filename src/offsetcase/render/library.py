"""The evidence library as people and programs read it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape

from offsetcase.argument.evidence import Entry, printable_fields, printed, reference_text

ROLE_WORDS = {
    "supports": "supports",
    "limits": "limits",
    "limits_brief": "the same in brief, for the letter's body",
    "policy": "policy",
    "why_now": "why now",
    "alternative_cost": "an alternative's cost",
    "second_leg": "beside the covered alternative",
    "second_leg_limits": "limits of that comparison",
    "second_leg_brief": "the same in brief, for the letter's first page",
}


def _line(entry: Entry) -> str:
    return reference_text(entry) if entry.standing in ("V", "V2") else "never printed"


def show_library(entries: Sequence[Entry], indication: str | None, console: Console) -> None:
    """Print each source with its sentences as they print; what limits an indication and always prints is said."""
    for entry in entries:
        where = ", ".join(entry.indications) or "beside other sources"
        console.print(
            f"[bold]{escape(entry.key)}[/bold] ({where}; standing {entry.standing}, verified {entry.verified})"
        )
        console.print(f"  {escape(_line(entry))}", soft_wrap=True)
        for one in printed(entry, indication):
            always = " (always printed)" if one.role == "limits" and entry.required_for else ""
            some = "" if set(one.indications) >= set(entry.indications) else f", {', '.join(one.indications)}"
            console.print(
                f"  {ROLE_WORDS[one.role]}{some if indication is None else ''}{always}: {escape(one.text)}",
                soft_wrap=True,
            )
    console.print(
        "\nStanding V: read in a copy of the primary record; V2: bibliographic fields from a secondary source. Nothing else is printed.",
        style="dim",
    )


def library_json(entries: Sequence[Entry], indication: str | None) -> dict[str, Any]:
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
                "sentences": [
                    {"role": one.role, "indications": list(one.indications), "text": one.text}
                    for one in printed(entry, indication)
                ],
                "only_with": list(entry.pair),
                "always_printed_for": list(entry.required_for),
            }
            for entry in entries
        ]
    }
