"""``case.toml``: what the claims can't tell. Everything is optional; an unknown name is an error that offers the nearest.

Money may be written as text ("$550.00") or as a number. Clinical fields count only with the prescriber's name and a
date: no default and no patient's guess fills them.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, create_model, field_validator

from offsetcase.case.fields import CaseTable, Day, Text
from offsetcase.case.npi import npi as check_npi
from offsetcase.case.own_words import a_name, a_source, spoken
from offsetcase.case.reply import Reply
from offsetcase.case.sent import Sent
from offsetcase.case.states import state_code
from offsetcase.model.money import MOST_DECIMALS, MOST_DOLLARS, MoneyError, parse_money, too_fine
from offsetcase.model.places import names_in
from offsetcase.model.text import plain
from offsetcase.read.settings_file import check, read_toml

CASE_NAME = "case.toml"

INDICATIONS = names_in("indications.toml")
DENIAL_REASONS = names_in("denial_reasons.toml")
LETTERS = names_in("letters")
PLAN_TYPES = tuple(name for name in names_in("plan_rules") if name != "general")
COMPARATORS = names_in("comparators")

# So many of the member's own words fit on the first page.
MOST_WORDS = 60


def _few_words(value: str) -> str:
    if (count := len(value.split())) > MOST_WORDS:
        raise ValueError(
            f"it has {count} words; one to three sentences of at most {MOST_WORDS} words fit on the first page"
        )
    return value


def _dollars(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("it should be a dollar amount")
    if isinstance(value, str):
        try:
            amount = parse_money(value)
        except MoneyError:
            raise ValueError('it should be a dollar amount, like "550.00"') from None
        if amount is None:
            raise ValueError("it should be a dollar amount; leave the line out if you don't know it")
        value = amount
    if isinstance(value, int | Decimal):
        amount = Decimal(value)
        if not amount.is_finite() or amount < 0:
            raise ValueError("it can't be below zero")
        if amount > MOST_DOLLARS:
            raise ValueError("it is more than a million dollars; check the number")
        if amount != round(amount, 2):
            raise ValueError("it has more than two decimals")
        return amount
    raise ValueError('it should be a dollar amount, like "550.00"')


def _fraction(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise ValueError("it should be a number between 0 and 1")
    try:
        number = Decimal(value)
    except ArithmeticError:
        raise ValueError("it should be a number between 0 and 1") from None
    if not number.is_finite() or not 0 <= number <= 1:
        raise ValueError("it should be between 0 and 1: write 55 % as 0.55")
    if too_fine(number):
        raise ValueError(f"it has more than {MOST_DECIMALS} decimals")
    return number


def _dollars_or_lines(value: Any) -> Any:
    if isinstance(value, Mapping):
        if not value:
            raise ValueError('the table is empty; write its lines, like  infusion = "450.00"')
        return {spoken(plain(str(name)).strip()): _dollars(amount) for name, amount in value.items()}
    return _dollars(value)


Dollars = Annotated[Decimal, BeforeValidator(_dollars)]
# An amount, or a table of named amounts that add up to it.
Lines = Annotated[Decimal | dict[str, Decimal], BeforeValidator(_dollars_or_lines)]
Fraction01 = Annotated[Decimal, BeforeValidator(_fraction)]


class Member(CaseTable):
    """``[member]``: whose letter this is."""

    name: Text = ""
    member_id: Text = ""
    group_number: Text = ""
    date_of_birth: Day | None = None
    address: Text = ""
    phone: Text = ""
    email: Text = ""
    coverage_start: Day | None = None
    statement: Annotated[Text, AfterValidator(_few_words)] = ""


class Plan(CaseTable):
    """``[plan]``: who decides, and what their document says, quoted with its page."""

    name: Text = ""
    type: Literal[PLAN_TYPES] | None = None  # type: ignore[valid-type]
    state: Annotated[Text, AfterValidator(state_code)] = ""
    address: Text = ""
    fax: Text = ""
    covers: tuple[Literal["medical", "pharmacy", "dental", "vision"], ...] = ("medical", "pharmacy")
    definition: Text = ""
    clause: Text = ""
    clause_source: Text = ""
    sponsor: Text = ""
    members: int | None = Field(default=None, ge=1, le=100_000_000)
    review_address: Text = ""


class Denial(CaseTable):
    """``[denial]``: the notice that is appealed, copied word for word."""

    reference: Text = ""
    claim_number: Text = ""
    notice_date: Day | None = None
    received_date: Day | None = None
    deadline: Day | None = None
    window: Text = ""
    external_window: Text = ""
    late_reason: Text = ""
    reason: Text = ""
    level: Literal["first", "second"] | None = None
    kinds: tuple[Literal[DENIAL_REASONS], ...] = ()  # type: ignore[valid-type]

    @field_validator("level", mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        return {"1": "first", "2": "second"}.get(str(value), value)


class Treatment(CaseTable):
    """``[treatment]``: what is asked for, from whom, at which price."""

    indication: Literal[INDICATIONS] | None = None  # type: ignore[valid-type]
    protocol: Text = ""
    price: Lines | None = None
    workup: Lines | None = None
    adjunct: Lines | None = None
    session_price: Dollars | None = None
    series_days: int | None = Field(default=None, ge=1, le=60)
    booster_days: int | None = Field(default=None, ge=1, le=60)
    provider: Text = ""
    npi: Annotated[Text, AfterValidator(check_npi)] = ""
    clinic: Text = ""
    quote_date: Day | None = None
    agreed_price: Dollars | None = None
    start: Day | None = None


class OwnProtocol(CaseTable):
    """``[protocol]``: the prescriber's own schedule, in place of one that the program carries."""

    induction_days: tuple[int, ...]
    maintenance_every_days: int = Field(ge=1, le=3650)
    maintenance_block_days: tuple[int, ...] = (0,)
    based_on: Text = ""
    label: Annotated[Text, AfterValidator(spoken)] = ""
    service: Annotated[Text, AfterValidator(a_name)] = ""
    visit: Annotated[Text, AfterValidator(a_name)] = ""
    visit_length: Annotated[Text, AfterValidator(spoken)] = ""
    span: Annotated[Text, AfterValidator(spoken)] = ""
    source: Annotated[Text, AfterValidator(a_source)] = ""

    @field_validator("induction_days", "maintenance_block_days")
    @classmethod
    def _days(cls, value: tuple[int, ...]) -> tuple[int, ...]:
        if not value or value[0] != 0 or list(value) != sorted(set(value)):
            raise ValueError("it should be a rising list of days that starts with 0, like [0, 7, 14]")
        if len(value) > 200 or value[-1] > 3650:
            raise ValueError("it should hold at most 200 days, none beyond day 3650")
        return value


