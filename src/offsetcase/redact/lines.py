"""Claim lines written anew: only fields that are known and needed, each from a list of what may stand in it.

Nothing is taken out of a text; what is not recognised is never copied. So an unknown column, a remark, a sheet's name or a
name inside a drug's text has no way into what is written.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from offsetcase.classify.classify import DESCRIBED
from offsetcase.clean.people import People
from offsetcase.codes.benefits import benefit_of
from offsetcase.codes.drugs import find_drug
from offsetcase.codes.services import find_description, listed_specialty
from offsetcase.model.ledger import LedgerLine
from offsetcase.model.lines import Benefit, ClaimLine, Status
from offsetcase.model.money import cell_money
from offsetcase.redact.dates import MovedDates
from offsetcase.redact.pseudonyms import Pseudonyms
from offsetcase.render.reported import csv_text

HEADER = (
    "service_date", "processed_date", "claim_number", "line_number", "patient", "provider", "specialty", "claim_type",
    "description", "procedure_code", "revenue_code", "place_of_service", "ndc", "drug_name", "rx_number", "days_supply",
    "billed", "allowed", "plan_paid", "member_paid", "other_payer", "status",
)  # fmt: skip
PHARMACY = "pharmacy_record"
# What is copied as it stands, so that a claim number of few digits may well equal a cell of it.
COPIED = frozenset({
    "service_date", "processed_date", "line_number", "procedure_code", "revenue_code", "place_of_service", "ndc", "days_supply",
    "billed", "allowed", "plan_paid", "member_paid", "other_payer",
})  # fmt: skip
STATUS_WORDS = {
    Status.PAID: "paid",
    Status.DENIED: "denied",
    Status.PENDING: "pending",
    Status.REVERSED: "reversed",
    Status.NOT_A_CLAIM: "superseded",
}
_CODE = re.compile(r"(?:CPT|HCPCS)?[\s:#-]*(\d{5}|[A-Z]\d{4}|\d{4}[A-Z])(?:\.0+|(?:[A-Z][A-Z0-9])+)?(?:[\s\-:,/.].*)?")
_NDC = re.compile(r"\d{11}|\d{4,5}-\d{3,4}(?:-\d{1,2})?")
_STRENGTH = re.compile(
    r"(?<![\w.])(\d{1,5}(?:\.\d{1,3})?(?:-\d{1,4}(?:\.\d{1,3})?)?)\s*(mg|mcg|ml|g|gm|meq|units?|%)(?![a-z])", re.I
)
_RULE = re.compile(r"your rule (\d+)")
_SHARED = re.compile(r"[a-z]{4,}")


class LineWriter:
    """Turns entries of one settled ledger into rows; one for all files, so that they agree."""

    def __init__(
        self,
        entries: Sequence[LedgerLine],
        persons: People,
        names: Pseudonyms,
        dates: MovedDates,
    ) -> None:
        """Look at all lines once.

        Args:
            entries: the settled ledger.
            persons: who the lines are about.
            names: the run's pseudonyms.
            dates: where every date goes.
        """
        self._persons = persons
        self._names = names
        self._dates = dates
        self.rules = {
            number: new for new, number in enumerate(sorted({rule_of(entry) for entry in entries} - {0}), start=1)
        }
        self._name_providers([entry.line for entry in entries if not entry.line.note])

    def _name_providers(self, lines: Iterable[ClaimLine]) -> None:
        """Providers get their names first: a pharmacy may be called one only if every line of it is a fill."""
        fills: dict[str, list[bool]] = defaultdict(list)
        for line in lines:
            if line.provider:
                fills[line.provider.casefold()].append(benefit_of(line) is Benefit.PHARMACY)
        pharmacies = {provider for provider, each in fills.items() if all(each)}
        # Where a fill could have two partners, the pharmacy's name decides; so a word in common stays one in common.
        common = Counter(word for provider in pharmacies for word in set(_SHARED.findall(provider)) - {"pharmacy"})
        invented = {word: self._names.invented_word() for word, count in common.items() if count > 1}
        for provider in fills:
            words = sorted({invented[w] for w in _SHARED.findall(provider) if w in invented})
            is_pharmacy = provider in pharmacies
            self._names.provider(provider, pharmacy=is_pharmacy, words=" ".join(words) if is_pharmacy else "")

    def row(self, entry: LedgerLine) -> list[str]:
        """One line as the cells of ``HEADER``."""
        line, names = entry.line, self._names
        amounts = line.amounts
        return [
            self._day(line.service_date),
            self._day(line.processed_date),
            names.claim(line.claim_id),
            line.line_id if re.fullmatch(r"\d{1,3}", line.line_id) else names.numbered("line", line.line_id, "L"),
            names.person(self._persons.label(line)),
            names.provider(line.provider),
            listed_specialty(line.specialty) if line.specialty else "",
            str(benefit_of(line)),
            self._description(entry),
            self._code(line.code),
            _digits(line.revenue, 4),
            _digits(line.place, 2),
            self._ndc(line.ndc),
            self._drug(line.drug),
            names.prescription(line.rx),
            "" if line.days_supply is None else str(line.days_supply),
            *map(cell_money, (*amounts, line.other_payer)),
            STATUS_WORDS[line.status],
        ]

    def _day(self, day: dt.date | None) -> str:
        moved = self._dates.claim_day(day)
        return "" if moved is None else moved.isoformat()

    def _description(self, entry: LedgerLine) -> str:
        """The listed phrase or drug that the text was recognised by, and which of the user's rules decided the line."""
        service = find_description(entry.line.description) if entry.line.description else None
        number = rule_of(entry)
        if entry.klass.basis == DESCRIBED:
            return f"{self._drug(entry.line.description)} prescription"
        return f"{service.words if service else ''} {marker(self.rules[number]) if number else ''}".strip()

    def _code(self, code: str) -> str:
        if not code:
            return ""
        match = _CODE.fullmatch(code.strip().upper())
        if match is None:
            return self._names.numbered("code", code, "local code")
        # Modifiers and words behind the number decide nothing, and could be a name cut in pairs of letters.
        return self._names.distinct("procedure", code, match[1])

    def _ndc(self, ndc: str) -> str:
        return ndc if not ndc or _NDC.fullmatch(ndc) else self._names.numbered("ndc", ndc, "local code")

    def _drug(self, text: str) -> str:
        """The drug's generic name and the strengths beside it; another text that names no known drug is not copied."""
        if not text:
            return ""
        drug = find_drug(text)
        if drug is None:
            return self._names.numbered("drug", text, "unlisted drug")
        strengths = [f"{amount} {unit.lower()}" for amount, unit in _STRENGTH.findall(text)]
        return self._names.distinct("listed drug", text, " ".join([drug.name, *strengths[:2]]))


def rule_of(entry: LedgerLine) -> int:
    """The number of the user's rule that decided a line, or 0."""
    rule = _RULE.match(entry.klass.basis) if entry.klass.by_rule else None
    return int(rule[1]) if rule else 0


def marker(number: int) -> str:
    """What stands in a description in place of the words that a rule looked for."""
    return f"(rule {number})"


def table(rows: Sequence[Sequence[str]], *, pharmacy: bool) -> bytes:
    """Rows as a file in the program's own plain columns."""
    head = [*HEADER, *([PHARMACY] if pharmacy else [])]
    return csv_text([head, *([*row, *(["yes"] if pharmacy else [])] for row in rows)], end="\n").encode("utf-8")


def _digits(text: str, most: int) -> str:
    digits = text.strip().split(".")[0]
    return digits if digits.isascii() and digits.isdigit() and len(digits) <= most else ""
