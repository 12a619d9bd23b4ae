"""What a letter argues first, by the method's section 6: chosen by the figures, so that a letter is always written."""

from __future__ import annotations

from enum import StrEnum

from offsetcase.offset.alternative import Alternative
from offsetcase.offset.decisions import decided, decisions
from offsetcase.offset.verdict import Verdict


class Lead(StrEnum):
    """The letter's first argument."""

    OFFSET = "offset"
    ALTERNATIVE = "alternative"
    CAPPED = "capped"
    NECESSITY = "necessity"


def choose_lead(verdict: Verdict | None, alternative: Alternative, *, acceptable: bool) -> Lead:
    """The lead of a case.

    Args:
        verdict: what may be said about the offset; ``None`` where a rate is missing.
        alternative: the second leg; one that is not made counts as none.
        acceptable: ``False`` where the prescriber, with a date, finds the covered alternative not acceptable for this member.
    """
    known = {"verdict": str(verdict), "leg": str(alternative.verdict), "acceptable": acceptable}
    return Lead(decided(decisions(())["lead"].node, known))
