"""The kinds of values that the case file holds: dollars, shares of one, and text, each checked in a person's words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator

from offsetcase.case.days import typed_day
from offsetcase.case.own_words import spoken
from offsetcase.model.money import MOST_DECIMALS, MOST_DOLLARS, MoneyError, parse_money, too_fine
from offsetcase.model.text import plain


def _dollars(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("it should be a dollar amount")
    if isinstance(value, str):
        try:
            amount = parse_money(value)
        except MoneyError:
            raise ValueError('it should be a dollar amount, like "550.00"') from None
        if amount is None:
            raise ValueError("it should be a dollar amount; leave the line out if you don't know it")
        value = amount
    if isinstance(value, int | Decimal):
        amount = Decimal(value)
        if not amount.is_finite() or amount < 0:
            raise ValueError("it can't be below zero")
        if amount > MOST_DOLLARS:
            raise ValueError("it is more than a million dollars; check the number")
        if amount != round(amount, 2):
            raise ValueError("it has more than two decimals")
        return amount
    raise ValueError('it should be a dollar amount, like "550.00"')


def _fraction(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("it should be a number between 0 and 1")
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise ValueError("it should be a number between 0 and 1") from None
    if not number.is_finite() or not 0 <= number <= 1:
        raise ValueError("it should be between 0 and 1: write 55 % as 0.55")
    if too_fine(number):
        raise ValueError(f"it has more than {MOST_DECIMALS} decimals")
    return number


def _clean_text(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("it should be text in quotation marks")
    if isinstance(value, int):
        value = str(value)
    if isinstance(value, str):
        if len(value) > 5000:
            raise ValueError("it is longer than 5,000 characters")
        return plain(value).strip()
    return value


def _dollars_or_lines(value: Any) -> Any:
    if isinstance(value, Mapping):
        if not value:
            raise ValueError('the table is empty; write its lines, like  infusion = "450.00"')
        return {spoken(plain(str(name)).strip()): _dollars(amount) for name, amount in value.items()}
    return _dollars(value)


Day = Annotated[dt.date, BeforeValidator(typed_day)]
Dollars = Annotated[Decimal, BeforeValidator(_dollars)]
# An amount, or a table of named amounts that add up to it.
Lines = Annotated[Decimal | dict[str, Decimal], BeforeValidator(_dollars_or_lines)]
Fraction01 = Annotated[Decimal, BeforeValidator(_fraction)]
Text = Annotated[str, BeforeValidator(_clean_text)]
