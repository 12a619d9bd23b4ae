"""The baseline: what the plan pays a year now, by category, from counted lines alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from offsetcase.case.assemble import Ledger
from offsetcase.case.window import Window
from offsetcase.classify.categories import categories
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.money import ZERO
from offsetcase.model.nodes import Graph, Name, step
from offsetcase.model.problem import input_error
from offsetcase.offset.inflation import inflate

# The method's own rule.
LOWER = "lower-of-both"
Amounts = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Baseline:
    """Dollars by baseline key, unrounded.

    ``values`` are the quantities of ``graph`` by name; ``annual`` is B_c; ``monthly`` is the plan-paid of each month of the window; ``window_mean`` is 12 × plan-paid ÷ M; ``latest`` is the last twelve months (``None`` when the
    window is shorter); ``one_off`` and ``calendar_years`` are plain sums over the window. ``rule`` says which rule made
    ``annual``.
    """

    window: Window
    graph: Graph
    values: Mapping[str, Any]
    annual: Amounts
    window_mean: Amounts
    latest: Amounts | None
    monthly: Mapping[str, tuple[Decimal, ...]]
    one_off: Amounts
    calendar_years: Mapping[int, Amounts]
    rule: str
    price_year: int | None

    @property
    def total(self) -> Decimal:
        """Dollars a year over all categories."""
        return sum(self.annual.values(), ZERO)


def key_order(key: str) -> tuple[int, str]:
    """Where a baseline key stands in exhibits: drugs with their own share first, then the data file's order."""
    order = list(categories())
    return order.index(key) if key in order else -1, key


def line_amount(entry: LedgerLine, price_year: int | None) -> Decimal:
    """What one counted line weighs: its plan-paid, in dollars of the price year if one is set."""
    amount = entry.line.amounts.plan_paid
    day = entry.line.service_date
    assert amount is not None and day is not None
    return amount if price_year is None else inflate(amount, day.year, price_year)


def yearly(keys: tuple[str, ...], rule: str) -> Graph:
    """What a category costs a year, by the rule: from the window's sums, its months and its last twelve."""
    graph = Graph()
    for key in keys:
        mean = graph.define(f"mean.{key}", 12 * Name(f"window.{key}") / Name("window.months"), "usd")
        latest = Name(f"latest.{key}")
        lower = step("least", mean, latest)
        if rule == LOWER:
            graph.define(f"annual.{key}", lower, "usd", f"the lower of {{mean.{key}}} and {{latest.{key}}}")
        else:
            graph.define(f"annual.{key}", mean if rule == "window-mean" else latest, "usd")
    return graph


def take_baseline(ledger: Ledger, window: Window, rule: str | None, price_year: int | None) -> Baseline:
    """Add up the counted lines.

    Args:
        ledger: the settled ledger.
        window: its months.
        rule: ``window-mean`` or ``latest-12`` to replace the method's rule (the lower of both), or ``None``.
        price_year: inflate every line to this year's dollars, or ``None`` for nominal dollars.

    Raises:
        OffsetcaseError: ``latest-12`` with fewer than twelve months, or a year without an index (status 4).
    """
    totals: dict[str, Decimal] = defaultdict(lambda: ZERO)
    latest: dict[str, Decimal] = defaultdict(lambda: ZERO)
    one_off: dict[str, Decimal] = defaultdict(lambda: ZERO)
    years: dict[int, dict[str, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    by_month: dict[str, list[Decimal]] = defaultdict(lambda: [ZERO] * window.months)
    start = window.first.year * 12 + window.first.month
    for entry in ledger.counted:
        amount = line_amount(entry, price_year)
        day = entry.line.service_date
        assert day is not None
        if categories()[entry.klass.category].one_off:
            one_off[entry.key] += amount
            continue
        totals[entry.key] += amount
        by_month[entry.key][day.year * 12 + day.month - start] += amount
        years[day.year][entry.key] += amount
        if window.in_latest_year(day):
            latest[entry.key] += amount
    keys = sorted(totals, key=key_order)
    months = window.months
    if rule == "latest-12" and months < 12:
        raise input_error(
            "E-BASELINE",
            f'baseline = "latest-12" needs twelve complete months; these claims hold {months}.',
            "leave the line out, or download a longer span.",
            "case.toml, [assumptions]",
        )
    last = {key: latest[key] for key in keys} if months >= 12 else None
    chosen = rule or (LOWER if last is not None else "window-mean")
    graph = yearly(tuple(keys), chosen)
    given: dict[str, Any] = {"window.months": months} | {f"window.{key}": totals[key] for key in keys}
    values = graph.worked_out(given | {f"latest.{key}": amount for key, amount in (last or {}).items()})
    return Baseline(
        window=window,
        graph=graph,
        values=values,
        annual={key: values[f"annual.{key}"] for key in keys},
        window_mean={key: values[f"mean.{key}"] for key in keys},
        latest=last,
        monthly={key: tuple(by_month[key]) for key in keys},
        one_off={key: one_off[key] for key in sorted(one_off, key=key_order)},
        calendar_years={year: {key: years[year][key] for key in keys if key in years[year]} for year in sorted(years)},
        rule=chosen,
        price_year=price_year,
    )
