"""From the case's figures to its argument: what the letter says, decided here; how it says it stands in templates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from offsetcase.argument import evidence, exhibits
from offsetcase.argument.answer import gives_reason, is_answered, new_reasons
from offsetcase.argument.contradictions import contradictions
from offsetcase.argument.deadlines import Deadline
from offsetcase.argument.denials import recognised
from offsetcase.argument.facts import build_facts, case_deadline, noun_groups, spending_threshold
from offsetcase.argument.history import HistoryPart, history_parts, medicines, paid_not_counted
from offsetcase.argument.letters import LetterKind, letters
from offsetcase.argument.marks import LONG, Marks, long_fields
from offsetcase.argument.plan_rules import PlanRequest, requests_for
from offsetcase.argument.policies import Beside, criteria_beside_record, policies_for
from offsetcase.argument.record import Record
from offsetcase.argument.recorded import record_of
from offsetcase.argument.state_rules import external_review_rule
from offsetcase.model.facts import FactBook
from offsetcase.model.money import cents_down, percent_up, show_money
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, usage_error
from offsetcase.offset.comparison import Leg
from offsetcase.offset.lead import Lead
from offsetcase.offset.protocol import indications
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import Verdict

EXHIBITS = {
    "A": "What the plan paid",
    "B": "Medication and psychotherapy",
    "C": "Calculation and assumptions",
    "D": "Claims not counted, by reason",
    "E": "What speaks against this, and what isn’t known",
    "F": "References",
    "G": "Words quoted in full",
}
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LEDGER_TITLE = "Counted claim lines"
NECESSITY_TITLE = "Price and stages of the request"


@dataclass(frozen=True, slots=True)
class Argument:
    """Everything a template may ask about; figures only by fact id through ``book``.

    ``compares`` says whether the offset is argued, ``alternative_made`` whether the covered alternative stands beside it;
    ``lead`` which of the arguments comes first. ``verdict`` is the offset's where it is argued, else ``necessity``.
    ``undecided``: more dollars are unread than counted, so nothing is said of what the plan pays a year.
    ``speaks_of_stops``: what would stop is told beside another lead. ``weightiest`` are the limits that the body itself says.
    """

    result: CaseResult
    book: FactBook
    kind: str
    letter: LetterKind
    late: bool
    reasons: tuple[str, ...]
    answered: bool
    answer_gives_reason: bool
    new_reasons: tuple[str, ...]
    lead: Lead
    verdict: str
    compares: bool
    undecided: bool
    alternative_made: bool
    alternative_name: str
    esketamine: str
    clause_compares: bool
    leg_firm: bool
    weighs_cost: bool
    first_level: bool
    second_leg: evidence.SecondLeg
    weightiest: tuple[str, ...]
    histories: tuple[HistoryPart, ...]
    paid_not_counted: tuple[tuple[str, str, tuple[str, ...]], ...]
    speaks_of_stops: bool
    indication_label: str
    indication_words: str
    nouns: tuple[str, ...]
    noun_facts: tuple[tuple[str, str], ...]
    stopping_nouns: tuple[str, ...]
    threshold: bool
    agreed_at_no_net_cost: bool
    has_ketamine: bool
    requests: tuple[PlanRequest, ...]
    supports: tuple[str, ...]
    policies: tuple[Beside, ...]
    criteria_apart: bool
    limits: tuple[str, ...]
    long: int
    exhibit_list: tuple[tuple[str, str], ...]
    attachments: tuple[tuple[str, str], ...]
    ledger_exhibit: str = ""

    def net_is_cost(self, fact_id: str) -> bool:
        """Whether a net stands below zero, so that the plan spends more."""
        return bool(self.book[fact_id].value < 0)


def argue(result: CaseResult) -> Argument:
    """Decide what the letter holds.

    A letter is always written: what its figures don't bear, it leaves out.

    Args:
        result: the case.

    Raises:
        OffsetcaseError: an offset was insisted on that the figures don't bear (status 3).
    """
    letter = letters()[result.letter_kind]
    # A physician's letter argues no cost, and an independent reviewer decides on medicine.
    necessity = result.insists == "necessity" or not letter.argues_cost
    verdict = result.verdict
    bears = verdict in (Verdict.ROBUST, Verdict.EXPECTED, Verdict.CONDITIONAL)
    if result.insists == "offset" and not bears and not necessity:
        raise OffsetcaseError(_no_rate(result) if verdict is None else _no_case(result), ExitCode.NO_CASE)
    late = case_deadline(result)
    if late is not None and late.late == "refuse":
        raise OffsetcaseError(_late(late), ExitCode.USAGE)
    record = record_of(result)
    _require_one_story(result, record)
    book = build_facts(result)
    cited = [criteria_beside_record(one, record) for one in policies_for(result.indication) if one.evidence]
    words = indications()[result.indication]
    annual = result.baseline.annual
    groups = noun_groups(result)
    stopping = [
        noun for noun, keys in groups.items() if any(result.inputs.shares[key].value * annual[key] > 0 for key in keys)
    ]
    plan_type = result.case.plan.type
    compares = not necessity and bears
    threshold = spending_threshold(result.offset) if compares and result.offset is not None else None
    # A condition on spending is fair only where the prescriber has said what would stop.
    confirmed = all(
        share.basis == "prescriber" for key, share in result.inputs.shares.items() if share.value * annual[key] > 0
    )
    limits = [entry.key for entry in evidence.required_limits(result.indication)]
    limits += [e.key for e in evidence.for_indication(result.indication, "limits") if e.key not in limits]
    exhibit_list = _exhibits(result, letter, compares, LONG)
    lead = Lead.NECESSITY if necessity else result.lead
    leg = result.alternative
    state = external_review_rule(result.case.plan.type, result.case.plan.state)
    weighs_cost = result.letter_kind == "external-review" and state is not None and state.weighs_cost and leg.carries
    made = (lead is not Lead.NECESSITY or weighs_cost) and result.insists != "necessity" and leg.sums is not None
    return Argument(
        result=result,
        book=book,
        kind=result.letter_kind,
        letter=letter,
        late=late is not None and bool(late.late),
        reasons=recognised(result.case.denial.reason, result.case.denial.kinds) if letter.after_denial else (),
        answered=letter.after_denial and is_answered(result),
        answer_gives_reason=gives_reason(result),
        new_reasons=new_reasons(result) if letter.after_denial else (),
        lead=lead,
        verdict=str(verdict) if compares else "necessity",
        compares=compares,
        undecided=verdict is Verdict.UNDECIDED,
        alternative_made=made,
        alternative_name=leg.covered.key,
        esketamine=(result.case.prescriber.esketamine or "") if result.case.prescriber.dated else "",
        clause_compares=made and leg.carries,
        leg_firm=leg.verdict is Leg.FIRM,
        weighs_cost=weighs_cost and made,
        first_level=result.case.denial.level == "first",
        second_leg=evidence.second_leg(result.indication) if made else evidence.SecondLeg((), ()),
        weightiest=tuple(words["weightiest"]),
        histories=history_parts(medicines(result)),
        paid_not_counted=paid_not_counted(result),
        speaks_of_stops=compares and lead in (Lead.ALTERNATIVE, Lead.CAPPED),
        indication_label=words["label"],
        indication_words=words["words"],
        nouns=tuple(groups),
        noun_facts=tuple((noun, f"noun.{noun}") for noun in groups),
        stopping_nouns=tuple(stopping),
        threshold=threshold is not None and confirmed,
        agreed_at_no_net_cost=compares and _no_net_cost(result),
        has_ketamine="ketamine" in result.baseline.one_off,
        requests=tuple(requests_for(plan_type, result.letter_kind, result.indication, result.case.plan.state)),
        supports=tuple(entry.key for entry in evidence.for_indication(result.indication, "supports")),
        policies=tuple(one for one in cited if one.citable) if letter.exhibits else (),
        criteria_apart=False,
        limits=tuple(limits),
        long=LONG,
        exhibit_list=exhibit_list,
        attachments=_attachments(result, letter, exhibit_list),
        ledger_exhibit=exhibit_list[-1][0] if result.request.print_ledger else "",
    )


def rearranged(argument: Argument, long: int, *, criteria_apart: bool) -> Argument:
    """The same argument with more of its words in exhibits: what it says, and its figures, stay as they are.

    Args:
        argument: what the letter says.
        long: quotations with more characters than this stand in an exhibit of their own, and the letter points there.
        criteria_apart: a policy's criteria stand in Exhibit B, where the body has no room for their table.

    Raises:
        OffsetcaseError: more attachments than the exhibits leave letters for (status 2).
    """
    result, letter = argument.result, argument.letter
    exhibit_list = _exhibits(result, letter, argument.compares, long)
    return replace(
        argument,
        long=long,
        criteria_apart=criteria_apart,
        exhibit_list=exhibit_list,
        attachments=_attachments(result, letter, exhibit_list),
        ledger_exhibit=exhibit_list[-1][0] if result.request.print_ledger else "",
    )


def _no_net_cost(result: CaseResult) -> bool:
    """Whether the provider has agreed to a price at which the average of all outcomes is no net cost."""
    agreed = result.case.treatment.agreed_price
    even = result.offset.break_even.price if result.offset is not None else None
    return agreed is not None and even is not None and agreed <= cents_down(even)


def _require_one_story(result: CaseResult, record: Record) -> None:
    """See that the case file doesn't say what the claims exclude: a letter is refused at a glance for that.

    Raises:
        OffsetcaseError: with every contradiction, both sources named (status 2).
    """
    contrary = [Problem("E-CONTRADICTION", one.words, one.next) for one in contradictions(result.case, record)]
    if contrary:
        raise OffsetcaseError(contrary, ExitCode.USAGE)


def marks_of(argument: Argument, pages: int = 0, *, anew: bool = False) -> Marks:
    """The marks of one letter, ready for its templates.

    Args:
        argument: what the letter says.
        pages: the finished packet's page count, 0 outside one.
        anew: work every figure out again from the case, as the audit does, which trusts none that was handed about.
    """
    result = argument.result
    return Marks(
        build_facts(result) if anew else argument.book,
        result.case,
        {request.id: request for request in argument.requests},
        result.indication,
        long=argument.long,
        names=result.request.figure_names,
        pages=pages,
    )


def _attachments(
    result: CaseResult, letter: LetterKind, before: tuple[tuple[str, str], ...]
) -> tuple[tuple[str, str], ...]:
    """The user's own PDFs, lettered after the exhibits: letter and fact id of the title.

    Raises:
        OffsetcaseError: more than the alphabet holds, or a letter to an employer with any (status 2).
    """
    count = len(result.request.attachments)
    if count and letter.private:
        text = "a letter to an employer takes no attachments: they could show a diagnosis or a drug."
        raise usage_error("E-ATTACH", text, "leave --attach out of this letter.")
    if letter.running == "physician":
        return ()
    letters_left = _ALPHABET[len(before) :]
    if count > len(letters_left):
        text = f"{count} attachments are more than the exhibits have letters for ({len(letters_left)})."
        raise usage_error("E-ATTACH", text, "put several documents into one PDF.")
    return tuple((letters_left[number], f"attachment.{number}") for number in range(count))


def _exhibits(result: CaseResult, letter: LetterKind, compares: bool, long: int) -> tuple[tuple[str, str], ...]:
    """The exhibits that follow the letter; long quotations and printed lines stand in the last ones."""
    keys = [*letter.exhibits, *(["G"] if letter.exhibits and long_fields(result.case, long) else [])]
    titles = EXHIBITS if compares else EXHIBITS | {"C": NECESSITY_TITLE}
    exhibits = [(key, titles[key]) for key in keys]
    if result.request.print_ledger:
        if not letter.exhibits:
            text = "--print-ledger: this letter takes no exhibits, and so no claim lines."
            raise usage_error("E-OPTION", text, "leave it out of this letter.")
        exhibits.append((_ALPHABET[len(exhibits)], LEDGER_TITLE))
    return tuple(exhibits)


def _late(deadline: Deadline) -> Problem:
    why = deadline.late_text or "no rule for a late filing was found"
    return Problem(
        "E-LATE",
        f"by the rule for this kind of plan the time to file has passed: {' '.join(deadline.steps)} Past it, {why}.",
        "look at the notice. For a letter that is not an appeal:  --letter exception   If the notice prints a later date, or came "
        "later than its own and you can show that, write the one that is true, like 2027-01-31, into case.toml, below [denial]:\n"
        "deadline = …\nreceived_date = …",
        "case.toml, [denial]",
    )


def _no_rate(result: CaseResult) -> Problem:
    names = {"response": "response", "retention": "retention"}
    missing = [names.get(name, name) for name in result.inputs.missing]
    lines = "\n".join(f"{name} = …" for name in missing)
    return Problem(
        "N-NO-RATE",
        f"there is no verdict: no published figure exists for {' and '.join(missing)} with the protocol "
        f"{result.protocol.key}, so none is assumed.",
        "ask the prescriber: of ten patients like me, how many respond to the series (response), and of those, how many "
        "still respond a year later with repeats (retention)? Or leave  --argument offset  out: a letter that argues no "
        "present spending is written. Write the prescriber's figures, as shares of one, into case.toml:\n"
        f"[assumptions]\n{lines}",
    )


def _no_case(result: CaseResult) -> Problem:
    offset = result.offset
    assert offset is not None
    even = offset.break_even
    if offset.verdict is Verdict.UNDECIDED:
        unread = result.unread
        return Problem(
            "N-NO-CASE",
            f"nothing can be said about cost yet: {unread.rows:,} rows with {show_money(unread.unread)} were not recognised, more "
            f"than the {show_money(unread.counted)} that count.",
            "offsetcase check shows them, each with the rule that settles it. Or leave  --argument offset  out: a letter that "
            "argues no present spending is written.",
        )
    if not any(result.baseline.annual.values()):
        why = "no counted claim belongs to this condition, so nothing could stop being spent."
        remedy = (
            "look at what was not recognised with the summary above, and name providers in claims.rules.toml. "
            "Or leave  --argument offset  out: a letter that argues no present spending is written."
        )
        return Problem("N-NO-CASE", f"on these claims covering doesn't cost the plan less: {why}", remedy)
    net = show_money(offset.average.net)
    answer = show_money(offset.responder.net)
    price = (
        f"it would turn at {show_money(cents_down(even.price))} or less a visit (now {show_money(result.inputs.price)})"
        if even.price is not None
        else "no price a visit turns it"
    )
    share = (
        f"or if {percent_up(even.share)} % of the spending on these categories stopped"
        if even.share is not None
        else "and no share of the present spending that could stop turns it"
    )
    return Problem(
        "N-NO-CASE",
        f"on these claims covering doesn't cost the plan less: over 24 months the average of all outcomes is {net}, and "
        f"even for a person who responds it is {answer}; {price}, {share}. No letter with a cost argument is written.",
        "ask the clinic for a lower price, or the prescriber which present treatment would stop. "
        "Or leave  --argument offset  out: a letter that argues no present spending is written.",
    )


def exhibit_tables(argument: Argument) -> dict[str, object]:
    """The exhibits' rows, for the templates."""
    result, book = argument.result, argument.book
    years, spending, total = exhibits.spending_rows(result, book)
    session_years, session_rows = exhibits.sessions(result, book)
    excluded, counted, everything, others = exhibits.exclusion_rows(result, book)
    return {
        "years": years,
        "spending": spending,
        "spending_total": total,
        "one_off": exhibits.one_off_rows(result),
        "drugs": exhibits.medication_rows(result, book),
        "session_years": session_years,
        "sessions": session_rows,
        "inputs": exhibits.input_rows(result, book),
        "prices": exhibits.price_rows(result),
        "excluded": excluded,
        "counted": counted,
        "everything": everything,
        "others": others,
    }


def phrase(nouns: Sequence[str]) -> str:
    """A list in words: ``medication, psychotherapy and psychiatry visits``."""
    if len(nouns) < 2:
        return "".join(nouns)
    return f"{', '.join(nouns[:-1])} and {nouns[-1]}"
