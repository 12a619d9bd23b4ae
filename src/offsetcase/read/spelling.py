"""How one table writes its dates and amounts, settled for all of its rows or asked: never from cell to cell."""

from __future__ import annotations

import re
from typing import NamedTuple

from offsetcase.model.problem import Problem, input_error
from offsetcase.read.columns import ColumnMap
from offsetcase.read.rules import Rules
from offsetcase.read.table import Table

# So many months in a row, each with a date, aren't an accident.
MONTHS_IN_A_ROW = 4
_TWO_WAYS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?!\d)")
_BEFORE = r"(?:^|\n)[^\n\d.,]*"
_BEHIND = r"[^\n\d.,]*(?=\n|$)"
_COMMA_CENTS = re.compile(rf"{_BEFORE}(?:\d{{1,3}}(?:\.\d{{3}})+|\d+),\d{{1,2}}{_BEHIND}")
_POINT_CENTS = re.compile(rf"{_BEFORE}(?:\d{{1,3}}(?:,\d{{3}})+|\d+)\.(?:\d{{1,2}}|\d{{4,}}){_BEHIND}")
_THREE_DIGITS = re.compile(r"\.\d{3}(?!\d)")
_EITHER = re.compile(rf"{_BEFORE}\d{{1,3}}\.\d{{3}}{_BEHIND}")


class Spelling(NamedTuple):
    """Whether days stand before months, and cents behind a comma; and what must be said of it."""

    day_first: bool
    comma: bool
    warnings: tuple[Problem, ...] = ()


def settle_spelling(table: Table, columns: ColumnMap, rules: Rules) -> Spelling:
    """How a table's dates and amounts are written.

    Raises:
        OffsetcaseError: its own cells leave two readings open, and the rules file doesn't say which (status 4).
    """
    if rules.date_order is None:
        _ask_date_order(table, columns)
    comma, warnings = _comma(table, columns, rules)
    return Spelling(rules.date_order == "day-first", comma, warnings)


def _column(table: Table, number: int) -> list[str]:
    return [row.cells[number] for row in table.rows if number < len(row.cells)]


def _ask_date_order(table: Table, columns: ColumnMap) -> None:
    """Ask where every day could be a month, and only with the day first no month between the first and the last is left out."""
    month_first, day_first, shown = set(), set(), ""
    for number in columns.columns.get("service_date", ())[:1]:
        for cell in _column(table, number):
            if (match := _TWO_WAYS.match(cell)) is None:
                continue
            first, second, year = int(match[1]), int(match[3]), int(match[4]) % 100
            if first > 12 or second > 12:
                return
            month_first.add(year * 12 + first)
            day_first.add(year * 12 + second)
            shown = shown or cell
    if not month_first or not _gaps(month_first) or _gaps(day_first) or len(day_first) < MONTHS_IN_A_ROW:
        return
    raise input_error(
        "E-DATE-ORDER",
        f'the dates can be read in two ways: "{shown}" with the month first or with the day first. Read month first, they leave '
        f"out {_gaps(month_first)} months; read day first, they fill {len(day_first)} months without a gap.",
        'write the right one as the first line of claims.rules.toml:\ndate_order = "day-first"\nor\ndate_order = "month-first"',
        table.heading_place,
    )


def _gaps(months: set[int]) -> int:
    return max(months) - min(months) + 1 - len(months)


def _comma(table: Table, columns: ColumnMap, rules: Rules) -> tuple[bool, tuple[Problem, ...]]:
    if rules.decimal is not None:
        return rules.decimal == "comma", ()
    names = ("billed", "allowed", "discount", "plan_paid", "member_paid", "other_payer")
    numbers = {number for name in names for number in (*columns.columns.get(name, ()), *columns.sums.get(name, ()))}
    texts = ["\n".join(_column(table, number)) for number in sorted(numbers)]
    # Most files have neither a comma nor three digits behind a point; seeing that takes a hundredth of the patterns' time.
    commas = _first(_COMMA_CENTS, [text for text in texts if "," in text])
    doubtful = _first(_EITHER, [text for text in texts if _THREE_DIGITS.search(text)])
    if not commas and not doubtful:
        return False, ()
    points = _first(_POINT_CENTS, texts)
    if commas and not points:
        said = f'Amounts are read with a comma before the cents, as in "{commas}"; a point parts the thousands.'
        return True, (Problem("W-DECIMAL", said, where=table.heading_place),)
    if points and not commas:
        return False, ()
    shown = f'"{commas}" beside "{points}"' if points else f'"{doubtful}"'
    raise input_error(
        "E-DECIMAL",
        f"the amounts can be read in two ways: {shown} may have a point or a comma before the cents.",
        'write the right one as the first line of claims.rules.toml:\ndecimal = "point"\nor\ndecimal = "comma"',
        table.heading_place,
    )


def _first(pattern: re.Pattern[str], texts: list[str]) -> str:
    return next((match[0].strip() for text in texts if (match := pattern.search(text))), "")
