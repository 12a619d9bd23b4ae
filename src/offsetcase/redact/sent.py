"""``[sent]`` written anew: days moved, ways and kinds of answers kept; who spoke and what was said is left out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from offsetcase.case.sent import Sent


def sent_dates(sent: Sent | None) -> list[dt.date | None]:
    """Every date of the table."""
    if sent is None:
        return []
    answers = [day for one in sent.answers for day in (one.on, one.received, one.reply_by)]
    return [sent.on, sent.arrived, sent.answer_due, *(call.on for call in sent.calls), *answers]


def sent_texts(sent: Sent | None) -> list[str]:
    """What of the table points at somebody: names and numbers."""
    if sent is None:
        return []
    calls = [text for call in sent.calls for text in (call.name, call.reference)]
    return [sent.confirmation, *calls, *(answer.reference for answer in sent.answers)]


def sent_data(
    sent: Sent | None, day: Callable[[dt.date | None], dt.date | None], *, left_out: str, reference: str
) -> dict[str, Any]:
    """The table to write.

    Args:
        sent: the person's own.
        day: moves a date.
        left_out: stands for a text.
        reference: stands for a number.
    """
    if sent is None:
        return {}
    calls = [
        {
            "on": day(call.on),
            "name": call.name and left_out,
            "reference": call.reference and reference,
            "said": call.said and left_out,
        }
        for call in sent.calls
    ]
    answers = [
        {
            "on": day(one.on),
            "says": one.says,
            "received": day(one.received),
            "reference": one.reference and reference,
            "reply_by": day(one.reply_by),
        }
        for one in sent.answers
    ]
    return {
        "on": day(sent.on),
        "by": sent.by,
        "confirmation": sent.confirmation and reference,
        "arrived": day(sent.arrived),
        "answer_due": day(sent.answer_due),
        "calls": [_filled(call) for call in calls],
        "answers": [_filled(answer) for answer in answers],
    }


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if value not in ("", None)}
