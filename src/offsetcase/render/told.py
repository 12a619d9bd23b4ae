"""For a person whose language isn't English: what to do next, what the prescriber is asked, and what the letter says.

The letter stays English. These pages hold the case's own figures and words from ``data/languages``; each says that it isn't sent, and
that a translation nobody has read yet may have faults.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from offsetcase.argument.argue import Argument
from offsetcase.argument.course import decision_period, letter_deadline
from offsetcase.argument.marks import Blank, blank_words
from offsetcase.case.questions import in_language, sheet
from offsetcase.case.settings import CaseFile, text_of
from offsetcase.case.window import Month
from offsetcase.model.facts import show
from offsetcase.model.language import ENGLISH, day_words, say, span_words, spoken
from offsetcase.model.money import show_money
from offsetcase.offset.verdict import HORIZON
from offsetcase.render.frame import single_page

KEEP, KEEP_ENGLISH = "keep.pdf", "keep-en.pdf"
READING, QUESTIONS, PHONE = "reading.pdf", "questions.pdf", "phone.pdf"
_NUMBER = re.compile(r"\b1-\d{3}-\d{3}-\d{4}\b|\b988\b")
Section = tuple[Markup, list[Markup]]


@dataclass(frozen=True, slots=True)
class Telling:
    """What one case is told in: its argument and a language."""

    argument: Argument
    language: str

    def say(self, file: str, path: str, /, **values: Any) -> Markup:
        """One sentence of a file."""
        return say(self.language, file, path, **values)

    def fact(self, id: str) -> str:
        """A figure as the letter's first pages print it, in whole dollars where they do."""
        book = self.argument.book
        return show(book[f"body.{id}"] if f"body.{id}" in book else book[id])

    def day(self, day: dt.date) -> str:
        """A day in print."""
        return day_words(self.language, day)

    @property
    def member(self) -> str:
        """Whose pages these are."""
        return self.argument.result.case.member.name or "________________"

    @property
    def alternative(self) -> str:
        """The covered alternative."""
        key = self.argument.result.alternative.covered.key
        return str(spoken(self.language, "language")["alternatives"][key])

    def page(self, file: str, own: Path | None, paper: str, **values: Any) -> str:
        """A page of the words of one file."""
        return single_page(
            "packet/told.html.j2",
            own,
            paper,
            **{
                "language": self.language,
                "title": self.say(file, "title"),
                "head": self.say(file, "head", member=self.member),
                "opening": [],
                "sections": [],
                "rows": [],
                "caption": "",
                "unreviewed": spoken(self.language, "language")["unreviewed"],
                **values,
            },
        )


def help_lines(telling: Telling) -> list[str]:
    """Whom to call for free, for this kind of plan."""
    book = telling.argument.book
    if telling.language == ENGLISH:
        return [str(book[id].value) for id in book if id.startswith("help.") and id != "help.crisis"]
    lines = []
    for id in book:
        name = id.removeprefix("help.")
        if id.startswith("help.") and name != "crisis":
            number = _NUMBER.search(telling.fact(id))
            lines.append(str(telling.say("keep", f"help.{name}", number=number[0] if number else "")))
    return lines


def keep_page(telling: Telling, blanks: Sequence[Blank], own: Path | None, paper: str) -> str:
    """What to do next, in the person's language.

    Args:
        telling: the case and the language.
        blanks: what the letter leaves blank.
        own: a user's folder of templates.
        paper: ``letter`` or ``a4``.
    """
    crisis = _NUMBER.search(telling.fact("help.crisis"))
    sections = [
        _argues(telling),
        _before(telling, len(blanks)),
        _section(telling, "know", ("most", "reduce", "review", "all")),
        _where(telling),
        _when(telling),
        _phone(telling),
        _window(telling),
    ]
    return telling.page(
        "keep",
        own,
        paper,
        opening=[
            telling.say("keep", "advice"),
            telling.say("keep", "crisis", number=crisis[0] if crisis else ""),
            telling.say("keep", "english", file=READING),
        ],
        sections=sections,
        caption=telling.say("keep", "blank.caption"),
        rows=[(telling.say("keep", f"blank.{_who(blank)}"), blank.fills_with) for blank in blanks],
    )


def _who(blank: Blank) -> str:
    """Who may fill a blank; what the table doesn't name is the prescriber's."""
    return str(blank_words().get(blank.field, {"who": "prescriber"})["who"])


