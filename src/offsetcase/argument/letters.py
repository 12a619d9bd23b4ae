"""The kinds of letters: which parts each is made of. All parts are shared; a paragraph exists once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from offsetcase.model.places import data_path, load_toml


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
    after_denial: bool
    private: bool
    argues_cost: bool

    def parts(self, lead: str) -> tuple[str, ...]:
        """The sections in order, with those of the lead (``data/leads.toml``) in their place."""
        own = tuple(load_toml(data_path("leads.toml"))[lead]["sections"])
        return tuple(part for one in self.sections for part in (own if one == "lead" else (one,)))


@cache
def letters() -> Mapping[str, LetterKind]:
    """Every kind of letter by key."""
    kinds = {}
    for path in sorted(data_path("letters").glob("*.toml")):
        raw = load_toml(path)
        kinds[path.stem] = LetterKind(
            key=path.stem,
            title=raw["title"],
            short=raw["short"],
            re=raw["re"],
            greeting=raw["greeting"],
            running=raw["running"],
            sections=tuple(raw["sections"]),
            exhibits=tuple(raw["exhibits"]),
            after_denial=bool(raw.get("after_denial", False)),
            private=bool(raw.get("private", False)),
            argues_cost=bool(raw.get("argues_cost", True)),
        )
    return kinds
