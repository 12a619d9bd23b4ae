"""What many cases show together: people counted, and medians with the middle half; never a sum over people.

Every table has the leads for its columns. Two tables that share one side and nothing else tell no more together than each alone, so
each is made safe by itself (``withhold``); conditions and plan kinds never stand in one table, nor is it counted for how many the
covered alternative had a price, because those would overlap in other ways.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from statistics import quantiles

from offsetcase.batch.job import Outcome
from offsetcase.brief.withhold import LEAST, Counts, merged, withheld
from offsetcase.model.money import exact
from offsetcase.model.problem import usage_error
from offsetcase.offset.covered import alternatives
from offsetcase.offset.lead import Lead
from offsetcase.offset.protocol import indications
from offsetcase.offset.verdict import Verdict

# So many people, that eleven stand on either side of each quartile.
LEAST_FOR_QUARTILES = 4 * LEAST
DIGITS = 2
# No letter was written, since an argument on cost was asked for and there was none.
NO_LETTER = "no-letter"
LEADS = (*map(str, Lead), NO_LETTER)
NOT_STATED = "not-stated"
NO_RATE = "no-rate"
FIGURES = ("plan_paid_a_year", "treatment", "net", "alternative_cost")
SIDES = ("condition", "plan", "verdict")
# What may lead where nobody asked for an argument by name; everybody who knows the method knows the rest to be empty.
_AFTER = {
    "robust": {"offset"},
    "expected": {"offset"},
    "conditional": {"alternative", "capped"},
}
_OTHERWISE = {"alternative", "capped", "necessity"}


@dataclass(frozen=True, slots=True)
class Spread:
    """A median and the ends of the middle half, in dollars to two digits; ``None`` where the group is too small for them."""

    median: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """Some of the people: of which side (``""`` for all), which values, how many, and how many by what led.

    A count that is withheld is ``None``. A figure that is missing is of fewer than eleven people.
    """

    side: str
    names: tuple[str, ...]
    people: int
    leads: tuple[int | None, ...]
    figures: Mapping[str, Spread]


@dataclass(frozen=True, slots=True)
class Together:
    """All of it. ``leads`` are the columns of every table, each with the leads that it holds."""

    people: int
    leads: tuple[tuple[str, ...], ...]
    groups: tuple[Group, ...]

    def of(self, side: str) -> list[Group]:
        """The groups of one side."""
        return [group for group in self.groups if group.side == side]


def lead_of(outcome: Outcome) -> str:
    """What led the letter."""
    return NO_LETTER if outcome.status == "no-case" else outcome.about["lead"]


_VALUES: dict[str, Callable[[Outcome], str]] = {
    "condition": lambda one: one.about["indication"] or NOT_STATED,
    "plan": lambda one: one.about["plan_type"] or NOT_STATED,
    "verdict": lambda one: one.verdict or NO_RATE,
}


def together(cases: Sequence[Outcome]) -> Together:
    """Count the cases, each of which is another person's.

    Raises:
        OffsetcaseError: they are fewer than eleven (status 2).
    """
    if len(cases) < LEAST:
        text = f"there are {len(cases)} people, and of fewer than {LEAST} nothing can be said that doesn't speak of each of them."
        raise usage_error("E-BRIEF", text, "make the brief of more cases.")
    columns = _columns(cases)
    everyone = Group("", (), len(cases), tuple(_by_lead(cases, columns)), _figures(cases))
    groups = [everyone]
    for side in SIDES:
        groups += _side(side, cases, columns)
    return Together(len(cases), columns, tuple(groups))


def _columns(cases: Sequence[Outcome]) -> tuple[tuple[str, ...], ...]:
    leads = [lead_of(one) for one in cases]
    return tuple(names for names, _ in merged([(lead, leads.count(lead)) for lead in LEADS]))


def _by_lead(cases: Iterable[Outcome], columns: Sequence[Sequence[str]]) -> list[int]:
    leads = [lead_of(one) for one in cases]
    return [sum(lead in column for lead in leads) for column in columns]


def _order(side: str, values: Iterable[str]) -> list[str]:
    known = {"condition": list(indications()), "verdict": [*map(str, Verdict), NO_RATE]}.get(side)
    # Results are listed even where nobody had them: that none were is a finding.
    return known if side == "verdict" and known else sorted(set(values), key=lambda one: (one == NOT_STATED, one))


def _side(side: str, cases: Sequence[Outcome], columns: Sequence[tuple[str, ...]]) -> list[Group]:
    value = _VALUES[side]
    by_value: dict[str, list[Outcome]] = {}
    for one in cases:
        by_value.setdefault(value(one), []).append(one)
    rows = merged([(name, len(by_value.get(name, ()))) for name in _order(side, by_value)])
    while True:
        held = [[one for name in names for one in by_value.get(name, ())] for names, _ in rows]
        counted = tuple(tuple(_by_lead(group, columns)) for group in held)
        counts = Counts(counted, _known_empty(side, [names for names, _ in rows], counted, columns))
        hidden = withheld(counts)
        if hidden is not None:
            break
        # What everybody knows to be empty leaves too little to hide behind: the two smallest rows become one.
        small, next_small = sorted(sorted((row for row in rows if row[1]), key=lambda row: row[1])[:2], key=rows.index)
        joined = (small[0] + next_small[0], small[1] + next_small[1])
        rows = [joined if row == small else row for row in rows if row != next_small]
    return [
        Group(
            side,
            names,
            len(group),
            tuple(None if (i, j) in hidden else count for j, count in enumerate(counted[i])),
            {} if side == "verdict" else _figures(group),
        )
        for i, ((names, _), group) in enumerate(zip(rows, held, strict=True))
    ]


def _known_empty(
    side: str, rows: Sequence[Sequence[str]], counted: Sequence[Sequence[int]], columns: Sequence[Sequence[str]]
) -> frozenset[tuple[int, int]]:
    """The cells that are empty and that whoever knows the method knows to be: they hide nobody."""
    priced = {name for one in alternatives().values() for name in one.indications}

    def possible(name: str, lead: str) -> bool:
        if side == "verdict":
            return lead in _AFTER.get(name, _OTHERWISE)
        return side != "condition" or lead != Lead.ALTERNATIVE or name in priced or name == NOT_STATED

    return frozenset(
        (i, j)
        for i, names in enumerate(rows)
        for j, leads in enumerate(columns)
        if not counted[i][j] and not any(possible(name, lead) for name in names for lead in leads)
    )


def _figures(cases: Sequence[Outcome]) -> dict[str, Spread]:
    spreads = {}
    for name in FIGURES:
        texts = (
            one.about["alternative_cost"] if name == "alternative_cost" else one.figures.get(name, "") for one in cases
        )
        amounts = [exact(text) for text in texts if text]
        if len(amounts) >= LEAST:
            spreads[name] = spread(amounts)
    return spreads


def spread(amounts: Sequence[Decimal]) -> Spread:
    """The median of eleven and more, and the middle half where eleven people stand on either side of its ends.

    Args:
        amounts: two or more. All are rounded to two digits, so that none is one person's figure.
    """
    low, median, high = map(rounded, quantiles(amounts, n=4, method="inclusive"))
    return Spread(median) if len(amounts) < LEAST_FOR_QUARTILES else Spread(median, low, high)


def rounded(amount: Decimal) -> Decimal:
    """Dollars to two digits, and never finer than ten dollars."""
    if not amount:
        return Decimal(0)
    step = Decimal(1).scaleb(max(1, amount.adjusted() - DIGITS + 1))
    return (amount / step).quantize(Decimal(1), rounding=ROUND_HALF_EVEN) * step