def _section(telling: Telling, table: str, names: Sequence[str], **values: str) -> Section:
    return telling.say("keep", f"{table}.title"), [telling.say("keep", f"{table}.{name}", **values) for name in names]


def _argues(telling: Telling) -> Section:
    argument = telling.argument
    names = [_leads(argument)]
    if argument.lead != "necessity" and argument.letter.argues_cost:
        names.append("other")
    if argument.first_level and argument.kind == "external-review":
        names.append("first")
    return _section(telling, "lead", names, alternative=telling.alternative)


def _leads(argument: Argument) -> str:
    """Which argument the letter leads with: a request to a reviewer who weighs no cost argues medical need."""
    if argument.kind == "external-review" and argument.lead != "necessity" and not argument.weighs_cost:
        return "necessity"
    if argument.lead == "offset":
        return "offset"
    if argument.lead == "alternative" or argument.weighs_cost:
        return "alternative"
    return str(argument.lead)


def _before(telling: Telling, blanks: int) -> Section:
    argument = telling.argument
    names = ["blanks" if blanks else "whole", "read"]
    values = {"count": f"{blanks}", "file": QUESTIONS, "alternative": telling.alternative, "price": ""}
    if argument.alternative_made:
        names.append("likeliest")
    names.append("prescriber")
    book = argument.book
    if "even.price" in book and book["even.price"].value < book["price"].value:
        names.append("even")
        values["price"] = telling.fact("even.price")
    if not argument.letter.private:
        names.append("add-appeal" if argument.letter.after_denial else "add")
    return _section(telling, "send", names, **values)


def _where(telling: Telling) -> Section:
    plan, argument = telling.argument.result.case.plan, telling.argument
    if argument.kind == "external-review":
        places = [plan.review_address]
    elif argument.letter.private:
        places = [plan.sponsor]
    else:
        places = [plan.address, str(telling.say("keep", "where.fax", number=plan.fax)) if plan.fax else ""]
    known = Markup("; ").join(place for place in places if place)
    title, rest = _section(telling, "where", ("compare", "proof"))
    return title, [known or telling.say("keep", "where.blank"), *rest]


def _when(telling: Telling) -> Section:
    return telling.say("keep", "when.title"), list(_days(telling))


def _days(telling: Telling) -> Iterator[Markup]:
    argument, result = telling.argument, telling.argument.result
    limit = letter_deadline(result.case, argument.kind, result.letter_date)
    if limit is None:
        yield telling.say("keep", "when.none")
    elif limit.safe is None and limit.last is None:
        yield telling.say("keep", "when.notice")
    else:
        if limit.safe is not None and limit.safe != limit.last:
            yield telling.say("keep", "when.safe", day=telling.day(limit.safe))
        if limit.last is not None:
            name = "last" if limit.citation else "printed"
            yield telling.say("keep", f"when.{name}", day=telling.day(limit.last), citation=limit.citation)
        yield telling.say("keep", "when.received")
        if limit.days_past:
            yield telling.say("keep", "when.past")
        yield telling.say("keep", "when.govern")
    period = decision_period(result.case, argument.kind, result.letter_date)
    if period is not None and period.amount is not None:
        span = span_words(telling.language, period.amount, period.unit)
        yield telling.say("keep", "when.decide", span=span, citation=period.citation)
    yield telling.say("keep", "when.urgent")


def _phone(telling: Telling) -> Section:
    names = ["call", "no", "help"] if telling.argument.letter.private else ["call", "doctor", "no", "help"]
    prescriber = telling.argument.result.case.prescriber
    who = ", ".join(one for one in (prescriber.name, prescriber.phone) if one) or "________________"
    return _section(telling, "phone", names, file=PHONE, prescriber=who, lines="; ".join(help_lines(telling)))


def _window(telling: Telling) -> Section:
    window = telling.argument.result.window
    months = span_words(telling.language, window.months, "months")
    first, last = (_month(telling, one) for one in (window.first, window.last))
    return _section(telling, "window", ("text",), months=months, first=first, last=last, file=KEEP_ENGLISH)


def _month(telling: Telling, month: Month) -> str:
    return f"{spoken(telling.language, 'language')['months'][month.month - 1]} {month.year}"