class Comparator(CaseTable):
    """``[comparator]``: a treatment that the plan already covers, priced over the same months."""

    name: Literal[(*COMPARATORS, "none")]  # type: ignore[valid-type]
    price: Dollars | None = None


# Why the covered alternatives don't serve this member, in the prescriber's words: one field for each, and one for all.
WhyNot: Any = create_model("WhyNot", __base__=CaseTable, **dict.fromkeys((*COMPARATORS, "text"), (Text, "")))  # type: ignore[call-overload]


class Prescriber(CaseTable):
    """``[prescriber]``: clinical facts, from the prescriber alone, with name and date."""

    name: Text = ""
    npi: Annotated[Text, AfterValidator(check_npi)] = ""
    practice: Text = ""
    phone: Text = ""
    date: Day | None = None
    diagnosis: Text = ""
    diagnosis_code: Text = ""
    severity: Text = ""
    dose: Text = ""
    monitoring: Text = ""
    trials: dict[str, Text] = Field(default_factory=dict)
    why_not: WhyNot = WhyNot()
    response_criterion: Text = ""
    screening: Text = ""
    next_step: Text = ""
    esketamine: Literal["acceptable", "not acceptable"] | None = None

    @field_validator("why_not", mode="before")
    @classmethod
    def _text(cls, value: Any) -> Any:
        return {"text": value} if isinstance(value, str) else value

    @property
    def dated(self) -> bool:
        """Whether the clinical fields have a name and a date and so may be printed."""
        return bool(self.name and self.date)


class Share(CaseTable):
    """A share of spending that stops, and who said so and when; without that it is an assumption."""

    share: Fraction01
    by: Text = ""
    on: Day | None = None

    @property
    def by_prescriber(self) -> bool:
        """Whether somebody stands for it with name and date."""
        return bool(self.by and self.on)


