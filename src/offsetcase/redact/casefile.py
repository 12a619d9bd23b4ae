"""The case file and the rules file written anew, field by field: what is not named here is not written.

How many members a plan has points at its employer and is left out. ``[papers]`` is left out: the plan's papers hold names, numbers and addresses, and don't travel with the example.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from offsetcase.argument.denials import recognised
from offsetcase.case.edit import toml_text
from offsetcase.case.settings import CaseFile
from offsetcase.classify.categories import categories
from offsetcase.codes.drugs import find_drug
from offsetcase.codes.identity import Alike
from offsetcase.codes.persons import Who, same_person
from offsetcase.model.spans import PATTERN as SPAN_PATTERN
from offsetcase.offset.alternative import denied_in, diagnosed
from offsetcase.offset.covered import DEFAULT, alternatives
from offsetcase.offset.tried import SLEEP_WORDS
from offsetcase.offset.words import speaks_of
from offsetcase.read.rules import CategoryRule
from offsetcase.redact.dates import MovedDates
from offsetcase.redact.lines import marker
from offsetcase.redact.pseudonyms import Pseudonyms
from offsetcase.redact.sent import sent_data, sent_dates, sent_texts

# Fields that no example holds; every other one is written by ``CaseWriter``. A test compares both with the case file's own.
NOT_WRITTEN = ("member.date_of_birth", "plan.members", "papers.files", "papers.enclosures", "papers.requests")
# Stand-ins; numbers that are reserved for examples. None comes from the person's own file.
LEFT_OUT = "Left out of this example."
# A rule reads these words of the person's own; what it found stays, in words that are nobody's.
DIAGNOSIS = "treatment-resistant depression"
FOR_SLEEP = "Low dose, for sleep."
REFUSED = "Esketamine is not covered."
ADDRESS = "1 Example Street, Anytown"
PHONE = "555-0100"
EMAIL = "person@example.org"
NPI = "1234567893"
PLAN = "Example Health Plan"
SPONSOR = "Example Employer"
CLINIC = "Example Clinic"
SOURCE = "the plan's document"
MEMBER_ID = "MEMBER"
GROUP = "GROUP"
REFERENCE = "REFERENCE"
STAND_INS = (
    LEFT_OUT,
    DIAGNOSIS,
    FOR_SLEEP,
    REFUSED,
    ADDRESS,
    PHONE,
    EMAIL,
    NPI,
    PLAN,
    SPONSOR,
    CLINIC,
    SOURCE,
    MEMBER_ID,
    GROUP,
    REFERENCE,
)
_WINDOW = re.compile(r"\d{1,3} (?:calendar |business )?(?:days|months)")
_DIAGNOSIS = re.compile(r"[A-TV-Z]\d[0-9A-Z](?:\.?[0-9A-Z]{1,4})?")


def _window(words: str) -> str:
    return words if re.fullmatch(SPAN_PATTERN, words, re.IGNORECASE) else words and LEFT_OUT


def case_dates(case: CaseFile) -> list[dt.date]:
    """Every date of a case file that is written again, but for the first day of coverage, which is one of the claims' days."""
    fields = (
        case.denial.notice_date,
        case.denial.received_date,
        case.denial.deadline,
        case.reply.notice_date,
        case.reply.received_date,
        case.reply.deadline,
        case.treatment.start,
        case.treatment.quote_date,
        case.prescriber.date,
        case.letter.date,
        *(share.on for share in case.assumptions.shares.values()),
        *([case.assumptions.maintenance_every_days.on] if case.assumptions.maintenance_every_days else []),
        *sent_dates(case.sent),
    )
    return [day for day in fields if day is not None]


def case_texts(case: CaseFile) -> list[str]:
    """What a case file says that points at somebody: names, numbers, addresses."""
    member, plan, denial, treatment = case.member, case.plan, case.denial, case.treatment
    return [
        member.name, member.member_id, member.group_number, *member.address.splitlines(), member.phone, member.email,
        plan.name, *plan.address.splitlines(), plan.fax, plan.sponsor, *plan.review_address.splitlines(), denial.reference, case.reply.reference,
        denial.claim_number, treatment.provider, treatment.npi, treatment.clinic, case.prescriber.npi, case.prescriber.practice,
        case.prescriber.phone, *person_names(case), *sent_texts(case.sent),
    ]  # fmt: skip


def person_names(case: CaseFile) -> list[str]:
    """The people of a case file beside the member: prescribers and who signs."""
    interval = case.assumptions.maintenance_every_days
    named = [case.prescriber.name, case.letter.signer, *(share.by for share in case.assumptions.shares.values())]
    return [*named, interval.by if interval else ""]


