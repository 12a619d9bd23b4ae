"""Each answer to a question of ``init`` made into a value by the case file's own rules."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from offsetcase.case.days import DayError, day_value
from offsetcase.case.edit import nested, split_path
from offsetcase.case.questions import Question, questions
from offsetcase.case.request import clock_today
from offsetcase.case.settings import CaseFile
from offsetcase.model.nearest import did_you_mean, nearest
from offsetcase.model.problem import OffsetcaseError
from offsetcase.offset.protocol import OWN, protocols
from offsetcase.read.settings_file import OR_LEAVE_OUT, check

_LISTS = ("plan.covers", "denial.kinds")
_PAST = (
    "member.date_of_birth",
    "denial.notice_date",
    "denial.received_date",
    "reply.notice_date",
    "reply.received_date",
)


def take(question: Question, text: str) -> Any:
    """An answer as the value that goes into the case file.

    Raises:
        ValueError: in words for the person.
    """
    if question.kind == "date":
        return _not_ahead(question.path, _date(text))
    if question.kind == "share":
        return _share(text)
    if question.kind == "days":
        return _days(text)
    value = _checked(question.path, text)
    return f"{value:f}" if isinstance(value, Decimal) else value


def take_any(path: str, text: str) -> Any:
    """A value for any name that the case file knows, given as text.

    Raises:
        ValueError: the name isn't known, or the value doesn't fit.
    """
    if path.startswith("assumptions.shares."):
        return _share(text)
    raw: Any = [part.strip() for part in text.split(",") if part.strip()] if path in _LISTS else text
    value = _checked(path, raw)
    if isinstance(value, Decimal):
        return f"{value:f}"
    if path in _LISTS:
        return list(value)
    if not isinstance(value, str | int | dt.date):
        raise ValueError("this one has several parts; write it into the case file itself (docs/case-file.md).")
    return value


def own_word(value: Any) -> str:
    """A value of the case file, as the person would type it."""
    if isinstance(value, Mapping):
        if "share" in value:
            return f"{value['share'] * 100:f} %".replace(".00 ", " ").replace(".0 ", " ")
        if "days" in value:
            return f"{value['days']} days"
        amounts = [one for one in value.values() if isinstance(one, str | int | Decimal)]
        return f"{len(amounts)} lines in the case file"
    return str(value)


def _checked(path: str, raw: Any) -> Any:
    """The value as the case file's own rules take it."""
    if "." not in path:
        near = nearest(path, [one.path.split(".")[-1] for one in questions()])
        full = next((one.path for one in questions() if near and one.path.endswith(f".{near}")), "member.name")
        raise ValueError(f"a name has its table before it, like {full}.")
    try:
        value: Any = check(CaseFile, nested(path, raw), text="", file="", code="E-CASE")
    except OffsetcaseError as error:
        problem = error.problems[0]
        text = problem.text.removeprefix(f'"{path}"').strip()
        text = re.sub(r'^\(".*?"\): ', "", text, flags=re.DOTALL)
        if text.startswith("is not a known name"):
            text = f"the case file knows no {path}."
        text = text if text.endswith(".") else f"{text}."
        raise ValueError(f"{text} {problem.remedy.removesuffix(OR_LEAVE_OUT)}".strip()) from None
    for part in split_path(path):
        value = value[part] if isinstance(value, Mapping) else getattr(value, part)
    if isinstance(value, str) and not value:
        raise ValueError("there is nothing in it.")
    if path == "treatment.protocol" and value not in (*protocols(), OWN):
        raise ValueError(f"{did_you_mean(value, protocols())}the protocols are {', '.join(protocols())}.")
    return _not_ahead(path, value) if isinstance(value, dt.date) else value


def _not_ahead(path: str, day: dt.date) -> dt.date:
    """What has happened has a day that isn't still to come, by the later of the clock and the letter's own clock."""
    if path in _PAST and day > max(dt.date.today(), clock_today()):
        raise ValueError("this day is still to come.")
    return day


def _date(text: str) -> dt.date:
    try:
        return day_value(text)
    except DayError as error:
        raise ValueError(f"{error}.") from None


def _share(text: str) -> Decimal:
    """A share, typed as per cent or as a fraction."""
    body = text.replace("%", "").replace("per cent", "").replace("percent", "").strip()
    try:
        number = Decimal(body)
    except ArithmeticError:
        raise ValueError("write a number, like 50 for half of it.") from None
    if not number.is_finite() or not 0 <= number <= 100:
        raise ValueError("it should be between 0 and 100 per cent.")
    return number if number <= 1 and "%" not in text else number / 100


def _days(text: str) -> int:
    """A number of days, with or without the word."""
    body = text.lower().removesuffix("days").removesuffix("day").strip()
    if not body.isascii() or not body.isdigit() or not 1 <= int(body) <= 3650:
        raise ValueError("write a whole number of days, like 28.")
    return int(body)
