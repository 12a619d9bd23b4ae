"""Who is your therapist, and who your psychiatrist? Whom to ask about, and how an answer is written as a rule."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from offsetcase.classify.suggest import ASKED, ProviderSeen, provider_rule
from offsetcase.model.problem import OffsetcaseError
from offsetcase.model.text import squeezed
from offsetcase.read.rules import Rules
from offsetcase.read.settings_file import check, read_toml
from offsetcase.render.write import write_whole

# More than a person answers; the rest stands in  offsetcase check.
MOST_ASKED = 8


def unread_people(seen: Sequence[ProviderSeen]) -> list[ProviderSeen]:
    """Whom to ask about, the most dollars first: providers whose lines nothing recognised, pharmacies apart."""
    unread = [one for one in seen if one.unread and not one.pharmacy and one.unread_paid > 0]
    return sorted(unread, key=lambda one: (-one.unread_paid, one.provider))[:MOST_ASKED]


def rule_for(provider: str, answer: str, seen: Sequence[ProviderSeen]) -> str:
    """The rule that an answer about a provider becomes.

    Args:
        provider: the name as it stands in the claims.
        answer: one of ``ASKED``.
        seen: every provider of the files, so that the rule reaches no other one.
    """
    known = {squeezed(one.provider) for one in seen}
    reason = "not for this condition" if answer == "other" else ASKED[answer].replace("your ", "my ").partition(",")[0]
    return provider_rule(provider, answer, known, reason)


def add_rule(path: Path, rule: str) -> bool:
    """Put a rule at the end of the rules file, where it stands after the user's own and so never overrules them.

    Returns:
        Whether the file with the rule is one that the program takes; else it is left as it was.

    Raises:
        OffsetcaseError: it can't be read (status 2) or written (status 7).
    """
    text = read_toml(path, "E-RULES")[1] if path.is_file() else ""
    gap = "" if not text or text.endswith("\n\n") else "\n" if text.endswith("\n") else "\n\n"
    new = f"{text}{gap}{rule}\n"
    try:
        check(Rules, tomllib.loads(new), text=new, file=path.name, code="E-RULES")
    except (tomllib.TOMLDecodeError, OffsetcaseError):
        return False
    write_whole(path, new.encode("utf-8"))
    return True
