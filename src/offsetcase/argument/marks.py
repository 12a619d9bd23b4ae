"""The marked spans: the only ways in which a digit reaches print.

``fact(id)`` a figure, ``cite(key)`` a citation, ``field(path)`` the user's own words or a visible blank, ``rule(id)`` a
legal rule. Each span names what it shows, so that the audit can format it anew and compare.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from markupsafe import Markup, escape

from offsetcase.argument import evidence
from offsetcase.argument.plan_rules import PlanRequest
from offsetcase.case.settings import CaseFile
from offsetcase.model.facts import STYLES, FactBook, UnknownFact, show
from offsetcase.model.places import data_path, load_toml
from offsetcase.model.text import inside_quotes
from offsetcase.papers.operative import operative

# Words of the user's that may be long: beyond this many characters they stand in an exhibit, and the letter points there.
LONG_FIELDS = (
    "plan.definition",
    "plan.clause",
    "prescriber.diagnosis",
    "prescriber.severity",
    "prescriber.screening",
    "prescriber.why_not.text",
    "prescriber.why_not.esketamine",
    "prescriber.why_not.tms",
    "prescriber.why_not.ect",
    "prescriber.response_criterion",
)
LONG = 200
_SPACED = re.compile(r"(?<=\d) %")
# What a medical director looks for first, and the answer to the likeliest "no": they leave the letter only where they are long by
# themselves.
STAYS = ("prescriber.diagnosis", "prescriber.severity", "prescriber.why_not.esketamine")
# Fields that only a prescriber with name and date may fill; who they are and where to reach them isn't clinical.
CLINICAL = "prescriber."
ALWAYS = ("prescriber.name", "prescriber.date", "prescriber.npi", "prescriber.practice", "prescriber.phone")
# One field a drug: what the prescriber says of it.
TRIALS = "prescriber.trials."


def typeset(text: str) -> str:
    """A text as it is printed: with a printer's apostrophe, and the per cent sign at its number as everywhere in a letter."""
    return _SPACED.sub("%", text.replace("'", "’"))


@cache
def blank_words() -> Mapping[str, Mapping[str, str]]:
    """What each field asks for, ``what``, ``fills_with`` and ``who``, by its path in the case file."""
    return load_toml(data_path("blanks.toml"))


def _trial_words(path: str) -> Mapping[str, str]:
    """The blank of one drug that was tried; any other unknown path is an error."""
    if not path.startswith(TRIALS):
        raise UnknownFact(path, "blank", blank_words())
    drug = path.removeprefix(TRIALS)
    what = f"dose, duration, response and end of {drug}, from the prescriber"
    return {"what": what, "fills_with": f'[prescriber.trials] "{drug}" = "…"', "who": "prescriber"}


class UnknownField(UnknownFact):
    """A template asks for something that is not a field of the case file."""

    def __init__(self, path: str) -> None:
        """Keep the path; the fields that have words of their own are the known ones."""
        super().__init__(path, "field", blank_words())


def _source(key: str) -> evidence.Entry:
    if key not in evidence.library():
        raise UnknownFact(key, "source", evidence.library())
    return evidence.library()[key]


def _fields(value: Any) -> Mapping[str, Any]:
    """The fields of one of the case file's tables; nothing else has any."""
    return getattr(type(value), "model_fields", {})


def case_value(case: CaseFile, path: str) -> Any:
    """The case file's value at a dotted path; clinical fields count only with the prescriber's name and date.

    Raises:
        UnknownField: the path names no field of the case file, or a whole table.
    """
    unsigned = path.startswith(CLINICAL) and path not in ALWAYS and not case.prescriber.dated
    if path.startswith(TRIALS):
        return None if unsigned else case.prescriber.trials.get(path.removeprefix(TRIALS)) or None
    value: Any = case
    for part in path.split("."):
        # Fields of the case file's tables alone: a template's path must reach nothing else of the program.
        if value is None:
            return None
        if part not in _fields(value):
            raise UnknownField(path)
        value = getattr(value, part)
    if _fields(value) or isinstance(value, Mapping | tuple | list):
        raise UnknownField(f"{path} (a table: name one of its fields)")
    return None if unsigned or value == "" else value


