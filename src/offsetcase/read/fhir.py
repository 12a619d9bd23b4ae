"""FHIR ExplanationOfBenefit, read tolerantly: strict models refuse most of what payers and CMS really send.

Every item is one ledger line. Money comes from one level (items, else the header, else the totals, else the payment)
and one code family (``benefit``, else ``paidtoprovider`` + ``paidtopatient``): the same dollar stands in several places.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from offsetcase.model.lines import Benefit, ClaimLine, Source, Status
from offsetcase.model.money import MoneyError
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, capped
from offsetcase.model.text import one_line
from offsetcase.read.fhir_added import AddedItem, entry_of, replaced
from offsetcase.read.fhir_amounts import (
    ForeignAmount as ForeignAmount,
)
from offsetcase.read.fhir_amounts import (
    amounts_of,
    header_sums,
    item_sums,
    member_paid,
    payment_of,
    plan_paid,
)
from offsetcase.read.fhir_codes import FhirService, helper, merged, service_of
from offsetcase.read.fhir_documents import Contents, contents_of
from offsetcase.read.fhir_nodes import Json, as_list, as_object, as_text, code_words, identifiers, texts
from offsetcase.read.fhir_people import Known, day_of, known_of, patient_of, provider_of
from offsetcase.read.fhir_said import Said
from offsetcase.read.fhir_status import Standing, decision, standing_of
from offsetcase.read.fhir_versions import record_of
from offsetcase.read.foreign import ForeignLines
from offsetcase.read.headings import fold
from offsetcase.read.health_files import HealthFile
from offsetcase.read.rules import Rules, Words, dropped_by
from offsetcase.read.sources import Part
from offsetcase.read.table import too_large

# A person's claims of many years have some thousands of items; each takes a line's memory in every room that follows.
MAX_ITEMS = 250_000
_BENEFITS = {
    "pharmacy": Benefit.PHARMACY,
    "pde": Benefit.PHARMACY,
    "oral": Benefit.DENTAL,
    "vision": Benefit.VISION,
    "professional": Benefit.MEDICAL,
    "institutional": Benefit.MEDICAL,
    "carrier": Benefit.MEDICAL,
    "outpatient": Benefit.MEDICAL,
    "inpatient": Benefit.MEDICAL,
}
_PLAN_ROLES = ("benefit", "benefit_more", "to_provider", "to_patient")


def read_fhir(part: Part, file_no: int, rules: Rules) -> ForeignLines:
    """A resource, a Bundle, or one resource a line, as claim lines.

    Raises:
        OffsetcaseError: broken JSON or XML, amounts that are none, dates or words that must be asked about (status 4).
    """
    contents = contents_of(part.text, part.name)
    health = HealthFile(part.name, pages=contents.pages, servers=frozenset(contents.servers))
    health.known = known_of(contents.helpers)
    rows = sum(max(len(as_list(eob.get("item"))) + len(as_list(eob.get("addItem"))), 1) for eob in contents.claims)
    if rows > MAX_ITEMS:
        raise too_large(part.name, f"the file holds more than {MAX_ITEMS:,} items of claims")
    if not contents.claims:
        health.claimless = _no_claims(contents, part.name)
        if not any(kind[:1].isupper() for kind in contents.others):
            raise OffsetcaseError(health.claimless, ExitCode.INPUT)
        return ForeignLines(part.name, "fhir", "health record without claims", [], [], "", health)
    said = Said(part.name)
    reader = _FhirReader(part.name, file_no, rules, contents, health, said)
    lines = reader.read()
    problems = said.problems()
    if problems:
        raise OffsetcaseError(capped(problems, part.name, said.count), ExitCode.INPUT)
    return ForeignLines(
        part.name,
        _format(contents.claims[0]),
        "health-record claims (FHIR ExplanationOfBenefit)",
        lines,
        said.warnings(),
        f"{len(contents.claims)} claims of this kind stand in it",
        health,
    )


def _no_claims(contents: Contents, file: str) -> Problem:
    seen = ", ".join(f"{count} {one_line(kind)[:40]}" for kind, count in contents.others.most_common(4))
    return Problem(
        "E-NO-EOB",
        f"the file holds no claims (ExplanationOfBenefit); it holds {seen or 'nothing of FHIR'}.",
        'ask the app for claims and payments, sometimes called "Explanation of Benefit".',
        file,
    )


def _format(eob: Json) -> str:
    profiles = " ".join(texts(as_object(eob.get("meta")).get("profile")))
    if "bluebutton.cms.gov" in profiles:
        return "fhir-cms-v3"
    if "carin-bb" in profiles:
        return "fhir-carin"
    return "fhir-cms" if _mentions(eob, "bluebutton.cms.gov") else "fhir"


def _mentions(node: Any, word: str) -> bool:
    """Whether a text in a claim's first thousand nodes holds a word."""
    pending, seen = [node], 0
    while pending and seen < 1000:
        one, seen = pending.pop(), seen + 1
        if isinstance(one, str) and word in one:
            return True
        if isinstance(one, Mapping):
            pending += reversed(list(one.values()))
        elif isinstance(one, list):
            pending += reversed(one[:200])
    return False


