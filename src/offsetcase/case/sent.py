"""``[sent]``: what became of the letter after it was made, as its sender writes it down."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from offsetcase.case.fields import CaseTable, Day, Text

ANSWERS = ("approved", "partly", "denied", "more-information")
WAYS = ("fax", "mail", "portal", "hand")


class Call(CaseTable):
    """One phone call: the day, who spoke, the call's reference number, and what was said."""

    on: Day
    name: Text = ""
    reference: Text = ""
    said: Text = ""


class Answer(CaseTable):
    """One answer in writing: its own date, what it says, and the day that it names for what comes next."""

    on: Day
    says: Literal[ANSWERS]  # type: ignore[valid-type]
    received: Day | None = None
    reference: Text = ""
    reply_by: Day | None = None


class Sent(CaseTable):
    """``[sent]``: when and how the letter went, that it arrived, and what was answered."""

    on: Day | None = None
    by: Literal[WAYS] | None = None  # type: ignore[valid-type]
    confirmation: Text = ""
    arrived: Day | None = None
    answer_due: Day | None = None
    calls: Annotated[tuple[Call, ...], Field(max_length=100)] = ()
    answers: Annotated[tuple[Answer, ...], Field(max_length=20)] = ()
