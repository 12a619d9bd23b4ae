"""The questions that make a case file, as data: ``init`` asks them, and the prescriber's page prints its part of them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from offsetcase.model.language import ENGLISH, day_words, spoken
from offsetcase.model.places import data_path, load_toml, made

# A medicine of the claims: its name, and its first and last fill.
Medicine = tuple[str, dt.date, dt.date]
# How many medicines are asked about, and have a line on the prescriber's page; the draft letter's table has all.
SHEET_DRUGS = 10


@dataclass(frozen=True, slots=True)
class Question:
    """One thing that is asked.

    ``letters`` and ``indications``: only for these; ``clinical``: only with prescriber and date. ``sheet``: its words on
    the page that the prescriber fills in by hand, with ``lines`` lines for the answer.
    """

    path: str
    kind: str
    ask: str
    why: str
    note: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    letters: tuple[str, ...] = ()
    indications: tuple[str, ...] = ()
    clinical: bool = False
    sheet: str = ""
    lines: int = 1

    @property
    def tall(self) -> bool:
        """Whether the answer needs more than one line of the page."""
        return self.lines > 1


@cache
def questions() -> tuple[Question, ...]:
    """Every question, in order."""
    every = []
    for raw in load_toml(data_path("questions.toml"))["question"]:
        choices = tuple((value, words) for value, words in raw.pop("choices", ()))
        every.append(made(Question, raw, choices=choices))
    return tuple(every)


def in_language(question: Question, language: str) -> Question:
    """A question in another language: its words and its choices' words, all else as it is."""
    if language == ENGLISH:
        return question
    told = spoken(language, "questions")[question.path]
    choices = tuple((value, told["choices"][value]) for value, _ in question.choices)
    return replace(
        question, ask=told["ask"], why=told["why"], note=told["note"], sheet=told.get("sheet", ""), choices=choices
    )


def asked(medicines: Sequence[Medicine] = (), language: str = ENGLISH) -> tuple[Question, ...]:
    """Every question, in the order of the prescriber's page, with one for each medicine where they are asked about.

    Args:
        medicines: those that the claims show, in the order in which they are asked about.
        language: in which they are asked.
    """
    return tuple(
        one
        for question in (in_language(question, language) for question in questions())
        for one in (map(question_about(question, language), medicines) if question.kind == "trial" else (question,))
    )


def question_about(question: Question, language: str = ENGLISH) -> Callable[[Medicine], Question]:
    """What makes the question for one medicine of the one that stands for all."""

    def about(medicine: Medicine) -> Question:
        drug, first, last = medicine
        words = {"drug": drug, "first": day_words(language, first), "last": day_words(language, last)}
        path = f"{question.path}.{drug}"
        return replace(question, path=path, ask=question.ask.format(**words), why=question.why.format(**words))

    return about


@cache
def tables(language: str = ENGLISH) -> dict[str, str]:
    """What stands above a new table of the case file."""
    words = load_toml(data_path("questions.toml")) if language == ENGLISH else spoken(language, "questions")
    return dict(words["tables"])


def sheet(indication: str) -> tuple[Question, ...]:
    """The prescriber's questions for this condition, in the order in which ``init`` is told the answers."""
    return tuple(
        one
        for one in questions()
        if (one.sheet or one.kind == "trial") and (not one.indications or indication in one.indications)
    )
