"""The letter as one self-contained HTML page: templates filled, styles and fonts inlined, audited."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from offsetcase.argument import evidence
from offsetcase.argument.argue import Argument, exhibit_tables, marks_of, rearranged
from offsetcase.argument.audit import loose_digits, require
from offsetcase.argument.marks import LONG, Blank, Marks, blank_words, long_fields, typeset
from offsetcase.argument.pictures import pictures
from offsetcase.argument.state_rules import STATE_EVIDENCE
from offsetcase.case.questions import SHEET_DRUGS, sheet
from offsetcase.case.window_words import window_words
from offsetcase.model.places import templates_root
from offsetcase.offset.verdict import HORIZON, HORIZONS
from offsetcase.render.charts import draw
from offsetcase.render.fit import CLOSE, WIDE, fits
from offsetcase.render.nesting import require_shallow, tree_of
from offsetcase.render.outside import require_inside
from offsetcase.render.own_page import require_own_page
from offsetcase.render.templating import css, environment, filling, for_templates, inline_faces, whole_page

# How a body comes to fit two pages in type that never gets smaller: first closer set, then with ever more of its quotations in
# an exhibit of their own, then with the table of criteria in Exhibit B: (how it is set, the longest quotation that stays, whether
# the table stands apart).
STEPS = (LONG, 150, 110, 90, 70, 50)
SETTINGS = ((WIDE, LONG, False), *((CLOSE, long, False) for long in STEPS), (CLOSE, STEPS[-1], True))

# The sums over months that the base case needs, so that nobody has to add them up from the table.
SUM_WORDS = (
    ("stopping.yearly.with_visit", "The same in a month with a visit, a year"),
    ("responding.maintenance", "Maintenance visits times the share still responding, added up over the months"),
    ("responding.after", "Share still responding, added up over the months after the delay"),
    ("responding.free", "of these, months without a visit"),
    ("responding.busy", "of these, months with a visit"),
)
# Alternatives that the claims may show, so that "why not" is answered from them too.
TRIED_WORDS = (
    ("esketamine", "day of esketamine", "days of esketamine"),
    ("tms", "day of transcranial magnetic stimulation", "days of transcranial magnetic stimulation"),
    ("ect", "day of electroconvulsive therapy", "days of electroconvulsive therapy"),
    ("implant", "day with an implant procedure", "days with implant procedures"),
)
ASSUMED_WORDS = {
    "price": "the price",
    "response": "the rate of response",
    "control": "natural improvement",
    "retention": "how long response lasts",
    "ramp_months": "the delay",
    "maintenance_every_days": "the maintenance interval",
    "shares": "the share that stops",
}


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a letter in a packet: parts before and after it, and page numbers of the finished file.

    ``back`` are ``(id, title, template)``; ``attachment_pages`` the page on which each attached exhibit begins; ``paper`` is
    ``letter`` or ``a4``.
    """

    front: tuple[str, ...] = ()
    back: tuple[tuple[str, str, str], ...] = ()
    total_pages: int = 0
    paper: str = "letter"
    attachment_pages: Mapping[str, int] = field(default_factory=dict)


PLAIN = Frame()
# What may follow a letter in its frame: id, title, template.
QUESTIONS = ("questions", "Questions for your prescriber", "packet/questions.html.j2")
CLAIM_FILE = ("claim-file", "Request for the claim file and criteria", "packet/claim-file.html.j2")


@dataclass(frozen=True, slots=True)
class LetterPage:
    """A finished page, what it left blank, and digits that stand in a user's own templates."""

    html: str
    blanks: tuple[Blank, ...]
    own_figures: tuple[str, ...] = ()


def _exhibit(root: Path, key: str, argument: Argument) -> str:
    """The template of one exhibit, found by its letter; the printed ledger takes the first letter that is free."""
    if key == argument.ledger_exhibit:
        return "exhibits/ledger.html.j2"
    return next(f"exhibits/{path.name}" for path in sorted((root / "exhibits").glob(f"{key.lower()}-*.html.j2")))


# The inputs that the comparison with the covered alternative rests on.
LEG_INPUTS = ("price", "response", "retention", "maintenance_every_days")


def assumed_words(argument: Argument, of: Sequence[str] = tuple(ASSUMED_WORDS)) -> list[str]:
    """The inputs that print must call assumptions, in words; ``of`` names those that are asked for."""
    inputs = argument.result.inputs
    items = {"price": inputs.quote, **inputs.rates, "maintenance_every_days": inputs.interval}
    assumed = [name for name, item in items.items() if item.assumed]
    if any(item.assumed and item.value for item in inputs.shares.values()):
        assumed.append("shares")
    return [words for name, words in ASSUMED_WORDS.items() if name in assumed and name in of]


