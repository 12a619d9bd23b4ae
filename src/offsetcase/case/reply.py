"""``[reply]``: what the plan answered to an appeal, copied word for word; the notice before it stays in ``[denial]``."""

from __future__ import annotations

from offsetcase.case.fields import CaseTable, Day, Text


class Reply(CaseTable):
    """The answer's own date, numbers, reason, and the times that it prints for what comes next."""

    reference: Text = ""
    notice_date: Day | None = None
    received_date: Day | None = None
    deadline: Day | None = None
    window: Text = ""
    external_window: Text = ""
    reason: Text = ""
