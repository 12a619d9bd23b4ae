"""The request for the whole plan document, under the rule for the plan's type as the rules' data have it."""

from __future__ import annotations

import datetime as dt

from markupsafe import Markup

from offsetcase.argument.plan_rules import requests_for
from offsetcase.case.settings import CaseFile
from offsetcase.model.places import templates_root
from offsetcase.render.pdf import html_to_pdf
from offsetcase.render.templating import css, environment

NAME = "request-plan-documents.pdf"


def plan_request_html(case: CaseFile, today: dt.date) -> str:
    """The request as a page; what the case file lacks is a visible blank.

    Args:
        case: whose plan it is. Its type decides the rule; before a denial there is none to name.
        today: the day of the request.
    """
    kind = "appeal" if case.denial.notice_date or case.denial.reason else "exception"
    asked = requests_for(case.plan.type, kind, case.treatment.indication or "depression")
    rule = next((one for one in asked if one.id == "documents"), None)
    page: str = (
        environment(templates_root())
        .get_template("packet/plan-documents.html.j2")
        .render(
            css=Markup(css()),
            today=f"{today:%B} {today.day}, {today.year}",
            plan=case.plan.name or _blank("name of the plan"),
            address=case.plan.address,
            member=case.member.name or _blank("member name"),
            member_id=case.member.member_id or _blank("member ID"),
            signer=case.letter.signer or case.member.name or _blank("signature"),
            rule=rule.text if rule else "",
            citation=f"{rule.under}{rule.citation}" if rule and rule.citation else "",
        )
    )
    return page


def plan_request_pdf(case: CaseFile, today: dt.date) -> bytes:
    """The request as a PDF.

    Raises:
        OffsetcaseError: a system library is missing (status 6).
    """
    return html_to_pdf(plan_request_html(case, today))


def _blank(what: str) -> str:
    return f"[BLANK: {what}]"