@dataclass(slots=True)
class _Item:
    """One item with its amounts, and why it isn't a claim line of its own, if so."""

    node: Json
    service: FhirService
    sums: dict[str, Decimal] = field(default_factory=dict)
    foreign: list[ForeignAmount] = field(default_factory=list)
    wrong: str = ""
    note: str = ""
    entry: AddedItem | None = None


@dataclass(slots=True)
class _FhirClaim:
    """What all lines of a claim have in common."""

    node: Json
    sheet: str
    standing: Standing
    benefit: Benefit
    common: dict[str, Any]
    period: tuple[dt.date | None, ...]


@dataclass(slots=True)
class _FhirReader:
    """One file's claims on their way to lines; rows are counted through the file, so that a rule can name one."""

    file: str
    file_no: int
    rules: Rules
    contents: Contents
    health: HealthFile
    said: Said
    row: int = 0

    def read(self) -> list[ClaimLine]:
        own = {fold(word): Status(kind) for word, kind in self.rules.status.items()}
        lines: list[ClaimLine] = []
        for number, eob in enumerate(self.contents.claims, start=1):
            start = len(lines)
            contained = {f"#{as_text(one.get('id')).lstrip('#')}": one for one in as_list(eob.get("contained"))}
            claim = self._claim(eob, number, contained, own)
            lines.extend(self._lines(claim, contained))
            record = record_of(
                eob,
                number=claim.common["claim_id"],
                subject=claim.common["subject"],
                created=claim.common["processed_date"],
                servers=self.contents.servers,
            )
            record.stands, record.voided = claim.standing.stands, claim.standing.voided
            record.lines = range(start, len(lines))
            self.health.records.append(record)
        return lines

    def _finder(self, contained: Mapping[str, Json]) -> Callable[[str], Json]:
        """What looks a reference up: in the claim itself, then in the files."""
        return lambda key: helper(key, contained, self.contents.helpers)

    def _claim(self, eob: Json, number: int, contained: Mapping[str, Json], own: Mapping[str, Status]) -> _FhirClaim:
        find = self._finder(contained)
        kinds = code_words(eob.get("type"))
        patient = patient_of(eob, find, self.health.known)
        _remember(self.health.known, patient.subject, patient.person)
        numbers = sorted(identifiers(eob.get("identifier")), key=lambda one: not one[0])
        period = as_object(eob.get("billablePeriod"))
        identity = as_text(eob.get("id"))
        return _FhirClaim(
            eob,
            one_line((identity or f"claim {number}")[:40]),
            standing_of(eob, own),
            next((_BENEFITS[kind] for kind in sorted(kinds) if kind in _BENEFITS), Benefit.UNKNOWN),
            {
                "processed_date": day_of(eob.get("created")),
                "claim_id": numbers[0][1] if numbers else identity,
                "person": patient.person,
                "provider": provider_of(eob, find),
                "born": patient.born,
                "relation": patient.relation,
                "subject": patient.subject,
            },
            (day_of(period.get("start")), day_of(period.get("end"))),
        )

    def _items(self, claim: _FhirClaim, contained: Mapping[str, Json]) -> list[_Item]:
        find = self._finder(contained)
        pharmacy = claim.benefit is Benefit.PHARMACY
        items = []
        for name in ("item", "addItem"):
            for number, node in enumerate(as_list(claim.node.get(name)), start=1):
                service = service_of(node, pharmacy=pharmacy, prescribed=claim.node.get("prescription"), look_up=find)
                one = _Item(node, service)
                try:
                    one.sums = item_sums(node, one.foreign)
                except MoneyError as error:
                    one.wrong = str(error)
                one.entry = entry_of(node, number, plan_paid(one.sums), added=name == "addItem")
                items.append(one)
        totals = [one for one in items if one.service.total]
        if len(totals) < len(items):
            for one in totals:
                one.note = "the claim's total, whose lines count"
        return items

    def _lines(self, claim: _FhirClaim, contained: Mapping[str, Json]) -> Iterator[ClaimLine]:
        items = self._items(claim, contained)
        header, abroad = self._header(claim, items)
        self._added(claim, [one for one in items if not one.note], plan_paid(header))
        real = [one for one in items if not one.note]
        paid = [plan_paid(one.sums) for one in real]
        at_items = any(paid) or (any(value is not None for value in paid) and not plan_paid(header))
        if not items:
            yield self._line(claim, _Item({}, FhirService(), header, abroad), 1)
            return
        if at_items and not claim.standing.note and claim.standing.status is Status.PAID:
            self._compare(claim, header, sum((value for value in paid if value is not None), Decimal(0)))
        alone = len(real) == 1 and not at_items and bool(header or abroad)
        above = len(real) > 1 and not at_items and bool(header or abroad)
        for number, one in enumerate(items, start=1):
            if alone and one is real[0]:
                one.sums, one.foreign = {**one.sums, **header}, [*one.foreign, *abroad]
            elif above and not one.note:
                one.note = "its money stands in the claim's header"
            yield self._line(claim, one, number)
        if above:
            yield self._line(claim, _whole(real, header, abroad), len(items) + 1)

    def _header(self, claim: _FhirClaim, items: list[_Item]) -> tuple[dict[str, Decimal], list[ForeignAmount]]:
        """What the claim says as a whole, else what its total line says."""
        abroad: list[ForeignAmount] = []
        try:
            header = header_sums(claim.node, abroad)
        except MoneyError as error:
            self.said.wrong_amount(Source(self.file, claim.sheet, self.row + 1), str(error))
            return {}, []
        if not header and not any(one.role in _PLAN_ROLES for one in abroad):
            for one in items:
                if one.service.total and one.note and plan_paid(one.sums) is not None:
                    return dict(one.sums), []
        return header, abroad

    def _added(self, claim: _FhirClaim, items: list[_Item], stated: Decimal | None) -> None:
        """Leave out what counts elsewhere: items that the plan replaced by its own, or the plan's wording of them."""
        notes, differing = replaced([one.entry for one in items if one.entry], stated)
        for at, note in notes.items():
            items[at].note = note
        if not claim.standing.note and claim.standing.status is Status.PAID:
            for one in differing:
                self.said.added(f"{self.file} [{claim.sheet}]", one)

    def _compare(self, claim: _FhirClaim, header: Mapping[str, Decimal], lines: Decimal) -> None:
        """Say where a claim states a payment of its own and its lines don't add up to it."""
        where = f"{self.file} [{claim.sheet}]"
        total = plan_paid(header)
        try:
            payment = payment_of(claim.node, [])
            held = payment_of({"payment": {"amount": as_object(claim.node.get("payment")).get("adjustment")}}, [])
        except MoneyError:
            return
        if total is not None and total != lines and total != payment:
            self.said.differs(where, lines, total, "total")
        elif payment is not None and lines not in (payment, payment + (held or 0), payment - (held or 0)):
            self.said.differs(where, lines, payment, "payment")

    def _line(self, claim: _FhirClaim, one: _Item, number: int) -> ClaimLine:
        self.row += 1
        source = Source(self.file, claim.sheet, self.row)
        service, common = one.service, claim.common
        day = _service_day(one.node, claim.period)
        words = Words(common["provider"], service.description, service.drug, "")
        note = dropped_by(self.rules, self.file, self.row, words) or claim.standing.note or one.note
        if one.wrong and not note:
            self.said.wrong_amount(source, one.wrong)
        if not note and one.foreign:
            self.said.abroad(source, one.foreign)
            note = f"its amounts are in {one.foreign[0].currency}, not in US dollars"
        if not note and day is None:
            self.said.undated(source, plan_paid(one.sums))
            note = "it has no whole day as its date of service"
        if not note:
            self.said.counted(claim.standing.unknown, plan_paid(one.sums))
        status, word = _status(claim.standing, one.node)
        return ClaimLine(
            source,
            self.file_no,
            "claims",
            amounts_of(one.sums),
            service_date=day,
            line_id=as_text(one.node.get("sequence")) or str(number),
            description=service.description,
            code=service.code,
            revenue=service.revenue,
            place=service.place,
            drug=service.drug,
            ndc=service.ndc,
            status_word=word,
            status=status,
            benefit=claim.benefit,
            other_payer=one.sums.get("other"),
            note=note,
            **common,
        )


