"""The kinds of letters: which parts each is made of. All parts are shared; a paragraph exists once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from offsetcase.model.places import data_path, load_folder, load_toml, made


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter.

    ``after_denial``: it answers a notice. ``private``: it goes to an employer, and holds no diagnosis, drug, score or
    ledger. ``argues_cost``: what the plan spends and would spend is argued in it. ``sections`` are files of
    ``templates/letter/sections``, and ``lead`` among them stands for the lead's own; ``exhibits`` the letters of those that follow.
    """

    key: str
    title: str
    short: str
    re: str
    greeting: str
    running: str
    sections: tuple[str, ...]
    exhibits: tuple[str, ...]
    after_denial: bool = False
    private: bool = False
    argues_cost: bool = True

    def parts(self, lead: str) -> tuple[str, ...]:
        """The sections in order, with those of the lead (``data/leads.toml``) in their place."""
        own = tuple(load_toml(data_path("leads.toml"))[lead]["sections"])
        return tuple(part for one in self.sections for part in (own if one == "lead" else (one,)))


@cache
def letters() -> Mapping[str, LetterKind]:
    """Every kind of letter by key."""
    return {key: made(LetterKind, raw, key=key) for key, raw in load_folder("letters").items()}
