"""What a case's record says for a brief of many: kind of case, what led, and marks by which one person is known again.

The marks are digests. They stand beside a letter that names the person, and never in a summary or a brief.
"""

from __future__ import annotations

import datetime as dt
from hashlib import sha256

from offsetcase.codes.persons import parse_name
from offsetcase.model.ledger import Disposition
from offsetcase.model.money import data_money
from offsetcase.model.text import bare
from offsetcase.offset.result import CaseResult

# Fewer lines than that tell nobody from another.
LEAST_LINES = 5


def about(result: CaseResult) -> dict[str, str]:
    """The case in the words of the data files; ``""`` where something is not known.

    ``alternative_cost`` is what the covered alternative would cost on average, in dollars over the model's months.
    """
    sums = result.alternative.sums
    return {
        "indication": result.indication,
        "plan_type": result.case.plan.type or "",
        "lead": str(result.lead),
        "alternative_cost": "" if sums is None else data_money(sums.cost.average),
    }


def marks(result: CaseResult) -> dict[str, str]:
    """A person's name, day of birth, member ID, and claims, each as a digest, or ``""`` where it isn't known."""
    member = result.case.member
    name = parse_name(member.name or result.cleaned.member or "")
    words = sorted(name.words) or [name.identifier]
    born = member.date_of_birth or name.born
    return {
        "name": _mark("name", *words, name.suffix),
        "born": _mark("born", born.isoformat() if isinstance(born, dt.date) else ""),
        "member_id": _mark("member_id", bare(member.member_id)),
        "claims": _mark("claims", *_lines(result)),
    }


def _lines(result: CaseResult) -> list[str]:
    """The member's own lines, without anything that two downloads of the same claims may say differently.

    A few lines alone, such as one visit at a usual price, are not a mark: two people may have them.
    """
    apart = (Disposition.NOT_A_CLAIM, Disposition.OTHER_MEMBER, Disposition.DUPLICATE)
    own = (entry.line for entry in result.cleaned.entries if entry.disposition not in apart)
    lines = sorted({f"{line.service_date}:{line.amounts.plan_paid}:{line.code_or_drug}" for line in own})
    return lines if len(lines) >= LEAST_LINES else []


def _mark(kind: str, *parts: str) -> str:
    text = "\n".join(part for part in parts if part)
    return sha256(f"{kind}\n{text}".encode()).hexdigest()[:32] if text else ""
