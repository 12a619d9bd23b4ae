"""Columns that could hold what the plan paid: asked about, never replaced by a derived figure and never ignored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from offsetcase.model.money import money_or_none
from offsetcase.model.problem import OffsetcaseError, input_error
from offsetcase.model.text import quoted
from offsetcase.read.headings import (
    fold,
    is_amount,
    is_known_amount,
    is_not_needed,
    meanings,
    names_insurer,
    synonyms,
    words_of,
)
from offsetcase.read.rules import Rules
from offsetcase.read.table import Table
from offsetcase.read.unread import ignore_line, is_money, samples_of


@cache
def _money_words() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(words) for name, words in synonyms()["money_words"].items()}


@cache
def _whole_costs() -> frozenset[str]:
    return frozenset(fold(one) for one in synonyms()["cost_of_a_fill"])


def is_cost_of_a_fill(heading: str) -> bool:
    """Whether a heading of a table of drugs is the whole cost: the plan's part and the member's."""
    return fold(heading) in _whole_costs()


def is_not_covered(heading: str) -> bool:
    """Whether a heading is the part of a charge that the plan doesn't cover."""
    words = "".join(words_of(heading))
    return words.removesuffix("amount").removesuffix("charges") in _money_words()["not_covered"]


def could_be_plans(table: Table, number: int) -> bool:
    """Whether a column that nothing reads is money and has a heading under which the plan's payment could stand."""
    heading = table.header[number]
    words, known = words_of(heading), _money_words()
    if not heading or is_amount(heading) or is_known_amount(heading):
        return False
    own = {
        word
        for word, after in zip(words, (*words[1:], ""), strict=False)
        if word != "your" or after not in known["health_plan"]
    }
    plans = bool(own & known["plans"]) or names_insurer(words)
    others = own & known["others"] - (known["owed"] if plans and not own & known["members"] else frozenset())
    if others or (own & known["members"] and not plans) or not (plans or own & known["payment"]):
        return False
    return is_money(table, number, whole_dollars=bool(own & known["payment"]) and not own & known["numbers"])


def is_unknown_money(table: Table, number: int) -> bool:
    """Whether a column is money and its heading tells of nobody's: before plan-paid is worked out, it is asked about."""
    heading = table.header[number]
    if not heading or meanings(heading) or is_amount(heading) or is_known_amount(heading) or is_not_needed(heading):
        return False
    words, known = set(words_of(heading)), _money_words()
    return not words & (known["others"] | known["members"]) and not is_not_covered(heading) and is_money(table, number)


def ask_plan_column(table: Table, numbers: Sequence[int], rules: Rules) -> OffsetcaseError:
    """The question which column holds what the plan paid, with the lines that answer it (status 4)."""
    headings = list(dict.fromkeys(table.header[number] for number in numbers))
    shown = [f'"{table.header[number]}" ({"; ".join(samples_of(table, number)) or "all blank"})' for number in numbers]
    if len(headings) < len(numbers):
        text = f"two columns have the same heading {' and '.join(shown)}, and one of them is what the plan paid."
        remedy = "give one of the two another heading in the file, or download the export again."
    elif len(shown) == 1:
        text = f"the column {shown[0]} could be what the plan paid, or somebody else's money."
        remedy = (
            f"if it is what the plan paid, write this into claims.rules.toml beside the claims:\n{_lines(headings[0], rules)}\n"
            f"and if it is not:\n[columns]\n{ignore_line(headings)}"
        )
    else:
        text = f"more than one column could be what the plan paid: {' or '.join(shown)}."
        remedy = "write the right one into claims.rules.toml beside the claims:\n" + "\nor\n".join(
            _lines(heading, rules) for heading in headings
        )
        remedy += f"\nand if none of them is:\n[columns]\n{ignore_line(headings)}"
    return input_error("E-PLAN-COLUMN", text, remedy, table.heading_place)


def _lines(heading: str, rules: Rules) -> str:
    """The lines that name one heading, and keep what the rules say for other files."""
    before = rules.headings("plan_paid")
    if not before:
        return f"[columns]\nplan_paid = {quoted(heading)}"
    return f"[columns]\nplan_paid = [{', '.join(quoted(one) for one in (*before, heading))}]"


def ask_not_covered(table: Table, numbers: Sequence[int], rules: Rules) -> str:
    """How a not-covered amount goes into a derived plan-paid: the end of the rule.

    Raises:
        OffsetcaseError: it matters, and the user hasn't said how (status 4).
    """
    if rules.not_covered in ("in-both", "in-neither"):
        return ""
    sign = {"in-allowed": "-", "in-share": "+"}.get(rules.not_covered or "")
    if sign:
        return f" {sign} not_covered"
    if not any(_is_nonzero(row.cells[number]) for number in numbers for row in table.rows if number < len(row.cells)):
        return ""
    shown = " and ".join(f'"{table.header[number]}" ({"; ".join(samples_of(table, number))})' for number in numbers)
    raise input_error(
        "E-NOT-COVERED",
        f"no column says what the plan paid, and it can't be worked out before it is known where {shown} belongs.",
        "an export with a column for what the plan paid settles it. Else look at one such claim's explanation of benefits, and "
        "write one of these as the first line of claims.rules.toml:\n"
        'not_covered = "in-both"     # part of the allowed amount and of your share\n'
        'not_covered = "in-allowed"  # part of the allowed amount, not of your share\n'
        'not_covered = "in-share"    # part of your share, not of the allowed amount\n'
        'not_covered = "in-neither"',
        table.heading_place,
    )


def _is_nonzero(cell: str) -> bool:
    return bool(money_or_none(cell))
