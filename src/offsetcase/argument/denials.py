"""The reasons that plans give for a denial, recognised in the notice's own words, so that each can be answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from offsetcase.model.places import data_path, load_toml

MOST = 2


@cache
def reasons() -> Mapping[str, tuple[str, ...]]:
    """The words that tell each reason, by key, in the order in which they are looked for."""
    return {key: tuple(raw["words"]) for key, raw in load_toml(data_path("denial_reasons.toml")).items()}


def recognised(text: str, named: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Which reasons a notice gives.

    Args:
        text: the reason, as the notice has it.
        named: what the case file says in place of recognising it.

    Returns:
        At most two keys, the first mentioned first; none where the words tell nothing.
    """
    if named:
        return named[:MOST]
    folded = re.sub(r"[^a-z]+", " ", text.casefold())
    placed = []
    for key, words in reasons().items():
        places = [folded.find(word) for word in words if word in folded]
        if places:
            placed.append((min(places), key))
    return tuple(key for _, key in sorted(placed)[:MOST])