class Interval(CaseTable):
    """Days between maintenance blocks, and who set them and when."""

    days: int = Field(ge=1, le=3650)
    by: Text = ""
    on: Day | None = None

    @property
    def by_prescriber(self) -> bool:
        """Whether somebody stands for it with name and date."""
        return bool(self.by and self.on)


def total(amount: Decimal | dict[str, Decimal] | None) -> Decimal | None:
    """An amount, or the sum of its lines; ``None`` when nobody gave one."""
    return sum(amount.values(), Decimal(0)) if isinstance(amount, dict) else amount


def _flat_shares(raw: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, value in raw.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping) and not {"share", "by", "on"} & set(value):
            flat.update(_flat_shares(value, f"{key}."))
        else:
            flat[key] = value if isinstance(value, Mapping) else {"share": value}
    return flat


class Assumptions(CaseTable):
    """``[assumptions]``: whatever shall stand in place of a default."""

    response: Fraction01 | None = None
    control: Fraction01 | None = None
    retention: Fraction01 | None = None
    ramp_months: int | None = Field(default=None, ge=0, le=60)
    maintenance_every_days: Interval | None = None
    baseline: Literal["window-mean", "latest-12"] | None = None
    discount: Fraction01 | None = None
    shares: dict[str, Share] = Field(default_factory=dict)

    @field_validator("maintenance_every_days", mode="before")
    @classmethod
    def _days(cls, value: Any) -> Any:
        return {"days": value} if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("shares", mode="before")
    @classmethod
    def _dotted(cls, value: Any) -> Any:
        return _flat_shares(value) if isinstance(value, Mapping) else value


class Letter(CaseTable):
    """``[letter]``: which letter, and who signs it."""

    kind: Literal[LETTERS] | None = None  # type: ignore[valid-type]
    argument: Literal["offset", "necessity"] | None = None
    date: Day | None = None
    signer: Text = ""
    signer_role: Text = ""


def _beside(value: str) -> str:
    """Only a file in the case file's own folder: nothing in a case file leads to another place."""
    if not value or value != Path(value).name or "\\" in value or ":" in value or value in (".", ".."):
        raise ValueError("it should be the name of a file beside this one, without a folder")
    return value


class Papers(CaseTable):
    """``[papers]``: the plan's own papers, beside the case file; what they say otherwise than the case file is said."""

    files: Annotated[tuple[Annotated[Text, AfterValidator(_beside)], ...], Field(max_length=20)] = ()
    enclosures: Annotated[tuple[Text, ...], Field(max_length=40)] = ()
    requests: Annotated[tuple[Text, ...], Field(max_length=40)] = ()


class CaseFile(CaseTable):
    """The whole case file."""

    member: Member = Member()
    plan: Plan = Plan()
    denial: Denial = Denial()
    reply: Reply = Reply()
    treatment: Treatment = Treatment()
    prescriber: Prescriber = Prescriber()
    assumptions: Assumptions = Assumptions()
    letter: Letter = Letter()
    protocol: OwnProtocol | None = None
    comparator: Comparator | None = None
    papers: Papers = Papers()
    sent: Sent | None = None

    @field_validator("comparator", mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        return {"name": value} if isinstance(value, str) else value


def load_case(path: Path | None) -> CaseFile:
    """Read the case file; no file means an empty case.

    Raises:
        OffsetcaseError: the file is missing though named, broken, or says something unknown (status 2).
    """
    if path is None:
        return CaseFile()
    raw, text = read_toml(path, "E-CASE")
    return check(CaseFile, raw, text=text, file=path.name, code="E-CASE")


def letter_kind(case: CaseFile) -> str:
    """The letter that the case file asks for; what it says of a denial makes it an appeal."""
    if case.letter.kind:
        return str(case.letter.kind)
    denial = case.denial
    return "appeal" if denial.notice_date or denial.reason or denial.reference else "exception"


def value_at(case: CaseFile, path: str) -> Any:
    """What the case file says at a dotted path; ``None`` where it says nothing or the name isn't known."""
    value: Any = case
    for part in path.split("."):
        value = getattr(value, part, None)
    return value


def text_of(case: CaseFile, path: str) -> str:
    """A value of the case file as text, dates as ISO; ``""`` where there is none or the name isn't known."""
    value = value_at(case, path)
    return "" if value is None or isinstance(value, BaseModel) else str(value)
