"""Who is your therapist, and who your psychiatrist? Asked by ``init``, and each answer written as a rule at once."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

from offsetcase.classify.suggest import ASKED, Seen, fold_provider, provider_rule
from offsetcase.cli import ask
from offsetcase.model.money import show_money
from offsetcase.model.problem import OffsetcaseError
from offsetcase.read.rules import Rules
from offsetcase.read.settings_file import check, read_toml
from offsetcase.render.write import write_whole

# More than a person answers; the rest stands in  offsetcase check.
MOST_ASKED = 8
INTRO = (
    "Who is who? The claims below say nothing of what they were for, so nobody's are counted before you say it. Each answer is saved "
    "as a rule at once. Enter leaves one as it is."
)


def unread_people(seen: Sequence[Seen]) -> list[Seen]:
    """Whom to ask about, the most dollars first: providers whose lines nothing recognised, pharmacies apart."""
    unread = [one for one in seen if one.unread and not one.pharmacy and one.unread_paid > 0]
    return sorted(unread, key=lambda one: (-one.unread_paid, one.provider))[:MOST_ASKED]


def ask_who(seen: Sequence[Seen], rules: Path) -> int:
    """Ask about each unread provider and write the answers into the rules file.

    Args:
        seen: what ``check`` found.
        rules: the rules file; it need not exist.

    Returns:
        How many rules were written.

    Raises:
        Stopped, Ended: as ``ask.line``; what was answered is kept.
        OffsetcaseError: the rules file can't be written (status 7).
    """
    people = unread_people(seen)
    if not people:
        return 0
    known = {fold_provider(one.provider) for one in seen}
    options = [(key, words[0].upper() + words[1:]) for key, words in ASKED.items()]
    ask.say()
    ask.say(INTRO)
    written = number = 0
    while number < len(people):
        one = people[number]
        visits = f"{one.visits:,} visit{'s' if one.visits > 1 else ''}"
        paid = show_money(one.unread_paid, always_cents=False)
        print()
        ask.say(f"Is {one.provider} your therapist? {visits}, {paid}.")
        ask.choices(options)
        try:
            answer = ask.ask("Number", "", ask.choose(options))
        except ask.Back:
            number = max(number - 1, 0)
            continue
        number += 1
        if not answer:
            continue
        reason = (
            "not for this condition" if answer == "other" else ASKED[answer].replace("your ", "my ").partition(",")[0]
        )
        if not add_rule(rules, provider_rule(one.provider, answer, known, reason)):
            ask.say(f"  {rules} is written so that nothing can be added to it; the rule is:")
            print(provider_rule(one.provider, answer, known, reason))
            continue
        written += 1
    return written


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
