"""Invented claim lines, cleaned: what the tests of the ledger's room share."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from offsetcase.clean.clean import Cleaned, clean
from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source
from offsetcase.read.rules import SameRule

COVERS = frozenset({Benefit.MEDICAL, Benefit.PHARMACY})
DAY = dt.date(2024, 3, 5)


def april(day: int) -> dt.date:
    return dt.date(2024, 4, day)


def line(plan: object = 100, member: object = 20, *, file: int = 0, **fields: Any) -> ClaimLine:
    paid, share, billed = (
        None if value is None else Decimal(str(value)) for value in (plan, member, fields.pop("billed", None))
    )
    values = {"service_date": DAY, "kind": "claims", "person": "Ada Example", "provider": "Dr. A", **fields}
    return ClaimLine(Source(f"f{file}.csv", "", 0), file, amounts=Amounts(billed, None, paid, share), **values)


def told(result: Cleaned, code: str) -> str:
    """The words of the one warning with this code."""
    (found,) = [warning.text for warning in result.warnings if warning.code == code]
    return found


def cleaned(*lines: ClaimLine, same: tuple[SameRule, ...] = (), member: str = "", alike: bool = False) -> Cleaned:
    rows = [one._replace(source=Source(one.source.file, "", n)) for n, one in enumerate(lines, start=2)]
    formats = {n: "one" if alike else f"format {n}" for n in range(4)}
    return clean(rows, member=member, member_from="--member", covers=COVERS, formats=formats, same=same)


def fates(result: Cleaned) -> list[str]:
    return [str(entry.disposition or "open") for entry in result.entries]


def counted(result: Cleaned) -> Decimal:
    return sum((e.line.amounts.plan_paid or Decimal(0) for e in result.entries if e.disposition is None), Decimal(0))


def codes(result: Cleaned) -> list[str]:
    return [warning.code for warning in result.warnings]
