"""Break-evens: where the projection turns, each with all else at base, ``None`` where there is none."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext

from offsetcase.classify.categories import is_medication
from offsetcase.model.money import ONE, PRECISION, ZERO
from offsetcase.offset.projection import (
    Flow,
    Parameters,
    break_even_month,
    flow,
    responder,
)


@dataclass(frozen=True, slots=True)
class BreakEven:
    """Unrounded. ``price`` is the quote without adjuncts; shares are of the baseline of the categories that stop."""

    price: Decimal | None
    share: Decimal | None
    lasting_share: Decimal | None
    response: Decimal | None
    month: int | None
    rebate: Decimal | None
    # Dollars of medication that a lasting responder's plan no longer spends, to which the rebate applies.
    lasting_medication: Decimal


def break_even(parameters: Parameters, adjunct: Decimal, horizon: int) -> BreakEven:
    """All break-evens of the method's section 4.

    Args:
        parameters: the base case.
        adjunct: dollars of adjuncts and sessions within the price a visit.
        horizon: H, months.
    """
    with localcontext() as context:
        context.prec = PRECISION
        base = flow(parameters, horizon)
        last = flow(responder(parameters), horizon, lasting=True)
        visits = flow(parameters.with_(price=ONE, workup=ZERO), horizon).total_treatment
        medication = _medication(parameters, horizon)
        price = (base.total_stops - parameters.workup) / visits - adjunct
        return BreakEven(
            price=price if price > 0 else None,
            share=_share(parameters, base),
            lasting_share=_share(parameters, last),
            response=_response(parameters, horizon),
            month=break_even_month(last.running()),
            rebate=_rebate(last, medication),
            lasting_medication=medication,
        )


def _share(parameters: Parameters, run: Flow) -> Decimal | None:
    """F = ΣC/ΣD scales every share; reported as the share of the baseline of the categories with a share above 0."""
    if run.total_stops <= 0:
        return None
    f = run.total_treatment / run.total_stops
    stopping = {key: share for key, share in parameters.shares.items() if share > 0}
    if any(share * f > 1 for share in stopping.values()):
        return None
    spending = sum((parameters.annual[key] for key in stopping), ZERO)
    if spending <= 0:
        return None
    return sum((f * share * parameters.annual[key] for key, share in stopping.items()), ZERO) / spending


def _response(parameters: Parameters, horizon: int) -> Decimal | None:
    """The p at which S = 0: S is linear in p above q, so two points give the line."""
    at_q = flow(parameters.with_(p=parameters.q), horizon).net
    at_one = flow(parameters.with_(p=ONE), horizon).net
    if at_one == at_q or parameters.q == 1:
        return None
    root = parameters.q + (ONE - parameters.q) * (-at_q) / (at_one - at_q)
    return root if parameters.q <= root <= 1 else None


def _medication(parameters: Parameters, horizon: int) -> Decimal:
    """The part of what stops, for a lasting responder, that is medication."""
    drugs = {key: share if is_medication(key) else ZERO for key, share in parameters.shares.items()}
    return flow(responder(parameters.with_(shares=drugs)), horizon, lasting=True).total_stops


def _rebate(last: Flow, medication: Decimal) -> Decimal | None:
    """The rebate on medication above which a lasting responder's net is negative; none unless between 0 and 1."""
    if medication <= 0:
        return None
    rebate = last.net / medication
    return rebate if 0 < rebate < 1 else None
