"""Which argument leads and why, and what would change that, in words: for the terminal and the pages that a patient keeps."""

from __future__ import annotations

from offsetcase.model.money import percent_down, show_money
from offsetcase.offset.lead import Lead
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import HORIZON, Verdict


def lead_sentence(result: CaseResult) -> str:
    """Which argument comes first, and why."""
    leg = result.alternative
    words = {
        Lead.OFFSET: "what the plan spends now against the schedule",
        Lead.ALTERNATIVE: f"{leg.covered.label}, which plans cover, at a higher cost",
        Lead.CAPPED: "a limited authorization with a stated most, decided again at each stage",
        Lead.NECESSITY: "medical necessity, with price and stages only",
    }[result.lead]
    asked = "as asked" if result.insists else verdicts(result)
    return f"{words} ({result.lead}: {asked})."


def verdicts(result: CaseResult) -> str:
    """Both verdicts, of the offset and of the covered alternative, with the reason where no comparison is made."""
    leg = result.alternative
    made = f"{leg.verdict}: no comparison, because {leg.why}" if leg.why else str(leg.verdict)
    verdict = f"the offset is {result.verdict}" if result.verdict else "there is no offset without the missing rates"
    return f"{verdict}, the covered alternative {made}"


def change_sentence(result: CaseResult) -> str:
    """The nearest price, share and response at which the reader would get another verdict."""
    parts = []
    for turn in result.turns:
        side = "or more" if turn.above else "or less"
        value = show_money(turn.at) if turn.parameter == "price" else f"{turn.at * 100:.2f} %"
        name = {"price": "a price of", "share": "a share that stops of", "response": "a response of"}[turn.parameter]
        parts.append(f"{name} {value} {side} (the verdict would be {turn.verdict})")
    if result.offset is not None and result.offset.verdict is Verdict.CONDITIONAL and result.offset.average.net > 0:
        parts.append("shares that the prescriber sets, with name and date, and a year of claims")
    if not parts:
        return "no price, share or response alone." if result.offset is not None else "the rates that are missing."
    return f"{'; '.join(parts)}."


def verdict_sentence(result: CaseResult) -> str:
    """The verdict in one sentence."""
    offset = result.offset
    if offset is None:
        return f"none can be given: {' and '.join(result.inputs.missing)} must come from the prescriber."
    net = show_money(abs(offset.average.net))
    chance = percent_down(offset.own_chance)
    if offset.verdict is Verdict.ROBUST:
        return (
            f"robust. The plan is projected to spend {net} less over {HORIZON} months on average, whichever single input "
            f"is at its unfavorable end (of 100 such members, about {chance} come out lower)."
        )
    if offset.verdict is Verdict.EXPECTED:
        return (
            f"expected. The expected average of all outcomes is {net} less over {HORIZON} months (of 100 such "
            f"members, about {chance} come out lower)."
        )
    if offset.verdict is Verdict.CONDITIONAL:
        average = (
            f"a net cost of {net}" if offset.average.net < 0 else f"{net} less, once the shares are the prescriber's"
        )
        return (
            f"conditional. If the response lasts all {HORIZON} months the plan spends {show_money(offset.lasting.net)} less; "
            f"if there is none it stops at {show_money(offset.no_response)}; averaged over all outcomes: {average}."
        )
    if offset.verdict is Verdict.UNDECIDED:
        unread = result.unread
        return (
            f"undecided. {unread.rows:,} rows with {show_money(unread.unread)} were not recognised, more than the "
            f"{show_money(unread.counted)} that count; offsetcase check shows each with the rule that settles it."
        )
    return "none. On these claims covering doesn't cost the plan less, and no cost argument is made."
