"""Lines of two files that may be one claim: the user's answers, and the questions that are left."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from offsetcase.clean.items import Item, place_name
from offsetcase.codes.identity import Alike, alike
from offsetcase.model.money import show_money
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.read.rules import RULES_NAME, SameRule

SHOWN = 3


class Answers:
    """The rules file's ``[[same]]``, asked pair by pair; what has no answer is kept as a question, its lines as ``waiting``."""

    def __init__(self, rules: Sequence[SameRule] = ()) -> None:
        self._rules = rules
        self._used: set[int] = set()
        self._open: dict[tuple[str, str], list[tuple[Item, Item]]] = defaultdict(list)
        self.waiting: set[Item] = set()
        self._unlike: dict[tuple[str, str], list[tuple[Item, Sequence[Item]]]] = defaultdict(list)

    def of(self, one: Item, other: Item, lines: Sequence[Item] = ()) -> str:
        """``one``, ``two``, or ``""`` where nobody has said; a rule with rows goes before one for the whole files.

        Args:
            one: a line.
            other: the line of another file that may be the same.
            lines: a claim's, of which ``other`` is the first, where the one has its number and not its amount.
        """
        names = place_name(one.line, one.format), place_name(other.line, other.format)
        rows = one.line.source.row, other.line.source.row
        for with_rows in (True, False):
            for number, rule in enumerate(self._rules, start=1):
                if bool(rule.rows) is with_rows and _speaks_of(rule, names, rows):
                    self._used.add(number)
                    return rule.answer
        self.waiting |= {one, other}
        if lines:
            self._unlike[names].append((one, lines))
        else:
            self._open[names].append((one, other))
        return ""

    def raise_open(self) -> None:
        """Stop where a question is left.

        Raises:
            OffsetcaseError: one problem for each pair of files, with the first rows shown (status 4).
        """
        problems = [_question(names, pairs) for names, pairs in self._open.items()]
        problems += [_unlike(names, claims) for names, claims in self._unlike.items()]
        if problems:
            raise OffsetcaseError(problems, ExitCode.INPUT)

    def unused(self) -> list[Problem]:
        """A warning for each answer that settles nothing."""
        return [
            Problem(
                "W-RULE-UNUSED",
                f"[[same]] rule number {number} settles nothing: no lines of these files are in question.",
                "check its files and rows, or take it out.",
                RULES_NAME,
            )
            for number, _ in enumerate(self._rules, start=1)
            if number not in self._used
        ]


def _speaks_of(rule: SameRule, names: tuple[str, str], rows: tuple[int, int]) -> bool:
    first, second = rule.files
    if (first, second) == names:
        return not rule.rows or rule.rows == rows
    return (second, first) == names and (not rule.rows or rule.rows == (rows[1], rows[0]))


def _question(names: tuple[str, str], pairs: Sequence[tuple[Item, Item]]) -> Problem:
    count = len(pairs)
    one, other = pairs[0]
    many = f"{count} lines of {names[0]} are" if count > 1 else f"a line of {names[0]} is"
    if all(a.what.kind and alike(a.what, b.what) is Alike.SAME for a, b in pairs):
        equal = "day, drug or procedure and money, but the names of who gave it differ"
    else:
        equal = "day and money, but the drug or procedure isn't given in both"
    return Problem(
        "E-SAME-TWICE",
        f"{many} equal to {count if count > 1 else 'one'} of {names[1]} in {equal}, so they may be the same claims or others.",
        f"say whether each such pair is one claim or two, in claims.rules.toml:\n{_rule(names)}",
        excerpt=f"{_shown(one)}\n{_shown(other)}",
    )


def _unlike(names: tuple[str, str], claims: Sequence[tuple[Item, Sequence[Item]]]) -> Problem:
    count = len(claims)
    row, lines = claims[0]
    many = (
        f"{count} claims have one row each in {names[0]} and lines"
        if count > 1
        else f"a claim has one row in {names[0]} and lines"
    )
    shown = "\n".join(map(_shown, [row, *lines[:SHOWN]]))
    more = f"\nand {len(lines) - SHOWN} more" if len(lines) > SHOWN else ""
    return Problem(
        "E-SAME-TWICE",
        f"{many} with the same claim number in {names[1]}, but the amounts differ; both together may count it twice.",
        "say whether each such row and the lines are one claim, of which the lines count, or two, in claims.rules.toml:\n"
        + _rule(names),
        excerpt=shown + more,
    )


def _rule(names: tuple[str, str]) -> str:
    quoted = ", ".join('"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"' for name in names)
    return f'[[same]]\nfiles = [{quoted}]\nanswer = "one"  # or "two"'


def _shown(item: Item) -> str:
    line = item.line
    plan, member = item.paid
    assert plan is not None  # nothing is asked of a payment that nobody knows
    parts = [
        str(line.service_date),
        line.person,
        line.provider,
        line.code or line.drug or line.ndc or line.description or line.claim_type,
        f"plan {show_money(plan)}",
        f"member {show_money(member)}" if member is not None else "",
    ]
    return f"{line.source}: " + " | ".join(part[:60] for part in parts if part)
