"""The user's own rules, ``claims.rules.toml``: what this file's columns, words and providers mean.

In the spirit of hledger's rules: plain text beside the claims that survives the next export.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, field_validator, model_validator

from offsetcase.model.lines import ClaimLine
from offsetcase.model.nearest import did_you_mean
from offsetcase.model.problem import Problem
from offsetcase.model.text import quoted, squeezed
from offsetcase.read.headings import field_names, fold
from offsetcase.read.pasted import joined
from offsetcase.read.settings_file import check, read_toml

RULES_NAME = "claims.rules.toml"
# Under [columns]: headings that hold nothing a ledger needs.
IGNORE = "ignore"
# The user's own word that a column, though its heading could name people, names nobody of the household.
NOBODY = "nobody"


# Each rule is asked of each row.
MAX_RULES = 1000


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Pattern(_Strict):
    """Words that a line's own text must contain, without regard to case; all that are given must be there.

    ``provider_is`` is the provider's whole name, where another's holds it.
    """

    provider_contains: str = Field("", validation_alias=AliasChoices("provider_contains", "provider"))
    description_contains: str = Field("", validation_alias=AliasChoices("description_contains", "description"))
    drug_contains: str = Field("", validation_alias=AliasChoices("drug_contains", "drug"))
    specialty_contains: str = Field("", validation_alias=AliasChoices("specialty_contains", "specialty"))
    provider_is: str = ""
    reason: str = ""

    @property
    def empty(self) -> bool:
        """Whether no words are given."""
        return not (
            self.provider_contains
            or self.description_contains
            or self.drug_contains
            or self.specialty_contains
            or self.provider_is
        )


class CategoryRule(Pattern):
    """``[[category]]``: lines whose provider or description contains these words belong to this category."""

    category: str

    @model_validator(mode="after")
    def _has_words(self) -> CategoryRule:
        if self.empty:
            raise ValueError('say which lines it is for: provider_contains = "…" or description_contains = "…"')
        return self


class DropRule(Pattern):
    """``[[drop]]``: rows that are not claims of this case, by row number or by words; kept in the ledger with a reason."""

    rows: frozenset[int] = frozenset()
    file: str = ""

    @model_validator(mode="after")
    def _has_something(self) -> DropRule:
        if self.empty and not self.rows:
            raise ValueError('say which rows: rows = [143], or provider_contains = "…"')
        return self


class SameRule(_Strict):
    """``[[same]]``: whether lines of two files that agree in day and money are one claim or two; all such, or one pair of rows."""

    files: tuple[str, ...]
    rows: tuple[int, ...] = ()
    answer: Literal["one", "two"]
    reason: str = ""

    @model_validator(mode="after")
    def _of_two(self) -> SameRule:
        if len(self.files) != 2 or len(self.rows) not in (0, 2):
            raise ValueError('name two files, and two rows or none: files = ["claims.csv", "pharmacy.csv"]')
        return self


class Rules(_Strict):
    """The whole rules file; everything in it is optional."""

    columns: dict[str, str | tuple[str, ...]] = {}
    status: dict[str, Literal["paid", "pending", "denied", "reversed", "not-a-claim"]] = {}
    people: dict[str, str] = {}
    category: tuple[CategoryRule, ...] = Field(default=(), max_length=MAX_RULES)
    drop: tuple[DropRule, ...] = Field(default=(), max_length=MAX_RULES)
    same: tuple[SameRule, ...] = Field(default=(), max_length=MAX_RULES)
    date_order: Literal["month-first", "day-first"] | None = None
    decimal: Literal["point", "comma"] | None = None
    not_covered: Literal["in-both", "in-allowed", "in-share", "in-neither"] | None = None
    sign: dict[Literal["billed", "allowed", "plan_paid", "member_paid"], Literal["as-shown", "negated"]] = {}

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, value: dict[str, str | tuple[str, ...]]) -> dict[str, str | tuple[str, ...]]:
        known = (*field_names(), IGNORE, NOBODY)
        for name in value:
            if name not in known:
                hint = did_you_mean(name, known)
                raise ValueError(f'"{name}" is not a field; {hint}the fields are {", ".join(known)}')
        unneeded = {fold(heading) for heading in _given(value, IGNORE)}
        for name in value:
            for heading in _given(value, name) if name not in (IGNORE, NOBODY) else ():
                if fold(heading) in unneeded:
                    raise ValueError(
                        f'the heading "{heading}" stands under {name} and under {IGNORE}; keep the right one'
                    )
        return value

    def headings(self, name: str) -> tuple[str, ...]:
        """The headings that the user gives for a field, one for each kind of file."""
        return _given(self.columns, name)


def _given(columns: Mapping[str, str | tuple[str, ...]], name: str) -> tuple[str, ...]:
    given = columns.get(name, ())
    return (given,) if isinstance(given, str) else given


def load_rules(path: Path | None) -> Rules:
    """Read the rules file; no file means no rules.

    Raises:
        OffsetcaseError: the file is missing though named, broken, or says something unknown (status 2).
    """
    if path is None:
        return Rules()
    raw, text = read_toml(path, "E-RULES", joined)
    return check(Rules, raw, text=text, file=path.name, code="E-RULES")


def unused_columns(rules: Rules, headers: list[tuple[str, tuple[str, ...]]]) -> list[Problem]:
    """A warning for each ``[columns]`` entry whose heading no file has: a rule that touches nothing is a mistake."""
    present = {fold(cell) for _, cells in headers for cell in cells}
    return [
        Problem(
            "W-RULE-UNUSED",
            f"[columns] {name} = {quoted(wanted)}: no file has a column with this heading.",
            "correct the heading, or take the line out.",
            RULES_NAME,
        )
        for name in rules.columns
        for wanted in rules.headings(name)
        if fold(wanted) not in present
    ]


class Words(NamedTuple):
    """A line's own text, for the user's rules."""

    provider: str
    description: str
    drug: str
    specialty: str


def matches(rule: Pattern, words: Words) -> bool:
    """Whether a line's text holds every word group that a rule gives, without regard to case."""
    pairs = (
        (rule.provider_contains, words.provider),
        (rule.description_contains, f"{words.description} {words.specialty} {words.drug}"),
        (rule.drug_contains, words.drug),
        (rule.specialty_contains, words.specialty),
    )
    if rule.provider_is and squeezed(rule.provider_is) != squeezed(words.provider):
        return False
    return all(wanted.casefold() in text.casefold() for wanted, text in pairs if wanted)


