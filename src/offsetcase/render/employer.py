"""One page for an employer: what the request means to a plan of their size. No name, no illness, no treatment.

It stands beside the letter to the plan sponsor. All of it is what the plan would spend; nothing is set against it.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from pathlib import Path

from offsetcase.argument.argue import Argument
from offsetcase.model.facts import show
from offsetcase.model.money import CENT, show_money
from offsetcase.offset.verdict import HORIZON
from offsetcase.render.frame import single_page

NAME = "employer.pdf"
# What the page calls an amount, and the figure that it is.
ROWS = (
    ("capped", "Capped: it ends at the first decision", "stage.1.cost"),
    ("expected", "Expected: average of all outcomes", "average.treatment"),
    ("most", "Most: every decision is yes, to the last month", "stage.4.cost"),
)


def per_member(amount: Decimal, members: int, months: int) -> Decimal:
    """Dollars per covered member per month, rounded up to the cent, so that no size makes a cost vanish.

    Args:
        amount: dollars in all.
        members: covered members, 1 or more.
        months: the months over which it is spread, 1 or more.
    """
    return (amount / members / months).quantize(CENT, rounding=ROUND_CEILING)


def employer_html(argument: Argument, own: Path | None = None, paper: str = "letter") -> str:
    """The page; without a head count it holds the totals and says how to divide them.

    Args:
        argument: the sponsor letter's argument.
        own: a user's folder of templates.
        paper: ``letter`` or ``a4``.

    Raises:
        OffsetcaseError: a fault of the user's own template (status 2), or something in it that no letter needs (8).
    """
    book, members = argument.book, argument.result.case.plan.members
    rows = []
    for key, title, id in ROWS:
        if id not in book:
            rows.append((key, title, "", ""))
            continue
        amount = Decimal(book[id].value)
        each = show_money(per_member(amount, members, HORIZON)) if members else ""
        rows.append((key, title, show_money(amount), each))
    stages = [
        (show(book[f"stage.{n}.visits"]), show(book[f"stage.{n}.cost"]))
        for n in range(1, 5)
        if f"stage.{n}.cost" in book
    ]
    return single_page(
        "packet/employer.html.j2",
        own,
        paper,
        members=f"{members:,}" if members else "",
        months=HORIZON,
        rows=rows,
        stages=stages,
    )
