"""Medicare.gov's Blue Button text: labelled lines in sections, whose labels change from year to year.

What Medicare paid stands at the claim alone. It is spread over the claim's lines by their allowed amounts, which is said;
Part D claims carry no amounts at all, which stays unknown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from offsetcase.model.lines import Amounts, Benefit, ClaimLine, Source, Status
from offsetcase.model.money import MoneyError, cents, parse_money
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem, capped, input_error
from offsetcase.read.dates import DateError, parse_date
from offsetcase.read.fhir_said import Said
from offsetcase.read.foreign import ForeignLines
from offsetcase.read.rules import Rules, Words, dropped_by
from offsetcase.read.sources import Part
from offsetcase.read.table import MAX_CELL, too_large

# A person has some thousands; each takes the memory of its labels and values.
MAX_BLOCKS = 100_000
_LABEL = re.compile(r"\s*\*?\s*([A-Za-z][\w .'/&()-]{2,70}?)\s*:\s*(.*)$")
_UNDATED = "it has no date of service"
_LABELS = {
    "claimnumber": "claim",
    "provider": "provider",
    "servicestartdate": "day",
    "claimservicedate": "day",
    "amountcharged": "billed",
    "medicareapproved": "allowed",
    "medicareapprovedamount": "allowed",
    "providerpaid": "paid",
    "medicarepaidprovider": "paid",
    "medicarepaidtoprovider": "paid",
    "textclaimsfieldlabelsmedicarepaidtoprovider": "paid",
    "youmaybebilled": "member",
    "youmaybebilledamount": "member",
    "claimtype": "type",
    "linenumber": "line",
    "dateofservicefrom": "from",
    "revenuecodedescription": "revenue",
    "procedurecodedescription": "code",
    "submittedamountcharges": "line_billed",
    "allowedamount": "line_allowed",
    "placeofservicedescription": "place",
    "pharmacyname": "provider",
    "drugcode": "ndc",
    "drugname": "drug",
}


@dataclass(slots=True)
class _Block:
    """The labelled values of one claim or one line, and where it starts."""

    row: int
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _MedicareClaim:
    block: _Block
    lines: list[_Block] = field(default_factory=list)


def _fold(label: str) -> str:
    return re.sub(r"[^a-z]", "", label.lower())


def _rows(text: str) -> Iterator[tuple[int, str]]:
    """The lines one after another with their numbers: all at once would take many times the file's size."""
    at, row = 0, 0
    while at < len(text):
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        row += 1
        yield row, text[at:end].strip()
        at = end + 1


def _claims(text: str, file: str) -> list[_MedicareClaim]:
    claims: list[_MedicareClaim] = []
    blocks = 0
    by_number: dict[str, _MedicareClaim] = {}
    current: _Block | None = None
    in_lines: _MedicareClaim | None = None
    for row, raw in _rows(text if "\n" in text else text.replace("\r", "\n")):
        match = _LABEL.match(raw)
        if not match:
            continue
        if len(claims) + blocks > MAX_BLOCKS:
            raise too_large(file, f"the file holds more than {MAX_BLOCKS:,} claims and lines")
        label, value = _fold(match[1]), " ".join(match[2][:MAX_CELL].split())
        if label.startswith("claimlinesforclaimnumber"):
            in_lines = by_number.get(value)
            if in_lines is None:  # Part D: lines without a summary
                in_lines = _MedicareClaim(_Block(row, {"claim": value}))
                by_number[value] = in_lines
                claims.append(in_lines)
            current = None
            continue
        name = _LABELS.get(label)
        if name is None:
            continue
        if name == "claim" and (in_lines is None or value not in ("", in_lines.block.values.get("claim"))):
            in_lines = None
            current = _Block(row, {"claim": value})
            claim = _MedicareClaim(current)
            claims.append(claim)
            by_number[value] = claim
            continue
        if in_lines is not None and (
            current is None or name == "line" or (name == "type" and "type" in current.values)
        ):
            current = _Block(row)
            in_lines.lines.append(current)
            blocks += 1
        if current is not None:
            current.values.setdefault(name, value)
    return claims


def read_medicare(part: Part, file_no: int, rules: Rules) -> ForeignLines:
    """A Blue Button text as claim lines.

    Raises:
        OffsetcaseError: no claim in it, or an amount or date that can't be read (status 4).
    """
    problems: list[tuple[int, Problem]] = []
    said = Said(part.name)
    lines: list[ClaimLine] = []
    dropped: set[int] = set()
    for claim in _claims(part.text, part.name):
        for line in _lines(claim, part.name, file_no, problems):
            note = dropped_by(rules, part.name, line.source.row, Words(line.provider, line.description, line.drug, ""))
            if note:
                dropped.add(line.source.row)
            elif line.note == _UNDATED:
                said.undated(line.source, line.amounts.plan_paid)
            elif not line.note:
                said.counted("", line.amounts.plan_paid)
            lines.append(line._replace(note=note) if note else line)
    wrong = [one for row, one in problems if row not in dropped]
    if wrong := wrong or said.problems():
        raise OffsetcaseError(capped(wrong, part.name), ExitCode.INPUT)
    if not lines:
        raise input_error(
            "E-NO-ROWS",
            "this Medicare file holds no claim.",
            "on medicare.gov choose claims when you download, with the dates you need.",
            part.name,
        )
    return ForeignLines(
        part.name,
        "medicare-text",
        "Medicare.gov Blue Button text",
        lines,
        [*_said(lines, part.name), *said.warnings()],
        "its own first lines say so",
    )


