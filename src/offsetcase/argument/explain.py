"""Where a figure comes from: its formula, the figures that the formula names, and at the end the claim lines."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from offsetcase.model.facts import FactBook, Weighed, show
from offsetcase.model.money import cents
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

_AMOUNT = re.compile(r"[-−(]?\s*(?:\$\s*[-−]?(?:\d[\d,]*(?:\.\d{1,2})?|\.\d{1,2})|\d[\d,]*\.\d\d|\d[\d,.]*\s*%)\)?")
# Figures that only name or count something for a table; a list of figures leaves them out.
_PARTS = (
    ".source",
    ".name",
    ".number",
    ".low",
    ".high",
    ".first",
    ".last",
    ".class",
    ".date",
    ".day",
    ".month",
    ".months",
)


@dataclass(frozen=True, slots=True)
class FigureStep:
    """One figure: its identifier, how it is printed, its formula, and the formula with the numbers put in."""

    id: str
    shown: str
    formula: str
    filled: str


@dataclass(frozen=True, slots=True)
class LineGroup:
    """The claim lines of one figure; their amounts add up to it exactly (dollars, or 1 a line where lines are counted)."""

    id: str
    unit: str
    total: Decimal
    lines: tuple[Weighed, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """A figure, the figures behind it in the order in which they are needed, and the lines behind those."""

    figure: FigureStep
    steps: tuple[FigureStep, ...]
    groups: tuple[LineGroup, ...]


def step(book: FactBook, id: str) -> FigureStep:
    """One figure's own line."""
    fact = book[id]
    return FigureStep(id, show(fact), fact.how.replace("{", "").replace("}", ""), book.filled(id))


def explain(book: FactBook, id: str) -> Explanation:
    """Walk from a figure back to the claim lines.

    Raises:
        OffsetcaseError: no such figure in this case (status 2); the nearest names are offered.
    """
    if id not in book:
        raise OffsetcaseError(_unknown(book, id), ExitCode.USAGE)
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        order.append(name)
        for other in book.named(name):
            visit(other)

    visit(id)
    groups = []
    for name in order:
        lines = book.lines(name)
        if lines is not None:
            total = sum((line.amount for line in lines), Decimal(0))
            groups.append(LineGroup(name, book[name].unit, total, tuple(lines)))
    return Explanation(step(book, id), tuple(step(book, name) for name in order[1:]), tuple(groups))


def listed(book: FactBook) -> list[FigureStep]:
    """Every figure worth asking about."""
    return [step(book, id) for id in book if _asked(book, id)]


def is_amount(text: str) -> bool:
    """Whether somebody means a figure by its amount: it has a dollar sign or two decimals, or is per cent."""
    return bool(_AMOUNT.fullmatch(text.strip()))


def by_amount(book: FactBook, text: str) -> list[str]:
    """The names of the figures that are printed as this amount, or that have it to the cent.

    Args:
        book: the case's figures.
        text: as the letter prints it, like ``$2,525.75``, ``-$1,200`` or ``2525.75``.

    Raises:
        OffsetcaseError: no figure has it (status 2); the nearest ones are offered.
    """
    wanted = _plain(text)
    asked = [id for id in book if _asked(book, id)]
    exact = [id for id in asked if _plain(show(book[id])) == wanted]
    if not exact and "%" not in wanted:
        # A letter prints a cost without its sign, and the first pages whole dollars.
        value = abs(Decimal(wanted))
        money = [id for id in asked if book[id].unit == "usd"]
        exact = [id for id in money if abs(cents(Decimal(book[id].value))) == value]
        if not exact:
            near = sorted(money, key=lambda id: abs(abs(Decimal(book[id].value)) - value))[:3]
            offered = ", ".join(f"{show(book[id])} ({id})" for id in near)
            raise OffsetcaseError(_no_amount(text, offered), ExitCode.USAGE)
    if not exact:
        raise OffsetcaseError(_no_amount(text, ""), ExitCode.USAGE)
    return exact


def _plain(text: str) -> str:
    """An amount without what only makes it readable: ``$2,500.00`` and ``2500`` are one."""
    bare = text.strip().replace("−", "-").translate(str.maketrans("", "", "$, "))
    if bare.startswith("(") and bare.endswith(")"):
        bare = f"-{bare[1:-1]}"
    whole, point, rest = bare.partition(".")
    return whole if point and rest.strip("0") == "" else bare


def _no_amount(text: str, offered: str) -> Problem:
    hint = f"The nearest are {offered}. " if offered else ""
    return Problem(
        "E-FIGURE",
        f'no figure of this case is "{text.strip()[:40]}".',
        f"{hint}Give the same options as to build; without an amount the command lists every figure.",
    )


def _asked(book: FactBook, id: str) -> bool:
    fact = book[id]
    return bool(fact.how) and fact.unit not in ("text", "date", "month", "year") and not id.endswith(_PARTS)


def _unknown(book: FactBook, id: str) -> Problem:
    known = [name for name in book if _asked(book, name)]
    inside = [name for name in known if name.startswith(f"{id}.")]
    near: Iterable[str] = inside[:8] or difflib.get_close_matches(id, known, n=4, cutoff=0.4)
    hint = f"did you mean {' or '.join(near)}? " if near else ""
    return Problem(
        "E-FIGURE",
        f'--figure: this case has no figure called "{id}".',
        f"{hint}Without --figure the command lists them all; Exhibit C of the letter names them too.",
    )
