"""Who is your therapist, and who your psychiatrist? Asked by ``init``, and each answer written as a rule at once."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from offsetcase.asking.who import add_rule, rule_for, unread_people
from offsetcase.classify.suggest import ASKED, Seen
from offsetcase.cli import ask
from offsetcase.model.money import show_money

INTRO = (
    "Who is who? The claims below say nothing of what they were for, so nobody's are counted before you say it. Each answer is saved "
    "as a rule at once. Enter leaves one as it is."
)


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
        rule = rule_for(one.provider, answer, seen)
        if not add_rule(rules, rule):
            ask.say(f"  {rules} is written so that nothing can be added to it; the rule is:")
            print(rule)
            continue
        written += 1
    return written
