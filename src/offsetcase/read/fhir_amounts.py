"""Amounts in a FHIR resource: which code is whose money. The same dollar stands under several codes; one is taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple

from offsetcase.model.lines import Amounts
from offsetcase.model.money import MoneyError, exact
from offsetcase.model.places import data_path, load_toml
from offsetcase.read.fhir_nodes import Json, as_list, as_object, as_text, code_words, codings, labels, word_of

LARGEST = Decimal(10) ** 12
_NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{0,30})?([eE][+-]?\d{1,3})?")


class ForeignAmount(NamedTuple):
    """An amount in another currency than dollars, and whose money it would be."""

    currency: str
    role: str
    amount: Decimal


@cache
def fhir_data() -> Mapping[str, Any]:
    """The lists of ``data/fhir.toml``."""
    return load_toml(data_path("fhir.toml"))


def amount_of(value: Any) -> Decimal | None:
    """A money value's number, or ``None`` where none stands; some files write it as text.

    Raises:
        MoneyError: a number that is not an amount of money.
    """
    number = value.get("value") if isinstance(value, dict) else value
    if isinstance(number, str) and number.strip():
        if not _NUMBER.fullmatch(number.strip()):
            raise MoneyError(number[:40])
        number = exact(number.strip())
    if not isinstance(number, int | Decimal) or isinstance(number, bool):
        return None
    amount = Decimal(number)
    if not amount.is_finite() or abs(amount) > LARGEST or amount.as_tuple().exponent < -20:  # type: ignore[operator]
        raise MoneyError(str(number)[:40])
    return amount


@lru_cache(maxsize=256)
def _is_dollars(currency: str) -> bool:
    return currency.rsplit(":", 1)[-1] in fhir_data()["currency"]["dollars"]


def currency_of(value: Any) -> str:
    """The currency of an amount where it is another than dollars, else ``""``; in STU3 an amount is a quantity with a unit."""
    if not isinstance(value, dict):
        return ""
    word = word_of(value.get("currency")) or word_of(value.get("code")) or word_of(value.get("unit"))
    return "" if not word or _is_dollars(word) else word.upper()[:20]


@lru_cache(maxsize=4096)
def _role(words: frozenset[str], from_cms: bool) -> str:
    data = fhir_data()
    for word in sorted(words):
        if word in data["cms"]:
            return str(data["cms"][word])
    if from_cms:
        return ""  # a CMS amount that is nobody's share here, whatever CARIN code stands beside it
    return next((str(data["carin"][word]) for word in sorted(words) if word in data["carin"]), "")


def _role_of(category: Any) -> str:
    words = code_words(category)
    if not words:  # no code but a text, such as "Paid to provider"
        words = {re.sub(r"[^a-z]", "", text.lower()).removesuffix("amount") for text in labels(category)}
    systems = (as_text(coding.get("system")) for coding in codings(category))
    from_cms = any(
        "bluebutton.cms.gov/resources/variables" in system
        or "bluebutton.cms.gov/fhir/CodeSystem/Adjudication" in system
        for system in systems
    )
    return _role(frozenset(word[:100] for word in words), from_cms)


def sums_of(adjudication: Any, foreign: list[ForeignAmount]) -> dict[str, Decimal]:
    """The amounts of one level by role, in dollars; the parts of the member's share are added.

    Args:
        adjudication: the level's list.
        foreign: takes what is in another currency, which is not a dollar amount.

    Raises:
        MoneyError: a number that is not an amount of money.
    """
    sums: dict[str, Decimal] = {}
    for one in as_list(adjudication):
        role, amount = _role_of(one.get("category")), amount_of(one.get("amount"))
        if not role or amount is None:
            continue
        if currency := currency_of(one.get("amount")):
            foreign.append(ForeignAmount(currency, role, amount))
            continue
        added = role in ("part", "other", "benefit_more") and role in sums
        sums[role] = sums[role] + amount if added else amount
    return sums


def item_sums(item: Json, foreign: list[ForeignAmount]) -> dict[str, Decimal]:
    """An item's amounts: its own, else those of its details added up, and what the patient paid (R5).

    Raises:
        MoneyError: a number that is not an amount of money.
    """
    sums = sums_of(item.get("adjudication"), foreign)
    if plan_paid(sums) is None and "detail" in item:
        inner: dict[str, Decimal] = {}
        for detail in as_list(item["detail"]):
            own = sums_of(detail.get("adjudication"), foreign)
            if plan_paid(own) is None:
                for last in as_list(detail.get("subDetail")):
                    _add(own, sums_of(last.get("adjudication"), foreign))
            _add(inner, own)
        sums = {**inner, **sums}
    _patient_paid(item, sums, foreign)
    return sums


def _add(into: dict[str, Decimal], more: Mapping[str, Decimal]) -> None:
    for role, amount in more.items():
        into[role] = into.get(role, Decimal(0)) + amount


def _patient_paid(level: Json, sums: dict[str, Decimal], foreign: list[ForeignAmount]) -> None:
    amount = amount_of(as_object(level.get("patientPaid")))
    if amount is None:
        return
    if currency := currency_of(level["patientPaid"]):
        foreign.append(ForeignAmount(currency, "paid_by_patient", amount))
    else:
        sums.setdefault("paid_by_patient", amount)


def header_sums(eob: Json, foreign: list[ForeignAmount]) -> dict[str, Decimal]:
    """What the claim says as a whole: its adjudication, else its totals, else its payment; empty without the plan's payment.

    Raises:
        MoneyError: a number that is not an amount of money.
    """
    for level in ("adjudication", "total"):
        sums = sums_of(eob.get(level), foreign)
        if plan_paid(sums) is not None:
            _patient_paid(eob, sums, foreign)
            return sums
    payment = payment_of(eob, foreign)
    if payment is None:
        # STU3 says it in one number.
        payment = dollars_of(eob.get("totalBenefit"), "benefit", foreign)
    if payment is None:
        return {}
    sums = {**sums_of(eob.get("total"), []), "benefit": payment}
    _patient_paid(eob, sums, foreign)
    return sums


def dollars_of(value: Any, role: str, foreign: list[ForeignAmount]) -> Decimal | None:
    """One amount in dollars; one in another currency goes to ``foreign``.

    Raises:
        MoneyError: a number that is not an amount of money.
    """
    amount = amount_of(as_object(value))
    if amount is not None and (currency := currency_of(as_object(value))):
        foreign.append(ForeignAmount(currency, role, amount))
        return None
    return amount


def payment_of(eob: Json, foreign: list[ForeignAmount]) -> Decimal | None:
    """What the claim's payment says."""
    return dollars_of(as_object(eob.get("payment")).get("amount"), "benefit", foreign)


def plan_paid(sums: Mapping[str, Decimal]) -> Decimal | None:
    """What the plan paid: ``benefit``, else what went to the provider and to the patient."""
    if "benefit" in sums or "benefit_more" in sums:
        return sums.get("benefit", Decimal(0)) + sums.get("benefit_more", Decimal(0))
    if "to_provider" in sums or "to_patient" in sums:
        return sums.get("to_provider", Decimal(0)) + sums.get("to_patient", Decimal(0))
    return None


def member_paid(sums: Mapping[str, Decimal]) -> Decimal | None:
    """The member's share: as one amount, else its parts added, else what they paid."""
    for role in ("liability", "part", "paid_by_patient"):
        if role in sums:
            return sums[role]
    return None


def amounts_of(sums: Mapping[str, Decimal]) -> Amounts:
    """Billed, allowed, plan-paid and member-paid of one level."""
    return Amounts(sums.get("billed"), sums.get("allowed"), plan_paid(sums), member_paid(sums))
