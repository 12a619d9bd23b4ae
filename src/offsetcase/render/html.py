"""The letter as one self-contained HTML page: templates filled, styles and fonts inlined, audited."""

from __future__ import annotations

import base64
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from offsetcase.argument import evidence
from offsetcase.argument.argue import Argument, exhibit_tables, phrase
from offsetcase.argument.audit import require
from offsetcase.argument.marks import Blank, Marks, blank_words, long_fields
from offsetcase.argument.pictures import pictures
from offsetcase.model.facts import UnknownFact
from offsetcase.model.places import templates_root
from offsetcase.model.problem import ExitCode, OffsetcaseError, Problem
from offsetcase.offset.verdict import HORIZON, HORIZONS
from offsetcase.render.charts import draw

FONT_FAMILY = "Source Serif 4"
FONTS = (
    ("SourceSerif4-Regular.ttf", 400, "normal"),
    ("SourceSerif4-It.ttf", 400, "italic"),
    ("SourceSerif4-Bold.ttf", 700, "normal"),
)
# How large the type may be for a body of so many characters to fit two pages; measured on the sample letters.
SIZES = ((6900, ""), (8300, "compact"), (10**9, "compact tight"))
_TAG = re.compile(r"<[^>]+>")

# The sums over months that the base case needs, so that nobody has to add them up from the table.
SUM_WORDS = (
    ("stopping.yearly.with_visit", "The same in a month with a visit, a year"),
    ("responding.maintenance", "Maintenance visits times the share still responding, added up over the months"),
    ("responding.after", "Share still responding, added up over the months after the delay"),
    ("responding.free", "of these, months without a visit"),
    ("responding.busy", "of these, months with a visit"),
)
ASSUMED_WORDS = {
    "price": "the price",
    "response": "the rate of response",
    "control": "improvement that would have come anyway",
    "retention": "how long a response lasts",
    "ramp_months": "the delay before spending stops",
    "maintenance_every_days": "the maintenance interval",
    "shares": "the share of spending that stops",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """A finished page and what it left blank."""

    html: str
    blanks: tuple[Blank, ...]


@cache
def _css() -> str:
    root = templates_root() / "style"
    faces = []
    for name, weight, style in FONTS:
        data = base64.b64encode((root / "fonts" / name).read_bytes()).decode("ascii")
        faces.append(
            f'@font-face {{ font-family: "{FONT_FAMILY}"; font-weight: {weight}; font-style: {style}; '
            f"src: url(data:font/ttf;base64,{data}); }}"
        )
    return "\n".join(faces) + "\n" + (root / "letter.css").read_text(encoding="utf-8")


@cache
def environment(root: Path) -> SandboxedEnvironment:
    """The template engine: everything escaped, an unknown name is an error, no way out of the sandbox."""
    return SandboxedEnvironment(
        loader=FileSystemLoader(root),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _parts(root: Path, folder: str) -> list[str]:
    return [f"{folder}/{path.name}" for path in sorted((root / folder).glob("*.html.j2"))]


def assumed_words(argument: Argument) -> list[str]:
    """The inputs that print must call assumptions, in words."""
    inputs = argument.result.inputs
    items = {"price": inputs.quote, **inputs.rates, "maintenance_every_days": inputs.interval}
    found = [name for name, item in items.items() if item.assumed]
    if any(item.assumed and item.value for item in inputs.shares.values()):
        found.append("shares")
    return [ASSUMED_WORDS[name] for name in ASSUMED_WORDS if name in found]


def _rule_words(argument: Argument) -> str:
    rule = argument.result.baseline.rule
    return {
        "lower-of-both": "for each category the lower of its average year and its latest year",
        "window-mean": "the average year of these claims",
        "latest-12": "the latest year of these claims",
    }[rule]


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


def _measured_elsewhere(argument: Argument) -> bool:
    """Whether the response rate comes from a study of another condition, which print must say."""
    result = argument.result
    rate = result.protocol.rates["response"]
    item = result.inputs.rates.get("response")
    if item is None or not item.published or not rate.evidence:
        return False
    return result.indication not in evidence.library()[rate.evidence].indications


def _context(argument: Argument, marks: Marks) -> dict[str, Any]:
    result, book = argument.result, argument.book
    stopping = phrase(argument.stopping_nouns)
    other_nouns = [noun for noun in argument.nouns if noun != "medication"]
    asks = result.indication in ("depression", "bipolar", "ptsd")

    def one(id: str) -> bool:
        return bool(book[id].value == 1)

    def lasting_words() -> Markup:
        share = marks.fact("stopping.share")
        net = marks.fact("lasting.net", "abs")
        horizon = marks.fact("horizon")
        if argument.net_is_cost("lasting.net"):
            return Markup(
                "if the response lasts all {} months and {} of my {} spending stops, the net cost is {}"
            ).format(horizon, share, stopping, net)
        return Markup(
            "if the response lasts all {} months and {} of my {} spending stops, the plan spends {} less"
        ).format(horizon, share, stopping, net)

    def year_words() -> Markup:
        parts = []
        for words, id in (("year one", "average.year_one"), ("year two", "average.year_two")):
            form = "{}: {} more" if argument.net_is_cost(id) else "{}: {} less"
            parts.append(Markup(form).format(words, marks.fact(id, "abs")))
        return Markup("; ").join(parts)

    return {
        "a": argument,
        "t": exhibit_tables(argument),
        "css": Markup(_css()),
        "service": result.protocol.service,
        "visit": result.protocol.visit,
        "visit_length": result.protocol.visit_length,
        "span": result.protocol.span,
        "workup": bool(result.inputs.workup.value),
        "adjunct": bool(result.inputs.adjunct.value),
        "quoted": result.inputs.quote.basis == "quote",
        "assumed": assumed_words(argument),
        "rule_words": _rule_words(argument),
        "baseline_note": _baseline_note(argument),
        "short_history": result.window.months < 12,
        "has_latest": result.baseline.latest is not None,
        "drug_count": book["drugs"].value,
        "other_nouns": other_nouns,
        "asks_alternatives": asks,
        "why_now": [e.key for e in evidence.for_indication(result.indication, "why_now")],
        "alternative_costs": [e.key for e in evidence.for_indication(result.indication, "alternative_cost")],
        "supports": argument.supports,
        "policies": argument.policies,
        "limits": argument.limits,
        "ruled": [request for request in argument.requests if request.citation],
        "plain": [request for request in argument.requests if not request.citation],
        "under": any(request.under for request in argument.requests),
        "response_elsewhere": _measured_elsewhere(argument),
        "full_words": [(path, blank_words()[path]["what"].partition(",")[0]) for path in long_fields(result.case)],
        "two_uses": any(row.note for row in exhibit_tables(argument)["drugs"]),  # type: ignore[attr-defined]
        "months": [f"month.{t + 1}" for t in range(HORIZON)],
        "horizons": [(f"horizon.{m}", f"net.{m}") for m in HORIZONS],
        "exhibit_titles": dict(argument.exhibit_list),
        "one": one,
        "has_fact": lambda id: id in book,
        "lasting_words": lasting_words,
        "year_words": year_words,
        "sums": [(id, words) for id, words in SUM_WORDS if id in book],
        "standing": f"The schedule’s standing: {result.protocol.standing}.",
        "comparator_label": result.comparator.alternative.label if result.comparator else "",
        "pictures": pictures(result) if argument.compares else tuple(n for n in pictures(result) if n == "spending"),
        "picture": lambda name: draw(name, result, marks),
        "cited": lambda: list(marks.cited),
        **marks.functions(),
    }


def _fill(argument: Argument, size: str) -> tuple[str, Marks]:
    root = templates_root()
    env = environment(root)
    requests = {request.id: request for request in argument.requests}
    marks = Marks(argument.book, argument.result.case, requests, argument.indication_words)
    context = _context(argument, marks)
    try:
        html = env.get_template("letter/letter.html.j2").render(
            **context,
            size=size,
            sections=_parts(root, "letter/sections"),
            exhibit_templates=_parts(root, "exhibits")[: len(argument.exhibit_list)],
        )
    except UnknownFact as error:
        raise _template_error(f"a template asks for the figure {error}, which this case doesn't have") from error
    except TemplateError as error:
        where = f" ({getattr(error, 'name', '') or ''} line {getattr(error, 'lineno', '') or '?'})"
        raise _template_error(f"a template can't be filled: {error.message}{where}") from error
    return html, marks


def _template_error(text: str) -> OffsetcaseError:
    return OffsetcaseError(
        Problem(
            "E-TEMPLATE",
            f"{text}.",
            "this is a fault of the program's templates: please report it, without your claims.",
        ),
        ExitCode.AUDIT,
    )


def letter_html(argument: Argument) -> Letter:
    """Fill the templates and audit the page.

    Returns:
        The page, just as the PDF is made from it, and its blanks in order.

    Raises:
        OffsetcaseError: a template's fault, or the audit found a figure that isn't the case's own (status 8).
    """
    html, marks = _fill(argument, "")
    size = next(name for most, name in SIZES if body_length(html) <= most)
    if size:
        html, marks = _fill(argument, size)
    require(html, argument)
    return Letter(html, tuple(marks.blanks.values()))


def body_length(html: str) -> int:
    """How many characters the letter's body prints, exhibits left out."""
    body = html[html.index("<main") : html.index("</main>")]
    return len(" ".join(_TAG.sub(" ", body).split()))
