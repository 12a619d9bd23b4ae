"""Invented FHIR claims, small enough to read in a test."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from offsetcase.read.claims import ReadFile

CARIN = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBAdjudication"
BASE = "http://terminology.hl7.org/CodeSystem/adjudication"
CMS = "https://bluebutton.cms.gov/resources/variables/"


def money(code: str, value: object, system: str = "") -> dict[str, Any]:
    where = system or (
        CARIN
        if code
        in (
            "paidtoprovider",
            "paidtopatient",
            "memberliability",
            "coinsurance",
            "noncovered",
            "paidbypatient",
            "discount",
            "drugcost",
            "priorpayerpaid",
        )
        else BASE
    )
    return {"category": {"coding": [{"system": where, "code": code}]}, "amount": {"value": value, "currency": "USD"}}


def item(
    sequence: int, *adjudication: dict[str, Any], code: str = "90837", day: str = "2024-03-05", **more: Any
) -> dict[str, Any]:
    service = {"coding": [{"system": "http://www.ama-assn.org/go/cpt", "code": code}]} if code else {}
    return {
        "sequence": sequence,
        "productOrService": service,
        "servicedDate": day,
        "adjudication": list(adjudication),
        **more,
    }


def eob(*items: dict[str, Any], id: str = "E1", claim: str = "CLM1", **more: Any) -> dict[str, Any]:
    return {
        "resourceType": "ExplanationOfBenefit", "id": id, "status": "active", "use": "claim", "outcome": "complete",
        "type": {"coding": [{"code": "professional"}]}, "patient": {"reference": "Patient/1"}, "created": "2024-04-01",
        "identifier": [{"type": {"coding": [{"code": "uc"}]}, "value": claim}], "provider": {"display": "Dr. Example"},
        "item": list(items), **more,
    }  # fmt: skip


def paid(file: ReadFile) -> Decimal:
    """What the plan paid by the lines that count."""
    return sum((line.amounts.plan_paid or Decimal(0) for line in file.lines if not line.note), Decimal(0))
