"""Who is your therapist, and who your psychiatrist? Asked by ``init``, and each answer written as a rule at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from offsetcase.asking.who import add_rule, rule_for, unread_people
from offsetcase.classify.suggest import ASKED, ProviderSeen
from offsetcase.cli import ask
from offsetcase.model.language import ENGLISH, plain
from offsetcase.model.money import show_money


def ask_who(seen: Sequence[ProviderSeen], rules: Path, language: str = ENGLISH) -> int:
    """Ask about each unread provider and write the answers into the rules file.

    Args:
        seen: what ``check`` found.
        rules: the rules file; it need not exist.

        language: in which it is asked.

    Returns:
        How many rules were written.

    Raises:
        Stopped, Ended: as ``ask.line``; what was answered is kept.
        OffsetcaseError: the rules file can't be written (status 7).
    """
    people = unread_people(seen)
    if not people:
        return 0
    tell = partial(plain, language, "init")
    options = [(key, tell(f"who.{key}")) for key in ASKED]
    ask.say()
    ask.say(tell("who.intro"))
    written = number = 0
    while number < len(people):
        one = people[number]
        visits = tell("who.visit", count=one.visits)
        paid = show_money(one.unread_paid, always_cents=False)
        print()
        ask.say(tell("who.ask", provider=one.provider, visits=visits, paid=paid))
        ask.choices(options)
        try:
            chosen = ask.choose(options, tell("choose", count=len(options)))
            answer = ask.ask(tell("prompt.choice"), "", chosen, tell("misfit", error="{error}"))
        except ask.Back:
            number = max(number - 1, 0)
            continue
        number += 1
        if not answer:
            continue
        rule = rule_for(one.provider, answer, seen)
        if not add_rule(rules, rule):
            ask.say(tell("who.closed", file=rules))
            print(rule)
            continue
        written += 1
    return written
