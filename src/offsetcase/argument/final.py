"""``--final``: a letter is finished when nothing is blank and no rule that it cites waits for its review."""

from __future__ import annotations

from offsetcase.argument.argue import Argument
from offsetcase.argument.marks import Blank, blank_words
from offsetcase.argument.plan_rules import rules
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem

QUOTE_DATE = "treatment.quote_date"


def require_final(argument: Argument, blanks: tuple[Blank, ...]) -> None:
    """See that nothing is left blank and no rule that the letter speaks of is past its review date.

    Raises:
        OffsetcaseError: with every blank and every such rule (status 2); nothing is written.
    """
    result = argument.result
    problems = [
        Problem(
            "E-FINAL", f"the letter still has a blank: {blank.what}.", f"fill it in the case file:  {blank.fills_with}"
        )
        for blank in blanks
    ]
    dated = result.case.treatment.quote_date is not None
    if result.inputs.quote.basis == "quote" and not dated and all(one.field != QUOTE_DATE for one in blanks):
        words = blank_words()[QUOTE_DATE]
        text = f"the letter names a quote without its date: {words['what']}."
        problems.append(Problem("E-FINAL", text, f"fill it in the case file:  {words['fills_with']}"))
    plan_type = result.case.plan.type
    spoken = {request.id for request in argument.requests if request.citation}
    if plan_type and spoken and rules()[plan_type].review_by < result.letter_date:
        rule = rules()[plan_type]
        problems.append(
            Problem(
                "E-FINAL",
                f"the rules for a {rule.label} were to be reviewed by {rule.review_by}; the letter cites them.",
                "use a newer version of this program, or leave the plan type out.",
            )
        )
    if problems:
        raise OffsetcaseError(problems, ExitCode.USAGE)