def _said(lines: list[ClaimLine], file: str) -> list[Problem]:
    warnings = [
        Problem(
            "W-PRORATED",
            "Medicare's payment stands at the claim alone; it is spread over the claim's lines by their allowed amounts. "
            "Payments of a supplemental plan are not in this file.",
            where=file,
        )
    ]
    fills = [one for one in lines if one.benefit is Benefit.PHARMACY and not one.note and one.amounts.plan_paid is None]
    if fills:
        warnings.append(
            Problem(
                "W-PART-D",
                f"{len(fills)} Part D fill{'s carry' if len(fills) > 1 else ' carries'} no amounts in Medicare's text, so what the "
                "plan paid stays unknown and is not counted.",
                "download the claims of your drug plan as well, or let an app fetch Medicare's own (FHIR), which has them.",
                str(fills[0].source),
            )
        )
    return warnings


def _money(block: _Block, name: str, file: str, problems: list[tuple[int, Problem]]) -> Decimal | None:
    try:
        return parse_money(block.values.get(name, ""))
    except MoneyError:
        wrong = Problem(
            "E-AMOUNT",
            f'this is not a dollar amount: "{block.values[name][:60]}".',
            "download the file again.",
            f"{file}, row {block.row}",
        )
        problems.append((block.row, wrong))
        return None


def _lines(claim: _MedicareClaim, file: str, file_no: int, problems: list[tuple[int, Problem]]) -> Iterator[ClaimLine]:
    head = claim.block
    billed, allowed = _money(head, "billed", file, problems), _money(head, "allowed", file, problems)
    paid, member = _money(head, "paid", file, problems), _money(head, "member", file, problems)
    kind = head.values.get("type", "") or next((line.values.get("type", "") for line in claim.lines), "")
    part_d = "partd" in _fold(kind) or any("drug" in line.values or "ndc" in line.values for line in claim.lines)
    real: list[_Block] = []
    for line in claim.lines:
        if line.values.get("revenue", "").startswith(("0001", "1 -")):
            source = Source(file, "", line.row)
            yield ClaimLine(
                source, file_no, "claims", Amounts(_money(line, "line_billed", file, problems)), note="a total"
            )
        else:
            real.append(line)
    if not real:
        yield _line(head, head, Amounts(billed, allowed, paid, member), file, file_no, part_d, problems)
        return
    weights = [_money(line, "line_allowed", file, problems) for line in real]
    plan_parts, member_parts = _spread(paid, weights), _spread(member, weights)
    for line, weight, plan, share in zip(real, weights, plan_parts, member_parts, strict=True):
        amounts = Amounts(_money(line, "line_billed", file, problems), weight, plan, share)
        yield _line(head, line, amounts, file, file_no, part_d, problems)


def _spread(total: Decimal | None, weights: list[Decimal | None]) -> list[Decimal | None]:
    """A claim's amount over its lines by weight, to the cent; the last line takes the rounding. Equal parts without weights."""
    if total is None:
        return [None] * len(weights)
    known = [weight or Decimal(0) for weight in weights]
    whole = sum(known, Decimal(0))
    if whole <= 0:
        known, whole = [Decimal(1)] * len(weights), Decimal(len(weights))
    parts: list[Decimal | None] = [cents(total * weight / whole) for weight in known]
    rest = total - sum((part for part in parts if part is not None), Decimal(0))
    heaviest = max(range(len(known)), key=lambda at: known[at])
    parts[heaviest] = (parts[heaviest] or Decimal(0)) + rest
    return parts


def _line(
    head: _Block,
    line: _Block,
    amounts: Amounts,
    file: str,
    file_no: int,
    part_d: bool,
    problems: list[tuple[int, Problem]],
) -> ClaimLine:
    source = Source(file, "", line.row)
    text = next(
        (block.values[n] for block, n in ((line, "from"), (line, "day"), (head, "day")) if block.values.get(n)), ""
    )
    try:
        day = parse_date(text)
    except DateError as error:
        day = None
        wrong = Problem.at(source, "E-DATE", f'{error}: "{text[:40]}".', "download the file again.")
        problems.append((line.row, wrong))

    def first(name: str) -> str:
        value = line.values.get(name) or head.values.get(name) or ""
        return "" if "not available" in value.lower() else value

    return ClaimLine(
        source,
        file_no,
        "claims",  # never "pharmacy": these fills are Medicare's own and wait for no partner
        amounts,
        service_date=day,
        claim_id=head.values.get("claim", ""),
        line_id=line.values.get("line", ""),
        provider=first("provider"),
        code=first("code").split(" - ")[0].strip().upper(),
        revenue=first("revenue").split(" - ")[0].strip(),
        place=first("place").split(" - ")[0].strip(),
        description=first("code").partition(" - ")[2].strip(),
        drug=first("drug"),
        ndc=first("ndc"),
        status=Status.PAID,
        benefit=Benefit.PHARMACY if part_d else Benefit.MEDICAL,
        note="" if day else _UNDATED,
    )