DROPPED = "dropped by your rule"


def leave_out(file: str, row: int, sheet: str = "") -> str:
    """The lines that leave one row out, of this file (and sheet) alone: another file has a row of the same number."""
    name = f"{file} [{sheet}]" if sheet else file
    return f'[[drop]]\nfile = {quoted(name)}\nrows = [{row}]\nreason = "…"'


def dropped_by(rules: Rules, file: str, row: int, words: Words, sheet: str = "") -> str:
    """The note of the ``[[drop]]`` rule that leaves a row out, or ``""``.

    Args:
        rules: the user's rules.
        file: the file's name as shown.
        row: the row's number as shown.
        words: the row's own text.
        sheet: the sheet in which it stands; a rule may name ``book.xlsx [2024]`` or the whole file.
    """
    for number, rule in enumerate(rules.drop, start=1):
        if rule.file and rule.file not in (file, f"{file} [{sheet}]"):
            continue
        if row in rule.rows or (not rule.empty and matches(rule, words)):
            return f"{DROPPED} {number}: {rule.reason or 'no reason given'}"
    return ""


def unused_drops(rules: Rules, lines: Iterable[ClaimLine]) -> list[Problem]:
    """A warning for each ``[[drop]]`` rule that drops no row."""
    notes = {line.note.partition(":")[0] for line in lines if line.note.startswith(DROPPED)}
    return [
        Problem(
            "W-RULE-UNUSED",
            f"[[drop]] rule number {number} drops no row.",
            "check its rows or words, or take it out.",
            RULES_NAME,
        )
        for number in range(1, len(rules.drop) + 1)
        if f"{DROPPED} {number}" not in notes
    ]
