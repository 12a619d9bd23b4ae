"""Every language has every sentence of the English files, with the same names in braces, and nothing in English is left in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from offsetcase.case.questions import in_language, questions, tables
from offsetcase.model.language import ENGLISH, languages, plain, spoken
from offsetcase.model.places import data_path, load_toml
from rows import each_row

OTHERS = [one for one in languages() if one != ENGLISH]
FILES = sorted(path.stem for path in data_path("languages", ENGLISH).glob("*.toml"))
# Words that English text can hardly do without and Spanish text doesn't have.
ENGLISH_WORDS = re.compile(
    r"\b(the|and|of|is|are|was|with|you|your|for|from|that|this|what|which|not|by|to|it|if|or|has|have|will|when|they)\b",
    re.I,
)
# English on purpose: words that a person says or finds in English, commands, and keys of the case file.
ON_PURPOSE = [
    r"\{\w+\}",
    r"“[^”]*”",
    r"--[a-z-]+( [a-z-]+)?",
    r"\[[a-z]+\]",
    r"\(([a-z_]+|sent, [a-z_]+|denial, [a-z_]+|\[denial\] [a-z_, ]+|[A-Z][a-z]+ ID|Group|claim number|self-funded|autofinanciado, self-funded)\)",
    r"offsetcase [a-z]+",
    r"[a-z-]+\.(pdf|toml)",
    r"\b(exception|appeal|external-review|plan-sponsor|physician|not acceptable|acceptable|first|second)\b",
]


def flat(words: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    for name, value in words.items():
        where = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            yield from flat(value, where)
        elif isinstance(value, list):
            yield from ((f"{where}[{number}]", str(one)) for number, one in enumerate(value))
        else:
            yield where, str(value)


def names(text: str) -> set[str]:
    return {name.lower() for _, name, _, _ in Formatter().parse(text) if name is not None}


def left_over(text: str) -> list[str]:
    """English words that are there without a purpose."""
    for pattern in ON_PURPOSE:
        text = re.sub(pattern, " ", text)
    return [found[0] for found in ENGLISH_WORDS.finditer(text)]


def test_there_is_a_language_besides_english() -> None:
    assert languages()[0] == ENGLISH and "es" in OTHERS


@each_row("language", OTHERS)
@each_row("file", FILES)
def test_every_sentence_is_there(language: str, file: str) -> None:
    english, other = dict(flat(spoken(ENGLISH, file))), dict(flat(spoken(language, file)))
    assert set(english) == set(other)
    for path, text in other.items():
        # A language may leave out what only English words would fill.
        assert names(text) <= names(english[path]), path
        if file != "init":
            assert not re.search(r"\d", text.replace("1-800-MEDICARE", "")), f"{path}: a digit of its own"
        if path not in ("reviewed",) and english[path] and "fits" not in path:
            assert text or path in ("unreviewed", "papers"), path


@pytest.mark.parametrize("language", OTHERS)
def test_every_question_is_there(language: str) -> None:
    told = spoken(language, "questions")
    assert set(told) == {"tables", *(one.path for one in questions())}
    assert set(tables(language)) == set(tables())
    for one in questions():
        other = in_language(one, language)
        assert [value for value, _ in other.choices] == [value for value, _ in one.choices]
        for here, there in zip(
            (one.ask, one.why, one.note, one.sheet), (other.ask, other.why, other.note, other.sheet), strict=True
        ):
            assert names(here) == names(there) and bool(here) == bool(there), one.path


@pytest.mark.parametrize("language", OTHERS)
def test_no_english_is_left(language: str) -> None:
    for file in (*FILES, "questions"):
        for path, text in flat(spoken(language, file)):
            assert not left_over(text), (file, path, left_over(text), text)
            original = spoken(ENGLISH, file) if file != "questions" else {}
            same = dict(flat(original)).get(path)
            # Only a name or a sign may be the same in both.
            assert (
                text != same
                or len(text.split()) < 2
                or not re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", text))
                or path in SAME
            ), path


SAME = {"where.fax", "help.medicare"}


def test_the_search_for_english_finds_it() -> None:
    found = [text for _, text in flat(spoken(ENGLISH, "keep")) if len(text.split()) > 4]
    assert sum(bool(left_over(text)) for text in found) > len(found) * 0.9
    assert left_over("Envíe la apelación to the plan") == ["to", "the"]


@pytest.mark.parametrize("language", OTHERS)
def test_a_translation_nobody_has_read_says_so(language: str) -> None:
    words = spoken(language, "language")
    assert bool(words["unreviewed"]) is not words["reviewed"]


def test_english_words_of_questions_are_a_file_too() -> None:
    assert {"tables", "question"} == set(load_toml(data_path("questions.toml")))


def test_one_and_several() -> None:
    assert plain("es", "init", "who.visit", count=1) == "1 visita"
    assert plain("es", "init", "who.visit", count=3) == "3 visitas"
    assert plain(ENGLISH, "init", "done", file=Path("case.toml")).startswith("Your answers are in case.toml.")
