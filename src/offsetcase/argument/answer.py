"""A letter after the plan's answer: what was sent is named again, what was asked for and not spoken of is repeated."""

from __future__ import annotations

from offsetcase.argument.denials import recognised
from offsetcase.model.facts import FactBook
from offsetcase.offset.result import CaseResult


def is_answered(result: CaseResult) -> bool:
    """Whether the plan has answered an appeal: by a paper of its own, or by what the case file copies of it."""
    return result.papers.reply is not None or result.case.reply != type(result.case.reply)()


def add_reply(book: FactBook, result: CaseResult) -> None:
    """The member's own titles of what was enclosed, and their own words of what was asked and found unanswered."""
    if not is_answered(result):
        return
    papers, reply = result.case.papers, result.papers.reply
    open_ = {field.value for field in reply.get("reply.unanswered")} if reply else set()
    for number, title in enumerate(papers.enclosures):
        book.add(f"reply.enclosure.{number}", title, "text", "named by the member")
    for number, request in enumerate(one for one in papers.requests if one in open_):
        book.add(f"reply.request.{number}", request, "text", "asked by the member before")


def gives_reason(result: CaseResult) -> bool:
    """Whether the answer gives a reason that wasn't given before; until a person has confirmed its words they stay blank."""
    case, reply = result.case, result.papers.reply
    if case.reply.reason:
        return True
    return bool(reply and (reply.get("reply.new_reason") or (not case.denial.reason and reply.get("denial.reason"))))


def new_reasons(result: CaseResult) -> tuple[str, ...]:
    """The reasons that the answer adds to those of the notice before it."""
    case = result.case
    if not case.reply.reason:
        return ()
    before = recognised(case.denial.reason, case.denial.kinds)
    return tuple(reason for reason in recognised(case.reply.reason) if reason not in before)
