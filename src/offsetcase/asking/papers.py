"""What each thing found in the plan's papers is called when a person is asked about it."""

from __future__ import annotations

WORDS = {
    "denial.reference": "reference", "denial.claim_number": "claim number", "denial.notice_date": "date of the notice",
    "denial.reason": "reason given", "denial.level": "next appeal", "denial.deadline": "last day to appeal",
    "denial.window": "window to appeal", "denial.external_window": "window for outside review", "plan.name": "plan", "plan.address": "appeals go to", "plan.fax": "fax for appeals",
    "plan.review_address": "outside review is asked for at", "plan.definition": "definition", "plan.clause": "clause",
    "plan.clause_source": "where the clause stands", "member.name": "patient", "member.member_id": "member ID",
    "member.group_number": "group number", "member.date_of_birth": "date of birth", "treatment.provider": "provider",
    "notice.codes": "denial codes", "notice.reviewed": "said to be reviewed", "notice.expedited": "expedited review",
    "notice.portal": "web site for appeals", "notice.administrator": "administrator", "notice.external_window": "window for outside review",
    "hint.plan_type": "points to the kind of plan", "booklet.against": "against you", "booklet.for": "for you",
    "booklet.procedure": "the way to appeal",
    "reply.reviewed": "enclosed, and said to be reviewed",
    "reply.not_named": "enclosed, and not named in the answer",
    "reply.new_reason": "a reason that wasn't given before",
    "reply.unanswered": "asked for, and not spoken of", "reply.next": "next comes",
    "reply.reference": "reference of the plan's answer", "reply.notice_date": "date of the plan's answer",
    "reply.reason": "reason that the plan's answer gives", "reply.deadline": "last day after the plan's answer",
    "reply.window": "window for a further appeal", "reply.external_window": "window for outside review after the answer",
}  # fmt: skip
# Where one wrong sign sends a letter astray: asked for twice where a program read it from a picture.
SIGNS = frozenset({
    "denial.reference", "denial.claim_number", "denial.notice_date", "denial.deadline", "member.member_id", "member.group_number",
    "member.date_of_birth", "plan.fax", "plan.address", "plan.review_address", "reply.reference", "reply.notice_date", "reply.deadline",
})  # fmt: skip