def sheet_page(
    telling: Telling, medicines: Sequence[tuple[str, dt.date, dt.date]], own: Path | None, paper: str
) -> str:
    """What the prescriber is asked, for the person to read along."""
    case = telling.argument.result.case
    rows: list[tuple[Markup | str, str]] = []
    for question in sheet(telling.argument.result.indication):
        told = in_language(question, telling.language)
        if question.kind != "trial":
            rows.append((told.sheet, _noted(case, question.path)))
            continue
        rows.append((telling.say("sheet", "drugs"), ""))
        rows += [
            (
                telling.say("sheet", "drug", drug=drug, first=telling.day(first), last=telling.day(last)),
                case.prescriber.trials.get(drug, ""),
            )
            for drug, first, last in medicines
        ]
    return telling.page(
        "sheet",
        own,
        paper,
        sections=[(telling.say("sheet", "caption"), [telling.say("sheet", "text")])],
        caption=telling.say("sheet", "answer"),
        rows=rows,
    )


def _noted(case: CaseFile, path: str) -> str:
    """What the case file says already; a choice's word and the clinical words stay as they are in the letter."""
    return "" if path.startswith("assumptions.") else text_of(case, path)


def reading_page(telling: Telling, own: Path | None, paper: str) -> str:
    """What the English letter says, part by part with the same figures."""
    private = telling.argument.letter.private
    requests = ("written",) if private else ("written", "file", "doctor")
    parts: list[tuple[str, list[Markup]]] = [
        ("asks", list(_asks(telling))),
        # A letter to an employer speaks of the plan's cost alone, and of nothing that the claims show.
        ("costs", [] if private else list(_costs(telling))),
        ("rests", [] if private else list(_rests(telling))),
        ("requests", [telling.say("reading", f"requests.{name}") for name in requests]),
        ("sign", [telling.say("reading", "sign.text")]),
    ]
    sections = [(telling.say("reading", f"{name}.title"), items) for name, items in parts if items]
    return telling.page("reading", own, paper, opening=[telling.say("reading", "mark")], sections=sections)


def _asks(telling: Telling) -> Iterator[Markup]:
    argument, case = telling.argument, telling.argument.result.case
    notice = case.denial.notice_date
    day = telling.day(notice) if notice else "________________"
    yield telling.say("reading", f"asks.{argument.kind}", day=day)
    if argument.letter.after_denial and case.denial.reason:
        yield telling.say("reading", "asks.reason", reason=case.denial.reason)
    if case.treatment.provider and not argument.letter.private:
        yield telling.say("reading", "asks.provider", provider=case.treatment.provider)
    book = argument.book
    yield telling.say("reading", "asks.price", price=telling.fact("price"))
    stages = [telling.fact(f"stage.{n}.cost") for n in range(1, 5) if f"stage.{n}.cost" in book]
    if stages:
        yield telling.say("reading", "asks.stages", amounts=", ".join(stages))


def _costs(telling: Telling) -> Iterator[Markup]:
    argument, book = telling.argument, telling.argument.book
    months = span_words(telling.language, HORIZON, "months")
    if _leads(argument) == "necessity" or "average.net" not in book:
        yield telling.say("reading", "costs.none")
        return
    yield telling.say("reading", "costs.now", amount=telling.fact("annual.total"))
    yield telling.say("reading", "costs.treatment", months=months, amount=telling.fact("average.treatment"))
    yield telling.say("reading", "costs.stops", amount=telling.fact("average.stops"))
    net = book["average.net"].value
    whole = book.get("body.average.net")
    amount = show(whole, "abs") if whole is not None else show_money(abs(net))
    yield telling.say("reading", "costs.net-more" if net < 0 else "costs.net-less", amount=amount)
    if argument.alternative_made:
        amount = telling.fact("alternative.cost.average")
        yield telling.say("reading", "costs.alternative", alternative=telling.alternative, amount=amount)


def _rests(telling: Telling) -> Iterator[Markup]:
    result = telling.argument.result
    yield telling.say("reading", "rests.evidence")
    names = [trial.drug for trial in result.tried]
    if names:
        yield telling.say("reading", "rests.tried", names=", ".join(names))
    dated = result.case.prescriber.dated
    yield telling.say(
        "reading", "rests.prescriber" if dated else "rests.no-prescriber", prescriber=result.case.prescriber.name
    )
    yield telling.say("reading", "rests.limits")