def _baseline_note(argument: Argument) -> str:
    base = argument.result.baseline
    chosen = argument.result.case.assumptions.baseline
    note = {
        "lower-of-both": "Used: for each category the lower of the average year (twelve times the monthly average of all "
        "months) and the latest year (the last twelve months), so that neither one bad year nor a treatment that has ended counts.",
        "window-mean": "Used: the average year, twelve times the monthly average of all months.",
        "latest-12": "Used: the latest year, the last twelve months.",
    }[base.rule]
    if chosen:
        note += " This rule was chosen in the case file in place of the lower of both."
    elif base.latest is None:
        note += " The claims hold fewer than twelve complete months, so there is no latest year and the figure is uncertain."
    return note


def _response_published(argument: Argument) -> bool:
    """Whether the response rate is a study's own, and not one that was set in this case."""
    item = argument.result.inputs.rates.get("response")
    return item is not None and item.published and item.basis == "default"


def _measured_elsewhere(argument: Argument) -> bool:
    """Whether the response rate comes from a study of another condition, which print must say."""
    result = argument.result
    rate = result.protocol.rates["response"]
    item = result.inputs.rates.get("response")
    if item is None or not item.published or not rate.evidence:
        return False
    return result.indication not in evidence.library()[rate.evidence].indications


def _context(argument: Argument, marks: Marks, own: Path | None) -> dict[str, Any]:
    result, book = argument.result, argument.book
    other_nouns = [noun for noun in argument.nouns if noun != "medication"]
    tables = exhibit_tables(argument)
    asks = result.indication in ("depression", "bipolar", "ptsd")

    def one(id: str) -> bool:
        return bool(book[id].value == 1)

    def answered(path: str) -> Markup:
        """What the case file answers already to a question for the prescriber; empty to be filled in by hand."""
        if path.startswith("assumptions."):
            return Markup("")
        return marks.field(path) if marks.has(path) else Markup("")

    return {
        "a": argument,
        "t": tables,
        "css": Markup(css(own)),
        "service": result.protocol.service,
        "visit": "visit" if argument.letter.private else result.protocol.visit,
        "visit_length": marks.fact("protocol.visit_length"),
        "span": marks.fact("protocol.span"),
        "workup": bool(result.inputs.workup.value),
        "adjunct": bool(result.inputs.adjunct.value),
        "quoted": result.inputs.quote.basis == "quote",
        "price_tried": result.inputs.quote.basis == "case",
        "assumed": assumed_words(argument),
        "leg_assumed": assumed_words(argument, LEG_INPUTS),
        "response_published": _response_published(argument),
        "intravenous": "intravenous" in result.protocol.service,
        "baseline_note": _baseline_note(argument),
        "short_history": result.window.months < 12,
        "has_latest": result.baseline.latest is not None,
        "drug_count": book["drugs"].value,
        "other_nouns": other_nouns,
        "asks_alternatives": asks,
        # Whether the letter speaks to the plan itself, or of it to somebody else.
        "direct": argument.kind in ("appeal", "exception"),
        "supports": argument.supports,
        "policies": argument.policies,
        "limits": argument.limits,
        "weightiest": [(key, evidence.brief_role(key, result.indication)) for key in argument.weightiest],
        "ruled": [
            request
            for request in argument.requests
            # The state's rule stands with the comparison that it is about, and nowhere without one.
            if request.citation and request.id != STATE_EVIDENCE
        ],
        "plain": [request for request in argument.requests if not request.citation],
        "under": any(request.under for request in argument.requests),
        "response_elsewhere": _measured_elsewhere(argument),
        "full_words": [
            (path, blank_words()[path]["what"].partition(",")[0]) for path in long_fields(result.case, argument.long)
        ],
        "two_uses": any(row.note for row in tables["drugs"]),  # type: ignore[attr-defined]
        "half_years": [f"month.{t}" for t in range(6, HORIZON + 1, 6)],
        "figure_names": result.request.figure_names,
        "horizons": [(f"horizon.{m}", f"net.{m}") for m in HORIZONS],
        "exhibit_titles": dict(argument.exhibit_list),
        "one": for_templates(one),
        "net_is_cost": for_templates(argument.net_is_cost),
        "book_value": for_templates(lambda id: book[id].value),
        "tried": [(key, one, many) for key, one, many in TRIED_WORDS if f"tried_days.{key}" in book],
        "has_fact": for_templates(lambda id: id in book),
        "answered": for_templates(answered),
        "sheet": sheet(result.indication),
        "sheet_drugs": SHEET_DRUGS,
        "sums": [(id, words) for id, words in SUM_WORDS if id in book],
        "standing": f"The schedule’s standing: {result.protocol.standing}.",
        "pictures": pictures(result) if argument.compares else tuple(n for n in pictures(result) if n == "spending"),
        "reply_enclosures": [id for id in book if id.startswith("reply.enclosure.")],
        "reply_requests": [id for id in book if id.startswith("reply.request.")],
        "picture": for_templates(lambda name: draw(name, result, marks)),
        "cited": for_templates(lambda: list(marks.cited)),
        **{name: for_templates(function) for name, function in marks.functions().items()},
    }


