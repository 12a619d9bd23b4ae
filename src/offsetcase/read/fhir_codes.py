"""What a FHIR item was for: procedure, drug, revenue and place codes, by what each code system is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from offsetcase.codes.drugs import rxnorm_drug
from offsetcase.read.fhir_amounts import fhir_data
from offsetcase.read.fhir_nodes import Json, as_list, as_object, as_text, codings, labels, reference_of

_OID = re.compile(r"(?:urn:oid:)?([0-2](?:\.\d+)+)")
_PROCEDURE = re.compile(r"[A-Z]?\d{4}[A-Z0-9]?")
_DRUG_CODE = re.compile(r"\d{11}|\d{4,5}-\d{3,4}-\d{1,2}")
_MEDICATION = ("medication", "medicationCodeableConcept", "medicationReference", "code")


@dataclass(frozen=True, slots=True)
class FhirService:
    """What was done or dispensed, as far as the item says. ``total`` is set where it is the claim's own total."""

    code: str = ""
    ndc: str = ""
    drug: str = ""
    description: str = ""
    revenue: str = ""
    place: str = ""
    total: bool = False


@lru_cache(maxsize=2048)
def system_kind(system: str) -> str:
    """``ndc``, ``rxnorm``, ``procedure``, ``revenue``, ``place``, ``snomed``, or ``""`` for another system."""
    system = system.strip().lower()
    systems = fhir_data()["systems"]
    if oid := _OID.fullmatch(system):
        return next((kind for kind, known in systems.items() if oid[1] in known["oids"]), "")
    return next((kind for kind, known in systems.items() if any(word in system for word in known["words"])), "")


def _kind(coding: Json) -> str:
    """What a coding's code is; a code without a system is judged by its shape."""
    system, code = as_text(coding.get("system"))[:300], as_text(coding.get("code")).upper()
    if system:
        return system_kind(system)
    if _DRUG_CODE.fullmatch(code):
        return "ndc"
    return "procedure" if len(code) == 5 and _PROCEDURE.fullmatch(code) else ""


def service_of(item: Json, *, pharmacy: bool, prescribed: Any, look_up: Callable[[str], Json]) -> FhirService:
    """An item's codes and words.

    Args:
        item: the item.
        pharmacy: whether its claim is a pharmacy's; a text without a code is a drug's name then.
        prescribed: the claim's own reference to a prescription, for a drug that the item doesn't name.
        look_up: the resource behind a reference's key, or an empty one.
    """
    if not item:
        return FhirService()
    own = item.get("productOrService") or item.get("service")
    concepts = [own, *(d.get("productOrService") or d.get("service") for d in as_list(item.get("detail")))]
    code = ndc = drug = rxcui = ""
    for concept in concepts:
        for coding in codings(concept):
            kind, word = _kind(coding), as_text(coding.get("code"))
            if kind == "ndc" and word:
                ndc = ndc or word
                drug = drug or as_text(coding.get("display")) or next(iter(labels(concept)), "")
            elif kind == "rxnorm":
                rxcui = rxcui or word
                drug = drug or as_text(coding.get("display")) or next(iter(labels(concept)), "")
            elif kind == "procedure":
                code = code or word.upper()
    words = [text for text in labels(own) if text.lower() != "not applicable"]
    if not drug and (ndc or rxcui or pharmacy or not code):
        drug = _medication(item, own, prescribed if pharmacy else None, look_up)
    if not drug and pharmacy and not code and words:
        drug = words[0]
    if not drug and rxcui and not ndc:
        drug = rxnorm_drug(rxcui) or f"RxNorm {rxcui}"  # a number that a rule of the user's can name
    revenue = _revenue(item)
    return FhirService(
        code,
        ndc,
        drug,
        "" if ndc or drug else " ".join(words),
        revenue,
        _place(item),
        _is_total(revenue, own, words, code or ndc or drug),
    )


def _medication(item: Json, own: Any, prescribed: Any, look_up: Callable[[str], Json]) -> str:
    """The name behind a reference to a medicine or a prescription."""
    for node in (own, item.get("medicationReference"), item.get("productOrServiceReference"), *as_list(prescribed)):
        key = reference_of(node)
        for _ in range(3):  # a dispense or a request, its medicine, and no further
            resource = look_up(key) if key else {}
            key = ""
            if not resource:
                break
            for name in _MEDICATION:
                value = resource.get(name)
                if named := next(iter(labels(value)), ""):
                    return named
                key = key or reference_of(value)
    return ""


def _revenue(item: Json) -> str:
    """The revenue code. Medicare's files set a code of the deductible beside it."""
    codes = []
    for concept in (item.get("revenue"), item.get("productOrService")):
        for coding in codings(concept):
            system, word = as_text(coding.get("system")).lower(), as_text(coding.get("code"))
            if not (word.isascii() and word.isdigit()) or "ddctbl" in system:
                continue
            if concept is item.get("revenue") or system_kind(system[:300]) == "revenue":
                codes.append(word)
    return next((word for word in codes if len(word) >= 3), codes[0] if codes else "")


def _place(item: Json) -> str:
    words = [as_text(coding.get("code")) for coding in codings(item.get("locationCodeableConcept"))]
    place = next((word for word in words if word), "")
    return place if len(place) <= 2 else ""


def _is_total(revenue: str, own: Any, words: Iterable[str], named: str) -> bool:
    totals: Mapping[str, list[str]] = fhir_data()["totals"]
    if revenue in totals["revenue"]:
        return True
    spoken = {re.sub(r"[^a-z ]", "", text.lower()).strip() for text in words}
    spoken |= {as_text(coding.get("code")).lower() for coding in codings(own)}
    return not named and not revenue and bool(spoken & set(totals["words"]))


def merged(services: list[FhirService]) -> FhirService:
    """What all items of a claim have in common: a payment of the whole claim is for that, and for nothing that only one names."""

    def common(name: str) -> str:
        values = {getattr(one, name) for one in services} - {""}
        return values.pop() if len(values) == 1 else ""

    codes = list(dict.fromkeys(one.code for one in services if one.code))
    description = common("description") or (f"one payment for {', '.join(codes[:6])}" if len(codes) > 1 else "")
    drug = common("drug")
    return FhirService(
        common("code"), common("ndc"), drug, "" if drug else description, common("revenue"), common("place")
    )


def helper(key: str, own: Mapping[str, Json], others: Mapping[str, Json]) -> Json:
    """The resource behind a reference: the claim's own (``#id``), else one of the file's."""
    return as_object(own.get(key) or others.get(key))
