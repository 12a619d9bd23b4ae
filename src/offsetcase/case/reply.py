"""``[reply]``: what the plan answered to an appeal, copied word for word; the notice before it stays in ``[denial]``."""

from __future__ import annotations

import datetime as dt

from offsetcase.case.fields import CaseTable, Day, Text
from offsetcase.case.sent import Answer, Sent


class Reply(CaseTable):
    """The answer's own date, numbers, reason, and the times that it prints for what comes next."""

    reference: Text = ""
    notice_date: Day | None = None
    received_date: Day | None = None
    deadline: Day | None = None
    window: Text = ""
    external_window: Text = ""
    reason: Text = ""


def last_denial(reply: Reply, sent: Sent | None, notice: dt.date | None) -> Reply | None:
    """The plan's no to an appeal, wherever it is written: ``[reply]`` holds its words, ``[[sent.answers]]`` may hold its day.

    Args:
        reply: the case file's own words of it; what they leave out is taken from the answer of the same day.
        sent: the record of the sending, whose last denial counts where ``[reply]`` has no day.
        notice: the day of the notice that was appealed; an answer up to that day is that notice itself.
    """
    denials = [one for one in (sent.answers if sent else ()) if one.says == "denied"]
    if reply.notice_date is not None:
        same = next((one for one in denials if one.on == reply.notice_date), None)
    else:
        later = [one for one in denials if notice is not None and one.on > notice]
        same = max(later, key=lambda one: one.on, default=None)
    if same is None:
        return reply if reply.notice_date is not None else None
    more = {
        "notice_date": same.on,
        "received_date": same.received,
        "reference": same.reference,
        "deadline": same.reply_by,
    }
    return reply.model_copy(update={key: value for key, value in more.items() if value and not getattr(reply, key)})


def answers(reply: Reply, sent: Sent | None) -> tuple[Answer, ...]:
    """Every answer to what was sent, the one in ``[reply]`` among them, once."""
    if sent is None:
        return ()
    day = reply.notice_date
    if day is None or any(one.on == day for one in sent.answers) or (sent.on is not None and day < sent.on):
        return sent.answers
    own = Answer(
        on=day, says="denied", received=reply.received_date, reference=reply.reference, reply_by=reply.deadline
    )
    return (*sent.answers, own)