class CaseWriter:
    """Writes one case file anew."""

    def __init__(self, case: CaseFile, member: str, names: Pseudonyms, dates: MovedDates) -> None:
        """Keep what every field needs.

        Args:
            case: the case file with the command's options in it.
            member: the member's name as the claims spell it, or ``""``.
            names: the run's pseudonyms.
            dates: where every date goes.
        """
        self._case = case
        self._names = names
        self._dates = dates
        self._day = dates.file_day
        self._member = member or case.member.name

    def data(self, last_day: dt.date | None, indication: str) -> dict[str, Any]:
        """The tables to write, without empty ones.

        Args:
            last_day: the last day of service, not yet moved.
            indication: what ``--indication`` says, or ``""``.
        """
        case = self._case
        member, plan, treatment, prescriber = case.member, case.plan, case.treatment, case.prescriber
        own = case.protocol
        tables: dict[str, Any] = _filled(
            {
                "member": {
                    "name": self._person(self._member),
                    "member_id": member.member_id and MEMBER_ID,
                    "group_number": member.group_number and GROUP,
                    "address": member.address and ADDRESS,
                    "phone": member.phone and PHONE,
                    "email": member.email and EMAIL,
                    "coverage_start": self._dates.claim_day(member.coverage_start),
                    "statement": member.statement and LEFT_OUT,
                },
                "plan": {
                    "name": plan.name and PLAN,
                    "type": plan.type,
                    "state": plan.state,  # two letters that point at millions, and decide what an outside reviewer weighs
                    "address": plan.address and ADDRESS,
                    "fax": plan.fax and PHONE,
                    "covers": list(plan.covers),
                    "definition": plan.definition and LEFT_OUT,
                    "clause": plan.clause and LEFT_OUT,
                    "clause_source": plan.clause_source and SOURCE,
                    "sponsor": plan.sponsor and SPONSOR,
                    "review_address": plan.review_address and ADDRESS,
                },
                "denial": self._denial(),
                "reply": self._reply(),
                "treatment": {
                    "indication": indication or treatment.indication,
                    "protocol": treatment.protocol,  # a name of the program's own list; any other stops the build
                    "price": _lines(treatment.price),
                    "workup": _lines(treatment.workup),
                    "adjunct": _lines(treatment.adjunct),
                    "session_price": _lines(treatment.session_price),
                    "series_days": treatment.series_days,
                    "booster_days": treatment.booster_days,
                    "provider": self._clinician(treatment.provider),
                    "npi": treatment.npi and NPI,
                    "clinic": treatment.clinic and CLINIC,
                    "quote_date": self._day(treatment.quote_date),
                    "agreed_price": _lines(treatment.agreed_price),
                    "start": self._day(treatment.start),
                },
                "protocol": own
                and {
                    "induction_days": list(own.induction_days),
                    "maintenance_every_days": own.maintenance_every_days,
                    "maintenance_block_days": list(own.maintenance_block_days),
                    **{
                        name: LEFT_OUT
                        for name in ("based_on", "label", "service", "visit", "visit_length", "span", "source")
                        if getattr(own, name)
                    },
                },
                "comparator": case.comparator
                and {"name": case.comparator.name, "price": _lines(case.comparator.price)},
                "prescriber": {
                    "name": self._clinician(prescriber.name),
                    "npi": prescriber.npi and NPI,
                    "practice": prescriber.practice and CLINIC,
                    "phone": prescriber.phone and PHONE,
                    "date": self._day(prescriber.date),
                    # The words that a rule reads stay as that rule's own word, the rest is left out.
                    "diagnosis": prescriber.diagnosis
                    and (DIAGNOSIS if diagnosed(alternatives()[DEFAULT], case) else LEFT_OUT),
                    "esketamine": prescriber.esketamine,
                    "diagnosis_code": prescriber.diagnosis_code
                    if _DIAGNOSIS.fullmatch(prescriber.diagnosis_code.strip().upper())
                    else prescriber.diagnosis_code and LEFT_OUT,
                    **{
                        name: LEFT_OUT
                        for name in ("severity", "dose", "monitoring", "response_criterion", "screening", "next_step")
                        if getattr(prescriber, name)
                    },
                    "trials": self._trials(),
                    "why_not": {
                        name: LEFT_OUT
                        for name in type(prescriber.why_not).model_fields
                        if getattr(prescriber.why_not, name)
                    },
                },
                "assumptions": self._assumptions(),
                "letter": {
                    "kind": case.letter.kind,
                    "argument": case.letter.argument,
                    "date": self._letter_date(last_day),
                    "signer": self._person(case.letter.signer),
                    "signer_role": case.letter.signer_role and LEFT_OUT,
                },
                "sent": sent_data(case.sent, self._day, left_out=LEFT_OUT, reference=REFERENCE),
            }
        )
        return tables

    def _denial(self) -> dict[str, Any]:
        denial, named = self._case.denial, alternatives()[DEFAULT].notice
        return {
            "reference": denial.reference and REFERENCE,
            "claim_number": self._names.claim(denial.claim_number),
            "notice_date": self._day(denial.notice_date),
            "received_date": self._day(denial.received_date),
            "deadline": self._day(denial.deadline),
            "window": _window(denial.window),
            "external_window": _window(denial.external_window),
            "late_reason": denial.late_reason and LEFT_OUT,
            "reason": denial.reason and (REFUSED if denied_in(denial.reason, named) else LEFT_OUT),
            # The notice's words are left out, but what they were recognised as decides what the letter answers.
            "kinds": list(recognised(denial.reason, denial.kinds)),
            "level": denial.level,
        }

    def _reply(self) -> dict[str, Any]:
        reply = self._case.reply
        return {
            "reference": reply.reference and REFERENCE,
            "notice_date": self._day(reply.notice_date),
            "received_date": self._day(reply.received_date),
            "deadline": self._day(reply.deadline),
            "window": _window(reply.window),
            "external_window": _window(reply.external_window),
            "reason": reply.reason and LEFT_OUT,
        }

    def _assumptions(self) -> dict[str, Any]:
        given = self._case.assumptions
        interval = given.maintenance_every_days
        return {
            "response": given.response,
            "control": given.control,
            "retention": given.retention,
            "ramp_months": given.ramp_months,
            "baseline": given.baseline,
            "discount": given.discount,
            "maintenance_every_days": interval
            and {"days": interval.days, "by": self._clinician(interval.by), "on": self._day(interval.on)},
            "shares": {
                _share_key(name): {"share": share.share, "by": self._clinician(share.by), "on": self._day(share.on)}
                for name, share in given.shares.items()
            },
        }

    def _trials(self) -> dict[str, str]:
        trials = {}
        for number, (name, said) in enumerate(self._case.prescriber.trials.items(), start=1):
            drug = find_drug(name)
            words = FOR_SLEEP if speaks_of(said, SLEEP_WORDS) else LEFT_OUT
            trials[drug.name if drug and drug.name not in trials else f"trial {number}"] = words
        return trials

    def _letter_date(self, last_day: dt.date | None) -> dt.date | None:
        """The letter's own date, or after a denial a day soon behind it.

        A letter without a date is of today, which would make the moved notice years old and the appeal late. Today moved
        likewise would tell how far to anybody who knows when the example was made; so the last known day is taken.
        """
        denial = self._case.denial
        if self._case.letter.date:
            return self._dates.letter_day(self._case.letter.date)
        days = [self._day(day) for day in (denial.notice_date, denial.received_date)]
        known = [day for day in [*days, self._dates.claim_day(last_day)] if day]
        return max(known) if any(days) else None

    def _person(self, name: str) -> str:
        return self._names.person(self._member if self._is_member(name) else name)

    def _clinician(self, name: str) -> str:
        return self._person(name) if self._is_member(name) else self._names.provider(name)

    def _is_member(self, name: str) -> bool:
        if not (name and self._member):
            return False
        return same_person(Who(name), Who(self._member), together=False) is Alike.SAME


def rules_text(rules: Sequence[tuple[int, CategoryRule]]) -> str:
    """The rules that decided lines, each bound to its mark in the descriptions in place of a name.

    Args:
        rules: each rule with its new number.
    """
    return toml_text(
        {
            "category": [
                {"description_contains": marker(number), "category": rule.category, "reason": f"rule {number}"}
                for number, rule in sorted(rules, key=lambda pair: pair[0])
            ]
        }
    )


def _filled(value: Any) -> Any:
    """The same without what is empty."""
    if not isinstance(value, Mapping):
        return value
    values = {name: _filled(one) for name, one in value.items()}
    return {name: one for name, one in values.items() if one not in ("", None, {}, [])}


def _lines(amount: Decimal | dict[str, Decimal] | None) -> Any:
    """An amount; the names of its lines are the person's own words, so they are counted instead."""
    if not isinstance(amount, dict):
        return amount
    return {f"line {number}": value for number, value in enumerate(amount.values(), start=1)}


def _share_key(name: str) -> str:
    """A share's name as the program's own data spell it: a category, or a known drug."""
    if name in categories():
        return name
    drug = find_drug(name.removeprefix("drug:")) if name.startswith("drug:") else None
    return f"drug:{drug.name}" if drug else "medication"
