"""What a file says of itself against what its rows say: printed totals, and each row's own arithmetic. Warnings only."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from offsetcase.model.lines import Amounts, ClaimLine, Status
from offsetcase.model.money import money_or_none, show_money
from offsetcase.model.problem import Problem
from offsetcase.read.columns import ColumnMap
from offsetcase.read.table import Table

_NAMES = dict(
    zip(Amounts._fields, ("billed", "allowed", "plan-paid", "member-paid"), strict=True)
)  # in the words of the letter


def check_controls(table: Table, columns: ColumnMap, lines: Sequence[ClaimLine]) -> list[Problem]:
    """Compare printed totals and row arithmetic with the rows.

    Args:
        table: the file as a table, for its preamble.
        columns: how it was mapped; a format may say what its preamble's amount is the total of.
        lines: its lines in file order.

    Returns:
        A warning for each total that differs, and one for the rows whose amounts don't add up.
    """
    return [*_totals(lines), *_preamble(table, columns, lines), *_rows(table, lines)]


def _differs(where: str, name: str, printed: Decimal, added: Decimal) -> Problem:
    return Problem(
        "W-CONTROL-TOTAL",
        f"The file gives {show_money(printed)} as the total of {name}; its rows add up to {show_money(added)}.",
        "check whether the download is complete.",
        where,
    )


def _totals(lines: Sequence[ClaimLine]) -> list[Problem]:
    """A trailer's total may be of all rows above it or of those since the last total."""
    if not any(line.note == "a total" for line in lines):
        return []
    problems: list[Problem] = []
    whole: dict[str, Decimal] = {}
    since: dict[str, Decimal] = {}
    for line in lines:
        amounts = line.amounts._asdict()
        if line.note == "a total":
            for name, printed in amounts.items():
                if printed is None or name not in whole:
                    continue
                sums = (whole[name], since.get(name, Decimal(0)))
                if all(abs(printed - added) >= Decimal("0.01") for added in sums):
                    problems.append(_differs(str(line.source), _NAMES[name], printed, whole[name]))
            since = {}
        elif not line.note:
            for name, amount in amounts.items():
                if amount is not None:
                    whole[name] = whole.get(name, Decimal(0)) + amount
                    since[name] = since.get(name, Decimal(0)) + amount
    return problems


def _preamble(table: Table, columns: ColumnMap, lines: Sequence[ClaimLine]) -> list[Problem]:
    if not columns.preamble_total:
        return []
    at = Amounts._fields.index(columns.preamble_total)
    known = [amount for line in lines if not line.note and (amount := line.amounts[at]) is not None]
    for row in table.preamble:
        for cell in row.cells:
            printed = money_or_none(cell) if cell.startswith("$") else None
            if printed is not None and printed != sum(known, Decimal(0)):
                where = f"{table.file}, row {row.number}"
                return [_differs(where, _NAMES[columns.preamble_total], printed, sum(known, Decimal(0)))]
    return []


def _rows(table: Table, lines: Sequence[ClaimLine]) -> list[Problem]:
    """Allowed = plan-paid + member's share + other payers, which is billed = plan-paid + discount + share."""
    odd: list[tuple[ClaimLine, Decimal]] = []
    checked = 0
    cent, paid = Decimal("0.01"), Status.PAID
    for line in lines:
        _, allowed, plan, member = line.amounts
        if allowed is None or plan is None or member is None or line.note or line.status is not paid:
            continue
        checked += 1
        if plan + member != allowed:
            rest = allowed - plan - member - (line.other_payer or Decimal(0))
            if abs(rest) > cent:
                odd.append((line, rest))
    if not odd:
        return []
    first, rest = odd[0]
    return [
        Problem(
            "W-ROW-SUM",
            f"In {len(odd)} of {checked} rows plan-paid and the member's share don't add up to the allowed amount; the first "
            f"is row {first.source.row}, by {show_money(rest)}. Another payer or an account may have paid the rest.",
            where=table.file,
        )
    ]