def long_fields(case: CaseFile, long: int = LONG) -> tuple[str, ...]:
    """The case file's texts with more characters than ``long``, too many for a two-page letter, in the order of the letter."""
    return tuple(
        path
        for path in LONG_FIELDS
        if len(str(case_value(case, path) or "")) > (max(long, LONG) if path in STAYS else long)
    )


@dataclass(frozen=True, slots=True)
class Blank:
    """One visible blank: its number in the letter, the field, what it asks for, and the line that fills it."""

    number: int
    field: str
    what: str
    fills_with: str


class Marks:
    """The functions that templates call, for one letter. Citations and blanks are numbered by first appearance."""

    NAMES = (
        "fact", "figure", "cell", "pages", "formula", "cite", "reference", "rule", "field", "has", "pointed", "quoted_words",
        "stated",
    )  # fmt: skip

    def __init__(
        self,
        book: FactBook,
        case: CaseFile,
        requests: Mapping[str, PlanRequest],
        indication: str,
        *,
        long: int = LONG,
        names: bool = False,
        pages: int = 0,
    ) -> None:
        """Begin a letter's marks.

        Args:
            book: its figures.
            case: the user's own words.
            requests: what is asked under the plan's rules, by id.
            indication: what the request is for.
            long: quotations with more characters stand in an exhibit of their own.
            names: whether figures are printed with their names for ``offsetcase explain``.
            pages: how many pages the finished packet has; 0 outside a packet.
        """
        self.long = frozenset(long_fields(case, long))
        self.most = long
        self.names = names
        self.total_pages = pages
        self.book = book
        self.case = case
        self.requests = requests
        self.indication = indication
        self.cited: dict[str, int] = {}
        self.blanks: dict[str, Blank] = {}

    # What a mark shows, as plain text. The audit calls these again.

    def fact_text(self, id: str, style: str = "") -> str:
        """A figure's text; words of our own data stand as they are printed and not as they are typed."""
        fact = self.book[id]
        try:
            text = show(fact, style)
        except ValueError:
            raise UnknownFact(style, f"style of {id}", STYLES) from None
        return typeset(text) if fact.unit == "text" else text

    def figure_name(self, id: str) -> str:
        """A figure's name as ``offsetcase explain --figure`` takes it."""
        return self.book[id].id

    def cite_number(self, key: str) -> str:
        """A citation's number; the first mention gives it."""
        _source(key)  # an unknown key is an error here, not in print
        return str(self.cited.setdefault(key, len(self.cited) + 1))

    def finding_text(self, key: str, role: str) -> str:
        """What a source found, in the library's own sentence."""
        return evidence.sentence(_source(key), role, self.indication)

    def reference_text(self, key: str) -> str:
        """A source's bibliographic line."""
        return evidence.reference_text(_source(key))

    def rule_text(self, id: str) -> str:
        """A request under the plan's rules, with its citation; ``under``: the regulation they all rest on."""
        if id == "under":
            return next(request.under for request in self.requests.values() if request.under)
        if id not in self.requests:
            raise UnknownFact(id, "request", self.requests)
        request = self.requests[id]
        if not request.citation:
            return request.text
        return f"{request.text} [{'' if request.under else 'see '}{request.citation}]"

    def field_text(self, path: str) -> str:
        """The user's own words at a path of the case file."""
        value = case_value(self.case, path)
        return str(value)

    def quote_text(self, path: str) -> str:
        """The operative words of a quotation whose whole stands in an exhibit; ``""`` where no part can stand alone."""
        return inside_quotes(operative(path, self.field_text(path), self.most).rstrip("."))

    def said_text(self, path: str) -> str:
        """The user's own words as they stand between quotation marks."""
        return inside_quotes(self.field_text(path))

    def blank_text(self, path: str) -> str:
        """A blank with its number; the first mention gives it."""
        blank = self.blanks.get(path)
        if blank is None:
            words = blank_words().get(path) or _trial_words(path)
            blank = Blank(len(self.blanks) + 1, path, words["what"], words["fills_with"])
            self.blanks[path] = blank
        return f"[BLANK {blank.number}: {typeset(blank.what)}]"

    # The same as marked spans, for templates.

    def fact(self, id: str, style: str = "") -> Markup:
        """A figure, marked."""
        text = self.fact_text(id, style)
        # A minus that ends a line while its dollars begin the next would be read as a dash.
        kind = Markup(' class="negative"') if text.startswith("−") else ""
        # Written out: a letter has a thousand figures, and Markup.format took a quarter of the time of filling them in.
        return Markup(f'<span data-fact="{escape(id)}" data-style="{escape(style)}"{kind}>{escape(text)}</span>')

    def cell(self, id: str, style: str = "", left: bool = False) -> Markup:
        """A table's cell that holds one figure and nothing else: the cell itself is the mark, which lays out quicker."""
        kind = Markup("") if left else Markup(' class="n"')
        text = self.fact_text(id, style)
        return Markup(f'<td{kind} data-fact="{escape(id)}" data-style="{escape(style)}">{escape(text)}</td>')

    def pages_text(self) -> str:
        """How many pages the finished packet has."""
        return f"{self.total_pages:,}"

    def pages(self) -> Markup:
        """The packet's page count, marked."""
        return Markup('<span data-pages="all">{}</span>').format(self.pages_text())

    def formula(self, id: str) -> Markup:
        """A figure's formula with the numbers put in, marked."""
        return Markup('<span class="formula" data-formula="{}">{}</span>').format(id, self.book.filled(id))

    def figure(self, id: str) -> Markup:
        """A figure's name, marked, where the letter was asked to print them for ``offsetcase explain``."""
        if not self.names:
            return Markup("")
        return Markup(' <code data-figure="{}">{}</code>').format(id, self.figure_name(id))

    def cite(self, key: str, role: str = "") -> Markup:
        """A citation's superscript; with a role, the finding's sentence before it."""
        keys = (key, *_source(key).also) if role else (key,)
        number = Markup("").join(
            Markup('<sup data-cite="{}">{}</sup>').format(one, self.cite_number(one)) for one in keys
        )
        if not role:
            return number
        text = self.finding_text(key, role)
        return Markup('<span data-finding="{}" data-role="{}">{}</span>').format(key, role, text) + number

    def reference(self, key: str) -> Markup:
        """A line of the reference list."""
        number = Markup('<span class="refno" data-cite="{}">{}</span>').format(key, self.cite_number(key))
        return number + Markup(' <span data-reference="{}">{}</span>').format(key, self.reference_text(key))

    def rule(self, id: str) -> Markup:
        """A request under the plan's rules."""
        return Markup('<span data-rule="{}">{}</span>').format(id, self.rule_text(id))

    def has(self, path: str) -> bool:
        """Whether the case file fills this field."""
        return case_value(self.case, path) is not None

    def field(self, path: str) -> Markup:
        """The user's own words, a date of theirs, or a visible blank."""
        value = case_value(self.case, path)
        if value is None:
            return Markup('<strong class="blank" data-blank="{}">{}</strong>').format(path, self.blank_text(path))
        if isinstance(value, dt.date):
            return self.fact(path)
        return Markup('<span class="own" data-field="{}">{}</span>').format(path, escape(self.field_text(path)))

    def pointed(self, path: str) -> bool:
        """Whether the letter only points to a quotation that stands in Exhibit G, with none of its words."""
        return path in self.long and not (path.startswith("plan.") and self.quote_text(path))

    def quoted(self, path: str) -> Markup:
        """The plan's own words in quotation marks; of long ones the operative part, the whole in Exhibit G; blanks stay blanks."""
        if self.pointed(path):
            return Markup("quoted in full in Exhibit G")
        if path in self.long:
            part = self.quote_text(path)
            return Markup('“<span class="own" data-quote="{}">{}</span>”, in full in Exhibit G').format(path, part)
        if not self.has(path):
            return self.field(path)
        said = self.said_text(path)
        kind = "field" if said == self.field_text(path) else "said"
        return Markup('“<span class="own" data-{}="{}">{}</span>”').format(kind, path, said)

    def stated(self, path: str) -> Markup:
        """Somebody's own words without quotation marks; long ones stand in Exhibit G."""
        return Markup("in full in Exhibit G") if path in self.long else self.field(path)

    def functions(self) -> dict[str, Callable[..., Any]]:
        """What templates may call."""
        return {name: getattr(self, "quoted" if name == "quoted_words" else name) for name in self.NAMES}
