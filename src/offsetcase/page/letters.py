"""The letter and the packet's other pages as the page shows and prints them, and what comes next."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

from offsetcase.argument.argue import argue
from offsetcase.argument.course import course, to_do
from offsetcase.argument.marks import Blank
from offsetcase.asking.answers import own_word
from offsetcase.case.request import clock_today
from offsetcase.model.facts import show_date
from offsetcase.model.language import ENGLISH
from offsetcase.offset.result import CaseResult
from offsetcase.page.folder import ActionArguments, Folder
from offsetcase.page.questions import screen_of
from offsetcase.render.calendar import calendar_ics
from offsetcase.render.employer import employer_html
from offsetcase.render.html import CLAIM_FILE, QUESTIONS, Frame, keep_html, letter_html
from offsetcase.render.phone import phone_html
from offsetcase.render.told import Telling, help_lines

# What a letter to a plan may be followed by, and what stays with the patient. static/words.toml names each.
PAGES = ("claim-file", "questions", "draft", "keep", "phone", "employer")


def letter(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """The letter with its exhibits, its blanks, each with the screen that asks for it, and which other pages there are.

    Raises:
        OffsetcaseError: anything that a person can mend.
    """
    result = folder.result(said.texts("claims"))
    argument = argue(result)
    made = letter_html(argument, frame=Frame(paper=said.text("paper") or "letter"))
    private = argument.letter.private
    pages = [one for one in PAGES if one != "employer" or private]
    if private or argument.kind == "physician":
        pages = [one for one in pages if one != "claim-file"]
    if argument.kind == "physician":
        pages = [one for one in pages if one not in ("draft", "phone", "keep")]
    return {
        "html": made.html,
        "title": argument.letter.title,
        "blanks": [_blank(one) for one in made.blanks],
        "pages": pages,
    }


def _blank(blank: Blank) -> dict[str, Any]:
    return {"number": blank.number, "field": blank.field, "what": blank.what, "screen": screen_of(blank.field)}


def page(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """One other page: its HTML, and ``only``, the part of it that is meant (``""`` for all).

    Raises:
        OffsetcaseError: anything that a person can mend.
    """
    name, paper = said.text("name"), said.text("paper") or "letter"
    result = folder.result(said.texts("claims"))
    if name == "claim-file":
        return {
            "html": letter_html(argue(result), frame=Frame(back=(CLAIM_FILE,), paper=paper)).html,
            "only": "claim-file",
        }
    draft = argue(replace(result, letter_kind="physician"))
    if name == "questions":
        return {"html": letter_html(draft, frame=Frame(back=(QUESTIONS,), paper=paper)).html, "only": "questions"}
    if name == "draft":
        return {"html": letter_html(draft, frame=Frame(paper=paper)).html, "only": ""}
    argument = argue(result)
    if name == "keep":
        made = letter_html(argument, frame=Frame(paper=paper))
        return {"html": keep_html(argument, made.blanks, None, paper), "only": ""}
    if name == "employer":
        return {"html": employer_html(argument, None, paper), "only": ""}
    lines = help_lines(Telling(argument, ENGLISH))
    steps = course(result.case, argument.kind, result.letter_date)
    return {"html": phone_html(result.case, steps, lines, None, paper, result.letter_date), "only": ""}


def what_next(folder: Folder, said: ActionArguments) -> dict[str, Any]:
    """What to do next: the course of the case in words, its days, and the calendar file.

    Raises:
        OffsetcaseError: anything that a person can mend.
    """
    result: CaseResult = folder.result(said.texts("claims"))
    today = clock_today()
    steps = course(result.case, result.letter_kind, today)
    return {
        "words": list(steps.words),
        "to_do": list(to_do(steps, today)),
        "sent": None if steps.deadline is None and result.letter_kind == "physician" else _sent(folder),
        "steps": [
            {"day": "" if one.day is None else show_date(one.day), "title": one.title, "text": one.text}
            for one in steps.steps
        ],
        "calendar": base64.b64encode(calendar_ics(result.case, steps, today)).decode("ascii"),
    }


def _sent(folder: Folder) -> dict[str, Any]:
    """The day on which it went, as a question whose words are the page's own."""
    now = folder.sheet().get("sent.on")
    return {
        "path": "sent.on",
        "kind": "date",
        "long": False,
        "options": [],
        "offer": "",
        "value": own_word(now) if now else "",
    }