def _remember(known: Known, subject: str, person: str) -> None:
    """A name that one claim prints is the name of all claims of that person."""
    if subject and person != subject:
        known.names.setdefault(subject, person)


def _whole(items: list[_Item], header: dict[str, Decimal], abroad: list[ForeignAmount]) -> _Item:
    """A line for the payment of a claim whose items don't state it: what they have in common, and their other amounts added."""
    sums = dict(header)
    shares = ("liability", "part", "paid_by_patient") if member_paid(header) is None else ()
    for role in ("billed", "allowed", *shares):
        values = [one.sums[role] for one in items if role in one.sums]
        if values and role not in header:
            sums[role] = sum(values, Decimal(0))
    dated = next((one.node for one in items if one.node.get("servicedDate") or one.node.get("servicedPeriod")), {})
    days = {name: dated[name] for name in ("servicedDate", "servicedPeriod") if name in dated}
    return _Item(days, replace(merged([one.service for one in items]), total=False), sums, abroad)


def _status(standing: Standing, item: Json) -> tuple[Status, str]:
    """An item's own decision stands before the claim's."""
    own = decision(item)
    if standing.status not in (Status.PAID, Status.DENIED) or own is None or own is standing.status:
        return standing.status, standing.word
    return own, "complete" if own is Status.PAID else str(own)


def _service_day(item: Json, period: tuple[dt.date | None, ...]) -> dt.date | None:
    """The day of service: the item's own, else the claim's, unless the item names another month."""
    inside = as_list(item.get("servicedPeriod"))
    written = [item.get("servicedDate"), *(one.get(name) for one in inside for name in ("start", "end"))]
    for one in written:
        if day := day_of(one):
            return day
    partial = {text for one in written if (text := as_text(one))}
    for day in period:
        if day and all(day.isoformat().startswith(text) for text in partial):
            return day
    return None