def _fill(argument: Argument, size: str, own: Path | None, frame: Frame) -> tuple[str, Marks]:
    root = templates_root()
    env = environment(root, own)
    marks = marks_of(argument, frame.total_pages)
    context = _context(argument, marks, own)
    with filling(own):
        html = env.get_template("letter/letter.html.j2").render(
            **context,
            size=size,
            sections=[f"letter/sections/{name}.html.j2" for name in argument.letter.parts(argument.lead)],
            exhibit_templates=[_exhibit(root, key, argument) for key, _ in argument.exhibit_list],
            front=list(frame.front),
            back=[template for _, _, template in frame.back],
            back_parts=[(id, title) for id, title, _ in frame.back],
            total_pages=frame.total_pages,
            paper=frame.paper,
            attachment_pages=dict(frame.attachment_pages),
            documents_rule=next((r.id for r in argument.requests if r.id == "documents"), ""),
        )
    return whole_page(html, own), marks


def letter_html(
    argument: Argument, own: Path | None = None, *, allow_figures: bool = False, frame: Frame = PLAIN
) -> LetterPage:
    """Fill the templates and audit the page.

    Args:
        argument: what the letter says.
        own: a user's folder of templates, whose files come before the package's.
        allow_figures: let digits stand that the user wrote into their own templates; they are listed.
        frame: what stands around the letter in a packet.

    Returns:
        The page, just as the PDF is made from it, and its blanks in order.

    Raises:
        OffsetcaseError: a template's fault (status 2 for the user's own), or the audit found a figure that isn't the case's
            own (status 8).
    """
    for setting, long, apart in SETTINGS:
        if apart and not argument.policies:
            break
        if long < argument.long or apart:
            argument = rearranged(argument, long, criteria_apart=apart)
        html, marks = _fill(argument, setting.name, own, frame)
        if fits(html, setting):
            break
    if own is not None:
        _require_own(html, argument, marks, frame.total_pages)
    loose = allow_figures and own is not None
    require(html, argument, allow_loose=loose, own=own is not None, pages=frame.total_pages)
    return LetterPage(html, tuple(marks.blanks.values()), tuple(loose_digits(html)) if loose else ())


def _require_own(html: str, argument: Argument, marks: Marks, total_pages: int = 0) -> None:
    """See that a page of somebody's own templates asks for nothing outside, and is one page to every reader."""
    page = html.replace(inline_faces(), "")
    tree = tree_of(page)
    require_shallow(tree)
    require_inside(tree)
    plain = page
    for name in pictures(argument.result):  # the package's own drawings, letter by letter
        plain = plain.replace(draw(name, argument.result, marks), "")
    lines = len(argument.result.ledger.entries) if argument.ledger_exhibit else 0
    require_own_page(plain, tree if plain == page else None, total_pages=total_pages, lines=lines)


def keep_html(argument: Argument, blanks: tuple[Blank, ...], own: Path | None, paper: str = "letter") -> str:
    """The page that stays with the patient: what to do next, and what is still blank.

    Args:
        argument: the letter's argument.
        blanks: the letter's blanks, with what fills each.
        own: a user's folder of templates.
        paper: ``letter`` or ``a4``.
    """
    marks = marks_of(argument)
    context = _context(argument, marks, own)
    rows = [(typeset(blank.what), blank.fills_with) for blank in blanks]
    with filling(own):
        html = (
            environment(templates_root(), own)
            .get_template("packet/keep.html.j2")
            .render(
                **context,
                paper=paper,
                blank_rows=rows,
                blank_count=len(rows),
                blank_one=len(rows) == 1,
                help_lines=[id for id in argument.book if id.startswith("help.") and id != "help.crisis"],
                plan_steps=[id for id in argument.book if id.startswith("deadline.plan.")],
                deadline_steps=[id for id in argument.book if id.startswith("deadline.step.")],
                window_words=window_words(argument.result.window, argument.result.ledger.entries),
            )
        )
    if own is not None:
        _require_own(whole_page(html, own), argument, marks)
    return html
