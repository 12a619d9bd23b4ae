"""FHIR ExplanationOfBenefit, read tolerantly: strict models refuse most of what payers and CMS really send.

Every item is one ledger line. Money comes from one level (items, else the header, else the totals, else the payment)
and one code family (``benefit``, else ``paidtoprovider`` + ``paidtopatient``): the same dollar stands in several places.
"""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from offsetcase.model.lines import Benefit, ClaimLine, Source, Status
from offsetcase.model.money import MoneyError, exact
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.model.text import one_line
from offsetcase.read.dates import DateError, parse_date
from offsetcase.read.fhir_amounts import (
    Json,
    amount_of,
    amounts_of,
    as_list,
    as_object,
    code_words,
    codings,
    plan_paid,
    sums_of,
)
from offsetcase.read.foreign import Foreign
from offsetcase.read.sources import Part

_BENEFITS = {
    "pharmacy": Benefit.PHARMACY,
    "oral": Benefit.DENTAL,
    "vision": Benefit.VISION,
    "professional": Benefit.MEDICAL,
    "institutional": Benefit.MEDICAL,
}
_NOT_COUNTED = {"cancelled": "cancelled", "draft": "a draft", "entered-in-error": "entered in error"}


def _day(value: Any) -> dt.date | None:
    try:
        return parse_date(value) if isinstance(value, str) else None
    except DateError:
        return None


def _resources(text: str, file: str) -> tuple[list[Json], bool, Counter[str]]:
    """Every ExplanationOfBenefit, whether a next page exists, and what else stood there."""
    documents = _documents(text, file)
    found: list[Json] = []
    others: Counter[str] = Counter()
    next_page = False
    for document in documents:
        pending = [document]
        while pending:
            one = pending.pop()
            kind = one.get("resourceType")
            if kind == "Bundle":
                next_page = next_page or any(link.get("relation") == "next" for link in as_list(one.get("link")))
                pending += [as_object(entry.get("resource")) for entry in reversed(as_list(one.get("entry")))]
            elif kind == "ExplanationOfBenefit":
                found.append(one)
            elif kind:
                others[str(kind)] += 1
    return found, next_page, others


