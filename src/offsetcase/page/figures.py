"""The result on the page: what leads and why, the outcomes, one picture, and what other assumptions would give."""

from __future__ import annotations

from typing import Any

from offsetcase.argument.argue import argue, marks_of
from offsetcase.argument.facts import build_facts
from offsetcase.argument.leading import change_sentence, lead_sentence, verdict_sentence
from offsetcase.argument.pictures import pictures
from offsetcase.case.values import assumption_value
from offsetcase.classify.categories import label
from offsetcase.model.facts import FactBook, show
from offsetcase.model.money import show_money
from offsetcase.offset.result import CaseResult
from offsetcase.page.folder import ActionArguments, Folder
from offsetcase.page.troubles import problem_json
from offsetcase.render.case_json import case_json, json_text
from offsetcase.render.charts import draw
from offsetcase.render.html import letter_html

# Row by row: its name in static/words.toml, and the facts of the plan's own spending; then those of the covered alternative.
OUTCOMES = (
    ("no_response", ("body.nobody.cost", "body.nobody.stops", "body.nobody.net")),
    ("responder", ("body.responder.treatment", "body.responder.stops", "body.responder.net")),
    ("lasting", ("body.lasting.treatment", "body.lasting.stops", "body.lasting.net")),
    ("average", ("body.average.treatment", "body.average.stops", "body.average.net")),
)
STAGES = tuple(f"body.stage.{number}.cost" for number in (1, 2, 3, 4))


def result(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """The whole result.

    Raises:
        OffsetcaseError: anything that a person can mend.
    """
    case = folder.result(said.texts("claims"))
    argument = argue(case)
    names = [name for name in ("running", "spending") if name in pictures(case)]
    if case.verdict is None or not argument.compares:
        names.reverse()
    return {
        **_outcome(case),
        "annual": [
            [label(key), show_money(amount, always_cents=False)] for key, amount in case.baseline.annual.items()
        ],
        "total": show_money(case.baseline.total, always_cents=False),
        "picture": str(draw(names[0], case, marks_of(argument))) if names else "",
        "warnings": [problem_json(one, folder.headings) for one in case.warnings],
        "controls": _controls(case),
        "kind": argument.letter.title,
    }


def _outcome(case: CaseResult) -> dict[str, Any]:
    book = build_facts(case)
    leg = case.alternative
    beside = leg.sums is not None
    return {
        "verdict": "" if case.verdict is None else str(case.verdict),
        "verdict_words": verdict_sentence(case),
        "lead": str(case.lead),
        "lead_words": lead_sentence(case),
        "change_words": change_sentence(case),
        "outcomes": [
            {
                "row": row,
                "own": [_show(book, id) for id in ids],
                "other": [_show(book, f"body.alternative.{part}.{row}") for part in ("cost", "less")] if beside else [],
            }
            for row, ids in OUTCOMES
            if ids[0] in book
        ],
        "alternative": leg.covered.label if beside else "",
        "stages": [_show(book, id) for id in STAGES if id in book],
    }


def _show(book: FactBook, id: str) -> str:
    return show(book[id]) if id in book else ""


def _controls(case: CaseResult) -> list[dict[str, str]]:
    """What can be moved: the name as ``--set`` takes it, its words, ends, step and value; shares in per cent."""
    inputs = case.inputs
    controls = [_control("price", "", "0", f"{max(inputs.quote.value * 2, 1000):.0f}", f"{inputs.quote.value:.0f}")]
    controls.append(_control("maintenance_every_days", "", "7", "90", f"{inputs.interval.value:f}"))
    if "response" in inputs.rates:
        controls.append(_control("response", "", "0", "100", f"{inputs.rate('response') * 100:.0f}"))
    for key, share in inputs.shares.items():
        if case.baseline.annual[key] != 0:
            controls.append(_control(f"share.{key}", label(key), "0", "100", f"{share.value * 100:.0f}"))
    return controls


def _control(name: str, words: str, least: str, most: str, value: str) -> dict[str, str]:
    return {"name": name, "words": words, "least": least, "most": most, "value": value}


def what_if(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """The outcome with moved assumptions, through the real model; shares and rates come in per cent.

    Raises:
        OffsetcaseError: an assumption that can't be (status 2).
    """
    sets = {}
    for name, text in said.table("sets").items():
        per_cent = name == "response" or name.startswith("share.")
        sets[name] = assumption_value(name, text) if not per_cent else assumption_value(name, _hundredth(text))
    return _outcome(folder.tried(said.texts("claims"), sets))


def _hundredth(text: str) -> str:
    """A whole number of per cent as a share."""
    return f"{int(text)}e-2" if text.isascii() and text.isdigit() else text


def as_command(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """The text that ``offsetcase build --format html --json`` prints in this folder, byte for byte.

    Raises:
        OffsetcaseError: as the command.
    """
    result = folder.result(said.texts("claims"))
    letter = letter_html(argue(result))
    lines = [{"field": blank.field, "fills_with": blank.fills_with} for blank in letter.blanks]
    data = case_json(result, lines, [said.text("output")])
    for entry, name in zip(data["inputs"], said.texts("claims"), strict=False):
        entry["path"] = name  # the command was given the bare name
    return {"json": json_text(data), "letter": letter.html if said.yes("letter") else ""}
