"""Amounts in a FHIR resource: which code is whose money. The same dollar stands under several codes; one is taken."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any

from offsetcase.model.lines import Amounts
from offsetcase.model.money import MoneyError
from offsetcase.model.places import data_path, load_toml

Json = Mapping[str, Any]
LARGEST = Decimal(10) ** 12


@cache
def _codes() -> tuple[Mapping[str, str], Mapping[str, str]]:
    raw = load_toml(data_path("fhir.toml"))
    return raw["carin"], raw["cms"]


def as_list(value: Any) -> list[Json]:
    """A list of objects, whatever stands there; a single object counts as a list of one."""
    if isinstance(value, Mapping):
        return [value]
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def as_object(value: Any) -> Json:
    """An object, or an empty one where something else stands."""
    return value if isinstance(value, Mapping) else {}


def codings(concept: Any) -> list[Json]:
    """The codings of a concept."""
    return as_list(as_object(concept).get("coding"))


def code_words(concept: Any) -> set[str]:
    """A concept's codes in lower case."""
    words = {str(coding.get("code", "")).lower() for coding in codings(concept)}
    # STU3 and Synthea name the variable by the end of its address.
    words |= {str(coding.get("code", "")).lower().rsplit("/", 1)[-1] for coding in codings(concept)}
    return words - {""}


def amount_of(value: Any) -> Decimal | None:
    """A money value's dollars, or ``None``.

    Raises:
        MoneyError: a number that is no amount of money.
    """
    number = as_object(value).get("value")
    if not isinstance(number, int | Decimal) or isinstance(number, bool):
        return None
    amount = Decimal(number)
    if not amount.is_finite() or abs(amount) > LARGEST or amount.as_tuple().exponent < -20:  # type: ignore[operator]
        raise MoneyError(str(number)[:40])
    return amount


def _role(category: Any) -> str:
    carin, cms = _codes()
    words = code_words(category)
    for word in sorted(words):
        if word in cms:
            return cms[word]
    systems = [str(coding.get("system", "")) for coding in codings(category)]
    if any("bluebutton.cms.gov/resources/variables" in system for system in systems) or (
        any("bluebutton.cms.gov/fhir/CodeSystem/Adjudication" in system for system in systems)
    ):
        return ""  # a CMS amount that is nobody's share here, whatever CARIN code stands beside it
    return next((carin[word] for word in sorted(words) if word in carin), "")


def sums_of(adjudication: Any) -> dict[str, Decimal]:
    """The amounts of one level by role; the parts of the member's share are added."""
    found: dict[str, Decimal] = {}
    for one in as_list(adjudication):
        role, amount = _role(one.get("category")), amount_of(one.get("amount"))
        if role and amount is not None:
            found[role] = (
                found[role] + amount if role in ("part", "other", "benefit_more") and role in found else amount
            )
    return found


def plan_paid(found: Mapping[str, Decimal]) -> Decimal | None:
    """What the plan paid: ``benefit``, else what went to the provider and to the patient."""
    if "benefit" in found or "benefit_more" in found:
        return found.get("benefit", Decimal(0)) + found.get("benefit_more", Decimal(0))
    if "to_provider" in found or "to_patient" in found:
        return found.get("to_provider", Decimal(0)) + found.get("to_patient", Decimal(0))
    return None


def _member_paid(found: Mapping[str, Decimal]) -> Decimal | None:
    for role in ("liability", "part", "paid_by_patient"):
        if role in found:
            return found[role]
    return None


def amounts_of(found: Mapping[str, Decimal]) -> Amounts:
    """Billed, allowed, plan-paid and member-paid of one level."""
    return Amounts(found.get("billed"), found.get("allowed"), plan_paid(found), _member_paid(found))