def _documents(text: str, file: str) -> list[Json]:
    try:
        return as_list(json.loads(text, parse_float=exact))
    except RecursionError as endless:
        raise _broken(file, 0, _why(endless)) from None
    except ValueError as whole:
        lines = [(number, line) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
        if len(lines) < 2 or not all(line.lstrip().startswith("{") for _, line in lines):
            raise _broken(file, getattr(whole, "lineno", 0), _why(whole)) from None
        found: list[Json] = []
        for number, line in lines:  # one resource a line
            try:
                found.extend(as_list(json.loads(line, parse_float=exact)))
            except (ValueError, RecursionError) as error:
                raise _broken(file, number, _why(error)) from None
        return found


def _why(error: Exception) -> str:
    """The parser's words; for a number that is none, and a depth without an end, our own."""
    if isinstance(error, RecursionError):
        return "it is nested too deeply"
    return error.msg if isinstance(error, json.JSONDecodeError) else "a number in it is too large or too small"


def _broken(file: str, line: int, why: str) -> OffsetcaseError:
    return OffsetcaseError(
        Problem(
            "E-JSON",
            f"the file breaks off or is damaged here ({why}).",
            "download it again.",
            f"{file}, line {line}" if line else file,
        ),
        ExitCode.INPUT,
    )


def read_fhir(part: Part, file_no: int) -> Foreign:
    """A resource, a Bundle, or one resource a line, as claim lines.

    Raises:
        OffsetcaseError: broken JSON, or no ExplanationOfBenefit in it (status 4).
    """
    resources, next_page, others = _resources(part.text, part.name)
    if not resources:
        seen = ", ".join(f"{count} {kind}" for kind, count in others.most_common(4)) or "nothing of FHIR"
        raise OffsetcaseError(
            Problem(
                "E-NO-EOB",
                f"the file holds no claims (ExplanationOfBenefit); it holds {seen}.",
                'ask the app for claims and payments, sometimes called "Explanation of Benefit".',
                part.name,
            ),
            ExitCode.INPUT,
        )
    warnings: list[Problem] = []
    if next_page:
        warnings.append(
            Problem(
                "W-NEXT-PAGE",
                "This is one page of several; claims on the following pages are not in this file.",
                "download all pages and name each file.",
                part.name,
            )
        )
    replaced = {
        _identifier(as_object(related.get("claim")).get("identifier")) or _reference(related)
        for eob in resources
        for related in as_list(eob.get("related"))
        if "prior" in code_words(related.get("relationship"))
    } - {""}
    lines: list[ClaimLine] = []
    for number, eob in enumerate(resources, start=1):
        try:
            lines.extend(_lines(eob, number, part.name, file_no, replaced, warnings))
        except MoneyError as error:
            raise OffsetcaseError(
                Problem(
                    "E-AMOUNT",
                    f'this is not a dollar amount: "{error}".',
                    "download the file again.",
                    f"{part.name}, claim {number}",
                ),
                ExitCode.INPUT,
            ) from None
    return Foreign(
        part.name,
        _format(resources[0]),
        "health-record claims (FHIR ExplanationOfBenefit)",
        lines,
        warnings,
        f"{len(resources)} claims of this kind stand in it",
    )


def _format(eob: Json) -> str:
    profiles = " ".join(str(one) for one in (as_object(eob.get("meta")).get("profile") or []) if isinstance(one, str))
    if "bluebutton.cms.gov" in profiles:
        return "fhir-cms-v3"
    if "carin-bb" in profiles:
        return "fhir-carin"
    systems = json.dumps(eob, default=str)[:20000]
    return "fhir-cms" if "bluebutton.cms.gov" in systems else "fhir"


def _identifier(value: Any) -> str:
    for one in as_list(value):
        if "uc" in code_words(one.get("type")):
            return _unsigned(one.get("value"))
    return next((_unsigned(one.get("value")) for one in as_list(value) if one.get("value")), "")


def _unsigned(value: Any) -> str:
    """CMS's test server hands out the same fill under two ids that differ by their sign."""
    return str(value or "").lstrip("-")


def _reference(related: Json) -> str:
    return str(as_object(related.get("claim")).get("reference", "")).rsplit("/", 1)[-1]


def _not_a_claim(eob: Json, replaced: set[str]) -> str:
    use = str(eob.get("use", "claim")).lower()
    if use in ("preauthorization", "predetermination"):
        return f"a {use}, which is no spending"
    status = str(eob.get("status", "active")).lower()
    if status in _NOT_COUNTED:
        return f"its status is {_NOT_COUNTED[status]}"
    relations = {word for one in as_list(eob.get("related")) for word in code_words(one.get("relationship"))}
    if "replacedby" in relations:
        return "replaced by a later version of the claim"
    if replaced & {str(eob.get("id", "")), _identifier(eob.get("identifier"))} - {""}:
        return "replaced by a later version of the claim"
    return ""


def _lines(
    eob: Json, number: int, file: str, file_no: int, replaced: set[str], warnings: list[Problem]
) -> Iterator[ClaimLine]:
    note = _not_a_claim(eob, replaced)
    items = as_list(eob.get("item"))
    sums = [sums_of(item.get("adjudication")) for item in items]
    header = _header_sums(eob)
    paid = [plan_paid(one) for one in sums]
    at_items = any(paid) or (any(value is not None for value in paid) and not (header and plan_paid(header)))
    total = plan_paid(sums_of(eob.get("total")))
    at_total = sum((value for value in paid if value is not None), Decimal(0))
    sheet = one_line(str(eob.get("id") or f"claim {number}")[:40])
    if at_items and total is not None and total != at_total and not note:
        warnings.append(
            Problem(
                "W-TOTAL",
                f"The items' plan-paid amounts add up to ${at_total:,.2f}, the claim's total says ${total:,.2f}; the items count.",
                where=f"{file} [{sheet}]",
            )
        )
    base = _base(eob, file, file_no, sheet)
    if not items:
        yield _line(base, 1, {}, header, note, eob)
        return
    for row, (item, found) in enumerate(zip(items, sums, strict=True), start=1):
        if at_items or not header:
            yield _line(base, row, item, found, note, eob)
        elif len(items) == 1:
            yield _line(base, row, item, {**found, **header}, note, eob)
        else:
            yield _line(base, row, item, found, note or "its money stands in the claim's header", eob)
    if not at_items and header and len(items) > 1:
        coded = next((item for item in items if _service_code(item)[0]), items[0])
        yield _line(base, len(items) + 1, coded, header, note, eob)


def _header_sums(eob: Json) -> dict[str, Decimal]:
    for level in ("adjudication", "total"):
        found = sums_of(eob.get(level))
        if plan_paid(found) is not None:
            return found
    payment = amount_of(as_object(eob.get("payment")).get("amount"))
    if payment is not None:
        return {**sums_of(eob.get("total")), "benefit": payment}
    return {}


def _base(eob: Json, file: str, file_no: int, sheet: str) -> dict[str, Any]:
    kinds = code_words(eob.get("type"))
    benefit = next((_BENEFITS[kind] for kind in sorted(kinds) if kind in _BENEFITS), Benefit.UNKNOWN)
    if kinds & {"pde", "carrier", "outpatient", "inpatient"} and benefit is Benefit.UNKNOWN:
        benefit = Benefit.PHARMACY if "pde" in kinds else Benefit.MEDICAL
    denied = _denied(eob)
    outcome = str(eob.get("outcome", "complete")).lower()
    status = Status.DENIED if denied else Status.PENDING if outcome == "queued" else Status.PAID
    return {
        "file_no": file_no,
        "kind": "claims",
        "claim_id": _identifier(eob.get("identifier")) or str(eob.get("id", "")),
        "person": _person(eob),
        "provider": _provider(eob),
        "benefit": benefit,
        "status": status,
        "status_word": "denied" if denied else outcome,
        "processed_date": _day(eob.get("created")),
        "file": file,
        "sheet": sheet,
    }


def _denied(level: Json) -> bool | None:
    """Whether this level's payment status says denied; ``None`` where it has none."""
    reasons = {word for one in as_list(level.get("adjudication")) for word in code_words(one.get("reason"))}
    if reasons & {"paid", "partiallypaid"}:
        return False
    return True if "denied" in reasons else None


def _person(eob: Json) -> str:
    patient = as_object(eob.get("patient"))
    return str(patient.get("display") or patient.get("reference") or "")


def _provider(eob: Json) -> str:
    provider = as_object(eob.get("provider"))
    if provider.get("display"):
        return str(provider["display"])
    wanted = str(provider.get("reference", "")).lstrip("#")
    for one in as_list(eob.get("contained")):
        if one.get("id") == wanted:
            name = one.get("name")
            if isinstance(name, str):
                return name
            for part in as_list(name):
                return " ".join(str(word) for word in [*(part.get("given") or []), part.get("family") or ""]).strip()
    return ""


def _service_code(item: Json) -> tuple[str, str, str]:
    """Procedure code, drug code and drug name of an item; compounds name their ingredients in ``detail``."""
    code = ndc = name = ""
    for concept in (
        item.get("productOrService"),
        item.get("service"),
        *(detail.get("productOrService") for detail in as_list(item.get("detail"))),
    ):
        for coding in codings(concept):
            system, word = str(coding.get("system", "")).lower(), str(coding.get("code", ""))
            if "ndc" in system:
                ndc = ndc or word
                name = name or str(coding.get("display") or "")
            elif "cpt" in system or "hcpcs" in system:
                code = code or word
        if ndc and not name:
            name = str(as_object(concept).get("text") or "")
    return code, ndc, name


def _line(
    base: Mapping[str, Any], row: int, item: Json, found: Mapping[str, Decimal], note: str, eob: Json
) -> ClaimLine:
    code, ndc, name = _service_code(item)
    period = as_object(item.get("servicedPeriod"))
    day = (
        _day(item.get("servicedDate"))
        or _day(period.get("start"))
        or _day(as_object(eob.get("billablePeriod")).get("start"))
    )
    source = Source(base["file"], base["sheet"], row)
    if note:
        return ClaimLine(source, base["file_no"], "claims", amounts_of(found), note=note)
    if day is None:
        raise OffsetcaseError(
            Problem.at(
                source, "E-DATE", "the item has no date of service.", "download the file again, or leave it out."
            ),
            ExitCode.INPUT,
        )
    concept = item.get("productOrService") or item.get("service")
    texts = [str(coding.get("display") or "") for coding in codings(concept)] + [
        str(as_object(concept).get("text") or "")
    ]
    own = _denied(item)
    denied = base["status"] is Status.DENIED if own is None else own
    status = Status.DENIED if denied else Status.PAID if base["status"] is Status.DENIED else base["status"]
    revenue = next((str(c.get("code")) for c in codings(item.get("revenue")) if str(c.get("code", "")).isdigit()), "")
    place = next((str(c.get("code")) for c in codings(item.get("locationCodeableConcept")) if c.get("code")), "")
    return ClaimLine(
        source,
        base["file_no"],
        "claims",
        amounts_of(found),
        service_date=day,
        processed_date=base["processed_date"],
        claim_id=base["claim_id"],
        line_id=str(item.get("sequence", row)),
        person=base["person"],
        provider=base["provider"],
        description="" if ndc else " ".join(text for text in texts if text),
        code=code,
        revenue=revenue,
        place=place if len(place) <= 2 else "",
        drug=name,
        ndc=ndc,
        status_word="denied" if denied else base["status_word"],
        status=status,
        benefit=base["benefit"],
        other_payer=found.get("other"),
    )
