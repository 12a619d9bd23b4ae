"""Figures that the letter's sentences need beside the model's own: out of a hundred, by when, whom to call."""

from __future__ import annotations

from decimal import ROUND_FLOOR

from offsetcase.argument.history import ANTIDEPRESSANT, medicines
from offsetcase.argument.leading import change_sentence, verdicts
from offsetcase.model.facts import FactBook
from offsetcase.model.nodes import Name
from offsetcase.model.places import data_path, load_toml
from offsetcase.offset.result import CaseResult
from offsetcase.offset.verdict import HORIZON

HUNDRED = 100


def add_letter(book: FactBook, result: CaseResult) -> None:
    """Put in what the letter and the pages that stay with the patient say in words."""
    _history(book, result)
    _help(book, result)
    book.add("lead.verdicts", verdicts(result), "text", "chosen by the figures")
    book.add("lead.changes", change_sentence(result), "text", "the nearest turning points of the verdict")
    offset = result.offset
    if offset is None:
        return
    book.add("hundred", HUNDRED, "count")
    for name, chance in (("own", offset.own_chance), ("lasting", offset.lasting_chance)):
        of = int((chance * HUNDRED).to_integral_value(ROUND_FLOOR))
        book.add(f"chance.{name}.of", of, "count", f"{{chance.{name}}} of {{hundred}}, rounded down")
    book.define("share.response", Name("assume.response"), "share")
    book.define("share.no_response", 1 - Name("assume.response"), "share")
    running = offset.responder.running()
    below = [month for month, total in enumerate(running, start=1) if total < 0]
    turn = below[-1] + 1 if below else 1
    if turn <= HORIZON:
        how = (
            "the first month from which the running total of a responder with the average course stays at or above zero"
        )
        book.add("even.responder_month", turn, "count", how)


def _history(book: FactBook, result: CaseResult) -> None:
    tried = medicines(result)
    for key in dict.fromkeys(one.category for one in tried):
        names = [one.name for one in tried if one.category == key]
        book.add(f"history.{key}", len(names), "count", f"different medicines in all files: {', '.join(names)}")
    groups = {one.fills[0].klass.group or one.name for one in tried if one.category == ANTIDEPRESSANT}
    if groups:
        how = "different classes among them, by our own grouping (Exhibit B)"
        book.add(f"history.{ANTIDEPRESSANT}.groups", len(groups), "count", how)


def _help(book: FactBook, result: CaseResult) -> None:
    plan_type = result.case.plan.type
    for key, raw in load_toml(data_path("help.toml")).items():
        if not raw.get("plan_types") or plan_type in raw["plan_types"] or (plan_type is None and key != "medicare"):
            book.add(f"help.{key}", raw["text"], "text", raw["source"])
